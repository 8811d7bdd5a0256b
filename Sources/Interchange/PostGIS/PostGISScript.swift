import CampaignModel

/// The one transaction by which tables get into a database, as text for `psql`.
///
/// New tables are filled and indexed beside the old ones, `villages (new)` beside `villages`, and take their names over at the
/// end, so that readers wait for a moment only. The script says BEGIN and COMMIT itself: `psql --single-transaction` takes
/// the end of its input for the end of the work, and a program that is killed in the middle of a COPY would leave half a table
/// behind. A script that breaks off is rolled back when its connection ends.
///
/// Blocks of PL/pgSQL are constant texts: names reach them through settings, as literals. psql expands nothing inside
/// quoted names, literals and dollar quotes.
struct PostGISScript {
  /// The schema that gets the tables.
  let schema: String
  /// The tables, in the order in which they are filled.
  let tables: [DatabaseTable]

  /// The mark of our tables, with which their comment begins: no other table is ever replaced.
  static let mark = "gridcover: "

  /// What stands before the first table.
  var beginning: String {
    """
    BEGIN;
    SET LOCAL standard_conforming_strings = on;
    SET LOCAL client_min_messages = warning;
    SET LOCAL lock_timeout = '60s';
    SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0;
    SET LOCAL gridcover.schema = \(Self.literal(schema));
    SET LOCAL gridcover.tables = \(Self.literal(tables.map(\.rows.name).joined(separator: ",")));
    SET LOCAL gridcover.personal = \(Self.literal(tables.filter(\.isPersonal).map(\.rows.name).joined(separator: ",")));
    \(Self.preparation)

    """
  }

  /// The table, and the command behind which its rows stand.
  func copying(_ table: DatabaseTable) -> String {
    let name = newName(table)
    var columns = zip(table.rows.columns, table.types).map { "\(Self.name($0)) \($1.rawValue)" }
    var names = table.rows.columns.map(Self.name)
    if let geometry = table.geometry {
      columns.append("geom geometry(\(geometry.rawValue), 4326)")
      names.append("geom")
    }
    return """
      CREATE TABLE \(name) (\(columns.joined(separator: ", ")));
      COPY \(name) (\(names.joined(separator: ", "))) FROM STDIN;

      """
  }

  /// The end of a table's rows, and what is made of them: key, indexes, statistics, and what the table is.
  func finishing(_ table: DatabaseTable) -> String {
    let name = newName(table)
    var lines = ["\\."]
    func index(_ columns: [String], _ method: String = "btree") {
      let own = Self.name("\(table.rows.name)_\(columns.joined(separator: "_"))_idx (new)")
      lines.append(
        "CREATE INDEX \(own) ON \(name) USING \(method) (\(columns.map(Self.name).joined(separator: ", ")));")
    }
    if !table.key.isEmpty {
      let own = Self.name("\(table.rows.name)_pkey (new)")
      lines.append(
        "ALTER TABLE \(name) ADD CONSTRAINT \(own) PRIMARY KEY (\(table.key.map(Self.name).joined(separator: ", ")));"
      )
    }
    if table.geometry != nil { index(["geom"], "gist") }
    for column in table.lookups { index([column]) }
    let comment = "\(Self.mark)\(table.rows.name); the next export replaces this table"
    lines.append("COMMENT ON TABLE \(name) IS \(Self.literal(comment));")
    lines.append("ANALYZE \(name);")
    return lines.joined(separator: "\n") + "\n"
  }

  /// What stands behind the last table.
  var end: String { "\(Self.exchange)\nCOMMIT;\n" }

  private func newName(_ table: DatabaseTable) -> String {
    "\(Self.name(schema)).\(Self.name("\(table.rows.name) (new)"))"
  }

  /// A name in SQL, whatever is in it.
  static func name(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }

  /// A text in SQL, whatever is in it, by the standard's rule for strings.
  static func literal(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  /// Looks for PostGIS and puts its schema first in the way of names, waits for another export to end, makes the
  /// schema, and refuses to replace a table that is not ours.
  private static let preparation = """
    DO $$
    DECLARE
      target text := current_setting('gridcover.schema');
      postgis text := (SELECT nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE extname = 'postgis');
      own text;
      old regclass;
    BEGIN
      IF postgis IS NULL THEN
        RAISE EXCEPTION 'the database % has no PostGIS, its owner installs it by CREATE EXTENSION postgis',
          current_database();
      END IF;
      PERFORM set_config('search_path', quote_ident(postgis) || ', pg_catalog', true);
      PERFORM pg_advisory_xact_lock(hashtext('gridcover'), hashtext(target));
      IF to_regnamespace(quote_ident(target)) IS NULL THEN EXECUTE format('CREATE SCHEMA %I', target); END IF;
      FOREACH own IN ARRAY string_to_array(current_setting('gridcover.tables'), ',') LOOP
        old := to_regclass(format('%I.%I', target, own));
        IF old IS NOT NULL AND coalesce(obj_description(old, 'pg_class'), '') NOT LIKE '\(mark)%' THEN
          RAISE EXCEPTION '%.% is there and was not made by gridcover; give another --schema, or rename it', target, own;
        END IF;
      END LOOP;
    END $$;
    """

  /// Puts the new tables in the place of the old ones. Who was granted an old table is granted the new one; a new table of
  /// people is nobody's but the owner's, whatever the schema's default privileges say.
  private static let exchange = """
    DO $$
    DECLARE
      target text := current_setting('gridcover.schema');
      own text;
      old regclass;
      new regclass;
      granted record;
      part record;
    BEGIN
      FOREACH own IN ARRAY string_to_array(current_setting('gridcover.tables'), ',') LOOP
        old := to_regclass(format('%I.%I', target, own));
        new := to_regclass(format('%I.%I', target, own || ' (new)'));
        IF own = ANY (string_to_array(current_setting('gridcover.personal'), ',')) THEN
          FOR granted IN SELECT DISTINCT grantee FROM pg_class c, aclexplode(c.relacl)
            WHERE c.oid = new AND grantee <> c.relowner LOOP
            EXECUTE format('REVOKE ALL ON %s FROM %s', new,
              CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE granted.grantee::regrole::text END);
          END LOOP;
        END IF;
        FOR granted IN SELECT grantee, privilege_type, is_grantable FROM pg_class c, aclexplode(c.relacl)
          WHERE c.oid = old AND grantee <> c.relowner LOOP
          EXECUTE format('GRANT %s ON %s TO %s', granted.privilege_type, new,
            CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE granted.grantee::regrole::text END)
            || CASE WHEN granted.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END;
        END LOOP;
        EXECUTE format('DROP TABLE IF EXISTS %I.%I', target, own);
        FOR part IN SELECT i.relname AS name FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
          WHERE x.indrelid = new LOOP
          EXECUTE format('ALTER INDEX %I.%I RENAME TO %I', target, part.name, replace(part.name, ' (new)', ''));
        END LOOP;
        EXECUTE format('ALTER TABLE %s RENAME TO %I', new, own);
      END LOOP;
    END $$;
    """
}
