import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

@Suite("RegularGrid")
struct RegularGridTests {
  private func grid(_ shape: Grid.Shape, _ size: Double, column: Int = 0, row: Int = 0) throws -> RegularGrid
  {
    try RegularGrid(
      Grid(name: "g", shape: shape, size: size, crs: "EPSG:4547", labelColumn: column, labelRow: row))
  }

  @Test("lower and left edges belong to a square")
  func squares() throws {
    let grid = try grid(.square, 500)
    #expect(grid.address(x: 0, y: 0) == CellAddress(column: 0, row: 0))
    #expect(grid.address(x: 499.9, y: 500) == CellAddress(column: 0, row: 1))
    #expect(grid.address(x: -0.1, y: -500) == CellAddress(column: -1, row: -1))
    #expect(grid.area == 250_000)
    #expect(grid.address(x: .nan, y: 0) == nil)
    #expect(grid.address(x: 0, y: 1e300) == nil)
  }

  @Test(
    "a corner belongs to the square whose corner it is, whatever the size", arguments: [1.1, 3.7, 333.3, 500])
  func squareCorners(size: Double) throws {
    let grid = try grid(.square, size)
    for step in -3000...3000 {
      let corner = Double(step) * size
      #expect(grid.address(x: corner, y: corner) == CellAddress(column: step, row: step))
      #expect(grid.address(x: corner.nextDown, y: corner)?.column == step - 1)
    }
  }

  @Test("hexagons: the nearest centre; ties go north, then east")
  func hexagons() throws {
    let grid = try grid(.hexagon, 100)
    for column in -3...3 {
      for row in -3...3 {
        let address = CellAddress(column: column, row: row)
        let centre = grid.centre(of: address)
        #expect(grid.address(x: centre.x, y: centre.y) == address)
        // The middle of its west edge is its own, that of its east edge its neighbour's.
        #expect(grid.address(x: centre.x - 50, y: centre.y) == address)
        #expect(grid.address(x: centre.x + 50, y: centre.y)?.column == column + 1)
        let polygon = grid.polygon(of: address)
        #expect(abs(polygon.area - grid.area) < 1e-6)
        #expect(polygon.signedArea(ofRing: 0) > 0)
      }
    }
    #expect(abs(grid.area - 8660.254037844386) < 1e-9)
  }

  @Test(
    "every point lies in its cell, and corners are shared bit by bit",
    arguments: [Grid.Shape.square, .hexagon])
  func membership(shape: Grid.Shape) throws {
    let grid = try grid(shape, 33.3)
    var random = SplitMix64(seed: 2)
    for _ in 0..<3000 {
      let (x, y) = (
        Double.random(in: -500...500, using: &random), Double.random(in: -500...500, using: &random)
      )
      let address = try #require(grid.address(x: x, y: y))
      let distance = try #require(grid.polygon(of: address).distance(toX: x, y: y))
      #expect(distance < 1e-9)
    }
    let cells = (-4...4).flatMap { c in (-4...4).map { r in CellAddress(column: c, row: r) } }
    let corners = cells.flatMap { address -> [SIMD2<Double>] in
      let polygon = grid.polygon(of: address)
      return zip(polygon.xs, polygon.ys).dropLast().map { SIMD2($0, $1) }
    }
    // 9 × 9 squares have 10 × 10 corners; 9 rows of 9 hexagons have 10 zigzags of 19 or 20.
    #expect(Set(corners).count == (shape == .square ? 100 : 198))
  }

  @Test("ids do not change with the extent")
  func ids() throws {
    let squares = try grid(.square, 500)
    #expect(squares.id(of: CellAddress(column: 1234, row: 5678)).text == "S500-E1234-N5678")
    #expect(squares.id(of: CellAddress(column: -3, row: -1)).text == "S500-W3-S1")
    #expect(try grid(.hexagon, 250.5).id(of: CellAddress(column: 0, row: 0)).text == "H250.5-E0-N0")
  }

  @Test("ids are read back, and only ids")
  func idsBack() throws {
    for grid in [try grid(.square, 500), try grid(.hexagon, 250.5)] {
      for (column, row) in [(0, 0), (-3, 12), (1234, -5678)] {
        let address = CellAddress(column: column, row: row)
        #expect(grid.address(of: grid.id(of: address)) == address)
      }
    }
    let squares = try grid(.square, 500)
    for text in [
      "", "S500", "S500-E1", "S500-E1-N2-3", "H500-E1-N2", "S500-W0-N2", "S500-E01-N2", "S500-E-1-N2",
      "S500-E99999999999999999999-N0", "S500-E9999999999-N0", "S500-N1-E2", "S500-E+1-N1",
    ] {
      #expect(squares.address(of: Identifier(text)) == nil, "\(text)")
    }
  }

  @Test("a label origin from a damaged workspace traps nothing")
  func absurdLabels() throws {
    let grid = try grid(.square, 500, column: .min, row: .max)
    #expect(!grid.label(of: CellAddress(column: 0, row: 0)).isEmpty)
  }

