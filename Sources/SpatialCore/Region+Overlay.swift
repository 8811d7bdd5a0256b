public import CampaignModel
internal import CGEOS

extension Region {
  /// The union of regions; empty for none.
  ///
  /// GEOS unary union (cascaded overlay NG), in the plane of the coordinates. Edges that only nearly match leave
  /// slivers, as they do everywhere. - Throws: ``SpatialError/geos(operation:message:)`` for invalid regions.
  public static func union(of regions: [Region]) throws(SpatialError) -> Region {
    let context = try GEOSContext()
    var parts: [OpaquePointer?] = []
    for region in regions where !region.isEmpty {
      do throws(SpatialError) {
        parts.append(try context.geometry(of: region).release())
      } catch {
        for part in parts { GEOSGeom_destroy_r(context.handle, part) }
        throw error
      }
    }
    let all = try context.collection(Int32(GEOS_GEOMETRYCOLLECTION.rawValue), of: parts)
    return try context.take(GEOSUnaryUnion_r(context.handle, all.pointer), "union").region()
  }

  /// The area that two regions share, in square units of their coordinates; 0 if they only touch.
  public func intersectionArea(with other: Region) throws(SpatialError) -> Double {
    guard let a = bounds, let b = other.bounds, a.intersects(b) else { return 0 }
    let context = try GEOSContext()
    let mine = try context.geometry(of: self)
    let theirs = try context.geometry(of: other)
    return try context.intersectionArea(mine, theirs)
  }

  /// The distance from a point to the region in units of its coordinates; 0 inside. Nil for an empty region.
  public func distance(toX x: Double, y: Double) -> Double? {
    guard !isEmpty else { return nil }
    if covers(x: x, y: y) { return 0 }
    return nearestBoundaryPoint(toX: x, y: y)?.distance
  }

  /// A point well inside the region, for a label or a centre that must not fall outside. Nil for an empty region.
  ///
  /// GEOS `PointOnSurface`: the middle of the widest part of a scan line. - Complexity: O(vertices).
  public func pointOnSurface() throws(SpatialError) -> (x: Double, y: Double)? {
    guard !isEmpty else { return nil }
    let context = try GEOSContext()
    let region = try context.geometry(of: self)
    let point = try context.take(GEOSPointOnSurface_r(context.handle, region.pointer), "point on surface")
    guard GEOSisEmpty_r(context.handle, point.pointer) == 0 else { return nil }
    let x = try context.measure("point on surface") { GEOSGeomGetX_r(context.handle, point.pointer, $0) }
    let y = try context.measure("point on surface") { GEOSGeomGetY_r(context.handle, point.pointer, $0) }
    return (x, y)
  }

  /// The point of the rings that is nearest to a point, in the plane of the coordinates, and its distance; the first
  /// one if several are as near. Nil without an edge. - Complexity: O(vertices).
  func nearestBoundaryPoint(
    toX x: Double, y: Double
  ) -> (x: Double, y: Double, distance: Double)? {
    var best: (x: Double, y: Double, square: Double)?
    for ring in ringEnds.indices {
      let vertices = vertices(ofRing: ring)
      for i in vertices where i + 1 < vertices.upperBound {
        let (dx, dy) = (xs[i + 1] - xs[i], ys[i + 1] - ys[i])
        let length = dx * dx + dy * dy
        let along = length > 0 ? ((x - xs[i]) * dx + (y - ys[i]) * dy) / length : 0
        let share = min(max(along, 0), 1)
        let (nearX, nearY) = (xs[i] + share * dx, ys[i] + share * dy)
        let square = (x - nearX) * (x - nearX) + (y - nearY) * (y - nearY)
        if square < best?.square ?? .infinity { best = (nearX, nearY, square) }
      }
    }
    return best.map { ($0.x, $0.y, $0.square.squareRoot()) }
  }
}

extension GEOSContext {
  /// What two geometries share.
  func intersection(_ a: borrowing Geometry, _ b: borrowing Geometry) throws(SpatialError) -> Geometry {
    try take(GEOSIntersection_r(handle, a.pointer, b.pointer), "intersection")
  }

  /// The area that two geometries share.
  func intersectionArea(_ a: borrowing Geometry, _ b: borrowing Geometry) throws(SpatialError) -> Double {
    let shared = try intersection(a, b)
    return try measure("intersection") { GEOSArea_r(handle, shared.pointer, $0) }
  }
}

/// A region made ready for many questions; GEOS indexes its edges once. Not for several threads at a time.
public struct PreparedRegion: ~Copyable {
  private let geometry: Geometry
  private let prepared: OpaquePointer

  /// Prepares a valid region. - Complexity: O(vertices · log vertices), on the first question.
  public init(_ region: Region) throws(SpatialError) { try self.init(region, context: GEOSContext()) }

  init(_ region: Region, context: GEOSContext) throws(SpatialError) {
    let geometry = try context.geometry(of: region)
    guard let prepared = GEOSPrepare_r(context.handle, geometry.pointer) else {
      throw context.failure("prepare a region")
    }
    self.geometry = geometry
    self.prepared = prepared
  }

  // The preparation refers to the geometry, whose own deinit runs after this one.
  deinit { GEOSPreparedGeom_destroy_r(geometry.context.handle, prepared) }

  /// True if box and region share at least a point.
  public borrowing func intersects(box: Bounds) throws(SpatialError) -> Bool {
    try intersects(try geometry.context.rectangle(box))
  }

  /// True if the two regions share at least a point.
  public borrowing func intersects(_ other: Region) throws(SpatialError) -> Bool {
    try intersects(try geometry.context.geometry(of: other))
  }

  /// True if the other region lies in this one, border included.
  public borrowing func covers(_ other: Region) throws(SpatialError) -> Bool {
    let context = geometry.context
    let other = try context.geometry(of: other)
    return try context.decide("covers", GEOSPreparedCovers_r(context.handle, prepared, other.pointer))
  }

  /// True if the point lies in the region, border included.
  public borrowing func covers(x: Double, y: Double) throws(SpatialError) -> Bool {
    let context = geometry.context
    let point = try context.point(x: x, y: y)
    return try context.decide("covers", GEOSPreparedCovers_r(context.handle, prepared, point.pointer))
  }

  /// The area that both regions share, in square units.
  public borrowing func intersectionArea(with other: Region) throws(SpatialError) -> Double {
    let other = try geometry.context.geometry(of: other)
    return try geometry.context.intersectionArea(geometry, other)
  }

  /// The shortest distance between the two regions, in units of their coordinates.
  public borrowing func distance(to other: Region) throws(SpatialError) -> Double {
    let context = geometry.context
    let other = try context.geometry(of: other)
    return try context.measure("distance") {
      GEOSPreparedDistance_r(context.handle, prepared, other.pointer, $0)
    }
  }

  private borrowing func intersects(_ other: borrowing Geometry) throws(SpatialError) -> Bool {
    let context = geometry.context
    return try context.decide("intersects", GEOSPreparedIntersects_r(context.handle, prepared, other.pointer))
  }
}
