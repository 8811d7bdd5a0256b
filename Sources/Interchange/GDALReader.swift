import CampaignModel

/// Reads what GDAL can read: `ogr2ogr` turns it into a GeoPackage in a private folder, which our own reader takes.
///
/// The reader sees files of a name of its own choosing, by links, so that no name of the user's means anything else to
/// GDAL; and moments as text, since a GeoPackage would call a moment without a zone UTC.
enum GDALReader {
  /// Reads one layer or sheet.
  ///
  /// - Throws: ``InterchangeError``, also where GDAL is not installed.
  /// - Complexity: O(bytes).
  static func read(
    _ path: String, as format: ForeignFormat, geometry: RecordKind.Geometry, options: ReadOptions
  ) throws(InterchangeError) -> SourceTable {
    let shown = format == .postgreSQL ? DatabaseAddress.shown(path) : path
    if options.sheet != nil, !format.isWorkbook { throw .noParts(shown, option: "--sheet") }
    return try PrivateFolder.lend { (folder) throws(InterchangeError) in
      let gdal = GDAL(folder: folder, path: shown)
      let source = try lay(path, format, into: folder)
      let encoding = try Encoding(of: source, format, options, gdal: gdal)
      try convert(source, format, options, encoding, gdal: gdal)
      let reader = GeoPackageReader(
        shown, options, format: format.isWorkbook ? .workbook : .foreignLayer)
      var table = try reader.read(folder.file("layers.gpkg"), geometry: geometry)
      if encoding.isUnknown { try table.requireASCII() }
      if format.isShapefile { table.lengthenHeaders() }
      if format == .ods { table.shortenNumbers() }
      if format == .kml || format == .kmz { table.dropColumns(named: keyholeColumns) }
      return table
    }
  }

  /// Links the files that belong together into the folder, and returns what GDAL calls them.
  private static func lay(
    _ path: String, _ format: ForeignFormat, into folder: PrivateFolder
  ) throws(InterchangeError) -> String {
    guard let ending = format.ending else { return path }
    try folder.link("source.\(ending)", to: path)
    if !format.companions.isEmpty {
      let slash = path.lastIndex(of: "/")
      let place = slash.map { String(path[...$0]) } ?? "./"
      let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
      let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
      // Endings are written in either case, and Windows does not care.
      for other in PrivateFolder.names(in: place) where other.hasPrefix("\(stem).") {
        let end = other.dropFirst(stem.count + 1).lowercased()
        if format.companions.contains(end) {
          try folder.link("source.\(end)", to: place + other)
        }
      }
    }
    let file = folder.file("source.\(ending)")
    guard case .zipped(_, let member) = format else { return file }
    return "/vsizip/{\(file)}/\(member)"
  }

  private static func convert(
    _ source: String, _ format: ForeignFormat, _ options: ReadOptions, _ encoding: Encoding, gdal: GDAL
  ) throws(InterchangeError) {
    var arguments = [
      "-f", "GPKG", "-lco", "SPATIAL_INDEX=NO", "-lco", "FID=ogc_fid", "-lco", "GEOMETRY_NAME=ogc_geometry",
      "-nlt", "CONVERT_TO_LINEAR", "-dim", "XY", "-mapFieldType", "DateTime=String,Time=String",
    ]
    if let name = encoding.name { arguments += ["-oo", "ENCODING=\(name)"] }
    arguments += [gdal.folder.file("layers.gpkg"), source]
    let wanted = format.isWorkbook ? options.sheet ?? options.layer : options.layer
    if format == .postgreSQL, wanted == nil {
      // A database may hold anything: not all of it is fetched to look which layer is meant.
      throw .severalLayers(gdal.path, option: "--layer", layers: try layers(of: source, gdal: gdal))
    }
    // A layer whose name begins with a dash would be taken for an option: all are fetched, and the reader chooses.
    if let wanted, !wanted.hasPrefix("-") { arguments.append(wanted) }
    let answer = try gdal.run("ogr2ogr", arguments, isDatabase: format == .postgreSQL)
    if answer.succeeded { return }
    if let wanted, answer.complaint.contains("fetch requested layer") {
      throw .unknownLayer(
        gdal.path, option: format.isWorkbook ? "--sheet" : "--layer", wanted: wanted,
        layers: try layers(of: source, gdal: gdal))
    }
    throw .gdalFailed(gdal.path, cause: answer.complaint)
  }

