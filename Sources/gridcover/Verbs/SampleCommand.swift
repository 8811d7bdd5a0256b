internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange

struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draw what to check on the spot, group by group, and judge what came of it.",
    discussion: """
      A lot is what a group claims: the visited targets whose latest effective visit it made. From each lot as many targets are drawn \
      as keep two risks (settings recheck_…): of rejecting a group that is good, and of accepting one that is bad. The lot is rejected \
      if more than the stated number turn out untrue (LQAS, exact probabilities).

      CSV is a form to fill in: date, result (confirmed, not confirmed, not reached; also yes, no, 属实, 不属实), who checked, a note. \
      It is taken in by 'import C.gpkg rechecks'. Then --by lot tells the confirmed share with its 95 % interval (Wilson), and the verdict. \
      Give the same --as-of and --seed: claims that came later would make another sample.

      Examples:
        gridcover sample C.gpkg --seed 4711 --as-of 2016-12-17 --include households -o check.csv
        gridcover import C.gpkg rechecks check.csv --skip-rejected
        gridcover sample C.gpkg --seed 4711 --as-of 2016-12-17 --by lot
        gridcover sample C.gpkg --group G07 --size 19
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable { case target, lot }
  enum Include: String, ExpressibleByArgument, CaseIterable { case households }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "target (the list to carry) or lot (plan, results, verdict).") var by: Unit = .target
  @Option(help: "Only the lot of this group, by id or name.") var group: String?
  @Option(help: "How many of each lot to check, 1 to 1000; by default as many as keep the risks.") var size:
    Int?
  @Option(help: "Draws another sample; who knows it knows who will be checked.") var seed: UInt64 = 1
  @Option(help: "Draw from what was claimed by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var round: RoundOption
  @OptionGroup var known: KnownAtOption
  @Option(help: "households: names and addresses, to find the door.") var include: Include?
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "The file to write, .csv, .json or .geojson; with names it is readable by you alone.", valueName: "FILE"
    ))
  var file: String?
  @OptionGroup var output: OutputOptions

  private var format: OutputFormat { file.flatMap { OutputFormat(ofFile: $0) } ?? output.format }

  func validate() throws {
    if let size, !(1...LotPlan.largest).contains(size) {
      throw ValidationError("--size: expected 1 to \(LotPlan.largest), found \(size)")
    }
    try OutputFormat.validate(file, output.format)
    if by == .lot && format == .geojson {
      throw ValidationError("--by lot: expected --format table, json or csv, found geojson")
    }
    if by == .lot && include != nil {
      throw ValidationError("--include households goes with the list of targets; leave --by lot out")
    }
  }

  func run() throws {
    let (campaign, rechecks, people) = try read()
    let rules = RecheckRules(campaign.settings)
    let round = try round.chosen(by: campaign.settings, file: workspace.campaign)
    try campaign.settings.mustRead(
      Settings.entries.map(\.key).filter { $0.hasPrefix("recheck_") }, file: workspace.campaign)
    if let fault = campaign.settings.contradiction, fault.key.hasPrefix("recheck_") {
      throw CommandError.badSetting(
        file: workspace.campaign, key: fault.key, expected: fault.expected, found: fault.found)
    }
    let group = try group.map { try campaign.group(called: $0, file: workspace.campaign).id }
    let ledger = CampaignLedger(campaign, asOf: asOf, round: round)
    let lots = ledger.recheckLots(rules: rules, size: size, seed: seed, rechecks: rechecks).filter { lot in
      group == nil || lot.group >= 0 && campaign.groups[Int(lot.group)].id == group
    }
    let rows = SampleRows(campaign: campaign, lots: lots, people: people)
    func print(_ bytes: [UInt8]) throws {
      try Output.print(bytes: bytes, to: file, isPersonal: include != nil)
    }
    if include != nil && file == nil && !Output.isTerminal {
      Output.note(
        "names and addresses go where the shell sends them; -o FILE makes a file that you alone can read")
    }
    switch (by, format) {
    case (.target, .table):
      try Output.print(SampleText(rows: rows, language: output.lang).list())
    case (.lot, .table): try Output.print(SampleText(rows: rows, language: output.lang).lots())
    case (.target, .csv):
      try print(Rows.csv(rows.targets, empty: rows.targetColumns, forExcel: output.marked.excel))
    case (.lot, .csv), (.lot, .geojson):
      try print(Rows.csv(rows.lotRows, empty: SampleRows.lotColumns, forExcel: output.marked.excel))
    case (.target, .geojson): try print(Rows.geoJSON(rows.targets, points: rows.points))
    case (_, .json): try print(rows.json(ledger, rules, seed: seed, withTargets: by == .target))
    }
  }

  /// The campaign with its rechecks, and names and addresses by the targets' ids if they are asked for.
  private func read() throws -> (Campaign, [Recheck], SampleRows.People) {
    let opened = try Workspace.open(at: workspace.campaign, writable: false)
    // What was claimed may be that of an earlier evening; what came of it is what is known now.
    let loaded = try Pipeline.load(workspace.campaign, withRegions: false, asKnownAt: known.knownAt)
    return try opened.read { reader in
      let campaign = loaded.campaign
      let rechecks = try reader.rechecks(targets: campaign.targets, visits: campaign.visits)
      var people = SampleRows.People()
      if include != nil {
        for kind in TargetKind.allCases {
          let points = try reader.targetPoints(of: kind)
          people.add(points.ids, try reader.targetNames(of: kind))
        }
      }
      return (campaign, rechecks, people)
    }
  }
}
