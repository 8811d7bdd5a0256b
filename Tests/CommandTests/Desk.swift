import Foundation
import TestSupport
import Testing

/// The program that was built beside these tests.
let program: String = {
  let folder = (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
    .resolvingSymlinksInPath().deletingLastPathComponent()
  return folder.appendingPathComponent("gridcover").path
}()

/// The folder of the package.
let packageFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// Runs the program in a folder, so that the file names in its messages are short.
func gridcover(_ arguments: [String], in folder: URL) throws -> ProgramOutcome {
  // Help is wrapped to the width of the terminal, which must not show in goldens.
  let environment = ProcessInfo.processInfo.environment.filter { $0.key != "COLUMNS" }
  return try run(program, arguments, environment: environment, in: folder)
}

/// Says once why tests that need a program are skipped.
func isThere(_ name: String) -> Bool {
  if isInstalled(name) { return true }
  print("skipped: \(name) is not installed")
  return false
}

/// A folder for one test, with the files that somebody works on.
struct Desk {
  let folder: URL

  /// Lends a desk; with the tiny campaign on it as `c.gpkg`, or only its files, or nothing.
  static func lend(_ start: Start = .tiny, _ body: (Desk) throws -> Void) throws {
    try TestSupport.withTemporaryFolder { folder in
      let desk = Desk(folder: folder)
      if start != .empty { try desk.copyFiles(of: TinyCampaign.folder) }
      if start == .tiny { try TinyCampaign.workspace.get().write(to: desk.path("c.gpkg")) }
      try body(desk)
    }
  }

  enum Start { case tiny, files, empty }

  func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func copyFiles(of source: URL) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
      try Data(contentsOf: source.appendingPathComponent(name)).write(to: path(name))
    }
  }

  func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: path(name)) }

  /// Writes one small village beside the other for each name, which is its township's too; names may be anything.
  func writeVillages(named names: [String], _ file: String) throws {
    let features = names.enumerated().map { i, name in
      let x = 113 + Double(i) * 0.01
      let escaped = String(decoding: (try? JSONEncoder().encode(name)) ?? Data(), as: UTF8.self)
      return """
        {"type": "Feature", "properties": {"code": "V\(i)", "name": \(escaped), "township": \(escaped)}, "geometry": \
        {"type": "Polygon", "coordinates": [[[\(x), 28], [\(x + 0.01), 28], [\(x + 0.01), 28.01], [\(x), 28]]]}}
        """
    }
    try write(#"{"type": "FeatureCollection", "features": [\#(features.joined(separator: ","))]}"#, file)
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: path(name)) }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// The names of all files, hidden ones too, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// Runs a command line, split at its blanks.
  func run(_ line: String) throws -> ProgramOutcome {
    try gridcover(line.split(separator: " ").map(String.init), in: folder)
  }

  /// Runs a command line that must succeed, and say nothing on standard error but that a list is for one's own work; returns
  /// what it printed.
  @discardableResult
  func does(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let outcome = try run(line)
    let said = outcome.stderr.split(separator: "\n").filter { !$0.hasPrefix("note: ") }
    #expect(
      outcome.status == 0 && said.isEmpty, "\(line): \(outcome.status), \(outcome.stderr)",
      sourceLocation: sourceLocation)
    return outcome.stdout
  }

  /// Runs a command line that must exit with 1, print nothing, say one line, and leave all files as they are.
  ///
  /// - Returns: The line, without `Error: ` and its end.
  func refuses(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let before = try contents()
    let outcome = try run(line)
    #expect(outcome.status == 1, "\(line)", sourceLocation: sourceLocation)
    #expect(outcome.stdout.isEmpty, "\(line)", sourceLocation: sourceLocation)
    let lines = outcome.stderr.split(separator: "\n")
    #expect(
      lines.count == 1 && outcome.stderr.hasSuffix("\n"), "\(outcome.stderr)", sourceLocation: sourceLocation)
    #expect(try contents() == before, "\(line): a file has changed", sourceLocation: sourceLocation)
    let said = lines.first.map(String.init) ?? ""
    return said.hasPrefix("Error: ") ? String(said.dropFirst("Error: ".count)) : said
  }

  /// The bytes of every file, by name.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try names {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path(name).path, isDirectory: &isFolder), !isFolder.boolValue
      {
        contents[name] = try bytes(name)
      }
    }
    return contents
  }

  /// The last three digits of a file's mode, as `600`.
  func mode(_ name: String) throws -> String {
    let mode =
      try FileManager.default.attributesOfItem(atPath: path(name).path)[.posixPermissions] as? NSNumber
    return String(mode?.intValue ?? 0, radix: 8)
  }

  func coverage(_ options: String = "", of file: String = "c.gpkg") throws -> CoverageReport {
    try CoverageReport(does("coverage \(file) --format json \(options)"))
  }
}

/// Three villages and ten targets, each of which shows one thing; `Fixtures/tiny` is short enough to be read.
enum TinyCampaign {
  static let folder = packageFolder.appendingPathComponent("Tests/CommandTests/Fixtures/tiny")

  /// The kinds of its files, in the order in which an office has them.
  static let kinds = [
    "villages", "households", "enterprises", "groups", "members", "visits", "issues", "pairings",
    "exclusions",
  ]

  static func file(_ kind: String) -> String { kind == "villages" ? "villages.geojson" : "\(kind).csv" }

  /// The workspace with all files imported: made once, copied for each test.
  static let workspace = Result {
    try TestSupport.withTemporaryFolder { scratch in
      let desk = Desk(folder: scratch)
      try desk.copyFiles(of: folder)
      try make(at: desk)
      return try desk.bytes("c.gpkg")
    }
  }

  static func make(at desk: Desk, kinds: [String] = kinds) throws {
    try desk.does("new c.gpkg --name 试点 --start 2016-12-01 --end 2016-12-31")
    for kind in kinds { try desk.does("import c.gpkg \(kind) \(file(kind))") }
  }
}
