import Foundation
import TestSupport
import Testing

/// A row of square villages, A to D from west to east, 0.01° wide: who gets which is seen at a glance.
struct RowOfVillages {
  /// A workspace `r.gpkg` with one village for each number of declared households; `gaps` holds indices before which a
  /// village's width of open water lies.
  static func make(_ households: [Int], gapsBefore gaps: Set<Int> = [], at desk: Desk) throws {
    try desk.does("new r.gpkg --crs EPSG:4547")
    try write(households, gapsBefore: gaps, at: desk)
    try desk.does("import r.gpkg villages row.geojson")
  }

  static func write(_ households: [Int], gapsBefore gaps: Set<Int> = [], at desk: Desk) throws {
    var west = 11300
    let features = households.enumerated().map { i, count in
      if gaps.contains(i) { west += 1 }
      defer { west += 1 }
      let (x, y) = (degrees(west), degrees(west + 1))
      let ring = "[[\(x),28.00],[\(y),28.00],[\(y),28.01],[\(x),28.01],[\(x),28.00]]"
      return """
        {"type":"Feature","properties":{"code":"\(letters[i])","name":"\(letters[i])","households":\(count)},
        "geometry":{"type":"Polygon","coordinates":[\(ring)]}}
        """
    }
    try desk.write(
      "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}", "row.geojson")
  }

  /// The plan in force as `A1 B1 C2 D2`.
  static func plan(_ desk: Desk) throws -> String {
    Sheet(try desk.does("export r.gpkg plan -o -")).rows
      .map { ($0["unit_id"] ?? "") + ($0["group"] ?? "") }.joined(separator: " ")
  }

  private static let letters = Array("ABCDEFGH")

  private static func degrees(_ hundredths: Int) -> String {
    "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}

/// What `allocate --format json` prints.
private struct AllocationReport: Decodable {
  var groups: [Group]
  var notes: [String]
  var rounds: Int
  var work: Double
  var largest_deviation: Double
  var moment_of_inertia_km2: Double
  var borders_cut: Int
  var moved: [Moved]?

  struct Group: Decodable {
    var group: String
    var units: Int
    var work: Double
    var fair_share: Double
    var deviation: Double?
    var area_km2: Double
    var parts: Int
    var mean_distance_km: Double?
  }

  struct Moved: Decodable, Equatable {
    var unit_id: String
    var from: String
    var group: String
    var work: Double
  }

  init(_ json: String) throws {
    self = try JSONDecoder().decode(AllocationReport.self, from: Data(json.utf8))
  }
}

/// What the office decides is kept, and what cannot be had is refused.
@Suite struct AllocateTests {
  private func row(
    _ households: [Int] = [10, 10, 10, 10], gapsBefore gaps: Set<Int> = [], _ body: (Desk) throws -> Void
  ) throws {
    try Desk.lend(.empty) { desk in
      try RowOfVillages.make(households, gapsBefore: gaps, at: desk)
      try body(desk)
    }
  }

  @Test func takesDeclaredHouseholdsForWorkWhereThereIsNoRoster() throws {
    try row([10, 20, 30, 40]) { desk in
      let report = try AllocationReport(desk.does("allocate r.gpkg --effort 1% --groups 1 --format json"))
      #expect(report.work == 100)
      try desk.write("id,village\nH1,A\nH2,A\nH3,B\n", "roster.csv")
      try desk.does("import r.gpkg households roster.csv")
      let counted = try AllocationReport(desk.does("allocate r.gpkg --effort 1% --groups 1 --format json"))
      #expect(counted.work == 3 && counted.groups.map(\.units) == [2])
    }
  }

  @Test func countsTheRevisitsThatTheRulesMakeNecessary() throws {
    try row { desk in
      try desk.write("id,village,category\nH1,A,disabled\nH2,A,\nH3,B,\n", "roster.csv")
      try desk.does("import r.gpkg households roster.csv")
      try desk.does("settings r.gpkg set work_priority=2 revisit_days_by_category=disabled=30")
      let allocate = "allocate r.gpkg --effort 1% --groups 1 --format json"
      let unlimited = try AllocationReport(desk.does(allocate))
      #expect(unlimited.work == 4, "nobody says how long the campaign is")
      try desk.does("settings r.gpkg set start=2016-10-01 end=2016-12-01")
      let report = try AllocationReport(desk.does(allocate))
      #expect(report.work == 8, "H1 is visited on day 0, 30 and 60: 2 + 2 × 2; the others once")
      #expect(
        report.notes.contains(
          "4 of the work are revisits that the revisit rules make necessary within the campaign (setting work_revisit)"
        ))
      try desk.does("settings r.gpkg set work_revisit=0.25")
      let lighter = try AllocationReport(desk.does(allocate))
      #expect(lighter.work == 5)
    }
  }

  @Test func countsWaysOnlyWhenAskedFor() throws {
    try row { desk in
      // A rectangle of 0.004° by 0.003° in A: at 28° N 393.8 m by 332.5 m, so once round is 1.4525 km; B's target is alone.
      try desk.write(
        """
        id,lon,lat
        H1,113.002,28.002
        H2,113.006,28.005
        H3,113.006,28.002
        H4,113.002,28.005
        H5,113.015,28.005
        """, "roster.csv")
      try desk.does("import r.gpkg households roster.csv")
      try desk.does("settings r.gpkg set work_travel_km=2")
      let allocate = "allocate r.gpkg --effort 1% --groups 1 --format json"
      let visits = try AllocationReport(desk.does(allocate))
      #expect(visits.work == 5)
      let report = try AllocationReport(desk.does("\(allocate) --travel"))
      #expect(abs(report.work - (5 + 2 * 1.4525)) < 0.01)
      #expect(
        report.notes.contains(
          """
          3 of the work are ways: 1 km within the units in straight lines, at 2 for a kilometre (setting work_travel_km)
          """))
    }
  }

