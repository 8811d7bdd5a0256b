public import ArgumentParser
public import CampaignModel

/// The workspace that a verb works on.
struct WorkspaceArgument: ParsableArguments {
  @Argument(help: "The campaign's workspace.", completion: .file(extensions: ["gpkg"]))
  var campaign: String
}

/// What marks a CSV as UTF-8 for Excel.
struct ExcelOption: ParsableArguments {
  @Flag(help: "With --format csv: begin with the mark by which Excel shows Chinese on a double click.")
  var excel = false

  /// - Throws: `ValidationError` where nothing is written as CSV.
  func check(_ format: OutputFormat) throws {
    if excel && format != .csv { throw ValidationError("--excel: marks a CSV; give --format csv") }
  }
}

/// How a verb prints its result.
struct OutputOptions: ParsableArguments {
  @Option(help: "table, json, csv or geojson.")
  var format: OutputFormat = .table

  @Option(help: "Language of tables: en or zh-Hans.")
  var lang: Language = .english

  @OptionGroup var marked: ExcelOption

  func validate() throws { try marked.check(format) }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  case table, json, csv, geojson

  /// The format that a file's name asks for; nil for a name that asks for none.
  init?(ofFile path: String) {
    guard path.contains("."), let end = path.split(separator: ".").last,
      let format = OutputFormat(rawValue: end.lowercased()), format != .table
    else { return nil }
    self = format
  }

  /// - Throws: `ValidationError` for a file whose name says no format, or another one than `--format`.
  static func validate(_ file: String?, _ asked: OutputFormat) throws {
    guard let file, file != "-" else { return }
    guard let format = OutputFormat(ofFile: file) else {
      throw ValidationError("--output: expected a name that ends in .csv, .json or .geojson, found \(file)")
    }
    if asked != .table && asked != format {
      throw ValidationError(
        "--output \(file) and --format \(asked.rawValue) name two formats; give one of them")
    }
  }
}

extension LocalDate: ExpressibleByArgument {
  /// Reads `2016-12-17` or `2016/12/17`.
  public init?(argument: String) { self.init(iso: argument.replacing("/", with: "-")) }
}

extension RecordKind: ExpressibleByArgument {}
extension CoverageLevel: ExpressibleByArgument {}
extension LocateRule: ExpressibleByArgument {}
extension Plan.Unit: ExpressibleByArgument {}

/// Findings that the caller asked to fail on.
extension ExitCode { static let findings = ExitCode(3) }
