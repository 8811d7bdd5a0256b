public import CampaignModel

/// Gives targets their grid cell, and the grid the cells that its targets need.
///
/// - In a regular grid a cell follows from the point alone; one that holds a target and does not exist yet (the village
///   grew, or its border cuts a corner that the target stands in) is made. A cell that was split has parts, and the one
///   whose polygon holds the point has the target.
/// - Cells from a file are looked up by polygon (closed; the lowest id on shared borders).
/// - In a nested grid the village comes first, as ``TargetLocator`` found it: a target has a cell of its own village
///   (by lattice address where it is a clipped grid, else by polygon), and where none of them holds the point, because the
///   village was only declared or a border was rounded, the nearest one. A target without coordinates has a cell only
///   if its village has no more than one. So the cells of a village hold all its targets that have coordinates.
///
/// Not `Sendable`, since it holds a projection.
public struct CellLocator {
  /// The cells known so far; new ones come after those given.
  public private(set) var cells: [GridCell]
  /// The polygon of each cell, in WGS 84.
  public private(set) var regions: [Region]
  private let layout: Layout
  /// The cells of an address, in one village if the grid is clipped: one, or the parts of one that was split.
  private var cellsOfPlace: [Place: [Int32]] = [:]
  private var cellsOfVillage: [Identifier: [Int32]] = [:]
  private let isClipped: Bool

  private enum Layout {
    case regular(RegularGrid, Projection)
    case irregular(RegionIndex)
    case nested(RegionIndex)
  }

  private struct Place: Hashable {
    var address: CellAddress
    /// Nil unless the grid is clipped.
    var village: Identifier?
  }

  /// A locator for a grid with the cells that it has, sorted by id.
  ///
  /// - Throws: ``SpatialError`` if the grid's CRS cannot be opened.
  public init(_ grid: Grid, cells: [GridCell], regions: [Region]) throws(SpatialError) {
    self.cells = cells
    self.regions = regions
    isClipped = grid.isClipped
    switch grid.shape {
    case .file: layout = .irregular(RegionIndex(regions: regions))
    case .balanced: layout = .nested(RegionIndex(regions: regions))
    case .square, .hexagon:
      let regular = try RegularGrid(grid)
      layout = .regular(regular, try Projection(crs: grid.crs ?? ""))
      for (i, cell) in cells.enumerated() {
        guard let known = regular.address(of: cell, isClipped: isClipped) else { continue }
        let place = Place(address: known.address, village: isClipped ? cell.village : nil)
        cellsOfPlace[place, default: []].append(Int32(i))
      }
    }
    guard grid.isNested else { return }
    for (i, cell) in cells.enumerated() {
      if let village = cell.village { cellsOfVillage[village, default: []].append(Int32(i)) }
    }
  }

  /// The index of the cell of each point in ``cells``, or -1 for none.
  ///
  /// - Parameters:
  ///   - xs: longitudes in degrees, NaN where missing.
  ///   - ys: latitudes in degrees, NaN where missing.
  ///   - located: where the targets belong: only a point in a village makes a cell.
  ///   - villages: the codes of the villages that `located` refers to.
  /// - Complexity: O(targets), and O(vertices of a village's cells) for each of the few that none of them holds.
  public mutating func locate(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, located: LocatedTargets, villages: [Identifier]
  ) throws(SpatialError) -> ContiguousArray<Int32> {
    switch layout {
    case .irregular(let index): return index.locate(xs: xs, ys: ys, threads: 1)
    case .nested(let index):
      var found = index.locate(xs: xs, ys: ys, threads: 1)
      for i in found.indices {
        let village = located.villages[i]
        guard village >= 0 else {
          found[i] = -1
          continue
        }
        let code = villages[Int(village)]
        if found[i] >= 0, cells[Int(found[i])].village == code { continue }
        found[i] = cell(ofVillage: code, x: xs[i], y: ys[i])
      }
      return found
    case .regular(let grid, let projection):
      var (eastings, northings) = (xs, ys)
      projection.forward(xs: &eastings, ys: &northings)
      var found = ContiguousArray<Int32>(repeating: -1, count: xs.count)
      if !isClipped { try makeCells(eastings, northings, located, villages, grid, projection) }
      for i in found.indices {
        let address = grid.address(x: eastings[i], y: northings[i])
        if isClipped {
          guard located.villages[i] >= 0 else { continue }
          let code = villages[Int(located.villages[i])]
          let known = address.flatMap { cellsOfPlace[Place(address: $0, village: code)] }
          found[i] =
            known.map { nearest(of: $0, x: xs[i], y: ys[i]) } ?? cell(ofVillage: code, x: xs[i], y: ys[i])
          continue
        }
        guard let address else { continue }
        if let known = cellsOfPlace[Place(address: address, village: nil)] {
          found[i] = nearest(of: known, x: xs[i], y: ys[i])
        }
      }
      return found
    }
  }

  /// Makes the cells that points in villages need. Of several villages the first of the list has the cell, whatever the
  /// order of the points.
  private mutating func makeCells(
    _ eastings: ContiguousArray<Double>, _ northings: ContiguousArray<Double>, _ located: LocatedTargets,
    _ villages: [Identifier], _ grid: RegularGrid, _ projection: Projection
  ) throws(SpatialError) {
    var needed: [CellAddress: Int32] = [:]
    for i in eastings.indices where located.locatedBy[i] == .geometry {
      guard let address = grid.address(x: eastings[i], y: northings[i]),
        cellsOfPlace[Place(address: address, village: nil)] == nil
      else { continue }
      needed[address] = min(needed[address] ?? .max, located.villages[i])
    }
    for (address, village) in needed.sorted(by: { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) })
    {
      cellsOfPlace[Place(address: address, village: nil)] = [Int32(cells.count)]
      cells.append(grid.cell(at: address, village: villages[Int(village)]))
      regions.append(try grid.polygon(of: address, from: projection))
    }
  }

  /// The village's cell that holds the point or is nearest to it; its only one for a target without coordinates.
  private func cell(ofVillage code: Identifier, x: Double, y: Double) -> Int32 {
    guard let own = cellsOfVillage[code] else { return -1 }
    if own.count > 1 && !(x.isFinite && y.isFinite) { return -1 }
    return nearest(of: own, x: x, y: y)
  }

  /// Of some cells the first that holds the point, else the nearest, by degrees shrunk to the latitude.
  private func nearest(of candidates: [Int32], x: Double, y: Double) -> Int32 {
    guard candidates.count > 1, let first = candidates.first else { return candidates.first ?? -1 }
    if let holder = candidates.first(where: { regions[Int($0)].covers(x: x, y: y) }) { return holder }
    var best = (metres: Double.infinity, cell: first)
    for cell in candidates {
      guard let metres = GroundDistance.metres(fromX: x, y: y, to: regions[Int(cell)]) else { continue }
      if metres < best.metres { best = (metres, cell) }
    }
    return best.cell
  }
}
