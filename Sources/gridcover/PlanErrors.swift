internal import CampaignModel
internal import Interchange

/// What cannot be done with a plan, or with a file that decides on its units.
enum PlanError: Error, Equatable {
  // Files of decisions.
  case missingColumn(file: String, field: String, known: [String], found: [String])
  case badRow(file: String, sentence: String)
  case unknownUnit(file: String, row: Int, field: String, unit: String, what: Plan.Unit)
  case unknownGroup(file: String, row: Int, group: String, known: [String])
  case badLength(file: String, row: Int, found: String)
  case unitTwice(file: String, unit: Identifier, first: Int, second: Int)
  case unitsLeftOut(file: String, units: [Identifier])

  // Options.
  case unknownUnitOfOption(option: String, unit: String, what: Plan.Unit)
  case unknownGroupOfOption(option: String, group: String, known: [String])
  case notNeighbours(first: String, second: String)
  case movedTwice(unit: String, first: String, second: String)
  case noPlan(file: String, verb: String)
  case otherUnits(kept: String, has: String, wanted: String)
  case noGroupInCommon(kept: String, has: Identifier, wanted: Identifier)
  case unequalPlans(first: String, has: String, second: String, hasToo: String)
}

extension PlanError: CustomStringConvertible {
  var description: String {
    switch self {
    case .missingColumn(let file, let field, let known, let found):
      """
      \(file): expected a column \(known.joined(separator: " or ")) for the \(field), found \
      \(shownHeaders(found, in: file)); name the columns in the first line
      """
    case .badRow(let file, let sentence): "\(file), \(sentence)"
    case .unknownUnit(let file, let row, let field, let unit, let what):
      """
      \(file), row \(row), field \(field): expected the \(PlanError.name(of: what)) of the campaign, \
      found \(ShownValue.place(unit)); correct it or leave the row out
      """
    case .unknownGroup(let file, let row, let group, let known):
      """
      \(file), row \(row), field group: expected one of the groups \(shortened(known)), found \
      \(ShownValue.plain(group)); correct it, or import the list of groups first
      """
    case .badLength(let file, let row, let found):
      "\(file), row \(row), field shared_m: expected metres from 0 to 1e9, found \(ShownValue.plain(found))"
    case .unitTwice(let file, let unit, let first, let second):
      """
      \(file), row \(second), field unit_id: expected each unit once, found \(ShownValue.place(unit.text)) in row \
      \(first) too; take one of the two rows out
      """
    case .unitsLeftOut(let file, let units):
      """
      \(file): expected every unit with work once, found \(units.count) left out: \
      \(shortened(units.map(\.text))); give each a row with its group
      """
    case .unknownUnitOfOption(let option, let unit, let what):
      "\(option): expected the \(PlanError.name(of: what)) of the campaign, found \(Rejection.quote(unit))"
    case .unknownGroupOfOption(let option, let group, let known):
      "\(option): expected one of the groups \(shortened(known)), found \(Rejection.quote(group))"
    case .notNeighbours(let first, let second):
      """
      --cut \(first)=\(second): expected two units with a border or a crossing between them, found none; there is \
      nothing to cut
      """
    case .movedTwice(let unit, let first, let second):
      "--move \(unit): expected one group, found \(Rejection.quote(first)) and \(Rejection.quote(second))"
    case .noPlan(let file, let verb):
      "\(file): \(verb) needs a plan and there is none; make one first: gridcover allocate \(file)"
    case .otherUnits(let kept, let has, let wanted):
      "--keep \(kept): expected a plan of \(wanted), found one of \(has); leave --unit and --grid out to keep its units"
    case .noGroupInCommon(let kept, let has, let wanted):
      """
      --keep \(kept): expected groups of that plan, as \(Rejection.quote(has.text)), found none of them among \
      \(Rejection.quote(wanted.text)) and the others; leave --groups out to keep its groups
      """
    case .unequalPlans(let first, let has, let second, let hasToo):
      "--compare: expected two plans of the same units, found \(first) of \(has) and \(second) of \(hasToo)"
    }
  }

  private static func name(of unit: Plan.Unit) -> String {
    unit == .village ? "code of a village" : "id of a cell"
  }

  private func shortened(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " … (\(names.count) in all)" : "")
  }
}
