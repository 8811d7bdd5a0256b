/// The formats that GDAL reads for us, in a process of its own.
///
/// One more is one more case here, with the sign by which it is known.
enum ForeignFormat: Equatable {
  case xlsx, ods, shapefile, kml, kmz, flatGeobuf, mapInfoTable, mapInfoInterchange, fileGeodatabase,
    postgreSQL
  /// A shapefile, MapInfo file or file geodatabase inside a zip file, with the path of its main member there.
  case zipped(Zipped, member: String)

  enum Zipped: Equatable { case shapefile, mapInfo, fileGeodatabase }

  /// What error messages list.
  static let names =
    "Excel (.xlsx), OpenDocument (.ods), shapefile (.shp, or .zip), KML (.kml, .kmz), FlatGeobuf (.fgb), "
    + "MapInfo (.tab, .mif), file geodatabase (.gdb, or .zip), PostgreSQL (PG:…)"

  /// The format of a file that is no zip file, by its first bytes; nil if it is not one of these.
  init?(head: [UInt8], ending: String) {
    let text = String(decoding: head, as: UTF8.self).lowercased()
    if head.starts(with: [0x00, 0x00, 0x27, 0x0A]), ending != "shx" {
      self = .shapefile
    } else if head.starts(with: "fgb".utf8) {
      self = .flatGeobuf
    } else if ending == "tab", text.contains("!table") {
      self = .mapInfoTable
    } else if ending == "mif", text.hasPrefix("version") {
      self = .mapInfoInterchange
    } else if text.contains("<kml"), !text.contains("<!doctype") {
      self = .kml
    } else {
      return nil
    }
  }

  /// The format of a zip file, by the names of its members.
  ///
  /// - Throws: ``InterchangeError`` if it is none of these, or holds several.
  init(zip: ZipDirectory, of path: String) throws(InterchangeError) {
    let names = zip.members.map(\.name)
    func members(_ endings: String...) -> [String] {
      names.filter { name in
        !name.hasPrefix("__MACOSX/") && endings.contains { name.lowercased().hasSuffix($0) }
      }
    }
    if names.contains("xl/workbook.xml") {
      self = .xlsx
      return
    }
    if names.contains("xl/workbook.bin") {
      throw .unreadableFormat(path, found: "an Excel binary workbook (.xlsb); save it as .xlsx")
    }
    if names.contains("content.xml"), names.contains("mimetype") {
      self = .ods
      return
    }
    let geodatabases = Set(
      names.compactMap { name in
        name.lowercased().firstRange(of: ".gdb/").map { String(name[..<name.index(before: $0.upperBound)]) }
      })
    var found: [(kind: Zipped, member: String)] = []
    found += members(".shp").map { (.shapefile, $0) }
    found += members(".tab", ".mif").map { (.mapInfo, $0) }
    found += geodatabases.sorted().map { (.fileGeodatabase, $0) }
    if found.count > 1 { throw .severalInZip(path, names: found.map(\.member)) }
    if let only = found.first {
      self = .zipped(only.kind, member: only.member)
    } else if !members(".kml").isEmpty {
      self = .kmz
    } else {
      throw .unreadableFormat(
        path,
        found: "a zip file without a workbook, shapefile, MapInfo file, geodatabase or KML; unpack it first")
    }
  }

  /// True if the user names sheets and not layers.
  var isWorkbook: Bool { self == .xlsx || self == .ods }

  /// True if the file that the user names is all there is.
  var isOneFile: Bool { self != .fileGeodatabase && self != .postgreSQL }

  /// True if text is in an encoding that the format may leave unsaid.
  var isShapefile: Bool {
    if case .zipped(.shapefile, _) = self { return true }
    return self == .shapefile
  }

  /// The name's ending by which GDAL knows the format; nil for what keeps its address.
  var ending: String? {
    switch self {
    case .xlsx: "xlsx"
    case .ods: "ods"
    case .shapefile: "shp"
    case .kml: "kml"
    case .kmz: "kmz"
    case .flatGeobuf: "fgb"
    case .mapInfoTable: "tab"
    case .mapInfoInterchange: "mif"
    case .fileGeodatabase: "gdb"
    case .zipped: "zip"
    case .postgreSQL: nil
    }
  }

  /// The endings of the files beside the named one that belong to it.
  var companions: [String] {
    switch self {
    case .shapefile: ["shx", "dbf", "prj", "cpg"]
    case .mapInfoTable: ["dat", "map", "id", "ind"]
    case .mapInfoInterchange: ["mid"]
    default: []
    }
  }
}
