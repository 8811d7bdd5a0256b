public import CampaignModel

/// Why a file cannot be read or written. Bad rows are not among these: they are `Rejection`s.
public enum InterchangeError: Error, Equatable {
  // Files.
  case cannotRead(String, cause: String)
  case isFolder(String)
  case notRegularFile(String)
  case emptyFile(String)
  case tooLarge(String, size: Int, limit: Int)
  case tooManyRows(String, limit: Int)
  case tooManyColumns(String, limit: Int)
  case tooManyCells(String, limit: Int)
  case unreadableFormat(String, found: String)
  case damagedPacking(String, packing: String, found: String)
  case packingTrap(String, packedSize: Int, ratio: Int)
  case recordTooLong(String, line: Int, limit: Int)
  case notStreamed(String, found: String)

  // Text.
  case otherEncoding(String, found: String)
  case notUTF8(String, row: Int?, line: Int, byte: Int, found: UnknownText)
  case badBytes(String, TextEncoding, line: Int, byte: Int, isNUL: Bool)
  case encodingContradicted(String, TextEncoding, found: String)
  case noConverter(String, TextEncoding)
  case twoByteOrderMarks(String)

  // CSV.
  case notCSV(String, found: String)
  case unterminatedQuote(String, line: Int)
  case textAfterQuote(String, line: Int)
  case duplicateHeader(String, header: String, first: Int, second: Int)

  // JSON and GeoJSON.
  case json(String, line: Int, byte: Int, expected: String, found: String)
  case notFeatures(String, found: String)
  case unsupportedCRS(String, found: String)
  case twoCRSs(String, first: String, second: String)
  case coordinates(String, field: String, CoordinateConversion.Refusal)

  // Columns.
  case badMapping(String, part: String)
  case fieldMappedTwice(String, field: String)
  case unknownField(String, kind: RecordKind, fields: [String])
  case unknownHeader(String, field: String, header: String, headers: [String])
  case twoHeaders(String, field: String, first: String, second: String)
  case missingColumn(String, kind: RecordKind, field: String, headers: [String])
  /// The headers clearly speak of another kind of record.
  case otherKind(String, kind: RecordKind, other: RecordKind)
  case loneCoordinate(String, header: String, missing: String)
  case nothingToNameRowsBy(String, kind: RecordKind, headers: [String])
  case noPolygons(String, kind: RecordKind)
  case badOffset(Int)

  // Output.
  case cannotWrite(String, cause: String)
  /// A file that the same run reads would be replaced.
  case outputIsInput(String)
  /// A campaign would be replaced.
  case outputIsWorkspace(String)

  // Files of several layers, and formats that another program reads.
  case noParts(String, option: String)
  case severalLayers(String, option: String, layers: [String])
  case unknownLayer(String, option: String, wanted: String, layers: [String])
  case badGeoPackage(String, cause: String)
  case damagedZip(String, found: String)
  case zipTrap(String, found: String)
  case severalInZip(String, names: [String])
  case unknownEncoding(String, row: Int, field: String)
  case needsGDAL(String, program: String)
  case gdalFailed(String, cause: String)
  case gdalLimit(String, limit: String)
  case unwritableFormat(String)
  case otherGeometry(String, format: String)
  case placelessRows(String, count: Int)

  // Databases.
  case passwordInAddress(String)
  case needsPsql(String)
  case badSchemaName(String, schema: String)
  case databaseRefused(String, cause: String)
}

