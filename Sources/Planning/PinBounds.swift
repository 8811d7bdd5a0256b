/// What pins alone decide about the balance, whatever the rest of the plan: a bound that no plan can beat.
///
/// A group has at least the work of its pins. At most it has, besides, the free ground that can be reached from one of
/// its pins without crossing the pins of others, since every part of a territory holds a pin if its group has pins.
/// Groups that compete for the same free ground are not looked at together, nor are whole villages, so that the best
/// plan may well be farther from the fair shares than this bound.
struct PinBounds {
  /// Work of each group's pins.
  private(set) var least: ContiguousArray<Double>
  /// Work that each group can have at most; infinite for a group without pins.
  private(set) var most: ContiguousArray<Double>
  private let shares: ContiguousArray<Double>

  /// - Parameter graph: borders and links, connected.
  /// - Complexity: O(units + edges), and the sorting of what each group reaches.
  init(_ problem: OrderedProblem, graph: UnitGraph) {
    shares = problem.shares
    least = ContiguousArray(repeating: 0, count: problem.groupCount)
    most = ContiguousArray(repeating: .infinity, count: problem.groupCount)
    let (part, count) = graph.components(labels: ContiguousArray(problem.pins.map { $0 < 0 ? 0 : -1 }))
    var partWork = Array(repeating: 0.0, count: count)
    for u in 0..<problem.unitCount where part[u] >= 0 { partWork[Int(part[u])] += problem.work[u] }
    var reached: [Set<Int32>?] = Array(repeating: nil, count: problem.groupCount)
    for u in 0..<problem.unitCount where problem.pins[u] >= 0 {
      let g = Int(problem.pins[u])
      least[g] += problem.work[u]
      let beside = graph.row(u).map { part[Int(graph.neighbours[$0])] }.filter { $0 >= 0 }
      reached[g] = (reached[g] ?? []).union(beside)
    }
    for (g, parts) in reached.enumerated() {
      guard let parts else { continue }
      // Sorted, since sums of floating-point numbers depend on their order.
      most[g] = parts.sorted().reduce(least[g]) { $0 + partWork[Int($1)] }
    }
  }

  /// The deviation that pins force upon a group, the nearest to 0 that is possible: 0 if its fair share is within reach.
  func deviation(of g: Int) -> Double {
    max(0, (least[g] - shares[g]) / shares[g]) + min(0, (most[g] - shares[g]) / shares[g])
  }

  /// The largest absolute deviation that pins force upon a group.
  var largestDeviation: Double { shares.indices.reduce(0) { max($0, abs(deviation(of: $1))) } }

  /// Throws what keeps a group from its fair share before anything is tried.
  func check(_ problem: OrderedProblem, balance: Double) throws(PlanningError) {
    // All offenders at once: who has moved one hook-up does not want to hear of the next one then.
    let tooHeavy = shares.indices.filter { least[$0] > shares[$0] * (1 + balance) }
    if let g = tooHeavy.first {
      throw .pinsTooHeavy(
        group: problem.groupID(Int32(g)), work: least[g], share: shares[g], balance: balance,
        others: tooHeavy.dropFirst().map { problem.groupID(Int32($0)) })
    }
    let enclosed = shares.indices.filter { most[$0] < shares[$0] * (1 - balance) }
    if let g = enclosed.first {
      throw .pinsEnclosed(
        group: problem.groupID(Int32(g)), reachable: most[g], share: shares[g], balance: balance,
        others: enclosed.dropFirst().map { problem.groupID(Int32($0)) })
    }
    let largestShare = shares.max() ?? 0
    for u in 0..<problem.unitCount where problem.pins[u] < 0 && problem.work[u] > 0 {
      guard problem.isRestricted[u] || problem.work[u] > largestShare * (1 + balance) else { continue }
      let most =
        shares.indices.filter {
          !problem.forbidden.contains(UnitGroup(unit: Int32(u), group: Int32($0)))
        }.reduce(0) { max($0, shares[$1]) } * (1 + balance)
      if problem.work[u] > most {
        throw .unitTooLarge(
          unit: problem.unitID(Int32(u)), work: problem.work[u], most: most, balance: balance)
      }
    }
  }
}
