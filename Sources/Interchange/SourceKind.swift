/// Which reader a path is for: told by the first bytes, and by the name only where these may be any text.
enum SourceKind: Equatable {
  /// Text, read by this module; ``FileFormat`` tells CSV from GeoJSON, and refuses what is neither.
  case text
  /// A GeoPackage, read by this module.
  case geoPackage
  /// A format that GDAL reads for us.
  case foreign(ForeignFormat)

  /// Looks at what a path leads to.
  ///
  /// - Throws: ``InterchangeError`` if there is nothing to read, a zip file that is none of ours or looks like a
  ///   trap, or a database's address that holds a password.
  init(of path: String) throws(InterchangeError) {
    if DatabaseAddress.isAddress(path) {
      if DatabaseAddress.holdsPassword(path) { throw .passwordInAddress(DatabaseAddress.shown(path)) }
      self = .foreign(.postgreSQL)
      return
    }
    let ending = SourceKind.ending(of: path)
    var head: [UInt8] = []
    do throws(SystemFailure) {
      let file = try FileDescriptor.openForReading(path)
      switch try file.status().target {
      case .folder where ending == "gdb":
        self = .foreign(.fileGeodatabase)
        return
      case .regular: head = try file.bytes(at: 0, count: 1024)
      default:
        // Folders, devices and pipes are refused where text files are.
        self = .text
        return
      }
    } catch { throw .cannotRead(path, cause: error.cause) }
    if head.starts(with: "SQLite format 3\0".utf8) {
      self = .geoPackage
    } else if head.starts(with: "PK\u{3}\u{4}".utf8) {
      self = .foreign(try ForeignFormat(zip: ZipDirectory(path), of: path))
    } else if let format = ForeignFormat(head: head, ending: ending) {
      self = .foreign(format)
    } else {
      self = .text
    }
  }

  /// The end of a file's name after its last point, in lower case.
  static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let point = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: point)...].lowercased()
  }
}
