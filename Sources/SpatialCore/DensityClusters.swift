/// Clusters of points that lie densely together: DBSCAN (M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A Density-Based Algorithm
/// for Discovering Clusters", KDD 1996).
///
/// A point is a *core* point if at least `minimum` points, itself among them, lie within `distance` of it (that distance
/// included). Core points within the distance of each other are of one cluster. Another point within the distance of a core
/// point is a *border* point; where core points of several clusters are near, it goes to the cluster whose first core point
/// comes first in the order of the points. Clusters are numbered in the order of their first core points. So labels depend
/// on nothing but the points in their order, and are those of scikit-learn's `DBSCAN` to the number.
public enum DensityClusters {
  /// The label of a point in no cluster.
  public static let noise: Int32 = -1

  /// The cluster of each point, from 0, or ``noise``; points with a coordinate that is not finite are noise.
  ///
  /// Points go into squares whose diagonal is the distance (A. Gunawan, 2013): a square with `minimum` points has core points
  /// only, and all core points of a square are of one cluster. Only points of thinner squares are compared with
  /// their neighbours one by one, and two squares are joined by the first pair of points that is near enough.
  ///
  /// - Parameters:
  ///   - xs: eastings in metres. - ys: northings in metres.
  ///   - distance: metres, more than 0; otherwise all are noise.
  ///   - minimum: how many points make one of them a core point, 1 or more.
  /// - Complexity: O(n log n + n · minimum), however dense the points.
  public static func labels(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, within distance: Double, minimum: Int
  ) -> ContiguousArray<Int32> {
    precondition(xs.count == ys.count, "columns of different length")
    guard distance > 0, distance.isFinite else {
      return ContiguousArray(repeating: noise, count: xs.count)
    }
    var search = DensitySearch(xs: xs, ys: ys, distance: distance, minimum: max(minimum, 1))
    return search.labels()
  }
}

/// One search for clusters: points by square, squares by row and column.
private struct DensitySearch {
  private struct Square {
    var column: Int32
    var row: Int32
    /// Its points in `order`.
    var points: Range<Int>
  }

  private let xs: ContiguousArray<Double>
  private let ys: ContiguousArray<Double>
  private let minimum: Int
  private let bound: Double
  /// Points by square, in ascending order within each.
  private var order: ContiguousArray<Int32> = []
  private var squares: ContiguousArray<Square> = []
  /// For each square and each of the five rows around it, the first square that is not west of its neighbourhood.
  private var firstNear: ContiguousArray<Int32> = []
  private var isCore: ContiguousArray<Bool>
  /// Squares with core points that hang together: disjoint sets with path halving.
  private var parents: ContiguousArray<Int32> = []
  private var trees: [Int32: PointTree] = [:]

  init(xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, distance: Double, minimum: Int) {
    self.xs = xs
    self.ys = ys
    self.minimum = minimum
    bound = distance * distance
    isCore = ContiguousArray(repeating: false, count: xs.count)
    // A little less than the distance over √2, so that no rounding parts two points of one square.
    let side = distance / 2.0.squareRoot() * (1 - 1e-6)
    var keyed: [(row: Int32, column: Int32, point: Int32)] = []
    keyed.reserveCapacity(xs.count)
    for i in xs.indices {
      let (column, row) = ((xs[i] / side).rounded(.down), (ys[i] / side).rounded(.down))
      guard abs(column) < 1e9, abs(row) < 1e9 else { continue }
      keyed.append((Int32(row), Int32(column), Int32(i)))
    }
    keyed.sort { $0 < $1 }
    order = ContiguousArray(keyed.map(\.point))
    var start = 0
    while start < keyed.count {
      var end = start + 1
      while end < keyed.count, keyed[end].row == keyed[start].row, keyed[end].column == keyed[start].column {
        end += 1
      }
      squares.append(Square(column: keyed[start].column, row: keyed[start].row, points: start..<end))
      start = end
    }
    parents = ContiguousArray((0..<Int32(squares.count)))
    linkRows()
  }

  /// Finds the beginning of each neighbourhood by going along two rows at a time. - Complexity: O(squares).
  private mutating func linkRows() {
    firstNear = ContiguousArray(repeating: Int32(squares.count), count: 5 * squares.count)
    for step in 0..<5 {
      var near = 0
      for i in squares.indices {
        let (row, column) = (squares[i].row + Int32(step) - 2, squares[i].column - 2)
        while near < squares.count, (squares[near].row, squares[near].column) < (row, column) { near += 1 }
        firstNear[5 * i + step] = Int32(near)
      }
    }
  }

