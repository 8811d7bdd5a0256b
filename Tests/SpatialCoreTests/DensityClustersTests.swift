import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

/// Clusters by eye on a few points, and against the definition itself on random ones.
@Suite struct DensityClustersTests {
  @Test func findsTwoHamletsAndAFarmBetween() {
    //  0 1 2          6 7 8      and a farm at 4 beyond reach of both
    let xs: ContiguousArray<Double> = [0, 1, 2, 4.5, 7, 8, 9]
    let ys = ContiguousArray<Double>(repeating: 0, count: 7)
    #expect(DensityClusters.labels(xs: xs, ys: ys, within: 1, minimum: 3) == [0, 0, 0, -1, 1, 1, 1])
    #expect(DensityClusters.labels(xs: xs, ys: ys, within: 2.5, minimum: 3) == [0, 0, 0, 0, 0, 0, 0])
    #expect(DensityClusters.labels(xs: xs, ys: ys, within: 1, minimum: 4) == [-1, -1, -1, -1, -1, -1, -1])
    #expect(DensityClusters.labels(xs: xs, ys: ys, within: 1, minimum: 1) == [0, 0, 0, 1, 2, 2, 2])
    #expect(DensityClusters.labels(xs: [], ys: [], within: 1, minimum: 3) == [])
  }

  @Test func givesABorderPointToTheClusterThatBeginsFirst() {
    // The point at 3 reaches a core point of both clusters; the one whose first core point is listed first has it.
    let east: ContiguousArray<Double> = [6, 5, 4, 4, 3, 2, 2, 1, 0]
    let ys: ContiguousArray<Double> = [0, 0, 0, 0.1, 0, 0, 0.1, 0, 0]
    #expect(DensityClusters.labels(xs: east, ys: ys, within: 1, minimum: 4) == [-1, 0, 0, 0, 0, 1, 1, 1, -1])
    let west = ContiguousArray(east.reversed())
    #expect(
      DensityClusters.labels(xs: west, ys: ContiguousArray(ys.reversed()), within: 1, minimum: 4)
        == [-1, 0, 0, 0, 0, 1, 1, 1, -1])
  }

  @Test func leavesPointsWithoutCoordinatesOut() {
    #expect(
      DensityClusters.labels(xs: [0, .nan, 0, .infinity], ys: [0, 0, 0, 0], within: 1, minimum: 2) == [
        0, -1, 0, -1,
      ])
    #expect(DensityClusters.labels(xs: [0, 0], ys: [0, 0], within: 0, minimum: 1) == [-1, -1])
  }

  @Test("Labels are those of the definition, on random points", arguments: UInt64(1)...60)
  func agreesWithDefinition(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...160, using: &random)
    // Whole metres and a distance of 5 make many pairs lie at the distance exactly (3, 4, 5).
    let isWhole = seed % 2 == 0
    let spread = Double.random(in: 5...60, using: &random)
    var (xs, ys): (ContiguousArray<Double>, ContiguousArray<Double>) = ([], [])
    for _ in 0..<count {
      let (x, y) = (
        Double.random(in: -spread...spread, using: &random), Double.random(in: 0...spread, using: &random)
      )
      xs.append((isWhole ? x.rounded() : x) + 4_000_000)
      ys.append(isWhole ? y.rounded() : y)
    }
    let minimum = Int.random(in: 1...9, using: &random)
    #expect(
      DensityClusters.labels(xs: xs, ys: ys, within: 5, minimum: minimum)
        == slowLabels(xs, ys, within: 5, minimum: minimum))
  }

  @Test("Dense squares that do not meet stay apart, and those that do are joined", arguments: UInt64(1)...12)
  func agreesInTowns(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var (xs, ys): (ContiguousArray<Double>, ContiguousArray<Double>) = ([], [])
    // Blocks of 120 flats about 10 m apart: more pairs than are compared one by one.
    for block in 0..<8 {
      for _ in 0..<120 {
        xs.append(
          Double(block % 4) * Double.random(in: 11...13.5, using: &random)
            + Double.random(in: 0...3, using: &random))
        ys.append(Double(block / 4) * 13 + Double.random(in: 0...3, using: &random))
      }
    }
    #expect(
      DensityClusters.labels(xs: xs, ys: ys, within: 10, minimum: 6)
        == slowLabels(xs, ys, within: 10, minimum: 6))
  }

  /// DBSCAN as the paper has it: every pair is looked at.
  private func slowLabels(
    _ xs: ContiguousArray<Double>, _ ys: ContiguousArray<Double>, within distance: Double, minimum: Int
  ) -> ContiguousArray<Int32> {
    let near = xs.indices.map { i in
      xs.indices.filter { j in
        (xs[i] - xs[j]) * (xs[i] - xs[j]) + (ys[i] - ys[j]) * (ys[i] - ys[j]) <= distance * distance
      }
    }
    var labels = ContiguousArray<Int32>(repeating: -1, count: xs.count)
    var next: Int32 = 0
    for i in xs.indices where labels[i] < 0 && near[i].count >= minimum {
      var open = [i]
      while let point = open.popLast() {
        guard labels[point] < 0 else { continue }
        labels[point] = next
        if near[point].count >= minimum { open += near[point].filter { labels[$0] < 0 } }
      }
      next += 1
    }
    return labels
  }
}

