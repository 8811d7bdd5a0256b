internal import CampaignModel
internal import CampaignStore
internal import Cartography
internal import CoverageAnalysis
internal import SpatialCore

/// What a map is asked to show.
struct MapRequest {
  /// The part of the campaign's ground that is drawn; the rest stays pale.
  enum Part: Equatable { case all, group(String), township(String), village(String) }

  var workspace: String
  var theme: MapTheme
  /// What is coloured; nil for the theme's own choice.
  var unit: Plan.Unit?
  var part: Part
  var asOf: LocalDate?
  var title: String?
  var includesTargets: Bool
  /// False leaves out the points of targets that have been visited.
  var includesVisited = true
  var language: Language
}

extension Pipeline {
  /// Reads a campaign and counts what its map shows; polygons come in metres of the campaign's CRS.
  ///
  /// - Throws: `CommandError` for a part that is not known, or a grid or plan that is not there.
  static func mapContent(_ request: MapRequest) throws -> MapContent {
    let loaded = try load(
      request.workspace, withRegions: true, withEvidence: request.theme == .flags)
    return try mapContent(request, of: loaded, CampaignLedger(loaded.campaign, asOf: request.asOf))
  }

  /// The same of a campaign that has been read and counted.
  static func mapContent(
    _ request: MapRequest, of loaded: LoadedCampaign, _ ledger: CampaignLedger
  ) throws -> MapContent {
    let figures = try MapFigures(request, loaded, ledger)
    return try figures.content(of: figures.part())
  }
}

/// The figures of the maps of one campaign, from the rows that `coverage` prints: counted once, for every part that is
/// drawn.
struct MapFigures {
  let request: MapRequest
  let loaded: LoadedCampaign
  let ledger: CampaignLedger
  let level: CoverageLevel
  let plan: Plan?
  let projection: Projection
  let table: CoverageTable
  /// The rows of places that are drawn.
  let rows: [CoverageRow]
  /// Places in the campaign's order, all in the focus.
  let places: [PlaceFigure]
  /// Their polygons, in metres.
  let regions: [Region]
  /// Index of each place's village, or -1.
  let villageOfPlace: [Int]
  /// Polygons of all villages, in metres.
  let villageRegions: [Region]
  /// All villages put together, for the small map of the whole; the villages themselves where they cannot be.
  private(set) var outline: [Region] = []
  /// Index of the group that is responsible for each village (most of it), or -1.
  let groupsOfVillages: [Int32]
  let issues: [RegisterRow]
  /// Flagged visits, and visits looked at, of each village or cell by its code; for the theme of flags.
  let flags: [String: (flagged: Int, visits: Int)]
  /// The rows of groups, which each sheet of an atlas asks for.
  let groupRows: [String: CoverageRow]
  /// The villages of whose targets each group is responsible for all; a group that shares a village has no entry.
  let villagesOfGroups: [String: Set<Int>]
  /// Priority targets as they may be handed out; nil where nothing shows them.
  let priority: PublicPriority?
  var campaign: Campaign { loaded.campaign }
  var language: Language { request.language }

