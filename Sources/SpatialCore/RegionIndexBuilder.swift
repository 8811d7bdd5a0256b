internal import CampaignModel

/// Draws regions into the raster of a ``RegionIndex``, in order of precedence.
///
/// The raster is drawn in strips of rows (``RasterStrip``), each by itself and in full order, so that threads share the
/// work and what they make is the same for any number of them.
struct RegionIndexBuilder: Sendable {
  /// A polygon of a region.
  struct Part: Sendable {
    var region: Int32
    var polygon: Int32
    /// Its rings, in `edgesOfRing`.
    var rings: Range<Int>
  }

  let frame: RasterFrame
  let parts: ContiguousArray<Part>
  /// The edges of each ring; edge `k` runs from vertex `k` to vertex `k + 1`.
  let edgesOfRing: ContiguousArray<Range<Int>>
  let vertices: ContiguousArray<SIMD2<Double>>
  /// The raster rows that each part reaches.
  let rowsOfPart: ContiguousArray<ClosedRange<Int>>
  private let threads: Int

  /// Strips by which the rows of a raster are shared out; many, so that none is waited for.
  private static let strips = 32
  /// Regions or parts that a thread takes at a time.
  private static let taken = 512

  /// - Complexity: O(vertices), shared by the threads.
  init(regions: [Region], threads: Int) {
    self.threads = threads
    let frame = RegionIndexBuilder.frame(over: regions, threads: threads)
    var parts: ContiguousArray<Part> = []
    var edgesOfRing: ContiguousArray<Range<Int>> = []
    var count = 0
    for (index, region) in regions.enumerated() where frame.drawn[index] {
      for polygon in 0..<region.polygonCount {
        let first = edgesOfRing.count
        for ring in region.rings(ofPolygon: polygon) {
          let size = region.vertices(ofRing: ring).count
          if size == 0 { continue }
          edgesOfRing.append(count..<(count + size))
          count += size + 1
        }
        guard edgesOfRing.count > first else { continue }
        parts.append(
          Part(
            region: Int32(truncatingIfNeeded: index), polygon: Int32(truncatingIfNeeded: polygon),
            rings: first..<edgesOfRing.count))
      }
    }
    (self.frame, self.parts, self.edgesOfRing) = (frame.frame, parts, edgesOfRing)
    var rowsOfPart: ContiguousArray<ClosedRange<Int>> = []
    vertices = ContiguousArray(unsafeUninitializedCapacity: count) {
      [parts, edgesOfRing] buffer, initialized in
      nonisolated(unsafe) let vertices = buffer
      rowsOfPart = valuesOnThreads(threads, count: parts.count, taking: RegionIndexBuilder.taken) { place in
        RegionIndexBuilder.lay(
          parts[place], of: regions[Int(parts[place].region)], edgesOfRing, in: frame.frame, into: vertices)
      }
      initialized = count
    }
    self.rowsOfPart = rowsOfPart
  }

  /// Lays the vertices of a part one after another, and returns the rows that it reaches.
  private static func lay(
    _ part: Part, of region: Region, _ edgesOfRing: ContiguousArray<Range<Int>>, in frame: RasterFrame,
    into vertices: UnsafeMutableBufferPointer<SIMD2<Double>>
  ) -> ClosedRange<Int> {
    var (low, high) = (Int.max, Int.min)
    var place = part.rings.lowerBound
    for ring in region.rings(ofPolygon: Int(part.polygon)) {
      let ringVertices = region.vertices(ofRing: ring)
      guard let last = ringVertices.last else { continue }
      // The closing edge comes first; it has no length in a ring that is closed.
      var next = edgesOfRing[place].lowerBound
      vertices.initializeElement(at: next, to: SIMD2(region.xs[last], region.ys[last]))
      for i in ringVertices {
        next += 1
        vertices.initializeElement(at: next, to: SIMD2(region.xs[i], region.ys[i]))
        let row = frame.row(region.ys[i])
        (low, high) = (min(low, row), max(high, row))
      }
      place += 1
    }
    return low...high
  }

  /// The raster over the regions, and which of them are drawn: those with vertices, all of them finite.
  ///
  /// About 16 raster cells an edge. Fewer columns or rows where edges are so long that they would cross too many
  /// of them: a comb of a million teeth must not become a thousand million edges in bands.
  private static func frame(
    over regions: [Region], threads: Int
  ) -> (frame: RasterFrame, drawn: ContiguousArray<Bool>) {
    let boxes = valuesOnThreads(threads, count: regions.count, taking: taken) { regions[$0].finiteBounds }
    let drawn = ContiguousArray(boxes.lazy.map { $0 != nil })
    var total: Bounds?
    var edges = 0.0
    for (region, box) in zip(regions, boxes) {
      guard let box else { continue }
      total?.formUnion(box)
      total = total ?? box
      edges += Double(region.xs.count)
    }
    guard let total else {
      let nowhere = Bounds(minX: .infinity, minY: .infinity, maxX: -.infinity, maxY: -.infinity)
      return (RasterFrame(bounds: nowhere, columns: 1, rows: 1), drawn)
    }
    // Widths as shares of the whole, so that their sum cannot overflow. Each region's sum by itself, so that all is added
    // in one order.
    let (extentX, extentY) = (total.maxX / 2 - total.minX / 2, total.maxY / 2 - total.minY / 2)
    let crossed = valuesOnThreads(threads, count: regions.count, taking: taken) { index in
      var sum = SIMD2(0.0, 0.0)
      guard drawn[index] else { return sum }
      let region = regions[index]
      for i in region.xs.indices.dropFirst() {
        sum.x += extentX > 0 ? abs(region.xs[i] / 2 - region.xs[i - 1] / 2) / extentX : 0
        sum.y += extentY > 0 ? abs(region.ys[i] / 2 - region.ys[i - 1] / 2) / extentY : 0
      }
      return sum
    }.reduce(SIMD2(0.0, 0.0), +)
    let side = min(max((16 * edges).squareRoot(), 16), 2048)
    let budget = 16 * edges + 65_536
    func count(_ crossed: Double) -> Int { Int(max(1, min(side, budget / max(crossed, 1)))) }
    return (RasterFrame(bounds: total, columns: count(crossed.x), rows: count(crossed.y)), drawn)
  }

  /// Draws all parts. - Complexity: O(edges · log(edges of a row) + raster cells), shared by the threads.
  func drawn() -> RegionIndex.Raster {
    let (rows, columns) = (frame.rows, frame.columns)
    let height = max(16, (rows + RegionIndexBuilder.strips - 1) / RegionIndexBuilder.strips)
    let count = (rows + height - 1) / height
    var raster = RegionIndex.Raster(vertices: vertices)
    var strips: ContiguousArray<RasterStrip> = []
    raster.cells = ContiguousArray(unsafeUninitializedCapacity: rows * columns) { buffer, initialized in
      nonisolated(unsafe) let cells = buffer
      strips = valuesOnThreads(threads, count: count) { strip in
        let reach = (strip * height)..<min(rows, (strip + 1) * height)
        let places = (reach.lowerBound * columns)..<(reach.upperBound * columns)
        return RasterStrip(
          rows: reach, of: self, cells: UnsafeMutableBufferPointer(rebasing: cells[places]))
      }
      initialized = rows * columns
    }
    raster.pack(strips, columns: columns, threads: threads)
    return raster
  }
}

extension Region {
  /// The bounds, or nil if there is no vertex or one that is not finite.
  var finiteBounds: Bounds? {
    guard let bounds, xs.allSatisfy(\.isFinite), ys.allSatisfy(\.isFinite) else { return nil }
    return bounds
  }
}
