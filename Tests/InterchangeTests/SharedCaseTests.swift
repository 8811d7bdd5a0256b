import CampaignModel
import Testing

@testable import Interchange

/// Test suites of others, and generated ones, read from the folder that `GRIDCOVER_SHARED` names.
@Suite(.enabled(if: sharedFolder != nil, "set GRIDCOVER_SHARED to the folder of shared cases"))
struct SharedCaseTests {
  /// max-mapper/csv-spectrum: each CSV file beside what it means as a list of JSON objects.
  @Test func readsCSVSpectrum() throws {
    let names = sharedNames("csv-spectrum/csvs").map { String($0.dropLast(4)) }
    #expect(names.count == 12)
    // That one's JSON is of another file: a single object with other values.
    for name in names where name != "location_coordinates" {
      var bytes = try shared("csv-spectrum/csvs/\(name).csv")
      // Their repository keeps the files of CRLF with LF, as git does.
      if name.hasSuffix("_crlf") {
        bytes = bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : $0 == 0x0D ? [] : [$0] }
      }
      let (headers, rows, rejected) = try cells(bytes)
      #expect(rejected.isEmpty)
      let expected = try objects(try shared("csv-spectrum/json/\(name).json"))
      #expect(rows.count == expected.count, "\(name)")
      for (row, object) in zip(rows, expected) {
        #expect(Dictionary(uniqueKeysWithValues: zip(headers, row)) == object, "\(name)")
      }
    }
  }

  private func objects(_ bytes: [UInt8]) throws -> [[String: String]] {
    var scanner = JSONScanner(bytes, path: "json")
    var objects: [[String: String]] = []
    try scanner.beginArray()
    while try scanner.nextElement() {
      var object: [String: String] = [:]
      try scanner.beginObject()
      while let key = try scanner.nextKey() { object[key] = try scanner.readString() }
      objects.append(object)
    }
    return objects
  }

  /// What becomes of each file of gen-encodings: a number of good rows, or words of the sentence that refuses it.
  static let encodings: [(file: String, rows: Int, words: [String])] = [
    ("utf8", 5, []), ("utf8_bom", 5, []), ("utf8_bom_twice", 0, ["two byte order marks"]),
    ("gb18030", 0, ["not UTF-8", "line 1"]), ("gbk", 0, ["not UTF-8"]), ("gb2312", 0, ["not UTF-8"]),
    ("big5", 0, ["not UTF-8"]), ("utf16le_bom", 0, ["UTF-16"]), ("utf16be_bom", 0, ["UTF-16"]),
    ("utf16le_nobom", 0, ["UTF-8"]), ("utf32le_bom", 0, ["UTF-32"]), ("latin1", 0, ["byte 21", "line 2"]),
    ("mixed_utf8_gbk", 0, ["not UTF-8", "line 7"]), ("utf8_truncated_char", 0, ["not UTF-8"]),
    ("utf8_overlong", 0, ["not UTF-8"]), ("utf8_surrogate", 0, ["not UTF-8"]),
    ("nul_byte", 0, ["NUL", "row 1"]),
    ("mac_cr_only", 5, []), ("mixed_eol", 3, []), ("semicolon_decimal_comma", 0, ["row 1", "lon", "113,5"]),
    ("tab", 1, []), ("fullwidth_digits", 0, ["row 1", "lon"]), ("thousands", 0, ["row 1", "lon", "1,130.5"]),
    ("dms", 0, ["row 1", "lon"]), ("nfc_nfd", 2, []), ("bidi_zero_width", 2, []), ("id_leading_zero", 3, []),
    ("empty", 0, ["empty"]), ("only_bom", 0, ["empty"]), ("header_only", 0, []),
    ("dup_header", 0, ["name", "columns"]),
    ("dup_id", 1, ["row 2", "row 1"]), ("blank_lines", 2, []), ("ragged", 0, ["row 1 (line 2)"]),
    ("empty_coord", 0, ["row 1", "row 2", "0, 0"]), ("swapped_lonlat", 0, ["lat", "113", "swapped"]),
  ]

  @Test(arguments: encodings.indices)
  func readsEncodings(index: Int) throws {
    let (name, rows, words) = SharedCaseTests.encodings[index]
    let path = "\(sharedFolder ?? "")/cases/gen-encodings/\(name).csv"
    var said = ""
    do throws(InterchangeError) {
      let file = try InputFile(path)
      let isChinese = try SourceTable(reading: file).headers.contains("经度")
      let mapping =
        isChinese ? try ColumnMapping("village=村编号,name=户主姓名,category=类别,lon=经度,lat=纬度,address=备注") : nil
      let result = try readRecords(.households, from: file, mapping: mapping, utcOffsetMinutes: 480)
      #expect(result.table.rowCount == rows)
      said = (result.rejections.map(\.sentence) + result.warnings).joined(separator: "\n")
      if rows == 0 { #expect(!said.isEmpty) }
    } catch {
      #expect(rows == 0)
      said = error.description
      #expect(said.hasPrefix(path))
    }
    for word in words { #expect(said.contains(word), "\(said)") }
  }

  @Test func knowsEveryFileOfEncodings() throws {
    let listed = try cells(try shared("gen-encodings/expected.csv")).rows.map { String($0[0].dropLast(4)) }
    #expect(Set(listed) == Set(SharedCaseTests.encodings.map(\.file)))
  }

  @Test func readsIdsAsTheyAreWritten() throws {
    let path = "\(sharedFolder ?? "")/cases/gen-encodings/id_leading_zero.csv"
    let keys = try readRecords(.households, from: path, mapping: nil, utcOffsetMinutes: 480).table.keys
    #expect((0..<3).map { keys[$0] } == ["0012", "12", "430102198001011234"])
  }

  /// What can be told of a polygon without looking at its shape; the others are the validity check's.
  static let structural: Set<String> = [
    "bad_unclosed", "bad_empty_polygon", "bad_empty_ring", "bad_lat_over_90", "bad_swapped_latlon",
    "bad_projected_metres", "bad_string_numbers", "bad_one_number", "bad_nested_collection",
    "bad_line_as_village",
    "bad_null_geometry", "bad_nan_text", "bad_infinity_text", "bad_1e400", "bad_leading_zero", "bad_plus",
    "bad_hex",
    "bad_fullwidth", "warn_lon_over_180", "bad_three_points_closed",
  ]

  @Test func rejectsPolygonsByStructure() throws {
    let cases = try cells(try shared("gen-bad-polygons/expected.csv")).rows
    #expect(cases.count > 40)
    for row in cases {
      let isRefused = !isReadWhole("gen-bad-polygons/\(row[0]).geojson", columns: "code=village_id")
      #expect(isRefused == SharedCaseTests.structural.contains(row[0]), "\(row[0])")
      if row[1] == "ok" { #expect(!isRefused, "\(row[0])") }
    }
  }

  private func isReadWhole(_ path: String, columns: String) -> Bool {
    guard
      let result = try? readRecords(
        .villages, from: InputFile("\(sharedFolder ?? "")/cases/\(path)"), mapping: ColumnMapping(columns),
        utcOffsetMinutes: 480)
    else { return false }
    // Some of the files have no name, which is a fault of another kind.
    return result.rejections.allSatisfy { $0.field == "name" }
  }

  @Test(arguments: ["bad", "good"])
  func survivesGeoJSONHint(folder: String) throws {
    for name in sharedNames("geojsonhint/\(folder)") where name.hasSuffix(".geojson") {
      let file = InputFile(path: name, bytes: try shared("geojsonhint/\(folder)/\(name)"))
      for geometry in [RecordKind.Geometry.none, .point, .region] {
        do throws(InterchangeError) {
          let table = try SourceTable.read(file, geometry: geometry)
          #expect(table.rowsRead == table.rowCount + table.rejections.count)
        } catch { #expect(error.description.hasPrefix(name)) }
      }
    }
  }

  @Test(arguments: [
    "badfeature", "badcoordtype", "nofeaturetype", "featurecollection", "featurecollection-obj", "rootstring",
    "notype",
    "bad-json", "bad-object-type", "bad-duplicate-properties", "bad-properties-as-array", "expected_object",
    "point-labeled-as-a-multipolygon", "featurecollection-type-case", "unknowntype", "multiple_problems",
    "stringcoord",
  ])
  func refusesWhatGeoJSONHintRefuses(name: String) throws {
    let file = InputFile(path: "f.geojson", bytes: try shared("geojsonhint/bad/\(name).geojson"))
    let tables = [RecordKind.Geometry.point, .region].map { try? SourceTable.read(file, geometry: $0) }
    #expect(tables.allSatisfy { $0.map { !$0.rejections.isEmpty } ?? true })
  }

  @Test(arguments: [
    ("bohol", 1109, "code=code,township=town"), ("sikkim", 394, "code=CEN_2001,township=SUB_DIST"),
  ])
  func readsRealVillages(place: String, count: Int, columns: String) throws {
    let file = try InputFile("\(sharedFolder ?? "")/data/\(place)-villages.geojson")
    let result = try readRecords(
      .villages, from: file, mapping: ColumnMapping(columns), utcOffsetMinutes: 480)
    #expect(result.table.rowCount == count && result.rejections.isEmpty)
    // One village of Sikkim has no name, and is called by its code.
    #expect(result.warnings.contains { $0.contains("rows without a name") } == (place == "sikkim"))
  }
}
