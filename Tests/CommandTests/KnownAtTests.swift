import CampaignModel
import CampaignStore
import CoverageAnalysis
import Foundation
import TestSupport
import Testing

@testable import gridcover

/// `--known-at` on campaigns that are drawn from a seed: villages whose borders move, targets that are corrected, withdrawn
/// and brought back, visits entered late and corrected, exclusions, cells of two grids, and undos.
@Suite("As known at a line of the log") struct KnownAtTests {
  @Test(
    "known at a line is what a campaign says that holds only the imports made by then",
    arguments: 1...8 as ClosedRange<UInt64>)
  func twins(seed: UInt64) throws {
    try TimeDesk.lend { desk in
      var script = ImportScript(seed: seed)
      for _ in 0..<12 {
        try script.takeOne(into: desk)
        try desk.keepCopy()
      }
      for line in 1...(try desk.latest()) where desk.hasCopy(line) {
        #expect(
          try desk.figures(known: .line(line)) == desk.figures(of: desk.copy(line)), "known at line \(line)")
      }
      let nothing = try Pipeline.load(desk.path, withRegions: false, asKnownAt: .line(0)).campaign
      #expect(nothing.targets.count == 0 && nothing.visits.count == 0 && nothing.villages.isEmpty)
    }
  }

  @Test(
    "as of a day is what a campaign says that holds only the visits made by then",
    arguments: 1...4 as ClosedRange<UInt64>)
  func asOfTwins(seed: UInt64) throws {
    try TimeDesk.lend { desk in
      try TimeDesk.lend { twin in
        var script = ImportScript(seed: seed)
        let day = LocalDate(iso: "2016-12-05")
        for desk in [desk, twin] {
          try desk.take(.villages, ImportScript.villages(border: 111))
          try desk.take(.households, ImportScript.households(0..<20, seed: seed))
        }
        for round in 0..<3 {
          let visits = script.visits(named: "r\(round)")
          try desk.take(.visits, ImportScript.visitHeader + visits.joined())
          try twin.take(
            .visits, ImportScript.visitHeader + visits.filter { $0.contains(/2016-12-0[1-5]/) }.joined())
        }
        #expect(try desk.figures(asOf: day) == twin.figures(asOf: day))
        #expect(try desk.figures() != twin.figures())
      }
    }
  }

  @Test("a visit entered late changes what is known later, and not what happened by a day") func late() throws
  {
    try TimeDesk.lend { desk in
      try desk.take(.villages, ImportScript.villages(border: 111))
      try desk.take(.households, "id,lon,lat\nh0,110.5,30.5\nh1,110.6,30.5\n")
      try desk.take(.visits, ImportScript.visitHeader + "a,h0,2016-12-03,met\n")
      try desk.take(.visits, ImportScript.visitHeader + "b,h1,2016-12-02,met\n")
      func visited(_ known: KnownAt?, _ day: String?) throws -> Int {
        try CampaignLedger(
          Pipeline.load(desk.path, withRegions: false, asKnownAt: known).campaign,
          asOf: day.flatMap { LocalDate(iso: $0) }
        ).table(by: .campaign).totals.households.visited
      }
      #expect(try visited(nil, "2016-12-03") == 2)
      #expect(try visited(.line(3), "2016-12-03") == 1)
      #expect(try visited(.line(3), "2016-12-02") == 0)
      #expect(try visited(.line(4), "2016-12-02") == 1)
    }
  }

  @Test("a moment means the last line that was entered by it, in the campaign's time") func moments() throws {
    try TimeDesk.lend { desk in
      try Workspace.open(at: desk.path, writable: true).write { writer in
        for at in ["2016-12-16T15:59:59Z", "2016-12-16T16:00:00Z", "2016-12-17T12:00:00Z"] {
          try writer.note(ImportEntry(at: at, kind: "grid"))
        }
        // An edit tells when it was made, and is noticed later.
        try writer.note(ImportEntry(at: "2016-12-16T15:00:00Z", kind: "edit"))
        try writer.note(ImportEntry(at: "2016-12-18T00:00:00Z", kind: "grid"))
      }
      func line(_ text: String) throws -> Int64? {
        try KnownAt(argument: text).map { known in
          try Workspace.open(at: desk.path, writable: false).read { try known.line(in: $0) }
        }
      }
      #expect(try line("2016-12-15") == 0)
      #expect(try line("2016-12-16") == 1)
      #expect(try line("2016-12-17 00:00") == 2)
      #expect(try line("2016/12/17 19:59:59") == 2)
      #expect(try line("2016-12-17T20:00") == 4)
      #expect(try line("2016-12-17") == 4)
      #expect(try line("2030-01-01") == 5)
      #expect(try line("3") == 3)
      for wrong in [
        "", "yesterday", "2016-12-17 24:00", "2016-12-17 8:00", "-1", "2016-13-01", "2016-12-17 20",
      ] {
        #expect(KnownAt(argument: wrong) == nil, "\(wrong)")
      }
    }
  }

  @Test("a line that the log does not have is refused") func unknownLine() throws {
    try Desk.lend { desk throws in
      #expect(
        try desk.refuses("coverage c.gpkg --known-at 99")
          == "there is no import 99: the log has 1 to 9; gridcover log lists them")
      #expect(
        try desk.does("gaps c.gpkg --by target --known-at 2 --format csv")
          == desk.does("gaps c.gpkg --by target --as-of 2016-01-01 --known-at 2 --format csv"))
      #expect(try desk.run("coverage c.gpkg --known-at soon").status == 64)
    }
  }

  @Test(
    "the causes of a snapshot's difference add up, and the log tells all of it",
    arguments: 1...10 as ClosedRange<UInt64>)
  func snapshots(seed: UInt64) throws {
    try TimeDesk.lend { desk in
      var script = ImportScript(seed: seed &* 31)
      for _ in 0..<5 { try script.takeOne(into: desk) }
      let first = try Pipeline.takeSnapshot(desk.path, named: "a", asOf: LocalDate(iso: "2016-12-04"))
      for _ in 0..<5 { try script.takeOne(into: desk) }
      try Pipeline.change(desk.path, settings: [("effective_outcomes", "met;refused")])
      _ = try Pipeline.takeSnapshot(desk.path, named: "b", asOf: LocalDate(iso: "2016-12-08"))
      for _ in 0..<3 { try script.takeOne(into: desk) }
      try Pipeline.change(desk.path, settings: [("effective_outcomes", "")])
      #expect(try Pipeline.snapshots(desk.path).first == first)
      for level in Pipeline.snapshotLevels {
        for (a, b) in [("a", "b"), ("b", "now"), ("a", "now")] {
          let difference = try Pipeline.difference(desk.path, from: a, to: b, asOf: nil, by: level)
          for row in difference.difference.rows {
            #expect(row.shares.values.reduce(row.before, +) == row.after)
            #expect(row.shares[.outsideLog] == nil, "\(a) to \(b), \(level) \(row.code)")
          }
        }
      }
    }
  }
}

