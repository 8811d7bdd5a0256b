public import CampaignModel
internal import CGEOS

extension Region {
  /// An outline around points that lie together: their concave hull, widened.
  ///
  /// GEOS `ConcaveHull` (JTS: M. Davis, 2022) by the ratio of edge lengths, without holes; then a buffer with round
  /// corners, so that a single point gives a disc and a line a strip. Before that, of the points in one square of a lattice
  /// only the first is kept; the lattice is fine enough that the widened outline still holds every point.
  ///
  /// - Parameters:
  ///   - xs: eastings in metres. - ys: northings in metres.
  ///   - width: metres by which the hull is widened, more than 0.
  /// - Returns: a region in the same metres; empty for no points.
  /// - Complexity: O(n log n). - Throws: ``SpatialError/geos(operation:message:)``.
  public static func outline(
    xs: [Double], ys: [Double], widenedBy width: Double
  ) throws(SpatialError) -> Region {
    // The diagonal of a square is 0.75 of the width; the corners of a buffer with 16 sides a quarter reach 0.995 of it.
    let side = width * 0.53
    var seen: Set<SIMD2<Double>> = []
    let context = try GEOSContext()
    var points: [OpaquePointer?] = []
    for i in xs.indices
    where seen.insert(SIMD2((xs[i] / side).rounded(.down), (ys[i] / side).rounded(.down))).inserted {
      do throws(SpatialError) {
        points.append(try context.point(x: xs[i], y: ys[i]).release())
      } catch {
        for point in points { GEOSGeom_destroy_r(context.handle, point) }
        throw error
      }
    }
    guard !points.isEmpty else { return Region() }
    let all = try context.collection(Int32(GEOS_MULTIPOINT.rawValue), of: points)
    let hull = try context.take(
      GEOSConcaveHull_r(context.handle, all.pointer, 0.3, 0), "concave hull")
    return try context.take(GEOSBuffer_r(context.handle, hull.pointer, width, 16), "buffer").region()
  }

  /// What two regions share; empty if that has no area.
  ///
  /// - Complexity: O(vertices · log vertices), by GEOS overlay.
  /// - Throws: ``SpatialError/geos(operation:message:)`` for invalid regions.
  public func intersection(with other: Region) throws(SpatialError) -> Region {
    guard let a = bounds, let b = other.bounds, a.intersects(b) else { return Region() }
    let context = try GEOSContext()
    let mine = try context.geometry(of: self)
    let theirs = try context.geometry(of: other)
    return try context.intersection(mine, theirs).region()
  }
}
