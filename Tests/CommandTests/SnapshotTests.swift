import Foundation
import TestSupport
import Testing

/// Snapshots of the tiny campaign: what is frozen, what changed since, and why.
@Suite("Snapshots") struct SnapshotTests {
  /// A week after the snapshot `monday`: each line changes figures in one way.
  static func passAWeek(at desk: Desk) throws {
    try desk.does("snapshot c.gpkg take monday --as-of 2016-12-02")
    try desk.write(
      """
      id,target,date,outcome
      L1,H5,2016-12-02,met
      N1,H7,2016-12-08,met
      V3,H3,2016-12-02,refused

      """, "visits2.csv")
    try desk.does("import c.gpkg visits visits2.csv")
    try desk.write("id,name,village,lon,lat\nH9,郑一,990199001001,113.003,28.003\n", "households2.csv")
    try desk.does("import c.gpkg households households2.csv")
    try desk.write("target,reason,from,approved_by\nH4,举家外迁,2016-12-03,办公室\n", "exclusions2.csv")
    try desk.does("import c.gpkg exclusions exclusions2.csv")
  }

  @Test func explainsEachChange() throws {
    try Desk.lend { desk in
      try SnapshotTests.passAWeek(at: desk)
      try expectGolden(desk.does("snapshot c.gpkg diff monday now"), "snapshot-diff.txt")
      try expectGolden(desk.does("snapshot c.gpkg diff monday now --lang zh-Hans"), "snapshot-diff-zh.txt")
      try expectGolden(desk.does("snapshot c.gpkg diff monday now --by village"), "snapshot-diff-village.txt")
      try expectGolden(
        desk.does("snapshot c.gpkg diff monday now --by village --format csv"), "snapshot-diff-village.csv")
      try expectGolden(
        desk.does("snapshot c.gpkg diff monday now --by group --format json"), "snapshot-diff-group.json")
      try desk.does("snapshot c.gpkg take friday")
      #expect(
        try desk.does("snapshot c.gpkg diff friday now")
          == """
          friday (as of 2016-12-08) → now (as of 2016-12-08)
          cause   records  households expected  households visited  enterprises expected  enterprises visited
          ──────  ───────  ───────────────────  ──────────────────  ────────────────────  ───────────────────
          friday                             7                   3                     2                    1
          now                                7                   3                     2                    1

          """)
      #expect(
        try desk.does("snapshot c.gpkg diff friday now --by village")
          == "friday (as of 2016-12-08) → now (as of 2016-12-08)\nnothing has changed\n")
    }
  }

  @Test("what is frozen stays, whatever is imported, undone, set or planned later") func staysFrozen() throws
  {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      try desk.does("snapshot c.gpkg take monday --as-of 2016-12-02")
      let first = try desk.does("snapshot c.gpkg list --format csv")
      try desk.does("undo c.gpkg")
      try desk.does("import c.gpkg visits visits.csv")
      try desk.does("settings c.gpkg set effective_outcomes=met;refused")
      try desk.does(
        "allocate c.gpkg --groups 2 --relax connectivity,balance --effort 1% --rounds 1 --plan other")
      #expect(try desk.does("snapshot c.gpkg list --format csv") == first)
      let changes = try desk.does("snapshot c.gpkg diff monday now --as-of 2016-12-02 --format csv")
      // The refused visit counts now; nothing else has changed but the plan, which moves no target of the campaign.
      #expect(changes.contains("campaign,campaign,试点,settings changed,1,0,1,0,0\n"), "\(changes)")
      #expect(!changes.contains("outside the log"))
      #expect(
        try desk.does("snapshot c.gpkg diff monday now --as-of 2016-12-02 --by group").contains(
          "plan changed"))
    }
  }

  @Test("a record edited elsewhere is no visit, late or new") func editedElsewhere() throws {
    try Desk.lend { desk in
      try desk.does("snapshot c.gpkg take monday --as-of 2016-12-02")
      try edit(desk, "UPDATE visits SET outcome = 'refused' WHERE id = 'V1'")
      let changes = try desk.does("snapshot c.gpkg diff monday now --as-of 2016-12-02 --format csv")
      #expect(changes.contains("campaign,campaign,试点,outside the log,,0,-1,0,0\n"), "\(changes)")
    }
  }

  @Test func refusesWhatCannotBe() throws {
    try Desk.lend { desk throws in
      #expect(
        try desk.does("snapshot c.gpkg list")
          == "no snapshots; gridcover snapshot CAMPAIGN take NAME takes one\n")
      try desk.does("snapshot c.gpkg take monday --as-of 2016-12-02")
      try desk.does("snapshot c.gpkg take friday --as-of 2016-12-06")
      #expect(
        try desk.refuses("snapshot c.gpkg take monday")
          == "there is a snapshot \"monday\" already, and what is frozen stays; choose another name")
      #expect(
        try desk.refuses("snapshot c.gpkg diff tuesday now")
          == "no snapshot \"tuesday\": the workspace has monday, friday")
      #expect(
        try desk.refuses("snapshot c.gpkg diff friday monday") == """
          snapshot diff: expected the earlier day first, found friday, which counts to 2016-12-06, before monday, which \
          counts to 2016-12-02; turn them round: snapshot diff monday friday
          """)
      for wrong in [
        "take", "take now", "diff monday", "diff monday monday", "list monday",
        "diff monday friday --as-of 2016-12-06",
        "take x --by village", "list --format geojson",
      ] {
        #expect(try desk.run("snapshot c.gpkg \(wrong)").status == 64, "\(wrong)")
      }
    }
  }
}
