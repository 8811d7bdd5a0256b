public import CampaignModel
public import SpatialCore

/// The villages or cells of a campaign as units that can be shared out: their work, centres and borders.
public struct GroundUnits: Sendable {
  /// Village codes or cell ids, in the campaign's order.
  public let ids: [Identifier]
  /// The work of each in household-equivalents.
  public let work: [Double]
  /// Borders, and the shortest crossings that join villages on islands.
  public let edges: [AllocationProblem.Edge]
  private let xs: [Double]
  private let ys: [Double]

  /// Takes the villages of a campaign as units.
  ///
  /// Work is that of the roster's targets; where there is no roster at all, a village's declared households.
  ///
  /// - Parameters:
  ///   - regions: the villages' polygons in WGS 84.
  ///   - projection: the campaign's CRS.
  ///   - isExpected: whether a target counts (it does not while it is excluded).
  /// - Throws: `SpatialError` if a village cannot be projected.
  public init(
    villagesOf campaign: Campaign, regions: [Region], projection: Projection, isExpected: (Int) -> Bool
  ) throws {
    let declared = campaign.villages.map { Double($0.declaredHouseholds ?? 0) }
    let sums = try WorkSums(
      campaign, units: campaign.targets.villages, count: campaign.villages.count, projection: projection,
      isExpected: isExpected)
    ids = campaign.villages.map(\.code)
    work = campaign.targets.count == 0 ? declared : sums.work
    let centres = try GroundUnits.centres(sums, regions: regions, projection: projection)
    (xs, ys) = (centres.map(\.x), centres.map(\.y))
    let shared = try Adjacency.shared(regions: regions, projection: projection)
    let links = try Adjacency.nearestLinks(regions: regions, edges: shared, projection: projection)
    edges = (shared + links).map { AllocationProblem.Edge(u: $0.u, v: $0.v, metres: $0.metres) }
  }

  /// Takes the cells of a campaign's grid as units.
  ///
  /// - Parameter regions: the cells' polygons in WGS 84; the others as for villages.
  /// - Throws: `SpatialError` if a cell cannot be projected.
  public init(
    cellsOf campaign: Campaign, grid: Grid, regions: [Region], projection: Projection,
    isExpected: (Int) -> Bool
  ) throws {
    let sums = try WorkSums(
      campaign, units: campaign.targets.cells, count: campaign.cells.count, projection: projection,
      isExpected: isExpected)
    ids = campaign.cells.map(\.id)
    work = sums.work
    let centres = try GroundUnits.centres(sums, regions: regions, projection: projection)
    (xs, ys) = (centres.map(\.x), centres.map(\.y))
    let shared =
      grid.isRegular
      ? try RegularGrid(grid).adjacency(
        of: campaign.cells, regions: regions, projection: projection, isClipped: grid.isClipped)
      : try Adjacency.shared(regions: regions, projection: projection)
    edges = shared.map { AllocationProblem.Edge(u: $0.u, v: $0.v, metres: $0.metres) }
  }

  /// The problem of sharing these units out among groups.
  ///
  /// A group's capacity is its members × days, each 1 where it is not known.
  public func problem(groups: [WorkingGroup], pins: [AllocationProblem.Pin]) -> AllocationProblem {
    AllocationProblem(
      units: ids, work: work, xs: xs, ys: ys, edges: edges, groups: groups.map(\.id),
      capacities: groups.map { Double(max(1, $0.members ?? 1)) * Double(max(1, $0.days ?? 1)) }, pins: pins)
  }

  /// The work-weighted centre of each unit, or a point inside it where it has no work.
  private static func centres(
    _ sums: WorkSums, regions: [Region], projection: Projection
  ) throws -> [(x: Double, y: Double)] {
    try regions.indices.map { i in
      if sums.placedWork[i] > 0 {
        return (sums.xs[i] / sums.placedWork[i], sums.ys[i] / sums.placedWork[i])
      }
      return try projection.forward(regions[i]).pointOnSurface() ?? (0, 0)
    }
  }
}

/// Work and weighted coordinates, added up for each unit.
private struct WorkSums {
  var work: [Double]
  /// The work of targets that have coordinates, by which `xs` and `ys` are weighted.
  var placedWork: [Double]
  var xs: [Double]
  var ys: [Double]

  init(
    _ campaign: Campaign, units: ContiguousArray<Int32>, count: Int, projection: Projection,
    isExpected: (Int) -> Bool
  ) throws {
    work = Array(repeating: 0, count: count)
    (placedWork, xs, ys) = (work, work, work)
    var (eastings, northings) = (campaign.targets.xs, campaign.targets.ys)
    projection.forward(xs: &eastings, ys: &northings)
    let workOfTarget = TargetWork(campaign)
    for i in units.indices where units[i] >= 0 && isExpected(i) {
      let (unit, amount) = (Int(units[i]), workOfTarget[i])
      work[unit] += amount
      // A target that only declares its village may have coordinates far away from it.
      guard !eastings[i].isNaN, campaign.targets.locatedBy[i] == .geometry else { continue }
      placedWork[unit] += amount
      xs[unit] += amount * eastings[i]
      ys[unit] += amount * northings[i]
    }
  }
}
