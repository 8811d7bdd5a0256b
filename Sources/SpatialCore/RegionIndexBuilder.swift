internal import CampaignModel

/// Draws regions into the raster of a ``RegionIndex``, in order of precedence.
///
/// While it draws, a cell's list is linked backwards through `nodes`; `packed()` lays the lists out in order.
struct RegionIndexBuilder {
  private struct Node {
    var region: Int32
    var band: Int32
    var previous: Int32
  }

  let frame: RasterFrame
  private(set) var bands = RegionIndex.Bands()
  private var cells: ContiguousArray<Int32>
  private var nodes: ContiguousArray<Node> = []

  init(regions: [Region]) {
    frame = RegionIndexBuilder.frame(over: regions)
    cells = ContiguousArray(repeating: -1, count: frame.columns * frame.rows)
  }

  /// About 16 raster cells an edge. Fewer columns or rows where edges are so long that they would cross too many
  /// of them: a comb of a million teeth must not become a thousand million edges in bands.
  private static func frame(over regions: [Region]) -> RasterFrame {
    var total: Bounds?
    var edges = 0.0
    for region in regions {
      guard let bounds = region.finiteBounds else { continue }
      total?.formUnion(bounds)
      total = total ?? bounds
      edges += Double(region.xs.count)
    }
    guard let total else {
      let nowhere = Bounds(minX: .infinity, minY: .infinity, maxX: -.infinity, maxY: -.infinity)
      return RasterFrame(bounds: nowhere, columns: 1, rows: 1)
    }
    // Widths as shares of the whole, so that their sum cannot overflow.
    let (extentX, extentY) = (total.maxX / 2 - total.minX / 2, total.maxY / 2 - total.minY / 2)
    var (crossedX, crossedY) = (0.0, 0.0)
    for region in regions where region.finiteBounds != nil {
      for i in region.xs.indices.dropFirst() {
        if extentX > 0 { crossedX += abs(region.xs[i] / 2 - region.xs[i - 1] / 2) / extentX }
        if extentY > 0 { crossedY += abs(region.ys[i] / 2 - region.ys[i - 1] / 2) / extentY }
      }
    }
    let side = min(max((16 * edges).squareRoot(), 16), 2048)
    let budget = 16 * edges + 65_536
    func count(_ crossed: Double) -> Int { Int(max(1, min(side, budget / max(crossed, 1)))) }
    return RasterFrame(bounds: total, columns: count(crossedX), rows: count(crossedY))
  }

  /// Draws the next region.
  mutating func add(_ region: Region, index: Int32) {
    guard region.finiteBounds != nil else { return }
    for part in 0..<region.polygonCount {
      addPart(of: region, rings: region.rings(ofPolygon: part), index: index)
    }
  }

  private mutating func addPart(of region: Region, rings: Range<Int>, index: Int32) {
    let firstVertex = bands.vertices.count
    var edges: [Int32] = []
    var (low, high) = (Int.max, Int.min)
    for ring in rings {
      let vertices = region.vertices(ofRing: ring)
      guard let last = vertices.last else { continue }
      // The closing edge comes first; it has no length in a ring that is closed.
      bands.vertices.append(SIMD2(region.xs[last], region.ys[last]))
      for i in vertices {
        edges.append(Int32(truncatingIfNeeded: bands.vertices.count - 1))
        bands.vertices.append(SIMD2(region.xs[i], region.ys[i]))
        let row = frame.row(region.ys[i])
        (low, high) = (min(low, row), max(high, row))
      }
    }
    guard bands.vertices.count > firstVertex else { return }
    let firstBand = bands.starts.count - 1
    appendBands(of: edges, rows: low...high)
    var spans: [ClosedRange<Int>] = []
    for row in low...high {
      let reach = frame.span(ofRow: row)
      spans.removeAll(keepingCapacity: true)
      let band = firstBand + row - low
      for i in Int(bands.starts[band])..<Int(bands.starts[band + 1]) {
        spans.append(columns(ofEdge: Int(bands.edges[i]), between: reach))
      }
      draw(&spans, row: row, band: band, region: index)
    }
  }

  /// Sorts edges into one band for each row by counting. An edge belongs to every row from that of its lower end
  /// to that of its upper end: rows never decrease with y, so the edge touches no others.
  private mutating func appendBands(of edges: [Int32], rows: ClosedRange<Int>) {
    var counts = [Int32](repeating: 0, count: rows.count)
    for edge in edges { for row in self.rows(ofEdge: Int(edge)) { counts[row - rows.lowerBound] += 1 } }
    var fill: [Int] = []
    var end = bands.edges.count
    for count in counts {
      fill.append(end)
      end += Int(count)
      bands.starts.append(Int32(truncatingIfNeeded: end))
    }
    bands.edges.append(contentsOf: repeatElement(0, count: end - bands.edges.count))
    for edge in edges {
      for row in self.rows(ofEdge: Int(edge)) {
        bands.edges[fill[row - rows.lowerBound]] = edge
        fill[row - rows.lowerBound] += 1
      }
    }
  }

