/// Numbers as decimal text, the same under any locale.
enum NumberText {
  /// The shortest decimal that reads back as the same double, without `.0`; the number must be finite.
  static func append(_ number: Double, to bytes: inout [UInt8]) {
    let text = number == 0 ? "0" : number.description
    bytes.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
  }

  /// A whole number.
  static func append(_ number: Int, to bytes: inout [UInt8]) {
    if number < 10, number >= 0 { return bytes.append(UInt8(ascii: "0") + UInt8(number)) }
    bytes.append(contentsOf: String(number).utf8)
  }

  /// A coordinate rounded to seven decimals (about 1 cm on the ground), without zeros at its end; it must be finite.
  static func appendCoordinate(_ number: Double, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: coordinateRoom) { buffer in
      guard let start = buffer.baseAddress else { return }
      let end = writeCoordinate(number, at: start)
      bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: end - start))
    }
  }

  /// The most bytes that a coordinate takes, also one that is none: `-2.2250738585072014e-308`.
  static let coordinateRoom = 32
  /// The most bytes of `,[x,y]`.
  static let positionRoom = 2 * coordinateRoom + 4

  /// Writes a byte, and returns where the next one goes.
  @inline(__always)
  static func write(_ byte: UInt8, at place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    place.pointee = byte
    return place + 1
  }

  /// Writes a coordinate as ``appendCoordinate(_:to:)`` says, and returns where the next byte goes.
  ///
  /// - Precondition: there is room for ``coordinateRoom`` bytes.
  @inline(__always)
  static func writeCoordinate(
    _ number: Double, at place: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    let scaled = (number * 1e7).rounded()
    // Beyond 2^53 the scaled number is no longer whole to the digit; such values are no coordinates.
    guard abs(scaled) < 9e15 else { return writeShortest(number, at: place) }
    var end = place
    if scaled < 0 { end = write(UInt8(ascii: "-"), at: end) }
    let magnitude = UInt64(abs(scaled))
    let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: 10_000_000)
    end = writeWhole(whole, at: end)
    return fraction == 0 ? end : writeFraction(UInt32(fraction), at: end)
  }

  private static func writeShortest(
    _ number: Double, at place: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var bytes: [UInt8] = []
    append(number, to: &bytes)
    for (i, byte) in bytes.enumerated() { place[i] = byte }
    return place + bytes.count
  }

  @inline(__always)
  private static func writeWhole(
    _ number: UInt64, at place: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var length = 1
    var limit: UInt64 = 10
    while number >= limit {
      length += 1
      limit *= 10
    }
    var rest = number
    for i in stride(from: length - 1, through: 0, by: -1) {
      place[i] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return place + length
  }

  /// A point and seven digits, without the zeros at their end.
  @inline(__always)
  private static func writeFraction(
    _ fraction: UInt32, at place: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    place.pointee = UInt8(ascii: ".")
    var rest = fraction
    for i in stride(from: 7, through: 1, by: -1) {
      place[i] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    var end = place + 8
    while (end - 1).pointee == UInt8(ascii: "0") { end -= 1 }
    return end
  }
}
