/// Shifts units over the borders between territories: for balance first, then for compact shapes and short borders.
///
/// What is made small is the sum over groups of a cost of imbalance, of the moment of inertia of the work about its centre,
/// and of the length of borders, the latter two as multiples of what the average group had at the start. The cost
/// of imbalance grows with the square of a small deviation and with the fourth power of a large one, so that a group in
/// the mountains, whose moment is many times the average, cannot buy its compactness with half of its work. A trial takes a unit on a border and shifts it to the neighbour's territory if the sum grows by less than
/// a threshold that falls to nothing (threshold accepting), so that work can pass through territories between one
/// that has too much and one that has too little. Then only gains are taken, until a round over all units finds none.
///
/// No shift parts a territory, moves a pin, or takes a group's last unit with work.
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
  /// Marks of the searches in `staysConnected`.
  private var seen: ContiguousArray<Int32>
  private var search: Int32 = 0
  private var stack: ContiguousArray<Int32> = []

  /// A deviation of 10 % costs half of an average moment of inertia, one of 30 % more than twenty of them.
  static let balanceWeight = 25.0
  /// The deviation from which on its fourth power outweighs its square.
  static let largeDeviation = 0.1
  /// Trials for each unit, and their limit: about 0.1 s on a plain machine.
  static let trialsPerUnit = 2_000
  static let mostTrials = 1_000_000
  /// The threshold at the beginning, for a group of one unit: the fewer units a group has, the more one of them costs.
  static let firstThreshold = 6.0
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
    mass = ContiguousArray(problem.work.map { max($0, emptyMass) })
    seen = ContiguousArray(repeating: 0, count: problem.unitCount)
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

  /// - Complexity: O(trials), and for each shift that would be a gain a search of at most one territory.
  mutating func run() {
    guard shares.count > 1 else { return }
    let units = min(work.count, Improvement.mostTrials)
    let trials = min(units * Improvement.trialsPerUnit, Improvement.mostTrials)
    let first = Improvement.firstThreshold * Double(shares.count) / Double(work.count)
    for trial in 0..<trials {
      let u = generator.index(below: work.count)
      let row = graph.row(u)
      guard pins[u] < 0, !row.isEmpty else { continue }
      let v = Int(graph.neighbours[row.lowerBound + generator.index(below: row.count)])
      guard territory[v] != territory[u] else { continue }
      let remaining = 1 - Double(trial) / Double(trials)
      tryShift(u, to: Int(territory[v]), threshold: first * remaining * remaining)
    }
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

  /// Shifts a unit if the sum then grows by less than the threshold and nothing is broken by it.
  @discardableResult
  private mutating func tryShift(_ u: Int, to receiver: Int, threshold: Double) -> Bool {
    let donor = Int(territory[u])
    let load = work[u]
    if load > 0 && groups[donor].unitsWithWork < 2 { return false }
    var lost = 0.0
    for place in graph.row(u) {
      let side = Int(territory[Int(graph.neighbours[place])])
      if side == donor {
        lost += graph.metres[place]
      } else if side == receiver {
        lost -= graph.metres[place]
      }
    }
    var from = groups[donor]
    var to = groups[receiver]
    from.add(load: load, mass: mass[u], x: xs[u], y: ys[u], sign: -1)
    to.add(load: load, mass: mass[u], x: xs[u], y: ys[u], sign: 1)
    let growth =
      cost(from, donor) + cost(to, receiver) - cost(groups[donor], donor) - cost(groups[receiver], receiver)
      + lost * borderScale
    guard growth < threshold, staysConnected(without: u) else { return false }
    groups[donor] = from
    groups[receiver] = to
    territory[u] = Int32(receiver)
    return true
  }

  private func cost(_ moments: Moments, _ g: Int) -> Double {
    let deviation = (moments.load - shares[g]) / shares[g]
    let square = deviation * deviation
    let steepness = 1 + square / (Improvement.largeDeviation * Improvement.largeDeviation)
    return Improvement.balanceWeight * square * steepness + moments.inertia * momentScale
  }

  /// True if the neighbours of `u` in its own territory still reach each other without it.
  private mutating func staysConnected(without u: Int) -> Bool {
    let own = territory[u]
    // A search bears two numbers: `wanted` marks the neighbours that must be found, `search` what has been seen.
    if search > Int32.max - 2 {
      for unit in seen.indices { seen[unit] = 0 }
      search = 0
    }
    let wanted = search + 1
    search += 2
    var toFind = 0
    stack.removeAll(keepingCapacity: true)
    for place in graph.row(u) where territory[Int(graph.neighbours[place])] == own {
      let v = graph.neighbours[place]
      seen[Int(v)] = wanted
      if stack.isEmpty { stack.append(v) }
      toFind += 1
    }
    guard toFind > 1, let first = stack.first else { return true }
    seen[Int(first)] = search
    seen[u] = search
    toFind -= 1
    while let next = stack.popLast() {
      for place in graph.row(Int(next)) {
        let v = Int(graph.neighbours[place])
        guard territory[v] == own, seen[v] != search else { continue }
        if seen[v] == wanted {
          toFind -= 1
          if toFind == 0 { return true }
        }
        seen[v] = search
        stack.append(Int32(v))
      }
    }
    return false
  }
}
