import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

/// The first region that contains the point, asked one by one.
private func bruteForce(_ regions: [Region], _ x: Double, _ y: Double) -> Int32 {
  Int32(regions.firstIndex { $0.covers(x: x, y: y) } ?? -1)
}

@Suite("RegionIndex")
struct RegionIndexTests {
  @Test("borders belong, and to the first region")
  func borders() {
    // a b
    // c d
    let index = RegionIndex(regions: [square(0, 1), square(1, 1), square(0, 0), square(1, 0)])
    #expect(index.locate(x: 0.5, y: 1.5) == 0)
    #expect(index.locate(x: 1.5, y: 0.5) == 3)
    #expect(index.locate(x: 1, y: 1.5) == 0)
    #expect(index.locate(x: 1.5, y: 1) == 1)
    #expect(index.locate(x: 1, y: 0.5) == 2)
    #expect(index.locate(x: 1, y: 1) == 0)
    #expect(index.locate(x: 2, y: 0) == 3)
    #expect(index.locate(x: 2.0.nextUp, y: 0) == -1)
    #expect(index.locate(x: .nan, y: 0) == -1)
    #expect(index.locate(x: 0, y: .infinity) == -1)
  }

  @Test("order is precedence where regions overlap")
  func overlap() {
    let (small, large) = (square(1, 1), square(0, 0, side: 4))
    #expect(RegionIndex(regions: [small, large]).locate(x: 1.5, y: 1.5) == 0)
    #expect(RegionIndex(regions: [large, small]).locate(x: 1.5, y: 1.5) == 0)
    #expect(RegionIndex(regions: [small, large]).locate(x: 3, y: 3) == 1)
  }

  @Test("a hole's ring belongs, its inside does not")
  func hole() {
    let index = RegionIndex(regions: [frame])
    #expect(index.locate(x: 0.5, y: 2) == 0)
    #expect(index.locate(x: 1, y: 2) == 0)
    #expect(index.locate(x: 3, y: 3) == 0)
    #expect(index.locate(x: 2, y: 2) == -1)
    #expect(index.locate(x: 1.0.nextUp, y: 2) == -1)
  }

  @Test("what lies in a hole has its own region")
  func enclave() {
    let index = RegionIndex(regions: [frame, square(1, 1, side: 2)])
    #expect(index.locate(x: 2, y: 2) == 1)
    #expect(index.locate(x: 1, y: 2) == 0)
  }

