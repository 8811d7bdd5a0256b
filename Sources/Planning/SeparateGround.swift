import CampaignModel

/// Ground that barriers part: `--cut` says that there is no way across, so that no group can have ground on both sides, and each
/// part needs groups of its own.
///
/// Which groups go to which part is decided first, so that each part's work is as near as can be to the fair shares of its
/// groups; then every part is shared out by itself. A bound says beforehand which part cannot be served: the work of the
/// groups that come nearest to it, over all sets of groups (sums of whole capacities, Bellman's subset sums).
struct SeparateGround {
  /// A part of the ground, with its units as indices into the problem, its work, and its groups.
  struct Part {
    var units: [Int]
    var work: Double
    var groups: [Int] = []
  }

  let problem: AllocationProblem
  let options: AllocationOptions
  private(set) var parts: [Part]
  private let shares: [Double]

  /// - Returns: nil if barriers part no units that have work.
  /// - Complexity: O(units + edges).
  init?(_ problem: AllocationProblem, _ options: AllocationOptions) {
    guard !problem.barriers.isEmpty, !options.relaxed.contains(.connectivity) else { return nil }
    let count = problem.units.count
    var open = UnitGraph(unitCount: count, edges: problem.edges + problem.barriers)
    // Islands are joined as ever: only what a barrier parts is apart.
    let links = open.joinComponents(xs: ContiguousArray(problem.xs), ys: ContiguousArray(problem.ys))
    let (part, parts) = UnitGraph(unitCount: count, edges: problem.edges + links)
      .components(labels: ContiguousArray(repeating: 0, count: count))
    var found = Array(repeating: Part(units: [], work: 0), count: parts)
    for u in 0..<count {
      found[Int(part[u])].units.append(u)
      found[Int(part[u])].work += problem.work[u]
    }
    let idle = found.filter { $0.work <= 0 }.flatMap(\.units)
    found.removeAll { $0.work <= 0 }
    guard found.count > 1 else { return nil }
    // Ground without work asks for no group: it goes with the first part, where it only fills the map.
    found[0].units = (found[0].units + idle).sorted()
    let capacity = problem.capacities.reduce(0, +)
    let total = problem.work.reduce(0, +)
    self.problem = problem
    self.options = options
    self.parts = found
    shares = problem.capacities.map { total * $0 / capacity }
  }

  /// Shares out every part among its groups.
  ///
  /// - Throws: ``PlanningError`` if a part cannot be served, or as the sharing out of one part does.
  func allocate() throws(PlanningError) -> AllocationResult {
    var served = self
    try served.placePinnedGroups()
    try served.checkThatGroupsSuffice()
    served.placeGroups()
    try served.check(served.deviations, isBound: false)
    var results: [AllocationResult] = []
    for part in served.parts {
      var options = options
      options.balance = served.balance(of: part)
      results.append(try Planning.allocate(served.problem(of: part), options: options))
    }
    return served.joined(results)
  }

  /// A group is where its pins are.
  private mutating func placePinnedGroups() throws(PlanningError) {
    var partOfUnit: [Identifier: Int] = [:]
    for (p, part) in parts.enumerated() { for u in part.units { partOfUnit[problem.units[u]] = p } }
    var first: [Identifier: (part: Int, unit: Identifier)] = [:]
    let groupOfID = Dictionary(
      zip(problem.groups, problem.groups.indices), uniquingKeysWith: { first, _ in first })
    for pin in problem.pins.sorted(by: { ($0.unit, $0.group) < ($1.unit, $1.group) }) {
      guard let part = partOfUnit[pin.unit], let group = groupOfID[pin.group] else { continue }
      if let other = first[pin.group] {
        if other.part != part { throw .pinsApart(group: pin.group, first: other.unit, second: pin.unit) }
      } else {
        first[pin.group] = (part, pin.unit)
        parts[part].groups.append(group)
      }
    }
  }

  /// What no choice of groups can mend.
  private func checkThatGroupsSuffice() throws(PlanningError) {
    if parts.count > problem.groups.count {
      throw .tooFewGroups(groups: problem.groups.count, parts: parts.count)
    }
    guard let sums = SubsetSums(of: problem.capacities) else { return }
    let share = problem.work.reduce(0, +) / problem.capacities.reduce(0, +)
    try check(
      parts.map { part in
        sums.nearest { abs(part.work - $0 * share) / ($0 * share) }
      }, isBound: true)
  }

