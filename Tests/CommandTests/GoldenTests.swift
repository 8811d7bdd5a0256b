import Foundation
import TestSupport
import Testing

/// All that the program says about the tiny campaign, in one folder: read `Goldens` to see the product.
@Suite struct GoldenTests {
  /// What is run on the campaign as it was imported, and where its output is.
  static let before: [(line: String, golden: String)] = [
    ("--help", "help.txt"), ("import --help", "help-import.txt"), ("coverage --help", "help-coverage.txt"),
    ("coverage c.gpkg", "coverage.txt"), ("check c.gpkg", "check.txt"),
    ("check c.gpkg --format csv", "check.csv"), ("check c.gpkg --format json", "check.json"),
    ("settings c.gpkg", "settings.txt"),
    ("issues c.gpkg --as-of 2016-12-31", "issues.txt"),
    ("issues c.gpkg --as-of 2016-12-04", "issues-2016-12-04.txt"),
    ("issues c.gpkg --by village --as-of 2016-12-31 --format csv", "issues-village.csv"),
    ("issues c.gpkg --as-of 2016-12-31 --format json", "issues.json"),
    ("issues c.gpkg --by age --as-of 2016-12-31", "issues-age.txt"),
    ("issues c.gpkg --format geojson --as-of 2016-12-31", "issues.geojson"),
    ("gaps c.gpkg", "gaps-unplanned.txt"), ("coverage c.gpkg --nested", "coverage-nested-gridless.txt"),
    ("coverage c.gpkg --excluded", "coverage-excluded.txt"),
    ("coverage c.gpkg --excluded --format json", "coverage-excluded.json"),
  ]

  /// What is run once the ground is shared out and has a grid.
  static let after: [(line: String, golden: String)] = [
    ("coverage c.gpkg --by county", "coverage-county.txt"),
    ("coverage c.gpkg --by township", "coverage-township.txt"),
    ("coverage c.gpkg --by village", "coverage-village.txt"),
    ("coverage c.gpkg --by village --lang zh-Hans", "coverage-village-zh.txt"),
    ("coverage c.gpkg --by cell", "coverage-cell.txt"), ("coverage c.gpkg --by group", "coverage-group.txt"),
    ("coverage c.gpkg --by member", "coverage-member.txt"),
    ("coverage c.gpkg --by category", "coverage-category.txt"),
    ("coverage c.gpkg --by batch", "coverage-batch.txt"),
    ("coverage c.gpkg --nested --lang zh-Hans", "coverage-nested-zh.txt"),
    ("coverage c.gpkg --nested --format json", "coverage-nested.json"),
    ("coverage c.gpkg --nested --format csv", "coverage-nested.csv"),
    ("issues c.gpkg --by group --as-of 2016-12-31", "issues-group.txt"),
    ("coverage c.gpkg --by village --format json", "coverage-village.json"),
    ("coverage c.gpkg --by village --format csv", "coverage-village.csv"),
    ("coverage c.gpkg --by village --format geojson", "coverage-village.geojson"),
    ("coverage c.gpkg --by village --as-of 2016-12-01 --format csv", "coverage-village-2016-12-01.csv"),
    ("gaps c.gpkg", "gaps-village.txt"), ("gaps c.gpkg --by target", "gaps-target.txt"),
    ("gaps c.gpkg --by target --group G1 --lang zh-Hans", "gaps-target-zh.txt"),
    ("gaps c.gpkg --by cell", "gaps-cell.txt"), ("gaps c.gpkg --by area", "gaps-area.txt"),
    ("gaps c.gpkg --by area --format csv", "gaps-area.csv"),
    ("gaps c.gpkg --by region", "gaps-region.txt"),
    ("trend c.gpkg", "trend.txt"), ("trend c.gpkg --by group", "trend-group.txt"),
    ("trend c.gpkg --by group --lang zh-Hans", "trend-group-zh.txt"),
    ("trend c.gpkg --by day --format json", "trend-day.json"),
    ("trend c.gpkg --by batch --format csv", "trend-batch.csv"),
    ("gaps c.gpkg --by village --format json", "gaps-village.json"),
    ("gaps c.gpkg --by target --format csv", "gaps-target.csv"),
    ("gaps c.gpkg --by target --format geojson", "gaps-target.geojson"),
    ("export c.gpkg plan -o -", "plan.csv"), ("export c.gpkg villages -o -", "villages.csv"),
    ("export c.gpkg enterprises -o -", "enterprises.csv"), ("export c.gpkg groups -o -", "groups.csv"),
    ("export c.gpkg households -o - --include households", "households.csv"),
  ]

  @Test func speaksOfACampaignAsItWasImported() throws {
    try Desk.lend { desk in
      for (line, golden) in GoldenTests.before { try expectGolden(desk.does(line), golden) }
    }
  }

  @Test func speaksOfACampaignWithAPlan() throws {
    try Desk.lend { desk in
      try expectGolden(
        desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1"), "allocate.txt")
      try expectGolden(desk.does("grid c.gpkg square --size 500"), "grid.txt")
      for (line, golden) in GoldenTests.after { try expectGolden(desk.does(line), golden) }
      try expectGolden(withoutTimes(desk.does("log c.gpkg")), "log.txt")
      try expectGolden(withoutTimes(desk.does("log c.gpkg --format csv")), "log.csv")
    }
  }

  @Test func speaksOfEachImport() throws {
    try Desk.lend(.files) { desk in
      var text = try desk.does("new c.gpkg --name 试点")
      for kind in TinyCampaign.kinds {
        text += try desk.does("import c.gpkg \(kind) \(TinyCampaign.file(kind))")
      }
      try expectGolden(text, "imports.txt")
    }
  }

  @Test(arguments: [
    "villages", "households", "enterprises", "groups", "members", "visits", "issues", "pairings", "cells",
    "exclusions", "rechecks",
  ])
  func writesATemplate(kind: String) throws {
    try Desk.lend(.empty) { desk in
      let template = try desk.does("template \(kind)")
      let isMap = kind == "villages" || kind == "cells"
      try expectGolden(template, "template-\(kind).\(isMap ? "geojson" : "csv")")
      // It is read as it is written: as a file with an example, or without rows.
      try desk.write(template, isMap ? "template.geojson" : "template.csv")
      try desk.does("new c.gpkg")
      let said = try desk.does("import c.gpkg \(kind) template.\(isMap ? "geojson" : "csv")")
      #expect(said.hasPrefix("\(kind): \(isMap ? "1 row" : "0 rows") read: \(isMap ? 1 : 0) added"))
    }
  }

  /// The text with moments of the import and the program's version put out of sight.
  private func withoutTimes(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "0000-00-00T00:00:00Z")
      .replacing(/gridcover \d[0-9a-z.-]*/, with: "gridcover (version)")
  }
}
