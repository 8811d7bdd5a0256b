import CampaignModel

/// Who is responsible for which unit, and how good that is.
public struct AllocationResult: Sendable, Equatable {
  /// What one group gets.
  public struct Share: Sendable, Equatable {
    /// Its work in household-equivalents.
    public var work: Double
    /// Its fair share: all work × capacity ÷ all capacities.
    public var target: Double
    /// Connected parts of its territory by the borders and links that were given; 1 is what one wants.
    public var parts: Int
    /// Indices of its units with work outside the part that has the most work, in the order of their ids: scattered pins,
    /// or what lies beyond a link that had to be added.
    public var detached: [Int32]

    /// (work − target) ÷ target: 0.05 is 5 % more than its fair share.
    public var deviation: Double { (work - target) / target }
  }

  /// A link between parts of the ground that have neither a border nor a given link.
  public struct AddedLink: Sendable, Equatable {
    /// Index of one unit.
    public var u: Int32
    /// Index of the other unit.
    public var v: Int32
    /// Distance of their centres in metres.
    public var metres: Double
  }

  /// Index of each unit's group; -1 for a unit without work and without a pin: an empty unit is no task.
  public var groups: [Int32]
  /// Index of the group whose ground each unit is, empty units too: what a map fills, so that it has no holes. Parts are
  /// counted on it.
  public var territory: [Int32]
  /// What each group gets.
  public var shares: [Share]
  /// Links that were added because the ground has several components, shortest first.
  public var addedLinks: [AddedLink]
  /// What the pins alone make of the largest deviation: no plan that keeps them has a smaller one, and the best may have a
  /// larger one.
  public var deviationFromPins: Double
  /// How it was done and what is noteworthy, one sentence each.
  public var notes: [String]

  /// How many independent plans were made, of which this is the best: the same number with the same seed gives it again.
  public var rounds: Int
  /// Moment of inertia: the mean of work × square distance to the group's work-weighted centre, in m².
  public var momentOfInertia = 0.0

  /// What no plan of the same balance can go below in moment of inertia, in m². Neighbours are not looked at, so that the
  /// best possible plan may well lie above it. Nil if pins, or groups outside the balance, make it say nothing.
  public var lowerBound: Double?

  /// The largest absolute deviation of a group's work from its fair share; 0.05 is 5 %.
  public var largestDeviation: Double { shares.reduce(0) { max($0, abs($1.deviation)) } }
}

extension AllocationResult {
  /// Takes a territory in the order of ids back to the order of the problem.
  init(
    _ ordered: OrderedProblem, territory byRank: ContiguousArray<Int32>, links: [AllocationProblem.Edge],
    bounds: PinBounds, rounds: Int
  ) {
    self.rounds = rounds
    let problem = ordered.problem
    territory = Array(repeating: -1, count: ordered.unitCount)
    groups = territory
    shares = problem.groups.map { _ in Share(work: 0, target: 0, parts: 0, detached: []) }
    for (here, there) in ordered.groupOrder.enumerated() { shares[there].target = ordered.shares[here] }
    for (here, there) in ordered.unitOrder.enumerated() where byRank[here] >= 0 {
      let group = ordered.groupOrder[Int(byRank[here])]
      territory[there] = Int32(group)
      if ordered.work[here] > 0 || ordered.pins[here] >= 0 { groups[there] = Int32(group) }
      shares[group].work += ordered.work[here]
    }
    let measured: [AddedLink] = links.map { link in
      let dx = ordered.xs[Int(link.v)] - ordered.xs[Int(link.u)]
      let dy = ordered.ys[Int(link.v)] - ordered.ys[Int(link.u)]
      return AddedLink(u: link.u, v: link.v, metres: (dx * dx + dy * dy).squareRoot())
    }
    // Sorted before the ids' order is lost, so that links of one length stand in the same order whatever the input's.
    addedLinks = measured.sorted { ($0.metres, $0.u, $0.v) < ($1.metres, $1.u, $1.v) }
    for i in addedLinks.indices {
      addedLinks[i].u = Int32(ordered.unitOrder[Int(addedLinks[i].u)])
      addedLinks[i].v = Int32(ordered.unitOrder[Int(addedLinks[i].v)])
    }
    deviationFromPins = bounds.largestDeviation
    notes = []
    countParts(ordered, byRank)
    measure(ordered, byRank)
    writeNotes(ordered, bounds)
  }

