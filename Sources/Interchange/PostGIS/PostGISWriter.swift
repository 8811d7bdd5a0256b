#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
import CampaignModel

/// Writes layers into a PostgreSQL database with PostGIS, through `psql`, in a process of its own: libpq and its
/// forty libraries stay out of our start-up, and passwords out of our memory.
public enum PostGISWriter {
  /// Replaces tables of a schema, all of them or none.
  ///
  /// - Parameters:
  ///   - address: `PG:` and a connection string of libpq, without a password.
  ///   - schema: The schema; it is made if it is not there.
  /// - Throws: ``InterchangeError``, and then the database is as it was.
  /// - Complexity: O(n log n) for n rows, for the database's indexes; a few MiB beside the tables.
  public static func write(
    _ tables: [DatabaseTable], to address: String, schema: String
  ) throws(InterchangeError) {
    let shown = DatabaseAddress.shown(address)
    if DatabaseAddress.holdsPassword(address) { throw .passwordInAddress(shown) }
    guard isName(schema) else { throw .badSchemaName(shown, schema: schema) }
    guard let psql = ChildProcess.find("psql") else { throw .needsPsql(shown) }
    let script = PostGISScript(schema: schema, tables: tables)
    let said = try PrivateFolder.lend { (folder) throws(InterchangeError) -> String? in
      let errors = folder.file("errors")
      let outcome: ChildProcess.Outcome
      do throws(SystemFailure) {
        outcome = try ChildProcess.run(
          psql, options + ["--dbname=\(DatabaseAddress.connectionString(address))"], environment: environment,
          output: folder.file("output"), errors: errors
        ) { (input) throws(SystemFailure) in
          try script.write(to: &input)
        }
      } catch { throw .databaseRefused(shown, cause: error.cause) }
      switch outcome {
      case .exited(0): return nil
      case .exited: return complaint(in: errors)
      case .ended(let signal): return "psql was ended by signal \(signal)"
      case .outOfTime: return "no answer within \(ChildProcess.Limits().seconds) seconds"
      }
    }
    if let said { throw .databaseRefused(shown, cause: DatabaseAddress.shown(said)) }
  }

  /// True if a path is the address of a database, and no file's.
  public static func isAddress(_ path: String) -> Bool { DatabaseAddress.isAddress(path) }

  /// PostgreSQL cuts longer names off, and keeps `pg_` for itself.
  private static func isName(_ schema: String) -> Bool {
    (1...63).contains(schema.utf8.count) && !schema.utf8.contains(0) && !schema.hasPrefix("pg_")
  }

  /// No file of the user's is read, no password is asked for, the first error ends the script, and errors are one line:
  /// their context would show a row.
  private static let options = [
    "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse",
  ]

  private static var environment: [String: String] {
    var environment = ["LC_ALL": "C.UTF-8", "PGAPPNAME": "gridcover", "PGCLIENTENCODING": "UTF8"]
    for variable in DatabaseAddress.variables + ["PATH", "LD_LIBRARY_PATH"] {
      if let value = getenv(variable) { environment[variable] = String(cString: value) }
    }
    return environment
  }

  /// The first line that psql said, without what says nothing: `psql: error:`, `ERROR:`.
  private static func complaint(in file: String) -> String {
    let bytes = try? FileDescriptor.openForReading(file).bytes(at: 0, count: 1 << 16)
    let lines = String(decoding: bytes ?? [], as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let line = lines.first(where: { !$0.hasPrefix("WARNING:") }) else { return "it gives no reason" }
    return String(line.replacing(#/^(psql: )?(error|ERROR|FATAL):\s+/#, with: "").prefix(300))
  }
}

extension PostGISScript {
  /// Bytes that are gathered before they are sent.
  private static let portion = 1 << 20

  /// Writes the whole script, table by table; gives up if nobody reads it any more.
  fileprivate func write(to input: inout ProgramInput) throws(SystemFailure) {
    var bytes = Array(beginning.utf8)
    bytes.reserveCapacity(2 * Self.portion)
    for table in tables {
      bytes += Array(copying(table).utf8)
      for (i, row) in table.rows.rows.enumerated() {
        let place = table.rows.geometries?[i] ?? GeoJSONWriter.Geometry.none
        CopyText.append(row, table.geometry == nil ? nil : place, to: &bytes)
        guard bytes.count >= Self.portion else { continue }
        try input.write(bytes)
        if input.isGone { return }
        bytes.removeAll(keepingCapacity: true)
      }
      bytes += Array(finishing(table).utf8)
    }
    bytes += Array(end.utf8)
    try input.write(bytes)
  }
}
