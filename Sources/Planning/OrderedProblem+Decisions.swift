import CampaignModel

/// A unit and a group, by their numbers in the order of ids.
struct UnitGroup: Sendable, Hashable {
  var unit: Int32
  var group: Int32
}

extension OrderedProblem {
  /// The numbers of units and groups by their ids.
  struct Numbers {
    var units: [Identifier: Int32] = [:]
    var groups: [Identifier: Int32] = [:]

    init(_ problem: AllocationProblem, unitOrder: [Int], groupOrder: [Int]) {
      guard !problem.pins.isEmpty || !problem.forbidden.isEmpty || !problem.previous.isEmpty else { return }
      for (here, there) in unitOrder.enumerated() { units[problem.units[there]] = Int32(here) }
      for (here, there) in groupOrder.enumerated() { groups[problem.groups[there]] = Int32(here) }
    }

    func pair(_ pin: AllocationProblem.Pin) throws(PlanningError) -> UnitGroup {
      guard let unit = units[pin.unit] else { throw .pinToUnknownUnit(unit: pin.unit, group: pin.group) }
      guard let group = groups[pin.group] else { throw .pinToUnknownGroup(unit: pin.unit, group: pin.group) }
      return UnitGroup(unit: unit, group: group)
    }
  }

  /// The group of each pinned unit, -1 for the others.
  static func pins(
    of problem: AllocationProblem, _ numbers: Numbers
  ) throws(PlanningError) -> ContiguousArray<Int32> {
    var pins = ContiguousArray<Int32>(repeating: -1, count: problem.units.count)
    var firstGroup: [Int32: Identifier] = [:]
    // Sorted, so that of several bad pins the same one is named whatever their order.
    for pin in problem.pins.sorted(by: { ($0.unit, $0.group) < ($1.unit, $1.group) }) {
      let pair = try numbers.pair(pin)
      if let first = firstGroup[pair.unit], pins[Int(pair.unit)] != pair.group {
        throw .contradictingPins(unit: pin.unit, first: first, second: pin.group)
      }
      firstGroup[pair.unit] = pin.group
      pins[Int(pair.unit)] = pair.group
    }
    return pins
  }

  /// The forbidden pairs, none of which is pinned, and which leave every unit a group.
  static func forbidden(
    in problem: AllocationProblem, _ numbers: Numbers, pins: ContiguousArray<Int32>
  ) throws(PlanningError) -> Set<UnitGroup> {
    var pairs: Set<UnitGroup> = []
    var counts: [Int32: Int] = [:]
    for entry in problem.forbidden.sorted(by: { ($0.unit, $0.group) < ($1.unit, $1.group) }) {
      let pair = try numbers.pair(entry)
      if pins[Int(pair.unit)] == pair.group {
        throw .pinnedAndForbidden(unit: entry.unit, group: entry.group)
      }
      guard pairs.insert(pair).inserted else { continue }
      counts[pair.unit, default: 0] += 1
      if counts[pair.unit] == problem.groups.count { throw .forbiddenToAll(unit: entry.unit) }
    }
    return pairs
  }

  /// The kept plan's group of each unit; groups that are gone count as none.
  static func previous(
    of problem: AllocationProblem, unitOrder: [Int], groupOrder: [Int]
  ) -> ContiguousArray<Int32> {
    guard !problem.previous.isEmpty else { return [] }
    var numbers: [Identifier: Int32] = [:]
    for (here, there) in groupOrder.enumerated() { numbers[problem.groups[there]] = Int32(here) }
    return ContiguousArray(unitOrder.map { problem.previous[$0].flatMap { numbers[$0] } ?? -1 })
  }
}
