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
    // Nearly all flags are a digit, for which no string is made.
    if text.count == 1, text[0] & 0xFE == 0x30 { return Int64(text[0] & 1) }
    return text.count <= 16 ? ValueNames.flag(UTF8Text.string(text)) : nil
  }

  /// The words for what a field of a kind holds, and for why a text is not that where it is easily taken for it.
  static func expectation(_ kind: Field.Kind, for text: UnsafeBufferPointer<UInt8>) -> String {
    guard kind == .date || kind == .moment, MomentText.endsInYear(text) else { return expectation(kind) }
    return expectation(kind) + " (in a day that ends in its year, day and month cannot be told apart)"
  }

  /// The words for what a field of a kind holds.
  static func expectation(_ kind: Field.Kind) -> String {
    switch kind {
    case .text: "a text"
    case .list: "texts separated by ;"
    case .integer: "a whole number, 0 or more"
    case .real: "a number, 0 or more"
    case .flag: "0 or 1 (also false, true, no, yes, 否, 是)"
    case .date: "a day, as 2016-12-17"
    case .moment: "a day, as 2016-12-17, or a moment, as 2016-12-17T09:35+08:00"
    case .outcome: "one of \(Outcome.allCases.map(\.rawValue).joined(separator: ", "))"
    case .confirmation:
      "one of \(RecheckResult.allCases.map(\.rawValue).joined(separator: ", ")) (also yes, no, 属实, 不属实)"
    }
  }

  /// Why a row is rejected whose text a field of a kind cannot hold.
  static func reason(_ kind: Field.Kind) -> Rejection.Reason {
    switch kind {
    case .text, .list: .badText
    case .integer, .real: .badNumber
    case .flag, .outcome, .confirmation: .unknownValue
    case .date, .moment: .badDate
    }
  }
}

/// Canonical values by their spelling: recognising one costs strings, and a file of a million rows has a handful.
struct ValueSpellings: Sendable {
  private enum Meaning { case outcome, confirmation, categories, list, issueKind, none }

  /// Bytes that may separate the parts of a list, or begin a character that does.
  private static let separators = Array(";|,".utf8) + [0xE3, 0xEF]

  private let meaning: Meaning
  private var known: [(text: [UInt8], canonical: [UInt8]?)] = []

  init(_ field: Field, of kind: RecordKind) {
    switch (kind, field.kind, field.name) {
    case (_, .outcome, _): meaning = .outcome
    case (_, .confirmation, _): meaning = .confirmation
    case (.households, .list, "category"), (.enterprises, .list, "category"): meaning = .categories
    case (_, .list, _): meaning = .list
    case (.issues, .text, "kind"): meaning = .issueKind
    default: meaning = .none
    }
  }

  /// False if every text is its own canonical spelling.
  var isNeeded: Bool { meaning != .none }

  /// The canonical value as UTF-8, empty if the text says that there is none, or nil if it is not a value at all.
  mutating func canonical(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    if meaning == .list, !text.contains(where: { ValueSpellings.separators.contains($0) }) {
      return Array(text)
    }
    if let entry = known.first(where: { $0.text.elementsEqual(text) }) { return entry.canonical }
    let canonical = value(UTF8Text.string(text)).map { Array($0.utf8) }
    if known.count < 32 { known.append((Array(text), canonical)) }
    return canonical
  }

  /// The spellings met so far that stand for another word, `低保户→low-income`, in the order in which they came.
  var translations: [String] {
    guard meaning != .list else { return [] }
    return known.compactMap { text, canonical in
      guard let canonical, canonical != text else { return nil }
      let (text, word) = (String(decoding: text, as: UTF8.self), String(decoding: canonical, as: UTF8.self))
      return "\(text)→\(word.isEmpty ? "none" : word)"
    }
  }

  private func value(_ text: String) -> String? {
    switch meaning {
    case .outcome: ValueNames.outcome(text)?.rawValue
    case .confirmation: ValueNames.confirmation(text)?.rawValue
    case .issueKind: ValueNames.issueKind(text)
    case .list: ListText.parts(text).joined(separator: ";")
    case .categories:
      ListText.parts(text).map { ValueNames.category($0) }.reduce(into: [String]()) { unique, category in
        if !category.isEmpty, !unique.contains(category) { unique.append(category) }
      }.joined(separator: ";")
    case .none: text
    }
  }
}

/// Several texts in one cell.
///
/// They are separated by `;`, `|`, `、` or `,` (also full-width). A comma separates too: inside a cell it is never the
/// delimiter of a CSV file, and no code and no category has one.
enum ListText {
  /// The parts without blanks at their ends; empty ones are left out.
  static func parts(_ text: String) -> [String] {
    text.split { ";；|｜、,，".contains($0) }.map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
  }
}

/// The leading `'` that keeps a cell from being a formula in a spreadsheet.
///
/// Written before a text that begins with `= + - @`, their full-width and small forms, `−` (U+2212), tab, CR or LF, and taken away when a
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
      guard sign + 2 < text.count else { return false }
      // U+FE62, U+FE63; then U+FF1D, U+FF0B, U+FF0D, U+FF20.
      if text[sign + 1] == 0xB9 { return [0xA2, 0xA3].contains(text[sign + 2]) }
      guard text[sign + 1] == 0xBC else { return false }
      return [0x9D, 0x8B, 0x8D, 0xA0].contains(text[sign + 2])
    case 0xE2:
      // U+2212, the minus of mathematics.
      return sign + 2 < text.count && text[sign + 1] == 0x88 && text[sign + 2] == 0x92
    default: return false
    }
  }

  /// The text without its guard.
  static func removed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard text.first == UInt8(ascii: "'"), isNeeded(text) else { return text }
    return UnsafeBufferPointer(rebasing: text.dropFirst())
  }
}
