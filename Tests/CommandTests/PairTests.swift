import Foundation
import TestSupport
import Testing

/// Members and their contact points, by the program as it is run.
@Suite struct PairTests {
  private struct Report: Decodable {
    struct Row: Decodable {
      var group: String?
      var kind: String
      var contacts: Int
      var kept: Int
      var added: Int
      var unpaired: Int
      var members: Int
    }
    struct Pair: Decodable {
      var member: String
      var contact: String
      var kind: String?
      var added: Bool
    }
    struct Unpaired: Decodable {
      var contact: String
      var reason: String
    }
    var rows: [Row]
    var pairs: [Pair]
    var unpaired: [Unpaired]
    var withdrawn: Int

    init(_ json: String) throws { self = try JSONDecoder().decode(Report.self, from: Data(json.utf8)) }

    func contacts(of member: String) -> [String] { pairs.filter { $0.member == member }.map(\.contact) }
  }

  /// M1, a party member, leads G1, with 3 places left beside village 1; M3, an officer, leads G2, with 2 beside H6.
  @Test func pairsByKindAndQuota() throws {
    try Desk.lend { desk in
      let report = try Report(try desk.does("pair c.gpkg --format json"))
      #expect(report.contacts(of: "M1") == ["990199001001", "990199001002", "990199002001", "H1"])
      #expect(report.contacts(of: "M2") == [])
      // H4 is disabled, and goes before households without a category.
      let third = report.contacts(of: "M3")
      #expect(third.count == 3 && third.contains("H4") && third.contains("H6"))
      #expect(report.unpaired.count == 3 && report.unpaired.allSatisfy { $0.reason == "quota exhausted" })
      for row in report.rows { #expect(row.contacts == row.kept + row.added + row.unpaired) }
      #expect(report.pairs.count { $0.added } == 5)
      let stored = Sheet(try desk.does("export c.gpkg pairings -o - --include households"))
      #expect(stored.rows.count == 7)
      #expect(
        Set(stored.column("kind")) == [
          "department–village", "officer–family", "party member–low-income household",
        ])
      // A second run finds the pairs of the first, and nothing to add.
      let lines = try desk.does("log c.gpkg --format csv")
      let again = try Report(try desk.does("pair c.gpkg --format json"))
      #expect(again.pairs.count == 7 && !again.pairs.contains { $0.added })
      #expect(try desk.does("log c.gpkg --format csv") == lines)
    }
  }

