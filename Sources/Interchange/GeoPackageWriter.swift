import CampaignModel
import GeoPackageFormat

/// Writes ``ExportTable``s as a GeoPackage: each is a layer, or a table of attributes where rows are no places.
///
/// Coordinates are written bit by bit as they are. A column is of the narrowest type that holds all its values.
enum GeoPackageWriter {
  /// Writes a new file.
  ///
  /// - Parameter shown: The file as messages name it.
  /// - Throws: ``InterchangeError`` that names the cause.
  /// - Complexity: O(n log n) for n rows with places, for their spatial index.
  static func write(_ tables: [ExportTable], to file: String, named shown: String) throws(InterchangeError) {
    do {
      let package = try GeoPackage(path: file, access: .write)
      try package.write { connection in
        try connection.createGeoPackage()
        for table in tables {
          let layer = layer(of: table)
          try connection.create(layer)
          if let index = layer.spatialIndex { try index.dropTriggers(on: connection) }
          try insert(table, into: layer, on: connection)
          if let index = layer.spatialIndex { try index.rebuild(on: connection) }
        }
      }
      try package.close()
    } catch let error as GeoPackageError {
      throw .cannotWrite(shown, cause: error.description)
    } catch {
      throw .cannotWrite(shown, cause: "\(error)")
    }
  }

  private static func layer(of table: ExportTable) -> LayerDefinition {
    LayerDefinition(
      name: table.name, identifier: table.name, description: "written by gridcover",
      geometry: geometry(of: table),
      columns: table.columns.indices.map { column in
        LayerDefinition.Column(table.columns[column], type(of: table.rows.lazy.map { $0[column] }))
      })
  }

  private static func geometry(of table: ExportTable) -> LayerDefinition.Geometry {
    guard let geometries = table.geometries else { return .none }
    let hasPoint = geometries.contains { if case .point = $0 { true } else { false } }
    return hasPoint ? .point : .multiPolygon
  }

  private static func type(of values: some Sequence<AttributeValue>) -> String {
    var types: Set<String> = []
    for value in values {
      switch value {
      case .none: break
      case .text: return "TEXT"
      case .integer: types.insert("INTEGER")
      case .real: types.insert("REAL")
      case .flag: types.insert("BOOLEAN")
      }
    }
    if types.count == 1, let type = types.first { return type }
    return types == ["INTEGER", "REAL"] ? "REAL" : "TEXT"
  }

  private static func insert(
    _ table: ExportTable, into layer: LayerDefinition, on connection: Connection
  ) throws(GeoPackageError) {
    let names = (layer.geometry == .none ? [] : ["geom"]) + table.columns
    let statement = try connection.prepare(
      """
      INSERT INTO \(quotedIdentifier(layer.name)) (\(names.map(quotedIdentifier).joined(separator: ", ")))
      VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
      """)
    for row in table.rows.indices {
      var place: Int32 = 1
      if layer.geometry != .none {
        switch table.geometries?[row] {
        case .point(let x, let y)? where x.isFinite && y.isFinite:
          try statement.bind(place, blob: GeometryBlob.encode(x: x, y: y))
        case .region(let region)?: try statement.bind(place, blob: GeometryBlob.encode(region))
        default: try statement.bindNull(place)
        }
        place += 1
      }
      for value in table.rows[row] {
        switch value {
        case .none: try statement.bindNull(place)
        case .text(let text): try statement.bind(place, text: text)
        case .integer(let number): try statement.bind(place, integer: Int64(number))
        case .real(let number): try statement.bind(place, real: number)
        case .flag(let flag): try statement.bind(place, integer: flag ? 1 : 0)
        }
        place += 1
      }
      try statement.run()
    }
  }
}
