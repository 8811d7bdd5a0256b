/// Finds the cell of a point in a list of cells of a regular grid.
///
/// A point that belongs to a cell of the grid which is not in the list is in none. Where a cell is listed twice, the
/// first counts.
public struct CellLocator: Sendable {
  private let grid: RegularGrid
  /// The box of all listed addresses as a table, row by row; empty where it would be mostly holes.
  private var table: ContiguousArray<Int32> = []
  private var columns = 0..<0
  private var rows = 0..<0
  /// The listed addresses, where there is no table.
  private var scattered: [CellAddress: Int32] = [:]

  /// Takes the cells in the order whose indices it returns. - Complexity: O(cells).
  public init(grid: RegularGrid, cells: [CellAddress]) {
    self.grid = grid
    guard let first = cells.first else { return }
    var (west, east, south, north) = (first.column, first.column, first.row, first.row)
    for cell in cells {
      (west, east) = (min(west, cell.column), max(east, cell.column))
      (south, north) = (min(south, cell.row), max(north, cell.row))
    }
    let size = (Double(east) - Double(west) + 1) * (Double(north) - Double(south) + 1)
    guard size <= Double(16 * cells.count + 65_536) else {
      for (i, cell) in cells.enumerated() where scattered[cell] == nil {
        scattered[cell] = Int32(truncatingIfNeeded: i)
      }
      return
    }
    (columns, rows) = (west..<(east + 1), south..<(north + 1))
    table = ContiguousArray(repeating: -1, count: columns.count * rows.count)
    for (i, cell) in cells.enumerated() where table[place(cell)] < 0 {
      table[place(cell)] = Int32(truncatingIfNeeded: i)
    }
  }

  /// The index of the cell to which a point (metres of the grid's CRS) belongs, or -1. - Complexity: O(1).
  public func locate(x: Double, y: Double) -> Int32 {
    guard let address = grid.address(x: x, y: y) else { return -1 }
    if table.isEmpty { return scattered[address] ?? -1 }
    guard columns.contains(address.column), rows.contains(address.row) else { return -1 }
    return table[place(address)]
  }

  /// The cell of each point. - Precondition: both columns have the same length.
  public func locate(xs: ContiguousArray<Double>, ys: ContiguousArray<Double>) -> ContiguousArray<Int32> {
    precondition(xs.count == ys.count, "columns of different length")
    var found = ContiguousArray<Int32>()
    found.reserveCapacity(xs.count)
    for i in xs.indices { found.append(locate(x: xs[i], y: ys[i])) }
    return found
  }

  private func place(_ address: CellAddress) -> Int {
    (address.row - rows.lowerBound) * columns.count + address.column - columns.lowerBound
  }
}
