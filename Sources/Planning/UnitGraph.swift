/// Which units touch which, as packed rows: the neighbours of unit `u` are
/// `neighbours[starts[u]..<starts[u + 1]]`, in ascending order.
struct UnitGraph: Sendable {
  private(set) var starts: ContiguousArray<Int32> = [0]
  private(set) var neighbours: ContiguousArray<Int32> = []
  /// Length of the shared border, beside each neighbour.
  private(set) var metres: ContiguousArray<Double> = []

  var unitCount: Int { starts.count - 1 }

  /// Edges of units to themselves are left out; of several between two units the longest counts.
  ///
  /// - Complexity: O(edges log edges).
  init(unitCount: Int, edges: [AllocationProblem.Edge]) {
    var directed: [AllocationProblem.Edge] = []
    directed.reserveCapacity(2 * edges.count)
    for edge in edges where edge.u != edge.v {
      directed.append(edge)
      directed.append(AllocationProblem.Edge(u: edge.v, v: edge.u, metres: edge.metres))
    }
    directed.sort { ($0.u, $0.v, $1.metres) < ($1.u, $1.v, $0.metres) }
    starts = ContiguousArray(repeating: 0, count: unitCount + 1)
    var last: (u: Int32, v: Int32) = (-1, -1)
    for edge in directed where (edge.u, edge.v) != last {
      last = (edge.u, edge.v)
      neighbours.append(edge.v)
      metres.append(edge.metres)
      starts[Int(edge.u) + 1] += 1
    }
    for u in 0..<unitCount { starts[u + 1] += starts[u] }
  }

  /// The places of unit `u`'s neighbours in `neighbours` and `metres`.
  @inline(__always)
  func row(_ u: Int) -> Range<Int> { Int(starts[u])..<Int(starts[u + 1]) }

  /// Numbers the connected components of units that share a label: 0, 1 … in the order of their first units. Units
  /// with a negative label get -1.
  ///
  /// - Complexity: O(units + edges).
  func components(labels: ContiguousArray<Int32>) -> (of: ContiguousArray<Int32>, count: Int) {
    var component = ContiguousArray<Int32>(repeating: -1, count: unitCount)
    var count: Int32 = 0
    var stack: [Int32] = []
    for start in 0..<unitCount where component[start] < 0 && labels[start] >= 0 {
      component[start] = count
      stack.append(Int32(start))
      while let u = stack.popLast() {
        for place in row(Int(u)) {
          let v = neighbours[place]
          if component[Int(v)] < 0 && labels[Int(v)] == labels[start] {
            component[Int(v)] = count
            stack.append(v)
          }
        }
      }
      count += 1
    }
    return (component, Int(count))
  }

  /// Adds the shortest links between centres that make the graph connected, and returns them.
  ///
  /// Borůvka's method: in each round every component but the largest takes the shortest link that leaves it.
  /// Centres are searched outwards in the order of `xs` and only as far as a shorter link may lie.
  ///
  /// - Complexity: O(n √n log n) for evenly spread centres; nothing beyond one search if the graph is connected.
  mutating func joinComponents(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>
  ) -> [AllocationProblem.Edge] {
    var links: [AllocationProblem.Edge] = []
    var (component, count) = components(labels: ContiguousArray(repeating: 0, count: unitCount))
    guard count > 1 else { return [] }
    let byX = (0..<unitCount).sorted { (xs[$0], $0) < (xs[$1], $1) }
    while count > 1 {
      var sizes = Array(repeating: 0, count: count)
      for c in component { sizes[Int(c)] += 1 }
      let largest = sizes.indices.max { (sizes[$0], $1) < (sizes[$1], $0) } ?? 0
      var shortest = Array(repeating: (square: Double.infinity, u: -1, v: -1), count: count)
      for (place, u) in byX.enumerated() where Int(component[u]) != largest {
        let own = Int(component[u])
        /// False if no centre farther in this direction can be nearer.
        func consider(_ v: Int) -> Bool {
          let dx = xs[v] - xs[u]
          if dx * dx > shortest[own].square { return false }
          if component[v] != component[u] {
            let candidate = (square: dx * dx + (ys[v] - ys[u]) * (ys[v] - ys[u]), u: min(u, v), v: max(u, v))
            if candidate < shortest[own] { shortest[own] = candidate }
          }
          return true
        }
        for v in byX[(place + 1)...] { guard consider(v) else { break } }
        for v in byX[..<place].reversed() { guard consider(v) else { break } }
      }
      for link in shortest where link.u >= 0 {
        links.append(AllocationProblem.Edge(u: Int32(link.u), v: Int32(link.v), metres: 0))
      }
      self = UnitGraph(unitCount: unitCount, edges: edges + links)
      (component, count) = components(labels: ContiguousArray(repeating: 0, count: unitCount))
    }
    var seen: Set<SIMD2<Int32>> = []
    return links.filter { seen.insert(SIMD2($0.u, $0.v)).inserted }
  }

  /// All edges, each once.
  var edges: [AllocationProblem.Edge] {
    (0..<unitCount).flatMap { u in
      row(u).compactMap { place in
        neighbours[place] > u
          ? AllocationProblem.Edge(u: Int32(u), v: neighbours[place], metres: metres[place]) : nil
      }
    }
  }
}
