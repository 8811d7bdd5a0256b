import Foundation
import TestSupport
import Testing

/// A plan is changed by hand, in a command or in a spreadsheet, and two plans stand side by side.
@Suite struct PlanChangeTests {
  /// Four equal villages in a row: A and B are group 1's, C and D group 2's.
  private func planned(_ body: (Desk) throws -> Void) throws {
    try Desk.lend(.empty) { desk in
      try RowOfVillages.make([10, 10, 10, 10], at: desk)
      try desk.write("unit_id,group\nA,1\n", "pins.csv")
      try desk.does("allocate r.gpkg --effort 1% --groups 2 --pins pins.csv")
      try body(desk)
    }
  }

  @Test func tellsWhatAMoveDoes() throws {
    try planned { desk in
      #expect(
        try desk.does("allocate r.gpkg --move A=2")
          == """
          group  name  units         work         deviation  parts
          ─────  ────  ─────  ───────────  ────────────────  ─────
          1            2 → 1  20.0 → 10.0  +0.0 % → −50.0 %  1 → 1
          2            2 → 3  20.0 → 30.0  +0.0 % → +50.0 %  1 → 2
          warning: group 1 is out of balance: −50.0 % from its fair share (before: +0.0 %), more than 5.0 %
          warning: group 2 falls apart: 2 parts (before: 1)
          warning: group 2 is out of balance: +50.0 % from its fair share (before: +0.0 %), more than 5.0 %
          warning: unit A was pinned to group 1; by hand it goes to group 2
          plan plan: 1 unit changed by hand

          """)
      #expect(try RowOfVillages.plan(desk) == "A2 B1 C2 D2")
      #expect(try marks(desk) == ["A hand", "B", "C", "D"])
      let back = try desk.does("allocate r.gpkg --move A=1 --move B=2 --move C=1 --balance 60%")
      #expect(back.contains("plan plan: 3 units changed by hand"))
      #expect(try RowOfVillages.plan(desk) == "A1 B2 C1 D2")
    }
  }

  @Test func overridesAHookUpKnowingly() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --plan one")
      let said = try desk.does("allocate c.gpkg --plan one --move 990199001001=G2 --format json")
      #expect(said.contains("unit 990199001001 is hooked up to group G1; by hand it goes to group G2"))
      // The change by hand is kept, the hook-up notwithstanding.
      try desk.does("allocate c.gpkg --effort 1% --keep one --plan two --relax balance,connectivity")
      let plan = Sheet(try desk.does("export c.gpkg plan -o -"))
      #expect(plan.rows.first { $0["unit_id"] == "990199001001" }?["group"] == "G2")
    }
  }

  @Test(arguments: [
    ("--move X=1", "--move: expected the code of a village of the campaign, found \"X\""),
    ("--move A=9", "--move A: expected one of the groups 1, 2, found \"9\""),
    ("--move A=1 --move A=2", "--move A: expected one group, found \"1\" and \"2\""),
  ])
  func refusesAMove(options: String, message: String) throws {
    try planned { desk in
      let said = try desk.refuses("allocate r.gpkg \(options)")
      #expect(said == message)
    }
  }

  /// Groups without names and those that are listed have no fair share of one plan.
  @Test func keepsNamelessAndListedGroupsApart() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --plan listed")
      try desk.does("allocate c.gpkg --groups 2 --plan nameless --relax balance,connectivity")
      #expect(
        try desk.refuses("allocate c.gpkg --plan nameless --move 990199001001=G2")
          == "--move 990199001001: expected one of the groups 1, 2, found \"G2\"")
      #expect(
        try desk.refuses("allocate c.gpkg --groups 2 --keep listed")
          == """
          --keep listed: expected groups of that plan, as "G1", found none of them among "1" and the others; leave --groups \
          out to keep its groups
          """)
      let listed = try desk.does("export c.gpkg plan --plan listed -o -")
      #expect(listed.contains(",G1"))
      #expect(try desk.does("export c.gpkg plan -o -") != listed)
      #expect(try desk.does("export c.gpkg plan --plan listed -o l.csv") == "plan listed: 3 villages\n")
    }
  }

  @Test func aPlanThatWillDoIsKeptAsItIs() throws {
    try planned { desk in
      let said = try desk.does("allocate r.gpkg --groups 2 --keep plan")
      #expect(said.contains("kept plan plan: no unit changes its group"))
      #expect(said.contains("among 2 groups as before;"))
    }
  }

  @Test func aNewPlanSaysThatItIsInForce() throws {
    try planned { desk in
      let said = try desk.does("allocate r.gpkg --effort 1% --groups 2 --plan draft --format json")
      #expect(said.contains("plan draft is in force now"))
      #expect(said.contains("plan is kept: gridcover settings r.gpkg set plan=plan puts it back"))
      try desk.does("settings r.gpkg set plan=plan")
      let again = try desk.does("allocate r.gpkg --effort 1% --groups 2 --format json")
      #expect(!again.contains("is in force now"))
    }
  }

  @Test func undoSaysWhatItPassesOver() throws {
    try planned { desk in
      let said = try desk.does("undo r.gpkg")
      #expect(said.contains("since only imports are undone: line "))
      #expect(said.contains("(plan: plan: 4 units)"))
    }
  }

  @Test func needsAPlanToMove() throws {
    try Desk.lend { desk in
      let said = try desk.refuses("allocate c.gpkg --move 990199001001=G2")
      #expect(
        said == """
          c.gpkg: allocate --move needs a plan and there is none; make one first: gridcover allocate c.gpkg
          """)
    }
  }

  @Test func comesBackFromAFileUnchanged() throws {
    try planned { desk in
      try desk.does("allocate r.gpkg --move B=2")
      for name in ["plan.csv", "plan.geojson", "plan.gpkg"] {
        try desk.does("export r.gpkg plan -o \(name)")
        #expect(
          try desk.does("allocate r.gpkg --plan plan --from \(name)")
            == "plan plan: no unit changes its group\n")
        #expect(try marks(desk) == ["A pinned", "B hand", "C", "D"])
      }
      #expect(try RowOfVillages.plan(desk) == "A1 B2 C2 D2")
    }
  }

  @Test func countsWhatWasEditedAsDoneByHand() throws {
    try planned { desk in
      try desk.write("unit_id,group\nD,2\nC,1\nB,1\nA,1\n", "edited.csv")
      let said = try desk.does("allocate r.gpkg --plan plan --from edited.csv")
      #expect(said.hasSuffix("plan plan: 1 unit changed by hand\n"))
      #expect(try RowOfVillages.plan(desk) == "A1 B1 C1 D2")
      #expect(try marks(desk) == ["A pinned", "B", "C hand", "D"])
      // A new plan begins as the one in force, and takes its place.
      try desk.does("allocate r.gpkg --plan mine --from edited.csv")
      #expect(try marks(desk) == ["A pinned", "B", "C hand", "D"])
    }
  }

  @Test(arguments: [
    (
      "unit_id,group\nA,1\nB,1\n",
      "f.csv: expected every unit with work once, found 2 left out: C, D; give each a row with its group"
    ),
    (
      "unit_id,group\nA,1\nB,1\nC,2\nA,2\nD,2\n",
      """
      f.csv, row 4, field unit_id: expected each unit once, found "A" in row 1 too; take one of the two rows out
      """
    ),
    (
      "unit_id,group\nA,1\nB,1\nC,2\nD,3\n",
      """
      f.csv, row 4, field group: expected one of the groups 1, 2, found "3"; correct it, or import the list of groups \
      first
      """
    ),
  ])
  func refusesAPlanOfAFile(text: String, message: String) throws {
    try planned { desk in
      try desk.write(text, "f.csv")
      #expect(try desk.refuses("allocate r.gpkg --plan plan --from f.csv") == message)
    }
  }

  @Test func comparesTwoPlans() throws {
    try planned { desk in
      try desk.write("unit_id,group\nA,1\nB,1\nC,1\nD,2\n", "other.csv")
      try desk.does("allocate r.gpkg --plan other --from other.csv")
      let before = try desk.contents()
      #expect(
        try desk.does("allocate r.gpkg --compare plan other")
          == """
          left: plan plan · right: plan other
          group  name  units         work         deviation  parts
          ─────  ────  ─────  ───────────  ────────────────  ─────
          1            2 | 3  20.0 | 30.0  +0.0 % | +50.0 %  1 | 1
          2            2 | 1  20.0 | 10.0  +0.0 % | −50.0 %  1 | 1
          1 village with 10.0 of the work (25.0 %) differ: C 2 | 1
          plan: largest deviation 0.0 %, mean square distance from the groups' middles 0.24 km² (less is more compact), 1 border cut
          other: largest deviation 50.0 %, mean square distance from the groups' middles 0.48 km² (less is more compact), 1 border cut

          """)
      #expect(try desk.contents() == before)
      let sheet = Sheet(try desk.does("allocate r.gpkg --compare plan other --format csv"))
      #expect(sheet.column("work_first") == ["20", "20"] && sheet.column("work_second") == ["30", "10"])
    }
  }

  @Test func comparesPlansOfTheSameUnitsOnly() throws {
    try planned { desk in
      try desk.does("grid r.gpkg square --size 1000 --name km")
      try desk.write("id,lon,lat\nH1,113.005,28.005\nH2,113.025,28.005\n", "roster.csv")
      try desk.does("import r.gpkg households roster.csv")
      try desk.does("allocate r.gpkg --effort 1% --unit cell --groups 2 --plan cells --relax balance")
      #expect(
        try desk.refuses("allocate r.gpkg --compare plan cells")
          == "--compare: expected two plans of the same units, found plan of villages and cells of cells of the grid km"
      )
    }
  }

  @Test func sharesOutANamedGrid() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500 --name fine")
      try desk.does("grid c.gpkg square --size 1000 --name coarse")
      try desk.does(
        "allocate c.gpkg --effort 1% --unit cell --grid fine --groups 2 --plan fine --relax balance")
      let fine = Sheet(try desk.does("export c.gpkg plan -o -")).column("unit_id")
      let first = try #require(fine.first)
      #expect(fine.allSatisfy { $0.hasPrefix("S500") })
      try desk.does(
        "allocate c.gpkg --effort 1% --unit cell --grid coarse --groups 2 --plan coarse --relax balance")
      // A change of a plan that is not in force leaves the one in force alone.
      try desk.does("allocate c.gpkg --plan fine --move \(first)=2")
      try desk.does("allocate c.gpkg --plan fine --move \(first)=1")
      let coarse = Sheet(try desk.does("export c.gpkg plan -o -")).column("unit_id")
      #expect(coarse.allSatisfy { $0.hasPrefix("S1000") } && !coarse.isEmpty)
      #expect(try desk.coverage("--by cell").wrongSums == [])
      #expect(try desk.does("allocate c.gpkg --compare fine fine").contains("no unit differs"))
    }
  }

  /// Units with their marks, as `A pinned` and `B hand`.
  private func marks(_ desk: Desk) throws -> [String] {
    struct Layer: Decodable {
      var features: [Feature]
      struct Feature: Decodable { var properties: Properties }
      struct Properties: Decodable {
        var unit_id: String
        var pinned: Bool
        var by_hand: Bool
      }
    }
    try desk.does("export r.gpkg plan -o marks.geojson")
    let layer = try JSONDecoder().decode(Layer.self, from: desk.bytes("marks.geojson"))
    return layer.features.map(\.properties)
      .map { $0.unit_id + ($0.pinned ? " pinned" : "") + ($0.by_hand ? " hand" : "") }
  }
}
