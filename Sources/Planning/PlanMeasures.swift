internal import CampaignModel

/// What a division of ground among groups comes to, whoever made it: the solver, or somebody by hand.
public struct PlanMeasures: Sendable, Equatable {
  /// What one group has.
  public struct Share: Sendable, Equatable {
    /// Its units.
    public var units = 0
    /// Their work in household-equivalents.
    public var work = 0.0
    /// Its fair share: all work that is shared out × capacity ÷ all capacities.
    public var target = 0.0
    /// Area of its ground in m².
    public var area = 0.0
    /// Connected parts of its units. Ground that is nobody's, because it has no work, carries every group's connections.
    public var parts = 0
    /// Mean distance in m of its work from its work-weighted centre, by the units' centres; nil without work.
    public var meanDistance: Double?

    /// (work − target) ÷ target; nil without a target.
    public var deviation: Double? { target > 0 ? (work - target) / target : nil }
  }

  /// What each group has.
  public let shares: [Share]
  /// The mean of work × square distance to the group's work-weighted centre, in m².
  public let momentOfInertia: Double
  /// Pairs of neighbours in different groups.
  public let cutBorders: Int

  /// The largest absolute deviation of a group from its fair share; 0.05 is 5 %.
  public var largestDeviation: Double { shares.reduce(0) { max($0, abs($1.deviation ?? 0)) } }

  /// Measures a plan.
  ///
  /// - Parameters:
  ///   - groupOfUnit: index of each unit's group, -1 for none.
  ///   - territory: index of the group whose ground each unit is, empty units too; nil if that is `groupOfUnit`. Areas are
  ///     taken of it.
  ///   - capacities: capacity of each group, in any one unit.
  /// - Complexity: O(units + edges).
  public init(
    of units: GroundUnits, groupOfUnit: [Int32], territory: [Int32]? = nil, capacities: [Double]
  ) {
    var shares = Array(repeating: Share(), count: capacities.count)
    var sums = Array(repeating: (x: 0.0, y: 0.0), count: capacities.count)
    for (u, group) in groupOfUnit.enumerated() where group >= 0 {
      let g = Int(group)
      shares[g].units += 1
      shares[g].work += units.work[u]
      sums[g].x += units.work[u] * units.xs[u]
      sums[g].y += units.work[u] * units.ys[u]
    }
    for (u, group) in (territory ?? groupOfUnit).enumerated() where group >= 0 {
      shares[Int(group)].area += units.areas[u]
    }
    let total = shares.reduce(0) { $0 + $1.work }
    let capacity = capacities.reduce(0, +)
    for g in shares.indices where capacity > 0 { shares[g].target = total * capacities[g] / capacity }

    var inertia = 0.0
    var distances = Array(repeating: 0.0, count: capacities.count)
    for (u, group) in groupOfUnit.enumerated() where group >= 0 && units.work[u] > 0 {
      let g = Int(group)
      let dx = units.xs[u] - sums[g].x / shares[g].work
      let dy = units.ys[u] - sums[g].y / shares[g].work
      inertia += units.work[u] * (dx * dx + dy * dy)
      distances[g] += units.work[u] * (dx * dx + dy * dy).squareRoot()
    }
    for g in shares.indices where shares[g].work > 0 {
      shares[g].meanDistance = distances[g] / shares[g].work
    }
    for (g, count) in PlanMeasures.parts(groupOfUnit, units.edges, groupCount: capacities.count).enumerated()
    {
      shares[g].parts = count
    }
    self.shares = shares
    momentOfInertia = total > 0 ? inertia / total : 0
    cutBorders = PlanMeasures.cutBorders(groupOfUnit, units.edges)
  }

  private static func cutBorders(_ groupOfUnit: [Int32], _ edges: [AllocationProblem.Edge]) -> Int {
    var cut: Set<SIMD2<Int32>> = []
    for edge in edges {
      let (g, h) = (groupOfUnit[Int(edge.u)], groupOfUnit[Int(edge.v)])
      if g >= 0 && h >= 0 && g != h { cut.insert(SIMD2(min(edge.u, edge.v), max(edge.u, edge.v))) }
    }
    return cut.count
  }

  private static func parts(
    _ groupOfUnit: [Int32], _ edges: [AllocationProblem.Edge], groupCount: Int
  ) -> [Int] {
    var sets = DisjointSets(count: groupOfUnit.count)
    for edge in edges where groupOfUnit[Int(edge.u)] == groupOfUnit[Int(edge.v)] { sets.join(edge.u, edge.v) }
    // Nobody's ground is one meeting place for each group that borders on it.
    var meeting: [SIMD2<Int32>: Int32] = [:]
    for edge in edges {
      for (empty, unit) in [(edge.u, edge.v), (edge.v, edge.u)]
      where groupOfUnit[Int(empty)] < 0 && groupOfUnit[Int(unit)] >= 0 {
        let place = SIMD2(sets.root(empty), groupOfUnit[Int(unit)])
        if let first = meeting[place] { sets.join(first, unit) } else { meeting[place] = unit }
      }
    }
    var counts = Array(repeating: 0, count: groupCount)
    for u in groupOfUnit.indices where groupOfUnit[u] >= 0 && sets.root(Int32(u)) == Int32(u) {
      counts[Int(groupOfUnit[u])] += 1
    }
    return counts
  }
}

/// Sets that are joined, with path halving (R. E. Tarjan, J. van Leeuwen, 1984).
private struct DisjointSets {
  private var parents: [Int32]

  init(count: Int) { parents = Array(0..<Int32(count)) }

  mutating func root(_ i: Int32) -> Int32 {
    var i = i
    while parents[Int(i)] != i {
      parents[Int(i)] = parents[Int(parents[Int(i)])]
      i = parents[Int(i)]
    }
    return i
  }

  mutating func join(_ a: Int32, _ b: Int32) {
    let (a, b) = (root(a), root(b))
    if a != b { parents[Int(max(a, b))] = min(a, b) }
  }
}
