import Foundation
import TestSupport
import Testing

/// `map`, from workspace to file.
@Suite struct MapTests {
  @Test func aMapIsWrittenInEachFormat() throws {
    try Desk.lend { desk in
      #expect(try desk.does("map c.gpkg -o m.pdf --lang zh-Hans").isEmpty)
      try desk.does("map c.gpkg -o m.svg")
      try desk.does("map c.gpkg -o m.PNG --dpi 40 --mono")
      #expect(try desk.bytes("m.pdf").starts(with: Data("%PDF-".utf8)))
      #expect(try desk.text("m.svg").contains("<svg"))
      #expect(try desk.bytes("m.PNG").starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(try desk.mode("m.pdf") == "644")
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
      #expect(try desk.mode("points.svg") == "600")
      let (first, second) = (try desk.bytes("plain.svg"), try desk.bytes("points.svg"))
      #expect(first != second)
    }
  }

  @Test func refusalsNameWhatIsMissing() throws {
    try Desk.lend { desk in
      #expect(
        try desk.refuses("map c.gpkg -o m.jpg")
          == "m.jpg: expected a name that ends in .pdf, .png, .svg")
      #expect(
        try desk.refuses("map c.gpkg -o m.pdf --theme allocation")
          == "c.gpkg: map --theme allocation needs a plan and there is none; make one first: gridcover allocate c.gpkg"
      )
      #expect(
        try desk.refuses("map c.gpkg -o m.pdf --by cell")
          == "c.gpkg: map --by cell needs a grid and there is none; make one first: gridcover grid c.gpkg square --size 500"
      )
      #expect(
        try desk.refuses("map c.gpkg -o m.pdf --group G99").hasPrefix(
          "c.gpkg: there is no working group G99; expected"))
      #expect(
        try desk.refuses("map c.gpkg -o m.pdf --village nowhere").contains("there is no village nowhere"))
      #expect(try desk.run("map c.gpkg -o m.pdf --group G01 --village x").status == 64)
      #expect(try desk.run("map c.gpkg -o m.png --dpi 5").status == 64)
    }
  }

  @Test func anEmptyWorkspaceHasNoMap() throws {
    try Desk.lend(.empty) { desk in
      try desk.does("new e.gpkg --name E --start 2016-12-01 --end 2016-12-31")
      #expect(
        try desk.refuses("map e.gpkg -o m.pdf")
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
