internal import ArgumentParser
internal import CampaignModel
internal import CoverageAnalysis

struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps", abstract: "What is not covered, each gap with its one reason.",
    discussion: """
      Examples:
        gridcover gaps C.gpkg --by village
        gridcover gaps C.gpkg --by target --group G07
        gridcover gaps C.gpkg --by cell --format geojson > uncovered.geojson
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable { case target, cell, village }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "target, cell or village.") var by: Unit = .village
  @Option(help: "Only what this working group is responsible for.") var group: String?
  @Option(help: "Only targets of this category.") var category: String?
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var round: RoundOption
  @OptionGroup var known: KnownAtOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let loaded = try Pipeline.load(
      workspace.campaign, withRegions: output.format == .geojson, asKnownAt: known.knownAt)
    let campaign = loaded.campaign
    if by == .cell && loaded.grid == nil {
      throw CommandError.needsGrid(file: workspace.campaign, verb: "gaps --by cell")
    }
    if let group, !campaign.groups.contains(where: { $0.id.text == group }) {
      throw CommandError.unknownName(
        "working group", group, known: campaign.groups.map(\.id.text), file: workspace.campaign)
    }
    if let category {
      guard campaign.targets.categories.contains(category) else {
        throw CommandError.unknownName(
          "category", category, known: campaign.targets.categories, file: workspace.campaign)
      }
    }
    let round = try round.chosen(by: campaign.settings, file: workspace.campaign)
    let ledger = CampaignLedger(campaign, asOf: asOf, round: round)
      .restricted(toGroup: group.map { Identifier($0) }, category: category)
    switch by {
    case .target: try printTargets(ledger, campaign)
    case .village: try printPlaces(ledger, .village, loaded)
    case .cell: try printPlaces(ledger, .cell, loaded)
    }
  }

  private func printPlaces(_ ledger: CampaignLedger, _ level: CoverageLevel, _ loaded: LoadedCampaign) throws
  {
    let rows = ledger.placeGaps(by: level)
    let attributes = rows.map { $0.attributes + $0.gapAttributes }
    switch output.format {
    case .table: try Output.print(placeGapsText(rows, level: level, language: output.lang))
    case .csv:
      let empty = CoverageRow(level: level, code: "")
      try Output.print(bytes: Rows.csv(attributes, empty: empty.attributes + empty.gapAttributes))
    case .json: try Output.print(bytes: Rows.json(gaps: attributes, by: by.rawValue, ledger: ledger))
    case .geojson:
      let places = try loaded.regions(for: rows, level: level)
      try Output.print(bytes: Rows.geoJSON(attributes, regions: places))
    }
  }

  private func printTargets(_ ledger: CampaignLedger, _ campaign: Campaign) throws {
    let gaps = ledger.targetGaps()
    let attributes = gaps.map { $0.attributes(in: campaign) }
    switch output.format {
    case .table: try Output.print(targetGapsText(gaps, campaign, language: output.lang))
    case .csv: try Output.print(bytes: Rows.csv(attributes, empty: TargetGap.columns))
    case .json: try Output.print(bytes: Rows.json(gaps: attributes, by: by.rawValue, ledger: ledger))
    case .geojson:
      let points = gaps.map { (x: campaign.targets.xs[$0.target], y: campaign.targets.ys[$0.target]) }
      try Output.print(bytes: Rows.geoJSON(attributes, points: points))
    }
  }
}
