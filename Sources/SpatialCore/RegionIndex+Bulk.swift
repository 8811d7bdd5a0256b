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
      for k in order[..<count] {
        let i = start + Int(k)
        found.initializeElement(at: i, to: locate(x: xs[i], y: ys[i]))
      }
    }
  }
}