@Suite struct PointTreeTests {
  @Test("The nearest point is that of a slow search", arguments: UInt64(1)...20)
  func agreesWithSlowSearch(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...300, using: &random)
    let xs = ContiguousArray((0..<count).map { _ in Double.random(in: 0...20, using: &random).rounded() })
    let ys = ContiguousArray((0..<count).map { _ in Double.random(in: 0...20, using: &random).rounded() })
    let tree = PointTree(xs: xs, ys: ys, points: 0..<count)
    for _ in 0..<50 {
      let others = Int.random(in: 1...40, using: &random)
      let otherXs = ContiguousArray(
        (0..<others).map { _ in Double.random(in: -5...25, using: &random).rounded() })
      let otherYs = ContiguousArray((0..<others).map { _ in Double.random(in: 0...20, using: &random) })
      let squares: [Double] = xs.indices.map { i in
        var least = Double.infinity
        for j in otherXs.indices {
          let (dx, dy) = (xs[i] - otherXs[j], ys[i] - otherYs[j])
          least = min(least, dx * dx + dy * dy)
        }
        return least
      }
      let least = squares.min() ?? 0
      let found = tree.nearest(to: PointTree(xs: otherXs, ys: otherYs, points: 0..<others))
      #expect(found == PointTree.Nearest(index: squares.firstIndex(of: least) ?? 0, square: least))
    }
  }

  @Test("One point, and many at one place, have a tree too")
  func takesPointsWithoutExtent() {
    let one = PointTree(xs: [500_000], ys: [3_800_000], points: 0..<1)
    let heap = PointTree(
      xs: ContiguousArray(repeating: 500_003, count: 20),
      ys: ContiguousArray(repeating: 3_800_004, count: 20), points: 0..<20)
    #expect(heap.nearest(to: one) == PointTree.Nearest(index: 0, square: 25))
    #expect(one.nearest(to: heap) == PointTree.Nearest(index: 0, square: 25))
  }

  @Test func isEmptyWithoutPoints() {
    let tree = PointTree(xs: [.nan, 1], ys: [1, .infinity], points: 0..<2)
    #expect(tree.count == 0)
    #expect(tree.nearest(to: PointTree(xs: [0], ys: [0], points: 0..<1)) == nil)
    #expect(PointTree(xs: [0], ys: [0], points: 0..<1).nearest(to: tree) == nil)
    #expect(!tree.comes(within: 1, of: tree))
  }
}

@Suite struct OutlineTests {
  @Test(
    "An outline holds every point, and clusters of one point or a line have an area",
    arguments: UInt64(1)...20)
  func holdsEveryPoint(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let count = [1, 2, 3, 40, 400][Int(seed % 5)]
    let xs = (0..<count).map { _ in 500_000 + Double.random(in: 0...300, using: &random) }
    let ys = seed % 2 == 0 ? xs.map { $0 * 2 } : xs.map { _ in Double.random(in: 0...300, using: &random) }
    let outline = try Region.outline(xs: xs, ys: ys, widenedBy: 30)
    #expect(outline.area > 2500)
    #expect(outline.polygonCount == 1)
    for i in xs.indices { #expect(outline.covers(x: xs[i], y: ys[i])) }
  }

  @Test func isEmptyWithoutPoints() throws {
    #expect(try Region.outline(xs: [], ys: [], widenedBy: 30).isEmpty)
  }

  @Test func sharesWhatLiesInBoth() throws {
    let square = Region(exterior: [(0, 0), (4, 0), (4, 4), (0, 4)])
    let other = Region(exterior: [(3, 3), (9, 3), (9, 9), (3, 9)])
    #expect(try square.intersection(with: other).area == 1)
    #expect(try square.intersection(with: Region(exterior: [(8, 8), (9, 8), (9, 9)])).isEmpty)
    #expect(try square.intersection(with: Region(exterior: [(4, 0), (9, 0), (9, 4), (4, 4)])).isEmpty)
  }
}
