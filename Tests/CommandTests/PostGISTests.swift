import Foundation
import TestSupport
import Testing

/// A real PostgreSQL with PostGIS, which `scripts/postgis/with-server` starts around the tests; each has a schema to itself.
enum Database {
  static let isThere = ProcessInfo.processInfo.environment["GRIDCOVER_POSTGIS"] != nil

  /// What a statement answers: rows as lines, values parted by `|`.
  @discardableResult
  static func ask(
    _ sql: String, of database: String = "postgres", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let outcome = try run(
      "psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql])
    #expect(outcome.status == 0, "\(sql): \(outcome.stderr)", sourceLocation: sourceLocation)
    return outcome.stdout.trimmingCharacters(in: .newlines)
  }

  /// Asks again until the answer is there: other processes are at work. Gives up after a minute.
  static func wait(for answer: String, to sql: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    for _ in 0..<600 {
      if try ask(sql) == answer { return }
      usleep(100_000)
    }
    Issue.record("expected \(answer) from \(sql), found \(try ask(sql))", sourceLocation: sourceLocation)
  }

  /// The tables of a schema with their number of rows and a digest of them, geometry included.
  static func contents(of schema: String) throws -> [String: String] {
    let names = try ask("SELECT tablename FROM pg_tables WHERE schemaname = '\(schema)' ORDER BY 1")
    var contents: [String: String] = [:]
    for name in names.split(separator: "\n").map(String.init) {
      contents[name] = try ask(
        """
        SELECT count(*) || ' ' || md5(coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '')) \
        FROM "\(schema)"."\(name)" row
        """)
    }
    return contents
  }
}

@Suite(.enabled(if: Database.isThere, "no server beside the tests: scripts/postgis/with-server swift test"))
struct PostGISTests {
  static let personal = ["exclusions", "households", "issues", "members", "pairings", "rechecks", "visits"]

