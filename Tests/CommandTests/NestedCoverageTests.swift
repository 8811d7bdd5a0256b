import Foundation
import TestSupport
import Testing

/// `coverage --nested` and `--excluded`, rounds, and shares by category, as somebody at a desk sees them.
@Suite struct NestedCoverageTests {
  /// A row of the tree.
  private struct Node: Decodable {
    var level: String
    var code: String
    var targets_expected: Int
    var targets_visited: Int
    var visits: Int
    var excluded: Int
    var target_share: Double?
    var target_met: Bool?
    var children: [Node]

    /// Columns whose children do not add up to it, here or below.
    var wrongSums: [String] {
      guard !children.isEmpty else { return [] }
      let columns: [(String, (Node) -> Int)] = [
        ("expected", { $0.targets_expected }), ("visited", { $0.targets_visited }), ("visits", { $0.visits }),
        ("excluded", { $0.excluded }),
      ]
      return columns.filter { column in children.reduce(0) { $0 + column.1($1) } != column.1(self) }
        .map { "\(code): \($0.0)" } + children.flatMap(\.wrongSums)
    }

    /// The codes of this row and all below it, by level.
    func codes(_ level: String) -> [String] {
      (self.level == level ? [code] : []) + children.flatMap { $0.codes(level) }
    }
  }

  private struct Report: Decodable {
    var campaign: String
    var as_of: String?
    var round: String?
    var levels: [String]
    var category_order: [String]
    var tree: Node
  }

  private func nested(_ desk: Desk, _ options: String = "") throws -> Report {
    try JSONDecoder().decode(
      Report.self, from: Data(desk.does("coverage c.gpkg --nested --format json \(options)").utf8))
  }

