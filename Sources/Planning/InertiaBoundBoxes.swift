/// Looks for the cheapest centre of a group among all points of the plane, with proof: best-first branch and bound over a
/// quadtree of boxes.
///
/// For one set of units the cost at a centre c is a constant, minus a linear function of c, plus load × |c|²; so cost(c) −
/// U |c − b|², with U the highest load and b the middle of a box, is the least of concave functions and itself concave.
/// Within the box it lies above the convex envelope of its values at the four corners, two planes that meet on a diagonal.
/// What bounds the cost in a box from below is therefore a plane plus U |c − b|², which has its minimum in closed form. The
/// bound is exact where one set of full load is the cheapest all over the box, and else off by the square of the box's
/// size (a difference of convex functions: Horst and Thoai, "DC programming: overview", 1999).
struct CentreSearch {
  private struct Box {
    var (x, y, half) = (0.0, 0.0, 0.0)
    /// Costs at the south-western, south-eastern, north-western and north-eastern corner.
    var corners = SIMD4<Double>()
  }

  /// No centre costs less than this, in work × m².
  private(set) var bound = -Double.infinity
  /// The least cost that was seen.
  private(set) var best = Double.infinity
  /// Centres of groups that cost about as little as the best when they were seen.
  private(set) var cheapCentres: [SIMD2<Double>] = []
  /// How many points were looked at.
  private(set) var evaluations = 0

  /// - Parameter gap: how far the bound may lie below the least cost, in work × m².
  /// - Parameter limit: how many points may be looked at; when there are no more, the bound is what is proved by then.
  init(_ units: PricedUnits, _ limits: ClosedRange<Double>, gap: Double, limit: Int) {
    var taken = PricedUnits.Taken()
    func cost(_ x: Double, _ y: Double) -> Double {
      evaluations += 1
      let cost = units.leastCostOfGroup(x, y, limits, taken: &taken)
      if cost < best + 3 * gap { cheapCentres.append(SIMD2(taken.x, taken.y)) }
      best = min(best, cost)
      return cost
    }
    // The best centre of a set is its own middle, so that none lies outside the box of all units.
    let (west, east) = (units.xs.min() ?? 0, units.xs.max() ?? 0)
    let (south, north) = (units.ys.min() ?? 0, units.ys.max() ?? 0)
    var root = Box(x: (west + east) / 2, y: (south + north) / 2, half: max(1, east - west, north - south) / 2)
    for i in 0..<4 {
      root.corners[i] = cost(
        root.x + (i & 1 == 0 ? -root.half : root.half), root.y + (i < 2 ? -root.half : root.half))
    }
    var boxes: ContiguousArray<Box> = [root]
    var free: [Int32] = []
    var queue = PriorityQueue()
    queue.push(0, key: CentreSearch.lowerBound(root, limits.upperBound))
    // The least bound of the boxes that were not divided.
    var lowest = Double.infinity
    while let next = queue.pop() {
      guard next.key < best - gap, evaluations < limit else {
        lowest = min(lowest, next.key)
        break
      }
      let box = boxes[Int(next.number)]
      free.append(next.number)
      let (x, y, h) = (box.x, box.y, box.half)
      let middle = cost(x, y)
      // One step of descent: to the centre of what is cheapest here.
      if middle < best + 20 * gap { _ = cost(taken.x, taken.y) }
      let (southern, northern) = (cost(x, y - h), cost(x, y + h))
      let (western, eastern) = (cost(x - h, y), cost(x + h, y))
      let c = box.corners
      let parts: [SIMD4<Double>] = [
        [c[0], southern, western, middle], [southern, c[1], middle, eastern],
        [western, middle, c[2], northern], [middle, eastern, northern, c[3]],
      ]
      for (i, corners) in parts.enumerated() {
        let part = Box(
          x: x + (i & 1 == 0 ? -h / 2 : h / 2), y: y + (i < 2 ? -h / 2 : h / 2), half: h / 2, corners: corners
        )
        // What bounds a box bounds its parts.
        let key = max(next.key, CentreSearch.lowerBound(part, limits.upperBound))
        guard key < best - gap else {
          lowest = min(lowest, key)
          continue
        }
        let number = free.popLast() ?? Int32(boxes.count)
        if Int(number) == boxes.count { boxes.append(part) } else { boxes[Int(number)] = part }
        queue.push(number, key: key)
      }
    }
    bound = lowest
  }

  /// The least of the plane plus load × square distance from the middle, over a box.
  private static func lowerBound(_ box: Box, _ load: Double) -> Double {
    let c = box.corners
    let q = load * box.half * box.half
    // Slopes of the two planes from the middle to the eastern and to the northern edge.
    let (first, second): (SIMD2<Double>, SIMD2<Double>)
    let height: Double
    if c[0] + c[3] <= c[1] + c[2] {
      height = (c[0] + c[3]) / 2
      (first, second) = ([c[1] - c[0], c[3] - c[1]] / 2, [c[3] - c[2], c[2] - c[0]] / 2)
    } else {
      height = (c[1] + c[2]) / 2
      (first, second) = ([c[1] - c[0], c[2] - c[0]] / 2, [c[3] - c[2], c[3] - c[1]] / 2)
    }
    var highest = -Double.infinity
    for share in [0, 0.25, 0.5, 0.75, 1] {
      // The envelope is the higher of the planes, so that every mean of the two is below it.
      let slope = first * (1 - share) + second * share
      var least = height - 2 * q
      for i in 0..<2 {
        let at = min(1, max(-1, -slope[i] / (2 * q)))
        least += slope[i] * at + q * at * at
      }
      highest = max(highest, least)
    }
    return highest
  }
}
