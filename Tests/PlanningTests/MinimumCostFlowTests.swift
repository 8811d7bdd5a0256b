import Foundation
import TestSupport
import Testing

@testable import Planning

/// Tasks, workers and costs of a seeded case; some arcs are missing, and many costs tie.
struct FlowCase {
  var capacities: [Int]
  /// The cost of each task at each worker, nil where there is no arc.
  var costs: [[Int?]]
  var penalties: [Int]

  init(tasks: Int, workers: Int, largestCapacity: Int, largestCost: Int, arcShare: Double, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    capacities = (0..<workers).map { _ in Int.random(in: 0...largestCapacity, using: &random) }
    costs = (0..<tasks).map { _ in
      (0..<workers).map { _ in
        Double.random(in: 0..<1, using: &random) < arcShare
          ? Int.random(in: 0...largestCost, using: &random) : nil
      }
    }
    penalties = (0..<tasks).map { _ in Int.random(in: 0...(2 * largestCost), using: &random) }
  }

  func solved(order: [Int]? = nil, arcsReversed: Bool = false) -> MinimumCostFlow {
    var arcs = MinimumCostFlow.Arcs()
    for row in costs {
      for worker in arcsReversed ? Array(row.indices.reversed()) : Array(row.indices) {
        if let cost = row[worker] { arcs.append(worker: worker, cost: cost) }
      }
      arcs.endTask()
    }
    return MinimumCostFlow(
      capacities: capacities, arcs: arcs, penalties: ContiguousArray(penalties),
      order: order ?? Array(costs.indices))
  }

  /// What an answer costs, penalties with it; nil if it breaks a rule.
  func cost(of owners: some Sequence<Int32>) -> Int? {
    var left = capacities
    var sum = 0
    for (task, owner) in owners.enumerated() {
      guard owner >= 0 else {
        sum += penalties[task]
        continue
      }
      guard let cost = costs[task][Int(owner)], left[Int(owner)] > 0 else { return nil }
      left[Int(owner)] -= 1
      sum += cost
    }
    return sum
  }

  /// The least cost over all answers, by trying each.
  func leastCost(from task: Int = 0, left: [Int]? = nil) -> Int {
    guard task < costs.count else { return 0 }
    let left = left ?? capacities
    var best = penalties[task] + leastCost(from: task + 1, left: left)
    for (worker, cost) in costs[task].enumerated() {
      guard let cost, left[worker] > 0 else { continue }
      var rest = left
      rest[worker] -= 1
      best = min(best, cost + leastCost(from: task + 1, left: rest))
    }
    return best
  }
}

@Suite("Minimum-cost flow") struct MinimumCostFlowTests {
  @Test("two households, two members: the nearer pair gives way where the sum wants it")
  func chain() {
    var flow = FlowCase(tasks: 2, workers: 2, largestCapacity: 0, largestCost: 1, arcShare: 0, seed: 1)
    flow.capacities = [1, 1]
    flow.costs = [[1, 2], [2, 9]]
    flow.penalties = [100, 100]
    let solved = flow.solved()
    #expect(Array(solved.owners) == [1, 0])
    #expect(solved.cost == 4)
    // What it costs a task where it is, is the least that any worker offers.
    #expect(solved.prices[1] == 0 && solved.prices[0] >= 1)
  }

  @Test("one place for two: the one that is dearer to leave out gets it, though it lies farther away")
  func penalties() {
    var flow = FlowCase(tasks: 2, workers: 1, largestCapacity: 0, largestCost: 1, arcShare: 0, seed: 1)
    flow.capacities = [1]
    flow.costs = [[1], [50]]
    flow.penalties = [1000, 2000]
    #expect(Array(flow.solved().owners) == [-1, 0])
  }

