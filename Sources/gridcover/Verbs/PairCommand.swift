public import ArgumentParser
internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange
public import Planning

struct PairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pair", abstract: "Pair members with contact points: households, enterprises, villages.",
    discussion: """
      Each contact point gets one member of the group on whose ground it is (without a plan: any member), by the kinds in \
      the setting pair_kinds: party member with low-income household, female member with left-behind child, and so on; the \
      first kind that fits is the pair's. A leader of a group (field leader) has the role `department`. No member gets \
      more than the quota in the list of members, or else the setting pair_quota.

      As many are paired as quotas allow, priority targets first, and each member's lie close together: distances are \
      taken from the middle of the member's contact points, and are the least for these middles. Pairings that are there \
      count and stay; --replace pairs anew what earlier runs have paired. What could not be paired is counted by reason.

      Examples:
        gridcover pair C.gpkg
        gridcover pair C.gpkg --by group --unpaired unpaired.csv
        gridcover pair C.gpkg --check --strict && echo clean
        gridcover undo C.gpkg
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @OptionGroup var output: OutputOptions
  @Option(help: "One row for each kind, or for each group and kind.") var by: PairingRoll.Division = .kind
  @Flag(help: "Pairs that earlier runs made of these kinds give way; those of imported lists stay.")
  var replace = false
  @Flag(help: "Say what would be paired, and change nothing.") var dryRun = false
  @Option(
    help: ArgumentHelp(
      "Write the contact points without a pair to this CSV, with reasons.", valueName: "FILE"))
  var unpaired: String?
  @Flag(help: "Look for what is wrong with the pairings that are there, instead of making any.")
  var check = false
  @Flag(help: "With --check: exit with 3 if there are problems.") var strict = false

  func validate() throws {
    if strict && !check { throw ValidationError("--strict goes with --check") }
    if check && (replace || dryRun || unpaired != nil) {
      throw ValidationError("--check changes nothing: it goes without --replace, --dry-run and --unpaired")
    }
  }

  func run() throws {
    if check { return try runCheck() }
    if let unpaired { try OutputFile.check([unpaired], reading: [workspace.campaign]) }
    let summary = try Pipeline.pair(workspace.campaign, replace: replace, isDryRun: dryRun)
    if let unpaired {
      let rows = summary.roll.unpaired.map { PairRows.attributes(of: $0, in: summary) }
      try OutputFile.write(Rows.csv(rows, empty: PairRows.unpairedColumns), to: unpaired, personal: true)
    }
    switch output.format {
    case .table: try Output.print(pairText(summary, by: by, language: output.lang))
    case .csv:
      try Output.print(
        bytes: Rows.csv(
          summary.roll.rows(by: by).dropLast().map { PairRows.attributes(of: $0, in: summary) }, empty: [],
          forExcel: output.marked.excel)
      )
    case .json: try Output.print(bytes: PairRows.json(summary, by: by))
    case .geojson:
      let pairs = summary.roll.pairs
      try Output.print(
        bytes: Rows.geoJSON(
          pairs.map { PairRows.attributes(of: $0, in: summary) },
          points: pairs.map { ($0.place?.x ?? .nan, $0.place?.y ?? .nan) }))
    }
  }

  private func runCheck() throws {
    let findings = try Pipeline.checkPairings(workspace.campaign)
    let rows = findings.map(\.attributes)
    switch output.format {
    case .csv:
      try Output.print(
        bytes: Rows.csv(
          rows, empty: Finding(.noContact, layer: "", id: "").attributes, forExcel: output.marked.excel))
    case .json: try Output.print(bytes: Rows.json("findings", rows))
    case .geojson: try Output.print(bytes: FindingRows.geoJSON(findings))
    case .table: try Output.print(findingsText(findings, language: output.lang))
    }
    if strict && findings.contains(where: { $0.subject.severity == .problem }) { throw ExitCode.findings }
  }
}

extension PairingRoll.Division: ExpressibleByArgument {}