  @Test("labels run from A1 at the frozen origin, and stay unique beyond it")
  func labels() throws {
    let grid = try grid(.square, 500, column: 10, row: 20)
    func label(_ column: Int, _ row: Int) -> String { grid.label(of: CellAddress(column: column, row: row)) }
    #expect(label(10, 20) == "A1")
    #expect(label(35, 11) == "Z10")
    #expect(label(36, 20) == "AA1")
    #expect(label(10 + 26 + 26 * 26, 20) == "AAA1")
    #expect(label(9, 20) == "~A1")
    #expect(label(10, 21) == "A~1")
    #expect(label(8, 22) == "~B~2")
    let all = (-40...800).flatMap { c in (-5...40).map { label(c, $0) } }
    #expect(Set(all).count == all.count)
  }

  @Test("sizes and shapes that make no grid")
  func refused() {
    #expect(throws: SpatialError.irregularGrid("g")) { try grid(.file, 0) }
    for size in [0, -500, 0.5, 2e6, .nan, .infinity] {
      #expect(throws: SpatialError.self) { try grid(.square, size) }
    }
  }

  @Test("covering cells: all that touch, from north to south, each with its village")
  func covering() throws {
    let projection = try Projection(crs: "EPSG:4547")
    let grid = try grid(.square, 500)
    // Two villages in metres: cells 0…3 by 0…1, and a strip to the east whose cells' centres lie outside it.
    let west = Region(exterior: [(500_000, 3e6), (502_000, 3e6), (502_000, 3_001_000), (500_000, 3_001_000)])
    let strip = Region(exterior: [
      (502_000, 3_000_100), (502_100, 3_000_100), (502_100, 3_000_900), (502_000, 3_000_900),
    ])
    let regions = try [west, strip].map { try projection.inverse($0.mapped { ($0 + 0.001, $1 + 0.001) }) }
    let cells = try grid.cells(covering: regions, in: projection)
    let expected = [6001, 6000].flatMap { row in
      (1000...1004).map { PlacedCell(address: CellAddress(column: $0, row: row), region: $0 == 1004 ? 1 : 0) }
    }
    #expect(cells.filter { $0.address.row < 6002 && $0.address.row >= 6000 } == expected)
    // The millimetre by which they stand out to the north touches the row above.
    #expect(Set(cells.map(\.address.row)).isSubset(of: [5999, 6000, 6001, 6002]))
    #expect(RegularGrid.labelOrigin(of: expected.map(\.address)) == CellAddress(column: 1000, row: 6001))
  }

  @Test("a cell that no centre claims goes to the largest share, then to the first")
  func shares() throws {
    let projection = try Projection(crs: "EPSG:4547")
    let grid = try grid(.square, 500)
    func metric(_ x: Double, _ y: Double, _ side: Double) throws -> Region {
      try projection.inverse(square(500_000 + x, 3_000_000 + y, side: side))
    }
    let address = CellAddress(column: 1000, row: 6000)
    let small = try metric(10, 10, 100)
    let large = try metric(10, 300, 150)
    #expect(
      try grid.cells(covering: [small, large], in: projection) == [PlacedCell(address: address, region: 1)])
    #expect(
      try grid.cells(covering: [large, small], in: projection) == [PlacedCell(address: address, region: 0)])
    #expect(
      try grid.cells(covering: [small, small], in: projection) == [PlacedCell(address: address, region: 0)])
    #expect(try grid.cells(covering: [], in: projection).isEmpty)
  }

  @Test("a point of a region always has a cell in the list", arguments: [Grid.Shape.square, .hexagon])
  func complete(shape: Grid.Shape) throws {
    let projection = try Projection(crs: "EPSG:4547")
    let grid = try grid(shape, 300)
    var random = SplitMix64(seed: 4)
    let regions = (0..<8).map { i in
      region([[star(x: 113.6 + 0.03 * Double(i), y: 28.2, radius: 0.03, corners: 15, using: &random)]])
    }
    let cells = try Set(grid.cells(covering: regions, in: projection).map(\.address))
    for _ in 0..<4000 {
      let x = Double.random(in: 113.55...113.85, using: &random)
      let y = Double.random(in: 28.16...28.24, using: &random)
      guard regions.contains(where: { $0.covers(x: x, y: y) }) else { continue }
      let place = try #require(projection.forward(x: x, y: y))
      #expect(cells.contains(try #require(grid.address(x: place.x, y: place.y))))
    }
  }

  @Test("too many cells are refused, not tried")
  func tooMany() throws {
    let projection = try Projection(crs: "+proj=laea +lat_0=0 +lon_0=0 +datum=WGS84 +units=m")
    let error = #expect(throws: SpatialError.self) {
      try grid(.square, 1).cells(covering: [square(-5, -5, side: 10)], in: projection)
    }
    #expect(error == .tooManyCells(size: 1, limit: RegularGrid.cellLimit))
  }
}
