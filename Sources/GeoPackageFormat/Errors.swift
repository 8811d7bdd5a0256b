internal import GRDB
internal import GRDBSQLite

/// What stands in the way of a GeoPackage or of one statement.
public enum GeoPackageError: Error, Equatable {
  /// Another process holds the file and did not let go within the time given.
  case busy
  /// The file or its folder does not allow writing.
  case readOnly
  /// No database at all.
  case notADatabase
  /// The disk or a quota is full.
  case full
  /// The system did not take what was written.
  case unwritable(String)
  /// The file's pages contradict each other.
  case damaged(String)
  /// A write was cut short, and nobody with the right to write has opened the file since.
  case interruptedWrite
  /// The file cannot be opened or read.
  case unreadable(String)
  /// A row breaks a rule of its table (unique key, reference, missing value).
  case constraint(String)
  /// Everything else, with SQLite's code and words and the statement at fault.
  case statement(code: Int32, message: String, sql: String)

  /// Translates a result code of SQLite, extended or not.
  init(code: Int32, message: String, sql: String) {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
    // SQLITE_READONLY_ROLLBACK (3 << 8): a hot journal that only a writer may roll back.
    case SQLITE_READONLY where code == 0x308: self = .interruptedWrite
    case SQLITE_READONLY, SQLITE_PERM: self = .readOnly
    case SQLITE_NOTADB: self = .notADatabase
    case SQLITE_FULL: self = .full
    case SQLITE_CORRUPT: self = .damaged(message)
    case SQLITE_IOERR where GeoPackageError.failedWrites.contains(code >> 8): self = .unwritable(message)
    case SQLITE_CANTOPEN, SQLITE_IOERR: self = .unreadable(message)
    case SQLITE_CONSTRAINT: self = .constraint(message)
    default: self = .statement(code: code, message: message, sql: sql)
    }
  }

  /// The second bytes of extended codes of SQLITE_IOERR that are about writing: WRITE, FSYNC, DIR_FSYNC, TRUNCATE, DELETE,
  /// SHMSIZE, and the three that begin and end an atomic write.
  private static let failedWrites: Set<Int32> = [3, 4, 5, 6, 10, 19, 29, 30, 31]

  init(_ error: DatabaseError) {
    self.init(
      code: error.extendedResultCode.rawValue, message: error.message ?? "no message", sql: error.sql ?? "")
  }
}

extension GeoPackageError: CustomStringConvertible {
  /// One sentence without the file's name, which the caller puts in front.
  public var description: String {
    switch self {
    case .busy: "the workspace is busy: another program is writing to it; try again when it has finished"
    case .readOnly: "the file or its folder is read-only; copy it to a folder you can write to"
    case .notADatabase: "expected a GeoPackage, found a file that is no SQLite database"
    case .full: "no space is left on the disk; free some and repeat the command"
    case .unwritable(let message):
      "the file could not be written (\(message)): the disk is full or failing, or the file would be larger than this user's "
        + "limit (ulimit -f); the file is as it was"
    case .damaged(let message):
      "the file is damaged (\(message)); restore the last backup, or try the sqlite3 shell's .recover"
    case .interruptedWrite:
      "a write to it was interrupted; open it once with a command that writes, where its folder is writable"
    case .unreadable(let message): "the file cannot be read (\(message))"
    case .constraint(let message): "a row breaks a rule of its table (\(message))"
    case .statement(let code, let message, let sql): "SQLite error \(code): \(message), in \(sql)"
    }
  }
}
