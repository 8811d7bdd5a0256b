internal import CampaignModel
internal import CoverageAnalysis
internal import Foundation
internal import Interchange
internal import SpatialCore

/// The tally of a part of a roster as a file: JSON of columns, about 5 MB for a country.
///
/// It holds counts by place and class, no ids, no names and no coordinates of targets; but a count of one says much of a
/// household, so that the file is readable by its owner alone. ``version`` changes with the meaning of a member.
struct TallyFile: Codable {
  /// What this program writes and reads.
  static let version = 1

  /// Tables as columns of one length.
  struct Counts: Codable {
    var place: [Int32] = []
    var kind: [UInt8] = []
    var categories: [Int32] = []
    var hasPoint: [Bool] = []
    /// Day number of the roster's visits; null without.
    var visit: [Int32?] = []
    var count: [Int32] = []
  }

  struct Places: Codable {
    var village: [Int32] = []
    var column: [Int?] = []
    var row: [Int?] = []
    var isByPoint: [Bool] = []
  }

  struct Visits: Codable {
    /// Index into `visited`.
    var target: [Int32] = []
    var day: [Int32] = []
    var outcome: [String] = []
  }

  struct List: Codable {
    var digest: String
    var day: [Int32]
    var made: [Int]
    var found: [Int]
  }

  struct Rows: Codable {
    var read: Int
    var rejected: [String: Int]
  }

  var gridcoverTally = version
  /// SHA-256 of the villages: codes and polygons.
  var villages: String
  var cellSize: Double?
  var locateBy: String
  var rows: [String: Rows]
  var byPoint: Int
  var declared: Int
  var categories: [String]
  /// The places of a grid; without one they follow from the villages.
  var places: Places?
  var counts = Counts()
  var visited = Counts()
  var visits = Visits()
  var visitLists: [List]
}

extension TallyFile {
  init(_ counted: CountedRosters, over ground: AnalyzeGround, _ request: AnalyzeRequest) {
    let tally = counted.tally
    villages = ground.digest
    cellSize = request.cellSize
    locateBy = request.settings.locateRule.rawValue
    (byPoint, declared) = (counted.byPoint, counted.declared)
    rows = [:]
    for (name, counts) in [
      ("households", counted.households), ("enterprises", counted.enterprises), ("visits", counted.visits),
    ] {
      rows[name] = Rows(
        read: counts.rowsRead,
        rejected: Dictionary(uniqueKeysWithValues: counts.rejected.map { ($0.key.rawValue, $0.value) }))
    }
    categories = tally.counter.categoryTexts
    if ground.grid != nil {
      var columns = Places()
      for place in tally.places.list {
        columns.village.append(place.village)
        columns.column.append(place.cell?.column)
        columns.row.append(place.cell?.row)
        columns.isByPoint.append(place.isByPoint)
      }
      places = columns
    }
    visitLists = tally.visitLists.map { list in
      let days = list.made.keys.sorted()
      return List(
        digest: list.digest, day: days, made: days.map { list.made[$0, default: 0] },
        found: days.map { list.found[$0, default: 0] })
    }
    for entry in tally.counter.entries { counts.append(entry) }
    for one in tally.visited {
      visited.append(
        TargetCounter.Entry(
          kind: one.kind, categories: one.categories, hasPoint: one.hasPoint, visit: one.rosterVisit,
          place: one.place, count: 1))
    }
    for visit in tally.visits {
      visits.target.append(visit.target)
      visits.day.append(visit.day)
      visits.outcome.append(visit.outcome.rawValue)
    }
  }

