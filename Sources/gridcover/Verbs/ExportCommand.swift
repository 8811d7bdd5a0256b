internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a layer to a file: GeoJSON, CSV, GeoPackage, Excel …, by the file's name.",
    discussion: """
      Layers: villages, cells, enterprises, groups, plan, coverage; with --include households also households, members, \
      visits, issues, pairings, exclusions and rechecks, which hold personal data. Layer all, as a GeoPackage, is the copy for \
      sharing: places, groups without their leaders, plan and coverage, and nobody's data. In coverage small counts of \
      priority targets are withheld, and others that would give them back; --include households tells them. Excluded targets are in no list of \
      households or enterprises (coverage --excluded lists them): it is no full list to import with --replace. A file that exists is replaced. The name ends in .geojson, .geojsonl, .csv or .gpkg, or with GDAL \
      (apt install gdal-bin) in .fgb, .shp.zip, .kml or .xlsx.

      Examples:
        gridcover export C.gpkg plan --plan january -o january.csv
        gridcover export C.gpkg villages -o villages.geojson
        gridcover export C.gpkg all -o share.gpkg
        gridcover export C.gpkg households -o households.geojson --include households
      """)

  enum Layer: String, ExpressibleByArgument, CaseIterable {
    case villages, cells, households, enterprises, groups, members, visits, issues, pairings, exclusions,
      rechecks, plan, coverage, all
  }

  enum Include: String, ExpressibleByArgument, CaseIterable { case households }

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "\(Layer.allCases.map(\.rawValue).joined(separator: ", ")).") var layer: Layer
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write, or - for CSV on standard output.", valueName: "FILE"))
  var output: String
  @Option(help: "households: personal data is wanted.") var include: Include?
  @Option(
    help: ArgumentHelp(
      "Which plan; the one in force by default (settings C.gpkg set plan=NAME).", valueName: "NAME"))
  var plan: String?

  func validate() throws {
    if plan != nil && layer != .plan { throw ValidationError("--plan goes with the layer plan alone") }
  }

  func run() throws {
    guard let format = ExportFormat(output) else {
      throw CommandError.unknownExtension(path: output, expected: ExportFormat.endings)
    }
    if layer == .all { return try exportAll(format) }
    let isPersonal = layer.isPersonal
    if isPersonal && include != .households { throw CommandError.personalData(layer: layer.rawValue) }
    guard let table = try table(of: layer, format) else {
      throw CommandError.unknownName("plan", "to export", known: [], file: workspace.campaign)
    }
    try table.write(to: output, personal: isPersonal || (layer == .coverage && include == .households))
  }

  /// The copy for sharing, or with personal data everything.
  private func exportAll(_ format: ExportFormat) throws {
    guard format == .geoPackage else {
      throw CommandError.unknownExtension(path: output, expected: [ExportFormat.geoPackage.ending])
    }
    let layers = Layer.allCases.filter { $0 != .all && (include == .households || !$0.isPersonal) }
    let tables = try layers.compactMap { try table(of: $0, format) }.filter { !$0.rows.isEmpty }
    try ExportTable.writeGeoPackage(tables, to: output, personal: include == .households)
    let names = tables.map { "\($0.name) \(grouped($0.rows.count))" }.joined(separator: ", ")
    try Output.print(
      "\(output): \(names.isEmpty ? "no rows" : names)"
        + (include == .households
          ? "; it holds personal data, and is readable by you alone\n" : "; nobody's data\n"))
  }

  /// The rows of a layer; nil for the plan where there is none.
  private func table(of layer: Layer, _ format: ExportFormat) throws -> ExportTable? {
    switch layer {
    case .all: return nil
    case .plan: return try planTable(withRegions: format.hasGeometry)
    case .coverage: return try coverage(withRegions: format.hasGeometry)
    default:
      guard let kind = RecordKind(rawValue: layer.rawValue) else { return nil }
      return try records(of: kind, hasGeometry: format.hasGeometry)
    }
  }

  private func planTable(withRegions: Bool) throws -> ExportTable? {
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let (found, ids, regions) = try workspace.read { reader in
      let plan = try self.plan.map { try reader.plan(named: $0) } ?? reader.currentPlan(try reader.settings())
      if let grid = plan?.grid {
        let layer = try reader.cells(of: grid, withRegions: withRegions)
        return (plan, layer.cells.map(\.id), layer.regions)
      }
      let layer = try reader.villages(withRegions: withRegions)
      return (plan, layer.villages.map(\.code), layer.regions)
    }
    guard let plan = found else { return nil }
    if output != "-" && layer == .plan {
      try Output.print("plan \(plan.name): \(counted(plan.entries.count, plan.unit.rawValue))\n")
    }
    let rows = plan.entries.map { entry in
      let pair = [Attribute("unit_id", .text(entry.unit.text)), Attribute("group", .text(entry.group.text))]
      // A sheet holds what people edit and hand back; a layer, what QGIS can show.
      guard withRegions else { return pair }
      return pair + [
        Attribute("pinned", .flag(entry.pinned)), Attribute("by_hand", .flag(entry.byHand)),
        Attribute("work", .real(entry.work)),
      ]
    }
    let regionOfUnit = Dictionary(zip(ids, regions), uniquingKeysWith: { first, _ in first })
    return ExportTable(
      Layer.plan.rawValue, rows, regions: withRegions ? plan.entries.map { regionOfUnit[$0.unit] } : nil)
  }

  private func coverage(withRegions: Bool) throws -> ExportTable {
    let loaded = try Pipeline.load(workspace.campaign, withRegions: withRegions, withEvidence: true)
    let campaign = loaded.campaign
    let rows = CampaignLedger(campaign).table(by: .village).rows
    let told = PublicPriority(
      rows: rows, villages: campaign.villages,
      suppression: Suppression(threshold: include == .households ? 0 : campaign.settings.smallestCount))
    return ExportTable(
      Layer.coverage.rawValue, zip(rows, told.villages + [told.outside]).map { $0.attributes(telling: $1) },
      regions: withRegions ? try loaded.regions(for: rows, level: .village) : nil)
  }

  private func records(of kind: RecordKind, hasGeometry: Bool) throws -> ExportTable {
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    var (table, excluded) = try workspace.read { reader in
      let grid = kind == .cells ? try reader.currentGrid(try reader.settings())?.name : nil
      let excluded = kind.targetKind == nil ? [] : try excludedTargets(reader)
      return (try reader.records(of: kind, grid: grid), excluded)
    }
    // Whoever shares the copy hands on who is responsible for what, not who these people are.
    if layer == .all && include != .households { table.columns.removeAll { $0.field.name == "leader" } }
    let keys = table.keys
    let kept = (0..<table.rowCount).filter { row in
      excluded.isEmpty || !excluded.contains(Identifier(keys[row] ?? ""))
    }
    if kept.count < table.rowCount && output != "-" {
      try Output.print(
        "\(counted(table.rowCount - kept.count, "excluded target")) left out; gridcover coverage \(self.workspace.campaign) --excluded lists them\n"
      )
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
    return export
  }

  /// The ids of the targets that are out of every total, and so of every list of targets.
  private func excludedTargets(_ reader: borrowing WorkspaceReader) throws -> Set<Identifier> {
    let campaign = try LoadedCampaign(reading: reader, withRegions: false).campaign
    let ledger = CampaignLedger(campaign)
    return Set(ledger.excludedTargets().filter(\.isInForce).map(\.exclusion.targetID))
  }
}

extension ExportCommand.Layer {
  /// True if rows are about people, or say who was visited.
  fileprivate var isPersonal: Bool {
    switch self {
    case .households, .members, .visits, .issues, .pairings, .exclusions, .rechecks: true
    case .villages, .enterprises, .groups, .cells, .plan, .coverage, .all: false
    }
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

extension ExportTable {
  /// Rows that all have the same columns, each with its region if they are places.
  fileprivate init(_ name: String, _ rows: [[Attribute]], regions: [Region?]?) {
    self.init(
      name: name, columns: rows.first?.map(\.name) ?? [], rows: rows.map { $0.map(\.value) },
      geometries: regions?.map { $0.map { .region($0) } ?? .none })
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