  /// Goes through the squares around one, itself among them, until the body says stop.
  private func forEachNear(_ i: Int, _ body: (Int) -> Bool) {
    let square = squares[i]
    for step in 0..<5 {
      var near = Int(firstNear[5 * i + step])
      let row = square.row + Int32(step) - 2
      while near < squares.count, squares[near].row == row, squares[near].column <= square.column + 2 {
        if !body(near) { return }
        near += 1
      }
    }
  }

  private func isNear(_ a: Int32, _ b: Int32) -> Bool {
    let (dx, dy) = (xs[Int(a)] - xs[Int(b)], ys[Int(a)] - ys[Int(b)])
    return dx * dx + dy * dy <= bound
  }

  mutating func labels() -> ContiguousArray<Int32> {
    markCores()
    joinSquares()
    return numbered()
  }

  private mutating func markCores() {
    for i in squares.indices {
      let points = squares[i].points
      if points.count >= minimum {
        for k in points { isCore[Int(order[k])] = true }
        continue
      }
      for k in points {
        let point = order[k]
        var count = points.count
        forEachNear(i) { near in
          if near == i { return true }
          for other in squares[near].points where isNear(point, order[other]) {
            count += 1
            if count >= minimum { return false }
          }
          return true
        }
        if count >= minimum { isCore[Int(point)] = true }
      }
    }
  }

  private mutating func joinSquares() {
    let cores = squares.map { square in order[square.points].filter { isCore[Int($0)] } }
    for i in squares.indices where !cores[i].isEmpty {
      var later: [Int] = []
      forEachNear(i) { near in
        if near > i, !cores[near].isEmpty { later.append(near) }
        return true
      }
      // Squares that touch first: they are joined as a rule, and save the look at those beyond.
      func ring(_ j: Int) -> Int32 {
        max(abs(squares[j].column - squares[i].column), abs(squares[j].row - squares[i].row))
      }
      later.sort { (ring($0), $0) < (ring($1), $1) }
      for j in later where root(Int32(i)) != root(Int32(j)) {
        if meet(i, cores[i], j, cores[j]) { join(Int32(i), Int32(j)) }
      }
    }
  }

  /// Above so many comparisons two squares are compared by trees.
  private static let plainComparisons = 1024

  private mutating func meet(_ i: Int, _ a: [Int32], _ j: Int, _ b: [Int32]) -> Bool {
    if a.count * b.count <= Self.plainComparisons {
      return a.contains { point in b.contains { isNear(point, $0) } }
    }
    return tree(i, a).comes(within: bound, of: tree(j, b))
  }

  private mutating func tree(_ square: Int, _ points: [Int32]) -> PointTree {
    if let known = trees[Int32(square)] { return known }
    let tree = PointTree(xs: xs, ys: ys, points: points.lazy.map { Int($0) })
    trees[Int32(square)] = tree
    return tree
  }

  private mutating func root(_ i: Int32) -> Int32 {
    var i = i
    while parents[Int(i)] != i {
      parents[Int(i)] = parents[Int(parents[Int(i)])]
      i = parents[Int(i)]
    }
    return i
  }

  private mutating func join(_ a: Int32, _ b: Int32) {
    let (a, b) = (root(a), root(b))
    parents[Int(max(a, b))] = min(a, b)
  }

  private mutating func numbered() -> ContiguousArray<Int32> {
    var squareOfPoint = ContiguousArray<Int32>(repeating: -1, count: xs.count)
    for i in squares.indices {
      for k in squares[i].points { squareOfPoint[Int(order[k])] = Int32(i) }
    }
    var labels = ContiguousArray(repeating: DensityClusters.noise, count: xs.count)
    var labelOfRoot = ContiguousArray<Int32>(repeating: -1, count: squares.count)
    var next: Int32 = 0
    for i in xs.indices where isCore[i] {
      let root = Int(root(squareOfPoint[i]))
      if labelOfRoot[root] < 0 {
        labelOfRoot[root] = next
        next += 1
      }
      labels[i] = labelOfRoot[root]
    }
    for i in xs.indices where !isCore[i] && squareOfPoint[i] >= 0 {
      var lowest = Int32.max
      forEachNear(Int(squareOfPoint[i])) { near in
        for k in squares[near].points {
          let other = order[k]
          if isCore[Int(other)], labels[Int(other)] < lowest, isNear(Int32(i), other) {
            lowest = labels[Int(other)]
          }
        }
        return true
      }
      if lowest != .max { labels[i] = lowest }
    }
    return labels
  }
}
