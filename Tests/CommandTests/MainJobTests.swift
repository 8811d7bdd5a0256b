import Foundation
import TestSupport
import Testing

/// The figures of the campaign that the sample data is made after, from the files to the report.
@Suite struct MainJobTests {
  @Test func importsTheCounty() throws {
    _ = try CountyJob.desk.get()
    func first(_ kind: String) -> Substring? { CountyJob.imports[kind]?.split(separator: "\n").first }
    #expect(first("villages") == "villages: 342 rows read: 342 added, 0 changed, 0 unchanged, 0 rejected")
    #expect(
      first("households") == "households: 36,018 rows read: 36,018 added, 0 changed, 0 unchanged, 0 rejected")
    #expect(
      CountyJob.imports["households"]?.contains(
        "located: 35,580 by their point, 438 by their declared village")
        == true)
    #expect(first("visits") == "visits: 40,453 rows read: 40,453 added, 0 changed, 0 unchanged, 0 rejected")
    #expect(first("issues") == "issues: 6,783 rows read: 6,783 added, 0 changed, 0 unchanged, 0 rejected")
    #expect(first("evening") == "visits: 893 rows read: 893 added, 0 changed, 0 unchanged, 0 rejected")
  }

  @Test func coversTheCounty() throws {
    let desk = try CountyJob.desk.get()
    let report = try desk.coverage(of: "county.gpkg")
    let totals = report.totals
    // 36,018 households, less 45 that are excluded.
    #expect(totals.households_expected == 35_973 && totals.excluded == 45)
    #expect(totals.households_visited == 30_377)
    #expect(totals.enterprises_expected == 1_150 && totals.enterprises_visited == 1_003)
    #expect(totals.last_visit == "2016-12-30" && totals.status == "partial")
    #expect(report.unlisted_visits == 25)
    #expect(try desk.coverage("--by village", of: "county.gpkg").rows.count == 342 + 1)
    let table = try desk.does("coverage county.gpkg")
    #expect(table.contains("30,377/35,973    84.4 %"))
    #expect(table.contains("villages reached 328/340 (96.5 %)"))
  }

  @Test(arguments: ["county", "township", "village", "cell", "group"])
  func addsUpInTheCounty(level: String) throws {
    let desk = try CountyJob.desk.get()
    let report = try desk.coverage("--by \(level)", of: "county.gpkg")
    #expect(report.wrongSums == [])
    #expect(report.totals.households_visited == 30_377)
  }

  @Test func listsEachGapOnce() throws {
    let desk = try CountyJob.desk.get()
    let totals = try desk.coverage(of: "county.gpkg").totals
    let gaps = Sheet(try desk.does("gaps county.gpkg --by target --format csv"))
    let households = gaps.column("kind").count { $0 == "household" }
    #expect((totals.households_visited ?? 0) + households == totals.households_expected)
    #expect((totals.enterprises_visited ?? 0) + gaps.rows.count - households == totals.enterprises_expected)
    #expect(Set(gaps.column("target")).count == gaps.rows.count)
    #expect(!gaps.column("gap_reason").contains(""))
    let places = Sheet(try desk.does("gaps county.gpkg --by village --format csv"))
    let sum = places.rows.reduce(0) { sum, row in
      places.headers.filter { $0.hasPrefix("gaps_") }.reduce(sum) { $0 + (Int(row[$1] ?? "") ?? 0) }
    }
    #expect(sum == gaps.rows.count)
    #expect(places.column("status").count { $0 == "unvisited" } == 12)
  }

  @Test func takesTheEveningIn() throws {
    let desk = try CountyJob.desk.get()
    let evening = try desk.coverage(of: "evening.gpkg")
    #expect(evening.totals.households_visited == 30_780)
    #expect(evening.totals.enterprises_visited == 1_003 + 21)
    #expect(evening.unlisted_visits == 25 + 6)
    #expect(evening.totals.last_visit == "2016-12-31")
    // As of the day before, it is as it was.
    let before = try desk.does("coverage county.gpkg --by village --as-of 2016-12-30 --format csv")
    #expect(try desk.does("coverage evening.gpkg --by village --as-of 2016-12-30 --format csv") == before)
  }

  @Test func keepsTheRegister() throws {
    let desk = try CountyJob.desk.get()
    let register = Sheet(try desk.does("issues county.gpkg --as-of 2016-12-31 --format csv"))
    let disputes = register.rows.first { $0["code"] == "dispute" } ?? [:]
    for (name, count) in [
      ("filed", 4_569), ("handled", 3_971), ("resolved", 3_852), ("escalated", 200), ("overdue", 150),
      ("people", 6_421), ("open", 4_569 - 3_852 - 200),
    ] {
      #expect(disputes[name] == "\(count)", "\(name)")
    }
    let line =
      try desk.does("issues county.gpkg --as-of 2016-12-31").split(separator: "\n").dropFirst(2).first ?? ""
    #expect(line.contains("3,852/4,569 84.3 %") && line.contains("3,852/3,971 97.0 %"))
    for level in ["county", "township", "village"] {
      let rows = Sheet(try desk.does("issues county.gpkg --by \(level) --as-of 2016-12-31 --format csv")).rows
      #expect(rows.reduce(0) { $0 + (Int($1["filed"] ?? "") ?? 0) } == 6_783)
    }
  }

  @Test func checksTheListAgainstTheMap() throws {
    let findings = Sheet(try CountyJob.desk.get().does("check county.gpkg --format csv")).column("finding")
    // 144 households over a border, and 6 far outside the county; what is on no roster; what has no coordinates.
    #expect(findings.count { $0 == "point outside the declared village" } == 150)
    #expect(findings.count { $0 == "visit to an unlisted target" } == 25)
    #expect(findings.count { $0 == "missing coordinates" } == 432)
  }

  @Test func allocatesTheCounty() throws {
    let desk = try CountyJob.desk.get()
    let plan = Sheet(try desk.does("export county.gpkg plan -o -"))
    let groupOfVillage = Dictionary(
      zip(plan.column("unit_id"), plan.column("group")), uniquingKeysWith: { first, _ in first })
    #expect(plan.rows.count == 340 && Set(plan.column("group")).count == 60)
    let groups = Sheet(
      try String(contentsOf: CountyJob.geodata.appendingPathComponent("county/groups.csv"), encoding: .utf8))
    var kept = 0
    for group in groups.rows {
      for village in (group["hookups"] ?? "").split(separator: ";")
      where groupOfVillage[String(village)] == group["id"] {
        kept += 1
      }
    }
    #expect(kept == 84)
    let rows = try desk.coverage("--by village", of: "county.gpkg").rows
    for row in rows where (row.households_expected ?? 0) > 0 && row.code != "(none)" {
      #expect(groupOfVillage[row.code] == row.group)
    }
  }

  @Test func coversXinhe() throws {
    try Desk.lend(.empty) { desk in
      try desk.copyFiles(of: CountyJob.geodata.appendingPathComponent("xinhe"))
      try desk.does("new c.gpkg --name 新河村")
      let counts = [
        ("villages", 1), ("households", 275), ("enterprises", 13), ("groups", 13), ("members", 44),
        ("visits", 299),
        ("issues", 28),
      ]
      for (kind, count) in counts {
        let said = try desk.does("import c.gpkg \(kind) \(TinyCampaign.file(kind))")
        #expect(
          said.hasPrefix("\(kind): \(count) rows read: \(count) added, 0 changed, 0 unchanged, 0 rejected\n"))
      }
      let totals = try desk.coverage().totals
      #expect(totals.households_expected == 275 && totals.households_visited == 275)
      #expect(totals.enterprises_expected == 13 && totals.enterprises_visited == 13)
      #expect(totals.visits == 299 && totals.status == "covered" && totals.target_met == true)
      #expect(try desk.does("coverage c.gpkg --require-full").contains("275/275   100.0 %"))
      #expect(try desk.does("gaps c.gpkg --by target") == "no gaps\n")
      let register = Sheet(try desk.does("issues c.gpkg --as-of 2016-12-17 --format csv"))
      #expect(register.column("code") == ["question", "suggestion"])
      #expect(register.column("filed") == ["15", "13"])
      #expect(try desk.coverage("--by member").rows.map(\.code).count { $0 != "(none)" } == 44)
      #expect(try desk.coverage("--by batch").row("2016-12-17")?.targets_visited == 288)
    }
  }
}
