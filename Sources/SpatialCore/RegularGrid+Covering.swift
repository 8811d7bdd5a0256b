public import CampaignModel

/// A cell of a grid that covers regions, and the region it goes with.
public struct PlacedCell: Hashable, Sendable {
  /// The cell.
  public var address: CellAddress
  /// The index of the region that holds its centre, else of the one that holds most of it.
  public var region: Int32

  /// A cell.
  public init(address: CellAddress, region: Int32) {
    self.address = address
    self.region = region
  }
}

extension RegularGrid {
  /// The most cells that ``cells(covering:in:)`` looks at.
  public static let cellLimit = 5_000_000
  /// Longer edges (in degrees) are divided before they are projected.
  ///
  /// The chord of an edge that is straight in degrees leaves its image by at most L² ⁄ 8 times the projection's
  /// second derivative, about 1.12 · R for the projections of ``CampaignCRS``: 7 mm for 0.005°.
  public static let longestEdge = 0.005

  /// All cells that touch a region, from north to south, then from west to east, each with its region.
  ///
  /// The region that contains the cell's centre has the cell; else the one that shares the largest area with it; of
  /// equals, and of several that only touch it, the first. Cells that lie west or south of all regions and touch
  /// them only by their edge are left out: no point of a region belongs to them.
  ///
  /// - Parameter regions: valid regions in WGS 84 degrees, in order of precedence.
  /// - Complexity: O(cells + vertices · log vertices).
  /// - Throws: ``SpatialError`` if a region cannot be projected or is not valid, or there are too many cells.
  public func cells(covering regions: [Region], in projection: Projection) throws(SpatialError)
    -> [PlacedCell]
  {
    var metric: [Region] = []
    metric.reserveCapacity(regions.count)
    for region in regions {
      metric.append(try projection.forward(region.densified(step: RegularGrid.longestEdge)))
    }
    let index = RegionIndex(regions: metric)
    let context = try GEOSContext()
    var found: [CellAddress: (region: Int32, area: Double)] = [:]
    // Whether there are too many is known before the first is looked at.
    var looked = 0.0
    for bounds in metric.lazy.compactMap(\.bounds) {
      let range = try addresses(in: bounds)
      looked += Double(range.columns.count) * Double(range.rows.count)
      guard looked <= Double(RegularGrid.cellLimit) else { throw tooMany }
    }
    for (i, region) in metric.enumerated() {
      guard let bounds = region.bounds else { continue }
      let range = try addresses(in: bounds)
      let prepared = try PreparedRegion(region, context: context)
      for row in range.rows {
        for column in range.columns {
          let address = CellAddress(column: column, row: row)
          // A cell whose centre has an owner needs no further look.
          if let known = found[address], known.area == .infinity { continue }
          let centre = centre(of: address)
          let owner = index.locate(x: centre.x, y: centre.y)
          if owner >= 0 {
            if owner == Int32(i) { found[address] = (owner, .infinity) }
            continue
          }
          let polygon = polygon(of: address)
          guard try prepared.intersects(polygon) else { continue }
          let area = try prepared.intersectionArea(with: polygon)
          if let known = found[address], known.area >= area { continue }
          found[address] = (Int32(i), area)
        }
      }
    }
    return found.map { PlacedCell(address: $0.key, region: $0.value.region) }.sorted {
      ($1.address.row, $0.address.column) < ($0.address.row, $1.address.column)
    }
  }

  /// The column and row at which labels begin for these cells: the westernmost and the northernmost.
  public static func labelOrigin(of cells: [CellAddress]) -> CellAddress {
    CellAddress(column: cells.map(\.column).min() ?? 0, row: cells.map(\.row).max() ?? 0)
  }

  var tooMany: SpatialError { .tooManyCells(size: size, limit: RegularGrid.cellLimit) }

  /// All addresses whose cells may touch the box.
  func addresses(in box: Bounds) throws(SpatialError) -> (columns: Range<Int>, rows: Range<Int>) {
    guard let low = address(x: box.minX, y: box.minY), let high = address(x: box.maxX, y: box.maxY) else {
      throw tooMany
    }
    // A hexagon reaches half a row beyond its neighbours' centres, and odd rows stand half a cell to the east.
    let margin = shape == .hexagon ? 1 : 0
    let columns = (low.column - margin)..<(high.column + margin + 1)
    let rows = (low.row - margin)..<(high.row + margin + 1)
    guard Double(columns.count) * Double(rows.count) <= Double(RegularGrid.cellLimit) else { throw tooMany }
    return (columns, rows)
  }
}
