import Foundation
import TestSupport
import Testing

/// Files: who may read them, what goes into them, and what is left of a command that fails.
@Suite struct PrivacyTests {
  @Test(arguments: ["households", "members", "visits", "issues", "pairings", "exclusions", "rechecks"])
  func givesPeopleOutOnlyIfAsked(layer: String) throws {
    try Desk.lend { desk in
      #expect(
        try desk.refuses("export c.gpkg \(layer) -o out.csv")
          == """
          \(layer) holds personal data; give --include households to export it (the file is then readable by you alone)
          """)
      try desk.does("export c.gpkg \(layer) -o out.csv --include households")
      #expect(try desk.mode("out.csv") == "600")
      try desk.does("export c.gpkg \(layer) -o out.geojson --include households")
      #expect(try desk.mode("out.geojson") == "600")
    }
  }

  @Test func makesAFileThatOthersCouldReadPersonal() throws {
    try Desk.lend { desk in
      try desk.write("old", "out.csv")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644], ofItemAtPath: desk.path("out.csv").path)
      try desk.does("export c.gpkg households -o out.csv --include households")
      #expect(try desk.mode("out.csv") == "600")
    }
  }

  @Test func keepsTheWorkspaceToItsOwner() throws {
    try Desk.lend(.files) { desk in
      try TinyCampaign.make(at: desk, kinds: ["villages", "households"])
      #expect(try desk.mode("c.gpkg") == "600")
    }
  }

  @Test func namesNobodyInWhatTravels() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg")
      try desk.does("grid c.gpkg square --size 500")
      var text = try desk.does("gaps c.gpkg --by target --format json") + desk.does("log c.gpkg")
      for layer in ["villages", "cells", "enterprises", "plan", "coverage"] {
        try desk.does("export c.gpkg \(layer) -o out.geojson")
        text += try desk.text("out.geojson")
      }
      text += try desk.does("coverage c.gpkg --by village") + desk.does("check c.gpkg")
      for name in Sheet(try desk.text("households.csv")).column("name") {
        #expect(!text.contains(name), "\(name)")
      }
    }
  }

  @Test func guardsAgainstFormulas() throws {
    try Desk.lend { desk in
      let texts = ["=1+1", "+8613800000000x", "-2+3", "@SUM(A1)", "＝1+1", "'=1"]
      let rows = texts.enumerated().map { "F\($0.offset),\"\($0.element)\",113.003,28.003\n" }.joined()
      try desk.write("id,name,lon,lat\n" + rows, "odd.csv")
      try desk.does("import c.gpkg enterprises odd.csv")
      try desk.does("export c.gpkg enterprises -o out.csv")
      let names = Sheet(try desk.text("out.csv")).rows.filter { $0["id"]?.hasPrefix("F") == true }
        .map { $0["name"] ?? "" }
      // A reader takes one apostrophe away again, so that the first odd.csv and the export say the same.
      #expect(names == ["'=1+1", "'+8613800000000x", "'-2+3", "'@SUM(A1)", "'＝1+1", "'=1"])
    }
  }

  @Test func bringsFormulasBackAsTheyWere() throws {
    try Desk.lend { desk in
      try desk.write("id,name,lon,lat\nF1,=1+1,113.003,28.003\nF2,-5,113.003,28.003\n", "odd.csv")
      try desk.does("import c.gpkg enterprises odd.csv")
      try desk.does("export c.gpkg enterprises -o out.csv")
      #expect(try desk.does("import c.gpkg enterprises out.csv").contains("0 added, 0 changed, 4 unchanged"))
    }
  }

  @Test func doesNotTakeAFullDiskForSuccess() throws {
    try Desk.lend { desk in
      let before = try desk.bytes("c.gpkg")
      for verb in ["coverage c.gpkg", "gaps c.gpkg", "template households", "log c.gpkg", "settings c.gpkg"] {
        let outcome = try gridcoverToFullDisk(verb, in: desk)
        #expect(outcome.status == 1, "\(verb)")
        #expect(outcome.stderr == "Error: -: cannot be written: the disk is full\n")
      }
      try FileManager.default.createSymbolicLink(
        at: desk.path("full.csv"), withDestinationURL: URL(fileURLWithPath: "/dev/full"))
      let outcome = try desk.run("export c.gpkg villages -o full.csv")
      #expect(outcome.status == 1)
      #expect(outcome.stderr == "Error: full.csv: cannot be written: the disk is full\n")
      #expect(try desk.bytes("c.gpkg") == before)
    }
  }

  @Test func makesNoWorkspaceOverAFile() throws {
    try Desk.lend { desk in
      var said = try desk.refuses("new c.gpkg --name other")
      #expect(said == "c.gpkg: there is a file already; choose another name")
      said = try desk.refuses("new households.csv")
      #expect(said == "households.csv: there is a file already; choose another name")
    }
  }

  @Test func leavesNoFilesBehind() throws {
    try Desk.lend { desk in
      let names = try desk.names
      let bytes = try desk.bytes("c.gpkg")
      for line in [
        "coverage c.gpkg --by village", "gaps c.gpkg", "issues c.gpkg", "check c.gpkg", "log c.gpkg",
        "settings c.gpkg", "template visits", "export c.gpkg villages -o -", "coverage c.gpkg --by category",
      ] {
        try desk.does(line)
        #expect(try desk.names == names, "\(line)")
        #expect(try desk.bytes("c.gpkg") == bytes, "\(line)")
      }
      try desk.does("import c.gpkg households households.csv")
      try desk.does("grid c.gpkg square --size 500")
      try desk.does("allocate c.gpkg")
      #expect(try desk.names == names)
    }
  }

  @Test func readsAWorkspaceThatIsWriteProtected() throws {
    try Desk.lend { desk in
      let expected = try desk.does("coverage c.gpkg --by village --format csv")
      let manager = FileManager.default
      try manager.setAttributes([.posixPermissions: 0o400], ofItemAtPath: desk.path("c.gpkg").path)
      try manager.setAttributes([.posixPermissions: 0o500], ofItemAtPath: desk.folder.path)
      defer { try? manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: desk.folder.path) }
      #expect(try desk.does("coverage c.gpkg --by village --format csv") == expected)
    }
  }

  @Test func refusesAnExportThatCannotBeWritten() throws {
    try Desk.lend { desk in
      var said = try desk.refuses("export c.gpkg villages -o villages.docx")
      #expect(
        said
          == "villages.docx: expected a name that ends in .geojson, .geojsonl, .csv, .gpkg, .fgb, .shp.zip, .kml, .xlsx"
      )
      said = try desk.refuses("export c.gpkg villages -o nowhere/villages.csv")
      #expect(said == "nowhere/villages.csv: cannot be written: there is no such file or folder")
      said = try desk.refuses("export c.gpkg plan -o plan.csv")
      #expect(said.hasPrefix("c.gpkg: there is no plan"))
    }
  }

  private func gridcoverToFullDisk(_ line: String, in desk: Desk) throws -> ProgramOutcome {
    try run("/bin/sh", ["-c", "\"$0\" \(line) > /dev/full", program], in: desk.folder)
  }
}
