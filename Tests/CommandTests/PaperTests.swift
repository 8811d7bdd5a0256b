import Foundation
import TestSupport
import Testing

/// `map --atlas` and `packet`, from workspace to paper.
@Suite struct PaperTests {
  private func text(of file: String, _ desk: Desk) throws -> String {
    try #require(isInstalled("pdftotext"), "poppler-utils is part of the set-up")
    return try run("pdftotext", ["-layout", desk.path(file).path, "-"]).stdout
  }

  /// The tiny campaign with a grid and a plan: made once.
  private static let workspace = Result {
    try TestSupport.withTemporaryFolder { scratch in
      let desk = Desk(folder: scratch)
      try desk.copyFiles(of: TinyCampaign.folder)
      try TinyCampaign.workspace.get().write(to: desk.path("c.gpkg"))
      try desk.does("grid c.gpkg square --size 500")
      try desk.does("allocate c.gpkg --relax balance --effort 1% --rounds 1")
      return try desk.bytes("c.gpkg")
    }
  }

  private func planned(_ body: (Desk) throws -> Void) throws {
    try Desk.lend(.files) { desk in
      try Self.workspace.get().write(to: desk.path("c.gpkg"))
      try body(desk)
    }
  }

  /// Text without blanks: a reader of PDFs sees words only where gaps are wide enough.
  private func close(_ text: some StringProtocol) -> String { String(text.filter { !$0.isWhitespace }) }

  @Test(arguments: ["group", "township", "village"]) func anAtlasHasAPageForEach(unit: String) throws {
    try planned { desk in
      try desk.does("map c.gpkg -o a.pdf --atlas \(unit)")
      try desk.does("map c.gpkg -o zh.pdf --atlas \(unit) --lang zh-Hans --mono --paper A3")
      #expect(try desk.mode("a.pdf") == "644")
      let pages = try text(of: "a.pdf", desk).split(separator: "\u{0C}").map(String.init)
      #expect(pages.count == (unit == "village" ? 4 : 3))
      let chinese = try text(of: "zh.pdf", desk)
      #expect(chinese.contains("第 1 页，共 \(pages.count) 页") && chinese.contains("图幅"))
      // Places and counts; nobody who lives there.
      for name in Sheet(try desk.text("households.csv")).column("name") where !name.isEmpty {
        #expect(!pages.joined().contains(name) && !chinese.contains(name), "\(name)")
      }
    }
  }

  /// English pages have the English names that lists give, Chinese ones the glossary's categories; both else what lists say.
  @Test func namesAreInTheReadersLanguage() throws {
    try planned { desk in
      try desk.write(
        "id,name,name_en\nG1,教育局工作组,Education Bureau Working Group\nG2,林业局工作组,\n", "names.csv")
      try desk.does("import c.gpkg groups names.csv")
      try desk.does("map c.gpkg -o a.pdf --atlas group")
      let index = try text(of: "a.pdf", desk).split(separator: "\u{0C}").first.map(close) ?? ""
      #expect(index.contains("G1EducationBureau") && !index.contains("教育局"), "\(index)")
      #expect(index.contains("G2林业局"))
      try desk.does("packet c.gpkg --all -o zh --lang zh-Hans")
      try desk.does("packet c.gpkg --all -o en")
      func packets(_ folder: String) throws -> String {
        try ["G1", "G2"].map { desk.path("\(folder)/\($0).pdf") }
          .filter { FileManager.default.fileExists(atPath: $0.path) }
          .map { try run("pdftotext", ["-layout", $0.path, "-"]).stdout }.joined()
      }
      let (chinese, english) = (try packets("zh"), try packets("en"))
      #expect(english.contains("disabled") && english.contains("Education Bureau Working Group"))
      #expect(chinese.contains("残疾人户") && !chinese.contains("disabled") && chinese.contains("教育局工作组"))
    }
  }

  @Test func aSheetListsWhatItsVillagesLack() throws {
    try planned { desk in
      // Standing, so that no line of the index is beside one of a sheet.
      try desk.does("map c.gpkg -o a.pdf --atlas township --portrait")
      let pages = try text(of: "a.pdf", desk).split(separator: "\u{0C}").map(String.init)
      let rows = try desk.coverage("--by village").rows
      for row in rows where row.code != "(none)" {
        let visited = (row.households_visited ?? 0) + (row.enterprises_visited ?? 0)
        let expected = (row.households_expected ?? 0) + (row.enterprises_expected ?? 0)
        let name = try #require(row.name)
        let line = pages.dropFirst().joined(separator: "\n").split(separator: "\n").first {
          close($0).contains("\(name)\(visited)/\(expected)")
        }
        #expect((line != nil) == (visited < expected), "\(name)")
      }
    }
  }

