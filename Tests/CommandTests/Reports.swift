import Foundation

/// What `coverage --format json` prints.
struct CoverageReport: Decodable {
  var campaign: String
  var as_of: String?
  var level: String
  var rows: [Row]
  var totals: Row
  var unlisted_visits: Int

  struct Row: Decodable, Equatable {
    var code: String
    var name: String?
    var group: String?
    var households_expected: Int?
    var households_visited: Int?
    var households_coverage: Double?
    var enterprises_expected: Int?
    var enterprises_visited: Int?
    var priority_expected: Int?
    var priority_visited: Int?
    var visits: Int
    var last_visit: String?
    var status: String?
    var target_met: Bool?
    var gap_reason: String?
    var excluded: Int?
    var missing_coordinates: Int?
    var targets_visited: Int?
    var visits_by_members: Int?
    var overlapping: Bool?
  }

  init(_ json: String) throws { self = try JSONDecoder().decode(CoverageReport.self, from: Data(json.utf8)) }

  func row(_ code: String) -> Row? { rows.first { $0.code == code } }

  /// The columns that add up over a partition.
  static let sums: [(name: String, value: @Sendable (Row) -> Int?)] = [
    ("households_expected", { $0.households_expected }), ("households_visited", { $0.households_visited }),
    ("enterprises_expected", { $0.enterprises_expected }),
    ("enterprises_visited", { $0.enterprises_visited }),
    ("priority_expected", { $0.priority_expected }), ("priority_visited", { $0.priority_visited }),
    ("visits", { $0.visits }), ("excluded", { $0.excluded }),
    ("missing_coordinates", { $0.missing_coordinates }),
  ]

  /// The columns whose rows do not add up to the totals.
  var wrongSums: [String] {
    CoverageReport.sums.filter { column in
      rows.reduce(0) { $0 + (column.value($1) ?? 0) } != column.value(totals)
    }.map(\.name)
  }
}

/// A table in CSV, as one that has no line ends inside values.
struct Sheet {
  let headers: [String]
  let rows: [[String: String]]

  init(_ csv: String) {
    let lines = csv.split(separator: "\n").map(Sheet.cells)
    let headers = lines.first ?? []
    self.headers = headers
    rows = lines.dropFirst().map { Dictionary(zip(headers, $0), uniquingKeysWith: { first, _ in first }) }
  }

  /// The values of a column.
  func column(_ name: String) -> [String] { rows.map { $0[name] ?? "" } }

  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}

extension String {
  /// The rows of a CSV text in another order, below the same header.
  var withRowsReversed: String {
    let lines = split(separator: "\n")
    return (lines.prefix(1) + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
  }
}