  private func check(_ deviations: [Double], isBound: Bool) throws(PlanningError) {
    guard !options.relaxed.contains(.balance), let worst = deviations.max(), worst > options.balance + 1e-9,
      let part = deviations.firstIndex(of: worst)
    else { return }
    let ids = parts[part].units.filter { problem.work[$0] > 0 }.map { problem.units[$0] }
    throw .partOffBalance(
      first: ids.min() ?? problem.units[parts[part].units[0]], units: ids.count, work: parts[part].work,
      best: worst, isBound: isBound, balance: options.balance)
  }

  /// How far the work of each part is from the fair shares of its groups.
  private var deviations: [Double] { parts.map(deviation) }

  private func deviation(_ part: Part) -> Double {
    let share = part.groups.reduce(0) { $0 + shares[$1] }
    return share > 0 ? abs(part.work - share) / share : .infinity
  }

  /// Gives the other groups to parts: the largest first, to the part that lacks most; then groups change their part, or two
  /// theirs, while the worst part gains.
  ///
  /// - Complexity: O(groups²) for each change.
  private mutating func placeGroups() {
    let pinned = Set(parts.flatMap(\.groups))
    let free = problem.groups.indices.filter { !pinned.contains($0) }
      .sorted { (shares[$1], problem.groups[$0]) < (shares[$0], problem.groups[$1]) }
    for group in free {
      let lack = parts.indices.map { p in
        let part = parts[p]
        return (part.groups.isEmpty ? 1 : 0, part.work - part.groups.reduce(0) { $0 + shares[$1] }, -p)
      }
      let neediest = parts.indices.max { lack[$0] < lack[$1] } ?? 0
      parts[neediest].groups.append(group)
    }
    while let better = bestChange(of: free) { parts = better }
    for p in parts.indices { parts[p].groups.sort() }
  }

  private func bestChange(of free: [Int]) -> [Part]? {
    var best: (cost: [Double], parts: [Part])?
    let now = cost(of: parts)
    func consider(_ change: (inout [Part]) -> Void) {
      var changed = parts
      change(&changed)
      let cost = cost(of: changed)
      let least = best?.cost ?? now
      // A gain smaller than rounding is none.
      if zip(cost, least).first(where: { abs($0 - $1) > 1e-12 }).map({ $0 < $1 }) == true {
        best = (cost, changed)
      }
    }
    var partOfGroup: [Int: Int] = [:]
    for (p, part) in parts.enumerated() { for group in part.groups { partOfGroup[group] = p } }
    for a in free {
      guard let from = partOfGroup[a] else { continue }
      for to in parts.indices where to != from {
        consider { parts in
          parts[from].groups.removeAll { $0 == a }
          parts[to].groups.append(a)
        }
      }
      for b in free where b > a && problem.capacities[b] != problem.capacities[a] {
        guard let to = partOfGroup[b], to != from else { continue }
        consider { parts in
          parts[from].groups.removeAll { $0 == a }
          parts[to].groups.removeAll { $0 == b }
          parts[from].groups.append(b)
          parts[to].groups.append(a)
        }
      }
    }
    return best?.parts
  }

  /// Deviations, the worst first: a change is good if it betters the worst part.
  private func cost(of parts: [Part]) -> [Double] { parts.map(deviation).sorted(by: >) }

  /// What is left of the balance within a part that is off its fair share as a whole.
  private func balance(of part: Part) -> Double {
    let mean = part.work / part.groups.reduce(0) { $0 + shares[$1] }
    return max(1e-6, min((1 + options.balance) / mean - 1, 1 - (1 - options.balance) / mean))
  }

