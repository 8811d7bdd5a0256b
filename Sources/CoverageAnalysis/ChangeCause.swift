public import CampaignModel

/// Why a figure of a later state is another one than in an earlier state; in the order in which causes are replayed.
///
/// The order decides what belongs to whom where causes meet: a visit to a target that was added meanwhile counts with the
/// target, and a target that was moved and excluded is gone from where it was.
public enum ChangeCause: Int, Sendable, CaseIterable {
  /// What the log does not tell: rows edited elsewhere, a grid made anew.
  case outsideLog
  /// Effective visits that have become too old by the later day.
  case timePassed
  /// Visits that happened after the earlier state's day.
  case newVisits
  /// Visits that had happened by the earlier state's day, and were entered later.
  case lateVisits
  /// Visits that were known and are other ones now, or are no more.
  case correctedVisits
  /// Targets that have come onto the roster.
  case addedTargets
  /// Targets that have left the roster.
  case withdrawnTargets
  /// Targets whose own rows say another place or kind.
  case correctedTargets
  /// Exclusions that have begun, ended or been corrected.
  case exclusions
  /// Targets that lie in another village or cell, though their rows say the same place; `locate_by` may have changed, too.
  case boundaries
  /// Another working group is responsible.
  case plan
  /// Other rules.
  case settings

  /// The words in files and tables.
  public var name: String {
    switch self {
    case .outsideLog: "outside the log"
    case .timePassed: "revisits due"
    case .newVisits: "new visits"
    case .lateVisits: "visits entered late"
    case .correctedVisits: "visits corrected"
    case .addedTargets: "targets added"
    case .withdrawnTargets: "targets withdrawn"
    case .correctedTargets: "targets corrected"
    case .exclusions: "exclusions"
    case .boundaries: "boundaries or cells redrawn"
    case .plan: "plan changed"
    case .settings: "settings changed"
    }
  }
}

/// Expected and visited of both kinds of targets; differences of them are signed.
public struct Figures: Sendable, Equatable {
  /// Households.
  public var households: Tally
  /// Enterprises.
  public var enterprises: Tally

  /// Figures.
  public init(households: Tally = Tally(), enterprises: Tally = Tally()) {
    self.households = households
    self.enterprises = enterprises
  }

  /// True if nothing is other than 0.
  public var isZero: Bool { self == Figures() }

  /// Adds what is disjoint.
  public static func + (a: Figures, b: Figures) -> Figures {
    Figures(households: a.households + b.households, enterprises: a.enterprises + b.enterprises)
  }

  /// The change from `b` to `a`.
  public static func - (a: Figures, b: Figures) -> Figures {
    func minus(_ a: Tally, _ b: Tally) -> Tally {
      Tally(expected: a.expected - b.expected, visited: a.visited - b.visited)
    }
    return Figures(
      households: minus(a.households, b.households), enterprises: minus(a.enterprises, b.enterprises))
  }
}

/// One place's figures in two states, with the share of each cause; the shares add up to the change.
public struct ExplainedRow: Sendable, Equatable {
  /// The code or id; `(none)` for targets outside all others.
  public var code: String
  /// Its name in the later state, else in the earlier.
  public var name: String?
  /// The earlier figures.
  public var before: Figures
  /// The later figures.
  public var after: Figures
  /// What each cause changed; causes that changed nothing are left out.
  public var shares: [ChangeCause: Figures]

  /// True if a figure or a share is other than 0.
  public var isChanged: Bool { before != after || !shares.isEmpty }
}

/// A campaign at one of two moments that are compared.
public struct CampaignState: Sendable {
  /// What was known.
  public var campaign: Campaign
  /// The last day whose visits count.
  public var day: LocalDate
  /// The figures that were kept, by code, where they were; what a count of `campaign` says differently is outside the log.
  public var frozen: [String: Figures]?

  /// A state.
  public init(_ campaign: Campaign, day: LocalDate, frozen: [String: Figures]? = nil) {
    self.campaign = campaign
    self.day = day
    self.frozen = frozen
  }
}

/// How figures came from one state to another, cause by cause.
public struct CampaignDifference: Sendable {
  /// The places, by code, `(none)` last; places without a change among them.
  public var rows: [ExplainedRow]
  /// How many visits, targets, units or settings stand behind each cause.
  public var records: [ChangeCause: Int]

  /// Explains the change from an earlier to a later state by replaying one cause at a time, in the order of ``ChangeCause``;
  /// the difference of coverage that a step makes is the share of its cause, so that shares add up exactly.
  ///
  /// - Parameter level: `campaign`, `village` or `group`; other partitions work as well.
  /// - Precondition: `earlier.day` is not after `later.day`.
  /// - Complexity: O(causes · (targets + visits)).
  public init(from earlier: CampaignState, to later: CampaignState, by level: CoverageLevel) {
    precondition(earlier.day <= later.day)
    let replay = CampaignReplay(earlier, later)
    var names: [String: String] = [:]
    func figures(_ campaign: Campaign, _ day: LocalDate) -> [String: Figures] {
      let table = CampaignLedger(campaign, asOf: day).table(by: level)
      for row in table.rows where row.name != nil { names[row.code] = row.name }
      return Dictionary(
        table.rows.map { ($0.code, Figures(households: $0.households, enterprises: $0.enterprises)) },
        uniquingKeysWith: +)
    }
    let counted = (figures(earlier.campaign, earlier.day), figures(later.campaign, later.day))
    let frozen = (earlier.frozen ?? counted.0, later.frozen ?? counted.1)
    var shares: [String: [ChangeCause: Figures]] = [:]
    func add(_ change: [String: Figures], minus base: [String: Figures], to cause: ChangeCause) {
      for code in Set(change.keys).union(base.keys) {
        let share = (change[code] ?? Figures()) - (base[code] ?? Figures())
        if !share.isZero {
          shares[code, default: [:]][cause, default: Figures()] = share + (shares[code]?[cause] ?? Figures())
        }
      }
    }
    add(counted.0, minus: frozen.0, to: .outsideLog)
    add(frozen.1, minus: counted.1, to: .outsideLog)
    var current = counted.0
    for cause in ChangeCause.allCases where cause != .outsideLog {
      // The last step ends at the later state itself, so that nothing can be lost on the way.
      let next = cause == .settings ? counted.1 : figures(replay.campaign(after: cause), later.day)
      add(next, minus: current, to: cause)
      current = next
    }
    records = replay.records()
    let none = CoverageRow.noneCode
    rows = Set(frozen.0.keys).union(frozen.1.keys).union(shares.keys)
      .sorted { ($0 == none ? 1 : 0, Identifier($0)) < ($1 == none ? 1 : 0, Identifier($1)) }
      .map { code in
        ExplainedRow(
          code: code, name: names[code], before: frozen.0[code] ?? Figures(),
          after: frozen.1[code] ?? Figures(),
          shares: (shares[code] ?? [:]).filter { !$0.value.isZero })
      }
  }
}
