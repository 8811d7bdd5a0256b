internal import ArgumentParser
internal import CampaignModel
internal import CoverageAnalysis

struct CoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", abstract: "What is covered, by place, group, category or batch.",
    discussion: """
      Every share stands beside its two numbers. A place with nothing expected is 'empty'; rows of counties, townships, \
      villages, cells and groups add up to the campaign, rows of members, categories and batches overlap.

      Examples:
        gridcover coverage C.gpkg --by township
        gridcover coverage C.gpkg --by village --as-of 2016-12-17 --format geojson > villages.geojson
        gridcover coverage C.gpkg --as-of 2016-12-17 --known-at "2016-12-17 20:00"
        gridcover coverage C.gpkg --by village --require-full && echo all covered
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "\(CoverageLevel.allCases.map(\.rawValue).joined(separator: ", ")).")
  var by: CoverageLevel = .campaign
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var known: KnownAtOption
  @Option(help: "Locate anew for this run: geometry-then-declared, geometry or declared.")
  var locateBy: LocateRule?
  @Flag(help: "Exit with 3 if any row is partial or unvisited.") var requireFull = false
  @Flag(help: "Exit with 3 if any row misses the target shares.") var requireTargets = false
  @Option(
    help: ArgumentHelp(
      "Also write a certificate of every figure at all levels, for 'verify' to recompute; small counts are in it.",
      valueName: "FILE.json"))
  var certificate: String?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard let certificate else { return }
    guard certificate.hasSuffix(".json") else {
      throw ValidationError("--certificate: expected a name that ends in .json, found \(certificate)")
    }
    if locateBy != nil {
      throw ValidationError("--certificate states what holds, --locate-by what would: give one of them")
    }
  }

  func run() throws {
    let withRegions = output.format == .geojson
    let certified = try certificate.map { _ in
      try Pipeline.count(
        toCertify: workspace.campaign, asOf: asOf, asKnownAt: known.knownAt, withRegions: withRegions)
    }
    let loaded =
      try certified?.loaded
      ?? Pipeline.load(
        workspace.campaign, withRegions: withRegions, locateBy: locateBy, asKnownAt: known.knownAt)
    if by == .cell && loaded.grid == nil {
      throw CommandError.needsGrid(file: workspace.campaign, verb: "coverage --by cell")
    }
    if let certified, let certificate {
      try Pipeline.certify(certified, of: workspace.campaign, to: certificate)
    }
    let ledger = CampaignLedger(loaded.campaign, asOf: asOf)
    let table = ledger.table(by: by)
    switch output.format {
    case .table:
      var reach = [(name: "villages", tally: ledger.reach(of: .village))]
      if !loaded.campaign.cells.isEmpty { reach.append(("cells", ledger.reach(of: .cell))) }
      try Output.print(coverageText(table, reach: reach, language: output.lang))
    case .json: try Output.print(bytes: Rows.json(coverage: table, ledger: ledger))
    case .csv:
      try Output.print(
        bytes: Rows.csv(table.rows.map(\.attributes), empty: CoverageRow(level: by, code: "").attributes))
    case .geojson:
      let places = try loaded.regions(for: table.rows, level: by)
      try Output.print(bytes: Rows.geoJSON(table.rows.map(\.attributes), regions: places))
    }
    let isShort = requireFull && table.rows.contains { $0.status == .partial || $0.status == .unvisited }
    if isShort || requireTargets && table.rows.contains(where: { $0.targetMet == false }) {
      throw ExitCode.findings
    }
  }
}
