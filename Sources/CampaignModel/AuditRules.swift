/// The thresholds of an audit: from where on a visit is flagged. A rule that is `off` flags nothing.
public struct AuditRules: Sendable, Equatable {
  /// Metres, beyond the fix's own accuracy, that a fix may lie from its target.
  public var distance: Double?
  /// Metres: a fix that says it is vaguer than this counts as none.
  public var vaguest: Double?
  /// Kilometres an hour that a member may have gone between two visits.
  public var speed: Double?
  /// Seconds since midnight between which visits are made, both included.
  public var hours: ClosedRange<Int32>?
  /// So many targets visited by one member at one second are flagged.
  public var sameTime: Int?
  /// So many targets visited by one person from one and the same fix are flagged.
  public var sameSpot: Int?
  /// So many targets with one and the same note by one person are flagged.
  public var sameNote: Int?
  /// Characters that a note must have to be compared: everybody writes `ok`.
  public var noteLength: Int
  /// The share of visits on the ground of other groups above which the plan is not the one by which groups went, so that
  /// the flag says nothing; 0...1. Nil: the ground is not looked at.
  public var otherGround: Double?

  /// The rules that the settings have.
  public init(_ settings: Settings) {
    func number(_ key: String) -> Double? { Settings.threshold(settings[key]) ?? nil }
    distance = number("audit_distance_m")
    vaguest = number("audit_accuracy_m")
    speed = number("audit_speed_kmh")
    hours = Settings.hours(settings["audit_hours"]) ?? nil
    sameTime = number("audit_same_time").map { Int($0) }
    sameSpot = number("audit_same_spot").map { Int($0) }
    sameNote = number("audit_same_note").map { Int($0) }
    noteLength = Int(settings["audit_note_length"]) ?? 6
    otherGround =
      settings["audit_other_ground"] == "off" ? nil : Settings.share(settings["audit_other_ground"])
  }
}

/// How a recheck must come out: the shares of confirmed visits that make a group good or bad, and the risks of taking one for
/// the other.
public struct RecheckRules: Sendable, Equatable {
  /// A group of which at least this share would be confirmed is to be accepted; 0...1.
  public var good: Double
  /// A group of which at most this share would be confirmed is to be rejected; 0...1, below `good`.
  public var bad: Double
  /// How often, at most, a good group may be rejected; 0...1.
  public var riskOfGood: Double
  /// How often, at most, a bad group may be accepted; 0...1.
  public var riskOfBad: Double

  /// Rules.
  public init(good: Double, bad: Double, riskOfGood: Double, riskOfBad: Double) {
    self.good = good
    self.bad = bad
    self.riskOfGood = riskOfGood
    self.riskOfBad = riskOfBad
  }

  /// The rules that the settings have.
  public init(_ settings: Settings) {
    good = Settings.share(settings["recheck_good"]) ?? 0.95
    bad = Settings.share(settings["recheck_bad"]) ?? 0.75
    riskOfGood = Settings.share(settings["recheck_risk_good"]) ?? 0.1
    riskOfBad = Settings.share(settings["recheck_risk_bad"]) ?? 0.1
  }
}

