import Foundation
import TestSupport
import Testing

/// What a hurried evening brings: one list for another, a mistyped verb, last year's visits.
@Suite struct WrongListTests {
  @Test func refusesOneKindOfListForAnother() throws {
    try Desk.lend { desk in
      #expect(
        try desk.refuses("import c.gpkg households visits.csv")
          == """
          visits.csv: header: the columns are those of visits, expected households; import the file as visits, or say \
          what its columns are with --columns
          """)
      let members = try desk.refuses("import c.gpkg groups members.csv")
      #expect(members.contains("those of members, expected groups"))
      let groups = try desk.refuses("import c.gpkg members groups.csv")
      #expect(groups.contains("those of groups, expected members"))
    }
  }

  @Test func namesTheNearestVerb() throws {
    try Desk.lend { desk in
      for (line, hint) in [
        (
          "covrage c.gpkg",
          "Error: there is no verb 'covrage'; did you mean 'coverage'? (gridcover --help lists all)\n"
        ),
        (
          "help imports",
          "Error: there is no verb 'imports'; did you mean 'import'? (gridcover --help lists all)\n"
        ),
        ("xyzzy", "Error: there is no verb 'xyzzy' (gridcover --help lists all)\n"),
      ] {
        let outcome = try desk.run(line)
        #expect(outcome.status == 64 && outcome.stderr == hint && outcome.stdout.isEmpty, "\(line)")
      }
    }
  }

  @Test func notesWhatIsTakenAndLikelyWrong() throws {
    try Desk.lend(.empty) { desk in
      try desk.does("new c.gpkg --start 2016-12-01 --end 2016-12-31")
      try desk.write(
        "target,date,outcome\nH1,2016-12-31,met\nH1,2017-01-01T08:00,met\nH1,2016-11-30,不在家\n", "v.csv")
      let said = try desk.does("import c.gpkg visits v.csv")
      #expect(
        said.contains(
          "note: v.csv: 2 visits outside the campaign's dates: row 2 on 2017-01-01, row 3 on 2016-11-30; if"),
        "\(said)")
      #expect(said.contains("note: v.csv: values of outcome read as 不在家→nobody home\n"), "\(said)")
    }
  }

  /// Without GDAL's programs our own formats work, and the others say what to install.
  @Test func managesWithoutGDAL() throws {
    try Desk.lend(.empty) { desk in
      try desk.does("new c.gpkg")
      try desk.write("<kml></kml>", "map.kml")
      func take(_ kind: String, _ file: String) throws -> ProgramOutcome {
        try run(
          program, ["import", "c.gpkg", kind, file], environment: ["PATH": "/nonexistent"], in: desk.folder)
      }
      let refused = try take("villages", "map.kml")
      #expect(refused.status == 1 && refused.stderr.contains("install it (apt install gdal-bin)"))
      try desk.copyFiles(of: TinyCampaign.folder)
      let taken = try take("villages", "villages.geojson")
      #expect(taken.status == 0 && taken.stdout.contains(" added, "), "\(taken.stderr)")
    }
  }
}
