public import CampaignModel

/// Gives targets their grid cell, and the grid the cells that its targets need.
///
/// In a regular grid a cell follows from the point alone; one that holds a target and does not exist yet (the village
/// grew, or its border cuts a corner that the target stands in) is made. Cells from a file are looked up by polygon
/// (closed; the lowest id on shared borders).
///
/// Not `Sendable`, since it holds a projection.
public struct CellLocator {
  /// The cells known so far; new ones come after those given.
  public private(set) var cells: [GridCell]
  /// The polygon of each cell, in WGS 84.
  public private(set) var regions: [Region]
  private let layout: Layout
  private var indexOfAddress: [CellAddress: Int32] = [:]

  private enum Layout {
    case regular(RegularGrid, Projection)
    case irregular(RegionIndex)
  }

  /// A locator for a grid with the cells that it has, sorted by id.
  ///
  /// - Throws: ``SpatialError`` if the grid's CRS cannot be opened.
  public init(_ grid: Grid, cells: [GridCell], regions: [Region]) throws(SpatialError) {
    self.cells = cells
    self.regions = regions
    if grid.shape == .file {
      layout = .irregular(RegionIndex(regions: regions))
      return
    }
    let regular = try RegularGrid(grid)
    layout = .regular(regular, try Projection(crs: grid.crs ?? ""))
    for (i, cell) in cells.enumerated() {
      if let address = regular.address(of: cell.id) { indexOfAddress[address] = Int32(i) }
    }
  }

  /// The index of the cell of each point in ``cells``, or -1 for none.
  ///
  /// - Parameters:
  ///   - xs: longitudes in degrees, NaN where missing.
  ///   - ys: latitudes in degrees, NaN where missing.
  ///   - located: where the targets belong: only a point in a village makes a cell.
  ///   - villages: the codes of the villages that `located` refers to.
  /// - Complexity: O(targets).
  public mutating func locate(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, located: LocatedTargets, villages: [Identifier]
  ) throws(SpatialError) -> ContiguousArray<Int32> {
    switch layout {
    case .irregular(let index): return index.locate(xs: xs, ys: ys, threads: 1)
    case .regular(let grid, let projection):
      var (eastings, northings) = (xs, ys)
      projection.forward(xs: &eastings, ys: &northings)
      var found = ContiguousArray<Int32>(repeating: -1, count: xs.count)
      for i in found.indices {
        guard let address = grid.address(x: eastings[i], y: northings[i]) else { continue }
        if let known = indexOfAddress[address] {
          found[i] = known
        } else if located.locatedBy[i] == .geometry {
          let village = villages[Int(located.villages[i])]
          found[i] = Int32(cells.count)
          indexOfAddress[address] = found[i]
          cells.append(grid.cell(at: address, village: village))
          regions.append(try grid.polygon(of: address, from: projection))
        }
      }
      return found
    }
  }
}
