internal import GRDB
internal import GRDBSQLite

/// SQL on an open file, inside one transaction of ``GeoPackage``; good for as long as that transaction runs.
public struct Connection {
  let handle: OpaquePointer

  init(_ database: Database) throws(GeoPackageError) {
    guard let handle = database.sqliteConnection else { throw .unreadable("the connection is closed") }
    self.handle = handle
  }

  /// Compiles one statement.
  public func prepare(_ sql: String) throws(GeoPackageError) -> Statement {
    try Statement(sql, on: handle)
  }

  /// Runs one statement with its values bound in order, and drops its rows.
  public func execute(_ sql: String, _ values: SQLValue...) throws(GeoPackageError) {
    let statement = try prepare(sql)
    for (i, value) in values.enumerated() { try statement.bind(Int32(i + 1), value) }
    while try statement.step() {}
  }

  /// Runs a query with its values bound in order, and lends every row to `body`.
  public func forEachRow(
    _ sql: String, _ values: SQLValue..., do body: (borrowing Statement) throws -> Void
  ) throws {
    let statement = try prepare(sql)
    for (i, value) in values.enumerated() { try statement.bind(Int32(i + 1), value) }
    while try statement.step() { try body(statement) }
  }

  /// The first column of the first row as a whole number; nil without a row or for NULL.
  public func integer(_ sql: String, _ values: SQLValue...) throws(GeoPackageError) -> Int64? {
    let statement = try prepare(sql)
    for (i, value) in values.enumerated() { try statement.bind(Int32(i + 1), value) }
    return try statement.step() && !statement.isNull(0) ? statement.integer(0) : nil
  }

  /// The first column of the first row as text; nil without a row or for NULL.
  public func text(_ sql: String, _ values: SQLValue...) throws(GeoPackageError) -> String? {
    let statement = try prepare(sql)
    for (i, value) in values.enumerated() { try statement.bind(Int32(i + 1), value) }
    return try statement.step() ? statement.text(0) : nil
  }

  /// Rows that the latest INSERT, UPDATE or DELETE changed, without those of its triggers.
  public var changes: Int { Int(sqlite3_changes(handle)) }

  /// The rowid of the latest INSERT.
  public var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// How often the file has been written to, as its header counts: every transaction of every program that changes it adds one.
  ///
  /// Inside a transaction that writes it is still the number from before; a commit makes it one more. It is asked of SQLite's own handle:
  /// to open and close the file beside it would give up its locks (POSIX advisory locks are those of a process).
  ///
  /// - Returns: Nil where the number proves nothing: for a file in WAL mode, which counts otherwise.
  public var changeCount: UInt32? {
    var file: UnsafeMutablePointer<sqlite3_file>?
    guard sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK, let file,
      let read = file.pointee.pMethods?.pointee.xRead
    else { return nil }
    var header = [UInt8](repeating: 0, count: 28)
    guard read(file, &header, 28, 0) == SQLITE_OK, header[18] == 1, header[19] == 1 else { return nil }
    return header[24..<28].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// True if a table has a column of this name.
  public func hasColumn(_ name: String, in table: String) throws(GeoPackageError) -> Bool {
    try integer("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", .text(table), .text(name)) != nil
  }

  /// True if there is a table, view, index or trigger of this name.
  public func hasSchemaObject(_ name: String) throws(GeoPackageError) -> Bool {
    try integer("SELECT 1 FROM sqlite_schema WHERE name = ? COLLATE NOCASE", .text(name)) != nil
  }
}

/// A value that is bound to a statement.
public enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)

  /// A text, or NULL.
  public static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }

  /// A whole number, or NULL.
  public static func optional(_ number: Int?) -> SQLValue { number.map { .integer(Int64($0)) } ?? .null }

  /// A real number, or NULL.
  public static func optional(_ number: Double?) -> SQLValue { number.map(SQLValue.real) ?? .null }
}

/// The name of a table or column as it stands in SQL: in double quotes, with those inside doubled.
///
/// The only way by which a name gets into a statement; values are bound.
public func quotedIdentifier(_ name: String) -> String {
  "\"" + name.replacing("\"", with: "\"\"") + "\""
}
