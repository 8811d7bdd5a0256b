import Foundation
import TestSupport
import Testing

/// A group falls out in the middle of a campaign: its ground is nobody's until it is shared out anew, and it gets none again.
@Suite struct WithdrawnGroupTests {
  /// Four villages of ten households each; two of three groups are listed again, the third is not.
  private func withdrawn(_ body: (Desk, _ said: String) throws -> Void) throws {
    try Desk.lend(.empty) { desk in
      try RowOfVillages.make([10, 10, 10, 10], at: desk)
      try desk.write("id,name,members,days\nG1,One,1,1\nG2,Two,1,1\nG3,Three,2,1\n", "g.csv")
      try desk.does("import r.gpkg groups g.csv")
      try desk.does("allocate r.gpkg --effort 1%")
      try desk.write("id,name,members,days\nG1,One,1,1\nG2,Two,1,1\n", "left.csv")
      try body(desk, desk.does("import r.gpkg groups left.csv --replace"))
    }
  }

  @Test func itsGroundIsNobodysAtOnce() throws {
    try withdrawn { desk, said in
      #expect(
        said.contains(
          "note: the plan in force gives 2 units to groups that are no longer listed (G3): nobody is responsible"
        ))
      let groups = Sheet(try desk.does("coverage r.gpkg --by group --format csv"))
      #expect(groups.column("code") == ["G1", "G2", "(none)"])
    }
  }

  @Test func itsGapsSayThatNobodyIsResponsible() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --effort 1% --relax balance,connectivity")
      let lines = try desk.text("groups.csv").split(separator: "\n")
      try desk.write("\(lines[0])\n\(lines[1])\n", "left.csv")
      try desk.does("import c.gpkg groups left.csv --replace")
      let gaps = Sheet(try desk.does("gaps c.gpkg --by target --format csv"))
      let nobodys = gaps.rows.filter { $0["gap_reason"] == "no working group responsible" }
      #expect(!nobodys.isEmpty)
      #expect(nobodys.allSatisfy { $0["group"]?.isEmpty ?? false })
      #expect(!gaps.column("group").contains("G2"))
    }
  }

  @Test func aKeptPlanGivesItNothing() throws {
    try withdrawn { desk, _ in
      let said = try desk.does("allocate r.gpkg --effort 1% --keep plan --plan anew")
      #expect(said.contains("G3 is no longer listed: 2 units of theirs were shared out anew"))
      let plan = Sheet(try desk.does("export r.gpkg plan -o -"))
      #expect(Set(plan.column("group")) == ["G1", "G2"])
      #expect(Set(plan.column("group_name")) == ["One", "Two"])
      // The plan before is told beside it, without a fair share for whoever is gone.
      let both = try desk.does("allocate r.gpkg --compare plan anew")
      #expect(both.contains("left: plan plan · right: plan anew"))
      let gone = both.split(separator: "\n").first { $0.hasPrefix("G3") }
      #expect(gone?.contains("– | –") == true)
    }
  }

  @Test func aNewNameStartsFromThePlanInForce() throws {
    try Desk.lend(.empty) { desk in
      try RowOfVillages.make([10, 10, 10, 10], at: desk)
      try desk.does("allocate r.gpkg --effort 1% --groups 2")
      let plan = try desk.does("export r.gpkg plan -o -")
      let groups = Sheet(plan).column("group")
      let other = groups[0] == "1" ? "2" : "1"
      try desk.write(
        "unit_id,group\nA,\(other)\nB,\(groups[1])\nC,\(groups[2])\nD,\(groups[3])\n", "hand.csv")
      #expect(
        try desk.does("allocate r.gpkg --from hand.csv --plan hand --balance 60%")
          .contains("plan hand: 1 unit changed by hand"))
      #expect(Sheet(try desk.does("export r.gpkg plan --plan hand -o -")).rows.first?["group"] == other)
    }
  }

  @Test func saysWhoseDaysDoNotSuffice() throws {
    try Desk.lend { desk in
      try desk.write("id,name,members,days,hookups\nG1,One,9,9,\nG2,Two,0,0,990199001001\n", "g.csv")
      try desk.does("import c.gpkg groups g.csv")
      let said = try desk.does("allocate c.gpkg --effort 1% --relax balance,connectivity")
      #expect(said.contains("1 group cannot visit all of their targets in their days, at 8"))
      #expect(said.contains("targets_per_member_day): G2 ("))
    }
  }

  @Test func hookUpsCanBeLeftAside() throws {
    try Desk.lend { desk in
      let tied = try desk.does(
        "allocate c.gpkg --effort 1% --format json --plan tied --relax connectivity,balance")
      let free = try desk.does(
        "allocate c.gpkg --effort 1% --format json --plan free --no-hookups --relax connectivity,balance")
      func pinned(_ plan: String) throws -> Int {
        try desk.does("export c.gpkg plan --plan \(plan) -o \(plan).geojson")
        return try desk.text("\(plan).geojson").components(separatedBy: "\"pinned\":true").count - 1
      }
      #expect(try pinned("tied") == 1)
      #expect(try pinned("free") == 0)
      #expect(!tied.isEmpty && !free.isEmpty)
    }
  }
}
