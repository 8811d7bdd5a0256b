public import CampaignModel

/// Which regions border on which, and how separate groups of them are best joined.
public enum Adjacency {
  /// Two regions that border on each other, or a crossing between two that do not.
  public struct Edge: Hashable, Sendable {
    /// The lower index.
    public var u: Int32
    /// The higher index.
    public var v: Int32
    /// The length of the shared border, or of the crossing.
    public var metres: Double

    /// An edge.
    public init(u: Int32, v: Int32, metres: Double) {
      self.u = u
      self.v = v
      self.metres = metres
    }
  }

  /// Borders that do not match vertex by vertex are still one border where they run this close, in metres.
  public static let tolerance = 1.0
  /// Such a border counts from this length, in metres: two borders that meet in a point, or cross, are near each
  /// other for a few metres too.
  public static let shortestNearBorder = 10.0

  /// All pairs of regions that share a border of some length (rook's neighbours), sorted by `u`, then `v`.
  ///
  /// Segments with the same two ends in both regions are found by sorting; their lengths add up. For pairs that have
  /// none but whose envelopes meet, the border is where the ring of `u` runs within ``tolerance`` of that of `v`,
  /// for at least ``shortestNearBorder`` in all: real data have borders that were digitised twice, or with a vertex
  /// on one side only. Regions that meet in single points are not neighbours.
  ///
  /// - Parameter regions: regions in WGS 84 degrees.
  /// - Complexity: O(vertices · log vertices + pairs of meeting envelopes).
  public static func shared(regions: [Region], projection: Projection) throws(SpatialError) -> [Edge] {
    var metric: [Region] = []
    for region in regions { metric.append(try projection.forward(region)) }
    let exact = SharedSegments.lengths(regions: regions, metric: metric)
    var edges = exact.map { Edge(u: $0.key.u, v: $0.key.v, metres: $0.value) }
    let context = try GEOSContext()
    for pair in BoxPairs.meeting(metric.map(\.bounds), within: tolerance) where exact[pair] == nil {
      let metres = try NearBorder.length(
        metric[Int(pair.u)], metric[Int(pair.v)], tolerance: tolerance, context: context)
      if metres >= shortestNearBorder { edges.append(Edge(u: pair.u, v: pair.v, metres: metres)) }
    }
    return edges.sorted { ($0.u, $0.v) < ($1.u, $1.v) }
  }
}

/// Two regions by index, `u < v`.
struct RegionPair: Hashable {
  var u: Int32
  var v: Int32

  init(_ a: Int32, _ b: Int32) { (u, v) = a < b ? (a, b) : (b, a) }
}

/// Segments that two regions have in common, end by end.
private enum SharedSegments {
  private struct Segment {
    var low: SIMD2<Double>
    var high: SIMD2<Double>
    var region: Int32
    var metres: Double

    static func == (a: Segment, b: Segment) -> Bool { a.low == b.low && a.high == b.high }
    static func < (a: Segment, b: Segment) -> Bool {
      (a.low.x, a.low.y, a.high.x, a.high.y, a.region) < (b.low.x, b.low.y, b.high.x, b.high.y, b.region)
    }
  }

  /// The length in metres of what each pair has in common. Ends are compared in the stored coordinates.
  static func lengths(regions: [Region], metric: [Region]) -> [RegionPair: Double] {
    var segments: [Segment] = []
    for (i, region) in regions.enumerated() {
      for ring in region.ringEnds.indices {
        for k in region.vertices(ofRing: ring).dropLast() {
          let (a, b) = (SIMD2(region.xs[k], region.ys[k]), SIMD2(region.xs[k + 1], region.ys[k + 1]))
          guard a != b else { continue }
          let step = SIMD2(metric[i].xs[k + 1] - metric[i].xs[k], metric[i].ys[k + 1] - metric[i].ys[k])
          let isForward = (a.x, a.y) < (b.x, b.y)
          segments.append(
            Segment(
              low: isForward ? a : b, high: isForward ? b : a, region: Int32(i),
              metres: (step.x * step.x + step.y * step.y).squareRoot()))
        }
      }
    }
    segments.sort(by: <)
    var lengths: [RegionPair: Double] = [:]
    var start = 0
    while start < segments.count {
      // Each region once, even if it runs along the segment twice.
      var owners = [segments[start].region]
      var end = start + 1
      while end < segments.count, segments[end] == segments[start] {
        if owners.last != segments[end].region { owners.append(segments[end].region) }
        end += 1
      }
      for (k, u) in owners.enumerated() {
        for v in owners[(k + 1)...] { lengths[RegionPair(u, v), default: 0] += segments[start].metres }
      }
      start = end
    }
    return lengths
  }
}

/// Pairs of boxes that meet.
enum BoxPairs {
  /// All pairs whose boxes are within a distance in x and in y, by a sweep from west to east.
  ///
  /// - Complexity: O(n log n + n · boxes that a meridian crosses).
  static func meeting(_ boxes: [Bounds?], within distance: Double) -> [RegionPair] {
    let order = boxes.indices.compactMap { i in boxes[i].map { (index: Int32(i), box: $0) } }
      .sorted { ($0.box.minX, $0.index) < ($1.box.minX, $1.index) }
    var open: [(index: Int32, box: Bounds)] = []
    var pairs: [RegionPair] = []
    for next in order {
      open.removeAll { $0.box.maxX + distance < next.box.minX }
      for other in open
      where other.box.minY <= next.box.maxY + distance && next.box.minY <= other.box.maxY + distance {
        pairs.append(RegionPair(other.index, next.index))
      }
      open.append(next)
    }
    return pairs.sorted { ($0.u, $0.v) < ($1.u, $1.v) }
  }
}
