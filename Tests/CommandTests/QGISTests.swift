import Foundation
import TestSupport
import Testing

@testable import CampaignStore
@testable import Cartography

/// What somebody sees who drags the workspace into QGIS, and what becomes of a visit entered there.
@Suite struct QGISTests {
  static let hasQGIS = isPython(importing: "qgis.core")
  static let hasGDAL = isPython(importing: "osgeo.ogr")

  private static func isPython(importing module: String) -> Bool {
    if let outcome = try? run("/usr/bin/python3", ["-c", "import \(module)"]), outcome.status == 0 {
      return true
    }
    print("skipped: python3 has no \(module)")
    return false
  }

  private struct Layer: Decodable {
    var valid: Bool
    var legend: [[String]]
    var labels: Bool
    var offered: [String: [[String]]]
    var titles: [String: String]
    var hidden: [String]
    var defaults: [String: String]
  }

  private func hex(_ colour: Colour) -> String {
    "#"
      + [colour.red, colour.green, colour.blue].map {
        let digits = String(Int(($0 * 255).rounded()), radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  @Test func coloursAreThoseOfThePrintedMap() {
    let styled =
      [LayerSymbols.unvisitedColour] + LayerSymbols.coverageClasses.map(\.colour)
      + [LayerSymbols.coveredColour]
    #expect(styled == Palette.coverageClasses.map(hex))
    #expect(
      LayerSymbols.coverageClasses.map(\.label)
        == Classing.CoverageClass.allCases.dropFirst().dropLast().map(\.label))
  }

  @Test(.enabled(if: hasQGIS))
  func opensStyled() throws {
    try Desk.lend { desk in
      try desk.does("grid c.gpkg square --size 500")
      try desk.does("allocate c.gpkg --relax connectivity,balance")
      let script = packageFolder.appendingPathComponent("Tests/QGIS/open_workspace.py").path
      let outcome = try run(
        "/usr/bin/python3", [script, desk.path("c.gpkg").path, desk.path("map.png").path])
      #expect(outcome.status == 0, "\(outcome.stderr)")
      var answer = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.stdout.utf8)) as? [String: Any])
      let colours = try #require(answer.removeValue(forKey: "colours") as? [String: Int])
      let layers = try JSONDecoder().decode(
        [String: Layer].self, from: JSONSerialization.data(withJSONObject: answer))
      #expect(layers.count == 12)
      for (name, layer) in layers { #expect(layer.valid, "\(name)") }

      let coverage = try #require(layers["coverage"])
      #expect(
        coverage.legend.map { $0[0] } == [
          "100 % 全部走访", "95 – < 100 %", "90 – < 95 %", "75 – < 90 %", "50 – < 75 %", "> 0 – < 50 %",
          "0 % 未走访",
          "nothing expected 无应访对象", "excluded 免访",
        ])
      #expect(coverage.titles["households_visited"] == "households visited 已访户数")
      #expect(layers["villages"]?.labels == true)
      let visits = try #require(layers["visits"])
      #expect(visits.offered["outcome"]?.first == ["met 见面", "met"])
      #expect(visits.offered["outcome"]?.count == 6)
      #expect(visits.hidden.contains("import_id") && visits.hidden.contains("fid"))
      #expect(Set(visits.defaults.keys) == ["id", "date"])

      // What is drawn is what coverage says: the colour of each village's class, and no other class's.
      var expected: Set<String> = []
      for row in try desk.coverage("--by village").rows where row.status != "empty" {
        let tally = (
          visited: (row.households_visited ?? 0) + (row.enterprises_visited ?? 0),
          expected: (row.households_expected ?? 0) + (row.enterprises_expected ?? 0)
        )
        let step = Classing.CoverageClass(visited: tally.visited, expected: tally.expected)
        if row.code != "(none)", let step { expected.insert(hex(Palette.coverageClasses[step.rawValue])) }
      }
      #expect(expected.count > 1)
      #expect(
        Set(Palette.coverageClasses.map(hex).filter { (colours[$0] ?? 0) > 100 }) == expected)
    }
  }

  @Test(arguments: ["gdal", "qgis"])
  func understandsAVisitThatWasEnteredThere(program: String) throws {
    guard program == "gdal" ? Self.hasGDAL : Self.hasQGIS else { return }
    try Desk.lend { desk in
      let before = try desk.coverage().totals
      let script = packageFolder.appendingPathComponent("Tests/QGIS/add_visit.py").path
      let outcome = try run("/usr/bin/python3", [script, program, desk.path("c.gpkg").path, "H6"])
      #expect(outcome.status == 0, "\(outcome.stderr)")
      let after = try desk.coverage().totals
      #expect(after.households_visited == (before.households_visited ?? 0) + 1)
      #expect(after.visits == before.visits + 1)
      // The next command that writes says so in the log.
      try desk.does("import c.gpkg visits visits.csv")
      #expect(try desk.does("log c.gpkg").contains("edit"))
    }
  }
}
