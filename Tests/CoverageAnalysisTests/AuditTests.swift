import CampaignModel
import CoverageAnalysis
import SpatialCore
import TestSupport
import Testing

/// Each flag on visits that can be read, then all of them against a count that asks every visit about every other.
@Suite struct AuditTests {
  /// Visits of one member to targets 500 m apart on a meridian, at the given minutes; a fix is metres north of its target.
  private func day(
    _ visits: [(target: Int, minute: Int32, fix: Double?)], settings: [String: String] = [:],
    accuracy: Double = 0, notes: [String?] = []
  ) -> CampaignLedger {
    var targets = TargetColumns()
    for i in 0..<10 {
      targets.ids.append("t\(i)")
      targets.kinds.append(.household)
      targets.xs.append(113)
      targets.ys.append(28 + Double(i) * metre * 500)
      targets.villages.append(0)
      targets.locatedBy.append(.geometry)
      targets.cells.append(-1)
      targets.categorySet.append(0)
      targets.rosterVisits.append(TargetColumns.notVisited)
    }
    var columns = VisitColumns()
    var evidence = VisitEvidence()
    for (i, visit) in visits.enumerated() {
      columns.ids.append("v\(i)")
      columns.targets.append(Int32(visit.target))
      columns.days.append(17_152)
      columns.seconds.append(visit.minute * 60)
      columns.groups.append(0)
      columns.members.append(0)
      columns.outcomes.append(.met)
      columns.batches.append(-1)
      evidence.xs.append(visit.fix == nil ? .nan : 113)
      evidence.ys.append(visit.fix.map { targets.ys[visit.target] + $0 * metre } ?? .nan)
      evidence.accuracies.append(accuracy)
      evidence.notes.append(i < notes.count ? notes[i] : nil)
    }
    columns.evidence = evidence
    return CampaignLedger(
      Campaign(
        settings: Settings(settings), villages: [Village(code: "v", name: "v")], cells: [],
        groups: [WorkingGroup(id: "g")], members: [Member(id: "m", group: "g")], plan: nil, targets: targets,
        visits: columns, exclusions: []))
  }

  /// Degrees of latitude.
  private let metre = 180 / Double.pi / GroundDistance.earthRadius

  private func flags(_ ledger: CampaignLedger) -> [[VisitFlag]] { ledger.audit?.flags.map(\.list) ?? [] }

  @Test func aFixIsFarBeyondToleranceAndAccuracy() {
    let visits: [(Int, Int32, Double?)] = [(0, 540, 0), (1, 560, 219), (2, 580, 221), (3, 600, nil)]
    #expect(flags(day(visits, accuracy: 20)) == [[], [], [.farFromTarget], []])
    // A fix that is too vague counts as none.
    #expect(flags(day(visits, settings: ["audit_accuracy_m": "10"], accuracy: 20)) == [[], [], [], []])
    #expect(flags(day(visits, settings: ["audit_distance_m": "off"], accuracy: 20)) == [[], [], [], []])
  }

