internal import CGEOS
internal import CampaignModel

/// The border of two regions whose rings run close but do not match.
enum NearBorder {
  /// The length of the rings of `a` that lies within `tolerance` of the rings of `b`, in metres.
  static func length(
    _ a: Region, _ b: Region, tolerance: Double, context: GEOSContext
  ) throws(SpatialError) -> Double {
    guard let boxA = a.bounds, let boxB = b.bounds else { return 0 }
    // The border lies in both envelopes, widened by the tolerance. Cells that meet in a corner end here.
    let across = min(boxA.maxX, boxB.maxX) - max(boxA.minX, boxB.minX) + 2 * tolerance
    let along = min(boxA.maxY, boxB.maxY) - max(boxA.minY, boxB.minY) + 2 * tolerance
    guard across + along >= Adjacency.shortestNearBorder else { return 0 }
    // Only segments near the other's envelope can count; most pairs of neighbouring envelopes end here.
    let mine = a.lines(near: boxB, within: tolerance)
    let theirs = b.lines(near: boxA, within: tolerance)
    guard !mine.isEmpty, !theirs.isEmpty else { return 0 }
    let lineA = try context.lines(mine)
    let lineB = try context.lines(theirs)
    let handle = context.handle
    let gap = try context.measure("distance") {
      GEOSDistanceIndexed_r(handle, lineA.pointer, lineB.pointer, $0)
    }
    guard gap <= tolerance else { return 0 }
    let strip = try context.take(GEOSBuffer_r(handle, lineB.pointer, tolerance, 2), "buffer")
    let shared = try context.take(GEOSIntersection_r(handle, lineA.pointer, strip.pointer), "intersection")
    return try context.measure("length") { GEOSLength_r(handle, shared.pointer, $0) }
  }
}

extension GEOSContext {
  fileprivate func lines(_ lines: [[SIMD2<Double>]]) throws(SpatialError) -> Geometry {
    var parts: [OpaquePointer?] = []
    for points in lines {
      do throws(SpatialError) {
        parts.append(try line(points).release())
      } catch {
        for part in parts { GEOSGeom_destroy_r(handle, part) }
        throw error
      }
    }
    return try collection(Int32(GEOS_MULTILINESTRING.rawValue), of: parts)
  }
}

extension Region {
  /// The stretches of the rings whose segments come near a box, each as its vertices in order.
  fileprivate func lines(near box: Bounds, within distance: Double) -> [[SIMD2<Double>]] {
    let wide = Bounds(
      minX: box.minX - distance, minY: box.minY - distance, maxX: box.maxX + distance,
      maxY: box.maxY + distance)
    var lines: [[SIMD2<Double>]] = []
    for ring in ringEnds.indices {
      var line: [SIMD2<Double>] = []
      for i in vertices(ofRing: ring).dropLast() {
        var segment = Bounds(minX: xs[i], minY: ys[i], maxX: xs[i], maxY: ys[i])
        segment.extend(x: xs[i + 1], y: ys[i + 1])
        if segment.intersects(wide) {
          if line.isEmpty { line.append(SIMD2(xs[i], ys[i])) }
          line.append(SIMD2(xs[i + 1], ys[i + 1]))
        } else if !line.isEmpty {
          lines.append(line)
          line = []
        }
      }
      if !line.isEmpty { lines.append(line) }
    }
    return lines
  }
}
