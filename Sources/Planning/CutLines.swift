internal import CampaignModel
internal import SpatialCore

/// A line through some ground.
struct CutLine {
  var point: SIMD2<Double>
  var direction: SIMD2<Double>

  /// True if a place lies to the left of the line's direction. No house stands on a line that is chosen.
  func isLeft(_ place: SIMD2<Double>) -> Bool {
    let step = place - point
    return direction.x * step.y - direction.y * step.x > 0
  }
}

/// The lines that may part some households, the best first.
struct CutLines {
  private(set) var best: [CutLine] = []

  /// Directions that are tried: 7.5° apart.
  private static let directionCount = 24
  /// What a cut across the ground's whole width costs, in links of two houses that touch.
  private static let lengthWeight = 2.0
  /// What it costs to leave a side as far from its fair share as the limits allow.
  private static let balanceWeight = 1.0

  /// Ranks lines: one that keeps the limits before any that does not, then by what it costs.
  ///
  /// - Parameters:
  ///   - members: the places to part.
  ///   - fair: the households that the left side should have, and `range` how far from it the limits are.
  ///   - excess: by how many households a number on the left side breaks the limits.
  /// - Complexity: O(directions · (n log n + links)).
  init(
    _ sites: HouseSites, _ members: [Int], region: Region, fair: Double, range: Double, excess: (Int) -> Int
  ) {
    var rank = [Int](repeating: -1, count: sites.count)
    for (i, site) in members.enumerated() { rank[site] = i }
    let links = sites.links.compactMap { link in
      rank[link.u] >= 0 && rank[link.v] >= 0 ? (rank[link.u], rank[link.v], link.weight) : nil
    }
    let width = region.area.squareRoot()
    var candidates: [(excess: Int, cost: Double, line: CutLine)] = []
    for step in 0..<CutLines.directionCount {
      let normal = CutLines.normals[step]
      // Both ways round, where the sides are not to be equal.
      for normal in [normal, -normal] {
        // The left side of a direction turned by a right angle against the normal lies at its foot.
        let direction = SIMD2(normal.y, -normal.x)
        let heights = members.map { -(sites.place($0) * normal).sum() }
        let order = members.indices.sorted { (heights[$0], $0) < (heights[$1], $1) }
        var position = [Int](repeating: 0, count: members.count)
        for (place, i) in order.enumerated() { position[i] = place }
        var opened = [Double](repeating: 0, count: members.count + 1)
        for (u, v, weight) in links {
          let (a, b) = (min(position[u], position[v]), max(position[u], position[v]))
          opened[a] += weight
          opened[b] -= weight
        }
        let length = CutLines.extent(of: region, along: direction)
        var (left, severed) = (0, 0.0)
        var found: [(excess: Int, cost: Double, line: CutLine)] = []
        for place in 0..<max(0, members.count - 1) {
          left += sites.members[members[order[place]]].count
          severed += opened[place]
          let (low, high) = (heights[order[place]], heights[order[place + 1]])
          guard high > low else { continue }
          let off = abs(Double(left) - fair) / range
          let cost =
            severed + CutLines.lengthWeight * length / max(width, 1) + CutLines.balanceWeight * off * off
          let point = normal * (-(low + high) / 2)
          let candidate = (excess(left), cost, CutLine(point: point, direction: direction))
          if found.count < 2 {
            found.append(candidate)
          } else if (candidate.0, candidate.1) < (found[1].excess, found[1].cost) {
            found[1] = candidate
          }
          if found.count == 2, (found[1].excess, found[1].cost) < (found[0].excess, found[0].cost) {
            found.swapAt(0, 1)
          }
        }
        candidates += found
      }
    }
    best = candidates.enumerated().sorted {
      ($0.element.excess, $0.element.cost, $0.offset) < ($1.element.excess, $1.element.cost, $1.offset)
    }.map(\.element.line)
  }

  /// Unit vectors over half a turn, by one rotation after another: the same numbers on every machine.
  private static let normals: [SIMD2<Double>] = {
    // cos 7.5° and sin 7.5°.
    let (cosine, sine) = (0.991444861373810411, 0.130526192220051591)
    var normals = [SIMD2(1.0, 0.0)]
    for _ in 1..<directionCount {
      let last = normals[normals.count - 1]
      normals.append(SIMD2(last.x * cosine - last.y * sine, last.x * sine + last.y * cosine))
    }
    return normals
  }()

  private static func extent(of region: Region, along direction: SIMD2<Double>) -> Double {
    var (low, high) = (Double.infinity, -Double.infinity)
    for i in region.xs.indices {
      let place = region.xs[i] * direction.x + region.ys[i] * direction.y
      (low, high) = (min(low, place), max(high, place))
    }
    return high > low ? high - low : 0
  }
}
