import CampaignModel
import CoverageAnalysis
import SpatialCore
import Testing

@Suite("Data check")
struct DataCheckTests {
  /// Two villages of 0.01° side by side, both with a household, and nothing wrong.
  private var clean: DataCheck {
    var check = DataCheck(
      settings: Settings(["crs": "EPSG:4547", "start": "2016-12-01", "end": "2016-12-31"]))
    check.villages = ["A", "B"].map { Village(code: Identifier($0), name: $0, declaredHouseholds: 1) }
    check.regions = [square(114.00), square(114.01)]
    check.targets = [
      households([("h1", "A", 114.005, "Wang"), ("h2", "B", 114.015, "Li")]),
      DataCheck.Targets(layer: "enterprises", kind: .enterprise),
    ]
    check.groups = [WorkingGroup(id: "G1", members: 1, hookups: ["A"])]
    check.members = [Member(id: "M1", group: "G1")]
    check.plan = Plan(
      name: "plan", unit: .village, grid: nil,
      entries: [.init(unit: "A", group: "G1"), .init(unit: "B", group: "G1")])
    check.visits = visits([("v1", "h1", true, "2016-12-17T09:00:00", "G1", "M1")])
    return check
  }

  private func square(_ west: Double, south: Double = 30, side: Double = 0.01) -> Region {
    Region(exterior: [(west, south), (west + side, south), (west + side, south + side), (west, south + side)])
  }

  /// Households by id, declared village, longitude on the parallel of 30.005°, and name; each is located where it says.
  private func households(_ rows: [(id: String, village: String?, x: Double, name: String)])
    -> DataCheck.Targets
  {
    var targets = DataCheck.Targets(layer: "households", kind: .household)
    targets.ids = TextColumn(rows.map(\.id))
    targets.xs = ContiguousArray(rows.map(\.x))
    targets.ys = ContiguousArray(rows.map { $0.x.isNaN ? .nan : 30.005 })
    targets.declaredVillages = TextColumn(rows.map(\.village))
    targets.locatedVillages = targets.declaredVillages
    targets.disagreements = ContiguousArray(repeating: .nan, count: rows.count)
    targets.names = TextColumn(rows.map(\.name))
    targets.addresses = TextColumn(rows.map { _ in nil })
    return targets
  }

  private func visits(
    _ rows: [(id: String, target: String, isListed: Bool, date: String, group: String?, member: String?)]
  ) -> DataCheck.Visits {
    var visits = DataCheck.Visits()
    visits.ids = TextColumn(rows.map(\.id))
    visits.targets = TextColumn(rows.map(\.target))
    visits.isListed = rows.map(\.isListed)
    visits.dates = TextColumn(rows.map(\.date))
    visits.groups = TextColumn(rows.map(\.group))
    visits.members = TextColumn(rows.map(\.member))
    return visits
  }

  private func findings(_ check: DataCheck) throws -> [Finding] {
    try check.findings(in: Projection(crs: "EPSG:4547"))
  }

  /// The findings as text: subject, id, others.
  private func told(_ check: DataCheck) throws -> [String] {
    try findings(check).map { ([$0.subject.rawValue + ":", $0.id] + $0.others).joined(separator: " ") }
  }

  @Test("a clean campaign and an empty one have no finding")
  func nothing() throws {
    #expect(try told(clean).isEmpty)
    #expect(try told(DataCheck(settings: Settings())).isEmpty)
  }

  @Test("the map: overlaps, slivers, gaps, invalid and missing polygons, mendings")
  func map() throws {
    var check = clean
    check.regions[1] = square(114.009)
    #expect(try told(check) == ["villages overlap: A B"])
    // About 1 m of overlap.
    check.regions[1] = square(114.009_99)
    #expect(try told(check) == ["sliver of an overlap: A B"])
    #expect(try findings(check).first?.subject.severity == .note)
    check.settings = Settings(["sliver_width_m": "0.5"])
    #expect(try told(check) == ["villages overlap: A B"])

    check = clean
    check.regions[1] = Region(exterior: [(114.01, 30), (114.02, 30.01), (114.02, 30), (114.01, 30.01)])
    #expect(try told(check) == ["invalid polygon: B"])
    check.regions[1] = Region()
    #expect(try told(check) == ["village without a polygon: B"])
    check = clean
    check.mendings = [.init(village: "B", defect: "self-intersection at 114 30", areaChange: -0.01)]
    #expect(try told(check) == ["polygon mended at import: B"])
    #expect(try findings(check).first?.change == -0.01)
  }

