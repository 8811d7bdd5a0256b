/// Why a visit may be made up. A flag is a reason to look, not a verdict: a flagged visit is never dropped.
public enum VisitFlag: UInt8, Sendable, CaseIterable {
  /// Its fix lies farther from the target than the tolerance and the fix's own accuracy allow.
  case farFromTarget
  /// Nobody comes that fast from the visit before, or to the next.
  case tooFast
  /// The same member visited other targets at the very same second.
  case sameTime
  /// The same person visited other doors from the very same fix.
  case sameSpot
  /// The target is the responsibility of another group.
  case otherGround
  /// Before the campaign began, after it ended, or in none of its rounds.
  case outsideDates
  /// Earlier or later in the day than visits are made.
  case outsideHours
  /// The same person wrote the very same note on many visits.
  case sameNote

  /// The words in files.
  public var name: String {
    switch self {
    case .farFromTarget: "far from target"
    case .tooFast: "too fast"
    case .sameTime: "same second"
    case .sameSpot: "same spot"
    case .otherGround: "ground of another group"
    case .outsideDates: "outside dates"
    case .outsideHours: "outside hours"
    case .sameNote: "same note"
    }
  }

  /// The flag of that name, also with `_` or `-` for blanks; nil if there is none.
  public init?(named name: String) {
    let folded = name.replacing("_", with: " ").replacing("-", with: " ")
    guard let flag = VisitFlag.allCases.first(where: { $0.name == folded }) else { return nil }
    self = flag
  }
}

/// The flags of one visit.
public struct VisitFlags: OptionSet, Sendable, Hashable {
  /// A bit for each flag, by its raw value.
  public let rawValue: UInt8

  /// The flags with these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// One flag alone.
  public init(_ flag: VisitFlag) { rawValue = 1 << flag.rawValue }

  /// True if the visit has the flag.
  public func contains(_ flag: VisitFlag) -> Bool { contains(VisitFlags(flag)) }

  /// The flags in the order of ``VisitFlag``.
  public var list: [VisitFlag] { VisitFlag.allCases.filter { contains($0) } }
}
