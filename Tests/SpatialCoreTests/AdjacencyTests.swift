import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

@Suite("Adjacency")
struct AdjacencyTests {
  private let projection: Projection

  init() throws { projection = try Projection(crs: "EPSG:4547") }

  /// A square at a place in metres, in degrees.
  private func ground(_ x: Double, _ y: Double, _ side: Double) throws -> Region {
    try projection.inverse(square(500_000 + x, 3_000_000 + y, side: side))
  }

  private func pairs(_ edges: [Adjacency.Edge]) -> [[Int32]] { edges.map { [$0.u, $0.v] } }

  @Test("squares of a block: sides count, corners do not")
  func block() throws {
    // 0 1
    // 2 3
    let regions = try [ground(0, 500, 500), ground(500, 500, 500), ground(0, 0, 500), ground(500, 0, 500)]
    let edges = try Adjacency.shared(regions: regions, projection: projection)
    #expect(pairs(edges) == [[0, 1], [0, 2], [1, 3], [2, 3]])
    for edge in edges { #expect(abs(edge.metres - 500) < 1e-3) }
  }

  @Test("a side against two: vertices on one side only")
  func halves() throws {
    let regions = try [ground(0, 0, 1000), ground(1000, 0, 500), ground(1000, 500, 500)]
    let edges = try Adjacency.shared(regions: regions, projection: projection)
    #expect(pairs(edges) == [[0, 1], [0, 2], [1, 2]])
    for edge in edges { #expect(abs(edge.metres - 500) < 3) }
  }

  @Test("a border drawn twice within a metre is one, a lane's width apart it is none")
  func nearBorders() throws {
    let near = try [ground(0, 0, 400), ground(400.5, 0, 400)]
    let edges = try Adjacency.shared(regions: near, projection: projection)
    #expect(pairs(edges) == [[0, 1]])
    #expect(abs((edges.first?.metres ?? 0) - 400) < 3)
    #expect(
      try Adjacency.shared(regions: [ground(0, 0, 400), ground(403, 0, 400)], projection: projection).isEmpty)
  }

  @Test("the same region twice shares its whole border, once")
  func twice() throws {
    let edges = try Adjacency.shared(regions: [ground(0, 0, 100), ground(0, 0, 100)], projection: projection)
    #expect(pairs(edges) == [[0, 1]])
    #expect(abs((edges.first?.metres ?? 0) - 400) < 1e-2)
  }

  @Test(
    "cells of a grid: four neighbours for squares, six for hexagons",
    arguments: [Grid.Shape.square, .hexagon])
  func cells(shape: Grid.Shape) throws {
    let grid = try RegularGrid(Grid(name: "g", shape: shape, size: 500, crs: "EPSG:4547"))
    let regions = try (0..<5).flatMap { c in
      try (0..<5).map {
        try grid.polygon(of: CellAddress(column: 1000 + c, row: 6000 + $0), from: projection)
      }
    }
    let edges = try Adjacency.shared(regions: regions, projection: projection)
    #expect(edges.filter { $0.u == 12 || $0.v == 12 }.count == (shape == .square ? 4 : 6))
  }

  @Test("islands are joined by their shortest crossings")
  func links() throws {
    // Two that touch, then islands at 300 m, 100 m and 900 m, each from the one before.
    let regions = try [
      ground(0, 0, 500), ground(500, 0, 500), ground(1300, 0, 500), ground(1900, 0, 500),
      ground(3300, 0, 500),
    ]
    let edges = try Adjacency.shared(regions: regions, projection: projection)
    let links = try Adjacency.nearestLinks(regions: regions, edges: edges, projection: projection)
    #expect(pairs(links) == [[1, 2], [2, 3], [3, 4]])
    #expect(links.map { $0.metres.rounded() } == [300, 100, 900])
    #expect(
      try Adjacency.nearestLinks(regions: regions, edges: edges + links, projection: projection).isEmpty)
  }

  @Test("no regions, one region, regions without a vertex, edges that name none")
  func few() throws {
    let stray = [Adjacency.Edge(u: -1, v: 9, metres: 0)]
    #expect(try Adjacency.shared(regions: [], projection: projection).isEmpty)
    #expect(try Adjacency.nearestLinks(regions: [], edges: stray, projection: projection).isEmpty)
    let regions = try [ground(0, 0, 10), Region(), ground(100, 0, 10)]
    #expect(try Adjacency.shared(regions: regions, projection: projection).isEmpty)
    let links = try Adjacency.nearestLinks(regions: regions, edges: stray, projection: projection)
    #expect(pairs(links) == [[0, 2]])
  }

  @Test("links are a minimum spanning tree on random islands", arguments: 0..<4)
  func spanningTree(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let regions = try (0..<25).map { _ in
      try ground(
        Double.random(in: 0...20_000, using: &random), Double.random(in: 0...20_000, using: &random), 100)
    }
    let links = try Adjacency.nearestLinks(regions: regions, edges: [], projection: projection)
    // Prim's algorithm over all distances.
    let metric = try regions.map { try projection.forward($0) }
    var total = 0.0
    var reached = [0]
    while reached.count < regions.count {
      var best = (metres: Double.infinity, region: 0)
      for i in reached {
        let prepared = try PreparedRegion(metric[i])
        for j in regions.indices where !reached.contains(j) {
          best = min(best, (try prepared.distance(to: metric[j]), j), by: { $0.0 < $1.0 })
        }
      }
      total += best.metres
      reached.append(best.region)
    }
    #expect(links.count == 24)
    #expect(abs(links.map(\.metres).reduce(0, +) - total) < 1e-6)
  }

  private func min<T>(_ a: T, _ b: T, by less: (T, T) -> Bool) -> T { less(b, a) ? b : a }

  @Test("real villages hang together once linked")
  func realVillages() throws {
    guard let villages = try sharedVillages("bohol-villages.geojson") else { return }
    let utm = try Projection(crs: "EPSG:32651")
    let edges = try Adjacency.shared(regions: villages, projection: utm)
    let links = try Adjacency.nearestLinks(regions: villages, edges: edges, projection: utm)
    #expect(edges.count > villages.count)
    #expect(try Adjacency.nearestLinks(regions: villages, edges: edges + links, projection: utm).isEmpty)
  }
}
