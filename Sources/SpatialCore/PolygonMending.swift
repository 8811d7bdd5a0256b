public import CampaignModel
internal import CGEOS

/// A region made valid, and what that did to its area.
public struct MendedRegion: Sendable, Equatable {
  /// The valid region.
  public var region: Region
  /// The area of the region as it was, by the shoelace formula, in square units of its coordinates.
  public var areaBefore: Double
  /// The area of the valid region, in the same units.
  public var areaAfter: Double
}

extension PolygonValidity {
  /// Mends a region, or returns nil if nothing with an area is left.
  ///
  /// GEOS `MakeValid` by its structure method: rings are made valid, exteriors united, holes subtracted. Of the
  /// result only polygons are kept. Before that, rings that are not closed are closed, and rings with fewer than
  /// three positions dropped. Nothing can be made of a coordinate that is not a finite number.
  public static func mend(_ region: Region) -> MendedRegion? {
    guard region.finiteBounds != nil else { return nil }
    let closed = region.withClosedRings()
    guard !closed.isEmpty else { return nil }
    guard let mended = try? structurallyValid(closed), mended.area > 0,
      check(mended, isGeographic: false) == nil
    else { return nil }
    return MendedRegion(region: mended, areaBefore: abs(closed.area), areaAfter: mended.area)
  }

  private static func structurallyValid(_ region: Region) throws(SpatialError) -> Region {
    let context = try GEOSContext()
    guard let parameters = GEOSMakeValidParams_create_r(context.handle) else { throw context.failure("mend") }
    defer { GEOSMakeValidParams_destroy_r(context.handle, parameters) }
    guard GEOSMakeValidParams_setMethod_r(context.handle, parameters, GEOS_MAKE_VALID_STRUCTURE) != 0,
      GEOSMakeValidParams_setKeepCollapsed_r(context.handle, parameters, 0) != 0
    else { throw context.failure("mend") }
    let geometry = try context.geometry(of: region)
    let valid = try context.take(
      GEOSMakeValidWithParams_r(context.handle, geometry.pointer, parameters), "mend")
    return try valid.region()
  }
}

extension Region {
  /// The rings that have at least three positions, each closed; a part without its exterior is dropped.
  fileprivate func withClosedRings() -> Region {
    var result = Region()
    for part in 0..<polygonCount {
      var isExterior = true
      for ring in rings(ofPolygon: part) {
        let vertices = vertices(ofRing: ring)
        guard let first = vertices.first, let last = vertices.last, vertices.count >= 3 else {
          if isExterior { break }
          continue
        }
        for i in vertices { result.appendVertex(xs[i], ys[i]) }
        if xs[first] != xs[last] || ys[first] != ys[last] { result.appendVertex(xs[first], ys[first]) }
        // Three positions that were closed already have no area; a fourth keeps GEOS from refusing the ring.
        if vertices.count == 3, xs[first] == xs[last], ys[first] == ys[last] {
          result.appendVertex(xs[first], ys[first])
        }
        result.endRing()
        isExterior = false
      }
      if !isExterior { result.endPolygon() }
    }
    return result
  }
}
