import Foundation
import TestSupport
import Testing

/// What others have put into a workspace: tables are theirs, triggers change what is written.
@Suite struct TriggerTests {
  static let hostile = [
    "CREATE TRIGGER tr AFTER INSERT ON visits BEGIN DELETE FROM visits WHERE id = NEW.id; END",
    "CREATE TRIGGER tr BEFORE UPDATE ON households BEGIN SELECT RAISE(IGNORE); END",
    // A name of the standard's, and a body that is none.
    "CREATE TRIGGER rtree_visits_geom_update9 AFTER INSERT ON visits BEGIN UPDATE visits SET note = 'x'; END",
    "CREATE TRIGGER trigger_insert_feature_count_visits AFTER INSERT ON visits BEGIN DELETE FROM visits; END",
    "CREATE TRIGGER tr AFTER INSERT ON visits BEGIN DELETE FROM rtree_villages_geom; END",
    "CREATE TRIGGER \"begin\" AFTER INSERT ON visits /* ; END */ BEGIN SELECT RAISE(ABORT, 'x') WHERE 0; DELETE FROM issues; END",
  ]

  @Test(arguments: hostile)
  func writesNothingBesideAForeignTrigger(sql: String) throws {
    guard isThere("python3") else { return }
    try Desk.lend { desk in
      try execute(sql, on: "c.gpkg", at: desk)
      for line in [
        "import c.gpkg visits visits.csv", "settings c.gpkg set name=x", "undo c.gpkg", "allocate c.gpkg",
      ] {
        let said = try desk.refuses(line)
        #expect(
          said.hasPrefix(
            "c.gpkg: expected no trigger but those of gridcover and of the GeoPackage standard, found trigger \""
          ))
        #expect(said.hasSuffix("DROP TRIGGER NAME"))
      }
      let outcome = try desk.run("doctor c.gpkg")
      #expect(outcome.status == 3)
      #expect(outcome.stdout.contains("fault: trigger \""), "\(outcome.stdout)")
      // To look at a campaign changes nothing.
      try desk.does("coverage c.gpkg")
    }
  }

  /// What QGIS and GDAL leave in a file.
  @Test func liesBesideTablesAndTriggersOfOtherPrograms() throws {
    guard isThere("python3") else { return }
    try Desk.lend { desk in
      for sql in [
        "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)",
        "ALTER TABLE households ADD COLUMN remark TEXT",
        "CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY, feature_count INTEGER DEFAULT NULL)",
        """
        CREATE TRIGGER "trigger_insert_feature_count_visits" AFTER INSERT ON "visits" BEGIN UPDATE gpkg_ogr_contents SET \
        feature_count = feature_count + 1 WHERE lower(table_name) = lower('visits'); END
        """,
        """
        CREATE TRIGGER 'gpkg_tile_matrix_zoom_level_insert' BEFORE INSERT ON 'gpkg_contents' FOR EACH ROW BEGIN SELECT \
        RAISE(ABORT, 'insert violates; constraint') WHERE (NEW.srs_id < -9); END
        """,
      ] { try execute(sql, on: "c.gpkg", at: desk) }
      #expect(try desk.does("doctor c.gpkg").contains("c.gpkg: sound"))
      try desk.does("import c.gpkg visits visits.csv")
    }
  }

  @Test func namesViewsAndVirtualTablesThatAreNoneOfOurs() throws {
    guard isThere("python3") else { return }
    try Desk.lend { desk in
      try execute("CREATE VIEW poor AS SELECT * FROM households", on: "c.gpkg", at: desk)
      try execute("CREATE VIRTUAL TABLE words USING fts5(word)", on: "c.gpkg", at: desk)
      let said = try desk.does("doctor c.gpkg")
      #expect(said.contains("note: view \"poor\" is none of gridcover's; nothing here reads it"), "\(said)")
      #expect(said.contains("note: virtual table \"words\" is none of gridcover's"))
      #expect(said.contains("the coverage of 5 places, counted anew"))
      try desk.does("import c.gpkg visits visits.csv")
    }
  }

  private func execute(_ sql: String, on file: String, at desk: Desk) throws {
    let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
    let outcome = try run("python3", ["-c", script, file, sql], in: desk.folder)
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }
}
