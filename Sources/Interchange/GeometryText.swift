import CampaignModel

/// Reads the `coordinates` of a GeoJSON geometry (RFC 7946, section 3.1) whose JSON grammar has been checked.
///
/// Only structure is looked at here: positions are two or more numbers, rings have four or more positions and are closed.
/// Whether they are in range is asked when they have become degrees, and whether a polygon is valid in one place, which
/// is neither.
struct GeometryText {
  /// What is wrong with one feature's geometry.
  struct Fault: Error {
    let reason: Rejection.Reason
    let expected: String
    let found: String
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var i = 0

  /// Takes the text of a `coordinates` member.
  init(_ text: UnsafeBufferPointer<UInt8>) { bytes = text }

  /// The coordinates of a Point.
  mutating func point() throws(Fault) -> (x: Double, y: Double) { try position() }

  /// The coordinates of a Polygon. - Complexity: O(length).
  mutating func polygon() throws(Fault) -> Region {
    var region = Region()
    try appendPolygon(to: &region)
    return region
  }

  /// The coordinates of a MultiPolygon. - Complexity: O(length).
  mutating func multiPolygon() throws(Fault) -> Region {
    var region = Region()
    try open("a list of polygons")
    while hasNext() { try appendPolygon(to: &region) }
    if region.polygonCount == 0 {
      throw Fault(reason: .invalidPolygon, expected: "one polygon or more", found: "an empty MultiPolygon")
    }
    return region
  }

  private mutating func appendPolygon(to region: inout Region) throws(Fault) {
    try open("a list of rings")
    var rings = 0
    while hasNext() {
      try appendRing(to: &region)
      rings += 1
    }
    if rings == 0 {
      throw Fault(reason: .invalidPolygon, expected: "one ring or more", found: "an empty polygon")
    }
    region.endPolygon()
  }

  private mutating func appendRing(to region: inout Region) throws(Fault) {
    try open("a ring of positions")
    let start = region.xs.count
    while hasNext() {
      let (x, y) = try position()
      region.appendVertex(x, y)
    }
    let count = region.xs.count - start
    if count < 4 {
      throw Fault(
        reason: .invalidPolygon, expected: "a ring of 4 positions or more",
        found: count == 0 ? "an empty ring" : "a ring of \(count)")
    }
    let last = region.xs.count - 1
    if region.xs[start] != region.xs[last] || region.ys[start] != region.ys[last] {
      throw Fault(
        reason: .invalidPolygon, expected: "a closed ring: its last position equal to its first",
        found:
          "first \(region.xs[start]), \(region.ys[start]) and last \(region.xs[last]), \(region.ys[last])")
    }
    region.endRing()
  }

  /// Reads `[x, y, …]`; what follows the second number must be numbers and is let go.
  private mutating func position() throws(Fault) -> (x: Double, y: Double) {
    try open("a position, as [113.5, 28.2]")
    var x = 0.0
    var y = 0.0
    var count = 0
    while hasNext() {
      let value = try number()
      if count == 0 { x = value } else if count == 1 { y = value }
      count += 1
    }
    guard count >= 2 else {
      throw Fault(
        reason: .wrongGeometry, expected: "a position of two numbers, as [113.5, 28.2]",
        found: count == 0 ? "an empty position" : "a position of one number")
    }
    return (x, y)
  }

  // MARK: Well-formed JSON

  private mutating func open(_ expected: String) throws(Fault) {
    skipBlanks()
    guard i < bytes.count, bytes[i] == UInt8(ascii: "[") else {
      throw Fault(reason: .wrongGeometry, expected: expected, found: shown())
    }
    i += 1
  }

  /// Goes over a comma to the next element, or out of the array; false at its end.
  private mutating func hasNext() -> Bool {
    skipBlanks()
    guard i < bytes.count else { return false }
    if bytes[i] == UInt8(ascii: "]") {
      i += 1
      return false
    }
    if bytes[i] == UInt8(ascii: ",") { i += 1 }
    return true
  }

  private mutating func number() throws(Fault) -> Double {
    skipBlanks()
    let start = i
    while i < bytes.count, isOfNumber(bytes[i]) { i += 1 }
    guard i > start else { throw Fault(reason: .badNumber, expected: "a number", found: shown()) }
    let text = UnsafeBufferPointer(rebasing: bytes[start..<i])
    guard let value = DecimalNumber.parse(text) else {
      throw Fault(
        reason: .badNumber, expected: "a number that a double can hold",
        found: Rejection.quote(UTF8Text.string(text)))
    }
    return value
  }

  private func isOfNumber(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "+") || byte | 0x20 == UInt8(ascii: "e")
  }

  private mutating func skipBlanks() {
    while i < bytes.count, bytes[i] <= 0x20 { i += 1 }
  }

  private func shown() -> String {
    guard i < bytes.count else { return "nothing" }
    switch bytes[i] {
    case UInt8(ascii: "\""): return "a string"
    case UInt8(ascii: "{"): return "an object"
    case UInt8(ascii: "["): return "a list"
    case UInt8(ascii: "]"): return "an empty list"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return "a boolean"
    case UInt8(ascii: "n"): return "null"
    default: return "a number"
    }
  }
}
