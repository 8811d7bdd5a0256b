import CampaignModel
import TestSupport
import Testing

@testable import Interchange

@Suite struct WriterTests {
  private func line(_ cells: AttributeValue...) -> String {
    var writer = CSVWriter(headers: [])
    _ = writer.takeBytes()
    writer.append(cells)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func writesCSV() {
    #expect(
      line(
        .text("a,b"), .text("\"q\""), .text("x\ny"), .integer(-3), .real(2), .real(0.1), .none, .flag(true))
        == "\"a,b\",\"\"\"q\"\"\",\"x\ny\",-3,2,0.1,,1\n")
    #expect(CSVWriter(headers: ["编号"], byteOrderMark: true).bytes == [0xEF, 0xBB, 0xBF] + Array("编号\n".utf8))
    #expect(line(.real(.nan), .real(.infinity)) == ",\n" && line(.text("")) == "\"\"\n")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("@x", "'@x"), ("+x", "'+x"), ("-x", "'-x"), ("＝x", "'＝x"), ("＋x", "'＋x"),
    ("－x", "'－x"),
    ("＠x", "'＠x"), ("﹣x", "'﹣x"), ("﹢x", "'﹢x"), ("−5", "'−5"), ("'−x", "''−x"), ("—x", "—x"),
    ("\tx", "'\tx"), ("'=x", "''=x"), ("-5", "-5"), ("+8613800000000", "+8613800000000"),
    ("a=b", "a=b"),
    ("'a", "'a"), ("-1.5e3", "-1.5e3"), ("", ""),
  ])
  func guardsFormulas(text: String, written: String) {
    #expect(line(.text(text), .none) == "\(written),\n")
  }

  @Test func writesFeaturesAsTheRFCAsks() {
    var clockwise = Region(exterior: [(0, 0), (0, 2), (2, 2), (2, 0)])
    for (x, y) in [(0.5, 0.5), (1.5, 0.5), (1.5, 1.5), (0.5, 0.5)] as [(Double, Double)] {
      clockwise.appendVertex(x, y)
    }
    var writer = GeoJSONWriter(featureBounds: true)
    writer.append(
      .region(clockwise), properties: [("name", .text("a\"</script>\u{2028}")), ("n", .integer(1))])
    writer.append(.point(x: 113.123456789, y: -0.00000001), properties: [("x", .real(.nan))])
    writer.append(.point(x: .nan, y: 1), properties: [])
    writer.append(.region(Region()), properties: [])
    let text = String(decoding: writer.finished(), as: UTF8.self)
    #expect(
      text == """
        {"type":"FeatureCollection","bbox":[0,0,113.1234568,2],"features":[
        {"type":"Feature","bbox":[0,0,2,2],"properties":{"name":"a\\"\\u003c/script>\\u2028","n":1},\
        "geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}},
        {"type":"Feature","bbox":[113.1234568,0,113.1234568,0],"properties":{"x":null},\
        "geometry":{"type":"Point","coordinates":[113.1234568,0]}},
        {"type":"Feature","properties":{},"geometry":null},
        {"type":"Feature","properties":{},"geometry":null}
        ]}

        """)
    #expect(String(decoding: GeoJSONWriter().finished(), as: UTF8.self).hasSuffix("\"features\":[\n]}\n"))
  }

  @Test func turnsHolesClockwise() {
    var region = Region()
    for ring in [[(0, 0), (4, 0), (4, 4), (0, 0)], [(2, 1), (3, 1), (3, 2), (2, 1)]] as [[(Double, Double)]] {
      for (x, y) in ring { region.appendVertex(x, y) }
      region.endRing()
    }
    region.endPolygon()
    var writer = GeoJSONWriter()
    writer.append(.region(region), properties: [])
    #expect(
      String(decoding: writer.finished(), as: UTF8.self)
        .contains("[[[0,0],[4,0],[4,4],[0,0]],[[2,1],[3,2],[3,1],[2,1]]]"))
  }

  @Test func readsBackTheFeaturesItWrites() throws {
    var generator = SplitMix64(seed: 10)
    var writer = GeoJSONWriter()
    var regions: [Region] = []
    for i in 0..<200 {
      let x = Double(Int.random(in: -1_799_999_999...1_799_000_000, using: &generator)) / 1e7
      let y = Double(Int.random(in: -899_999_999...899_000_000, using: &generator)) / 1e7
      regions.append(Region(exterior: [(x, y), (x + 0.001, y), (x, y + 0.001)]))
      writer.append(.region(regions[i]), properties: [("id", .text("c\(i)")), ("label", .text("格\(i)"))])
    }
    let result = try readRecords(
      .cells, from: InputFile(path: "c.geojson", bytes: writer.finished()), mapping: nil,
      utcOffsetMinutes: 480)
    #expect(result.table.rowCount == 200)
    for (written, read) in zip(regions, result.table.regions ?? []) {
      for (a, b) in zip(written.xs, read.xs) { #expect(abs(a - b) <= 0.5e-7 + 1e-12) }
      #expect(written.xs.count == read.xs.count)
    }
  }

  @Test(arguments: RecordKind.allCases)
  func makesTemplatesThatAreRead(kind: RecordKind) throws {
    let text = String(decoding: template(for: kind), as: UTF8.self)
    let result = try read(text, as: kind, name: "t.\(templateExtension(for: kind))")
    #expect(result.rejections.isEmpty && result.unusedHeaders.isEmpty && !result.derivedKeys)
    #expect(result.table.columns.map(\.field) == kind.fields)
  }

  @Test func writesRejects() {
    let rejections = [
      Rejection(row: 2, line: 3, field: "lon", reason: .badNumber, expected: "a, b", found: "=1"),
      Rejection(row: 4, field: "geometry", reason: .wrongGeometry, expected: "x", found: "y"),
    ]
    #expect(
      String(decoding: rejectsFile(rejections), as: UTF8.self) == """
        row,line,field,reason,expected,found
        2,3,lon,not a number,"a, b",'=1
        4,,geometry,wrong geometry,x,y

        """)
  }
}
