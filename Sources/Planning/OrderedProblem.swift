import CampaignModel

/// An allocation problem that has been looked through, with units and groups in the order of their ids: from here on
/// nothing can be out of range, and nothing depends on the order of the input.
struct OrderedProblem: Sendable {
  let problem: AllocationProblem
  /// Place in the problem of each unit here.
  let unitOrder: [Int]
  /// Place in the problem of each group here.
  let groupOrder: [Int]
  let work: ContiguousArray<Double>
  /// Eastings from the mean of all centres: squares of full coordinates would lose digits.
  let xs: ContiguousArray<Double>
  /// Northings from the mean of all centres.
  let ys: ContiguousArray<Double>
  /// Fair share of the work for each group, in household-equivalents.
  let shares: ContiguousArray<Double>
  /// Group of each pinned unit, -1 for the others.
  let pins: ContiguousArray<Int32>
  /// Pairs of unit and group that must not be.
  let forbidden: Set<UnitGroup>
  /// Units that have a forbidden group.
  let isRestricted: ContiguousArray<Bool>
  /// Area of each unit in square metres; all 0 where shapes do not matter.
  let areas: ContiguousArray<Double>
  /// Outline of each unit in metres; all 0 where shapes do not matter.
  let perimeters: ContiguousArray<Double>
  /// Group of each unit in the plan that is kept, -1 where it had none or its group is gone; empty for a new plan.
  let previous: ContiguousArray<Int32>
  /// Borders and links as they were given.
  let graph: UnitGraph

  var unitCount: Int { work.count }
  var groupCount: Int { shares.count }
  /// Id of a unit by its number here.
  func unitID(_ u: Int32) -> Identifier { problem.units[unitOrder[Int(u)]] }
  /// Id of a group by its number here.
  func groupID(_ g: Int32) -> Identifier { problem.groups[groupOrder[Int(g)]] }

  var unitsWithWork: Int { work.count { $0 > 0 } }

  /// Sizes beyond these are no places on Earth and no work of people, and could overflow sums of squares.
  private static let largestWork = 1e12
  private static let largestCoordinate = 1e9
  private static let largestArea = 1e15

  /// - Complexity: O(n log n + edges log edges).
  init(_ problem: AllocationProblem) throws(PlanningError) {
    let unitCount = problem.units.count
    let groupCount = problem.groups.count
    for (column, found) in [
      ("work", problem.work.count), ("xs", problem.xs.count), ("ys", problem.ys.count),
      ("areas", problem.areas.isEmpty ? unitCount : problem.areas.count),
      ("perimeters", problem.perimeters.isEmpty ? unitCount : problem.perimeters.count),
      ("previous", problem.previous.isEmpty ? unitCount : problem.previous.count),
    ] where found != unitCount {
      throw .columnLength(column: column, expected: unitCount, found: found)
    }
    if problem.capacities.count != groupCount {
      throw .columnLength(column: "capacities", expected: groupCount, found: problem.capacities.count)
    }
    if groupCount == 0 { throw .noGroups }
    try OrderedProblem.checkValues(problem)

    let unitOrder = problem.units.indices.sorted { problem.units[$0] < problem.units[$1] }
    let groupOrder = problem.groups.indices.sorted { problem.groups[$0] < problem.groups[$1] }
    for (a, b) in zip(unitOrder, unitOrder.dropFirst()) where problem.units[a] == problem.units[b] {
      throw .repeatedUnit(problem.units[a])
    }
    for (a, b) in zip(groupOrder, groupOrder.dropFirst()) where problem.groups[a] == problem.groups[b] {
      throw .repeatedGroup(problem.groups[a])
    }
    let numbers = Numbers(problem, unitOrder: unitOrder, groupOrder: groupOrder)
    let pins = try OrderedProblem.pins(of: problem, numbers)
    let forbidden = try OrderedProblem.forbidden(in: problem, numbers, pins: pins)

    let work = ContiguousArray(unitOrder.map { problem.work[$0] })
    let total = work.reduce(0, +)
    if total <= 0 { throw .noWork(units: unitCount) }
    try OrderedProblem.checkThatGroupsFit(work: work, pins: pins, groupCount: groupCount)

    let capacity = groupOrder.reduce(0) { $0 + problem.capacities[$1] }
    let meanX = unitOrder.reduce(0) { $0 + problem.xs[$1] } / Double(unitCount)
    let meanY = unitOrder.reduce(0) { $0 + problem.ys[$1] } / Double(unitCount)
    var rank = Array(repeating: Int32(0), count: unitCount)
    for (here, there) in unitOrder.enumerated() { rank[there] = Int32(here) }
    let edges = problem.edges.map {
      AllocationProblem.Edge(u: rank[Int($0.u)], v: rank[Int($0.v)], metres: $0.metres)
    }

    self.problem = problem
    self.unitOrder = unitOrder
    self.groupOrder = groupOrder
    self.work = work
    self.xs = ContiguousArray(unitOrder.map { problem.xs[$0] - meanX })
    self.ys = ContiguousArray(unitOrder.map { problem.ys[$0] - meanY })
    self.shares = ContiguousArray(groupOrder.map { total * problem.capacities[$0] / capacity })
    self.pins = pins
    self.forbidden = forbidden
    var isRestricted = ContiguousArray(repeating: false, count: unitCount)
    for pair in forbidden { isRestricted[Int(pair.unit)] = true }
    self.isRestricted = isRestricted
    self.areas = OrderedProblem.column(problem.areas, unitOrder)
    self.perimeters = OrderedProblem.column(problem.perimeters, unitOrder)
    self.previous = OrderedProblem.previous(of: problem, unitOrder: unitOrder, groupOrder: groupOrder)
    self.graph = UnitGraph(unitCount: unitCount, edges: edges)
  }

