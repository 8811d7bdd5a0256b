import Foundation
public import Testing

/// Compares a text with the one recorded as `name` in the `Goldens` folder beside the calling test file.
///
/// With `RECORD_GOLDENS=1` the text is recorded instead: read the difference in Git before you commit it.
public func expectGolden(
  _ text: String, _ name: String, filePath: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent("Goldens")
  let file = folder.appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try Data(text.utf8).write(to: file)
  }
  guard let golden = try? Data(contentsOf: file) else {
    Issue.record(
      "Goldens/\(name) is not recorded; run with RECORD_GOLDENS=1", sourceLocation: sourceLocation)
    return
  }
  if let difference = firstDifference(golden: golden, found: Data(text.utf8)) {
    Issue.record("Goldens/\(name), \(difference)", sourceLocation: sourceLocation)
  }
}

/// Says on which line two texts part, comparing bytes; nil if they are the same.
func firstDifference(golden: Data, found: Data) -> String? {
  if golden == found { return nil }
  let expected = golden.split(separator: 0x0A, omittingEmptySubsequences: false)
  let actual = found.split(separator: 0x0A, omittingEmptySubsequences: false)
  func shown(_ lines: [Data], _ i: Int) -> String {
    i < lines.count ? "\"\(String(decoding: lines[i], as: UTF8.self))\"" : "the end"
  }
  let line =
    zip(expected, actual).enumerated().first { $1.0 != $1.1 }?.offset ?? min(expected.count, actual.count)
  return "line \(line + 1): expected \(shown(expected, line)), found \(shown(actual, line))"
}
