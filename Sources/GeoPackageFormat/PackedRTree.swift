internal import CampaignModel

/// An R-tree packed full from all its entries at once, in the bytes of SQLite's rtree module.
///
/// Sort-tile-recursive (Leutenegger, Lopez, Edgington 1997, "STR: A simple and efficient algorithm for R-tree
/// packing"): sort by the boxes' middles in x, cut into √(leaves) slices, sort each by y, fill leaves in that order.
/// Every other slice runs north to south, so that neighbouring leaves stay neighbours where slices meet, and the upper
/// levels can take nodes in order.
///
/// A node is: depth of the tree (two bytes, the root's alone), number of cells (two), and cells of a 64-bit id (row or
/// child node) and minx, maxx, miny, maxy as 32-bit floats, all big-endian. The root is node 1.
struct PackedRTree {
  /// Bytes of one cell: an id and four floats.
  static let cellSize = 24

  /// Boxes in floats, rounded outward so that nothing is missed.
  struct Entries {
    var ids: ContiguousArray<Int64> = []
    var boxes: ContiguousArray<SIMD4<Float>> = []
    var bounds: Bounds?

    /// Adds a box. One that is not finite is in no place and is left out.
    mutating func append(id: Int64, _ box: Bounds) {
      guard box.minX.isFinite, box.minY.isFinite, box.maxX.isFinite, box.maxY.isFinite else { return }
      ids.append(id)
      boxes.append(
        SIMD4(
          PackedRTree.rounded(box.minX, .down), PackedRTree.rounded(box.maxX, .up),
          PackedRTree.rounded(box.minY, .down), PackedRTree.rounded(box.maxY, .up)))
      if bounds == nil { bounds = box } else { bounds?.formUnion(box) }
    }
  }

  /// One level of nodes: which entries of the level below each holds, and their common box.
  private struct Level {
    /// End (exclusive) of each node's children.
    var ends: [Int] = []
    var boxes: [SIMD4<Float>] = []
  }

  private let entries: Entries
  /// Entries in the order in which leaves hold them.
  private let order: [Int]
  /// Leaves first, the root's level last.
  private let levels: [Level]
  /// The number of the first node of each level.
  private let firstNumbers: [Int64]
  private let nodeSize: Int

  /// Packs entries into nodes of `nodeSize` bytes. - Complexity: O(n log n).
  ///
  /// One cell of each node stays free: the next edit of a full node would split it at once.
  init(_ entries: Entries, nodeSize: Int) {
    self.entries = entries
    self.nodeSize = nodeSize
    let capacity = max(2, (nodeSize - 4) / PackedRTree.cellSize - 1)
    order = PackedRTree.tiled(entries.boxes, capacity: capacity)

    var levels: [Level] = []
    var below = order.map { entries.boxes[$0] }
    repeat {
      var level = Level()
      var start = 0
      repeat {
        let end = min(start + capacity, below.count)
        level.ends.append(end)
        level.boxes.append(PackedRTree.union(below[start..<end]))
        start = end
      } while start < below.count
      levels.append(level)
      below = level.boxes
    } while below.count > 1
    self.levels = levels

    var firstNumbers: [Int64] = []
    var next: Int64 = 2
    for level in levels {
      firstNumbers.append(level.ends.count == 1 ? 1 : next)
      next += Int64(level.ends.count)
    }
    self.firstNumbers = firstNumbers
  }