  @Test func oneFarOffVisitDoesNotBlameItsNeighbours() {
    // 4 km there and back within ten minutes: 48 km/h, so that 20 are too few; the two around it are 500 m apart.
    let visits: [(Int, Int32, Double?)] = [(0, 540, nil), (8, 545, nil), (1, 550, nil), (2, 580, nil)]
    #expect(flags(day(visits, settings: ["audit_speed_kmh": "20"])) == [[], [.tooFast], [], []])
    #expect(flags(day(visits)) == [[], [], [], []])
    // Two alone cannot be told apart.
    #expect(
      flags(day(Array(visits.prefix(2)), settings: ["audit_speed_kmh": "20"])) == [[.tooFast], [.tooFast]])
  }

  @Test func secondsAndSpotsAreOfDifferentDoors() {
    #expect(flags(day([(0, 540, nil), (1, 540, nil), (1, 570, nil)])) == [[.sameTime], [.sameTime], []])
    #expect(flags(day([(0, 540, nil), (0, 540, nil)])) == [[], []])
    #expect(
      flags(day([(0, 540, 100), (1, 600, -400), (2, 660, 0)], settings: ["audit_distance_m": "off"]))
        == [[.sameSpot], [.sameSpot], []])
  }

  @Test func hoursDatesAndNotes() {
    #expect(
      flags(day([(0, 359, nil), (1, 360, nil), (2, 1320, nil), (3, 1321, nil)])) == [
        [.outsideHours], [], [], [.outsideHours],
      ])
    // Midnight is a day without a time.
    #expect(flags(day([(0, 0, nil), (1, 0, nil)])) == [[], []])
    #expect(flags(day([(0, 540, nil)], settings: ["start": "2016-12-18"])) == [[.outsideDates]])
    #expect(flags(day([(0, 540, nil)], settings: ["end": "2016-12-16"])) == [[.outsideDates]])
    #expect(
      flags(day([(0, 540, nil)], settings: ["rounds": "a:2016-11-01..2016-11-30;b:2017-01-01.."]))
        == [[.outsideDates]])
    let visits: [(Int, Int32, Double?)] = (0..<4).map { ($0, Int32(540 + 20 * $0), nil) }
    let settings = ["audit_same_note": "3"]
    #expect(
      flags(day(visits, settings: settings, notes: ["家里一切正常", "家里一切正常", nil, "家里一切正常"]))
        == [[.sameNote], [.sameNote], [], [.sameNote]])
    #expect(flags(day(visits, settings: settings, notes: ["很好", "很好", "很好", "很好"])) == [[], [], [], []])
  }

  @Test func proofIsAFixWithoutAFlag() throws {
    let ledger = day([(0, 540, 0), (1, 560, nil), (2, 580, 900), (3, 600, 900), (3, 640, 5)])
    let table = try #require(ledger.auditTable(by: .campaign))
    #expect(table.total.households.claimed == 4)
    #expect(table.total.households.verified == 2)
    #expect(table.total.households.unproven == 1)
    #expect(table.total.households.doubtful == 1)
    let row = ledger.table(by: .campaign).totals
    #expect(row.householdsVerified == 2 && row.householdsUnproven == 1)
  }

  @Test(arguments: 0..<40) func flagsAreThoseOfASlowCount(seed: Int) throws {
    let settings = [
      "audit_same_time": "\(2 + seed % 2)", "audit_same_spot": "\(2 + seed % 3)",
      "audit_same_note": "\(3 + seed % 9)",
      "audit_speed_kmh": "\(5 + seed % 30)", "audit_other_ground": seed % 2 == 0 ? "100%" : "25%",
      "rounds": seed % 3 == 0 ? "a:2016-10-30..2016-11-20;b:2016-12-01.." : "",
    ]
    let campaign = auditedCampaign(seed: UInt64(seed), settings: settings)
    for asOf in [nil, LocalDate(dayNumber: 17_130)] {
      let ledger = CampaignLedger(campaign, asOf: asOf)
      let audit = try #require(ledger.audit)
      let slow = SlowAudit(ledger, asOf: asOf)
      #expect(Array(audit.isInScope) == slow.isInScope)
      for flag in VisitFlag.allCases {
        let found = audit.flags.indices.filter { audit.flags[$0].contains(flag) }
        #expect(found == slow.flagged(flag), "\(flag.name), seed \(seed)")
      }
      for i in 0..<campaign.targets.count {
        #expect(audit.proofs[i] == slow.proof(ofTarget: i, flags: audit.flags), "target \(i), seed \(seed)")
      }
    }
  }

  @Test(arguments: 0..<30) func claimsAddUp(seed: Int) throws {
    let campaign = auditedCampaign(seed: UInt64(seed))
    let ledger = CampaignLedger(campaign)
    for level in AuditLevel.allCases {
      let (rows, total) = try #require(ledger.auditTable(by: level))
      for row in rows + [total] {
        for claims in [row.households, row.enterprises] {
          #expect(claims.verified + claims.unproven + claims.doubtful == claims.claimed)
        }
        #expect(row.flagged <= row.visits && row.byFlag.allSatisfy { $0 <= row.flagged })
      }
      #expect(rows.reduce(0) { $0 + $1.visits } == total.visits)
      #expect(rows.reduce(0) { $0 + $1.flagged } == total.flagged)
      if level != .member {
        #expect(rows.reduce(ClaimTally()) { $0 + $1.households } == total.households)
        #expect(rows.reduce(0) { $0 + $1.householdsExpected } == total.householdsExpected)
      }
    }
    // Coverage says the same, level by level.
    for level in [AuditLevel.campaign, .township, .village, .group] {
      let coverage = ledger.table(by: level.coverage).rows
      let rows = try #require(ledger.auditTable(by: level)).rows
      for (row, claims) in zip(coverage, rows) {
        #expect(row.households.visited == claims.households.claimed)
        #expect(row.householdsVerified == claims.households.verified)
        #expect(row.householdsUnproven == claims.households.unproven)
      }
    }
    var blind = campaign
    blind.visits.evidence = nil
    #expect(CampaignLedger(blind).audit == nil)
    #expect(CampaignLedger(blind).table(by: .campaign).totals.householdsVerified == nil)
  }
}

