import Foundation
import TestSupport
import Testing

/// A grid's cells keep their names; a plan keeps hook-ups, and is the same for the same seed.
@Suite struct GridTests {
  private func cells(_ desk: Desk) throws -> [String] {
    Sheet(try desk.does("coverage c.gpkg --by cell --format csv")).column("code").filter { $0 != "(none)" }
  }

  static let neighbour = """
    {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "990199003001", "name": "邻村"},
    "geometry": {"type": "Polygon", "coordinates": [[[112.96, 27.98], [113.00, 27.98], [113.00, 28.02], [112.96, 28.02], \
    [112.96, 27.98]]]}}]}
    """

  @Test(arguments: ["square", "hexagon"])
  func keepsIdsWhenAVillageIsAdded(shape: String) throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg \(shape) --size 300")
      let before = Set(try cells(desk))
      try desk.write(GridTests.neighbour, "neighbour.geojson")
      try desk.does("import c.gpkg villages neighbour.geojson")
      let said = try desk.does("grid c.gpkg \(shape) --size 300")
      let after = Set(try cells(desk))
      #expect(before.count > 30 && before.isSubset(of: after) && after.count > before.count)
      #expect(said.contains("new cells: \(after.count - before.count), gone: 0"))
    }
  }

  @Test(arguments: ["square --size 300", "square --size 5000", "hexagon --size 300"])
  func givesEachTargetOneCell(grid: String) throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg \(grid)")
      let report = try desk.coverage("--by cell")
      #expect(report.wrongSums == [])
      #expect(report.totals == (try desk.coverage().totals))
      // H5 has no coordinates, H8 lies far from all villages.
      #expect(report.row("(none)")?.households_expected == 2)
    }
  }

  @Test func makesAGridWithAPlanAnewOnlyIfAsked() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500")
      try desk.does(
        "allocate c.gpkg --unit cell --plan cells --relax connectivity,balance --effort 1% --rounds 1")
      let plan = try desk.does("export c.gpkg plan -o -")
      #expect(
        try desk.refuses("grid c.gpkg square --size 500")
          == """
          grid square-500: the plan cells shares out its cells; --replace makes the grid anew (cells that stay keep \
          their group), --name makes another grid
          """)
      try desk.write(GridTests.neighbour, "neighbour.geojson")
      try desk.does("import c.gpkg villages neighbour.geojson")
      try desk.does("grid c.gpkg square --size 500 --replace")
      #expect(try desk.does("export c.gpkg plan -o -") == plan)
    }
  }

  @Test func tellsWhichCellsOfAPlanAreGone() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500 --name mine")
      try desk.does("allocate c.gpkg --unit cell --relax connectivity,balance --effort 1% --rounds 1")
      let said = try desk.does("grid c.gpkg square --size 700 --name mine --replace")
      let plan = Sheet(try desk.does("export c.gpkg plan -o -"))
      #expect(said.contains("plan plan: cell S500-") && !plan.rows.isEmpty)
      // Each new cell with work has the group that had most of it.
      for row in plan.rows {
        let (cell, group) = (row["unit_id"] ?? "", row["group"] ?? "")
        #expect(said.contains("plan plan: new cell \(cell) goes to \(group), after S500-"))
      }
    }
  }

  @Test(arguments: ["village", "cell"])
  func keepsHookUps(unit: String) throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 300")
      try desk.does("allocate c.gpkg --unit \(unit) --relax connectivity,balance --effort 1% --rounds 1")
      let plan = Sheet(try desk.does("export c.gpkg plan -o -"))
      let groupOfUnit = Dictionary(
        zip(plan.column("unit_id"), plan.column("group")), uniquingKeysWith: { first, _ in first })
      // Every unit with work has a group.
      let withWork = try desk.coverage("--by \(unit)").rows
        .filter { $0.code != "(none)" && ($0.households_expected ?? 0) + ($0.enterprises_expected ?? 0) > 0 }
      #expect(withWork.count == (unit == "village" ? 3 : 6))
      for row in withWork { #expect(groupOfUnit[row.code] != nil && groupOfUnit[row.code] == row.group) }
      // G1 is hooked up to the first village: it has the whole village, or all its cells with work.
      let cells = Sheet(try desk.does("export c.gpkg cells -o -")).rows.filter {
        $0["village"] == "990199001001"
      }
      let hooked = unit == "village" ? ["990199001001"] : cells.map { $0["id"] ?? "" }
      let groups = Set(hooked.compactMap { groupOfUnit[$0] })
      #expect(groups == ["G1"])
    }
  }

  @Test func makesTheSamePlanForTheSameSeed() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 200")
      let plans = try ["7", "7", "8"].map { seed in
        try desk.does(
          "allocate c.gpkg --unit cell --groups 3 --plan three --seed \(seed) --relax connectivity,balance --effort 1% --rounds 1"
        )
        return try desk.does("export c.gpkg plan -o -")
      }
      #expect(plans[0] == plans[1])
      #expect(Set(Sheet(plans[0]).column("group")) == ["1", "2", "3"])
    }
  }

  @Test func countsForNamelessGroups() throws {
    try Desk.lend { desk in
      try desk.does(
        "allocate c.gpkg --groups 2 --plan two --relax connectivity,balance --effort 1% --rounds 1")
      let report = try desk.coverage("--by group")
      #expect(report.wrongSums == [])
      #expect(report.row("1")?.households_expected != nil && report.row("2")?.households_expected != nil)
      // H8 is in no village, and nobody's.
      #expect(report.row("(none)")?.households_expected == 1)
    }
  }

  @Test func refusesAHookUpToNowhere() throws {
    try Desk.lend { desk in
      try desk.write("id,hookups\nG2,990199001002;990199009999\n", "more.csv")
      try desk.does("import c.gpkg groups more.csv")
      #expect(
        try desk.refuses("allocate c.gpkg")
          == """
          working group G2, field hookups: expected codes of known villages, found 990199009999; correct the list of \
          groups and import it again
          """)
    }
  }

  @Test func readsCellsOfAFile() throws {
    try Desk.lend { desk in
      try desk.write(
        """
        {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": "west", "label": "甲"}, "geometry": {"type": "Polygon", "coordinates": \
        [[[113.00, 28.00], [113.01, 28.00], [113.01, 28.02], [113.00, 28.02], [113.00, 28.00]]]}},
        {"type": "Feature", "properties": {"id": "east", "label": "乙"}, "geometry": {"type": "Polygon", "coordinates": \
        [[[113.01, 28.00], [113.02, 28.00], [113.02, 28.02], [113.01, 28.02], [113.01, 28.00]]]}}]}
        """, "halves.geojson")
      #expect(try desk.does("import c.gpkg cells halves.geojson").hasPrefix("cells: 2 rows read: 2 added"))
      let report = try desk.coverage("--by cell")
      #expect(report.wrongSums == [])
      // H3 stands on their border and goes to one of them alone: the lower id.
      #expect(report.row("east")?.households_expected == 1 && report.row("west")?.households_expected == 4)
    }
  }
}
