import Foundation
import TestSupport
import Testing

/// Bad polygons of the shared cases: each is refused with one line, each good one is taken.
@Suite(.enabled(if: TestSupport.sharedFolder != nil, "set GRIDCOVER_SHARED to the folder of shared cases"))
struct SharedPolygonTests {
  static let folder = (TestSupport.sharedFolder ?? packageFolder).appendingPathComponent(
    "cases/gen-bad-polygons")

  /// What becomes of a case otherwise than `expected.csv` says, and why.
  static let differences: [String: (status: Int32, reason: String)] = [
    "warn_lon_over_180": (
      1,
      "a longitude beyond 180 is refused: targets are located in the stored coordinates, and none would lie there"
    )
  ]

  @Test func doesWithEachAsExpected() throws {
    let cases = Sheet(
      try String(
        contentsOf: SharedPolygonTests.folder.appendingPathComponent("expected.csv"), encoding: .utf8))
    #expect(cases.rows.count > 50)
    try Desk.lend(.empty) { desk in
      try desk.does("new empty.gpkg")
      let empty = try desk.bytes("empty.gpkg")
      for row in cases.rows {
        let (name, expected) = (row["case"] ?? "", row["expect"] ?? "")
        try Data(contentsOf: SharedPolygonTests.folder.appendingPathComponent("\(name).geojson"))
          .write(to: desk.path("map.geojson"))
        try empty.write(to: desk.path("c.gpkg"))
        // Some of them have no name, which is a fault of another kind.
        let line =
          "import c.gpkg villages map.geojson --columns code=village_id,name=\(name == "bad_1e400" ? "village_id" : "name")"
        let difference = SharedPolygonTests.differences[name]
        let status = difference?.status ?? (expected == "reject" ? 1 : 0)
        if status == 1 {
          let said = try desk.refuses(line)
          // A damaged container has no rows: its line and byte are named instead.
          let isNamed = said.contains("row 1, field geometry: ") || said.contains(#/line \d+, byte \d+: /#)
          #expect(said.hasPrefix("map.geojson: ") && isNamed, "\(name): \(said)")
        } else {
          let said = try desk.does(line)
          #expect(said.contains("1 row read: 1 added"), "\(name): \(said)")
          let warned = said.contains("note: ")
          #expect(warned == (expected == "warn"), "\(name): \(said)")
        }
      }
    }
  }
}
