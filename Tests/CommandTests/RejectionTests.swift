import Foundation
import TestSupport
import Testing

/// Several bad rows: what is said, what is taken all the same, and what the file of rejects holds.
@Suite struct RejectionTests {
  /// Two good rows and three bad ones.
  static let mixed = """
    id,name,village,lon,lat,people
    H21,甲,990199001001,113.004,28.004,3
    H22,乙,990199001001,113.004,95,3
    H23,丙,990199001001,113.004,28.005,x
    H24,丁,,,,3
    H25,戊,990199001002,113.014,28.005,3

    """

  @Test func namesEachBadRowBelowASummary() throws {
    try Desk.lend { desk in
      try desk.write(RejectionTests.mixed, "roster.csv")
      let before = try desk.bytes("c.gpkg")
      let outcome = try desk.run("import c.gpkg households roster.csv")
      #expect(outcome.status == 1)
      #expect(outcome.stdout.isEmpty)
      #expect(
        outcome.stderr == """
          Error: roster.csv: 3 of 5 rows rejected (1 × not a number, 1 × out of range, 1 × neither coordinates nor a \
          known village); nothing was imported (--skip-rejected imports the rest, --rejects FILE lists all)
            row 2 (line 3), field lat: expected a latitude from -90 to 90, found 95.0
            row 3 (line 4), field people: expected a whole number, 0 or more, found "x"
            row 4, field village: expected coordinates, or the code of a known village, found neither

          """)
      #expect(try desk.bytes("c.gpkg") == before)
    }
  }

  @Test func namesTenRowsAtMost() throws {
    try Desk.lend { desk in
      let rows = (1...25).map { "H\(100 + $0),x,990199001001,113.004,28.004,many\n" }.joined()
      try desk.write("id,name,village,lon,lat,people\n" + rows, "roster.csv")
      let outcome = try desk.run("import c.gpkg households roster.csv")
      let lines = outcome.stderr.split(separator: "\n")
      #expect(lines.count == 12)
      #expect(lines.first?.hasPrefix("Error: roster.csv: 25 of 25 rows rejected (25 × not a number)") == true)
      #expect(lines.dropLast().last?.hasPrefix("  row 10 (line 11)") == true)
      #expect(lines.last == "  … and 15 more")
    }
  }

  @Test func takesTheRestIfAsked() throws {
    try Desk.lend { desk in
      try desk.write(RejectionTests.mixed, "roster.csv")
      let said = try desk.does("import c.gpkg households roster.csv --skip-rejected --rejects bad.csv")
      #expect(
        said == """
          households: 5 rows read: 2 added, 0 changed, 0 unchanged, 3 rejected
            rejected: 1 × not a number
            rejected: 1 × out of range
            rejected: 1 × neither coordinates nor a known village
            located: 2 by their point, 0 by their declared village

          """)
      #expect(try desk.coverage().totals.households_expected == 9)
      let log = Sheet(try desk.does("log c.gpkg --format csv")).rows.last ?? [:]
      #expect(log["rows_read"] == "5" && log["added"] == "2" && log["rejected"] == "3")
      #expect(
        log["rejected_reasons"]
          == "neither coordinates nor a known village: 1; not a number: 1; out of range: 1")
      let rejects = Sheet(try desk.text("bad.csv"))
      #expect(rejects.column("row") == ["2", "3", "4"])
      #expect(rejects.column("field") == ["lat", "people", "village"])
      #expect(try desk.mode("bad.csv") == "600")
    }
  }

  @Test func listsAllRejectsOfAnImportThatFails() throws {
    try Desk.lend { desk in
      let before = try desk.bytes("c.gpkg")
      let rows = (1...25).map { "H\(100 + $0),x,990199001001,113.004,28.004,many\n" }.joined()
      try desk.write("id,name,village,lon,lat,people\n" + rows, "roster.csv")
      #expect(try desk.run("import c.gpkg households roster.csv --rejects bad.csv").status == 1)
      #expect(Sheet(try desk.text("bad.csv")).rows.count == 25)
      #expect(try desk.bytes("c.gpkg") == before)
    }
  }

  static let bowtie = "[[113.1, 28.1], [113.2, 28.2], [113.2, 28.1], [113.1, 28.2], [113.1, 28.1]]"
  static let flat = "[[113, 28], [113.5, 28.5], [114, 29], [113, 28]]"

  @Test func mendsAVillage() throws {
    try Desk.lend { desk in
      // A square with a spur that crosses itself beyond its corner: the small loop is lost or won, the square stays.
      try desk.write(
        Refusal.oneVillage(
          "[[113.1, 28.1], [113.2, 28.1], [113.2, 28.2], [113.19, 28.21], [113.2, 28.21], [113.19, 28.2], [113.1, 28.2], [113.1, 28.1]]"
        ), "map.geojson")
      #expect(try desk.refuses("import c.gpkg villages map.geojson").contains("found self-intersection at"))
      let said = try desk.does("import c.gpkg villages map.geojson --mend")
      #expect(
        said.split(separator: "\n").dropFirst().first
          == "  mended 990199001009: self-intersection at 113.195 28.205; area changed by +0.500 %")
      #expect(try desk.coverage("--by village").row("990199001009")?.status == "empty")
      #expect(
        try desk.does("import c.gpkg villages map.geojson --mend").contains("0 added, 0 changed, 1 unchanged")
      )
    }
  }

  @Test func mendsABowtieIntoItsTwoHalves() throws {
    try Desk.lend { desk in
      try desk.write(Refusal.oneVillage(RejectionTests.bowtie), "map.geojson")
      let said = try desk.does("import c.gpkg villages map.geojson --mend")
      #expect(said.contains("  mended 990199001009: self-intersection at 113.15 28.15; area changed by"))
      // Both halves belong to it: a household in each.
      try desk.write("id,name,lon,lat\nB1,左,113.11,28.15\nB2,右,113.19,28.15\n", "bow.csv")
      #expect(try desk.does("import c.gpkg households bow.csv").contains("  located: 2 by their point"))
      #expect(try desk.coverage("--by village").row("990199001009")?.households_expected == 2)
    }
  }

  @Test func rejectsWhatMendingLeavesWithoutArea() throws {
    try Desk.lend { desk in
      try desk.write(Refusal.oneVillage(RejectionTests.flat), "map.geojson")
      let said = try desk.refuses("import c.gpkg villages map.geojson --mend")
      #expect(said.hasPrefix("map.geojson: row 1, field geometry: expected a valid polygon, found "))
    }
  }
}

/// What an import says about the places of its rows, whatever columns a roster has.
@Suite struct PlacingTests {
  @Test(arguments: [
    (
      "id,lon,lat\nN1,113.003,28.003\nN2,113.5,28.5\n",
      "1 by their point, 0 by their declared village, 1 in no known village"
    ),
    ("id,village\nN1,990199001001\nN2,990199001002\n", "0 by their point, 2 by their declared village"),
    (
      "id,village,lon,lat\nN1,990199001001,,\nN2,,113.003,28.003\n",
      "1 by their point, 1 by their declared village"
    ),
  ])
  func saysHowNewTargetsWereLocated(roster: String, words: String) throws {
    try Desk.lend { desk in
      try desk.write(roster, "roster.csv")
      let said = try desk.does("import c.gpkg households roster.csv")
      #expect(
        said == """
          households: 2 rows read: 2 added, 0 changed, 0 unchanged, 0 rejected
            located: \(words)

          """)
      #expect(try desk.coverage().totals.households_expected == 9)
    }
  }
}
