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

  /// What becomes of a file of gen-encodings: so many good rows, or words of the sentences that refuse it.
  struct EncodingCase: Sendable, CustomTestStringConvertible {
    let file: String
    let encoding: TextEncoding?
    let rows: Int
    let words: [String]

    init(_ file: String, _ encoding: TextEncoding? = nil, rows: Int = 0, says words: String...) {
      self.file = file
      self.encoding = encoding
      self.rows = rows
      self.words = words
    }

    var testDescription: String { file + (encoding.map { " as \($0.rawValue)" } ?? "") }
  }

  /// All of `expected.csv` holds. Where it leaves a choice: lines that end in CR, or in several ways, and tabs are
  /// read; degrees with minutes are rejected, as are commas for points and thousands.
  ///
  /// One difference: the note on `latin1` counts its bad byte as 17, and it is byte 21 (16 of the header, five of the row).
  static let encodings: [EncodingCase] = [
    .init("utf8", rows: 5), .init("utf8_bom", rows: 5), .init("utf8_bom_twice", says: "two byte order marks"),
    .init("gb18030", .gb18030, rows: 5),
    .init(
      "gb18030", says: "header (line 1): not UTF-8", "as GB18030 it has the columns 村编号, 户主姓名",
      "--encoding gb18030"),
    .init("gbk", .gb18030, rows: 5), .init("gbk", says: "as GB18030 it has the columns 村编号, 户主姓名"),
    .init("gb2312", .gb18030, rows: 5), .init("gb2312", says: "as GB18030 it has the columns 村编号, 户主姓名"),
    .init("big5", .big5, rows: 1), .init("big5", says: "not UTF-8", "--encoding big5"),
    .init("utf16le_bom", rows: 5), .init("utf16be_bom", rows: 5),
    .init("utf16le_nobom", says: "UTF-16 without a byte order mark"), .init("utf32le_bom", says: "UTF-32"),
    .init("latin1", says: "byte 21", "line 2"),
    .init("mixed_utf8_gbk", says: "line 7", "put together from files of several encodings"),
    .init("mixed_utf8_gbk", .gb18030, says: "line "),
    .init("utf8_truncated_char", says: "not UTF-8", "cut off"), .init("utf8_overlong", says: "not UTF-8"),
    .init("utf8_surrogate", says: "not UTF-8"), .init("nul_byte", says: "NUL", "row 1"),
    .init("mac_cr_only", rows: 5), .init("mixed_eol", rows: 3),
    .init("semicolon_decimal_comma", says: "row 1", "lon", "113,5"), .init("tab", rows: 1),
    .init("fullwidth_digits", says: "row 1", "lon"), .init("thousands", says: "row 1", "lon", "1,130.5"),
    .init("dms", says: "row 1", "lon"), .init("nfc_nfd", rows: 2),
    .init("bidi_zero_width", rows: 2, says: "invisible characters"),
    .init("id_leading_zero", rows: 3), .init("empty", says: "empty"), .init("only_bom", says: "empty"),
    .init("header_only", says: "the file has no rows"), .init("dup_header", says: "name", "columns"),
    .init("dup_id", rows: 1, says: "row 2", "row 1"), .init("blank_lines", rows: 2),
    .init("ragged", says: "row 1 (line 2)"), .init("empty_coord", says: "row 1", "row 2", "0, 0"),
    .init("swapped_lonlat", says: "lat", "113", "swapped"),
  ]

  @Test(arguments: encodings)
  func readsEncodings(of file: EncodingCase) throws {
    let path = "\(sharedFolder ?? "")/cases/gen-encodings/\(file.file).csv"
    var said = ""
    do throws(InterchangeError) {
      let result = try readRecords(
        .households, from: path, mapping: nil, utcOffsetMinutes: 480,
        options: ReadOptions(encoding: file.encoding))
      #expect(result.table.rowCount == file.rows)
      said = (result.rejections.map(\.sentence) + result.warnings).joined(separator: "\n")
      if file.rows == 0 { #expect(!said.isEmpty) }
    } catch {
      #expect(file.rows == 0)
      said = error.description
      #expect(said.hasPrefix(path))
    }
    for word in file.words { #expect(said.contains(word), "\(said)") }
  }

  /// One roster says the same in every encoding.
  @Test func readsTheSameRosterFromEveryEncoding() throws {
    func names(_ file: String, _ encoding: TextEncoding?) throws -> [String?] {
      let path = "\(sharedFolder ?? "")/cases/gen-encodings/\(file).csv"
      let result = try readRecords(
        .households, from: path, mapping: nil, utcOffsetMinutes: 480,
        options: ReadOptions(encoding: encoding))
      #expect(
        result.recognised.map { "\($0.header)→\($0.field)" } == [
          "户主姓名→name", "村编号→village", "类别→category", "经度→lon", "纬度→lat",
        ])
      return result.table.texts("name").map { names in (0..<names.count).map { names[$0] } } ?? []
    }
    let expected = ["张三", "李𠮷", "欧阳·娜娜", "王﨑", "赵"]
    for (file, encoding) in [
      ("utf8", TextEncoding?.none), ("utf8_bom", nil), ("utf16le_bom", nil), ("utf16be_bom", nil),
      ("mac_cr_only", nil), ("gb18030", .gb18030),
    ] {
      #expect(try names(file, encoding).map { $0?.filter { $0 != "\u{3000}" } } == expected, "\(file)")
    }
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
