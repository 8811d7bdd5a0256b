import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/javascript/leaflet/leaflet.min.js")))
struct InteractiveMapTests {
  /// The data that stands in a page.
  static func payload(_ page: String) throws -> String {
    let start = try #require(page.range(of: #"<script type="application/json" id="data">"#))
    let end = try #require(page[start.upperBound...].range(of: "</script>"))
    return String(page[start.upperBound..<end.lowerBound])
  }

  static func object(_ page: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(payload(page).utf8)) as? [String: Any])
  }

  @Test func holdsTheTinyCampaign() throws {
    try Desk.lend { desk in
      try desk.does("map c.gpkg -o map.html --as-of 2016-12-06")
      try expectGolden(InteractiveMapTests.payload(desk.text("map.html")), "map-data.json")
      #expect(try desk.mode("map.html") == "644")
    }
  }

  @Test func addsUpToWhatCoverageSaysOnEachDay() throws {
    try Desk.lend { desk in
      try desk.does("map c.gpkg -o map.html --as-of 2016-12-06")
      let data = try InteractiveMapTests.object(desk.text("map.html"))
      let days = try #require(data["days"] as? [Int])
      let frames = try #require(data["frames"] as? [[Int]])
      var sums = [0, 0, 0, 0]
      for (day, frame) in zip(days, frames) {
        for k in stride(from: 0, to: frame.count, by: 7) {
          for c in 0..<4 { sums[c] += frame[k + 1 + c] }
        }
        let text = Date(timeIntervalSince1970: Double(day) * 86400).ISO8601Format().prefix(10)
        let line = try desk.does("coverage c.gpkg --format json --as-of \(text)")
        let totals = try #require(
          (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["totals"]
            as? [String: Any])
        let names = [
          "households_expected", "households_visited", "enterprises_expected", "enterprises_visited",
        ]
        #expect(names.map { totals[$0] as? Int } == sums, "\(text)")
      }
    }
  }

  /// Names are data: none of them ends the script that holds them, or comes into the markup.
  @Test func isNotHarmedByNames() throws {
    let names = [
      "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "\"'`&<!--", "\u{202E}abc", "👩‍👩‍👧",
      String(repeating: "长", count: 500),
    ]
    try Desk.lend(.empty) { desk in
      try desk.writeVillages(named: names, "v.geojson")
      try desk.does("new c.gpkg")
      try desk.does("import c.gpkg villages v.geojson")
      _ = try gridcover(
        ["settings", "c.gpkg", "set", "name=</title><script>alert(2)</script>"], in: desk.folder)
      try desk.does("map c.gpkg -o map.html")
      let page = try desk.text("map.html")
      #expect(
        !page.contains("alert(1)</script>") && !page.contains("<script>alert(2)") && !page.contains("<img"))
      #expect(page.components(separatedBy: "</script>").count == 4)
      let villages = try #require(try InteractiveMapTests.object(page)["villages"] as? [[String: Any]])
      #expect(villages.map { $0["name"] as? String } == names)
    }
  }

  @Test func holdsHouseholdsOnlyWhereTheyAreAskedFor() throws {
    try Desk.lend { desk in
      try desk.does("map c.gpkg -o map.html")
      try desk.does("map c.gpkg -o own.html --include households")
      #expect(try desk.mode("own.html") == "600")
      let points = try InteractiveMapTests.object(desk.text("own.html"))["points"] as? [[Any]]
      #expect(points?.contains { $0.first as? String == "H6" } == true)
      for personal in ["H6", "孙八", "山上村1号", "low-income", "disabled"] {
        #expect(try !InteractiveMapTests.payload(desk.text("map.html")).contains(personal), "\(personal)")
      }
      #expect(try desk.refuses("map missing.gpkg -o x.html").contains("missing.gpkg"))
    }
  }

  @Test func isUsedInABrowser() throws {
    guard isThere("chromedriver") else { return }
    try Desk.lend { desk in
      try desk.does("map c.gpkg -o map.html")
      let outcome = try run(
        packageFolder.appendingPathComponent("scripts/verify-map").path, ["map.html", "--any-speed"],
        in: desk.folder)
      #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
    }
  }
}
