import Foundation
import TestSupport
import Testing

@testable import CampaignStore

/// `doctor` and `backup`: what is wrong is found and said, what can be read is saved, and a copy is whole whatever goes on.
@Suite struct DoctorTests {
  @Test func findsASoundCampaignSound() throws {
    try Desk.lend { desk in
      let before = try desk.contents()
      #expect(
        try desk.does("doctor c.gpkg") == """
          c.gpkg: schema \(Migration.current), 9 lines in its log; 3 villages, 8 households, 2 enterprises, 2 groups, 3 members, 8 visits, 4 issues, \
          2 pairings, 1 exclusion
          c.gpkg: sound: pages, tables and references, 8 spatial indices, the import log, the coverage of 5 places, counted anew

          """)
      #expect(try desk.contents() == before)
    }
  }

  /// One thing spoilt in each file, as another program might, and words of the sentence that names it.
  @Test(arguments: [
    (
      "DELETE FROM rtree_households_geom WHERE id = 1", "layer households: the spatial index",
      "1 have no entry"
    ),
    (
      "UPDATE rtree_villages_geom SET minx = minx + 1, maxx = maxx + 1 WHERE id = 1",
      "layer villages: the spatial index", "1 have an entry elsewhere"
    ),
    ("INSERT INTO rtree_visits_geom VALUES (99, 1, 1, 1, 1)", "layer visits", "1 are entries of nothing"),
    (
      "UPDATE households SET village_code = 'nowhere' WHERE fid < 3", "households: 2 rows refer to villages",
      "edited by another program"
    ),
    (
      "UPDATE import_log SET added = 9 WHERE import_id = 2", "log, line 2 (households): 8 rows read, 9",
      "anew"
    ),
    (
      "INSERT INTO visits_history (fid, held_from, held_to, ending) VALUES (1, 2, 99, 'replaced')",
      "history of visits: 1 versions do not fit the import log", "undo"
    ),
    (
      "UPDATE coverage SET households_visited = 99 WHERE code = '990199001001'",
      "layer coverage: 1 place has",
      "(990199001001)"
    ),
    (
      "UPDATE villages SET geom = x'47500001' WHERE fid = 1", "layer villages: 1 geometries cannot be read",
      "anew"
    ),
  ])
  func saysWhatIsWrong(sql: String, sentence: String, more: String) throws {
    guard isThere("python3") else { return }
    try Desk.lend { desk in
      try spoil(desk, "c.gpkg", sql)
      let before = try desk.bytes("c.gpkg")
      let outcome = try desk.run("doctor c.gpkg")
      #expect(outcome.status == 3 && outcome.stderr.isEmpty)
      let faults = outcome.stdout.split(separator: "\n").filter { $0.hasPrefix("  fault: ") }
      #expect(faults.contains { $0.contains(sentence) && $0.contains(more) }, "\(outcome.stdout)")
      #expect(outcome.stdout.contains("gridcover doctor c.gpkg --save FOLDER"))
      #expect(try desk.bytes("c.gpkg") == before)
    }
  }

  @Test func refusesWhatIsNoWorkspace() throws {
    try Desk.lend { desk in
      var said = try desk.refuses("doctor villages.geojson")
      #expect(said.contains("found a file of another format"))
      said = try desk.refuses("doctor nowhere.gpkg")
      #expect(said.contains("no such file"))
    }
  }

  @Test func rollsBackAWriteThatWasCutShort() throws {
    guard isThere("python3") else { return }
    try Desk.lend { desk in
      let coverage = try desk.does("coverage c.gpkg --by village")
      // Pages go to the file before the end of the transaction, and then the process is gone.
      let script = """
        import os, sqlite3
        c = sqlite3.connect('c.gpkg', isolation_level=None)
        c.execute('PRAGMA cache_size = 1')
        c.execute('BEGIN IMMEDIATE')
        c.execute("UPDATE settings SET value = value || printf('%.*c', 90000, 'x')")
        c.execute('CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999) SELECT i FROM n')
        os._exit(0)
        """
      _ = try run("python3", ["-c", script], in: desk.folder)
      var names = try desk.names
      #expect(names.contains("c.gpkg-journal"))
      let said = try desk.does("doctor c.gpkg")
      #expect(said.contains("note: a write was cut short; it was rolled back just now"), "\(said)")
      names = try desk.names
      #expect(!names.contains("c.gpkg-journal"))
      #expect(try desk.does("coverage c.gpkg --by village") == coverage)
    }
  }

  @Test func savesWhatImportTakesBack() throws {
    try Desk.lend { desk in
      let coverage = try desk.does("coverage c.gpkg --by village")
      let said = try desk.does("doctor c.gpkg --save rescued")
      #expect(said.contains("rescued/households.csv: 8 rows\n"))
      try desk.does("new n.gpkg --start 2016-12-01 --end 2016-12-31")
      for kind in TinyCampaign.kinds {
        let file = "rescued/\(kind).\(kind == "villages" ? "geojson" : "csv")"
        #expect(try desk.mode(file) == "600")
        try desk.does("import n.gpkg \(kind) \(file)")
      }
      #expect(try desk.does("coverage n.gpkg --by village") == coverage)
    }
  }

  @Test func saysWhenNotEvenTheTablesAreFound() throws {
    try Desk.lend { desk in
      var bytes = [UInt8](try desk.bytes("c.gpkg"))
      for i in 100..<4096 { bytes[i] = 0xFF }
      try Data(bytes).write(to: desk.path("c.gpkg"))
      let outcome = try desk.run("doctor c.gpkg")
      #expect(outcome.status == 3)
      #expect(outcome.stdout.contains("fault: the file cannot be opened, its first pages are damaged"))
      #expect(outcome.stdout.contains("take the last backup"))
      #expect(try desk.refuses("backup c.gpkg -o b.gpkg").hasPrefix("c.gpkg: the file is damaged"))
    }
  }

  // MARK: Copies

  @Test func copiesForTheOwnerAlone() throws {
    try Desk.lend { desk in
      let said = try desk.does("backup c.gpkg -o b.gpkg")
      #expect(said == "b.gpkg: a copy of c.gpkg with 9 lines in its log, readable by you alone\n")
      #expect(try desk.mode("b.gpkg") == "600")
      #expect(try desk.does("coverage b.gpkg") == desk.does("coverage c.gpkg"))
      #expect(
        try desk.refuses("backup c.gpkg -o b.gpkg") == "b.gpkg: there is a file already; choose another name")
      #expect(try desk.refuses("backup c.gpkg -o nowhere/b.gpkg").contains("nowhere/b.gpkg: cannot make it"))
    }
  }

  @Test func copiesWhileAnotherWrites() throws {
    guard isThere("python3") else { return }
    try Desk.lend { desk in
      let coverage = try desk.does("coverage c.gpkg")
      let script = """
        import sqlite3, subprocess, sys
        c = sqlite3.connect('c.gpkg', isolation_level=None)
        c.execute('BEGIN IMMEDIATE')
        c.execute("DELETE FROM settings")
        done = subprocess.run([sys.argv[1], 'backup', 'c.gpkg', '-o', 'b.gpkg'])
        c.execute('ROLLBACK')
        sys.exit(done.returncode)
        """
      #expect(try run("python3", ["-c", script, program], in: desk.folder).status == 0)
      #expect(try desk.does("coverage b.gpkg") == coverage)
      #expect(try desk.does("doctor b.gpkg").contains("b.gpkg: sound"))
    }
  }

  private func spoil(_ desk: Desk, _ file: String, _ sql: String) throws {
    let script = """
      import sqlite3, sys
      c = sqlite3.connect(sys.argv[1])
      for name in ('ST_IsEmpty', 'ST_MinX', 'ST_MaxX', 'ST_MinY', 'ST_MaxY'):
          c.create_function(name, 1, lambda *_: 1)
      for (trigger,) in c.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree_villages%'").fetchall():
          c.execute(f'DROP TRIGGER {trigger}')
      c.execute(sys.argv[2])
      c.commit()
      """
    let outcome = try run("python3", ["-c", script, file, sql], in: desk.folder)
    #expect(outcome.status == 0, "\(outcome.stderr)")
  }
}
