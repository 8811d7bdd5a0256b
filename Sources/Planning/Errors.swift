public import CampaignModel

/// Why units cannot be shared out as asked.
public enum PlanningError: Error, Equatable {
  /// A column has not one entry for each unit or group.
  case columnLength(column: String, expected: Int, found: Int)
  /// There is no group.
  case noGroups
  /// No unit has work.
  case noWork(units: Int)
  /// Two units have the same id.
  case repeatedUnit(Identifier)
  /// Two groups have the same id.
  case repeatedGroup(Identifier)
  /// A unit's work or centre is not a usable number.
  case badUnitValue(unit: Identifier, field: String, expected: String, found: Double)
  /// A group's capacity is not a usable number.
  case badCapacity(group: Identifier, found: Double)
  /// An edge leads to a unit that does not exist, or has no usable length.
  case badEdge(index: Int, expected: String, found: String)
  /// A pin names a unit that is not in the plan.
  case pinToUnknownUnit(unit: Identifier, group: Identifier)
  /// A pin names a group that is not in the plan.
  case pinToUnknownGroup(unit: Identifier, group: Identifier)
  /// Two pins give one unit to two groups.
  case contradictingPins(unit: Identifier, first: Identifier, second: Identifier)
  /// A unit is pinned to a group that it is forbidden to.
  case pinnedAndForbidden(unit: Identifier, group: Identifier)
  /// A unit is forbidden to every group.
  case forbiddenToAll(unit: Identifier)
  /// A unit has more work than any group that may have it can take within the balance.
  case unitTooLarge(unit: Identifier, work: Double, most: Double, balance: Double)
  /// A group's pins have more work than it can take within the balance; so have those of `others`.
  case pinsTooHeavy(group: Identifier, work: Double, share: Double, balance: Double, others: [Identifier])
  /// Others' pins enclose the ground that a group's pins can reach, and it has not enough work; `others` fare alike.
  case pinsEnclosed(
    group: Identifier, reachable: Double, share: Double, balance: Double, others: [Identifier])
  /// No way over free ground joins two pins of a group within its share.
  case pinsApart(group: Identifier, first: Identifier, second: Identifier)
  /// All groups that could reach a unit are forbidden to it.
  case outOfReach(unit: Identifier)
  /// No plan within the balance was found.
  case balanceNotReached(group: Identifier, best: Double, balance: Double)
  /// Barriers part the ground, and the work of one part is not near the fair shares of any set of groups.
  ///
  /// - `isBound`: true if no set of groups can do better than `best`, false if none was found.
  case partOffBalance(
    first: Identifier, units: Int, work: Double, best: Double, isBound: Bool, balance: Double)
  /// Barriers part the ground into more parts than there are groups.
  case tooFewGroups(groups: Int, parts: Int)
  /// More groups want a unit than units with work are there for them.
  case tooManyGroups(groups: Int, unitsWithWork: Int, pinned: Int)
}

