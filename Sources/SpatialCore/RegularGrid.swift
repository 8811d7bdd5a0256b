public import CampaignModel

/// The place of a cell in a regular grid: columns count eastwards, rows northwards, from the CRS's origin.
public struct CellAddress: Hashable, Sendable {
  /// Eastwards; negative west of the origin.
  public var column: Int
  /// Northwards; negative south of the origin.
  public var row: Int

  /// An address.
  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }
}

/// Square or hexagonal cells of one size, in the metres of a projected CRS.
///
/// The grid is anchored at the CRS's origin and has no extent: a cell's address, and so its id, depends on nothing
/// but shape, size and place.
///
/// - Squares: cell (c, r) has its lower left corner at (c · size, r · size). Its lower and left edges belong to it.
/// - Hexagons stand on a corner (pointy-top); `size` is their width across flats. The centre of cell (c, r) is at
///   ((c + ½ (r mod 2)) · size, r · size · √3 ⁄ 2): odd rows are shifted east by half a cell. A point belongs to the
///   cell with the nearest centre; of several as near, to the northernmost, then the easternmost: again the cell
///   whose lower or left edge it lies on.
public struct RegularGrid: Sendable, Equatable {
  /// Square or hexagon.
  public let shape: Grid.Shape
  /// Side of a square, or width across flats of a hexagon, in metres.
  public let size: Double
  /// The column that the label `A` stands for.
  public let labelColumn: Int
  /// The row that the label `1` stands for.
  public let labelRow: Int

  /// The sizes that make sense, in metres.
  public static let sizes = 1.0...1_000_000.0
  /// Addresses stay below this in size, which keeps their arithmetic exact.
  static let addressLimit = 1e9

  /// The rule of a grid.
  ///
  /// - Throws: ``SpatialError`` if its cells come from a file, or its size is not in ``sizes``.
  public init(_ grid: Grid) throws(SpatialError) {
    guard grid.isRegular else { throw .irregularGrid(grid.name) }
    guard RegularGrid.sizes.contains(grid.size) else { throw .cellSize(grid.size) }
    shape = grid.shape
    size = grid.size
    // A workspace may hold anything; labels must not overflow.
    let limit = Int(RegularGrid.addressLimit)
    labelColumn = min(max(grid.labelColumn, -limit), limit)
    labelRow = min(max(grid.labelRow, -limit), limit)
  }

  /// The area of each cell in square metres, in the CRS.
  public var area: Double { shape == .hexagon ? size * size * 3.0.squareRoot() / 2 : size * size }

  /// The distance between two rows of centres, in metres.
  var rowHeight: Double { shape == .hexagon ? size * 3.0.squareRoot() / 2 : size }

  /// The cell to which a point (metres) belongs; nil if a coordinate is not finite or absurdly far away.
  public func address(x: Double, y: Double) -> CellAddress? {
    let limit = RegularGrid.addressLimit
    guard abs(x) < size * limit, abs(y) < rowHeight * limit else { return nil }
    return shape == .hexagon
      ? hexagon(x, y) : CellAddress(column: square(x), row: square(y))
  }

  /// floor(value ÷ size), corrected where the division's rounding disagrees with the corner that is drawn.
  private func square(_ value: Double) -> Int {
    let quotient = Int((value / size).rounded(.down))
    if Double(quotient) * size > value { return quotient - 1 }
    if Double(quotient + 1) * size <= value { return quotient + 1 }
    return quotient
  }

  private func hexagon(_ x: Double, _ y: Double) -> CellAddress {
    let south = Int((y / rowHeight).rounded(.down))
    var nearest = (address: CellAddress(column: 0, row: 0), square: Double.infinity)
    // From south to north and west to east, so that `<=` leaves a tie to the last.
    for row in south...(south + 1) {
      let west = Int((x / size - (row & 1 == 0 ? 0 : 0.5)).rounded(.down))
      for column in west...(west + 1) {
        let address = CellAddress(column: column, row: row)
        let centre = centre(of: address)
        let square = (x - centre.x) * (x - centre.x) + (y - centre.y) * (y - centre.y)
        if square <= nearest.square { nearest = (address, square) }
      }
    }
    return nearest.address
  }

  /// The middle of a cell, in metres.
  public func centre(of address: CellAddress) -> (x: Double, y: Double) {
    switch shape {
    case .hexagon:
      (Double(2 * address.column + (address.row & 1)) * (size / 2), Double(address.row) * rowHeight)
    default: ((Double(address.column) + 0.5) * size, (Double(address.row) + 0.5) * size)
    }
  }

  /// The cell in metres, counter-clockwise. Corners of neighbouring cells are the same doubles.
  public func polygon(of address: CellAddress) -> Region {
    // Corners are whole steps on a lattice that all cells share, so that neighbours compute the same products.
    switch shape {
    case .hexagon:
      let (column, row) = (2 * address.column + (address.row & 1), 3 * address.row)
      let steps = [(0, -2), (1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1)]
      let (width, height) = (size / 2, size / 12.0.squareRoot())
      return Region(exterior: steps.map { (Double(column + $0.0) * width, Double(row + $0.1) * height) })
    default:
      let (west, east) = (Double(address.column) * size, Double(address.column + 1) * size)
      let (south, north) = (Double(address.row) * size, Double(address.row + 1) * size)
      return Region(exterior: [(west, south), (east, south), (east, north), (west, north)])
    }
  }

  /// The cell in WGS 84 degrees, counter-clockwise, its corners joined by straight lines.
  ///
  /// The lines leave the cell's true edges by about size² · tan(latitude) ⁄ 8 R: 5 mm for 500 m. Neighbours share
  /// them, so cells still meet without gap or overlap.
  public func polygon(of address: CellAddress, from projection: Projection) throws(SpatialError) -> Region {
    try projection.inverse(polygon(of: address))
  }
}
