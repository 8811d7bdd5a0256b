/// Where members stand before anything is given to them.
///
/// Members of the same roles share the contact points that they can serve: these, up to the turn in which their quotas are
/// full, are cut into blocks in proportion to the quotas by recursive bisection along the longer side (Berger and
/// Bokhari 1987), and each member stands at the centre of a block. One who has contact points stands in their midst.
struct AnchorSeeds {
  private(set) var anchors: [PairingResult.Anchor]
  private let people: [PairingProblem.Person]
  private let xs: ContiguousArray<Double>
  private let ys: ContiguousArray<Double>

  /// - Complexity: O(n log n log m) for n contact points and m members of each set of roles.
  init(
    _ people: [PairingProblem.Person], kinds: ContiguousArray<UInt64>, turns: ContiguousArray<UInt8>,
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>
  ) {
    (self.people, self.xs, self.ys) = (people, xs, ys)
    anchors = people.map { PairingResult.Anchor(x: $0.centre?.x ?? 0, y: $0.centre?.y ?? 0) }
    var classes: [UInt64: [Int]] = [:]
    for (i, person) in people.enumerated() where person.centre == nil {
      classes[person.kinds, default: []].append(i)
    }
    for (served, members) in classes.sorted(by: { $0.key < $1.key }) {
      let fitting = kinds.indices.filter { kinds[$0] & served != 0 }
      // One whose roles nobody asks for stands with the others; nothing can be given to him.
      let points = fitting.isEmpty ? Array(kinds.indices) : fitting
      let room = members.reduce(0) { $0 + min(people[$1].quota, points.count) }
      // Contact points come turn by turn.
      let lastTurn = turns[points[min(max(room, 1), points.count) - 1]]
      place(members[...], points.filter { turns[$0] <= lastTurn })
    }
  }

  private mutating func place(_ members: ArraySlice<Int>, _ points: [Int]) {
    if members.count == 1 || points.count == 1 {
      let centre = centre(of: points)
      for member in members { anchors[member] = centre }
      return
    }
    let half = members.startIndex + members.count / 2
    func quota(_ members: ArraySlice<Int>) -> Double { members.reduce(0) { $0 + Double(people[$1].quota) } }
    let share = quota(members[..<half]) / quota(members)
    let cut = min(max(Int((Double(points.count) * share).rounded()), 1), points.count - 1)
    func extent(_ values: ContiguousArray<Double>) -> Double {
      let ours = points.lazy.map { values[$0] }
      return (ours.max() ?? 0) - (ours.min() ?? 0)
    }
    let axis = extent(xs) >= extent(ys) ? xs : ys
    let sorted = points.sorted { (axis[$0], $0) < (axis[$1], $1) }
    place(members[..<half], Array(sorted[..<cut]))
    place(members[half...], Array(sorted[cut...]))
  }

  private func centre(of points: [Int]) -> PairingResult.Anchor {
    let count = Double(max(points.count, 1))
    return PairingResult.Anchor(
      x: points.reduce(0) { $0 + xs[$1] } / count, y: points.reduce(0) { $0 + ys[$1] } / count)
  }
}

/// The point with the least sum of distances to others, nearly: Weiszfeld's iteration ("Sur le point pour lequel la somme
/// des distances de n points donnés est minimum", 1937), damped where it meets a point, and rounded to decimetres.
///
/// - Complexity: O(points), forty times.
func geometricMedian(
  of points: [Int], xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, from start: PairingResult.Anchor
) -> PairingResult.Anchor {
  var (x, y) = (start.x, start.y)
  for _ in 0..<40 {
    var (sumX, sumY, sum) = (0.0, 0.0, 0.0)
    for point in points {
      let (dx, dy) = (xs[point] - x, ys[point] - y)
      // Within a decimetre all points pull alike: one that is met does not hold the iteration for ever.
      let pull = 1 / max((dx * dx + dy * dy).squareRoot(), 0.1)
      sumX += pull * xs[point]
      sumY += pull * ys[point]
      sum += pull
    }
    (x, y) = (sumX / sum, sumY / sum)
  }
  return PairingResult.Anchor(x: (x * 10).rounded() / 10, y: (y * 10).rounded() / 10)
}

