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
      visits, issues, pairings, exclusions and rechecks, which hold personal data. Excluded targets are in no list of \
      households or enterprises (coverage --excluded lists them): it is no full list to import with --replace. A file that exists is replaced. The name ends in .geojson, .geojsonl, .csv or .gpkg, or with GDAL \
      (apt install gdal-bin) in .fgb, .shp.zip, .kml or .xlsx.

      Examples:
        gridcover export C.gpkg plan --plan january -o january.csv
        gridcover export C.gpkg villages -o villages.geojson
        gridcover export C.gpkg households -o households.geojson --include households
      """)

  enum Layer: String, ExpressibleByArgument, CaseIterable {
    case villages, cells, households, enterprises, groups, members, visits, issues, pairings, exclusions,
      rechecks, plan, coverage
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
    let kind = RecordKind(rawValue: layer.rawValue)
    let isPersonal = kind?.isPersonal ?? false
    if isPersonal && include != .households { throw CommandError.personalData(layer: layer.rawValue) }
    let table: ExportTable
    switch layer {
    case .plan: table = try planTable(withRegions: format.hasGeometry)
    case .coverage: table = try coverage(withRegions: format.hasGeometry)
    default:
      guard let kind else { return }
      table = try records(of: kind, hasGeometry: format.hasGeometry)
    }
    try table.write(to: output, personal: isPersonal)
  }

  private func planTable(withRegions: Bool) throws -> ExportTable {
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
    guard let plan = found else {
      throw CommandError.unknownName("plan", "to export", known: [], file: self.workspace.campaign)
    }
    if output != "-" {
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
      layer.rawValue, rows, regions: withRegions ? plan.entries.map { regionOfUnit[$0.unit] } : nil)
  }

  private func coverage(withRegions: Bool) throws -> ExportTable {
    let loaded = try Pipeline.load(workspace.campaign, withRegions: withRegions, withEvidence: true)
    let rows = CampaignLedger(loaded.campaign).table(by: .village).rows
    return ExportTable(
      layer.rawValue, rows.map(\.attributes),
      regions: withRegions ? try loaded.regions(for: rows, level: .village) : nil)
  }

  private func records(of kind: RecordKind, hasGeometry: Bool) throws -> ExportTable {
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let (table, excluded) = try workspace.read { reader in
      let grid = kind == .cells ? try reader.currentGrid(try reader.settings())?.name : nil
      let excluded = kind.targetKind == nil ? [] : try excludedTargets(reader)
      return (try reader.records(of: kind, grid: grid), excluded)
    }
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
    var export = ExportTable(layer.rawValue, rows, regions: hasGeometry ? table.regions : nil)
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
  fileprivate var isPersonal: Bool {
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
