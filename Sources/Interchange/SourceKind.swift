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
  /// - Throws: ``InterchangeError`` if there is nothing to read, or a zip file that is none of ours or looks like a trap.
  init(of path: String) throws(InterchangeError) {
    if DatabaseAddress.isAddress(path) {
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

/// How the user names a PostgreSQL database: `PG:` and a connection string of libpq.
enum DatabaseAddress {
  static func isAddress(_ path: String) -> Bool { path.hasPrefix("PG:") }

  /// The address as messages and logs may show it: without a password.
  static func shown(_ address: String) -> String {
    address
      .replacing(/(?i)password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)/, with: "password=***")
      .replacing(/(:\/\/[^:@\/\s]*):[^@\/\s]*@/) { "\($0.output.1):***@" }
  }
}

/// A source as it is named in messages: a path as it was given, or a database's address without its password.
public func shownSource(_ path: String) -> String {
  DatabaseAddress.isAddress(path) ? DatabaseAddress.shown(path) : path
}

/// The name of a source in a log: a file's last path component, or a database's address without its password.
public func sourceName(_ path: String) -> String {
  if DatabaseAddress.isAddress(path) { return DatabaseAddress.shown(path) }
  return path.split(separator: "/").last.map(String.init) ?? path
}
