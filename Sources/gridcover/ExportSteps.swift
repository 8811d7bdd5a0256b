internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange

/// The layers of a workspace as tables that are handed out.
///
/// All are read from one state of the workspace: those that go out together agree with each other.
enum ExportSteps {
  /// The plan of a name, by default the one in force, with what people edit, and with regions what QGIS can show.
  ///
  /// - Returns: nil if there is no plan.
  static func plan(
    named name: String?, withRegions: Bool, reading reader: borrowing WorkspaceReader
  ) throws -> (name: String, unit: Plan.Unit, table: ExportTable)? {
    let found = try name.map { try reader.plan(named: $0) } ?? reader.currentPlan(try reader.settings())
    guard let plan = found else { return nil }
    let ids: [Identifier]
    let regions: [Region]
    let layer = try reader.villages(withRegions: withRegions && plan.grid == nil)
    var villageOfUnit = Dictionary(
      layer.villages.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    if let grid = plan.grid {
      let layer = try reader.cells(of: grid, withRegions: withRegions)
      (ids, regions) = (layer.cells.map(\.id), layer.regions)
      let villages = villageOfUnit
      for cell in layer.cells { villageOfUnit[cell.id] = cell.village.flatMap { villages[$0] } }
    } else {
      (ids, regions) = (layer.villages.map(\.code), layer.regions)
    }
    let groups = Dictionary(
      try reader.groups().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = plan.entries.map { entry in
      let pair = [Attribute("unit_id", .text(entry.unit.text)), Attribute("group", .text(entry.group.text))]
      // A sheet holds what people edit and hand back, and what they know it by; a layer, what QGIS can show.
      guard withRegions else {
        let village = villageOfUnit[entry.unit]
        return pair + [
          Attribute("village_name", AttributeValue(village?.name)),
          Attribute("township", AttributeValue(village?.township)),
          Attribute("group_name", AttributeValue(groups[entry.group]?.name)),
          Attribute("work", .real((entry.work * 10).rounded() / 10)),
        ]
      }
      return pair + [
        Attribute("pinned", .flag(entry.pinned)), Attribute("by_hand", .flag(entry.byHand)),
        Attribute("work", .real(entry.work)),
      ]
    }
    let regionOfUnit = Dictionary(zip(ids, regions), uniquingKeysWith: { first, _ in first })
    return (
      plan.name, plan.unit,
      ExportTable("plan", rows, regions: withRegions ? plan.entries.map { regionOfUnit[$0.unit] } : nil)
    )
  }

  /// Coverage by village, or by cell; small counts of priority targets are withheld, and `suppressed` says where.
  ///
  /// Cells divide the same people otherwise than villages do, so that their counts would give back what is withheld: where
  /// counts are withheld at all, those of cells are.
  ///
  /// - Parameter isPublic: Whether counts are withheld: not from those who get the households too.
  static func coverage(
    by level: CoverageLevel = .village, of loaded: LoadedCampaign, withRegions: Bool, isPublic: Bool,
    named name: String = "coverage"
  ) throws -> ExportTable {
    let campaign = loaded.campaign
    let rows = CampaignLedger(campaign).table(by: level).rows
    let suppression = Suppression(threshold: isPublic ? campaign.settings.smallestCount : 0)
    let figures: [PublicPriority.Figure]
    if level == .village {
      let told = PublicPriority(rows: rows, villages: campaign.villages, suppression: suppression)
      figures = told.villages + [told.outside]
    } else {
      figures = rows.map { row in
        suppression.threshold == 0 || row.priority.expected == 0
          ? .open(row.priority) : .withheld(isSmall: suppression.isSmall(row.priority.expected))
      }
    }
    let attributes = zip(rows, figures).map { $0.attributes(telling: $1) }
    return ExportTable(
      name, attributes, regions: withRegions ? try loaded.regions(for: rows, level: level) : nil)
  }

  /// The records of a kind, without the targets that are out of every total.
  ///
  /// - Parameters:
  ///   - excluded: The ids of these targets.
  ///   - withLeaders: Whether groups are told with their leaders: a copy for sharing hands on who is responsible for what, not
  ///     who these people are.
  static func records(
    of kind: RecordKind, hasGeometry: Bool, excluded: Set<Identifier>, withLeaders: Bool,
    reading reader: borrowing WorkspaceReader
  ) throws -> (table: ExportTable, leftOut: Int) {
    let grid = kind == .cells ? try reader.currentGrid(try reader.settings())?.name : nil
    var table = try reader.records(of: kind, grid: grid)
    if !withLeaders { table.columns.removeAll { $0.field.name == "leader" } }
    let keys = table.keys
    let kept = (0..<table.rowCount).filter { row in
      excluded.isEmpty || kind.targetKind == nil || !excluded.contains(Identifier(keys[row] ?? ""))
    }
    let rows = kept.map { table.attributes(ofRow: $0, withPoint: !hasGeometry) }
    var export = ExportTable(kind.rawValue, rows, regions: hasGeometry ? table.regions : nil)
    if rows.isEmpty { export.columns = hasGeometry ? kind.fields.map(\.name) : kind.templateHeaders }
    if hasGeometry, kind.geometry == .point {
      let (xs, ys) = (table.xs ?? [], table.ys ?? [])
      export.geometries = kept.map { i in
        xs.isEmpty || xs[i].isNaN ? .none : .point(x: xs[i], y: ys[i])
      }
    }
    return (export, table.rowCount - kept.count)
  }

  /// The ids of the targets that are out of every total, and so of every list of targets.
  static func excludedTargets(of campaign: Campaign) -> Set<Identifier> {
    Set(CampaignLedger(campaign).excludedTargets().filter(\.isInForce).map(\.exclusion.targetID))
  }
}

extension ExportTable {
  /// Rows that all have the same columns, each with its region if they are places.
  fileprivate init(_ name: String, _ rows: [[Attribute]], regions: [Region?]?) {
    self.init(
      name: name, columns: rows.first?.map(\.name) ?? [], rows: rows.map { $0.map(\.value) },
      geometries: regions?.map { $0.map { .region($0) } ?? .none })
  }
}

extension RecordKind {
  /// True if rows are about people, or say who was visited.
  var isPersonal: Bool {
    switch self {
    case .households, .members, .visits, .issues, .pairings, .exclusions, .rechecks: true
    case .villages, .enterprises, .groups, .cells: false
    }
  }
}

extension RecordTable {
  /// A row's fields; for CSV with `lon` and `lat` where a reader looks for them.
  func attributes(ofRow i: Int, withPoint: Bool) -> [Attribute] {
    var attributes = columns.map { column in
      let value: AttributeValue =
        switch column.values {
        case .texts(let texts): AttributeValue(texts[i])
        case .integers(let numbers): numbers[i] == RecordTable.noInteger ? .none : .integer(Int(numbers[i]))
        case .reals(let numbers): numbers[i].isNaN ? .none : .real(numbers[i])
        }
      return Attribute(column.field.name, value)
    }
    guard withPoint, let xs, let ys else { return attributes }
    let place = kind.templateHeaders.firstIndex(of: "lon") ?? attributes.count
    attributes.insert(
      contentsOf: [
        Attribute("lon", xs[i].isNaN ? .none : .real(xs[i])),
        Attribute("lat", ys[i].isNaN ? .none : .real(ys[i])),
      ], at: place)
    return attributes
  }
}

extension CoverageRow {
  /// The row's columns with what may be told of its priority targets, and whether something is withheld.
  fileprivate func attributes(telling figure: PublicPriority.Figure) -> [Attribute] {
    let expected: AttributeValue =
      switch figure {
      case .open(let tally): .integer(tally.expected)
      case .expected(let count): .integer(count)
      case .withheld: .none
      }
    let isOpen = if case .open = figure { true } else { false }
    let told = attributes.map { attribute in
      switch attribute.name {
      case "priority_expected": Attribute(attribute.name, expected)
      case "priority_visited", "priority_coverage": isOpen ? attribute : Attribute(attribute.name, .none)
      default: attribute
      }
    }
    return told + [Attribute("suppressed", .flag(!isOpen))]
  }
}
