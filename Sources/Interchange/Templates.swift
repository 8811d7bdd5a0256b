public import CampaignModel

/// An empty file of a kind of record, with our field names.
///
/// CSV with a line of headers. Villages and cells are polygons, which CSV does not hold: theirs is a GeoJSON
/// FeatureCollection of one example feature, a square with every property, to be replaced.
public func template(for kind: RecordKind) -> [UInt8] {
  guard kind.geometry == .region else { return CSVWriter(headers: kind.templateHeaders).bytes }
  var writer = GeoJSONWriter()
  let square = Region(exterior: [(113, 28), (113.01, 28), (113.01, 28.01), (113, 28.01)])
  writer.append(.region(square), properties: kind.fields.map { ($0.name, exampleValue($0)) })
  return writer.finished()
}

/// The usual ending of a kind's template, without a point: `csv` or `geojson`.
public func templateExtension(for kind: RecordKind) -> String {
  kind.geometry == .region ? "geojson" : "csv"
}

private func exampleValue(_ field: Field) -> AttributeValue {
  guard field.presence == .required || field.presence == .keyIfBlank else { return .none }
  switch field.kind {
  case .text, .list: return .text("EXAMPLE")
  case .integer, .flag: return .integer(0)
  case .real: return .real(0)
  case .date, .moment: return .text("2016-12-17")
  case .outcome: return .text(Outcome.met.rawValue)
  case .confirmation: return .text(RecheckResult.confirmed.rawValue)
  }
}
