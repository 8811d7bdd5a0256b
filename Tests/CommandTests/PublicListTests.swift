import Foundation
import TestSupport
import Testing

/// What leaves the office: no list, map or brief gives a small count or a person's name back, by whatever door it goes out.
@Suite struct PublicListTests {
  private static let mark = "13800138000"

  /// Villages side by side with so many low-income households (and how many of them are visited) among plain ones.
  private static func make(
    _ villages: [(expected: Int, visited: Int)], plain: Int = 20, at desk: Desk,
    categories: [String] = ["low-income"]
  ) throws {
    try desk.writeVillages(named: villages.indices.map { "村\($0)" }, "v.geojson")
    try desk.does("new p.gpkg --name P --start 2016-12-01 --end 2016-12-31")
    try desk.does("import p.gpkg villages v.geojson")
    var rows = "id,name,village,category,address,visited,visited_on\n"
    for (i, village) in villages.enumerated() {
      for j in 0..<village.expected {
        let isVisited = j < village.visited
        rows +=
          "P\(i)-\(j),name,V\(i),\(categories[j % categories.count]),street,\(isVisited ? 1 : 0),\(isVisited ? "2016-12-05" : "")\n"
      }
      for j in 0..<plain {
        rows += "H\(i)-\(j),name,V\(i),,street,\(j % 2),\(j % 2 == 1 ? "2016-12-05" : "")\n"
      }
    }
    try desk.write(rows, "h.csv")
    try desk.does("import p.gpkg households h.csv")
  }

  /// The rows of the brief's table of categories; nil if the brief has none.
  private static func categories(at desk: Desk) throws -> [[String]]? {
    try desk.does("report p.gpkg -o brief.html")
    let page = try desk.text("brief.html")
    guard page.contains("Targets by category") else { return nil }
    return try ReportTests.table("Targets by category", of: page)
  }

  // MARK: The brief, the map and the export of one campaign