/// Anchors in the cells of a square grid, to find those that cost a contact point least: distance and price together.
struct AnchorIndex {
  /// An anchor and its distance in decimetres.
  struct Offer: Equatable {
    var anchor: Int
    var cost: Int
  }

  private struct Cell {
    var minX = Double.infinity
    var maxX = -Double.infinity
    var minY = Double.infinity
    var maxY = -Double.infinity
    var anchors: [Int32] = []
    var kinds: UInt64 = 0
    var lowestPrice = Int.max
  }

  private let anchors: [PairingResult.Anchor]
  private let kinds: [UInt64]
  private let cells: [Cell]

  /// - Parameter prices: for each anchor what is added to its distance; 0 by default.
  init(_ anchors: [PairingResult.Anchor], kinds: [UInt64], prices: ContiguousArray<Int>? = nil) {
    (self.anchors, self.kinds) = (anchors, kinds)
    let (xs, ys) = (anchors.map(\.x), anchors.map(\.y))
    let (left, bottom) = (xs.min() ?? 0, ys.min() ?? 0)
    let side = max((xs.max() ?? 0) - left, (ys.max() ?? 0) - bottom, 1)
    // Eight anchors a cell, where they are spread evenly.
    let columns = max(1, Int((Double(anchors.count) / 8).squareRoot()))
    var grid = Array(repeating: Cell(), count: columns * columns)
    for (i, anchor) in anchors.enumerated() {
      func column(_ value: Double) -> Int { min(columns - 1, Int(value / side * Double(columns))) }
      let place = column(anchor.y - bottom) * columns + column(anchor.x - left)
      grid[place].minX = min(grid[place].minX, anchor.x)
      grid[place].maxX = max(grid[place].maxX, anchor.x)
      grid[place].minY = min(grid[place].minY, anchor.y)
      grid[place].maxY = max(grid[place].maxY, anchor.y)
      grid[place].anchors.append(Int32(i))
      grid[place].kinds |= kinds[i]
      grid[place].lowestPrice = min(grid[place].lowestPrice, prices?[i] ?? 0)
    }
    cells = grid.filter { !$0.anchors.isEmpty }
  }

  /// The anchors of at least one of these kinds that cost less than `limit`, cheapest first, at most `count`.
  ///
  /// - Complexity: O(m / 8) for m anchors, and what lies in cells that are near enough.
  func cheapest(
    x: Double, y: Double, kinds wanted: UInt64, prices: ContiguousArray<Int>, below limit: Int, count: Int
  ) -> [Offer] {
    var best: [(sum: Int, offer: Offer)] = []
    var limit = limit
    for cell in cells where cell.kinds & wanted != 0 {
      let dx = max(cell.minX - x, 0, x - cell.maxX)
      let dy = max(cell.minY - y, 0, y - cell.maxY)
      // A decimetre less than the distance, so that rounding cannot shut out an anchor.
      let least = Int((dx * dx + dy * dy).squareRoot() * 10) - 1
      guard least + cell.lowestPrice < limit else { continue }
      for number in cell.anchors where kinds[Int(number)] & wanted != 0 {
        let anchor = Int(number)
        let cost = anchors[anchor].decimetres(x: x, y: y)
        let sum = cost + prices[anchor]
        guard sum < limit else { continue }
        if best.count == count { best.removeLast() }
        let place = best.firstIndex { (sum, anchor) < ($0.sum, $0.offer.anchor) } ?? best.count
        best.insert((sum, Offer(anchor: anchor, cost: cost)), at: place)
        if best.count == count, let worst = best.last { limit = worst.sum }
      }
    }
    return best.map(\.offer)
  }
}