  private func problem(of part: Part) -> AllocationProblem {
    var place = Array(repeating: Int32(-1), count: problem.units.count)
    for (i, u) in part.units.enumerated() { place[u] = Int32(i) }
    let ids = Set(part.units.map { problem.units[$0] })
    let groups = Set(part.groups.map { problem.groups[$0] })
    func ofUnits<T>(_ column: [T]) -> [T] { column.isEmpty ? [] : part.units.map { column[$0] } }
    var sub = AllocationProblem(
      units: ofUnits(problem.units), work: ofUnits(problem.work), xs: ofUnits(problem.xs),
      ys: ofUnits(problem.ys),
      edges: problem.edges.compactMap { edge in
        let (u, v) = (place[Int(edge.u)], place[Int(edge.v)])
        return u >= 0 && v >= 0 ? AllocationProblem.Edge(u: u, v: v, metres: edge.metres) : nil
      },
      groups: part.groups.map { problem.groups[$0] }, capacities: part.groups.map { problem.capacities[$0] },
      pins: problem.pins.filter { ids.contains($0.unit) })
    sub.forbidden = problem.forbidden.filter { ids.contains($0.unit) && groups.contains($0.group) }
    sub.areas = ofUnits(problem.areas)
    sub.perimeters = ofUnits(problem.perimeters)
    sub.previous = ofUnits(problem.previous)
    return sub
  }

  /// The parts' results as one.
  private func joined(_ results: [AllocationResult]) -> AllocationResult {
    var whole = results[0]
    whole.groups = Array(repeating: -1, count: problem.units.count)
    whole.territory = whole.groups
    whole.shares = shares.map { AllocationResult.Share(work: 0, target: $0, parts: 0, detached: []) }
    whole.addedLinks = []
    whole.lowerBound = nil
    var notes: [String] = []
    for (part, result) in zip(parts, results) {
      let share = part.groups.reduce(0) { $0 + shares[$1] }
      notes.append(
        """
        barriers part the ground: \(part.units.count) units from \(problem.units[part.units[0]]) on have \
        \(part.groups.count) \(part.groups.count == 1 ? "group" : "groups") of their own, \
        \(signedPercent(part.work / share - 1)) from their fair share together
        """)
      for (i, u) in part.units.enumerated() {
        if result.groups[i] >= 0 { whole.groups[u] = Int32(part.groups[Int(result.groups[i])]) }
        if result.territory[i] >= 0 { whole.territory[u] = Int32(part.groups[Int(result.territory[i])]) }
      }
      for (i, g) in part.groups.enumerated() {
        whole.shares[g].work = result.shares[i].work
        whole.shares[g].parts = result.shares[i].parts
        whole.shares[g].detached = result.shares[i].detached.map { Int32(part.units[Int($0)]) }
      }
      whole.addedLinks += result.addedLinks.map {
        AllocationResult.AddedLink(
          u: Int32(part.units[Int($0.u)]), v: Int32(part.units[Int($0.v)]), metres: $0.metres)
      }
      whole.deviationFromPins = max(whole.deviationFromPins, result.deviationFromPins)
      whole.rounds = max(whole.rounds, result.rounds)
      notes += result.notes
    }
    let total = parts.reduce(0) { $0 + $1.work }
    whole.momentOfInertia =
      zip(parts, results).reduce(0) { $0 + $1.0.work * $1.1.momentOfInertia } / total
    whole.notes = notes
    return whole
  }

  private func signedPercent(_ share: Double) -> String {
    let tenths = Int((min(abs(share), 1e6) * 1000).rounded())
    return "\(share < 0 && tenths > 0 ? "−" : "+")\(tenths / 10).\(tenths % 10) %"
  }
}

/// All sums of some of the capacities, where these are whole numbers.
private struct SubsetSums {
  private var isSum: [Bool]

  /// - Returns: nil where capacities are not whole or too many to be added up this way.
  /// - Complexity: O(groups × sum).
  init?(of capacities: [Double]) {
    let whole = capacities.compactMap { Int(exactly: $0) }
    guard whole.count == capacities.count, let most = whole.max(), most <= 1_000_000 else { return nil }
    let sum = whole.reduce(0, +)
    guard sum <= 2_000_000, sum * whole.count <= 200_000_000 else { return nil }
    isSum = Array(repeating: false, count: sum + 1)
    isSum[0] = true
    var reached = 0
    for capacity in whole {
      for s in stride(from: reached, through: 0, by: -1) where isSum[s] { isSum[s + capacity] = true }
      reached += capacity
    }
  }

  /// The least of a measure over all sums of at least one group.
  func nearest(_ measure: (Double) -> Double) -> Double {
    isSum.indices.dropFirst().reduce(.infinity) { isSum[$1] ? min($0, measure(Double($1))) : $0 }
  }
}
