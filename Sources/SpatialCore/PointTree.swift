internal import CampaignModel

/// Points of a plane in a packed tree of boxes, for questions about the nearest of them.
///
/// Points are sorted along a Z-order curve (G. M. Morton, 1966) and packed into boxes of eight, these into boxes of eight, and
/// so on: no pointers, and as quick to make as a sort. Made once, never changed; a value that threads may share.
public struct PointTree: Sendable {
  /// A point that was found.
  public struct Nearest: Sendable, Equatable {
    /// Its index among the points that the tree was made of.
    public var index: Int
    /// The square of its distance, in square units of the coordinates.
    public var square: Double

    /// A point that was found.
    public init(index: Int, square: Double) {
      self.index = index
      self.square = square
    }
  }

  private static let fan = 8
  private var xs: ContiguousArray<Double> = []
  private var ys: ContiguousArray<Double> = []
  private var indices: ContiguousArray<Int32> = []
  /// All boxes, level after level from the leaves to the root.
  private var boxes: ContiguousArray<Bounds> = []
  /// Where each level begins in `boxes`; one more entry for the end.
  private var levels: [Int] = [0]

  /// Takes the points with these indices; those with a coordinate that is not finite are left out.
  ///
  /// - Complexity: O(n log n).
  public init(
    xs: ContiguousArray<Double>, ys: ContiguousArray<Double>, points: some Sequence<Int>
  ) {
    let kept = points.filter { xs[$0].isFinite && ys[$0].isFinite }
    guard let first = kept.first else { return }
    var box = Bounds(minX: xs[first], minY: ys[first], maxX: xs[first], maxY: ys[first])
    for i in kept { box.extend(x: xs[i], y: ys[i]) }
    // One point, or many at one place, has no extent to divide by.
    let extent = max(box.maxX - box.minX, box.maxY - box.minY)
    let scale = extent > 0 ? min(4_294_967_295 / extent, .greatestFiniteMagnitude) : 0
    let order = kept.map { i in
      (key: MortonKey.of((xs[i] - box.minX) * scale, (ys[i] - box.minY) * scale), index: Int32(i))
    }.sorted { ($0.key, $0.index) < ($1.key, $1.index) }
    indices = ContiguousArray(order.map(\.index))
    self.xs = ContiguousArray(indices.map { xs[Int($0)] })
    self.ys = ContiguousArray(indices.map { ys[Int($0)] })
    packBoxes()
  }

  private mutating func packBoxes() {
    for start in stride(from: 0, to: indices.count, by: Self.fan) {
      var box = Bounds(minX: xs[start], minY: ys[start], maxX: xs[start], maxY: ys[start])
      for i in start..<min(start + Self.fan, indices.count) { box.extend(x: xs[i], y: ys[i]) }
      boxes.append(box)
    }
    levels.append(boxes.count)
    while levels[levels.count - 1] - levels[levels.count - 2] > 1 {
      let below = levels[levels.count - 2]..<levels[levels.count - 1]
      for start in stride(from: below.lowerBound, to: below.upperBound, by: Self.fan) {
        var box = boxes[start]
        for i in start..<min(start + Self.fan, below.upperBound) { box.formUnion(boxes[i]) }
        boxes.append(box)
      }
      levels.append(boxes.count)
    }
  }

  /// The number of points.
  public var count: Int { indices.count }

  /// Looks for something nearer among the points of a leaf.
  private func compare(leaf: Int, _ x: Double, _ y: Double, _ best: inout Nearest) {
    for i in leaf * Self.fan..<min((leaf + 1) * Self.fan, indices.count) {
      let (dx, dy) = (xs[i] - x, ys[i] - y)
      let square = dx * dx + dy * dy
      let index = Int(indices[i])
      if square < best.square || square == best.square && best.index != .max && index < best.index {
        best = Nearest(index: index, square: square)
      }
    }
  }

  private func children(level: Int, node: Int) -> Range<Int> {
    let size = levels[level] - levels[level - 1]
    return node * Self.fan..<min((node + 1) * Self.fan, size)
  }

  /// The point nearest to any point of another tree; of several as near, the one with the lowest index.
  ///
  /// Both trees are gone down together, nearest boxes first; the bound is what has been found so far.
  ///
  /// - Returns: The point of this tree; nil if one of them is empty.
  /// - Complexity: O(log n) where one pair is plainly the nearest; where many are as near, in the number of these.
  public func nearest(to other: PointTree) -> Nearest? {
    guard count > 0, other.count > 0 else { return nil }
    var best = Nearest(index: .max, square: .infinity)
    approach(levels.count - 2, 0, other, other.levels.count - 2, 0, &best)
    return best.index == .max ? nil : best
  }

