import CampaignModel

/// A pull scanner of strict JSON (RFC 8259) over bytes that are known to be UTF-8.
///
/// The caller asks for what it expects (an object's next member, a string, a number) and gets it or an error that names
/// line and byte. Nothing is kept: what is not asked for is skipped, with its grammar checked all the same.
///
/// Refused, as the RFC does: comments, trailing commas, `NaN`, `Infinity`, `01`, `+1`, `0x1`, bare control
/// characters in strings, lone surrogates; and, beyond it, more than ``depthLimit`` containers inside each other.
struct JSONScanner {
  /// What a value is, told by its first byte.
  enum Kind { case object, array, string, number, boolean, null }

  /// How deep containers may nest; GeoJSON needs eight.
  static let depthLimit = 256

  /// The file's name, for errors.
  let path: String
  let bytes: [UInt8]
  /// The next byte to look at.
  private(set) var position: Int
  /// For each open container, whether no member or element has been read yet.
  private var isFirst: [Bool] = []

  /// A scanner of the bytes from `start` on.
  init(_ bytes: [UInt8], from start: Int = 0, path: String) {
    self.bytes = bytes
    self.path = path
    position = start
  }

  /// Goes on at a byte that the caller has found to end the value that comes next.
  mutating func skip(to position: Int) { self.position = position }

  // MARK: Containers

