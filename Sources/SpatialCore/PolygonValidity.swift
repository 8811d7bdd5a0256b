public import CampaignModel
internal import CGEOS
internal import Dispatch
internal import Synchronization

/// Why a region cannot be a village or cell, and where.
public struct PolygonDefect: Sendable, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    case empty
    case emptyPart
    case notFinite
    case longitudeOutOfRange
    case latitudeOutOfRange
    case tooFewPositions(Int)
    case notClosed
    case noArea
    case selfIntersection
    case ringSelfIntersection
    case holeOutside
    case nestedHoles
    case nestedParts
    case duplicateRings
    case disconnectedInterior
    /// Something that GEOS names in its own words.
    case other(String)
  }

  /// A ring of a region, counted from 1 as people count.
  public struct Ring: Sendable, Equatable {
    /// The part of the multi-polygon, from 1; nil if there is only one.
    public var part: Int?
    /// 0 is the exterior, 1 the first hole.
    public var hole: Int
  }

  /// What is wrong.
  public var kind: Kind
  /// The ring in which it is, where that is known.
  public var ring: Ring?
  /// Where it is, in the region's coordinates.
  public var place: SIMD2<Double>?
}

/// Finds out what is wrong with a polygon, by the rules of OGC Simple Features.
public enum PolygonValidity {
  /// The first defect of a region, or nil if it is valid.
  ///
  /// What GEOS would refuse or not notice is looked for first, ring by ring: empty, not finite, out of range, too
  /// few positions, not closed, without area. The rest is GEOS's `isValidDetail`. An invalid multi-polygon is told
  /// by its first defect only.
  ///
  /// - Parameter isGeographic: true if coordinates are degrees: longitude from -180 to 180, latitude from -90 to 90.
  /// - Complexity: O(vertices · log vertices).
  public static func check(_ region: Region, isGeographic: Bool = true) -> PolygonDefect? {
    var sweep = EdgeSweep()
    return check(region, isGeographic: isGeographic, &sweep)
  }

  /// The defects of many regions, by their index: what ``check(_:isGeographic:)`` finds, for any number of threads.
  ///
  /// - Complexity: O(vertices · log vertices), shared by the threads.
  public static func defects(of regions: [Region], threads: Int) -> [Int: PolygonDefect] {
    let pieceCount = max(1, min(regions.count / 64, 64 * threads))
    let found = Mutex([Int: PolygonDefect]())
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, pieceCount))) { _ in
      var sweep = EdgeSweep()
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < pieceCount else { return }
        for i in (regions.count * piece / pieceCount)..<(regions.count * (piece + 1) / pieceCount) {
          guard let defect = check(regions[i], isGeographic: true, &sweep) else { continue }
          found.withLock { $0[i] = defect }
        }
      }
    }
    return found.withLock { $0 }
  }

  private static func check(
    _ region: Region, isGeographic: Bool, _ sweep: inout EdgeSweep
  ) -> PolygonDefect? {
    if region.isEmpty || region.polygonCount == 0 { return PolygonDefect(kind: .empty) }
    for part in 0..<region.polygonCount {
      let rings = region.rings(ofPolygon: part)
      let name = region.polygonCount > 1 ? part + 1 : nil
      if rings.isEmpty { return PolygonDefect(kind: .emptyPart, ring: .init(part: name, hole: 0)) }
      for ring in rings {
        if var defect = defect(ofRing: ring, in: region, isGeographic: isGeographic) {
          defect.ring = .init(part: name, hole: ring - rings.lowerBound)
          return defect
        }
      }
    }
    if sweep.provesValid(region) { return nil }
    do throws(SpatialError) {
      return try topologicalDefect(of: region)
    } catch .geos(_, let message) {
      return PolygonDefect(kind: .other(message))
    } catch {
      return PolygonDefect(kind: .other("\(error)"))
    }
  }

  private static func defect(ofRing ring: Int, in region: Region, isGeographic: Bool) -> PolygonDefect? {
    let vertices = region.vertices(ofRing: ring)
    for i in vertices {
      let place = SIMD2(region.xs[i], region.ys[i])
      if !place.x.isFinite || !place.y.isFinite { return PolygonDefect(kind: .notFinite, place: place) }
      guard isGeographic else { continue }
      if abs(place.x) > 180 { return PolygonDefect(kind: .longitudeOutOfRange, place: place) }
      if abs(place.y) > 90 { return PolygonDefect(kind: .latitudeOutOfRange, place: place) }
    }
    guard let first = vertices.first, let last = vertices.last, vertices.count >= 4 else {
      let place = vertices.first.map { SIMD2(region.xs[$0], region.ys[$0]) }
      return PolygonDefect(kind: .tooFewPositions(vertices.count), place: place)
    }
    let start = SIMD2(region.xs[first], region.ys[first])
    if region.xs[first] != region.xs[last] || region.ys[first] != region.ys[last] {
      return PolygonDefect(kind: .notClosed, place: SIMD2(region.xs[last], region.ys[last]))
    }
    return isCollinear(region, vertices) ? PolygonDefect(kind: .noArea, place: start) : nil
  }

  /// True if all vertices lie on one line. (A bow-tie has no area either, but is better called by its crossing.)
  private static func isCollinear(_ region: Region, _ vertices: Range<Int>) -> Bool {
    func vertex(_ i: Int) -> SIMD2<Double> { SIMD2(region.xs[i], region.ys[i]) }
    let a = vertex(vertices.lowerBound)
    guard let other = vertices.first(where: { vertex($0) != a }) else { return true }
    return vertices.allSatisfy { Orientation.sign(a, vertex(other), vertex($0)) == 0 }
  }

  /// What GEOS says.
  static func topologicalDefect(of region: Region) throws(SpatialError) -> PolygonDefect? {
    let context = try GEOSContext()
    let geometry = try context.geometry(of: region)
    var reason: UnsafeMutablePointer<CChar>?
    var location: OpaquePointer?
    let answer = GEOSisValidDetail_r(context.handle, geometry.pointer, 0, &reason, &location)
    defer {
      if let reason { GEOSFree_r(context.handle, reason) }
      if let location { GEOSGeom_destroy_r(context.handle, location) }
    }
    if try context.decide("validity", answer) { return nil }
    var place: SIMD2<Double>?
    if let location, GEOSisEmpty_r(context.handle, location) == 0 {
      var (x, y) = (0.0, 0.0)
      if GEOSGeomGetX_r(context.handle, location, &x) == 1, GEOSGeomGetY_r(context.handle, location, &y) == 1
      {
        place = SIMD2(x, y)
      }
    }
    let words = reason.map { String(cString: $0) } ?? "no reason"
    return PolygonDefect(kind: kind(ofReason: words), place: place)
  }

  private static func kind(ofReason reason: String) -> PolygonDefect.Kind {
    switch reason {
    case "Self-intersection": .selfIntersection
    case "Ring Self-intersection": .ringSelfIntersection
    case "Hole lies outside shell": .holeOutside
    case "Holes are nested": .nestedHoles
    case "Nested shells": .nestedParts
    case "Duplicate Rings": .duplicateRings
    case "Interior is disconnected": .disconnectedInterior
    default: .other(reason)
    }
  }
}