/// The rules of the audit once more, each visit against all others.
private struct SlowAudit {
  let campaign: Campaign
  let ledger: CampaignLedger
  let isInScope: [Bool]
  private let rules: AuditRules
  private let evidence: VisitEvidence
  private let window: ClosedRange<Int32>

  init(_ ledger: CampaignLedger, asOf: LocalDate?) {
    campaign = ledger.campaign
    self.ledger = ledger
    rules = AuditRules(ledger.campaign.settings)
    evidence = ledger.campaign.visits.evidence ?? VisitEvidence()
    let last = asOf?.dayNumber ?? .max
    let round = ledger.round
    let firstDay = round?.start.dayNumber ?? .min
    let window = firstDay...max(firstDay, min(last, round?.end?.dayNumber ?? .max))
    self.window = window
    let rounds = ledger.campaign.settings.rounds
    isInScope = ledger.campaign.visits.days.map { day in
      let isInSome = rounds.contains { $0.start.dayNumber <= day && day <= ($0.end?.dayNumber ?? .max) }
      return window.contains(day) || (!rounds.isEmpty && !isInSome && day <= last)
    }
  }

  private var visits: VisitColumns { campaign.visits }
  private var scope: [Int] { visits.days.indices.filter { isInScope[$0] } }

  func flagged(_ flag: VisitFlag) -> [Int] {
    switch flag {
    case .farFromTarget: scope.filter { distance($0).map { $0 > rules.distance ?? .infinity } ?? false }
    case .outsideDates:
      scope.filter { i in
        let day = LocalDate(dayNumber: visits.days[i])
        let rounds = campaign.settings.rounds
        return day < LocalDate(dayNumber: 17_102) || day > LocalDate(dayNumber: 17_155)
          || !rounds.isEmpty && !rounds.contains { $0.start <= day && ($0.end.map { day <= $0 } ?? true) }
      }
    case .outsideHours:
      scope.filter { visits.seconds[$0] > 0 && !(21_600...79_200).contains(visits.seconds[$0]) }
    case .otherGround: otherGround()
    case .sameTime:
      like(rules.sameTime) { a, b in
        visits.members[a] >= 0 && visits.members[a] == visits.members[b] && visits.seconds[a] > 0
          && visits.days[a] == visits.days[b] && visits.seconds[a] == visits.seconds[b]
      } door: {
        visits.targets[$0] < 0 ? "visit \($0)" : "target \(visits.targets[$0])"
      }
    case .sameSpot:
      like(rules.sameSpot) { a, b in
        isSamePerson(a, b) && evidence.xs[a] == evidence.xs[b] && evidence.ys[a] == evidence.ys[b]
      } door: { i in
        let target = Int(visits.targets[i])
        guard target >= 0 else { return "visit \(i)" }
        return campaign.targets.hasCoordinates(target)
          ? "\(campaign.targets.xs[target]) \(campaign.targets.ys[target])" : "target \(target)"
      }
    case .sameNote:
      like(rules.sameNote) { a, b in
        isSamePerson(a, b) && evidence.notes[a] == evidence.notes[b]
          && (evidence.notes[a] ?? "").unicodeScalars.count >= rules.noteLength
      } door: {
        visits.targets[$0] < 0 ? "visit \($0)" : "target \(visits.targets[$0])"
      }
    case .tooFast: tooFast()
    }
  }

