internal import GeoPackageFormat

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A campaign's file.
///
/// All that one command changes goes through one ``write(_:)``: it is on the disk when that returns, and nothing of it
/// is if it throws. ``read(_:)`` sees one state of the file from beginning to end. Neither is called inside the other:
/// what a transaction holds is ``WorkspaceWriter/current``.
public struct Workspace: Sendable {
  /// Where the file is.
  public let path: String
  /// Whether it was opened to be written.
  let isWritable: Bool
  let geoPackage: GeoPackage

  /// Opens a workspace. One that is only read may lie in a read-only folder, and nothing is left beside it.
  ///
  /// - Parameters:
  ///   - writable: Whether commands will write. An older schema is then brought up to date.
  ///   - busyTimeout: Seconds to wait for another program that writes.
  /// - Throws: ``StoreError`` if there is none, or none that this program reads.
  public static func open(at path: String, writable: Bool, busyTimeout: Double = 5) throws -> Workspace {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT { throw StoreError.notFound(path: path) }
      throw StoreError.system(path: path, doing: "open it", reason: String(cString: strerror(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw StoreError.isFolder(path: path) }
    let workspace = try Workspace(path: path, access: writable ? .write : .read, busyTimeout: busyTimeout)
    if writable { try workspace.checkTriggers() }
    try workspace.checkSchema(writable: writable)
    return workspace
  }

  init(path: String, access: GeoPackage.Access, busyTimeout: Double = 5) throws {
    self.path = path
    isWritable = access == .write
    do {
      geoPackage = try GeoPackage(path: path, access: access, busyTimeout: busyTimeout)
    } catch {
      throw error == .notADatabase
        ? StoreError.notAGeoPackage(path: path) : StoreError.geoPackage(path: path, error)
    }
  }

  /// Refuses to write to a file with triggers of others: an import would store one thing and the file hold another.
  private func checkTriggers() throws {
    try named { try geoPackage.read { try checkTriggers(on: $0) } }
  }

  private func checkTriggers(on connection: Connection) throws {
    let names = try connection.foreignSchemaObjects().filter { $0.kind == .trigger }.map(\.title)
    if !names.isEmpty { throw StoreError.foreignTriggers(path: path, names: names) }
  }

  /// Brings an older schema up to date, in one transaction, with a copy of the file as it was beside it.
  private func checkSchema(writable: Bool) throws {
    let found = try named {
      try geoPackage.read { connection in
        guard try connection.isGeoPackage() else { throw StoreError.notAGeoPackage(path: path) }
        guard let version = try Migration.version(of: connection) else {
          throw StoreError.notAWorkspace(path: path)
        }
        return version
      }
    }
    if found > Migration.current {
      throw StoreError.newerSchema(path: path, found: found, readable: Migration.current)
    }
    guard found < Migration.current else { return }
    guard writable else {
      throw StoreError.olderSchema(path: path, found: found, current: Migration.current)
    }
    try named {
      try geoPackage.write { connection in
        // Another process may have migrated between the look above and this transaction.
        let version = try Migration.version(of: connection) ?? found
        guard version < Migration.current else { return }
        let copy = try keepCopy(ofSchema: version)
        try Migration.run(on: connection, from: version)
        try Migration.note(from: version, copy: copy, on: connection)
        try LayerMarks.renew(on: connection)
      }
    }
  }

  /// Runs `body` on one state of the workspace.
  public func read<R>(_ body: (borrowing WorkspaceReader) throws -> R) throws -> R {
    try named { try geoPackage.read { try body(WorkspaceReader(connection: $0)) } }
  }

  /// Runs `body` in one transaction: all of its changes are kept, or none if it throws.
  ///
  /// Layers that another program has changed since the last one first get their line in the import log.
  @discardableResult
  public func write<R>(_ body: (borrowing WorkspaceWriter) throws -> R) throws -> R {
    try named {
      try geoPackage.write { connection in
        // Since the file was opened, another program may have written to it.
        try checkTriggers(on: connection)
        let edited = try LayerMarks.noteEdits(on: connection)
        let result = try body(WorkspaceWriter(connection: connection, editedOutside: edited))
        try LayerMarks.renew(on: connection)
        return result
      }
    }
  }

  /// Runs `body` as ``write(_:)`` does and takes all of it back: the file keeps its bytes, whatever `body` returns.
  public func rehearse<R>(_ body: (borrowing WorkspaceWriter) throws -> R) throws -> R {
    var result: Result<R, any Error> = .failure(Rehearsed())
    do {
      try write { writer in
        result = .success(try body(writer))
        throw Rehearsed()
      }
    } catch is Rehearsed {}
    return try result.get()
  }

  /// Closes the file. Without it the last copy of this value does.
  public func close() throws {
    try named { try geoPackage.close() }
  }

  /// What is wrong with the file's pages and spatial indices; empty if nothing is. - Complexity: reads the whole file.
  public func faults() throws -> [String] { try named { try geoPackage.read { try $0.faults() } } }

  /// Makes an empty file a workspace.
  func initialise(settings: [String: String]) throws {
    try geoPackage.write { connection in
      try Migration.run(on: connection, from: 0)
      let writer = WorkspaceWriter(connection: connection)
      for (key, value) in settings.sorted(by: { $0.key < $1.key }) { try writer.setSetting(key, value) }
      try LayerMarks.renew(on: connection)
    }
  }

  /// Ends the transaction of a rehearsal, which has gone well.
  private struct Rehearsed: Error {}

  /// Puts the file's name to what SQLite says.
  func named<R>(_ body: () throws -> R) throws -> R {
    do { return try body() } catch let error as GeoPackageError {
      throw StoreError.geoPackage(path: path, error)
    }
  }
}
