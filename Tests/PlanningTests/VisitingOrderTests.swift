import Planning
import TestSupport
import Testing

@Suite struct VisitingOrderTests {
  private func length(_ order: [Int], _ xs: [Double], _ ys: [Double]) -> Double {
    order.indices.reduce(0) { sum, i in
      let (u, v) = (order[i], order[(i + 1) % order.count])
      return sum + ((xs[u] - xs[v]) * (xs[u] - xs[v]) + (ys[u] - ys[v]) * (ys[u] - ys[v])).squareRoot()
    }
  }

  @Test func goesRoundASquare() {
    // Corners and middles of a square's sides, out of order: 8 legs of 10 m.
    let xs: [Double] = [0, 20, 20, 0, 10, 10, 0, 20]
    let ys: [Double] = [0, 20, 0, 20, 0, 20, 10, 10]
    let order = VisitingOrder(xs: xs, ys: ys, start: 2)
    #expect(order.metres == 80)
    #expect(order.places == [2, 4, 0, 6, 3, 5, 1, 7] || order.places == [2, 7, 1, 5, 3, 6, 0, 4])
  }

  @Test func beginsBehindTheLongestLeg() {
    // On a line the way back is the longest leg: the walk is from one end to the other.
    let order = VisitingOrder(xs: [30, 0, 10, 20, 45], ys: [0, 0, 0, 0, 0])
    #expect(order.places == [1, 2, 3, 0, 4] || order.places == [4, 0, 3, 2, 1])
    #expect(order.metres == 90)
  }

  @Test func takesFewPlaces() {
    #expect(VisitingOrder(xs: [], ys: []).places == [])
    #expect(VisitingOrder(xs: [1], ys: [1], start: 0).places == [0])
    #expect(VisitingOrder(xs: [1, 2], ys: [1, 1], start: 1).places == [1, 0])
    let square = VisitingOrder(xs: [0, 1, 1, 0], ys: [0, 1, 0, 1])
    #expect(square.metres == 4)
    // All at one spot: every order is as good, each place stands in it once.
    let spot = VisitingOrder(xs: Array(repeating: 5, count: 40), ys: Array(repeating: 5, count: 40))
    #expect(spot.places.sorted() == Array(0..<40) && spot.metres == 0)
  }

  @Test(arguments: 1...12) func isAsShortAsTheBestOfAllForFewPlaces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = 5 + Int(seed % 4)
    let xs = (0..<count).map { _ in Double.random(in: 0...100, using: &random) }
    let ys = (0..<count).map { _ in Double.random(in: 0...100, using: &random) }
    var best = Double.infinity
    func search(_ order: [Int], _ left: [Int]) {
      if left.isEmpty { best = min(best, length(order, xs, ys)) }
      for next in left { search(order + [next], left.filter { $0 != next }) }
    }
    search([0], Array(1..<count))
    let order = VisitingOrder(xs: xs, ys: ys)
    #expect(abs(order.metres - best) < 1e-9)
    #expect(abs(length(order.places, xs, ys) - best) < 1e-9)
  }

  @Test(arguments: [50, 200]) func visitsEachOnceAndIsMuchShorterThanByNearestNeighbours(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    let xs = (0..<count).map { _ in Double.random(in: 0...1000, using: &random) }
    let ys = (0..<count).map { _ in Double.random(in: 0...1000, using: &random) }
    let order = VisitingOrder(xs: xs, ys: ys, start: 7, seed: 3, kicks: 200)
    #expect(order.places[0] == 7 && order.places.sorted() == Array(0..<count))
    #expect(abs(length(order.places, xs, ys) - order.metres) < 1e-6)
    #expect(order == VisitingOrder(xs: xs, ys: ys, start: 7, seed: 3, kicks: 200))
    var (walk, left) = ([7], Array(0..<count).filter { $0 != 7 })
    while !left.isEmpty {
      let here = walk[walk.count - 1]
      let next = left.min { length([here, $0], xs, ys) < length([here, $1], xs, ys) } ?? 0
      walk.append(next)
      left.removeAll { $0 == next }
    }
    #expect(order.metres < 0.9 * length(walk, xs, ys))
  }

  @Test(arguments: [1, 2, 3, 7, 50]) func dividesIntoDays(days: Int) {
    var random = SplitMix64(seed: 5)
    let xs = (0..<50).map { _ in Double.random(in: 0...100, using: &random) }
    let ys = (0..<50).map { _ in Double.random(in: 0...100, using: &random) }
    let order = VisitingOrder(xs: xs, ys: ys)
    let parts = order.days(days, xs: xs, ys: ys)
    #expect(parts.count == days && parts.flatMap(\.self) == order.places)
    let size = 50 / Double(days)
    #expect(parts.allSatisfy { abs(Double($0.count) - size) <= size / 5 + 1 && !$0.isEmpty })
  }

  @Test func cutsDaysWhereTheWayIsLong() {
    // Two hamlets, 9 and 11 houses on a line: the second day begins in the second hamlet.
    let xs = (0..<9).map { Double($0) } + (0..<11).map { 100 + Double($0) }
    let order = VisitingOrder(xs: xs, ys: Array(repeating: 0, count: 20))
    let parts = order.days(2, xs: xs, ys: Array(repeating: 0, count: 20))
    #expect(Set(parts.map(\.count)) == [9, 11])
    #expect(VisitingOrder(xs: [], ys: []).days(3, xs: [], ys: []) == [])
  }
}