  func proof(ofTarget target: Int, flags: ContiguousArray<VisitFlags>) -> VisitAudit.Proof {
    let roster = campaign.targets.rosterVisits[target]
    var proofs: [VisitAudit.Proof] =
      roster != TargetColumns.notVisited && window.contains(roster) ? [.unproven] : []
    for i in visits.days.indices
    where visits.targets[i] == Int32(target) && visits.outcomes[i] == .met && window.contains(visits.days[i])
    {
      proofs.append(!flags[i].isEmpty ? .doubtful : distance(i) == nil ? .unproven : .verified)
    }
    return [.verified, .doubtful, .unproven].first { proofs.contains($0) } ?? .none
  }

  private func isSamePerson(_ a: Int, _ b: Int) -> Bool {
    if visits.members[a] >= 0 || visits.members[b] >= 0 { return visits.members[a] == visits.members[b] }
    return visits.groups[a] >= 0 && visits.groups[a] == visits.groups[b]
  }

  private func like(_ limit: Int?, _ isSame: (Int, Int) -> Bool, door: (Int) -> String) -> [Int] {
    guard let limit else { return [] }
    return scope.filter { a in
      isSame(a, a) && Set(scope.filter { isSame(a, $0) }.map(door)).count >= limit
    }
  }

  private func otherGround() -> [Int] {
    let judged = scope.filter { i in
      visits.targets[i] >= 0 && visits.groups[i] >= 0 && ledger.group(ofTarget: Int(visits.targets[i])) >= 0
    }
    let outside = judged.filter { visits.groups[$0] != ledger.group(ofTarget: Int(visits.targets[$0])) }
    return Double(outside.count) > (rules.otherGround ?? 1) * Double(judged.count) ? [] : outside
  }

  private func fix(_ i: Int) -> (x: Double, y: Double, accuracy: Double)? {
    guard !evidence.xs[i].isNaN else { return nil }
    let accuracy = evidence.accuracies[i].isNaN ? 0 : evidence.accuracies[i]
    return accuracy > 100 ? nil : (evidence.xs[i], evidence.ys[i], accuracy)
  }

  private func door(_ i: Int) -> (x: Double, y: Double, accuracy: Double)? {
    let target = Int(visits.targets[i])
    guard target >= 0, !campaign.targets.xs[target].isNaN, campaign.targets.locatedBy[target] != .declared
    else {
      return nil
    }
    return (campaign.targets.xs[target], campaign.targets.ys[target], 0)
  }

  private func metres(
    _ a: (x: Double, y: Double, accuracy: Double), _ b: (x: Double, y: Double, accuracy: Double)
  ) -> Double {
    max(0, GroundDistance.metres(fromX: a.x, y: a.y, toX: b.x, y: b.y) - a.accuracy - b.accuracy)
  }

  private func distance(_ i: Int) -> Double? {
    guard let fix = fix(i), let door = door(i) else { return nil }
    return metres(fix, door)
  }

  private func tooFast() -> [Int] {
    func isStep(_ i: Int) -> Bool {
      visits.members[i] >= 0 && visits.seconds[i] > 0 && (fix(i) ?? door(i)) != nil
    }
    func before(_ i: Int?) -> Int? {
      i.flatMap { i in scope.last { $0 < i && isStep($0) && visits.members[$0] == visits.members[i] } }
    }
    func after(_ i: Int?) -> Int? {
      i.flatMap { i in scope.first { $0 > i && isStep($0) && visits.members[$0] == visits.members[i] } }
    }
    func fails(_ a: Int?, _ b: Int?) -> Bool {
      guard let a, let b, let from = fix(a) ?? door(a), let to = fix(b) ?? door(b) else { return false }
      let times = [a, b].map { Int(visits.days[$0]) * 86_400 + Int(visits.seconds[$0]) }
      let slack = times.contains { $0 % 60 == 0 } ? 60 : 1
      return metres(from, to) > (rules.speed ?? .infinity) / 3.6 * Double(times[1] - times[0] + slack)
    }
    /// Whether a visit fits neither neighbour, while these fit each other.
    func isOdd(_ i: Int?) -> Bool {
      guard let a = before(i), let b = after(i) else { return false }
      return fails(a, i) && fails(i, b) && !fails(a, b)
    }
    return scope.filter { i in
      guard isStep(i) else { return false }
      let (a, b) = (before(i), after(i))
      let isBlamedWithEarlier = fails(a, i) && (isOdd(i) || !isOdd(a))
      let isBlamedWithLater = fails(i, b) && (isOdd(i) || !isOdd(b))
      return isBlamedWithEarlier || isBlamedWithLater
    }
  }
}
