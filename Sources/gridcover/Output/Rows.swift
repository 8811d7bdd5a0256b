internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange
internal import SpatialCore

/// Rows of attributes as JSON, CSV and GeoJSON: the same columns in each.
enum Rows {
  /// - Parameter empty: a row like the others, whose names are the headers where there is no row at all.
  static func csv(
    _ rows: some Sequence<[Attribute]>, empty: [Attribute], forExcel: Bool = false
  ) -> [UInt8] {
    var writer: CSVWriter?
    // Rows are made one at a time where the caller gives a lazy sequence.
    for row in rows {
      var written = writer ?? CSVWriter(headers: row.map(\.name), byteOrderMark: forExcel)
      writer = nil
      written.append(row.map(\.value))
      writer = written
    }
    return (writer ?? CSVWriter(headers: empty.map(\.name), byteOrderMark: forExcel)).bytes
  }

  static func geoJSON(_ rows: [[Attribute]], regions: [Region?]) -> [UInt8] {
    geoJSON(zip(rows, regions.map { $0.map { .region($0) } ?? .none }))
  }

  static func geoJSON(_ rows: [[Attribute]], points: [(x: Double, y: Double)]) -> [UInt8] {
    geoJSON(zip(rows, points.map { $0.x.isNaN ? .none : .point(x: $0.x, y: $0.y) }))
  }

  private static func geoJSON(
    _ features: some Sequence<([Attribute], GeoJSONWriter.Geometry)>
  ) -> [UInt8] {
    var writer = GeoJSONWriter()
    for (row, geometry) in features {
      writer.append(geometry, properties: row.map { ($0.name, $0.value) })
    }
    return writer.finished()
  }

  /// How many rows a thread takes at a time: few, so that none waits for one that has the large polygons.
  private static let taken = 256

  /// The same bytes as ``csv(_:empty:)``, made by several threads.
  static func csv(
    count: Int, threads: Int, empty: [Attribute], _ row: @Sendable (Int) -> [Attribute]
  ) -> [UInt8] {
    let headers = CSVWriter(headers: (count == 0 ? empty : row(0)).map(\.name))
    let pieces = valuesOnThreads(threads, count: (count + taken - 1) / taken) { piece in
      var writer = headers
      _ = writer.takeBytes()
      for number in (piece * taken)..<min(count, (piece + 1) * taken) {
        writer.append(row(number).map(\.value))
      }
      return writer.takeBytes()
    }
    return Array(([headers.bytes] + pieces).joined())
  }

  /// Writes a collection of features, made by several threads, to a file: a few pieces are in memory at a time.
  ///
  /// - Parameter regions: The polygons of the first rows; the rows after them have no place.
  static func writeGeoJSON(
    count: Int, regions: [Region], threads: Int, to file: inout OutputFile,
    _ attributes: @Sendable (Int) -> [Attribute]
  ) throws(InterchangeError) {
    let bounds = valuesOnThreads(threads, count: min(count, regions.count), taking: taken) {
      GeoJSONWriter.bounds(of: .region(regions[$0]))
    }
    var collection = try GeoJSONFile(bounds: bounds.lazy.compactMap { $0 }, to: &file)
    let together = taken * max(1, threads) * 4
    for first in stride(from: 0, to: count, by: together) {
      let last = min(count, first + together)
      let pieces = valuesOnThreads(threads, count: (last - first + taken - 1) / taken) { piece in
        var writer = GeoJSONWriter()
        for row in (first + piece * taken)..<min(last, first + (piece + 1) * taken) {
          writer.append(
            row < regions.count ? .region(regions[row]) : .none,
            properties: attributes(row).map { ($0.name, $0.value) })
        }
        return writer
      }
      for piece in pieces { try collection.append(piece, to: &file) }
    }
    try collection.end(in: &file)
  }

