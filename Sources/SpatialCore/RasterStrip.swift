internal import CampaignModel

/// A strip of the rows of a ``RegionIndex`` raster, drawn by one thread: the bands of all parts of regions that reach it,
/// and the lists of its cells.
///
/// While it is drawn, a cell's list is linked backwards through `nodes`; ``RegionIndex/Raster/pack(_:columns:threads:)`` lays
/// the lists of all strips out in order.
struct RasterStrip: Sendable {
  private struct Node: Sendable {
    var region: Int32
    var band: Int32
    var previous: Int32
  }

  let rows: Range<Int>
  /// Where each band of the strip ends in `edges`.
  private(set) var bandEnds: ContiguousArray<Int32> = []
  private(set) var edges: ContiguousArray<Int32> = []
  private var nodes: ContiguousArray<Node> = []

  /// How many entries the lists of the strip have.
  var entryCount: Int { nodes.count }

  /// Draws the strip into its cells, which hold nothing yet.
  ///
  /// - Complexity: O(parts + edges of the parts that reach the strip + cells).
  init(rows: Range<Int>, of builder: RegionIndexBuilder, cells: UnsafeMutableBufferPointer<Int32>) {
    self.rows = rows
    cells.initialize(repeating: -1)
    var pen = Pen(columns: builder.frame.columns, cells: cells)
    for (part, reach) in zip(builder.parts, builder.rowsOfPart)
    where reach.lowerBound < rows.upperBound && reach.upperBound >= rows.lowerBound {
      draw(
        part, rows: max(reach.lowerBound, rows.lowerBound)...min(reach.upperBound, rows.upperBound - 1),
        of: builder, with: &pen)
    }
  }

  /// What drawing uses again and again.
  private struct Pen {
    let columns: Int
    let cells: UnsafeMutableBufferPointer<Int32>
    /// For each row of a part, how many edges it has, then where its next one goes.
    var places: [Int] = []
    var spans: [ClosedRange<Int>] = []
  }

  private mutating func draw(
    _ part: RegionIndexBuilder.Part, rows: ClosedRange<Int>, of builder: RegionIndexBuilder,
    with pen: inout Pen
  ) {
    let firstBand = bandEnds.count
    appendBands(of: part, rows: rows, of: builder, with: &pen)
    for row in rows {
      let reach = builder.frame.span(ofRow: row)
      pen.spans.removeAll(keepingCapacity: true)
      let band = firstBand + row - rows.lowerBound
      for i in edges(ofBand: band) {
        pen.spans.append(builder.columns(ofEdge: Int(edges[i]), between: reach))
      }
      drawRow(row, band: band, region: part.region, of: builder, with: &pen)
    }
  }

  private func edges(ofBand band: Int) -> Range<Int> {
    (band == 0 ? 0 : Int(bandEnds[band - 1]))..<Int(bandEnds[band])
  }

  /// Sorts the edges of a part into one band for each row by counting. An edge belongs to every row from that of its
  /// lower end to that of its upper end: rows never decrease with y, so the edge touches no others.
  private mutating func appendBands(
    of part: RegionIndexBuilder.Part, rows: ClosedRange<Int>, of builder: RegionIndexBuilder,
    with pen: inout Pen
  ) {
    pen.places.removeAll(keepingCapacity: true)
    pen.places.append(contentsOf: repeatElement(0, count: rows.count))
    for ring in part.rings {
      for edge in builder.edgesOfRing[ring] {
        builder.forEachRow(ofEdge: edge, in: rows) { pen.places[$0 - rows.lowerBound] += 1 }
      }
    }
    var end = edges.count
    for row in pen.places.indices {
      let count = pen.places[row]
      pen.places[row] = end
      end += count
      bandEnds.append(Int32(truncatingIfNeeded: end))
    }
    edges.append(contentsOf: repeatElement(0, count: end - edges.count))
    for ring in part.rings {
      for edge in builder.edgesOfRing[ring] {
        builder.forEachRow(ofEdge: edge, in: rows) {
          edges[pen.places[$0 - rows.lowerBound]] = Int32(truncatingIfNeeded: edge)
          pen.places[$0 - rows.lowerBound] += 1
        }
      }
    }
  }

  /// Marks one row of a part: the spans its edges pass through, and the gaps between them by one test each.
  ///
  /// A gap is a rectangle that no edge enters, so all of it is inside or none. What lies before the first and after
  /// the last span is outside.
  private mutating func drawRow(
    _ row: Int, band: Int, region: Int32, of builder: RegionIndexBuilder, with pen: inout Pen
  ) {
    pen.spans.sort { $0.lowerBound < $1.lowerBound }
    guard var next = pen.spans.first?.lowerBound else { return }
    let first = (row - rows.lowerBound) * pen.columns
    let code = Int32(truncatingIfNeeded: band)
    for span in pen.spans where span.upperBound >= next {
      if span.lowerBound > next {
        let gap = next..<span.lowerBound
        if let fill = fill(of: gap, row: row, band: band, builder) {
          for column in gap { mark(first + column, band: fill, region: region, with: pen) }
        }
      }
      for column in max(next, span.lowerBound)...span.upperBound {
        mark(first + column, band: code, region: region, with: pen)
      }
      next = span.upperBound + 1
    }
  }