extension Settings {
  /// The settings of `audit` and `sample`.
  static let auditEntries: [Entry] = [
    Entry(
      key: "audit_distance_m", defaultValue: "200",
      meaning: "audit: metres, beyond its own accuracy, that a GPS fix may lie from its target",
      complaint: thresholdComplaint("metres", 0...100_000)),
    Entry(
      key: "audit_accuracy_m", defaultValue: "100",
      meaning: "audit: a fix that says it is vaguer than so many metres counts as none",
      complaint: thresholdComplaint("metres", 0...100_000)),
    Entry(
      key: "audit_speed_kmh", defaultValue: "80",
      meaning: "audit: kilometres an hour that a member may have gone from one visit to the next",
      complaint: thresholdComplaint("kilometres an hour", 1...2000)),
    Entry(
      key: "audit_hours", defaultValue: "06:00-22:00",
      meaning: "audit: the time of day between which visits are made",
      complaint: { hours($0) == nil ? "two times of day, as 06:00-22:00, or off" : nil }),
    Entry(
      key: "audit_same_time", defaultValue: "2",
      meaning: "audit: so many targets visited by one member at one second are flagged",
      complaint: thresholdComplaint("a whole number", 2...1_000_000, isWhole: true)),
    Entry(
      key: "audit_same_spot", defaultValue: "2",
      meaning: "audit: so many doors visited by one member from the very same GPS fix are flagged",
      complaint: thresholdComplaint("a whole number", 2...1_000_000, isWhole: true)),
    Entry(
      key: "audit_same_note", defaultValue: "10",
      meaning: "audit: so many targets with the very same note by one member are flagged",
      complaint: thresholdComplaint("a whole number", 2...1_000_000, isWhole: true)),
    Entry(
      key: "audit_note_length", defaultValue: "6",
      meaning: "audit: notes with fewer characters than this are not compared",
      complaint: { (1...10_000).contains(Int($0) ?? 0) ? nil : "a whole number from 1 to 10000" }),
    Entry(
      key: "audit_other_ground", defaultValue: "25%",
      meaning:
        "audit: visits on other groups' ground are flagged, unless more than this share are: then the plan is another",
      complaint: { $0 == "off" || share($0) != nil ? nil : "a share from 0% to 100%, or off" }),
    Entry(
      key: "recheck_good", defaultValue: "95%",
      meaning: "sample: a group with this share of its visits true is to be accepted",
      complaint: shareComplaint),
    Entry(
      key: "recheck_bad", defaultValue: "75%",
      meaning: "sample: a group with this share of its visits true is to be rejected; below recheck_good",
      complaint: shareComplaint),
    Entry(
      key: "recheck_risk_good", defaultValue: "10%",
      meaning: "sample: how often, at most, a good group may be rejected by chance", complaint: riskComplaint),
    Entry(
      key: "recheck_risk_bad", defaultValue: "10%",
      meaning: "sample: how often, at most, a bad group may be accepted by chance", complaint: riskComplaint),
  ]

  /// Reads a number, or `off` (nil within); nil if it is neither.
  static func threshold(_ text: String) -> Double?? {
    if text == "off" { return .some(nil) }
    guard let number = number(text) else { return nil }
    return .some(number)
  }

  /// Reads `06:00-22:00` as seconds, or `off` (nil within); nil if it is neither.
  static func hours(_ text: String) -> ClosedRange<Int32>?? {
    if text == "off" { return .some(nil) }
    let times = text.replacing("–", with: "-").split(separator: "-", omittingEmptySubsequences: false)
      .map { timeOfDay($0.trimmingBlanks()) }
    guard times.count == 2, let first = times[0], let last = times[1], first < last else { return nil }
    return first...last
  }

  private static func timeOfDay(_ text: String) -> Int32? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int32(parts[0]), let minute = Int32(parts[1]), minute < 60,
      hour < 24 || hour == 24 && minute == 0
    else { return nil }
    return hour * 3600 + minute * 60
  }

  private static func thresholdComplaint(
    _ unit: String, _ range: ClosedRange<Int>, isWhole: Bool = false
  ) -> @Sendable (String) -> String? {
    { text in
      if text == "off" { return nil }
      let isGood =
        isWhole
        ? Int(text).map { range.contains($0) } ?? false
        : (threshold(text) ?? nil).map { $0 >= Double(range.lowerBound) && $0 <= Double(range.upperBound) }
          ?? false
      return isGood ? nil : "\(unit) from \(range.lowerBound) to \(range.upperBound), or off"
    }
  }

  private static func riskComplaint(_ text: String) -> String? {
    (share(text) ?? 0) >= 0.001 && (share(text) ?? 1) <= 0.5 ? nil : "a share from 0.1% to 50%"
  }
}
