import CampaignModel
import GeoPackageFormat

/// Reads a layer or table of a GeoPackage of anyone's (OGC 12-128r18) as a ``SourceTable``.
///
/// The file is opened to be read only, its schema trusted with nothing, and its pages are checked first. Views and
/// virtual tables are not read. Texts stay as they are; a real number that is whole is written without `.0`, so that
/// an id of a numeric column reads as it looks.
struct GeoPackageReader {
  /// The file as messages name it.
  private let path: String
  private let options: ReadOptions
  private let format: FileFormat.Readable

  /// Tables that programs keep among a user's.
  private static let housekeeping: Set<String> = ["layer_styles", "qgis_projects"]

  init(_ path: String, _ options: ReadOptions, format: FileFormat.Readable = .geoPackage) {
    self.path = path
    self.options = options
    self.format = format
  }

  /// Reads the layer that the options name, or the only one with rows.
  ///
  /// - Parameter file: Where the GeoPackage is.
  /// - Throws: ``InterchangeError`` if it is damaged, or no GeoPackage, or the layer is not clear.
  /// - Complexity: O(bytes).
  func read(_ file: String, geometry: RecordKind.Geometry) throws(InterchangeError) -> SourceTable {
    if format == .geoPackage, options.sheet != nil { throw .noParts(path, option: "--sheet") }
    // What is being read, should the file turn out to be damaged there.
    var place = "table sqlite_schema, the list of all tables"
    do {
      let package = try GeoPackage(path: file, access: .read)
      return try package.read { connection in
        guard try connection.isGeoPackage() else {
          throw InterchangeError.unreadableFormat(
            path, found: "an SQLite database whose header is no GeoPackage's")
        }
        if let fault = try connection.firstFault() { throw GeoPackageError.damaged(fault) }
        place = "table gpkg_contents, the list of layers"
        let layer = try choose(from: try connection.storedLayers())
        place = "table \(layer.name)"
        return try rows(of: layer, geometry, on: connection)
      }
    } catch let error as InterchangeError {
      throw error
    } catch GeoPackageError.damaged(let fault) {
      throw .badGeoPackage(path, cause: "\(place): the file is damaged (\(fault)); get the file anew")
    } catch GeoPackageError.notADatabase {
      throw .badGeoPackage(path, cause: "header (from byte 1): \(GeoPackageError.notADatabase)")
    } catch let error as GeoPackageError {
      throw .badGeoPackage(path, cause: error.description)
    } catch {
      throw .badGeoPackage(path, cause: "\(error)")
    }
  }

  private func choose(from all: [StoredLayer]) throws(InterchangeError) -> StoredLayer {
    let layers = all.filter { !GeoPackageReader.housekeeping.contains($0.name.lowercased()) }
    let option = format == .workbook ? "--sheet" : "--layer"
    if let wanted = format == .workbook ? options.sheet ?? options.layer : options.layer {
      guard let layer = layers.first(where: { Identifier($0.name) == Identifier(wanted) }) else {
        throw .unknownLayer(path, option: option, wanted: wanted, layers: layers.map(\.name))
      }
      return layer
    }
    // Workbooks begin life with empty sheets that no one deletes.
    let filled = layers.filter { $0.rowCount > 0 }
    guard filled.count <= 1, let layer = filled.first ?? layers.first else {
      throw .severalLayers(path, option: option, layers: filled.map(\.name))
    }
    return layer
  }

  // MARK: Rows

  private func rows(
    of layer: StoredLayer, _ geometry: RecordKind.Geometry, on connection: Connection
  ) throws -> SourceTable {
    guard layer.columns.count <= SourceTable.columnLimit else {
      throw InterchangeError.tooManyColumns(path, limit: SourceTable.columnLimit)
    }
    guard layer.rowCount <= SourceTable.rowLimit else {
      throw InterchangeError.tooManyRows(path, limit: SourceTable.rowLimit)
    }
    // Columns that were added to a table later take no room in its file: a small one can hold any number of cells.
    guard layer.rowCount * layer.columns.count <= SourceTable.cellLimit else {
      throw InterchangeError.tooManyCells(path, limit: SourceTable.cellLimit)
    }
    var table = SourceTable(path: path, format: format)
    table.headers = layer.columns.map { $0.trimmingBlanks() }
    table.cells = Array(repeating: [], count: layer.columns.count)
    var shapes = Shapes(geometry)
    if layer.geometryColumn == nil { shapes.isMissing = true } else { table.crs = layer.crs }
    let columns = ([layer.geometryColumn] + layer.columns).map { $0.map(quotedIdentifier) ?? "NULL" }
    try connection.forEachRow(
      "SELECT \(columns.joined(separator: ", ")) FROM \(quotedIdentifier(layer.name))"
    ) { row in
      let start = table.bytes.count
      let cells = layer.columns.indices.map { Self.cell(Int32($0 + 1), of: row, into: &table.bytes) }
      if table.bytes.count == start, row.isNull(0) {
        table.blankRows += 1
        return
      }
      guard table.bytes.count <= InputFile.sizeLimit else {
        throw InterchangeError.tooLarge(path, size: table.bytes.count, limit: InputFile.sizeLimit)
      }
      table.rowsRead += 1
      if let column = cells.firstIndex(where: { !table.isText($0) }) {
        return table.reject(
          table.headers[column], .badText, expected: "UTF-8 text", found: "bytes that are none")
      }
      do throws(GeometryText.Fault) {
        try shapes.append(row)
      } catch {
        return table.reject("geometry", error.reason, expected: error.expected, found: error.found)
      }
      for (column, cell) in cells.enumerated() { table.cells[column].append(cell) }
      table.rows.append(Int32(truncatingIfNeeded: table.rowsRead))
    }
    table.points = shapes.hasGeometry ? shapes.points : nil
    table.regions = shapes.isMissing ? nil : shapes.regions
    return table
  }