extension PlanningError: CustomStringConvertible {
  /// One sentence: where, what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .columnLength(let column, let expected, let found):
      "column \(column): expected \(expected) entries, one for each unit or group, found \(found)"
    case .noGroups:
      "groups: expected at least one working group, found none; import groups or ask for --groups K"
    case .noWork(let units):
      """
      units: expected at least one with work, found none among \(units); import households, or villages with \
      declared counts
      """
    case .repeatedUnit(let unit):
      "unit \(quoted(unit)): expected once, found twice; give each unit its own id"
    case .repeatedGroup(let group):
      "group \(quoted(group)): expected once, found twice; give each group its own id"
    case .badUnitValue(let unit, let field, let expected, let found):
      "unit \(quoted(unit)), field \(field): expected \(expected), found \(found)"
    case .badCapacity(let group, let found):
      """
      group \(quoted(group)), capacity: expected more than 0 and at most 1e12, found \(found); correct its members \
      and days
      """
    case .badEdge(let index, let expected, let found):
      "edge \(index + 1): expected \(expected), found \(found)"
    case .pinToUnknownUnit(let unit, let group):
      """
      pin of unit \(quoted(unit)) to group \(quoted(group)): expected a unit of this plan, found none with that id; \
      correct the unit or remove the pin
      """
    case .pinToUnknownGroup(let unit, let group):
      """
      pin of unit \(quoted(unit)) to group \(quoted(group)): expected a group of this campaign, found none with that \
      id; correct the group or remove the pin
      """
    case .contradictingPins(let unit, let first, let second):
      """
      pins of unit \(quoted(unit)): expected one group, found \(quoted(first)) and \(quoted(second)); remove one of \
      the two pins
      """
    case .pinnedAndForbidden(let unit, let group):
      """
      unit \(quoted(unit)): expected at most one decision on group \(quoted(group)), found it pinned and forbidden; \
      remove the pin or the forbidden pair
      """
    case .forbiddenToAll(let unit):
      "unit \(quoted(unit)): expected a group that may have it, found it forbidden to all; remove a forbidden pair"
    case .unitTooLarge(let unit, let work, let most, let balance):
      """
      unit \(quoted(unit)), work: expected at most \(tenths(most)), a fair share and \(percent(balance)), found \
      \(tenths(work)); take fewer groups or smaller units, or --relax balance
      """
    case .pinsTooHeavy(let group, let work, let share, let balance, let others):
      """
      pins (hook-ups) of group \(quoted(group)), work: expected at most \(tenths(share * (1 + balance))), its fair share \
      and \(percent(balance)), found \(tenths(work))\(alike(others)); move a pin, give it more members or days, or \
      --relax balance
      """
    case .pinsEnclosed(let group, let reachable, let share, let balance, let others):
      """
      group \(quoted(group)), work within reach of its pins (hook-ups): expected at least \
      \(tenths(share * (1 - balance))), its fair share less \(percent(balance)), found \(tenths(reachable)), since others' \
      pins enclose it\(alike(others)); move a pin, or --relax balance
      """
    case .pinsApart(let group, let first, let second):
      """
      pins of group \(quoted(group)): expected ground that can be joined within its fair share, found no way between \
      \(quoted(first)) and \(quoted(second)); move a pin, or --relax connectivity to let pins form parts of their own
      """
    case .outOfReach(let unit):
      """
      unit \(quoted(unit)): expected a group beside it that may have it, found only forbidden ones; remove a forbidden \
      pair, or pin it
      """
    case .balanceNotReached(let group, let best, let balance):
      """
      balance: expected every group within \(percent(balance)) of its fair share, found at best \(percent(best)) (group \
      \(quoted(group))); take that plan with --relax balance, ask for --balance \(percentUp(best))%, or give it more --rounds
      """
    case .partOffBalance(let first, let units, let work, let best, let isBound, let balance):
      """
      ground that barriers part (\(units) units from \(quoted(first)) on), work: expected what groups of its own can carry \
      within \(percent(balance)) of their fair shares, found \(tenths(work)), \(isBound ? "at best" : "as far as was found") \
      \(percent(best)) off; take another number of groups, --link a way to it, ask for --balance \(percentUp(best))%, or \
      --relax balance
      """
    case .tooFewGroups(let groups, let parts):
      """
      groups: expected at least one for each part of the ground that barriers part, found \(groups) groups for \(parts) \
      parts; take more groups, --link a way across, or --relax connectivity
      """
    case .tooManyGroups(let groups, let unitsWithWork, let pinned):
      """
      groups: expected at most one for each unit with work, found \(groups) groups for \(unitsWithWork) \
      such units\(pinned == 0 ? "" : " (\(pinned) of them pinned)"); take fewer groups or smaller units
      """
    }
  }

  private func tenths(_ work: Double) -> String {
    let tenths = Int((min(max(work, 0), 1e14) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func percent(_ share: Double) -> String { "\(tenths(share * 100)) %" }

  /// The next whole percent that is not below the share.
  private func percentUp(_ share: Double) -> Int { Int((min(share, 1e6) * 100).rounded(.up)) }

  private func alike(_ others: [Identifier]) -> String {
    guard !others.isEmpty else { return "" }
    let named = others.prefix(10).map(quoted).joined(separator: ", ")
    return ", and as ill for \(others.count == 1 ? "group" : "\(others.count) groups") \(named)"
      + (others.count > 10 ? " …" : "")
  }

  private func quoted(_ id: Identifier) -> String { Rejection.quote(id.text) }
}
