public import CampaignModel
public import SpatialCore

/// A place to send people to: gaps of one village that lie together, or what is left of its gaps.
public struct GapArea: Sendable, Equatable {
  /// What the row is.
  public enum Kind: String, Sendable, CaseIterable {
    /// Targets that lie densely together.
    case area
    /// The village's targets in no area.
    case scattered
    /// The village's targets that have no place on the map.
    case missingCoordinates = "missing coordinates"
  }

  /// What it is.
  public var kind: Kind
  /// Index of the village, or -1 for targets in no known village.
  public var village: Int32
  /// The area's number in its village, from 1, in the order of the first core targets; 0 for the other kinds.
  public var number: Int
  /// Rows in ``TargetColumns``, ascending.
  public var targets: [Int] = []
  /// How many of them are households.
  public var households = 0
  /// How many are enterprises.
  public var enterprises = 0
  /// How many are of a priority category.
  public var priority = 0
  /// How many there are for each reason.
  public var gaps: [GapReason: Int] = [:]
  /// Index of the group that is responsible for most of them (the first by id of several), or -1.
  public var group: Int32 = -1
  /// Index of the group whose people have been nearest, or -1; for areas only.
  public var nearestGroup: Int32 = -1
  /// Metres to the visited target where they have been; nil without one.
  public var nearestMetres: Double?
  /// True if the village must be visited first: it has a category.
  public var isMustVisit = false
  /// Longitude and latitude of the middle of its targets, in WGS 84; nil where none has coordinates.
  public var middle: SIMD2<Double>?

  /// The dominant reason; the earlier one if two have as many gaps.
  public var reason: GapReason? { GapReason.dominant(of: gaps) }
}

extension GapReason {
  /// The reason with the most gaps, the earlier one of two; nil without a gap.
  static func dominant(of gaps: [GapReason: Int]) -> GapReason? {
    allCases.filter { gaps[$0, default: 0] > 0 }.max { (gaps[$0] ?? 0, $1) < (gaps[$1] ?? 0, $0) }
  }
}

/// All gaps of a campaign by area: each gap in exactly one row, so that rows add up to all gaps.
///
/// Areas are the clusters of ``DensityClusters`` among the gaps *of one village*, with the distance and the number of the
/// settings: people are sent by village, and an area that a border runs through is two places for two lists. So an area never
/// needs cutting, and none has fewer targets than the settings say. Targets that no area holds, and those without
/// coordinates, are a row each for their village.
///
/// The *nearest group* is the one whose people made the latest effective visit to the visited target that lies nearest to any
/// target of the area; a visit that names no group counts for the responsible one. It may be the responsible
/// group itself: then its people have been that near already.
public struct GapAreas: Sendable {
  /// Areas, then what is scattered, then what has no coordinates; among each must-visit villages first, then rows with
  /// priority targets, then by the number of targets; villages and numbers break ties.
  public let rows: [GapArea]
  /// Eastings of all targets in metres, NaN where there is none or the target is no gap.
  private let xs: ContiguousArray<Double>
  private let ys: ContiguousArray<Double>
  private let width: Double

  /// Finds the areas.
  ///
  /// - Parameters:
  ///   - ledger: what counts as a gap; may be restricted to a group or category.
  ///   - whole: the same ledger without that restriction, for the nearest group.
  ///   - projection: the campaign's CRS, or one in metres that serves its place.
  /// - Complexity: O(n log n) for n targets, however dense they lie, and one pass over the visits.
  public init(_ ledger: CampaignLedger, whole: CampaignLedger, projection: Projection) {
    let campaign = ledger.campaign
    let targets = campaign.targets
    let distance = campaign.settings.gapAreaDistance
    let gaps = ledger.targetGaps()
    var (xs, ys) = (targets.xs, targets.ys)
    projection.forward(xs: &xs, ys: &ys)
    let worked = WorkedPlaces(whole, xs: xs, ys: ys)

    var rows: [GapArea] = []
    var start = 0
    while start < gaps.count {
      let village = gaps[start].village
      var end = start
      while end < gaps.count, gaps[end].village == village { end += 1 }
      let here = gaps[start..<end]
      let placed = here.filter { xs[$0.target].isFinite && ys[$0.target].isFinite }
      let labels = DensityClusters.labels(
        xs: ContiguousArray(placed.map { xs[$0.target] }), ys: ContiguousArray(placed.map { ys[$0.target] }),
        within: distance, minimum: campaign.settings.gapAreaMinimum)
      var parts = Array(repeating: [TargetGap](), count: Int(labels.max() ?? -1) + 1)
      var scattered: [TargetGap] = []
      for (gap, label) in zip(placed, labels) {
        if label == DensityClusters.noise { scattered.append(gap) } else { parts[Int(label)].append(gap) }
      }
      for (i, part) in parts.enumerated() {
        var row = ledger.area(.area, village: village, number: i + 1, of: part)
        if let nearest = worked.nearest(to: part, xs: xs, ys: ys) {
          (row.nearestGroup, row.nearestMetres) = nearest
        }
        rows.append(row)
      }
      if !scattered.isEmpty {
        rows.append(ledger.area(.scattered, village: village, number: 0, of: scattered))
      }
      let missing = here.filter { !xs[$0.target].isFinite || !ys[$0.target].isFinite }
      if !missing.isEmpty {
        rows.append(ledger.area(.missingCoordinates, village: village, number: 0, of: missing))
      }
      start = end
    }
    // Rows were made village by village, kind by kind: their place breaks ties.
    func rank(_ row: GapArea) -> Int { row.isMustVisit ? 0 : row.priority > 0 ? 1 : 2 }
    func kind(_ row: GapArea) -> Int { row.kind == .area ? 0 : row.kind == .scattered ? 1 : 2 }
    let order = rows.indices.sorted { a, b in
      let (first, second) = (rows[a], rows[b])
      return (kind(first), rank(first), -first.targets.count, a)
        < (kind(second), rank(second), -second.targets.count, b)
    }
    self.rows = order.map { rows[$0] }
    self.xs = xs
    self.ys = ys
    width = distance / 5
  }

