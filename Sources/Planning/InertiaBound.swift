/// The least moment of inertia that any plan can have: how far a plan may be from the best.
///
/// What is bounded is the sum, over all units, of work × square distance to the work-weighted centre of the unit's group,
/// over all ways to part the units among the groups so that each load lies within the balance of its share. Neighbours and
/// pins are ignored: they only make plans worse.
///
/// It is a Lagrangian bound, as in column generation for clustering. If each unit u pays π(u) to the group that takes
/// it, a plan's inertia is at least Σ π(u) plus, for each group, the least of cost − payments over every set of units, whole
/// or in part, whose load is within the limits; and that for any π. Prices are sought by ``InertiaPrices``; the least over
/// all sets is a knapsack around each point (``PricedUnits``), and a search over all points (``CentreSearch``) that stops with a
/// proof. Units are whole in it where groups have few of them, and may be divided where they have more than 20, which is
/// looser. Groups of equal shares have one search; if there are more than six different shares, those nearest to each
/// other are taken as one with the wider limits, which is looser too.
///
/// Literature: du Merle, Hansen, Jaumard and Mladenović, "An interior point algorithm for minimum sum-of-squares
/// clustering", SIAM J. Sci. Comput. 21, 2000; Aloise, Hansen and Liberti, "An improved column generation algorithm for
/// minimum sum-of-squares clustering", Math. Program. 131, 2012.
///
/// - Parameters:
///   - work: work of each unit; units without work count for nothing.
///   - xs: easting of each unit in metres of one projected CRS.
///   - ys: northing of each unit in metres.
///   - shares: the fair share of each group, in work.
///   - balance: how far a load may be from its share: 0.05 is 5 %.
///   - owner: a plan, the index of each unit's group or -1: what the prices start from. The better it is, the better is
///     the bound; it is valid with any.
///   - mostKnapsacks: how much is tried; the more, the higher the bound, up to about 500,000.
/// - Returns: the bound in work × m², which is the same on every machine; 0 if nothing better is known, and if the shares do
///   not add up to the work within the balance. If no whole units fit them, it means nothing.
/// - Complexity: the effort is set in numbers of knapsacks, each O(m log m) for the m units of a group: 1.5 s for 352 villages
///   and 40 groups, 13 s for 7,478 and 200. Beyond 20,000 units only a simple bound is taken: half of Σ work × the mean
///   square distance of the nearest work that fills the smallest group.
public func inertiaBound(
  work: [Double], xs: [Double], ys: [Double], shares: [Double], balance: Double, plan owner: [Int32],
  mostKnapsacks: Int = 500_000
) -> Double {
  let problem = InertiaProblem(work: work, xs: xs, ys: ys, shares: shares, balance: balance, owner: owner)
  guard let problem else { return 0 }
  guard problem.units.work.count <= 20_000 else { return problem.simpleBound }
  var prices = InertiaPrices(problem, mostKnapsacks: mostKnapsacks)
  let improved = prices.improvedBound()
  return improved.isFinite ? max(0, problem.simpleBound, improved) : problem.simpleBound
}

/// What is to be bounded, with coordinates from the middle of the ground, so that squares lose no digits.
struct InertiaProblem {
  /// Groups whose loads have the same limits.
  struct ShareClass {
    var limits: ClosedRange<Double>
    var count: Double
  }

  let units: PricedUnits
  let classes: [ShareClass]
  /// The class of each group.
  let classOfGroup: [Int]
  /// Group of each unit in the plan to start from, or -1.
  let owner: ContiguousArray<Int32>
  /// For each unit, the mean square distance in m² of the nearest work that fills the smallest group.
  let spreads: ContiguousArray<Double>

  private static let mostClasses = 6
  /// In larger groups a divided unit matters little, and whole ones take long.
  private static let mostWholeUnits = 20

  /// Nil if there is no plan within the limits.
  init?(work: [Double], xs: [Double], ys: [Double], shares: [Double], balance: Double, owner: [Int32]) {
    let used = work.indices.filter { work[$0] > 0 }
    let total = used.reduce(0) { $0 + work[$1] }
    guard !used.isEmpty, !shares.isEmpty, balance >= 0, shares.allSatisfy({ $0 > 0 }) else { return nil }
    // Plans may use the balance up to the last digit.
    let least: Double = max(0, 1 - balance) * (1 - 1e-9)
    let most: Double = (1 + balance) * (1 + 1e-9)
    var classes = shares.sorted().map { ShareClass(limits: ($0 * least)...($0 * most), count: 1) }
    // Classes and the highest share in each, nearest ones joined until few are left.
    var tops = shares.sorted()
    func ratio(_ i: Int) -> Double { tops[i] / tops[i - 1] }
    while let place = (1..<max(1, tops.count)).min(by: { ratio($0) < ratio($1) }),
      tops.count > InertiaProblem.mostClasses || tops[place] <= tops[place - 1] * (1 + 1e-9)
    {
      let upper = classes.remove(at: place)
      let lower = classes[place - 1]
      classes[place - 1] = ShareClass(
        limits: lower.limits.lowerBound...upper.limits.upperBound, count: lower.count + upper.count)
      tops.remove(at: place - 1)
    }
    let allShares = shares.reduce(0, +)
    guard allShares * least <= total, total <= allShares * most else { return nil }
    let (x0, y0) = (xs[used[0]], ys[used[0]])
    var units = PricedUnits(
      work: ContiguousArray(used.map { work[$0] }), xs: ContiguousArray(used.map { xs[$0] - x0 }),
      ys: ContiguousArray(used.map { ys[$0] - y0 }))
    units.areDivisible = used.count > InertiaProblem.mostWholeUnits * shares.count
    self.classes = classes
    classOfGroup = shares.map { share in tops.firstIndex { share <= $0 } ?? tops.count - 1 }
    self.owner = ContiguousArray(used.map { owner[$0] })
    var taken = PricedUnits.Taken()
    let load = min(total, classes[0].limits.lowerBound)
    spreads = ContiguousArray(
      (0..<used.count).map { u in
        load > 0 ? units.leastCost(units.xs[u], units.ys[u], load...load, taken: &taken) / load : 0
      })
    self.units = units
  }

  /// Half of Σ work × spread, in work × m². A group's inertia is half the mean, over its work, of the sum of square distances
  /// to all its work; and no work lies nearer than the nearest.
  var simpleBound: Double {
    spreads.indices.reduce(0) { $0 + units.work[$1] * spreads[$1] / 2 } * (1 - 1e-9)
  }
}
