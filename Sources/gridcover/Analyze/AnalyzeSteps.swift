internal import CampaignModel
internal import CoverageAnalysis
internal import Foundation
internal import Interchange
internal import SpatialCore

/// What `analyze`, `tally` and `merge` were asked for.
struct AnalyzeRequest: Sendable {
  var villages: String
  var households: String?
  var enterprises: String?
  var visits: String?
  var mappings: [RecordKind: ColumnMapping] = [:]
  /// What the user says the villages' coordinates are.
  var crs: String?
  var settings = Settings()
  var asOf: LocalDate?
  /// The day of visits that a roster has without one.
  var rosterDay: LocalDate
  /// Side of the cells in metres; nil counts none.
  var cellSize: Double?
  var checksIDs = false
  var skipRejected = false
  var mend = false
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func mapping(of kind: RecordKind) -> ColumnMapping? { mappings[kind] }

  /// All files that will be read.
  var files: [String] { [villages, households, enterprises, visits].compactMap(\.self) }

  /// Refuses a folder in which a file that is read would be replaced, before hours of counting.
  func checkOutput(_ folder: String, andReads others: [String] = []) throws {
    let names = AnalyzeResult.fileNames(withCells: cellSize != nil)
    try OutputFile.check(names.map { "\(folder)/\($0)" }, reading: files + others)
  }

  /// True if a rule asks on which day a roster's visit was.
  var looksAtDays: Bool {
    asOf != nil || !settings.rounds.isEmpty || settings.revisitAfterDays != nil
      || !settings["revisit_days_by_category"].isEmpty
  }
}

/// Rosters and visits as they were counted, before anything is made of them.
struct CountedRosters: Sendable {
  var tally: RosterTally
  var households = RowCounts(rowsRead: 0, rejected: [:])
  var enterprises = RowCounts(rowsRead: 0, rejected: [:])
  var visits = RowCounts(rowsRead: 0, rejected: [:])
  /// Targets located by their point, and by the village they declare.
  var byPoint = 0
  var declared = 0
  /// Lines on what was read, for people.
  var notes: [String] = []

  /// Adds a part, as a tally has it: by one list of visits at most. One that was given to both has been read once.
  mutating func merge(_ other: CountedRosters, hasGrid: Bool) {
    let known = Set(tally.visitLists.map(\.digest))
    let isNewList = other.tally.visitLists.contains { !known.contains($0.digest) }
    tally.merge(other.tally, hasGrid: hasGrid)
    households = households + other.households
    enterprises = enterprises + other.enterprises
    if isNewList { visits = visits + other.visits }
    byPoint += other.byPoint
    declared += other.declared
  }
}

extension Pipeline {
  /// Counts rosters over villages as they come: read → normalise → locate → count, in one pass.
  ///
  /// - Parameter keepsDays: whether visits of different days are told apart although no rule asks for it.
  /// - Throws: ``AnalyzeRefusal`` if rows are rejected and the rest was not asked for; errors of the files.
  static func countRosters(
    _ request: AnalyzeRequest, over ground: AnalyzeGround, keepsDays: Bool
  ) throws -> CountedRosters {
    let hasGrid = ground.grid != nil
    var counted = CountedRosters(
      tally: RosterTally(villageCount: ground.villages.count, hasGrid: hasGrid, keepsDays: keepsDays))
    let visits = try request.visits.map { try ListedVisits($0, request) }
    if let visits {
      counted.visits = visits.counts
      counted.notes += visits.notes
    }
    var found: [(RosterCount.Found, RosterKind)] = []
    var marks: [(kind: RosterKind, marks: ContiguousArray<IdentifierMark>)] = []
    var readings: [RosterKind: RosterReading<RosterCount>] = [:]
    for kind in RosterKind.allCases {
      guard let file = kind == .households ? request.households : request.enterprises else { continue }
      let reading = try readRoster(file, kind, request, over: ground, visits: visits, keepsDays: keepsDays)
      for part in reading.parts {
        let numbers = hasGrid ? part.state.places.list.map { counted.tally.places.number(of: $0) } : nil
        counted.tally.counter.merge(part.state.counter, categories: part.categories, places: numbers)
        for one in part.state.found {
          var own = one
          own.target.categories = counted.tally.counter.number(
            ofCategories: part.categories[Int(one.target.categories)])
          if let numbers { own.target.place = numbers[Int(one.target.place)] }
          found.append((own, kind))
        }
        counted.byPoint += part.state.byPoint
        counted.declared += part.state.declared
        if request.checksIDs { marks.append((kind, part.state.marks)) }
      }
      readings[kind] = reading
    }
    if request.checksIDs { try DuplicateIDs.refuse(marks, readings, request) }
    for kind in RosterKind.allCases {
      guard var reading = readings[kind] else { continue }
      let repeated = counted.tally.take(&found, of: kind, visits: visits)
      let file = (kind == .households ? request.households : request.enterprises) ?? ""
      reading.reject(repeated, kind: kind)
      let counts = RowCounts(rowsRead: reading.rowsRead, rejected: reading.rejectedRows)
      guard counts.rejectedRows == 0 || request.skipRejected else {
        throw AnalyzeRefusal(file: file, counts: counts, rejections: reading.rejections)
      }
      if kind == .households { counted.households = counts } else { counted.enterprises = counts }
      counted.notes += reading.notes(of: kind)
    }
    if let visits { counted.tally.add(visits) }
    return counted
  }

