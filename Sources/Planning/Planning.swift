// Planning shares the ground of a campaign out among its working groups.
//
// Values go in and values come out: units of ground (villages or grid cells) as columns with their work in
// household-equivalents and their centres in metres of the campaign's CRS, the borders between them, the groups with
// their capacities, and what the office has decided already. What comes back names one group for every unit
// that has work, in areas that are connected, near to each group's fair share, and compact.
//
// The way through: `OrderedProblem` checks the input and sorts it by id (`SeparateGround` first divides what barriers part); `bisectedBlocks` and `powerDiagram` give every
// group a block of ground of about its share; `Growth` turns blocks into connected territories; `Annealing` shifts units
// over borders; `PlanSearch` does so several times over; `AllocationResult` tells what came out, and `inertiaBound`
// how far from the best it may be.

internal import CampaignModel

/// Shares units out among working groups.
///
/// The result depends on the problem, the seed and the number of rounds alone: not on the order of units, edges, groups or
/// pins (ties are broken by id), not on the number of threads, and on no mathematical library. It is a heuristic.
///
/// Blocks come from recursive coordinate bisection (Berger and Bokhari, "A partitioning strategy for nonuniform problems
/// on multiprocessors", 1987) and a power diagram; borders are then shifted by simulated annealing with ejection
/// chains. The measure of compactness, and the rule that balance comes before it, are those of territory design (Kalcsics,
/// Nickel and Schröder, "Towards a unified territorial design approach", 2005).
///
/// - Complexity: O(rounds × (n log n log k + n k + trials)) for n units and k groups.
/// - Throws: ``PlanningError`` if the input does not hold together, or no plan that keeps what is decided was found within what
///   the options permit.
public func allocate(
  _ problem: AllocationProblem, options: AllocationOptions = AllocationOptions()
) throws(PlanningError) -> AllocationResult {
  let ordered = try OrderedProblem(problem)
  if let separate = SeparateGround(problem, options) { return try separate.allocate() }
  var joined = ordered.graph
  let links = joined.joinComponents(xs: ordered.xs, ys: ordered.ys)
  let bounds = PinBounds(ordered, graph: joined)
  if !options.relaxed.contains(.balance) { try bounds.check(ordered, balance: options.balance) }
  let found = try AllocationSearch(ordered, graph: joined, options: options).run()
  var result = AllocationResult(
    ordered, territory: found.owner, links: links, bounds: bounds, rounds: found.rounds)
  if !options.relaxed.contains(.balance), result.largestDeviation > options.balance + 1e-9 {
    let worst = result.shares.indices.max {
      abs(result.shares[$0].deviation) < abs(result.shares[$1].deviation)
    }
    throw .balanceNotReached(
      group: problem.groups[worst ?? 0], best: result.largestDeviation, balance: options.balance)
  }
  result.lowerBound = lowerBound(problem, result, options)
  return result
}

/// How far the plan may be from the best one; nil where pins or groups outside the balance make the bound say nothing. With an
/// effort that is small beside that of the plan.
private func lowerBound(
  _ problem: AllocationProblem, _ result: AllocationResult, _ options: AllocationOptions
) -> Double? {
  guard problem.pins.isEmpty, result.largestDeviation <= options.balance + 1e-9 else { return nil }
  let total = problem.work.reduce(0, +)
  let bound = inertiaBound(
    work: problem.work, xs: problem.xs, ys: problem.ys, shares: result.shares.map(\.target),
    balance: options.balance, plan: result.territory,
    mostKnapsacks: Int(60_000 * min(1, options.effort)))
  return bound > 0 ? bound / total : nil
}
