internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis
internal import SpatialCore

/// What each sheet of an atlas shows.
enum AtlasUnit: String, CaseIterable { case group, township, village }

extension Pipeline {
  /// Reads a campaign and counts what its atlas shows, and which of its pages are wanted.
  ///
  /// - Parameter pages: `3,7-9,G07`: pages by number, sheets by code or name; nil for all.
  /// - Throws: `CommandError` for a sheet that is not known, or a grid or plan that is not there.
  static func atlas(
    _ request: MapRequest, by unit: AtlasUnit, pages: String?
  ) throws -> (content: AtlasContent, choice: AtlasChoice?) {
    let loaded = try load(
      request.workspace, withRegions: true, withEvidence: request.theme == .flags)
    let ledger = CampaignLedger(loaded.campaign, asOf: request.asOf)
    if unit == .group && loaded.campaign.plan == nil {
      throw CommandError.needsPlan(file: request.workspace, verb: "map --atlas group")
    }
    let figures = try AtlasFigures(
      request, MapFigures(request, loaded, ledger).withOutline(), by: unit)
    let content = try figures.content()
    return (content, try pages.map { try figures.choice($0, of: content) })
  }
}

/// The figures of an atlas: a map of the whole with its sheets, and a map and a list for each.
private struct AtlasFigures {
  let request: MapRequest
  let unit: AtlasUnit
  let figures: MapFigures
  let parts: [MapPart]
  /// The rows of villages that are not covered, those first that come first.
  let gaps: [CoverageRow]
  /// What each village has in each cell, for sheets of villages.
  let cells: [[VillageCell]]
  private let cellRegions: [Int: Region]
  private let indexOfVillage: [String: Int]
  private let villageRows: [(village: Int, row: CoverageRow)]
  private var campaign: Campaign { figures.campaign }
  private var language: Language { request.language }
  private var ledger: CampaignLedger { figures.ledger }

  init(_ request: MapRequest, _ figures: MapFigures, by unit: AtlasUnit) throws {
    self.request = request
    self.figures = figures
    self.unit = unit
    let campaign = figures.campaign
    // Ground of nobody where nobody is expected has no gaps and nobody to carry its sheet.
    func isDrawn(_ part: MapPart) -> Bool {
      let isOfNobody = part == .noGroup || part == .noTownship
      return figures.places.indices.contains { i in
        guard !isOfNobody || figures.places[i].tally.expected > 0 else { return false }
        let village = figures.villageOfPlace[i]
        return part.contains(
          group: figures.places[i].group, village: village < 0 ? nil : campaign.villages[village])
      }
    }
    switch unit {
    case .group: parts = (campaign.groups.map { .group($0.id.text) } + [.noGroup]).filter(isDrawn)
    case .township:
      let keys = Set(campaign.villages.compactMap { $0.townshipKey.map { Identifier($0) } }).sorted()
      parts = (keys.map { .township($0.text) } + [.noTownship]).filter(isDrawn)
    case .village:
      parts = campaign.villages.indices.filter { !figures.villageRegions[$0].isEmpty }
        .map { .village(campaign.villages[$0].code) }
    }
    gaps = unit == .village ? [] : figures.ledger.placeGaps(by: .village)
    let indexOfVillage = Dictionary(
      campaign.villages.enumerated().map { ($1.code.text, $0) }, uniquingKeysWith: { first, _ in first })
    self.indexOfVillage = indexOfVillage
    let table = figures.level == .village ? figures.table : figures.ledger.table(by: .village)
    villageRows = table.rows.compactMap { row in indexOfVillage[row.code].map { ($0, row) } }
    let areBySquares = unit == .village && figures.loaded.grid != nil
    cells = areBySquares ? figures.ledger.cellsOfVillages() : []
    var cellRegions: [Int: Region] = [:]
    for cell in Set(cells.joined().map { Int($0.cell) }) where cell >= 0 {
      cellRegions[cell] = try figures.projection.forward(figures.loaded.cellRegions[cell])
    }
    self.cellRegions = cellRegions
  }

  func content() throws -> AtlasContent {
    var overview = figures.content(of: .all)
    overview.showsSheets = true
    overview.groups = []
    overview.dots = []
    overview.subtitle = [overview.subtitle, words("index of sheets", "图幅索引")].joined(separator: " · ")
    for i in overview.places.indices {
      let village = figures.villageOfPlace[i] < 0 ? nil : campaign.villages[figures.villageOfPlace[i]]
      overview.places[i].name = ""
      overview.places[i].group =
        switch unit {
        case .group: figures.places[i].group ?? key(.noGroup)
        case .township: village?.townshipKey ?? key(.noTownship)
        case .village: village?.code.text
        }
    }
    return AtlasContent(
      overview: overview,
      columns: [
        MapList.Column(words("sheet", "图幅")),
        // Names need the room: what is visited is what is not to go.
        MapList.Column(words("to go / expected", "待访/应访"), width: 56, isFigure: true),
      ],
      listTitle: words("Sheets", "图幅"), sheets: try parts.map(sheet))
  }

