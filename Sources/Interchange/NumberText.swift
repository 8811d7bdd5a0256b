/// Numbers as decimal text, the same under any locale.
enum NumberText {
  /// The shortest decimal that reads back as the same double, without `.0`; the number must be finite.
  static func append(_ number: Double, to bytes: inout [UInt8]) {
    let text = number == 0 ? "0" : number.description
    bytes.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
  }

  /// A coordinate rounded to seven decimals (about 1 cm on the ground), without zeros at its end; it must be finite.
  static func appendCoordinate(_ number: Double, to bytes: inout [UInt8]) {
    let scaled = (number * 1e7).rounded()
    // Beyond 2^53 the scaled number is no longer whole to the digit; such values are no coordinates.
    guard abs(scaled) < 9e15, var rest = UInt64(exactly: abs(scaled)) else {
      return append(number, to: &bytes)
    }
    if rest == 0 { return bytes.append(UInt8(ascii: "0")) }
    if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
    var decimals = 7
    while decimals > 0, rest % 10 == 0 {
      rest /= 10
      decimals -= 1
    }
    let digits = Array(String(rest).utf8)
    if decimals == 0 { return bytes.append(contentsOf: digits) }
    let whole = digits.count - decimals
    if whole > 0 { bytes.append(contentsOf: digits[..<whole]) } else { bytes.append(UInt8(ascii: "0")) }
    bytes.append(UInt8(ascii: "."))
    for _ in 0..<max(0, -whole) { bytes.append(UInt8(ascii: "0")) }
    bytes.append(contentsOf: digits[max(0, whole)...])
  }
}
