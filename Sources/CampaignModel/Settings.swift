/// A campaign's rules, each with a key, a default and a meaning; kept in the workspace's settings table.
public struct Settings: Sendable, Equatable {
  /// One setting as `settings show` prints it.
  public struct Entry: Sendable {
    /// The key.
    public let key: String
    /// The value if nothing is set.
    public let defaultValue: String
    /// What it does, in one line.
    public let meaning: String
    /// Returns what is expected instead, if the value is not one.
    let complaint: @Sendable (String) -> String?
  }

  private var values: [String: String]

  /// Settings with these values; what is not given has its default.
  public init(_ values: [String: String] = [:]) { self.values = values }

  /// The value in force for a key.
  public subscript(key: String) -> String {
    values[key] ?? Settings.entries.first { $0.key == key }?.defaultValue ?? ""
  }

  /// The same settings with another value for a key.
  public func with(_ key: String, _ value: String) -> Settings {
    var copy = self
    copy.values[key] = value
    return copy
  }

  /// True if the key has a value other than by default.
  public func isSet(_ key: String) -> Bool { values[key] != nil }

  /// Returns what a value for `key` must be, if `value` is not good; nil if it is.
  public static func complaint(key: String, value: String) -> String? {
    guard let entry = entries.first(where: { $0.key == key }) else {
      return "one of the keys \(entries.map(\.key).joined(separator: ", "))"
    }
    if value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "one line of text without control characters"
    }
    return entry.complaint(value)
  }

  /// The campaign's name.
  public var name: String { self["name"] }
  /// Minutes to add to UTC to get the campaign's local time.
  public var utcOffsetMinutes: Int { Settings.minutes(ofOffset: self["utc_offset"]) ?? 480 }
  /// The first day of the campaign, if it is set.
  public var start: LocalDate? { LocalDate(iso: self["start"]) }
  /// The last day of the campaign, if it is set.
  public var end: LocalDate? { LocalDate(iso: self["end"]) }
  /// `auto`, or the CRS in use, `EPSG:4547`.
  public var crs: String { self["crs"] }
  /// How targets are located.
  public var locateRule: LocateRule { LocateRule(rawValue: self["locate_by"]) ?? .geometryThenDeclared }
  /// The outcomes that make a visit effective.
  public var effectiveOutcomes: Set<Outcome> {
    Set(Settings.list(self["effective_outcomes"]).compactMap { Outcome(recognising: $0) })
  }
  /// The categories that make a target a priority target; nil means every category that occurs.
  public var priorityCategories: [String]? {
    self["priority_categories"] == "all"
      ? nil : Settings.list(self["priority_categories"]).map { ValueNames.category($0) }
  }
  /// The share of priority targets that must be visited, 0...1.
  public var priorityTargetShare: Double { Settings.share(self["target_share_priority"]) ?? 1 }
  /// The share of other targets that must be visited, 0...1.
  public var otherTargetShare: Double { Settings.share(self["target_share_other"]) ?? 0.3 }
  /// Days after which the last effective visit is too old (`revisit due`), if there is a limit.
  public var revisitAfterDays: Int? { Int(self["revisit_after_days"]) }
  /// Work of one enterprise, in households.
  public var enterpriseWork: Double { Settings.number(self["work_enterprise"]) ?? 2 }
  /// Work of one priority household, in households.
  public var priorityWork: Double { Settings.number(self["work_priority"]) ?? 1.5 }
  /// Metres within which two targets may be one that is listed twice.
  public var duplicateDistance: Double { Settings.number(self["duplicate_distance_m"]) ?? 10 }
  /// How many targets may have the very same coordinates.
  public var samePointLimit: Int { Int(self["same_point_targets"]) ?? 30 }
  /// Metres of mean width under which an overlap or gap of villages is a sliver.
  public var sliverWidth: Double { Settings.number(self["sliver_width_m"]) ?? 5 }
  /// The share by which roster and declared households of a village may differ, 0...1.
  public var declaredDifference: Double { Settings.share(self["declared_difference"]) ?? 0.2 }
  /// The kinds of pairs that `pair` makes.
  public var pairingKinds: PairingKinds? { PairingKinds(self["pair_kinds"]) }
  /// How many contact points a member has at most whose row has no quota.
  public var pairingQuota: Int { Int(self["pair_quota"]) ?? 5 }
  /// Metres within which unvisited targets are neighbours in a gap area.
  public var gapAreaDistance: Double { Settings.number(self["gap_area_distance_m"]) ?? 150 }
  /// How many targets within that distance make one of them the core of a gap area.
  public var gapAreaMinimum: Int { Int(self["gap_area_min_targets"]) ?? 5 }
  /// The least positive count of priority targets that is handed out; 0 hands all out.
  public var smallestCount: Int { Int(self["smallest_count"]) ?? 5 }
  /// Targets that a member visits in a day, for packets.
  public var targetsPerMemberDay: Double { Settings.number(self["targets_per_member_day"]) ?? 8 }
  /// Ground walked or driven ÷ distance in a straight line, for packets.
  public var detourFactor: Double { Settings.number(self["detour_factor"]) ?? 1.4 }
  /// The name of the plan that says who is responsible.
  public var plan: String { self["plan"] }
  /// The name of the grid whose cells are counted.
  public var grid: String { self["grid"] }

  /// All settings, in the order in which they are shown.
  public static let entries: [Entry] = campaignEntries + auditEntries

  private static let campaignEntries: [Entry] = [
    Entry(
      key: "name", defaultValue: "", meaning: "the campaign's name, printed on every report",
      complaint: { _ in nil }),
    Entry(key: "start", defaultValue: "", meaning: "the first day of the campaign", complaint: dayOrNothing),
    Entry(key: "end", defaultValue: "", meaning: "the last day of the campaign", complaint: dayOrNothing),
    Entry(
      key: "utc_offset", defaultValue: "+08:00", meaning: "local time of the campaign: days begin by it",
      complaint: { minutes(ofOffset: $0) == nil ? "an offset from -12:00 to +14:00, as +08:00" : nil }),
    Entry(
      key: "crs", defaultValue: "auto",
      meaning: "CRS for grids, lengths and areas; auto is fixed at the first grid or allocate",
      complaint: { isCRS($0) ? nil : "auto or EPSG:n of a projected CRS in metres" }),
    Entry(
      key: "locate_by", defaultValue: LocateRule.geometryThenDeclared.rawValue,
      meaning: "what decides a target's village: its point, its declared village, or both in turn",
      complaint: {
        LocateRule(rawValue: $0) == nil ? "geometry-then-declared, geometry or declared" : nil
      }),
    Entry(
      key: "effective_outcomes", defaultValue: "met", meaning: "outcomes that make a visit effective, by ;",
      complaint: { value in
        let outcomes = list(value).map { Outcome(recognising: $0) }
        return outcomes.contains(nil) || !outcomes.contains(.met)
          ? "met and any of \(Outcome.allCases.map(\.rawValue).joined(separator: ", ")), separated by ;" : nil
      }),
    Entry(
      key: "priority_categories", defaultValue: "all",
      meaning: "categories that make a target a priority target, by ; (all: every category that occurs)",
      complaint: { list($0).isEmpty ? "all, or categories separated by ;" : nil }),
    Entry(
      key: "target_share_priority", defaultValue: "100%",
      meaning: "share of the priority targets that must be visited", complaint: shareComplaint),
    Entry(
      key: "target_share_other", defaultValue: "30%",
      meaning: "share of the other targets that must be visited", complaint: shareComplaint),
    Entry(
      key: "target_shares", defaultValue: "",
      meaning:
        "category=share by ;: categories judged by a share of their own, out of the two above (disabled=80%)",
      complaint: {
        targetShares($0) == nil ? "category=share, separated by ;, each category once (disabled=80%)" : nil
      }),
    Entry(
      key: "rounds", defaultValue: "",
      meaning:
        "name:first day..last day by ;: coverage counts the visits of one round (--round; the current one by default)",
      complaint: { CampaignRound.complaint($0) }),
    Entry(
      key: "revisit_after_days", defaultValue: "",
      meaning: "a last effective visit older than so many days is the gap 'revisit due'; empty: never",
      complaint: {
        $0.isEmpty || (1...36_525).contains(Int($0) ?? 0) ? nil : "days from 1 to 36525, or nothing"
      }),
    Entry(
      key: "revisit_days_by_category", defaultValue: "",
      meaning:
        "category=days by ;: the same for a category, instead of the rule above; of several the shortest (disabled=90)",
      complaint: {
        daysByCategory($0) == nil ? "category=days, separated by ;, each category once (disabled=90)" : nil
      }),
    Entry(
      key: "issue_limits", defaultValue: "",
      meaning:
        "kind=days by ;: an issue not resolved so many days after filing is overdue; its own due day wins (dispute=30)",
      complaint: { daysByKind($0) == nil ? "kind=days, separated by ;, each kind once (dispute=30)" : nil }),
    Entry(
      key: "issue_ages", defaultValue: "7;30;90",
      meaning: "issues --by age: the last day of each class of ages of open issues, by ;",
      complaint: { ages($0) == nil ? "rising numbers of days, separated by ; (7;30;90)" : nil }),
    Entry(
      key: "work_enterprise", defaultValue: "2", meaning: "work of one enterprise, in households",
      complaint: weightComplaint),
    Entry(
      key: "work_priority", defaultValue: "1.5", meaning: "work of one priority household, in households",
      complaint: weightComplaint),
    Entry(
      key: "work_revisit", defaultValue: "1",
      meaning:
        "work of a revisit that is expected by the revisit rules from start to end, as a share of the first visit's",
      complaint: weightComplaint),
    Entry(
      key: "work_travel_km", defaultValue: "0.5",
      meaning: "allocate --travel: work of a kilometre between targets, in households",
      complaint: weightComplaint),
    Entry(
      key: "duplicate_distance_m", defaultValue: "10",
      meaning: "check: metres within which two targets may be one that is listed twice",
      complaint: lengthComplaint),
    Entry(
      key: "same_point_targets", defaultValue: "30",
      meaning: "check: more targets than this at the very same coordinates are a finding",
      complaint: { (1...1_000_000).contains(Int($0) ?? 0) ? nil : "a whole number from 1 to 1000000" }),
    Entry(
      key: "sliver_width_m", defaultValue: "5",
      meaning: "check: overlaps and gaps of villages narrower than this are slivers",
      complaint: lengthComplaint),
    Entry(
      key: "declared_difference", defaultValue: "20%",
      meaning: "check: share by which roster and declared households of a village may differ",
      complaint: shareComplaint),
    Entry(
      key: "pair_kinds",
      defaultValue:
        "party member=low-income household;female member=left-behind child;teacher=poor student;"
        + "technician=farming entrepreneur;officer=family;department=village",
      meaning:
        "pair: role=category by ; (or family, enterprise, village): the first that fits is the pair's kind",
      complaint: {
        PairingKinds($0) == nil ? "role=category, separated by ;, each once and 60 at most" : nil
      }),
    Entry(
      key: "pair_quota", defaultValue: "5",
      meaning: "pair: contact points of a member whose row has no quota",
      complaint: { (0...1_000_000).contains(Int($0) ?? -1) ? nil : "a whole number from 0 to 1000000" }),
    Entry(
      key: "grid", defaultValue: "",
      meaning: "the grid whose cells are counted (a plan of cells has its own); the latest made by default",
      complaint: { _ in nil }),
    Entry(
      key: "plan", defaultValue: "", meaning: "the plan that says who is responsible; the latest by default",
      complaint: { _ in nil }),
    Entry(
      key: "gap_area_distance_m", defaultValue: "150",
      meaning: "gaps --by area: metres within which unvisited targets are neighbours",
      complaint: lengthComplaint),
    Entry(
      key: "gap_area_min_targets", defaultValue: "5",
      meaning:
        "gaps --by area: targets within that distance, itself among them, that make one the core of an area",
      complaint: { (1...1000).contains(Int($0) ?? 0) ? nil : "a whole number from 1 to 1000" }),
    Entry(
      key: "smallest_count", defaultValue: "5",
      meaning:
        "maps: smaller counts of priority targets are withheld, with what would give them back (0: none is)",
      complaint: { text in
        // Of counts below 2 or 1 none is small, and one below 3 has a single value: it would be told by its mark.
        Int(text) == 0 || (3...1000).contains(Int(text) ?? -1) ? nil : "0, or a whole number from 3 to 1000"
      }),
    Entry(
      key: "targets_per_member_day", defaultValue: "8",
      meaning: "packet: targets that one member visits in a day",
      complaint: { rate in
        guard let value = number(rate), (0.1...1000).contains(value) else {
          return "a number from 0.1 to 1000"
        }
        return nil
      }),
    Entry(
      key: "detour_factor", defaultValue: "1.4",
      meaning: "packet: length of ways ÷ distance in a straight line",
      complaint: { factor in
        guard let value = number(factor), (1...10).contains(value) else {
          return "a number from 1 to 10"
        }
        return nil
      }),
  ]

  /// The first setting that another one contradicts, and what is expected of it; nil if all go together.
  public var contradiction: (key: String, expected: String, found: String)? {
    if let start, let end, end < start {
      return ("end", "a day not before start (\(start))", "\(end)")
    }
    let rules = RecheckRules(self)
    // Shares are decimal: 95 % − 90 % is a little less than 5 % as doubles.
    guard rules.good - rules.bad >= 0.05 - 1e-9 else {
      return (
        "recheck_bad", "a share at least 5 points below recheck_good (\(self["recheck_good"]))",
        self["recheck_bad"]
      )
    }
    return nil
  }

  /// Splits `a;b` (also full-width `；`), without blanks at the ends and without empty parts.
  public static func list(_ text: String) -> [String] {
    text.split(whereSeparator: { $0 == ";" || $0 == "；" })
      .map { String($0.trimmingBlanks()) }.filter { !$0.isEmpty }
  }

  /// Reads `100%`, `30 %` or `0.3` as a share, 0...1.
  public static func share(_ text: String) -> Double? {
    let trimmed = text.trimmingBlanks()
    let isPercent = trimmed.hasSuffix("%")
    let digits = isPercent ? trimmed.dropLast().trimmingBlanks() : trimmed
    guard let value = number(digits) else { return nil }
    let share = isPercent ? value / 100 : value
    return (0...1).contains(share) ? share : nil
  }

  /// Reads `12` or `0.5`: ASCII digits, and a point with digits after it, whatever the locale; nil for all else, so also for
  /// `0x10`, `1e3`, `inf` and `-1`.
  public static func number(_ text: String) -> Double? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2,
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// Reads `+08:00` as minutes.
  public static func minutes(ofOffset text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 6, bytes[3] == 0x3A, bytes[0] == 0x2B || bytes[0] == 0x2D,
      [1, 2, 4, 5].allSatisfy({ (0x30...0x39).contains(bytes[$0]) })
    else { return nil }
    let hours = Int(bytes[1] - 0x30) * 10 + Int(bytes[2] - 0x30)
    let minutes = Int(bytes[4] - 0x30) * 10 + Int(bytes[5] - 0x30)
    guard minutes < 60 else { return nil }
    let total = (hours * 60 + minutes) * (bytes[0] == 0x2D ? -1 : 1)
    return (-720...840).contains(total) ? total : nil
  }

  private static func isCRS(_ text: String) -> Bool {
    // A wide campaign gets an equal-area projection that has no EPSG code.
    if text == "auto" || text.hasPrefix("+proj=") { return true }
    guard text.uppercased().hasPrefix("EPSG:"), let code = Int(text.dropFirst(5)) else { return false }
    return (1024...32_766).contains(code)
  }

  private static func dayOrNothing(_ text: String) -> String? {
    text.isEmpty || LocalDate(iso: text) != nil ? nil : "a day, as 2016-12-17, or nothing"
  }

  static func shareComplaint(_ text: String) -> String? {
    share(text) == nil ? "a share from 0% to 100%" : nil
  }

  private static func lengthComplaint(_ text: String) -> String? {
    guard let value = number(text), value > 0, value <= 10_000 else {
      return "metres, more than 0 and at most 10000"
    }
    return nil
  }

  private static func weightComplaint(_ text: String) -> String? {
    guard let value = number(text), value >= 0, value <= 1000 else {
      return "a number from 0 to 1000"
    }
    return nil
  }
}

extension StringProtocol {
  /// The text without blanks (space, tab, no-break and ideographic space, line ends) at its ends.
  public func trimmingBlanks() -> String {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case " ", "\t", "\u{A0}", "\u{3000}", "\r", "\n": true
      default: false
      }
    }
    let scalars = unicodeScalars
    // Nearly every text is trimmed already.
    if let first = scalars.first, let last = scalars.last, !isBlank(first), !isBlank(last) {
      return String(self)
    }
    guard let first = scalars.firstIndex(where: { !isBlank($0) }),
      let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(String.UnicodeScalarView(scalars[first...last]))
  }
}