  @Test func pairsWithinTheGroupsArea() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      let plan = Sheet(try desk.does("export c.gpkg plan -o -"))
      let groupOfVillage = Dictionary(
        zip(plan.column("unit_id"), plan.column("group")), uniquingKeysWith: { first, _ in first })
      let report = try Report(try desk.does("pair c.gpkg --format json"))
      #expect(report.pairs.contains { $0.added })
      for pair in report.pairs where pair.added && pair.contact.hasPrefix("99") {
        #expect(groupOfVillage[pair.contact] == (pair.member == "M3" ? "G2" : "G1"))
      }
      #expect(report.unpaired.first { $0.contact == "H8" }?.reason == "outside every group's area")
      // G1 has no officer, so that nobody may take households without a category there.
      #expect(report.unpaired.first { $0.contact == "H2" }?.reason == "no member of that role in the group")
      let groups = try Report(try desk.does("pair c.gpkg --by group --format json"))
      #expect(groups.rows.allSatisfy { $0.group != nil })
      #expect(groups.rows.reduce(0) { $0 + $1.contacts } == report.rows.reduce(0) { $0 + $1.contacts })
    }
  }

  /// By a plan of cells a village is on the ground of the group that holds most of its work.
  @Test func pairsVillagesByAPlanOfCells() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 300")
      try desk.does("allocate c.gpkg --unit cell --relax connectivity,balance --effort 1% --rounds 1")
      let plan = Sheet(try desk.does("export c.gpkg plan -o -"))
      let cells = Sheet(try desk.does("export c.gpkg cells -o -"))
      let villageOfCell = Dictionary(
        zip(cells.column("id"), cells.column("village")), uniquingKeysWith: { first, _ in first })
      let report = try Report(try desk.does("pair c.gpkg --format json"))
      let added = report.pairs.filter { $0.added && $0.contact.hasPrefix("99") }
      #expect(added.count == 2)
      for pair in added {
        let groups = plan.rows.filter { villageOfCell[$0["unit_id"] ?? ""] == pair.contact }.map {
          $0["group"]
        }
        #expect(groups.contains(pair.member == "M3" ? "G2" : "G1"))
      }
    }
  }

  @Test func keepsListsAndReplacesItsOwn() throws {
    try Desk.lend { desk in
      try desk.does("pair c.gpkg")
      try desk.does("settings c.gpkg set pair_kinds=party\u{A0}member=family")
      let before = Sheet(try desk.does("export c.gpkg pairings -o - --include households")).column("id")
      // Of the new kind nothing was computed: nothing gives way, and M1 has no place left.
      let none = try Report(try desk.does("pair c.gpkg --replace --format json"))
      #expect(none.withdrawn == 0 && none.pairs.count == 7)
      try desk.does("settings c.gpkg set pair_kinds=officer=family")
      try desk.write("id,quota\nM3,2\n", "less.csv")
      try desk.does("import c.gpkg members less.csv")
      let dry = try Report(try desk.does("pair c.gpkg --replace --dry-run --format json"))
      #expect(Sheet(try desk.does("export c.gpkg pairings -o - --include households")).column("id") == before)
      let replaced = try Report(try desk.does("pair c.gpkg --replace --format json"))
      // H6 is from the list and stays; of two computed pairs one has still room.
      #expect(replaced.withdrawn == 1 && dry.withdrawn == 1 && replaced.contacts(of: "M3") == ["H4", "H6"])
      // undo brings them back, as computed ones.
      #expect(try desk.does("undo c.gpkg").contains("pairings: 0 removed, 0 changed back, 1 restored"))
      #expect(Sheet(try desk.does("export c.gpkg pairings -o - --include households")).column("id") == before)
      #expect(try Report(try desk.does("pair c.gpkg --replace --format json")).withdrawn == 1)
    }
  }

  @Test func isUndone() throws {
    try Desk.lend { desk in
      let before = try desk.does("export c.gpkg pairings -o - --include households")
      try desk.does("pair c.gpkg")
      let after = try desk.does("export c.gpkg pairings -o - --include households")
      #expect(after != before)
      // What was computed and exported is the same when it comes back by a file.
      try desk.write(after, "pairs.csv")
      #expect(
        try desk.does("import c.gpkg pairings pairs.csv").contains(
          "7 rows read: 0 added, 0 changed, 7 unchanged"))
      try desk.does("undo c.gpkg")
      try desk.does("undo c.gpkg")
      #expect(try desk.does("export c.gpkg pairings -o - --include households") == before)
    }
  }

  @Test func givesTheSameBytesForAnyOrderOfImport() throws {
    try Desk.lend(.files) { desk in
      try TinyCampaign.make(at: desk)
      let lists = ["households", "members", "pairings"]
      for list in lists {
        let lines = try desk.text("\(list).csv").split(separator: "\n").map(String.init)
        try desk.write(
          ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n", "\(list).csv")
      }
      let first = try desk.does("pair c.gpkg --format json")
      try FileManager.default.removeItem(at: desk.path("c.gpkg"))
      try TinyCampaign.make(at: desk)
      #expect(try desk.does("pair c.gpkg --format json") == first)
    }
  }

  @Test func saysWhatIsWrongWithAList() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      #expect(try desk.run("pair c.gpkg --check --strict").status == 3)
      try desk.write(
        """
        member,contact,kind
        M1,H2,party member–low-income household
        M1,H4,officer–family
        M3,H4,officer–family
        M2,H2,teacher–poor student
        M2,H3,friend
        M2,H5,friend
        M9,H1,officer–family
        M1,X9,officer–family

        """, "faults.csv")
      try desk.does("import c.gpkg pairings faults.csv")
      let sheet = Sheet(try desk.does("pair c.gpkg --check --format csv"))
      func ids(_ finding: String) -> [String] {
        sheet.rows.filter { $0["finding"] == finding }.map { "\($0["id"] ?? "") \($0["others"] ?? "")" }
      }
      #expect(ids("several contacts of one kind") == ["H4 M1;M3"])
      #expect(ids("member over quota") == ["M2 "])
      #expect(ids("pairing of an unknown member") == ["H1 M9"])
      #expect(ids("pairing with an unknown contact point") == ["X9 M1"])
      #expect(ids("member without the role of the kind") == ["H2 M2", "H4 M1"])
      // H1 has only the member that nobody knows.
      #expect(ids("without a contact").contains("H1 ") && !ids("without a contact").contains("H2 "))
      let outside = ids("contact point outside the group's area")
      #expect(outside.contains("H4 M1") != outside.contains("H4 M3"))
      let text = try desk.does("pair c.gpkg --check")
      for name in Sheet(try desk.text("members.csv")).column("name") { #expect(!text.contains(name)) }
    }
  }

  @Test func passesAGoodList() throws {
    try Desk.lend { desk in
      try desk.does("settings c.gpkg set pair_kinds=party\u{A0}member=low-income")
      try desk.write("member,contact,kind\nM1,H1,党员–低保户\n", "good.csv")
      try desk.does("import c.gpkg pairings good.csv --replace")
      // H6 is low-income as well, and has nobody.
      #expect(try desk.run("pair c.gpkg --check --strict").status == 3)
      try desk.does("pair c.gpkg")
      #expect(try desk.does("pair c.gpkg --check --strict") == "nothing found\n")
    }
  }

  @Test func writesWhoHasNobody() throws {
    try Desk.lend { desk in
      try desk.does("pair c.gpkg --unpaired left.csv")
      #expect(try desk.mode("left.csv") == "600")
      let sheet = Sheet(try desk.text("left.csv"))
      #expect(sheet.rows.count == 3 && Set(sheet.column("reason")) == ["quota exhausted"])
    }
  }

  @Test func speaksChinese() throws {
    try Desk.lend { desk in
      let text = try desk.does("pair c.gpkg --dry-run --lang zh-Hans")
      #expect(text.contains("联系点") && text.contains("未结对，名额已满：3") && text.hasSuffix("新增 5 对，未结对 3\n"))
      let table = try desk.does("pair c.gpkg --dry-run")
      #expect(table.contains("· dry run: nothing was changed\n"))
      #expect(table.hasSuffix("5 pairs added, 3 contact points unpaired\n"))
    }
  }

  @Test func writesPointsAndNoNames() throws {
    try Desk.lend { desk in
      let text = try desk.does("pair c.gpkg --format geojson")
      #expect(text.contains("\"contact\":\"H1\"") && text.contains("[113.002,28.002]"))
      let names =
        Sheet(try desk.text("members.csv")).column("name")
        + Sheet(try desk.text("households.csv")).column("name")
      for name in names { #expect(!text.contains(name)) }
    }
  }

  @Test func refusesWhatItCannotDo() throws {
    try Desk.lend(.files) { desk in
      try TinyCampaign.make(at: desk, kinds: ["villages", "households"])
      #expect(
        try desk.refuses("pair c.gpkg")
          == "c.gpkg: pair needs members and there are none; import them first: gridcover import c.gpkg members FILE"
      )
      #expect(try desk.run("pair c.gpkg --strict").status == 64)
      #expect(try desk.run("pair c.gpkg --check --replace").status == 64)
      let outcome = try desk.run("settings c.gpkg set pair_quota=many")
      #expect(outcome.status == 64)
      #expect(
        outcome.stderr.hasPrefix(
          "Error: setting pair_quota: expected a whole number from 0 to 1000000, found 'many'\n"))
    }
  }
}
