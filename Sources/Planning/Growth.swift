/// Grows one territory for each group until all units are taken.
///
/// A territory begins with the group's pins and one unit with work; it takes the part of its block that hangs together
/// with them; and then the territory that has the least for its share takes the nearest free unit on its border, again
/// and again. Apart from pins that lie scattered, territories are connected. Empty units are taken like others, so that
/// ground without work between two villages does not part a territory.
struct Growth {
  private let problem: OrderedProblem
  private let graph: UnitGraph
  private let blocks: [[Int32]]
  /// Group of each unit, -1 while it is free.
  private(set) var territory: ContiguousArray<Int32>
  /// The unit from which each group's territory grows.
  private var seeds: [Int32]
  private var loads: [Double]
  /// Units that lead another one out of ground that is forbidden to it.
  private var isHeld: [Bool]

  init(_ problem: OrderedProblem, graph: UnitGraph, blocks: [[Int32]]) {
    self.problem = problem
    self.graph = graph
    self.blocks = blocks
    territory = problem.pins
    seeds = Array(repeating: -1, count: problem.groupCount)
    loads = Array(repeating: 0, count: problem.groupCount)
    isHeld = Array(repeating: false, count: problem.unitCount)
    for u in 0..<problem.unitCount where problem.pins[u] >= 0 {
      loads[Int(problem.pins[u])] += problem.work[u]
    }
  }

  /// Leaves no unit free, if the graph is connected.
  mutating func run() {
    plantSeeds()
    joinPins()
    claimBlocks()
    flood { growth, g in growth.connected(from: growth.seeds[g], within: growth.territory) }
    // Ground that only scattered pins enclose is left to the groups of these pins.
    if territory.contains(-1) {
      flood { growth, g in growth.territory.indices.filter { growth.territory[$0] == g }.map { Int32($0) } }
    }
    // Units that only forbidden groups surround are led out to others; what that tears apart is grown again.
    for _ in 0..<10 where territory.contains(-1) {
      for u in territory.indices where territory[u] < 0 { leadOut(Int32(u)) }
      freeFragments()
      flood { growth, g in growth.connected(from: growth.seeds[g], within: growth.territory) }
    }
  }

  private mutating func claim(_ u: Int32, for g: Int) {
    territory[Int(u)] = Int32(g)
    loads[g] += problem.work[Int(u)]
  }

  // MARK: Seeds

  /// Gives each group the heaviest of its connected sets of pins, or else the free unit with work that is nearest to the
  /// middle of its block.
  private mutating func plantSeeds() {
    let (part, count) = graph.components(labels: problem.pins)
    var partWork = Array(repeating: 0.0, count: count)
    for u in 0..<problem.unitCount where part[u] >= 0 { partWork[Int(part[u])] += problem.work[u] }
    for u in 0..<problem.unitCount where part[u] >= 0 {
      let g = Int(problem.pins[u])
      let best = seeds[g] < 0 ? -1 : partWork[Int(part[Int(seeds[g])])]
      if partWork[Int(part[u])] > best { seeds[g] = Int32(u) }
    }
    let all = Array(0..<Int32(clamping: problem.unitCount))
    for g in 0..<problem.groupCount where loads[g] <= 0 {
      let middle =
        seeds[g] < 0 ? centre(of: blocks[g]) : (problem.xs[Int(seeds[g])], problem.ys[Int(seeds[g])])
      guard
        let unit = nearestFreeUnit(in: blocks[g], to: middle, for: g)
          ?? nearestFreeUnit(in: all, to: middle, for: g)
      else {
        continue
      }
      if seeds[g] < 0 { seeds[g] = unit }
      if seeds[g] == unit || touches(unit, g) { claim(unit, for: g) }
    }
  }

  private func allows(_ u: Int32, _ g: Int) -> Bool {
    !problem.isRestricted[Int(u)]
      || !problem.forbidden.contains(UnitGroup(unit: u, group: Int32(truncatingIfNeeded: g)))
  }

  private func touches(_ u: Int32, _ g: Int) -> Bool {
    graph.row(Int(u)).contains { Int(territory[Int(graph.neighbours[$0])]) == g }
  }

