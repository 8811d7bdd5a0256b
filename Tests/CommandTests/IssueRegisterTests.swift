import Foundation
import TestSupport
import Testing

/// The issue register from the file to the table.
@Suite struct IssueRegisterTests {
  /// The county's year: 4,569 disputes found, 3,971 handled, 3,852 resolved.
  @Test func tellsClosureFromSuccess() throws {
    try Desk.lend { desk in
      let rows = (0..<4569).map { i in
        "D\(i),990199001001,dispute,2016-12-01,\(i < 3971 ? "2016-12-02" : ""),\(i < 3852 ? "2016-12-03" : "")\n"
      }
      try desk.write("id,village,kind,filed,handled,resolved\n" + rows.joined(), "disputes.csv")
      try desk.does("new d.gpkg")
      try desk.does("import d.gpkg villages villages.geojson")
      try desk.does("import d.gpkg issues disputes.csv")
      let text = try desk.does("issues d.gpkg --by village")
      #expect(text.contains("3,852/4,569 84.3 %  3,852/3,971 97.0 %"))
      let sheet = Sheet(try desk.does("issues d.gpkg --format csv"))
      #expect(sheet.column("open") == ["717"] && sheet.column("repeated") == ["4568"])
      #expect(sheet.column("closure_rate") == ["0.843073"] && sheet.column("success_rate") == ["0.970033"])
    }
  }

  @Test(arguments: ["campaign", "kind", "county", "township", "village", "group"])
  func addsUpToTheTotal(place: String) throws {
    struct Report: Decodable {
      struct Row: Decodable, Equatable {
        var filed, handled, resolved, escalated, open, overdue, people, repeated: Int
      }
      var rows: [Row]
      var totals: Row
    }
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      for day in ["2016-12-01", "2016-12-04", "2016-12-31"] {
        let json = try desk.does("issues c.gpkg --by \(place) --as-of \(day) --format json")
        let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
        #expect(report.rows.allSatisfy { $0.filed == $0.resolved + $0.escalated + $0.open })
        #expect(report.rows.reduce(0) { $0 + $1.filed } == report.totals.filed)
        #expect(report.rows.reduce(0) { $0 + $1.overdue } == report.totals.overdue)
        #expect(report.totals.filed == (day == "2016-12-01" ? 1 : day == "2016-12-04" ? 2 : 4))
      }
    }
  }

  @Test func theLimitOfAKindMakesIssuesOverdue() throws {
    try Desk.lend { desk in
      // The suggestion I3 was filed on 5 December and has no due day; the question I4 has one, the 10th.
      func overdue(_ day: String) throws -> [String] {
        Sheet(try desk.does("issues c.gpkg --format csv --as-of \(day)")).column("overdue")
      }
      #expect(try overdue("2016-12-31") == ["1", "1", "0"])
      try desk.does("settings c.gpkg set issue_limits=建议=7;question=2")
      #expect(try overdue("2016-12-10") == ["1", "0", "0"], "its own due day wins")
      #expect(try overdue("2016-12-12") == ["1", "1", "0"])
      #expect(try overdue("2016-12-13") == ["1", "1", "1"])
    }
  }

  @Test func tellsTheAgesOfOpenIssues() throws {
    try Desk.lend { desk in
      // I3 and I4, both of 5 December, are open; I1 is resolved and I2 escalated.
      func filed(_ day: String) throws -> [String] {
        Sheet(try desk.does("issues c.gpkg --by age --format csv --as-of \(day)")).column("filed")
      }
      #expect(try filed("2016-12-12") == ["2", "0", "0", "0"])
      #expect(try filed("2016-12-13") == ["0", "2", "0", "0"])
      #expect(try filed("2017-03-06") == ["0", "0", "0", "2"], "91 days")
      try desk.does("settings c.gpkg set issue_ages=10")
      #expect(try filed("2016-12-15") == ["2", "0"])
      #expect(try desk.does("issues c.gpkg --by age --lang zh-Hans").contains("10 天以上"))
    }
  }

  @Test func listsRepeatedPlacesWithoutNamingTargetsUnlessAsked() throws {
    try Desk.lend { desk in
      #expect(try desk.does("issues c.gpkg --repeated") == "no place has more than one issue of a kind\n")
      try desk.write(
        "id,target,village,kind,filed,text\nI9,H1,,dispute,2016-12-07,又是田界\nI8,H1,,dispute,2016-12-09,\n",
        "more.csv")
      try desk.does("import c.gpkg issues more.csv")
      let open = Sheet(try desk.does("issues c.gpkg --repeated --format csv"))
      #expect(
        open.headers == [
          "village", "village_name", "township", "place", "kind", "issues", "open", "first_filed",
          "last_filed",
        ])
      #expect(
        open.column("issues") == ["3"] && open.column("open") == ["2"] && open.column("place") == ["target"])
      #expect(open.column("first_filed") == ["2016-12-01"] && open.column("last_filed") == ["2016-12-09"])
      let asked = Sheet(try desk.does("issues c.gpkg --repeated --format csv --include households"))
      #expect(asked.column("target") == ["H1"])
      #expect(
        try desk.does("issues c.gpkg --repeated").hasSuffix("1 place with 3 issues, 2 of them repeated\n"))
      #expect(try Sheet(desk.does("issues c.gpkg --format csv")).column("repeated") == ["2", "0", "0"])
    }
  }

  @Test func mapsPlacesAndCountsAndPeopleOnlyIfAsked() throws {
    try Desk.lend { desk in
      for by in ["", "--by township", "--by county", "--by village"] {
        let json = try desk.does("issues c.gpkg --format geojson \(by)")
        #expect(json.contains("Polygon") && !json.contains("\"Point\""))
        for word in ["H1", "H6", "E1", "I1", "田界", "水渠", "张三"] { #expect(!json.contains(word), "\(word)") }
      }
      let points = try desk.does("issues c.gpkg --format geojson --include households")
      #expect(points.contains("[113.002,28.002]") && points.contains(#""code":"H1""#))
      #expect(!points.contains("田界"))
    }
  }
}