  /// The polygon of each row, in WGS 84; nil for rows that are no area.
  ///
  /// The concave hull of its targets, widened by a fifth of the distance of the settings so that one target or a line of them
  /// has a shape too, then cut to the village. Where its targets only declare the village and lie outside of it, the shape is
  /// left as it is.
  ///
  /// - Parameter villages: the villages' polygons in WGS 84, in the campaign's order.
  /// - Complexity: O(n log n). - Throws: ``SpatialError``.
  public func shapes(villages: [Region], projection: Projection) throws(SpatialError) -> [Region?] {
    var projected: [Int32: ProjectedRegion] = [:]
    var shapes: [Region?] = []
    for row in rows {
      guard row.kind == .area else {
        shapes.append(nil)
        continue
      }
      let outline = try Region.outline(
        xs: row.targets.map { xs[$0] }, ys: row.targets.map { ys[$0] }, widenedBy: width)
      guard row.village >= 0, Int(row.village) < villages.count else {
        shapes.append(try projection.inverse(outline))
        continue
      }
      var ground =
        if let known = projected[row.village] { known } else {
          try ProjectedRegion(villages[Int(row.village)], projection, isStraight: true)
        }
      let inside = try outline.intersection(with: ground.metres)
      shapes.append(try ground.inDegrees(inside.isEmpty ? outline : inside))
      projected[row.village] = ground
    }
    return shapes
  }
}

extension CampaignLedger {
  /// Sums up gaps of one village.
  fileprivate func area(
    _ kind: GapArea.Kind, village: Int32, number: Int, of gaps: some Collection<TargetGap>
  ) -> GapArea {
    var area = GapArea(kind: kind, village: village, number: number)
    area.isMustVisit = village >= 0 && campaign.isMustVisit(Int(village))
    var countOfGroup: [Int32: Int] = [:]
    var (sum, placed) = (SIMD2<Double>.zero, 0)
    for gap in gaps {
      area.targets.append(gap.target)
      if campaign.targets.kinds[gap.target] == .household {
        area.households += 1
      } else {
        area.enterprises += 1
      }
      if isPriority(gap.target) { area.priority += 1 }
      area.gaps[gap.reason, default: 0] += 1
      if gap.group >= 0 { countOfGroup[gap.group, default: 0] += 1 }
      if campaign.targets.hasCoordinates(gap.target) {
        sum += SIMD2(campaign.targets.xs[gap.target], campaign.targets.ys[gap.target])
        placed += 1
      }
    }
    area.group = countOfGroup.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? -1
    if placed > 0 { area.middle = sum / Double(placed) }
    return area
  }
}

extension Campaign {
  /// True if a village must be visited first: its row has a category.
  public func isMustVisit(_ village: Int) -> Bool { !villages[village].categories.isEmpty }
}

/// Where people have been, and of which group.
private struct WorkedPlaces {
  private let tree: PointTree
  private let groups: ContiguousArray<Int32>

  init(_ ledger: CampaignLedger, xs: ContiguousArray<Double>, ys: ContiguousArray<Double>) {
    let visits = ledger.campaign.visits
    let effective = ledger.campaign.settings.effectiveOutcomes
    let lastDay = ledger.asOf?.dayNumber ?? Int32.max
    var groups = ledger.groups
    for i in 0..<visits.count
    where visits.days[i] <= lastDay && visits.targets[i] >= 0 && visits.groups[i] >= 0
      && effective.contains(visits.outcomes[i])
    {
      groups[Int(visits.targets[i])] = visits.groups[i]
    }
    tree = PointTree(
      xs: xs, ys: ys, points: groups.indices.lazy.filter { groups[$0] >= 0 && ledger.isVisited($0) })
    self.groups = groups
  }

  func nearest(
    to gaps: [TargetGap], xs: ContiguousArray<Double>, ys: ContiguousArray<Double>
  ) -> (group: Int32, metres: Double)? {
    let area = PointTree(xs: xs, ys: ys, points: gaps.lazy.map(\.target))
    return tree.nearest(to: area).map { (groups[$0.index], $0.square.squareRoot()) }
  }
}
