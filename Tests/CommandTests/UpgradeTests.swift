import Foundation
import TestSupport
import Testing

@testable import CampaignStore

/// Workspaces of older programs are brought up to date with a copy beside them; those of newer ones are refused.
///
/// `Fixtures/schemas` has the tiny campaign as each schema before the current one had it (page size 1024, so that they stay
/// small): a correction of households in its history, a recheck, and a grid.
@Suite struct UpgradeTests {
  @Test(arguments: [1, 2, 3, 4, 5])
  func bringsAnOlderWorkspaceUpToDate(schema: Int) throws {
    try Desk.lend(.empty) { desk in
      let stored = packageFolder.appendingPathComponent(
        "Tests/CommandTests/Fixtures/schemas/schema-\(schema).gpkg")
      let old = try Data(contentsOf: stored)
      try old.write(to: desk.path("C.gpkg"))
      // A report changes nothing, and says so.
      #expect(
        try desk.refuses("coverage C.gpkg")
          == """
          C.gpkg: made by an older gridcover (schema \(schema); this one has \(Migration.current)); run a command that writes to it once, to bring \
          it up to date
          """)
      #expect(try desk.does("doctor C.gpkg").contains("note: made by an older gridcover (schema \(schema)"))

      try desk.does("settings C.gpkg set smallest_count=6")
      #expect(try desk.names == ["C-schema-\(schema).gpkg", "C.gpkg"])
      #expect(try desk.mode("C-schema-\(schema).gpkg") == "600")
      // SQLite keeps counters of changes in the header, the first 100 bytes, which are each file's own.
      let copy = try desk.bytes("C-schema-\(schema).gpkg")
      #expect(copy.count == old.count && copy[100...] == old[100...])
      #expect(
        try desk.does("log C.gpkg").contains(
          "schema \(schema) to \(Migration.current); as it was: C-schema-\(schema).gpkg"))
      #expect(try desk.does("doctor C.gpkg").contains("C.gpkg: sound"))

      let totals = try desk.coverage("--by village", of: "C.gpkg").totals
      #expect(totals.households_visited == 3 && totals.households_expected == 7)
      // What came with later schemas is there, and history has come along.
      try desk.does("snapshot C.gpkg take monday")
      try desk.does("undo C.gpkg --import 10")
      #expect(try desk.does("export C.gpkg households -o - --include households").contains("李四"))
    }
  }

  @Test func anUpgradeThatFailsLeavesTheOldFile() throws {
    try Desk.lend(.empty) { desk in
      let stored = packageFolder.appendingPathComponent("Tests/CommandTests/Fixtures/schemas/schema-1.gpkg")
      try Data(contentsOf: stored).write(to: desk.path("C.gpkg"))
      // Not even room for the copy: a folder without the right to make files, for whoever is not root.
      let line = "ulimit -f 100; \"$0\" settings C.gpkg set smallest_count=6"
      let outcome = try run("/bin/sh", ["-c", line, program], in: desk.folder)
      #expect(outcome.status == 1 && outcome.stderr.hasPrefix("Error: C.gpkg"), "\(outcome)")
      #expect(try desk.names == ["C.gpkg"])
      let before = try Data(contentsOf: stored)
      #expect(try desk.bytes("C.gpkg") == before)
    }
  }

  @Test func aSecondCopyHasAnotherName() throws {
    try Desk.lend(.empty) { desk in
      let stored = packageFolder.appendingPathComponent("Tests/CommandTests/Fixtures/schemas/schema-1.gpkg")
      try Data(contentsOf: stored).write(to: desk.path("C.gpkg"))
      try desk.write("mine", "C-schema-1.gpkg")
      try desk.does("settings C.gpkg set smallest_count=6")
      #expect(try desk.names == ["C-schema-1-2.gpkg", "C-schema-1.gpkg", "C.gpkg"])
      #expect(try desk.text("C-schema-1.gpkg") == "mine")
    }
  }

  @Test func refusesANewerWorkspaceByName() throws {
    guard isThere("python3") else { return }
    try Desk.lend { desk in
      let script = """
        import sqlite3
        c = sqlite3.connect('c.gpkg'); c.execute('UPDATE gridcover_schema SET version = 999'); c.commit()
        """
      let outcome = try run("python3", ["-c", script], in: desk.folder)
      #expect(outcome.status == 0)
      for line in [
        "coverage c.gpkg", "import c.gpkg households households.csv", "doctor c.gpkg",
        "backup c.gpkg -o b.gpkg",
      ] {
        let said = try desk.refuses(line)
        #expect(
          said == """
            c.gpkg: made by a newer gridcover (schema 999; this one reads to \(Migration.current)); update gridcover
            """)
      }
    }
  }
}
