internal import GRDBSQLite

/// A compiled statement. Parameters count from 1 and columns from 0, as in SQLite.
///
/// Bulk work goes through here: texts and geometries are bound from bytes and read as bytes, without a `String` or an
/// array between.
public struct Statement: ~Copyable {
  private let handle: OpaquePointer
  private let connection: OpaquePointer

  init(_ sql: String, on connection: OpaquePointer) throws(GeoPackageError) {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else {
      throw GeoPackageError(code: code, message: String(cString: sqlite3_errmsg(connection)), sql: sql)
    }
    self.handle = handle
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  // MARK: Running

  /// Goes to the next row; false after the last one, when the statement is ready to run again.
  public func step() throws(GeoPackageError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(handle)
      return false
    case let code:
      let error = GeoPackageError(
        code: code, message: String(cString: sqlite3_errmsg(connection)),
        sql: sqlite3_sql(handle).map { String(cString: $0) } ?? "")
      sqlite3_reset(handle)
      throw error
    }
  }

  /// Runs to the end and makes the statement ready for the next values.
  public func run() throws(GeoPackageError) { while try step() {} }

  /// Gives up the rows that are left.
  public func reset() { sqlite3_reset(handle) }

  // MARK: Binding

  private func check(_ code: Int32) throws(GeoPackageError) {
    guard code == SQLITE_OK else {
      throw GeoPackageError(
        code: code, message: String(cString: sqlite3_errmsg(connection)),
        sql: sqlite3_sql(handle).map { String(cString: $0) } ?? "")
    }
  }

  /// Tells SQLite to copy what it is given before the call returns.
  private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

  /// Binds NULL.
  public func bindNull(_ i: Int32) throws(GeoPackageError) { try check(sqlite3_bind_null(handle, i)) }

  /// Binds a whole number.
  public func bind(_ i: Int32, integer: Int64) throws(GeoPackageError) {
    try check(sqlite3_bind_int64(handle, i, integer))
  }

  /// Binds a real number; NaN becomes NULL.
  public func bind(_ i: Int32, real: Double) throws(GeoPackageError) {
    try check(sqlite3_bind_double(handle, i, real))
  }

  /// Binds UTF-8 bytes as text.
  public func bind(_ i: Int32, utf8: UnsafeBufferPointer<UInt8>) throws(GeoPackageError) {
    // A nil address would bind NULL: an empty text is not a missing one.
    guard let base = utf8.baseAddress, !utf8.isEmpty else {
      return try check(sqlite3_bind_text(handle, i, "", 0, Statement.copied))
    }
    try base.withMemoryRebound(to: CChar.self, capacity: utf8.count) { chars throws(GeoPackageError) in
      try check(
        sqlite3_bind_text64(handle, i, chars, UInt64(utf8.count), Statement.copied, UInt8(SQLITE_UTF8)))
    }
  }

  /// Binds a text, or NULL.
  public func bind(_ i: Int32, text: String?) throws(GeoPackageError) {
    guard var text else { return try bindNull(i) }
    let result: Result<Void, GeoPackageError> = text.withUTF8 { utf8 in
      Result { () throws(GeoPackageError) in try bind(i, utf8: utf8) }
    }
    try result.get()
  }

  /// Binds bytes as a blob.
  public func bind(_ i: Int32, blob: UnsafeRawBufferPointer) throws(GeoPackageError) {
    guard let base = blob.baseAddress else { return try check(sqlite3_bind_zeroblob(handle, i, 0)) }
    try check(sqlite3_bind_blob64(handle, i, base, UInt64(blob.count), Statement.copied))
  }

  /// Binds bytes as a blob.
  public func bind(_ i: Int32, blob: [UInt8]) throws(GeoPackageError) {
    let result: Result<Void, GeoPackageError> = blob.withUnsafeBytes { bytes in
      Result { () throws(GeoPackageError) in try bind(i, blob: bytes) }
    }
    try result.get()
  }

  /// Binds a value of any type.
  public func bind(_ i: Int32, _ value: SQLValue) throws(GeoPackageError) {
    switch value {
    case .null: try bindNull(i)
    case .integer(let number): try bind(i, integer: number)
    case .real(let number): try bind(i, real: number)
    case .text(let text): try bind(i, text: text)
    }
  }

  // MARK: Reading

  /// The number of columns.
  public var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// The name of a column; empty if there is none.
  public func columnName(_ i: Int32) -> String {
    sqlite3_column_name(handle, i).map { String(cString: $0) } ?? ""
  }

  /// How a value is stored, whatever type its column declares.
  public enum Kind: Sendable { case null, integer, real, text, blob }

  /// How the column of this row is stored.
  public func kind(_ i: Int32) -> Kind {
    switch sqlite3_column_type(handle, i) {
    case SQLITE_INTEGER: .integer
    case SQLITE_FLOAT: .real
    case SQLITE_TEXT: .text
    case SQLITE_BLOB: .blob
    default: .null
    }
  }

  /// True if the column of this row is NULL.
  public func isNull(_ i: Int32) -> Bool { sqlite3_column_type(handle, i) == SQLITE_NULL }

  /// True if the column of this row holds a whole number.
  public func isInteger(_ i: Int32) -> Bool { sqlite3_column_type(handle, i) == SQLITE_INTEGER }

  /// True if the column of this row holds a number.
  public func isNumber(_ i: Int32) -> Bool {
    let type = sqlite3_column_type(handle, i)
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT
  }

  /// The column as a whole number; 0 where it is none.
  public func integer(_ i: Int32) -> Int64 { sqlite3_column_int64(handle, i) }

  /// The column as a real number; 0 where it is none.
  public func real(_ i: Int32) -> Double { sqlite3_column_double(handle, i) }

  /// The column as text, bad bytes replaced; nil for NULL.
  public func text(_ i: Int32) -> String? {
    isNull(i) ? nil : withText(i) { String(decoding: $0, as: UTF8.self) }
  }

  /// Lends the bytes of the column's text; none for NULL.
  public func withText<R>(_ i: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    // The text must be asked for before its length: asking converts a number.
    let start = sqlite3_column_text(handle, i)
    return try body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, i))))
  }

  /// Lends the bytes of the column's blob; none for NULL.
  public func withBlob<R>(_ i: Int32, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let start = sqlite3_column_blob(handle, i)
    return try body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, i))))
  }
}
