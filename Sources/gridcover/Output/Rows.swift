internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange

/// Rows of attributes as JSON, CSV and GeoJSON: the same columns in each.
enum Rows {
  /// - Parameter empty: a row like the others, whose names are the headers where there is no row at all.
  static func csv(_ rows: [[Attribute]], empty: [Attribute]) -> [UInt8] {
    var writer = CSVWriter(headers: (rows.first ?? empty).map(\.name))
    for row in rows { writer.append(row.map(\.value)) }
    return writer.bytes
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

  static func json(coverage table: CoverageTable, ledger: CampaignLedger) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("campaign", .text(ledger.campaign.settings.name))
    writer.member("as_of", AttributeValue(table.asOf?.description))
    writer.member("level", .text(table.level.rawValue))
    writer.rows(table.rows.map(\.attributes))
    writer.key("totals")
    writer.object(table.totals.attributes)
    writer.member("unlisted_visits", .integer(table.unlistedVisits))
    for (name, level) in [("villages", CoverageLevel.village), ("cells", .cell)] {
      let reach = ledger.reach(of: level)
      writer.member("\(name)_with_targets", .integer(reach.expected))
      writer.member("\(name)_reached", .integer(reach.visited))
    }
    writer.endObject()
    writer.newline()
    return writer.bytes
  }

  static func json(gaps rows: [[Attribute]], by unit: String, ledger: CampaignLedger) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("campaign", .text(ledger.campaign.settings.name))
    writer.member("as_of", AttributeValue(ledger.asOf?.description))
    writer.member("by", .text(unit))
    writer.rows(rows)
    writer.endObject()
    writer.newline()
    return writer.bytes
  }

  /// An object with one array of rows.
  static func json(_ name: String, _ rows: [[Attribute]]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.rows(rows, name: name)
    writer.endObject()
    writer.newline()
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func object(_ attributes: [Attribute]) {
    beginObject()
    for attribute in attributes { member(attribute.name, attribute.value) }
    endObject()
  }

  fileprivate mutating func rows(_ rows: [[Attribute]], name: String = "rows") {
    key(name)
    beginArray()
    for row in rows {
      newline()
      object(row)
    }
    newline()
    endArray()
  }
}
