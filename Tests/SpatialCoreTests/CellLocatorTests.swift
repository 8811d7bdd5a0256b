import CampaignModel
import Testing

@testable import SpatialCore

@Suite struct CellLocatorTests {
  /// Squares of 100 m in the zone of 114° E, around a point of it.
  private static let grid = Grid(name: "g", shape: .square, size: 100, crs: "EPSG:4547")

  private static func located(_ villages: [Int32]) -> LocatedTargets {
    LocatedTargets(
      villages: ContiguousArray(villages),
      locatedBy: ContiguousArray(villages.map { $0 < 0 ? .none : .geometry }),
      disagreements: ContiguousArray(repeating: .nan, count: villages.count))
  }

  @Test("A point in a village makes its cell; one outside every village, or without coordinates, does not")
  func makesCells() throws {
    var locator = try CellLocator(Self.grid, cells: [], regions: [])
    let found = try locator.locate(
      xs: [113.5, 113.5, 113.6, .nan], ys: [28.5, 28.5, 28.5, .nan], located: Self.located([0, 0, -1, 0]),
      villages: ["v1"])
    #expect(found == [0, 0, -1, -1])
    #expect(locator.cells.count == 1)
    #expect(locator.cells[0].village == "v1")
    #expect(locator.regions[0].covers(x: 113.5, y: 28.5))
  }

  @Test("A cell that is known keeps its index, and the point is inside its polygon")
  func findsCells() throws {
    var first = try CellLocator(Self.grid, cells: [], regions: [])
    let xs = ContiguousArray((0..<50).map { 113.5 + 0.0007 * Double($0) })
    let ys = ContiguousArray((0..<50).map { 28.5 + 0.0003 * Double($0) })
    let everywhere = Self.located(Array(repeating: 0, count: 50))
    let made = try first.locate(xs: xs, ys: ys, located: everywhere, villages: ["v1"])
    var second = try CellLocator(Self.grid, cells: first.cells, regions: first.regions)
    let nowhere = Self.located(Array(repeating: -1, count: 50))
    #expect(try second.locate(xs: xs, ys: ys, located: nowhere, villages: ["v1"]) == made)
    #expect(second.cells.count == first.cells.count)
    for i in xs.indices { #expect(first.regions[Int(made[i])].covers(x: xs[i], y: ys[i])) }
  }

  @Test("Cells of a file are looked up by polygon, the lower id on a shared border")
  func cellsOfAFile() throws {
    let squares = [0.0, 1.0].map { x in
      Region(exterior: [(x, 0), (x + 1, 0), (x + 1, 1), (x, 1)])
    }
    let cells = ["a", "b"].map { GridCell(id: Identifier($0), label: $0, area: 1) }
    var locator = try CellLocator(
      Grid(name: "file", shape: .file, size: 0, crs: nil), cells: cells, regions: squares)
    let found = try locator.locate(
      xs: [0.5, 1, 1.5, 3], ys: [0.5, 0.5, 0.5, 0.5], located: Self.located([0, 0, 0, 0]), villages: ["v1"])
    #expect(found == [0, 0, 1, -1])
  }

  @Test("Squares have the neighbours beside them, hexagons six")
  func neighbours() throws {
    for (shape, expected) in [(Grid.Shape.square, 4), (.hexagon, 6)] {
      let grid = try RegularGrid(Grid(name: "g", shape: shape, size: 100, crs: "EPSG:4547"))
      let block = (-2...2).flatMap { row in (-2...2).map { CellAddress(column: $0, row: row) } }
      let edges = grid.adjacency(of: block.map(grid.id(of:)))
      let middle = Int32(12)
      let degree = edges.count { $0.u == middle || $0.v == middle }
      #expect(degree == expected)
      // What shares an edge in the list shares it on the ground.
      for edge in edges {
        let (a, b) = (grid.centre(of: block[Int(edge.u)]), grid.centre(of: block[Int(edge.v)]))
        let distance = ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
        #expect(abs(distance - 100) < 1e-9)
      }
    }
  }
}
