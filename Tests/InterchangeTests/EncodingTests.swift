import CampaignModel
import TestSupport
import Testing

@testable import Interchange

@Suite struct EncodingTests {
  /// `户编号,户主` and `1,𠮷` in GB18030: the last character has four bytes.
  private static let gb18030: [UInt8] = [
    0xBB, 0xA7, 0xB1, 0xE0, 0xBA, 0xC5, 0x2C, 0xBB, 0xA7, 0xD6, 0xF7, 0x0D, 0x0A,
    0x31, 0x2C, 0x95, 0x34, 0xB2, 0x35, 0x0D, 0x0A,
  ]

  private func households(
    _ bytes: [UInt8], _ encoding: TextEncoding?
  ) throws(InterchangeError) -> Normalised {
    try readRecords(
      .households, from: InputFile(path: "f.csv", bytes: bytes), mapping: nil, encoding: encoding,
      utcOffsetMinutes: 480)
  }

  private func refusal(_ bytes: [UInt8], _ encoding: TextEncoding?) -> String? {
    complaint { () throws(InterchangeError) in try households(bytes, encoding) }
  }

  private func utf16(_ text: String, bigEndian: Bool = false) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap { unit in
      bigEndian ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
  }

  @Test func readsGB18030WhenAsked() throws {
    let result = try households(EncodingTests.gb18030, .gb18030)
    #expect(result.table.keys[0] == "1" && result.table.texts("name")?[0] == "𠮷")
    // The digest is of the file and not of its conversion.
    #expect(result.sha256 == InputFile(path: "", bytes: EncodingTests.gb18030).sha256)
  }

