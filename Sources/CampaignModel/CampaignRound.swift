/// A round of a campaign: the days within which every target is to be visited anew.
public struct CampaignRound: Sendable, Equatable {
  /// The name by which `--round` chooses it.
  public let name: String
  /// Its first day.
  public let start: LocalDate
  /// Its last day; nil if it is open.
  public let end: LocalDate?

  /// A round.
  public init(name: String, start: LocalDate, end: LocalDate?) {
    self.name = name
    self.start = start
    self.end = end
  }

  /// `winter (2016-12-01..2016-12-31)`.
  public var title: String { "\(name) (\(start)..\(end?.description ?? ""))" }

  /// The round that holds a day; else, between two, the last one begun; before all, the first. Nil without rounds.
  public static func current(of rounds: [CampaignRound], on day: LocalDate) -> CampaignRound? {
    rounds.last { $0.start <= day } ?? rounds.first
  }

  /// Reads `winter:2016-12-01..2016-12-31;spring:2017-03-01..`: the rounds by their first days, or nil if ``complaint(_:)``
  /// has something to say.
  static func list(_ text: String) -> [CampaignRound]? {
    let rounds = Settings.list(text).map(CampaignRound.init(parsing:))
    return complaint(text) == nil ? rounds.compactMap { $0 }.sorted { $0.start < $1.start } : nil
  }

  /// What the value of the setting `rounds` must be, if it is not that: nil if it is good.
  static func complaint(_ text: String) -> String? {
    var rounds: [CampaignRound] = []
    for part in Settings.list(text) {
      guard let round = CampaignRound(parsing: part) else {
        return
          "rounds as name:2016-12-01..2016-12-31, separated by ;, the last one may be open (name:2017-03-01..); '\(part)' is none"
      }
      if let end = round.end, end < round.start {
        return "rounds that end after they begin; '\(round.name)' ends on \(end) and begins on \(round.start)"
      }
      if rounds.contains(where: { $0.name == round.name }) {
        return "rounds with different names; '\(round.name)' stands twice"
      }
      rounds.append(round)
    }
    rounds.sort { $0.start < $1.start }
    for (round, next) in zip(rounds, rounds.dropFirst()) where round.end.map({ $0 >= next.start }) ?? true {
      return
        "rounds that do not overlap; '\(round.name)' \(round.end.map { "ends on \($0)" } ?? "is open") and "
        + "'\(next.name)' begins on \(next.start)"
    }
    return nil
  }

  private init?(parsing text: String) {
    guard let colon = text.lastIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
    let name = text[..<colon].trimmingBlanks()
    let days = text[text.index(after: colon)...].replacing(" ", with: "")
    guard !name.isEmpty, let dots = days.firstRange(of: ".."),
      let start = LocalDate(iso: days[..<dots.lowerBound])
    else { return nil }
    let last = days[dots.upperBound...]
    guard last.isEmpty || LocalDate(iso: last) != nil else { return nil }
    self.init(name: name, start: start, end: LocalDate(iso: last))
  }
}
