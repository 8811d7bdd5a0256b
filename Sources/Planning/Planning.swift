// Planning shares the ground of a campaign out among its working groups.
//
// Values go in and values come out: units of ground (villages or grid cells) as columns with their work in
// household-equivalents and their centres in metres of the campaign's CRS, the borders between them, the groups with
// their capacities, and the pins that the office has already decided. What comes back names one group for every unit
// that has work, in areas that are connected, near to each group's fair share, and compact.
//
// The way through: `OrderedProblem` checks the input and sorts it by id; `bisectedBlocks` gives every group a
// block of ground of about its share; `Growth` turns blocks into connected territories; `Improvement` shifts
// units over borders; `AllocationResult` tells what came out. Each stage hands the next a plain value, so that another
// solver can stand in for the last one.

/// Shares units out among working groups.
///
/// The result depends on the problem and the seed alone: not on the order of units, edges, groups or pins (ties are
/// broken by id), and on no mathematical library. It is a heuristic, without a bound on its distance from the optimum.
///
/// Blocks come from recursive coordinate bisection (Berger and Bokhari, "A partitioning strategy for nonuniform problems
/// on multiprocessors", 1987), weighted by capacity; borders are then shifted by simulated annealing
/// (Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", 1983) on balance, moment of inertia and border
/// length. What pins alone make impossible is said in the result, by ``AllocationResult/deviationFromPins``.
///
/// - Complexity: O(n log n log k) for blocks and growth, and a number of trial shifts that is proportional to n within
///   fixed limits, for n units and k groups; each promising one searches at most one group's territory.
/// - Throws: ``PlanningError`` if the input does not hold together, if pins contradict each other, or if there
///   are more groups than units with work.
public func allocate(_ problem: AllocationProblem, seed: UInt64 = 1) throws(PlanningError) -> AllocationResult
{
  let ordered = try OrderedProblem(problem)
  var joined = ordered.graph
  let links = joined.joinComponents(xs: ordered.xs, ys: ordered.ys)
  let blocks = bisectedBlocks(ordered)
  var growth = Growth(ordered, graph: joined, blocks: blocks)
  growth.run()
  var improvement = Improvement(ordered, graph: joined, territory: growth.territory, seed: seed)
  improvement.run()
  let bounds = PinBounds(ordered, graph: joined)
  return AllocationResult(ordered, territory: improvement.territory, links: links, bounds: bounds)
}
