/// Decimal numbers as files write them, read by one grammar whatever the locale:
/// `[+-]? digits ("." digits)? ([eE] [+-]? digits)?`, ASCII digits only.
///
/// Not numbers: `nan`, `inf`, `0x71`, `1,130.5`, `.5`, `5.`, full-width digits, and what is too large for a double.
public enum DecimalNumber {
  /// 10^0 ... 10^22, the powers of ten that a double holds exactly.
  private static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
  ]

  /// Reads a whole text as a finite double, correctly rounded.
  ///
  /// Method: Clinger, "How to Read Floating Point Numbers Accurately" (PLDI 1990): with digits up to 2^53 and a power of
  /// ten up to 22, both are exact, so one multiplication or division rounds once. Others go to the standard library's
  /// correctly rounded conversion.
  ///
  /// - Returns: nil if the text is not such a number or overflows; a number too small for a double is zero.
  /// - Complexity: O(length).
  public static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let parts = Parts(text) else { return nil }
    if !parts.isTruncated {
      if parts.digits == 0 { return parts.isNegative ? -0.0 : 0 }
      if (-19...0).contains(parts.exponent) {
        let magnitude = value(parts.digits, decimals: -parts.exponent)
        return parts.isNegative ? -magnitude : magnitude
      }
      if parts.digits <= 1 << 53, (-22...22).contains(parts.exponent) {
        let digits = Double(parts.digits)
        let power = exactPowers[abs(parts.exponent)]
        let magnitude = parts.exponent < 0 ? digits / power : digits * power
        return parts.isNegative ? -magnitude : magnitude
      }
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// `digits` ÷ 10^`decimals`, correctly rounded, for 0 to 19 decimals.
  ///
  /// Where both are exact doubles, their quotient is rounded once. Else one division of 128 by 64 bits gives 63 or 64
  /// bits of the quotient, and its remainder says whether any bit follows: enough to round to 53 by hand. Coordinates
  /// with 17 digits, as most programs write them, take this way.
  @inline(__always)
  static func value(_ digits: UInt64, decimals: Int) -> Double {
    if digits <= 1 << 53 {
      // All powers up to 10^22 are exact.
      return decimals == 0 ? Double(digits) : Double(digits) / Double(wholePowers[decimals])
    }
    return decimals == 0 ? Double(digits) : quotient(digits, wholePowers[decimals])
  }

  private static func quotient(_ dividend: UInt64, _ divisor: UInt64) -> Double {
    let (up, down) = (dividend.leadingZeroBitCount, divisor.leadingZeroBitCount)
    // Both have their highest bit set, so that half of the one is less than the other, and the quotient fits.
    let (numerator, denominator) = (dividend << UInt64(up), divisor << UInt64(down))
    let (whole, remainder) = denominator.dividingFullWidth((numerator >> 1, numerator << 63))
    // A bit for all that follow keeps a tie from being taken for one that it is not.
    let significant = whole | (remainder == 0 ? 0 : 1)
    // A double is made by rounding to the nearest, ties to even, and the scale changes no bit of it.
    return Double(significant) * Double(bitPattern: UInt64(1023 + down - up - 63) << 52)
  }

  /// 10^0 ... 10^19, the powers of ten that 64 bits hold.
  private static let wholePowers: InlineArray<20, UInt64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]

  /// Reads a text as ``parse(_:)-(UnsafeBufferPointer<UInt8>)`` does.
  public static func parse(_ text: some StringProtocol) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { parse($0) }
  }

  /// A number taken apart: ± digits × 10^exponent.
  private struct Parts {
    var isNegative = false
    var digits: UInt64 = 0
    var exponent = 0
    /// More digits than fit into 64 bits; the value of `digits` is then of no use.
    var isTruncated = false

    init?(_ text: UnsafeBufferPointer<UInt8>) {
      var i = 0
      if i < text.count, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
        isNegative = text[i] == UInt8(ascii: "-")
        i += 1
      }
      guard readDigits(text, &i) > 0 else { return nil }
      if i < text.count, text[i] == UInt8(ascii: ".") {
        i += 1
        let fraction = readDigits(text, &i)
        guard fraction > 0 else { return nil }
        exponent = -fraction
      }
      if i < text.count, text[i] | 0x20 == UInt8(ascii: "e") {
        i += 1
        guard readExponent(text, &i) else { return nil }
      }
      guard i == text.count else { return nil }
    }

    /// Takes digits up and returns how many there were.
    private mutating func readDigits(_ text: UnsafeBufferPointer<UInt8>, _ i: inout Int) -> Int {
      let start = i
      while i < text.count {
        let digit = text[i] &- UInt8(ascii: "0")
        if digit > 9 { break }
        // 10 * digits + 9 must fit into 64 bits.
        if digits > (UInt64.max - 9) / 10 { isTruncated = true } else { digits = digits * 10 + UInt64(digit) }
        i += 1
      }
      return i - start
    }

    private mutating func readExponent(_ text: UnsafeBufferPointer<UInt8>, _ i: inout Int) -> Bool {
      var isBelow = false
      if i < text.count, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
        isBelow = text[i] == UInt8(ascii: "-")
        i += 1
      }
      let start = i
      var written = 0
      while i < text.count {
        let digit = text[i] &- UInt8(ascii: "0")
        if digit > 9 { break }
        // Far beyond what a double reaches; held there so that it cannot overflow.
        if written < 100_000 { written = written * 10 + Int(digit) }
        i += 1
      }
      exponent += isBelow ? -written : written
      return i > start
    }
  }
}
