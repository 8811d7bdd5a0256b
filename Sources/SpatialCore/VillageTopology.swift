public import CampaignModel
internal import CGEOS

/// Where villages fail to tile the ground: places that two of them claim, and holes that none does.
public enum VillageTopology {
  /// One place where the tiling fails.
  public struct Flaw: Sendable, Equatable {
    /// What is wrong there.
    public enum Kind: Sendable, Hashable {
      /// Two villages both claim the place.
      case overlap
      /// No village claims the place, and villages enclose it: a hole of the union of all of them.
      case gap
    }

    /// What is wrong.
    public var kind: Kind
    /// The villages concerned, by index, ascending: the two that overlap, or all that border on the gap.
    public var villages: [Int32]
    /// The place, in WGS 84 degrees. All parts of an overlap of two villages are one flaw.
    public var region: Region
    /// Square metres of the projection.
    public var area: Double
    /// Mean width in metres: twice the area over the perimeter, which is the width of a long strip.
    public var width: Double
    /// A point inside the place (its largest part), in WGS 84 degrees.
    public var inside: (x: Double, y: Double)

    /// Equal in every value.
    public static func == (a: Flaw, b: Flaw) -> Bool {
      a.kind == b.kind && a.villages == b.villages && a.region == b.region && a.area == b.area
        && a.width == b.width && a.inside == b.inside
    }
  }

  /// What is smaller, in square metres, is rounding and no flaw: a square metre lies between two vertices a
  /// kilometre apart that miss each other by 2 mm.
  public static let smallestArea = 1.0
  /// A village borders on a gap from this distance, in degrees (some centimetres): noding moves vertices by rounding.
  static let bordering = 5e-7

  /// All overlaps by their two villages, then all gaps by their villages and place.
  ///
  /// Overlaps are intersections of the pairs whose boxes meet; gaps are the holes of the union of all villages, also
  /// where a lake that belongs to no village leaves one. GEOS overlay NG with one context, in the plane of the stored
  /// coordinates, as points are located: a long edge with a neighbour's vertex on it bends away from that vertex once it is
  /// projected, by 0.3 m in 5 km. `UnaryUnion` and not `CoverageUnion`: the latter takes for granted what is asked
  /// here, and loses villages that are there twice.
  ///
  /// - Parameters:
  ///   - regions: villages in WGS 84 degrees. Invalid ones are mended for this purpose; empty ones have no flaw.
  ///   - projection: for areas and widths; one that keeps areas within a thousandth or so where the villages are.
  /// - Complexity: O(vertices · log vertices + pairs of meeting boxes · their vertices); 1,109 villages of 50,000
  ///   vertices take some tenths of a second.
  /// - Throws: ``SpatialError`` if a flaw lies outside the projection or GEOS gives up.
  public static func flaws(
    regions: [Region], projection: Projection
  ) throws(SpatialError) -> [Flaw] {
    let ground = try Ground(regions, in: projection)
    return try ground.overlaps() + ground.gaps()
  }
}

/// The villages in degrees, as one collection of GEOS in which each keeps its index.
private struct Ground: ~Copyable {
  private let projection: Projection
  private let context: GEOSContext
  private let villages: Geometry
  private let boxes: [Bounds?]

  init(_ regions: [Region], in projection: Projection) throws(SpatialError) {
    let context = try GEOSContext()
    var parts: [OpaquePointer?] = []
    var boxes: [Bounds?] = []
    do throws(SpatialError) {
      for region in regions {
        let sound = region.soundForOverlay()
        boxes.append(sound.bounds)
        parts.append(try context.geometry(of: sound).release())
      }
    } catch {
      for part in parts { GEOSGeom_destroy_r(context.handle, part) }
      throw error
    }
    villages = try context.collection(Int32(GEOS_GEOMETRYCOLLECTION.rawValue), of: parts)
    self.projection = projection
    self.context = context
    self.boxes = boxes
  }

