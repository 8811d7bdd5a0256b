internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a layer to a file: GeoJSON or CSV, by the file's name.",
    discussion: """
      Layers: villages, cells, enterprises, groups, plan, coverage; with --include households also households, members, \
      visits, issues, pairings, exclusions and rechecks, which hold personal data. A file that exists is replaced.

      Examples:
        gridcover export C.gpkg plan -o plan.csv
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

  func run() throws {
    let isGeoJSON = output.hasSuffix(".geojson") || output.hasSuffix(".json")
    guard isGeoJSON || output.hasSuffix(".csv") || output == "-" else {
      throw CommandError.unknownExtension(path: output, expected: [".geojson", ".csv"])
    }
    let kind = RecordKind(rawValue: layer.rawValue)
    let isPersonal = kind?.isPersonal ?? false
    if isPersonal && include != .households { throw CommandError.personalData(layer: layer.rawValue) }
    let bytes: [UInt8]
    switch layer {
    case .plan: bytes = try plan(isGeoJSON)
    case .coverage: bytes = try coverage(isGeoJSON)
    default:
      guard let kind else { return }
      bytes = try records(of: kind, isGeoJSON)
    }
    try OutputFile.write(bytes, to: output, personal: isPersonal)
  }

  private func plan(_ isGeoJSON: Bool) throws -> [UInt8] {
    let loaded = try Pipeline.load(workspace.campaign, withRegions: isGeoJSON)
    guard let plan = loaded.campaign.plan else {
      throw CommandError.unknownName("plan", "to export", known: [], file: workspace.campaign)
    }
    let rows = plan.entries.map { entry in
      [Attribute("unit_id", .text(entry.unit.text)), Attribute("group", .text(entry.group.text))]
    }
    guard isGeoJSON else { return Rows.csv(rows, empty: []) }
    let ids = plan.unit == .village ? loaded.campaign.villages.map(\.code) : loaded.campaign.cells.map(\.id)
    let regions = plan.unit == .village ? loaded.villageRegions : loaded.cellRegions
    let regionOfUnit = Dictionary(zip(ids, regions), uniquingKeysWith: { first, _ in first })
    return Rows.geoJSON(rows, regions: plan.entries.map { regionOfUnit[$0.unit] })
  }

  private func coverage(_ isGeoJSON: Bool) throws -> [UInt8] {
    let loaded = try Pipeline.load(workspace.campaign, withRegions: isGeoJSON)
    let rows = CampaignLedger(loaded.campaign).table(by: .village).rows
    let attributes = rows.map(\.attributes)
    return isGeoJSON
      ? Rows.geoJSON(attributes, regions: try loaded.regions(for: rows, level: .village))
      : Rows.csv(attributes, empty: [])
  }

  private func records(of kind: RecordKind, _ isGeoJSON: Bool) throws -> [UInt8] {
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let table = try workspace.read { reader in
      let grid = kind == .cells ? try reader.currentGrid(try reader.settings())?.name : nil
      return try reader.records(of: kind, grid: grid)
    }
    let rows = (0..<table.rowCount).map { table.attributes(ofRow: $0, withPoint: !isGeoJSON) }
    guard isGeoJSON else {
      return rows.isEmpty ? CSVWriter(headers: kind.templateHeaders).bytes : Rows.csv(rows, empty: [])
    }
    if let regions = table.regions { return Rows.geoJSON(rows, regions: regions) }
    let (xs, ys) = (table.xs ?? [], table.ys ?? [])
    return Rows.geoJSON(rows, points: rows.indices.map { i in xs.isEmpty ? (.nan, .nan) : (xs[i], ys[i]) })
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
  fileprivate func attributes(ofRow i: Int, withPoint: Bool) -> [Attribute] {
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