  private static func readRoster(
    _ file: String, _ kind: RosterKind, _ request: AnalyzeRequest, over ground: AnalyzeGround,
    visits: ListedVisits?, keepsDays: Bool
  ) throws -> RosterReading<RosterCount> {
    let task = RosterTask(
      kind: kind.targetKind, ground: ground, rosterDay: request.rosterDay.dayNumber,
      visitedIDs: visits?.index, checksIDs: request.checksIDs)
    var options = RosterOptions()
    options.mapping = request.mapping(of: kind.recordKind)
    options.needsKeys = visits != nil || request.checksIDs
    options.utcOffsetMinutes = request.settings.utcOffsetMinutes
    options.threads = request.threads
    var reading = try Interchange.readRoster(kind.recordKind, from: file, options: options) {
      RosterCount(ground, keepsDays: keepsDays)
    } take: { state, block in
      state.take(block, task)
    }
    reading.rejectPlaceless()
    return reading
  }
}

/// The rosters that an analysis reads, in the order in which they count.
enum RosterKind: CaseIterable, Sendable {
  case households, enterprises

  var recordKind: RecordKind { self == .households ? .households : .enterprises }
  var targetKind: TargetKind { self == .households ? .household : .enterprise }
}

extension RosterReading where State == RosterCount {
  /// Rejects rows with neither coordinates nor a known village, by the words of import.
  fileprivate mutating func rejectPlaceless() {
    for part in parts {
      guard part.state.placelessCount > 0 else { continue }
      rejectedRows[.noPlace, default: 0] += part.state.placelessCount
      for (place, code) in part.state.placeless {
        rejections.append(
          Rejection(
            row: row(at: place), field: "village", reason: .noPlace,
            expected: "coordinates, or the code of a known village",
            found: code.isEmpty
              ? "neither" : "no coordinates and the unknown village \(ShownValue.place(code))"))
      }
    }
    rejections.sort { $0.row < $1.row }
  }

  fileprivate mutating func reject(
    _ repeated: [(place: RosterPlace, earlier: RosterPlace?, id: String)], kind: RosterKind
  ) {
    guard !repeated.isEmpty else { return }
    rejectedRows[.duplicateKey, default: 0] += repeated.count
    for one in repeated.prefix(10_000) {
      rejections.append(
        Rejection(
          row: row(at: one.place), field: kind.recordKind.keyField.name,
          reason: one.earlier == nil ? .keyOfOtherKind : .duplicateKey,
          expected: one.earlier.map { "one row for each id; row \(row(at: $0)) has the same" }
            ?? "an id that is not among the households",
          found: ShownValue.plain(one.id)))
    }
    rejections.sort { $0.row < $1.row }
  }

  fileprivate func notes(of kind: RosterKind) -> [String] {
    var notes = warnings
    if !recognised.isEmpty {
      let pairs = recognised.map { "\($0.header)→\($0.field)" }
      notes.append("\(kind.recordKind.rawValue): recognised \(pairs.joined(separator: ", "))")
    }
    if !unusedHeaders.isEmpty {
      notes.append(
        "\(kind.recordKind.rawValue): columns not used: \(unusedHeaders.map(TerminalText.oneLine).joined(separator: ", "))"
      )
    }
    return notes
  }
}
