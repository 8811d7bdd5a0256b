internal import ArgumentParser
internal import CampaignModel
internal import Cartography
internal import Interchange

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "The brief for the meeting: figures, map, gaps, forecast, register, changes.",
    discussion: """
      One document, as a page for a browser (.html, one file that asks for nothing) or as sheets of paper (.pdf): where the campaign \
      stands, the map, what is not covered and why, the forecast, the groups compared, priority categories, the issue register, \
      what changed since a snapshot and why, and what the words mean. Its numbers are those of 'coverage', 'gaps', 'trend', \
      'issues' and 'snapshot diff'. A section without anything to tell is left out.

      It may be handed round: it holds places, groups and counts, and nobody's name. Small counts of priority targets are \
      withheld, and others from which they could be worked out.

      Without --since it tells what changed since the latest snapshot of that day or before, if there is one.

      Examples:
        gridcover report C.gpkg -o brief.pdf
        gridcover report C.gpkg -o 简报.html --lang zh-Hans --as-of 2016-12-17
        gridcover report C.gpkg -o brief.pdf --since monday --paper A3 --mono
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write; its name ends in .html or .pdf.", valueName: "FILE"))
  var output: String
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var known: KnownAtOption
  @OptionGroup var round: RoundOption
  @Option(help: ArgumentHelp("Tell what changed since this snapshot.", valueName: "SNAPSHOT"))
  var since: String?
  @Option(help: "The first line on it; the campaign's name by default.") var title: String?
  @Option(help: "A0, A1, A2, A3 or A4.") var paper: Paper = .a4
  @Flag(help: "Patterns and greys for colours, for a copier.") var mono = false
  @Option(help: "Language of the report: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    if since != nil && round.round != nil {
      throw ValidationError("--since compares by the current round; leave --round out")
    }
  }

  func run() throws {
    let isPage = output.lowercased().hasSuffix(".html")
    guard isPage || output.lowercased().hasSuffix(".pdf") else {
      throw CommandError.unknownExtension(path: output, expected: [".html", ".pdf"])
    }
    let brief = try Pipeline.report(
      ReportRequest(
        workspace: workspace.campaign, language: lang, asOf: asOf, knownAt: known.knownAt, round: round,
        since: since, isMono: mono, paper: paper, title: title))
    let bytes =
      isPage ? try BriefPage.html(brief, sha256: ContentDigest.sha256) : try BriefSheets.pdf(brief)
    try OutputFile.write(bytes, to: output, personal: false)
  }
}
