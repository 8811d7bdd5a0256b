public import CampaignModel

/// Targets that are said to be visited, and what that is worth. `claimed == verified + unproven + doubtful`.
public struct ClaimTally: Sendable, Equatable {
  /// Expected targets that count as visited.
  public var claimed = 0
  /// With an effective visit that has a fix near the target and no flag.
  public var verified = 0
  /// With unflagged visits alone, none of which has such a fix.
  public var unproven = 0
  /// With flagged visits, and no verified one.
  public var doubtful = 0

  /// Nothing claimed.
  public init() {}

  /// Adds two tallies of different targets.
  public static func + (a: ClaimTally, b: ClaimTally) -> ClaimTally {
    var sum = a
    sum.claimed += b.claimed
    sum.verified += b.verified
    sum.unproven += b.unproven
    sum.doubtful += b.doubtful
    return sum
  }
}

/// The level of a table of an audit.
public enum AuditLevel: String, Sendable, CaseIterable {
  case campaign, township, village, group, member

  /// The level of coverage with the same rows.
  public var coverage: CoverageLevel {
    switch self {
    case .campaign: .campaign
    case .township: .township
    case .village: .village
    case .group: .group
    case .member: .member
    }
  }
}

/// One row of an audit: what is claimed at a place or by a group, and the visits behind it.
///
/// A group's claims are those of the targets it is responsible for, its visits those its own members made, wherever that was.
public struct AuditRow: Sendable, Equatable {
  /// The code or id; `(none)` for what lies outside all others.
  public var code: String
  /// Its name.
  public var name: String?
  /// The household targets that must be visited.
  public var householdsExpected = 0
  /// Claims of households.
  public var households = ClaimTally()
  /// Claims of enterprises.
  public var enterprises = ClaimTally()
  /// Visits that are looked at.
  public var visits = 0
  /// Of these, visits with a fix.
  public var withFix = 0
  /// Of these, visits with any flag.
  public var flagged = 0
  /// Visits with each flag; one visit may have several.
  public var byFlag = [Int](repeating: 0, count: VisitFlag.allCases.count)

  /// An empty row.
  public init(code: String, name: String? = nil) {
    self.code = code
    self.name = name
  }
}

extension CampaignLedger {
  /// What is claimed and what is verified, in rows of a level, `(none)` last, and as a whole.
  ///
  /// Rows add up to the total; those of members have visits only.
  ///
  /// - Returns: Nil if the campaign was read without its visits' evidence.
  /// - Complexity: O(targets + visits + rows · log rows).
  public func auditTable(by level: AuditLevel) -> (rows: [AuditRow], total: AuditRow)? {
    guard let audit else { return nil }
    let partition = level == .member ? nil : Partition(level.coverage, of: campaign, groups: groups)
    var rows =
      partition?.rows.map { AuditRow(code: $0.code, name: $0.name) }
      ?? campaign.members.map { AuditRow(code: $0.id.text, name: $0.name) }
      + [AuditRow(code: CoverageRow.noneCode)]
    var total = AuditRow(code: "campaign", name: campaign.settings.name)
    let none = rows.count - 1
    for i in 0..<campaign.targets.count where isExpected(i) {
      let isHousehold = campaign.targets.kinds[i] == .household
      let claim = states[i] == .visited ? ClaimTally(audit.proofs[i]) : ClaimTally()
      func add(to row: inout AuditRow) {
        if isHousehold {
          row.householdsExpected += 1
          row.households = row.households + claim
        } else {
          row.enterprises = row.enterprises + claim
        }
      }
      add(to: &total)
      if let partition { add(to: &rows[partition.row(ofTarget: i, in: campaign)]) }
    }
    let visits = campaign.visits
    for i in 0..<visits.count where audit.isInScope[i] {
      let target = Int(visits.targets[i])
      let row =
        switch level {
        case .campaign: 0
        case .group: visits.groups[i] < 0 ? none : Int(visits.groups[i])
        case .member: visits.members[i] < 0 ? none : Int(visits.members[i])
        case .village, .township: target < 0 ? none : partition?.row(ofTarget: target, in: campaign) ?? none
        }
      let hasFix = visits.evidence.map { !$0.xs[i].isNaN } ?? false
      total.add(audit.flags[i], hasFix: hasFix)
      rows[row].add(audit.flags[i], hasFix: hasFix)
    }
    return (rows, total)
  }

  /// The flagged visits, in the order in which they happened.
  ///
  /// - Parameters:
  ///   - flag: Only visits with this flag.
  ///   - group: Only visits that this group made.
  public func flaggedVisits(with flag: VisitFlag? = nil, by group: Identifier? = nil) -> [FlaggedVisit] {
    guard let audit, let evidence = campaign.visits.evidence else { return [] }
    let index = group.map { id in Int32(campaign.groups.firstIndex { $0.id == id } ?? -2) }
    let places = VisitPlaces(campaign, evidence, audit.rules)
    return (0..<campaign.visits.count).compactMap { i in
      let flags = audit.flags[i]
      guard !flags.isEmpty, flag.map({ flags.contains($0) }) ?? true,
        index.map({ $0 == campaign.visits.groups[i] }) ?? true
      else { return nil }
      return FlaggedVisit(
        visit: i, flags: flags, distance: places.distance(i), speed: audit.speeds[Int32(i)])
    }
  }

  /// Flagged visits to the targets of each place, and visits looked at: of villages, or of cells.
  ///
  /// - Complexity: O(visits).
  public func flaggedVisits(in places: ContiguousArray<Int32>, count: Int) -> [(flagged: Int, visits: Int)] {
    var sums = [(flagged: Int, visits: Int)](repeating: (0, 0), count: count)
    guard let audit else { return sums }
    for i in 0..<campaign.visits.count where audit.isInScope[i] && campaign.visits.targets[i] >= 0 {
      let place = Int(places[Int(campaign.visits.targets[i])])
      guard place >= 0 else { continue }
      sums[place].visits += 1
      if !audit.flags[i].isEmpty { sums[place].flagged += 1 }
    }
    return sums
  }
}

/// A visit with its flags.
public struct FlaggedVisit: Sendable, Equatable {
  /// Row in ``VisitColumns``.
  public var visit: Int
  /// Its flags.
  public var flags: VisitFlags
  /// Metres from the target beyond the fix's accuracy; nil where either is not known.
  public var distance: Double?
  /// The speed in km/h that it would have taken, where that is a flag.
  public var speed: Double?
}

extension ClaimTally {
  /// One claimed target.
  init(_ proof: VisitAudit.Proof) {
    claimed = 1
    switch proof {
    case .verified: verified = 1
    case .unproven: unproven = 1
    // A target that counts as visited has an effective visit, so that `none` does not come here.
    case .doubtful, .none: doubtful = 1
    }
  }
}

extension AuditRow {
  fileprivate mutating func add(_ flags: VisitFlags, hasFix: Bool) {
    visits += 1
    if hasFix { withFix += 1 }
    guard !flags.isEmpty else { return }
    flagged += 1
    for flag in VisitFlag.allCases where flags.contains(flag) { byFlag[Int(flag.rawValue)] += 1 }
  }
}
