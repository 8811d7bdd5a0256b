public import CampaignModel

/// Writes JSON (RFC 8259) in UTF-8, in the order in which it is told.
///
/// Commas and colons come by themselves. Strings may stand in a script element of a web page: `<`, U+2028 and U+2029 are
/// written as escapes.
public struct JSONWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []
  /// For each open container, whether something is in it already.
  private var hasContent: [Bool] = []
  private var isAfterKey = false

  private static let hexadecimal = Array("0123456789abcdef".utf8)

  /// A writer of one value.
  public init() {}

  /// A writer that goes on where bytes end, which it takes over.
  init(appendingTo bytes: inout [UInt8]) { swap(&self.bytes, &bytes) }

  /// Hands over what has been written.
  mutating func takeBytes() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    return taken
  }

  /// Writes the positions of a ring, as an array of pairs, from its first or from its last vertex.
  mutating func positions(_ region: Region, _ vertices: Range<Int>, isReversed: Bool) {
    beginArray()
    // Two coordinates of 24 bytes at most, two brackets and two commas.
    let room = vertices.count * NumberText.positionRoom
    // No capacity is reserved: it would be just enough for this ring, and every ring would move all before it.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { buffer in
      guard let start = buffer.baseAddress else { return }
      var end = start
      for k in 0..<vertices.count {
        let i = isReversed ? vertices.upperBound - 1 - k : vertices.lowerBound + k
        if k > 0 { end = NumberText.write(UInt8(ascii: ","), at: end) }
        end = NumberText.write(UInt8(ascii: "["), at: end)
        end = NumberText.writeCoordinate(region.xs[i], at: end)
        end = NumberText.write(UInt8(ascii: ","), at: end)
        end = NumberText.writeCoordinate(region.ys[i], at: end)
        end = NumberText.write(UInt8(ascii: "]"), at: end)
      }
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
    endArray()
  }

  /// Begins an object.
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }

  /// Ends the object.
  public mutating func endObject() { end(UInt8(ascii: "}")) }

  /// Begins an array.
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }

  /// Ends the array.
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes a member's name; its value must follow.
  public mutating func key(_ name: String) {
    separate()
    appendString(name)
    bytes.append(UInt8(ascii: ":"))
    isAfterKey = true
  }

  /// Writes a value; a number that is not finite is null.
  public mutating func value(_ value: AttributeValue) {
    separate()
    switch value {
    case .text(let text): appendString(text)
    case .integer(let number): NumberText.append(number, to: &bytes)
    case .real(let number) where number.isFinite: NumberText.append(number, to: &bytes)
    case .flag(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .real, .none: bytes.append(contentsOf: "null".utf8)
    }
  }

  /// Writes a member with a value.
  public mutating func member(_ name: String, _ value: AttributeValue) {
    key(name)
    self.value(value)
  }

  /// Writes a coordinate with seven decimals at most; it must be finite.
  mutating func coordinate(_ number: Double) {
    separate()
    NumberText.appendCoordinate(number, to: &bytes)
  }

  /// Ends the line; for people, who read one row a line.
  public mutating func newline() { bytes.append(0x0A) }

  private mutating func begin(_ opening: UInt8) {
    separate()
    bytes.append(opening)
    hasContent.append(false)
  }

  private mutating func end(_ closing: UInt8) {
    _ = hasContent.popLast()
    bytes.append(closing)
  }

  /// Writes a comma where one is due.
  private mutating func separate() {
    if isAfterKey {
      isAfterKey = false
    } else if let last = hasContent.popLast() {
      if last { bytes.append(UInt8(ascii: ",")) }
      hasContent.append(true)
    }
  }

  private mutating func appendString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      // Nearly all texts are plain, and go over in one piece.
      if !utf8.contains(where: JSONWriter.isEscaped) { return bytes.append(contentsOf: utf8) }
      var i = 0
      while i < utf8.count {
        let byte = utf8[i]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        case 0..<0x20, 0x7F, UInt8(ascii: "<"): appendEscape(UInt16(byte))
        // U+2028 and U+2029, line ends in older JavaScript, are E2 80 A8 and E2 80 A9.
        case 0xE2 where i + 2 < utf8.count && utf8[i + 1] == 0x80 && utf8[i + 2] & 0xFE == 0xA8:
          appendEscape(0x2028 + UInt16(utf8[i + 2] & 1))
          i += 2
        default: bytes.append(byte)
        }
        i += 1
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// True for bytes that may begin what is written otherwise than it stands.
  @inline(__always)
  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "<")
      || byte == 0x7F || byte == 0xE2
  }

  private mutating func appendEscape(_ unit: UInt16) {
    bytes += Array("\\u".utf8)
    for shift in [12, 8, 4, 0] { bytes.append(JSONWriter.hexadecimal[Int(unit >> UInt16(shift)) & 15]) }
  }
}
