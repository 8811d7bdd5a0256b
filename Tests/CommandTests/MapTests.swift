import Foundation
import TestSupport
import Testing

/// `map`, from workspace to file.
@Suite struct MapTests {
  @Test func aMapIsWrittenInEachFormat() throws {
    try Desk.lend { desk in
      let said = try desk.does("map c.gpkg -o m.pdf --lang zh-Hans")
      try desk.does("map c.gpkg -o m.svg")
      try desk.does("map c.gpkg -o m.PNG --dpi 40 --mono")
      let (pdf, svg, png) = (try desk.bytes("m.pdf"), try desk.text("m.svg"), try desk.bytes("m.PNG"))
      let mode = try desk.mode("m.pdf")
      #expect(said.isEmpty && mode == "644")
      #expect(pdf.starts(with: Data("%PDF-".utf8)))
      #expect(svg.contains("<svg"))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
  }

  @Test(arguments: ["coverage", "gaps", "issues"])
  func twoRunsAreTheSame(theme: String) throws {
    try Desk.lend { desk in
      for name in ["a.svg", "b.svg"] {
        try desk.does("map c.gpkg -o \(name) --theme \(theme) --as-of 2016-12-17")
      }
      let (first, second) = (try desk.bytes("a.svg"), try desk.bytes("b.svg"))
      #expect(first == second)
      try desk.does("map c.gpkg -o later.svg --theme \(theme) --mono")
      let mono = try desk.bytes("later.svg")
      #expect(first != mono)
    }
  }

  @Test func figuresAreThoseOfCoverage() throws {
    guard isThere("pdftotext") else { return }
    try Desk.lend { desk in
      let total = try desk.coverage("--by campaign").rows[0]
      try desk.does("map c.gpkg -o m.pdf")
      let text = try run("pdftotext", [desk.path("m.pdf").path, "-"]).stdout
      let visited = try #require(total.households_visited)
      let expected = try #require(total.households_expected)
      #expect(text.contains("\(visited) of \(expected) ("), "\(text)")
      // Nobody who lives there is named.
      for person in ["H001", "张", "王"] { #expect(!text.contains(person)) }
    }
  }

  @Test func pointsOfTargetsOnlyWhenAskedFor() throws {
    try Desk.lend { desk in
      try desk.does("map c.gpkg -o plain.svg")
      try desk.does("map c.gpkg -o points.svg --include households")
      let mode = try desk.mode("points.svg")
      #expect(mode == "600")
      let (first, second) = (try desk.bytes("plain.svg"), try desk.bytes("points.svg"))
      #expect(first != second)
    }
  }

  /// A sheet with points says that it is personal, and its legend names what is drawn; others say nothing of it.
  @Test func aSheetWithPointsSaysSo() throws {
    try Desk.lend { desk throws in
      try desk.does("map c.gpkg -o all.pdf --theme gaps --include households")
      try desk.does("map c.gpkg -o open.pdf --theme gaps --include households --points unvisited")
      try desk.does("map c.gpkg -o plain.pdf --theme gaps --title Board")
      func text(_ file: String) throws -> String {
        try run("pdftotext", ["-layout", desk.path(file).path, "-"]).stdout
      }
      let (all, open, plain) = (try text("all.pdf"), try text("open.pdf"), try text("plain.pdf"))
      for page in [all, open] {
        #expect(page.contains("Personal data: for work only") && page.contains("households not visited"))
      }
      #expect(all.contains("households visited") && all.contains("enterprises"))
      #expect(!open.contains("households visited"))
      #expect(
        !plain.contains("Personal data") && !plain.contains("households not visited")
          && plain.contains("Board"))
      #expect(try desk.mode("open.pdf") == "600")
      #expect(try desk.run("map c.gpkg -o m.pdf --points unvisited").status == 64)
    }
  }

  @Test func refusalsNameWhatIsMissing() throws {
    let lines = [
      ("m.jpg", "m.jpg: expected a name that ends in .pdf, .png, .svg, .html"),
      (
        "m.pdf --theme allocation",
        "c.gpkg: map --theme allocation needs a plan and there is none; make one first: gridcover allocate c.gpkg"
      ),
      (
        "m.pdf --by cell",
        "c.gpkg: map --by cell needs a grid and there is none; make one first: gridcover grid c.gpkg square --size 500"
      ),
      ("m.pdf --group G99", "c.gpkg: there is no working group G99; expected one of "),
      ("m.pdf --village nowhere", "c.gpkg: there is no village nowhere; expected one of "),
      ("m.pdf --township nowhere", "c.gpkg: there is no township nowhere; expected one of "),
    ]
    try Desk.lend { desk in
      for (options, expected) in lines {
        let said = try desk.refuses("map c.gpkg -o \(options)")
        let isWhole = !expected.hasSuffix(" ")
        #expect(isWhole ? said == expected : said.hasPrefix(expected), "\(said)")
      }
      for options in ["m.pdf --group G01 --village x", "m.png --dpi 5", "m.pdf --theme issues --by cell"] {
        let outcome = try desk.run("map c.gpkg -o \(options)")
        #expect(outcome.status == 64, "\(options)")
      }
    }
  }

  @Test func anEmptyWorkspaceHasNoMap() throws {
    try Desk.lend(.empty) { desk in
      try desk.does("new e.gpkg --name E --start 2016-12-01 --end 2016-12-31")
      let said = try desk.refuses("map e.gpkg -o m.pdf")
      #expect(
        said
          == "e.gpkg: map needs villages and there are none; import them first: gridcover import e.gpkg villages FILE"
      )
    }
  }

  @Test func aPlanIsDrawnByWhatItSharesOut() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500")
      _ = try desk.run("allocate c.gpkg --unit cell --groups 2 --relax connectivity,balance")
      try desk.does("map c.gpkg -o plan.svg --theme allocation")
      try desk.does("map c.gpkg -o cells.svg --by cell")
      let (first, second) = (try desk.bytes("plan.svg"), try desk.bytes("cells.svg"))
      #expect(first != second)
    }
  }
}
