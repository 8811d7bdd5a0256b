internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore
internal import Interchange

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Write a layer to a file: GeoJSON, CSV, GeoPackage, Excel …, by the file's name; or all to PostGIS.",
    discussion: """
      Layers: villages, cells, enterprises, groups, plan, coverage; with --include households also households, members, \
      visits, issues, pairings, exclusions and rechecks, which hold personal data. Layer all, as a GeoPackage, is the copy for \
      sharing: places, groups without their leaders, enterprises (public establishments: name, kind, category and place) without \
      their addresses, plan and coverage, and nobody's data. --include members tells groups' leaders and the members. In coverage \
      small counts of priority targets are withheld, and others that would give them back; suppressed_reason says which of the \
      two, and --include households tells them. Excluded targets are in no list of \
      households or enterprises (coverage --excluded lists them): it is no full list to import with --replace. A file that exists is replaced. The name ends in .geojson, .geojsonl, .csv or .gpkg, or with GDAL \
      (apt install gdal-bin) in .fgb, .shp.zip, .kml or .xlsx.

      PG:… is a PostgreSQL database with PostGIS, written through psql (apt install postgresql-client): all, or one layer, as tables of \
      a schema, which replace those of the last export in one transaction. Passwords come from PGPASSWORD, ~/.pgpass or a service.

      Examples:
        gridcover export C.gpkg plan --plan january -o january.csv
        gridcover export C.gpkg villages -o villages.geojson
        gridcover export C.gpkg all -o share.gpkg
        gridcover export C.gpkg households -o households.geojson --include households
        gridcover export C.gpkg all -o "PG:service=county" --schema winter
      """)

  enum Layer: String, ExpressibleByArgument, CaseIterable {
    case villages, cells, households, enterprises, groups, members, visits, issues, pairings, exclusions,
      rechecks, plan, coverage
    /// Every layer, in one GeoPackage or into a database.
    case all
  }

  enum Include: String, ExpressibleByArgument, CaseIterable { case households, members }

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "\(Layer.allCases.map(\.rawValue).joined(separator: ", ")).") var layer: Layer
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, - for CSV on standard output, or a database as PG:….", valueName: "FILE|PG:…"))
  var output: String
  @Option(help: "households: all personal data is wanted; members: those of members and groups' leaders.")
  var include: Include?
  @Option(
    help: ArgumentHelp(
      "Which plan; the one in force by default (settings C.gpkg set plan=NAME).", valueName: "NAME"))
  var plan: String?
  @Option(help: ArgumentHelp("The schema of a database; gridcover by default.", valueName: "NAME"))
  var schema: String?

  func validate() throws {
    if plan != nil && layer != .plan { throw ValidationError("--plan goes with the layer plan alone") }
    let isDatabase = PostGISWriter.isAddress(output)
    if schema != nil && !isDatabase { throw ValidationError("--schema goes with -o PG:… alone") }
  }

  /// Whether small counts are withheld, and addresses left out.
  var isPublic: Bool { include != .households }

  /// Whether the names of members and leaders are wanted.
  var hasMembers: Bool { include != nil }

  /// True if rows of a kind may go out as they were asked for.
  func mayTell(_ kind: RecordKind) -> Bool {
    !kind.isPersonal || !isPublic || kind == .members && hasMembers
  }

  /// True if such rows are for the owner alone.
  func isPersonal(_ kind: RecordKind) -> Bool {
    kind.isPersonal || kind == .groups && hasMembers || kind == .enterprises && !isPublic
  }

  func run() throws {
    let kind = RecordKind(rawValue: layer.rawValue)
    if let kind, !mayTell(kind) { throw CommandError.personalData(layer: layer.rawValue) }
    let isPersonal = kind.map { self.isPersonal($0) } ?? false
    if PostGISWriter.isAddress(output) { return try exportToDatabase() }
    guard let format = ExportFormat(output) else {
      throw CommandError.unknownExtension(path: output, expected: ExportFormat.endings)
    }
    if layer == .all { return try exportAll(format) }
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let exported = try workspace.read { reader in
      try table(of: layer, hasGeometry: format.hasGeometry, reading: reader)
    }
    guard let exported else {
      throw CommandError.unknownName("plan", "to export", known: [], file: self.workspace.campaign)
    }
    try exported.write(to: output, personal: isPersonal || (layer == .coverage && !isPublic))
  }

  /// The copy for sharing, or with personal data everything.
  private func exportAll(_ format: ExportFormat) throws {
    guard format == .geoPackage else {
      throw CommandError.unknownExtension(path: output, expected: [ExportFormat.geoPackage.ending])
    }
    let layers = Layer.allCases.filter { layer in
      layer != .all && RecordKind(rawValue: layer.rawValue).map { mayTell($0) } ?? true
    }
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let tables = try workspace.read { reader in
      try layers.compactMap { try table(of: $0, hasGeometry: true, reading: reader) }
    }.filter { !$0.rows.isEmpty }
    try ExportTable.writeGeoPackage(tables, to: output, personal: hasMembers)
    let names = tables.map { "\($0.name) \(grouped($0.rows.count))" }.joined(separator: ", ")
    try Output.print(
      "\(output): \(names.isEmpty ? "no rows" : names)"
        + (!hasMembers ? "; nobody's data\n" : "; it holds personal data, and is readable by you alone\n"))
  }

  /// The rows of a layer; nil for the plan where there is none.
  private func table(
    of layer: Layer, hasGeometry: Bool, reading reader: borrowing WorkspaceReader
  ) throws -> ExportTable? {
    switch layer {
    case .all: return nil
    case .plan:
      guard let plan = try ExportSteps.plan(named: plan, withRegions: hasGeometry, reading: reader) else {
        return nil
      }
      if output != "-" && self.layer == .plan {
        try Output.print("plan \(plan.name): \(counted(plan.table.rows.count, plan.unit.rawValue))\n")
      }
      return plan.table
    case .coverage:
      let loaded = try LoadedCampaign(reading: reader, withRegions: hasGeometry, withEvidence: true)
      return try ExportSteps.coverage(of: loaded, withRegions: hasGeometry, isPublic: isPublic)
    default:
      guard let kind = RecordKind(rawValue: layer.rawValue) else { return nil }
      var excluded: Set<Identifier> = []
      if kind.targetKind != nil {
        excluded = ExportSteps.excludedTargets(
          of: try LoadedCampaign(reading: reader, withRegions: false).campaign)
      }
      let (table, leftOut) = try ExportSteps.records(
        of: kind, hasGeometry: hasGeometry, excluded: excluded,
        withLeaders: hasMembers, withAddresses: !isPublic, reading: reader)
      if leftOut > 0 && output != "-" {
        try Output.print(
          "\(counted(leftOut, "excluded target")) left out; gridcover coverage \(workspace.campaign) --excluded lists them\n"
        )
      }
      return table
    }
  }
}
