public import CampaignModel
public import SpatialCore

/// Neighbouring cells in which nobody has been visited, as one piece of ground.
public struct GapRegion: Sendable, Equatable {
  /// Indices of its cells, ascending; the first gives the region its code.
  public var cells: [Int] = []
  /// Households, none of them visited.
  public var households = 0
  /// Enterprises, none of them visited.
  public var enterprises = 0
  /// Targets of a priority category among both.
  public var priority = 0
  /// How many there are for each reason.
  public var gaps: [GapReason: Int] = [:]
  /// Indices of the villages of its targets, ascending.
  public var villages: [Int] = []
  /// Indices of the groups that are responsible for its targets, ascending.
  public var groups: [Int] = []
  /// Area of its cells in m², in the CRS of the grid.
  public var area = 0.0

  /// Households and enterprises.
  public var targets: Int { households + enterprises }
  /// The dominant reason; the earlier one if two have as many gaps.
  public var reason: GapReason? { GapReason.dominant(of: gaps) }
}

extension CampaignLedger {
  /// Cells with expected targets of which none is visited, ascending. - Complexity: O(targets + cells).
  public func unvisitedCells() -> [Int] {
    var gaps = ContiguousArray(repeating: 0, count: campaign.cells.count)
    for i in 0..<campaign.targets.count where campaign.targets.cells[i] >= 0 {
      let cell = Int(campaign.targets.cells[i])
      if isVisited(i) { gaps[cell] = Int.min } else if case .gap = states[i] { gaps[cell] &+= 1 }
    }
    return gaps.indices.filter { gaps[$0] > 0 }
  }

  /// Unvisited cells merged where they share an edge: the most targets first, then by the first cell.
  ///
  /// - Parameters:
  ///   - cells: ``unvisitedCells()``.
  ///   - edges: which of them are neighbours, by their place in `cells`.
  /// - Complexity: O(targets + cells + edges).
  public func gapRegions(of cells: [Int], edges: [Adjacency.Edge]) -> [GapRegion] {
    var parents = Array(cells.indices)
    func root(_ i: Int) -> Int {
      var i = i
      while parents[i] != i {
        parents[i] = parents[parents[i]]
        i = parents[i]
      }
      return i
    }
    for edge in edges {
      let (u, v) = (root(Int(edge.u)), root(Int(edge.v)))
      parents[max(u, v)] = min(u, v)
    }
    var regions: [GapRegion] = []
    var regionOfCell = Array(repeating: -1, count: campaign.cells.count)
    var regionOfRoot = Array(repeating: -1, count: cells.count)
    for i in cells.indices {
      let root = root(i)
      if regionOfRoot[root] < 0 {
        regionOfRoot[root] = regions.count
        regions.append(GapRegion())
      }
      regionOfCell[cells[i]] = regionOfRoot[root]
      regions[regionOfRoot[root]].cells.append(cells[i])
      regions[regionOfRoot[root]].area += campaign.cells[cells[i]].area
    }
    var villages = Array(repeating: Set<Int>(), count: regions.count)
    var groups = villages
    for i in 0..<campaign.targets.count where campaign.targets.cells[i] >= 0 {
      guard case .gap(let reason) = states[i] else { continue }
      let region = regionOfCell[Int(campaign.targets.cells[i])]
      guard region >= 0 else { continue }
      if campaign.targets.kinds[i] == .household {
        regions[region].households += 1
      } else {
        regions[region].enterprises += 1
      }
      if isPriority(i) { regions[region].priority += 1 }
      regions[region].gaps[reason, default: 0] += 1
      if campaign.targets.villages[i] >= 0 { villages[region].insert(Int(campaign.targets.villages[i])) }
      if self.groups[i] >= 0 { groups[region].insert(Int(self.groups[i])) }
    }
    for i in regions.indices {
      regions[i].villages = villages[i].sorted()
      regions[i].groups = groups[i].sorted()
    }
    return regions.sorted { ($1.targets, $0.cells[0]) < ($0.targets, $1.cells[0]) }
  }

  /// For each village the groups that are responsible for its gaps, the one with the most first.
  ///
  /// - Returns: indices of groups by index of village, with one more entry for targets in no known village.
  /// - Complexity: O(targets + k log k) for k pairs of village and group.
  public func groupsOfGaps() -> [[Int]] {
    struct Pair: Hashable {
      var village: Int
      var group: Int
    }
    var counts: [Pair: Int] = [:]
    for i in 0..<campaign.targets.count where groups[i] >= 0 {
      guard case .gap = states[i] else { continue }
      let village = campaign.targets.villages[i]
      counts[
        Pair(village: village < 0 ? campaign.villages.count : Int(village), group: Int(groups[i])),
        default: 0] += 1
    }
    var lists = Array(repeating: [Int](), count: campaign.villages.count + 1)
    for (pair, _) in counts.sorted(by: { ($1.value, $0.key.group) < ($0.value, $1.key.group) }) {
      lists[pair.village].append(pair.group)
    }
    return lists
  }
}
