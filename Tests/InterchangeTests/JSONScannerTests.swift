import CampaignModel
import TestSupport
import Testing

@testable import Interchange

@Suite struct JSONScannerTests {
  /// Skips one value and expects nothing after it.
  private func accepts(_ text: String) -> Bool {
    var scanner = JSONScanner(Array(text.utf8), path: "f.json")
    do throws(InterchangeError) {
      _ = try scanner.skipValue()
      return scanner.isAtEnd()
    } catch { return false }
  }

  @Test(arguments: [
    "{}", "[]", "null", "true", "false", "0", "-0", "-0.5e+10", "1E400", "\"\"",
    "[1,[2,{\"a\":null}], \"x\"]",
    " {\"a\" : [ ] , \"b\":\"\\u0000\\ud83d\\ude00\\/\"}\n", "\"\u{7F}中\"",
  ])
  func acceptsJSON(text: String) { #expect(accepts(text)) }

  @Test(arguments: [
    "", " ", "{", "[", "[1,]", "[,1]", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":}", "[1 2]",
    "nul",
    "nulll", "NaN", "Infinity", "-Infinity", "+1", "01", "-01", "1.", ".5", "1e", "0x1", "--1", "１", "\"a",
    "\"\\x\"",
    "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "// x\n1", "[1]]", "1 2",
    "]", "\u{FEFF}1",
  ])
  func refusesWhatIsNoJSON(text: String) { #expect(!accepts(text)) }

  @Test func refusesToGoTooDeep() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(accepts(nested(256)))
    #expect(!accepts(nested(257)))
    #expect(!accepts(String(repeating: "[", count: 1_000_000)))
    #expect(!accepts(String(repeating: "{\"a\":", count: 1_000_000)))
  }

  @Test func undoesEscapes() throws {
    var scanner = JSONScanner(Array(#""a\n\t\"\\\/\u4e2d\ud83d\ude00\u0041b""#.utf8), path: "f.json")
    let text = try scanner.readString()
    #expect(text == "a\n\t\"\\/中😀Ab")
  }

  @Test func namesLineAndByte() {
    let sentence = complaint { () throws(InterchangeError) in
      var scanner = JSONScanner(Array("[1,\n 02]".utf8), path: "f.json")
      return try scanner.skipValue()
    }
    #expect(sentence == "f.json: line 2, byte 5: expected a number without a leading zero, found \"02]\"")
  }

  @Test func survivesAnyBytes() {
    var generator = SplitMix64(seed: 6)
    let alphabet = Array("{}[],:\"\\u0d8-+.eE1 tfn".utf8) + [0xE4, 0xB8, 0xAD, 0x1F]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      var scanner = JSONScanner(bytes, path: "f.json")
      if let range = try? scanner.skipValue() { #expect(range.upperBound <= bytes.count) }
    }
  }

  /// What is written is JSON, and says what was meant.
  @Test func readsBackWhatIsWritten() throws {
    var generator = SplitMix64(seed: 7)
    let pieces = [
      "a", "\"", "\\", "\n", "\r\n", "\t", "\u{0}", "\u{1F}", "\u{7F}", "<", "/", "\u{2028}", "\u{2029}", "€",
      "😀",
    ]
    for _ in 0..<500 {
      let texts = (0..<5).map { _ in
        (0..<Int.random(in: 0...6, using: &generator)).map { _ in
          pieces.randomElement(using: &generator) ?? ""
        }
        .joined()
      }
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("list")
      writer.beginArray()
      for text in texts { writer.value(.text(text)) }
      writer.endArray()
      writer.endObject()
      #expect(!writer.bytes.contains { $0 < 0x20 })
      var scanner = JSONScanner(writer.bytes, path: "f.json")
      try scanner.beginObject()
      let key = try scanner.nextKey()
      try scanner.beginArray()
      var read: [String] = []
      while try scanner.nextElement() { read.append(try scanner.readString()) }
      #expect(read == texts)
      let end = try scanner.nextKey()
      let isAtEnd = scanner.isAtEnd()
      #expect(key == "list" && end == nil && isAtEnd)
    }
  }
}