  @Test("parts of one region, also where they overlap")
  func parts() {
    let both = region([
      [[(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]], [[(1, 1), (3, 1), (3, 3), (1, 3), (1, 1)]],
    ])
    let index = RegionIndex(regions: [both])
    #expect(index.locate(x: 1.5, y: 1.5) == 0)
    #expect(index.locate(x: 0.5, y: 0.5) == 0)
    #expect(index.locate(x: 2.5, y: 0.5) == -1)
  }

  @Test("nothing to find")
  func empty() {
    #expect(RegionIndex(regions: []).locate(x: 0, y: 0) == -1)
    #expect(RegionIndex(regions: [Region(), square(0, 0)]).locate(x: 0, y: 0) == 1)
    let bad = Region(exterior: [(0, 0), (1, .nan), (1, 1)])
    #expect(RegionIndex(regions: [bad, square(0, 0)]).locate(x: 0.1, y: 0.1) == 1)
  }

  @Test("regions without extent hold their own points")
  func degenerate() {
    let point = Region(exterior: [(1, 1), (1, 1), (1, 1)])
    let line = Region(exterior: [(0, 0), (2, 1), (0, 0)])
    #expect(RegionIndex(regions: [point]).locate(x: 1, y: 1) == 0)
    #expect(RegionIndex(regions: [line]).locate(x: 1, y: 0.5) == 0)
    #expect(RegionIndex(regions: [line]).locate(x: 1, y: 0.5.nextUp) == -1)
    #expect(RegionIndex(regions: [point, line]).locate(x: 2, y: 1) == 1)
  }

  @Test(
    "coordinates near the largest and the smallest double",
    arguments: [1e308, 1.7e308, 1e-300, .leastNonzeroMagnitude])
  func extremes(size: Double) {
    let index = RegionIndex(regions: [
      Region(exterior: [(-size, -size), (size, -size), (size, size), (-size, size)])
    ])
    for x in [-size, 0, size] { for y in [-size, 0, size] { #expect(index.locate(x: x, y: y) == 0) } }
    #expect(index.locate(x: size.nextUp, y: 0) == -1)
  }

  @Test("a village of a few doubles' width, far from the origin")
  func coarse() {
    let step = 1000.0.ulp
    let tiny = square(1000, 1000, side: 5 * step)
    let index = RegionIndex(regions: [tiny, square(1001, 1001)])
    for i in -2...7 {
      for j in -2...7 {
        let (x, y) = (1000 + Double(i) * step, 1000 + Double(j) * step)
        #expect(index.locate(x: x, y: y) == bruteForce([tiny], x, y))
      }
    }
  }

  @Test("agrees with one-by-one search on random villages", arguments: 0..<12)
  func bruteForceOnRandomRegions(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let lattice = Double([1, 2, 4, 64, 1 << 40, 1 << 40][seed % 6])
    var regions: [Region] = []
    for _ in 0..<Int.random(in: 1...40, using: &random) {
      // Corners on a coarse lattice repeat, touch, cross and run along raster lines.
      var parts: [[[(Double, Double)]]] = []
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let (x, y) = (Double.random(in: 0...8, using: &random), Double.random(in: 0...8, using: &random))
        let radius = Double.random(in: 0.1...3, using: &random)
        let rings = [(radius, 9), (radius / 4, 5)].map {
          star(x: x, y: y, radius: $0.0, corners: $0.1, using: &random)
            .map { (($0.0 * lattice).rounded() / lattice, ($0.1 * lattice).rounded() / lattice) }
        }
        parts.append(Bool.random(using: &random) ? rings : [rings[0]])
      }
      regions.append(region(parts))
    }
    let index = RegionIndex(regions: regions)
    for point in points(near: regions, count: 3000, using: &random) {
      #expect(index.locate(x: point.x, y: point.y) == bruteForce(regions, point.x, point.y), "\(point)")
    }
  }

  @Test("any number of threads gives the same answer")
  func threads() {
    var random = SplitMix64(seed: 7)
    let regions = (0..<50).map { _ in
      let (x, y) = (Double.random(in: 0...9, using: &random), Double.random(in: 0...9, using: &random))
      return region([[star(x: x, y: y, radius: 1, corners: 12, using: &random)]])
    }
    let places = points(near: regions, count: 30_000, using: &random)
    let (xs, ys) = (ContiguousArray(places.map(\.x)), ContiguousArray(places.map(\.y)))
    let index = RegionIndex(regions: regions)
    for threads in [2, 3, 8] {
      let other = RegionIndex(regions: regions, threads: threads)
      #expect(other.raster.cells == index.raster.cells)
      #expect(other.raster.bands.edges == index.raster.bands.edges)
      #expect(other.raster.entries.map(\.regionAndEnd) == index.raster.entries.map(\.regionAndEnd))
    }
    let one = index.locate(xs: xs, ys: ys)
    for threads in [0, 2, 3, 8] { #expect(index.locate(xs: xs, ys: ys, threads: threads) == one) }
    #expect(zip(xs, ys).map { index.locate(x: $0, y: $1) } == Array(one))
    #expect(index.locate(xs: [], ys: []).isEmpty)
  }

  @Test("a large index takes points strip by strip, with the same answers")
  func strips() {
    var random = SplitMix64(seed: 8)
    let regions = (0..<70).map { i in
      let (x, y) = (Double(i % 10), Double(i / 10))
      return region([[star(x: x, y: y, radius: 0.8, corners: 1000, using: &random)]])
    }
    var xs = ContiguousArray((0..<140_000).map { _ in Double.random(in: -1...10, using: &random) })
    var ys = ContiguousArray((0..<140_000).map { _ in Double.random(in: -1...8, using: &random) })
    for i in stride(from: 0, to: xs.count, by: 100) { xs[i] = i % 200 == 0 ? .nan : 1e9 }
    // Corners, which several regions may share a cell with, and the points beside them.
    for (i, region) in regions.enumerated() {
      for (k, corner) in region.xs.indices.prefix(500).enumerated() {
        let place = i * 2000 + k * 4 + 1
        (xs[place], ys[place]) = (region.xs[corner], region.ys[corner])
        (xs[place + 1], ys[place + 1]) = (region.xs[corner].nextUp, region.ys[corner])
      }
    }
    let index = RegionIndex(regions: regions, threads: 2)
    #expect(index.frame.columns * index.frame.rows >= 1 << 20)
    let expected = ContiguousArray(zip(xs, ys).map { index.locate(x: $0, y: $1) })
    #expect(index.locate(xs: xs, ys: ys) == expected)
    #expect(index.locate(xs: xs, ys: ys, threads: 2) == expected)
  }

  @Test("is what GEOS calls covers, for valid regions")
  func geos() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<40 {
      let shape = region([
        [star(x: 113.4, y: 28.2, radius: 0.1, corners: 40, using: &random)],
        [star(x: 113.7, y: 28.2, radius: 0.1, corners: 7, using: &random)],
      ])
      let index = RegionIndex(regions: [shape])
      let prepared = try PreparedRegion(shape)
      for point in points(near: [shape], count: 200, using: &random) {
        let expected: Int32 = try prepared.covers(x: point.x, y: point.y) ? 0 : -1
        #expect(index.locate(x: point.x, y: point.y) == expected, "\(point)")
      }
    }
  }

  @Test("a comb with teeth across the whole raster stays small")
  func comb() {
    var ring: [(Double, Double)] = [(0, 0)]
    for tooth in 0..<20_000 {
      ring.append((Double(tooth) + 0.5, 1000))
      ring.append((Double(tooth) + 1, 1))
    }
    ring.append((20_000, 0))
    let comb = Region(exterior: ring)
    let index = RegionIndex(regions: [comb])
    var random = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let (x, y) = (
        Double.random(in: 0...20_000, using: &random), Double.random(in: 0...1000, using: &random)
      )
      #expect(index.locate(x: x, y: y) == bruteForce([comb], x, y))
    }
  }

  @Test("real villages: one by one, and every vertex has an owner")
  func realVillages() throws {
    guard let villages = try sharedVillages("bohol-villages.geojson") else { return }
    let index = RegionIndex(regions: villages)
    var random = SplitMix64(seed: 5)
    for point in points(near: villages, count: 3000, using: &random) {
      #expect(index.locate(x: point.x, y: point.y) == bruteForce(villages, point.x, point.y))
    }
    for (i, village) in villages.enumerated() {
      for k in village.xs.indices {
        let owner = index.locate(x: village.xs[k], y: village.ys[k])
        #expect(owner >= 0 && owner <= Int32(i))
      }
    }
  }

  /// Points anywhere, on vertices, beside them, level with them, and on or beside edges.
  private func points(
    near regions: [Region], count: Int, using random: inout SplitMix64
  ) -> [SIMD2<Double>] {
    (0..<count).map { i in
      let region = regions[Int.random(in: regions.indices, using: &random)]
      let k = Int.random(in: 1..<region.xs.count, using: &random)
      let (a, b) = (SIMD2(region.xs[k - 1], region.ys[k - 1]), SIMD2(region.xs[k], region.ys[k]))
      let share = Double.random(in: 0...1, using: &random)
      switch i % 6 {
      case 0: return a
      case 1: return [a.x.nextUp, b.y]
      case 2: return (a + b) / 2
      case 3: return a + (b - a) * share
      case 4: return [a.x + share - 0.5, a.y]
      default: return a + [share - 0.5, Double.random(in: -0.5...0.5, using: &random)]
      }
    }
  }
}