  @Test func namesTheRowAndTheFlag() {
    #expect(
      refusal(EncodingTests.gb18030, nil)
        == "f.csv: header (line 1): not UTF-8; as GB18030 it has the columns 户编号, 户主: pass --encoding gb18030, "
        + "or save it as UTF-8")
    #expect(
      refusal(Array("id,name\n1,".utf8) + [0xD5, 0xC5, 0xC8, 0xFD, 0x0A, 0x32, 0x2C, 0x0A], nil)
        == "f.csv: row 1 (line 2): not UTF-8; it can be read as GB18030: pass --encoding gb18030 if the table looks right then, "
        + "else --encoding big5, or save it as UTF-8")
    #expect(
      refusal(Array("id,name\n1,caf".utf8) + [0xE9, 0x0A], nil)
        == "f.csv: row 1 (line 2), byte 13: found bytes that are not UTF-8, expected UTF-8 text; save it as UTF-8 "
        + "(in Excel: CSV UTF-8)")
  }

  @Test func namesALineOfJSONToo() {
    let bytes = Array(#"{"type":"Feature","properties":{"id":""#.utf8) + [0xD5, 0xC5] + Array("\"}}".utf8)
    let said = complaint { () throws(InterchangeError) in
      try SourceTable(reading: InputFile(path: "f.geojson", bytes: bytes))
    }
    #expect(
      said?.hasPrefix("f.geojson: line 1: not UTF-8; it can be read as GB18030: pass --encoding gb18030")
        == true)
  }

  @Test func namesTheBadByteOfANamedEncoding() {
    var bytes = EncodingTests.gb18030
    bytes[15] = 0xFF
    #expect(
      refusal(bytes, .gb18030)
        == "f.csv: line 2, byte 15: found bytes that are not GB18030, expected GB18030 text; give the right --encoding, "
        + "or save it as UTF-8 (in Excel: CSV UTF-8)")
    #expect(
      refusal(Array(EncodingTests.gb18030[..<17]), .gb18030)?.hasPrefix("f.csv: line 2, byte 15: ") == true)
    bytes[15] = 0
    #expect(refusal(bytes, .gb18030)?.contains("line 2, byte 15: found a NUL, ") == true)
  }

  @Test func refusesAnEncodingThatTheBytesContradict() {
    let text = Array("户编号,户主姓名\n1,张三\n".utf8)
    #expect(
      refusal(text, .gb18030)
        == "f.csv: --encoding gb18030: expected GB18030 text, found well-formed UTF-8 throughout; leave out --encoding"
    )
    #expect(
      refusal([0xEF, 0xBB, 0xBF] + Array("id\n".utf8), .big5)?.contains("a byte order mark of UTF-8") == true)
    #expect(refusal(utf16("id\n1\n"), .utf8)?.contains("a byte order mark of UTF-16") == true)
    #expect(refusal(Array("id\n".utf8), .utf16)?.contains("found no byte order mark") == true)
    // ASCII is the same in all of them.
    #expect(refusal(Array("id\n1\n".utf8), .gb18030) == nil)
  }

  @Test(arguments: [false, true])
  func readsUTF16ByItsMark(bigEndian: Bool) throws {
    let bytes = utf16("户编号\t户主\r\n1\t𠮷﨑\r\n", bigEndian: bigEndian)
    for encoding in [nil, TextEncoding.utf16] {
      #expect(try households(bytes, encoding).table.texts("name")?[0] == "𠮷﨑")
    }
  }

  @Test func refusesDamagedUTF16() {
    let good = utf16("id\n1\n")
    #expect(
      refusal(good + [0x3D, 0xD8], nil)?.contains("line 3, byte 12: found bytes that are not UTF-16") == true)
    #expect(refusal(good + [0x00, 0xDC], nil)?.contains("line 3, byte 12") == true)
    #expect(refusal(good + [0x31], nil)?.contains("line 3, byte 12") == true)
    #expect(refusal(good + [0, 0], nil)?.contains("found a NUL") == true)
    #expect(
      refusal(Array(good[2...]), nil)
        == "f.csv: from byte 1 on: the text is UTF-16 without a byte order mark, expected UTF-8; save it as UTF-8 (in Excel: CSV UTF-8)"
    )
    #expect(refusal([0xFF, 0xFE, 0, 0, 0x31, 0, 0, 0], nil)?.contains("UTF-32") == true)
    #expect(refusal(utf16("\u{FEFF}id\n1\n"), nil)?.contains("two byte order marks") == true)
    #expect(refusal(utf16(""), nil)?.contains("empty") == true)
  }

  @Test(arguments: [
    ("gb18030", TextEncoding.gb18030), ("GBK", .gb18030), ("GB-2312", .gb18030), ("cp936", .gb18030),
    ("Big5", .big5),
    ("UTF8", .utf8), ("utf_16", .utf16),
  ])
  func knowsNames(name: String, encoding: TextEncoding) { #expect(TextEncoding(named: name) == encoding) }

  @Test func knowsNoOthers() {
    #expect(TextEncoding(named: "latin1") == nil && TextEncoding(named: "") == nil)
  }

  /// Every character comes through UTF-16, in both orders; and GB18030 holds all of Unicode.
  @Test func losesNoCharacter() throws {
    var text = ""
    var generator = SplitMix64(seed: 11)
    for _ in 0..<20_000 {
      guard let scalar = Unicode.Scalar(UInt32.random(in: 0x20...0x2_FFFF, using: &generator)) else {
        continue
      }
      text.unicodeScalars.append(scalar)
    }
    for bigEndian in [false, true] {
      let file = InputFile(path: "f", bytes: utf16(text, bigEndian: bigEndian))
      #expect(try TextDecoding.decoded(file, from: nil).bytes == Array("\u{FEFF}\(text)".utf8))
    }
  }

  /// Bytes of any kind end in text or in a sentence.
  @Test(arguments: [TextEncoding.gb18030, .big5, .utf16])
  func survivesAnyBytes(encoding: TextEncoding) {
    var generator = SplitMix64(seed: 12)
    for _ in 0..<5000 {
      var bytes = (0..<Int.random(in: 1...24, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      // What is known not to be text is left to the readers.
      if FileFormat.unreadable(bytes) != nil { continue }
      if encoding == .utf16 { bytes = [0xFF, 0xFE] + bytes }
      do throws(InterchangeError) {
        let text = try TextDecoding.decoded(InputFile(path: "f.csv", bytes: bytes), from: encoding).bytes
        #expect(String(validating: text, as: UTF8.self) != nil)
      } catch { #expect(error.description.hasPrefix("f.csv: ")) }
    }
  }

  /// What is longer than the converter's chunk comes through it whole.
  @Test func convertsLongTexts() throws {
    let bytes = [[UInt8]](repeating: [0xD5, 0xC5, 0x95, 0x34, 0xB2, 0x35, 0x2C], count: 50_000).flatMap { $0 }
    let isWhole = TextDecoding.string(bytes, as: .gb18030) == String(repeating: "张𠮷,", count: 50_000)
    #expect(isWhole)
  }
}
