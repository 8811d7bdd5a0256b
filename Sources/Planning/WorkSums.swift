internal import CampaignModel
internal import SpatialCore

/// Work and weighted coordinates, added up for each unit.
struct WorkSums {
  /// The work of each unit's visits, in household-equivalents.
  private(set) var work: [Double]
  /// The part of all work that is expected revisits.
  private(set) var revisits = 0.0
  /// The work of targets that have coordinates, by which `xs` and `ys` are weighted.
  private var placedWork: [Double]
  private var xs: [Double]
  private var ys: [Double]
  /// Where the targets of each unit are, in metres.
  private var places: [[(x: Double, y: Double)]]

  init(
    _ campaign: Campaign, units: ContiguousArray<Int32>, count: Int, projection: Projection,
    isExpected: (Int) -> Bool
  ) throws {
    work = Array(repeating: 0, count: count)
    (placedWork, xs, ys) = (work, work, work)
    places = Array(repeating: [], count: count)
    var (eastings, northings) = (campaign.targets.xs, campaign.targets.ys)
    projection.forward(xs: &eastings, ys: &northings)
    let workOfTarget = TargetWork(campaign)
    for i in units.indices where units[i] >= 0 && isExpected(i) {
      let (unit, amount) = (Int(units[i]), workOfTarget[i])
      work[unit] += amount
      revisits += workOfTarget.revisits(i)
      // A target that only declares its village may have coordinates far away from it.
      guard !eastings[i].isNaN, campaign.targets.locatedBy[i] == .geometry else { continue }
      placedWork[unit] += amount
      xs[unit] += amount * eastings[i]
      ys[unit] += amount * northings[i]
      places[unit].append((eastings[i], northings[i]))
    }
  }

  /// The work-weighted centre of each unit, or where it has no placed work the centre of gravity of its polygon.
  func centres(orOf metric: [Region]) -> (xs: [Double], ys: [Double]) {
    let centres = metric.indices.map { i -> (x: Double, y: Double) in
      if placedWork[i] > 0 { return (xs[i] / placedWork[i], ys[i] / placedWork[i]) }
      return metric[i].centroid ?? metric[i].xs.first.map { ($0, metric[i].ys[0]) } ?? (0, 0)
    }
    return (centres.map(\.x), centres.map(\.y))
  }

  /// The work of going from target to target within each unit, once round.
  ///
  /// The way is that of a short round trip in straight lines (``VisitingOrder``), lengthened in proportion for targets
  /// without coordinates. Where none has any, it is what a trip through as many places, strewn evenly over the unit, comes
  /// to: 0.7124 √(count · area) (Beardwood, Halton and Hammersley, "The shortest path through many points", 1959; the
  /// constant is Johnson, McGeoch and Rothberg's, 1996).
  ///
  /// - Parameters:
  ///   - visits: The work of each unit's visits, which says where there is nothing to go to.
  ///   - areas: In m².
  ///   - workOfKilometre: In household-equivalents; nil is none.
  /// - Complexity: O(n²) for the n targets of each unit.
  func travel(over visits: [Double], areas: [Double], workOfKilometre: Double?) -> [Double] {
    guard let workOfKilometre else { return Array(repeating: 0, count: visits.count) }
    return visits.indices.map { unit in
      guard visits[unit] > 0 else { return 0 }
      guard placedWork[unit] > 0 else {
        return workOfKilometre * 0.7124 * (visits[unit] * areas[unit]).squareRoot() / 1000
      }
      let trip = VisitingOrder(xs: places[unit].map(\.x), ys: places[unit].map(\.y), kicks: 0)
      return workOfKilometre * trip.metres / 1000 * (visits[unit] / placedWork[unit])
    }
  }
}
