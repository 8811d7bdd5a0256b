import CampaignModel
import Planning
import TestSupport
import Testing

/// What must hold on any ground.
@Suite struct AllocationInvariants {
  private func check(_ problem: AllocationProblem, _ result: AllocationResult) {
    #expect(result.groups.count == problem.units.count)
    #expect(result.territory.allSatisfy { $0 >= 0 && $0 < problem.groups.count })
    let pinned = Set(problem.pins.map(\.unit))
    var work = Array(repeating: 0.0, count: problem.groups.count)
    for (u, group) in result.groups.enumerated() {
      let isTask = problem.work[u] > 0 || pinned.contains(problem.units[u])
      #expect(group == (isTask ? result.territory[u] : -1))
      if group >= 0 { work[Int(group)] += problem.work[u] }
    }
    for (share, sum) in zip(result.shares, work) { #expect(abs(share.work - sum) < 1e-6) }
    #expect(abs(result.shares.reduce(0) { $0 + $1.target } - problem.work.reduce(0, +)) < 1e-6)
    for pin in problem.pins {
      let unit = problem.units.firstIndex(of: pin.unit)
      let group = unit.map { Int(result.groups[$0]) }
      #expect(group.map { problem.groups[$0] } == pin.group)
    }
    #expect(result.shares.map(\.parts) == partsByFloodFill(problem, result.territory))
    #expect(result.largestDeviation >= result.deviationFromPins - 1e-9)
    for share in result.shares where share.parts == 1 { #expect(share.detached.isEmpty) }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func openGroundIsSharedOutConnectedAndInBalance(seed: UInt64) throws {
    let ground = RandomGround(columns: 18, rows: 20, groups: 12 + Int(seed), seed: seed)
    let result = try draft(ground.problem, seed: seed)
    check(ground.problem, result)
    #expect(result.shares.allSatisfy { $0.parts == 1 && $0.work > 0 })
    #expect(result.largestDeviation < 0.15)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func groundWithEmptyUnitsRiversAndPins(seed: UInt64) throws {
    let ground = RandomGround(
      columns: 15, rows: 15, groups: 8, emptyShare: 0.5, closedShare: 0.3, pins: 10, seed: seed)
    check(ground.problem, try draft(ground.problem, seed: seed))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func tinyGroundOfAnyShape(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let ground = RandomGround(
      columns: Int.random(in: 1...4, using: &random), rows: Int.random(in: 1...4, using: &random),
      groups: Int.random(in: 1...4, using: &random), emptyShare: 0.3, closedShare: 0.6,
      pins: Int.random(in: 0...3, using: &random), seed: seed)
    do {
      check(ground.problem, try draft(ground.problem, seed: seed))
    } catch {
      guard case .tooManyGroups(let groups, let unitsWithWork, let pinned) = error else { throw error }
      #expect(groups > unitsWithWork - pinned)
    }
  }

  @Test func unitsWithoutABorderBetweenThem() throws {
    var ground = RandomGround(columns: 12, rows: 12, groups: 5, seed: 3)
    ground.problem.edges = []
    let result = try draft(ground.problem, effort: 0.5)
    check(ground.problem, result)
    #expect(result.addedLinks.count == 143)
    #expect(result.largestDeviation < 0.5)
  }

  @Test func allUnitsInOneSpot() throws {
    var ground = RandomGround(columns: 8, rows: 8, groups: 5, seed: 4)
    ground.problem.xs = Array(repeating: 500_000, count: 64)
    ground.problem.ys = Array(repeating: 3_000_000, count: 64)
    check(ground.problem, try draft(ground.problem))
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func theOrderOfTheInputDoesNotMatter(seed: UInt64) throws {
    let ground = RandomGround(
      columns: 14, rows: 12, groups: 9, emptyShare: 0.2, closedShare: 0.5, pins: 6, seed: seed)
    let plain = try draft(ground.problem, seed: 7)
    let (problem, unitOrder, groupOrder) = ground.shuffled(seed: seed)
    let shuffled = try draft(problem, seed: 7)
    for (new, old) in unitOrder.enumerated() {
      let group = shuffled.groups[new]
      #expect(plain.groups[old] == (group < 0 ? -1 : Int32(groupOrder[Int(group)])))
    }
    #expect(groupOrder.map { plain.shares[$0].work } == shuffled.shares.map(\.work))
    #expect(plain.largestDeviation == shuffled.largestDeviation)
    #expect(try draft(ground.problem, seed: 7) == plain)
  }

  @Test func fineCellsComeOutEven() throws {
    let ground = RandomGround(columns: 60, rows: 50, groups: 20, emptyShare: 0.6, seed: 5)
    let result = try draft(ground.problem)
    check(ground.problem, result)
    #expect(result.largestDeviation < 0.06)
  }

  /// A third of all units is pinned, in ones, twos and threes that lie together.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func groundWithManyPins(seed: UInt64) throws {
    let ground = RandomGround(columns: 18, rows: 19, groups: 57, pinClusters: 57, seed: seed)
    let result = try draft(ground.problem, seed: seed, effort: 0.1)
    check(ground.problem, result)
    #expect(result.shares.allSatisfy { $0.parts == 1 })
    let mean = result.shares.reduce(0) { $0 + abs($1.deviation) } / Double(result.shares.count)
    // A single group may be enclosed by pins; most groups must not suffer from it.
    #expect(mean < 0.15)
    #expect(result.largestDeviation < max(0.7, result.deviationFromPins + 0.01))
  }
}
