/// Shifts units over the borders between territories: for balance first, then for compact shapes and short borders.
///
/// What is made small is the sum over groups of a cost of imbalance, of the moment of inertia of the work about its centre,
/// and of the length of borders, the latter two as multiples of what the average group had at the start. The cost
/// of imbalance grows with the square of a small deviation and, more and more as time goes on, with the fourth power of a
/// large one, so that a group in the mountains, whose moment is many times the average, cannot buy its compactness with
/// half of its work.
///
/// A trial takes a unit on a border and shifts it to the neighbour's territory, with the ground that it would cut off
/// from its own; it is taken if the sum grows by less than a random threshold whose mean, the level, falls step by step
/// to nearly nothing (simulated annealing). So work can pass through territories between one that has too much and one
/// that has too little, and ground behind the pins of others changes hands in one piece. Then only gains are taken,
/// until a round over all units finds none.
///
/// No shift parts the pins of a territory, moves a pin, or takes a group's last unit with work.
struct Improvement {
  private let work: ContiguousArray<Double>
  private let xs: ContiguousArray<Double>
  private let ys: ContiguousArray<Double>
  private let shares: ContiguousArray<Double>
  private let pins: ContiguousArray<Int32>
  private let graph: UnitGraph
  /// Group of each unit.
  private(set) var territory: ContiguousArray<Int32>
  private var generator: SeededGenerator
  private var groups: ContiguousArray<Moments>
  /// What compactness weighs each unit with: its work, and a little for empty ground, whose place on the map counts too.
  private let mass: ContiguousArray<Double>
  private let momentScale: Double
  private let borderScale: Double
  /// Marks of the searches in `gatherCutOff`.
  private var mark: ContiguousArray<Int32>
  private var search: Int32 = 0
  /// The units of the shift that is tried.
  private var moved: ContiguousArray<Int32> = []
  /// How much the fourth power counts, 0 to 1: little at first, so that a village can pass through a full group.
  private var steepness = 1.0

  /// In the end a deviation of 10 % costs as much as 0.8 of an average moment of inertia, one of 30 % as much as 36.
  static let balanceWeight = 40.0
  /// The deviation from which on its fourth power outweighs its square.
  static let largeDeviation = 0.1
  /// Trials for each unit, and their limit: about 0.1 s on a plain machine.
  static let trialsPerUnit = 2_000
  static let mostTrials = 1_000_000
  /// The level at the beginning without pins, for a group of one unit: the fewer units a group has, the more one of
  /// them costs.
  static let firstLevel = 6.0
  /// How much the level rises with the share of units that are pinned.
  static let heatOfPins = 30.0
  static let levels = 256
  /// What is left of the level each time: all in all it falls to 1/650.
  static let cooling = 0.975
  static let finalRounds = 20

  /// Sums over the units of one group, from which its share of the sum follows in constant time.
  private struct Moments {
    var load = 0.0
    var unitsWithWork = 0
    var mass = 0.0
    var x = 0.0
    var y = 0.0
    var squares = 0.0

    /// Sum of mass × square distance to the centre of mass.
    var inertia: Double { mass > 0 ? squares - (x * x + y * y) / mass : 0 }

    mutating func add(load: Double, mass: Double, x: Double, y: Double, sign: Double) {
      self.load += sign * load
      if load > 0 { unitsWithWork += sign > 0 ? 1 : -1 }
      self.mass += sign * mass
      self.x += sign * mass * x
      self.y += sign * mass * y
      squares += sign * mass * (x * x + y * y)
    }
  }

  init(_ problem: OrderedProblem, graph: UnitGraph, territory: ContiguousArray<Int32>, seed: UInt64) {
    // The columns by themselves: the trials below would otherwise copy the whole problem for each number they read, unless
    // the optimiser is at work.
    work = problem.work
    xs = problem.xs
    ys = problem.ys
    shares = problem.shares
    pins = problem.pins
    self.graph = graph
    self.territory = territory
    generator = SeededGenerator(seed: seed)
    let emptyMass = 0.05 * problem.work.reduce(0, +) / Double(problem.unitCount)
    var mass = ContiguousArray(problem.work.map { max($0, emptyMass) })
    for u in Improvement.scatteredPins(problem, graph, territory) { mass[u] = 0 }
    self.mass = mass
    mark = ContiguousArray(repeating: 0, count: problem.unitCount)
    groups = ContiguousArray(repeating: Moments(), count: problem.groupCount)
    var border = 0.0
    for u in 0..<problem.unitCount where territory[u] >= 0 {
      groups[Int(territory[u])].add(
        load: problem.work[u], mass: mass[u], x: problem.xs[u], y: problem.ys[u], sign: 1)
      for place in graph.row(u) where territory[Int(graph.neighbours[place])] != territory[u] {
        border += graph.metres[place] / 2
      }
    }
    let inertia = groups.reduce(0) { $0 + $1.inertia }
    momentScale = inertia > 0 ? Double(problem.groupCount) / inertia : 0
    borderScale = border > 0 ? Double(problem.groupCount) / border : 0
  }

