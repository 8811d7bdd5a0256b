/// What an office hands in: the kinds of records that `import` takes, each with its fields.
///
/// The table in ``fields`` is the contract of every file gridcover reads and of every template it writes; the store
/// makes its columns from the same table, so that a field exists in one place only.
public enum RecordKind: String, CaseIterable, Sendable, Hashable {
  case villages, households, enterprises, groups, members, visits, issues, pairings, cells, exclusions,
    rechecks

  /// The geometry that a record of this kind has.
  public enum Geometry: Sendable { case none, point, region }

  /// The geometry of this kind: a region for places, an optional point for targets and visits.
  public var geometry: Geometry {
    switch self {
    case .villages, .cells: .region
    case .households, .enterprises, .visits: .point
    default: .none
    }
  }

  /// The field by which a record is known; a later row with the same key replaces the earlier one.
  public var keyField: Field { fields[0] }

  /// The kind of target that a row of this kind is, if it is one.
  public var targetKind: TargetKind? {
    switch self {
    case .households: .household
    case .enterprises: .enterprise
    default: nil
    }
  }

  /// The fields of this kind, key first. Longitude, latitude and polygons are not among them: they are
  /// ``geometry``, and come from `lon` and `lat` columns or from the geometry of a feature.
  public var fields: [Field] {
    switch self {
    case .villages:
      [
        Field("code", .text, .required), Field("name", .text, .keyIfBlank), Field("name_en", .text),
        Field("township", .text), Field("township_en", .text), Field("township_code", .text),
        Field("county", .text), Field("county_code", .text), Field("category", .list),
        Field("households", .integer),
      ]
    case .households:
      [
        Field("id", .text, .derived), Field("name", .text), Field("village", .text),
        Field("category", .list), Field("address", .text), Field("people", .integer),
        Field("visited", .flag), Field("visited_on", .date),
      ]
    case .enterprises:
      [
        Field("id", .text, .required), Field("name", .text), Field("name_en", .text), Field("kind", .text),
        Field("village", .text), Field("category", .list), Field("address", .text),
        Field("visited", .flag), Field("visited_on", .date),
      ]
    case .groups:
      [
        Field("id", .text, .required), Field("name", .text), Field("name_en", .text),
        Field("leader", .text), Field("department", .text), Field("members", .integer),
        Field("days", .integer), Field("hookups", .list),
      ]
    case .members:
      [
        Field("id", .text, .required), Field("name", .text), Field("group", .text), Field("roles", .list),
        Field("quota", .integer),
      ]
    case .visits:
      [
        Field("id", .text, .derived), Field("target", .text, .required), Field("date", .moment, .required),
        Field("group", .text), Field("member", .text), Field("outcome", .outcome, .required),
        Field("accuracy", .real), Field("batch", .text), Field("note", .text),
      ]
    case .issues:
      [
        Field("id", .text, .required), Field("target", .text), Field("village", .text),
        Field("kind", .text), Field("filed", .date, .required), Field("handled", .date),
        Field("resolved", .date), Field("escalated", .date), Field("due", .date), Field("people", .integer),
        Field("text", .text),
      ]
    case .pairings:
      [
        Field("id", .text, .derived), Field("member", .text, .required), Field("contact", .text, .required),
        Field("kind", .text),
      ]
    case .cells:
      [Field("id", .text, .required), Field("village", .text), Field("label", .text)]
    case .exclusions:
      [
        Field("id", .text, .derived), Field("target", .text, .required), Field("reason", .text, .required),
        Field("from", .date, .required), Field("to", .date), Field("approved_by", .text, .required),
      ]
    case .rechecks:
      [
        Field("id", .text, .derived), Field("visit", .text), Field("target", .text),
        Field("date", .date, .required), Field("result", .confirmation, .required),
        Field("checked_by", .text), Field("note", .text),
      ]
    }
  }

  /// The fields from whose values the key is made, in this order, where a file has none.
  public var keyParts: [String] {
    switch self {
    case .households: ["village", "name", "lon", "lat", "address"]
    case .visits: ["target", "date", "group", "member", "outcome"]
    case .pairings: ["member", "contact", "kind"]
    case .exclusions: ["target", "from"]
    case .rechecks: ["visit", "target", "date"]
    default: []
    }
  }

  /// The headers of an empty file of this kind, as `template` writes them: all fields, and `lon`, `lat` for points.
  public var templateHeaders: [String] {
    var names = fields.map(\.name)
    if geometry == .point {
      // Coordinates stand where a reader looks for them: after the village of a target, before a fix's accuracy.
      let place = names.firstIndex(of: "accuracy") ?? names.firstIndex(of: "village").map { $0 + 1 } ?? 1
      names.insert(contentsOf: ["lon", "lat"], at: place)
    }
    return names
  }
}

/// One field of a kind of record.
public struct Field: Sendable, Hashable {
  /// How a field's text is understood.
  public enum Kind: Sendable, Hashable {
    /// Text as it stands, without blanks at the ends.
    case text
    /// Several texts, separated by `;`.
    case list
    /// A whole number that is not negative.
    case integer
    /// A finite decimal number that is not negative.
    case real
    /// 0 or 1 (also false, true, no, yes).
    case flag
    /// A day, `2016-12-17`.
    case date
    /// A day, or a day and a time, `2016-12-17T09:35` with an optional offset.
    case moment
    /// One of the outcomes of a visit.
    case outcome
    /// One of the results of a recheck.
    case confirmation
  }

  /// What happens where a file leaves the field out.
  public enum Presence: Sendable, Hashable {
    /// The file must have it, and every row a value.
    case required
    /// The file must have it; a row without a value is called by its key. Real village files have such rows, and no
    /// village is left behind for want of a name.
    case keyIfBlank
    /// It may be left out.
    case optional
    /// A key that is made from other fields where the file has none.
    case derived
  }

  /// The name in our templates, and of the column in the workspace.
  public let name: String
  /// How its text is understood.
  public let kind: Kind
  /// Whether a file may leave it out.
  public let presence: Presence

  init(_ name: String, _ kind: Kind, _ presence: Presence = .optional) {
    self.name = name
    self.kind = kind
    self.presence = presence
  }
}