extension InterchangeError: CustomStringConvertible {
  /// One sentence: file, row or line, field, expected, found, and what to do.
  public var description: String {
    switch self {
    case .cannotRead(let file, let cause): "\(file): cannot be read: \(cause)"
    case .isFolder(let file): "\(file): expected a file, found a folder; name one of the files in it"
    case .notRegularFile(let file):
      "\(file): expected a file on disk, found a device or pipe; save the data as a file first"
    case .emptyFile(let file): "\(file): the file is empty; expected a header and rows, or features"
    case .tooLarge(let file, let size, let limit):
      "\(file): the file has \(size) bytes, expected at most \(limit); split it by rows"
    case .tooManyRows(let file, let limit): "\(file): expected at most \(limit) rows; split the file"
    case .tooManyColumns(let file, let limit):
      "\(file): expected at most \(limit) different columns or properties; leave out what is not needed"
    case .tooManyCells(let file, let limit):
      "\(file): expected at most \(limit) values (features times different properties); split the file, or "
        + "leave out properties"
    case .unreadableFormat(let file, let found):
      "\(file): found \(found); expected \(FileFormat.readableNames)"
    case .damagedPacking(let file, let packing, let found):
      "\(file): expected whole \(packing) data, found \(found); get the file anew"
    case .packingTrap(let file, let packedSize, let ratio):
      "\(file): \(packedSize) bytes: expected data that unpack to at most \(ratio) times as many, found more; unpack "
        + "the file yourself if you trust it"
    case .recordTooLong(let file, let line, let limit):
      "\(file): line \(line): expected a record of at most \(limit >> 20) MiB, found a longer one; is a quotation mark "
        + "not closed?"
    case .notStreamed(let file, let found):
      "\(file): expected CSV in UTF-8 on standard input, found \(found); give the file by its name"
    case .otherEncoding, .notUTF8, .twoByteOrderMarks: aboutText
    case .badBytes, .encodingContradicted, .noConverter: aboutEncoding
    case .notCSV, .unterminatedQuote, .textAfterQuote, .duplicateHeader: aboutCSV
    case .json, .notFeatures: aboutJSON
    case .unsupportedCRS, .twoCRSs, .coordinates: aboutCoordinates
    case .cannotWrite(let file, let cause): "\(file): cannot be written: \(cause)"
    case .outputIsInput(let file):
      "\(file): expected a file of its own for the output, found one that this command reads; give another name"
    case .outputIsWorkspace(let file):
      "\(file): expected a file of its own for the output, found a campaign, which no output replaces; give another name"
    case .noParts, .severalLayers, .unknownLayer, .badGeoPackage, .damagedZip, .zipTrap, .severalInZip,
      .unknownEncoding, .needsGDAL, .gdalFailed, .gdalLimit, .unwritableFormat, .otherGeometry,
      .placelessRows:
      aboutFormats
    case .passwordInAddress, .needsPsql, .badSchemaName, .databaseRefused: aboutDatabases
    default: aboutColumns
    }
  }

  private var aboutDatabases: String {
    switch self {
    case .passwordInAddress(let address):
      "\(address): expected an address without a password, as others on this machine can read a command line; leave it "
        + "out, and give it by PGPASSWORD, ~/.pgpass or a service"
    case .needsPsql(let address):
      "\(address): databases are written through PostgreSQL's psql, expected it in PATH, found none; install it "
        + "(apt install postgresql-client)"
    case .badSchemaName(let address, let schema):
      "\(address): --schema: expected a name of 1 to 63 bytes that does not begin with pg_, found \(Rejection.quote(schema))"
    case .databaseRefused(let address, let cause):
      "\(address): expected the database to take the layers, found: \(cause); nothing was changed there"
    default: ""
    }
  }

  private var aboutText: String {
    switch self {
    case .otherEncoding(let file, let found):
      "\(file): from byte 1 on: the text is \(found), expected UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)"
    case .notUTF8(let file, let row, let line, _, .gb18030(let names)) where row == 0 && !names.isEmpty:
      "\(file): \(InterchangeError.place(row: row, line: line)): not UTF-8; as GB18030 it has the columns "
        + "\(names.joined(separator: ", ")): pass --encoding gb18030, or save it as UTF-8"
    case .notUTF8(let file, let row, let line, _, .gb18030):
      "\(file): \(InterchangeError.place(row: row, line: line)): not UTF-8; it can be read as GB18030: pass --encoding gb18030 "
        + "if the table looks right then, else --encoding big5, or save it as UTF-8"
    case .notUTF8(let file, let row, let line, let byte, let found):
      "\(file): \(InterchangeError.place(row: row, line: line)), byte \(byte): "
        + InterchangeError.sentence(of: found)
    case .twoByteOrderMarks(let file):
      "\(file): from byte 1 on: found two byte order marks, expected one or none; "
        + "it was put together from others: save it anew as UTF-8"
    default: ""
    }
  }