  @Test("the least of all answers, by trying each", arguments: 0..<300)
  func bruteForce(seed: UInt64) {
    var random = SplitMix64(seed: seed &+ 77)
    let flow = FlowCase(
      tasks: Int.random(in: 1...7, using: &random), workers: Int.random(in: 1...3, using: &random),
      largestCapacity: 3, largestCost: [2, 10, 1000][Int(seed % 3)], arcShare: 0.8, seed: seed)
    let solved = flow.solved()
    #expect(flow.cost(of: solved.owners) == flow.leastCost())
    let left = flow.costs.indices.filter { solved.owners[$0] < 0 }.reduce(0) { $0 + flow.penalties[$1] }
    #expect(solved.cost + left == flow.leastCost())
  }

  @Test("prices prove that it is the optimum", arguments: 0..<20)
  func complementarySlackness(seed: UInt64) {
    let flow = FlowCase(
      tasks: 200, workers: 20, largestCapacity: 12, largestCost: 500, arcShare: 0.5, seed: seed)
    let solved = flow.solved()
    #expect(flow.cost(of: solved.owners) != nil)
    var loads = Array(repeating: 0, count: 20)
    for owner in solved.owners where owner >= 0 { loads[Int(owner)] += 1 }
    for worker in loads.indices {
      #expect(solved.prices[worker] >= 0)
      if loads[worker] < flow.capacities[worker] { #expect(solved.prices[worker] == 0) }
    }
    for task in flow.costs.indices {
      #expect(solved.value(of: task) <= flow.penalties[task])
      for (worker, cost) in flow.costs[task].enumerated() {
        if let cost { #expect(solved.value(of: task) <= cost + solved.prices[worker]) }
      }
    }
  }

  @Test("the order of arcs does not show, and that of tasks not in the cost", arguments: 0..<30)
  func order(seed: UInt64) {
    let flow = FlowCase(tasks: 40, workers: 6, largestCapacity: 5, largestCost: 4, arcShare: 0.7, seed: seed)
    let solved = flow.solved()
    #expect(flow.solved(arcsReversed: true).owners == solved.owners)
    var random = SplitMix64(seed: seed)
    let other = flow.solved(order: flow.costs.indices.shuffled(using: &random))
    #expect(flow.cost(of: other.owners) == flow.cost(of: solved.owners))
  }

  static let hasSciPy =
    (try? run("/usr/bin/python3", ["-c", "import scipy.optimize"]).status) == 0

  @Test("SciPy's assignment solver finds the same cost", .enabled(if: hasSciPy), arguments: 0..<8)
  func sciPy(seed: UInt64) throws {
    let flow = FlowCase(
      tasks: 120, workers: 12, largestCapacity: 9, largestCost: 10_000, arcShare: 0.6, seed: seed)
    // Each place of a worker is a column, and each task has a column of its own for being left out.
    let script = """
      import sys, numpy, scipy.optimize
      rows = [line.split() for line in open(sys.argv[1])]
      places, penalties, costs = [int(v) for v in rows[0]], [int(v) for v in rows[1]], rows[2:]
      far = 10**9
      columns = [w for w, n in enumerate(places) for _ in range(n)]
      m = numpy.full((len(costs), len(columns) + len(costs)), far)
      for i, row in enumerate(costs):
          for j, w in enumerate(columns):
              if row[w] != "-": m[i, j] = int(row[w])
          m[i, len(columns) + i] = penalties[i]
      print(int(m[scipy.optimize.linear_sum_assignment(m)].sum()))
      """
    let lines =
      [flow.capacities.map(String.init), flow.penalties.map(String.init)]
      + flow.costs.map { row in row.map { $0.map(String.init) ?? "-" } }
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("case.txt")
      try Data((lines.map { $0.joined(separator: " ") }.joined(separator: "\n") + "\n").utf8).write(to: file)
      let outcome = try run("/usr/bin/python3", ["-c", script, file.path])
      #expect(outcome.status == 0, "\(outcome.stderr)")
      #expect(
        Int(outcome.stdout.trimmingCharacters(in: .whitespacesAndNewlines))
          == flow.cost(of: flow.solved().owners))
    }
  }
}
