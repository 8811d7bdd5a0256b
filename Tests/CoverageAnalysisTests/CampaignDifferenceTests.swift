import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// The change between two states, explained: exact on random campaigns that change in every way at once, and with one
/// cause alone on campaigns that change in one way.
@Suite struct CampaignDifferenceTests {
  static let day = LocalDate(dayNumber: 17_130)
  static let nextDay = LocalDate(dayNumber: 17_150)

  static func changes(of campaign: Campaign, seed: UInt64) -> Campaign {
    var random = SplitMix64(seed: seed)
    var later = campaign
    for cause in ChangeCause.allCases { later = changed(later, by: cause, &random) }
    return later
  }

  @Test("Shares add up to the change, and no rule is blamed that did not change", arguments: UInt64(1)...24)
  func sharesAddUp(seed: UInt64) {
    let campaign = randomCampaign(seed: seed)
    let later = Self.changes(of: campaign, seed: seed + 1000)
    for level in [CoverageLevel.campaign, .village, .group, .township, .cell] {
      let difference = CampaignDifference(
        from: CampaignState(campaign, day: Self.day), to: CampaignState(later, day: Self.nextDay), by: level)
      let before = CampaignLedger(campaign, asOf: Self.day).table(by: level)
      let after = CampaignLedger(later, asOf: Self.nextDay).table(by: level)
      #expect(difference.rows.map(\.before).reduce(Figures(), +) == Self.figures(before.totals))
      #expect(difference.rows.map(\.after).reduce(Figures(), +) == Self.figures(after.totals))
      for row in difference.rows {
        let old = before.rows.first { $0.code == row.code }.map(Self.figures) ?? Figures()
        let new = after.rows.first { $0.code == row.code }.map(Self.figures) ?? Figures()
        #expect(row.before == old && row.after == new)
        #expect(row.shares.values.reduce(row.before, +) == row.after, "\(level) \(row.code)")
        // The replay ends at the later state by itself, without the last step that would hide what it lacks.
        #expect(
          row.shares[.settings] == nil && row.shares[.outsideLog] == nil && row.shares[.timePassed] == nil)
      }
    }
  }

  @Test(
    "What changed alone is the only cause",
    arguments: ChangeCause.allCases.filter { $0 != .outsideLog && $0 != .timePassed }, UInt64(1)...6)
  func oneCause(cause: ChangeCause, seed: UInt64) {
    let campaign = randomCampaign(seed: seed)
    var random = SplitMix64(seed: seed)
    let later = Self.changed(campaign, by: cause, &random)
    // On one day, so that time brings no visit and ends no exclusion; new visits need the later one.
    let isNew = cause == .newVisits
    let start = isNew ? Self.withoutVisits(campaign, after: Self.day) : campaign
    let end = isNew ? Self.withoutExclusions(later) : later
    let difference = CampaignDifference(
      from: CampaignState(isNew ? Self.withoutExclusions(start) : start, day: Self.day),
      to: CampaignState(end, day: isNew ? Self.nextDay : Self.day), by: .group)
    #expect(Set(difference.rows.flatMap(\.shares.keys)).subtracting([cause]) == [])
    #expect(difference.records[cause, default: 0] > 0)
    #expect(Set(difference.records.keys) == [cause])
  }

  @Test("Settings and passing time have shares of their own")
  func rules() {
    let campaign = randomCampaign(seed: 7)
    var wider = campaign
    wider.settings = Settings(["effective_outcomes": "met;refused"])
    let total = Self.total(campaign, wider, Self.day, Self.day)
    #expect(Set(total.shares.keys) == [.settings])
    #expect((total.shares[.settings]?.households.visited ?? 0) > 0)

    var due = Self.withoutExclusions(Self.withoutVisits(campaign, after: Self.day))
    due.settings = Settings(["revisit_after_days": "10"])
    let aged = Self.total(due, due, Self.day, Self.nextDay)
    #expect(Set(aged.shares.keys) == [.timePassed])
    #expect((aged.shares[.timePassed]?.households.visited ?? 0) < 0)
  }

  @Test("What was frozen and is not found again is outside the log")
  func outsideTheLog() {
    let campaign = randomCampaign(seed: 3)
    var frozen = Self.total(campaign, campaign, Self.day, Self.day).before
    frozen.households.visited -= 2
    let difference = CampaignDifference(
      from: CampaignState(campaign, day: Self.day, frozen: ["campaign": frozen]),
      to: CampaignState(campaign, day: Self.day), by: .campaign)
    #expect(difference.rows[0].shares == [.outsideLog: Figures(households: Tally(expected: 0, visited: 2))])
  }

  @Test("A visit to a withdrawn target goes with it, and one to an added target comes with it")
  func visitsOfTargetsThatComeAndGo() {
    var campaign = Self.withoutExclusions(randomCampaign(seed: 5))
    campaign.visits = VisitColumns()
    for i in campaign.targets.rosterVisits.indices {
      campaign.targets.rosterVisits[i] = TargetColumns.notVisited
    }
    Self.append(visit: "a", target: 0, day: 17_120, to: &campaign.visits)
    let smaller = Self.keeping(campaign) { $0 != 0 }
    let gone = Self.total(campaign, smaller, Self.day, Self.day)
    let one = campaign.targets.kinds[0] == .household
    func share(_ sign: Int) -> Figures {
      let tally = Tally(expected: sign, visited: sign)
      return one ? Figures(households: tally) : Figures(enterprises: tally)
    }
    #expect(gone.shares == [.withdrawnTargets: share(-1)])
    #expect(Self.total(smaller, campaign, Self.day, Self.day).shares == [.addedTargets: share(1)])
  }

  // MARK: Changing a campaign in one way

  static func changed(_ campaign: Campaign, by cause: ChangeCause, _ random: inout SplitMix64) -> Campaign {
    var later = campaign
    func target() -> Int { Int.random(in: 0..<later.targets.count, using: &random) }
    switch cause {
    case .newVisits:
      for i in 0..<40 { append(visit: "new\(i)", target: target(), day: 17_140, to: &later.visits) }
    case .lateVisits:
      for i in 0..<40 { append(visit: "late\(i)", target: target(), day: 17_125, to: &later.visits) }
    case .correctedVisits:
      for i in later.visits.days.indices where later.visits.days[i] <= day.dayNumber && i % 9 == 0 {
        later.visits.outcomes[i] = later.visits.outcomes[i] == .met ? .refused : .met
      }
    case .addedTargets:
      for i in 0..<15 { append(copyOf: target(), as: "added\(i)", to: &later.targets) }
    case .withdrawnTargets: later = keeping(later) { $0 % 13 != 4 }
    case .correctedTargets:
      for i in later.targets.xs.indices where i % 11 == 2 && later.targets.hasCoordinates(i) {
        later.targets.xs[i] += 1
        later.targets.villages[i] = Int32.random(in: 0..<11, using: &random)
        later.targets.cells[i] = Int32.random(in: 0..<20, using: &random)
      }
    case .exclusions:
      for _ in 0..<12 {
        later.exclusions.append(
          Exclusion(target: Int32(target()), reason: "demolished", from: day, to: nil))
      }
      later.exclusions.removeFirst(2)
    case .boundaries:
      // Two villages change names for good, and a cell is no more.
      for i in later.targets.villages.indices where later.targets.locatedBy[i] == .geometry {
        if later.targets.villages[i] == 3 { later.targets.villages[i] = 4 }
        if later.targets.cells[i] == 7 { later.targets.cells[i] = -1 }
      }
    case .plan:
      for i in later.plan?.entries.indices ?? 0..<0 where i % 3 == 0 {
        let group = later.plan?.entries[i].group
        later.plan?.entries[i].group = group == Identifier("g1") ? Identifier("g2") : Identifier("g1")
      }
    case .settings: if campaign.settings.revisitAfterDays == nil { return withOtherSettings(later, random) }
    case .outsideLog, .timePassed: break
    }
    return later
  }

  /// Settings of which only one test wants the effect: priority shares change no figure that is explained.
  private static func withOtherSettings(_ campaign: Campaign, _ random: SplitMix64) -> Campaign {
    var later = campaign
    later.settings = Settings(["target_share_other": "50%"])
    return later
  }

  static func append(visit id: String, target: Int, day: Int32, to visits: inout VisitColumns) {
    visits.ids.append(id)
    visits.targets.append(Int32(target))
    visits.days.append(day)
    visits.seconds.append(-1)
    visits.groups.append(-1)
    visits.members.append(-1)
    visits.outcomes.append(.met)
    visits.batches.append(-1)
  }

  private static func append(copyOf i: Int, as id: String, to targets: inout TargetColumns) {
    targets.ids.append(id)
    targets.kinds.append(targets.kinds[i])
    targets.xs.append(targets.xs[i])
    targets.ys.append(targets.ys[i])
    targets.villages.append(targets.villages[i])
    targets.locatedBy.append(targets.locatedBy[i])
    targets.cells.append(targets.cells[i])
    targets.categorySet.append(targets.categorySet[i])
    targets.rosterVisits.append(TargetColumns.notVisited)
  }

  /// The campaign without the other targets; visits to them are unlisted.
  private static func keeping(_ campaign: Campaign, _ isKept: (Int) -> Bool) -> Campaign {
    var smaller = campaign
    var targets = TargetColumns()
    targets.categories = campaign.targets.categories
    targets.categorySets = campaign.targets.categorySets
    var place: [Int32] = []
    for i in 0..<campaign.targets.count {
      place.append(isKept(i) ? Int32(targets.count) : -1)
      guard isKept(i) else { continue }
      targets.ids.append(campaign.targets.ids[i])
      targets.kinds.append(campaign.targets.kinds[i])
      targets.xs.append(campaign.targets.xs[i])
      targets.ys.append(campaign.targets.ys[i])
      targets.villages.append(campaign.targets.villages[i])
      targets.locatedBy.append(campaign.targets.locatedBy[i])
      targets.cells.append(campaign.targets.cells[i])
      targets.categorySet.append(campaign.targets.categorySet[i])
      targets.rosterVisits.append(campaign.targets.rosterVisits[i])
    }
    smaller.targets = targets
    for i in smaller.visits.targets.indices where smaller.visits.targets[i] >= 0 {
      smaller.visits.targets[i] = place[Int(smaller.visits.targets[i])]
    }
    for i in smaller.exclusions.indices where smaller.exclusions[i].target >= 0 {
      smaller.exclusions[i].target = place[Int(smaller.exclusions[i].target)]
    }
    return smaller
  }

  private static func withoutExclusions(_ campaign: Campaign) -> Campaign {
    var campaign = campaign
    campaign.exclusions = []
    return campaign
  }

  private static func withoutVisits(_ campaign: Campaign, after day: LocalDate) -> Campaign {
    var fewer = campaign
    fewer.visits = VisitColumns()
    for i in 0..<campaign.visits.count where campaign.visits.days[i] <= day.dayNumber {
      append(
        visit: campaign.visits.ids[i] ?? "", target: Int(campaign.visits.targets[i]),
        day: campaign.visits.days[i],
        to: &fewer.visits)
      fewer.visits.outcomes[fewer.visits.count - 1] = campaign.visits.outcomes[i]
    }
    for i in fewer.targets.rosterVisits.indices where fewer.targets.rosterVisits[i] > day.dayNumber {
      fewer.targets.rosterVisits[i] = TargetColumns.notVisited
    }
    return fewer
  }

  private static func total(
    _ before: Campaign, _ after: Campaign, _ from: LocalDate, _ to: LocalDate
  ) -> ExplainedRow {
    CampaignDifference(
      from: CampaignState(before, day: from), to: CampaignState(after, day: to), by: .campaign
    ).rows[0]
  }

  private static func figures(_ row: CoverageRow) -> Figures {
    Figures(households: row.households, enterprises: row.enterprises)
  }
}
