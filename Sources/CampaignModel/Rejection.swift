/// A row that cannot be taken as it is. Bad rows are not errors: they are counted by reason and named, each with its
/// row and field, and never vanish.
public struct Rejection: Sendable, Hashable {
  /// Why a row is rejected; the raw value is what summaries and reject files print.
  public enum Reason: String, Sendable, CaseIterable {
    case missingValue = "missing value"
    case badNumber = "not a number"
    case outOfRange = "out of range"
    case badDate = "not a date"
    case unknownValue = "unknown value"
    case badText = "not UTF-8 text"
    case raggedRow = "wrong number of fields"
    case duplicateKey = "duplicate id"
    case keyOfOtherKind = "id of another kind of target"
    case noPlace = "neither coordinates nor a known village"
    case wrongGeometry = "wrong geometry"
    case invalidPolygon = "invalid polygon"
  }

  /// The row of the file: 1 for the first row after the header, or the first feature.
  public var row: Int
  /// The line of the file on which the row begins, where there are lines.
  public var line: Int?
  /// The field, as the file calls it.
  public var field: String
  /// The kind of reason.
  public var reason: Reason
  /// What a good value is ("a longitude from -180 to 180").
  public var expected: String
  /// What the file has.
  public var found: String

  /// A rejection of one row.
  public init(row: Int, line: Int? = nil, field: String, reason: Reason, expected: String, found: String) {
    self.row = row
    self.line = line
    self.field = field
    self.reason = reason
    self.expected = expected
    self.found = found
  }

  /// Row, field, expected and found in one line.
  public var sentence: String {
    let place = line.map { "row \(row) (line \($0))" } ?? "row \(row)"
    return "\(place), field \(field): expected \(expected), found \(found)"
  }

  /// How many rows there are for each reason, in the order of ``Reason``. A row counts once, by its first reason.
  public static func countByReason(_ rejections: [Rejection]) -> [(reason: Reason, count: Int)] {
    var counts: [Reason: Int] = [:]
    var seen: Set<Int> = []
    for rejection in rejections where seen.insert(rejection.row).inserted {
      counts[rejection.reason, default: 0] += 1
    }
    return Reason.allCases.compactMap { reason in counts[reason].map { (reason, $0) } }
  }

  /// A value as it is quoted in a sentence: shortened, on one line.
  public static func quote(_ text: String) -> String {
    if text.isEmpty { return "nothing" }
    var shown = ""
    var length = 0
    for scalar in text.unicodeScalars {
      if length == 40 {
        shown += "…"
        break
      }
      let hidden =
        scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      shown.unicodeScalars.append(hidden ? "\u{FFFD}" : scalar)
      length += 1
    }
    return "\"\(shown)\""
  }
}
