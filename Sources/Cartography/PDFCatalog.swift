/// What a PDF says of itself that Cairo cannot write: the language in which it is to be read aloud, that its parts are marked for
/// that, and that windows show its title.
///
/// It is appended as an incremental update (ISO 32000-1, 7.5.6): a new version of the catalog, and a table of this one object that
/// leads on to the old one. Not a byte of what Cairo wrote is touched.
enum PDFCatalog {
  /// - Parameters:
  ///   - bytes: a PDF with a table of objects, not a stream of them, as Cairo writes it.
  ///   - language: as BCP 47 has it: `en`, `zh-Hans`.
  /// - Returns: The PDF with its language; as it was if it is not built as expected.
  /// - Complexity: O(bytes).
  static func saying(_ language: String, in bytes: [UInt8]) -> [UInt8] {
    guard let trailerAt = lastIndex(of: "trailer", in: bytes, before: bytes.count),
      let start = number(in: bytes, after: "startxref", from: trailerAt),
      let size = number(in: bytes, after: "/Size", from: trailerAt),
      let root = number(in: bytes, after: "/Root", from: trailerAt),
      let info = number(in: bytes, after: "/Info", from: trailerAt),
      let objectAt = lastIndex(of: "\n\(root) 0 obj\n<<", in: bytes, before: trailerAt),
      let end = index(of: "endobj", in: bytes, from: objectAt)
    else { return bytes }
    let head = "\n\(root) 0 obj\n<<"
    let body = bytes[(objectAt + head.utf8.count)..<end]
    var out = bytes
    if out.last != 0x0A { out.append(0x0A) }
    let object = out.count
    out += "\(root) 0 obj\n<< /Lang (\(language))\n   /ViewerPreferences << /DisplayDocTitle true >>\n".utf8
    let isTagged = index(of: "/StructTreeRoot", in: bytes, from: objectAt).map { $0 < end } ?? false
    if isTagged { out += "   /MarkInfo << /Marked true >>\n".utf8 }
    out += body
    out += "endobj\n".utf8
    let table = out.count
    let offset = String(repeating: "0", count: max(10 - String(object).count, 0)) + String(object)
    out += "xref\n\(root) 1\n\(offset) 00000 n \n".utf8
    out +=
      "trailer\n<< /Size \(size)\n   /Root \(root) 0 R\n   /Info \(info) 0 R\n   /Prev \(start)\n>>\n".utf8
    out += "startxref\n\(table)\n%%EOF\n".utf8
    return out
  }

  private static func matches(_ text: [UInt8], in bytes: [UInt8], at i: Int) -> Bool {
    i + text.count <= bytes.count && text.indices.allSatisfy { bytes[i + $0] == text[$0] }
  }

  private static func lastIndex(of text: String, in bytes: [UInt8], before end: Int) -> Int? {
    let text = Array(text.utf8)
    return stride(from: end - text.count, through: 0, by: -1).first { matches(text, in: bytes, at: $0) }
  }

  private static func index(of text: String, in bytes: [UInt8], from start: Int) -> Int? {
    let text = Array(text.utf8)
    return (start..<max(start, bytes.count - text.count + 1)).first { matches(text, in: bytes, at: $0) }
  }

  /// The number that follows a word.
  private static func number(in bytes: [UInt8], after word: String, from start: Int) -> Int? {
    guard var i = index(of: word, in: bytes, from: start) else { return nil }
    i += word.utf8.count
    while i < bytes.count, bytes[i] == 0x20 || bytes[i] == 0x0A { i += 1 }
    var value: Int?
    while i < bytes.count, (0x30...0x39).contains(bytes[i]), value ?? 0 < 1 << 40 {
      value = (value ?? 0) * 10 + Int(bytes[i] - 0x30)
      i += 1
    }
    return value
  }
}