  private func centre(of units: [Int32]) -> (Double, Double) {
    var (weight, x, y) = (0.0, 0.0, 0.0)
    for u in units {
      weight += problem.work[Int(u)]
      x += problem.work[Int(u)] * problem.xs[Int(u)]
      y += problem.work[Int(u)] * problem.ys[Int(u)]
    }
    return weight > 0 ? (x / weight, y / weight) : (0, 0)
  }

  private func nearestFreeUnit(in units: [Int32], to middle: (Double, Double), for g: Int) -> Int32? {
    var best: (square: Double, unit: Int32)?
    for u in units where territory[Int(u)] < 0 && problem.work[Int(u)] > 0 && allows(u, g) {
      let candidate = (square: squareDistance(u, middle), unit: u)
      if best.map({ candidate < $0 }) ?? true { best = candidate }
    }
    return best?.unit
  }

  private func squareDistance(_ u: Int32, _ point: (Double, Double)) -> Double {
    let dx = problem.xs[Int(u)] - point.0
    let dy = problem.ys[Int(u)] - point.1
    return dx * dx + dy * dy
  }

  // MARK: Pins

  /// Connects the pins of each group by shortest paths over free ground, as long as the paths fit into its share.
  private mutating func joinPins() {
    var pinned: [[Int32]] = Array(repeating: [], count: problem.groupCount)
    for u in 0..<problem.unitCount where problem.pins[u] >= 0 {
      pinned[Int(problem.pins[u])].append(Int32(u))
    }
    for g in 0..<problem.groupCount where pinned[g].count > 1 {
      // Each path joins at least one more pin, or is the last.
      for _ in pinned[g] {
        let main = connected(from: seeds[g], within: territory)
        guard let path = pathToNextPin(of: g, from: main) else { break }
        let extra = path.reduce(0) { $0 + problem.work[Int($1)] }
        if loads[g] + extra > problem.shares[g] * 1.02 { break }
        for u in path { claim(u, for: g) }
      }
    }
  }

  /// The units that share the start's label and are connected with it.
  private func connected(from start: Int32, within labels: ContiguousArray<Int32>) -> [Int32] {
    guard start >= 0 else { return [] }
    var found: [Int32] = [start]
    var seen: Set<Int32> = [start]
    var place = 0
    while place < found.count {
      for next in graph.row(Int(found[place])) {
        let v = graph.neighbours[next]
        if labels[Int(v)] == labels[Int(start)] && seen.insert(v).inserted { found.append(v) }
      }
      place += 1
    }
    return found
  }

  /// The free units on the shortest way, from centre to centre, to a pin of the group outside `main`
  /// (Dijkstra); nil if there is none.
  private func pathToNextPin(of g: Int, from main: [Int32]) -> [Int32]? {
    var distance = [Int32: Double](uniqueKeysWithValues: main.map { ($0, 0) })
    var cameFrom: [Int32: Int32] = [:]
    var queue = PriorityQueue()
    for u in main { queue.push(u, key: 0) }
    while let (length, u) = queue.pop().map({ ($0.key, $0.number) }) {
      if length > distance[u] ?? 0 { continue }
      if Int(territory[Int(u)]) == g && length > 0 {
        var path: [Int32] = []
        var step = cameFrom[u]
        while let unit = step, territory[Int(unit)] < 0 {
          path.append(unit)
          step = cameFrom[unit]
        }
        return path
      }
      for place in graph.row(Int(u)) {
        let v = graph.neighbours[place]
        guard territory[Int(v)] < 0 && allows(v, g) || Int(territory[Int(v)]) == g else { continue }
        let step = squareDistance(v, (problem.xs[Int(u)], problem.ys[Int(u)])).squareRoot()
        // Units may share a centre; a step is never quite nothing, so that pins outside `main` are told from it.
        let onward = length + max(step, 1e-3)
        if onward < distance[v] ?? .infinity {
          distance[v] = onward
          cameFrom[v] = u
          queue.push(v, key: onward)
        }
      }
    }
    return nil
  }

  // MARK: Ground

  /// Gives each group the free units of its block that are connected with its seed.
  private mutating func claimBlocks() {
    var labels = ContiguousArray<Int32>(repeating: -1, count: problem.unitCount)
    for (g, block) in blocks.enumerated() {
      for u in block where territory[Int(u)] < 0 && allows(u, g) { labels[Int(u)] = Int32(g) }
    }
    for u in 0..<problem.unitCount where territory[u] >= 0 { labels[u] = territory[u] }
    for g in 0..<problem.groupCount {
      for u in connected(from: seeds[g], within: labels) where territory[Int(u)] < 0 { claim(u, for: g) }
    }
  }

