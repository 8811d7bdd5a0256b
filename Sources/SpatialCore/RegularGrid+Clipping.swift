public import CampaignModel

/// The part of a cell of a regular grid that lies in one region.
public struct CellPiece: Sendable, Equatable {
  /// The cell.
  public var address: CellAddress
  /// The index of the region.
  public var region: Int32
  /// The part in WGS 84 degrees, one polygon or several; nil if the whole cell lies in the region.
  public var shape: Region?
  /// Its area in square metres, in the grid's CRS.
  public var area: Double
}

/// All pieces of a clipped grid, and what was lost on the way.
public struct ClippedCells: Sendable {
  /// The pieces, region by region, from north to south, then from west to east.
  public var pieces: [CellPiece] = []
  /// Slivers of rounding that were dropped: how many.
  public var slivers = 0
  /// Slivers of rounding that were dropped: their area in square metres.
  public var sliverArea = 0.0
}

extension RegularGrid {
  /// Smaller pieces, in square metres, are rounding: a square millimetre is far below what any survey knows.
  public static let sliverLimit = 1e-6
  /// Narrower pieces, in metres, are rounding: degrees in double precision are good to some nanometres.
  static let sliverWidth = 2e-8

  /// Cuts the grid at the borders of regions: for each region the cells inside it, and its share of each border cell.
  ///
  /// A region's pieces add up to its area, whatever other regions do: where regions overlap, both have pieces of the
  /// same ground. Cells that no border passes through are whole or left out after one look at each run of them; of the
  /// others, those that borders cross plainly are traced from crossing to crossing (``CellClipper``) and the rest go to
  /// GEOS. Where the pieces do not add up to 1e-10 of the region's area, all its border cells go to GEOS.
  ///
  /// - Parameter regions: valid regions in WGS 84 degrees.
  /// - Complexity: O(cells + border cells · edges in them + vertices).
  /// - Throws: ``SpatialError`` if a region cannot be projected or is not valid, or there are too many cells.
  public func pieces(of regions: [Region], in projection: Projection) throws(SpatialError) -> ClippedCells {
    var result = ClippedCells()
    var looked = 0
    for (i, region) in regions.enumerated() {
      var projected = try ProjectedRegion(region, projection)
      let metric = projected.metres.rightHanded()
      guard let box = metric.bounds else { continue }
      let range = try addresses(in: box)
      looked += range.columns.count * range.rows.count
      guard looked <= RegularGrid.cellLimit else { throw tooMany }
      let border = BorderCells(of: metric, in: self)
      let inside = border.insideCells(of: metric, in: self)
      var shares = try clipped(metric, to: border, tracing: true)
      let whole = Double(inside.count) * area
      let sum = shares.reduce(whole) { $0 + $1.shape.area }
      let expected = metric.area
      if abs(sum - expected) > 1e-10 * expected { shares = try clipped(metric, to: border, tracing: false) }

      var pieces = inside.map { CellPiece(address: $0, region: Int32(i), shape: nil, area: area) }
      for share in shares {
        let size = share.shape.area
        if share.shape.isSliver(area: size) {
          if !share.shape.isEmpty { result.slivers += 1 }
          result.sliverArea += size
          continue
        }
        // A border that runs along the cell's own edges leaves the whole cell.
        if abs(size - area) < 1e-9 * area {
          pieces.append(CellPiece(address: share.address, region: Int32(i), shape: nil, area: area))
          continue
        }
        let kept = try projected.inDegrees(share.shape).droppingFlatPolygons(of: share.shape)
        if kept.dropped > 0 {
          result.slivers += 1
          result.sliverArea += kept.dropped
        }
        guard !kept.region.isEmpty else { continue }
        pieces.append(
          CellPiece(
            address: share.address, region: Int32(i), shape: kept.region, area: size - kept.dropped))
      }
      pieces.sort { $0.address.isBefore($1.address) }
      result.pieces += pieces
    }
    return result
  }

  private func clipped(
    _ region: Region, to border: BorderCells, tracing: Bool
  ) throws(SpatialError) -> [(address: CellAddress, shape: Region)] {
    var shares: [(address: CellAddress, shape: Region)] = []
    shares.reserveCapacity(border.edges.count)
    let context = try GEOSContext()
    let whole = try context.geometry(of: region)
    for (address, edges) in border.edges {
      let cell = polygon(of: address)
      if tracing, let shape = CellClipper(cell).trace(region, edges: edges) {
        shares.append((address, shape))
      } else {
        let cell = try context.geometry(of: cell)
        shares.append((address, try context.intersection(whole, cell).region()))
      }
    }
    return shares
  }
}

