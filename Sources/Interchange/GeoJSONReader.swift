import CampaignModel

/// Reads GeoJSON (RFC 7946) as a ``SourceTable``: a FeatureCollection, a Feature, or Features one after another
/// (newline-delimited, or an RFC 8142 sequence).
///
/// Properties become columns, in the order in which they first occur. Strings lose their escapes; numbers, booleans and
/// whatever is nested stay as they are written; null is blank. Other members of a feature, `id` among them, are let
/// go. What is not JSON ends the reading; what is wrong with one feature rejects that feature.
///
/// Polygons, nearly all bytes of a file of places, are stepped over first and then read by all threads
/// (``PlainCoordinates``): 0.2 s for the 90 MB of a country's villages.
struct GeoJSONReader {
  private var scanner: JSONScanner
  private let geometry: RecordKind.Geometry
  private var table: SourceTable
  private var columnOfProperty: [Identifier: Int] = [:]
  private var hasGeometry = false
  /// What the `crs` members so far have said.
  private var namedCRS: JSONScanner.NamedCRS?
  /// Polygons whose coordinates are taken to be plain and read when all features are known; nil if they are read at once.
  private var plain: [PlainCoordinates.Place]?

  /// Reads a whole file.
  ///
  /// - Throws: ``InterchangeError`` where the file is not UTF-8, not JSON, not features, or names a CRS by something else
  ///   than an EPSG code, or two of them.
  /// - Complexity: O(bytes), and O(features × different properties).
  static func read(
    _ file: InputFile, geometry: RecordKind.Geometry
  ) throws(InterchangeError) -> SourceTable {
    let start = file.bytes.starts(with: UTF8Text.byteOrderMark) ? 3 : 0
    try checkText(file)
    if geometry == .region {
      // Most files are plain. One that is not is read again, with an eye on each byte of its coordinates.
      var reader = GeoJSONReader(file, from: start, geometry: geometry)
      reader.plain = []
      if (try? reader.readAll()) != nil, reader.readPlainCoordinates() { return reader.finished() }
    }
    var reader = GeoJSONReader(file, from: start, geometry: geometry)
    try reader.readAll()
    return reader.finished()
  }

  /// Reads the coordinates that were left for the end; false if one of them is not plain.
  private mutating func readPlainCoordinates() -> Bool {
    guard let places = plain else { return false }
    let regions = scanner.bytes.withUnsafeBufferPointer { PlainCoordinates.regions(at: places, in: $0) }
    guard let regions else { return false }
    for (place, region) in zip(places, regions) { table.regions?[place.row] = region }
    return true
  }

  private init(_ file: InputFile, from start: Int, geometry: RecordKind.Geometry) {
    scanner = JSONScanner(file.bytes, from: start, path: file.path)
    self.geometry = geometry
    table = SourceTable(path: file.path, format: .geoJSON)
    if geometry == .point { table.points = ([], []) }
    if geometry == .region { table.regions = [] }
  }

  private static func checkText(_ file: InputFile) throws(InterchangeError) {
    guard let fault = file.bytes.withUnsafeBufferPointer({ UTF8Text.firstFault(in: $0) }) else { return }
    throw .notUTF8(file, fault, row: nil)
  }

  private mutating func finished() -> SourceTable {
    // A file whose every geometry is null has none: coordinates may then come from `lon` and `lat` properties.
    if !hasGeometry { table.points = nil }
    return table
  }

  // MARK: Objects

  private mutating func readAll() throws(InterchangeError) {
    scanner.skipRecordSeparators()
    let isCollection = try readTopLevel()
    scanner.skipRecordSeparators()
    if isCollection, !scanner.isAtEnd() { throw scanner.fault(expected: "the end of the file") }
    while !scanner.isAtEnd() {
      try readFeature()
      scanner.skipRecordSeparators()
    }
    if table.rows.count > SourceTable.rowLimit {
      throw .tooManyRows(table.path, limit: SourceTable.rowLimit)
    }
  }

