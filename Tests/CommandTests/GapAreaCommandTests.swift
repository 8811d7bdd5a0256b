import Foundation
import TestSupport
import Testing

/// `gaps --by area` and `--by region` on the county, from the command line.
@Suite struct GapAreaCommandTests {
  @Test func countsEachGapOnceByArea() throws {
    let desk = try CountyJob.desk.get()
    let all = try rows(desk.does("gaps county.gpkg --by target --format csv")).count
    let areas = try rows(desk.does("gaps county.gpkg --by area --format csv"))
    #expect(areas.reduce(0) { $0 + (Int($1["targets"] ?? "") ?? 0) } == all)
    #expect(Set(areas.map { $0["code"] }).count == areas.count)
    #expect(areas.first?["kind"] == "area" && areas.first?["must_visit"] == "1")
    #expect(
      areas.contains { $0["kind"] == "scattered" } && areas.contains { $0["kind"] == "missing coordinates" })
    let table = try desk.does("gaps county.gpkg --by area")
    #expect(table.contains("gaps: "))
    #expect(try desk.does("gaps county.gpkg --by area --lang zh-Hans").hasPrefix("未访片区"))
  }

  @Test func drawsAreasAndRegions() throws {
    let desk = try CountyJob.desk.get()
    for unit in ["area", "region"] {
      let object = try JSONSerialization.jsonObject(
        with: Data(desk.does("gaps county.gpkg --by \(unit) --format geojson").utf8))
      let features = try #require((object as? [String: Any])?["features"] as? [[String: Any]])
      let shapes = features.filter { $0["geometry"] is [String: Any] }
      let areas = features.filter { ($0["properties"] as? [String: Any])?["kind"] as? String == "area" }
      #expect(features.count > 10)
      #expect(shapes.count == (unit == "area" ? areas.count : features.count))
    }
  }

  @Test func mergesUnvisitedCells() throws {
    let desk = try CountyJob.desk.get()
    let cells = try rows(desk.does("gaps county.gpkg --by cell --format csv")).filter {
      $0["status"] == "unvisited"
    }
    let regions = try rows(desk.does("gaps county.gpkg --by region --format csv"))
    #expect(
      regions.reduce(0) { $0 + (Int($1["cells"] ?? "") ?? 0) } == cells.count { $0["code"] != "(none)" })
    #expect(regions.count < cells.count)
  }

  @Test func obeysTheSettings() throws {
    try Desk.lend { desk in
      #expect(try desk.does("gaps c.gpkg --by area").contains("0 in 0 areas"))
      try desk.does("settings c.gpkg set gap_area_min_targets=1")
      let areas = try desk.does("gaps c.gpkg --by area")
      #expect(!areas.contains("0 in 0 areas"))
      let refused = try desk.run("settings c.gpkg set gap_area_distance_m=0")
      #expect(refused.status == 64 && refused.stderr.contains("metres, more than 0 and at most 10000"))
      #expect(
        try desk.refuses("gaps c.gpkg --by region")
          == "c.gpkg: gaps --by region needs a grid and there is none; make one first: "
          + "gridcover grid c.gpkg square --size 500")
    }
  }
}

/// `trend` from the command line.
@Suite struct TrendCommandTests {
  @Test func agreesWithCoverageOfEachDay() throws {
    let desk = try CountyJob.desk.get()
    let days = try rows(desk.does("trend county.gpkg --format csv"))
    #expect(days.count == 40)
    // The figures on which the back-test of forecasts stands.
    #expect(
      days.prefix(9).map { $0["first_visits"] } == [
        "177", "239", "220", "264", "378", "289", "26", "553", "525",
      ])
    for day in ["2016-12-04", "2016-12-30"] {
      let row = try #require(days.first { $0["day"] == day })
      let totals = try desk.coverage("--as-of \(day)", of: "county.gpkg").totals
      let visited = (totals.households_visited ?? 0) + (totals.enterprises_visited ?? 0)
      #expect(row["visited"] == String(visited))
    }
    let groups = try rows(desk.does("trend county.gpkg --by group --format csv"))
    #expect(
      groups.reduce(0) { $0 + (Int($1["first_visits"] ?? "") ?? 0) } == Int(days.last?["visited"] ?? ""))
    #expect(groups.last?["code"] == "(none)")
  }

  @Test func namesGroupsThatWillBeLate() throws {
    let desk = try CountyJob.desk.get()
    let said = try desk.does("trend county.gpkg --by group --as-of 2016-12-20")
    #expect(said.contains("will likely miss it: G"))
    #expect(said.contains("not at this pace"))
    #expect(try desk.does("trend county.gpkg --by batch").split(separator: "\n").count == 5)
  }

  @Test func refusesWhatItCannotDraw() throws {
    try Desk.lend { desk in
      let (refused, early) = try (
        desk.run("trend c.gpkg --format geojson"), desk.does("trend c.gpkg --as-of 2015-01-01")
      )
      #expect(refused.status == 64)
      #expect(early.hasPrefix("no visits yet"))
    }
  }
}

private func rows(_ csv: String) -> [[String: String]] { Sheet(csv).rows }