  /// What the cells of a gap are marked with: -1 if the part covers them, nil if it does not, the band if that cannot be
  /// told.
  private func fill(of gap: Range<Int>, row: Int, band: Int, _ builder: RegionIndexBuilder) -> Int32? {
    guard let point = builder.frame.sample(column: gap.lowerBound, row: row) else {
      return Int32(truncatingIfNeeded: band)
    }
    var cast = RayCast(x: point.x, y: point.y)
    for i in edges(ofBand: band) {
      let edge = Int(edges[i])
      if cast.touches(builder.vertices[edge], builder.vertices[edge + 1]) { return -1 }
    }
    return cast.isInside ? -1 : nil
  }

  /// Adds an entry to a cell, unless a region before it covers the cell.
  @inline(__always)
  private mutating func mark(_ cell: Int, band: Int32, region: Int32, with pen: Pen) {
    let code = pen.cells[cell]
    if code >= 0 { return }
    if code == -1, band < 0 {
      pen.cells[cell] = region
      return
    }
    let previous = code == -1 ? -1 : -2 - code
    if previous >= 0, nodes[Int(previous)].band < 0 { return }
    pen.cells[cell] = -2 - Int32(truncatingIfNeeded: nodes.count)
    nodes.append(Node(region: region, band: band, previous: previous))
  }

  /// Lays the lists of the strip's cells out, each in order of precedence, and makes the cells lead to them.
  ///
  /// - Parameters:
  ///   - entries: Where they go: room for ``entryCount`` of them.
  ///   - firstEntry: The number of the first of them among those of all strips.
  ///   - firstBand: The number of the strip's first band among those of all strips.
  func layEntries(
    _ cells: UnsafeMutableBufferPointer<Int32>, into entries: UnsafeMutableBufferPointer<RegionIndex.Entry>,
    firstEntry: Int, firstBand: Int
  ) {
    var count = 0
    for cell in cells.indices where cells[cell] < -1 {
      let start = count
      var next = -2 - cells[cell]
      while next >= 0 {
        let node = nodes[Int(next)]
        let end = count == start ? RegionIndex.Entry.end : 0
        let band = node.band < 0 ? -1 : node.band + Int32(truncatingIfNeeded: firstBand)
        entries.initializeElement(
          at: count, to: RegionIndex.Entry(regionAndEnd: UInt32(node.region) | end, band: band))
        count += 1
        next = node.previous
      }
      entries[start..<count].reverse()
      cells[cell] = -2 - Int32(truncatingIfNeeded: firstEntry + start)
    }
  }
}

extension RegionIndexBuilder {
  /// The rows of `rows` that an edge touches, one after another.
  @inline(__always)
  fileprivate func forEachRow(ofEdge edge: Int, in rows: ClosedRange<Int>, _ body: (Int) -> Void) {
    let (a, b) = (frame.row(vertices[edge].y), frame.row(vertices[edge + 1].y))
    let (low, high) = (max(min(a, b), rows.lowerBound), min(max(a, b), rows.upperBound))
    if low <= high { for row in low...high { body(row) } }
  }

  /// All columns in which the edge has a point of the row that lies in `reach`, perhaps one more at either end: a
  /// cell wrongly held for a border cell costs time, one wrongly held for clear would cost the right answer.
  fileprivate func columns(ofEdge edge: Int, between reach: ClosedRange<Double>) -> ClosedRange<Int> {
    let (p, q) = (vertices[edge], vertices[edge + 1])
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
}

extension RegionIndex.Raster {
  /// Puts bands and lists of all strips one after another. - Complexity: O(edges + cells), shared by the threads.
  mutating func pack(_ strips: ContiguousArray<RasterStrip>, columns: Int, threads: Int) {
    // The first band, edge and entry of each strip, and the ends of the last.
    var firsts = ContiguousArray([SIMD3(0, 0, 0)])
    for strip in strips {
      let last = firsts[firsts.count - 1]
      firsts.append(last &+ SIMD3(strip.bandEnds.count, strip.edges.count, strip.entryCount))
    }
    let total = firsts[strips.count]
    var lists: ContiguousArray<RegionIndex.Entry> = []
    var edges: ContiguousArray<Int32> = []
    bands.starts = ContiguousArray(unsafeUninitializedCapacity: total.x + 1) { startBuffer, startCount in
      edges = ContiguousArray(unsafeUninitializedCapacity: total.y) { edgeBuffer, edgeCount in
        lists = ContiguousArray(unsafeUninitializedCapacity: total.z) { listBuffer, listCount in
          cells.withUnsafeMutableBufferPointer { cellBuffer in
            nonisolated(unsafe) let (starts, edges, lists, cells) = (
              startBuffer, edgeBuffer, listBuffer, cellBuffer
            )
            starts.initializeElement(at: 0, to: 0)
            onThreads(threads, pieces: strips.count) { [firsts] number in
              let (strip, first, end) = (strips[number], firsts[number], firsts[number + 1])
              for (band, bandEnd) in strip.bandEnds.enumerated() {
                starts.initializeElement(
                  at: first.x + band + 1, to: bandEnd + Int32(truncatingIfNeeded: first.y))
              }
              _ = UnsafeMutableBufferPointer(rebasing: edges[first.y..<end.y]).initialize(
                fromContentsOf: strip.edges)
              let places = (strip.rows.lowerBound * columns)..<(strip.rows.upperBound * columns)
              strip.layEntries(
                UnsafeMutableBufferPointer(rebasing: cells[places]),
                into: UnsafeMutableBufferPointer(rebasing: lists[first.z..<end.z]),
                firstEntry: first.z, firstBand: first.x)
            }
          }
          listCount = total.z
        }
        edgeCount = total.y
      }
      startCount = total.x + 1
    }
    bands.edges = edges
    entries = lists
  }
}