  @Test func theBriefDoesNotTellWhatTheMapWithholds() throws {
    try Desk.lend(.empty) { desk in
      try Self.make([(4, 0), (4, 4)], at: desk)
      #expect(try Self.categories(at: desk) == nil)
      let page = try desk.text("brief.html")
      #expect(!page.contains("low-income"))
      try desk.does("export p.gpkg coverage -o told.csv")
      let told = Sheet(try desk.text("told.csv"))
      #expect(told.column("priority_expected") == ["", "", "0"])
      #expect(told.column("suppressed_reason") == ["small", "small", ""])
      // The same as a list of categories for others: no row at all.
      #expect(
        try Sheet(desk.does("coverage p.gpkg --by category --public --format csv")).column("code").isEmpty)
      let whole = try desk.does("coverage p.gpkg --public --format csv")
      #expect(Sheet(whole).column("priority_expected") == [""])
    }
  }

  @Test func categoriesOfATotalWithFewVisitedTellNoVisits() throws {
    try Desk.lend(.empty) { desk in
      try Self.make([(10, 2), (10, 5)], at: desk)
      #expect(try Self.categories(at: desk)?.map { Array($0[1...3]) } == [["20", "–", "–"]])
      let list = Sheet(try desk.does("coverage p.gpkg --by category --public --format csv"))
      #expect(list.column("priority_expected") == ["20"] && list.column("priority_visited") == [""])
      #expect(list.column("households_visited") == [""] && list.column("targets_needed") == [""])
    }
  }

  @Test func theBriefTakesTheThresholdFromTheSettings() throws {
    try Desk.lend(.empty) { desk in
      try Self.make([(20, 10), (20, 10)], at: desk, categories: ["low-income", "disabled"])
      #expect(try Self.categories(at: desk)?.map { $0[1] } == ["20", "20"])
      try desk.does("settings p.gpkg set smallest_count=30")
      #expect(try Self.categories(at: desk)?.map { $0[2] }.allSatisfy { $0 == "–" } ?? true)
    }
  }

  // MARK: Working lists

  @Test(arguments: [
    "coverage p.gpkg --by village --format", "coverage p.gpkg --by township --format",
    "coverage p.gpkg --by campaign --format", "gaps p.gpkg --by village --format",
  ])
  func aListSaysThatItIsNoneForOthersOrIsOne(command: String) throws {
    try Desk.lend(.empty) { desk in
      try Self.make([(3, 0), (60, 30), (2, 1)], plain: 100, at: desk)
      for format in ["csv", "json", "geojson"] where !(command.contains("campaign") && format == "geojson") {
        let own = try desk.run("\(command) \(format)")
        let isSmall = !command.contains("campaign")
        #expect(
          own.stderr
            == (isSmall
              ? "note: this list holds counts of 1 to 4 priority targets; for others use --public\n" : ""))
        #expect(!own.stdout.contains("suppressed"))
        let told = try desk.run("\(command) \(format) --public")
        #expect(told.status == 0 && told.stderr.isEmpty, "\(told.stderr)")
        #expect(told.stdout.contains("suppressed_reason") && !told.stdout.contains("leader"))
      }
      let told = Sheet(try desk.does("coverage p.gpkg --by village --public --format csv"))
      try desk.does("export p.gpkg coverage -o export.csv")
      #expect(try desk.text("export.csv") == desk.does("coverage p.gpkg --by village --public --format csv"))
      #expect(told.column("target_met").prefix(1) == [""])
      let table = try desk.does("coverage p.gpkg --by village --public")
      #expect(table.contains("<5") && !table.contains("0/3"))
    }
  }

  @Test func gapsForOthersNameNoLeader() throws {
    try Desk.lend { desk in
      let leaders = Sheet(try desk.text("groups.csv")).column("leader").filter { !$0.isEmpty }
      try desk.does("allocate c.gpkg --relax balance")
      let own = try desk.does("gaps c.gpkg --by village")
      #expect(leaders.contains { own.contains($0) })
      for format in ["table", "csv", "json"] {
        let told = try desk.does("gaps c.gpkg --by village --public --format \(format)")
        for leader in leaders { #expect(!told.contains(leader)) }
      }
      for line in ["--by target", "--by area", "--category low-income"] {
        #expect(try desk.run("gaps c.gpkg \(line) --public").status == 64)
      }
      for line in ["--nested", "--excluded", "--require-targets", "--certificate x.json"] {
        #expect(try desk.run("coverage c.gpkg \(line) --public").status == 64)
      }
    }
  }

  @Test func filesOfAnalyzeAreTheOwnersOrForOthers() throws {
    try Desk.lend(.empty) { desk in
      try Self.make([(3, 0), (60, 30), (2, 1)], plain: 100, at: desk)
      let line = "analyze --villages v.geojson --households h.csv --set utc_offset=+08:00 -o"
      let said = try desk.run("\(line) own")
      #expect(
        said.stderr
          == "note: own is readable by you alone: it holds counts of 1 to 4 priority targets; for others use --public\n"
      )
      #expect(try desk.does("\(line) told --public").contains("<5") == false)
      for name in ["villages.csv", "villages.geojson", "gaps.csv"] {
        #expect(try desk.mode("own/\(name)") == "600" && desk.mode("told/\(name)") == "644", "\(name)")
        #expect(try desk.text("told/\(name)").contains("suppressed_reason"))
      }
      try desk.does("export p.gpkg coverage -o export.csv")
      func priority(_ file: String) throws -> [String] {
        Sheet(try desk.text(file)).column("priority_expected")
      }
      #expect(try priority("told/villages.csv") == priority("export.csv"))
      #expect(try priority("own/villages.csv") == ["3", "60", "2", "0"])
    }
  }

  // MARK: Names and words

  @Test func theInteractiveMapNamesNoLeader() throws {
    try Desk.lend { desk in
      guard FileManager.default.fileExists(atPath: "/usr/share/javascript/leaflet/leaflet.js") else { return }
      try desk.does("allocate c.gpkg --relax balance")
      let leaders = Sheet(try desk.text("groups.csv")).column("leader").filter { !$0.isEmpty }
      #expect(!leaders.isEmpty)
      try desk.does("map c.gpkg -o map.html")
      let page = try desk.text("map.html")
      for leader in leaders { #expect(!page.contains(leader)) }
      #expect(try page.contains("教育局工作组") && desk.mode("map.html") == "644")
      try desk.does("map c.gpkg -o own.html --include leaders")
      let own = try desk.text("own.html")
      #expect(try leaders.contains { own.contains($0) } && desk.mode("own.html") == "600")
      #expect(try desk.run("map c.gpkg -o own.pdf --include leaders").status == 64)
    }
  }

  @Test func groupsGoOutWithoutLeaders() throws {
    try Desk.lend { desk in
      let leaders = Sheet(try desk.text("groups.csv")).column("leader")
      let told = try desk.does("export c.gpkg groups -o -")
      #expect(
        told.hasPrefix("id,name,name_en,department,")
          && !leaders.contains { !$0.isEmpty && told.contains($0) })
      try desk.does("export c.gpkg groups -o own.csv --include members")
      #expect(try Sheet(desk.text("own.csv")).column("leader") == leaders && desk.mode("own.csv") == "600")
      // A list without leaders takes none away.
      try desk.does("export c.gpkg groups -o told.csv")
      try desk.does("import c.gpkg groups told.csv")
      try desk.does("export c.gpkg groups -o again.csv --include members")
      #expect(try desk.text("again.csv") == desk.text("own.csv"))
      #expect(try desk.refuses("export c.gpkg members -o m.csv").contains("personal data"))
      try desk.does("export c.gpkg members -o m.csv --include members")
      #expect(try desk.mode("m.csv") == "600")
      #expect(
        try desk.refuses("export c.gpkg households -o h2.csv --include members").contains("personal data"))
    }
  }

  @Test func enterprisesGoOutWithoutAddresses() throws {
    try Desk.lend { desk in
      try desk.write(
        "id,name,village,lon,lat,address\nE9,Mill,990199001001,113.001,28.001,\(Self.mark) Mill Road\n",
        "e.csv")
      try desk.does("import c.gpkg enterprises e.csv")
      try desk.does("export c.gpkg all -o all.gpkg")
      try desk.does("export c.gpkg enterprises -o e.geojson")
      #expect(try desk.bytes("all.gpkg").range(of: Data(Self.mark.utf8)) == nil)
      #expect(try desk.bytes("all.gpkg").range(of: Data("Mill".utf8)) != nil)
      #expect(try !desk.text("e.geojson").contains(Self.mark))
      try desk.does("export c.gpkg enterprises -o own.geojson --include households")
      #expect(try desk.text("own.geojson").contains(Self.mark) && desk.mode("own.geojson") == "600")
    }
  }

  @Test func reasonsAreToldWhereManyShareThem() throws {
    try Desk.lend { desk in
      var rows = "target,reason,from,approved_by\nH1,moved; call \(Self.mark),2016-12-01,Mr \(Self.mark)\n"
      for i in 2...6 { rows += "H\(i),demolished,2016-12-01,office\n" }
      try desk.write(rows, "x.csv")
      try desk.does("import c.gpkg exclusions x.csv --replace --withdrawn gone.csv")
      for format in ["table", "csv", "json"] {
        let told = try desk.does("coverage c.gpkg --excluded --format \(format)")
        #expect(!told.contains(Self.mark) && told.contains("demolished") && told.contains("(other)"))
        let own = try desk.does("coverage c.gpkg --excluded --format \(format) --include households")
        #expect(own.contains("moved; call \(Self.mark)") && own.contains("Mr \(Self.mark)"))
      }
    }
  }

  @Test func membersAreToldByTheirIds() throws {
    try Desk.lend { desk in
      let names = Sheet(try desk.text("members.csv")).column("name")
      for line in [
        "coverage c.gpkg --by member", "coverage c.gpkg --by member --recount", "audit c.gpkg --by member",
      ] {
        for format in ["table", "csv", "json"] {
          let told = try desk.does("\(line) --format \(format)")
          for name in names { #expect(!told.contains(name), "\(line)") }
        }
        let own = try desk.does("\(line) --include members --format csv")
        for name in names { #expect(own.contains(name), "\(line)") }
      }
    }
  }

  @Test func samplesAndAuditsAreTheOwners() throws {
    try Desk.lend { desk in
      try desk.does("sample c.gpkg --seed 1 --include households -o check.csv")
      #expect(try desk.mode("check.csv") == "600")
      let piped = try desk.run("sample c.gpkg --seed 1 --include households --format csv")
      #expect(try piped.stdout == desk.text("check.csv"))
      #expect(piped.stderr.contains("-o FILE makes a file that you alone can read"))
      try desk.does("sample c.gpkg --seed 1 --by lot -o lots.json")
      #expect(try desk.mode("lots.json") == "644")
      try desk.does("audit c.gpkg --by visit -o visits.geojson")
      #expect(
        try desk.mode("visits.geojson") == "600" && desk.text("visits.geojson").contains("FeatureCollection"))
      try desk.does("audit c.gpkg -o groups.csv")
      #expect(try desk.mode("groups.csv") == "644")
      #expect(try desk.run("sample c.gpkg -o check.txt").status == 64)
      #expect(try desk.run("audit c.gpkg -o audit.csv --format json").status == 64)
    }
  }
}
