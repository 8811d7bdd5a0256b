public import CampaignModel

/// A region in metres whose vertices remember their degrees.
///
/// What is cut out of it keeps, in degrees, the bits of the vertices that it was made from: a piece and the village
/// beside it go on sharing their border vertex by vertex. New vertices are taken back by the projection.
public struct ProjectedRegion {
  /// The region in metres of the projection.
  public let metres: Region
  private let degrees: Region
  private let projection: Projection
  private var degreesOfVertex: [SIMD2<Double>: SIMD2<Double>] = [:]

  /// Projects a region.
  ///
  /// - Parameters:
  ///   - region: a region in WGS 84 degrees.
  ///   - isStraight: true if its edges are already straight in metres, or short: then no vertices are added.
  /// - Throws: ``SpatialError`` if a vertex has no image.
  public init(_ region: Region, _ projection: Projection, isStraight: Bool = false) throws(SpatialError) {
    degrees = isStraight ? region : region.densified(step: RegularGrid.longestEdge)
    metres = try projection.forward(degrees)
    self.projection = projection
  }

  /// A part of the region, or another region in metres, in WGS 84 degrees. - Complexity: O(vertices).
  public mutating func inDegrees(_ part: Region) throws(SpatialError) -> Region {
    if degreesOfVertex.isEmpty {
      degreesOfVertex.reserveCapacity(metres.xs.count)
      for i in metres.xs.indices {
        degreesOfVertex[SIMD2(metres.xs[i], metres.ys[i])] = SIMD2(degrees.xs[i], degrees.ys[i])
      }
    }
    var (xs, ys) = (part.xs, part.ys)
    var new: [Int] = []
    for i in xs.indices {
      if let known = degreesOfVertex[SIMD2(xs[i], ys[i])] {
        (xs[i], ys[i]) = (known.x, known.y)
      } else {
        new.append(i)
      }
    }
    var (newXs, newYs) = (ContiguousArray(new.map { xs[$0] }), ContiguousArray(new.map { ys[$0] }))
    projection.inverse(xs: &newXs, ys: &newYs)
    for (k, i) in new.enumerated() {
      guard newXs[k].isFinite else { throw .outsideProjection(projection.crs, x: xs[i], y: ys[i]) }
      // Pieces that meet share their new vertices too.
      degreesOfVertex[SIMD2(xs[i], ys[i])] = SIMD2(newXs[k], newYs[k])
      (xs[i], ys[i]) = (newXs[k], newYs[k])
    }
    return part.withCoordinates(xs: xs, ys: ys)
  }
}

extension Region {
  /// One polygon of the region, with its holes.
  public func polygon(_ p: Int) -> Region {
    var polygon = Region()
    polygon.append(self, polygon: p)
    return polygon
  }

  /// Adds a polygon of another region, with its holes.
  public mutating func append(_ other: Region, polygon p: Int) {
    for ring in other.rings(ofPolygon: p) {
      for i in other.vertices(ofRing: ring) { appendVertex(other.xs[i], other.ys[i]) }
      endRing()
    }
    endPolygon()
  }
}
