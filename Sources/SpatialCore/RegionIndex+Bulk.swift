internal import Dispatch

extension RegionIndex {
  /// The region of each point, as `locate(x:y:)` gives it; the same for any number of threads.
  ///
  /// - Precondition: both columns have the same length.
  /// - Complexity: O(points) expected.
  public func locate(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, threads: Int = 1
  ) -> ContiguousArray<Int32> {
    precondition(xs.count == ys.count, "columns of different length")
    let count = xs.count
    // Short ranges are not worth a thread.
    let pieces = max(1, min(threads, count / 4096))
    return ContiguousArray(unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let found = buffer
      DispatchQueue.concurrentPerform(iterations: pieces) { piece in
        let range = (count * piece / pieces)..<(count * (piece + 1) / pieces)
        if range.count >= RegionIndex.worthSorting, frame.columns * frame.rows >= 1 << 20 {
          locateByStrips(range, xs, ys, into: found)
        } else {
          for i in range { found.initializeElement(at: i, to: locate(x: xs[i], y: ys[i])) }
        }
      }
      initialized = count
    }
  }

  /// Fewer points than this do not meet often enough in a strip of a large raster.
  private static var worthSorting: Int { 1 << 16 }

  /// Takes the points strip by strip of the raster, so that cells, lists and edges are still in the cache when the
  /// next point needs them: a country's index is far larger than any cache, and each point would wait for memory
  /// some five times. A counting sort of point numbers costs less than one such wait.
  private func locateByStrips(
    _ range: Range<Int>, _ xs: ContiguousArray<Double>, _ ys: ContiguousArray<Double>,
    into found: UnsafeMutableBufferPointer<Int32>
  ) {
    let strips = 128
    // Blocks bound the memory of the sort; points are numbered within theirs.
    let block = 1 << 22
    var strip = ContiguousArray<UInt8>()
    var order = ContiguousArray<Int32>()
    for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
      let count = min(block, range.upperBound - start)
      var ends = [Int](repeating: 0, count: strips + 1)
      strip.removeAll(keepingCapacity: true)
      strip.reserveCapacity(count)
      for i in start..<(start + count) {
        let isInside = frame.contains(x: xs[i], y: ys[i])
        let s = isInside ? frame.row(ys[i]) * strips / frame.rows : 0
        strip.append(UInt8(truncatingIfNeeded: s))
        ends[s + 1] += 1
      }
      for s in 0..<strips { ends[s + 1] += ends[s] }
      order.append(contentsOf: repeatElement(0, count: max(0, count - order.count)))
      for k in 0..<count {
        let s = Int(strip[k])
        order[ends[s]] = Int32(truncatingIfNeeded: k)
        ends[s] += 1
      }
      order.withUnsafeBufferPointer { order in
        for first in stride(from: 0, to: count, by: RegionIndex.together) {
          let points = UnsafeBufferPointer(rebasing: order[first..<min(first + RegionIndex.together, count)])
          locateTogether(points, from: start, xs, ys, into: found)
        }
      }
    }
  }

  /// How many points go through the index side by side: enough to keep memory busy, few enough to stay in the cache.
  private static var together: Int { 64 }

  /// A point on its way through the list of its cell.
  private struct Pending {
    var point: Int
    var entry: Int
    var head = Entry(regionAndEnd: 0, band: -1)
    /// The edges of the head's band, and the ends of the first of them.
    var edges = 0..<0
    var p = SIMD2(0.0, 0.0)
    var q = SIMD2(0.0, 0.0)
  }

  /// Locates a few points, each as `locate(x:y:)` does, but a step of all before the next step of any: each step waits for
  /// memory, and so they wait together (twice as fast on a country).
  private func locateTogether(
    _ points: UnsafeBufferPointer<Int32>, from start: Int, _ xs: ContiguousArray<Double>,
    _ ys: ContiguousArray<Double>, into found: UnsafeMutableBufferPointer<Int32>
  ) {
    withUnsafeTemporaryAllocation(of: Pending.self, capacity: RegionIndex.together) { pending in
      var count = 0
      for number in points {
        let i = start + Int(number)
        let code =
          frame.contains(x: xs[i], y: ys[i])
          ? raster.cells[frame.row(ys[i]) * frame.columns + frame.column(xs[i])] : -1
        found.initializeElement(at: i, to: max(code, -1))
        guard code < -1 else { continue }
        pending.initializeElement(at: count, to: Pending(point: i, entry: -2 - Int(code)))
        count += 1
      }
      while count > 0 {
        for k in 0..<count { pending[k].head = raster.entries[pending[k].entry] }
        for k in 0..<count where pending[k].head.band >= 0 {
          let band = Int(pending[k].head.band)
          pending[k].edges = Int(raster.bands.starts[band])..<Int(raster.bands.starts[band + 1])
        }
        for k in 0..<count where pending[k].head.band >= 0 && !pending[k].edges.isEmpty {
          let edge = Int(raster.bands.edges[pending[k].edges.lowerBound])
          (pending[k].p, pending[k].q) = (raster.bands.vertices[edge], raster.bands.vertices[edge + 1])
        }
        var left = 0
        for k in 0..<count {
          let one = pending[k]
          if one.head.band < 0 || covers(one, x: xs[one.point], y: ys[one.point]) {
            found[one.point] = one.head.region
          } else if !one.head.isLast {
            pending[left] = Pending(point: one.point, entry: one.entry + 1)
            left += 1
          }
        }
        count = left
      }
    }
  }

  /// ``Bands/covers(x:y:band:)`` for a band whose first edge is at hand.
  @inline(__always)
  private func covers(_ one: Pending, x: Double, y: Double) -> Bool {
    var cast = RayCast(x: x, y: y)
    guard !one.edges.isEmpty else { return cast.isInside }
    if cast.touches(one.p, one.q) { return true }
    for i in one.edges.dropFirst() {
      let edge = Int(raster.bands.edges[i])
      if cast.touches(raster.bands.vertices[edge], raster.bands.vertices[edge + 1]) { return true }
    }
    return cast.isInside
  }
}
