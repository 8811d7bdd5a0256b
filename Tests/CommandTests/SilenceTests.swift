import Foundation
import TestSupport
import Testing

/// No error line carries a person's data, wherever in a file it stands.
@Suite struct SilenceTests {
  static let planted = [
    "欧阳锋甲", "Ouyang Fengjia of the West", "13812345678", "138-1234-5678", "110101194912310015", "白驼山路7号3单元",
  ]

  static let headers = [
    "households": "id,name,village,lon,lat,category,address,people,visited,visited_on",
    "enterprises": "id,name,village,lon,lat,kind,address,visited,visited_on",
    "visits": "id,target,date,group,member,outcome,lon,lat,accuracy,note",
    "issues": "id,target,village,kind,filed,handled,resolved,people,text",
    "members": "id,name,group,roles,quota", "groups": "id,name,leader,department,members,days",
    "exclusions": "target,reason,from,to,approved_by", "rechecks": "target,date,result,checked_by,note",
    "pairings": "member,contact,kind",
  ]

  /// Every cell of every row holds what stands in the column beside it, or a planted value.
  @Test(arguments: headers.keys.sorted())
  func showsNothingOfShiftedColumns(kind: String) throws {
    try Desk.lend { desk in
      let header = SilenceTests.headers[kind] ?? ""
      let width = header.split(separator: ",").count
      let rows = SilenceTests.planted.map { Array(repeating: $0, count: width).joined(separator: ",") + "\n" }
      // Each twice, so that an id is repeated; and without a header the first row is taken for one.
      try desk.write(header + "\n" + (rows + rows).joined(), "shifted.csv")
      try desk.write((rows + rows).joined(), "headerless.csv")
      for file in ["shifted.csv", "headerless.csv"] {
        try expectSilence(desk, "import c.gpkg \(kind) \(file)")
      }
    }
  }

  @Test(arguments: [
    "analyze --villages villages.geojson --households @ -o out",
    "analyze --villages villages.geojson --households @ --check-ids -o out",
    "tally --villages villages.geojson --enterprises @ -o t", "allocate c.gpkg --pins @",
    "allocate c.gpkg --from @",
    "allocate c.gpkg --adjacency @",
  ])
  func showsNothingInOtherVerbs(line: String) throws {
    try Desk.lend { desk in
      let rows = SilenceTests.planted.map { Array(repeating: $0, count: 6).joined(separator: ",") }
      for header in ["id,name,village,lon,lat,visited_on", "unit_id,group,u,v,shared_m,x", rows[0]] {
        try desk.write(([header] + rows + rows).map { $0 + "\n" }.joined(), "x.csv")
        try expectSilence(desk, line.replacing("@", with: "x.csv"))
      }
    }
  }

  @Test func showsNothingOfOtherEncodings() throws {
    guard isThere("iconv") else { return }
    try Desk.lend { desk in
      func write(_ text: String) throws {
        try desk.write(text, "utf-8.csv")
        let outcome = try run(
          "/bin/sh", ["-c", "iconv -f UTF-8 -t GB18030 utf-8.csv > g.csv"], in: desk.folder)
        #expect(outcome.status == 0, "\(outcome.stderr)")
      }
      try write("id,name,village,phone\nq,欧阳锋甲,990199001001,13812345678\n")
      #expect(
        try desk.refuses("import c.gpkg households g.csv")
          == """
          g.csv: row 1 (line 2): not UTF-8; it can be read as GB18030: pass --encoding gb18030 if the table looks right then, \
          else --encoding big5, or save it as UTF-8
          """)
      try write("户编号,姓名,欧阳锋甲\nq,欧阳锋甲,1\n")
      #expect(
        try desk.refuses("import c.gpkg households g.csv")
          == "g.csv: header (line 1): not UTF-8; as GB18030 it has the columns 户编号, 姓名: pass --encoding gb18030, or save it as UTF-8"
      )
    }
  }

  @Test func showsNothingOfBrokenJSON() throws {
    try Desk.lend { desk in
      for value in SilenceTests.planted {
        for text in [
          #"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "a" "\#(value)"}}]}"#,
          #"{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": \#(value)}}]}"#,
          #"{"type": "FeatureCollection", "features": [{"type": "\#(value)", "geometry": {"type": "\#(value)"}}]}"#,
          #"{"type": "\#(value)"}"#,
        ] {
          try desk.write(text, "x.geojson")
          try expectSilence(desk, "import c.gpkg households x.geojson")
        }
      }
    }
  }

  /// What helps stays: days that are none, ids, names of places, columns.
  @Test(arguments: [
    ("households", "id,village,visited_on\nH1,990199001001,2016-02-30\n", "found \"2016-02-30\""),
    ("households", "id,village,visited_on\nH1,990199001001,2016年13月45日\n", "found \"2016年13月45日\""),
    ("households", "id,village\nH99,丰水村\n", "unknown village \"丰水村\""),
    ("households", "id,village\nH99,990199001999\n", "unknown village \"990199001999\""),
    ("visits", "target,date,outcome\nH1,2016-12-17,seen\n", "found \"seen\""),
    ("visits", "target,日期,CEN_2001,张三\nH1,2016-12-17,a,b\n", "found target, 日期, CEN_2001 and 1 more"),
  ])
  func showsWhatHelps(kind: String, text: String, sentence: String) throws {
    try Desk.lend { desk in
      try desk.write(text, "x.csv")
      let said = try desk.refuses("import c.gpkg \(kind) x.csv")
      #expect(said.contains(sentence), "\(said)")
    }
  }

  /// Runs what must be refused, and looks for all that was planted.
  private func expectSilence(_ desk: Desk, _ line: String) throws {
    let outcome = try desk.run(line)
    #expect(outcome.status == 1, "\(line)")
    let joined = outcome.stderr.filter { $0 != "-" && $0 != " " }
    for value in SilenceTests.planted {
      #expect(!outcome.stderr.contains(value), "\(line): \(outcome.stderr)")
      let digits = value.filter(\.isNumber)
      if digits.count >= 7 { #expect(!joined.contains(digits), "\(line): \(outcome.stderr)") }
    }
  }
}
