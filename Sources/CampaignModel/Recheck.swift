/// What came of looking at a visit, or at a target, once more.
public enum RecheckResult: String, Sendable, CaseIterable, Hashable {
  /// The people say that they were visited.
  case confirmed
  /// They say that they were not, or there is no such place.
  case notConfirmed = "not confirmed"
  /// Nobody could be asked: it says nothing either way.
  case notReached = "not reached"

  /// The result as users write it in Chinese.
  public var chinese: String {
    switch self {
    case .confirmed: "属实"
    case .notConfirmed: "不属实"
    case .notReached: "未见到"
    }
  }
}

/// A visit, or a target said to be visited, that somebody else has looked at once more (复核).
public struct Recheck: Sendable, Equatable {
  /// The id of its row.
  public var id: Identifier
  /// Row in ``VisitColumns`` of the visit that it is of; -1 if it names none, or one that is not known.
  public var visit: Int32
  /// Row in ``TargetColumns``: the target that it names, else the visit's; -1 if neither is listed.
  public var target: Int32
  /// The day.
  public var day: LocalDate
  /// What came of it.
  public var result: RecheckResult

  /// A recheck.
  public init(id: Identifier, visit: Int32, target: Int32, day: LocalDate, result: RecheckResult) {
    self.id = id
    self.visit = visit
    self.target = target
    self.day = day
    self.result = result
  }
}