  @Test func writesEveryLayerButThoseOfPeople() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500")
      try desk.does("allocate c.gpkg --unit village --relax connectivity,balance")
      let said = try desk.does("export c.gpkg all -o PG:dbname=postgres --schema every")
      #expect(said.hasPrefix("every.villages: 3 rows\n"))
      let places = ["cells", "coverage", "coverage_cells", "enterprises", "groups", "plan", "villages"]
      #expect(try Database.contents(of: "every").keys.sorted() == places)
      let dump = try run("pg_dump", ["--schema=every"])
      #expect(dump.status == 0 && dump.stdout.contains("东村"))
      for name in ["李四", "王五", "东村1号", "陈圆圆"] { #expect(!dump.stdout.contains(name)) }

      try desk.does("export c.gpkg all -o PG:dbname=postgres --schema every --include households")
      let contents = try Database.contents(of: "every")
      #expect(contents.keys.sorted() == (places + Self.personal).sorted())
      // H7 is excluded.
      for (table, rows) in ["villages": 3, "households": 7, "visits": 8, "coverage": 4, "issues": 4] {
        #expect(contents[table]?.hasPrefix("\(rows) ") == true, "\(table): \(contents[table] ?? "")")
      }
      #expect(
        try Database.ask(
          "SELECT code, households_expected, households_visited, last_visit, target_met, ST_NPoints(geom) FROM every.coverage ORDER BY 1"
        )
          == """
          (none)|1|0||f|
          990199001001|4|3|2016-12-06|f|5
          990199001002|1|0||f|5
          990199002001|1|0|2016-12-02|f|6
          """)
    }
  }

  @Test func hasReferenceSystemsKeysAndIndexes() throws {
    try Desk.lend { desk in
      try desk.does("export c.gpkg all -o PG:dbname=postgres --schema keyed --include households")
      #expect(
        try Database.ask(
          """
          SELECT f_table_name, srid, type FROM geometry_columns WHERE f_table_schema = 'keyed' ORDER BY 1
          """) == """
            cells|4326|MULTIPOLYGON
            coverage|4326|MULTIPOLYGON
            enterprises|4326|POINT
            households|4326|POINT
            villages|4326|MULTIPOLYGON
            visits|4326|POINT
            """)
      let indexes = try Database.ask(
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'keyed' ORDER BY 1, 2")
      for line in [
        "villages|villages_geom_idx|CREATE INDEX villages_geom_idx ON keyed.villages USING gist (geom)",
        "villages|villages_pkey|CREATE UNIQUE INDEX villages_pkey ON keyed.villages USING btree (code)",
        "households|households_village_idx|CREATE INDEX households_village_idx ON keyed.households USING btree (village)",
        "visits|visits_target_idx|CREATE INDEX visits_target_idx ON keyed.visits USING btree (target)",
      ] {
        #expect(indexes.contains(line), "\(indexes)")
      }
      #expect(!indexes.contains("(new)"))
      #expect(try Database.ask("SELECT bool_and(ST_IsValid(geom)) FROM keyed.villages") == "t")
      // PostGIS finds the village that we found.
      #expect(
        try Database.ask(
          "SELECT code FROM keyed.villages v JOIN keyed.households h ON ST_Covers(v.geom, h.geom) WHERE h.id = 'H2'"
        )
          == "990199001001")
    }
  }

  @Test func comesBackAsItWent() throws {
    // The county's 342 villages and 36,000 households, out and in again: the same lists, coordinates to the last bit.
    let county = try CountyJob.desk.get()
    try Desk.lend(.empty) { desk in
      let file = county.path("county.gpkg").path
      try desk.does("export \(file) all -o PG:dbname=postgres --schema returning --include households")
      try desk.does("new c.gpkg --name 云岭县 --start 2016-11-21 --end 2016-12-31")
      let kinds = [
        "villages", "households", "enterprises", "groups", "members", "visits", "issues", "pairings",
      ]
      for kind in kinds {
        try desk.does("import c.gpkg \(kind) PG:dbname=postgres --layer returning.\(kind)")
      }
      // What is excluded was not handed out, and is therefore on no list here.
      for kind in kinds {
        _ = try desk.run("export \(file) \(kind) -o there.csv --include households")
        _ = try desk.run("export c.gpkg \(kind) -o here.csv --include households")
        #expect(try desk.bytes("there.csv") == desk.bytes("here.csv"), "\(kind)")
      }
      try desk.does("export c.gpkg all -o PG:dbname=postgres --schema returned --include households")
      let (there, here) = try (
        Database.contents(of: "returning"), Database.contents(of: "returned")
      )
      for kind in kinds { #expect(there[kind] == here[kind], "\(kind)") }
    }
  }

  @Test func visitsAreFedByOthers() throws {
    try Desk.lend { desk in
      try Database.ask(
        """
        CREATE SCHEMA feeding;
        CREATE TABLE feeding.entered (id serial PRIMARY KEY, target text, date timestamp, outcome text, geom geometry(Point, 4326));
        INSERT INTO feeding.entered (target, date, outcome, geom)
        VALUES ('H4', '2016-12-07 09:30', '见面', ST_SetSRID(ST_MakePoint(113.009, 28.006), 4326)), ('H5', '2016-12-07', 'met', NULL)
        """)
      let before = try desk.coverage(of: "c.gpkg").totals.households_visited
      try desk.does("import c.gpkg visits PG:dbname=postgres --layer feeding.entered")
      #expect(try desk.coverage(of: "c.gpkg").totals.households_visited == (before ?? 0) + 2)
      // The same rows again change nothing, and what was entered since comes in.
      try Database.ask(
        "INSERT INTO feeding.entered (target, date, outcome) VALUES ('H8', '2016-12-08', 'met')")
      let again = try desk.does("import c.gpkg visits PG:dbname=postgres --layer feeding.entered")
      #expect(again.hasPrefix("visits: 3 rows read: 1 added, 0 changed, 2 unchanged, 0 rejected"), "\(again)")
      // Points in another reference system are found where they are.
      try desk.does("export c.gpkg households -o PG:dbname=postgres --schema feeding --include households")
      try Database.ask(
        "CREATE TABLE feeding.metric AS SELECT id, village, ST_Transform(geom, 32649) AS geom FROM feeding.households"
      )
      let moved = try desk.does("import c.gpkg households PG:dbname=postgres --layer feeding.metric")
      #expect(moved.contains("EPSG:32649"), "\(moved)")
      #expect(try desk.coverage(of: "c.gpkg").totals.households_visited == (before ?? 0) + 3)
      // The list of layers names tables without geometry too.
      try Database.ask("CREATE DATABASE lists")
      try Database.ask("CREATE TABLE monday (a int); CREATE TABLE tuesday (a int)", of: "lists")
      #expect(
        try desk.refuses("import c.gpkg visits PG:dbname=lists") == """
          PG:dbname=lists: expected one layer with rows, found monday, tuesday; say which with --layer monday
          """)
    }
  }

  @Test func anExportThatIsKilledLeavesTheOldTables() throws {
    let county = try CountyJob.desk.get()
    try county.does("export county.gpkg all -o PG:dbname=postgres --schema killed --include households")
    let before = try Database.contents(of: "killed")
    // The lock of another export holds this one up when its pipe is full: villages' rows are then under way.
    let holder = try LockHolder(schema: "killed")
    let export = Process()
    export.executableURL = URL(fileURLWithPath: program)
    export.arguments = [
      "export", county.path("evening.gpkg").path, "all", "-o", "PG:dbname=postgres", "--schema", "killed",
      "--include", "households",
    ]
    export.standardError = FileHandle.nullDevice
    try export.run()
    try Database.wait(
      for: "1",
      to:
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = hashtext('killed')::oid"
    )
    kill(export.processIdentifier, SIGKILL)
    export.waitUntilExit()
    #expect(export.terminationReason == .uncaughtSignal)
    holder.release()
    // psql is left with half a COPY, and must not take that for the end of the work.
    try Database.wait(
      for: "0",
      to: "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%killed%' AND pid <> pg_backend_pid()")
    #expect(try Database.contents(of: "killed") == before)
    // And the next one is whole.
    try county.does("export evening.gpkg all -o PG:dbname=postgres --schema killed --include households")
    let after = try Database.contents(of: "killed")
    #expect(after.keys == before.keys && after["visits"] != before["visits"])
  }

  @Test func anExportWhoseConnectionBreaksLeavesTheOldTables() throws {
    try Desk.lend { desk in
      try desk.does("export c.gpkg all -o PG:dbname=postgres --schema broken")
      let before = try Database.contents(of: "broken")
      let holder = try LockHolder(schema: "broken")
      let breaker = Thread {
        let waiting =
          "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = hashtext('broken')::oid"
        try? Database.wait(for: "1", to: "SELECT count(*) FROM (\(waiting)) w")
        _ = try? Database.ask("SELECT pg_terminate_backend(pid) FROM (\(waiting)) w")
      }
      breaker.start()
      let said = try desk.refuses("export c.gpkg all -o PG:dbname=postgres --schema broken")
      holder.release()
      #expect(
        said == """
          PG:dbname=postgres: expected the database to take the layers, found: terminating connection due to administrator \
          command; nothing was changed there
          """)
      #expect(try Database.contents(of: "broken") == before)
    }
  }

  @Test func grantsStayAndPeopleAreNobodysBusiness() throws {
    try Desk.lend { desk in
      try Database.ask(
        """
        CREATE ROLE supervisor; CREATE ROLE guest; CREATE SCHEMA granted;
        ALTER DEFAULT PRIVILEGES IN SCHEMA granted GRANT SELECT ON TABLES TO guest
        """)
      try desk.does("export c.gpkg all -o PG:dbname=postgres --schema granted --include households")
      try Database.ask("GRANT SELECT ON granted.visits TO supervisor")
      try desk.does("export c.gpkg all -o PG:dbname=postgres --schema granted --include households")
      func may(_ role: String, _ table: String) throws -> String {
        try Database.ask("SELECT has_table_privilege('\(role)', 'granted.\(table)', 'SELECT')")
      }
      #expect(try may("supervisor", "visits") == "t" && may("supervisor", "households") == "f")
      #expect(try may("guest", "villages") == "t" && may("guest", "households") == "f")
    }
  }

  @Test func namesAreQuotedAndTextsEscaped() throws {
    try Desk.lend(.empty) { desk in
      let hostile = [
        "a\\.b\\N", "tab\there", "'; DROP SCHEMA public CASCADE; --", ":'HOME' \\! id", "\"q\" $$ ☃",
      ]
      try desk.writeVillages(named: hostile, "v.geojson")
      try desk.does("new c.gpkg")
      try desk.does("import c.gpkg villages v.geojson")
      let schema = #"we"ird '; -- $$ \! :x"#
      let outcome = try gridcover(
        ["export", "c.gpkg", "villages", "-o", "PG:dbname=postgres", "--schema", schema], in: desk.folder)
      #expect(outcome.status == 0, "\(outcome.stderr)")
      let quoted = "\"\(schema.replacing("\"", with: "\"\""))\""
      let names = try Database.ask("SELECT json_agg(name ORDER BY code) FROM \(quoted).villages")
      #expect(try JSONDecoder().decode([String].self, from: Data(names.utf8)) == hostile)
    }
  }

  @Test func refusesInOneSentence() throws {
    try Desk.lend { desk in
      try Database.ask("CREATE SCHEMA taken; CREATE TABLE taken.coverage (mine text)")
      let found = "PG:dbname=postgres: expected the database to take the layers, found: "
      #expect(
        try desk.refuses("export c.gpkg all -o PG:dbname=postgres --schema taken")
          == found + """
            taken.coverage is there and was not made by gridcover; give another --schema, or rename it; nothing was changed there
            """)
      #expect(try Database.contents(of: "taken").keys.sorted() == ["coverage"])
      // A view on a table of ours: PostgreSQL's own sentence, and the table stays.
      try desk.does("export c.gpkg groups -o PG:dbname=postgres --schema viewed")
      try Database.ask("CREATE VIEW viewed.names AS SELECT name FROM viewed.groups")
      #expect(
        try desk.refuses("export c.gpkg groups -o PG:dbname=postgres --schema viewed").contains(
          "cannot drop table viewed.groups because other objects depend on it"))
      #expect(try Database.ask("SELECT count(*) FROM viewed.names") == "2")
      try Database.ask("CREATE DATABASE bare")
      #expect(
        try desk.refuses("export c.gpkg all -o PG:dbname=bare")
          == """
          PG:dbname=bare: expected the database to take the layers, found: the database bare has no PostGIS, its owner installs it \
          by CREATE EXTENSION postgis; nothing was changed there
          """)
      #expect(
        try desk.refuses("export c.gpkg all -o PG:dbname=none").contains("database \"none\" does not exist"))
      #expect(
        try desk.refuses("export c.gpkg households -o PG:dbname=postgres").hasPrefix(
          "households holds personal data"))
      #expect(
        try desk.refuses("export c.gpkg all -o PG:dbname=postgres --schema pg_mine")
          == "PG:dbname=postgres: --schema: expected a name of 1 to 63 bytes that does not begin with pg_, found \"pg_mine\""
      )
    }
  }

  @Test func takesPasswordsFromTheEnvironmentAlone() throws {
    try Desk.lend { desk in
      var environment = ProcessInfo.processInfo.environment
      let file = try String(contentsOfFile: environment["PGPASSFILE"] ?? "", encoding: .utf8)
      let password = try #require(file.trimmingCharacters(in: .newlines).split(separator: ":").last)
      environment["PGPASSFILE"] = "/dev/null"
      let line = ["export", "c.gpkg", "villages", "-o", "PG:dbname=postgres", "--schema", "secret"]
      let without = try run(program, line, environment: environment, in: desk.folder)
      #expect(without.status == 1 && without.stderr.contains("no password supplied"))
      environment["PGPASSWORD"] = String(password)
      let with = try run(program, line, environment: environment, in: desk.folder)
      #expect(with.status == 0, "\(with.stderr)")
    }
  }
}

