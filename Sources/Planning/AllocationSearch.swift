internal import Foundation
/// How much is tried, by the size of the ground.
struct Budget {
  var rounds: Int
  var schedule: Annealing.Schedule

  init(_ problem: OrderedProblem, _ options: AllocationOptions) {
    let units = Double(problem.unitsWithWork)
    let perGroup = max(1, units / Double(problem.groupCount))
    // The fewer units a group has, the more one of them costs.
    let first = min(0.6, max(0.05, 4.4 / perGroup))
    let trials = Int(min(30e6, max(0.4e6, units * 4_000)))
    // TUNE
    func env(_ k: String, _ d: Double) -> Double { getenv(k).flatMap { Double(String(cString: $0)) } ?? d }
    let trialsX = Int(env("TR", Double(trials)))
    let firstX = env("T0", first)
    schedule = Annealing.Schedule(trials: trialsX, first: firstX, last: env("T1", 0.003), firstBalance: env("B0", 1), lastBalance: env("B1", 30))
    _ = Annealing.Schedule(trials: trials, first: first, last: 0.003)
    rounds = options.rounds ?? (options.seconds == nil ? (trials > 8_000_000 ? 1 : 4) : 10_000)
  }
}

/// From blocks to the best plan found.
struct AllocationSearch: Sendable {
  let problem: OrderedProblem
  let graph: UnitGraph
  let options: AllocationOptions
  let budget: Budget
  let ground: Ground

  init(_ problem: OrderedProblem, graph: UnitGraph, options: AllocationOptions, budget: Budget) {
    self.problem = problem
    self.graph = graph
    self.options = options
    self.budget = budget
    ground = Ground(problem, graph: graph, weightless: [])
  }

  var weights: Annealing.Weights {
    var weights = Annealing.Weights()
    weights.balance = options.balance
    switch options.mode {
    case .default: break
    case .compact: weights.outline = 0
    case .tight: weights.balance = min(options.balance, 0.01)
    case .fewCuts: weights = Annealing.Weights(moment: 0.05, outline: 0, cut: 0.1, balance: options.balance)
    }
    if !ground.hasShapes { weights.outline = 0 }
    return weights
  }

  func run() -> PlanSearch.Found {
    let search = PlanSearch(problem: problem, ground: ground, options: options)
    let found = search.run(rounds: budget.rounds) { number in round(number) }
    guard let found else { preconditionFailure("a search makes one round at least") }
    return found
  }

  private func round(_ number: Int) -> PlanSearch.Found {
    func moi(_ b: [[Int32]]) { var t = 0.0, w = 0.0, dev = 0.0; for (g, x) in b.enumerated() { var m = 0.0, sx = 0.0, sy = 0.0; for u in x { let k = problem.work[Int(u)]; m += k; sx += k*problem.xs[Int(u)]; sy += k*problem.ys[Int(u)] }; dev = max(dev, abs(m/problem.shares[g]-1)); if m > 0 { for u in x { let dx = problem.xs[Int(u)] - sx/m, dy = problem.ys[Int(u)] - sy/m; t += problem.work[Int(u)]*(dx*dx+dy*dy) } }; w += m }; print("start moi", t/w/1e6, "dev", dev) } // TUNE
    moi(bisectedBlocks(problem, turn: number)); moi(powerDiagram(problem, from: bisectedBlocks(problem, turn: number))) // TUNE
    let blocks = powerDiagram(problem, from: bisectedBlocks(problem, turn: number))
    var growth = Growth(problem, graph: graph, blocks: blocks)
    growth.run()
    let start = Territories(ground, owner: growth.territory)
    let inertia = start.sums.reduce(0) { $0 + $1.inertia }
    var annealing = Annealing(
      ground, owner: growth.territory, weights: weights,
      momentScale: inertia > 0 ? Double(problem.groupCount) / inertia : 0,
      seed: options.seed &+ UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15)
    annealing.run(budget.schedule)
    return PlanSearch.Found(
      owner: annealing.territories.owner, outcome: annealing.outcome, rounds: 1)
  }
}
