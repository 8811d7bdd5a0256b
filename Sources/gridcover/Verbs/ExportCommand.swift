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
      visits, issues, pairings, exclusions and rechecks, which hold personal data. Excluded targets are in no list of \
      households or enterprises (coverage --excluded lists them): it is no full list to import with --replace. A file that exists is replaced. The name ends in .geojson, .geojsonl, .csv or .gpkg, or with GDAL \
      (apt install gdal-bin) in .fgb, .shp.zip, .kml or .xlsx.

      PG:… is a PostgreSQL database with PostGIS, written through psql (apt install postgresql-client): all, or one layer, as tables of \
      a schema, which replace those of the last export in one transaction. Passwords come from PGPASSWORD, ~/.pgpass or a service.

      Examples:
        gridcover export C.gpkg plan --plan january -o january.csv
        gridcover export C.gpkg villages -o villages.geojson
        gridcover export C.gpkg households -o households.geojson --include households
        gridcover export C.gpkg all -o "PG:service=county" --schema winter
      """)

  enum Layer: String, ExpressibleByArgument, CaseIterable {
    case villages, cells, households, enterprises, groups, members, visits, issues, pairings, exclusions,
      rechecks, plan, coverage
    /// Every layer, into a database.
    case all
  }

  enum Include: String, ExpressibleByArgument, CaseIterable { case households }

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "\(Layer.allCases.map(\.rawValue).joined(separator: ", ")).") var layer: Layer
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, - for CSV on standard output, or a database as PG:….", valueName: "FILE|PG:…"))
  var output: String
  @Option(help: "households: personal data is wanted.") var include: Include?
  @Option(
    help: ArgumentHelp(
      "Which plan; the one in force by default (settings C.gpkg set plan=NAME).", valueName: "NAME"))
  var plan: String?
  @Option(help: ArgumentHelp("The schema of a database; gridcover by default.", valueName: "NAME"))
  var schema: String?

  func validate() throws {
    if plan != nil && layer != .plan { throw ValidationError("--plan goes with the layer plan alone") }
    let isDatabase = PostGISWriter.isAddress(output)
    if layer == .all && !isDatabase {
      throw ValidationError("all goes into a database alone (-o PG:…); a file holds one layer, name it")
    }
    if schema != nil && !isDatabase { throw ValidationError("--schema goes with -o PG:… alone") }
  }

  func run() throws {
    let isPersonal = RecordKind(rawValue: layer.rawValue)?.isPersonal ?? false
    if isPersonal && include != .households { throw CommandError.personalData(layer: layer.rawValue) }
    if PostGISWriter.isAddress(output) { return try exportToDatabase() }
    guard let format = ExportFormat(output) else {
      throw CommandError.unknownExtension(path: output, expected: ExportFormat.endings)
    }
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let exported = try workspace.read { reader in
      try table(hasGeometry: format.hasGeometry, reading: reader)
    }
    try exported?.write(to: output, personal: isPersonal)
  }

  private func table(
    hasGeometry: Bool, reading reader: borrowing WorkspaceReader
  ) throws -> ExportTable? {
    switch layer {
    case .plan:
      guard let plan = try ExportSteps.plan(named: plan, withRegions: hasGeometry, reading: reader) else {
        throw CommandError.unknownName("plan", "to export", known: [], file: workspace.campaign)
      }
      if output != "-" {
        try Output.print("plan \(plan.name): \(counted(plan.table.rows.count, plan.unit.rawValue))\n")
      }
      return plan.table
    case .coverage:
      let loaded = try LoadedCampaign(reading: reader, withRegions: hasGeometry, withEvidence: true)
      return try ExportSteps.coverage(
        of: loaded, withRegions: hasGeometry, isPublic: include != .households)
    default:
      guard let kind = RecordKind(rawValue: layer.rawValue) else { return nil }
      var excluded: Set<Identifier> = []
      if kind.targetKind != nil {
        excluded = ExportSteps.excludedTargets(
          of: try LoadedCampaign(reading: reader, withRegions: false).campaign)
      }
      let (table, leftOut) = try ExportSteps.records(
        of: kind, hasGeometry: hasGeometry, excluded: excluded, reading: reader)
      if leftOut > 0 && output != "-" {
        try Output.print(
          "\(counted(leftOut, "excluded target")) left out; gridcover coverage \(workspace.campaign) --excluded lists them\n"
        )
      }
      return table
    }
  }
}