  /// Reads the first object of the file; true if it is a FeatureCollection. Its kind may stand at its end.
  private mutating func readTopLevel() throws(InterchangeError) -> Bool {
    guard try scanner.peek() == .object else {
      throw .notFeatures(table.path, found: "JSON that is not an object")
    }
    let beginning = scanner
    try scanner.beginObject()
    var type: String?
    var sawFeatures = false
    var seen: Set<String> = []
    while let key = try scanner.nextKey() {
      try note(key, in: &seen)
      switch (key, try scanner.peek()) {
      case ("type", .string): type = try scanner.readString()
      case ("crs", _): try readCRS()
      case ("features", .array):
        sawFeatures = true
        try scanner.beginArray()
        while try scanner.nextElement() { try readFeature() }
      default: _ = try scanner.skipValue()
      }
    }
    switch type {
    case "FeatureCollection"? where sawFeatures: return true
    case "FeatureCollection"?:
      throw .notFeatures(table.path, found: "a FeatureCollection without a list \"features\"")
    case "Feature"? where !sawFeatures:
      // A feature by itself is read anew, now that it is known to be one.
      scanner = beginning
      try readFeature()
      return false
    case let type?:
      throw .notFeatures(table.path, found: "an object of type \(ShownValue.plain(type))")
    case nil: throw .notFeatures(table.path, found: "an object without a \"type\"")
    }
  }

  // MARK: Features

  /// A geometry's members, before it is known what they must be.
  private struct GeometryMembers {
    var type: String?
    var coordinates: Range<Int>?
  }

  /// The geometry of a row.
  private enum Shape {
    case none
    case point(x: Double, y: Double)
    case region(Region)
  }

  private typealias PropertyCell = (column: Int, cell: SourceTable.Cell)

