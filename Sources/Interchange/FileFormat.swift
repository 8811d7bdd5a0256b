/// The formats that are read, and those that are known only to be named when they are refused.
///
/// A new format is a case of ``Readable`` here, and a reader that makes a ``SourceTable``.
enum FileFormat {
  /// A format that has a reader.
  enum Readable {
    case csv, geoJSON, geoPackage
    /// Read by GDAL from a format of places, which knows nothing of spreadsheets.
    case foreignLayer
    /// Read by GDAL from a spreadsheet.
    case workbook

    /// True if texts may bear the guard that keeps them from being formulas.
    var hasFormulaGuards: Bool { self == .csv || self == .workbook }
  }

  /// What error messages list.
  static let readableNames =
    "CSV (.csv, .tsv, .txt), GeoJSON (.geojson, .geojsonl, .json), GeoPackage (.gpkg), \(ForeignFormat.names)"

  /// Tells the format by the first bytes, and by the name only where these may be any text.
  static func recognise(_ file: InputFile) throws(InterchangeError) -> Readable {
    if let other = unreadable(file.bytes) { throw .unreadableFormat(file.path, found: other) }
    switch firstSign(file.bytes) {
    case UInt8(ascii: "{"), UInt8(ascii: "["), 0x1E: return .geoJSON
    case UInt8(ascii: "<"): throw .unreadableFormat(file.path, found: "a web page or XML")
    default: break
    }
    switch nameExtension(file.path) {
    case "csv", "tsv", "txt": return .csv
    case "geojson", "json", "geojsonl", "ndjson", "geojsonseq": return .geoJSON
    default: throw .unreadableFormat(file.path, found: "text of an unknown kind")
    }
  }

  /// The name of a known format that is not text.
  static func unreadable(_ bytes: [UInt8]) -> String? {
    signatures.first { bytes.starts(with: $0.bytes) }?.name
  }

  private static let signatures: [(bytes: [UInt8], name: String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a zip file, as Excel workbooks (.xlsx) are; save the sheet as CSV UTF-8"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel or Word file; save the sheet as CSV UTF-8"),
    (Array("SQLite format 3\0".utf8), "a GeoPackage or other SQLite database; export the layer as GeoJSON"),
    ([0x00, 0x00, 0x27, 0x0A], "a shapefile; export it as GeoJSON"),
    ([0x66, 0x67, 0x62], "a FlatGeobuf file; export it as GeoJSON"),
    (Array("%PDF".utf8), "a PDF file"),
    ([0x1F, 0x8B], "a gzip file; unpack it first"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
  ]

  /// The first byte that is neither of a byte order mark nor blank.
  static func firstSign(_ bytes: [UInt8]) -> UInt8? {
    bytes.dropFirst(bytes.starts(with: UTF8Text.byteOrderMark) ? 3 : 0)
      .first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
  }

  /// The end of a file's name after its last point, in lower case; of a packed file that of what is in it.
  private static func nameExtension(_ path: String) -> String {
    var parts = (path.split(separator: "/").last ?? "").split(separator: ".").map { $0.lowercased() }
    if let last = parts.last, ["gz", "zst"].contains(last) { parts.removeLast() }
    return parts.count > 1 ? parts.last ?? "" : ""
  }
}
