/// How the user names a PostgreSQL database: `PG:` and a connection string of libpq, `PG:dbname=county` or
/// `PG:postgresql://host/county`.
///
/// An address holds no password: command lines are read by everyone on the machine (`ps`), and stay in histories. libpq
/// takes it from `PGPASSWORD`, `~/.pgpass` or a service instead, by every way in and out alike.
enum DatabaseAddress {
  static func isAddress(_ path: String) -> Bool { path.hasPrefix("PG:") }

  /// The connection string, as libpq has it.
  static func connectionString(_ address: String) -> String { String(address.dropFirst("PG:".count)) }

  /// True if an address holds a password: as a key of a connection string or query, or before the host of a URI.
  static func holdsPassword(_ address: String) -> Bool {
    address.contains(#/(?i)password\s*=/#) || address.contains(#/:\/\/[^\/?#@]*:[^\/?#]*@/#)
  }

  /// The address as messages and logs may show it: without a password.
  static func shown(_ address: String) -> String {
    address
      .replacing(/(?i)password\s*=\s*('(?:[^'\\]|\\.)*'|\S+)/, with: "password=***")
      .replacing(/(:\/\/[^:@\/\s]*):[^@\/\s]*@/) { "\($0.output.1):***@" }
  }

  /// The variables by which libpq learns who the user is and how to reach the server; see its documentation, 34.15.
  static let variables = [
    "HOME", "USER", "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE",
    "PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGOPTIONS", "PGSSLMODE", "PGSSLROOTCERT", "PGSSLCERT",
    "PGSSLKEY",
    "PGSSLCRL", "PGGSSENCMODE", "PGKRBSRVNAME", "KRB5CCNAME", "PGCHANNELBINDING", "PGTARGETSESSIONATTRS",
    "PGCONNECT_TIMEOUT",
  ]
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
