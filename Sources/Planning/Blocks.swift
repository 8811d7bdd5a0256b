/// Divides the ground into one block of units for each group, by recursive coordinate bisection.
///
/// Each cut runs across the direction in which the work lies farther apart, and divides the work in the ratio of the
/// groups' capacities. A group with pins goes to the side on which its pins lie, so that blocks lie where the pins
/// are; groups without pins fill both sides up. Blocks know no borders: ``Growth`` makes them connected.
///
/// - Parameter turn: which of twelve directions the cuts follow, for plans that differ from each other.
/// - Returns: the units of each group's block, each with at least one unit that has work while there are enough.
/// - Complexity: O(n log n log k).
func bisectedBlocks(_ problem: OrderedProblem, turn: Int = 0) -> [[Int32]] {
  // Cosine and sine of multiples of 7.5°, written out, since mathematical libraries differ in the last digit.
  let (cosine, sine) = directions[turn % directions.count]
  let xs = ContiguousArray((0..<problem.unitCount).map { cosine * problem.xs[$0] + sine * problem.ys[$0] })
  let ys = ContiguousArray((0..<problem.unitCount).map { cosine * problem.ys[$0] - sine * problem.xs[$0] })
  let homes = pinCentres(problem, xs, ys)
  var blocks: [[Int32]] = Array(repeating: [], count: problem.groupCount)
  var pending: [(units: [Int32], groups: [Int32])] = [
    (Array(0..<Int32(clamping: problem.unitCount)), Array(0..<Int32(clamping: problem.groupCount)))
  ]
  while let (units, groups) = pending.popLast() {
    guard groups.count > 1 else {
      for g in groups { blocks[Int(g)] = units }
      continue
    }
    let byEasting = spread(of: xs, units, problem.work) >= spread(of: ys, units, problem.work)
    let along = byEasting ? xs : ys
    let sorted = units.sorted { (along[Int($0)], $0) < (along[Int($1)], $1) }
    let middle = along[Int(sorted[cut(sorted, problem.work, share: 0.5, least: 0, most: sorted.count - 1)])]
    let sides = divided(
      groups, shares: problem.shares, middle: middle,
      homes: homes.map { home in home.map { byEasting ? $0.x : $0.y } })
    let capacity = (sides.low + sides.high).reduce(0) { $0 + problem.shares[Int($1)] }
    let lowShare = sides.low.reduce(0) { $0 + problem.shares[Int($1)] } / capacity
    let place = cut(
      sorted, problem.work, share: lowShare, least: sides.low.count,
      most: sorted.count { problem.work[Int($0)] > 0 } - sides.high.count)
    pending.append((Array(sorted[..<place]), sides.low))
    pending.append((Array(sorted[place...]), sides.high))
  }
  return blocks
}

private let directions: [(Double, Double)] = [
  (1, 0), (0.7071067811865476, 0.7071067811865475), (0.9238795325112867, 0.3826834323650898),
  (0.38268343236508984, 0.9238795325112867), (0.9659258262890683, 0.25881904510252074),
  (0.5000000000000001, 0.8660254037844386), (0.8660254037844387, 0.49999999999999994),
  (0.25881904510252074, 0.9659258262890683), (0.9914448613738104, 0.13052619222005157),
  (0.6087614290087207, 0.7933533402912352), (0.7933533402912352, 0.6087614290087207),
  (0.13052619222005166, 0.9914448613738104),
]

/// The mean of each group's pinned centres, weighted by work; nil for groups without pins.
private func pinCentres(
  _ problem: OrderedProblem, _ xs: ContiguousArray<Double>, _ ys: ContiguousArray<Double>
) -> [(x: Double, y: Double)?] {
  var sums = Array(repeating: (weight: 0.0, x: 0.0, y: 0.0), count: problem.groupCount)
  for u in 0..<problem.unitCount where problem.pins[u] >= 0 {
    let g = Int(problem.pins[u])
    // Empty pins still say where the group goes, hence the small weight.
    let weight = problem.work[u] + 1e-3
    sums[g].weight += weight
    sums[g].x += weight * xs[u]
    sums[g].y += weight * ys[u]
  }
  return sums.map { $0.weight > 0 ? ($0.x / $0.weight, $0.y / $0.weight) : nil }
}

/// The variance of the work along one axis, in square metres.
private func spread(
  of along: ContiguousArray<Double>, _ units: [Int32], _ work: ContiguousArray<Double>
) -> Double {
  var weight = 0.0
  var sum = 0.0
  var squares = 0.0
  for u in units {
    weight += work[Int(u)]
    sum += work[Int(u)] * along[Int(u)]
    squares += work[Int(u)] * along[Int(u)] * along[Int(u)]
  }
  return weight > 0 ? squares / weight - (sum / weight) * (sum / weight) : 0
}

/// How many of the sorted units belong before a cut that leaves `share` of the work before it, and at least `least` and
/// at most `most` of the units that have work.
private func cut(
  _ sorted: [Int32], _ work: ContiguousArray<Double>, share: Double, least: Int, most: Int
) -> Int {
  let wanted = share * sorted.reduce(0) { $0 + work[Int($1)] }
  var before = 0.0
  var withWork = 0
  for (place, u) in sorted.enumerated() where work[Int(u)] > 0 {
    // The unit that straddles the cut goes where more of it lies.
    let isPast = before + work[Int(u)] / 2 > wanted
    if withWork >= least && (isPast || withWork >= most) { return place }
    before += work[Int(u)]
    withWork += 1
  }
  return max(0, sorted.count - 1)
}

/// Deals groups to the two sides of a cut at `middle`, none of which stays without a group.
private func divided(
  _ groups: [Int32], shares: ContiguousArray<Double>, middle: Double, homes: [Double?]
) -> (low: [Int32], high: [Int32]) {
  let pinned = groups.compactMap { g in homes[Int(g)].map { (home: $0, group: g) } }.sorted { $0 < $1 }
  let free = groups.filter { homes[Int($0)] == nil }
    .sorted { (shares[Int($1)], $0) < (shares[Int($0)], $1) }
  var low: [Int32] = []
  var high: [Int32] = []
  var lowShare = 0.0
  var highShare = 0.0
  if free.isEmpty {
    // Half of the capacity each, so that groups with pins in one place do not make a long chain of cuts.
    let half = pinned.reduce(0) { $0 + shares[Int($1.group)] } / 2
    for (place, entry) in pinned.enumerated() {
      let share = shares[Int(entry.group)]
      if place == 0 || (lowShare + share / 2 <= half && place < pinned.count - 1) {
        low.append(entry.group)
        lowShare += share
      } else {
        high.append(contentsOf: pinned[place...].map(\.group))
        break
      }
    }
    return (low, high)
  }
  for entry in pinned {
    if entry.home < middle {
      low.append(entry.group)
      lowShare += shares[Int(entry.group)]
    } else {
      high.append(entry.group)
      highShare += shares[Int(entry.group)]
    }
  }
  for (place, g) in free.enumerated() {
    let isLast = place == free.count - 1
    let goesLow = isLast && low.isEmpty || lowShare <= highShare && !(isLast && high.isEmpty)
    if goesLow {
      low.append(g)
      lowShare += shares[Int(g)]
    } else {
      high.append(g)
      highShare += shares[Int(g)]
    }
  }
  return (low, high)
}
