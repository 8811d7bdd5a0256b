public import CampaignModel
internal import GeoPackageFormat

extension WorkspaceReader {
  /// All visits in the order in which they happened: by day, time (unknown first), then order of entry.
  ///
  /// A visit that names a member and no group is one of that member's group. A target, group or member that is not in
  /// these lists is -1.
  ///
  /// - Parameter withEvidence: Whether fixes and notes are wanted; they are most of the bytes.
  /// - Complexity: O(targets + visits + days on record).
  public func visits(
    targets: TargetColumns, groups: [WorkingGroup], members: [Member], withEvidence: Bool = false
  ) throws -> VisitColumns {
    let targetIndex = IdentifierIndex(targets.ids)
    let groupIndex = IdentifierIndex(groups.lazy.map(\.id))
    let memberIndex = IdentifierIndex(members.lazy.map(\.id))
    let groupOfMember = members.map { member in member.group.map { groupIndex.place(of: $0.text) } ?? -1 }
    var batchPlaces: [Identifier: Int32] = [:]
    var batches: [Identifier] = []
    var columns = VisitColumns()
    var evidence = VisitEvidence()
    let more = withEvidence ? ", geom, accuracy, note" : ""
    try connection.forEachRow(
      #"SELECT id, target, date, "group", member, outcome, batch\#(more) FROM visits ORDER BY fid"#
    ) { row in
      if withEvidence {
        let fix = try row.point(7, layer: "visits", id: 0)
        evidence.xs.append(fix.x)
        evidence.ys.append(fix.y)
        evidence.accuracies.append(row.isNull(8) ? .nan : row.real(8))
        row.append(9, to: &evidence.notes)
      }
      row.withText(0) { columns.ids.append(utf8: $0) }
      columns.targets.append(row.withText(1) { targetIndex.place(of: $0) })
      guard let moment = row.withText(2, VisitMoment.init(stored:)) else {
        throw row.badVisit("date", 2, expected: "a day or a day and time, as 2016-12-17T09:35:00")
      }
      columns.days.append(moment.day.dayNumber)
      columns.seconds.append(moment.second ?? -1)
      let member = row.withText(4) { $0.isEmpty ? -1 : memberIndex.place(of: $0) }
      var group = row.withText(3) { $0.isEmpty ? -1 : groupIndex.place(of: $0) }
      if group < 0 && member >= 0 && row.isNull(3) { group = groupOfMember[Int(member)] }
      columns.groups.append(group)
      columns.members.append(member)
      guard let outcome = row.text(5).flatMap({ Outcome(rawValue: $0) ?? Outcome(recognising: $0) }) else {
        throw row.badVisit("outcome", 5, expected: Outcome.allCases.map(\.rawValue).joined(separator: ", "))
      }
      columns.outcomes.append(outcome)
      guard let batch = row.text(6).map({ Identifier($0) }) else { return columns.batches.append(-1) }
      let place = batchPlaces[batch] ?? Int32(batches.count)
      if Int(place) == batches.count {
        batchPlaces[batch] = place
        batches.append(batch)
      }
      columns.batches.append(place)
    }
    let sorted = batches.sorted()
    let ranks = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) })
    for i in columns.batches.indices where columns.batches[i] >= 0 {
      columns.batches[i] = ranks[batches[Int(columns.batches[i])]] ?? -1
    }
    columns.batchNames = sorted.map(\.text)
    columns.evidence = withEvidence ? evidence : nil
    return columns.inOrderOfTime()
  }

  /// The issue register, sorted by id. An issue lies in the village of its target, else in the one it names.
  public func issues(villages: [Village], targets: TargetColumns) throws -> [Issue] {
    let villageIndex = IdentifierIndex(villages.lazy.map(\.code))
    var targetIndex = TargetLookup(targets)
    var issues: [Issue] = []
    try connection.forEachRow(
      """
      SELECT id, target, village, kind, filed, handled, resolved, escalated, due, people FROM issues ORDER BY id
      """
    ) { row in
      let target = row.withText(1) { targetIndex.place(of: $0) }
      var village: Int32 = target < 0 ? -1 : targets.villages[Int(target)]
      if village < 0 { village = row.withText(2) { $0.isEmpty ? -1 : villageIndex.place(of: $0) } }
      guard let filed = try row.day(4, layer: "issues", id: 0, field: "filed") else {
        throw StoreError.badValue(
          layer: "issues", id: row.text(0) ?? "", field: "filed", expected: "a day, as 2016-12-17",
          found: "nothing")
      }
      issues.append(
        Issue(
          id: Identifier(row.text(0) ?? ""), target: row.text(1).map { Identifier($0) }, village: village,
          kind: row.text(3) ?? "", filed: filed,
          handled: try row.day(5, layer: "issues", id: 0, field: "handled"),
          resolved: try row.day(6, layer: "issues", id: 0, field: "resolved"),
          escalated: try row.day(7, layer: "issues", id: 0, field: "escalated"),
          due: try row.day(8, layer: "issues", id: 0, field: "due"), people: row.count(9) ?? 0))
    }
    return issues
  }

  /// All rechecks, sorted by id.
  public func rechecks(targets: TargetColumns, visits: VisitColumns) throws -> [Recheck] {
    var rechecks: [Recheck] = []
    var targetIndex = TargetLookup(targets)
    var visitIndex: IdentifierIndex?
    try connection.forEachRow("SELECT id, visit, target, date, result FROM rechecks ORDER BY id") { row in
      let visitOfID = visitIndex ?? IdentifierIndex(visits.ids)
      visitIndex = visitOfID
      let visit = row.withText(1) { $0.isEmpty ? -1 : visitOfID.place(of: $0) }
      var target = row.withText(2) { targetIndex.place(of: $0) }
      if target < 0 && visit >= 0 { target = visits.targets[Int(visit)] }
      guard let day = try row.day(3, layer: "rechecks", id: 0, field: "date") else {
        throw StoreError.badValue(
          layer: "rechecks", id: row.text(0) ?? "", field: "date", expected: "a day, as 2016-12-17",
          found: "nothing")
      }
      // A file of an earlier program has whatever was written.
      guard let result = row.text(4).flatMap(ValueNames.confirmation) else {
        throw StoreError.badValue(
          layer: "rechecks", id: row.text(0) ?? "", field: "result",
          expected: RecheckResult.allCases.map(\.rawValue).joined(separator: ", "),
          found: ShownValue.plain(row.text(4) ?? ""))
      }
      rechecks.append(
        Recheck(
          id: Identifier(row.text(0) ?? ""), visit: visit, target: target, day: day, result: result))
    }
    return rechecks
  }

  /// All exclusions, sorted by target, first day and id.
  public func exclusions(targets: TargetColumns) throws -> [Exclusion] {
    var index = TargetLookup(targets)
    var exclusions: [Exclusion] = []
    try connection.forEachRow(
      #"SELECT id, target, reason, "from", "to", approved_by FROM exclusions ORDER BY target, "from", id"#
    ) { row in
      guard let from = try row.day(3, layer: "exclusions", id: 0, field: "from") else {
        throw StoreError.badValue(
          layer: "exclusions", id: row.text(0) ?? "", field: "from", expected: "a day, as 2016-12-17",
          found: "nothing")
      }
      exclusions.append(
        Exclusion(
          target: row.withText(1) { index.place(of: $0) }, reason: row.text(2) ?? "", from: from,
          to: try row.day(4, layer: "exclusions", id: 0, field: "to"), approvedBy: row.text(5) ?? "",
          targetID: Identifier(row.text(1) ?? "")))
    }
    return exclusions
  }
}