  /// Adds the text of a value to a block of bytes; bytes that are no text are blank.
  private static func cell(
    _ column: Int32, of row: borrowing Statement, into bytes: inout [UInt8]
  ) -> SourceTable.Cell {
    let start = bytes.count
    switch row.kind(column) {
    case .real:
      // SQLite would write fifteen digits of it, and `.0`.
      let number = row.real(column)
      if number.isFinite { NumberText.append(number, to: &bytes) }
    case .integer, .text: row.withText(column) { bytes.append(contentsOf: $0) }
    case .null, .blob: break
    }
    return SourceTable.Cell(start..<bytes.count)
  }
}

extension SourceTable {
  /// True if the bytes of a cell are UTF-8.
  fileprivate func isText(_ cell: Cell) -> Bool {
    bytes.withUnsafeBufferPointer { all in
      // NUL is looked at where the field is known.
      switch UTF8Text.firstFault(in: UnsafeBufferPointer(rebasing: all[cell.range])) {
      case nil: true
      case let fault?: fault.fault == .nul
      }
    }
  }

  fileprivate mutating func reject(
    _ field: String, _ reason: Rejection.Reason, expected: String, found: String
  ) {
    rejections.append(
      Rejection(row: rowsRead, field: field, reason: reason, expected: expected, found: found))
  }
}

/// The geometries of a layer's rows, as far as a kind of record wants them.
private struct Shapes {
  private let wanted: RecordKind.Geometry
  private(set) var points: (xs: ContiguousArray<Double>, ys: ContiguousArray<Double>)?
  private(set) var regions: [Region]?
  /// True once a row had a geometry: where none has, coordinates may come from columns.
  private(set) var hasGeometry = false
  /// True if the layer has no geometry at all.
  var isMissing = false

  init(_ wanted: RecordKind.Geometry) {
    self.wanted = wanted
    if wanted == .point { points = ([], []) }
    if wanted == .region { regions = [] }
  }

  /// Takes the geometry in the first column of a row.
  mutating func append(_ row: borrowing Statement) throws(GeometryText.Fault) {
    guard wanted != .none, !isMissing else { return }
    let value: Result<GeometryBlob.Value, GeometryBlob.Fault> = row.withBlob(0) { bytes in
      if bytes.isEmpty { return .success(.empty) }
      return Result { () throws(GeometryBlob.Fault) in try GeometryBlob.decode(bytes) }
    }
    switch (wanted, value) {
    case (.point, .success(.point(let x, let y))):
      hasGeometry = true
      points?.xs.append(x)
      points?.ys.append(y)
    case (.point, .success(.empty)):
      points?.xs.append(.nan)
      points?.ys.append(.nan)
    case (.region, .success(.region(let region))):
      try check(region)
      regions?.append(region)
    case (_, .failure(let fault)):
      throw .init(reason: .wrongGeometry, expected: expectation, found: "\(fault)")
    case (_, .success(let other)):
      let found =
        switch other {
        case .empty: "no geometry"
        case .point: "a point"
        case .region: "a polygon"
        }
      throw .init(reason: .wrongGeometry, expected: expectation, found: found)
    }
  }

  private var expectation: String {
    wanted == .point ? "a Point, a MultiPoint of one, or nothing" : "a Polygon or MultiPolygon"
  }

  /// Asks of rings what a reader of text asks: four positions or more, closed, finite, and in range.
  private func check(_ region: Region) throws(GeometryText.Fault) {
    for ring in region.ringEnds.indices {
      let vertices = region.vertices(ofRing: ring)
      guard vertices.count >= 4, let first = vertices.first, let last = vertices.last else {
        throw .init(
          reason: .invalidPolygon, expected: "a ring of 4 positions or more",
          found: vertices.isEmpty ? "an empty ring" : "a ring of \(vertices.count)")
      }
      guard region.xs[first] == region.xs[last], region.ys[first] == region.ys[last] else {
        throw .init(
          reason: .invalidPolygon, expected: "a closed ring: its last position equal to its first",
          found:
            "first \(region.xs[first]), \(region.ys[first]) and last \(region.xs[last]), \(region.ys[last])"
        )
      }
      for vertex in vertices {
        let (x, y) = (region.xs[vertex], region.ys[vertex])
        guard x.isFinite, y.isFinite else {
          throw .init(reason: .badNumber, expected: "finite coordinates", found: "\(x), \(y)")
        }
      }
    }
  }
}