/// A workspace with a copy for each line of its log.
struct TimeDesk {
  let folder: URL
  var path: String { folder.appendingPathComponent("c.gpkg").path }

  static func lend(_ body: (TimeDesk) throws -> Void) throws {
    try TestSupport.withTemporaryFolder { folder in
      let desk = TimeDesk(folder: folder)
      try Workspace.create(at: desk.path).close()
      try body(desk)
    }
  }

  func copy(_ line: Int64) -> String { folder.appendingPathComponent("line\(line).gpkg").path }

  func latest() throws -> Int64 {
    try Workspace.open(at: path, writable: false).read { try $0.latestImport() }
  }

  func hasCopy(_ line: Int64) -> Bool { FileManager.default.fileExists(atPath: copy(line)) }

  /// Keeps the workspace as it is after the latest line, unless that line was there before.
  func keepCopy() throws {
    let copy = copy(try latest())
    if !FileManager.default.fileExists(atPath: copy) {
      try FileManager.default.copyItem(atPath: path, toPath: copy)
    }
  }

  func take(_ kind: RecordKind, _ text: String, replace: Bool = false, grid: String = "甲") throws {
    let isMap = kind.geometry == .region
    let file = folder.appendingPathComponent("\(kind.rawValue).\(isMap ? "geojson" : "csv")")
    try Data(text.utf8).write(to: file)
    var request = ImportRequest(workspace: path, kind: kind, file: file.path, gridName: grid)
    request.isFullList = replace
    _ = try Pipeline.importRecords(request)
  }

