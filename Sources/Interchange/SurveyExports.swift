import CampaignModel

/// Exports of a form from KoboToolbox and ODK Central, whose headers are made over before columns are looked for.
///
/// Both put the groups of a form before a question's name (`visit/outcome`, `visit-outcome`), give every submission an id
/// and a time, and split a place into columns of its own. Only fields that the file does not name otherwise are filled, and
/// a column that the user names with `--columns` keeps its name.
struct SurveyExport {
  /// Who exported it.
  enum Origin: String {
    case kobo = "KoboToolbox"
    case central = "ODK Central"

    /// Tells the origin by the columns that every export has; nil for other files.
    init?(_ headers: [String]) {
      if headers.contains("_uuid"), headers.contains("_id") || headers.contains("_submission_time") {
        self = .kobo
      } else if headers.contains("SubmissionDate") || headers.contains("__system/submissionDate"),
        !Set(headers).isDisjoint(with: ["KEY", "__id", "instanceID", "meta-instanceID"])
      {
        self = .central
      } else {
        return nil
      }
    }
  }

  private let kind: RecordKind
  private let origin: Origin
  /// Headers that the user has given a meaning, which is theirs to give.
  private let mapping: ColumnMapping?
  private let fieldOfName: [String: String]
  private var table: SourceTable
  private var meanings: [String] = []

  /// Makes the headers of a survey's export over, and notes what they were; leaves other files alone.
  ///
  /// - Throws: ``InterchangeError`` if two questions could fill one field.
  /// - Complexity: O(columns × fields), and O(bytes) where places or times are written anew.
  static func recognise(
    _ table: inout SourceTable, as kind: RecordKind, mapping: ColumnMapping?
  ) throws(InterchangeError) {
    guard let origin = Origin(table.headers) else { return }
    var export = SurveyExport(kind: kind, origin: origin, mapping: mapping, table: table)
    try export.leaveGroups()
    export.nameSubmission()
    if kind.geometry == .point { try export.placeSubmission() }
    table = export.table
    guard !export.meanings.isEmpty else { return }
    table.notes.append(
      "read as an export of \(origin.rawValue): \(export.meanings.joined(separator: ", "))")
  }

  /// True if headers are those of a survey tool's export.
  static func isExport(_ headers: [String]) -> Bool { Origin(headers) != nil }

  private init(kind: RecordKind, origin: Origin, mapping: ColumnMapping?, table: SourceTable) {
    self.kind = kind
    self.origin = origin
    fieldOfName = HeaderNames.fields(of: kind)
    self.mapping = mapping
    self.table = table
  }

  // MARK: Names

  /// True if a column or the user speaks of the field.
  private func isNamed(_ field: String) -> Bool {
    mapping?.header(for: field) != nil
      || table.headers.contains { speaks($0, of: field) }
  }

  /// True if a name is one of a field's, by the same table as any other file's.
  private func speaks(_ name: String, of field: String) -> Bool {
    fieldOfName[HeaderNames.fold(name)] == field || HeaderNames.fold(name) == field
  }

  private func isFree(_ header: String) -> Bool {
    !(mapping?.pairs.contains { $0.header == header } ?? false)
  }

  private mutating func rename(_ column: Int, to field: String) {
    meanings.append("\(field) is \(table.headers[column])")
    table.headers[column] = field
  }

  /// The name of a question without its groups.
  private func question(_ header: String) -> Substring {
    let separator: Character = origin == .kobo ? "/" : "-"
    // Central joins groups by `-`, and by `/` in its newer exports.
    return header.split(whereSeparator: { $0 == separator || $0 == "/" }).last ?? header[...]
  }

  private mutating func leaveGroups() throws(InterchangeError) {
    for field in kind.columnNames where !isNamed(field) {
      let columns = table.headers.indices.filter { column in
        let header = table.headers[column]
        let name = question(header)
        return name.count < header.count && isFree(header) && !isPlacePart(header)
          && speaks(String(name), of: field)
      }
      if columns.count > 1 {
        throw .twoHeaders(
          table.path, field: field, first: table.headers[columns[0]], second: table.headers[columns[1]])
      }
      if let column = columns.first { rename(column, to: field) }
    }
  }

