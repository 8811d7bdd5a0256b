internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange

/// The visits of an analysis, and the ids that they name: what of the input stays in memory.
struct ListedVisits: Sendable {
  /// The different ids.
  let ids: TextColumn
  let index: IdentifierIndex
  let counts: RowCounts
  let notes: [String]
  /// SHA-256 of the file.
  let digest: String
  /// For each visit, in the order in which they happened: its id, day and outcome.
  fileprivate let visits: [(id: Int32, day: Int32, outcome: Outcome)]

  /// Reads visits as import does.
  ///
  /// - Throws: ``AnalyzeRefusal`` if rows are rejected and the rest was not asked for; errors of the file.
  init(_ file: String, _ request: AnalyzeRequest) throws {
    let normalised = try readRecords(
      .visits, from: file, mapping: request.mapping(of: .visits),
      utcOffsetMinutes: request.settings.utcOffsetMinutes)
    counts = RowCounts(rowsRead: normalised.rowsRead, rejections: normalised.rejections)
    guard normalised.rejections.isEmpty || request.skipRejected else {
      throw AnalyzeRefusal(
        file: file, counts: counts, rejections: normalised.rejections, hints: normalised.hints)
    }
    notes = normalised.warnings
    digest = normalised.sha256
    let table = normalised.table
    let targets = table.texts("target") ?? TextColumn()
    let dates = table.texts("date") ?? TextColumn()
    let outcomes = table.texts("outcome") ?? TextColumn()
    let all = IdentifierIndex(targets)
    var ids = TextColumn()
    var numberOfFirst = [Int32](repeating: -1, count: table.rowCount)
    var visits: [(id: Int32, day: Int32, outcome: Outcome)] = []
    // By day and time as texts, and in the file's order where these are equal, as the workspace has them.
    let order = (0..<table.rowCount).sorted { a, b in
      let comparison = dates.compareBytes(a, b)
      return comparison != 0 ? comparison < 0 : a < b
    }
    for row in order {
      guard let day = dates[row].flatMap({ LocalDate(iso: $0.prefix(10)) }),
        let outcome = outcomes[row].flatMap({ Outcome(rawValue: $0) })
      else { continue }
      let first = Int(targets.withBytes(row) { all.place(of: $0) })
      if numberOfFirst[first] < 0 {
        numberOfFirst[first] = Int32(ids.count)
        targets.withBytes(row) { ids.append(utf8: $0) }
      }
      visits.append((numberOfFirst[first], day.dayNumber, outcome))
    }
    self.ids = ids
    index = IdentifierIndex(ids)
    self.visits = visits
  }
}

extension RosterTally {
  /// Takes the targets of a roster that visits name, each id once: of several rows the first, as import does.
  ///
  /// - Returns: The other rows, with the row that has their id, or nil if it is in the roster before.
  mutating func take(
    _ found: inout [(RosterCount.Found, RosterKind)], of kind: RosterKind, visits: ListedVisits?
  ) -> [(place: RosterPlace, earlier: RosterPlace?, id: String)] {
    guard let visits else { return [] }
    let own = found.lazy.filter { $0.1 == kind }.map(\.0).sorted { $0.place < $1.place }
    var known: [Int32: RosterPlace?] = [:]
    for target in visited { known[target.id] = .some(nil) }
    var repeated: [(place: RosterPlace, earlier: RosterPlace?, id: String)] = []
    for one in own {
      if let earlier = known[one.target.id] {
        repeated.append((one.place, earlier, visits.ids[Int(one.target.id)] ?? ""))
        continue
      }
      known[one.target.id] = .some(one.place)
      visited.append(one.target)
    }
    return repeated
  }

  /// Adds the visits to the targets that were found, and counts all by day.
  mutating func add(_ listed: ListedVisits) {
    var targetOfID = [Int32](repeating: -1, count: listed.ids.count)
    for (i, target) in visited.enumerated() { targetOfID[Int(target.id)] = Int32(i) }
    var list = VisitList(digest: listed.digest, made: [:], found: [:])
    for visit in listed.visits {
      list.made[visit.day, default: 0] += 1
      let target = targetOfID[Int(visit.id)]
      guard target >= 0 else { continue }
      list.found[visit.day, default: 0] += 1
      visits.append(TallyVisit(target: target, day: visit.day, outcome: visit.outcome))
    }
    visitLists.append(list)
  }
}

/// Ids that more than one row has.
enum DuplicateIDs {
  /// Refuses rosters in which an id occurs twice, in one of them or in both.
  static func refuse(
    _ parts: [(kind: RosterKind, marks: ContiguousArray<IdentifierMark>)],
    _ readings: [RosterKind: RosterReading<RosterCount>], _ request: AnalyzeRequest
  ) throws {
    var all: ContiguousArray<(mark: IdentifierMark, kind: RosterKind)> = []
    for part in parts { for mark in part.marks { all.append((mark, part.kind)) } }
    all.sort { a, b in
      if a.mark.hash != b.mark.hash { return IdentifierMark.precedes(a.mark, b.mark) }
      return a.kind == b.kind ? a.mark.place < b.mark.place : a.kind == .households
    }
    var rejections: [RosterKind: [Rejection]] = [:]
    var count: [RosterKind: Int] = [:]
    var first = 0
    for i in all.indices.dropFirst() {
      if all[i].mark.hash != all[first].mark.hash {
        first = i
        continue
      }
      let (own, other) = (all[i], all[first])
      count[own.kind, default: 0] += 1
      let row = readings[own.kind]?.row(at: own.mark.place) ?? 0
      let earlier = readings[other.kind]?.row(at: other.mark.place) ?? 0
      rejections[own.kind, default: []].append(
        Rejection(
          row: row, field: own.kind.recordKind.keyField.name, reason: .duplicateKey,
          expected: "one row for each id",
          found: "the id of row \(earlier) of the \(other.kind.recordKind.rawValue)"))
    }
    for kind in RosterKind.allCases {
      guard let number = count[kind], let reading = readings[kind] else { continue }
      throw AnalyzeRefusal(
        file: (kind == .households ? request.households : request.enterprises) ?? "",
        counts: RowCounts(rowsRead: reading.rowsRead, rejected: [.duplicateKey: number]),
        rejections: (rejections[kind] ?? []).sorted { $0.row < $1.row },
        hints: ["analyze does not drop repeated ids: mend the roster, or import it into a workspace"])
    }
  }
}