  @Test func pagesAreChosenByNumberCodeOrName() throws {
    try planned { desk in
      try desk.does("map c.gpkg -o a.pdf --atlas township --pages 1,大山乡")
      let text = try text(of: "a.pdf", desk)
      #expect(text.contains("page 1 of 3") && !text.contains("page 2 of 3 ") || text.contains("page 3 of 3"))
      #expect(text.split(separator: "\u{0C}").count == 2)
      #expect(
        try desk.refuses("map c.gpkg -o b.pdf --atlas township --pages 9")
          == "--pages: expected pages from 1 to 3, found 9; page 1 is the index, which has the numbers of all"
      )
      #expect(
        try desk.refuses("map c.gpkg -o b.pdf --atlas group --pages G9").contains("there is no group G9"))
      #expect(
        try desk.refuses("map c.gpkg -o b.png --atlas group") == "b.png: expected a name that ends in .pdf")
      #expect(try desk.run("map c.gpkg -o b.pdf --pages 1").status == 64)
    }
  }

  @Test func twoRunsAreTheSame() throws {
    try planned { desk in
      for name in ["a", "b"] {
        try desk.does("map c.gpkg -o \(name).pdf --atlas village")
        try desk.does("packet c.gpkg --group G1 -o \(name)-packet.pdf")
      }
      #expect(try desk.bytes("a.pdf") == desk.bytes("b.pdf"))
      #expect(try desk.bytes("a-packet.pdf") == desk.bytes("b-packet.pdf"))
    }
  }

  @Test func packetsHoldEachUnvisitedTargetOnce() throws {
    try planned { desk in
      try desk.does("packet c.gpkg --all -o packets")
      var text = ""
      for group in ["G1", "G2"] {
        let file = "packets/\(group).pdf"
        #expect(try desk.mode(file) == "600")
        let own = try self.text(of: file, desk)
        text += own
        let gaps = Sheet(try desk.does("gaps c.gpkg --by target --group \(group) --format csv"))
        for id in gaps.column("id") where id.hasPrefix("H") {
          #expect(own.components(separatedBy: id).count == 2, "\(group): \(id)")
        }
      }
      #expect(try desk.mode("packets") == "700")
      // H3 was met; H5 has no coordinates, and is there all the same.
      #expect(!text.contains("王五") && text.contains("钱七") && text.contains("ask in the village"))
      #expect(text.contains("含个人信息") && text.contains("Personal data"))
    }
  }

  @Test func aPacketSaysByWhatItsDaysAreMade() throws {
    try planned { desk in
      try desk.does("settings c.gpkg set targets_per_member_day=0.5 detour_factor=2")
      try desk.does("packet c.gpkg --group G1 -o p.pdf")
      var text = close(try text(of: "p.pdf", desk))
      #expect(text.contains("2×0.5=1") && text.contains("×2ontheground") && text.contains("Day1of2"))
      try desk.does("packet c.gpkg --group G1 -o p.pdf --per-day 50 --lang zh-Hans --mono --paper A3")
      text = try self.text(of: "p.pdf", desk)
      #expect(text.contains("第 1 天，共 1 天") && text.contains("名册外新增户"))
    }
  }

  /// What is needed tomorrow, with the numbers that its pages have in the whole.
  @Test func daysOfAPacketAreChosen() throws {
    try planned { desk throws in
      try desk.does("packet c.gpkg --group G1 -o all.pdf --per-day 1")
      let all = try text(of: "all.pdf", desk).split(separator: "\u{0C}").map(String.init)
      let second = all.filter { $0.contains("Day 2 of ") }
      try #require(!second.isEmpty && second.count < all.count)
      try desk.does("packet c.gpkg --group G1 -o two.pdf --per-day 1 --day 2")
      #expect(try text(of: "two.pdf", desk).split(separator: "\u{0C}").map(String.init) == second)
      #expect(
        try desk.refuses("packet c.gpkg --group G1 -o no.pdf --per-day 1 --days 2-99").contains(
          "found --days 99; give one of 1 to "))
      for wrong in ["0", "3-2", "x", "1-2-3"] {
        #expect(try desk.run("packet c.gpkg --group G1 -o no.pdf --days \(wrong)").status == 64, "\(wrong)")
      }
      #expect(try desk.names.contains("no.pdf") == false)
    }
  }

  /// A group goes by its name, in either language, wherever an id is asked for; a wrong one is told its neighbours.
  @Test func aGroupGoesByItsName() throws {
    try planned { desk throws in
      try desk.write(
        "id,name,name_en\nG1,教育局工作组,Education Bureau Working Group\nG2,林业局工作组,\n", "names.csv")
      try desk.does("import c.gpkg groups names.csv")
      try desk.does("packet c.gpkg --group G1 -o id.pdf")
      for name in ["教育局", "教育局工作组"] {
        try desk.does("packet c.gpkg --group \(name) -o name.pdf")
        #expect(try desk.bytes("name.pdf") == desk.bytes("id.pdf"), "\(name)")
      }
      let english = try gridcover(
        ["gaps", "c.gpkg", "--group", "education bureau"], in: desk.folder)
      #expect(try english.status == 0 && english.stdout == desk.does("gaps c.gpkg --group G1"))
      #expect(
        try desk.refuses("map c.gpkg -o m.pdf --group 教育处")
          == "c.gpkg: there is no working group 教育处; expected one of G1 教育局工作组")
    }
  }

  @Test func packetsAreRefusedWithTheRemedy() throws {
    try Desk.lend { desk in
      #expect(
        try desk.refuses("packet c.gpkg --group G1 -o p.pdf")
          == "c.gpkg: packet needs a plan and there is none; make one first: gridcover allocate c.gpkg")
      try desk.does("allocate c.gpkg --relax balance --effort 1% --rounds 1")
      #expect(try desk.refuses("packet c.gpkg --group G7 -o p.pdf").contains("there is no working group G7"))
      #expect(
        try desk.refuses("packet c.gpkg --group G1 -o p.png") == "p.png: expected a name that ends in .pdf")
      #expect(try desk.refuses("packet c.gpkg --all -o c.gpkg").contains("expected a folder"))
      #expect(try desk.run("packet c.gpkg -o p.pdf").status == 64)
    }
  }

  @Test func smallCountsAreWithheldByTheSetting() throws {
    try planned { desk in
      try desk.does("map c.gpkg -o a.pdf")
      // All three of the campaign: fewer than five.
      let row = try desk.coverage("--by campaign").rows[0]
      let (visited, expected) = (try #require(row.priority_visited), try #require(row.priority_expected))
      let before = try text(of: "a.pdf", desk)
      #expect(
        (1..<5).contains(expected) && before.contains("counts of priority targets below 5 are withheld"))
      // Three villages share them: that they are fewer than five would tell that each has one.
      #expect(!before.contains("<5"))
      // Other figures may be the same numbers.
      func times(_ text: String) -> Int {
        text.components(separatedBy: "\(visited) of \(expected) (").count - 1
      }
      try desk.does("settings c.gpkg set smallest_count=0")
      try desk.does("map c.gpkg -o a.pdf")
      let after = try text(of: "a.pdf", desk)
      #expect(times(after) == times(before) + 1 && !after.contains("withheld"))
      #expect(try desk.run("settings c.gpkg set smallest_count=2").status != 0)
    }
  }

  @Test func hostileNamesDoNoHarm() throws {
    try Desk.lend { desk in
      let names = [
        "<script>alert(1)</script>", "\u{202E}drawkcab", "👨‍👩‍👧", String(repeating: "长", count: 900), "O'\"&;",
      ]
      let rows = names.enumerated().map { i, name in
        "N\(i),\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\",113.00\(i + 1),28.00\(i + 2)\n"
      }
      try desk.write("id,name,lon,lat\n" + rows.joined(), "odd.csv")
      try desk.does("import c.gpkg households odd.csv")
      try desk.write("id,name,members\n../x,<b>&\u{202E},2\n", "odd-groups.csv")
      try desk.does("import c.gpkg groups odd-groups.csv")
      try desk.does("allocate c.gpkg --relax balance --effort 1% --rounds 1")
      for line in ["map c.gpkg -o a.pdf --atlas group", "packet c.gpkg --all -o packets"] {
        #expect(try desk.run(line).status == 0)
      }
      // An id is data, not a path.
      let files = try FileManager.default.contentsOfDirectory(atPath: desk.path("packets").path)
      #expect(files.allSatisfy { $0.hasSuffix(".pdf") && !$0.contains("..") })
      let text = try files.map { try self.text(of: "packets/\($0)", desk) }.joined()
      #expect(text.contains("<script>alert(1)</script>") && text.contains("O'\"&;"))
      #expect(!text.unicodeScalars.contains("\u{202E}"))
      #expect(try desk.names.contains("c.gpkg") && !(try desk.names.contains("x.pdf")))
    }
  }
}