  @Test func estimatesWaysFromTheAreaWhereNoTargetHasAPlace() throws {
    try row([100, 100, 100, 100]) { desk in
      let allocate = "allocate r.gpkg --effort 1% --groups 1 --travel --format json"
      // 0.7124 √(100 · 1.0905 km²) = 7.44 km in each village, at half a household a kilometre.
      let report = try AllocationReport(desk.does(allocate))
      #expect(abs(report.work - (400 + 4 * 3.72)) < 0.05)
    }
  }

  @Test func measuresWhatEachGroupHas() throws {
    try row { desk in
      let report = try AllocationReport(desk.does("allocate r.gpkg --effort 1% --groups 2 --format json"))
      let plan = try RowOfVillages.plan(desk)
      #expect(plan == "A1 B1 C2 D2" || plan == "A2 B2 C1 D1")
      #expect(report.groups.map(\.work) == [20, 20] && report.groups.map(\.fair_share) == [20, 20])
      #expect(report.borders_cut == 1 && report.largest_deviation == 0)
      for group in report.groups {
        // 0.01° at 28° N is 0.984 km by 1.108 km; both centres are half a village's width from the middle.
        #expect(abs(group.area_km2 - 2 * 0.984 * 1.108) < 0.01)
        #expect(abs((group.mean_distance_km ?? 0) - 0.492) < 0.002)
        #expect(group.parts == 1 && group.units == 2)
      }
      #expect(abs(report.moment_of_inertia_km2 - 0.492 * 0.492) < 0.003)
    }
  }

