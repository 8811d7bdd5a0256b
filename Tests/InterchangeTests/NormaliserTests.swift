import CampaignModel
import TestSupport
import Testing

@testable import Interchange

@Suite struct NormaliserTests {
  private func sentences(_ text: String, as kind: RecordKind) throws -> [String] {
    try read(text, as: kind).rejections.map(\.sentence)
  }

  @Test func readsHouseholds() throws {
    let result = try read(
      """
      ID,Name,village,Longitude,lat,category,people,visited,visited_on,remark
      0012, 张 三\u{3000},V1,113.5,28.25,五保；低保 ; 残疾,4,yes,2016/1/5,x
      12,'=b,V1,,,,,,,
      """, as: .households)
    let table = result.table
    #expect(result.rejections.isEmpty && result.rowsRead == 2 && !result.derivedKeys)
    #expect(table.keys[0] == "0012" && table.keys[1] == "12")
    #expect(table.texts("name")?[0] == "张 三" && table.texts("name")?[1] == "=b")
    #expect(
      table.texts("category")?[0] == "five-guarantee;low-income;disabled"
        && table.texts("category")?[1] == nil)
    #expect(table.texts("visited_on")?[0] == "2016-01-05")
    #expect(table.xs?[0] == 113.5 && table.xs?[1].isNaN == true)
    #expect(result.unusedHeaders == ["remark"])
    guard case .integers(let people)? = table.columns.first(where: { $0.field.name == "people" })?.values
    else {
      Issue.record("no column of people")
      return
    }
    #expect(people == [4, RecordTable.noInteger])
    #expect(
      table.columns.map(\.field.name) == [
        "id", "name", "village", "category", "people", "visited", "visited_on",
      ])
  }

  @Test func namesEveryBadFieldOfARow() throws {
    let result = try read(
      """
      id,lon,lat,people,visited,visited_on
      a,113,28,1,1,2016-12-17
      ,x,91,-1,maybe,2016-02-30
      """, as: .households)
    #expect(result.table.rowCount == 1)
    #expect(
      result.rejections.map(\.sentence) == [
        "row 2 (line 3), field id: expected a text, found nothing",
        "row 2 (line 3), field people: expected a whole number, 0 or more, found \"-1\"",
        "row 2 (line 3), field visited: expected 0 or 1 (also false, true, no, yes, 否, 是), found \"maybe\"",
        "row 2 (line 3), field visited_on: expected a day, as 2016-12-17, found \"2016-02-30\"",
        "row 2 (line 3), field lon: expected decimal degrees, as 113.5, found \"x\"",
      ])
  }

  @Test(arguments: [
    ("1,,28", "field lon: expected a value, as the row has one for lat, found nothing"),
    ("1,113,", "field lat: expected a value, as the row has one for lon, found nothing"),
    (
      "1,0,0",
      "field lon: expected the place of the record, or nothing if it is unknown, "
        + "found 0, 0 (a point in the Atlantic that stands for a missing place)"
    ),
    (
      "1,28,113",
      "field lat: expected a latitude from -90 to 90; are longitude and latitude swapped?, found 113.0"
    ),
    ("1,181,28", "field lon: expected a longitude from -180 to 180, found 181.0"),
    (
      "1,500000,3100000",
      "field lat: expected a latitude from -90 to 90; such numbers are metres of a projected CRS; "
        + "name it with --crs EPSG:n, found 3100000.0"
    ),
    ("1,\"1,130.5\",28", "field lon: expected decimal degrees, as 113.5, found \"1,130.5\""),
    ("1,nan,28", "field lon: expected decimal degrees, as 113.5, found \"nan\""),
  ])
  func looksAtCoordinates(row: String, sentence: String) throws {
    #expect(try sentences("id,lon,lat\n\(row)\n", as: .enterprises) == ["row 1 (line 2), \(sentence)"])
  }

  @Test(arguments: [
    ("2016-12-17", "2016-12-17"), ("2016/12/17", "2016-12-17"), ("2016-12-17T09:35", "2016-12-17T09:35:00"),
    ("2016-12-17 09:35:07", "2016-12-17T09:35:07"), ("2016/1/7 9:05", "2016-01-07T09:05:00"),
    ("2016-12-17T09:35:00.250Z", "2016-12-17T17:35:00"), ("2016-12-31T20:00Z", "2017-01-01T04:00:00"),
    ("2016-12-17T01:00+09:30", "2016-12-16T23:30:00"), ("2016-12-17T01:00-0800", "2016-12-17T17:00:00"),
    ("2016-12-17T01:00+08", "2016-12-17T01:00:00"), ("2016-1-5", "2016-01-05"), ("2016.12.7", "2016-12-07"),
    ("20161217", "2016-12-17"), ("20161217 9:05", "2016-12-17T09:05:00"), ("2016年12月17日", "2016-12-17"),
    ("2016年1月5号9:05", "2016-01-05T09:05:00"), ("2016年1月5日 下午3时5分", "2016-01-05T15:05:00"),
    ("2016/12/17 上午12:30", "2016-12-17T00:30:00"), ("2016/12/17 下午 12：30：05", "2016-12-17T12:30:05"),
    ("2016/12/17 下午15:00", "2016-12-17T15:00:00"), ("2016/12/17 3:05 PM", "2016-12-17T15:05:00"),
    ("2016/12/17 12:05am", "2016-12-17T00:05:00"), ("42721", "2016-12-17"), ("42721.0", "2016-12-17"),
    ("42721.378472222219", "2016-12-17T09:05:00"), ("42721.99999999", "2016-12-18T00:00:00"),
    ("25569", "1970-01-01"), ("80000", "2119-01-11"),
  ])
  func readsMoments(text: String, canonical: String) throws {
    let result = try read("id,target,date,outcome\n1,t,\(text),met\n", as: .visits)
    #expect(result.table.texts("date")?[0] == canonical)
  }

  @Test(arguments: [
    "2016-12-17T", "2016-12-17T9:35", "2016-12-17T24:00", "2016-12-17T09:60",
    "2016-12-17T09:35:60",
    "17/12/2016", "2016-02-30", "20161232", "2016-12-17T09:35+15:00", "2016-12-17T09:35x",
    "9999-12-31T23:00-08:00",
    "0000-01-01", "２０１６-12-17", "25568", "80001", "42721e1", "2016-12/17", "2016年12-17", "201612170",
    "16-12-17",
    "2016-12-17 上午13:00", "2016-12-17 13:00 AM", "2016-12-17 9时", "2016-12",
  ])
  func refusesWhatIsNoMoment(text: String) throws {
    let result = try read("id,target,date,outcome\n1,t,\(text),met\n", as: .visits)
    #expect(result.rejections.map(\.reason) == [.badDate])
  }

  @Test func readsOutcomes() throws {
    let result = try read(
      "id,target,date,outcome\n1,t,2016-12-17,Nobody_Home\n2,t,2016-12-17,迁出\n3,t,2016-12-17,asleep\n",
      as: .visits)
    #expect(
      result.table.texts("outcome")?[0] == "nobody home" && result.table.texts("outcome")?[1] == "moved away")
    #expect(result.rejections.map(\.reason) == [.unknownValue])
  }

  @Test func makesStableKeys() throws {
    let csv = try read("village,name,lon,lat\nV1,张,113.10,28\n", as: .households)
    let json = try read(
      #"{"type":"Feature","geometry":{"type":"Point","coordinates":[113.1,28.0]},"#
        + #""properties":{"name":"张","village":"V1"}}"#, as: .households, name: "h.json")
    #expect(csv.derivedKeys && csv.table.keys == json.table.keys)
    // The first digits of: printf 'V1\\037张\\037113.1\\03728.0\\037' | sha256sum
    #expect(csv.table.keys[0] == "H-f7def5fc0858a8c5")
    #expect(csv.warnings.count == 1)
  }

  @Test func countsARepeatedVisitOnce() throws {
    let result = try read(
      "target,date,outcome,note\nt,2016-12-17,met,a\nt,2016/12/17,met,b\nt,2016-12-18,met,\n", as: .visits)
    #expect(result.table.sourceRows == [1, 3] && result.repeats == 1 && result.rejections.isEmpty)
  }

  @Test func namesBothRowsOfADuplicateKey() throws {
    #expect(
      try sentences("id,name\n7,a\n8,b\n7,c\n", as: .groups) == [
        "row 3 (line 4), field id: expected one row for each id; row 1 has the same, found \"7\" again"
      ])
    #expect(
      try sentences("target,reason,from,approved_by\nt,a,2016-12-17,x\nt,b,2016-12-17,y\n", as: .exclusions)
        == [
          "row 2 (line 3), field target, from: expected one row for each id; row 1 has the same, found the same values again"
        ])
    // Bytes count: the two spellings of é are two keys.
    #expect(try sentences("id\n\u{E9}\ne\u{301}\n", as: .groups).isEmpty)
  }

  @Test func asksARecheckForItsSubject() throws {
    #expect(
      try sentences("id,visit,target,date,result\n1,,,2016-12-17,ok\n2,v,,2016-12-17,ok\n", as: .rechecks)
        == [
          "row 1 (line 2), field visit, target: expected a visit or a target, found nothing"
        ])
  }

  @Test(arguments: [
    (
      "id,name\n", RecordKind.visits, nil as String?,
      "f.csv: header: visits need a column target, found id, name; rename one, or say which it is with "
        + "--columns target=HEADER"
    ),
    (
      "id,lon\n", .enterprises, nil,
      "f.csv: header: \"lon\" holds one coordinate and there is no column lat; add it, or say which it is with "
        + "--columns lat=HEADER"
    ),
    (
      "id,x,lng,lat\n", .enterprises, nil,
      "f.csv: header: both \"x\" and \"lng\" mean the field lon; say which with --columns lon=x"
    ),
    (
      "a,b\n", .households, nil,
      "f.csv: header: households need a column id, or one of village, name, lon, lat, address to make it of, "
        + "found 2 columns of other names; say which it is with --columns id=HEADER"
    ),
    (
      "code,name\n", .villages, nil,
      "f.csv: villages are polygons, and this file or layer has none; expected GeoJSON, or a layer with polygons"
    ),
    (
      "id\n", .groups, "nme=id",
      "--columns: groups have no field \"nme\"; expected one of id, name, name_en, leader, department, members, days, "
        + "hookups"
    ),
    ("id\n", .groups, "name=姓名", "f.csv: --columns name: expected a column \"姓名\", found id"),
    (
      "id\n", .groups, "name",
      "--columns \"name\": expected field=header, separated by commas, found \"name\""
    ),
    ("id\n", .groups, "id=a,id=b", "--columns \"id=a,id=b\": field id is named twice, expected once"),
  ])
  func refusesColumnsThatDoNotFit(text: String, kind: RecordKind, columns: String?, sentence: String) {
    #expect(
      complaint { () throws(InterchangeError) in try read(text, as: kind, columns: columns) } == sentence)
  }

  @Test func letsTheUserNameColumns() throws {
    let result = try read(
      "编号,\"x,y\",lon,经度,lat\n1,n,0,113,28\n", as: .enterprises, columns: "id=编号, name=\"x,y\" ,lon=经度")
    #expect(
      result.table.keys[0] == "1" && result.table.texts("name")?[0] == "n" && result.table.xs?[0] == 113)
    #expect(result.unusedHeaders == ["lon"])
  }

  @Test func warnsOfInvisibleCharactersAndOfNoRows() throws {
    let result = try read("id,name\n1,a\u{200B}b\n", as: .groups)
    #expect(result.table.texts("name")?[0] == "a\u{200B}b")
    #expect(
      result.warnings == [
        "f.csv: values with invisible characters, kept as they are: 1; the first in row 1, field name"
      ])
    #expect(try read("id,name\n", as: .groups).warnings == ["f.csv: the file has no rows"])
  }

  @Test func rejectsANulThatJSONHides() throws {
    let text = #"{"type":"Feature","geometry":null,"properties":{"id":"a\u0000b"}}"#
    #expect(try read(text, as: .groups, name: "g.json").rejections.map(\.reason) == [.badText])
  }

  /// Every row is in the table, rejected or a repeat; and what the template says can be read.
  @Test func losesNoRow() throws {
    var generator = SplitMix64(seed: 9)
    let values = ["", "1", "t", "2016-12-17", "met", "x y", "113", "28", "0", "-1", "\"a,b\"", "no"]
    for kind in RecordKind.allCases where kind.geometry != .region {
      for _ in 0..<40 {
        var text = String(decoding: template(for: kind), as: UTF8.self)
        for _ in 0..<10 {
          let width = kind.templateHeaders.count + (Int.random(in: 0...9, using: &generator) == 0 ? 1 : 0)
          text +=
            (0..<width).map { _ in values.randomElement(using: &generator) ?? "" }.joined(separator: ",")
            + "\n"
        }
        let result = try read(text, as: kind)
        let rejected = Set(result.rejections.map(\.row)).count
        #expect(result.rowsRead == result.table.rowCount + rejected + result.repeats)
        #expect(result.table.columns.allSatisfy { count($0.values) == result.table.rowCount })
      }
    }
  }

  private func count(_ values: RecordTable.Values) -> Int {
    switch values {
    case .texts(let texts): texts.count
    case .integers(let numbers): numbers.count
    case .reals(let numbers): numbers.count
    }
  }
}
