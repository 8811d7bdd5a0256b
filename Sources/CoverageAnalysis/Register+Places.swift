public import CampaignModel

/// The register by age, and the places that come back to it.
extension IssueRegister {
  /// The open issues (neither resolved nor escalated) by the days since they were filed.
  ///
  /// - Parameter ages: The last day of each class but the oldest, rising: `[7, 30, 90]` makes `0-7`, `8-30`, `31-90`, `over 90`.
  /// - Returns: A row for each class, the youngest first, also where it has no issue; nothing for an empty register.
  /// - Complexity: O(n · classes).
  public static func summariseByAge(
    _ issues: [Issue], asOf: LocalDate?, limits: [String: Int] = [:], ages: [Int]
  ) -> [RegisterRow] {
    guard let today = today(of: issues, asOf: asOf) else { return [] }
    let titles = ageTitles(ages)
    let rows = summarise(issues, asOf: asOf, limits: limits) { issue in
      guard state(of: issue, asOf: asOf) == .open else { return nil }
      let days = Int(today.dayNumber) - Int(issue.filed.dayNumber)
      return titles[ages.firstIndex { days <= $0 } ?? ages.count]
    }
    let rowOfTitle = Dictionary(rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return titles.map { rowOfTitle[$0] ?? RegisterRow(key: $0) }
  }

  /// `0-7`, `8-30`, `31-90`, `over 90`.
  static func ageTitles(_ ages: [Int]) -> [String] {
    zip([-1] + ages, ages).map { "\($0 + 1)-\($1)" } + ["over \(ages.last ?? 0)"]
  }

  /// For each issue, whether its place had one of its kind before it: filed earlier, or the same day with a smaller id.
  ///
  /// A place is the target on which an issue was collected, else the village. An issue with neither repeats nothing.
  static func repeats(in issues: [Issue]) -> [Bool] {
    var first: [PlaceAndKind: Int] = [:]
    var isRepeated = Array(repeating: true, count: issues.count)
    for (i, issue) in issues.enumerated() {
      guard let place = PlaceAndKind(issue) else {
        isRepeated[i] = false
        continue
      }
      guard let known = first[place] else {
        first[place] = i
        continue
      }
      if (issue.filed, issue.id) < (issues[known].filed, issues[known].id) { first[place] = i }
    }
    for i in first.values { isRepeated[i] = false }
    return isRepeated
  }

  /// The places that have had more than one issue of a kind filed, most issues first, then by village, target and kind.
  ///
  /// - Complexity: O(n + p log p) for n issues and p such places.
  public static func repeatedPlaces(_ issues: [Issue], asOf: LocalDate?) -> [RepeatedPlace] {
    var places: [PlaceAndKind: RepeatedPlace] = [:]
    for issue in issues {
      guard let state = state(of: issue, asOf: asOf), let key = PlaceAndKind(issue) else { continue }
      var place =
        places[key]
        ?? RepeatedPlace(
          target: issue.target, village: issue.village, kind: issue.kind, first: issue.filed,
          last: issue.filed)
      place.issues += 1
      if state == .open { place.open += 1 }
      place.first = min(place.first, issue.filed)
      place.last = max(place.last, issue.filed)
      places[key] = place
    }
    return places.values.filter { $0.issues > 1 }.sorted { a, b in
      if a.issues != b.issues { return a.issues > b.issues }
      if a.village != b.village { return UInt32(bitPattern: a.village) < UInt32(bitPattern: b.village) }
      let (left, right) = (a.target ?? "", b.target ?? "")
      return left != right ? left < right : Identifier(a.kind) < Identifier(b.kind)
    }
  }

  private struct PlaceAndKind: Hashable {
    var target: Identifier?
    var village: Int32
    var kind: Identifier

    init?(_ issue: Issue) {
      guard issue.target != nil || issue.village >= 0 else { return nil }
      target = issue.target
      // A target has one village, and is one place whatever its issues' rows say of it.
      village = issue.target == nil ? issue.village : -1
      kind = Identifier(issue.kind)
    }
  }
}

/// A place that has had more than one issue of a kind.
public struct RepeatedPlace: Sendable, Equatable {
  /// The target, personal as its id is; nil if the place is a village.
  public var target: Identifier?
  /// Index of the village, or -1.
  public var village: Int32
  /// The kind.
  public var kind: String
  /// How many were filed.
  public var issues = 0
  /// How many of them are neither resolved nor escalated.
  public var open = 0
  /// The day on which the first was filed.
  public var first: LocalDate
  /// The day on which the last was filed.
  public var last: LocalDate
}