  /// Takes the submission's id for a record's, and its time for a visit's.
  private mutating func nameSubmission() {
    if kind.keyField.name == "id", !isNamed("id") {
      let names = ["_id", "__id", "KEY", "_uuid", "instanceID", "meta/instanceID", "meta-instanceID"]
      if let column = firstColumn(names) { rename(column, to: "id") }
    }
    guard kind == .visits, !isNamed("date") else { return }
    // The end of the interview comes first: a telephone without signal submits days after the visit.
    let names = ["end", "_submission_time", "SubmissionDate", "__system/submissionDate"]
    guard let column = firstColumn(names) else { return }
    if table.headers[column] == "_submission_time" { addZone(to: column) }
    rename(column, to: "date")
  }

  private func firstColumn(_ names: [String]) -> Int? {
    names.lazy.compactMap { name in table.headers.firstIndex(of: name) }.first { isFree(table.headers[$0]) }
  }

  /// KoboToolbox writes the time of submission in UTC and does not say so.
  private mutating func addZone(to column: Int) {
    for row in table.cells[column].indices {
      let text = table.bytes[table.cells[column][row].range]
      guard text.count == 19 else { continue }
      let bytes = Array(text) + [UInt8(ascii: "Z")]
      table.cells[column][row] = append(bytes)
    }
  }

  // MARK: Places

  /// The columns of one place: `_home_latitude`, `_home_longitude`, `_home_precision`, or `home-Latitude` …
  private struct Place {
    var latitude: Int
    var longitude: Int
    var accuracy: Int?
  }

  private func isPlacePart(_ header: String) -> Bool {
    let header = header.lowercased()
    return ["latitude", "longitude", "altitude", "accuracy", "precision"].contains { end in
      header.hasSuffix("-\(end)") || header.hasSuffix("_\(end)") || header.hasSuffix("/\(end)")
    }
  }

  private func places() -> [Place] {
    let names = table.headers.map { $0.lowercased() }
    return names.indices.compactMap { column in
      let name = names[column]
      guard isPlacePart(name), name.hasSuffix("latitude"), isFree(table.headers[column]),
        let longitude = names.firstIndex(of: name.dropLast(8) + "longitude")
      else { return nil }
      let accuracy = ["precision", "accuracy"].lazy.compactMap { names.firstIndex(of: name.dropLast(8) + $0) }
        .first
      return Place(latitude: column, longitude: longitude, accuracy: accuracy)
    }
  }

  /// Takes the one place of a form for the record's, where the file has no geometry and names no coordinates.
  private mutating func placeSubmission() throws(InterchangeError) {
    guard table.points == nil, !isNamed("lon"), !isNamed("lat") else { return }
    let places = places()
    if places.count > 1 {
      throw .twoHeaders(
        table.path, field: "lat", first: table.headers[places[0].latitude],
        second: table.headers[places[1].latitude])
    }
    if let place = places.first {
      rename(place.longitude, to: "lon")
      rename(place.latitude, to: "lat")
      if let accuracy = place.accuracy, kind.columnNames.contains("accuracy"), !isNamed("accuracy") {
        rename(accuracy, to: "accuracy")
      }
    } else if let column = table.headers.firstIndex(of: "_geolocation"), isFree("_geolocation") {
      splitGeolocation(column)
      meanings.append("lat and lon are _geolocation")
    }
  }

  /// `_geolocation` is `[latitude, longitude]`, in that order, or `[null, null]`.
  private mutating func splitGeolocation(_ column: Int) {
    var latitudes: ContiguousArray<SourceTable.Cell> = []
    var longitudes: ContiguousArray<SourceTable.Cell> = []
    for row in table.cells[column].indices {
      let text = table.text(row: row, column: column)
      let parts = text.split { "[], \t\r\n".contains($0) }.filter { $0 != "null" }
      // What is no pair stays whole, and is rejected as a number with its row.
      latitudes.append(
        append(parts.count == 2 ? Array(parts[0].utf8) : parts.isEmpty ? [] : Array(text.utf8)))
      longitudes.append(
        append(parts.count == 2 ? Array(parts[1].utf8) : parts.isEmpty ? [] : Array(text.utf8)))
    }
    table.headers += ["lat", "lon"]
    table.cells += [latitudes, longitudes]
    table.headers.remove(at: column)
    table.cells.remove(at: column)
  }

  private mutating func append(_ bytes: [UInt8]) -> SourceTable.Cell {
    let start = table.bytes.count
    table.bytes += bytes
    return SourceTable.Cell(start..<table.bytes.count)
  }
}
