internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore

/// A moment of knowledge, as `--known-at` gives it: what was entered by then counts, whenever it happened.
enum KnownAt: Equatable {
  /// A line of the import log; 0 is before the first.
  case line(Int64)
  /// A local moment, or the end of a local day, at the campaign's UTC offset.
  case moment(VisitMoment)

  /// The line of the log that this means in a workspace.
  func line(in reader: borrowing WorkspaceReader) throws -> Int64 {
    switch self {
    case .line(let line): line
    case .moment(let moment): try reader.latestImport(by: moment)
    }
  }
}

extension KnownAt {
  /// As people write it: `2016-12-17`, `2016-12-17 20:00`, `#12` for a line of the log.
  var title: String {
    switch self {
    case .line(let line): return "#\(line)"
    case .moment(let moment):
      guard let second = moment.second else { return moment.day.description }
      func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "\(moment.day) \(two(second / 3600)):\(two(second / 60 % 60))"
    }
  }
}

extension KnownAt: ExpressibleByArgument {
  /// Reads `2016-12-17` (all of that day), `2016-12-17 20:00`, `2016-12-17T20:00:00` or `12`, a line of the log.
  init?(argument: String) {
    if argument.allSatisfy(\.isASCIIDigit), let line = Int64(argument) {
      self = .line(line)
      return
    }
    let parts = argument.split(whereSeparator: { $0 == " " || $0 == "T" })
    guard let first = parts.first, parts.count <= 2,
      let day = LocalDate(iso: first.replacing("/", with: "-"))
    else { return nil }
    if parts.count == 1 {
      self = .moment(VisitMoment(day: day))
      return
    }
    let numbers = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(numbers.count),
      numbers.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isASCIIDigit) })
    else { return nil }
    let values = numbers.compactMap { Int32($0) }
    guard values[0] < 24, values[1] < 60, values.count == 2 || values[2] < 60 else { return nil }
    let second = values[0] * 3600 + values[1] * 60 + (values.count == 3 ? values[2] : 0)
    self = .moment(VisitMoment(day: day, second: second))
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
}

/// The option of every verb that can tell what was known at a time.
struct KnownAtOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Count what had been entered by then: a day, a day and time, or a line of the log.",
      discussion: """
        --as-of is about when things happened, --known-at about when they were entered. Records, villages and exclusions \
        are as the log had them; settings, plans and grids keep no history and are taken as they are now.
        """))
  var knownAt: KnownAt?
}

extension Pipeline {
  /// Reads a campaign back for a report: as it is known now, or as it was after a line of the log, under the rules of now or
  /// of that time, with targets located by the villages and cells of that state.
  ///
  /// - Complexity: the plain reading where `line` is the latest and `rules` are nil; else also O(history), and locating.
  static func load(
    _ path: String, withRegions: Bool, locateBy rule: LocateRule? = nil, asKnownAt known: KnownAt? = nil,
    by rules: RulesInForce? = nil
  ) throws -> LoadedCampaign {
    let workspace = try Workspace.open(at: path, writable: false)
    let line = try known.map { known in try workspace.read { try known.line(in: $0) } }
    return try workspace.read(asKnownAt: line, by: rules) { reader in
      var loaded = try LoadedCampaign(reading: reader, withRegions: withRegions)
      if try rules != nil || reader.movesTargets(after: line) {
        try loaded.relocate(by: nil, reading: reader)
      }
      if let rule { try loaded.relocate(by: rule, reading: reader) }
      return loaded
    }
  }
}

extension WorkspaceReader {
  /// True if where targets belong may have changed after a line of the log, in the layers or by their own rows.
  fileprivate func movesTargets(after line: Int64?) throws -> Bool {
    guard let line else { return false }
    let still: Set<String> = Set(
      [RecordKind.groups, .members, .visits, .issues, .pairings, .exclusions, .rechecks].map(\.rawValue))
    return try importLog().contains { $0.id > line && !still.contains($0.entry.kind) }
  }
}
