import TestSupport
import Testing

@testable import Planning

/// The least Σ work × square distance to the group's centre over all partitions whose loads are within the balance, by
/// trying all; nil if there is none.
private func leastInertia(
  work: [Double], xs: [Double], ys: [Double], shares: [Double], balance: Double
) -> Double? {
  let (n, k) = (work.count, shares.count)
  var owner = Array(repeating: 0, count: n)
  var best: Double?
  while true {
    var inertia = 0.0
    var fits = true
    for g in 0..<k {
      let members = (0..<n).filter { owner[$0] == g }
      let load = members.reduce(0) { $0 + work[$1] }
      fits = fits && abs(load - shares[g]) <= balance * shares[g] + 1e-12
      let x = members.reduce(0) { $0 + work[$1] * xs[$1] } / load
      let y = members.reduce(0) { $0 + work[$1] * ys[$1] } / load
      for u in members { inertia += work[u] * ((xs[u] - x) * (xs[u] - x) + (ys[u] - y) * (ys[u] - y)) }
    }
    if fits { best = min(best ?? .infinity, inertia) }
    // The next number with n digits to the base k.
    guard let digit = owner.firstIndex(where: { $0 < k - 1 }) else { return best }
    for i in 0..<digit { owner[i] = 0 }
    owner[digit] += 1
  }
}

@Suite struct BoundOnInertia {
  @Test func twoPairsOfHamletsAreBoundedExactly() {
    // Two pairs, 100 m apart each and 10 km from each other: 4 hamlets × 10 work × (50 m)².
    let bound = inertiaBound(
      work: [10, 10, 10, 10], xs: [0, 100, 10_000, 10_100], ys: [0, 0, 0, 0], shares: [20, 20], balance: 0.05,
      plan: [0, 0, 1, 1])
    #expect(bound <= 100_000)
    #expect(bound > 99_000)
  }

  @Test func aBadPlanToStartFromDoesNotMakeItInvalid() {
    let bound = inertiaBound(
      work: [10, 10, 10, 10], xs: [0, 100, 10_000, 10_100], ys: [0, 0, 0, 0], shares: [20, 20], balance: 0.05,
      plan: [0, 1, 0, 1])
    #expect(bound <= 100_000)
    #expect(bound >= 0)
  }

  @Test func wholeUnitsCostMoreThanDivisibleOnes() {
    // Work of 3, 3 and 2, 2 in a row: halves of 5 must take one of each. Divisible units would not have to.
    let (work, xs): ([Double], [Double]) = ([3, 3, 2, 2], [0, 100, 1000, 1100])
    let least = leastInertia(work: work, xs: xs, ys: [0, 0, 0, 0], shares: [5, 5], balance: 0.1)
    let bound = inertiaBound(
      work: work, xs: xs, ys: [0, 0, 0, 0], shares: [5, 5], balance: 0.1, plan: [0, 1, 0, 1])
    #expect(least == 2_400_000)
    #expect(bound <= 2_400_000)
    #expect(bound > 2_300_000)
  }

