import TestSupport
import Testing

@testable import SpatialCore

@Suite("Near points")
struct NearPointsTests {
  private func neighbours(
    _ points: [(Double, Double)], within distance: Double = 10
  ) -> [NearPoints.Neighbour] {
    NearPoints.earlierNeighbours(
      xs: ContiguousArray(points.map(\.0)), ys: ContiguousArray(points.map(\.1)), within: distance)
  }

  @Test("a point is paired with the nearest of those before it")
  func nearest() {
    #expect(
      neighbours([(0, 0), (100, 0), (6, 0), (4, 0)]) == [
        .init(point: 2, earlier: 0, metres: 6), .init(point: 3, earlier: 2, metres: 2),
      ])
    #expect(neighbours([(0, 0), (10, 0), (20.001, 0)]) == [.init(point: 1, earlier: 0, metres: 10)])
    #expect(neighbours([(-3, -4), (0, 0)]) == [.init(point: 1, earlier: 0, metres: 5)])
  }

  @Test("missing, absurd and single points have no neighbour, nor has a distance that is none")
  func none() {
    #expect(neighbours([(.nan, .nan), (.nan, .nan), (.infinity, 0), (1e300, 0), (1e300, 0)]).isEmpty)
    #expect(neighbours([(0, 0)]).isEmpty)
    for distance in [0, -1, .nan, .infinity] {
      #expect(neighbours([(0, 0), (0, 0)], within: distance).isEmpty)
    }
  }

  @Test("points are in pairs exactly where a slow search finds an earlier one", arguments: 0..<6)
  func slowSearch(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    // From sparse to crowds of a hundred in a square.
    let side = [1000.0, 300, 100, 30, 10, 3][seed]
    let points = (0..<400).map { _ in
      (Double.random(in: 0...side, using: &random), Double.random(in: 0...side, using: &random))
    }
    let found = Dictionary(uniqueKeysWithValues: neighbours(points).map { (Int($0.point), $0) })
    for i in points.indices {
      let distances = (0..<i).map { j in
        let (dx, dy) = (points[j].0 - points[i].0, points[j].1 - points[i].1)
        return (dx * dx + dy * dy).squareRoot()
      }
      let nearest = distances.min() ?? .infinity
      #expect((found[i] != nil) == (nearest <= 10))
      guard let neighbour = found[i] else { continue }
      #expect(neighbour.metres == distances[Int(neighbour.earlier)])
      #expect(neighbour.metres <= 10)
      // Out of a crowd it is the very nearest.
      if distances.count(where: { $0 <= 20 }) < NearPoints.crowd { #expect(neighbour.metres == nearest) }
    }
  }

  @Test("a hundred thousand points at one place and around it take no time to speak of")
  func crowd() {
    let points = (0..<100_000).map { (Double($0 % 1000) * 1e-6, 0.0) }
    #expect(neighbours(points).count == 99_999)
  }

  @Test("sites are places shared to the last bit")
  func sites() {
    let xs: ContiguousArray = [1, 2, 1, .nan, 2.000_000_1, 1, .nan, 2]
    let ys: ContiguousArray = [5, 5, 5, 5, 5, 5, .nan, 5]
    #expect(NearPoints.sites(xs: xs, ys: ys) == [[0, 2, 5], [1, 7]])
    #expect(NearPoints.sites(xs: [], ys: []).isEmpty)
  }
}
