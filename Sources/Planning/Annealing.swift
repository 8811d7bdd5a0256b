/// Makes a plan better by shifts of units over borders, for a number of trials that is fixed beforehand.
///
/// Half of the art is the neighbourhood: a trial is a single shift, or an ejection chain of two shifts i: g→h, p: h→l
/// (Glover, "Ejection chains, reference structures and alternating path methods", 1996), which leaves the load of h nearly as it was, so
/// that work can pass through groups that are full. The other half is the slow cooling (Kirkpatrick, Gelatt and Vecchi,
/// "Optimization by simulated annealing", 1983). No trial parts a group, moves a pin, gives a group what it is
/// forbidden, or takes its last unit with work.
struct Annealing {
  private(set) var territories: Territories
  private let ground: Ground
  private let weights: Weights
  private var generator: SeededGenerator
  private var costs: ContiguousArray<Double>
  /// Weight of imbalance, which grows while the temperature falls.
  private var balanceWeight: Double
  private let momentScale: Double
  private var passesOn = false

  /// What makes up the cost of a plan; see ``AllocationMode``.
  struct Weights: Sendable {
    /// Of the moment of inertia, as a multiple of the average group's.
    var moment = 1.0
    /// Of the outline, as a multiple of that of a circle of the same area (Schwartzberg's ratio): raw lengths would let
    /// large rural groups swamp small ones in towns.
    var outline = 0.3
    /// Of each border between two units of different groups, where each counts once.
    var cut = 0.0
    /// Of work that changes group, as a multiple of the average fair share.
    var moved = 0.0
    /// The deviation that costs nothing.
    var balance = 0.05
  }

  /// How hot it begins and ends, and how long it takes.
  struct Schedule: Sendable {
    var trials: Int
    var first: Double
    var last: Double
    var firstBalance = 0.5
    var lastBalance = 12.0
    var finalBalance = 40.0
    /// Whether work is also passed on over several groups at once.
    var passesOn = false
  }

  /// - Parameter momentScale: 1 ÷ the moment of inertia of an average group of a decent plan.
  init(_ ground: Ground, owner: ContiguousArray<Int32>, weights: Weights, momentScale: Double, seed: UInt64) {
    self.ground = ground
    self.weights = weights
    self.momentScale = momentScale
    territories = Territories(ground, owner: owner)
    generator = SeededGenerator(seed: seed)
    balanceWeight = 1
    averageShare = ground.shares.reduce(0, +) / Double(max(1, ground.shares.count))
    costs = []
    costs = ContiguousArray(ground.shares.indices.map { cost(territories.sums[$0], $0) })
  }

  private let averageShare: Double

  /// - Complexity: O(trials × neighbours), and for each shift that is taken and not settled by the neighbours alone a search of
  ///   one group's units.
  mutating func run(_ schedule: Schedule) {
    guard ground.shares.count > 1, schedule.trials > 0 else { return }
    passesOn = schedule.passesOn
    anneal(schedule.trials, schedule.first, schedule.last, schedule.firstBalance, schedule.lastBalance)
    // Imbalance was cheap so far, so that work could pass through groups that are full. Now it is dear.
    anneal(
      schedule.trials / 5, 3 * schedule.last, schedule.last / 3, schedule.lastBalance, schedule.finalBalance)
    // What is left is put right without chance.
    for _ in 0..<(schedule.trials / 20) { tryOne(0) }
  }

  private mutating func anneal(
    _ trials: Int, _ first: Double, _ last: Double, _ firstBalance: Double, _ lastBalance: Double
  ) {
    let levels = 200
    let cooling = Annealing.step(from: first, to: last, in: levels)
    let rise = Annealing.step(from: firstBalance, to: lastBalance, in: levels)
    var temperature = first
    balanceWeight = firstBalance
    for level in 0..<levels {
      renew()
      let count = trials * (level + 1) / levels - trials * level / levels
      for _ in 0..<count { tryOne(temperature) }
      temperature *= cooling
      balanceWeight *= rise
    }
    renew()
  }

