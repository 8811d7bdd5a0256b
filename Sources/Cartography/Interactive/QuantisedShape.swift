public import CampaignModel

/// A polygon or multi-polygon in whole steps of 0.00001° (about 1 m), each vertex as the difference from the one before.
///
/// A vertex that two villages share is rounded to the same step in both, so that they go on sharing it.
public struct QuantisedShape: Sendable, Equatable {
  /// Degrees in a step.
  public static let step = 1e-5

  /// For each polygon its rings, exterior first: `x, y` of the first vertex, then `dx, dy` of each next one. A ring is
  /// open: its first vertex is not repeated.
  public private(set) var polygons: [[[Int]]] = []

  /// Rounds a region in WGS 84 degrees. Rings that vanish are left out.
  ///
  /// - Parameter tolerance: the smallest ring that is kept, in square steps (about m²).
  /// - Complexity: O(vertices).
  public init(_ region: Region, smallestRing tolerance: Int = 0) {
    for p in 0..<region.polygonCount {
      var rings: [[Int]] = []
      for (place, r) in region.rings(ofPolygon: p).enumerated() {
        let ring = QuantisedShape.ring(region, region.vertices(ofRing: r))
        let isGone = ring.count < 6 || abs(QuantisedShape.doubledArea(ring)) <= 2 * tolerance
        if !isGone {
          rings.append(ring)
        } else if place == 0 {
          break
        }
      }
      if !rings.isEmpty { polygons.append(rings) }
    }
  }

  /// A coordinate in steps; what is not finite is 0.
  public static func steps(_ degrees: Double) -> Int {
    degrees.isFinite && abs(degrees) <= 1000 ? Int((degrees / step).rounded()) : 0
  }

  private static func ring(_ region: Region, _ vertices: Range<Int>) -> [Int] {
    var ring: [Int] = []
    ring.reserveCapacity(vertices.count * 2)
    var (x, y) = (0, 0)
    for i in vertices.dropLast() {
      let (nextX, nextY) = (steps(region.xs[i]), steps(region.ys[i]))
      if !ring.isEmpty && nextX == x && nextY == y { continue }
      ring += [nextX - x, nextY - y]
      (x, y) = (nextX, nextY)
    }
    return ring
  }

  /// Twice the signed area of a ring of differences, in square steps.
  private static func doubledArea(_ ring: [Int]) -> Int {
    var sum = 0
    // Relative to the first vertex, so that the products stay small.
    var (x, y) = (0, 0)
    for i in stride(from: 2, to: ring.count, by: 2) {
      let (nextX, nextY) = (x + ring[i], y + ring[i + 1])
      sum += x * nextY - nextX * y
      (x, y) = (nextX, nextY)
    }
    return sum
  }
}
