internal import CampaignModel

/// What a command cannot do, beyond what its modules refuse.
enum CommandError: Error {
  case needsLeaflet(folder: String)
  case needsVillages(file: String, verb: String)
  case needsVisits(file: String, verb: String)
  case needsGrid(file: String, verb: String)
  case needsPlan(file: String, verb: String)
  case needsGroups(file: String)
  case needsMembers(file: String)
  case badSetting(file: String, key: String, expected: String, found: String)
  case gridHasPlan(grid: String, plan: String)
  case unknownCell(String, grid: String)
  case splitCell(String, parts: [String])
  case cellNotDivisible(String, parts: Int, places: Int)
  case tooManyGrids(village: String, count: Int)
  case unknownHookup(group: String, village: String)
  case unknownName(String, String, known: [String], file: String)
  case noSuchDay(Int, of: Int, group: String, file: String)
  case personalData(layer: String)
  case unknownExtension(path: String, expected: [String])
  case groupWithoutGround(String, file: String)
  case noFolder(path: String)
  case emptyFullList(file: String, kind: RecordKind)
}

extension CommandError: CustomStringConvertible {
  var description: String {
    switch self {
    case .needsLeaflet(let folder):
      """
      \(folder): expected Leaflet (leaflet.min.js and leaflet.css), which goes into an .html map, found none; install it: \
      apt install libjs-leaflet
      """
    case .needsVillages(let file, let verb):
      "\(file): \(verb) needs villages and there are none; import them first: gridcover import \(file) villages FILE"
    case .needsVisits(let file, let verb):
      "\(file): \(verb) needs visits and there are none by that day; import them first: gridcover import \(file) visits FILE"
    case .needsGrid(let file, let verb):
      "\(file): \(verb) needs a grid and there is none; make one first: gridcover grid \(file) square --size 500"
    case .needsPlan(let file, let verb):
      "\(file): \(verb) needs a plan and there is none; make one first: gridcover allocate \(file)"
    case .needsGroups(let file):
      """
      \(file): allocate needs working groups and there are none; import them (gridcover import \(file) groups FILE) \
      or give a number: --groups 12
      """
    case .needsMembers(let file):
      "\(file): pair needs members and there are none; import them first: gridcover import \(file) members FILE"
    case .badSetting(let file, let key, let expected, let found):
      """
      \(file), settings, \(key): expected \(expected), found \(Rejection.quote(found)); set it anew: \
      gridcover settings \(file) set "\(key)=VALUE"
      """
    case .gridHasPlan(let grid, let plan):
      """
      grid \(grid): the plan \(plan) shares out its cells; --replace makes the grid anew (cells that stay keep their \
      group), --name makes another grid
      """
    case .unknownCell(let cell, let grid):
      "grid \(grid): expected the id of one of its cells, found \(cell); gridcover coverage --by cell lists them"
    case .splitCell(let cell, let parts):
      "cell \(cell): it was split before, into \(parts.joined(separator: ", ")); split one of these"
    case .cellNotDivisible(let cell, let parts, let places):
      """
      cell \(cell): expected households at \(parts) different places or more, to split it into \(parts), found \(places); \
      split it into fewer parts, or leave it whole
      """
    case .tooManyGrids(let village, let count):
      """
      village \(village): expected at most 999 management grids, as many as three digits can number, found \(count); give \
      a larger --households
      """
    case .unknownHookup(let group, let village):
      """
      working group \(group), field hookups: expected codes of known villages, found \(village); correct the list of \
      groups and import it again
      """
    case .unknownName(let what, let name, let known, let file):
      known.isEmpty
        ? "\(file): there is no \(what) \(name); there are none yet"
        : "\(file): there is no \(what) \(name); expected one of \(shortened(known))"
    case .noSuchDay(let day, let count, let group, let file):
      """
      \(file): the packet of working group \(group) has \(counted(count, "day")), found --days \(day); give one of 1 to \
      \(count), or leave --days out for all
      """
    case .personalData(let layer):
      "\(layer) holds personal data; give --include households to export it (the file is then readable by you alone)"
    case .unknownExtension(let path, let expected):
      "\(path): expected a name that ends in \(expected.joined(separator: ", "))"
    case .groupWithoutGround(let group, let file):
      "\(file): the plan gives working group \(group) no ground, so that it has no packet; gridcover coverage \(file) --by group lists who has"
    case .noFolder(let path):
      "\(path): expected a folder for the packets, or a name for a new one, found neither; name another folder"
    case .emptyFullList(let file, let kind):
      "\(file): expected the full list of \(kind.rawValue), found no row; --replace would withdraw all that are known"
    }
  }

  private func shortened(_ names: [String]) -> String {
    names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " … (\(names.count) in all)" : "")
  }
}
