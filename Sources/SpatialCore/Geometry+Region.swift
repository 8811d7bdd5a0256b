internal import CGEOS
internal import CampaignModel

extension GEOSContext {
  /// Copies a region into a polygon or multi-polygon. GEOS refuses a ring that is not closed or too short.
  /// - Complexity: O(vertices).
  func geometry(of region: Region) throws(SpatialError) -> Geometry {
    if region.polygonCount == 1 { return try polygon(region, 0) }
    var parts: [OpaquePointer?] = []
    for part in 0..<region.polygonCount {
      do throws(SpatialError) {
        parts.append(try polygon(region, part).release())
      } catch {
        for part in parts { GEOSGeom_destroy_r(handle, part) }
        throw error
      }
    }
    return try collection(Int32(GEOS_MULTIPOLYGON.rawValue), of: parts)
  }

  /// A collection of geometries, which it takes over.
  func collection(_ type: Int32, of parts: [OpaquePointer?]) throws(SpatialError) -> Geometry {
    var parts = parts
    let count = UInt32(parts.count)
    return try take(GEOSGeom_createCollection_r(handle, type, &parts, count), "make a collection")
  }

  /// A line through the points. GEOS refuses a single point.
  func line(_ points: [SIMD2<Double>]) throws(SpatialError) -> Geometry {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    guard
      let sequence = GEOSCoordSeq_copyFromArrays_r(handle, xs, ys, nil, nil, UInt32(points.count))
    else { throw failure("make a line") }
    return try take(GEOSGeom_createLineString_r(handle, sequence), "make a line")
  }

  /// A point.
  func point(x: Double, y: Double) throws(SpatialError) -> Geometry {
    try take(GEOSGeom_createPointFromXY_r(handle, x, y), "make a point")
  }

  /// An axis-parallel rectangle.
  func rectangle(_ box: Bounds) throws(SpatialError) -> Geometry {
    try take(GEOSGeom_createRectangle_r(handle, box.minX, box.minY, box.maxX, box.maxY), "make a box")
  }

  private func polygon(_ region: Region, _ part: Int) throws(SpatialError) -> Geometry {
    let rings = region.rings(ofPolygon: part)
    guard let exterior = rings.first else {
      return try take(GEOSGeom_createEmptyPolygon_r(handle), "make a polygon")
    }
    let shell = try ring(region, exterior)
    var holes: [OpaquePointer?] = []
    for hole in rings.dropFirst() {
      do throws(SpatialError) {
        holes.append(try ring(region, hole).release())
      } catch {
        for hole in holes { GEOSGeom_destroy_r(handle, hole) }
        throw error
      }
    }
    let count = UInt32(holes.count)
    return try take(GEOSGeom_createPolygon_r(handle, shell.release(), &holes, count), "make a polygon")
  }

  private func ring(_ region: Region, _ ring: Int) throws(SpatialError) -> Geometry {
    let vertices = region.vertices(ofRing: ring)
    let sequence = region.xs.withUnsafeBufferPointer { xs in
      region.ys.withUnsafeBufferPointer { ys in
        GEOSCoordSeq_copyFromArrays_r(
          handle, xs.baseAddress.map { $0 + vertices.lowerBound },
          ys.baseAddress.map { $0 + vertices.lowerBound },
          nil, nil, UInt32(vertices.count))
      }
    }
    guard let sequence else { throw failure("make a ring") }
    return try take(GEOSGeom_createLinearRing_r(handle, sequence), "make a ring")
  }
}

extension Geometry {
  /// Copies the polygons of this geometry, and of collections in it, into a region; lines and points are left out.
  /// - Complexity: O(vertices).
  borrowing func region() throws(SpatialError) -> Region {
    var region = Region()
    try Geometry.append(pointer, to: &region, context: context)
    return region
  }

  private static func append(
    _ geometry: OpaquePointer, to region: inout Region, context: GEOSContext
  ) throws(SpatialError) {
    let handle = context.handle
    let type = GEOSGeomTypeId_r(handle, geometry)
    guard type >= 0, GEOSisEmpty_r(handle, geometry) == 0 else { return }
    if type == GEOS_POLYGON.rawValue {
      try appendRing(GEOSGetExteriorRing_r(handle, geometry), to: &region, context: context)
      for hole in 0..<max(0, GEOSGetNumInteriorRings_r(handle, geometry)) {
        try appendRing(GEOSGetInteriorRingN_r(handle, geometry, hole), to: &region, context: context)
      }
      region.endPolygon()
    } else if type >= GEOS_MULTIPOINT.rawValue {
      for part in 0..<max(0, GEOSGetNumGeometries_r(handle, geometry)) {
        guard let part = GEOSGetGeometryN_r(handle, geometry, part) else {
          throw context.failure("read a part")
        }
        try append(part, to: &region, context: context)
      }
    }
  }

  private static func appendRing(
    _ ring: OpaquePointer?, to region: inout Region, context: GEOSContext
  ) throws(SpatialError) {
    let handle = context.handle
    var count: UInt32 = 0
    guard let ring, let sequence = GEOSGeom_getCoordSeq_r(handle, ring),
      GEOSCoordSeq_getSize_r(handle, sequence, &count) != 0
    else { throw context.failure("read a ring") }
    var xs = [Double](repeating: 0, count: Int(count))
    var ys = xs
    guard GEOSCoordSeq_copyToArrays_r(handle, sequence, &xs, &ys, nil, nil) != 0 else {
      throw context.failure("read a ring")
    }
    for i in xs.indices { region.appendVertex(xs[i], ys[i]) }
    region.endRing()
  }
}