  private func sheet(_ part: MapPart) throws -> AtlasSheet {
    var content: MapContent
    let tally: Tally
    if case .village(let code) = part, let village = campaign.villages.firstIndex(where: { $0.code == code })
    {
      let own = cells.isEmpty ? [] : cells[village]
      content = cells.isEmpty ? figures.near(figures.content(of: part)) : try squares(of: village, part)
      tally =
        figures.places.indices.first { figures.villageOfPlace[$0] == village }
        .map { figures.places[$0].tally } ?? Tally()
      content.list = list(ofVillage: tally, own)
      // That one village of one is reached is in the numbers below.
      if !content.headlines.isEmpty && request.theme == .coverage { content.headlines.removeFirst() }
    } else {
      content = figures.near(figures.content(of: part))
      let rows = gaps(in: part)
      content.list = list(rows)
      tally = self.tally(of: part)
    }
    content.locator = locator(part)
    return AtlasSheet(
      key: key(part),
      row: [
        shortName(of: part),
        "\(grouped(tally.expected - tally.visited)) / \(grouped(tally.expected))",
      ], content: content)
  }

  private func words(_ english: String, _ chinese: String) -> String {
    language == .english ? english : chinese
  }

  /// What a sheet is called in the list of sheets.
  private func shortName(of part: MapPart) -> String {
    guard case .group(let id) = part, let group = campaign.groups.first(where: { $0.id.text == id }) else {
      return figures.name(of: part) ?? ""
    }
    return [id, language.shortGroupName(group)].compactMap { $0 }.joined(separator: " ")
  }

  private func key(_ part: MapPart) -> String {
    switch part {
    case .all: ""
    case .group(let id): id
    case .township(let key): key
    case .village(let code): code.text
    // Not a code that anyone gives.
    case .noGroup, .noTownship: CoverageRow.noneCode
    }
  }

  // MARK: Lists

  private func tally(of part: MapPart) -> Tally {
    if unit == .group, part != .noGroup { return figures.groupRows[key(part)]?.targets ?? Tally() }
    return villageRows.reduce(Tally()) { sum, entry in
      let group = figures.groupsOfVillages[entry.village]
      let isOwn = part.contains(
        group: group < 0 ? nil : campaign.groups[Int(group)].id.text,
        village: campaign.villages[entry.village])
      return isOwn ? sum + entry.row.targets : sum
    }
  }

  private func gaps(in part: MapPart) -> [CoverageRow] {
    // By a plan of cells a group has a part of a village: what is listed is what it is responsible for.
    if case .group(let id) = part, campaign.plan?.unit == .cell {
      return ledger.restricted(toGroup: Identifier(id)).placeGaps(by: .village)
    }
    return gaps.filter { row in
      guard let i = indexOfVillage[row.code] else { return false }
      let group = figures.groupsOfVillages[i]
      return part.contains(
        group: group < 0 ? nil : campaign.groups[Int(group)].id.text, village: campaign.villages[i])
    }
  }

  private func list(_ rows: [CoverageRow]) -> MapList {
    let must = ledger.mustVisitCodes
    let hasMust = rows.contains { must.contains($0.code) }
    return MapList(
      title: words("Villages not covered", "未全覆盖行政村")
        + (hasMust ? words(" · ★ must visit, first", " · ★ 必访村在前") : ""),
      columns: columns(words("village", "行政村")),
      rows: rows.map { row in
        let name =
          indexOfVillage[row.code].map { language.shortName(campaign.villages[$0]) }
          ?? language.word(CoverageRow.noneCode)
        return texts(must.contains(row.code) ? "★ \(name)" : name, row.targets, row.gapReason)
      }, whenEmpty: words("no gap", "无盲区"))
  }

  /// What is not visited in a village, by square: places and counts, nobody's name.
  private func list(ofVillage tally: Tally, _ cells: [VillageCell]) -> MapList {
    let open = cells.filter { $0.targets.visited < $0.targets.expected }
      .sorted { a, b in
        let (left, right) = (
          a.targets.expected - a.targets.visited, b.targets.expected - b.targets.visited
        )
        return (right, UInt32(bitPattern: a.cell)) < (left, UInt32(bitPattern: b.cell))
      }
    var rows = open.map { cell in
      texts(
        cell.cell < 0 ? words("without a cell", "无格网单元") : campaign.cells[Int(cell.cell)].label,
        cell.targets, cell.reason)
    }
    if cells.isEmpty && tally.visited < tally.expected {
      rows = [texts(words("whole village", "全村"), tally, nil)]
    }
    return MapList(
      title: words("Not visited, by cell", "未走访 · 按格网单元"), columns: columns(words("cell", "单元")), rows: rows,
      whenEmpty: words("no gap", "无盲区"))
  }

  private func columns(_ place: String) -> [MapList.Column] {
    [
      MapList.Column(place), MapList.Column(words("visited", "已访/应访"), width: 40, isFigure: true),
      MapList.Column(words("to go", "待访"), width: 24, isFigure: true),
      MapList.Column(words("why, mostly", "主要原因"), width: 56),
    ]
  }