  @Test func keepsPinsAndForbiddenPairs() throws {
    try row { desk in
      try desk.write("unit_id,group\nA,2\n", "pins.csv")
      try desk.does("allocate r.gpkg --effort 1% --groups 2 --pins pins.csv")
      #expect(try RowOfVillages.plan(desk) == "A2 B2 C1 D1")
      try desk.write("单元,工作组\nA,2\n", "forbid.csv")
      try desk.does("allocate r.gpkg --effort 1% --groups 2 --forbid forbid.csv")
      #expect(try RowOfVillages.plan(desk) == "A1 B1 C2 D2")
      #expect(
        try desk.refuses("allocate r.gpkg --effort 1% --groups 2 --pins pins.csv --forbid forbid.csv")
          == """
          unit "A": expected at most one decision on group "2", found it pinned and forbidden; remove the pin or the \
          forbidden pair
          """)
    }
  }

  @Test(arguments: [
    (
      "unit_id,group\nA,1\nX,2\n",
      """
      f.csv, row 2, field unit_id: expected the code of a village of the campaign, found "X"; correct it or leave the \
      row out
      """
    ),
    (
      "unit_id,group\nA,9\n",
      """
      f.csv, row 1, field group: expected one of the groups 1, 2, found "9"; correct it, or import the list of groups \
      first
      """
    ),
    (
      "unit_id,group\nA,\n",
      """
      f.csv, row 1, field group: expected one of the groups 1, 2, found nothing; correct it, or import the list of \
      groups first
      """
    ),
    (
      "village,group\nA,1\n",
      """
      f.csv: expected a column unit_id or unit for the unit, found village, group; name the columns in the first line
      """
    ),
    (
      "unit_id,group\nA\n",
      "f.csv, row 1 (line 2), field (all): expected 2 fields, as the header has, found 1"
    ),
  ])
  func namesTheBadRowOfAFile(text: String, message: String) throws {
    try row { desk in
      try desk.write(text, "f.csv")
      #expect(try desk.refuses("allocate r.gpkg --effort 1% --groups 2 --pins f.csv") == message)
      #expect(try desk.refuses("allocate r.gpkg --effort 1% --groups 2 --forbid f.csv") == message)
    }
  }

  @Test func takesBordersOfAFile() throws {
    try row { desk in
      // Roads lead from A by C and B to D: neighbours on the map are none on them.
      try desk.write("u,v,shared_m\nA,C,100\nC,B,200.5\nB,D,100\n", "roads.csv")
      try desk.write("unit_id,group\nA,1\n", "pins.csv")
      try desk.does("allocate r.gpkg --effort 1% --groups 2 --adjacency roads.csv --pins pins.csv")
      #expect(try RowOfVillages.plan(desk) == "A1 B2 C1 D2")
      try desk.write("u,v,shared_m\nA,B,100\nA,X,1\n", "roads.csv")
      #expect(
        try desk.refuses("allocate r.gpkg --effort 1% --groups 2 --adjacency roads.csv")
          == """
          roads.csv, row 2, field v: expected the code of a village of the campaign, found "X"; correct it or leave the \
          row out
          """)
      try desk.write("u,v,shared_m\nA,B,far\n", "roads.csv")
      #expect(
        try desk.refuses("allocate r.gpkg --effort 1% --groups 2 --adjacency roads.csv")
          == "roads.csv, row 1, field shared_m: expected metres from 0 to 1e9, found \"far\"")
    }
  }

  @Test func joinsIslandsAndSaysSo() throws {
    try row(gapsBefore: [2]) { desk in
      let crossing = "B and C do not touch and are joined over"
      let report = try AllocationReport(desk.does("allocate r.gpkg --effort 1% --groups 1 --format json"))
      #expect(report.notes.contains { $0.hasPrefix(crossing) } && report.groups[0].parts == 1)
      let bridged = try AllocationReport(
        desk.does("allocate r.gpkg --effort 1% --groups 1 --link A=D --format json"))
      #expect(!bridged.notes.contains { $0.hasPrefix(crossing) } && bridged.groups[0].parts == 1)
    }
  }

  @Test func cutsBorders() throws {
    try row { desk in
      let whole = try AllocationReport(desk.does("allocate r.gpkg --effort 1% --groups 1 --format json"))
      let parted = try AllocationReport(
        desk.does("allocate r.gpkg --effort 1% --groups 1 --cut B=C --relax connectivity --format json"))
      #expect(whole.groups[0].parts == 1 && parted.groups[0].parts == 2)
      #expect(
        try desk.refuses("allocate r.gpkg --effort 1% --groups 1 --cut B=C")
          == """
          groups: expected at least one for each part of the ground that barriers part, found 1 groups for 2 parts; take \
          more groups, --link a way across, or --relax connectivity
          """)
      #expect(
        try desk.refuses("allocate r.gpkg --effort 1% --groups 1 --cut A=C")
          == """
          --cut A=C: expected two units with a border or a crossing between them, found none; there is nothing to cut
          """)
      #expect(
        try desk.refuses("allocate r.gpkg --effort 1% --groups 1 --link A=X")
          == "--link: expected the code of a village of the campaign, found \"X\"")
    }
  }

  @Test func makesTheSamePlanAgainByRounds() throws {
    try row([7, 3, 5, 9, 4, 6]) { desk in
      let timed = try AllocationReport(
        desk.does("allocate r.gpkg --effort 1% --groups 2 --time 0.001 --relax balance --format json"))
      let plan = try RowOfVillages.plan(desk)
      let again = try AllocationReport(
        desk.does(
          "allocate r.gpkg --effort 1% --groups 2 --rounds \(timed.rounds) --threads 1 --relax balance --format json"
        ))
      #expect(again.rounds == timed.rounds)
      #expect(try RowOfVillages.plan(desk) == plan)
      let said = try desk.does("allocate r.gpkg --effort 1% --groups 2 --time 0.001 --relax balance")
      #expect(said.contains(" in the time given; --rounds "))
    }
  }

  @Test(arguments: [
    "--compare one", "--move A", "--move A=1 --pins f.csv", "--from f.csv --groups 2",
    "--keep p --compare a b",
    "--balance much", "--relax gravity", "--rounds 0", "--time 0", "--link A=A", "--mode nice",
  ])
  func takesNoWrongUsage(options: String) throws {
    try Desk.lend(.empty) { desk in
      let outcome = try desk.run("allocate r.gpkg \(options)")
      #expect(outcome.status == 64)
    }
  }

  @Test func movesLittleOfAPlanThatIsKept() throws {
    try row([10, 10, 10, 10]) { desk in
      try desk.write("unit_id,group\nA,2\n", "pins.csv")
      try desk.does("allocate r.gpkg --effort 1% --groups 2 --pins pins.csv --plan old")
      try RowOfVillages.write([10, 10, 30, 10], at: desk)
      try desk.does("import r.gpkg villages row.geojson")
      let report = try AllocationReport(
        desk.does(
          "allocate r.gpkg --effort 1% --groups 2 --keep old --plan new --relax balance --format json"))
      // 20 and 40 households: C is too heavy to move, D makes it 30 and 30 but would leave the others' ground.
      #expect(report.moved?.count ?? 9 <= 1)
      #expect(try desk.does("allocate r.gpkg --compare old new").contains("old: largest deviation"))
    }
  }

  @Test func keepsWhatWasChangedByHand() throws {
    try row([10, 10, 10, 10]) { desk in
      try desk.write("unit_id,group\nA,1\n", "pins.csv")
      try desk.does("allocate r.gpkg --effort 1% --groups 2 --pins pins.csv")
      try desk.does("allocate r.gpkg --move C=1")
      #expect(try RowOfVillages.plan(desk) == "A1 B1 C1 D2")
      let said = try desk.does("allocate r.gpkg --effort 1% --groups 2 --keep plan --relax balance")
      #expect(said.contains("kept plan plan: no unit changes its group"))
      #expect(try RowOfVillages.plan(desk) == "A1 B1 C1 D2")
      // Without --keep nothing of it is known any more.
      try desk.does("allocate r.gpkg --effort 1% --groups 2 --pins pins.csv")
      #expect(try RowOfVillages.plan(desk) == "A1 B1 C2 D2")
    }
  }

  @Test func keepsAPlanOfTheSameUnitsOnly() throws {
    try row { desk in
      try desk.does("allocate r.gpkg --effort 1% --groups 2")
      try desk.does("grid r.gpkg square --size 1000 --name km")
      #expect(
        try desk.refuses("allocate r.gpkg --unit cell --keep plan")
          == """
          --keep plan: expected a plan of cells of the grid km, found one of villages; leave --unit and --grid out to \
          keep its units
          """)
    }
  }
}
