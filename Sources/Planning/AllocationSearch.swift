import CampaignModel

/// From a problem to the best plan that was found.
struct AllocationSearch: Sendable {
  private let problem: OrderedProblem
  private let options: AllocationOptions
  private let budget: Budget
  /// Borders and links, among them those that let scattered pins be one territory.
  private let graph: UnitGraph
  private let ground: Ground
  /// What the first round sets out from; others fall back to it.
  private let firstStart: ContiguousArray<Int32>

  /// - Parameter graph: borders and links, connected.
  /// - Throws: ``PlanningError`` if pins cannot be joined and may not lie apart, or a unit cannot be reached.
  init(
    _ problem: OrderedProblem, graph: UnitGraph, options: AllocationOptions
  ) throws(PlanningError) {
    self.problem = problem
    self.options = options
    budget = Budget(problem, options)
    let blocks = AllocationSearch.blocks(problem, turn: 0)
    let start = AllocationSearch.grown(problem, graph, blocks)
    let parts = PinParts(problem, graph, start)
    if let apart = parts.apart.first, !options.relaxed.contains(.connectivity) {
      throw .pinsApart(
        group: problem.groupID(apart.group), first: problem.unitID(apart.main),
        second: problem.unitID(apart.other))
    }
    self.graph =
      parts.apart.isEmpty
      ? graph
      : UnitGraph(
        unitCount: problem.unitCount,
        edges: graph.edges
          + parts.apart.map { AllocationProblem.Edge(u: $0.main, v: $0.other, metres: 0) })
    ground = Ground(problem, graph: self.graph, weightless: parts.scattered)
    firstStart = parts.apart.isEmpty ? start : AllocationSearch.grown(problem, self.graph, blocks)
    if let u = firstStart.firstIndex(of: -1) { throw .outOfReach(unit: problem.unitID(Int32(u))) }
  }

  func run() -> PlanSearch.Found {
    var weights = weights(0)
    // Of plans within the balance, the one that moves least.
    if isReplanning { weights.moved = 1e6 }
    if isReplanning {
      let kept = Annealing(ground, owner: firstStart, weights: weights, momentScale: 0, seed: 0).outcome
      // The old plan will do: the fewest moves are none.
      if kept.excess <= 0 && kept.moved <= 0 {
        return PlanSearch.Found(owner: firstStart, outcome: kept, rounds: 0)
      }
    }
    let search = PlanSearch(ground: ground, options: options, weights: weights)
    guard let found = search.run(rounds: budget.rounds, round: { round($0) }) else {
      preconditionFailure("a search makes one round at least")
    }
    return found
  }

  // MARK: One round

  private func round(_ number: Int) -> PlanSearch.Found {
    let start = number == 0 || isReplanning ? firstStart : start(of: number)
    let inertia = Territories(ground, owner: start).sums.reduce(0) { $0 + $1.inertia }
    var annealing = Annealing(
      ground, owner: start, weights: weights(number),
      momentScale: inertia > 0 ? Double(problem.groupCount) / inertia : 0, seed: seed(number))
    annealing.run(budget.schedule)
    // A group may be left outside the balance, shut in by groups that are full: more heat, and work that is passed on.
    for attempt in 1...3 where annealing.outcome.excess > 0 {
      var schedule = budget.rescue
      schedule.first *= Double(attempt)
      // Half a group's work must be able to pass through its neighbours: the farther a plan is off, the less a deviation costs.
      schedule.firstBalance /= [1, 25, 125][attempt - 1]
      annealing.run(schedule)
    }
    return PlanSearch.Found(owner: annealing.territories.owner, outcome: annealing.outcome, rounds: 1)
  }

  private func start(of number: Int) -> ContiguousArray<Int32> {
    let start = AllocationSearch.grown(problem, graph, AllocationSearch.blocks(problem, turn: number))
    // Blocks that lie otherwise may leave pins apart that the first blocks could join.
    return start.contains(-1) || !PinParts(problem, graph, start).apart.isEmpty ? firstStart : start
  }

  private static func blocks(_ problem: OrderedProblem, turn: Int) -> [[Int32]] {
    problem.previous.isEmpty
      ? powerDiagram(problem, from: bisectedBlocks(problem, turn: turn)) : keptBlocks(problem)
  }

  private static func grown(
    _ problem: OrderedProblem, _ graph: UnitGraph, _ blocks: [[Int32]]
  ) -> ContiguousArray<Int32> {
    var growth = Growth(problem, graph: graph, blocks: blocks)
    growth.run()
    return growth.territory
  }

