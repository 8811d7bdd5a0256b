import Foundation
import TestSupport
import Testing

/// The audit and the recheck as people run them: on the tiny campaign to be read, on the county against what was planted there.
@Suite struct AuditCommandTests {
  /// Four more visits to the tiny campaign: one far off, two at one minute, one at night and after the end.
  private static let doubtful = """
    id,target,date,group,member,outcome,lon,lat,accuracy,batch,note
    W1,H4,2016-12-07T09:00,G1,M2,met,113.019,28.006,10,third,
    W2,H6,2016-12-08T10:00,G2,M3,met,113.005,28.015,8,third,
    W3,H7,2016-12-08T10:00,G2,M3,met,,,,third,
    W4,H5,2017-01-03T23:30,G2,M3,met,,,,third,

    """

  @Test func speaksOfTheTinyCampaign() throws {
    try Desk.lend { desk in
      try desk.write(AuditCommandTests.doubtful, "more.csv")
      try desk.does("import c.gpkg visits more.csv")
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      for (line, golden) in [
        ("audit c.gpkg", "audit.txt"), ("audit c.gpkg --lang zh-Hans", "audit-zh.txt"),
        ("audit c.gpkg --by visit", "audit-visit.txt"),
        ("audit c.gpkg --by visit --format csv", "audit-visit.csv"),
        ("audit c.gpkg --by village --format json", "audit-village.json"),
        ("audit c.gpkg --format geojson", "audit.geojson"),
        ("audit c.gpkg --by member --format csv", "audit-member.csv"),
        ("sample c.gpkg", "sample.txt"), ("sample c.gpkg --format csv --include households", "sample.csv"),
        ("sample c.gpkg --by lot --lang zh-Hans", "sample-lot-zh.txt"),
        ("sample c.gpkg --format json", "sample.json"),
      ] { try expectGolden(desk.does(line), golden) }
    }
  }

