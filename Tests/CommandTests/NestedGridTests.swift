import Foundation
import TestSupport
import Testing

/// Grids nested in villages, split cells, and plans that outlive a change of their grid.
@Suite struct NestedGridTests {
  private static let villages = ["990199001001", "990199001002", "990199002001"]

  /// Thirty more households in the first village: a hamlet of 18 in the west and one of 12 in the east.
  private func addHamlets(_ desk: Desk) throws {
    var text = "id,name,village,lon,lat\n"
    for i in 0..<30 {
      let x = i < 18 ? 113.0010 + 0.0001 * Double(i % 6) : 113.0080 + 0.0001 * Double(i % 4)
      text += "N\(i + 10),户,990199001001,\(x),\(28.0070 + 0.0001 * Double(i / 6))\n"
    }
    try desk.write(text, "more.csv")
    try desk.does("import c.gpkg households more.csv")
  }

  private func plan(_ desk: Desk) throws -> [String: String] {
    let sheet = Sheet(try desk.does("export c.gpkg plan -o -"))
    return Dictionary(uniqueKeysWithValues: zip(sheet.column("unit_id"), sheet.column("group")))
  }

  private func villageOfCell(_ desk: Desk) throws -> [String: String] {
    let sheet = Sheet(try desk.does("export c.gpkg cells -o -"))
    return Dictionary(uniqueKeysWithValues: zip(sheet.column("id"), sheet.column("village")))
  }

  /// The cell with most households.
  private func densest(_ desk: Desk) throws -> CoverageReport.Row {
    let cells = try desk.coverage("--by cell").rows.filter { $0.code != "(none)" }
    return try #require(cells.max { ($0.households_expected ?? 0) < ($1.households_expected ?? 0) })
  }

  @Test(arguments: [
    "square --size 300 --clip villages", "hexagon --size 220 --clip villages", "balanced --households 10",
    "balanced --households 1 --within village",
  ])
  func cellsAddUpToTheirVillage(grid: String) throws {
    try Desk.lend { desk in
      try addHamlets(desk)
      try desk.does("grid c.gpkg \(grid)")
      let cells = try desk.coverage("--by cell")
      #expect(cells.wrongSums == [])
      #expect(cells.totals == (try desk.coverage().totals))
      let villageOfCell = try self.villageOfCell(desk)
      #expect(Set(villageOfCell.values) == Set(Self.villages))
      let villages = try desk.coverage("--by village")
      var missing = 0
      for code in Self.villages {
        let own = cells.rows.filter { villageOfCell[$0.code] == code }
        let sum = own.reduce(0) { $0 + ($1.households_expected ?? 0) }
        missing += (villages.row(code)?.households_expected ?? 0) - sum
        #expect(own.count > 0)
      }
      // H5 has no coordinates: it has a cell only where its village has no more than one. H8 is in no village.
      let isOne = villageOfCell.values.count { $0 == "990199001002" } == 1
      #expect(missing == (isOne ? 0 : 1))
      #expect(cells.row("(none)")?.households_expected == (isOne ? 1 : 2))
      #expect(try desk.does("gaps c.gpkg --by cell").contains("H5") == false)
      try desk.does(
        "allocate c.gpkg --unit cell --groups 2 --plan two --relax connectivity,balance --effort 1% --rounds 1"
      )
      let plan = try self.plan(desk)
      for row in cells.rows where row.code != "(none)" && (row.households_expected ?? 0) > 0 {
        #expect(plan[row.code] != nil, "\(row.code)")
      }
    }
  }