  private func rows(ofEdge edge: Int) -> ClosedRange<Int> {
    let (a, b) = (frame.row(bands.vertices[edge].y), frame.row(bands.vertices[edge + 1].y))
    return min(a, b)...max(a, b)
  }

  /// All columns in which the edge has a point of the row that lies in `reach`, perhaps one more at either end: a
  /// cell wrongly held for a border cell costs time, one wrongly held for clear would cost the right answer.
  private func columns(ofEdge edge: Int, between reach: ClosedRange<Double>) -> ClosedRange<Int> {
    let (p, q) = (bands.vertices[edge], bands.vertices[edge + 1])
    let (a, b) = p.y <= q.y ? (p, q) : (q, p)
    let (west, east) = (min(a.x, b.x), max(a.x, b.x))
    let whole = frame.column(west)...frame.column(east)
    // Most edges are shorter than a cell.
    if whole.count <= 2 || (a.y >= reach.lowerBound && b.y <= reach.upperBound) { return whole }
    func x(at y: Double) -> Double { a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)) }
    let start = reach.lowerBound <= a.y ? a.x : x(at: reach.lowerBound)
    let stop = reach.upperBound >= b.y ? b.x : x(at: reach.upperBound)
    // Only coordinates beyond 1e307 overflow here.
    guard start.isFinite, stop.isFinite else { return whole }
    let from = min(max(min(start, stop) - frame.slack, west), east)
    let to = max(min(max(start, stop) + frame.slack, east), west)
    return frame.column(from)...max(frame.column(from), frame.column(to))
  }

  /// Marks one row of a part: the spans its edges pass through, and the gaps between them by one test each.
  ///
  /// A gap is a rectangle that no edge enters, so all of it is inside or none. What lies before the first and after
  /// the last span is outside.
  private mutating func draw(_ spans: inout [ClosedRange<Int>], row: Int, band: Int, region: Int32) {
    spans.sort { $0.lowerBound < $1.lowerBound }
    guard var next = spans.first?.lowerBound else { return }
    for span in spans where span.upperBound >= next {
      if span.lowerBound > next { fill(next..<span.lowerBound, row: row, band: band, region: region) }
      for column in max(next, span.lowerBound)...span.upperBound {
        mark(column, row: row, band: Int32(truncatingIfNeeded: band), region: region)
      }
      next = span.upperBound + 1
    }
  }

  private mutating func fill(_ gap: Range<Int>, row: Int, band: Int, region: Int32) {
    guard let point = frame.sample(column: gap.lowerBound, row: row) else {
      for column in gap { mark(column, row: row, band: Int32(truncatingIfNeeded: band), region: region) }
      return
    }
    guard bands.covers(x: point.x, y: point.y, band: band) else { return }
    for column in gap { mark(column, row: row, band: -1, region: region) }
  }

  /// Adds an entry to a cell, unless a region before it covers the cell.
  private mutating func mark(_ column: Int, row: Int, band: Int32, region: Int32) {
    let cell = row * frame.columns + column
    let code = cells[cell]
    if code >= 0 { return }
    if code == -1, band < 0 {
      cells[cell] = region
      return
    }
    let previous = code == -1 ? -1 : -2 - code
    if previous >= 0, nodes[Int(previous)].band < 0 { return }
    cells[cell] = -2 - Int32(truncatingIfNeeded: nodes.count)
    nodes.append(Node(region: region, band: band, previous: previous))
  }

  /// The raster with its lists one after another, each in order of precedence.
  consuming func packed() -> (cells: ContiguousArray<Int32>, entries: ContiguousArray<RegionIndex.Entry>) {
    var entries: ContiguousArray<RegionIndex.Entry> = []
    entries.reserveCapacity(nodes.count)
    for cell in cells.indices where cells[cell] < -1 {
      let start = entries.count
      var next = -2 - cells[cell]
      while next >= 0 {
        let node = nodes[Int(next)]
        let end = entries.count == start ? RegionIndex.Entry.end : 0
        entries.append(RegionIndex.Entry(regionAndEnd: UInt32(node.region) | end, band: node.band))
        next = node.previous
      }
      entries[start...].reverse()
      cells[cell] = -2 - Int32(truncatingIfNeeded: start)
    }
    return (cells, entries)
  }
}

extension Region {
  /// The bounds, or nil if there is no vertex or one that is not finite.
  var finiteBounds: Bounds? {
    guard let bounds, xs.allSatisfy(\.isFinite), ys.allSatisfy(\.isFinite) else { return nil }
    return bounds
  }
}
