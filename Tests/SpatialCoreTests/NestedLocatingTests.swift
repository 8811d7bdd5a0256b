import CampaignModel
import Testing

@testable import SpatialCore

/// In a nested grid the village comes first, then the cell.
@Suite struct NestedLocatingTests {
  /// Two villages side by side, each of two cells one above the other.
  private static let regions = [square(0, 0), square(0, 1), square(1, 0), square(1, 1)]
  private static let cells = [("a1", "a"), ("a2", "a"), ("b1", "b"), ("b2", "b")].map {
    GridCell(id: Identifier($0.0), label: $0.0, village: Identifier($0.1), area: 1)
  }

  private func locate(
    _ points: [(Double, Double)], _ villages: [Int32], by: LocatedBy = .geometry
  ) throws -> [Int32] {
    var locator = try CellLocator(
      Grid(name: "g", shape: .balanced, size: 0, crs: nil, households: 1), cells: Self.cells,
      regions: Self.regions)
    let located = LocatedTargets(
      villages: ContiguousArray(villages), locatedBy: ContiguousArray(villages.map { $0 < 0 ? .none : by }),
      disagreements: ContiguousArray(repeating: .nan, count: villages.count))
    return Array(
      try locator.locate(
        xs: ContiguousArray(points.map(\.0)), ys: ContiguousArray(points.map(\.1)), located: located,
        villages: ["a", "b", "c"]))
  }

  @Test("a point on a border of villages has a cell of its own village")
  func border() throws {
    #expect(try locate([(0.5, 0.5), (1, 0.5), (1, 0.5), (1.5, 1)], [0, 0, 1, 1]) == [0, 0, 2, 2])
  }

  @Test("a point outside its village has the nearest cell of it, and none without a village or cells of it")
  func outside() throws {
    #expect(
      try locate([(1.9, 1.8), (5, -3), (0.5, 0.5), (0.5, 0.5)], [0, 0, -1, 2], by: .declared) == [
        1, 0, -1, -1,
      ])
  }

  @Test("a target without coordinates has no cell if its village has several")
  func noCoordinates() throws {
    #expect(try locate([(.nan, .nan)], [0], by: .declared) == [-1])
  }

  @Test("a split cell's parts share its points out, the nearest part those that none holds")
  func parts() throws {
    let grid = Grid(name: "g", shape: .square, size: 100, crs: "EPSG:4547")
    let rule = try RegularGrid(grid)
    let projection = try Projection(crs: "EPSG:4547")
    let address = CellAddress(column: 5000, row: 30_000)
    let whole = rule.cell(at: address, village: "a")
    let halves = try rule.polygon(of: address).cut(
      through: SIMD2(500_050, 3_000_050), along: SIMD2(0, 1))
    let cells = [1, 2].map {
      GridCell(id: Identifier("\(whole.id).\($0)"), label: "", village: "a", area: 5000)
    }
    var locator = try CellLocator(
      grid, cells: cells, regions: try [halves.left, halves.right].map { try projection.inverse($0) })
    var xs: ContiguousArray = [500_010.0, 500_090, 500_099.999]
    var ys: ContiguousArray = [3_000_010.0, 3_000_090, 3_000_000.001]
    projection.inverse(xs: &xs, ys: &ys)
    let located = LocatedTargets(
      villages: [0, 0, 0], locatedBy: [.geometry, .geometry, .geometry], disagreements: [.nan, .nan, .nan])
    let found = try locator.locate(xs: xs, ys: ys, located: located, villages: ["a"])
    #expect(found == [0, 1, 1])
    #expect(locator.cells.count == 2)
  }
}
