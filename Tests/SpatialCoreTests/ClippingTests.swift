import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

/// Cells cut at the borders of regions: exact areas, the same borders for neighbours, and names that can be read back.
@Suite struct ClippingTests {
  private static let crs = "EPSG:4547"

  private func grid(_ shape: Grid.Shape, _ size: Double) throws -> RegularGrid {
    try RegularGrid(Grid(name: "g", shape: shape, size: size, crs: Self.crs, isClipped: true))
  }

  /// A region given in metres east and north of a corner of 500 m cells, in degrees.
  private func degrees(_ region: Region, _ projection: Projection) throws -> Region {
    try projection.inverse(region.mapped { (500_000 + $0, 3_000_000 + $1) })
  }

  @Test("a square over four cells has its share of each, and a whole cell keeps its polygon")
  func fourCells() throws {
    let projection = try Projection(crs: Self.crs)
    let village = try degrees(square(-100, -200, side: 550), projection)
    let clipped = try grid(.square, 500).pieces(of: [village], in: projection)
    for (piece, area) in zip(clipped.pieces, [35_000.0, 157_500, 20_000, 90_000]) {
      // Straight in degrees is some millimetres off straight in metres.
      #expect(abs(piece.area - area) < 5)
    }
    #expect(clipped.pieces.count == 4)
    #expect(clipped.pieces.allSatisfy { $0.shape != nil } && clipped.slivers == 0)
    let wide = try degrees(square(-100, -100, side: 700), projection)
    let whole = try grid(.square, 500).pieces(of: [wide], in: projection).pieces.filter { $0.shape == nil }
    #expect(whole.map(\.address) == [CellAddress(column: 1000, row: 6000)] && whole[0].area == 250_000)
  }

