/// A polygon or multi-polygon in WGS 84 longitude and latitude (degrees) or in metres of a projected CRS, as plain
/// columns.
///
/// Shape: `xs` and `ys` hold the vertices of all rings one after another, each ring closed (its last vertex equals its
/// first). `ringEnds[r]` is the end (exclusive) of ring `r` in `xs`; `polygonEnds[p]` the end (exclusive) of polygon
/// `p` in `ringEnds`. The first ring of a polygon is its exterior, the others are holes. A region is as it was read: its
/// validity is looked at in one place (`SpatialCore`), and ring direction means nothing here.
public struct Region: Sendable, Equatable {
  /// Longitudes or eastings of all vertices, ring by ring.
  public private(set) var xs: ContiguousArray<Double> = []
  /// Latitudes or northings of all vertices, ring by ring.
  public private(set) var ys: ContiguousArray<Double> = []
  /// End (exclusive) of each ring in `xs`.
  public private(set) var ringEnds: ContiguousArray<Int32> = []
  /// End (exclusive) of each polygon in `ringEnds`.
  public private(set) var polygonEnds: ContiguousArray<Int32> = []

  /// A region without a polygon.
  public init() {}

  /// A region of columns that its maker has filled by the rules above.
  public init(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, ringEnds: ContiguousArray<Int32>,
    polygonEnds: ContiguousArray<Int32>
  ) {
    (self.xs, self.ys, self.ringEnds, self.polygonEnds) = (xs, ys, ringEnds, polygonEnds)
  }

  /// One polygon of one ring; the ring is closed if it is not.
  public init(exterior: [(Double, Double)]) {
    for (x, y) in exterior { appendVertex(x, y) }
    if let first = exterior.first, let last = exterior.last, first != last { appendVertex(first.0, first.1) }
    endRing()
    endPolygon()
  }

  /// Adds a vertex to the ring under construction. - Complexity: O(1) amortised.
  public mutating func appendVertex(_ x: Double, _ y: Double) {
    xs.append(x)
    ys.append(y)
  }

  /// Ends the ring under construction.
  public mutating func endRing() { ringEnds.append(Int32(xs.count)) }

  /// Ends the polygon under construction.
  public mutating func endPolygon() { polygonEnds.append(Int32(ringEnds.count)) }

  /// Makes room for a number of vertices.
  public mutating func reserveVertices(_ count: Int) {
    xs.reserveCapacity(count)
    ys.reserveCapacity(count)
  }

  /// The number of polygons (parts).
  public var polygonCount: Int { polygonEnds.count }

  /// True if there is no vertex.
  public var isEmpty: Bool { xs.isEmpty }

  /// The rings of polygon `p`, exterior first, as indices for `vertices(ofRing:)`.
  public func rings(ofPolygon p: Int) -> Range<Int> {
    (p == 0 ? 0 : Int(polygonEnds[p - 1]))..<Int(polygonEnds[p])
  }

  /// The vertices of ring `r`, as indices into `xs` and `ys`.
  public func vertices(ofRing r: Int) -> Range<Int> {
    (r == 0 ? 0 : Int(ringEnds[r - 1]))..<Int(ringEnds[r])
  }

  /// The smallest box around all vertices, or nil without one. - Complexity: O(vertices).
  public var bounds: Bounds? {
    guard !xs.isEmpty else { return nil }
    var bounds = Bounds(minX: xs[0], minY: ys[0], maxX: xs[0], maxY: ys[0])
    for i in xs.indices { bounds.extend(x: xs[i], y: ys[i]) }
    return bounds
  }

  /// The same rings with each vertex moved by `transform`.
  public func mapped(_ transform: (Double, Double) -> (Double, Double)) -> Region {
    var copy = self
    for i in xs.indices { (copy.xs[i], copy.ys[i]) = transform(xs[i], ys[i]) }
    return copy
  }

  /// The same rings with new coordinates, in the same order.
  ///
  /// - Precondition: both columns have as many entries as the region has vertices.
  public func withCoordinates(xs: ContiguousArray<Double>, ys: ContiguousArray<Double>) -> Region {
    precondition(xs.count == self.xs.count && ys.count == self.ys.count)
    var copy = self
    copy.xs = xs
    copy.ys = ys
    return copy
  }
}

/// An axis-parallel box, closed on all sides, in the units of what it bounds.
public struct Bounds: Sendable, Equatable {
  /// West.
  public var minX: Double
  /// South.
  public var minY: Double
  /// East.
  public var maxX: Double
  /// North.
  public var maxY: Double

  /// A box from its four sides.
  public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  /// Grows to hold a point.
  public mutating func extend(x: Double, y: Double) {
    minX = Swift.min(minX, x)
    minY = Swift.min(minY, y)
    maxX = Swift.max(maxX, x)
    maxY = Swift.max(maxY, y)
  }

  /// Grows to hold another box.
  public mutating func formUnion(_ other: Bounds) {
    extend(x: other.minX, y: other.minY)
    extend(x: other.maxX, y: other.maxY)
  }

  /// True if both share at least a point.
  public func intersects(_ other: Bounds) -> Bool {
    minX <= other.maxX && other.minX <= maxX && minY <= other.maxY && other.minY <= maxY
  }
}
