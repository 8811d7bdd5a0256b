import Foundation
import GeoPackageFormat
import TestSupport
import Testing

/// Changes a workspace as another program would, which leaves no line in the log.
func edit(_ desk: Desk, _ sql: String, in file: String = "c.gpkg") throws {
  try GeoPackage(path: desk.path(file).path, access: .write).write { try $0.execute(sql) }
}

/// Certificates: a statement that anybody can recompute, and that no change gets past.
@Suite("Certificates") struct CertificateTests {
  static func lend(_ body: (Desk) throws -> Void) throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500")
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      try desk.does("coverage c.gpkg --as-of 2016-12-05 --certificate stated.json")
      try body(desk)
    }
  }

  /// Runs `verify`, which must find something; returns its lines.
  static func findings(_ line: String, on desk: Desk) throws -> [String] {
    let outcome = try desk.run(line)
    #expect(outcome.status == 3 && outcome.stderr.isEmpty, "\(outcome.status) \(outcome.stderr)")
    return outcome.stdout.split(separator: "\n").map(String.init)
  }

  @Test func agreesWithItsWorkspace() throws {
    try CertificateTests.lend { desk throws in
      #expect(try desk.mode("stated.json") == "600")
      let said = try desk.does("verify stated.json")
      #expect(
        said.hasPrefix("agrees: ")
          && said.contains(" figures at 6 levels, as of 2016-12-05, as known at line 11; 9 files"))
      // The path is relative to the certificate: both may be moved together.
      try FileManager.default.createDirectory(at: desk.path("paper"), withIntermediateDirectories: true)
      try desk.does("coverage c.gpkg --as-of 2016-12-05 --certificate paper/stated.json")
      #expect(try desk.text("paper/stated.json").contains(#""workspace":"../c.gpkg""#))
      #expect(try desk.does("verify paper/stated.json") == said)
      #expect(
        try desk.text("paper/stated.json").replacing("../c.gpkg", with: "c.gpkg") == desk.text("stated.json"))
    }
  }

  @Test("the certificate of a snapshot states what it froze, whatever came later") func statesASnapshot()
    throws
  {
    try CertificateTests.lend { desk throws in
      try desk.does("snapshot c.gpkg take monday --as-of 2016-12-05")
      try desk.does("settings c.gpkg set effective_outcomes=met;refused")
      try desk.does("coverage c.gpkg --certificate monday.json --snapshot monday")
      #expect(try desk.does("verify monday.json") == desk.does("verify stated.json"))
      let (one, other) = (try desk.text("stated.json"), try desk.text("monday.json"))
      // A snapshot says by which plan it was counted, also where that is the one there is.
      #expect(
        one.replacing(#""plan":"""#, with: #""plan":"plan""#)
          == other.replacing(#""plan":"""#, with: #""plan":"plan""#))
      // Today's figures are others.
      try desk.does("coverage c.gpkg --certificate today.json")
      #expect(try desk.text("today.json") != other)
      #expect(try desk.run("coverage c.gpkg --snapshot monday").status == 64)
      #expect(
        try desk.run("coverage c.gpkg --certificate m.json --snapshot monday --as-of 2016-12-01").status == 64
      )
      #expect(try desk.refuses("coverage c.gpkg --certificate m.json --snapshot friday").contains("monday"))
      #expect(try desk.names.contains("m.json") == false)
    }
  }

  @Test("later imports, undos and settings do not break it") func outlivesImports() throws {
    try CertificateTests.lend { desk in
      let said = try desk.does("verify stated.json")
      try SnapshotTests.passAWeek(at: desk)
      for _ in 0..<3 { try desk.does("undo c.gpkg") }
      try desk.does("undo c.gpkg --import 6")
      try desk.does("settings c.gpkg set effective_outcomes=met;refused locate_by=declared")
      try desk.does(
        "allocate c.gpkg --groups 2 --relax connectivity,balance --effort 1% --rounds 1 --plan other")
      #expect(try desk.does("verify stated.json") == said)
      // What was known then can be stated now.
      try desk.does("settings c.gpkg set effective_outcomes= locate_by= plan=plan")
      try desk.does("coverage c.gpkg --as-of 2016-12-05 --known-at 11 --certificate again.json")
      let (one, other) = (try desk.text("stated.json"), try desk.text("again.json"))
      #expect(one.replacing(#""plan":"""#, with: #""plan":"plan""#) == other)
    }
  }

  @Test func findsATamperedFigure() throws {
    try CertificateTests.lend { desk in
      let text = try desk.text("stated.json")
      let row = #"{"level":"village","code":"990199001001","#
      let start = try #require(text.range(of: row)?.upperBound)
      let figure = try #require(text[start...].firstRange(of: #""households_visited":2"#))
      try desk.write(text.replacingCharacters(in: figure, with: #""households_visited":3"#), "tampered.json")
      #expect(
        try CertificateTests.findings("verify tampered.json", on: desk) == [
          "village 990199001001, households_visited: certificate 3, workspace 2"
        ])
      try desk.write(text.replacing(#""unlisted_visits":1"#, with: #""unlisted_visits":0"#), "tampered.json")
      #expect(
        try CertificateTests.findings("verify tampered.json", on: desk) == [
          "unlisted_visits: certificate 0, workspace 1"
        ])
      try desk.write(
        text.replacing(#""code":"990199001002""#, with: #""code":"990199001009""#), "tampered.json")
      #expect(
        try CertificateTests.findings("verify tampered.json", on: desk) == [
          "village 990199001009: in the certificate, and not in the workspace",
          "village 990199001002: in the workspace, and not in the certificate",
        ])
      try desk.write(text.replacing(#""known_at_line":11"#, with: #""known_at_line":99"#), "tampered.json")
      #expect(
        try CertificateTests.findings("verify tampered.json", on: desk) == [
          "known_at_line: the certificate knows line 99, the log of the workspace has 11"
        ])
    }
  }

  @Test(
    "a record that was edited elsewhere is found, by its figure or by its digest alone",
    arguments: [
      ("UPDATE visits SET outcome = 'refused' WHERE id = 'V3'", "visits", true),
      ("DELETE FROM households WHERE id = 'H7'", "households", true),
      ("UPDATE members SET name = '王五' WHERE id = 'M1'", "members", false),
      ("UPDATE households SET address = '别处' WHERE id = 'H2'", "households", false),
      (
        "INSERT INTO exclusions (id, target, reason, \"from\", approved_by) VALUES ('x', 'H1', 'r', '2016-12-01', 'a')",
        "exclusions", true
      ),
    ])
  func findsAnEdit(sql: String, kind: String, changesFigures: Bool) throws {
    try CertificateTests.lend { desk in
      try edit(desk, sql)
      let found = try CertificateTests.findings("verify stated.json", on: desk)
      #expect(found[0].hasPrefix("records of \(kind): certificate "), "\(found)")
      #expect(found[0].hasSuffix("added, changed or gone without a line of the log"))
      #expect((found.count > 1) == changesFigures, "\(found)")
    }
  }

  @Test func findsAnotherFile() throws {
    try CertificateTests.lend { desk in
      try desk.write(
        desk.text("visits.csv").replacing("V2,H2,2016-12-01T10:00", with: "V2,H2,2016-12-01T10:01"),
        "visits.csv")
      try desk.does("new other.gpkg --name 试点 --start 2016-12-01 --end 2016-12-31")
      for kind in TinyCampaign.kinds { try desk.does("import other.gpkg \(kind) \(TinyCampaign.file(kind))") }
      try desk.does("grid other.gpkg square --size 500")
      try desk.does("allocate other.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      let found = try CertificateTests.findings("verify stated.json --campaign other.gpkg", on: desk)
      #expect(found.count == 2, "\(found)")
      #expect(found[0].hasPrefix("file of line 6: certificate visits from visits.csv, SHA-256 "))
      #expect(found[1].hasPrefix("records of visits: certificate 8 rows, SHA-256 "))
    }
  }

  @Test func refusesWhatIsNoCertificate() throws {
    try CertificateTests.lend { desk throws in
      for (file, text) in [("a.json", "{}"), ("b.json", "[1]"), ("c.json", #"{"gridcover_certificate":1}"#)] {
        try desk.write(text, file)
        #expect(
          try desk.refuses("verify \(file)") == """
            \(file): expected a certificate, found another file; gridcover coverage CAMPAIGN --certificate FILE writes one
            """)
      }
      try desk.write(#"{"gridcover_certificate":2}"#, "d.json")
      #expect(
        try desk.refuses("verify d.json") == """
          d.json, field gridcover_certificate: expected 1, found another version of certificates; update gridcover
          """)
      try FileManager.default.moveItem(at: desk.path("c.gpkg"), to: desk.path("moved.gpkg"))
      #expect(
        try desk.refuses("verify stated.json")
          == "stated.json, field workspace: there is no file c.gpkg; name it with --campaign FILE")
      try desk.does("verify stated.json --campaign moved.gpkg")
      #expect(try desk.run("coverage moved.gpkg --certificate moved.gpkg").status == 64)
      #expect(try desk.run("coverage moved.gpkg --certificate x.json --locate-by geometry").status == 64)
      #expect(
        try desk.refuses("coverage moved.gpkg --certificate nowhere/x.json").contains("nowhere/x.json"))
    }
  }
}
