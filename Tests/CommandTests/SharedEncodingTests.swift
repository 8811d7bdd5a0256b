import Foundation
import TestSupport
import Testing

/// Texts of the shared cases in all encodings; what is UTF-8 is read, all else is refused with a line that says why.
@Suite(.enabled(if: TestSupport.sharedFolder != nil, "set GRIDCOVER_SHARED to the folder of shared cases"))
struct SharedEncodingTests {
  static let folder = (TestSupport.sharedFolder ?? packageFolder).appendingPathComponent(
    "cases/gen-encodings")

  /// Files that `expected.csv` lets pass with an option that is not there yet, or gives a choice.
  static let differences: [String: String] = [
    "gb18030": "refused here, without --encoding, as expected.csv says; read with it in InterchangeTests",
    "gbk": "likewise", "gb2312": "likewise", "big5": "likewise",
    "empty_coord": "row 1 has neither coordinates nor a village; row 2 is null island: both rejected",
  ]

  /// Files with several faults, which are listed below a summary.
  static let severalFaults: Set<String> = [
    "empty_coord", "semicolon_decimal_comma", "fullwidth_digits", "dms", "ragged",
  ]

  /// What becomes of each file: rows added, or words of the line that refuses it.
  static let cases: [(file: String, added: Int, words: String)] = [
    ("utf8", 5, ""), ("utf8_bom", 5, ""), ("utf8_bom_twice", 0, "two byte order marks"),
    ("gb18030", 0, "not UTF-8"), ("gbk", 0, "not UTF-8"), ("gb2312", 0, "not UTF-8"),
    ("big5", 0, "not UTF-8"),
    ("utf16le_bom", 5, ""), ("utf16be_bom", 5, ""), ("utf16le_nobom", 0, "UTF-8"),
    ("utf32le_bom", 0, "UTF-32"), ("latin1", 0, "row 1 (line 2), byte 21"), ("mixed_utf8_gbk", 0, "(line 7)"),
    ("utf8_truncated_char", 0, "not UTF-8"), ("utf8_overlong", 0, "not UTF-8"),
    ("utf8_surrogate", 0, "not UTF-8"),
    ("nul_byte", 0, "row 1 (line 2), byte 19: found a NUL byte"), ("mac_cr_only", 5, ""),
    ("mixed_eol", 3, ""),
    (
      "semicolon_decimal_comma", 0,
      "row 1 (line 2), field lon: expected decimal degrees, as 113.5, found \"113,5\""
    ),
    ("tab", 1, ""), ("fullwidth_digits", 0, "row 1 (line 2), field lon: expected decimal degrees"),
    ("thousands", 0, "row 1 (line 2), field lon: expected decimal degrees, as 113.5, found \"1,130.5\""),
    ("dms", 0, "row 1 (line 2), field lon: expected decimal degrees"), ("nfc_nfd", 2, ""),
    ("bidi_zero_width", 2, ""),
    ("id_leading_zero", 3, ""), ("empty", 0, "the file is empty"), ("only_bom", 0, "the file is empty"),
    ("header_only", 0, ""), ("dup_header", 0, "columns 2 and 3 are both named \"name\""),
    ("dup_id", 0, "row 2 (line 3), field id: expected one row for each id; row 1 has the same"),
    ("blank_lines", 2, ""),
    ("ragged", 0, "row 1 (line 2), field (all): expected 4 fields"),
    ("empty_coord", 0, "row 1 (line 2), field lon"),
    (
      "swapped_lonlat", 0,
      "field lat: expected a latitude from -90 to 90; are longitude and latitude swapped?"
    ),
  ]

  @Test func listsEveryFile() throws {
    let files = Sheet(
      try String(
        contentsOf: SharedEncodingTests.folder.appendingPathComponent("expected.csv"), encoding: .utf8)
    )
    .column("file").map { String($0.dropLast(4)) }
    #expect(Set(files) == Set(SharedEncodingTests.cases.map(\.file)))
  }

  @Test(arguments: cases.indices)
  func readsAsExpected(index: Int) throws {
    let (name, added, words) = SharedEncodingTests.cases[index]
    try Desk.lend(.empty) { desk in
      let bytes = try Data(contentsOf: SharedEncodingTests.folder.appendingPathComponent("\(name).csv"))
      try bytes.write(to: desk.path("roster.csv"))
      try desk.does("new c.gpkg")
      // The Chinese headers of these files are named, until they are recognised; some hold village codes, some ids.
      let isChinese = bytes.starts(with: Array("村编号".utf8)) || bytes.starts(with: [0xEF, 0xBB, 0xBF])
      let columns =
        isChinese && added > 0
        ? " --columns village=村编号,name=户主姓名,category=类别,lon=经度,lat=纬度,address=备注" : ""
      let line = "import c.gpkg households roster.csv\(columns)"
      if words.isEmpty {
        let said = try desk.does(line)
        #expect(said.contains("\(added) added, 0 changed, 0 unchanged, 0 rejected"), "\(said)")
        if name == "header_only" { #expect(said.contains("note: roster.csv: the file has no rows")) }
        if name == "bidi_zero_width" { #expect(said.contains("invisible characters, kept as they are: 2")) }
      } else if SharedEncodingTests.severalFaults.contains(name) {
        let outcome = try desk.run(line)
        #expect(outcome.status == 1 && outcome.stderr.contains(words), "\(outcome.stderr)")
      } else {
        let said = try desk.refuses(line)
        #expect(said.hasPrefix("roster.csv: ") && said.contains(words), "\(said)")
      }
    }
  }

  @Test func keepsIdsAsTheyAreWritten() throws {
    try Desk.lend(.empty) { desk in
      try desk.does("new c.gpkg")
      let file = SharedEncodingTests.folder.appendingPathComponent("id_leading_zero.csv")
      try desk.does("import c.gpkg households \(file.path)")
      try desk.does("export c.gpkg households -o out.csv --include households")
      #expect(Set(Sheet(try desk.text("out.csv")).column("id")) == ["0012", "12", "430102198001011234"])
    }
  }
}
