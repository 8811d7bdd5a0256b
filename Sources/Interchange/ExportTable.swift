public import CampaignModel

/// Rows that are handed out, with or without places: what every format of ``ExportFormat`` is written from.
public struct ExportTable: Sendable {
  /// What the rows are; the name of the layer or sheet in formats that have one.
  public var name: String
  /// The names of all columns, which every row has in this order.
  public var columns: [String]
  /// The values of each row, as many as there are columns.
  public var rows: [[AttributeValue]]
  /// Where each row is, in WGS 84 degrees; nil if rows are no places.
  public var geometries: [GeoJSONWriter.Geometry]?

  /// A table whose maker keeps rows as long as `columns`, and geometries as many as rows.
  public init(
    name: String, columns: [String], rows: [[AttributeValue]], geometries: [GeoJSONWriter.Geometry]? = nil
  ) {
    self.name = name
    self.columns = columns
    self.rows = rows
    self.geometries = geometries
  }

  /// Writes the table in the format that the file's name says; `-` is CSV on standard output.
  ///
  /// - Parameter personal: True for files with household rows, which only their owner may read.
  /// - Throws: ``InterchangeError``, and then what had the name is as it was.
  public func write(to path: String, personal: Bool) throws(InterchangeError) {
    guard let format = ExportFormat(path) else { throw .unwritableFormat(path) }
    if format.isOfPlaces, geometries == nil { throw .otherGeometry(path, format: format.name) }
    let placeless = geometries?.count { if case .none = $0 { true } else { false } } ?? 0
    if format == .flatGeobuf, placeless > 0 { throw .placelessRows(path, count: placeless) }
    try OutputFile.write(bytes(format, for: path), to: path, personal: personal)
  }

  private func bytes(_ format: ExportFormat, for path: String) throws(InterchangeError) -> [UInt8] {
    switch format {
    case .csv:
      var writer = CSVWriter(headers: columns)
      for row in rows { writer.append(row) }
      return writer.bytes
    case .geoJSON:
      var writer = GeoJSONWriter()
      for row in rows.indices { writer.append(geometry(row), properties: properties(row)) }
      return writer.finished()
    case .geoJSONSequence:
      return rows.indices.reduce(into: []) { bytes, row in
        bytes += GeoJSONWriter.feature(geometry(row), properties: properties(row))
        bytes.append(0x0A)
      }
    case .geoPackage: return try ExportTable.geoPackage([self], for: path)
    case .flatGeobuf, .shapefile, .kml, .xlsx: return try GDALWriter.bytes(of: self, as: format, for: path)
    }
  }

  /// Writes tables as the layers of one GeoPackage.
  ///
  /// - Parameter personal: True for files with household rows, which only their owner may read.
  /// - Throws: ``InterchangeError``, and then what had the name is as it was.
  public static func writeGeoPackage(
    _ tables: [ExportTable], to path: String, personal: Bool
  ) throws(InterchangeError) {
    try OutputFile.write(geoPackage(tables, for: path), to: path, personal: personal)
  }

  /// A new file: nothing that its rows do not say can lie in a page of it.
  private static func geoPackage(_ tables: [ExportTable], for path: String) throws(InterchangeError)
    -> [UInt8]
  {
    try PrivateFolder.lend { (folder) throws(InterchangeError) in
      let file = folder.file("table.gpkg")
      try GeoPackageWriter.write(tables, to: file, named: path)
      return try InputFile(file).bytes
    }
  }

  private func geometry(_ row: Int) -> GeoJSONWriter.Geometry { geometries?[row] ?? .none }

  private func properties(_ row: Int) -> [(name: String, value: AttributeValue)] {
    zip(columns, rows[row]).map { ($0, $1) }
  }
}

/// The formats that are written. One more is one more case.
public enum ExportFormat: Sendable, CaseIterable {
  case geoJSON, geoJSONSequence, csv, geoPackage, flatGeobuf, shapefile, kml, xlsx

  /// The format that a file's name says; nil if it says none. `-` says CSV.
  public init?(_ path: String) {
    let name = path.lowercased()
    if path == "-" {
      self = .csv
    } else if name.hasSuffix(".json") {
      self = .geoJSON
    } else if let format = ExportFormat.allCases.first(where: { name.hasSuffix($0.ending) }) {
      self = format
    } else {
      return nil
    }
  }

  /// What the names of all formats end in.
  public static var endings: [String] { allCases.map(\.ending) }

  /// What the name of a file of this format ends in.
  public var ending: String {
    switch self {
    case .geoJSON: ".geojson"
    case .geoJSONSequence: ".geojsonl"
    case .csv: ".csv"
    case .geoPackage: ".gpkg"
    case .flatGeobuf: ".fgb"
    // A shapefile is several files; together they are one.
    case .shapefile: ".shp.zip"
    case .kml: ".kml"
    case .xlsx: ".xlsx"
    }
  }

  /// True if rows hold their place as geometry, and not as columns of coordinates.
  public var hasGeometry: Bool { self != .csv && self != .xlsx }

  /// True if a file of this format without places would be of no use.
  var isOfPlaces: Bool { self == .flatGeobuf || self == .shapefile || self == .kml }

  /// The name in messages.
  var name: String {
    switch self {
    case .geoJSON, .geoJSONSequence: "GeoJSON"
    case .csv: "CSV"
    case .geoPackage: "GeoPackage"
    case .flatGeobuf: "FlatGeobuf"
    case .shapefile: "a shapefile"
    case .kml: "KML"
    case .xlsx: "Excel"
    }
  }
}
