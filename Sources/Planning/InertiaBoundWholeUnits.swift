extension PricedUnits {
  /// The least cost, in work × m², of a group of whole units around a point, or slightly less: a valid lower bound.
  ///
  /// It starts from the divisible optimum, which takes units in order of d² − price up to the one that breaks the limit. Taking
  /// or leaving one unit otherwise costs work × how far it is from the breaking price, and a load short of the limit
  /// costs that price for what is missing: sets of such changes are searched, cheapest first (the core of a knapsack:
  /// Balas and Zemel, "An algorithm for large zero-one knapsack problems", 1980). Units far beyond the break are taken
  /// as divisible; and if the search grows too long, the divisible optimum is what is returned.
  ///
  /// - Parameter taken: the cheapest set of whole units that was found; if none was, the divisible one.
  /// - Complexity: that of ``leastCost(_:_:_:taken:)`` and at most ``WholeUnitSearch/mostSteps`` steps.
  func leastCostOfWholeUnits(
    _ x: Double, _ y: Double, _ limits: ClosedRange<Double>, taken: inout Taken
  ) -> Double {
    var cheapest = CheapestFirst(self, x, y)
    var search = taken.search
    search.changes.removeAll(keepingCapacity: true)
    taken.clear()
    var cost = 0.0
    var breaking: Double?
    var breakLoad = 0.0
    while breaking == nil, let key = cheapest.nextKey {
      let limit = key < 0 ? limits.upperBound : limits.lowerBound
      guard taken.load < limit else { break }
      let u = cheapest.takeUnit()
      if taken.load + work[u] > limit {
        breaking = key
        breakLoad = taken.load
        cost += (limit - taken.load) * key
        search.changes.append(.init(cost: 0, load: work[u], unit: Int32(u)))
        taken.load += work[u]
      } else {
        cost += work[u] * key
        taken.load += work[u]
        taken.units.append(Int32(u))
        taken.keys.append(key)
      }
    }
    guard let breaking else {
      // No unit was divided.
      taken.parts.append(contentsOf: repeatElement(1, count: taken.units.count))
      taken.measure(self)
      return taken.load >= limits.lowerBound * (1 - 1e-12) ? cost : .infinity
    }
    for (u, key) in zip(taken.units, taken.keys) {
      let load = work[Int(u)]
      search.changes.append(.init(cost: load * (breaking - key), load: -load, unit: u))
    }
    // As much again to choose from; and more if the search wants what lies beyond.
    var most = breakLoad
    for _ in 0..<WholeUnitSearch.mostExtensions {
      most += 1.5 * (most - breakLoad) + limits.upperBound
      while taken.load < most, let key = cheapest.nextKey {
        let u = cheapest.takeUnit()
        search.changes.append(.init(cost: work[u] * (key - breaking), load: work[u], unit: Int32(u)))
        taken.load += work[u]
      }
      search.run(
        from: breakLoad, limits: limits, breaking: breaking,
        beyond: (cheapest.nextKey ?? .infinity) - breaking)
      if search.isExact || search.changes.count > WholeUnitSearch.mostChanges { break }
    }
    taken.apply(search, limit: breaking < 0 ? limits.upperBound : limits.lowerBound, breakLoad, self)
    taken.search = search
    return cost + search.bound
  }
}

extension PricedUnits.Taken {
  fileprivate mutating func clear() {
    units.removeAll(keepingCapacity: true)
    parts.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    load = 0
  }

  fileprivate mutating func apply(
    _ search: WholeUnitSearch, limit: Double, _ breakLoad: Double, _ all: PricedUnits
  ) {
    parts.append(contentsOf: repeatElement(1, count: units.count))
    if search.isFound {
      for place in search.bestChosen {
        let change = search.changes[Int(place)]
        if change.load > 0 {
          units.append(change.unit)
          parts.append(1)
        } else if let i = units.firstIndex(of: change.unit) {
          units.remove(at: i)
          parts.removeLast()
        }
      }
    } else if let divided = search.changes.first(where: { $0.cost == 0 && $0.load > 0 }) {
      units.append(divided.unit)
      parts.append((limit - breakLoad) / divided.load)
    }
    measure(all)
  }