  /// The factor that leads from one value to the other in so many steps: a root by bisection, so that no mathematical
  /// library decides about a plan.
  private static func step(from first: Double, to last: Double, in steps: Int) -> Double {
    var (low, high) = (1e-3, 1e3)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      var value = first
      for _ in 0..<steps { value *= middle }
      if value < last { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// Costs under the balance weight of now.
  private mutating func renew() {
    for g in costs.indices { costs[g] = cost(territories.sums[g], g) }
  }

  // MARK: Cost

  /// The outline of a circle of area 1: 2√π.
  private static let circle = 3.544907701811032

  @inline(__always)
  private func cost(_ sums: Territories.Sums, _ g: Int) -> Double {
    let deviation = abs(sums.load - ground.shares[g]) / ground.shares[g]
    let excess = 20 * max(0, deviation - 0.99 * weights.balance)
    var cost = weights.moment * sums.inertia * momentScale + balanceWeight * (excess + excess * excess)
    if weights.outline > 0 && sums.area > 0 {
      cost += weights.outline * sums.outline / (Annealing.circle * sums.area.squareRoot())
    }
    return cost
  }

  /// What the cost of single units changes by if `u` goes from its group to another.
  @inline(__always)
  private func costOfMove(_ u: Int, from donor: Int32, to receiver: Int32, _ touch: Territories.Touch)
    -> Double
  {
    var cost = weights.cut * Double(touch.ownCount - touch.otherCount)
    let unit = ground.units[u]
    if weights.moved > 0 && unit.previous >= 0 {
      if unit.previous == donor { cost += weights.moved * unit.work / averageShare }
      if unit.previous == receiver { cost -= weights.moved * unit.work / averageShare }
    }
    return cost
  }

  // MARK: Trials

  /// A unit on the border, and one of the groups that it touches; nil if luck would have it otherwise.
  @inline(__always)
  private mutating func neighbour(of u: Int) -> Int32? {
    let row = ground.graph.row(u)
    guard !row.isEmpty else { return nil }
    let v = ground.graph.neighbours[row.lowerBound + generator.index(below: row.count)]
    let g = territories.owner[Int(v)]
    return g == territories.owner[u] ? nil : g
  }

  private mutating func tryOne(_ temperature: Double) {
    let u = generator.index(below: ground.units.count)
    guard ground.units[u].pin < 0, let h = neighbour(of: u), ground.allows(u, h) else { return }
    let threshold = temperature > 0 ? temperature * generator.halvingNumber() * 0.6931471805599453 : -1e-12
    let draw = generator.next()
    if passesOn && draw >> 60 == 0 { return tryPath(u, to: h, threshold) }
    if draw & 3 == 0 {
      tryShift(u, to: h, threshold)
    } else {
      let count = territories.border[Int(h)].count
      guard count > 0 else { return }
      let p = Int(territories.border[Int(h)][generator.index(below: count)])
      guard p != u, ground.units[p].pin < 0, let l = neighbour(of: p), ground.allows(p, l) else { return }
      tryChain(u, to: h, p, to: l, threshold)
    }
  }

  private mutating func tryShift(_ u: Int, to h: Int32, _ threshold: Double) {
    let g = territories.owner[u]
    let touch = territories.touch(u, own: g, other: h)
    var from = territories.sums[Int(g)]
    var to = territories.sums[Int(h)]
    territories.remove(u, from: &from, touch.ownMetres)
    territories.add(u, to: &to, touch.otherMetres)
    guard from.unitsWithWork > 0 else { return }
    let (costFrom, costTo) = (cost(from, Int(g)), cost(to, Int(h)))
    let growth =
      costFrom + costTo - costs[Int(g)] - costs[Int(h)] + costOfMove(u, from: g, to: h, touch)
    // A unit that is too dear alone may be cheaper with the ground behind it if there is much work to be got rid of.
    let isUneven =
      territories.sums[Int(g)].load / ground.shares[Int(g)]
      > territories.sums[Int(h)].load / ground.shares[Int(h)] + 0.1
    guard growth < threshold || isUneven else { return }
    guard territories.isConnected(without: u) else { return tryBranch(u, to: h, threshold) }
    guard growth < threshold else { return }
    territories.shift(u, to: h)
    costs[Int(g)] = costFrom
    costs[Int(h)] = costTo
  }

  /// Shifts a unit with all that it would cut off from its group: the only way on where borders are few, or pins stand in
  /// the way.
  private mutating func tryBranch(_ u: Int, to h: Int32, _ threshold: Double) {
    let g = territories.owner[u]
    guard let branch = territories.cutOff(by: u), branch.allSatisfy({ ground.allows(Int($0), h) }) else {
      return
    }
    var growth = -costs[Int(g)] - costs[Int(h)]
    for unit in branch {
      let touch = territories.touch(Int(unit), own: g, other: h)
      growth += costOfMove(Int(unit), from: g, to: h, touch)
      territories.shift(Int(unit), to: h)
    }
    let (costFrom, costTo) = (cost(territories.sums[Int(g)], Int(g)), cost(territories.sums[Int(h)], Int(h)))
    growth += costFrom + costTo
    if growth < threshold && territories.sums[Int(g)].unitsWithWork > 0 {
      costs[Int(g)] = costFrom
      costs[Int(h)] = costTo
    } else {
      for unit in branch.reversed() { territories.shift(Int(unit), to: g) }
    }
  }

  private mutating func tryChain(_ u: Int, to h: Int32, _ p: Int, to l: Int32, _ threshold: Double) {
    let g = territories.owner[u]
    let first = territories.touch(u, own: g, other: h)
    let second = territories.touch(p, own: h, other: l, shifted: Int32(truncatingIfNeeded: u), now: h)
    // What `p` touched may have been `u` alone.
    guard second.otherCount > 0 else { return }
    var sumsG = territories.sums[Int(g)]
    var sumsH = territories.sums[Int(h)]
    territories.remove(u, from: &sumsG, first.ownMetres)
    territories.add(u, to: &sumsH, first.otherMetres)
    territories.remove(p, from: &sumsH, second.ownMetres)
    let between = costOfMove(u, from: g, to: h, first) + costOfMove(p, from: h, to: l, second)
    if l == g {
      territories.add(p, to: &sumsG, second.otherMetres)
      guard sumsG.unitsWithWork > 0, sumsH.unitsWithWork > 0 else { return }
      let (costG, costH) = (cost(sumsG, Int(g)), cost(sumsH, Int(h)))
      let growth = costG + costH - costs[Int(g)] - costs[Int(h)] + between
      guard growth < threshold, areConnected(u, to: h, without: p) else { return }
      territories.shift(u, to: h)
      territories.shift(p, to: g)
      costs[Int(g)] = costG
      costs[Int(h)] = costH
      return
    }
    var sumsL = territories.sums[Int(l)]
    territories.add(p, to: &sumsL, second.otherMetres)
    guard sumsG.unitsWithWork > 0, sumsH.unitsWithWork > 0 else { return }
    let (costG, costH, costL) = (cost(sumsG, Int(g)), cost(sumsH, Int(h)), cost(sumsL, Int(l)))
    let growth = costG + costH + costL - costs[Int(g)] - costs[Int(h)] - costs[Int(l)] + between
    guard growth < threshold, areConnected(u, to: h, without: p) else { return }
    territories.shift(u, to: h)
    territories.shift(p, to: l)
    costs[Int(g)] = costG
    costs[Int(h)] = costH
    costs[Int(l)] = costL
  }

  /// Passes work on from group to group, a unit at each step, until what was gained is worth the way: how a group that has too
  /// much finds one that has too little behind groups that are full.
  ///
  /// Each step takes the best of some units on the border of the group that was given one. A way that leads nowhere is
  /// taken back.
  private mutating func tryPath(_ u: Int, to first: Int32, _ threshold: Double) {
    var steps: [(unit: Int32, from: Int32)] = []
    var growth = 0.0
    var next: (unit: Int, to: Int32)? = (u, first)
    while let step = next, steps.count < Annealing.longestPath {
      guard territories.isConnected(without: step.unit) else { break }
      let g = territories.owner[step.unit]
      let touch = territories.touch(step.unit, own: g, other: step.to)
      growth += costOfMove(step.unit, from: g, to: step.to, touch)
      growth -= costs[Int(g)] + costs[Int(step.to)]
      territories.shift(step.unit, to: step.to)
      for group in [Int(g), Int(step.to)] {
        costs[group] = cost(territories.sums[group], group)
        growth += costs[group]
      }
      steps.append((Int32(truncatingIfNeeded: step.unit), g))
      if growth < threshold && territories.sums[Int(g)].unitsWithWork > 0 { return }
      if territories.sums[Int(g)].unitsWithWork == 0 { break }
      next = bestStep(from: step.to, without: steps)
    }
    for step in steps.reversed() {
      let g = territories.owner[Int(step.unit)]
      territories.shift(Int(step.unit), to: step.from)
      for group in [Int(g), Int(step.from)] { costs[group] = cost(territories.sums[group], group) }
    }
  }

  /// Of some units on the border of a group, picked by chance, the one that it costs least to pass on.
  private mutating func bestStep(
    from h: Int32, without steps: [(unit: Int32, from: Int32)]
  ) -> (unit: Int, to: Int32)? {
    var best: (growth: Double, unit: Int, to: Int32)?
    for _ in 0..<Annealing.choices {
      let count = territories.border[Int(h)].count
      guard count > 0 else { return nil }
      let p = Int(territories.border[Int(h)][generator.index(below: count)])
      guard ground.units[p].pin < 0, !steps.contains(where: { $0.unit == p }), let l = neighbour(of: p),
        ground.allows(p, l)
      else { continue }
      let touch = territories.touch(p, own: h, other: l)
      var (from, to) = (territories.sums[Int(h)], territories.sums[Int(l)])
      territories.remove(p, from: &from, touch.ownMetres)
      territories.add(p, to: &to, touch.otherMetres)
      let growth =
        cost(from, Int(h)) + cost(to, Int(l)) - costs[Int(h)] - costs[Int(l)]
        + costOfMove(p, from: h, to: l, touch)
      if best.map({ growth < $0.growth }) ?? true { best = (growth, p, l) }
    }
    return best.map { ($0.unit, $0.to) }
  }

  private static let longestPath = 6
  private static let choices = 6

  /// True if the group of `u` holds together without it, and group `h` with `u` and without `p`.
  private mutating func areConnected(_ u: Int, to h: Int32, without p: Int) -> Bool {
    territories.isConnected(without: u)
      && territories.isConnected(without: p, extra: Int32(truncatingIfNeeded: u))
  }

  // MARK: Outcome

  /// How good the plan is, whatever the balance weight of now.
  var outcome: Outcome {
    var outcome = Outcome()
    for g in ground.shares.indices {
      let sums = territories.sums[g]
      let deviation = abs(sums.load - ground.shares[g]) / ground.shares[g]
      outcome.excess = max(outcome.excess, deviation - weights.balance)
      outcome.inertia += sums.inertia
      if weights.outline > 0 && sums.area > 0 {
        outcome.rest += weights.outline * sums.outline / (Annealing.circle * sums.area.squareRoot())
      }
    }
    var cuts = 0
    for u in ground.units.indices {
      for place in ground.graph.row(u)
      where territories.owner[Int(ground.graph.neighbours[place])] != territories.owner[u] {
        cuts += 1
      }
      let unit = ground.units[u]
      if unit.previous >= 0 && unit.previous != territories.owner[u] {
        outcome.moved += unit.work / averageShare
      }
    }
    outcome.rest += weights.cut * Double(cuts / 2)
    return outcome
  }

  /// How good a plan is. Two plans are compared by one yardstick for moments, whatever the plans they came from.
  struct Outcome: Sendable {
    /// The largest deviation beyond the balance.
    var excess = 0.0
    /// Moment of inertia of all groups, in work × m².
    var inertia = 0.0
    /// Cost of outlines and cut borders.
    var rest = 0.0
    /// Work that changes group, in fair shares.
    var moved = 0.0

    /// What is to be small once the balance is kept.
    func cost(_ weights: Weights, momentScale: Double) -> Double {
      weights.moment * inertia * momentScale + rest + weights.moved * moved
    }
  }
}