  private mutating func measure(_ ordered: OrderedProblem, _ byRank: ContiguousArray<Int32>) {
    var sums = Array(repeating: (work: 0.0, x: 0.0, y: 0.0), count: ordered.groupCount)
    for u in 0..<ordered.unitCount where byRank[u] >= 0 {
      sums[Int(byRank[u])].work += ordered.work[u]
      sums[Int(byRank[u])].x += ordered.work[u] * ordered.xs[u]
      sums[Int(byRank[u])].y += ordered.work[u] * ordered.ys[u]
    }
    var (inertia, total) = (0.0, 0.0)
    for u in 0..<ordered.unitCount where byRank[u] >= 0 && ordered.work[u] > 0 {
      let group = sums[Int(byRank[u])]
      let (dx, dy) = (ordered.xs[u] - group.x / group.work, ordered.ys[u] - group.y / group.work)
      inertia += ordered.work[u] * (dx * dx + dy * dy)
      total += ordered.work[u]
    }
    momentOfInertia = total > 0 ? inertia / total : 0
  }

  private mutating func countParts(_ ordered: OrderedProblem, _ byRank: ContiguousArray<Int32>) {
    let (part, count) = ordered.graph.components(labels: byRank)
    var partWork = Array(repeating: 0.0, count: count)
    for u in 0..<ordered.unitCount where part[u] >= 0 { partWork[Int(part[u])] += ordered.work[u] }
    var main = Array(repeating: Int32(-1), count: ordered.groupCount)
    var counted = Array(repeating: false, count: count)
    for u in 0..<ordered.unitCount where part[u] >= 0 {
      let (p, g) = (Int(part[u]), Int(byRank[u]))
      if !counted[p] {
        counted[p] = true
        shares[ordered.groupOrder[g]].parts += 1
      }
      if main[g] < 0 || partWork[p] > partWork[Int(main[g])] { main[g] = part[u] }
    }
    for u in 0..<ordered.unitCount where part[u] >= 0 && ordered.work[u] > 0 {
      let g = Int(byRank[u])
      if part[u] != main[g] { shares[ordered.groupOrder[g]].detached.append(Int32(ordered.unitOrder[u])) }
    }
  }

  private mutating func writeNotes(_ ordered: OrderedProblem, _ bounds: PinBounds) {
    let problem = ordered.problem
    notes.append(
      """
      \(ordered.unitsWithWork) units with work were shared out among \(ordered.groupCount) groups \
      \(rounds == 0 ? "as before" : "by annealing in \(rounds) \(rounds == 1 ? "round" : "rounds")"); the largest deviation from a fair share is \(percent(largestDeviation))
      """)
    writeNotes(ordered, onPins: bounds)
    let empty = ordered.unitCount - ordered.unitsWithWork
    if empty > 0 {
      notes.append("\(empty) units have no work: they are no tasks, and only carry connections")
    }
    for link in addedLinks {
      notes.append(
        """
        units \(problem.units[Int(link.u)]) and \(problem.units[Int(link.v)]) do not touch and were linked over \
        \(Int(clampingMetres: link.metres)) m, or their ground would be out of reach; give the real crossing with --link
        """)
    }
    for (g, share) in shares.enumerated() where share.parts > 1 {
      let names = share.detached.prefix(10).map { problem.units[Int($0)].text }.joined(separator: ", ")
      let rest = share.detached.count > 10 ? " and \(share.detached.count - 10) more" : ""
      notes.append(
        "group \(problem.groups[g]) has \(share.parts) parts; apart from its main part lie \(names)\(rest)")
    }
    for (g, share) in shares.enumerated() where share.work <= 0 {
      notes.append("group \(problem.groups[g]) has no work: its pins are empty and others' pins enclose it")
    }
  }
}

extension AllocationResult {
  /// Forced deviations below this are not worth a sentence.
  private static let notedDeviation = 0.1

  /// Names the groups that pins alone keep from their fair share.
  private mutating func writeNotes(_ ordered: OrderedProblem, onPins bounds: PinBounds) {
    if deviationFromPins >= AllocationResult.notedDeviation {
      notes.append(
        "no plan that keeps the pins can bring the largest deviation below \(percent(deviationFromPins))")
    }
    for (here, there) in ordered.groupOrder.enumerated() {
      let forced = bounds.deviation(of: here)
      guard abs(forced) >= AllocationResult.notedDeviation else { continue }
      let group = ordered.problem.groups[there]
      notes.append(
        forced > 0
          ? "pins alone give group \(group) \(percent(forced)) more than its fair share"
          : """
          pins alone leave group \(group) \(percent(-forced)) below its fair share: others' pins enclose the ground that it \
          can reach; move a hook-up
          """)
    }
  }
}

private func percent(_ share: Double) -> String {
  let tenths = Int(clampingMetres: share * 1000)
  return "\(tenths / 10).\(tenths % 10) %"
}

extension Int {
  /// The nearest whole number of a value that is not negative, within what an Int32 holds.
  fileprivate init(clampingMetres value: Double) {
    self = value.isFinite ? Int(Swift.min(Swift.max(value, 0), 2_147_483_647).rounded()) : 0
  }
}