  fileprivate mutating func measure(_ all: PricedUnits) {
    var (sum, sumX, sumY) = (0.0, 0.0, 0.0)
    for (u, part) in zip(units, parts) {
      let amount = part * all.work[Int(u)]
      sum += amount
      sumX += amount * all.xs[Int(u)]
      sumY += amount * all.ys[Int(u)]
    }
    load = sum
    if sum > 0 { (x, y) = (sumX / sum, sumY / sum) }
  }
}

/// Searches sets of changes to a divisible knapsack for the least that whole units cost more.
struct WholeUnitSearch {
  /// A unit that is taken, or (with negative load) not taken, against its price.
  struct Change {
    var cost: Double
    var load: Double
    var unit: Int32
  }

  var changes: ContiguousArray<Change> = []
  /// How much more than the divisible knapsack whole units cost at least, in work × m².
  private(set) var bound = 0.0
  /// Whether a set of whole units was found, and the places of its changes.
  private(set) var isFound = false
  private(set) var bestChosen: ContiguousArray<Int32> = []
  private var leastReal = Double.infinity
  private var chosen: ContiguousArray<Int32> = []
  private var steps = 0
  private var limits = 0.0...0.0
  private var breaking = 0.0
  private var beyond = 0.0

  static let mostSteps = 4000
  static let mostChanges = 200
  static let mostTries = 40
  static let mostExtensions = 4

  /// Whether the bound is what whole units cost, or cannot be bettered by more changes.
  var isExact: Bool { bound >= leastReal || steps >= WholeUnitSearch.mostSteps }

  /// - Parameters:
  ///   - load: work of the units before the breaking one.
  ///   - breaking: cost of the breaking unit per unit of work.
  ///   - beyond: how much more than that all units cost that are not among the changes.
  mutating func run(from load: Double, limits: ClosedRange<Double>, breaking: Double, beyond: Double) {
    changes.sort { ($0.cost, $0.unit) < ($1.cost, $1.unit) }
    (self.limits, self.breaking, self.beyond) = (limits, breaking, beyond)
    (leastReal, isFound) = (.infinity, false)
    bestChosen.removeAll(keepingCapacity: true)
    // All sets up to a low cost first, then up to twice as much, until one that fits is among them: else a search might be
    // lost among cheap sets that never fit. What was searched in full is the bound.
    steps = 0
    var searched = 0.0
    var highest = max(changes[min(4, changes.count - 1)].cost, 1)
    for _ in 0..<WholeUnitSearch.mostTries {
      bound = highest
      chosen.removeAll(keepingCapacity: true)
      visit(from: 0, load, cost: 0)
      if steps >= WholeUnitSearch.mostSteps { break }
      searched = bound
      if bound < highest { return }
      highest *= 2
    }
    bound = searched
  }

  private mutating func visit(from first: Int, _ load: Double, cost: Double) {
    steps += 1
    guard steps < WholeUnitSearch.mostSteps else { return }
    if load <= limits.upperBound {
      let missing = limits.lowerBound - load
      // What fills the group up to the lower limit costs at least as much as what lies beyond the changes; a load away from the
      // limit that breaks costs the breaking price.
      let filling = missing > 0 ? missing * beyond : 0
      let slack = breaking < 0 ? limits.upperBound - max(load, limits.lowerBound) : max(0, -missing)
      let real = cost + slack * abs(breaking)
      if missing <= 0 && real < leastReal {
        leastReal = real
        isFound = true
        bestChosen = chosen
      }
      bound = min(bound, cost + filling + slack * (breaking < 0 ? min(-breaking, beyond) : breaking))
    }
    for place in first..<changes.count {
      guard cost + changes[place].cost < bound else { return }
      chosen.append(Int32(place))
      visit(from: place + 1, load + changes[place].load, cost: cost + changes[place].cost)
      chosen.removeLast()
    }
  }
}
