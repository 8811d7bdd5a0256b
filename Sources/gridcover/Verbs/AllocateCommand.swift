internal import ArgumentParser
internal import CampaignModel
internal import Foundation
internal import Planning

struct AllocateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allocate", abstract: "Share villages or cells out among the working groups.",
    discussion: """
      Each group gets connected ground with work in proportion to its members × days, within --balance of its fair share, \
      as compact as can be found. Hook-ups and pins are kept; a request that cannot be met is refused, with what to relax. \
      Work is 1 for a household, more for a priority household or an enterprise (settings work_priority, \
      work_enterprise), and more again for what must be revisited within the campaign (work_revisit, with \
      revisit_after_days or revisit_days_by_category and start, end or rounds); without any roster, a village's declared \
      households. Ways count only with --travel.

      A new plan:
        gridcover allocate C.gpkg
        gridcover allocate C.gpkg --unit cell --groups 12 --plan twelve --mode tight
        gridcover allocate C.gpkg --travel
        gridcover allocate C.gpkg --pins pins.csv --forbid forbid.csv --relax connectivity
        gridcover allocate C.gpkg --link 990199001001=990199001002 --cut 990199001001=990199002001
      A new plan that moves little of an old one, and keeps what was changed by hand:
        gridcover allocate C.gpkg --keep plan --plan january
      Changes by hand: one by one, or in a file that was exported and edited:
        gridcover allocate C.gpkg --move 990199001001=G2 --move 990199001002=G2
        gridcover export C.gpkg plan -o plan.csv
        gridcover allocate C.gpkg --plan plan --from plan.csv
      Two plans side by side:
        gridcover allocate C.gpkg --compare plan january
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "village or cell; village by default, or as the plan that is kept.") var unit: Plan.Unit?
  @Option(help: ArgumentHelp("The grid whose cells are shared out.", valueName: "NAME")) var grid: String?
  @Option(
    help: ArgumentHelp(
      "So many nameless groups of equal capacity, instead of those that are listed.", valueName: "K"))
  var groups: Int?
  @Option(
    help: ArgumentHelp(
      "Name of the plan; one of the same name is replaced. By default plan, or the plan that is kept.",
      valueName: "NAME"))
  var plan: String?
  @Option(help: "default, compact (short ways), tight (equal shares) or few-cuts (few borders).")
  var mode: AllocationMode = .default
  @Option(help: ArgumentHelp("How far a group may be from its fair share: 5% or 0.05.", valueName: "SHARE"))
  var balance: Share = Share(0.05)
  @Option(help: ArgumentHelp("CSV unit_id,group: units whose group is decided.", valueName: "FILE"))
  var pins: [String] = []
  @Option(help: ArgumentHelp("CSV unit_id,group: units that a group must not get.", valueName: "FILE"))
  var forbid: [String] = []
  @Option(
    help: ArgumentHelp(
      "CSV u,v,shared_m: borders in metres, instead of those of the polygons.", valueName: "FILE"))
  var adjacency: String?
  @Option(help: ArgumentHelp("A bridge or ferry joins A and B; repeatable.", valueName: "A=B"))
  var link: [UnitPair] = []
  @Option(help: ArgumentHelp("There is no way from A to B, though they touch; repeatable.", valueName: "A=B"))
  var cut: [UnitPair] = []
  @Flag(
    help:
      "Count the ways between a unit's targets as work too (setting work_travel_km). Give it with --move, --from and --compare as well."
  )
  var travel = false
  @Option(
    help: ArgumentHelp(
      "connectivity: scattered pins may form parts of their own; balance: it may be exceeded. Repeatable, or by commas.",
      valueName: "RULE"))
  var relax: [RelaxList] = []
  @Flag(
    name: .customLong("no-hookups"),
    help: "Share out freely: the hook-ups of the list of groups are not looked at, and stay in it.")
  var noHookups = false
  @Option(help: ArgumentHelp("Move as little as possible of this plan.", valueName: "PLAN")) var keep: String?
  @Option(
    help: ArgumentHelp(
      "Give a unit to a group by hand, without solving; repeatable.", valueName: "UNIT=GROUP"))
  var move: [Move] = []
  @Option(
    help: ArgumentHelp(
      "Take the plan in from a file unit_id,group that was exported and edited.", valueName: "FILE")
  )
  var from: String?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Two plans side by side; nothing is written.", valueName: "A B"))
  var compare: [String] = []
  @Option(help: "Seed of the random choices; the same seed gives the same plan.") var seed: UInt64 = 1
  @Option(help: "Threads; the plan does not depend on them. All by default.") var threads: Int?
  @Option(help: "So many independent plans are made, of which the best is taken.") var rounds: Int?
  @Option(help: ArgumentHelp("Make plans for so many seconds.", valueName: "SECONDS")) var time: PlainNumber?
  @Option(help: ArgumentHelp("How much is tried in a round: 10% makes a quick draft.", valueName: "SHARE"))
  var effort: Share = Share(1)
  @Option(help: "table, json or csv (with --keep: the units that moved).") var format: OutputFormat = .table
  @OptionGroup var marked: ExcelOption
  @Option(help: "Language of tables: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    try marked.check(format)
    for (name, value, most) in [
      ("groups", groups, 100_000), ("threads", threads, 1024), ("rounds", rounds, 1_000_000),
    ] {
      if let value, !(1...most).contains(value) {
        throw ValidationError("--\(name): expected 1 to \(most), found \(value)")
      }
    }
    if let time, !(0.001...86_400).contains(time.value) {
      throw ValidationError("--time: expected seconds from 0.001 to 86400, found \(time.text)")
    }
    if effort.value < 0.001 {
      throw ValidationError("--effort: expected from 0.1% to 100%, found \(effort.value * 100)%")
    }
    if let plan, plan.isEmpty { throw ValidationError("--plan: expected a name, found nothing") }
    if format == .geojson {
      throw ValidationError("--format: expected table, json or csv; export writes the plan")
    }
    if !compare.isEmpty && compare.count != 2 {
      throw ValidationError("--compare: expected the names of two plans, found \(compare.count)")
    }
    let jobs = [
      ("--keep", keep != nil), ("--move", !move.isEmpty), ("--from", from != nil),
      ("--compare", !compare.isEmpty),
    ].filter(\.1).map(\.0)
    if jobs.count > 1 {
      throw ValidationError("expected one job at a time, found \(jobs.joined(separator: " and "))")
    }
    guard let job = jobs.first, job != "--keep" else { return }
    let ofSolver = [
      ("--groups", groups != nil), ("--pins", !pins.isEmpty), ("--forbid", !forbid.isEmpty),
      ("--relax", !relax.isEmpty), ("--no-hookups", noHookups), ("--rounds", rounds != nil),
      ("--time", time != nil),
      ("--grid", grid != nil),
    ].first(where: \.1)
    if let ofSolver { throw ValidationError("\(job) makes no new plan and takes no \(ofSolver.0)") }
  }

  func run() throws {
    if compare.count == 2 {
      return try print(Pipeline.compare(workspace.campaign, compare[0], compare[1], ground: ground))
    }
    if !move.isEmpty {
      return try print(Pipeline.move(move.map { ($0.unit, $0.group) }, handChange))
    }
    if let from { return try print(Pipeline.readPlan(from, handChange)) }
    let summary = try Pipeline.allocate(request)
    switch format {
    case .csv where summary.kept != nil:
      try Output.print(
        bytes: Rows.csv(summary.movedRows, empty: AllocationSummary.movedColumns, forExcel: marked.excel))
    case .csv: try Output.print(bytes: Rows.csv(summary.rows, empty: [], forExcel: marked.excel))
    case .json: try Output.print(bytes: summary.json)
    case .table, .geojson:
      try Output.print(allocationText(summary, timed: time != nil, language: lang))
    }
  }

  private var ground: GroundRequest {
    GroundRequest(file: adjacency, links: link, cuts: cut, countsTravel: travel)
  }

  private var handChange: HandChangeRequest {
    HandChangeRequest(
      workspace: workspace.campaign, planName: plan, unit: unit, ground: ground, balance: balance.value)
  }

  private var request: AllocationRequest {
    var request = AllocationRequest(workspace: workspace.campaign, ground: ground)
    request.unit = unit
    request.grid = grid
    request.groupCount = groups
    request.planName = plan
    request.keep = keep
    request.pinFiles = pins
    request.forbidFiles = forbid
    request.ignoresHookUps = noHookups
    request.options.mode = mode
    request.options.balance = balance.value
    request.options.seed = seed
    request.options.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    request.options.rounds = rounds
    request.options.effort = effort.value
    request.options.seconds = time?.value
    request.options.relaxed = Set(relax.flatMap(\.relaxations))
    return request
  }

  private func print(_ summary: HandChangeSummary) throws {
    switch format {
    case .csv:
      for warning in summary.warnings { Output.say("warning: \(warning)\n") }
      try Output.print(
        bytes: Rows.csv(summary.rows, empty: [Attribute("group", .none)], forExcel: marked.excel))
    case .json: try Output.print(bytes: summary.json)
    case .table, .geojson: try Output.print(handChangeText(summary, language: lang))
    }
  }

  private func print(_ comparison: PlanComparison) throws {
    switch format {
    case .csv: try Output.print(bytes: Rows.csv(comparison.rows, empty: [], forExcel: marked.excel))
    case .json: try Output.print(bytes: comparison.json)
    case .table, .geojson: try Output.print(comparisonText(comparison, language: lang))
    }
  }
}