  /// - Throws: `CommandError` for what the map needs and the campaign has not.
  init(_ request: MapRequest, _ loaded: LoadedCampaign, _ ledger: CampaignLedger) throws {
    self.request = request
    self.loaded = loaded
    self.ledger = ledger
    let campaign = loaded.campaign
    plan = campaign.plan
    let file = request.workspace
    guard !campaign.villages.isEmpty else { throw CommandError.needsVillages(file: file, verb: "map") }
    if request.theme == .allocation && plan == nil {
      throw CommandError.needsPlan(file: file, verb: "map --theme allocation")
    }
    let unit = request.unit ?? (request.theme == .allocation ? plan?.unit : nil) ?? .village
    if unit == .cell && loaded.grid == nil {
      throw CommandError.needsGrid(file: file, verb: "map --by cell")
    }
    level = unit == .cell ? .cell : .village
    projection = try CampaignProjection.resolve(campaign.settings, covering: loaded.villageRegions)
    table = ledger.table(by: level)
    var rows = table.rows.filter { $0.code != CoverageRow.noneCode }
    // Cells on which nobody lives are ground like any other; villages without targets are worth knowing.
    if level == .cell && request.theme != .allocation { rows = rows.filter { $0.status != .empty } }
    self.rows = rows
    groupsOfVillages = ledger.groupsOfVillages
    groupRows = Dictionary(
      plan == nil ? [] : ledger.table(by: .group).rows.map { ($0.code, $0) },
      uniquingKeysWith: { first, _ in first })
    // What is withheld is decided on the villages of the whole campaign, whatever is drawn of it.
    let showsPriority = request.theme == .coverage && table.totals.priority.expected > 0
    priority =
      showsPriority
      ? PublicPriority(
        rows: level == .village ? table.rows : ledger.table(by: .village).rows, villages: campaign.villages,
        suppression: Suppression(threshold: campaign.settings.smallestCount)) : nil
    villagesOfGroups = priority == nil ? [:] : MapFigures.villagesOfGroups(ledger)
    let projection = projection
    villageRegions = try loaded.villageRegions.map { try projection.forward($0) }
    issues = request.theme == .issues ? try MapFigures.issueRows(request, campaign) : []
    flags = request.theme == .flags ? MapFigures.flagged(ledger, level) : [:]
    (places, regions, villageOfPlace) = try MapFigures.places(
      request, loaded, level, rows, villageRegions, projection, groupsOfVillages, issues, flags)
  }

