internal import ArgumentParser
internal import CampaignModel
internal import Foundation
internal import Interchange
internal import SpatialCore

/// The files of an analysis, and how they are read.
struct AnalyzeArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The villages: GeoJSON, GeoPackage, or what GDAL reads.", valueName: "FILE"))
  var villages: String
  @Option(help: ArgumentHelp("The roster of households, or - for standard input.", valueName: "FILE|-"))
  var households: String?
  @Option(help: ArgumentHelp("The roster of enterprises.", valueName: "FILE"))
  var enterprises: String?
  @Option(help: ArgumentHelp("The visits.", valueName: "FILE"))
  var visits: String?
  @Option(
    help: ArgumentHelp(
      "Which column holds which field, for villages, households, enterprises or visits; once for each.",
      valueName: "KIND:field=header,…"))
  var columns: [KindMapping] = []
  @Option(
    help: ArgumentHelp("What the villages' coordinates are, before what the file says.", valueName: "EPSG:n"))
  var crs: String?
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A rule of the campaign (gridcover settings lists them).", valueName: "KEY=VALUE"))
  var rules: [Rule] = []
  @Option(help: "The day of visits that a roster has without one; today by default.") var rosterDay:
    LocalDate?
  @Option(help: ArgumentHelp("Also count square cells with this side.", valueName: "METRES")) var cellSize:
    PlainNumber?
  @Flag(help: "Look for repeated ids, in memory that grows with the roster (32 bytes a row).") var checkIds =
    false
  @Flag(help: "Count the good rows although others are rejected.") var skipRejected = false
  @Flag(help: "Mend invalid polygons (GEOS, structure method).") var mend = false
  @Option(help: ArgumentHelp("How many threads to use; all of the machine by default.", valueName: "N"))
  var threads: Int?

  func validate() throws {
    if households == nil && enterprises == nil {
      throw ValidationError("expected --households or --enterprises, found neither; give one roster or both")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: expected a number from 1 to 1024, found \(threads)")
    }
    try AnalyzeArguments.validate(cellSize: cellSize)
    if Set(columns.map(\.kind)).count < columns.count {
      throw ValidationError("--columns: expected each kind once, found one twice; join them by commas")
    }
    try Rule.validate(rules)
    if let crs {
      do throws(SpatialError) {
        _ = try SourceCoordinates(option: crs, fileCRS: nil)
      } catch { throw ValidationError(error.description) }
    }
  }

  static func validate(cellSize: PlainNumber?) throws {
    if let cellSize, !RegularGrid.sizes.contains(cellSize.value) {
      throw ValidationError("--cell-size: expected metres from 1 to 1000000, found \(cellSize.text)")
    }
  }

  func request(asOf: LocalDate?) -> AnalyzeRequest {
    var request = AnalyzeRequest(
      villages: villages, settings: Rule.settings(rules), rosterDay: LocalDate(dayNumber: 0))
    (request.households, request.enterprises, request.visits) = (households, enterprises, visits)
    for mapping in columns { request.mappings[mapping.kind] = mapping.mapping }
    request.crs = crs
    request.asOf = asOf
    request.cellSize = cellSize?.value
    request.checksIDs = checkIds
    request.skipRejected = skipRejected
    request.mend = mend
    if let threads { request.threads = threads }
    request.rosterDay = rosterDay ?? AnalyzeArguments.today(request.settings)
    return request
  }

  private static func today(_ settings: Settings) -> LocalDate {
    let seconds = Date().timeIntervalSince1970 + Double(settings.utcOffsetMinutes * 60)
    return LocalDate(dayNumber: Int32((seconds / 86_400).rounded(.down)))
  }
}

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Coverage of very large rosters, from files to files, without a workspace.",
    discussion: """
      One pass over the files: villages, then rosters as they come (CSV, also packed by gzip or Zstandard, or - for \
      standard input), by the rules of import and coverage. A roster may say who is visited (visited, visited_on), visits \
      may be listed, or both. Memory grows with villages and visits, not with rosters. Into the folder go coverage by village \
      (and cell) as GeoJSON and CSV, gaps by village, and a summary; the same bytes as by way of a workspace. A bad row stops \
      the analysis, as it stops an import; --skip-rejected counts the rest.

      Examples:
        gridcover analyze --villages villages.geojson --households roster.csv.gz -o results
        zcat part-*.csv.gz | gridcover analyze --villages villages.gpkg --households - -o results
        gridcover analyze --villages v.geojson --households h.csv --visits visits.csv --cell-size 500 -o results
        gridcover analyze --villages v.geojson --columns villages:code=CEN_2001,name=NAME --households h.csv -o results
      """)

  @OptionGroup var files: AnalyzeArguments
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write to.", valueName: "FOLDER")) var output:
    String
  @Option(help: "Language of the summary that is printed: en or zh-Hans.") var lang: Language = .english

  func run() throws {
    let request = files.request(asOf: asOf)
    try request.checkOutput(output)
    let ground = try AnalyzeGround(request)
    let counted = try Pipeline.countRosters(request, over: ground, keepsDays: request.looksAtDays)
    let result = try AnalyzeResult(counted, over: ground, request)
    let written = try result.write(to: output)
    try Output.print(result.text(files: written, folder: output, language: lang))
  }
}

/// `households:lon=x,lat=y`.
struct KindMapping: ExpressibleByArgument {
  let kind: RecordKind
  let mapping: ColumnMapping

  init?(argument: String) {
    guard let colon = argument.firstIndex(of: ":"),
      let kind = RecordKind(rawValue: String(argument[..<colon])),
      [.villages, .households, .enterprises, .visits].contains(kind),
      let mapping = try? ColumnMapping(String(argument[argument.index(after: colon)...]))
    else { return nil }
    self.kind = kind
    self.mapping = mapping
  }
}

/// `revisit_after_days=90`.
struct Rule: ExpressibleByArgument {
  let key: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    key = argument[..<equals].trimmingBlanks()
    value = argument[argument.index(after: equals)...].trimmingBlanks()
  }

  static func validate(_ rules: [Rule]) throws {
    for rule in rules {
      if let expected = Settings.complaint(key: rule.key, value: rule.value) {
        throw ValidationError("--set \(rule.key): expected \(expected), found \(rule.value)")
      }
    }
  }

  static func settings(_ rules: [Rule]) -> Settings {
    Settings(Dictionary(rules.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last }))
  }
}
