/// A binary min-heap of numbered items: lowest key first, equal keys by number, so that the order never depends on how the
/// heap was filled.
struct PriorityQueue {
  struct Item {
    var key: Double
    var number: Int32

    static func < (a: Item, b: Item) -> Bool { (a.key, a.number) < (b.key, b.number) }
  }

  private var items: [Item] = []

  /// - Complexity: O(log n).
  mutating func push(_ number: Int32, key: Double) {
    items.append(Item(key: key, number: number))
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard items[child] < items[parent] else { return }
      items.swapAt(child, parent)
      child = parent
    }
  }

  /// The item with the lowest key, or nil if there is none. - Complexity: O(log n).
  mutating func pop() -> Item? {
    guard let first = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return first }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in (2 * parent + 1)...(2 * parent + 2)
      where child < items.count && items[child] < items[least] {
        least = child
      }
      if least == parent { return first }
      items.swapAt(least, parent)
      parent = least
    }
  }
}