  private var aboutEncoding: String {
    switch self {
    case .badBytes(let file, let encoding, let line, let byte, let isNUL):
      "\(file): line \(line), byte \(byte): found \(isNUL ? "a NUL" : "bytes that are not \(encoding.title)"), "
        + "expected \(encoding.title) text; give the right --encoding, or save it as UTF-8 (in Excel: CSV UTF-8)"
    case .encodingContradicted(let file, let encoding, let found):
      "\(file): --encoding \(encoding.rawValue): expected \(encoding.title) text, found \(found); leave out --encoding"
    case .noConverter(let file, let encoding):
      "\(file): --encoding \(encoding.rawValue): the C library of this machine cannot read \(encoding.title); "
        + "install its converters (Debian: libc6), or save the file as UTF-8"
    default: ""
    }
  }

  private var aboutCSV: String {
    switch self {
    case .notCSV(let file, let found): "\(file): found \(found); expected CSV"
    case .unterminatedQuote(let file, let line):
      "\(file): line \(line): a quotation mark opens here and never closes; "
        + "close it, or double it if it belongs to the text"
    case .textAfterQuote(let file, let line):
      "\(file): line \(line): expected a delimiter or a line end after a closing quotation mark, found text; "
        + "double the quotation marks that belong to the text"
    case .duplicateHeader(let file, let header, let first, let second):
      "\(file): header: columns \(first) and \(second) "
        + (HeaderNames.isKnown(header)
          ? "are both named \(Rejection.quote(header)), " : "have the same name, ")
        + "expected different names; rename one"
    default: ""
    }
  }

  private var aboutJSON: String {
    switch self {
    case .json(let file, let line, let byte, let expected, let found):
      "\(file): line \(line), byte \(byte): expected \(expected), found \(found)"
    case .notFeatures(let file, let found):
      "\(file): outermost member: expected a GeoJSON FeatureCollection or Feature, found \(found)"
    default: ""
    }
  }

  private var aboutCoordinates: String {
    switch self {
    case .unsupportedCRS(let file, let found):
      "\(file): CRS: expected EPSG:4326 (WGS 84 longitude and latitude) or another EPSG code, found "
        + "\(Rejection.quote(found)); name it with --crs EPSG:n, or transform the file to EPSG:4326 first"
    case .twoCRSs(let file, let first, let second):
      "\(file): member crs: expected one CRS for the whole file, found \(first) and \(second); "
        + "write the file anew in one of them"
    case .coordinates(let file, let field, let refusal):
      "\(file): field \(field): expected \(refusal.expected), found \(refusal.found); \(refusal.remedy)"
    default: ""
    }
  }

  private var aboutFormats: String {
    switch self {
    case .noParts(let file, let option):
      "\(file): \(option) is for files of several "
        + (option == "--sheet" ? "sheets (.xlsx, .ods)" : "layers (.gpkg, .kml, .gdb, PG:…)")
        + ", and this is none; leave it out"
    case .severalLayers(let file, let option, let layers) where layers.count == 1:
      "\(file): expected the name of the layer to read; give \(option) \(layers[0])"
    case .severalLayers(let file, let option, let layers):
      "\(file): expected one \(InterchangeError.part(option)) with rows, found \(InterchangeError.list(layers)); "
        + "say which with \(option) \(layers.first ?? "NAME")"
    case .unknownLayer(let file, let option, let wanted, let layers):
      "\(file): \(option): expected one of \(InterchangeError.list(layers)), found \(Rejection.quote(wanted))"
    case .badGeoPackage(let file, let cause): "\(file): \(cause)"
    case .damagedZip(let file, let found):
      "\(file): expected a whole zip file, found \(found); get the file anew"
    case .zipTrap(let file, let found):
      "\(file): expected a zip file as offices make them, found \(found); it is not opened"
    case .severalInZip(let file, let names):
      "\(file): expected one data set in the zip file, found \(InterchangeError.list(names)); "
        + "unpack it and name one"
    case .unknownEncoding(let file, let row, let field):
      "\(file): row \(row), field \(field): expected a .cpg file or a code page that says the encoding of its "
        + "texts, found neither; give --encoding, as GB18030 or UTF-8"
    case .needsGDAL(let file, let program):
      "\(file): this format is read and written through GDAL, expected its program \(program), found none in PATH; "
        + "install it (apt install gdal-bin), or use CSV, GeoJSON or GeoPackage"
    case .gdalFailed(let file, let cause): "\(file): GDAL cannot read or write it: \(cause)"
    case .gdalLimit(let file, let limit):
      "\(file): expected GDAL to need at most \(limit), and it was ended there; split the file"
    case .unwritableFormat(let file):
      "\(file): expected a name that ends in \(ExportFormat.endings.joined(separator: ", "))"
    case .otherGeometry(let file, let format):
      "\(file): \(format) holds places, and these rows have none; write .csv or .xlsx"
    case .placelessRows(let file, let count):
      "\(file): expected a place for every row, as GDAL leaves others out of a FlatGeobuf, found \(count) without; "
        + "write .gpkg or .geojson"
    default: ""
    }
  }