  private func texts(_ name: String, _ tally: Tally, _ reason: GapReason?) -> [String] {
    [
      name, "\(grouped(tally.visited)) / \(grouped(tally.expected))",
      grouped(tally.expected - tally.visited), reason.map { language.word($0.name) } ?? "",
    ]
  }

  // MARK: Maps

  /// The map of one village by the cells in which it has targets.
  ///
  /// A cell on a border is coloured by this village's targets in it alone, so that sheets add up.
  private func squares(of village: Int, _ part: MapPart) throws -> MapContent {
    let own = cells[village].filter { $0.cell >= 0 }
    let places = own.map { cell in
      let tally = cell.targets
      var place = PlaceFigure(
        code: campaign.cells[Int(cell.cell)].id.text, name: campaign.cells[Int(cell.cell)].label,
        tally: tally,
        status: tally.visited == tally.expected ? .covered : tally.visited == 0 ? .unvisited : .partial)
      place.count = request.theme == .gaps ? tally.expected - tally.visited : 0
      return place
    }
    var content = figures.content(of: part)
    content.places = places
    // A square on a border is drawn as far as this village goes; one that holds its targets outside of it is in the list.
    let ground = figures.villageRegions[village]
    content.regions = try own.map { try (cellRegions[Int($0.cell)] ?? Region()).intersection(with: ground) }
    content.areCells = true
    content.subtitle = figures.subtitle(part, unit: "cell")
    content.extent = figures.villageRegions[village].bounds
    let around = content.extent.map(MapFigures.surroundings)
    let townships = TownshipLabels(campaign.villages, language)
    content.backdrop = campaign.villages.indices.compactMap { i in
      let region = figures.villageRegions[i]
      guard let around, region.bounds?.intersects(around) ?? false else { return nil }
      return BackdropFigure(
        township: townships[campaign.villages[i]], region: region,
        name: language.shortName(campaign.villages[i]), isInFocus: i == village)
    }
    content.north = figures.trueNorth(content)
    return content
  }

  /// Where a part lies among all villages.
  private func locator(_ part: MapPart) -> LocatorFigure {
    let own = campaign.villages.indices.filter { i in
      let group = figures.groupsOfVillages[i]
      return part.contains(
        group: group < 0 ? nil : campaign.groups[Int(group)].id.text, village: campaign.villages[i])
    }
    return LocatorFigure(
      regions: figures.outline + own.map { figures.villageRegions[$0] },
      isInFocus: figures.outline.map { _ in false } + own.map { _ in true })
  }

  // MARK: Pages

  /// Reads `3,7-9,G07`.
  func choice(_ text: String, of content: AtlasContent) throws -> AtlasChoice {
    var choice = AtlasChoice()
    for part in text.split(whereSeparator: { ",，;；".contains($0) }).map({ String($0.trimmingBlanks()) }) {
      let numbers = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      if let first = numbers.first ?? nil, let last = numbers.last ?? nil, numbers.count <= 2, first <= last,
        part.utf8.count < 10
      {
        choice.pages.append(first...last)
        continue
      }
      let found = parts.indices.filter { i in
        content.sheets[i].key == part || figures.name(of: parts[i]) == part
          || names(of: parts[i]).contains(part)
      }
      guard !found.isEmpty else {
        throw CommandError.unknownName(
          unit.rawValue, part, known: content.sheets.map { $0.row.first ?? $0.key }, file: request.workspace)
      }
      choice.sheets.formUnion(found)
    }
    return choice
  }

  private func names(of part: MapPart) -> [String?] {
    switch part {
    case .group(let id):
      campaign.groups.first { $0.id.text == id }.map { [$0.name, $0.nameEnglish] } ?? []
    case .township(let key):
      campaign.villages.first { $0.townshipKey == key }.map { [$0.township, $0.townshipEnglish] } ?? []
    case .village(let code):
      campaign.villages.first { $0.code == code }.map { [$0.name, $0.nameEnglish] } ?? []
    case .all, .noGroup, .noTownship: []
    }
  }
}

extension MapFigures {
  /// The same map without what no frame around its ground can show: pages cost what is on them.
  ///
  /// - Complexity: O(places).
  func near(_ content: MapContent) -> MapContent {
    let bounds = content.regions.map(\.bounds)
    var ground = content.extent
    if ground == nil {
      for i in content.places.indices where content.places[i].isInFocus {
        guard let box = bounds[i] else { continue }
        ground?.formUnion(box)
        ground = ground ?? box
      }
    }
    guard let around = ground.map(MapFigures.surroundings) else { return content }
    let kept = content.places.indices.filter { bounds[$0]?.intersects(around) ?? false }
    var near = content
    near.places = kept.map { content.places[$0] }
    near.regions = kept.map { content.regions[$0] }
    near.backdrop = content.backdrop.filter { $0.region.bounds?.intersects(around) ?? false }
    return near
  }

  /// All that a frame may show around ground, however the sheet lies, in metres.
  static func surroundings(_ ground: Bounds) -> Bounds {
    let room = max(ground.maxX - ground.minX, ground.maxY - ground.minY, 1) * 1.5
    return Bounds(
      minX: ground.minX - room, minY: ground.minY - room, maxX: ground.maxX + room, maxY: ground.maxY + room)
  }
}
