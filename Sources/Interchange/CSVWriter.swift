public import CampaignModel

/// Writes rows as CSV (RFC 4180, but lines end in LF), in UTF-8.
///
/// Texts that a spreadsheet would take for a formula get a leading `'` (OWASP, "CSV Injection"); numbers do not, nor do
/// texts that are plain numbers. The readers of this module take it away again.
public struct CSVWriter: Sendable {
  /// What has been written since the beginning, or since ``takeBytes()``.
  public private(set) var bytes: [UInt8] = []

  /// A writer that begins with a line of headers; after a byte order mark if Excel is to open the file, which takes
  /// Chinese text for something else without.
  public init(headers: [String], byteOrderMark: Bool = false) {
    if byteOrderMark { bytes = UTF8Text.byteOrderMark }
    append(headers.map { .text($0) })
  }

  /// Writes one row. - Complexity: O(bytes).
  public mutating func append(_ cells: [AttributeValue]) {
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(cell, isOnly: cells.count == 1)
    }
    bytes.append(0x0A)
  }

  /// Hands over what has been written, so that a long file need not be in memory whole.
  public mutating func takeBytes() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    return taken
  }

  private mutating func append(_ cell: AttributeValue, isOnly: Bool) {
    switch cell {
    case .text(let text): append(text, isOnly: isOnly)
    case .integer(let number): NumberText.append(number, to: &bytes)
    case .real(let number) where number.isFinite: NumberText.append(number, to: &bytes)
    case .flag(let flag): bytes.append(UInt8(ascii: flag ? "1" : "0"))
    case .real, .none: if isOnly { bytes.append(contentsOf: "\"\"".utf8) }
    }
  }

  /// Writes a text, in quotes where it needs them; so does an empty one alone on its line, which would else be skipped.
  private mutating func append(_ text: String, isOnly: Bool) {
    var text = text
    text.withUTF8 { utf8 in
      let isGuarded = FormulaGuard.isNeeded(utf8)
      let isQuoted =
        utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D } || (isOnly && utf8.isEmpty)
        || utf8.first == 0x20 || utf8.last == 0x20
      if isQuoted { bytes.append(0x22) }
      if isGuarded { bytes.append(UInt8(ascii: "'")) }
      if isQuoted {
        for byte in utf8 {
          if byte == 0x22 { bytes.append(0x22) }
          bytes.append(byte)
        }
      } else {
        bytes.append(contentsOf: utf8)
      }
      if isQuoted { bytes.append(0x22) }
    }
  }
}
