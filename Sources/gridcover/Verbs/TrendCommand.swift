internal import ArgumentParser
internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis
internal import Interchange

struct TrendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend", abstract: "Visits per day, group and batch; when it will be finished.",
    discussion: """
      A first visit is a target's earliest effective visit, a revisit any other visit after one. First visits of all days add up \
      to the targets visited; rows of groups add up to the campaign, and count the targets that a group is responsible for, whoever \
      visited them.

      The finishing date is that of the middle one of a thousand courses, in which recent days (the last fourteen, later ones with \
      more weight, each weekday by its share) are drawn anew by chance, and the pace changes from week to week as it has changed; the \
      range holds four out of five of them. Weekdays that stay free stay so. 'not at this pace' means within two years. It knows \
      nothing of why targets are left: docs/methods.md tells how often it was right.

      Examples:
        gridcover trend C.gpkg
        gridcover trend C.gpkg --by group --as-of 2016-12-17
        gridcover trend C.gpkg --by batch --format csv
        gridcover trend C.gpkg -o trend.pdf --lang zh-Hans --mono
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable { case day, group, batch, campaign }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "day, group, batch or campaign.") var by: Unit = .day
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var marked: ExcelOption
  @Option(help: "Language of tables: en or zh-Hans.") var lang: Language = .english
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Draw the days as a chart instead; the file's name ends in .pdf, .png or .svg.", valueName: "FILE"))
  var output: String?
  @Option(help: "The chart's first line; the campaign's name by default.") var title: String?
  @Option(help: "The chart's sheet: A0, A1, A2, A3 or A4.") var paper: Paper = .a4
  @Option(help: "Pixels per inch of a PNG, 30 to 1200.") var dpi = 150
  @Flag(help: "Patterns for colours, for a copier.") var mono = false

  func validate() throws {
    try marked.check(format)
    if format == .geojson { throw ValidationError("--format: expected table, json or csv") }
    if !(30...1200).contains(dpi) { throw ValidationError("--dpi: expected 30 to 1200, found \(dpi)") }
    if title != nil && output == nil {
      throw ValidationError("--title: stands on a chart; give --output FILE")
    }
    if output != nil && (by != .day || format != .table) {
      throw ValidationError("--output draws the days of the campaign; leave --by and --format out")
    }
  }

  func run() throws {
    let campaign = try Pipeline.load(workspace.campaign, withRegions: false).campaign
    let ledger = CampaignLedger(campaign, asOf: asOf)
    if let output { return try draw(ledger, to: output) }
    let trend = ledger.trend()
    let batches = by == .batch ? ledger.batches() : []
    let text = TrendText(trend: trend, campaign: campaign, language: lang)
    if format == .table {
      switch by {
      case .day: try Output.print(text.days())
      case .group: try Output.print(text.rows(trend.groups, withTotal: true))
      case .campaign: try Output.print(text.rows([trend.campaign], withTotal: false))
      case .batch: try Output.print(text.batches(batches))
      }
      return
    }
    let expected = trend.campaign.targets.expected
    func columns(_ row: Trend.Row) -> [Attribute] {
      TrendRows.attributes(of: row, in: campaign, end: trend.end)
    }
    let (rows, empty): ([[Attribute]], [Attribute]) =
      switch by {
      case .day:
        (
          trend.days.map { TrendRows.attributes(of: $0, expected: expected) },
          TrendRows.attributes(of: nil, expected: expected)
        )
      case .group: (trend.groups.map(columns), [])
      case .campaign: ([columns(trend.campaign)], [])
      case .batch: (batches.map { TrendRows.attributes(of: $0) }, TrendRows.attributes(of: BatchTrend?.none))
      }
    if format == .csv {
      try Output.print(bytes: Rows.csv(rows, empty: empty, forExcel: marked.excel))
    } else {
      try Output.print(bytes: TrendRows.json(rows, by: by.rawValue, trend, ledger))
    }
  }

  private func draw(_ ledger: CampaignLedger, to path: String) throws {
    var style = MapStyle()
    style.format = try DrawingFormat(ofFile: path)
    style.paper = paper
    style.dpi = Double(dpi)
    style.isMono = mono
    style.language = lang == .english ? .english : .chinese
    let figure = TrendFigure(of: ledger, language: lang, title: title)
    guard !figure.days.isEmpty else {
      throw CommandError.needsVisits(file: workspace.campaign, verb: "trend --output")
    }
    let chart = try TrendChart.draw(figure, style: style)
    try OutputFile.write(chart, to: path, personal: false)
  }
}