  static func json(coverage table: CoverageTable, notes: CoverageNotes, told: PublicRows? = nil) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.coverage(table, notes, told: told)
    return writer.ended()
  }

  static func json(gaps rows: [[Attribute]], by unit: String, ledger: CampaignLedger) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.heading(of: ledger)
    writer.member("by", .text(unit))
    writer.rows(rows)
    return writer.ended()
  }

  /// A tree: each row is an object, with the rows within it as its `children`.
  static func json(nested: NestedCoverage, ledger: CampaignLedger) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.heading(of: ledger)
    for (name, texts) in [
      ("levels", nested.levels.map(\.rawValue)), ("category_order", nested.categoryOrder),
    ] {
      writer.texts(name, texts)
    }
    writer.key("tree")
    var depth = -1
    for row in nested.rows {
      let level = nested.levels.firstIndex(of: row.level) ?? 0
      // A row at the depth of the last one, or above, ends what is open from there down.
      while depth >= level {
        writer.endArray()
        writer.endObject()
        depth -= 1
      }
      writer.newline()
      writer.beginObject()
      for attribute in row.attributes { writer.member(attribute.name, attribute.value) }
      writer.rows(row.missedShares.map(\.attributes), name: "missed_shares", isOnOneLine: true)
      writer.key("children")
      writer.beginArray()
      depth = level
    }
    while depth >= 0 {
      writer.endArray()
      writer.endObject()
      depth -= 1
    }
    return writer.ended()
  }

  static func json(excluded rows: [[Attribute]], ledger: CampaignLedger) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.heading(of: ledger)
    writer.rows(rows)
    let reasons = ledger.excludedByReason()
    writer.rows(
      reasons.map { [Attribute("reason", .text($0.reason)), Attribute("targets", .integer($0.targets))] },
      name: "by_reason")
    writer.member("excluded", .integer(reasons.reduce(0) { $0 + $1.targets }))
    return writer.ended()
  }

  static func json(issues rows: [[Attribute]], totals: [Attribute]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.rows(rows)
    writer.key("totals")
    writer.object(totals)
    return writer.ended()
  }

  /// An object with one array of rows.
  static func json(_ name: String, _ rows: [[Attribute]]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.rows(rows, name: name)
    return writer.ended()
  }
}

extension JSONWriter {
  /// An object with these members.
  mutating func object(_ attributes: [Attribute]) {
    beginObject()
    for attribute in attributes { member(attribute.name, attribute.value) }
    endObject()
  }

  /// The members of a report of coverage; for others, with what may be told.
  mutating func coverage(_ table: CoverageTable, _ notes: CoverageNotes, told: PublicRows?) {
    heading(campaign: notes.campaign, asOf: notes.asOf, round: notes.round)
    member("level", .text(table.level.rawValue))
    rows((told?.told(table.rows) ?? table.rows).map { told?.attributes(of: $0) ?? $0.attributes })
    key("totals")
    object(
      (told?.attributes(of: table.totals) ?? table.totals.attributes) + [
        Attribute("spread", AttributeValue(share: notes.spread))
      ])
    member("unlisted_visits", .integer(table.unlistedVisits))
    for (name, reach) in [
      ("townships", notes.townships), ("villages", notes.villages), ("cells", notes.cells),
    ] {
      member("\(name)_with_targets", .integer(reach.expected))
      member("\(name)_reached", .integer(reach.visited))
    }
    guard told == nil else { return }
    rows(table.totals.missedShares.map(\.attributes), name: "missed_shares", isOnOneLine: true)
  }

  /// What every report says first: the campaign, the day, and the round where there are rounds.
  mutating func heading(of ledger: CampaignLedger) {
    heading(campaign: ledger.campaign.settings.name, asOf: ledger.asOf, round: ledger.round)
  }

  private mutating func heading(campaign: String, asOf: LocalDate?, round: CampaignRound?) {
    member("campaign", .text(campaign))
    member("as_of", AttributeValue(asOf?.description))
    if let round { member("round", .text(round.name)) }
  }

  /// A member that is an array of objects, one a line for people to read.
  mutating func rows(
    _ rows: [[Attribute]], name: String = "rows", isOnOneLine: Bool = false
  ) {
    key(name)
    beginArray()
    for row in rows {
      if !isOnOneLine { newline() }
      object(row)
    }
    if !isOnOneLine { newline() }
    endArray()
  }

  /// A member that is an array of texts.
  mutating func texts(_ name: String, _ texts: [String]) {
    key(name)
    beginArray()
    for text in texts { value(.text(text)) }
    endArray()
  }

  /// Ends the whole object and its line.
  mutating func ended() -> [UInt8] {
    endObject()
    newline()
    return bytes
  }
}
