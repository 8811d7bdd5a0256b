/// Points that lie so close together that they may be one place listed twice.
public enum NearPoints {
  /// A point and an earlier one near it.
  public struct Neighbour: Sendable, Equatable {
    /// The point.
    public var point: Int32
    /// The earlier point.
    public var earlier: Int32
    /// Metres between them; 0 for the same coordinates.
    public var metres: Double

    /// A pair of points.
    public init(point: Int32, earlier: Int32, metres: Double) {
      self.point = point
      self.earlier = earlier
      self.metres = metres
    }
  }

  /// The points of every place that two or more share to the last bit, by their first point; a place's points are in
  /// ascending order. Points with a NaN coordinate are left out.
  ///
  /// - Complexity: O(n log n), by sorting.
  public static func sites(xs: ContiguousArray<Double>, ys: ContiguousArray<Double>) -> [[Int32]] {
    let order = xs.indices.filter { !xs[$0].isNaN && !ys[$0].isNaN }
      .sorted { (xs[$0], ys[$0], $0) < (xs[$1], ys[$1], $1) }
    var sites: [[Int32]] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, xs[order[end]] == xs[order[start]], ys[order[end]] == ys[order[start]] {
        end += 1
      }
      if end - start > 1 { sites.append(order[start..<end].map { Int32($0) }) }
      start = end
    }
    return sites.sorted { $0[0] < $1[0] }
  }

  /// For each point that has an earlier one within a distance, that one: the nearest, or in a crowd one of the nearest.
  ///
  /// One row for a point, and not for a pair: a block of forty flats gives 39 rows instead of 780. Points go into
  /// squares whose diagonal is `distance`, so that an earlier point in a point's own square is near it; then no more than
  /// ``crowd`` points of each square around are compared. The first point of a square is compared with all.
  ///
  /// - Parameters:
  ///   - xs: eastings in metres; a point with a NaN coordinate has no neighbour.
  ///   - ys: northings in metres.
  ///   - distance: metres, greater than 0; other values find nothing.
  /// - Complexity: O(n), whatever the points: a square's points are compared with all around only once.
  public static func earlierNeighbours(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, within distance: Double
  ) -> [Neighbour] {
    guard distance > 0, distance.isFinite else { return [] }
    var squares = PointSquares(side: distance / 2.0.squareRoot(), capacity: xs.count)
    var found: [Neighbour] = []
    for i in xs.indices {
      guard let square = squares.square(x: xs[i], y: ys[i]) else { continue }
      let limit = squares.isEmpty(square) ? Int.max : crowd
      var best: Neighbour?
      squares.forEachNear(square, limit: limit) { j in
        let (dx, dy) = (xs[Int(j)] - xs[i], ys[Int(j)] - ys[i])
        let metres = (dx * dx + dy * dy).squareRoot()
        guard metres <= distance else { return }
        if best.map({ (metres, j) < ($0.metres, $0.earlier) }) ?? true {
          best = Neighbour(point: Int32(i), earlier: j, metres: metres)
        }
      }
      if let best { found.append(best) }
      squares.insert(Int32(i), in: square)
    }
    return found
  }

  /// How many points of one square are compared with a point in a crowd.
  static let crowd = 16
}

/// Points by the square of a lattice in which they lie; the points of a square are a chain, the latest first.
private struct PointSquares {
  struct Square: Hashable {
    var column: Int32
    var row: Int32
  }

  private let side: Double
  private var latest: [Square: Int32]
  private var previous: ContiguousArray<Int32>

  init(side: Double, capacity: Int) {
    self.side = side
    latest = Dictionary(minimumCapacity: capacity)
    previous = ContiguousArray(repeating: -1, count: capacity)
  }

  /// The square of a point, or nil if it has none: not finite, or beyond any projection.
  func square(x: Double, y: Double) -> Square? {
    let (column, row) = ((x / side).rounded(.down), (y / side).rounded(.down))
    guard abs(column) < 2e9, abs(row) < 2e9 else { return nil }
    return Square(column: Int32(column), row: Int32(row))
  }

  func isEmpty(_ square: Square) -> Bool { latest[square] == nil }

  mutating func insert(_ point: Int32, in square: Square) {
    previous[Int(point)] = latest[square] ?? -1
    latest[square] = point
  }

  /// Goes through the latest points of the squares within a diagonal: two squares each way.
  func forEachNear(_ square: Square, limit: Int, _ body: (Int32) -> Void) {
    for column in square.column - 2...square.column + 2 {
      for row in square.row - 2...square.row + 2 {
        var point = latest[Square(column: column, row: row)] ?? -1
        var count = 0
        while point >= 0, count < limit {
          body(point)
          point = previous[Int(point)]
          count += 1
        }
      }
    }
  }
}