  private static func checkValues(_ problem: AllocationProblem) throws(PlanningError) {
    for (i, unit) in problem.units.enumerated() {
      guard problem.work[i] >= 0, problem.work[i] <= largestWork else {
        throw .badUnitValue(
          unit: unit, field: "work", expected: "a number from 0 to 1e12", found: problem.work[i])
      }
      for (field, value) in [("x", problem.xs[i]), ("y", problem.ys[i])]
      where !(abs(value) <= largestCoordinate) {
        throw .badUnitValue(
          unit: unit, field: field, expected: "metres from -1e9 to 1e9", found: value)
      }
      for (field, values) in [("area", problem.areas), ("perimeter", problem.perimeters)]
      where !values.isEmpty && !(values[i] >= 0 && values[i] <= largestArea) {
        throw .badUnitValue(unit: unit, field: field, expected: "a number from 0 to 1e15", found: values[i])
      }
    }
    for (g, group) in problem.groups.enumerated() {
      guard problem.capacities[g] > 0, problem.capacities[g] <= largestWork else {
        throw .badCapacity(group: group, found: problem.capacities[g])
      }
    }
    let known = Int32(0)..<Int32(clamping: problem.units.count)
    for (index, edge) in problem.edges.enumerated() {
      for end in [edge.u, edge.v] where !known.contains(end) {
        throw .badEdge(
          index: index, expected: "indices of units from 0 to \(problem.units.count - 1)", found: "\(end)")
      }
      guard edge.metres >= 0, edge.metres <= largestCoordinate else {
        throw .badEdge(
          index: index, expected: "a length from 0 to 1e9 metres", found: "\(edge.metres)")
      }
    }
  }

  private static func column(_ values: [Double], _ order: [Int]) -> ContiguousArray<Double> {
    values.isEmpty
      ? ContiguousArray(repeating: 0, count: order.count) : ContiguousArray(order.map { values[$0] })
  }

  private static func checkThatGroupsFit(
    work: ContiguousArray<Double>, pins: ContiguousArray<Int32>, groupCount: Int
  ) throws(PlanningError) {
    var served: Set<Int32> = []
    var free = 0
    for u in work.indices where work[u] > 0 {
      if pins[u] >= 0 { served.insert(pins[u]) } else { free += 1 }
    }
    if groupCount - served.count > free {
      let withWork = work.count { $0 > 0 }
      throw .tooManyGroups(groups: groupCount, unitsWithWork: withWork, pinned: withWork - free)
    }
  }
}
