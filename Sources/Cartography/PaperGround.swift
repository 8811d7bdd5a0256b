internal import CampaignModel

/// A point on paper in whole steps of 0.05 mm, finer than any printer draws and coarser than most borders are digitised.
///
/// Regions that share a vertex share its point, so that dropping repeated points simplifies both sides of a border
/// alike: neighbours never come apart, whatever the scale.
struct PaperPoint: Hashable, Sendable {
  var x: Int32
  var y: Int32

  /// Points (1/72 inch) of a step.
  static let step = 0.05 * 72 / 25.4

  static func points(_ steps: Int32) -> Double { Double(steps) * step }

  /// Order and identity in one number.
  var key: UInt64 { UInt64(UInt32(bitPattern: x)) << 32 | UInt64(UInt32(bitPattern: y)) }
}

/// A region on paper.
struct PaperShape: Sendable {
  /// Rings of all polygons, closed; rings too small to be seen are left out.
  var rings: [[PaperPoint]] = []
  /// End (exclusive) of each polygon in `rings`.
  var polygonEnds: [Int] = []
  /// The box around it in points; nil if nothing of it can be seen.
  var box: Box?

  /// Rings of the polygon with the largest exterior.
  var largestPolygon: ArraySlice<[PaperPoint]> {
    var best: Range<Int> = 0..<0
    var most = -1.0
    var start = 0
    for end in polygonEnds {
      if start < end {
        let area = PaperShape.area(rings[start])
        if area > most { (best, most) = (start..<end, area) }
      }
      start = end
    }
    return rings[best]
  }

  /// Square points of a ring.
  static func area(_ ring: [PaperPoint]) -> Double {
    var twice = 0.0
    for i in 1..<max(ring.count, 1) {
      twice += Double(ring[i - 1].x) * Double(ring[i].y) - Double(ring[i].x) * Double(ring[i - 1].y)
    }
    return abs(twice) / 2 * PaperPoint.step * PaperPoint.step
  }

  /// Square points of all polygons, holes taken off.
  var area: Double {
    var sum = 0.0
    var start = 0
    for end in polygonEnds {
      for (i, ring) in rings[start..<end].enumerated() { sum += (i == 0 ? 1 : -1) * PaperShape.area(ring) }
      start = end
    }
    return max(sum, 0)
  }

  /// True if the point (in points) lies inside, by the even-odd rule. - Complexity: O(vertices).
  func contains(x: Double, y: Double) -> Bool {
    let (x, y) = (x / PaperPoint.step, y / PaperPoint.step)
    var isInside = false
    for ring in rings {
      for i in 1..<max(ring.count, 1) {
        let (a, b) = (ring[i - 1], ring[i])
        let (ay, by) = (Double(a.y), Double(b.y))
        if (ay > y) != (by > y), x < Double(b.x - a.x) * (y - ay) / (by - ay) + Double(a.x) { isInside.toggle() }
      }
    }
    return isInside
  }
}

/// Where metres of the campaign's CRS lie on the page.
struct MapFrame: Sendable {
  /// The frame on the page.
  let box: Box
  /// Points of paper for a metre.
  let scale: Double
  private let middle: SIMD2<Double>

  /// Fits ground into a box, at a scale whose denominator has two digits that count.
  ///
  /// - Parameters:
  ///   - ground: metres.
  ///   - margin: free room inside the frame, in points.
  init(_ ground: Bounds, in box: Box, margin: Double) {
    let fitted = MapFrame.scale(of: ground, in: box, margin: margin)
    let denominator = MapFrame.rounded(MapFrame.pointsPerMetre / fitted)
    self.box = box
    scale = MapFrame.pointsPerMetre / denominator
    middle = SIMD2((ground.minX + ground.maxX) / 2, (ground.minY + ground.maxY) / 2)
  }

  /// Points in a metre of paper.
  static let pointsPerMetre = 72 / 0.0254

  /// 1 : this.
  var denominator: Double { MapFrame.pointsPerMetre / scale }

  /// The largest scale at which ground fits, in points a metre.
  static func scale(of ground: Bounds, in box: Box, margin: Double) -> Double {
    let width = max(ground.maxX - ground.minX, 1)
    let height = max(ground.maxY - ground.minY, 1)
    return max(min((box.width - 2 * margin) / width, (box.height - 2 * margin) / height), 1e-9)
  }

  private static func rounded(_ denominator: Double) -> Double {
    let unit = Trigonometry.power(10, Trigonometry.log10(denominator).rounded(.down) - 1)
    return (denominator / unit - 1e-9).rounded(.up) * unit
  }

  /// The ground that the frame shows, in metres.
  var ground: Bounds {
    let (w, h) = (box.width / scale / 2, box.height / scale / 2)
    return Bounds(minX: middle.x - w, minY: middle.y - h, maxX: middle.x + w, maxY: middle.y + h)
  }

  /// A point of the page, in points.
  func place(x: Double, y: Double) -> (x: Double, y: Double) {
    (box.midX + (x - middle.x) * scale, box.midY - (y - middle.y) * scale)
  }

  /// The nearest step of paper; far outside the page all is one.
  func step(x: Double, y: Double) -> PaperPoint {
    let point = place(x: x, y: y)
    func clamped(_ value: Double) -> Int32 {
      let steps = (value / PaperPoint.step).rounded()
      return steps.isNaN ? 0 : Int32(min(max(steps, -1e6), 1e6))
    }
    return PaperPoint(x: clamped(point.x), y: clamped(point.y))
  }

  /// A region on paper. - Complexity: O(vertices).
  func shape(_ region: Region) -> PaperShape {
    var shape = PaperShape()
    var (low, high) = (PaperPoint(x: .max, y: .max), PaperPoint(x: .min, y: .min))
    for p in 0..<region.polygonCount {
      let first = shape.rings.count
      for ring in region.rings(ofPolygon: p) {
        var points: [PaperPoint] = []
        for i in region.vertices(ofRing: ring) {
          let point = step(x: region.xs[i], y: region.ys[i])
          if point != points.last { points.append(point) }
        }
        if points.count > 3, points.first == points.last {
          shape.rings.append(points)
        } else if shape.rings.count == first {
          // Without its exterior a polygon has no holes either.
          break
        }
      }
      if shape.rings.count > first {
        shape.polygonEnds.append(shape.rings.count)
        for point in shape.rings[first] {
          low = PaperPoint(x: min(low.x, point.x), y: min(low.y, point.y))
          high = PaperPoint(x: max(high.x, point.x), y: max(high.y, point.y))
        }
      }
    }
    if !shape.rings.isEmpty {
      let (x, y) = (PaperPoint.points(low.x), PaperPoint.points(low.y))
      shape.box = Box(
        x: x, y: y, width: PaperPoint.points(high.x) - x, height: PaperPoint.points(high.y) - y)
    }
    return shape
  }
}

extension Canvas {
  /// Adds a shape to the path. - Complexity: O(vertices).
  borrowing func add(_ shape: PaperShape) {
    for ring in shape.rings {
      move(PaperPoint.points(ring[0].x), PaperPoint.points(ring[0].y))
      for point in ring.dropFirst().dropLast() { line(PaperPoint.points(point.x), PaperPoint.points(point.y)) }
      close()
    }
  }
}