  @Test func aThresholdIsASetting() throws {
    try Desk.lend { desk in
      try desk.write(AuditCommandTests.doubtful, "more.csv")
      try desk.does("import c.gpkg visits more.csv")
      func flagged() throws -> [String] {
        Sheet(try desk.does("audit c.gpkg --by visit --format csv")).rows.map {
          "\($0["visit"] ?? "") \($0["flags"] ?? "")"
        }
      }
      #expect(
        try flagged() == [
          "W1 far from target", "W2 same second", "W3 same second", "W4 outside dates;outside hours",
        ])
      try desk.does(
        "settings c.gpkg set audit_distance_m=2000 audit_same_time=3 audit_hours=off end=2017-01-31")
      #expect(try flagged() == [])
      #expect(try desk.run("settings c.gpkg set audit_hours=25:00-26:00").status != 0)
      #expect(
        try Sheet(desk.does("audit c.gpkg --by visit --as-of 2016-12-07 --format csv")).rows.isEmpty)
      #expect(try desk.run("audit c.gpkg --flag unknown").status == 64)
      #expect(try desk.refuses("audit c.gpkg --by visit --group G9").contains("G9"))
    }
  }

  /// A form is drawn, filled in, taken in, judged, and taken back.
  @Test func rechecksAreTakenInAndJudged() throws {
    try Desk.lend { desk in
      let form = try desk.does("sample c.gpkg --format csv")
      let lines = form.split(separator: "\n").map(String.init)
      let headers = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let (date, result, by) = try (
        #require(headers.firstIndex(of: "date")), #require(headers.firstIndex(of: "result")),
        #require(headers.firstIndex(of: "checked_by"))
      )
      let results = ["是", "不属实", "not reached"]
      let filled = lines.dropFirst().enumerated().map { i, line in
        var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        (cells[date], cells[result], cells[by]) = ("2016-12-09", results[i % 3], "王")
        return cells.joined(separator: ",")
      }
      try desk.write(([lines[0]] + filled).joined(separator: "\n") + "\n", "form.csv")
      let said = try desk.does("import c.gpkg rechecks form.csv")
      #expect(said.hasPrefix("rechecks: \(filled.count) rows read: \(filled.count) added"))
      #expect(
        try desk.does("import c.gpkg rechecks form.csv --dry-run").contains(
          "0 added, 0 changed, \(filled.count) unchanged"))
      let lots = Sheet(try desk.does("sample c.gpkg --by lot --format csv"))
      func sum(_ column: String) -> Int { lots.column(column).reduce(0) { $0 + (Int($1) ?? 0) } }
      #expect(sum("confirmed") == (filled.count + 2) / 3)
      #expect(sum("not_confirmed") == (filled.count + 1) / 3)
      #expect(sum("not_reached") == filled.count / 3)
      #expect(lots.column("verdict").contains("rejected"))
      try desk.does("undo c.gpkg")
      let again = Sheet(try desk.does("sample c.gpkg --by lot --format csv"))
      #expect(again.column("verdict").allSatisfy { $0 == "undecided" })
      // A result that is none stops the import, as does a row that names nothing.
      try desk.write("visit,date,result\nV1,2016-12-09,maybe\n", "bad.csv")
      #expect(
        try desk.refuses("import c.gpkg rechecks bad.csv").contains(
          "field result: expected one of confirmed, not confirmed"))
    }
  }

  /// Who forgets the seed is told so, instead of a verdict on nothing.
  @Test func resultsOfAnotherSampleAreSaid() throws {
    try Desk.lend { desk in
      let form = try desk.does("sample c.gpkg --seed 1 --size 1 --format csv").split(separator: "\n")
      let headers = form[0].split(separator: ",", omittingEmptySubsequences: false)
      let (date, result) = try (
        #require(headers.firstIndex(of: "date")), #require(headers.firstIndex(of: "result"))
      )
      var cells = form[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      (cells[date], cells[result]) = ("2016-12-09", "yes")
      try desk.write("\(form[0])\n\(cells.joined(separator: ","))\n", "one.csv")
      try desk.does("import c.gpkg rechecks one.csv")
      let said = "is of no target of this sample: give --seed and --as-of as when it was drawn"
      let own = try desk.does("sample c.gpkg --by lot --size 1 --seed 1")
      #expect(!own.contains(said))
      let others = try (2...12).map { try desk.does("sample c.gpkg --by lot --size 1 --seed \($0)") }
      #expect(others.contains { $0.contains(said) })
    }
  }

  @Test func sharesOfRechecksMustLieApart() throws {
    try Desk.lend { desk in
      let said = try desk.refuses("settings c.gpkg set recheck_bad=94%")
      #expect(said.contains("at least 5 points below recheck_good"))
    }
  }

  /// The county's read-me names the made-up visits: these are found, and no others.
  @Test func theCountysMadeUpVisitsAreFound() throws {
    let desk = try CountyJob.desk.get()
    let readme = try String(
      contentsOf: CountyJob.geodata.appendingPathComponent("county/README.md"), encoding: .utf8)
    let section = try #require(
      readme.components(separatedBy: "## Made-up visits").last?.components(separatedBy: "## Counts").first)
    let planted = Set(section.matches(of: /V\d{5}/).map { String($0.output) })
    #expect(planted.count == 60)
    let found = Sheet(try desk.does("audit county.gpkg --by visit --format csv"))
    #expect(Set(found.column("visit")) == planted)
    let row = try #require(Sheet(try desk.does("audit county.gpkg --by campaign --format csv")).rows.first)
    func count(_ name: String) -> Int { Int(row[name] ?? "") ?? -1 }
    #expect(
      count("households_verified") + count("households_unproven") + count("households_doubtful")
        == count("households_claimed"))
    let coverage = Sheet(try desk.does("coverage county.gpkg --format csv")).rows
    #expect(coverage.first?["households_verified"] == row["households_verified"])
  }

  @Test func aMapOfFlagsHasTheAuditsFiguresAndNamesNobody() throws {
    guard isThere("pdftotext") else { return }
    let desk = try CountyJob.desk.get()
    try desk.does("map county.gpkg -o flags.pdf --theme flags --no-labels")
    let text = try run("pdftotext", [desk.path("flags.pdf").path, "-"]).stdout
    let row = try #require(Sheet(try desk.does("audit county.gpkg --by campaign --format csv")).rows.first)
    let verified = try #require(Int(row["households_verified"] ?? ""))
    #expect(text.contains("60 of "), "\(text)")
    #expect(text.filter { $0 != "," }.contains("\(verified) of"), "\(text)")
    let members = try String(
      contentsOf: CountyJob.geodata.appendingPathComponent("county/members.csv"), encoding: .utf8)
    for member in Sheet(members).rows {
      #expect(!text.contains(member["id"] ?? "M") && !text.contains(member["name"] ?? "M"))
    }
  }
}
