/// What the search for a plan reads and never changes: units as one row each, their borders, and what is decided.
struct Ground: Sendable {
  /// One unit. Kept together, since a trial reads all of it.
  struct Unit: Sendable {
    var work: Double
    /// What compactness weighs the unit with: its work, and a little for empty ground, whose place on the map counts too.
    var mass: Double
    var x: Double
    var y: Double
    var area: Double
    var outline: Double
    var pin: Int32
    var previous: Int32
    var isRestricted: Bool
  }

  let units: ContiguousArray<Unit>
  let shares: ContiguousArray<Double>
  let graph: UnitGraph
  /// For each neighbour of a unit, which of the unit's other neighbours it touches, as bits in the order of the row; 0
  /// where a unit has more than 64 neighbours.
  let links: ContiguousArray<UInt64>
  let forbidden: Set<UnitGroup>
  /// True if areas and outlines are known.
  let hasShapes: Bool

  /// Empty ground weighs so much of the mean unit.
  private static let emptyShare = 0.02

  /// - Parameters:
  ///   - graph: borders and links that make all ground reachable.
  ///   - weightless: units whose place does not matter for compactness: scattered pins.
  init(_ problem: OrderedProblem, graph: UnitGraph, weightless: Set<Int>) {
    let emptyMass =
      Ground.emptyShare * problem.work.reduce(0, +) / Double(max(1, problem.unitsWithWork))
    units = ContiguousArray(
      (0..<problem.unitCount).map { u in
        Unit(
          work: problem.work[u], mass: weightless.contains(u) ? 0 : max(problem.work[u], emptyMass),
          x: problem.xs[u], y: problem.ys[u], area: problem.areas[u], outline: problem.perimeters[u],
          pin: problem.pins[u], previous: problem.previous.isEmpty ? -1 : problem.previous[u],
          isRestricted: problem.isRestricted[u])
      })
    shares = problem.shares
    self.graph = graph
    forbidden = problem.forbidden
    hasShapes = problem.areas.contains { $0 > 0 } && problem.perimeters.contains { $0 > 0 }
    links = Ground.links(in: graph)
  }

  /// True if group `g` may have unit `u`.
  @inline(__always)
  func allows(_ u: Int, _ g: Int32) -> Bool {
    !units[u].isRestricted || !forbidden.contains(UnitGroup(unit: Int32(truncatingIfNeeded: u), group: g))
  }

  /// - Complexity: O(log neighbours).
  func isNeighbour(_ v: Int32, of u: Int) -> Bool {
    var (low, high) = (Int(graph.starts[u]), Int(graph.starts[u + 1]))
    while low < high {
      let middle = (low + high) / 2
      if graph.neighbours[middle] < v { low = middle + 1 } else { high = middle }
    }
    return low < Int(graph.starts[u + 1]) && graph.neighbours[low] == v
  }

  private static func links(in graph: UnitGraph) -> ContiguousArray<UInt64> {
    var links = ContiguousArray<UInt64>(repeating: 0, count: graph.neighbours.count)
    // Place + 1 of each unit among the neighbours of the unit at hand.
    var bitOf = ContiguousArray<Int32>(repeating: 0, count: graph.unitCount)
    for u in 0..<graph.unitCount {
      let row = graph.row(u)
      guard row.count <= 64 else { continue }
      for (bit, place) in row.enumerated() { bitOf[Int(graph.neighbours[place])] = Int32(bit + 1) }
      for place in row {
        for next in graph.row(Int(graph.neighbours[place])) {
          let bit = bitOf[Int(graph.neighbours[next])]
          if bit > 0 { links[place] |= 1 << UInt64(bit - 1) }
        }
      }
      for place in row { bitOf[Int(graph.neighbours[place])] = 0 }
    }
    return links
  }
}