/// Passwords on a command line are refused before anything is asked of a server.
@Suite struct DatabaseAddressTests {
  @Test(arguments: [
    ("PG:dbname=x password=geheim", "PG:dbname=x password=***"),
    ("PG:postgresql://me:geheim@db/x", "PG:postgresql://me:***@db/x"),
    ("PG:postgresql://db/x?password=geheim", "PG:postgresql://db/x?password=***"),
  ])
  func refusesPasswords(address: String, shown: String) throws {
    try Desk.lend { desk in
      for arguments in [
        ["export", "c.gpkg", "villages", "-o", address],
        ["import", "c.gpkg", "villages", address, "--layer", "v"],
      ] {
        let outcome = try gridcover(arguments, in: desk.folder)
        #expect(outcome.status == 1)
        #expect(
          outcome.stderr == """
            Error: \(shown): expected an address without a password, as others on this machine can read a command line; leave \
            it out, and give it by PGPASSWORD, ~/.pgpass or a service

            """)
      }
    }
  }

  @Test func aFileHasNoSchemaAndASheetOneLayer() throws {
    try Desk.lend { desk in
      let schema = try desk.run("export c.gpkg villages -o v.csv --schema s")
      #expect(schema.status == 64)
      let sheet = try desk.run("export c.gpkg all -o all.csv")
      #expect(sheet.status == 1)
      let names = try desk.names
      #expect(!names.contains("v.csv") && !names.contains("all.csv"))
    }
  }
}

/// Another session that holds the lock of exports into a schema, until it is told to go.
private struct LockHolder {
  private let process = Process()
  private let input = Pipe()

  init(schema: String) throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"]
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let lock = "pg_advisory_lock(hashtext('gridcover'), hashtext('\(schema)'))"
    input.fileHandleForWriting.write(Data("SELECT \(lock);\n".utf8))
    try Database.wait(
      for: "1",
      to:
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = hashtext('\(schema)')::oid"
    )
  }

  func release() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
