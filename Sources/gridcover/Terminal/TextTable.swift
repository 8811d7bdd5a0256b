/// A short table for a person: columns aligned by what a terminal shows, Chinese characters two cells wide.
struct TextTable {
  enum Alignment { case left, right }

  private let headers: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table; columns whose header ends in a right-aligned kind of value say so.
  init(_ columns: [(header: String, alignment: Alignment)]) {
    headers = columns.map(\.header)
    alignments = columns.map(\.alignment)
  }

  mutating func add(_ cells: [String]) { rows.append(cells.map(TerminalText.oneLine)) }

  var isEmpty: Bool { rows.isEmpty }

  /// The table as lines, without blanks at their ends.
  var text: String {
    var widths = headers.map(displayWidth)
    for row in rows {
      for (i, cell) in row.enumerated() where i < widths.count {
        widths[i] = max(widths[i], displayWidth(cell))
      }
    }
    func line(_ cells: [String]) -> String {
      var text = ""
      for (i, cell) in cells.enumerated() where i < widths.count {
        let padding = String(repeating: " ", count: widths[i] - displayWidth(cell))
        text += i == 0 ? "" : "  "
        text += alignments[i] == .right ? padding + cell : cell + padding
      }
      while text.hasSuffix(" ") { text.removeLast() }
      return text + "\n"
    }
    let rule = widths.map { String(repeating: "─", count: $0) }
    return line(headers) + line(rule) + rows.map(line).joined()
  }
}

/// The number of cells that a text takes in a terminal: two for East Asian wide characters (UAX #11), none for
/// combining marks.
func displayWidth(_ text: String) -> Int {
  var width = 0
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: continue
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      width += 2
    default: width += 1
    }
  }
  return width
}