  @Test func whereNoPlanExistsOrNothingIsToBeSharedItIsZero() {
    #expect(inertiaBound(work: [], xs: [], ys: [], shares: [1], balance: 0.05, plan: []) == 0)
    #expect(inertiaBound(work: [0], xs: [5], ys: [5], shares: [1], balance: 0.05, plan: [-1]) == 0)
    #expect(
      inertiaBound(work: [4, 4], xs: [0, 9], ys: [0, 0], shares: [1, 1], balance: 0.05, plan: [0, 1]) == 0)
    #expect(inertiaBound(work: [4], xs: [3], ys: [3], shares: [4], balance: 0, plan: [0]) == 0)
  }

  @Test func emptyUnitsCountForNothing() {
    let all = inertiaBound(
      work: [10, 0, 10, 10, 10], xs: [0, 50_000, 100, 10_000, 10_100], ys: [0, 9, 0, 0, 0], shares: [20, 20],
      balance: 0.05, plan: [0, -1, 0, 1, 1])
    let used = inertiaBound(
      work: [10, 10, 10, 10], xs: [0, 100, 10_000, 10_100], ys: [0, 0, 0, 0], shares: [20, 20], balance: 0.05,
      plan: [0, 0, 1, 1])
    #expect(all == used)
  }

  @Test func noPartitionOfRandomGroundIsBelowIt() {
    var random = SplitMix64(seed: 11)
    var (count, sum) = (0, 0.0)
    for _ in 0..<60 {
      let n = Int.random(in: 3...8, using: &random)
      let k = Int.random(in: 1...3, using: &random)
      let work = (0..<n).map { _ in Double(Int.random(in: 1...6, using: &random)) }
      let xs = (0..<n).map { _ in 250_000 + Double.random(in: 0...9000, using: &random) }
      let ys = (0..<n).map { _ in 2_600_000 + Double.random(in: 0...9000, using: &random) }
      let capacities = (0..<k).map { _ in Double(Int.random(in: 2...3, using: &random)) }
      let perCapacity = work.reduce(0, +) / capacities.reduce(0, +)
      let shares = capacities.map { $0 * perCapacity }
      let balance = [0.05, 0.2, 0.4].randomElement(using: &random) ?? 0.2
      let plan = (0..<n).map { _ in Int32.random(in: 0..<Int32(k), using: &random) }
      let bound = inertiaBound(work: work, xs: xs, ys: ys, shares: shares, balance: balance, plan: plan)
      guard let least = leastInertia(work: work, xs: xs, ys: ys, shares: shares, balance: balance) else {
        continue
      }
      #expect(bound <= least)
      count += 1
      sum += least > 0 ? bound / least : 1
    }
    #expect(count >= 20)
    #expect(sum / Double(count) > 0.8, "\(sum / Double(count))")
  }

  @Test func atAnyPricesNoSetOfUnitsIsCheaperThanTheSearchSays() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<40 {
      let n = 11
      let work = ContiguousArray((0..<n).map { _ in Double.random(in: 1...9, using: &random) })
      let xs = ContiguousArray((0..<n).map { _ in Double.random(in: 0...9000, using: &random) })
      let ys = ContiguousArray((0..<n).map { _ in Double.random(in: 0...9000, using: &random) })
      // Around what squares of distances are, so that both limits are met, and neither.
      let level = Double.random(in: -2e7...4e7, using: &random)
      let prices = ContiguousArray((0..<n).map { _ in level + Double.random(in: 0...2e7, using: &random) })
      let share = work.reduce(0, +) * Double.random(in: 0.2...0.6, using: &random)
      let limits = (share * 0.9)...(share * 1.1)
      var least = Double.infinity
      for set in 1..<(1 << n) {
        let members = (0..<n).filter { set >> $0 & 1 == 1 }
        let load = members.reduce(0) { $0 + work[$1] }
        guard limits.contains(load) else { continue }
        let x = members.reduce(0) { $0 + work[$1] * xs[$1] } / load
        let y = members.reduce(0) { $0 + work[$1] * ys[$1] } / load
        let cost = members.reduce(0.0) { sum, u in
          let (dx, dy) = (xs[u] - x, ys[u] - y)
          return sum + work[u] * (dx * dx + dy * dy - prices[u])
        }
        least = min(least, cost)
      }
      guard least.isFinite else { continue }
      var units = PricedUnits(work: work, xs: xs, ys: ys)
      units.setPrices(prices)
      let gap = 1e-3 * abs(least)
      let whole = CentreSearch(units, limits, gap: gap, limit: 100_000)
      #expect(whole.bound <= least + 1e-9 * abs(least))
      #expect(whole.bound >= least - 1.01 * gap)
      units.areDivisible = true
      let divisible = CentreSearch(units, limits, gap: gap, limit: 100_000)
      #expect(divisible.bound <= whole.bound + gap)
    }
  }
}