  /// Gives a unit in the midst of ground that is forbidden to it to the nearest group that may have it, with the units on the
  /// way there, which later ways do not cross.
  private mutating func leadOut(_ u: Int32) {
    var cameFrom: [Int32: Int32] = [u: u]
    var queue = [u]
    var next = 0
    while next < queue.count {
      let unit = queue[next]
      next += 1
      for place in graph.row(Int(unit)) {
        let v = graph.neighbours[place]
        guard cameFrom[v] == nil else { continue }
        cameFrom[v] = unit
        let g = Int(territory[Int(v)])
        var way = [unit]
        while let step = way.last, step != u { way.append(cameFrom[step] ?? u) }
        if g >= 0 && way.allSatisfy({ allows($0, g) }) {
          for step in way {
            if territory[Int(step)] >= 0 { loads[Int(territory[Int(step)])] -= problem.work[Int(step)] }
            claim(step, for: g)
            isHeld[Int(step)] = true
          }
          return
        }
        if problem.pins[Int(v)] < 0 && !isHeld[Int(v)] { queue.append(v) }
      }
    }
  }

  /// Frees the parts of territories that have neither pins nor, where a group has no pins, the most work.
  private mutating func freeFragments() {
    let (part, count) = graph.components(labels: territory)
    var partWork = Array(repeating: 0.0, count: count)
    var hasPin = Array(repeating: false, count: count)
    for u in territory.indices where part[u] >= 0 {
      partWork[Int(part[u])] += problem.work[u] + (isHeld[u] ? 1e-6 : 0)
      if problem.pins[u] >= 0 { hasPin[Int(part[u])] = true }
    }
    var main = Array(repeating: -1, count: problem.groupCount)
    for u in territory.indices where part[u] >= 0 {
      let (p, g) = (Int(part[u]), Int(territory[u]))
      let isBetter =
        main[g] < 0 || (hasPin[p] ? 1 : 0, partWork[p]) > (hasPin[main[g]] ? 1 : 0, partWork[main[g]])
      if isBetter {
        main[g] = p
        seeds[g] = Int32(u)
      }
    }
    for u in territory.indices where part[u] >= 0 {
      let (p, g) = (Int(part[u]), Int(territory[u]))
      guard p != main[g], !hasPin[p] else { continue }
      territory[u] = -1
      loads[g] -= problem.work[u]
      isHeld[u] = false
    }
  }

  /// Lets the territory with the least work for its share take the nearest free unit on its border, until none is left
  /// on the borders of the sources.
  private mutating func flood(from sources: (Growth, Int) -> [Int32]) {
    // Empty ground counts a little, or the first group to reach it would take all of it.
    let emptyWork = 0.01 * problem.work.reduce(0, +) / Double(problem.unitCount)
    var bulks = loads
    var borders = Array(repeating: PriorityQueue(), count: problem.groupCount)
    var turns = PriorityQueue()
    for g in 0..<problem.groupCount where seeds[g] >= 0 {
      for u in sources(self, g) { extend(&borders[g], around: u, for: g) }
      turns.push(Int32(g), key: bulks[g] / problem.shares[g])
    }
    while let g = turns.pop().map({ Int($0.number) }) {
      while let u = borders[g].pop()?.number {
        guard territory[Int(u)] < 0 else { continue }
        claim(u, for: g)
        bulks[g] += problem.work[Int(u)] + emptyWork
        extend(&borders[g], around: u, for: g)
        turns.push(Int32(g), key: bulks[g] / problem.shares[g])
        break
      }
    }
  }

  private func extend(_ border: inout PriorityQueue, around u: Int32, for g: Int) {
    let seed = (problem.xs[Int(seeds[g])], problem.ys[Int(seeds[g])])
    for place in graph.row(Int(u)) {
      let v = graph.neighbours[place]
      if territory[Int(v)] < 0 && allows(v, g) { border.push(v, key: squareDistance(v, seed)) }
    }
  }
}
