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
  var language: Language
}

extension Pipeline {
  /// Reads a campaign and counts what its map shows; polygons come in metres of the campaign's CRS.
  ///
  /// - Throws: `CommandError` for a part that is not known, or a grid or plan that is not there.
  static func mapContent(_ request: MapRequest) throws -> MapContent {
    let loaded = try load(request.workspace, withRegions: true)
    let ledger = CampaignLedger(loaded.campaign, asOf: request.asOf)
    return try mapContent(request, of: loaded, ledger)
  }

  /// The same of a campaign that has been read and counted.
  static func mapContent(
    _ request: MapRequest, of loaded: LoadedCampaign, _ ledger: CampaignLedger
  ) throws -> MapContent {
    try MapFigures(request, loaded, ledger).content()
  }
}

/// The figures of one map, from the rows that `coverage` prints.
private struct MapFigures {
  let request: MapRequest
  let loaded: LoadedCampaign
  let ledger: CampaignLedger
  let level: CoverageLevel
  let plan: Plan?
  private var campaign: Campaign { loaded.campaign }
  private var language: Language { request.language }

  init(_ request: MapRequest, _ loaded: LoadedCampaign, _ ledger: CampaignLedger) throws {
    self.request = request
    self.loaded = loaded
    self.ledger = ledger
    plan = loaded.campaign.plan
    let file = request.workspace
    guard !loaded.campaign.villages.isEmpty else { throw CommandError.needsVillages(file: file, verb: "map") }
    if request.theme == .allocation && plan == nil {
      throw CommandError.needsPlan(file: file, verb: "map --theme allocation")
    }
    let unit = request.unit ?? (request.theme == .allocation ? plan?.unit : nil) ?? .village
    if unit == .cell && loaded.grid == nil {
      throw CommandError.needsGrid(file: file, verb: "map --by cell")
    }
    level = unit == .cell ? .cell : .village
  }

