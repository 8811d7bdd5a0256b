/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscape {
  /// The length of the escape that begins with the backslash at `i`, a surrogate pair counted as one; 0 if it is none.
  static func length(_ bytes: [UInt8], at i: Int) -> Int {
    guard i + 1 < bytes.count else { return 0 }
    if simple(bytes[i + 1]) != nil { return 2 }
    guard let unit = codeUnit(bytes[i...]) else { return 0 }
    switch unit {
    case 0xDC00...0xDFFF: return 0
    case 0xD800...0xDBFF:
      guard let low = codeUnit(bytes[(i + 6)...]), (0xDC00...0xDFFF).contains(low) else { return 0 }
      return 12
    default: return 6
    }
  }

  /// The text with its escapes undone; they have been checked with ``length(_:at:)``.
  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var i = text.startIndex
    while i < text.endIndex {
      if text[i] != UInt8(ascii: "\\") || i + 1 >= text.endIndex {
        output.append(text[i])
        i += 1
      } else if let byte = simple(text[i + 1]) {
        output.append(byte)
        i += 2
      } else if let high = codeUnit(text[i...]) {
        i += 6
        var value = UInt32(high)
        if (0xD800...0xDBFF).contains(high), i <= text.endIndex, let low = codeUnit(text[i...]) {
          value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) & 0x3FF)
          i += 6
        }
        output.append(contentsOf: String(UnicodeScalar(value) ?? "\u{FFFD}").utf8)
      } else {
        output.append(text[i])
        i += 1
      }
    }
    return output
  }

  private static func simple(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// The UTF-16 unit of `\u4e2d` at the start of the text.
  private static func codeUnit(_ text: ArraySlice<UInt8>) -> UInt16? {
    let start = text.startIndex
    guard text.count >= 6, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var unit: UInt16 = 0
    for byte in text[(start + 2)..<(start + 6)] {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}
