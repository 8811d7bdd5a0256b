import CampaignModel
import TestSupport
import Testing

@testable import Interchange

@Suite struct CSVReaderTests {
  private func rows(_ text: String) throws -> [[String]] { try cells(Array(text.utf8)).rows }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func endsLinesInAnyWay(end: String) throws {
    let text = ["a,b", "1,2", "", "3,\"x\(end)y\"", "", ""].joined(separator: end)
    #expect(try rows(text) == [["1", "2"], ["3", "x\(end)y"]])
    #expect(try rows("a,b\(end)1,2") == [["1", "2"]])
  }

  @Test func undoesQuotes() throws {
    #expect(
      try rows("a,b,c\n\"1,2\",\"say \"\"hi\"\"\",\"\"\n\"\"\"\",x\"y,\n")
        == [["1,2", "say \"hi\"", ""], ["\"", "x\"y", ""]])
  }

  @Test(arguments: ["a\tb;c\n1\t2;x\n", "a;b\n1;2,5\n"])
  func takesTheDelimiterFromTheHeader(text: String) throws {
    #expect(try cells(Array(text.utf8)).headers.count == 2)
    #expect(try rows(text).count == 1)
  }

  @Test func skipsAByteOrderMarkAndEmptyRows() throws {
    let table = try CSVReader.read(
      InputFile(path: "f.csv", bytes: [0xEF, 0xBB, 0xBF] + Array("a,b\n,\n1,2\n".utf8)))
    #expect(table.headers == ["a", "b"])
    #expect(table.blankRows == 1 && table.rowCount == 1 && table.rowsRead == 1)
  }

  @Test func namesLinesAcrossQuotedLineEnds() throws {
    let table = try CSVReader.read(
      InputFile(path: "f.csv", bytes: Array("a,b\n\"x\r\ny\",1\n\n2,3,4\n5,6\n".utf8)))
    #expect(
      table.rejections.map(\.sentence) == [
        "row 2 (line 5), field (all): expected 2 fields, as the header has, found 3"
      ])
    #expect(table.rows == [1, 3] && table.lines == [2, 6])
  }

  @Test(arguments: [
    (
      "a,b\n1,\"x\n2,3\n",
      "f.csv: line 2: a quotation mark opens here and never closes; "
        + "close it, or double it if it belongs to the text"
    ),
    (
      "a,b\n1,\"x\"y\n",
      "f.csv: line 2: expected a delimiter or a line end after a closing quotation mark, "
        + "found text; double the quotation marks that belong to the text"
    ),
    ("a,b,a\n", "f.csv: header: columns 1 and 3 have the same name, expected different names; rename one"),
    ("{\"a\":1}", "f.csv: found JSON; expected CSV"),
    ("\n <html>", "f.csv: found a web page or XML; expected CSV"),
    (
      "PK\u{3}\u{4}xx",
      "f.csv: found a zip file, as Excel workbooks (.xlsx) are; save the sheet as CSV UTF-8; "
        + "expected CSV"
    ),
    (
      "a,b\n1,2\n3,x\0y\n",
      "f.csv: row 2 (line 3), byte 11: found a NUL byte, expected UTF-8 text; "
        + "save it as UTF-8 (in Excel: CSV UTF-8)"
    ),
    ("\n\n", "f.csv: the file is empty; expected a header and rows, or features"),
  ])
  func refusesWithOneSentence(text: String, sentence: String) {
    #expect(complaint { () throws(InterchangeError) in try cells(Array(text.utf8)) } == sentence)
  }

  /// Any table of any texts that is written is read back as it was.
  @Test func readsBackWhatIsWritten() throws {
    var generator = SplitMix64(seed: 3)
    let pieces = ["a", ",", "\"", "\n", "\r", "\r\n", " ", "中", "=", "'", "-", "\t", ";", "1", "\u{1F600}"]
    for _ in 0..<500 {
      let width = Int.random(in: 2...5, using: &generator)
      var writer = CSVWriter(headers: (0..<width).map { "h\($0)" })
      var expected: [[String]] = []
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        var row = (0..<width).map { _ in
          (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
          }
          .joined()
        }
        row[0] = "k" + row[0]
        expected.append(row)
        writer.append(row.map { .text($0) })
      }
      let unguarded = try cells(writer.bytes).rows.map { row in row.map { withoutGuard($0) } }
      #expect(unguarded == expected)
    }
  }

  private func withoutGuard(_ text: String) -> String {
    Array(text.utf8).withUnsafeBufferPointer { UTF8Text.string(FormulaGuard.removed($0)) }
  }

  /// Bytes of any kind end in a table or in a sentence, with every row accounted for.
  @Test func survivesAnyBytes() {
    var generator = SplitMix64(seed: 4)
    let alphabet = Array("a,\";\n\r\t1 {".utf8) + [0, 0xEF, 0xBB, 0xBF, 0xE4, 0xB8, 0xAD, 0xFF]
    for _ in 0..<5000 {
      let bytes = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      do throws(InterchangeError) {
        let table = try CSVReader.read(InputFile(path: "f.csv", bytes: bytes))
        #expect(table.rowsRead == table.rowCount + table.rejections.count)
      } catch { #expect(error.description.hasPrefix("f.csv: ")) }
    }
  }

  @Test func tellsWellFormedTextAsTheStandardLibraryDoes() {
    var generator = SplitMix64(seed: 5)
    let alphabet: [UInt8] = [
      0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE4, 0xED, 0xEF, 0xF0, 0xF1,
      0xF4,
      0xF5,
    ]
    for _ in 0..<50_000 {
      let bytes = (0..<Int.random(in: 0...10, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      let isGood = bytes.withUnsafeBufferPointer { UTF8Text.firstFault(in: $0) } == nil
      #expect(isGood == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
    }
  }
}