/// Finds targets by id for the few records that most campaigns have none of: an index of a million ids has its price.
private struct TargetLookup {
  private let targets: TargetColumns
  private var index: IdentifierIndex?

  init(_ targets: TargetColumns) { self.targets = targets }

  /// The row of a target, or -1.
  mutating func place(of id: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard !id.isEmpty else { return -1 }
    let known = index ?? IdentifierIndex(targets.ids)
    index = known
    return known.place(of: id)
  }
}

extension VisitColumns {
  /// The same visits by day, then second (unknown first), then in the order in which they stand here.
  ///
  /// Two counting sorts of row numbers: SQLite's sorter would carry whole rows, with fixes and notes.
  fileprivate func inOrderOfTime() -> VisitColumns {
    func isOrdered(_ i: Int) -> Bool { (days[i - 1], seconds[i - 1]) <= (days[i], seconds[i]) }
    guard count > 1, !(1..<count).allSatisfy(isOrdered) else { return self }
    var order = (0..<count).map { Int32($0) }
    order = countingSort(order, by: seconds)
    order = countingSort(order, by: days)
    var sorted = VisitColumns()
    func taken<T>(_ column: ContiguousArray<T>) -> ContiguousArray<T> {
      ContiguousArray(order.lazy.map { column[Int($0)] })
    }
    func taken(_ column: TextColumn) -> TextColumn {
      var texts = TextColumn()
      for i in order { texts.append(Int(i), of: column) }
      return texts
    }
    sorted.ids = taken(ids)
    sorted.targets = taken(targets)
    sorted.days = taken(days)
    sorted.seconds = taken(seconds)
    sorted.groups = taken(groups)
    sorted.members = taken(members)
    sorted.outcomes = taken(outcomes)
    sorted.batches = taken(batches)
    sorted.batchNames = batchNames
    if let evidence {
      var proof = VisitEvidence()
      proof.xs = taken(evidence.xs)
      proof.ys = taken(evidence.ys)
      proof.accuracies = taken(evidence.accuracies)
      proof.notes = taken(evidence.notes)
      sorted.evidence = proof
    }
    return sorted
  }
}

