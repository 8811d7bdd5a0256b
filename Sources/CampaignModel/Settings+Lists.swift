/// The settings that are lists of a name and a value: `low-income=100%;disabled=80%`.
extension Settings {
  /// A category and what holds for it, in the order in which the setting has them.
  public struct Named<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The category, or kind of issue, by gridcover's own word for it.
    public let name: String
    /// What holds for it.
    public let value: Value

    /// A name and its value.
    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The categories that have a target share of their own, each with it.
  public var targetShares: [Named<Double>] { Settings.targetShares(self["target_shares"]) ?? [] }

  /// The categories that have a revisit rule of their own, each with its days.
  public var revisitDaysByCategory: [Named<Int>] {
    Settings.daysByCategory(self["revisit_days_by_category"]) ?? []
  }

  /// Days from filing within which an issue of a kind must be resolved, if its row has no day of its own.
  public var issueLimits: [String: Int] {
    let limits = Settings.daysByKind(self["issue_limits"]) ?? []
    return Dictionary(limits.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// The last day of each class of ages of open issues but the oldest, rising: `[7, 30, 90]`.
  public var issueAges: [Int] { Settings.ages(self["issue_ages"]) ?? [7, 30, 90] }

  /// The rounds of the campaign, by their first days; empty if it has none.
  public var rounds: [CampaignRound] { CampaignRound.list(self["rounds"]) ?? [] }

  /// Days after which the last effective visit to a target of these categories is too old; nil if there is no limit.
  ///
  /// The shortest limit of its own categories, else the one for all targets.
  public func revisitDays(ofCategories categories: [String]) -> Int? {
    revisitDaysByCategory.filter { categories.contains($0.name) }.map(\.value).min() ?? revisitAfterDays
  }

  static func targetShares(_ text: String) -> [Named<Double>]? {
    named(text, by: ValueNames.category) { share($0) }
  }

  static func daysByCategory(_ text: String) -> [Named<Int>]? {
    named(text, by: ValueNames.category, value: days)
  }

  static func daysByKind(_ text: String) -> [Named<Int>]? {
    named(text, by: ValueNames.issueKind, value: days)
  }

  static func ages(_ text: String) -> [Int]? {
    let numbers = list(text).map(days)
    let ages = numbers.compactMap { $0 }
    guard !ages.isEmpty, ages.count == numbers.count, ages.count <= 20,
      zip(ages, ages.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return ages
  }

  private static func days(_ text: String) -> Int? {
    Int(text).flatMap { (1...100_000).contains($0) ? $0 : nil }
  }

  /// Reads `name=value;…`; nil if a part is not that, or a name stands twice.
  private static func named<Value>(
    _ text: String, by name: (String) -> String, value: (String) -> Value?
  ) -> [Named<Value>]? {
    var found: [Named<Value>] = []
    for part in list(text) {
      guard let equals = part.lastIndex(where: { $0 == "=" || $0 == "＝" }) else { return nil }
      let key = name(part[..<equals].trimmingBlanks())
      guard !key.isEmpty, !found.contains(where: { $0.name == key }),
        let value = value(part[part.index(after: equals)...].trimmingBlanks())
      else { return nil }
      found.append(Named(key, value))
    }
    return found
  }
}
