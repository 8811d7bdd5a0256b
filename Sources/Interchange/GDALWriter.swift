import CampaignModel

/// Writes the formats that only GDAL writes: our GeoPackage in a private folder, turned into them by `ogr2ogr`.
enum GDALWriter {
  /// The bytes of a file of a format.
  ///
  /// - Parameter path: The file as messages name it.
  /// - Throws: ``InterchangeError``, also where GDAL is not installed.
  static func bytes(
    of table: ExportTable, as format: ExportFormat, for path: String
  ) throws(InterchangeError) -> [UInt8] {
    try PrivateFolder.lend { (folder) throws(InterchangeError) in
      let source = folder.file("table.gpkg")
      try GeoPackageWriter.write([format == .xlsx ? table.guarded : table], to: source, named: path)
      let target = folder.file("target\(format.ending)")
      let answer = try GDAL(folder: folder, path: path)
        .run("ogr2ogr", options(format) + ["-nln", table.name, target, source, table.name])
      guard answer.succeeded else { throw .gdalFailed(path, cause: answer.complaint) }
      return try InputFile(target).bytes
    }
  }

  private static func options(_ format: ExportFormat) -> [String] {
    switch format {
    // An index would put the rows in another order.
    case .flatGeobuf: ["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO"]
    case .shapefile: ["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"]
    case .kml: ["-f", "LIBKML"]
    case .xlsx: ["-f", "XLSX"]
    case .geoJSON, .geoJSONSequence, .csv, .geoPackage: []
    }
  }
}

extension ExportTable {
  /// The table with a guard before texts that a spreadsheet would take for formulas, and without geometry.
  fileprivate var guarded: ExportTable {
    var copy = self
    copy.geometries = nil
    copy.rows = rows.map { row in
      row.map { value in
        guard case .text(var text) = value, text.withUTF8(FormulaGuard.isNeeded) else { return value }
        return .text("'" + text)
      }
    }
    return copy
  }
}