  private mutating func readFeature() throws(InterchangeError) {
    // Columns are dense, so that a small file of many properties and many features could fill the memory.
    if table.rows.count * table.headers.count > SourceTable.cellLimit {
      throw .tooManyCells(table.path, limit: SourceTable.cellLimit)
    }
    table.rowsRead += 1
    guard try scanner.peek() == .object else {
      _ = try scanner.skipValue()
      return reject("feature", .unknownValue, expected: "a Feature object", found: "something else")
    }
    var type: String?
    var properties: [PropertyCell]? = []
    var geometryMembers: GeometryMembers?
    var seen: Set<String> = []
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      try note(key, in: &seen)
      switch (key, try scanner.peek()) {
      case ("type", .string): type = try scanner.readString()
      case ("properties", .object): properties = try readProperties()
      case ("properties", .null), ("geometry", .null): try scanner.readNull()
      case ("properties", _):
        _ = try scanner.skipValue()
        properties = nil
      case ("geometry", .object): geometryMembers = try readGeometryMembers()
      case ("geometry", _):
        _ = try scanner.skipValue()
        geometryMembers = GeometryMembers()
      case ("crs", _): try readCRS()
      default: _ = try scanner.skipValue()
      }
    }
    guard type == "Feature" else {
      let found = type.map { ShownValue.plain($0) } ?? "nothing"
      return reject("type", .unknownValue, expected: "\"Feature\"", found: found)
    }
    guard let properties else {
      return reject("properties", .unknownValue, expected: "an object or null", found: "something else")
    }
    do throws(GeometryText.Fault) {
      append(properties, try shape(of: geometryMembers))
    } catch {
      reject("geometry", error.reason, expected: error.expected, found: error.found)
    }
  }

  /// Reads properties into the block of texts; the cells wait until the feature is known to be good.
  private mutating func readProperties() throws(InterchangeError) -> [PropertyCell] {
    var properties: [PropertyCell] = []
    var seen: Set<String> = []
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      // Names are columns without blanks at their ends: `a` and `a ` would be one.
      let name = key.trimmingBlanks()
      try note(name, in: &seen)
      let start = table.bytes.count
      switch try scanner.peek() {
      case .string: table.bytes.append(contentsOf: try scanner.readText())
      case .null: try scanner.readNull()
      default:
        let value = try scanner.skipValue()
        table.bytes.append(contentsOf: scanner.bytes[value])
      }
      properties.append((try column(named: name), SourceTable.Cell(start..<table.bytes.count)))
    }
    return properties
  }

  private mutating func column(named name: String) throws(InterchangeError) -> Int {
    if let known = columnOfProperty[Identifier(name)] { return known }
    if table.headers.count == SourceTable.columnLimit {
      throw .tooManyColumns(table.path, limit: SourceTable.columnLimit)
    }
    columnOfProperty[Identifier(name)] = table.headers.count
    table.headers.append(name)
    table.cells.append(ContiguousArray(repeating: .blank, count: table.rows.count))
    return table.headers.count - 1
  }

  private mutating func readGeometryMembers() throws(InterchangeError) -> GeometryMembers {
    var members = GeometryMembers()
    var seen: Set<String> = []
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      try note(key, in: &seen)
      switch (key, try scanner.peek()) {
      case ("type", .string): members.type = try scanner.readString()
      case ("coordinates", .array) where plain != nil:
        let start = scanner.position
        guard let end = scanner.bytes.withUnsafeBufferPointer({ PlainCoordinates.end(from: start, in: $0) })
        else { throw scanner.fault(expected: "'}' at the end of the geometry") }
        scanner.skip(to: end)
        members.coordinates = start..<end
      case ("coordinates", _): members.coordinates = try scanner.skipValue()
      case ("crs", _): try readCRS()
      default: _ = try scanner.skipValue()
      }
    }
    return members
  }

  private mutating func shape(of members: GeometryMembers?) throws(GeometryText.Fault) -> Shape {
    if geometry == .none { return .none }
    guard let members else {
      if geometry == .point { return .none }
      throw .init(reason: .wrongGeometry, expected: "a Polygon or MultiPolygon", found: "null")
    }
    let isAccepted =
      switch members.type {
      case "Point": geometry == .point
      case "Polygon", "MultiPolygon": geometry == .region
      default: false
      }
    guard isAccepted, let coordinates = members.coordinates else {
      let expected = geometry == .point ? "a Point or null" : "a Polygon or MultiPolygon"
      let found = isAccepted ? "no coordinates" : members.type.map { ShownValue.plain($0) } ?? "no type"
      throw .init(reason: .wrongGeometry, expected: "\(expected) with coordinates", found: found)
    }
    hasGeometry = true
    if plain != nil {
      let place = PlainCoordinates.Place(
        row: table.regions?.count ?? 0, isMulti: members.type == "MultiPolygon", range: coordinates)
      plain?.append(place)
      return .region(Region())
    }
    return try scanner.bytes.withUnsafeBufferPointer { (buffer) throws(GeometryText.Fault) -> Shape in
      var text = GeometryText(UnsafeBufferPointer(rebasing: buffer[coordinates]))
      switch members.type {
      case "Point":
        let (x, y) = try text.point()
        return .point(x: x, y: y)
      case "Polygon": return .region(try text.polygon())
      default: return .region(try text.multiPolygon())
      }
    }
  }

  // MARK: Rows

  private mutating func append(_ properties: [PropertyCell], _ shape: Shape) {
    for (column, cell) in properties { table.cells[column].append(cell) }
    table.rows.append(Int32(truncatingIfNeeded: table.rowsRead))
    for column in table.cells.indices where table.cells[column].count < table.rows.count {
      table.cells[column].append(.blank)
    }
    switch shape {
    case .region(let region): table.regions?.append(region)
    case .point(let x, let y):
      table.points?.xs.append(x)
      table.points?.ys.append(y)
    case .none:
      table.points?.xs.append(.nan)
      table.points?.ys.append(.nan)
    }
  }

  private mutating func reject(_ field: String, _ reason: Rejection.Reason, expected: String, found: String) {
    table.rejections.append(
      Rejection(row: table.rowsRead, field: field, reason: reason, expected: expected, found: found))
  }

  /// Two members of one name in one object: readers differ on which counts, so neither does.
  private func note(_ key: String, in seen: inout Set<String>) throws(InterchangeError) {
    guard seen.insert(key).inserted else {
      throw scanner.fault(expected: "each member once, and \(Rejection.quote(key)) comes twice before here")
    }
  }

  /// Takes what a `crs` member says for the whole file, wherever it stands; WGS 84 is what a table means without one.
  private mutating func readCRS() throws(InterchangeError) {
    guard let crs = try scanner.readCRS() else { return }
    guard case .epsg(let name) = crs else {
      if case .other(let found) = crs { throw .unsupportedCRS(table.path, found: found) }
      return
    }
    if let namedCRS, namedCRS != crs {
      throw .twoCRSs(table.path, first: table.crs ?? "EPSG:4326", second: name)
    }
    namedCRS = crs
    table.crs = name == "EPSG:4326" ? nil : name
  }
}
