/// The places and overlapping groups of people by which coverage is told.
public enum CoverageLevel: String, Sendable, CaseIterable {
  case campaign, county, township, village, cell, group, member, category, batch

  /// True if a target may stand in several rows of this level, so that rows are never summed.
  public var isOverlapping: Bool { self == .member || self == .category || self == .batch }

  /// True if rows have expected targets; member and batch rows count visits only.
  public var hasExpected: Bool { self != .member && self != .batch }
}

/// Why a target or place is not covered: the first reason that applies, in this order.
public enum GapReason: UInt8, Sendable, CaseIterable, Comparable {
  case noKnownVillage, noGroup, neverVisited, revisitDue, nobodyHome, refused, inaccessible, movedAway,
    notFound

  /// The words in files.
  public var name: String {
    switch self {
    case .noKnownVillage: "in no known village"
    case .noGroup: "no working group responsible"
    case .neverVisited: "never visited"
    case .revisitDue: "revisit due"
    case .nobodyHome: "nobody home"
    case .refused: "refused"
    case .inaccessible: "inaccessible"
    case .movedAway: "moved away"
    case .notFound: "not found"
    }
  }

  /// Earlier reasons go first.
  public static func < (a: GapReason, b: GapReason) -> Bool { a.rawValue < b.rawValue }
}

/// Expected and visited, of one kind of target or one category.
public struct Tally: Sendable, Equatable {
  /// How many must be visited.
  public var expected = 0
  /// How many of them have an effective visit.
  public var visited = 0

  /// A tally.
  public init(expected: Int = 0, visited: Int = 0) {
    self.expected = expected
    self.visited = visited
  }

  /// Visited ÷ expected, 0...1; nil where nothing is expected.
  public var coverage: Double? { expected == 0 ? nil : Double(visited) / Double(expected) }

  /// Adds two tallies of disjoint targets.
  public static func + (a: Tally, b: Tally) -> Tally {
    Tally(expected: a.expected + b.expected, visited: a.visited + b.visited)
  }
}

/// A target share that is not reached: of a category with a share of its own, of the priority targets, or of the others.
public struct MissedShare: Sendable, Equatable {
  /// The category, or ``priority`` or ``other``.
  public let name: String
  /// The share that is asked for, 0...1.
  public let share: Double
  /// The targets that it judges.
  public let tally: Tally
  /// How many more of them must be visited.
  public let needed: Int

  /// The priority targets of no category with a share of its own.
  public static let priority = "priority"
  /// The targets of neither.
  public static let other = "other"

  /// A share that is not reached.
  public init(name: String, share: Double, tally: Tally, needed: Int) {
    self.name = name
    self.share = share
    self.tally = tally
    self.needed = needed
  }
}

/// How far a place is covered.
public enum CoverageStatus: String, Sendable, CaseIterable {
  /// Every expected target has an effective visit.
  case covered
  /// Some have.
  case partial
  /// None has.
  case unvisited
  /// Nothing is expected: in no denominator, and not a gap.
  case empty
  /// All its targets are excluded.
  case excluded
}

/// One row of coverage; the same columns in JSON, CSV, GeoJSON properties and GeoPackage.
public struct CoverageRow: Sendable, Equatable {
  /// The level.
  public var level: CoverageLevel
  /// The code or id of the place, group, member, category or batch; `(none)` for targets outside all of them.
  public var code: String
  /// Its name.
  public var name: String?
  /// The township's name, for villages and cells.
  public var township: String?
  /// The id of the responsible group; nil where there is none or several.
  public var group: String?
  /// Households.
  public var households = Tally()
  /// Enterprises.
  public var enterprises = Tally()
  /// Targets of both kinds that have a priority category.
  public var priority = Tally()
  /// Visits made (household-visits and enterprise-visits), effective or not.
  public var visits = 0
  /// Visits by the group's own members anywhere; nil for other levels.
  public var visitsByMembers: Int?
  /// Different targets with an effective visit, for member and batch rows; nil for other levels.
  public var targetsVisited: Int?
  /// The day of the latest visit.
  public var lastVisit: LocalDate?
  /// How far it is covered; nil for member and batch rows.
  public var status: CoverageStatus?
  /// True if the campaign's target shares are reached; nil where nothing is expected.
  public var targetMet: Bool?
  /// The target shares that are missed, with what is needed to reach them.
  public var missedShares: [MissedShare] = []
  /// The share by which the targets of a category are judged; nil for other levels.
  public var targetShare: Double?
  /// Gaps for each reason.
  public var gaps: [GapReason: Int] = [:]
  /// Targets that are excluded, in no other column.
  public var excluded = 0
  /// Expected targets without coordinates: a mark, not a reason.
  public var missingCoordinates = 0
  /// Households with an effective visit that has a GPS fix and no flag; nil until visits are audited.
  public var householdsVerified: Int?
  /// Households with effective visits of which none is flagged or has a fix; nil until visits are audited.
  public var householdsUnproven: Int?

  /// An empty row.
  public init(level: CoverageLevel, code: String, name: String? = nil) {
    self.level = level
    self.code = code
    self.name = name
  }

  /// The code of the row for targets outside all others.
  public static let noneCode = "(none)"

  /// Households and enterprises together.
  public var targets: Tally { households + enterprises }

  /// The dominant reason; the earlier one if two have as many gaps. Nil without a gap.
  public var gapReason: GapReason? {
    GapReason.allCases.filter { gaps[$0, default: 0] > 0 }
      .max { (gaps[$0, default: 0], -Int($0.rawValue)) < (gaps[$1, default: 0], -Int($1.rawValue)) }
  }
}

/// Coverage of one level, with the totals of the whole campaign.
public struct CoverageTable: Sendable, Equatable {
  /// The level of all rows.
  public var level: CoverageLevel
  /// The last day that counts, or nil if all visits do.
  public var asOf: LocalDate?
  /// The rows, sorted by code; `(none)` last.
  public var rows: [CoverageRow]
  /// The campaign as a whole.
  public var totals: CoverageRow
  /// Visits to targets that are not on the roster: in no row.
  public var unlistedVisits: Int

  /// A table.
  public init(
    level: CoverageLevel, asOf: LocalDate?, rows: [CoverageRow], totals: CoverageRow, unlistedVisits: Int
  ) {
    self.level = level
    self.asOf = asOf
    self.rows = rows
    self.totals = totals
    self.unlistedVisits = unlistedVisits
  }
}

/// A target without an effective visit.
public struct TargetGap: Sendable, Equatable {
  /// Row in ``TargetColumns``.
  public var target: Int
  /// Index of the village, or -1.
  public var village: Int32
  /// Index of the cell, or -1.
  public var cell: Int32
  /// Index of the responsible group, or -1.
  public var group: Int32
  /// Why.
  public var reason: GapReason
  /// Visits made so far, none of them effective.
  public var visits: Int
  /// The day of the latest visit.
  public var lastVisit: LocalDate?

  /// A gap.
  public init(
    target: Int, village: Int32, cell: Int32, group: Int32, reason: GapReason, visits: Int,
    lastVisit: LocalDate?
  ) {
    self.target = target
    self.village = village
    self.cell = cell
    self.group = group
    self.reason = reason
    self.visits = visits
    self.lastVisit = lastVisit
  }
}