  /// The pins outside the heaviest part of their group's territory. No shape can be compact around them, and no group
  /// should be drawn away from its main part towards them.
  private static func scatteredPins(
    _ problem: OrderedProblem, _ graph: UnitGraph, _ territory: ContiguousArray<Int32>
  ) -> [Int] {
    let (part, count) = graph.components(labels: territory)
    var partWork = Array(repeating: 0.0, count: count)
    for u in 0..<problem.unitCount where part[u] >= 0 { partWork[Int(part[u])] += problem.work[u] }
    var main = Array(repeating: -1, count: problem.groupCount)
    for u in 0..<problem.unitCount where part[u] >= 0 {
      let (p, g) = (Int(part[u]), Int(territory[u]))
      if main[g] < 0 || partWork[p] > partWork[main[g]] { main[g] = p }
    }
    return (0..<problem.unitCount).filter {
      problem.pins[$0] >= 0 && Int(part[$0]) != main[Int(problem.pins[$0])]
    }
  }

  /// - Complexity: O(trials), and for each shift that could be a gain a search of at most one territory.
  mutating func run() {
    guard shares.count > 1 else { return }
    let start = (territory: territory, groups: groups, total: total())
    anneal()
    takeAllGains()
    // Few units make for few ways out of a bad place: the start may have been better.
    if total() > start.total {
      (territory, groups) = (start.territory, start.groups)
      takeAllGains()
    }
  }

  /// The sum that is made small, at its full steepness.
  private func total() -> Double {
    var border = 0.0
    for u in 0..<work.count where territory[u] >= 0 {
      for place in graph.row(u) where territory[Int(graph.neighbours[place])] != territory[u] {
        border += graph.metres[place] / 2
      }
    }
    return groups.indices.reduce(border * borderScale) { $0 + cost(groups[$1], $1) }
  }

  private mutating func anneal() {
    let units = min(work.count, Improvement.mostTrials)
    let trials = min(units * Improvement.trialsPerUnit, Improvement.mostTrials)
    let trialsPerLevel = max(1, trials / Improvement.levels)
    // The fewer trials, the less disorder can be put right by them.
    let patience = Double(trials / units) / Double(Improvement.trialsPerUnit)
    // Pins bar the way of most shifts: it takes more disorder to get round them.
    let pinned = Double(pins.count { $0 >= 0 }) / Double(work.count)
    let heat = Improvement.firstLevel * (1 + Improvement.heatOfPins * min(pinned * patience, 0.3))
    var level = heat * Double(shares.count) / Double(work.count)
    for trial in 0..<trials {
      if trial % trialsPerLevel == 0 {
        level *= Improvement.cooling
        steepness = max(1 - patience, Double(trial) / Double(trials))
      }
      let u = generator.index(below: work.count)
      let row = graph.row(u)
      guard pins[u] < 0, !row.isEmpty else { continue }
      let v = Int(graph.neighbours[row.lowerBound + generator.index(below: row.count)])
      guard territory[v] != territory[u] else { continue }
      tryShift(u, to: Int(territory[v]), threshold: level * generator.halvingNumber())
    }
    steepness = 1
  }

  private mutating func takeAllGains() {
    for _ in 0..<Improvement.finalRounds {
      guard takeGains() else { break }
    }
  }

  /// Goes over all units once. Returns false if there was nothing to gain.
  private mutating func takeGains() -> Bool {
    var gained = false
    for u in 0..<work.count where pins[u] < 0 {
      for place in graph.row(u) {
        let other = territory[Int(graph.neighbours[place])]
        // A gain must be more than rounding, or two shifts could undo each other for ever.
        if other != territory[u], tryShift(u, to: Int(other), threshold: -1e-9) { gained = true }
      }
    }
    return gained
  }

