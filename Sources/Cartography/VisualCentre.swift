/// The point of a polygon that is farthest from its outline: where the eye looks for its name, and where most room is.
enum VisualCentre {
  /// - Parameters:
  ///   - shape: a region on paper; its largest polygon counts.
  ///   - stretch: how many times wider than high the thing is that shall stand there: distances across count
  ///     that much less, so that a wide name finds a wide place.
  /// - Returns: The point, and how far from it the outline is in y, in points; nil for an empty shape.
  /// - Complexity: O(vertices · log(size / precision)), by a quadtree whose squares are looked into, best first (V.
  ///   Agafonkin's polylabel, 2016, after D. Garcia-Castellanos & U. Lombardo, 2007).
  static func find(_ shape: PaperShape, stretch: Double = 2, precision: Double = 0.7) -> (x: Double, y: Double, room: Double)? {
    let rings = shape.largestPolygon
    guard let outline = rings.first, outline.count > 3 else { return nil }
    let squeezed = rings.map { ring in ring.map { SIMD2(PaperPoint.points($0.x) / stretch, PaperPoint.points($0.y)) } }
    var (low, high) = (squeezed[0][0], squeezed[0][0])
    for point in squeezed[0] { (low, high) = (pointwiseMin(low, point), pointwiseMax(high, point)) }
    let size = min(high.x - low.x, high.y - low.y)
    guard size > 0 else { return (low.x * stretch, low.y, 0) }

    func square(_ middle: SIMD2<Double>, _ half: Double) -> Square {
      let room = distance(squeezed, middle)
      return Square(middle: middle, half: half, room: room, most: room + half * 1.414_213_6)
    }
    var best = square((low + high) / 2, 0)
    let centroid = square(middle(squeezed[0], fallback: best.middle), 0)
    if centroid.room > best.room { best = centroid }
    var queue: [Square] = []
    let half = max(size / 2, max(high.x - low.x, high.y - low.y) / 24)
    var y = low.y + half
    while y - half < high.y {
      var x = low.x + half
      while x - half < high.x {
        queue.append(square(SIMD2(x, y), half))
        x += 2 * half
      }
      y += 2 * half
    }
    queue.sort { $0.most < $1.most }
    var looked = 0
    while let next = queue.popLast(), looked < 400 {
      looked += 1
      if next.room > best.room { best = next }
      guard next.most - best.room > precision else { break }
      let quarter = next.half / 2
      for (dx, dy) in [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)] {
        let part = square(next.middle + SIMD2(dx, dy) * quarter, quarter)
        guard part.most - best.room > precision else { continue }
        let place = queue.firstIndex { $0.most > part.most } ?? queue.count
        queue.insert(part, at: place)
      }
    }
    return (best.middle.x * stretch, best.middle.y, max(best.room, 0))
  }

  private struct Square {
    var middle: SIMD2<Double>
    var half: Double
    /// Distance of the middle from the outline, negative outside.
    var room: Double
    /// No point of the square has more.
    var most: Double
  }

  private static func distance(_ rings: [[SIMD2<Double>]], _ p: SIMD2<Double>) -> Double {
    var isInside = false
    var nearest = Double.infinity
    for ring in rings {
      for i in 1..<max(ring.count, 1) {
        let (a, b) = (ring[i - 1], ring[i])
        if (a.y > p.y) != (b.y > p.y), p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
        let edge = b - a
        let squared = (edge * edge).sum()
        let t = squared == 0 ? 0 : min(max(((p - a) * edge).sum() / squared, 0), 1)
        let offset = p - (a + edge * t)
        nearest = min(nearest, (offset * offset).sum())
      }
    }
    return isInside ? nearest.squareRoot() : -nearest.squareRoot()
  }

  private static func middle(_ ring: [SIMD2<Double>], fallback: SIMD2<Double>) -> SIMD2<Double> {
    var (sum, area) = (SIMD2(0.0, 0.0), 0.0)
    for i in 1..<max(ring.count, 1) {
      let (a, b) = (ring[i - 1] - ring[0], ring[i] - ring[0])
      let cross = a.x * b.y - b.x * a.y
      area += cross
      sum += (a + b) * cross
    }
    return area == 0 ? fallback : ring[0] + sum / (3 * area)
  }
}
