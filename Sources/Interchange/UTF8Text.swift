/// What is asked of text as bytes: is it UTF-8, where does it begin and end without blanks.
enum UTF8Text {
  /// U+FEFF at the start of a file, as Excel writes it.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Why bytes are not text.
  enum Fault { case nul, malformed }

  /// The first byte that is NUL or begins no well-formed UTF-8 sequence (The Unicode Standard, table 3-7: no overlong
  /// forms, no surrogates, nothing above U+10FFFF).
  ///
  /// - Complexity: O(bytes); eight at a time where they are ASCII.
  static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> (offset: Int, fault: Fault)? {
    let raw = UnsafeRawBufferPointer(bytes)
    var i = 0
    while i < bytes.count {
      if i + 8 <= bytes.count {
        let word = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        // No high bit, and no zero byte: `word - 0x01…` borrows into a high bit only where a byte is zero.
        if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 {
          i += 8
          continue
        }
      }
      let length = sequenceLength(bytes, at: i)
      if length == 0 { return (i, bytes[i] == 0 ? .nul : .malformed) }
      i += length
    }
    return nil
  }

  /// True if the bytes are UTF-8 and are so by no accident: well-formed, with eight characters or more beyond ASCII.
  ///
  /// A Chinese character of GBK passes for UTF-8 one time in five at most, so that eight in a row are one in 400,000.
  static func isSurely(_ bytes: some Collection<UInt8>) -> Bool {
    let answer = bytes.withContiguousStorageIfAvailable { buffer in
      buffer.lazy.filter { $0 >= 0xC0 }.prefix(8).count == 8 && firstFault(in: buffer) == nil
    }
    return answer ?? isSurely(Array(bytes))
  }

  /// The length of the sequence that begins at `i`, or 0 if none does.
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> Int {
    func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      i + offset < bytes.count && range.contains(bytes[i + offset])
    }
    switch bytes[i] {
    case 0x01...0x7F: return 1
    case 0xC2...0xDF: return continues(1) ? 2 : 0
    case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
    case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
    case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
    case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
    case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
    case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
    default: return 0
    }
  }

  /// The text without blanks at its ends: the blanks of `trimmingBlanks()`, found in bytes.
  static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = text.count
    while start < end {
      let length = blankLength(text, at: start)
      if length == 0 || start + length > end { break }
      start += length
    }
    while start < end {
      if isSimpleBlank(text[end - 1]) {
        end -= 1
      } else if end - start >= 2, blankLength(text, at: end - 2) == 2 {
        end -= 2
      } else if end - start >= 3, blankLength(text, at: end - 3) == 3 {
        end -= 3
      } else {
        break
      }
    }
    return UnsafeBufferPointer(rebasing: text[start..<end])
  }

  private static func isSimpleBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }

  /// The length of the blank at `i`: 1 for ASCII, 2 for the no-break space, 3 for the ideographic space, else 0.
  private static func blankLength(_ text: UnsafeBufferPointer<UInt8>, at i: Int) -> Int {
    let byte = text[i]
    if isSimpleBlank(byte) { return 1 }
    if byte == 0xC2, i + 1 < text.count, text[i + 1] == 0xA0 { return 2 }
    if byte == 0xE3, i + 2 < text.count, text[i + 1] == 0x80, text[i + 2] == 0x80 { return 3 }
    return 0
  }

  /// True if the text holds a character that no one sees: zero-width characters and bidirectional controls.
  static func hasInvisible(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var i = 0
    while i + 2 < text.count {
      let (a, b, c) = (text[i], text[i + 1], text[i + 2])
      // U+200B...U+200F, U+202A...U+202E, U+2060...U+2069, U+FEFF.
      if a == 0xE2, b == 0x80, (0x8B...0x8F).contains(c) || (0xAA...0xAE).contains(c) { return true }
      if a == 0xE2, b == 0x81, (0xA0...0xA9).contains(c) { return true }
      if a == 0xEF, b == 0xBB, c == 0xBF { return true }
      i += 1
    }
    return false
  }

  /// The text as a string; the bytes have been checked.
  static func string(_ text: UnsafeBufferPointer<UInt8>) -> String { String(decoding: text, as: UTF8.self) }
}

/// Bytes as two lower-case digits each.
enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  static func bytes(_ input: some Sequence<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    for byte in input {
      output.append(digits[Int(byte >> 4)])
      output.append(digits[Int(byte & 15)])
    }
    return output
  }

  static func text(_ input: some Sequence<UInt8>) -> String {
    String(decoding: bytes(input), as: UTF8.self)
  }
}
