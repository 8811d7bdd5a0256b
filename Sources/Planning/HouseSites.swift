/// Households by the place where they stand, and which places are neighbours.
struct HouseSites: Sendable {
  /// The households at each place; places are sorted by easting, then northing.
  private(set) var members: [[Int]] = []
  private var places: [SIMD2<Double>] = []
  /// Pairs of near places with their weight: what it costs to part them.
  private(set) var links: [(u: Int, v: Int, weight: Double)] = []

  /// Each place is linked to so many nearest ones.
  static let neighbourCount = 5
  /// A link of this length, in metres, weighs a half: about a yard and a lane between two houses of one hamlet.
  static let halfWeight = 40.0

  var count: Int { places.count }

  /// - Complexity: O(n √n) for n evenly spread places.
  init(_ households: [SIMD2<Double>]) {
    let order = households.indices.sorted {
      (households[$0].x, households[$0].y, $0) < (households[$1].x, households[$1].y, $1)
    }
    for i in order {
      if places.last == households[i] {
        members[members.count - 1].append(i)
      } else {
        places.append(households[i])
        members.append([i])
      }
    }
    link()
  }

  func place(_ site: Int) -> SIMD2<Double> { places[site] }

  /// The households at some places.
  func total(_ sites: [Int]) -> Int { sites.reduce(0) { $0 + members[$1].count } }

  /// Searches from each place to the east and to the west, only as far as a nearer one may lie.
  private mutating func link() {
    var seen: Set<SIMD2<Int32>> = []
    for u in places.indices {
      var nearest: [(square: Double, site: Int)] = []
      func consider(_ v: Int) -> Bool {
        let step = places[v] - places[u]
        let limit = nearest.count < HouseSites.neighbourCount ? .infinity : nearest[nearest.count - 1].square
        if step.x * step.x > limit { return false }
        let square = step.x * step.x + step.y * step.y
        guard square < limit else { return true }
        if nearest.count == HouseSites.neighbourCount { nearest.removeLast() }
        let place = nearest.firstIndex { $0.square > square } ?? nearest.count
        nearest.insert((square, v), at: place)
        return true
      }
      var (west, east) = (u - 1, u + 1)
      var (goesWest, goesEast) = (true, true)
      while goesWest || goesEast {
        if goesWest {
          goesWest = west >= 0 && consider(west)
          west -= 1
        }
        if goesEast {
          goesEast = east < places.count && consider(east)
          east += 1
        }
      }
      for near in nearest
      where seen.insert(SIMD2(Int32(min(u, near.site)), Int32(max(u, near.site)))).inserted {
        let share = near.square / (HouseSites.halfWeight * HouseSites.halfWeight)
        links.append((min(u, near.site), max(u, near.site), 1 / (1 + share)))
      }
    }
  }
}
