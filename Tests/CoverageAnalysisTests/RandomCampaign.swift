import CampaignModel
import TestSupport

/// A small campaign in which everything occurs that may occur: targets in no village, villages in no township, cells
/// without a group, roster visits, unlisted visits, exclusions, categories that overlap.
func randomCampaign(seed: UInt64, planUnit: Plan.Unit? = nil, settings: [String: String] = [:]) -> Campaign {
  var random = SplitMix64(seed: seed)
  let villages = (0..<12).map { i in
    Village(
      code: Identifier("v\(i < 10 ? "0" : "")\(i)"), name: "village \(i % 7)",
      township: i == 11 ? nil : "town \(i / 4)", county: i == 11 ? nil : "county \(i / 8)")
  }
  let cells = (0..<20).map { i in
    GridCell(
      id: Identifier("c\(i < 10 ? "0" : "")\(i)"), label: "A\(i)", village: villages[i % 12].code, area: 1)
  }
  let groups = (0..<5).map { WorkingGroup(id: Identifier("g\($0)"), name: "group \($0)") }
  let members = (0..<9).map { Member(id: Identifier("m\($0)"), name: nil, group: groups[$0 % 5].id) }
  var targets = TargetColumns()
  targets.categories = ["disabled", "low-income", "party veteran"]
  targets.categorySets = [[], [0], [1], [0, 1], [2]]
  for i in 0..<300 {
    targets.ids.append("t\(i)")
    targets.kinds.append(Int.random(in: 0..<6, using: &random) == 0 ? .enterprise : .household)
    let village = Int32.random(in: -1..<11, using: &random)
    let hasPoint = village < 0 || Int.random(in: 0..<10, using: &random) > 0
    targets.xs.append(hasPoint ? Double.random(in: 0..<1, using: &random) : .nan)
    targets.ys.append(hasPoint ? 0.5 : .nan)
    targets.villages.append(village)
    targets.locatedBy.append(village < 0 ? .none : hasPoint ? .geometry : .declared)
    targets.cells.append(hasPoint ? Int32.random(in: -1..<20, using: &random) : -1)
    targets.categorySet.append(Int32.random(in: 0..<5, using: &random))
    let isVisited = Int.random(in: 0..<8, using: &random) == 0
    targets.rosterVisits.append(
      isVisited ? Int32.random(in: 17_100..<17_160, using: &random) : TargetColumns.notVisited)
  }
  var visits = VisitColumns()
  visits.batchNames = ["first", "second"]
  let days = (0..<600).map { _ in Int32.random(in: 17_100..<17_160, using: &random) }.sorted()
  for (i, day) in days.enumerated() {
    visits.ids.append("x\(i)")
    visits.targets.append(Int32.random(in: -1..<300, using: &random))
    visits.days.append(day)
    visits.seconds.append(-1)
    visits.groups.append(Int32.random(in: -1..<5, using: &random))
    visits.members.append(Int32.random(in: -1..<9, using: &random))
    visits.outcomes.append(Outcome.allCases[Int.random(in: 0..<6, using: &random)])
    visits.batches.append(Int32.random(in: -1..<2, using: &random))
  }
  let unit = planUnit ?? (Bool.random(using: &random) ? .cell : .village)
  let unitIDs = unit == .cell ? cells.map(\.id) : villages.map(\.code)
  let entries = unitIDs.compactMap { id -> Plan.Entry? in
    let group = Int.random(in: 0..<6, using: &random)
    return group < 5 ? Plan.Entry(unit: id, group: groups[group].id) : nil
  }
  let exclusions = (0..<10).map { _ in
    Exclusion(
      target: Int32.random(in: -1..<300, using: &random), reason: "demolished",
      from: LocalDate(dayNumber: Int32.random(in: 17_100..<17_160, using: &random)),
      to: Bool.random(using: &random)
        ? nil : LocalDate(dayNumber: Int32.random(in: 17_130..<17_200, using: &random)))
  }
  return Campaign(
    settings: Settings(settings), villages: villages, cells: cells, groups: groups, members: members,
    plan: Plan(name: "plan", unit: unit, grid: unit == .cell ? "grid" : nil, entries: entries),
    targets: targets, visits: visits, exclusions: exclusions)
}
