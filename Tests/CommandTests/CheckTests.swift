import CampaignModel
import CampaignStore
import CoverageAnalysis
import Foundation
import SpatialCore
import TestSupport
import Testing

@testable import gridcover

@Suite("gridcover check")
struct CheckTests {
  /// A bow tie (invalid), a square that overlaps its half, and a household between the two.
  private func campaign(in folder: URL) throws -> String {
    let path = folder.appendingPathComponent("C.gpkg").path
    _ = try Workspace.create(at: path)
    let villages = """
      {"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"code": "A;1 %", "name": "甲"}, "geometry": {"type": "Polygon",
      "coordinates": [[[114, 30], [114.01, 30.01], [114.01, 30], [114, 30.01], [114, 30]]]}},
      {"type": "Feature", "properties": {"code": "B", "name": "乙"}, "geometry": {"type": "Polygon",
      "coordinates": [[[114.005, 30], [114.02, 30], [114.02, 30.01], [114.005, 30.01], [114.005, 30]]]}}]}
      """
    try take(villages, .villages, "villages.geojson", into: path, folder, mend: true)
    try take(
      "id,name,village,lon,lat\nh1,PLANTED,B,114.012,30.005\n", .households, "roster.csv", into: path, folder)
    return path
  }

  private func take(
    _ text: String, _ kind: RecordKind, _ name: String, into path: String, _ folder: URL, mend: Bool = false
  ) throws {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    _ = try Pipeline.importRecords(
      ImportRequest(workspace: path, kind: kind, file: file.path, mapping: nil, mend: mend, gridName: "g"))
  }

  @Test("a workspace's findings: what an import mended, the overlap, the village without targets")
  func workspace() throws {
    try TestSupport.withTemporaryFolder { folder in
      let path = try campaign(in: folder)
      let findings = try Pipeline.check(path)
      #expect(findings.map(\.subject) == [.overlap, .mended, .withoutTargets])
      #expect(findings.map(\.id) == ["A;1 %", "A;1 %", "A;1 %"])
      #expect(findings[1].detail == "self-intersection at 114.005 30.005")

      // The polygon is replaced by a good one: it is no longer as the import mended it.
      let square = """
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "A;1 %", "name": "甲"},
        "geometry": {"type": "Polygon", "coordinates": [[[114, 30], [114.005, 30], [114.005, 30.01], [114, 30.01],
        [114, 30]]]}}]}
        """
      try take(square, .villages, "square.geojson", into: path, folder)
      #expect(try Pipeline.check(path).map(\.subject) == [.withoutTargets])
    }
  }

  @Test("visits and groups of a workspace are held against its lists")
  func people() throws {
    try TestSupport.withTemporaryFolder { folder in
      let path = try campaign(in: folder)
      try Pipeline.change(path, settings: [("start", "2016-12-01"), ("end", "2016-12-31")])
      try take("id,members,hookups\nG1,,B;Z\n", .groups, "groups.csv", into: path, folder)
      try take("id,group\nM1,G1\nM2,G2\n", .members, "members.csv", into: path, folder)
      try take(
        "id,target,date,group,member,outcome\nv1,h1,2016-12-17T09:00,G1,M1,met\nv2,h9,2016-12-17,,,met\n"
          + "v3,h1,2017-01-01,G3,M3,refused\n", .visits, "visits.csv", into: path, folder)
      let people = try Pipeline.check(path).filter { $0.layer != "villages" }
      #expect(
        people.map { ([$0.subject.rawValue, $0.id] + $0.others).joined(separator: " ") } == [
          "hook-up to an unknown village G1 Z", "member of an unknown group M2 G2",
          "visit to an unlisted target v2 h9", "visit of an unknown group v3 G3",
          "visit of an unknown member v3 M3", "visit outside the campaign's dates v3",
        ])
    }
  }

  @Test("GeoJSON has an area for an overlap, and no name in it")
  func geoJSON() throws {
    try TestSupport.withTemporaryFolder { folder in
      let bytes = FindingRows.geoJSON(try Pipeline.check(campaign(in: folder)))
      let collection = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
      let features = try #require(collection["features"] as? [[String: Any]])
      let types = features.map { ($0["geometry"] as? [String: Any])?["type"] as? String }
      #expect(types == ["Polygon", nil, "MultiPolygon"])
      #expect(!String(decoding: bytes, as: UTF8.self).contains("PLANTED"))
    }
  }

  @Test("a note on mendings is read back as it was written")
  func note() throws {
    let bowTie = Region(exterior: [(0, 0), (1, 1), (1, 0), (0, 1)])
    let defect = try #require(PolygonValidity.check(bowTie))
    #expect(MendingNote.text(of: []) == nil)
    let told = MendingNote.text(of: [
      .init(key: "A1", defect: defect, areaChange: 0.000_12),
      .init(key: "a; b % (c)", defect: defect, areaChange: -1),
    ])
    let note = try #require(told)
    #expect(
      note == "mended 2 polygons: A1 +0.012 % (self-intersection at 0.5 0.5); "
        + "a%3B%20b%20%25%20(c) −100.000 % (self-intersection at 0.5 0.5)")
    let read = MendingNote.mendings(in: note)
    #expect(read.map(\.village) == ["A1", "a; b % (c)"])
    #expect(read.map(\.defect) == ["self-intersection at 0.5 0.5", "self-intersection at 0.5 0.5"])
    #expect(read.count == 2 && abs(read[0].areaChange - 0.000_12) < 1e-9 && read[1].areaChange == -1)
    for other in [
      "", "plan: 340 units", "mended", "mended 1 polygon: ", "mended 1 polygon: A", "mended 1: A x % (y)",
    ] {
      #expect(MendingNote.mendings(in: other).isEmpty)
    }
  }

  @Test("every subject has a title and advice in both languages")
  func words() {
    for subject in FindingSubject.allCases {
      #expect(subject.title(in: .english) == subject.rawValue)
      #expect(subject.title(in: .simplifiedChinese).unicodeScalars.contains { $0.value > 0x3400 })
      #expect(subject.advice(in: .simplifiedChinese).unicodeScalars.contains { $0.value > 0x3400 })
      #expect(!subject.advice(in: .english).isEmpty)
    }
    #expect(
      Set(FindingSubject.allCases.map { $0.title(in: .simplifiedChinese) }).count
        == FindingSubject.allCases.count)
  }

  @Test("the table counts, says what to do, and shows the first rows")
  func table() throws {
    var finding = Finding(.overlap, layer: "villages", id: "A")
    finding.others = ["B"]
    finding.area = 1234.4
    finding.width = 5.25
    finding.place = .region(Region(), x: 114.123456, y: 30)
    var note = Finding(.near, layer: "households", id: "h2")
    note.others = ["h1"]
    note.distance = 3.4
    #expect(
      findingsText([finding] + Array(repeating: note, count: 11), language: .english).hasPrefix(
        """
        villages overlap: 1
          → draw one border; until then a point in both belongs to the lower code
        id  others      area   width  at
        ──  ──────  ────────  ──────  ──────────────
        A   B       1,234 m²  5.25 m  114.12346 30.0

        close to another target (note): 11
        """))
    #expect(
      findingsText([finding, note], language: .english).hasSuffix("1 problem, 1 note\n"))
    #expect(findingsText([], language: .simplifiedChinese) == "未发现问题\n")
  }
}
