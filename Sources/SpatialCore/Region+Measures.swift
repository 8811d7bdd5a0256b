public import CampaignModel

extension Region {
  /// True if the point lies in a polygon of the region or on a ring of it (closed set; holes' rings belong, their
  /// insides do not). False for a NaN coordinate.
  ///
  /// Exact, in the plane of the stored coordinates. For many points use ``RegionIndex``, which agrees.
  /// - Complexity: O(vertices).
  public func covers(x: Double, y: Double) -> Bool {
    guard x.isFinite, y.isFinite else { return false }
    for part in 0..<polygonCount {
      var cast = RayCast(x: x, y: y)
      for ring in rings(ofPolygon: part) {
        let vertices = vertices(ofRing: ring)
        guard let last = vertices.last else { continue }
        var a = SIMD2(xs[last], ys[last])
        for i in vertices {
          let b = SIMD2(xs[i], ys[i])
          if cast.touches(a, b) { return true }
          a = b
        }
      }
      if cast.isInside { return true }
    }
    return false
  }

  /// The area of one ring by the shoelace formula, in square units: positive if it runs counter-clockwise.
  ///
  /// Summed relative to the first vertex, so that a village far from the origin keeps its digits.
  /// - Complexity: O(vertices).
  public func signedArea(ofRing ring: Int) -> Double {
    let vertices = vertices(ofRing: ring)
    guard vertices.count > 2 else { return 0 }
    let (x0, y0) = (xs[vertices.lowerBound], ys[vertices.lowerBound])
    var twice = 0.0
    for i in vertices.dropFirst().dropLast() {
      twice += (xs[i] - x0) * (ys[i + 1] - y0) - (xs[i + 1] - x0) * (ys[i] - y0)
    }
    return twice / 2
  }

  /// The area in square units of the region's coordinates: exteriors less holes, whatever their direction.
  ///
  /// For a region whose rings cross themselves it is what the shoelace formula gives, which may be 0.
  /// - Complexity: O(vertices).
  public var area: Double {
    var sum = 0.0
    for part in 0..<polygonCount {
      for (place, ring) in rings(ofPolygon: part).enumerated() {
        sum += (place == 0 ? 1 : -1) * abs(signedArea(ofRing: ring))
      }
    }
    return sum
  }

  /// The length of all rings, holes' too, in units of the region's coordinates. - Complexity: O(vertices).
  public var outline: Double {
    var sum = 0.0
    for ring in ringEnds.indices {
      for i in vertices(ofRing: ring).dropLast() {
        let (dx, dy) = (xs[i + 1] - xs[i], ys[i + 1] - ys[i])
        sum += (dx * dx + dy * dy).squareRoot()
      }
    }
    return sum
  }

  /// The centre of gravity of the area, which may lie outside of a bent region; nil for a region without area.
  ///
  /// Summed relative to the first vertex, as the area is. - Complexity: O(vertices).
  public var centroid: (x: Double, y: Double)? {
    guard let x0 = xs.first, let y0 = ys.first else { return nil }
    var (twice, mx, my) = (0.0, 0.0, 0.0)
    for part in 0..<polygonCount {
      for (place, ring) in rings(ofPolygon: part).enumerated() {
        // Rings count by their place, whichever way they run.
        let sign = (place == 0 ? 1.0 : -1.0) * (signedArea(ofRing: ring) < 0 ? -1 : 1)
        for i in vertices(ofRing: ring).dropLast() {
          let (ax, ay, bx, by) = (xs[i] - x0, ys[i] - y0, xs[i + 1] - x0, ys[i + 1] - y0)
          let cross = sign * (ax * by - ay * bx)
          twice += cross
          mx += (ax + bx) * cross
          my += (ay + by) * cross
        }
      }
    }
    guard twice > 0 else { return nil }
    return (x0 + mx / (3 * twice), y0 + my / (3 * twice))
  }

  /// The same rings in the direction that RFC 7946 asks for: exteriors counter-clockwise, holes clockwise.
  ///
  /// Rings without area stay as they are. - Complexity: O(vertices).
  public func rightHanded() -> Region {
    var (newXs, newYs) = (xs, ys)
    for part in 0..<polygonCount {
      for (place, ring) in rings(ofPolygon: part).enumerated() {
        let area = signedArea(ofRing: ring)
        guard place == 0 ? area < 0 : area > 0 else { continue }
        let vertices = vertices(ofRing: ring)
        newXs[vertices].reverse()
        newYs[vertices].reverse()
      }
    }
    return withCoordinates(xs: newXs, ys: newYs)
  }

  /// The same shape with vertices added, so that no edge is longer than `step` (in the region's units).
  ///
  /// Added vertices are the same doubles whichever way an edge runs: borders that matched still match. An edge gets
  /// at most 100,000 of them. - Complexity: O(vertices + length ÷ step).
  public func densified(step: Double) -> Region {
    guard step > 0 else { return self }
    var result = Region()
    result.reserveVertices(xs.count)
    for part in 0..<polygonCount {
      for ring in rings(ofPolygon: part) {
        let vertices = vertices(ofRing: ring)
        for i in vertices {
          result.appendVertex(xs[i], ys[i])
          if i + 1 < vertices.upperBound {
            result.appendVertices(between: (xs[i], ys[i]), and: (xs[i + 1], ys[i + 1]), step: step)
          }
        }
        result.endRing()
      }
      result.endPolygon()
    }
    return result
  }

  private mutating func appendVertices(between a: (Double, Double), and b: (Double, Double), step: Double) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1)
    let pieces = ((dx * dx + dy * dy).squareRoot() / step).rounded(.up)
    guard pieces > 1 else { return }
    let count = Int(Swift.min(pieces, 100_001))
    let isForward = a < b
    let (from, to) = isForward ? (a, b) : (b, a)
    for k in 1..<count {
      let share = Double(isForward ? k : count - k) / Double(count)
      appendVertex(from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
    }
  }
}
