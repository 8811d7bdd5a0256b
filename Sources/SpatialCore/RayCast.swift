/// Whether a point lies in a closed polygon, one edge at a time: the even-odd rule along a ray to the west.
///
/// An edge counts from its lower end (inclusive) to its upper end (exclusive), so that a ray through a vertex is
/// counted once. A point on an edge or vertex is found out before parity is asked. Only comparisons and
/// ``Orientation`` decide: the answer is exact. Edges of length 0 and repeated vertices change nothing.
struct RayCast {
  private let point: SIMD2<Double>
  private(set) var isInside = false

  @inline(__always)
  init(x: Double, y: Double) { point = SIMD2(x, y) }

  /// Takes one edge; returns true if the point lies on it, so that nothing more need be asked.
  @inline(__always)
  mutating func touches(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Bool {
    let (lower, upper) = a.y <= b.y ? (a, b) : (b, a)
    if point.y < lower.y || point.y > upper.y { return false }
    if point.x < min(a.x, b.x) { return false }
    if point.x > max(a.x, b.x) {
      if point.y < upper.y { isInside.toggle() }
      return false
    }
    if lower.y == upper.y { return true }
    let side = Orientation.sign(lower, upper, point)
    if side == 0 { return true }
    if side < 0, point.y < upper.y { isInside.toggle() }
    return false
  }
}
