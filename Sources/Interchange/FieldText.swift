import CampaignModel

/// The value of a field from its trimmed text, where it is not text itself.
enum FieldText {
  /// A whole number that is not negative, also written `12.0` as programs do that know decimal numbers only.
  static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var value: Int64 = 0
    var i = 0
    while i < text.count, text[i] &- 0x30 <= 9 {
      let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = product.addingReportingOverflow(Int64(text[i] &- 0x30))
      if overflowed || carried { return nil }
      value = sum
      i += 1
    }
    guard i > 0 else { return nil }
    if i < text.count {
      guard text[i] == UInt8(ascii: "."), i + 1 < text.count, text[(i + 1)...].allSatisfy({ $0 == 0x30 })
      else {
        return nil
      }
    }
    return value
  }

  /// 0 or 1.
  static func flag(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count <= 5 else { return nil }
    switch UTF8Text.string(text).lowercased() {
    case "0", "false", "no", "n": return 0
    case "1", "true", "yes", "y": return 1
    default: return nil
    }
  }

  /// The words for what a field of a kind holds.
  static func expectation(_ kind: Field.Kind) -> String {
    switch kind {
    case .text: "a text"
    case .list: "texts separated by ;"
    case .integer: "a whole number, 0 or more"
    case .real: "a number, 0 or more"
    case .flag: "0 or 1 (also false, true, no, yes)"
    case .date: "a day, as 2016-12-17"
    case .moment: "a day, as 2016-12-17, or a moment, as 2016-12-17T09:35+08:00"
    case .outcome: "one of \(Outcome.allCases.map(\.rawValue).joined(separator: ", "))"
    }
  }

  /// Why a row is rejected whose text a field of a kind cannot hold.
  static func reason(_ kind: Field.Kind) -> Rejection.Reason {
    switch kind {
    case .text, .list: .badText
    case .integer, .real: .badNumber
    case .flag, .outcome: .unknownValue
    case .date, .moment: .badDate
    }
  }
}

/// Outcomes by their spelling: recognising one costs strings, and a file of a million visits has a handful of spellings.
struct OutcomeSpellings {
  private var known: [(text: [UInt8], canonical: [UInt8]?)] = []

  /// The outcome's raw value as UTF-8, or nil if the text is none.
  mutating func canonical(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    if let entry = known.first(where: { $0.text.elementsEqual(text) }) { return entry.canonical }
    let canonical = Outcome(recognising: UTF8Text.string(text)).map { Array($0.rawValue.utf8) }
    if known.count < 32 { known.append((Array(text), canonical)) }
    return canonical
  }
}

/// The leading `'` that keeps a cell from being a formula in a spreadsheet.
///
/// Written before a text that begins with `= + - @`, their full-width forms, tab, CR or LF, and taken away when a
/// CSV file is read. Apostrophes that are part of a text stay unambiguous, as a text of apostrophes before such a sign
/// gets one more: `'=x` is written `''=x`.
enum FormulaGuard {
  /// True if a spreadsheet may take the text for a formula, or a reader for a guarded one.
  static func isNeeded(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let sign = text.firstIndex(where: { $0 != UInt8(ascii: "'") }) else { return false }
    switch text[sign] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D:
      // A plain number is no formula.
      return sign > 0 || DecimalNumber.parse(text) == nil
    case 0xEF:
      // U+FF1D, U+FF0B, U+FF0D, U+FF20.
      guard sign + 2 < text.count, text[sign + 1] == 0xBC else { return false }
      return [0x9D, 0x8B, 0x8D, 0xA0].contains(text[sign + 2])
    default: return false
    }
  }

  /// The text without its guard.
  static func removed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard text.first == UInt8(ascii: "'"), isNeeded(text) else { return text }
    return UnsafeBufferPointer(rebasing: text.dropFirst())
  }
}
