public import CampaignModel

extension Adjacency {
  /// The shortest crossings that join regions which `edges` leave apart (islands, exclaves): a minimum spanning tree
  /// over the components, sorted by `u`, then `v`. Empty if all hang together.
  ///
  /// O. Borůvka's algorithm (1926): in each round each component takes its shortest way out. Ways are ordered by
  /// distance, then `u`, then `v`, so that the tree is one and the same for any order of work. Distances are between
  /// the nearest points of two regions, in metres of the projection; boxes rule most pairs out.
  ///
  /// - Parameter regions: regions in WGS 84 degrees. Empty ones are left alone.
  /// - Parameter edges: as ``shared(regions:projection:)`` gives them, and any links the user has added.
  /// - Complexity: O(regions² · log components) comparisons of boxes; GEOS measures few pairs.
  public static func nearestLinks(
    regions: [Region], edges: [Edge], projection: Projection
  ) throws(SpatialError) -> [Edge] {
    var search = LinkSearch(regions: [])
    for region in regions { search.append(try projection.forward(region)) }
    for edge in edges { search.components.join(edge.u, edge.v) }
    return try search.links()
  }
}

/// The regions, their components, and the distances measured so far.
private struct LinkSearch {
  private var regions: [Region]
  private var boxes: [Bounds?] = []
  private var measured: [RegionPair: Double] = [:]
  var components = Components()

  init(regions: [Region]) { self.regions = regions }

  mutating func append(_ region: Region) {
    regions.append(region)
    boxes.append(region.bounds)
    components.append()
  }

  mutating func links() throws(SpatialError) -> [Adjacency.Edge] {
    var links: [Adjacency.Edge] = []
    while true {
      let ways = try waysOut()
      if ways.isEmpty { return links.sorted { ($0.u, $0.v) < ($1.u, $1.v) } }
      for way in ways where components.join(way.u, way.v) { links.append(way) }
    }
  }

  /// The shortest way out of each component but the largest, which the others find; none if there is only one.
  private mutating func waysOut() throws(SpatialError) -> [Adjacency.Edge] {
    var members: [Int32: [Int]] = [:]
    for i in regions.indices where boxes[i] != nil {
      members[components.root(Int32(i)), default: []].append(i)
    }
    guard members.count > 1 else { return [] }
    let bySize = members.values.sorted { ($0.count, $1[0]) < ($1.count, $0[0]) }
    var ways: [Adjacency.Edge] = []
    for component in bySize.dropLast() {
      if let way = try wayOut(of: component) { ways.append(way) }
    }
    return ways
  }

  private mutating func wayOut(of component: [Int]) throws(SpatialError) -> Adjacency.Edge? {
    let root = components.root(Int32(component[0]))
    let outside = regions.indices.filter { boxes[$0] != nil && components.root(Int32($0)) != root }
    // No pair farther apart than the nearest boxes' farthest corners can be the shortest.
    var limit = Double.infinity
    for i in component {
      guard let box = boxes[i] else { continue }
      for j in outside {
        if let other = boxes[j] { limit = min(limit, box.greatestDistance(to: other)) }
      }
    }
    var candidates: [(distance: Double, pair: RegionPair)] = []
    for i in component {
      guard let box = boxes[i] else { continue }
      for j in outside {
        guard let other = boxes[j] else { continue }
        let least = box.leastDistance(to: other)
        if least <= limit { candidates.append((least, RegionPair(Int32(i), Int32(j)))) }
      }
    }
    candidates.sort { ($0.distance, $0.pair.u, $0.pair.v) < ($1.distance, $1.pair.u, $1.pair.v) }
    var best: Adjacency.Edge?
    for candidate in candidates {
      if let best, candidate.distance > best.metres { break }
      let metres = try distance(candidate.pair)
      let way = Adjacency.Edge(u: candidate.pair.u, v: candidate.pair.v, metres: metres)
      if best.map({ (way.metres, way.u, way.v) < ($0.metres, $0.u, $0.v) }) ?? true { best = way }
    }
    return best
  }

  private mutating func distance(_ pair: RegionPair) throws(SpatialError) -> Double {
    if let known = measured[pair] { return known }
    let metres = try PreparedRegion(regions[Int(pair.u)]).distance(to: regions[Int(pair.v)])
    measured[pair] = metres
    return metres
  }
}

/// Which regions hang together: disjoint sets with path halving (R. E. Tarjan, J. van Leeuwen, 1984).
private struct Components {
  private var parents: [Int32] = []

  mutating func append() { parents.append(Int32(parents.count)) }

  mutating func root(_ i: Int32) -> Int32 {
    var i = i
    while parents[Int(i)] != i {
      parents[Int(i)] = parents[Int(parents[Int(i)])]
      i = parents[Int(i)]
    }
    return i
  }

  /// Joins two sets under the lower root; false if they were one already. Indices that do not exist are left alone.
  @discardableResult
  mutating func join(_ a: Int32, _ b: Int32) -> Bool {
    guard parents.indices.contains(Int(a)), parents.indices.contains(Int(b)) else { return false }
    let (a, b) = (root(a), root(b))
    if a == b { return false }
    parents[Int(max(a, b))] = min(a, b)
    return true
  }
}

extension Bounds {
  /// The distance between the nearest points of two boxes; 0 if they meet.
  fileprivate func leastDistance(to other: Bounds) -> Double {
    let dx = max(0, max(other.minX - maxX, minX - other.maxX))
    let dy = max(0, max(other.minY - maxY, minY - other.maxY))
    return (dx * dx + dy * dy).squareRoot()
  }

  /// The distance between the farthest points of two boxes.
  fileprivate func greatestDistance(to other: Bounds) -> Double {
    let dx = max(other.maxX - minX, maxX - other.minX)
    let dy = max(other.maxY - minY, maxY - other.minY)
    return (dx * dx + dy * dy).squareRoot()
  }
}
