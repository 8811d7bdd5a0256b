/// On which side of a line a point lies: exactly, whatever the rounding.
///
/// J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric Predicates", 1997. The
/// determinant is first evaluated in double precision with his error bound A; where that cannot decide, it is summed
/// as an expansion of six exact products. The stages between the two are left out: they serve point sets in which
/// near ties are common, and here they happen only on borders.
enum Orientation {
  /// (3 + 16 ε) ε for ε = 2⁻⁵³: the relative error of the filtered determinant.
  private static let filterBound = (3 + 16 * 0x1p-53) * 0x1p-53
  /// Shewchuk's bound takes for granted that nothing underflows. Smaller determinants go the exact way.
  private static let underflowBound = 0x1p-1000

  /// Returns +1 if `c` lies to the left of the line from `a` to `b`, -1 to the right, 0 on it.
  ///
  /// Exact for finite coordinates, as long as the largest and the smallest that is not 0 are less than a factor of
  /// 2⁹⁸⁰ apart; beyond that the smallest count as 0 when multiplied. - Complexity: O(1).
  @inline(__always)
  static func sign(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Int {
    let left = (a.x - c.x) * (b.y - c.y)
    let right = (a.y - c.y) * (b.x - c.x)
    let determinant = left - right
    let bound = filterBound * (abs(left) + abs(right)) + underflowBound
    // Overflow gives NaN or infinity on one side or both, so that neither comparison holds.
    if determinant > bound { return 1 }
    if determinant < -bound { return -1 }
    return exactSign(a, b, c)
  }

  /// The sign of ax·by − ay·bx + bx·cy − by·cx + cx·ay − cy·ax as an exact sum.
  @inline(never)
  static func exactSign(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Int {
    let largest = max(max(abs(a.x), abs(a.y)), max(max(abs(b.x), abs(b.y)), max(abs(c.x), abs(c.y))))
    guard largest > 0, largest.isFinite else { return 0 }
    // A power of two changes no bit but keeps products below 2¹⁰⁰¹ and their roundoff above the smallest double.
    let exponent = min(1023, 500 - largest.exponent)
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    let (a, b, c) = (a * scale, b * scale, c * scale)
    var sum = Expansion()
    sum.add(product: a.x, b.y)
    sum.add(product: -a.y, b.x)
    sum.add(product: b.x, c.y)
    sum.add(product: -b.y, c.x)
    sum.add(product: c.x, a.y)
    sum.add(product: -c.y, a.x)
    return sum.sign
  }
}

/// A sum of doubles kept exactly, as components that do not overlap, smallest first (Shewchuk's GROW-EXPANSION).
struct Expansion {
  private var components: [Double] = []

  /// Adds `a * b`. - Complexity: O(components).
  mutating func add(product a: Double, _ b: Double) {
    let high = a * b
    add((-high).addingProduct(a, b))
    add(high)
  }

  /// Adds one number. - Complexity: O(components).
  mutating func add(_ value: Double) {
    var carry = value
    var kept: [Double] = []
    kept.reserveCapacity(components.count + 1)
    for component in components {
      let sum = carry + component
      let virtual = sum - carry
      let roundoff = (carry - (sum - virtual)) + (component - virtual)
      if roundoff != 0 { kept.append(roundoff) }
      carry = sum
    }
    if carry != 0 { kept.append(carry) }
    components = kept
  }

  /// The sign of the sum: that of its largest component.
  var sign: Int { components.last.map { $0 > 0 ? 1 : -1 } ?? 0 }
}