  /// Lends every node's number and bytes, the leaves first.
  func forEachNode(_ body: (Int64, UnsafeRawBufferPointer) throws -> Void) rethrows {
    var bytes = [UInt8](repeating: 0, count: nodeSize)
    for (depth, level) in levels.enumerated() {
      var start = 0
      for (node, end) in level.ends.enumerated() {
        let number = firstNumbers[depth] + Int64(node)
        try bytes.withUnsafeMutableBytes { buffer in
          buffer.initializeMemory(as: UInt8.self, repeating: 0)
          let treeDepth = number == 1 ? UInt16(levels.count - 1) : 0
          buffer.storeBytes(of: treeDepth.bigEndian, toByteOffset: 0, as: UInt16.self)
          buffer.storeBytes(of: UInt16(end - start).bigEndian, toByteOffset: 2, as: UInt16.self)
          for child in start..<end {
            let offset = 4 + (child - start) * PackedRTree.cellSize
            let id = depth == 0 ? entries.ids[order[child]] : firstNumbers[depth - 1] + Int64(child)
            let box = depth == 0 ? entries.boxes[order[child]] : levels[depth - 1].boxes[child]
            buffer.storeBytes(of: id.bigEndian, toByteOffset: offset, as: Int64.self)
            for side in 0..<4 {
              let bits = box[side].bitPattern.bigEndian
              buffer.storeBytes(of: bits, toByteOffset: offset + 8 + side * 4, as: UInt32.self)
            }
          }
          try body(number, UnsafeRawBufferPointer(buffer))
        }
        start = end
      }
    }
  }

  /// The leaf that holds each entry, in the order in which entries were added.
  var leaves: Zip2Sequence<ContiguousArray<Int64>, [Int64]> {
    var leafOfEntry = [Int64](repeating: 1, count: order.count)
    var start = 0
    for (node, end) in levels[0].ends.enumerated() {
      for place in start..<end { leafOfEntry[order[place]] = firstNumbers[0] + Int64(node) }
      start = end
    }
    return zip(entries.ids, leafOfEntry)
  }

  /// Every node but the root with the node above it, in the order of numbers.
  var parents: [(child: Int64, parent: Int64)] {
    var pairs: [(child: Int64, parent: Int64)] = []
    for depth in levels.indices.dropFirst() {
      var start = 0
      for (node, end) in levels[depth].ends.enumerated() {
        for child in start..<end {
          pairs.append((firstNumbers[depth - 1] + Int64(child), firstNumbers[depth] + Int64(node)))
        }
        start = end
      }
    }
    return pairs
  }

  // MARK: Order and rounding

  private static func tiled(_ boxes: ContiguousArray<SIMD4<Float>>, capacity: Int) -> [Int] {
    let leafCount = (boxes.count + capacity - 1) / capacity
    let sliceCount = max(1, Int(Double(leafCount).squareRoot().rounded(.up)))
    let sliceLength = max(1, (leafCount + sliceCount - 1) / sliceCount * capacity)
    var keys = ContiguousArray(boxes.indices.map { sortKey(boxes[$0][0] + boxes[$0][1], $0) })
    keys.sort()
    var start = 0
    var isNorthward = true
    while start < keys.count {
      let end = min(start + sliceLength, keys.count)
      for place in start..<end {
        let entry = Int(keys[place] & 0xFFFF_FFFF)
        let middle = boxes[entry][2] + boxes[entry][3]
        keys[place] = sortKey(isNorthward ? middle : -middle, entry)
      }
      keys[start..<end].sort()
      start = end
      isNorthward.toggle()
    }
    return keys.map { Int($0 & 0xFFFF_FFFF) }
  }

  /// A float and an index in one integer that sorts as the float does: sorting plain integers is several times faster.
  private static func sortKey(_ value: Float, _ index: Int) -> UInt64 {
    let bits = value.bitPattern
    let ordered = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(ordered) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
  }

  private static func union(_ boxes: ArraySlice<SIMD4<Float>>) -> SIMD4<Float> {
    guard var box = boxes.first else { return SIMD4(repeating: 0) }
    for other in boxes.dropFirst() {
      box[0] = min(box[0], other[0])
      box[1] = max(box[1], other[1])
      box[2] = min(box[2], other[2])
      box[3] = max(box[3], other[3])
    }
    return box
  }

  /// The nearest float that is not above (`.down`) or not below (`.up`) a number.
  static func rounded(_ value: Double, _ direction: FloatingPointRoundingRule) -> Float {
    let nearest = Float(value)
    if direction == .down { return Double(nearest) > value ? nearest.nextDown : nearest }
    return Double(nearest) < value ? nearest.nextUp : nearest
  }
}