  /// Shifts a unit, with what it cuts off from its territory, if the sum then grows by less than the threshold and
  /// nothing is broken by it.
  @discardableResult
  private mutating func tryShift(_ u: Int, to receiver: Int, threshold: Double) -> Bool {
    let donor = Int(territory[u])
    moved.removeAll(keepingCapacity: true)
    moved.append(Int32(u))
    let alone = outcome(from: donor, to: receiver)
    // A unit that is too dear by itself can only be cheaper with more ground if there is much work to be got rid of.
    let excess = alone.from.load / shares[donor] - alone.to.load / shares[receiver]
    guard alone.growth < threshold || excess > Improvement.largeDeviation, gatherCutOff(by: u) else {
      return false
    }
    let shift = moved.count > 1 ? outcome(from: donor, to: receiver) : alone
    guard shift.growth < threshold, shift.from.unitsWithWork > 0 || moved.allSatisfy({ work[Int($0)] <= 0 })
    else { return false }
    groups[donor] = shift.from
    groups[receiver] = shift.to
    for unit in moved { territory[Int(unit)] = Int32(receiver) }
    return true
  }

  /// What both groups would have if `moved` were shifted, and by how much the sum would grow.
  private func outcome(from donor: Int, to receiver: Int) -> (growth: Double, from: Moments, to: Moments) {
    var from = groups[donor]
    var to = groups[receiver]
    var lost = 0.0
    for unit in moved {
      let u = Int(unit)
      from.add(load: work[u], mass: mass[u], x: xs[u], y: ys[u], sign: -1)
      to.add(load: work[u], mass: mass[u], x: xs[u], y: ys[u], sign: 1)
      for place in graph.row(u) {
        let v = Int(graph.neighbours[place])
        if territory[v] == donor {
          let goesAlong = moved.count > 1 && mark[v] == search + 1
          if !goesAlong { lost += graph.metres[place] }
        } else if territory[v] == receiver {
          lost -= graph.metres[place]
        }
      }
    }
    let growth =
      cost(from, donor) + cost(to, receiver) - cost(groups[donor], donor) - cost(groups[receiver], receiver)
      + lost * borderScale
    return (growth, from, to)
  }

  private func cost(_ moments: Moments, _ g: Int) -> Double {
    let deviation = (moments.load - shares[g]) / shares[g]
    let square = deviation * deviation
    let large = Improvement.largeDeviation * Improvement.largeDeviation
    let imbalance = square * (1 + steepness * square / large)
    return Improvement.balanceWeight * imbalance + moments.inertia * momentScale
  }

  /// Adds to `moved`, which holds `u`, the ground that `u` cuts off from its territory: the parts without pins, or all but
  /// the part with the most work if none has pins. False if pins would be cut off from each other.
  ///
  /// - Complexity: O(units of the territory and their borders).
  private mutating func gatherCutOff(by u: Int) -> Bool {
    let own = territory[u]
    // A search bears two numbers: `search` marks what has been seen, the next one what is going to move.
    if search > Int32.max - 4 {
      for unit in mark.indices { mark[unit] = 0 }
      search = 0
    }
    search += 2
    mark[u] = search + 1
    var keepsPins = false
    var heaviest = (work: -1.0, units: 0..<0)
    for place in graph.row(u) {
      let first = graph.neighbours[place]
      guard territory[Int(first)] == own, mark[Int(first)] < search else { continue }
      let part = gatherPart(from: first)
      if part.hasPin {
        if keepsPins { return false }
        keepsPins = true
        moved.removeSubrange(part.units)
      } else if part.work > heaviest.work {
        heaviest = (part.work, part.units)
      }
    }
    if !keepsPins { moved.removeSubrange(heaviest.units) }
    for unit in moved { mark[Int(unit)] = search + 1 }
    return true
  }

  /// Adds to `moved` what hangs together with `first` in its territory and has not been seen.
  private mutating func gatherPart(from first: Int32) -> (units: Range<Int>, work: Double, hasPin: Bool) {
    let own = territory[Int(first)]
    let start = moved.count
    var (sum, hasPin) = (0.0, false)
    mark[Int(first)] = search
    moved.append(first)
    var next = start
    while next < moved.count {
      let unit = Int(moved[next])
      next += 1
      hasPin = hasPin || pins[unit] >= 0
      sum += work[unit]
      for place in graph.row(unit) {
        let v = graph.neighbours[place]
        guard territory[Int(v)] == own, mark[Int(v)] < search else { continue }
        mark[Int(v)] = search
        moved.append(v)
      }
    }
    return (start..<moved.count, sum, hasPin)
  }
}