  func content() throws -> MapContent {
    let projection = try CampaignProjection.resolve(campaign.settings, covering: loaded.villageRegions)
    let (part, partName) = try part()
    let table = ledger.table(by: level)
    var rows = table.rows.filter { $0.code != CoverageRow.noneCode }
    // Cells on which nobody lives are ground like any other; villages without targets are worth knowing.
    if level == .cell && request.theme != .allocation { rows = rows.filter { $0.status != .empty } }
    let regions = try loaded.regions(for: rows, level: level)
    let issues = request.theme == .issues ? try issueRows() : []
    let issuesOfVillage = Dictionary(issues.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let villageOfCode = Dictionary(
      campaign.villages.map { ($0.code.text, $0) }, uniquingKeysWith: { first, _ in first })
    let villageOfCell = Dictionary(
      campaign.cells.map { ($0.id.text, $0.village?.text) }, uniquingKeysWith: { first, _ in first })
    let labels = Dictionary(
      campaign.cells.map { ($0.id.text, $0.label) }, uniquingKeysWith: { first, _ in first })
    let mainGroups = Dictionary(
      zip(campaign.villages.map(\.code.text), ledger.groupsOfVillages),
      uniquingKeysWith: { first, _ in first })

    var places: [PlaceFigure] = []
    var metric: [Region] = []
    for (row, region) in zip(rows, regions) {
      guard let region, !region.isEmpty else { continue }
      let villageCode = level == .cell ? villageOfCell[row.code] ?? nil : row.code
      let village = villageCode.flatMap { villageOfCode[$0] }
      var group = row.group
      if level == .village, group == nil, let main = mainGroups[row.code], main >= 0 {
        group = campaign.groups[Int(main)].id.text
      }
      var place = PlaceFigure(
        code: row.code, name: level == .cell ? labels[row.code] ?? "" : village.map(shortName) ?? row.code,
        township: village.flatMap(townshipName), group: group, tally: row.targets,
        status: row.status ?? .empty)
      place.count =
        switch request.theme {
        case .gaps: row.targets.expected - row.targets.visited
        case .issues: issuesOfVillage[row.code]?.open ?? 0
        case .coverage, .allocation, .flags: 0
        }
      place.isInFocus = part.contains(group: group, village: village)
      places.append(place)
      metric.append(try projection.forward(region))
    }
    var content = MapContent(
      theme: request.theme, title: request.title ?? campaign.settings.name, places: places, regions: metric)
    content.areCells = level == .cell
    content.day = asOf
    content.north = trueNorth(metric, places, projection)
    if level == .cell {
      content.backdrop = try zip(campaign.villages, loaded.villageRegions).map { village, region in
        BackdropFigure(township: townshipName(village), region: try projection.forward(region))
      }
    }
    content.subtitle = [
      kindOfMap, partName,
      asOf.map { "\(language.word("as of")) \($0)" },
    ].compactMap { $0 }.joined(separator: " · ")
    content.headlines = headlines(part, rows: rows, places: places, totals: table.totals, issues)
    if request.theme == .allocation { content.groups = groupFigures(places) }
    if request.includesTargets { content.dots = dots(projection, part) }
    content.source = source(projection)
    return content
  }

  /// The day up to which is counted; nil while nothing has happened.
  private var asOf: LocalDate? {
    let isIdle = request.asOf == nil && campaign.visits.count == 0 && ledger.day == LocalDate(dayNumber: 0)
    return isIdle ? nil : ledger.day
  }

  private var kindOfMap: String {
    let unit = level == .cell ? "cell" : "village"
    let phrase =
      switch request.theme {
      case .coverage: "Coverage of households and enterprises, by \(unit)"
      case .allocation: "Ground of the working groups, by \(unit)"
      case .gaps: "Households and enterprises not yet visited, by \(unit)"
      case .issues: "Open issues, by village"
      case .flags: "Flagged visits, by \(unit)"
      }
    return language.word(phrase)
  }

  // MARK: Part

  private func part() throws -> (MapPart, String?) {
    let file = request.workspace
    switch request.part {
    case .all: return (.all, nil)
    case .group(let id):
      guard let group = campaign.groups.first(where: { $0.id.text == id }) else {
        throw CommandError.unknownName("working group", id, known: campaign.groups.map(\.id.text), file: file)
      }
      return (.group(id), [id, group.name].compactMap { $0 }.joined(separator: " "))
    case .township(let text):
      let found = campaign.villages.first {
        [$0.township, $0.townshipEnglish, $0.townshipKey].contains(text)
      }
      guard let found, let key = found.townshipKey else {
        let known = Set(campaign.villages.compactMap(\.township)).sorted()
        throw CommandError.unknownName("township", text, known: known, file: file)
      }
      return (.township(key), townshipName(found))
    case .village(let text):
      guard
        let found = campaign.villages.first(where: { $0.code.text == text })
          ?? campaign.villages.first(where: { $0.name == text || $0.nameEnglish == text })
      else {
        throw CommandError.unknownName("village", text, known: campaign.villages.map(\.name), file: file)
      }
      return (.village(found.code), name(found))
    }
  }

  private func name(_ village: Village) -> String {
    language == .english ? village.nameEnglish ?? village.name : village.name
  }

  /// On a map of villages the word says nothing and takes room: `Pengtian` for `Pengtian Village`.
  private func shortName(_ village: Village) -> String {
    let name = name(village)
    let suffix = " Village"
    return name.hasSuffix(suffix) && name.count > suffix.count ? String(name.dropLast(suffix.count)) : name
  }

  private func townshipName(_ village: Village) -> String? {
    language == .english ? village.townshipEnglish ?? village.township : village.township
  }

  // MARK: Figures

  private func headlines(
    _ part: MapPart, rows: [CoverageRow], places: [PlaceFigure], totals: CoverageRow, _ issues: [RegisterRow]
  ) -> [Headline] {
    let inFocus = Set(places.filter(\.isInFocus).map(\.code))
    let own = rows.filter { inFocus.contains($0.code) }
    // The whole campaign has targets in no place; a group's row counts what it is responsible for, wherever it is.
    let sum: CoverageRow =
      switch part {
      case .all: totals
      case .group(let id): ledger.table(by: .group).rows.first { $0.code == id } ?? totals
      case .township, .village: own.sum
      }
    let noun = level == .cell ? "cells" : "villages"
    let withTargets = own.filter { $0.targets.expected > 0 }
    func share(_ label: String, _ part: Int, _ whole: Int) -> Headline {
      let rate = whole == 0 ? "–" : percent(Double(part) / Double(whole))
      let value =
        language == .english
        ? "\(grouped(part)) of \(grouped(whole)) (\(rate))" : "\(grouped(part)) / \(grouped(whole))（\(rate)）"
      return Headline(language.word(label), value)
    }
    switch request.theme {
    case .coverage, .flags:
      return [
        share("\(noun) reached", withTargets.count { $0.targets.visited > 0 }, withTargets.count)
      ]
        + [
          ("households visited", sum.households), ("enterprises visited", sum.enterprises),
          ("priority targets visited", sum.priority),
        ].filter { $0.1.expected > 0 }.map { share($0.0, $0.1.visited, $0.1.expected) }
    case .gaps:
      return [
        share("targets not yet visited", sum.targets.expected - sum.targets.visited, sum.targets.expected),
        share("\(noun) with gaps", withTargets.count { $0.status != .covered }, withTargets.count),
        share("\(noun) not visited at all", withTargets.count { $0.status == .unvisited }, withTargets.count),
      ]
    case .allocation:
      let shared = places.filter(\.isInFocus)
      return [
        Headline(language.word("working groups"), grouped(Set(shared.compactMap(\.group)).count)),
        share("\(noun) shared out", shared.count { $0.group != nil }, shared.count),
      ]
        + (sum.targets.expected == 0
          ? [] : [Headline(language.word("targets expected"), grouped(sum.targets.expected))])
    case .issues:
      let register = issues.filter { inFocus.contains($0.key) || part == .all }
      let total = IssueRegister.total(of: register, key: "total")
      return [
        Headline(language.word("issues filed"), grouped(total.filed)),
        share("issues resolved", total.resolved, total.filed), share("issues open", total.open, total.filed),
        share("issues overdue", total.overdue, total.filed),
      ]
    }
  }

  private func issueRows() throws -> [RegisterRow] {
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
    return ledger.table(by: .group).rows.compactMap { row in
      guard let count = drawn[row.code] else { return nil }
      let known = work[Identifier(row.code)] ?? 0
      return GroupFigure(
        id: row.code, name: row.name ?? "", places: count, tally: row.targets, work: known > 0 ? known : nil)
    }
  }

  private func dots(_ projection: Projection, _ part: MapPart) -> [TargetDot] {
    let gaps = Set(ledger.targetGaps().map(\.target))
    let targets = campaign.targets
    return (0..<targets.count).compactMap { i in
      guard targets.hasCoordinates(i) else { return nil }
      let village = targets.villages[i] < 0 ? nil : campaign.villages[Int(targets.villages[i])]
      let group = ledger.group(ofTarget: i)
      guard part.contains(group: group < 0 ? nil : campaign.groups[Int(group)].id.text, village: village),
        let point = projection.forward(x: targets.xs[i], y: targets.ys[i])
      else { return nil }
      return TargetDot(x: point.x, y: point.y, isVisited: !gaps.contains(i))
    }
  }

  // MARK: Page

  /// The direction of true north in the middle of the map, in radians clockwise from up.
  private func trueNorth(_ regions: [Region], _ places: [PlaceFigure], _ projection: Projection) -> Double {
    var bounds: Bounds?
    for (i, region) in regions.enumerated() where places[i].isInFocus {
      guard let box = region.bounds else { continue }
      bounds?.formUnion(box)
      bounds = bounds ?? box
    }
    guard let bounds,
      let middle = projection.inverse(x: (bounds.minX + bounds.maxX) / 2, y: (bounds.minY + bounds.maxY) / 2),
      let here = projection.forward(x: middle.x, y: middle.y),
      let above = projection.forward(x: middle.x, y: middle.y + 0.01)
    else { return 0 }
    return Angle.clockwiseFromUp(x: above.x - here.x, y: above.y - here.y)
  }

  private func source(_ projection: Projection) -> String {
    let crs =
      if projection.crs.hasPrefix("+proj=aea") {
        "Albers"
      } else if projection.crs.hasPrefix("+proj=laea") {
        "Lambert azimuthal equal-area"
      } else {
        projection.crs
      }
    return
      "\(language.word("projection")) \(crs) · \(language.word("source")) \(campaign.settings.name) · gridcover \(Program.version)"
  }
}

/// The part of the ground that a map is about.
private enum MapPart: Equatable {
  case all, group(String), township(String), village(Identifier)

  func contains(group id: String?, village: Village?) -> Bool {
    switch self {
    case .all: true
    case .group(let wanted): id == wanted
    case .township(let key): village?.townshipKey == key
    case .village(let code): village?.code == code
    }
  }
}

extension [CoverageRow] {
  /// The counts of rows of different targets, added up.
  fileprivate var sum: CoverageRow {
    reduce(into: CoverageRow(level: .campaign, code: "sum")) { sum, row in
      sum.households = sum.households + row.households
      sum.enterprises = sum.enterprises + row.enterprises
      sum.priority = sum.priority + row.priority
    }
  }
}
