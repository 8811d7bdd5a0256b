import CampaignModel

/// Which column of a file holds which field of a kind of record.
struct ColumnBinding {
  /// The fields that have a column, in the kind's order.
  private(set) var fields: [(field: Field, column: Int)] = []
  /// The columns of longitude and latitude: both or neither.
  private(set) var coordinates: (longitude: Int, latitude: Int)?
  /// The headers that speak of no field.
  private(set) var unusedHeaders: [String] = []
  /// The headers that were taken for a field though they are not its name, in the kind's order.
  private(set) var recognised: [(field: String, header: String)] = []
  /// A column that holds names of villages, in a file that declares no village's code.
  private(set) var villageNameHeader: String?
  /// True if the file has no key, which is then made of other fields.
  private(set) var hasDerivedKeys = false

  /// Finds the columns of a kind's fields.
  ///
  /// The user's mapping goes before a header that is the field's own name, and that before other names of the field, of
  /// which there may be one only. Where a file has geometry of its own, columns of coordinates are not looked for.
  ///
  /// - Throws: ``InterchangeError`` if the mapping names a field or a header that is not there, if two headers speak of
  ///   one field, if a required field has no column, or if a longitude comes without a latitude.
  init(_ kind: RecordKind, in table: SourceTable, mapping: ColumnMapping?) throws(InterchangeError) {
    var columnOf: [String: Int] = [:]
    for (field, header) in mapping?.pairs ?? [] {
      guard kind.columnNames.contains(field) else {
        throw .unknownField(field, kind: kind, fields: kind.columnNames)
      }
      guard let column = table.headers.firstIndex(of: header) else {
        throw .unknownHeader(table.path, field: field, header: header, headers: table.headers)
      }
      columnOf[field] = column
    }
    let candidates = ColumnBinding.candidates(kind, in: table, besides: Set(columnOf.values))
    let hasGeometry = table.points != nil
    for field in kind.columnNames where columnOf[field] == nil {
      if hasGeometry, field == "lon" || field == "lat" { continue }
      var columns = candidates[field] ?? []
      let named = columns.filter { HeaderNames.fold(table.headers[$0]) == HeaderNames.fold(field) }
      if !named.isEmpty { columns = named }
      if columns.count > 1 {
        throw .twoHeaders(
          table.path, field: field, first: table.headers[columns[0]], second: table.headers[columns[1]])
      }
      columnOf[field] = columns.first
    }
    recognised = kind.columnNames.compactMap { field in
      columnOf[field].map { (field, table.headers[$0]) }.flatMap { $0.1 == field ? nil : $0 }
    }
    try bindCoordinates(columnOf["lon"], columnOf["lat"], in: table)
    try bindFields(kind, columnOf, in: table)
    let used = Set(columnOf.values)
    if kind.columnNames.contains("village"), columnOf["village"] == nil {
      villageNameHeader = table.headers.indices.first {
        !used.contains($0) && HeaderNames.isVillageName(table.headers[$0])
      }.map { table.headers[$0] }
    }
    unusedHeaders = table.headers.indices.filter { !used.contains($0) }.map { column in
      table.headers[column].isEmpty ? "(column \(column + 1))" : table.headers[column]
    }
  }

  /// The columns, other than those the user has named, whose headers are names of each field.
  private static func candidates(
    _ kind: RecordKind, in table: SourceTable, besides taken: Set<Int>
  ) -> [String: [Int]] {
    let fieldOfName = HeaderNames.fields(of: kind)
    var candidates: [String: [Int]] = [:]
    for column in table.headers.indices where !taken.contains(column) {
      guard let field = fieldOfName[HeaderNames.fold(table.headers[column])] else { continue }
      candidates[field, default: []].append(column)
    }
    return candidates
  }

  private mutating func bindCoordinates(
    _ longitude: Int?, _ latitude: Int?, in table: SourceTable
  ) throws(InterchangeError) {
    switch (longitude, latitude) {
    case (let longitude?, let latitude?): coordinates = (longitude, latitude)
    case (let longitude?, nil):
      throw .loneCoordinate(table.path, header: table.headers[longitude], missing: "lat")
    case (nil, let latitude?):
      throw .loneCoordinate(table.path, header: table.headers[latitude], missing: "lon")
    case (nil, nil): break
    }
  }

  private mutating func bindFields(
    _ kind: RecordKind, _ columnOf: [String: Int], in table: SourceTable
  ) throws(InterchangeError) {
    for field in kind.fields {
      if let column = columnOf[field.name] {
        fields.append((field, column))
      } else if field.presence == .required || field.presence == .keyIfBlank {
        throw .missingColumn(table.path, kind: kind, field: field.name, headers: table.headers)
      }
    }
    guard kind.keyField.presence == .derived, columnOf[kind.keyField.name] == nil else { return }
    hasDerivedKeys = true
    let hasPart = kind.keyParts.contains { columnOf[$0] != nil } || table.points != nil
    if !hasPart { throw .nothingToNameRowsBy(table.path, kind: kind, headers: table.headers) }
  }
}
