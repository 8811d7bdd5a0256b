/// A thing that must be visited.
public enum TargetKind: UInt8, Sendable, CaseIterable {
  case household = 0
  case enterprise = 1

  /// The word in files.
  public var name: String { self == .household ? "household" : "enterprise" }
}

/// What came of a visit.
public enum Outcome: String, Sendable, CaseIterable, Hashable {
  case met
  case nobodyHome = "nobody home"
  case refused
  case inaccessible
  case movedAway = "moved away"
  case notFound = "not found"

  /// The outcome as users write it in Chinese.
  public var chinese: String {
    switch self {
    case .met: "见面"
    case .nobodyHome: "无人"
    case .refused: "拒访"
    case .inaccessible: "无法到达"
    case .movedAway: "迁出"
    case .notFound: "查无此户"
    }
  }

  /// Reads an outcome in English (blank, `_` or `-` between words, any case) or Chinese.
  public init?(recognising text: String) {
    let folded = text.lowercased().replacing("_", with: " ").replacing("-", with: " ")
    guard let match = Outcome.allCases.first(where: { $0.rawValue == folded || $0.chinese == text }) else {
      return nil
    }
    self = match
  }
}

/// How a target came by its village.
public enum LocatedBy: UInt8, Sendable, CaseIterable {
  /// Its point lies in the village.
  case geometry = 0
  /// It has no point in any village; its row declares the village.
  case declared = 1
  /// In no known village.
  case none = 2

  /// The word in files; nil for targets in no known village.
  public var name: String? {
    switch self {
    case .geometry: "geometry"
    case .declared: "declared"
    case .none: nil
    }
  }
}

/// Which of point and declared village decides where a target belongs (`--locate-by`).
public enum LocateRule: String, Sendable, CaseIterable {
  /// The point if it lies in a village, else the declared village.
  case geometryThenDeclared = "geometry-then-declared"
  /// The point alone: one outside every village stays outside. A target without a point has its declared village.
  case geometry
  /// The declared village if it is known, else the point.
  case declared
}

/// All targets of a campaign, located, as columns of equal length; the unit of counting.
///
/// Villages, cells and category sets are indices into the lists that were read with them; -1 is none.
public struct TargetColumns: Sendable {
  /// Ids as they are written.
  public var ids = TextColumn()
  /// Household or enterprise.
  public var kinds: ContiguousArray<TargetKind> = []
  /// Longitude in WGS 84 degrees; NaN is missing.
  public var xs: ContiguousArray<Double> = []
  /// Latitude in WGS 84 degrees; NaN is missing.
  public var ys: ContiguousArray<Double> = []
  /// Index of the village it is located in, or -1.
  public var villages: ContiguousArray<Int32> = []
  /// How it came by that village.
  public var locatedBy: ContiguousArray<LocatedBy> = []
  /// Index of its grid cell, or -1.
  public var cells: ContiguousArray<Int32> = []
  /// Index into `categorySets`.
  public var categorySet: ContiguousArray<Int32> = []
  /// The day of the one effective visit that a roster's `visited` stands for, as a day number; `notVisited` is none.
  public var rosterVisits: ContiguousArray<Int32> = []
  /// The different sets of categories that occur, each as indices into `categories`.
  public var categorySets: [[Int]] = [[]]
  /// The names of all categories, sorted by bytes.
  public var categories: [String] = []
  /// For how many targets, all alike, each row stands; empty if for one each. Counting takes them all at once; lists of
  /// single targets are made of rows that stand for one.
  public var counts: ContiguousArray<Int32> = []

  /// Stands for "the roster does not say visited".
  public static let notVisited = Int32.min

  /// Empty columns.
  public init() {}

  /// The number of rows: of targets, unless ``counts`` says that they stand for more.
  public var count: Int { kinds.count }

  /// For how many targets row `i` stands.
  @inline(__always)
  public func count(ofRow i: Int) -> Int { counts.isEmpty ? 1 : Int(counts[i]) }

  /// True if the target has coordinates.
  public func hasCoordinates(_ i: Int) -> Bool { !xs[i].isNaN }
}

/// All visits of a campaign as columns of equal length, in the order in which they happened.
///
/// Order: day, then time (unknown first), then order of entry. Indices are into the lists read with them; -1 is none.
public struct VisitColumns: Sendable {
  /// Ids as they are written.
  public var ids = TextColumn()
  /// Row in ``TargetColumns``, or -1: the target is unlisted.
  public var targets: ContiguousArray<Int32> = []
  /// Local day number.
  public var days: ContiguousArray<Int32> = []
  /// Seconds since local midnight, or -1.
  public var seconds: ContiguousArray<Int32> = []
  /// Index of the working group, or -1.
  public var groups: ContiguousArray<Int32> = []
  /// Index of the member, or -1.
  public var members: ContiguousArray<Int32> = []
  /// What came of it.
  public var outcomes: ContiguousArray<Outcome> = []
  /// Index into `batchNames`, or -1.
  public var batches: ContiguousArray<Int32> = []
  /// The batches that occur, sorted by bytes.
  public var batchNames: [String] = []
  /// What speaks for or against each visit; nil where nobody has asked for it.
  public var evidence: VisitEvidence?

  /// Empty columns.
  public init() {}

  /// The number of visits.
  public var count: Int { days.count }
}

/// What the rows of visits say beside who went where and when, as columns of ``VisitColumns/count`` entries. Only an audit
/// needs it, so that other reports do not wait for it to be read.
public struct VisitEvidence: Sendable {
  /// Longitude of the GPS fix in WGS 84 degrees; NaN without one.
  public var xs: ContiguousArray<Double> = []
  /// Latitude of the GPS fix in WGS 84 degrees; NaN without one.
  public var ys: ContiguousArray<Double> = []
  /// Metres within which the fix is good, as the device says; NaN where it does not say.
  public var accuracies: ContiguousArray<Double> = []
  /// What the visitor noted, as it is written; personal.
  public var notes = TextColumn()

  /// Empty columns.
  public init() {}
}
