import CampaignModel
import GeoPackageFormat
import TestSupport
import Testing

@testable import CampaignStore

@Suite("Grids, plans, places and coverage") struct WritingTests {
  let grid = Grid(name: "500m", shape: .square, size: 500, crs: "EPSG:4547", labelColumn: 3, labelRow: -2)
  let cells = [
    GridCell(id: "c2", label: "B1", village: "110101001001", area: 250_000),
    GridCell(id: "c1", label: "A1", area: 9),
  ]

  @Test("a grid comes back with its cells by id; a second one of the name needs replace") func grids() throws
  {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    try workspace.write {
      try $0.save(grid, cells: cells, regions: [square(1, 1), square(0, 0)], replace: false)
    }
    try workspace.read { reader throws in
      #expect(try reader.grids() == [grid])
      #expect(try reader.grid(named: "500m") == grid)
      let layer = try reader.cells(of: "500m")
      #expect(layer.cells == [cells[1], cells[0]])
      #expect(layer.regions == [square(0, 0), square(1, 1)])
    }
    #expect(throws: StoreError.unknownName(what: "grid", name: "x", known: ["500m"])) {
      try workspace.read { try $0.grid(named: "x") }
    }
    #expect(throws: StoreError.nameTaken(what: "grid", name: "500m")) {
      try workspace.write { try $0.save(grid, cells: [], regions: [], replace: false) }
    }
    try workspace.write { writer in
      try writer.save(
        Plan(name: "p", unit: .cell, grid: "500m", entries: [Plan.Entry(unit: "c1", group: "g1")])
      ) { _ in square(0, 0) }
      try writer.save(grid, cells: [cells[0]], regions: [square(1, 1)], replace: true)
    }
    #expect(try workspace.read { try $0.cells(of: "500m").cells } == [cells[0]])
    #expect(try workspace.faults().isEmpty)
  }

  @Test("a plan comes back sorted by unit, and replaces one of its name") func plans() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    var plan = Plan(
      name: "p", unit: .village, grid: nil,
      entries: [
        Plan.Entry(unit: "110101001001", group: "g1", pinned: true, work: 2.5),
        Plan.Entry(unit: "110101001002", group: "g2"),
      ])
    for group: Identifier in ["g2", "g1"] {
      plan.entries[1].group = group
      try workspace.write { try $0.save(plan) { $0 == "110101001001" ? square(0, 0) : nil } }
      #expect(try workspace.read { try $0.plan(named: "p") } == plan)
    }
    #expect(try workspace.read { try $0.plans() } == ["p"])
    #expect(throws: StoreError.unknownName(what: "plan", name: "q", known: ["p"])) {
      try workspace.read { try $0.plan(named: "q") }
    }
  }

  @Test("relocating writes the rows that move, and counts them") func relocate() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    try workspace.write { writer in
      let points = try writer.current.targetPoints(of: .household)
      #expect(points.ids.texts == ["h3", "h1", "h2"])
      #expect(points.declaredVillages.texts == [nil, "110101001001", "110101001001"])
      #expect(points.located.villageCode.texts == ["110101001001", "110101001002", "110101001001"])
      #expect(points.located.disagreement[1] == 12.5)
      #expect(try writer.relocate(.household, points, to: points.located) == Relocation())

      var places = LocatedColumns()
      places.append(villageCode: "110101001001", by: .geometry, cellID: "c1")
      places.append(villageCode: nil, by: .none, cellID: nil)
      places.append(villageCode: "110101001001", by: .declared, cellID: nil)
      #expect(try writer.relocate(.household, points, to: places) == Relocation(villages: 1, cells: 1))
      let targets = try writer.current.targets(
        villages: try writer.current.villages().villages, cells: [GridCell(id: "c1", label: "A1", area: 1)])
      #expect(targets.villages == [-1, 0, 0, -1])
      #expect(targets.cells == [-1, -1, 0, -1])
      #expect(try writer.current.historyCount(of: .households) == 0)
    }
  }

  @Test("a target cannot be in a village that is not there") func reference() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    var located = LocatedColumns()
    located.append(villageCode: "999", by: .geometry, cellID: nil)
    #expect(throws: StoreError.self) {
      try workspace.write {
        try $0.apply(table(.households, ["id"], [["h9"]]), located: located, log: entry(.households))
      }
    }
    #expect(try workspace.read { try $0.count(of: .households) } == 3)
  }

  @Test("coverage is replaced as a whole") func coverage() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    var row = CoverageRow(level: .village, code: "110101001001", name: "西村")
    row.households = Tally(expected: 4, visited: 1)
    row.gaps = [.refused: 2, .neverVisited: 1]
    row.status = .partial
    row.targetMet = false
    row.lastVisit = LocalDate(iso: "2016-12-18")
    for _ in 0..<2 {
      try workspace.write { writer in
        try writer.replaceCoverage(.villages, rows: [row, CoverageRow(level: .village, code: "(none)")]) {
          $0 == "(none)" ? nil : square(0, 0)
        }
      }
    }
    let line = try workspace.read {
      try $0.connection.text(
        """
        SELECT code || households_coverage || status || target_met || gap_reason || last_visit ||
        ifnull(enterprises_coverage, ' null ') || (SELECT count(*) FROM coverage) FROM coverage LIMIT 1
        """)
    }
    #expect(line == "1101010010010.25partial0refused2016-12-18 null 2")
    #expect(try workspace.faults().isEmpty)
  }

  @Test("settings go back to their default") func settings() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    try workspace.write { writer in
      try writer.setSetting("utc_offset", "+00:00")
      try writer.setSetting("utc_offset", "+05:45")
      #expect(try writer.current.settings().utcOffsetMinutes == 345)
      try writer.setSetting("utc_offset", nil)
      #expect(try !writer.current.settings().isSet("utc_offset"))
    }
  }

  @Test("an index finds every id and nothing else", arguments: [0, 1, 15, 16, 17, 1000])
  func identifierIndex(count: Int) {
    var random = SplitMix64(seed: 9)
    let ids = (0..<count).map { _ in String(UInt32.random(in: 0..<2000, using: &random)) }
    let index = IdentifierIndex(TextColumn(ids))
    for id in ids { #expect(index.place(of: id) == Int32(ids.firstIndex(of: id) ?? -2)) }
    for id in ["", "x", "2000"] { #expect(index.place(of: id) == -1) }
  }
}
