import Foundation
import TestSupport
import Testing

/// The same files twice, in another order, with rows shuffled: the same workspace to every question.
@Suite struct IdempotenceTests {
  static let levels = [
    "campaign", "county", "township", "village", "cell", "group", "member", "category", "batch",
  ]

  /// Reports by every level and in every format, in one text; those by cell if there is a grid.
  static func reports(_ desk: Desk, withCells: Bool = true) throws -> String {
    var text = ""
    for level in levels where withCells || level != "cell" {
      text += try desk.does("coverage c.gpkg --by \(level) --format json")
    }
    if withCells {
      text += try desk.does("coverage c.gpkg --by cell --format geojson")
      text += try desk.does("gaps c.gpkg --by cell --format json")
    }
    for line in [
      "coverage c.gpkg --by village --format csv", "gaps c.gpkg --by target --format csv",
      "gaps c.gpkg --by village --format geojson", "gaps c.gpkg --by target --format geojson",
      "issues c.gpkg --by village --as-of 2016-12-31 --format csv",
    ] {
      text += try desk.does(line)
    }
    return text
  }

  /// The reports of the tiny campaign with a grid, as it is imported in the usual order.
  static let usual = Result {
    var text = ""
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500")
      text = try reports(desk)
    }
    return text
  }

  @Test func changesNothingTheSecondTime() throws {
    try Desk.lend { desk in
      let before = try IdempotenceTests.reports(desk, withCells: false)
      for kind in TinyCampaign.kinds {
        let said = try desk.does("import c.gpkg \(kind) \(TinyCampaign.file(kind))")
        #expect(said.contains(" 0 added, 0 changed, ") && said.contains(" 0 rejected"), "\(said)")
      }
      #expect(try IdempotenceTests.reports(desk, withCells: false) == before)
      let log = Sheet(try desk.does("log c.gpkg --format csv"))
      #expect(log.rows.count == 2 * TinyCampaign.kinds.count)
      #expect(log.rows.suffix(TinyCampaign.kinds.count).allSatisfy { $0["unchanged"] == $0["rows_read"] })
    }
  }

  @Test func replacesACorrectedRowAlone() throws {
    try Desk.lend { desk in
      let corrected = try desk.text("households.csv").replacing("东村2号,2", with: "东村2号,7")
      try desk.write(corrected, "households.csv")
      let said = try desk.does("import c.gpkg households households.csv")
      #expect(said.hasPrefix("households: 8 rows read: 0 added, 1 changed, 7 unchanged, 0 rejected\n"))
    }
  }

  @Test func movesATargetWhoseCoordinatesAreCorrected() throws {
    try Desk.lend { desk in
      try desk.write("id,lon,lat\nH8,113.015,28.003\n", "corrections.csv")
      let said = try desk.does("import c.gpkg households corrections.csv")
      #expect(said.hasPrefix("households: 1 row read: 0 added, 1 changed, 0 unchanged, 0 rejected\n"))
      #expect(try desk.coverage("--by village").row("990199001002")?.households_expected == 2)
    }
  }

  @Test func keepsWhatAFileDoesNotSpeakOf() throws {
    try Desk.lend { desk in
      try desk.write("id,people\nH1,9\nH6,2\n", "people.csv")
      let before = try desk.does("coverage c.gpkg --by category --format csv")
      let said = try desk.does("import c.gpkg households people.csv")
      #expect(said.hasPrefix("households: 2 rows read: 0 added, 2 changed, 0 unchanged, 0 rejected\n"))
      #expect(try desk.does("coverage c.gpkg --by category --format csv") == before)
      try desk.does("export c.gpkg households -o h.csv --include households")
      let exported = Sheet(try desk.text("h.csv"))
      #expect(exported.rows.first { $0["id"] == "H6" }?["category"] == "low-income;disabled")
      #expect(exported.rows.first { $0["id"] == "H6" }?["address"] == "山上村1号")
      #expect(exported.rows.first { $0["id"] == "H6" }?["people"] == "2")
    }
  }

  @Test func emptiesWhatAFileLeavesBlank() throws {
    try Desk.lend { desk in
      try desk.write("id,category\nH6,\n", "categories.csv")
      try desk.does("import c.gpkg households categories.csv")
      #expect(try desk.coverage("--by category").row("low-income")?.households_expected == 1)
    }
  }

  @Test(arguments: [
    [
      "visits", "exclusions", "issues", "pairings", "members", "groups", "enterprises", "households",
      "villages",
    ],
    [
      "households", "villages", "visits", "groups", "exclusions", "enterprises", "members", "issues",
      "pairings",
    ],
    [
      "exclusions", "enterprises", "groups", "villages", "pairings", "visits", "households", "issues",
      "members",
    ],
  ])
  func takesKindsInAnyOrder(kinds: [String]) throws {
    try Desk.lend(.files) { desk in
      try TinyCampaign.make(at: desk, kinds: kinds)
      try desk.does("grid c.gpkg square --size 500")
      #expect(try IdempotenceTests.reports(desk) == IdempotenceTests.usual.get())
    }
  }

  @Test func doesNotMindTheOrderOfRows() throws {
    var expected = ""
    try Desk.lend { desk in
      try desk.does("grid c.gpkg hexagon --size 400")
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      expected = try IdempotenceTests.reports(desk)
    }
    try Desk.lend(.files) { desk in
      for kind in TinyCampaign.kinds where kind != "villages" {
        try desk.write(try desk.text("\(kind).csv").withRowsReversed, "\(kind).csv")
      }
      try TinyCampaign.make(at: desk)
      try desk.does("grid c.gpkg hexagon --size 400")
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      #expect(try IdempotenceTests.reports(desk) == expected)
    }
  }

  @Test func saysHowManyTargetsMovedWithNewBorders() throws {
    try Desk.lend { desk in
      // The border between the two villages goes 0.005° to the west: H2, H3 and H4 change sides.
      let moved = try desk.text("villages.geojson")
        .replacing("[113.01, 28.00], [113.01, 28.01]", with: "[113.005, 28.00], [113.005, 28.01]")
        .replacing(
          "[[[113.01, 28.00], [113.02, 28.00], [113.02, 28.01], [113.01, 28.01], [113.01, 28.00]]]",
          with: "[[[113.005, 28.00], [113.02, 28.00], [113.02, 28.01], [113.005, 28.01], [113.005, 28.00]]]")
      try desk.write(moved, "moved.geojson")
      let said = try desk.does("import c.gpkg villages moved.geojson")
      #expect(
        said == """
          villages: 3 rows read: 0 added, 2 changed, 1 unchanged, 0 rejected
            relocated: 3 targets moved to another village, 0 to another cell

          """)
    }
  }
}