  private func approach(
    _ level: Int, _ node: Int, _ other: PointTree, _ otherLevel: Int, _ otherNode: Int, _ best: inout Nearest
  ) {
    if level == 0 && otherLevel == 0 {
      for j in otherNode * Self.fan..<min((otherNode + 1) * Self.fan, other.count) {
        compare(leaf: node, other.xs[j], other.ys[j], &best)
      }
      return
    }
    // The box of the higher level is opened: its parts tell more.
    let opensMine = level >= otherLevel
    let parts =
      opensMine
      ? children(level: level, node: node) : other.children(level: otherLevel, node: otherNode)
    let still = opensMine ? other.boxes[other.levels[otherLevel] + otherNode] : boxes[levels[level] + node]
    var squares = SIMD8<Double>(repeating: .infinity)
    for (i, part) in parts.enumerated() {
      let box = opensMine ? boxes[levels[level - 1] + part] : other.boxes[other.levels[otherLevel - 1] + part]
      squares[i] = box.leastSquareDistance(to: still)
    }
    for _ in parts {
      let i = squares.indexOfLeast
      guard squares[i] <= best.square, squares[i] < .infinity else { return }
      let part = parts.lowerBound + i
      if opensMine {
        approach(level - 1, part, other, otherLevel, otherNode, &best)
      } else {
        approach(level, node, other, otherLevel - 1, part, &best)
      }
      squares[i] = .infinity
    }
  }

  /// True if a point of this tree lies within a distance of a point of another, the distance itself included.
  ///
  /// Both trees are gone down together; boxes that lie apart are left, boxes that lie within the distance as a whole
  /// end the search. Rounding is monotone, so that boxes never contradict the points in them.
  ///
  /// - Parameter square: the square of the distance. - Complexity: O(log n) where the answer is plain; where many points
  ///   lie almost at the distance, in the number of these.
  public func comes(within square: Double, of other: PointTree) -> Bool {
    guard count > 0, other.count > 0 else { return false }
    return meets(levels.count - 2, 0, other, other.levels.count - 2, 0, square)
  }

  private func meets(
    _ level: Int, _ node: Int, _ other: PointTree, _ otherLevel: Int, _ otherNode: Int, _ square: Double
  ) -> Bool {
    let (mine, theirs) = (boxes[levels[level] + node], other.boxes[other.levels[otherLevel] + otherNode])
    if mine.leastSquareDistance(to: theirs) > square { return false }
    if mine.greatestSquareDistance(to: theirs) <= square { return true }
    if level == 0 && otherLevel == 0 {
      for i in node * Self.fan..<min((node + 1) * Self.fan, count) {
        for j in otherNode * Self.fan..<min((otherNode + 1) * Self.fan, other.count) {
          let (dx, dy) = (xs[i] - other.xs[j], ys[i] - other.ys[j])
          if dx * dx + dy * dy <= square { return true }
        }
      }
      return false
    }
    if level >= otherLevel {
      return children(level: level, node: node).contains {
        meets(level - 1, $0, other, otherLevel, otherNode, square)
      }
    }
    return other.children(level: otherLevel, node: otherNode).contains {
      meets(level, node, other, otherLevel - 1, $0, square)
    }
  }
}

extension SIMD8 where Scalar == Double {
  /// The first of the least lanes.
  fileprivate var indexOfLeast: Int {
    var least = 0
    for i in 1..<8 where self[i] < self[least] { least = i }
    return least
  }
}

/// The place of a point on a Z-order curve.
private enum MortonKey {
  /// The bits of two numbers from 0 to 2³² - 1, in turn.
  static func of(_ x: Double, _ y: Double) -> UInt64 {
    spread(UInt64(min(max(x, 0), 4_294_967_295))) | spread(UInt64(min(max(y, 0), 4_294_967_295))) << 1
  }

  private static func spread(_ bits: UInt64) -> UInt64 {
    var bits = bits
    bits = (bits | bits << 16) & 0x0000_FFFF_0000_FFFF
    bits = (bits | bits << 8) & 0x00FF_00FF_00FF_00FF
    bits = (bits | bits << 4) & 0x0F0F_0F0F_0F0F_0F0F
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333
    return (bits | bits << 1) & 0x5555_5555_5555_5555
  }
}

extension Bounds {
  fileprivate func leastSquareDistance(to other: Bounds) -> Double {
    let dx = max(0, other.minX - maxX, minX - other.maxX)
    let dy = max(0, other.minY - maxY, minY - other.maxY)
    return dx * dx + dy * dy
  }

  fileprivate func greatestSquareDistance(to other: Bounds) -> Double {
    let dx = max(other.maxX - minX, maxX - other.minX)
    let dy = max(other.maxY - minY, maxY - other.minY)
    return dx * dx + dy * dy
  }
}