  /// A seed of its own for each round: seeds that follow each other would give streams that overlap.
  private func seed(_ number: Int) -> UInt64 {
    var generator = SeededGenerator(seed: options.seed ^ (UInt64(truncatingIfNeeded: number) << 40))
    return generator.next()
  }

  // MARK: What counts

  private var isReplanning: Bool { !problem.previous.isEmpty }

  private func weights(_ number: Int) -> Annealing.Weights {
    var weights = Annealing.Weights()
    switch options.mode {
    case .default:
      // Of few units no smooth outline can be made by chance: there it takes more weight to have one, and it costs
      // no inertia (9 units to a group); with many units it would (37).
      let perGroup = Double(problem.unitsWithWork) / Double(problem.groupCount)
      if !isReplanning { weights.outline += 0.35 * min(1, 9 / max(1, perGroup)) }
    case .compact: weights.outline = 0
    case .tight: break
    case .fewCuts: weights = Annealing.Weights(moment: 0.02, outline: 0, cut: 0.1)
    }
    weights.balance = options.mode == .tight ? min(options.balance, leastBalance) : options.balance
    if !ground.hasShapes { weights.outline = 0 }
    if isReplanning {
      // A plan that people know is worth more than a compact one. The dearer a move, the fewer there are, until the
      // balance cannot be had: each round tries another price.
      weights.moment *= 0.1
      weights.outline *= 0.1
      weights.cut *= 0.1
      let prices = [2.1, 1.8, 2.8, 1.4, 2.5, 1]
      weights.moved = prices[number % prices.count]
    }
    return weights
  }

  /// The balance that units of this size permit: one unit in six, of those that make up a share.
  private var leastBalance: Double {
    let perGroup = Double(problem.unitsWithWork) / Double(problem.groupCount)
    return min(0.05, max(0.009, 0.16 / max(1, perGroup)))
  }
}

/// Where the pins of a group lie apart from each other in a territory.
struct PinParts {
  /// A pin in the main part of its group, and one in another part.
  struct Apart {
    var group: Int32
    var main: Int32
    var other: Int32
  }

  /// One entry for each part beyond the main one, in the order of groups.
  private(set) var apart: [Apart] = []
  /// All pins outside the main part of their group.
  private(set) var scattered: Set<Int> = []

  /// - Complexity: O(units + edges).
  init(_ problem: OrderedProblem, _ graph: UnitGraph, _ territory: ContiguousArray<Int32>) {
    let (part, count) = graph.components(labels: territory)
    var partWork = Array(repeating: 0.0, count: count)
    for u in 0..<problem.unitCount where part[u] >= 0 { partWork[Int(part[u])] += problem.work[u] }
    var main = Array(repeating: Int32(-1), count: problem.groupCount)
    var firstPin = Array(repeating: Int32(-1), count: count)
    for u in 0..<problem.unitCount where problem.pins[u] >= 0 {
      let (p, g) = (part[u], Int(problem.pins[u]))
      if firstPin[Int(p)] < 0 { firstPin[Int(p)] = Int32(u) }
      if main[g] < 0 || partWork[Int(p)] > partWork[Int(main[g])] { main[g] = p }
    }
    var seen: Set<Int32> = []
    for u in 0..<problem.unitCount where problem.pins[u] >= 0 && part[u] != main[Int(problem.pins[u])] {
      scattered.insert(u)
      let g = problem.pins[u]
      if seen.insert(part[u]).inserted {
        apart.append(Apart(group: g, main: firstPin[Int(main[Int(g)])], other: Int32(u)))
      }
    }
    apart.sort { ($0.group, $0.other) < ($1.group, $1.other) }
  }
}

/// The kept plan's groups as blocks; a group that is new gets half of the block of the one that has most for its share.
func keptBlocks(_ problem: OrderedProblem) -> [[Int32]] {
  var blocks: [[Int32]] = Array(repeating: [], count: problem.groupCount)
  for u in 0..<problem.unitCount {
    let g = problem.pins[u] >= 0 ? problem.pins[u] : problem.previous[u]
    if g >= 0 { blocks[Int(g)].append(Int32(u)) }
  }
  func load(_ g: Int) -> Double { blocks[g].reduce(0) { $0 + problem.work[Int($1)] } / problem.shares[g] }
  for g in blocks.indices where blocks[g].isEmpty {
    let heaviest = blocks.indices.filter { blocks[$0].count > 1 }.max { (load($0), $1) < (load($1), $0) }
    guard let heaviest else { continue }
    let sorted = blocks[heaviest].sorted { (problem.xs[Int($0)], $0) < (problem.xs[Int($1)], $1) }
    blocks[g] = Array(sorted[(sorted.count / 2)...])
    blocks[heaviest] = Array(sorted[..<(sorted.count / 2)])
  }
  return blocks
}
