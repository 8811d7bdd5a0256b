internal import GRDB
internal import GRDBSQLite

/// An open GeoPackage file.
///
/// Every connection is set up alike. A rollback journal with `synchronous=EXTRA` keeps a commit that has been
/// acknowledged through a power cut (`FULL` does not sync the folder from which the journal was deleted, and lost
/// one in our tests). `cell_size_check=ON` notices a damaged page. A file from a stranger is opened to be read, and then
/// `trusted_schema=OFF` lets its views call no function and no virtual table that could do harm; to write needs the
/// schema's trust, since SQLite counts the R-tree that the standard's triggers write to among the unsafe ones.
public struct GeoPackage: Sendable {
  /// What a file is opened for.
  public enum Access: Sendable { case read, write }

  /// Where the file is.
  public let path: String
  private let queue: DatabaseQueue

  /// Opens a file; one opened to `write` is made if it is not there.
  ///
  /// To `read` changes nothing and leaves no file behind, on a read-only folder too. Only if a write to the file was
  /// interrupted is it first brought back to the state before, which needs the right to write.
  ///
  /// Not to be called while this process has a transaction open on the same file: see ``FileBytes/prefix(of:count:)``.
  ///
  /// - Parameter busyTimeout: Seconds to wait for another writer.
  public init(path: String, access: Access, busyTimeout: Double = 5) throws(GeoPackageError) {
    self.path = path
    do {
      queue = try GeoPackage.connect(path, access, busyTimeout)
    } catch .interruptedWrite where FileBytes.isWritable(path) {
      // SQLite rolls back when a connection that may write first reads.
      _ = try GeoPackage.connect(path, .write, busyTimeout)
      queue = try GeoPackage.connect(path, access, busyTimeout)
    }
  }

  private static func connect(
    _ path: String, _ access: Access, _ busyTimeout: Double, isProbe: Bool = false
  ) throws(GeoPackageError) -> DatabaseQueue {
    defer { if !isProbe { FilesRead.note(path: path) } }
    var configuration = Configuration()
    configuration.readonly = access == .read
    configuration.busyMode = .timeout(busyTimeout)
    configuration.prepareDatabase { database in
      try database.execute(
        sql: """
          PRAGMA trusted_schema = \(access == .read ? "OFF" : "ON"); PRAGMA cell_size_check = ON;
          PRAGMA synchronous = EXTRA; PRAGMA cache_size = -65536;
          """)
      // QGIS may leave the file in WAL mode, whose two more files a copy by hand forgets.
      if access == .write { try database.execute(sql: "PRAGMA journal_mode = DELETE") }
      guard let handle = database.sqliteConnection else { return }
      try SpatialFunctions.register(on: handle)
    }
    do {
      return try DatabaseQueue(
        path: access == .read ? nameToRead(path) : plainName(path), configuration: configuration)
    } catch let error as DatabaseError {
      throw GeoPackageError(error)
    } catch let error as GeoPackageError {
      throw error
    } catch {
      throw .unreadable("\(error)")
    }
  }

  /// The table by which a workspace of gridcover is known among GeoPackages.
  public static let workspaceTable = "gridcover_schema"

  /// True if a file is a workspace of gridcover, or a database that cannot be read and may be one.
  ///
  /// Not to be called while this process has a transaction open on the file: see ``FileBytes/prefix(of:count:)``.
  public static func isWorkspace(_ path: String) -> Bool {
    guard FileBytes.prefix(of: path, count: 16).map({ $0 == Array("SQLite format 3\0".utf8) }) ?? false else {
      return false
    }
    do {
      // Only looked at, not read: what is no workspace may well be replaced.
      return try connect(path, .read, 5, isProbe: true).read {
        try Connection($0).hasSchemaObject(workspaceTable)
      }
    } catch { return true }
  }

  /// Runs `body` on one state of the file, in a transaction that cannot write.
  public func read<R>(_ body: (Connection) throws -> R) throws -> R {
    try translated { try queue.read { try body(Connection($0)) } }
  }

  /// Runs `body` on one state of a file that may be damaged: what it found before it met the damage is not given up with
  /// the transaction.
  public func readDamaged<R>(_ body: (Connection) throws -> R) throws -> R {
    try translated {
      try queue.unsafeRead { database in
        let connection = try Connection(database)
        // Neither needs to succeed: a statement by itself sees one state, too.
        try? connection.execute("BEGIN")
        defer { try? connection.execute("COMMIT") }
        return try body(connection)
      }
    }
  }

  /// Runs `body` in one transaction: all of it is on the disk when this returns, or nothing if it throws.
  @discardableResult
  public func write<R>(_ body: (Connection) throws -> R) throws -> R {
    try translated { try queue.write { try body(Connection($0)) } }
  }

  /// Copies the file, as it is at one moment, to a file that is empty or not there; others may read and write meanwhile.
  ///
  /// SQLite's own backup: unlike a copy of the bytes it never catches half of a transaction, nor forgets a `-wal`.
  ///
  /// - Throws: ``GeoPackageError``; what the copy then holds is not to be used.
  /// - Complexity: O(bytes).
  public func backup(to path: String) throws {
    let copy = try GeoPackage.connect(path, .write, 5)
    try translated {
      try queue.backup(to: copy)
      // The mode of the journal is copied with the rest.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
    }
  }

  /// Closes the file. Without it the last copy of this value does.
  public func close() throws { try translated { try queue.close() } }

  private func translated<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch let error as DatabaseError { throw GeoPackageError(error) }
  }

  /// SQLite builds that take URIs would understand a file called `file:x?mode=…` as one.
  private static func plainName(_ path: String) -> String { path.hasPrefix("file:") ? "./" + path : path }

  /// The name under which SQLite opens the file without writing beside it.
  ///
  /// A file in WAL mode wants a `-shm` beside it even to be read, which would stay behind or, on a read-only folder,
  /// not come to be. If nothing waits in a `-wal`, the file alone is the whole truth and is opened as `immutable`.
  static func nameToRead(_ path: String) -> String {
    let walMark: UInt8 = 2
    guard let header = FileBytes.prefix(of: path, count: 20), header.count == 20, header[18] == walMark,
      FileBytes.size(of: path + "-wal") ?? 0 == 0
    else { return plainName(path) }
    // An absolute path follows an empty authority, or a second slash at its start would be taken for one.
    var uri = path.hasPrefix("/") ? "file://" : "file:"
    for scalar in path.unicodeScalars {
      switch scalar {
      case "%": uri += "%25"
      case "?": uri += "%3F"
      case "#": uri += "%23"
      default: uri.unicodeScalars.append(scalar)
      }
    }
    return uri + "?mode=ro&immutable=1"
  }
}