  /// What the next value is.
  mutating func peek() throws(InterchangeError) -> Kind {
    skipBlanks()
    guard let next = byte(at: position) else { throw fault(expected: "a JSON value") }
    switch next {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "n"): return .null
    default: throw fault(expected: "a JSON value")
    }
  }

  /// Goes into an object.
  mutating func beginObject() throws(InterchangeError) { try begin(UInt8(ascii: "{")) }

  /// Goes into an array.
  mutating func beginArray() throws(InterchangeError) { try begin(UInt8(ascii: "[")) }

  /// The name of the object's next member, whose value must be read or skipped next; nil at the end of the object,
  /// which is left.
  mutating func nextKey() throws(InterchangeError) -> String? {
    guard try step(to: UInt8(ascii: "}")) else { return nil }
    guard byte(at: position) == UInt8(ascii: "\"") else {
      throw fault(expected: "a member's name in double quotes")
    }
    let key = try readString()
    try take(UInt8(ascii: ":"), "':' after a member's name")
    return key
  }

  /// True if the array has one more element, which must be read or skipped next; at its end the array is left.
  mutating func nextElement() throws(InterchangeError) -> Bool { try step(to: UInt8(ascii: "]")) }

  /// True if nothing but blanks is left.
  mutating func isAtEnd() -> Bool {
    skipBlanks()
    return position >= bytes.count
  }

  /// Steps over the separators of a JSON text sequence (RFC 8142).
  mutating func skipRecordSeparators() {
    skipBlanks()
    while byte(at: position) == 0x1E {
      position += 1
      skipBlanks()
    }
  }

  /// Steps over the next value and returns where it is. - Complexity: O(length).
  mutating func skipValue() throws(InterchangeError) -> Range<Int> {
    let kind = try peek()
    let start = position
    switch kind {
    case .object:
      try beginObject()
      while try step(to: UInt8(ascii: "}")) {
        guard byte(at: position) == UInt8(ascii: "\"") else {
          throw fault(expected: "a member's name in double quotes")
        }
        _ = try scanString()
        try take(UInt8(ascii: ":"), "':' after a member's name")
        _ = try skipValue()
      }
    case .array:
      try beginArray()
      while try nextElement() { _ = try skipValue() }
    case .string: _ = try scanString()
    case .number: _ = try scanNumber()
    case .boolean: _ = try readBoolean()
    case .null: try readNull()
    }
    return start..<position
  }

  private mutating func begin(_ opening: UInt8) throws(InterchangeError) {
    try take(opening, "'\(Character(UnicodeScalar(opening)))'")
    guard isFirst.count < JSONScanner.depthLimit else {
      throw fault(expected: "at most \(JSONScanner.depthLimit) objects and arrays inside each other")
    }
    isFirst.append(true)
  }

  /// Goes to the next member or element, over the comma before it; false where the container ends.
  private mutating func step(to closing: UInt8) throws(InterchangeError) -> Bool {
    skipBlanks()
    if byte(at: position) == closing {
      position += 1
      _ = isFirst.popLast()
      return false
    }
    if isFirst.last == true {
      isFirst[isFirst.count - 1] = false
    } else {
      try take(UInt8(ascii: ","), "',' or '\(Character(UnicodeScalar(closing)))'")
      skipBlanks()
    }
    return true
  }

  // MARK: Values

  /// Reads `true` or `false`.
  mutating func readBoolean() throws(InterchangeError) -> Bool {
    skipBlanks()
    if takeWord("true") { return true }
    if takeWord("false") { return false }
    throw fault(expected: "true or false")
  }

  /// Reads `null`.
  mutating func readNull() throws(InterchangeError) {
    skipBlanks()
    guard takeWord("null") else { throw fault(expected: "null") }
  }

  /// Reads a string with its escapes undone. - Complexity: O(length).
  mutating func readString() throws(InterchangeError) -> String {
    String(decoding: try readText(), as: UTF8.self)
  }

  /// Reads a string as UTF-8, with its escapes undone. - Complexity: O(length).
  mutating func readText() throws(InterchangeError) -> ArraySlice<UInt8> {
    let (range, hasEscapes) = try scanString()
    return hasEscapes ? JSONEscape.decoded(bytes[range])[...] : bytes[range]
  }

  /// Steps over a string, with its grammar checked, and returns what is between the quotes.
  private mutating func scanString() throws(InterchangeError) -> (Range<Int>, hasEscapes: Bool) {
    try take(UInt8(ascii: "\""), "a string in double quotes")
    let start = position
    var hasEscapes = false
    while let next = byte(at: position) {
      switch next {
      case UInt8(ascii: "\""):
        position += 1
        return (start..<position - 1, hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        let length = JSONEscape.length(bytes, at: position)
        guard length > 0 else { throw fault(expected: "an escape as \\n or \\u4e2d, in surrogate pairs") }
        position += length
      case 0..<0x20: throw fault(expected: "an escape for a control character")
      default: position += 1
      }
    }
    position = start - 1
    throw fault(expected: "a string that ends")
  }

  /// Reads a number as it is written. - Complexity: O(length).
  mutating func scanNumber() throws(InterchangeError) -> Range<Int> {
    skipBlanks()
    let start = position
    if byte(at: position) == UInt8(ascii: "-") { position += 1 }
    let whole = skipDigits()
    guard whole > 0 else { throw fault(expected: "a digit") }
    if whole > 1, byte(at: position - whole) == UInt8(ascii: "0") {
      position = start
      throw fault(expected: "a number without a leading zero")
    }
    if byte(at: position) == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() > 0 else { throw fault(expected: "a digit after the point") }
    }
    if let next = byte(at: position), next | 0x20 == UInt8(ascii: "e") {
      position += 1
      if byte(at: position) == UInt8(ascii: "+") || byte(at: position) == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw fault(expected: "a digit in the exponent") }
    }
    return start..<position
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let next = byte(at: position), next &- UInt8(ascii: "0") <= 9 { position += 1 }
    return position - start
  }

  // MARK: Bytes

  /// An error at the next byte.
  func fault(expected: String) -> InterchangeError {
    bytes.withUnsafeBufferPointer { buffer in
      let rest = buffer[min(position, buffer.count)...].prefix(24)
      // Numbers and marks of JSON tell what is wrong; of words no more than the first letter, as a name may stand there. Cut
      // off before half a character, which would show as U+FFFD.
      let text = String(decoding: rest, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }.prefix(12)
      let mark = text.prefix { $0.isASCII && !$0.properties.isAlphabetic && $0 != "\"" }
      let found =
        rest.isEmpty
        ? "the end of the file"
        : Rejection.quote(String(String.UnicodeScalarView(mark.isEmpty ? text.prefix(1) : mark)))
      return .json(
        path, line: LineCount.line(of: position, in: buffer), byte: position, expected: expected, found: found
      )
    }
  }

  private func byte(at i: Int) -> UInt8? { i < bytes.count ? bytes[i] : nil }

  private mutating func skipBlanks() {
    while let next = byte(at: position), next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ wanted: UInt8, _ name: @autoclosure () -> String) throws(InterchangeError) {
    skipBlanks()
    guard byte(at: position) == wanted else { throw fault(expected: name()) }
    position += 1
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[min(position, bytes.count)...].starts(with: letters) else { return false }
    position += letters.count
    return true
  }
}
