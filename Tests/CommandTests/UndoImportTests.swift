import CampaignModel
import CampaignStore
import Foundation
import GeoPackageFormat
import TestSupport
import Testing

@testable import gridcover

/// Undo, full lists and dry runs through the whole pipeline: with targets located and coverage counted.
@Suite("Undo, full lists and dry runs of a campaign") struct UndoImportTests {
  @Test(
    "undoing the last imports leaves records, places and coverage as before them",
    arguments: 1...6 as ClosedRange<UInt64>)
  func backwards(seed: UInt64) throws {
    try withSmallDesk { desk in
      var random = SplitMix64(seed: seed)
      try desk.take(.villages, SmallDesk.villages([0, 1, 2]))
      _ = try Pipeline.makeGrid(
        desk.path,
        GridRequest(cells: .regular(.square, size: 20_000, isClipped: false), name: "g", replace: false))
      var states: [[String]] = []
      for _ in 0..<8 {
        states.append(try desk.state())
        let replace = Int.random(in: 0..<2, using: &random) == 0
        // Villages come and go, and households move beyond the grid, which then grows.
        let some = (0..<6).filter { $0 == 0 || Bool.random(using: &random) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: try desk.take(.villages, SmallDesk.villages(some), replace: replace)
        case 1:
          try desk.take(
            .visits,
            "id,target,date,outcome\n" + some.map { "v\($0),h\($0),2016-12-1\($0),met\n" }.joined(),
            replace: replace)
        default:
          let rows = some.map { i in
            "h\(i),\(Double.random(in: 110...113, using: &random)),30.\(i),v\(Int.random(in: 0...2, using: &random)),"
              + "\(Int.random(in: 0...1, using: &random))\n"
          }
          try desk.take(.households, "id,lon,lat,village,visited\n" + rows.joined(), replace: replace)
        }
      }
      for (k, expected) in states.reversed().enumerated() {
        _ = try Pipeline.undo(desk.path, importID: nil)
        #expect(try desk.state() == expected, "after \(k + 1) undos")
      }
    }
  }

  @Test("the same full list twice changes nothing") func replaceTwice() throws {
    try withSmallDesk { desk in
      try desk.take(.villages, SmallDesk.villages([0, 1]))
      try desk.take(.households, "id,lon,lat,village\na,110.5,30.5,\nb,111.5,30.5,\n")
      let list = "id,lon,lat,village\na,110.5,30.5,\n"
      let first = try desk.take(.households, list, replace: true)
      #expect(first.contains("withdrawn: 1 that the file does not have: b\n"))
      let state = try desk.state()
      let again = try desk.take(.households, list, replace: true)
      #expect(!again.contains("withdrawn"))
      #expect(try desk.state() == state)
    }
  }

  @Test("a dry run tells all and changes nothing, not a byte") func dryRun() throws {
    try withSmallDesk { desk in
      try desk.take(.villages, SmallDesk.villages([0, 1]))
      try desk.take(.households, "id,name,lon,lat,village\na,甲,110.5,30.5,\nb,乙,111.5,30.5,\n")
      let before = try Data(contentsOf: URL(fileURLWithPath: desk.path))
      let withdrawn = desk.folder.appendingPathComponent("withdrawn.csv").path
      let text = try desk.take(
        .households, "id,name,lon,lat,village\na,丙,110.25,30.5,\nc,丁,110.5,30.5,\n", replace: true,
        dryRun: true,
        withdrawnFile: withdrawn)
      #expect(
        text == """
          households: 2 rows read: 1 added, 1 changed, 0 unchanged, 0 rejected
            changed a: name: "甲" → "丙", geometry: "110.5 30.5" → "110.25 30.5"
            withdrawn: 1 that the file does not have: b
            a dry run: nothing was changed
            located: 2 by their point, 0 by their declared village

          """)
      #expect(try Data(contentsOf: URL(fileURLWithPath: desk.path)) == before)
      // The file of withdrawn records is one that import takes.
      #expect(
        try String(contentsOfFile: withdrawn, encoding: .utf8)
          == "id,name,village,lon,lat,category,address,people,visited,visited_on\nb,乙,,111.5,30.5,,,,,\n")
    }
  }

  @Test("a dry run of a file with bad rows tells of the good ones and of the refusal") func dryRunRefused()
    throws
  {
    try withSmallDesk { desk in
      let file = try desk.file(.groups, "id,members\ng,5\nh,x\n")
      var request = desk.request(.groups, file)
      request.isDryRun = true
      let summary = try Pipeline.importRecords(request)
      #expect(summary.text.hasPrefix("groups: 2 rows read: 1 added, 0 changed, 0 unchanged, 1 rejected\n"))
      #expect(
        summary.refusal.map { "\($0)" }?.contains("expected a whole number, 0 or more, found \"x\"") == true)
      // Of a full list the rejected row's record would be counted as withdrawn.
      request.isFullList = true
      #expect(throws: ImportRefusal.self) { try Pipeline.importRecords(request) }
    }
  }

  @Test("a full list without a row is refused") func emptyList() throws {
    try withSmallDesk { desk in
      #expect(throws: CommandError.self) { try desk.take(.groups, "id,name\n", replace: true) }
    }
  }

  @Test("a household that was moved in QGIS has its new village after the next command that writes")
  func edit() throws {
    try withSmallDesk { desk in
      try desk.take(.villages, SmallDesk.villages([0, 1]))
      try desk.take(.households, "id,lon,lat,village\na,110.5,30.5,\nb,111.5,30.5,\n")
      let file = try GeoPackage(path: desk.path, access: .write)
      try file.write { connection in
        try connection.execute(
          "UPDATE households SET geom = (SELECT geom FROM households WHERE id = 'b') WHERE id = 'a'")
        try connection.touch("households")
      }
      try file.close()
      try Pipeline.change(desk.path, settings: [("name", "x")])
      try Workspace.open(at: desk.path, writable: false).read { reader throws in
        #expect(try reader.targetPoints(of: .household).located.villageCode[0] == "v1")
        #expect(try reader.importLog().map(\.entry.kind) == ["villages", "households", "edit"])
      }
    }
  }

  @Test("an undo says what it did, and how to take it back") func words() throws {
    try withSmallDesk { desk in
      try desk.take(.villages, SmallDesk.villages([0, 1]))
      try desk.take(.households, "id,lon,lat,village\na,110.5,30.5,\nb,111.5,30.5,\n")
      let text = try desk.take(.villages, SmallDesk.villages([1]), replace: true)
      #expect(
        text == """
          villages: 1 row read: 0 added, 0 changed, 1 unchanged, 0 rejected
            withdrawn: 1 that the file does not have: v0
            relocated: 1 target moved to another village, 0 to another cell

          """)
      var summary = try Pipeline.undo(desk.path, importID: nil)
      summary.undone.line.entry.at = "2016-12-17T00:00:00Z"
      summary.workspace = "C.gpkg"
      #expect(
        summary.text == """
          import 3 (villages from villages.geojson, 2016-12-17T00:00:00Z) is undone
            villages: 0 removed, 0 changed back, 1 restored
            relocated: 1 target moved to another village, 0 to another cell
            to bring it back: gridcover undo C.gpkg --import 4

          """)
    }
  }
}