  @Test(
    "pieces of stars, of frames and of pairs add up, and each is what GEOS cuts",
    arguments: [(Grid.Shape.square, 70.0), (.hexagon, 70), (.square, 1000), (.hexagon, 9.5)])
  func random(shape: Grid.Shape, size: Double) throws {
    let projection = try Projection(crs: Self.crs)
    let grid = try grid(shape, size)
    var random = SplitMix64(seed: 11)
    for round in 0..<12 {
      let ring = star(x: 0, y: 0, radius: 400, corners: 5 + round, using: &random)
      var shape = region([[ring]])
      if round % 3 == 1 { shape = frame.mapped { ($0 * 130, $1 * 130) } }
      if round % 3 == 2 { shape = region([[ring], [ring.map { ($0.0 + 1000, $0.1) }]]) }
      let village = try degrees(shape, projection)
      let projected = try ProjectedRegion(village, projection)
      let clipped = try grid.pieces(of: [village], in: projection)
      let sum = clipped.pieces.reduce(clipped.sliverArea) { $0 + $1.area }
      #expect(abs(sum - projected.metres.area) <= 1e-9 * projected.metres.area)
      var addresses: Set<CellAddress> = []
      for piece in clipped.pieces {
        #expect(addresses.insert(piece.address).inserted)
        let area = try projected.metres.intersectionArea(with: grid.polygon(of: piece.address))
        #expect(abs(area - piece.area) <= 1e-9 * projected.metres.area)
        if let shape = piece.shape { #expect(PolygonValidity.check(shape) == nil) }
      }
    }
  }

  @Test("vertices of the region keep their bits in the pieces")
  func keepsVertices() throws {
    let projection = try Projection(crs: Self.crs)
    var random = SplitMix64(seed: 5)
    let village = try degrees(
      region([[star(x: 0, y: 0, radius: 900, corners: 40, using: &random)]]), projection)
    let pieces = try grid(.square, 500).pieces(of: [village], in: projection).pieces
    var known: Set<SIMD2<Double>> = []
    for piece in pieces {
      guard let shape = piece.shape else { continue }
      for i in shape.xs.indices { known.insert(SIMD2(shape.xs[i], shape.ys[i])) }
    }
    for i in village.xs.indices { #expect(known.contains(SIMD2(village.xs[i], village.ys[i]))) }
  }

  @Test(
    "real villages: the pieces of each add up to it",
    arguments: ["bohol-villages.geojson", "sikkim-villages.geojson"])
  func realVillages(file: String) throws {
    guard let villages = try sharedVillages(file) else { return }
    let valid = villages.filter { PolygonValidity.check($0) == nil }
    #expect(valid.count > 300)
    var box = try #require(valid[0].bounds)
    for village in valid { box.formUnion(try #require(village.bounds)) }
    let projection = try Projection(crs: CampaignCRS.automatic(for: box))
    for shape in [Grid.Shape.square, .hexagon] {
      let clipped = try grid(shape, 500).pieces(of: valid, in: projection)
      var sums = [Double](repeating: 0, count: valid.count)
      for piece in clipped.pieces { sums[Int(piece.region)] += piece.area }
      for (i, village) in valid.enumerated() {
        let area = try ProjectedRegion(village, projection).metres.area
        #expect(abs(sums[i] - area) <= 1e-9 * area, "village \(i): \(sums[i]) of \(area)")
      }
    }
  }

  @Test(
    "pieces are neighbours where they share a border, as a comparison of all polygons says",
    arguments: [
      Grid.Shape.square, .hexagon,
    ])
  func adjacency(shape: Grid.Shape) throws {
    let projection = try Projection(crs: Self.crs)
    let grid = try grid(shape, 200)
    // Three villages that share borders vertex by vertex, one of them along a line of the lattice.
    let villages = try [
      region([[[(0, -300), (410, -300), (370, 20), (390, 333), (0, 390), (0, -300)]]]),
      region([[[(410, -300), (900, -300), (900, 300), (390, 333), (370, 20), (410, -300)]]]),
      region([[[(0, 390), (390, 333), (900, 300), (900, 700), (0, 700), (0, 390)]]]),
    ].map { try degrees($0, projection) }
    let names = ["a", "b.1", "c-2"].map { Village(code: Identifier($0), name: $0) }
    var (cells, regions): ([GridCell], [Region]) = ([], [])
    for piece in try grid.pieces(of: villages, in: projection).pieces {
      cells.append(grid.cell(at: piece.address, village: names[Int(piece.region)], area: piece.area))
      regions.append(try piece.shape ?? grid.polygon(of: piece.address, from: projection))
      #expect(grid.address(of: cells[cells.count - 1], isClipped: true)?.address == piece.address)
    }
    // Where a border crosses a side at a slant, the comparison takes the metres beside the crossing for a border.
    let fast = try grid.adjacency(of: cells, regions: regions, projection: projection, isClipped: true)
    let slow = try Adjacency.shared(regions: regions, projection: projection)
    func pairs(_ edges: [Adjacency.Edge]) -> Set<SIMD2<Int32>> {
      Set(edges.filter { $0.metres > 30 }.map { SIMD2($0.u, $0.v) })
    }
    #expect(pairs(fast).count > 30 && pairs(slow).subtracting(fast.map { SIMD2($0.u, $0.v) }).isEmpty)
    #expect(pairs(fast).subtracting(slow.map { SIMD2($0.u, $0.v) }).isEmpty)
  }

  @Test("ids of pieces and parts are read back; those of others are not")
  func names() throws {
    let grid = try grid(.square, 500)
    let address = CellAddress(column: -3, row: 12)
    func read(_ id: String, _ village: Identifier?, isClipped: Bool = true) -> String {
      let cell = GridCell(id: Identifier(id), label: "", village: village, area: 1)
      guard let known = grid.address(of: cell, isClipped: isClipped) else { return "none" }
      return known.address == address ? (known.isPart ? "part" : "whole") : "other"
    }
    #expect(grid.id(of: address, in: "a-1.2").text == "S500-W3-N12-a-1.2")
    #expect(read("S500-W3-N12-a-1.2", "a-1.2") == "whole")
    #expect(read("S500-W3-N12-a-1.2.1", "a-1.2") == "part")
    #expect(read("S500-W3-N12-a-1.2.1.2", "a-1.2") == "part")
    #expect(read("S500-W3-N12-b", "a-1.2") == "none")
    #expect(read("S500-W3-N12-a", nil) == "none")
    #expect(read("S500-W3-N12", nil, isClipped: false) == "whole")
    #expect(read("S500-W3-N12.2", nil, isClipped: false) == "part")
    #expect(read("S500-W3-N12-x", nil, isClipped: false) == "none")
  }

  @Test("a line parts a region in two that share their vertices and add up")
  func cut() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<50 {
      let whole = region([[star(x: 4e5, y: 3e6, radius: 700, corners: 12, using: &random)]])
      let direction = SIMD2(Double.random(in: -1...1, using: &random), 0.7)
      let halves = try whole.cut(through: SIMD2(4e5, 3e6), along: direction)
      #expect(abs(halves.left.area + halves.right.area - whole.area) < 1e-9 * whole.area)
      let inside = try halves.left.pointOnSurface()
      let middle = try #require(inside)
      #expect(direction.x * (middle.y - 3e6) - direction.y * (middle.x - 4e5) > 0)
    }
    let beside = try square(0, 0).cut(through: SIMD2(5, 0), along: SIMD2(0, 1))
    #expect(beside.right.isEmpty && beside.left.area == 1)
    #expect(square(2, 3, side: 4).centroid.map { [$0.x, $0.y] } == [4, 5])
  }
}
