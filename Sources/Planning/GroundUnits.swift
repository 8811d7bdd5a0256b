public import CampaignModel
public import SpatialCore

/// The villages or cells of a campaign as units that can be shared out: their work, centres, shapes and borders.
public struct GroundUnits: Sendable {
  /// Village codes or cell ids, in the campaign's order.
  public let ids: [Identifier]
  /// The work of each in household-equivalents.
  public let work: [Double]
  /// The part of it that is travel between its targets: 0 unless travel is asked for.
  public let travel: [Double]
  /// The part of all work that is expected revisits.
  public let revisits: Double
  /// Easting of the work-weighted centre of each, in metres of the campaign's CRS; of the polygon's centre of gravity where no
  /// work is placed.
  public let xs: [Double]
  /// Northing of the same point.
  public let ys: [Double]
  /// Area of each in m², in the campaign's CRS.
  public let areas: [Double]
  /// Length of the whole outline of each in m, holes' too, in the campaign's CRS.
  public let perimeters: [Double]
  /// Borders and crossings.
  public private(set) var edges: [AllocationProblem.Edge]
  /// The shortest crossings that were found between villages which nothing else joins (islands), with their length in m.
  public private(set) var crossings: [AllocationProblem.Edge] = []
  /// Borders and crossings that were taken away.
  private var barriers: [AllocationProblem.Edge] = []

  /// Takes the villages of a campaign as units.
  ///
  /// Work is that of the roster's targets; where there is no roster at all, a village's declared households.
  ///
  /// - Parameters:
  ///   - regions: the villages' polygons in WGS 84.
  ///   - projection: the campaign's CRS.
  ///   - borders: borders that stand for those of the polygons; nothing is joined then but what they and `links` join.
  ///   - links: pairs of villages that a bridge or ferry joins.
  ///   - travelWork: the work of a kilometre between the targets of a unit, in households; nil: ways are no work.
  ///   - isExpected: whether a target counts (it does not while it is excluded).
  /// - Throws: `SpatialError` if a village cannot be projected.
  public init(
    villagesOf campaign: Campaign, regions: [Region], projection: Projection,
    borders: [AllocationProblem.Edge]? = nil, links: [AllocationProblem.Edge] = [],
    travelWork: Double? = nil, isExpected: (Int) -> Bool
  ) throws {
    let declared = campaign.villages.map { Double($0.declaredHouseholds ?? 0) }
    let sums = try WorkSums(
      campaign, units: campaign.targets.villages, count: campaign.villages.count, projection: projection,
      isExpected: isExpected)
    ids = campaign.villages.map(\.code)
    revisits = sums.revisits
    let visits = campaign.targets.count == 0 ? declared : sums.work
    let metric = try regions.map { try projection.forward($0) }
    (xs, ys) = sums.centres(orOf: metric)
    areas = metric.map(\.area)
    travel = sums.travel(over: visits, areas: areas, workOfKilometre: travelWork)
    work = zip(visits, travel).map { $0 + $1 }
    perimeters = metric.map(\.outline)
    edges = links
    if let borders {
      edges += borders
    } else {
      let shared = try Adjacency.shared(regions: regions, projection: projection)
      let given = links.map { Adjacency.Edge(u: min($0.u, $0.v), v: max($0.u, $0.v), metres: 0) }
      crossings = try Adjacency.nearestLinks(regions: regions, edges: shared + given, projection: projection)
        .map { AllocationProblem.Edge(u: $0.u, v: $0.v, metres: $0.metres) }
      edges += shared.map { AllocationProblem.Edge(u: $0.u, v: $0.v, metres: $0.metres) }
      // A crossing is no border: it joins, and has no length that outlines could share.
      edges += crossings.map { AllocationProblem.Edge(u: $0.u, v: $0.v, metres: 0) }
    }
  }

  /// Takes the cells of a campaign's grid as units.
  ///
  /// - Parameter regions: the cells' polygons in WGS 84; the others as for villages.
  /// - Throws: `SpatialError` if a cell cannot be projected.
  public init(
    cellsOf campaign: Campaign, grid: Grid, regions: [Region], projection: Projection,
    borders: [AllocationProblem.Edge]? = nil, links: [AllocationProblem.Edge] = [],
    travelWork: Double? = nil, isExpected: (Int) -> Bool
  ) throws {
    let sums = try WorkSums(
      campaign, units: campaign.targets.cells, count: campaign.cells.count, projection: projection,
      isExpected: isExpected)
    ids = campaign.cells.map(\.id)
    revisits = sums.revisits
    let metric = try regions.map { try projection.forward($0) }
    (xs, ys) = sums.centres(orOf: metric)
    areas = metric.map(\.area)
    travel = sums.travel(over: sums.work, areas: areas, workOfKilometre: travelWork)
    work = zip(sums.work, travel).map { $0 + $1 }
    perimeters = metric.map(\.outline)
    let shared: [AllocationProblem.Edge]
    if let borders {
      shared = borders
    } else {
      let found =
        grid.isRegular
        ? try RegularGrid(grid).adjacency(
          of: campaign.cells, regions: regions, projection: projection, isClipped: grid.isClipped)
        : try Adjacency.shared(regions: regions, projection: projection)
      shared = found.map { AllocationProblem.Edge(u: $0.u, v: $0.v, metres: $0.metres) }
    }
    edges = links + shared
  }

  /// Takes the border or crossing between two units away: a river without a bridge, a ridge.
  ///
  /// - Returns: Whether there was one.
  /// - Complexity: O(edges).
  public mutating func cut(_ u: Int32, _ v: Int32) -> Bool {
    let count = edges.count
    let isCut = { (edge: AllocationProblem.Edge) in
      (edge.u == u && edge.v == v) || (edge.u == v && edge.v == u)
    }
    barriers += edges.filter(isCut)
    edges.removeAll(where: isCut)
    crossings.removeAll(where: isCut)
    return edges.count < count
  }

  /// The problem of sharing these units out among groups.
  ///
  /// A group's capacity is its members × days, each 1 where it is not known.
  public func problem(groups: [WorkingGroup], pins: [AllocationProblem.Pin]) -> AllocationProblem {
    var problem = AllocationProblem(
      units: ids, work: work, xs: xs, ys: ys, edges: edges, groups: groups.map(\.id),
      capacities: groups.map(\.capacity), pins: pins)
    problem.barriers = barriers
    problem.areas = areas
    problem.perimeters = perimeters
    return problem
  }
}

extension WorkingGroup {
  /// What it can carry: members × days, each 1 where it is not known.
  public var capacity: Double { Double(max(1, members ?? 1)) * Double(max(1, days ?? 1)) }
}
