import CampaignModel

/// The spellings by which a field is recognised in a header or a property's name: the one place to add another.
enum HeaderNames {
  /// Other names of fields, folded with ``fold(_:)``; a field's own name is always one of its names.
  private static let synonyms: [(field: String, names: [String])] = [
    ("lon", ["longitude", "lng", "long", "x", "easting"]),
    ("lat", ["latitude", "y", "northing"]),
  ]

  /// A name with what does not matter taken away: case, blanks at the ends, `-` or a blank for `_`.
  static func fold(_ name: String) -> String {
    String(
      name.trimmingBlanks().lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }

  /// True if the header speaks of the field.
  static func matches(_ header: String, field: String) -> Bool {
    let folded = fold(header)
    return folded == field
      || synonyms.contains { $0.field == field && $0.names.contains(folded) }
  }
}

extension RecordKind {
  /// The names that a file or `--columns` may speak of: the kind's fields, and `lon` and `lat` for points.
  var columnNames: [String] { fields.map(\.name) + (geometry == .point ? ["lon", "lat"] : []) }
}
