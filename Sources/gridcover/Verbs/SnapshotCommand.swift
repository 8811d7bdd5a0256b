internal import ArgumentParser
internal import CampaignModel

struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot", abstract: "Freeze a meeting's figures; explain what changed since, and why.",
    discussion: """
      take NAME keeps the figures of the campaign, its villages and its groups for good, with the settings, the plan and the \
      line of the log by which they were made. list shows all. diff A B explains each change of expected and visited from A \
      to B (either may be 'now').

      The causes of a change add up to it exactly. They are replayed one at a time, in this order: what the log does not \
      tell (edits in QGIS, a grid made anew), revisits due, visits that happened after A's day, visits that had happened and \
      were entered late, visits corrected, targets added, withdrawn and corrected, exclusions, boundaries or cells redrawn (or targets located by another rule), \
      the plan, the settings. Where two causes meet, the earlier one has it.

      Examples:
        gridcover snapshot C.gpkg take monday --as-of 2016-12-19
        gridcover snapshot C.gpkg list
        gridcover snapshot C.gpkg diff monday now
        gridcover snapshot C.gpkg diff monday friday --by village --format csv > changes.csv
      """)

  enum Action: String, ExpressibleByArgument, CaseIterable { case take, list, diff }
  enum Place: String, ExpressibleByArgument, CaseIterable {
    case campaign, village, group
    var level: CoverageLevel { CoverageLevel(rawValue: rawValue) ?? .campaign }
  }

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "take, list or diff.") var action: Action = .list
  @Argument(help: "The snapshot's name; for diff two names, or now.") var names: [String] = []
  @Option(help: "take, and diff with now: count what happened by the end of this day, as 2016-12-19.")
  var asOf: LocalDate?
  @Option(help: "diff: campaign, village or group.") var by: Place?
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var marked: ExcelOption
  @Option(help: "Language of tables: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    try marked.check(format)
    if format == .geojson { throw ValidationError("--format: expected table, json or csv") }
    let expected = [Action.take: 1, .list: 0, .diff: 2][action] ?? 0
    guard names.count == expected else {
      throw ValidationError(
        "\(action.rawValue): expected \(["no name", "one name", "two names"][expected]), found \(names.count)"
      )
    }
    if by != nil && action != .diff { throw ValidationError("\(action.rawValue) takes no --by; diff does") }
    if asOf != nil && !(action == .take || names.contains(Pipeline.now)) {
      throw ValidationError("--as-of: a snapshot has its day; take and 'now' can be given one")
    }
    if action == .take {
      if names[0] == Pipeline.now { throw ValidationError("'now' means the present; choose another name") }
      if names[0].trimmingBlanks().isEmpty { throw ValidationError("take: expected a name, found blanks") }
    }
    if action == .diff && names[0] == names[1] {
      throw ValidationError("diff: expected two different names, found \(names[0]) twice")
    }
  }

  func run() throws {
    switch action {
    case .take:
      let snapshot = try Pipeline.takeSnapshot(workspace.campaign, named: names[0], asOf: asOf)
      try Output.print(SnapshotText.taken(snapshot, in: workspace.campaign))
    case .list:
      let snapshots = try Pipeline.snapshots(workspace.campaign)
      switch format {
      case .csv:
        try Output.print(
          bytes: Rows.csv(
            snapshots.map(SnapshotText.row), empty: SnapshotText.columns, forExcel: marked.excel))
      case .json: try Output.print(bytes: Rows.json("snapshots", snapshots.map(SnapshotText.row)))
      case .table, .geojson: try Output.print(SnapshotText.list(snapshots, language: lang))
      }
    case .diff:
      let difference = try Pipeline.difference(
        workspace.campaign, from: names[0], to: names[1], asOf: asOf, by: (by ?? .campaign).level)
      switch format {
      case .csv:
        try Output.print(
          bytes: Rows.csv(difference.attributes, empty: SnapshotDifference.columns, forExcel: marked.excel))
      case .json: try Output.print(bytes: difference.json)
      case .table, .geojson: try Output.print(difference.text(language: lang))
      }
    }
  }
}