/// A workspace in a folder of its own, with the files that are imported into it.
private struct SmallDesk {
  let folder: URL
  var path: String { folder.appendingPathComponent("c.gpkg").path }

  /// Squares of one degree beside each other, from 110° E on.
  static func villages(_ numbers: [Int]) -> String {
    let features = numbers.map { i in
      let (west, east) = (110 + i, 111 + i)
      return """
        {"type":"Feature","properties":{"code":"v\(i)","name":"村\(i)"},"geometry":{"type":"Polygon","coordinates":\
        [[[\(west),30],[\(east),30],[\(east),31],[\(west),31],[\(west),30]]]}}
        """
    }
    return #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
  }

  func file(_ kind: RecordKind, _ text: String) throws -> String {
    let name = kind == .villages ? "villages.geojson" : "\(kind.rawValue).csv"
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  func request(_ kind: RecordKind, _ file: String) -> ImportRequest {
    ImportRequest(workspace: path, kind: kind, file: file, gridName: "file")
  }

  @discardableResult
  func take(
    _ kind: RecordKind, _ text: String, replace: Bool = false, dryRun: Bool = false,
    withdrawnFile: String? = nil
  ) throws -> String {
    var request = request(kind, try file(kind, text))
    request.isFullList = replace
    request.isDryRun = dryRun
    request.withdrawnFile = withdrawnFile
    return try Pipeline.importRecords(request).text
  }

  /// All that people see of the workspace, apart from the log: records, where targets belong, and coverage.
  func state() throws -> [String] {
    try Workspace.open(at: path, writable: false).read { reader throws in
      var lines: [String] = []
      for kind in RecordKind.allCases {
        let table = try reader.records(of: kind)
        for i in 0..<table.rowCount {
          let values = table.attributes(ofRow: i, withPoint: true).map { "\($0.value)" }
          lines.append("\(kind) \(values) \(table.regions.map { "\($0[i].xs) \($0[i].ys)" } ?? "")")
        }
      }
      for kind in TargetKind.allCases {
        let points = try reader.targetPoints(of: kind)
        for i in points.fids.indices {
          let located = points.located
          lines.append(
            "\(points.ids[i] ?? "") in \(located.villageCode[i] ?? "none") by \(located.locatedBy[i]), cell "
              + "\(located.cellID[i] ?? "none"), \(located.disagreement[i])")
        }
      }
      return lines.sorted()
    } + coverage()
  }

  /// The rows of the coverage layers as they are stored, without their keys.
  private func coverage() throws -> [String] {
    var lines: [String] = []
    try GeoPackage(path: path, access: .read).read { connection in
      for layer in ["coverage", "coverage_cells"] {
        try connection.forEachRow("SELECT * FROM \(layer) ORDER BY code") { row in
          lines.append(
            (1..<Int32(row.columnCount)).map { i in row.withBlob(i) { "\(Array($0))" } }.joined(
              separator: ","))
        }
      }
    }
    return lines
  }
}

private func withSmallDesk(_ body: (SmallDesk) throws -> Void) throws {
  try TestSupport.withTemporaryFolder { folder in
    let desk = SmallDesk(folder: folder)
    try Workspace.create(at: desk.path).close()
    try body(desk)
  }
}
