/// Where names stand on a map: as many as there is room for, none upon another.
enum Labels {
  /// A name that wants a place: its size, and where its middle may be, best first.
  struct Wish: Sendable {
    var width: Double
    var height: Double
    var candidates: [(x: Double, y: Double)]
  }

  /// Places wishes in their order (the more important first): each at its first candidate where it meets no
  /// earlier one, no obstacle, and not the edge of the frame.
  ///
  /// - Parameters:
  ///   - obstacles: what else may not be covered: symbols, insets.
  ///   - gap: free room around each name, in points.
  /// - Returns: For each wish its box, or nil if there is no room.
  /// - Complexity: O(candidates), by a grid of boxes.
  static func place(_ wishes: [Wish], within frame: Box, obstacles: [Box] = [], gap: Double = 0.8) -> [Box?] {
    var taken = BoxGrid(frame)
    for obstacle in obstacles { taken.insert(obstacle) }
    return wishes.map { wish in
      for (x, y) in wish.candidates {
        let box = Box(x: x - wish.width / 2, y: y - wish.height / 2, width: wish.width, height: wish.height)
        guard frame.contains(box) else { continue }
        let wide = Box(
          x: box.x - gap, y: box.y - gap / 2, width: box.width + 2 * gap, height: box.height + gap)
        if taken.isFree(wide) {
          taken.insert(box)
          return box
        }
      }
      return nil
    }
  }

  /// Boxes by the squares of a grid that they touch.
  private struct BoxGrid {
    private let frame: Box
    private let size = 24.0
    private let columns: Int
    private let rows: Int
    private var boxes: [Box] = []
    private var squares: [[Int32]]

    init(_ frame: Box) {
      self.frame = frame
      columns = max(1, Int(frame.width / size) + 1)
      rows = max(1, Int(frame.height / size) + 1)
      squares = Array(repeating: [], count: columns * rows)
    }

    private func span(_ box: Box) -> (ClosedRange<Int>, ClosedRange<Int>) {
      func index(_ value: Double, _ count: Int) -> Int { min(max(Int((value / size).rounded(.down)), 0), count - 1) }
      let left = index(box.x - frame.x, columns)
      let top = index(box.y - frame.y, rows)
      return (
        left...max(left, index(box.right - frame.x, columns)), top...max(top, index(box.bottom - frame.y, rows))
      )
    }

    mutating func insert(_ box: Box) {
      let (across, down) = span(box)
      for row in down { for column in across { squares[row * columns + column].append(Int32(boxes.count)) } }
      boxes.append(box)
    }

    func isFree(_ box: Box) -> Bool {
      let (across, down) = span(box)
      for row in down {
        for column in across {
          for i in squares[row * columns + column] where boxes[Int(i)].overlaps(box) { return false }
        }
      }
      return true
    }
  }
}
