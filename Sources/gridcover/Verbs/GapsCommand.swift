internal import ArgumentParser
internal import CampaignModel
internal import CoverageAnalysis

struct GapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps", abstract: "What is not covered, each gap with its one reason.",
    discussion: """
      By village it is a list for a phone call: must-visit villages first, how many, why, and whom to call. An area is a \
      cluster of unvisited targets of one village (DBSCAN, by the settings gap_area_distance_m and gap_area_min_targets); what \
      no area holds is 'scattered', so that rows add up to all gaps. The nearest group is the one whose people made the \
      latest effective visit at the nearest visited target. A region is unvisited cells that lie side by side.

      These are working lists: they hold true figures, small ones too, and whom to call. --public is what may be handed on, by \
      village, cell or region: no leaders, and small counts of priority targets withheld as in export C.gpkg coverage.

      Examples:
        gridcover gaps C.gpkg --by village
        gridcover gaps C.gpkg --by target --group G07
        gridcover gaps C.gpkg --by village --public --format csv > public.csv
        gridcover gaps C.gpkg --by area                                # where to send people, and who is nearest
        gridcover gaps C.gpkg --by area --format geojson > areas.geojson
        gridcover gaps C.gpkg --by region --format geojson > regions.geojson
        gridcover gaps C.gpkg --by cell --format geojson > uncovered.geojson
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable { case target, cell, village, area, region }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "village, target, cell, area or region.") var by: Unit = .village
  @Option(help: "Only what this working group is responsible for, by id or name.") var group: String?
  @Option(help: "Only targets of this category.") var category: String?
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var round: RoundOption
  @OptionGroup var known: KnownAtOption
  @Flag(
    name: .customLong("public"),
    help: "Withhold small counts of priority targets, and leaders: a list for others.")
  var isPublic = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard isPublic else { return }
    if by == .target || by == .area {
      throw ValidationError(
        "--public: expected --by village, cell or region, found \(by.rawValue), which tells homes")
    }
    if category != nil {
      throw ValidationError(
        "--category counts the targets of one category, small counts too; leave --public out")
    }
  }

  func run() throws {
    let loaded = try Pipeline.load(
      workspace.campaign, withRegions: output.format == .geojson || by == .region,
      asKnownAt: known.knownAt)
    let campaign = loaded.campaign
    if (by == .cell || by == .region) && loaded.grid == nil {
      throw CommandError.needsGrid(file: workspace.campaign, verb: "gaps --by \(by.rawValue)")
    }
    let group = try group.map { try campaign.group(called: $0, file: workspace.campaign).id }
    if let category {
      guard campaign.targets.categories.contains(category) else {
        throw CommandError.unknownName(
          "category", category, known: campaign.targets.categories, file: workspace.campaign)
      }
    }
    let round = try round.chosen(by: campaign.settings, file: workspace.campaign)
    let whole = CampaignLedger(campaign, asOf: asOf, round: round)
    let ledger = whole.restricted(toGroup: group, category: category)
    switch by {
    case .target: try printTargets(ledger, campaign)
    case .village, .cell:
      try printPlaces(
        ledger, by == .cell ? .cell : .village, loaded, told: isPublic ? PublicRows(whole) : nil)
    case .area: try printAreas(ledger, whole: whole, loaded)
    case .region: try printRegions(ledger, loaded)
    }
  }

  /// - Parameter told: What may be handed out, where the list is for others.
  private func printPlaces(
    _ ledger: CampaignLedger, _ level: CoverageLevel, _ loaded: LoadedCampaign, told: PublicRows?
  ) throws {
    let rows = ledger.placeGaps(by: level)
    let calls = level == .village ? CallList(ledger, withLeaders: told == nil) : nil
    func columns(_ row: CoverageRow) -> [Attribute] {
      (told?.attributes(of: row) ?? row.attributes) + row.gapAttributes + (calls?.attributes(of: row) ?? [])
    }
    // The table for a terminal has no column of priority targets, but with --category every count is one.
    if told == nil && (output.format != .table || category != nil) {
      WorkingList.note(rows, loaded.campaign.settings)
    }
    let attributes = rows.map(columns)
    switch output.format {
    case .table: try Output.print(placeGapsText(rows, level: level, calls: calls, language: output.lang))
    case .csv:
      try Output.print(
        bytes: Rows.csv(
          attributes, empty: columns(CoverageRow(level: level, code: "")), forExcel: output.marked.excel))
    case .json: try Output.print(bytes: Rows.json(gaps: attributes, by: by.rawValue, ledger: ledger))
    case .geojson:
      let places = try loaded.regions(for: rows, level: level)
      try Output.print(bytes: Rows.geoJSON(attributes, regions: places))
    }
  }

  private func printTargets(_ ledger: CampaignLedger, _ campaign: Campaign) throws {
    let gaps = ledger.targetGaps()
    if !Output.isTerminal
      && gaps.contains(where: { ledger.isPriority($0.target) })
    {
      Output.note("this list tells which targets are priority targets; it is not for others")
    }
    let attributes = gaps.map { $0.attributes(in: campaign) }
    switch output.format {
    case .table: try Output.print(targetGapsText(gaps, campaign, language: output.lang))
    case .csv:
      try Output.print(bytes: Rows.csv(attributes, empty: TargetGap.columns, forExcel: output.marked.excel))
    case .json: try Output.print(bytes: Rows.json(gaps: attributes, by: by.rawValue, ledger: ledger))
    case .geojson:
      let points = gaps.map { (x: campaign.targets.xs[$0.target], y: campaign.targets.ys[$0.target]) }
      try Output.print(bytes: Rows.geoJSON(attributes, points: points))
    }
  }
}