extension Region {
  /// The region without polygons that have no area in degrees, and the area of these in metres.
  ///
  /// A border that is straight in degrees bends by millimetres against a side of a cell that is straight in metres: what
  /// lies between the two is flat when both are drawn in degrees.
  fileprivate func droppingFlatPolygons(of metric: Region) -> (region: Region, dropped: Double) {
    func isFlat(_ p: Int) -> Bool { rings(ofPolygon: p).contains { abs(signedArea(ofRing: $0)) < 1e-18 } }
    guard (0..<polygonCount).contains(where: isFlat) else { return (self, 0) }
    var (kept, dropped) = (Region(), 0.0)
    for p in 0..<polygonCount {
      if isFlat(p) { dropped += metric.polygon(p).area } else { kept.append(self, polygon: p) }
    }
    return (kept, dropped)
  }

  /// True if rounding alone may have made the region.
  fileprivate func isSliver(area: Double) -> Bool {
    if area < RegularGrid.sliverLimit { return true }
    // A piece as narrow as that is no longer than a border, and so no larger than this.
    guard area < 1 else { return false }
    var length = 0.0
    for ring in ringEnds.indices {
      for k in vertices(ofRing: ring).dropLast() {
        let (dx, dy) = (xs[k + 1] - xs[k], ys[k + 1] - ys[k])
        length += (dx * dx + dy * dy).squareRoot()
      }
    }
    return 2 * area < RegularGrid.sliverWidth * length
  }
}

extension CellAddress {
  /// From north to south, then from west to east.
  fileprivate func isBefore(_ other: CellAddress) -> Bool { (other.row, column) < (row, other.column) }
}

/// The cells that a region's border may pass through, each with the edges that may do so, in the order of the rings.
///
/// A cell too many costs a look, one too few would cost ground: every edge is widened a little.
struct BorderCells {
  /// Edge `k` runs from vertex `k` to vertex `k + 1` of the region.
  private(set) var edges: [(address: CellAddress, edges: [Int32])] = []
  private var crossings: [(address: CellAddress, edge: Int32)] = []
  private static let slack = 1e-3

  init(of region: Region, in grid: RegularGrid) {
    for ring in region.ringEnds.indices {
      for k in region.vertices(ofRing: ring).dropLast() {
        add(Int32(k), SIMD2(region.xs[k], region.ys[k]), SIMD2(region.xs[k + 1], region.ys[k + 1]), grid)
      }
    }
    crossings.sort {
      $0.address == $1.address ? $0.edge < $1.edge : $0.address.isBefore($1.address)
    }
    var start = 0
    while start < crossings.count {
      let address = crossings[start].address
      let end = crossings[start...].firstIndex { $0.address != address } ?? crossings.count
      edges.append((address, crossings[start..<end].map(\.edge)))
      start = end
    }
    crossings = []
  }

  private mutating func add(_ edge: Int32, _ p: SIMD2<Double>, _ q: SIMD2<Double>, _ grid: RegularGrid) {
    let (a, b) = p.y <= q.y ? (p, q) : (q, p)
    let slack = BorderCells.slack
    let isHexagon = grid.shape == .hexagon
    // A row of hexagons reaches a third of their height over its neighbours.
    let height = grid.rowHeight
    let reach = (isHexagon ? height * 2 / 3 : height / 2) + slack
    let middle = isHexagon ? 0.0 : 0.5
    let south = Int(((a.y - reach) / height - middle).rounded(.up))
    let north = Int(((b.y + reach) / height - middle).rounded(.down))
    guard south <= north else { return }
    for row in south...north {
      let centre = (Double(row) + middle) * height
      var (from, to) = (min(a.x, b.x), max(a.x, b.x))
      if b.y > a.y {
        let low = max(a.y, centre - reach), high = min(b.y, centre + reach)
        let (x1, x2) = (
          a.x + (b.x - a.x) * ((low - a.y) / (b.y - a.y)),
          a.x + (b.x - a.x) * ((high - a.y) / (b.y - a.y))
        )
        (from, to) = (max(from, min(x1, x2)), min(to, max(x1, x2)))
      }
      let shift = isHexagon ? (row & 1 == 0 ? -0.5 : 0.0) : 0.0
      let west = Int(((from - slack) / grid.size - shift).rounded(.down))
      let east = Int(((to + slack) / grid.size - shift).rounded(.down))
      for column in west...max(west, east) {
        crossings.append((CellAddress(column: column, row: row), edge))
      }
    }
  }

  /// The cells wholly inside the region. Between two border cells of a row all cells lie inside, or none does.
  func insideCells(of region: Region, in grid: RegularGrid) -> [CellAddress] {
    var inside: [CellAddress] = []
    for (a, b) in zip(edges, edges.dropFirst()) {
      let (west, east) = (a.address, b.address)
      guard west.row == east.row, east.column > west.column + 1 else { continue }
      let centre = grid.centre(of: CellAddress(column: west.column + 1, row: west.row))
      guard region.covers(x: centre.x, y: centre.y) else { continue }
      inside += (west.column + 1..<east.column).map { CellAddress(column: $0, row: west.row) }
    }
    return inside
  }
}
