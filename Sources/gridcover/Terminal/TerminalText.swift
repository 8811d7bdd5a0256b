/// Text on its way to a terminal: what came from files must not move the cursor, change colours or turn the reading order.
enum TerminalText {
  /// The text with a mark (U+FFFD) for each control character but line ends, and for what overrides the direction of writing.
  ///
  /// - Complexity: O(n); text without such characters is not copied.
  static func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isHarmful($0) ? "\u{FFFD}" : $0 }))
  }

  /// The same in one line, as for a cell of a table.
  static func oneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { isHarmful($0) || $0 == "\n" }) else { return text }
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { isHarmful($0) || $0 == "\n" ? "\u{FFFD}" : $0 }))
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A: false
    case 0x00...0x1F, 0x7F...0x9F: true
    // Embeddings, overrides and isolates (UAX #9), and line ends that are not the terminal's.
    case 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: true
    default: false
    }
  }
}