  borrowing func overlaps() throws(SpatialError) -> [VillageTopology.Flaw] {
    var flaws: [VillageTopology.Flaw] = []
    for pair in BoxPairs.meeting(boxes, within: 0) {
      let (u, v) = (try village(pair.u), try village(pair.v))
      let shared = try context.take(GEOSIntersection_r(context.handle, u, v), "intersection").region()
      if let flaw = try flaw(.overlap, shared, villages: [pair.u, pair.v]) { flaws.append(flaw) }
    }
    return flaws
  }

  borrowing func gaps() throws(SpatialError) -> [VillageTopology.Flaw] {
    let union = try context.take(GEOSUnaryUnion_r(context.handle, villages.pointer), "union").region()
    var flaws: [VillageTopology.Flaw] = []
    for hole in union.holes {
      guard var flaw = try flaw(.gap, hole, villages: []) else { continue }
      flaw.villages = try bordering(on: hole)
      flaws.append(flaw)
    }
    return flaws.sorted {
      if $0.villages != $1.villages { return $0.villages.lexicographicallyPrecedes($1.villages) }
      return $0.inside < $1.inside
    }
  }

  private borrowing func bordering(on hole: Region) throws(SpatialError) -> [Int32] {
    guard var box = hole.bounds else { return [] }
    let reach = VillageTopology.bordering
    box.extend(x: box.minX - reach, y: box.minY - reach)
    box.extend(x: box.maxX + reach, y: box.maxY + reach)
    let hole = try context.geometry(of: hole)
    var found: [Int32] = []
    for (i, other) in boxes.enumerated() where other.map(box.intersects) ?? false {
      let village = try village(Int32(i))
      let distance = try context.measure("distance") {
        GEOSDistance_r(context.handle, hole.pointer, village, $0)
      }
      if distance <= reach { found.append(Int32(i)) }
    }
    return found
  }

  /// The place as a flaw; nil if it is too small to be one.
  private borrowing func flaw(
    _ kind: VillageTopology.Flaw.Kind, _ place: Region, villages: [Int32]
  ) throws(SpatialError) -> VillageTopology.Flaw? {
    if place.isEmpty { return nil }
    let metric = try projection.forward(place)
    let area = metric.area
    guard area >= VillageTopology.smallestArea, let inside = try place.largestPart.pointOnSurface() else {
      return nil
    }
    return VillageTopology.Flaw(
      kind: kind, villages: villages, region: place, area: area, width: 2 * area / metric.outline,
      inside: inside)
  }

  private borrowing func village(_ i: Int32) throws(SpatialError) -> OpaquePointer {
    guard let village = GEOSGetGeometryN_r(context.handle, villages.pointer, i) else {
      throw context.failure("read a part")
    }
    return village
  }
}

extension Region {
  /// The region if it is valid, else what mending makes of it; empty if that is nothing.
  fileprivate func soundForOverlay() -> Region {
    if isEmpty || PolygonValidity.check(self) == nil { return self }
    return PolygonValidity.mend(self)?.region ?? Region()
  }

  /// All interior rings, each as a region of its own.
  fileprivate var holes: [Region] {
    (0..<polygonCount).flatMap { rings(ofPolygon: $0).dropFirst() }.map { ring in
      Region(exterior: vertices(ofRing: ring).map { (xs[$0], ys[$0]) })
    }
  }

  /// The polygon with the largest area, the first of several; an empty region has none.
  fileprivate var largestPart: Region {
    guard polygonCount > 1 else { return self }
    var best = Region()
    for part in 0..<polygonCount {
      var polygon = Region()
      for ring in rings(ofPolygon: part) {
        for i in vertices(ofRing: ring) { polygon.appendVertex(xs[i], ys[i]) }
        polygon.endRing()
      }
      polygon.endPolygon()
      if best.isEmpty || polygon.area > best.area { best = polygon }
    }
    return best
  }
}