  @Test(
    "list against map: codes that are not mapped, villages that nobody lists, households that do not agree")
  func lists() throws {
    var check = clean
    check.targets[0] = households([("h1", "A", 114.005, "Wang"), ("h2", "C", 114.006, "Li")])
    check.targets[0].locatedVillages = TextColumn(["A", "A"])
    #expect(
      try told(check) == [
        "village listed but not mapped: C h2", "village mapped but not listed: B",
        "roster and declared households differ: A", "declared village is unknown: h2",
      ])
    check.villages[1].declaredHouseholds = 0
    check.villages[0].declaredHouseholds = nil
    #expect(
      try told(check) == ["village listed but not mapped: C h2", "declared village is unknown: h2"])
  }

  @Test(
    "households may differ by a fifth of what is declared, and no more",
    arguments: [(8, 10, 0), (7, 10, 1), (12, 10, 0), (13, 10, 1), (1, 0, 1)])
  func declaredHouseholds(roster: Int, declared: Int, expected: Int) throws {
    var check = clean
    check.villages = [Village(code: "A", name: "A", declaredHouseholds: declared)]
    check.regions = [square(114)]
    check.plan = nil
    check.targets[0] = households((0..<roster).map { ("h\($0)", "A", .nan, "") })
    let found = try findings(check).filter { $0.subject == .householdCount }
    #expect(found.count == expected)
    if let finding = found.first { #expect(finding.count == roster && finding.expected == declared) }
  }

  @Test("targets: outside their village with the distance, nowhere, without coordinates")
  func targets() throws {
    var check = clean
    check.targets[0] = households([
      ("h1", "A", 114.005, "Wang"), ("h2", "B", 114.006, "Li"), ("h3", "B", .nan, "Zhao"),
      ("h4", nil, 115, "Qian"),
      ("h5", "A", 114.0031, "Sun"),
    ])
    check.villages = check.villages.map { Village(code: $0.code, name: $0.name) }
    check.targets[0].locatedVillages = TextColumn(["A", "A", "B", nil, "A"])
    check.targets[0].disagreements[1] = 385
    #expect(
      try told(check) == [
        "point outside the declared village: h2", "in no known village: h4", "missing coordinates: h3",
      ])
    let finding = try #require(try findings(check).first)
    #expect(finding.distance == 385 && finding.declaredVillage == "B" && finding.locatedVillage == "A")
    #expect(finding.place == .point(x: 114.006, y: 30.005))
  }

  @Test("duplicates: same name and place is a problem, a namesake or a neighbour a note")
  func duplicates() throws {
    var check = clean
    check.villages = check.villages.map { Village(code: $0.code, name: $0.name) }
    // h3 is 2 m from h1 and has its name; h4 has it 200 m away; h5 has none of it but lies 2 m from h4.
    check.targets[0] = households([
      ("h1", "A", 114.005, "Wang"), ("h2", "B", 114.015, "Wang"), ("h3", "A", 114.00502, "Wang"),
      ("h4", "A", 114.007, "Wang"), ("h5", "A", 114.00703, "Li"),
    ])
    #expect(
      try told(check) == [
        "same name and place: h3 h1", "same name in one village: h4 h1", "close to another target: h3 h1",
        "close to another target: h5 h4",
      ])
    check.targets[0].addresses = TextColumn(["1", nil, "2", nil, nil])
    #expect(try told(check).prefix(1) == ["same name in one village: h3 h1"])
  }

  @Test("more targets at one point than the settings allow are one finding, and no neighbours of each other")
  func samePoint() throws {
    var check = clean
    check.villages = check.villages.map { Village(code: $0.code, name: $0.name) }
    let flats = (0..<30).map { ("f\($0)", "A" as String?, 114.005, "") }
    check.targets[0] = households(flats + [("h2", "B", 114.015, "")])
    var found = try findings(check)
    #expect(found.count == 29 && found.allSatisfy { $0.subject == .near && $0.distance == 0 })
    check.settings = Settings(["same_point_targets": "29"])
    found = try findings(check)
    #expect(found.map(\.subject) == [.samePoint])
    #expect(found.first?.count == 30 && found.first?.id == "f0")
  }

  @Test("people: groups without members or ground, unknown groups, hook-ups and units")
  func people() throws {
    var check = clean
    check.groups += [WorkingGroup(id: "G2", members: 0, hookups: ["A", "Z"])]
    check.members += [Member(id: "M2", group: "G9"), Member(id: "M3")]
    check.plan?.entries += [.init(unit: "Y", group: "G1"), .init(unit: "Z", group: "G8")]
    #expect(
      try told(check) == [
        "working group without members: G2", "working group without allocation: G2",
        "hook-up to an unknown village: G2 Z", "member of an unknown group: M2 G9",
        "allocation to an unknown group: Z G8", "allocation of an unknown unit: Y G1",
        "allocation of an unknown unit: Z G8",
      ])
    // A plan for nameless groups is no measure of the list.
    check = clean
    check.plan?.entries = [.init(unit: "A", group: "1"), .init(unit: "B", group: "2")]
    #expect(try told(check).isEmpty)
    // A plan of cells is held against its grid.
    check.plan = Plan(name: "p", unit: .cell, grid: "g", entries: [.init(unit: "c1", group: "G1")])
    #expect(try told(check) == ["allocation of an unknown unit: c1 G1"])
    check.cells = ["c1"]
    #expect(try told(check).isEmpty)
  }

  @Test("visits: unlisted targets, unknown people, days outside the campaign")
  func visits() throws {
    var check = clean
    check.visits = visits([
      ("v1", "h1", true, "2016-12-01", nil, nil), ("v2", "x9", false, "2016-12-31T23:59:59", "G1", nil),
      ("v3", "h1", true, "2016-12-17", "G7", "M7"), ("v4", "h1", true, "2016-11-30", "G1", "M1"),
      ("v5", "h1", true, "2017-01-01", "G1", "M1"), ("v6", "h1", true, "soon", "G1", "M1"),
    ])
    #expect(
      try told(check) == [
        "visit to an unlisted target: v2 x9", "visit of an unknown group: v3 G7",
        "visit of an unknown member: v3 M7", "visit outside the campaign's dates: v4",
        "visit outside the campaign's dates: v5", "visit outside the campaign's dates: v6",
      ])
    check.settings = Settings()
    #expect(!(try told(check).contains { $0.contains("dates") }))
  }

  @Test("no finding has a name or an address in it, nor a target's point outside the geometry")
  func privacy() throws {
    var check = clean
    check.targets[0] = households([
      ("h1", "A", 114.005, "PLANTED"), ("h2", "B", 114.00501, "PLANTED"), ("h3", "A", 114.005, "PLANTED"),
      ("h4", "X", .nan, "PLANTED"),
    ])
    check.targets[0].addresses = TextColumn(["PLANTED", nil, nil, "PLANTED"])
    let found = try findings(check)
    #expect(found.count > 3)
    for finding in found {
      #expect(!"\(finding)".contains("PLANTED"))
      guard case .point = finding.place else { continue }
      #expect(finding.attributes.allSatisfy { !["lon", "lat"].contains($0.name) || $0.value == .none })
    }
  }

  @Test("every finding has the same columns, and the order of rows changes nothing")
  func order() throws {
    var check = clean
    check.villages = check.villages.map { Village(code: $0.code, name: $0.name) }
    let rows: [(id: String, village: String?, x: Double, name: String)] = [
      ("h1", "A", .nan, "a"), ("h2", "B", .nan, "b"), ("h3", "A", 114.001, "c"), ("h4", "Q", .nan, "d"),
      ("h5", "R", .nan, "e"),
    ]
    check.targets[0] = households(rows)
    let forward = try findings(check)
    check.targets[0] = households(rows.reversed())
    let backward = try findings(check)
    #expect(forward == backward)
    #expect(Set(forward.map { $0.attributes.map(\.name) }).count == 1)
  }
}
