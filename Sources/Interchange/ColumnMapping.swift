import CampaignModel

/// The user's word on which column holds which field: `--columns id=户编号,lon=经度`.
public struct ColumnMapping: Sendable, Equatable {
  /// The pairs in the order in which they were given; each field once.
  public private(set) var pairs: [(field: String, header: String)] = []

  /// Reads `field=header,field=header`; a header that holds a comma stands in double quotes.
  ///
  /// - Throws: ``InterchangeError`` if a pair has no `=`, an empty side, or a field that another pair has.
  public init(_ text: String) throws(InterchangeError) {
    for part in ColumnMapping.split(text) {
      guard let equals = part.firstIndex(of: "=") else { throw .badMapping(text, part: part) }
      let field = part[..<equals].trimmingBlanks()
      var header = part[part.index(after: equals)...].trimmingBlanks()
      if header.count >= 2, header.hasPrefix("\""), header.hasSuffix("\"") {
        header = String(header.dropFirst().dropLast())
      }
      guard !field.isEmpty, !header.isEmpty else { throw .badMapping(text, part: part) }
      if pairs.contains(where: { $0.field == field }) { throw .fieldMappedTwice(text, field: field) }
      pairs.append((field, header))
    }
    if pairs.isEmpty { throw .badMapping(text, part: text) }
  }

  /// The header for a field, if the user named one.
  public func header(for field: String) -> String? { pairs.first { $0.field == field }?.header }

  /// The same pairs in the same order.
  public static func == (a: ColumnMapping, b: ColumnMapping) -> Bool {
    a.pairs.elementsEqual(b.pairs) { $0 == $1 }
  }

  /// The parts between commas that stand outside double quotes.
  private static func split(_ text: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    for character in text {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }
}
