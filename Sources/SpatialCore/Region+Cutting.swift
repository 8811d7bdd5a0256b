public import CampaignModel
internal import CGEOS

extension Region {
  /// The two parts of a region on both sides of a line, in metres or any plane: `left` of its direction, and `right`.
  ///
  /// Both have the same vertices where the line crosses the region, and their areas add up to the region's. Either is
  /// empty if the line leaves the region alone.
  ///
  /// - Parameters:
  ///   - point: a point of the line. - direction: any vector along it, but not zero.
  /// - Complexity: O(vertices · log vertices), by GEOS overlay.
  /// - Throws: ``SpatialError/geos(operation:message:)`` for invalid regions.
  public func cut(
    through point: SIMD2<Double>, along direction: SIMD2<Double>
  ) throws(SpatialError) -> (left: Region, right: Region) {
    guard let box = bounds else { return (Region(), Region()) }
    let reach =
      2 * (box.maxX - box.minX + box.maxY - box.minY)
      + max(abs(point.x - box.minX), abs(point.x - box.maxX))
      + max(abs(point.y - box.minY), abs(point.y - box.maxY))
    let length = (direction.x * direction.x + direction.y * direction.y).squareRoot()
    let along = direction / length * reach
    let across = SIMD2(-along.y, along.x)
    let corners = [point - along, point + along, point + along + across, point - along + across]
    let context = try GEOSContext()
    let half = try context.geometry(of: Region(exterior: corners.map { ($0.x, $0.y) }))
    let whole = try context.geometry(of: self)
    let left = try context.take(GEOSIntersection_r(context.handle, whole.pointer, half.pointer), "cut")
    let right = try context.take(GEOSDifference_r(context.handle, whole.pointer, half.pointer), "cut")
    return (try left.region(), try right.region())
  }
}