/// Sorts rows by a key and keeps the order of equal ones. - Complexity: O(rows + range of keys).
private func countingSort(_ rows: [Int32], by keys: ContiguousArray<Int32>) -> [Int32] {
  guard let least = keys.min(), let greatest = keys.max() else { return rows }
  var ends = [Int](repeating: 0, count: Int(greatest) - Int(least) + 2)
  for key in keys { ends[Int(key) - Int(least) + 1] += 1 }
  for i in ends.indices.dropFirst() { ends[i] += ends[i - 1] }
  var sorted = rows
  for row in rows {
    let key = Int(keys[Int(row)]) - Int(least)
    sorted[ends[key]] = row
    ends[key] += 1
  }
  return sorted
}

extension Statement {
  fileprivate func badVisit(_ field: String, _ i: Int32, expected: String) -> StoreError {
    .badValue(
      layer: "visits", id: text(0) ?? "", field: field, expected: expected,
      found: ShownValue.plain(text(i) ?? ""))
  }
}

extension VisitMoment {
  /// Reads `2016-12-17` or `2016-12-17T09:35:00`, as imports write them.
  init?(stored bytes: UnsafeBufferPointer<UInt8>) {
    func digits(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    let dash = UInt8(ascii: "-")
    let colon = UInt8(ascii: ":")
    guard bytes.count == 10 || bytes.count == 19, bytes[4] == dash, bytes[7] == dash,
      let year = digits(0..<4), let month = digits(5..<7), let number = digits(8..<10),
      let day = LocalDate(year: year, month: month, day: number)
    else { return nil }
    if bytes.count == 10 {
      self.init(day: day)
      return
    }
    guard bytes[10] == UInt8(ascii: "T"), bytes[13] == colon, bytes[16] == colon, let hour = digits(11..<13),
      let minute = digits(14..<16), let second = digits(17..<19), hour < 24, minute < 60, second < 60
    else { return nil }
    self.init(day: day, second: Int32(hour * 3600 + minute * 60 + second))
  }
}