  /// The names of all layers, as `ogrinfo -q` lists them: `1: villages (Multi Polygon)`.
  private static func layers(of source: String, gdal: GDAL) throws(InterchangeError) -> [String] {
    let answer = try gdal.run(
      "ogrinfo", ["-q", "-ro", source], isDatabase: DatabaseAddress.isAddress(source))
    guard answer.succeeded else { throw .gdalFailed(gdal.path, cause: answer.complaint) }
    return answer.output.split(separator: "\n").compactMap { line in
      line.wholeMatch(of: /(?:\d+|Layer): (.+?)(?: \([^()]*\))?/).map { String($0.output.1) }
    }
  }

  /// What KML has of its own for every place, and says nothing of a campaign.
  private static let keyholeColumns: Set<String> = [
    "description", "timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility",
    "draworder", "icon", "snippet",
  ]
}

/// The encoding of a shapefile's texts, which GDAL takes for Latin-1 where nothing says it, and says nothing.
private struct Encoding {
  /// What GDAL is told; nil leaves it to what the file says.
  var name: String?
  /// True if neither file nor user says it: only ASCII may then be believed.
  var isUnknown = false

  /// The code page byte that means "this computer's", whichever that was.
  private static let unsaidCodePage = "87"

  init(
    of source: String, _ format: ForeignFormat, _ options: ReadOptions, gdal: GDAL
  ) throws(InterchangeError) {
    guard format.isShapefile else { return }
    if let encoding = options.encoding {
      name = encoding.title
      return
    }
    // A .cpg file, then the byte of the DBF file's header that names a code page; also inside a zip file.
    let answer = try gdal.run("ogrinfo", ["-ro", "-so", "-al", "-nogeomtype", "-mdd", "SHAPEFILE", source])
    let metadata = answer.output.split(separator: "\n").reduce(into: [Substring: Substring]()) {
      result, line in
      let parts = line.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { result[parts[0]] = parts[1] }
    }
    if metadata["ENCODING_FROM_CPG"] != nil { return }
    if metadata["ENCODING_FROM_LDID"] != nil, metadata["LDID_VALUE"] != Substring(Encoding.unsaidCodePage) {
      return
    }
    // Latin-1 gives every byte a character of its own, so that ASCII and other bytes can be told apart.
    name = "ISO-8859-1"
    isUnknown = true
  }
}

extension SourceTable {
  /// Refuses texts of an unknown encoding.
  fileprivate func requireASCII() throws(InterchangeError) {
    for column in cells.indices {
      for row in cells[column].indices where bytes[cells[column][row].range].contains(where: { $0 >= 0x80 }) {
        throw .unknownEncoding(path, row: sourceRow(row), field: headers[column])
      }
    }
    if let header = headers.first(where: { !$0.utf8.allSatisfy { $0 < 0x80 } }) {
      throw .unknownEncoding(path, row: 0, field: header)
    }
  }

  /// Writes numbers anew that GDAL has given sixteen decimals (`12.0000000000000000`), as it does for OpenDocument.
  fileprivate mutating func shortenNumbers() {
    for column in cells.indices {
      for row in cells[column].indices {
        let text = bytes[cells[column][row].range]
        guard text.count > 17, text[text.endIndex - 17] == UInt8(ascii: "."),
          let number = text.withUnsafeBufferPointer({ DecimalNumber.parse($0) })
        else { continue }
        let start = bytes.count
        NumberText.append(number, to: &bytes)
        cells[column][row] = Cell(start..<bytes.count)
      }
    }
  }

  /// Gives fields of ours their names back that a DBF file cut to ten letters.
  fileprivate mutating func lengthenHeaders() {
    let fields = Set(RecordKind.allCases.flatMap(\.columnNames))
    for column in headers.indices where headers[column].utf8.count == 10 {
      let header = headers[column].lowercased()
      let whole = fields.filter { $0.count > 10 && $0.hasPrefix(header) }
      if whole.count == 1, let field = whole.first, !headers.contains(field) { headers[column] = field }
    }
  }

  /// Leaves columns out, by their names in lower case.
  fileprivate mutating func dropColumns(named names: Set<String>) {
    for column in headers.indices.reversed() where names.contains(headers[column].lowercased()) {
      headers.remove(at: column)
      cells.remove(at: column)
    }
  }
}