  private static func places(
    _ request: MapRequest, _ loaded: LoadedCampaign, _ level: CoverageLevel, _ rows: [CoverageRow],
    _ villageRegions: [Region], _ projection: Projection, _ groupsOfVillages: [Int32],
    _ issues: [RegisterRow], _ flags: [String: (flagged: Int, visits: Int)]
  ) throws -> ([PlaceFigure], [Region], [Int]) {
    let campaign = loaded.campaign
    let townships = TownshipLabels(campaign.villages, request.language)
    let issuesOfVillage = Dictionary(issues.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let indexOfVillage = Dictionary(
      campaign.villages.enumerated().map { ($1.code, $0) }, uniquingKeysWith: { first, _ in first })
    let indexOfCell = Dictionary(
      level == .cell ? campaign.cells.enumerated().map { ($1.id, $0) } : [],
      uniquingKeysWith: { first, _ in first })
    var places: [PlaceFigure] = []
    var regions: [Region] = []
    var villageOfPlace: [Int] = []
    for row in rows {
      let cell = indexOfCell[Identifier(row.code)]
      let index: Int?
      let region: Region
      if level == .cell {
        guard let cell else { continue }
        index = campaign.cells[cell].village.flatMap { indexOfVillage[$0] }
        region = try projection.forward(loaded.cellRegions[cell])
      } else {
        guard let i = indexOfVillage[Identifier(row.code)] else { continue }
        index = i
        region = villageRegions[i]
      }
      guard !region.isEmpty else { continue }
      let village = index.map { campaign.villages[$0] }
      var group = row.group
      if level == .village, group == nil, let index, groupsOfVillages[index] >= 0 {
        group = campaign.groups[Int(groupsOfVillages[index])].id.text
      }
      var place = PlaceFigure(
        code: row.code,
        name: cell.map { campaign.cells[$0].label } ?? village.map { request.language.shortName($0) }
          ?? row.code,
        township: village.flatMap { townships[$0] }, group: group, tally: row.targets,
        status: row.status ?? .empty)
      place.count =
        switch request.theme {
        case .gaps: row.targets.expected - row.targets.visited
        case .issues: issuesOfVillage[row.code]?.open ?? 0
        case .flags: flags[row.code]?.flagged ?? 0
        case .coverage, .allocation, .ground: 0
        }
      places.append(place)
      regions.append(region)
      villageOfPlace.append(index ?? -1)
    }
    return (places, regions, villageOfPlace)
  }

  /// The same, with the outline of all villages made: a document of many pages has it on each.
  func withOutline() -> MapFigures {
    var figures = self
    figures.outline = (try? [Region.union(of: villageRegions)]) ?? villageRegions
    return figures
  }

  /// The map of a part of the ground.
  func content(of part: MapPart) -> MapContent {
    var places = places
    for i in places.indices {
      let village = villageOfPlace[i] < 0 ? nil : campaign.villages[villageOfPlace[i]]
      places[i].isInFocus = part.contains(group: places[i].group, village: village)
    }
    var content = MapContent(
      theme: request.theme, title: request.title ?? campaign.settings.name, places: places, regions: regions)
    content.author = campaign.settings.name
    content.areCells = level == .cell
    content.day = asOf
    content.north = trueNorth(content)
    if level == .cell {
      let townships = TownshipLabels(campaign.villages, language)
      content.backdrop = zip(campaign.villages, villageRegions).map { village, region in
        BackdropFigure(township: townships[village], region: region)
      }
    }
    content.subtitle = subtitle(part, unit: level == .cell ? "cell" : "village")
    content.headlines = headlines(part, places: places)
    if request.theme == .allocation { content.groups = groupFigures(places) }
    if request.includesTargets { content.dots = dots(part) }
    content.source = source
    return content
  }

  /// The day up to which is counted; nil while nothing has happened.
  var asOf: LocalDate? {
    let isIdle = request.asOf == nil && campaign.visits.count == 0 && ledger.day == LocalDate(dayNumber: 0)
    return isIdle ? nil : ledger.day
  }

  /// What the page shows, of which part, as of when.
  func subtitle(_ part: MapPart, unit: String) -> String {
    [kindOfMap(unit), name(of: part), asOf.map { "\(language.word("as of")) \($0)" }].compactMap { $0 }
      .joined(separator: " · ")
  }

  private func kindOfMap(_ unit: String) -> String {
    let phrase =
      switch request.theme {
      case .coverage: "Coverage of households and enterprises, by \(unit)"
      case .allocation: "Ground of the working groups, by \(unit)"
      case .gaps: "Households and enterprises not yet visited, by \(unit)"
      case .issues: "Open issues, by village"
      case .flags: "Flagged visits, by \(unit)"
      case .ground: "Ground of the working groups, by \(unit)"
      }
    return language.word(phrase)
  }

  // MARK: Part

  /// The part of the ground that was asked for.
  func part() throws -> MapPart {
    let file = request.workspace
    switch request.part {
    case .all: return .all
    case .group(let id):
      return .group(try campaign.group(called: id, file: file).id.text)
    case .township(let text):
      let found = campaign.villages.first {
        [$0.township, $0.townshipEnglish, $0.townshipKey].contains(text)
      }
      guard let key = found?.townshipKey else {
        let known = Set(campaign.villages.compactMap(\.township)).sorted()
        throw CommandError.unknownName("township", text, known: known, file: file)
      }
      return .township(key)
    case .village(let text):
      guard
        let found = campaign.villages.first(where: { $0.code.text == text })
          ?? campaign.villages.first(where: { $0.name == text || $0.nameEnglish == text })
      else {
        throw CommandError.unknownName("village", text, known: campaign.villages.map(\.name), file: file)
      }
      return .village(found.code)
    }
  }

  /// What a part is called; nil for all.
  func name(of part: MapPart) -> String? {
    switch part {
    case .all: return nil
    case .noGroup: return language.word("no working group responsible")
    case .noTownship: return language.word("(none)")
    case .group(let id):
      let group = campaign.groups.first { $0.id.text == id }
      return [id, group.flatMap { language.groupName($0) }].compactMap { $0 }.joined(separator: " ")
    case .township(let key):
      return campaign.villages.first { $0.townshipKey == key }.flatMap { language.townshipName($0) } ?? key
    case .village(let code):
      return campaign.villages.first { $0.code == code }.map { language.name($0) } ?? code.text
    }
  }

  private static func flagged(
    _ ledger: CampaignLedger, _ level: CoverageLevel
  ) -> [String: (flagged: Int, visits: Int)] {
    let campaign = ledger.campaign
    let codes = level == .cell ? campaign.cells.map(\.id.text) : campaign.villages.map(\.code.text)
    let sums = ledger.flaggedVisits(
      in: level == .cell ? campaign.targets.cells : campaign.targets.villages, count: codes.count)
    return Dictionary(zip(codes, sums), uniquingKeysWith: { first, _ in first })
  }

  private static func issueRows(_ request: MapRequest, _ campaign: Campaign) throws -> [RegisterRow] {
    let workspace = try Workspace.open(at: request.workspace, writable: false)
    let issues = try workspace.read {
      try $0.issues(villages: campaign.villages, targets: campaign.targets)
    }
    return IssueRegister.summarise(issues, asOf: request.asOf) { issue in
      issue.village < 0 ? nil : campaign.villages[Int(issue.village)].code.text
    }
  }

  private func groupFigures(_ places: [PlaceFigure]) -> [GroupFigure] {
    var work: [Identifier: Double] = [:]
    for entry in plan?.entries ?? [] { work[entry.group, default: 0] += entry.work }
    let drawn = Dictionary(
      places.filter(\.isInFocus).compactMap { $0.group.map { ($0, 1) } }, uniquingKeysWith: +)
    return campaign.groups.compactMap { group in
      guard let row = groupRows[group.id.text], let count = drawn[row.code] else { return nil }
      let known = work[Identifier(row.code)] ?? 0
      return GroupFigure(
        id: row.code, name: language.shortGroupName(group) ?? "", places: count, tally: row.targets,
        work: known > 0 ? known : nil)
    }
  }

  private func dots(_ part: MapPart) -> [TargetDot] {
    let gaps = Set(ledger.targetGaps().map(\.target))
    let targets = campaign.targets
    return (0..<targets.count).compactMap { i in
      guard targets.hasCoordinates(i), !ledger.isExcluded(i) else { return nil }
      let village = targets.villages[i] < 0 ? nil : campaign.villages[Int(targets.villages[i])]
      let group = ledger.group(ofTarget: i)
      guard part.contains(group: group < 0 ? nil : campaign.groups[Int(group)].id.text, village: village),
        let point = projection.forward(x: targets.xs[i], y: targets.ys[i])
      else { return nil }
      let isVisited = !gaps.contains(i)
      guard request.includesVisited || !isVisited else { return nil }
      return TargetDot(
        x: point.x, y: point.y, isVisited: isVisited, isEnterprise: targets.kinds[i] == .enterprise)
    }
  }

  // MARK: Page

  /// The direction of true north in the middle of the map, in radians clockwise from up.
  func trueNorth(_ content: MapContent) -> Double {
    var bounds = content.extent
    if bounds == nil {
      for (place, region) in zip(content.places, content.regions) where place.isInFocus {
        guard let box = region.bounds else { continue }
        bounds?.formUnion(box)
        bounds = bounds ?? box
      }
    }
    guard let bounds,
      let middle = projection.inverse(x: (bounds.minX + bounds.maxX) / 2, y: (bounds.minY + bounds.maxY) / 2),
      let here = projection.forward(x: middle.x, y: middle.y),
      let above = projection.forward(x: middle.x, y: middle.y + 0.01)
    else { return 0 }
    return Angle.clockwiseFromUp(x: above.x - here.x, y: above.y - here.y)
  }

  /// The last line of the page.
  var source: String {
    let crs =
      if projection.crs.hasPrefix("+proj=aea") {
        "Albers"
      } else if projection.crs.hasPrefix("+proj=laea") {
        "Lambert azimuthal equal-area"
      } else {
        projection.crs
      }
    return [
      privacyNote, "\(language.word("projection")) \(crs)", "gridcover \(Program.version)",
    ].compactMap { $0 }.joined(separator: " · ")
  }
}

/// The part of the ground that a map is about.
enum MapPart: Equatable {
  case all, group(String), township(String), village(Identifier)
  /// Ground for which no group is responsible; that is in no township.
  case noGroup, noTownship

  func contains(group id: String?, village: Village?) -> Bool {
    switch self {
    case .all: true
    case .group(let wanted): id == wanted
    case .township(let key): village?.townshipKey == key
    case .village(let code): village?.code == code
    case .noGroup: id == nil
    case .noTownship: village.map { $0.townshipKey == nil } ?? false
    }
  }
}
