public import CampaignModel

extension RegularGrid {
  /// Neighbouring cells among these, by the edges that they share, sorted by `u`, then `v`.
  ///
  /// - Parameter cells: ids of cells of this grid; others have no neighbours. - Complexity: O(cells).
  public func adjacency(of cells: [Identifier]) -> [Adjacency.Edge] {
    var indexOfAddress: [CellAddress: Int32] = [:]
    for (i, cell) in cells.enumerated() {
      if let address = address(of: cell) { indexOfAddress[address] = Int32(i) }
    }
    let border = shape == .hexagon ? size / 3.0.squareRoot() : size
    var edges: [Adjacency.Edge] = []
    for (address, u) in indexOfAddress {
      for neighbour in northAndEastNeighbours(of: address) {
        guard let v = indexOfAddress[neighbour] else { continue }
        edges.append(Adjacency.Edge(u: min(u, v), v: max(u, v), metres: border))
      }
    }
    return edges.sorted { ($0.u, $0.v) < ($1.u, $1.v) }
  }

  /// One of each pair of neighbours, so that every shared edge is found once.
  func northAndEastNeighbours(of address: CellAddress) -> [CellAddress] {
    let east = CellAddress(column: address.column + 1, row: address.row)
    guard shape == .hexagon else {
      return [east, CellAddress(column: address.column, row: address.row + 1)]
    }
    // Odd rows are shifted east, so that the two cells above are this column and the next one, or the one before.
    let west = address.row & 1 == 0 ? address.column - 1 : address.column
    return [
      east, CellAddress(column: west, row: address.row + 1),
      CellAddress(column: west + 1, row: address.row + 1),
    ]
  }
}
