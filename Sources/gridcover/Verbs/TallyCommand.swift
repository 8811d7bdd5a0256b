internal import ArgumentParser
internal import CampaignModel
internal import Interchange

struct TallyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tally", abstract: "The counts of a part of the rosters, for merge to add up.",
    discussion: """
      Reads what analyze reads, and writes the counts instead of coverage: one file for each part of the input, made wherever \
      the part lies. gridcover merge adds any number of them, in any order, to what analyze makes of the whole. Visits go with \
      their targets, or are given whole to every part. Repeated ids are looked for within a part only.

      Examples:
        gridcover tally --villages v.geojson --households part-1.csv -o part-1.tally
        gridcover tally --villages v.geojson --households part-2.csv --visits visits.csv -o part-2.tally
      """)

  @OptionGroup var files: AnalyzeArguments
  @Option(name: .shortAndLong, help: ArgumentHelp("The tally to write.", valueName: "FILE")) var output:
    String

  func run() throws {
    let request = files.request(asOf: nil)
    try OutputFile.check([output], reading: request.files)
    let ground = try AnalyzeGround(request)
    let counted = try Pipeline.countRosters(request, over: ground, keepsDays: true)
    let bytes = try TallyFile(counted, over: ground, request).bytes()
    try OutputFile.write(bytes, to: output, personal: true)
  }
}

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Coverage from the tallies of all parts: what analyze makes of the whole.",
    discussion: """
      Villages, --cell-size and the rule locate_by must be those by which the parts were tallied. What happened when is \
      judged here, so that --as-of and rounds may change without new tallies.

      Example:
        gridcover merge --villages v.geojson part-*.tally -o results
      """)

  @Option(help: ArgumentHelp("The villages.", valueName: "FILE")) var villages: String
  @Argument(help: "The tallies of all parts.", completion: .file()) var tallies: [String]
  @Option(
    help: ArgumentHelp(
      "Which column of the villages holds which field.", valueName: "villages:field=header,…"))
  var columns: [KindMapping] = []
  @Option(name: .customLong("set"), help: ArgumentHelp("A rule of the campaign.", valueName: "KEY=VALUE"))
  var rules: [Rule] = []
  @Option(help: ArgumentHelp("What the villages' coordinates are.", valueName: "EPSG:n")) var crs: String?
  @Option(help: ArgumentHelp("Count square cells with this side.", valueName: "METRES")) var cellSize:
    PlainNumber?
  @Flag(help: "Count over the good villages although others are rejected.") var skipRejected = false
  @Flag(help: "Mend invalid polygons (GEOS, structure method).") var mend = false
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "FOLDER")) var output:
    String
  @Option(help: "Language of the summary that is printed: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    try Rule.validate(rules)
    try AnalyzeArguments.validate(cellSize: cellSize)
  }

  func run() throws {
    var request = AnalyzeRequest(
      villages: villages, settings: Rule.settings(rules), rosterDay: LocalDate(dayNumber: 0))
    for mapping in columns { request.mappings[mapping.kind] = mapping.mapping }
    (request.crs, request.asOf, request.cellSize) = (crs, asOf, cellSize?.value)
    (request.skipRejected, request.mend) = (skipRejected, mend)
    try request.checkOutput(output, andReads: tallies)
    let ground = try AnalyzeGround(request)
    var whole: CountedRosters?
    for path in tallies {
      let part = try TallyFile(readingFrom: path).counted(over: ground, request, path: path)
      whole?.merge(part, hasGrid: ground.grid != nil)
      whole = whole ?? part
    }
    guard let whole else { throw ValidationError("expected a tally or more, found none") }
    let result = try AnalyzeResult(whole, over: ground, request)
    let written = try result.write(to: output)
    try Output.print(result.text(files: written, folder: output, language: lang))
  }
}
