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
  /// What it costs to leave the houses of both sides as scattered as they are together.
  private static let scatterWeight = 12.0
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
    let scatter = Scatter(members.map { (sites.place($0), Double(sites.members[$0].count)) })
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
        var sum = SIMD2(0.0, 0.0)
        var found: [(excess: Int, cost: Double, line: CutLine)] = []
        for place in 0..<max(0, members.count - 1) {
          left += sites.members[members[order[place]]].count
          severed += opened[place]
          sum += scatter.offset(order[place])
          let (low, high) = (heights[order[place]], heights[order[place + 1]])
          guard high > low else { continue }
          let off = abs(Double(left) - fair) / range
          let cost =
            severed + CutLines.lengthWeight * length / max(width, 1) + CutLines.balanceWeight * off * off
            + CutLines.scatterWeight * scatter.remainder(left: sum, weight: Double(left))
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

/// How far houses stand from their middle, and what a cut leaves of it: the moment of inertia that compact districts keep
/// small (S. W. Hess et al., "Nonpartisan political redistricting by computer", 1965).
private struct Scatter {
  private let offsets: [SIMD2<Double>]
  private let weight: Double
  private let inertia: Double

  init(_ places: [(place: SIMD2<Double>, weight: Double)]) {
    let weight = places.reduce(0) { $0 + $1.weight }
    let middle = places.reduce(SIMD2(0, 0)) { $0 + $1.weight * $1.place } / max(weight, 1)
    offsets = places.map { $0.weight * ($0.place - middle) }
    inertia = places.reduce(0) { sum, next in
      let step = next.place - middle
      return sum + next.weight * (step * step).sum()
    }
    self.weight = weight
  }

  /// A place's offset from the middle, times its households.
  func offset(_ i: Int) -> SIMD2<Double> { offsets[i] }

  /// The share of the inertia that is left when the houses of one side, with this sum of offsets, go apart.
  func remainder(left sum: SIMD2<Double>, weight left: Double) -> Double {
    guard inertia > 0, left > 0, left < weight else { return 1 }
    // What the two middles' distance takes away; both sums of offsets are each other's opposite.
    return 1 - (sum * sum).sum() * weight / (left * (weight - left)) / inertia
  }
}