  /// Every figure and every gap, a line each.
  func figures(of path: String? = nil, known: KnownAt? = nil, asOf: LocalDate? = nil) throws -> [String] {
    let campaign = try Pipeline.load(path ?? self.path, withRegions: false, asKnownAt: known).campaign
    let ledger = CampaignLedger(campaign, asOf: asOf)
    let rows = CoverageLevel.allCases.flatMap { ledger.table(by: $0).rows }
      .map { row in row.attributes.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
    let gaps = ledger.targetGaps().map { gap in
      gap.attributes(in: campaign).map { "\($0.value)" }.joined(separator: " ")
    }
    return rows + gaps + ["\(ledger.day) \(ledger.table(by: .campaign).unlistedVisits)"]
  }
}

/// Imports and undos drawn from a seed.
struct ImportScript {
  private var random: SplitMix64
  private var round = 0

  static let visitHeader = "id,target,date,outcome\n"

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func takeOne(into desk: TimeDesk) throws {
    round += 1
    if round == 1 { return try desk.take(.villages, Self.villages(border: 111)) }
    if round == 2 { return try desk.take(.households, Self.households(0..<16, seed: UInt64(round))) }
    switch Int.random(in: 0..<11, using: &random) {
    case 0: try desk.take(.villages, Self.villages(border: Double.random(in: 110.2...111.8, using: &random)))
    case 1, 2:
      let first = Int.random(in: 0..<12, using: &random)
      try desk.take(
        .households, Self.households(first..<first + 8, seed: UInt64.random(in: 0...99, using: &random)),
        replace: Int.random(in: 0..<3, using: &random) == 0)
    case 3:
      try desk.take(
        .exclusions,
        "target,reason,from,approved_by\nh\(Int.random(in: 0..<16, using: &random)),demolished,2016-12-03,office\n"
      )
    case 4:
      try desk.take(
        .cells, Self.cells(border: Double.random(in: 110.2...111.8, using: &random)),
        grid: Bool.random(using: &random) ? "甲" : "乙")
    case 5:
      try desk.take(.groups, "id,name\ng\(Int.random(in: 0..<3, using: &random)),第\(round)组\n")
      try desk.take(.enterprises, "id,name,lon,lat\ne\(round),校,110.\(round),30.5\n")
    case 6, 7:
      // There may be nothing left to undo.
      do { _ = try Pipeline.undo(desk.path, importID: nil) } catch StoreError.nothingToUndo {}
    default:
      try desk.take(
        .visits, Self.visitHeader + visits(named: "v\(Int.random(in: 0..<2, using: &random))").joined())
    }
  }

  /// Rows of ten visits; the same name again corrects them.
  mutating func visits(named name: String) -> [String] {
    (0..<10).map { i in
      let outcome = ["met", "met", "refused", "nobody home"][Int.random(in: 0..<4, using: &random)]
      let day = Int.random(in: 1...9, using: &random)
      return "\(name)-\(i),h\(Int.random(in: 0..<20, using: &random)),2016-12-0\(day),\(outcome)\n"
    }
  }

  static func households(_ numbers: Range<Int>, seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    let rows = numbers.map { i in
      let place =
        Int.random(in: 0..<6, using: &random) == 0
        ? ",,v\(Int.random(in: 0...1, using: &random))"
        : "\(Double.random(in: 110...112.2, using: &random)),30.5,"
      return "h\(i),\(place),\(Int.random(in: 0..<5, using: &random) == 0 ? 1 : 0),2016-12-0\(1 + i % 9)\n"
    }
    return "id,lon,lat,village,visited,visited_on\n" + rows.joined()
  }

  /// Two villages beside each other from 110° to 112° E.
  static func villages(border: Double) -> String {
    collection(
      [(110, border), (border, 112)].enumerated().map { i, span in
        (#""code":"v\#(i)","name":"村\#(i)""#, span)
      })
  }

  static func cells(border: Double) -> String {
    collection([(110, border), (border, 111.9)].enumerated().map { i, span in (#""id":"c\#(i)""#, span) })
  }

  private static func collection(_ parts: [(properties: String, span: (Double, Double))]) -> String {
    let features = parts.map { part in
      let (west, east) = part.span
      return """
        {"type":"Feature","properties":{\(part.properties)},"geometry":{"type":"Polygon","coordinates":\
        [[[\(west),30],[\(east),30],[\(east),31],[\(west),31],[\(west),30]]]}}
        """
    }
    return #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
  }
}
