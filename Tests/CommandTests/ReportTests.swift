import CampaignModel
import Foundation
import TestSupport
import Testing

/// `report`, from workspace to file.
@Suite struct ReportTests {
  /// A page without the outlines of letters in its pictures, which belong to the fonts of a machine, and the version.
  static func outline(_ page: String) -> String {
    page.replacing(#/<svg role="img".*?<\/svg>/#.dotMatchesNewlines(), with: "<svg/>")
      .replacing(#/gridcover \d[0-9a-z.-]*/#, with: "gridcover (version)")
      .replacing(#/<style>.*?<\/style>/#.dotMatchesNewlines(), with: "<style/>")
      .replacing(#/sha256-[A-Za-z0-9+\/=]*/#, with: "sha256-…")
  }

  /// The rows of the table with a caption: each as the texts of its cells, the sum last.
  static func table(_ caption: String, of page: String) throws -> [[String]] {
    let start = try #require(page.range(of: "<caption>\(caption)</caption>"), "\(caption)")
    let end = try #require(page[start.upperBound...].range(of: "</table>"))
    return page[start.upperBound..<end.lowerBound].matches(of: #/<tr>(.*?)<\/tr>/#).dropFirst().map { row in
      row.1.matches(of: #/<t[hd][^>]*>(.*?)<\/t[hd]>/#).map {
        String($0.1).replacing(#/<svg.*?<\/svg>/#, with: "")
      }
    }
  }

  @Test func pagesStayAsTheyAre() throws {
    try Desk.lend { desk in
      try desk.does("snapshot c.gpkg take monday --as-of 2016-12-03")
      try desk.does("report c.gpkg -o r.html --as-of 2016-12-06")
      try expectGolden(ReportTests.outline(desk.text("r.html")), "report.html")
      try desk.does("report c.gpkg -o z.html --as-of 2016-12-06 --lang zh-Hans --mono --paper A3")
      try expectGolden(ReportTests.outline(desk.text("z.html")), "report-zh-mono.html")
      #expect(try desk.mode("r.html") == "644")
    }
  }

  /// Numbers come from the rows of `coverage`, whatever the day.
  @Test(arguments: ["", "--as-of 2016-12-02", "--as-of 2016-12-06"])
  func numbersAreThoseOfCoverage(options: String) throws {
    func fraction(_ visited: Int?, _ expected: Int?) -> String {
      expected == 0 ? "–" : "\(visited ?? -1) / \(expected ?? -1)"
    }
    func check(_ found: [[String]], _ report: CoverageReport) {
      let rows = report.rows.filter { ($0.households_expected ?? 0) + ($0.enterprises_expected ?? 0) > 0 }
      func cells(_ row: CoverageReport.Row) -> [String] {
        let targets = (row.households_expected ?? 0) + (row.enterprises_expected ?? 0)
        let visited = (row.households_visited ?? 0) + (row.enterprises_visited ?? 0)
        return [
          fraction(row.households_visited, row.households_expected),
          fraction(row.enterprises_visited, row.enterprises_expected), "\(targets - visited)",
        ]
      }
      let shown = found.map { [$0[1], $0[3], $0[4]] }
      #expect(Set(shown.dropLast()) == Set(rows.map(cells)))
      #expect(shown.count == rows.count + 1 && shown.last == cells(report.totals))
    }
    try Desk.lend { desk in
      try desk.does("report c.gpkg -o r.html \(options)")
      let page = try desk.text("r.html")
      check(
        try ReportTests.table("Groups, the least coverage of households first", of: page),
        try desk.coverage("--by group \(options)"))
      check(
        try ReportTests.table("Coverage by township", of: page), try desk.coverage("--by township \(options)")
      )
      let reasons = try ReportTests.table("Targets not visited, each with its one reason", of: page)
      let total = try desk.coverage(options).totals
      let left =
        [total.households_expected, total.enterprises_expected].compactMap { $0 }.reduce(0, +)
        - [total.households_visited, total.enterprises_visited].compactMap { $0 }.reduce(0, +)
      #expect(
        reasons.dropLast().compactMap { Int($0[1]) }.reduce(0, +) == left && reasons.last?[1] == "\(left)")
    }
  }

  @Test func changesAreThoseOfTheSnapshots() throws {
    try Desk.lend { desk in
      try desk.does("snapshot c.gpkg take early --as-of 2016-12-02")
      try desk.does("snapshot c.gpkg take late --as-of 2016-12-05")
      try desk.does("report c.gpkg -o r.html --as-of 2016-12-03")
      #expect(try desk.text("r.html").contains("What changed since &quot;early&quot;, and why"))
      try desk.does("report c.gpkg -o s.html --since early")
      let told = Sheet(try desk.does("snapshot c.gpkg diff early now --format csv"))
      let table = try desk.text("s.html").components(separatedBy: "cause by cause</caption>")
      let found = try #require(table.last).components(separatedBy: "</table>")[0]
      for row in told.rows {
        let visited = try #require(row["households_visited"].flatMap { Int($0) })
        let isShare = row["cause"] != "early" && row["cause"] != "now"
        let text =
          isShare && visited > 0 ? "+\(visited)" : isShare && visited < 0 ? "−\(-visited)" : "\(visited)"
        #expect(found.contains(">\(text)</td>"), "\(row)")
      }
      #expect(
        try desk.refuses("report c.gpkg -o t.html --since late --as-of 2016-12-03").contains("snapshot diff"))
      #expect(try desk.refuses("report c.gpkg -o t.html --since never").contains("never"))
    }
  }

  @Test(arguments: ["en", "zh-Hans"])
  func sheetsCanBeReadAndSearched(lang: String) throws {
    guard isThere("pdftotext"), isThere("pdffonts") else { return }
    try Desk.lend { desk in
      try desk.does("report c.gpkg -o r.pdf --lang \(lang) --as-of 2016-12-06")
      let total = try desk.coverage("--as-of 2016-12-06").totals
      let text = try run("pdftotext", ["-layout", desk.path("r.pdf").path, "-"]).stdout
      let (visited, expected) = (total.households_visited ?? -1, total.households_expected ?? -1)
      // Narrow blanks come out as none.
      let dense = text.replacing(" ", with: "")
      #expect(dense.contains(lang == "en" ? "\(visited)of\(expected)" : "\(visited)/\(expected)"), "\(text)")
      let words =
        lang == "en"
        ? [
          "Where the campaign stands", "What is not covered, and why", "What the words mean", "never visited",
        ]
        : ["总体情况", "盲区及原因", "指标说明", "从未走访", "行政村"]
      for word in words { #expect(text.contains(word), "\(word)") }
      let sheets = text.split(separator: "\u{0C}").count
      for sheet in 1...sheets { #expect(dense.contains("\(sheet)/\(sheets)\n"), "\(sheet) of \(sheets)") }
      let fonts = try run("pdffonts", [desk.path("r.pdf").path]).stdout.split(separator: "\n").dropFirst(2)
      #expect(!fonts.isEmpty)
      // name, type, encoding, then: embedded, subset, with a table to Unicode
      for font in fonts { #expect(font.contains(#/ yes yes yes /#), "\(font)") }
      try desk.does("report c.gpkg -o again.pdf --lang \(lang) --as-of 2016-12-06")
      #expect(try desk.bytes("r.pdf") == desk.bytes("again.pdf"))
    }
  }

  /// Names are data: none of them comes into the markup, and none turns the text beside it round.
  @Test func isNotHarmedByNames() throws {
    let names = [
      "<script>alert(1)</script>", "</td></table><img src=x onerror=alert(1)>", "\"'`&<!--", "\u{202E}abc",
      "👩‍👩‍👧",
      String(repeating: "长", count: 500),
    ]
    try Desk.lend(.empty) { desk in
      try desk.writeVillages(named: names, "v.geojson")
      let rows = names.indices.map { "H\($0),V\($0),<i>\($0)</i>\n" }.joined()
      try desk.write("id,village,category\n" + rows, "h.csv")
      try desk.does("new c.gpkg")
      try desk.does("import c.gpkg villages v.geojson")
      try desk.does("import c.gpkg households h.csv")
      _ = try gridcover(
        ["settings", "c.gpkg", "set", "name=</title><script>alert(2)</script>"], in: desk.folder)
      try desk.does("report c.gpkg -o r.html")
      let page = try desk.text("r.html")
      for markup in ["<script", "<img", "<i>", "<!--", "\u{202E}"] {
        #expect(!page.contains(markup), "\(markup)")
      }
      let listed = try ReportTests.table("Villages in which nobody has been visited", of: page).map { $0[0] }
      #expect(listed.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && listed.contains("abc"))
      #expect(listed.count == names.count)
      try desk.does("report c.gpkg -o r.pdf --lang zh-Hans")
      if isThere("pdftotext") {
        let text = try run("pdftotext", [desk.path("r.pdf").path, "-"]).stdout
        #expect(text.contains("<script>alert(1)</script>"), "\(text)")
      }
      if isThere("chromedriver") { try ReportTests.open("r.html", at: desk) }
    }
  }

  @Test func namesNobody() throws {
    try Desk.lend { desk in
      try desk.does("report c.gpkg -o r.html")
      let page = try desk.text("r.html")
      let people =
        Sheet(try desk.text("households.csv")).column("name")
        + Sheet(try desk.text("members.csv")).column("name")
        + Sheet(try desk.text("groups.csv")).column("leader")
      #expect(people.count > 5)
      for person in people where !person.isEmpty { #expect(!page.contains(person), "\(person)") }
      // Few targets have a category here, so that none of their counts is told, nor which categories there are.
      #expect(!page.contains("Targets by category") && !page.contains("low-income"))
      #expect(page.contains("withheld"))
    }
  }

  @Test func refusalsNameWhatIsMissing() throws {
    try Desk.lend(.empty) { desk in
      try desk.does("new e.gpkg --name E")
      #expect(
        try desk.refuses("report e.gpkg -o r.pdf")
          == "e.gpkg: report needs villages and there are none; import them first: gridcover import e.gpkg villages FILE"
      )
      #expect(
        try desk.refuses("report e.gpkg -o r.docx") == "r.docx: expected a name that ends in .html, .pdf")
    }
    try Desk.lend { desk in
      let outcome = try desk.run("report c.gpkg -o r.html --since a --round b")
      #expect(outcome.status == 64)
      #expect(try desk.refuses("report c.gpkg -o r.html --round b").contains("there is no round b"))
    }
  }

  @Test func opensInABrowser() throws {
    guard isThere("chromedriver") else { return }
    try Desk.lend { desk in
      try desk.does("report c.gpkg -o r.html")
      try desk.does("report c.gpkg -o z.html --lang zh-Hans --mono")
      for name in ["r.html", "z.html"] { try ReportTests.open(name, at: desk) }
    }
  }

  /// Opens a page as `scripts/verify-report` does, and looks at what it says.
  private static func open(_ name: String, at desk: Desk) throws {
    let outcome = try run(
      packageFolder.appendingPathComponent("scripts/verify-report").path, [name], in: desk.folder)
    #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
  }
}

/// `trend -o`: the chart.
@Suite struct TrendChartTests {
  @Test func isWrittenInEachFormat() throws {
    try Desk.lend { desk in
      try desk.does("trend c.gpkg -o t.pdf --lang zh-Hans")
      try desk.does("trend c.gpkg -o t.svg")
      try desk.does("trend c.gpkg -o again.svg")
      try desk.does("trend c.gpkg -o t.png --dpi 40 --mono")
      #expect(try desk.bytes("t.pdf").starts(with: Data("%PDF-".utf8)))
      #expect(try desk.bytes("t.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(try desk.text("t.svg").contains("<svg"))
      #expect(try desk.bytes("t.svg") == desk.bytes("again.svg"))
    }
  }

  @Test func refusesWhatItCannotDraw() throws {
    try Desk.lend { desk in
      let said = try desk.refuses("trend c.gpkg -o t.txt")
      #expect(said == "t.txt: expected a name that ends in .pdf, .png, .svg")
      #expect(
        try desk.refuses("trend c.gpkg -o t.svg --as-of 2010-01-01")
          == """
          c.gpkg: trend --output needs visits and there are none by that day; import them first: gridcover import c.gpkg \
          visits FILE
          """)
      #expect(try desk.run("trend c.gpkg -o t.svg --by group").status == 64)
    }
  }
}
