/// Units with work and a price, in a tree that hands them out cheapest first as seen from any point.
///
/// A price is what a group is paid for one unit of a unit's work, in m²; seen from a point, work at distance d costs
/// d² − price. The tree halves the units by the longer side of their box, down to leaves of a few units; each node knows the
/// highest price below it, so that whatever is far away and not paid well is never looked at.
struct PricedUnits {
  /// What a group of the least total cost takes from around one centre.
  struct Taken {
    /// Indices of the units, cheapest first.
    var units: ContiguousArray<Int32> = []
    /// Which part of each unit, 0...1; only the last is below 1.
    var parts: ContiguousArray<Double> = []
    /// All the work in them.
    var load = 0.0
    /// Their centre, by work.
    var x = 0.0
    var y = 0.0
    /// Scratch for whole units.
    var keys: ContiguousArray<Double> = []
    var search = WholeUnitSearch()
  }

  let work: ContiguousArray<Double>
  let xs: ContiguousArray<Double>
  let ys: ContiguousArray<Double>
  private(set) var prices: ContiguousArray<Double>
  /// Whether groups may take units in part: looser and several times faster.
  var areDivisible = false
  private var order: ContiguousArray<Int32>
  private var nodes: ContiguousArray<Node>
  private let levels: Int

  private struct Node {
    var range: Range<Int>
    var west = Double.infinity
    var east = -Double.infinity
    var south = Double.infinity
    var north = -Double.infinity
    var highestPrice = 0.0

    func lowestCost(_ x: Double, _ y: Double) -> Double {
      let dx = max(0, max(west - x, x - east))
      let dy = max(0, max(south - y, y - north))
      return dx * dx + dy * dy - highestPrice
    }
  }

  private static let leafSize = 4

  /// Units with prices of 0. All must have work. - Complexity: O(n log² n).
  init(work: ContiguousArray<Double>, xs: ContiguousArray<Double>, ys: ContiguousArray<Double>) {
    (self.work, self.xs, self.ys) = (work, xs, ys)
    prices = ContiguousArray(repeating: 0, count: work.count)
    order = ContiguousArray(work.indices.map { Int32($0) })
    var levels = 0
    while work.count >> levels > PricedUnits.leafSize { levels += 1 }
    self.levels = levels
    nodes = ContiguousArray(repeating: Node(range: 0..<work.count), count: (2 << levels) - 1)
    for i in nodes.indices {
      for u in order[nodes[i].range] {
        nodes[i].west = min(nodes[i].west, xs[Int(u)])
        nodes[i].east = max(nodes[i].east, xs[Int(u)])
        nodes[i].south = min(nodes[i].south, ys[Int(u)])
        nodes[i].north = max(nodes[i].north, ys[Int(u)])
      }
      guard 2 * i + 2 < nodes.count else { continue }
      let axis = nodes[i].east - nodes[i].west > nodes[i].north - nodes[i].south ? xs : ys
      order[nodes[i].range].sort { (axis[Int($0)], $0) < (axis[Int($1)], $1) }
      let range = nodes[i].range
      let middle = (range.lowerBound + range.upperBound) / 2
      nodes[2 * i + 1].range = range.lowerBound..<middle
      nodes[2 * i + 2].range = middle..<range.upperBound
    }
  }

  /// Sets all prices, in m² for one unit of work. - Complexity: O(n).
  mutating func setPrices(_ new: ContiguousArray<Double>) {
    prices = new
    for i in nodes.indices.reversed() {
      if 2 * i + 2 < nodes.count {
        nodes[i].highestPrice = max(nodes[2 * i + 1].highestPrice, nodes[2 * i + 2].highestPrice)
      } else {
        nodes[i].highestPrice = nodes[i].range.reduce(-Double.infinity) { max($0, new[Int(order[$1])]) }
      }
    }
  }

  /// The least cost, in work × m², of a group around a point whose load is within the limits, of whole units or divisible ones.
  func leastCostOfGroup(_ x: Double, _ y: Double, _ limits: ClosedRange<Double>, taken: inout Taken) -> Double
  {
    areDivisible
      ? leastCost(x, y, limits, taken: &taken) : leastCostOfWholeUnits(x, y, limits, taken: &taken)
  }

  /// The least cost, in work × m², of a group around a point whose load is within the limits, units being divisible: a
  /// fractional knapsack, filled in order of d² − price. Infinite if there is not enough work.
  ///
  /// - Parameter taken: what the group takes.
  /// - Complexity: O(m log m) for m units and tree nodes that are nearly as cheap as those taken.
  func leastCost(_ x: Double, _ y: Double, _ limits: ClosedRange<Double>, taken: inout Taken) -> Double {
    taken.units.removeAll(keepingCapacity: true)
    taken.parts.removeAll(keepingCapacity: true)
    var (cost, load, sumX, sumY) = (0.0, 0.0, 0.0, 0.0)
    var cheapest = CheapestFirst(self, x, y)
    while let key = cheapest.nextKey {
      let limit = key < 0 ? limits.upperBound : limits.lowerBound
      if load >= limit { break }
      let u = cheapest.takeUnit()
      let amount = min(work[u], limit - load)
      cost += amount * key
      load += amount
      sumX += amount * xs[u]
      sumY += amount * ys[u]
      taken.units.append(Int32(u))
      taken.parts.append(amount / work[u])
    }
    taken.load = load
    (taken.x, taken.y) = load > 0 ? (sumX / load, sumY / load) : (x, y)
    return load >= limits.lowerBound * (1 - 1e-12) ? cost : .infinity
  }

  /// All units in order of d² − price from a point, equal ones by their number.
  struct CheapestFirst {
    private let all: PricedUnits
    private let x: Double
    private let y: Double
    /// Units by their number, nodes by the complement of theirs.
    private var queue = PriorityQueue()
    private var next: PriorityQueue.Item?

    init(_ all: PricedUnits, _ x: Double, _ y: Double) {
      (self.all, self.x, self.y) = (all, x, y)
      queue.push(~0, key: all.nodes[0].lowestCost(x, y))
      advance()
    }

    /// What a unit of the next unit's work costs, in m²; nil if there is none.
    var nextKey: Double? { next?.key }

    /// The index of the next unit.
    mutating func takeUnit() -> Int {
      let unit = Int(next?.number ?? -1)
      advance()
      return unit
    }

    private mutating func advance() {
      next = queue.pop()
      while let item = next, item.number < 0 {
        open(Int(~item.number))
        next = queue.pop()
      }
    }

    private mutating func open(_ i: Int) {
      if 2 * i + 2 < all.nodes.count {
        for child in (2 * i + 1)...(2 * i + 2) where !all.nodes[child].range.isEmpty {
          queue.push(~Int32(child), key: all.nodes[child].lowestCost(x, y))
        }
      } else {
        for place in all.nodes[i].range {
          let u = Int(all.order[place])
          let (dx, dy) = (all.xs[u] - x, all.ys[u] - y)
          queue.push(Int32(u), key: dx * dx + dy * dy - all.prices[u])
        }
      }
    }
  }
}