  @Test func clippedCellsAreNamedByCellAndVillage() throws {
    try Desk.lend { desk in
      let said = try desk.does("grid c.gpkg square --size 500 --clip villages")
      #expect(
        said.hasPrefix("grid square-500-villages: 38 cells of 500 m, cut at the villages' borders"), "\(said)"
      )
      let cells = Sheet(try desk.does("export c.gpkg cells -o -")).rows
      for cell in cells {
        let (id, village) = (cell["id"] ?? "", cell["village"] ?? "")
        #expect(id.hasPrefix("S500-") && id.hasSuffix("-\(village)"))
      }
      #expect(cells.contains { ($0["label"] ?? "").wholeMatch(of: /[A-Z][0-9] 东村/) != nil })
    }
  }

  @Test func managementGridsFollowTheHamlets() throws {
    try Desk.lend { desk in
      try addHamlets(desk)
      let said = try desk.does("grid c.gpkg balanced --households 16")
      #expect(
        said == """
          grid balanced-16: 4 cells of about 16 households, 4 of them with targets
            1 to 19 households in a grid, 16 were asked for
            1 household without a place in their village: counted for the number of its grids, and in a grid only \
          where the village has one
            CRS EPSG:4547, chosen for these villages and fixed from now on

          """)
      let report = try desk.coverage("--by cell")
      #expect(report.rows.map(\.code).sorted().prefix(2) == ["(none)", "990199001001001"])
      #expect(report.row("990199001001001")?.name == "东村 1")
      let sizes = ["990199001001001", "990199001001002"].map { report.row($0)?.households_expected ?? 0 }
      #expect(sizes.sorted() == [15, 19])
    }
  }

  @Test func aVillageWithoutARosterIsOneGrid() throws {
    try Desk.lend(.files) { desk in
      try TinyCampaign.make(at: desk, kinds: ["villages"])
      let said = try desk.does("grid c.gpkg balanced --households 50")
      #expect(said.contains("grid balanced-50: 3 cells of about 50 households, 0 of them with targets"))
      #expect(said.contains("there is no roster of households: each village is one grid"))
    }
  }

  @Test(arguments: [
    ("square --size 3000", nil), ("square --size 3000 --clip villages", nil),
    ("balanced --households 100", ["990199001001002", "990199001001003"]),
  ])
  func splitsACellAndKeepsItsGroup(grid: String, parts: [String]?) throws {
    try Desk.lend { desk in
      try addHamlets(desk)
      do {
        try desk.does("grid c.gpkg \(grid) --name g")
        try desk.does(
          "allocate c.gpkg --unit cell --groups 1 --relax connectivity,balance --effort 1% --rounds 1")
        let before = try plan(desk)
        let dense = try densest(desk)
        #expect(
          try desk.refuses("grid c.gpkg split \(dense.code)").hasSuffix(
            "--replace makes the grid anew (cells that stay keep their group), --name makes another grid"))
        let said = try desk.does("grid c.gpkg split \(dense.code) --replace")
        let names = parts ?? ["\(dense.code).1", "\(dense.code).2"]
        let after = try plan(desk)
        #expect(said.contains("cell \(dense.code) is gone from it"))
        for name in names {
          #expect(after[name] == before[dense.code])
          #expect(said.contains("new cell \(name) goes to 1, after \(dense.code)"))
        }
        #expect(after.filter { !names.contains($0.key) } == before.filter { $0.key != dense.code })
        let now = try desk.coverage("--by cell")
        let sizes = names.map { now.row($0)?.households_expected ?? 0 }
        #expect(sizes.reduce(0, +) == dense.households_expected && sizes.allSatisfy { $0 > 5 })
        #expect(
          try desk.refuses("grid c.gpkg split \(dense.code) --replace")
            == "cell \(dense.code): it was split before, into \(names.joined(separator: ", ")); split one of these"
        )
        // A later import finds the parts, and a second split goes on from them.
        try desk.write("id,name,village,lon,lat\nZ1,户,990199001001,113.00101,28.0071\n", "one.csv")
        try desk.does("import c.gpkg households one.csv")
        let grown = try desk.coverage("--by cell")
        #expect(names.reduce(0) { $0 + (grown.row($1)?.households_expected ?? 0) } >= sizes.reduce(0, +))
        try desk.does("grid c.gpkg split \(names[0]) --into 3 --replace")
        #expect(try desk.coverage("--by cell").wrongSums == [])
      }
    }
  }

  @Test func aRegularGridMadeAnewKeepsItsSplits() throws {
    try Desk.lend { desk in
      try addHamlets(desk)
      try desk.does("grid c.gpkg square --size 3000 --clip villages --name g")
      let dense = try densest(desk)
      try desk.does("grid c.gpkg split \(dense.code)")
      let before = try self.villageOfCell(desk)
      #expect(try desk.does("grid c.gpkg square --size 3000 --clip villages --name g").contains("gone: 0"))
      #expect(try self.villageOfCell(desk) == before)
    }
  }

  @Test func codesThatAPlanHasUsedAreNotUsedAgain() throws {
    try Desk.lend { desk in
      try addHamlets(desk)
      try desk.does("grid c.gpkg balanced --households 16 --name b")
      try desk.does(
        "allocate c.gpkg --unit cell --groups 2 --relax connectivity,balance --effort 1% --rounds 1")
      let before = try plan(desk)
      let said = try desk.does("grid c.gpkg balanced --households 9 --name b --replace")
      let after = try plan(desk)
      for gone in ["990199001001001", "990199001001002"] {
        #expect(after[gone] == nil && said.contains("plan plan: cell \(gone) is gone from it"))
      }
      #expect(after["990199001001003"] != nil && after["990199001001006"] != nil)
      // The other villages are as they were.
      for other in ["990199001002001", "990199002001001"] { #expect(after[other] == before[other]) }
      // As the first one was divided before, it is divided again, but with other codes.
      try desk.does("grid c.gpkg balanced --households 16 --name b --replace")
      #expect(try plan(desk).keys.sorted().prefix(2) == ["990199001001007", "990199001001008"])
    }
  }

  @Test func refusesWhatCannotBeSplitOrNumbered() throws {
    try Desk.lend { desk in
      #expect(
        try desk.refuses("grid c.gpkg split X")
          == "c.gpkg: grid split needs a grid and there is none; make one first: gridcover grid c.gpkg square --size 500"
      )
      try desk.does("grid c.gpkg square --size 300 --name g")
      #expect(
        try desk.refuses("grid c.gpkg split X")
          == "grid g: expected the id of one of its cells, found X; gridcover coverage --by cell lists them")
      let cells = try desk.coverage("--by cell").rows.filter { $0.code != "(none)" }
      let empty = try #require(cells.first { $0.households_expected == 1 })
      #expect(
        try desk.refuses("grid c.gpkg split \(empty.code)")
          == """
          cell \(empty.code): expected households at 2 different places or more, to split it into 2, found 1; split it \
          into fewer parts, or leave it whole
          """)
      var text = "id,name,village,lon,lat\n"
      for i in 0..<1100 { text += "M\(i),户,990199001001,113.00\(1000 + i),28.005\n" }
      try desk.write(text, "many.csv")
      try desk.does("import c.gpkg households many.csv")
      #expect(
        try desk.refuses("grid c.gpkg balanced --households 1")
          == """
          village 990199001001: expected at most 999 management grids, as many as three digits can number, found 1104; \
          give a larger --households
          """)
      for (line, complaint) in [
        ("grid c.gpkg balanced", "balanced: expected --households N, found none"),
        ("grid c.gpkg square", "square: expected --size METRES, found none"),
        ("grid c.gpkg split", "split: expected the ids of cells, found none"),
        (
          "grid c.gpkg balanced --households 9 --size 5", "--size: it does not go with balanced; leave it out"
        ),
      ] {
        let outcome = try desk.run(line)
        #expect(outcome.status == 64 && outcome.stderr.contains(complaint), "\(outcome.stderr)")
      }
    }
  }

  @Test func countyCellsMakeUpTheirVillages() throws {
    let county = try CountyJob.desk.get()
    try Desk.lend(.empty) { desk in
      try Data(contentsOf: county.path("county.gpkg")).write(to: desk.path("c.gpkg"))
      try desk.does("settings c.gpkg set plan=")
      for grid in ["square --size 500 --clip villages", "balanced --households 100"] {
        try desk.does("grid c.gpkg \(grid) --name n")
        try desk.does("settings c.gpkg set grid=n")
        let villageOfCell = try self.villageOfCell(desk)
        let cells = try desk.coverage("--by cell")
        var sums: [String: Int] = [:]
        for row in cells.rows where row.code != "(none)" {
          sums[villageOfCell[row.code] ?? "", default: 0] += row.households_expected ?? 0
        }
        let villages = try desk.coverage("--by village").rows.filter { $0.code != "(none)" }
        let missing = villages.reduce(0) { sum, row in
          let left = (row.households_expected ?? 0) - (sums[row.code] ?? 0)
          #expect(left >= 0, "\(row.code)")
          return sum + left
        }
        // What is missing has no coordinates.
        let outside = try desk.coverage("--by village").row("(none)")?.households_expected ?? 0
        #expect(missing == (cells.row("(none)")?.households_expected ?? 0) - outside && missing < 440)
      }
    }
  }
}
