import Foundation
import TestSupport
import Testing

/// Slips of a pen that must not spoil an evening: a wrong year, a target nobody lists, a form that is half filled in, a number
/// that is none.
@Suite struct SlipTests {
  @Test func aWrongYearMovesNothing() throws {
    try Desk.lend { desk in
      try desk.does("settings c.gpkg set start=2016-11-21 end=2016-12-31")
      let before = try desk.does("coverage c.gpkg --by village --format csv")
      let trend = Sheet(try desk.does("trend c.gpkg --format csv"))
      try desk.write(
        "id,target,date,outcome\nW1,H1,2027-01-15T09:00,met\nW2,H1,1916-12-05,met\nW3,H1,2016-12-06,met\n",
        "w.csv")
      let said = try desk.does("import c.gpkg visits w.csv")
      #expect(
        said.contains(
          "2 visits outside the campaign's dates: row 1 on 2027-01-15, row 2 on 1916-12-05; if it is a slip"))
      // The exclusions and the days are those of before; the visits themselves are not dropped.
      let (earlier, after) = (
        Sheet(before), Sheet(try desk.does("coverage c.gpkg --by village --format csv"))
      )
      #expect(after.column("excluded") == earlier.column("excluded"))
      func visits(_ sheet: Sheet) -> Int { sheet.column("visits").compactMap { Int($0) }.reduce(0, +) }
      #expect(visits(after) == visits(earlier) + 3)
      let days = Sheet(try desk.does("trend c.gpkg --format csv"))
      #expect(days.column("day") == trend.column("day"))
      #expect(days.rows.last?["visited"] == trend.rows.last?["visited"])
      #expect(try desk.does("trend c.gpkg").contains("2 far outside the campaign's dates, on no day above"))
    }
  }

  @Test func aVisitToNobodyIsNamedByItsRow() throws {
    try Desk.lend { desk in
      try desk.write("id,target,date,outcome\nU1,H1,2016-12-06,met\nU2,H99,2016-12-06,met\n", "u.csv")
      #expect(
        try desk.does("import c.gpkg visits u.csv")
          .contains("1 visit to targets that are not on the roster: row 2; they count for no place"))
    }
  }

  @Test func aFormIsTakenInAsFarAsItIsFilledIn() throws {
    try Desk.lend { desk in
      try desk.write(
        "id,target,date,result\nR1,H1,2016-12-08,true\nR2,H2,,\nR3,H3,2016-12-08,\nR4,H4,,maybe\n", "r.csv")
      let outcome = try desk.run("import c.gpkg rechecks r.csv --skip-rejected")
      #expect(outcome.status == 0)
      #expect(outcome.stdout.contains("3 rows read: 1 added, 0 changed, 0 unchanged, 2 rejected"))
      #expect(outcome.stdout.contains("rows not filled in yet (neither date nor result), left out: 1"))
      let kept = Sheet(try desk.does("export c.gpkg rechecks -o - --include households"))
      #expect(kept.column("id") == ["R1"])
    }
  }

  @Test(arguments: [
    ("settings c.gpkg set audit_distance_m=0x10", "metres from"),
    ("settings c.gpkg set duplicate_distance_m=1e2", "metres, more than 0"),
    ("settings c.gpkg set revisit_after_days=9223372036854775807", "days from 1 to 36525"),
    ("grid c.gpkg square --size 0x10p4", "--size"), ("grid c.gpkg square --size inf", "--size"),
    ("allocate c.gpkg --groups 2 --time=1e400", "--time"),
    ("allocate c.gpkg --groups 2 --time=inf", "--time"),
    ("allocate c.gpkg --groups 2 --time=1000000", "seconds from 0.001 to 86400"),
    ("allocate c.gpkg --groups 9223372036854775807", "--groups: expected 1 to 100000"),
    ("analyze --villages villages.geojson --households households.csv --cell-size=0x100 -o x", "--cell-size"),
  ])
  func aNumberThatIsNoneIsRefused(line: String, expected: String) throws {
    try Desk.lend { desk in
      let before = try desk.contents()
      let outcome = try desk.run(line)
      #expect(outcome.status != 0)
      #expect(outcome.stderr.contains(expected), "\(outcome.stderr)")
      #expect(try desk.contents() == before)
    }
  }

  @Test func settingsThatContradictEachOtherAreRefused() throws {
    try Desk.lend { desk in
      #expect(
        try desk.refuses("settings c.gpkg set start=2016-12-31 end=2016-01-01")
          .contains("end: expected a day not before start (2016-12-31), found \"2016-01-01\""))
      #expect(
        try desk.refuses("settings c.gpkg set recheck_good=50%")
          .contains("recheck_bad: expected a share at least 5 points below recheck_good (50%), found \"75%\"")
      )
      try desk.does("settings c.gpkg set recheck_good=50% recheck_bad=40%")
    }
  }

  @Test func aGridOfAMillionMillionCellsIsRefusedAtOnce() throws {
    try Desk.lend { desk in
      try desk.write(
        """
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "1", "name": "wide"}, "geometry": \
        {"type": "Polygon", "coordinates": [[[112, 27], [114, 27], [114, 29], [112, 29], [112, 27]]]}}]}
        """, "wide.geojson")
      try desk.does("new wide.gpkg")
      try desk.does("import wide.gpkg villages wide.geojson")
      for options in ["", " --clip villages"] {
        #expect(try desk.refuses("grid wide.gpkg square --size 1\(options)").contains("5000000"))
      }
    }
  }
}