  /// The bytes of the file: the same for the same tally.
  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(self)) + [0x0A]
  }

  /// Reads a file that ``bytes()`` has made.
  ///
  /// - Throws: ``AnalyzeError`` if it is none, or of another version.
  init(readingFrom path: String) throws {
    let file = try InputFile(path)
    struct Head: Codable { var gridcoverTally: Int }
    guard let head = try? JSONDecoder().decode(Head.self, from: Data(file.bytes)) else {
      throw AnalyzeError.badTally(file: path, found: "something else")
    }
    guard head.gridcoverTally == TallyFile.version else {
      throw AnalyzeError.badTally(
        file: path, found: "version \(head.gridcoverTally) (expected \(TallyFile.version))")
    }
    guard let tally = try? JSONDecoder().decode(TallyFile.self, from: Data(file.bytes)) else {
      throw AnalyzeError.badTally(file: path, found: "a damaged one")
    }
    self = tally
  }

  /// The counts that the file holds, by villages and grid of this ground.
  ///
  /// - Throws: ``AnalyzeError`` if they are by others, or contradict themselves.
  func counted(over ground: AnalyzeGround, _ request: AnalyzeRequest, path: String) throws -> CountedRosters {
    guard villages == ground.digest else {
      throw AnalyzeError.otherTally(
        file: path, expected: "the villages of \(request.villages)", found: "others")
    }
    guard cellSize == request.cellSize else {
      func shown(_ size: Double?) -> String { size.map { "cells of \($0) m" } ?? "no cells" }
      throw AnalyzeError.otherTally(file: path, expected: shown(request.cellSize), found: shown(cellSize))
    }
    guard locateBy == request.settings.locateRule.rawValue else {
      throw AnalyzeError.otherTally(
        file: path, expected: "locate_by=\(request.settings.locateRule.rawValue)",
        found: "locate_by=\(locateBy)")
    }
    var tally = RosterTally(villageCount: ground.villages.count, hasGrid: ground.grid != nil, keepsDays: true)
    if let places {
      for i in places.village.indices {
        guard i < places.column.count, i < places.row.count, i < places.isByPoint.count,
          (-1..<Int32(ground.villages.count)).contains(places.village[i])
        else { throw contradiction(path) }
        let cell = places.column[i].flatMap { column in
          places.row[i].map { CellAddress(column: column, row: $0) }
        }
        let place = TallyPlace(village: places.village[i], cell: cell, isByPoint: places.isByPoint[i])
        guard tally.places.number(of: place) == Int32(i) else { throw contradiction(path) }
      }
    }
    guard categories.first == "" else { throw contradiction(path) }
    for text in categories { _ = tally.counter.number(ofCategories: text) }
    for entry in try counts.entries(
      placeCount: tally.places.list.count, categoryCount: categories.count, path)
    {
      tally.counter.add(entry)
    }
    for entry in try visited.entries(
      placeCount: tally.places.list.count, categoryCount: categories.count, path)
    {
      tally.visited.append(
        VisitedTarget(
          kind: entry.kind, place: entry.place, categories: entry.categories, hasPoint: entry.hasPoint,
          rosterVisit: entry.visit, id: -1))
    }
    for i in visits.target.indices {
      guard i < visits.day.count, i < visits.outcome.count,
        let outcome = Outcome(rawValue: visits.outcome[i]),
        tally.visited.indices.contains(Int(visits.target[i]))
      else { throw contradiction(path) }
      tally.visits.append(TallyVisit(target: visits.target[i], day: visits.day[i], outcome: outcome))
    }
    for list in visitLists {
      guard list.day.count == list.made.count, list.day.count == list.found.count,
        Set(list.day).count == list.day.count
      else { throw contradiction(path) }
      tally.visitLists.append(
        VisitList(
          digest: list.digest, made: Dictionary(uniqueKeysWithValues: zip(list.day, list.made)),
          found: Dictionary(uniqueKeysWithValues: zip(list.day, list.found))))
    }
    var counted = CountedRosters(tally: tally)
    counted.households = rowCounts("households")
    counted.enterprises = rowCounts("enterprises")
    counted.visits = rowCounts("visits")
    (counted.byPoint, counted.declared) = (byPoint, declared)
    return counted
  }

  private func rowCounts(_ name: String) -> RowCounts {
    var counts = RowCounts(rowsRead: rows[name]?.read ?? 0, rejected: [:])
    for (reason, count) in rows[name]?.rejected ?? [:] {
      if let reason = Rejection.Reason(rawValue: reason) { counts.rejected[reason] = count }
    }
    return counts
  }

  private func contradiction(_ path: String) -> AnalyzeError {
    .badTally(file: path, found: "one that contradicts itself")
  }
}

extension TallyFile.Counts {
  mutating func append(_ entry: TargetCounter.Entry) {
    place.append(entry.place)
    kind.append(entry.kind.rawValue)
    categories.append(entry.categories)
    hasPoint.append(entry.hasPoint)
    visit.append(entry.visit == TargetColumns.notVisited ? nil : entry.visit)
    count.append(entry.count)
  }

  func entries(placeCount: Int, categoryCount: Int, _ path: String) throws -> [TargetCounter.Entry] {
    let contradiction = AnalyzeError.badTally(file: path, found: "one that contradicts itself")
    guard
      [kind.count, categories.count, hasPoint.count, visit.count, count.count].allSatisfy({
        $0 == place.count
      })
    else { throw contradiction }
    return try place.indices.map { i in
      guard let kind = TargetKind(rawValue: kind[i]), (0..<placeCount).contains(Int(place[i])),
        (0..<categoryCount).contains(Int(categories[i])), count[i] > 0
      else { throw contradiction }
      return TargetCounter.Entry(
        kind: kind, categories: categories[i], hasPoint: hasPoint[i],
        visit: visit[i] ?? TargetColumns.notVisited, place: place[i], count: count[i])
    }
  }
}

extension AnalyzeGround {
  /// SHA-256 of codes and polygons.
  var digest: String {
    var bytes: [UInt8] = []
    for (village, region) in zip(villages, regions) {
      bytes += Array(village.code.text.utf8) + [0]
      region.xs.withUnsafeBytes { bytes.append(contentsOf: $0) }
      region.ys.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    let digits = Array("0123456789abcdef")
    return String(ContentDigest.sha256(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
