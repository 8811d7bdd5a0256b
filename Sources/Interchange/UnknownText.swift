import CampaignModel

/// What bytes look like that are not UTF-8; what the user is told of them.
///
/// Nothing is guessed: GBK decodes as Big5 and Big5 as GBK, each into nonsense that only a reader can tell. The user names the
/// encoding; names of columns help with that, and nothing else of the line is shown, as it may be about a person.
public enum UnknownText: Sendable, Equatable {
  /// A NUL byte, which no text has.
  case nul
  /// Bytes that are UTF-8 no more, after text that surely is.
  case brokenUTF8
  /// A line that is GB18030, with the known names of columns that it then has.
  case gb18030([String])
  /// Something else.
  case other
}

extension InterchangeError {
  /// Says where a file stops being UTF-8, and what it may be instead.
  ///
  /// - Parameters:
  ///   - fault: The first byte at fault.
  ///   - row: The row of the file in which that is, 0 for the header; nil for formats without rows.
  /// - Complexity: O(bytes before the fault, and of its line).
  static func notUTF8(
    _ file: InputFile, _ fault: (offset: Int, fault: UTF8Text.Fault), row: Int?
  ) -> InterchangeError {
    let bytes = file.bytes
    if UnknownText.looksLikeUTF16(bytes.prefix(4096)) {
      return .otherEncoding(file.path, found: "UTF-16 without a byte order mark")
    }
    let line = bytes.withUnsafeBufferPointer { LineCount.line(of: fault.offset, in: $0) }
    return .notUTF8(
      file.path, row: row, line: line, byte: fault.offset, found: UnknownText(bytes, fault: fault))
  }
}

extension UnknownText {
  /// What bytes are in which the one at `offset` is not text.
  init(in bytes: [UInt8], at offset: Int) {
    self.init(bytes, fault: (offset, bytes[offset] == 0 ? .nul : .malformed))
  }

  fileprivate init(_ bytes: [UInt8], fault: (offset: Int, fault: UTF8Text.Fault)) {
    if fault.fault == .nul {
      self = .nul
    } else if UTF8Text.isSurely(bytes[..<fault.offset]) {
      self = .brokenUTF8
    } else if let text = TextDecoding.string(UnknownText.line(around: fault.offset, in: bytes), as: .gb18030)
    {
      let cells = text.split(whereSeparator: { ",;\t\"".contains($0) })
      self = .gb18030(cells.map(String.init).filter(HeaderNames.isKnown))
    } else {
      self = .other
    }
  }

  /// The line that byte `offset` stands on, without its end.
  private static func line(around offset: Int, in bytes: [UInt8]) -> ArraySlice<UInt8> {
    func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    let start = bytes[..<offset].lastIndex(where: isEnd).map { $0 + 1 } ?? 0
    let end = bytes[offset...].firstIndex(where: isEnd) ?? bytes.count
    return bytes[start..<end]
  }

  /// True if NUL bytes stand in one half of the units, as where ASCII is written in UTF-16; in the other half they are
  /// rare (U+4E00 has one).
  fileprivate static func looksLikeUTF16(_ bytes: ArraySlice<UInt8>) -> Bool {
    var nuls = (even: 0, odd: 0)
    for (i, byte) in bytes.enumerated() where byte == 0 {
      if i.isMultiple(of: 2) { nuls.even += 1 } else { nuls.odd += 1 }
    }
    let (fewer, more) = (min(nuls.even, nuls.odd), max(nuls.even, nuls.odd))
    return more >= max(2, bytes.count / 16) && fewer * 8 <= more
  }
}