  private static func part(_ option: String) -> String { option == "--sheet" ? "sheet" : "layer" }

  private var aboutColumns: String {
    switch self {
    case .badMapping(let text, let part):
      "--columns \(Rejection.quote(text)): expected field=header, separated by commas, "
        + "found \(Rejection.quote(part))"
    case .fieldMappedTwice(let text, let field):
      "--columns \(Rejection.quote(text)): field \(field) is named twice, expected once"
    case .unknownField(let field, let kind, let fields):
      "--columns: \(kind.rawValue) have no field \(Rejection.quote(field)); expected one of "
        + InterchangeError.list(fields)
    case .unknownHeader(let file, let field, let header, let headers):
      "\(file): --columns \(field): expected a column \(Rejection.quote(header)), found "
        + shownHeaders(headers, in: file)
    case .twoHeaders(let file, let field, let first, let second):
      "\(file): header: both \(Rejection.quote(first)) and \(Rejection.quote(second)) mean the field "
        + "\(field); say which with --columns \(field)=\(first)"
    case .missingColumn(let file, let kind, let field, let headers):
      "\(file): header: \(kind.rawValue) need a column \(field), found \(shownHeaders(headers, in: file)); "
        + "rename one, or say which it is with --columns \(field)=HEADER"
    case .otherKind(let file, let kind, let other):
      "\(file): header: the columns are those of \(other.rawValue), expected \(kind.rawValue); import the file as "
        + "\(other.rawValue), or say what its columns are with --columns"
    case .loneCoordinate(let file, let header, let missing):
      "\(file): header: \(Rejection.quote(header)) holds one coordinate and there is no column \(missing); "
        + "add it, or say which it is with --columns \(missing)=HEADER"
    case .nothingToNameRowsBy(let file, let kind, let headers):
      "\(file): header: \(kind.rawValue) need a column \(kind.keyField.name), or one of "
        + "\(InterchangeError.list(kind.keyParts)) to make it of, found \(shownHeaders(headers, in: file)); "
        + "say which it is with --columns \(kind.keyField.name)=HEADER"
    case .noPolygons(let file, let kind):
      "\(file): \(kind.rawValue) are polygons, and this file or layer has none; expected GeoJSON, or a layer with polygons"
    case .badOffset(let minutes):
      "expected a UTC offset from -1440 to 1440 minutes, found \(minutes)"
    default: ""
    }
  }

  private static func sentence(of found: UnknownText) -> String {
    switch found {
    case .nul: "found a NUL byte, expected UTF-8 text; save it as UTF-8 (in Excel: CSV UTF-8)"
    case .brokenUTF8:
      "found bytes that are not UTF-8, though the text before them is; the file was cut off, or put together from "
        + "files of several encodings: save it anew as UTF-8"
    case .gb18030, .other:
      "found bytes that are not UTF-8, expected UTF-8 text; save it as UTF-8 (in Excel: CSV UTF-8)"
    }
  }

  private static func place(row: Int?, line: Int) -> String {
    switch row {
    case nil: "line \(line)"
    case let row? where row >= 1: "row \(row) (line \(line))"
    default: "header (line \(line))"
    }
  }

  /// The names in one line, at most twenty of them.
  private static func list(_ names: [String]) -> String {
    if names.isEmpty { return "none" }
    let shown = names.prefix(20).map { name in
      name.isEmpty ? "(no name)" : String(Rejection.quote(name).dropFirst().dropLast())
    }
    let rest = names.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