  @Test func isATreeWhoseChildrenAddUp() throws {
    try Desk.lend { desk in
      #expect(try nested(desk).levels == ["campaign", "village", "kind", "category"])
      try desk.does("grid c.gpkg square --size 500")
      for options in ["", "--as-of 2016-12-01", "--as-of 2016-11-01"] {
        let report = try nested(desk, options)
        #expect(report.levels == ["campaign", "village", "cell", "kind", "category"])
        #expect(report.tree.wrongSums == [])
        let flat = try desk.coverage(options).totals
        #expect(report.tree.visits == flat.visits && report.tree.excluded == flat.excluded)
        #expect(
          report.tree.targets_expected == (flat.households_expected ?? 0) + (flat.enterprises_expected ?? 0))
        #expect(report.tree.codes("village") == ["990199001001", "990199001002", "990199002001", "(none)"])
      }
      // H6 is low-income and disabled, and stands under the first of the order.
      #expect(try nested(desk).category_order == ["disabled", "low-income"])
      let mountain = try #require(try nested(desk).tree.children.first { $0.code == "990199002001" })
      #expect(
        mountain.codes("category").sorted() == ["(other)", "disabled"], "H7 is excluded, and stands apart")
      try desk.does("settings c.gpkg set priority_categories=low-income;disabled")
      let turned = try #require(try nested(desk).tree.children.first { $0.code == "990199002001" })
      #expect(turned.codes("category").contains("low-income"))
    }
  }

  @Test func isFlatWithTheCodesOfParentsAsCSV() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500")
      let sheet = Sheet(try desk.does("coverage c.gpkg --nested --format csv"))
      #expect(Array(sheet.headers.prefix(6)) == ["level", "code", "name", "village", "cell", "kind"])
      for row in sheet.rows where row["level"] == "category" {
        let above = sheet.rows.filter {
          $0["level"] == "kind" && $0["code"] == row["kind"] && $0["cell"] == row["cell"]
            && $0["village"] == row["village"]
        }
        #expect(above.count == 1)
        #expect(row["target_share"] == (row["code"] == "(other)" ? "0.3" : "1"))
      }
      #expect(sheet.rows.filter { $0["level"] != "category" }.allSatisfy { $0["target_share"] == "" })
      let outcome = try desk.run("coverage c.gpkg --nested --require-targets")
      #expect(outcome.status == 3 && outcome.stderr.contains("990199001001"))
      #expect(try desk.run("coverage c.gpkg --nested --require-full").status == 3)
    }
  }

  @Test func judgesCategoriesBySharesOfTheirOwn() throws {
    try Desk.lend { desk in
      try desk.does("settings c.gpkg set target_shares=low-income=50%;残疾=100%;老兵=10%")
      // H1 of H1 and H6 is met: half of the low-income. H4 and H6 are disabled.
      let text = try desk.does("coverage c.gpkg --by category")
      #expect(text.contains("missed: disabled 0/2, 100.0 % asked, 2 more needed\n"))
      #expect(text.contains("target_shares: 老兵: no target has this category\n"))
      let sheet = Sheet(try desk.does("coverage c.gpkg --by category --format csv"))
      #expect(sheet.column("code") == ["disabled", "low-income"])
      #expect(sheet.column("target_share") == ["1", "0.5"])
      #expect(sheet.column("target_met") == ["0", "1"])
      #expect(sheet.column("targets_needed") == ["2", "0"])
      let outcome = try desk.run("coverage c.gpkg --by category --require-targets")
      #expect(outcome.status == 3)
      #expect(
        outcome.stderr == """
          note: this list holds counts of 1 to 4 priority targets; for others use --public
          target shares are missed in 1 row:
            disabled: disabled 0/2, 100.0 % asked, 2 more needed

          """)
      #expect(
        try desk.does("coverage c.gpkg --lang zh-Hans").contains("未达标: 残疾人户 0/2, 应达 100.0 %，还差 2\n"))
      try desk.does("settings c.gpkg set target_shares=low-income=50%;disabled=0%")
      #expect(try desk.run("coverage c.gpkg --require-targets").status == 0)
    }
  }

  @Test func countsOneRound() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      let before = try desk.does("coverage c.gpkg --by village --format json")
      #expect(
        try desk.refuses("coverage c.gpkg --round winter")
          == "c.gpkg: there is no round winter; there are none yet")
      try desk.does("settings c.gpkg set rounds=one:2016-12-01..2016-12-02;two:2016-12-05..")
      let now = try desk.coverage()
      #expect(now.totals.households_visited == 2, "H1 and H2")
      #expect(now.totals.visits == 3, "with E1")
      #expect(try desk.does("coverage c.gpkg").contains("\nround two (2016-12-05..) · "))
      let first = try desk.coverage("--round one")
      #expect(first.totals.households_visited == 2, "H1 and H3")
      #expect(first.totals.visits == 4)
      #expect(try desk.does("coverage c.gpkg --round one --format json").contains(#""round":"one","level""#))
      #expect(try desk.coverage("--as-of 2016-12-03").totals == first.totals, "between two rounds")
      #expect(try desk.does("gaps c.gpkg --by target --round one").contains("nobody home"))
      #expect(try !desk.does("gaps c.gpkg --by target").contains("nobody home"))
      #expect(try nested(desk, "--round one").round == "one")
      #expect(
        try desk.refuses("gaps c.gpkg --round 3")
          == "c.gpkg: there is no round 3; expected one of one, two")
      try desk.does("settings c.gpkg set rounds=")
      #expect(try desk.does("coverage c.gpkg --by village --format json") == before)
    }
  }

  @Test func saysWhatIsWrongWithRounds() throws {
    try Desk.lend { desk in
      let outcome = try desk.run("settings c.gpkg set rounds=a:2016-12-01..;b:2017-01-01..")
      #expect(outcome.status == 64)
      #expect(
        outcome.stderr.hasPrefix(
          """
          Error: setting rounds: expected rounds that do not overlap; 'a' is open and 'b' begins on 2017-01-01, found \
          'a:2016-12-01..;b:2017-01-01..'
          """))
    }
  }

  @Test func revisitsACategoryByItsOwnRule() throws {
    try Desk.lend { desk in
      // H1, low-income, was met last on 5 December; H2 on the 6th.
      try desk.does("settings c.gpkg set revisit_days_by_category=low-income=10")
      #expect(try desk.coverage("--as-of 2016-12-15").totals.households_visited == 3)
      #expect(try desk.coverage("--as-of 2016-12-16").totals.households_visited == 2)
      let gaps = Sheet(try desk.does("gaps c.gpkg --by target --as-of 2016-12-16 --format csv"))
      #expect(gaps.rows.contains { $0["target"] == "H1" && $0["gap_reason"] != "never visited" })
    }
  }

  /// H7 is excluded: no list of targets and no total holds it, but the one that is asked for.
  @Test func keepsWhatIsExcludedApart() throws {
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg --relax connectivity,balance --effort 1% --rounds 1")
      try desk.does("grid c.gpkg square --size 500")
      var text = ""
      for line in [
        "gaps c.gpkg --by target --format csv", "gaps c.gpkg --by target --format geojson",
        "export c.gpkg households -o - --include households", "export c.gpkg enterprises -o -",
        "export c.gpkg villages -o -", "export c.gpkg plan -o -", "coverage c.gpkg --nested --format json",
      ] { text += try desk.does(line) }
      #expect(text.contains("H6") && !text.contains("H7"))
      #expect(
        try desk.does("export c.gpkg households -o h.geojson --include households")
          == "1 excluded target left out; gridcover coverage c.gpkg --excluded lists them\n")
      #expect(try !desk.text("h.geojson").contains("H7") && desk.text("h.geojson").contains("H8"))
      for level in ["county", "township", "village", "cell", "group", "category"] {
        let report = try desk.coverage("--by \(level)")
        #expect(report.totals.households_expected == 7 && report.totals.excluded == 1)
      }
      let sheet = Sheet(try desk.does("coverage c.gpkg --excluded --format csv"))
      #expect(sheet.column("target") == ["H7"])
      #expect(sheet.column("reason") == ["(other)"] && sheet.column("approved_by") == [""])
      let own = Sheet(try desk.does("coverage c.gpkg --excluded --format csv --include households"))
      #expect(own.column("reason") == ["长期在外"] && own.column("approved_by") == ["县走访办公室"])
      #expect(sheet.column("from") == ["2016-12-01"] && sheet.column("to") == [""])
      #expect(
        try desk.does("coverage c.gpkg --excluded --include households")
          .hasSuffix("1 target excluded (2016-12-06): 长期在外 1\n"))
      let before = Sheet(try desk.does("coverage c.gpkg --excluded --format csv --as-of 2016-11-30"))
      #expect(before.column("in_force") == ["0"])
      #expect(try desk.does("coverage c.gpkg --excluded --format geojson").contains("[113.012,28.018]"))
    }
  }
}
