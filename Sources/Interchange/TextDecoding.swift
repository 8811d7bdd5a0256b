#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Turns the bytes of a file into UTF-8, strictly: what is not text in the named encoding is refused with its place.
enum TextDecoding {
  /// Where bytes stop being text.
  struct Fault: Error {
    var offset: Int
    var kind: UTF8Text.Fault
  }

  /// The file in UTF-8, under the digest of the bytes that it has on disk.
  ///
  /// Without an encoding, text is UTF-8 unless a byte order mark says UTF-16. Bytes that are UTF-8, or are not text at
  /// all, come back as they are, for the readers to judge.
  ///
  /// - Throws: ``InterchangeError`` where the encoding contradicts the bytes.
  /// - Complexity: O(bytes); memory for a second copy where bytes are converted.
  static func decoded(_ file: InputFile, from encoding: TextEncoding?) throws(InterchangeError) -> InputFile {
    guard FileFormat.unreadable(file.bytes) == nil else { return file }
    let mark = try byteOrderMark(file)
    if let encoding, let mark, encoding != mark {
      throw .encodingContradicted(file.path, encoding, found: "a byte order mark of \(mark.title)")
    }
    switch encoding ?? mark ?? .utf8 {
    case .utf8: return file
    case .utf16:
      guard mark != nil else { throw .encodingContradicted(file.path, .utf16, found: "no byte order mark") }
      return try converted(file, as: .utf16) { bytes throws(Fault) in try utf16(bytes) }
    case let other:
      if UTF8Text.isSurely(file.bytes) {
        throw .encodingContradicted(file.path, other, found: "well-formed UTF-8 throughout")
      }
      guard var converter = TextConverter(from: other) else { throw .noConverter(file.path, other) }
      return try converted(file, as: other) { bytes throws(Fault) in try converter.convert(bytes) }
    }
  }

  /// A text in an encoding that iconv(3) converts, or nil if the bytes are none.
  static func string(_ bytes: some Collection<UInt8>, as encoding: TextEncoding) -> String? {
    guard var converter = TextConverter(from: encoding) else { return nil }
    return Array(bytes).withUnsafeBufferPointer { buffer in
      (try? converter.convert(buffer)).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private static func byteOrderMark(_ file: InputFile) throws(InterchangeError) -> TextEncoding? {
    let bytes = file.bytes
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw .otherEncoding(file.path, found: "UTF-32")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return .utf16 }
    return bytes.starts(with: UTF8Text.byteOrderMark) ? .utf8 : nil
  }

  private static func converted(
    _ file: InputFile, as encoding: TextEncoding,
    _ convert: (UnsafeBufferPointer<UInt8>) throws(Fault) -> [UInt8]
  ) throws(InterchangeError) -> InputFile {
    let text: [UInt8]
    do throws(Fault) {
      text = try file.bytes.withUnsafeBufferPointer(convert)
    } catch {
      // A line feed is the byte 0x0A in these encodings, and in UTF-16 a half of its unit.
      let line = file.bytes.withUnsafeBufferPointer { bytes in
        encoding == .utf16
          ? line16(of: error.offset, in: bytes) : LineCount.line(of: error.offset, in: bytes)
      }
      throw .badBytes(file.path, encoding, line: line, byte: error.offset, isNUL: error.kind == .nul)
    }
    guard text.count <= InputFile.sizeLimit else {
      throw .tooLarge(file.path, size: text.count, limit: InputFile.sizeLimit)
    }
    return InputFile(text, decodedFrom: file)
  }

  // MARK: UTF-16

  /// Decodes UTF-16 that begins with a byte order mark; the mark stays, as that of UTF-8.
  ///
  /// RFC 2781, section 2.2: a surrogate without its other half is an error.
  private static func utf16(_ bytes: UnsafeBufferPointer<UInt8>) throws(Fault) -> [UInt8] {
    let isBigEndian = bytes[0] == 0xFE
    func unit(_ i: Int) -> UInt32 {
      let (first, second) = (UInt32(bytes[i]), UInt32(bytes[i + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 2 * 3)
    var i = 0
    while i + 1 < bytes.count {
      let start = i
      var value = unit(i)
      i += 2
      if (0xD800...0xDBFF).contains(value), i + 1 < bytes.count, (0xDC00...0xDFFF).contains(unit(i)) {
        value = 0x1_0000 + (value - 0xD800) << 10 + (unit(i) - 0xDC00)
        i += 2
      }
      guard value != 0 else { throw Fault(offset: start, kind: .nul) }
      guard let scalar = Unicode.Scalar(value) else { throw Fault(offset: start, kind: .malformed) }
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    guard i == bytes.count else { throw Fault(offset: i, kind: .malformed) }
    return text
  }

  private static func line16(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let high = bytes[0] == 0xFE ? 0 : 1
    // One byte for each unit is enough to count line ends; what is not ASCII is none of them.
    let units = stride(from: 0, to: offset - 1, by: 2).map { i in
      bytes[i + high] == 0 ? bytes[i + 1 - high] : 0x20
    }
    return units.withUnsafeBufferPointer { LineCount.line(of: units.count, in: $0) }
  }
}

/// A conversion to UTF-8 by iconv(3), which refuses what is malformed.
struct TextConverter: ~Copyable {
  private let descriptor: iconv_t

  /// Nil if this machine's C library does not know the encoding.
  init?(from encoding: TextEncoding) {
    guard let name = encoding.converterName, let opened = iconv_open("UTF-8", name),
      opened != iconv_t(bitPattern: -1)
    else { return nil }
    descriptor = opened
  }

  deinit { iconv_close(descriptor) }

  /// Converts a whole text. - Complexity: O(bytes).
  mutating func convert(_ bytes: UnsafeBufferPointer<UInt8>) throws(TextDecoding.Fault) -> [UInt8] {
    if let nul = bytes.firstIndex(of: 0) { throw TextDecoding.Fault(offset: nul, kind: .nul) }
    iconv(descriptor, nil, nil, nil, nil)
    var text: [UInt8] = []
    // Two bytes become three at most on the whole; the few characters that become more are left to the last chunk.
    text.reserveCapacity(bytes.count / 2 * 3 + 16)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    // iconv does not write through its input pointer; the type is that of an older C.
    var input = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(bytes.baseAddress))?
      .assumingMemoryBound(to: CChar.self)
    var inputLeft = bytes.count
    while inputLeft > 0 {
      var output = chunk.baseAddress?.assumingMemoryBound(to: CChar.self)
      var outputLeft = chunk.count
      let result = iconv(descriptor, &input, &inputLeft, &output, &outputLeft)
      let isFull = result == -1 && errno == E2BIG
      text.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<(chunk.count - outputLeft)]))
      if result == -1, !isFull {
        throw TextDecoding.Fault(offset: bytes.count - inputLeft, kind: .malformed)
      }
    }
    return text
  }
}

extension InputFile {
  /// The text of a file that has been converted to UTF-8; path and digest stay those of the file.
  fileprivate init(_ text: [UInt8], decodedFrom file: InputFile) {
    path = file.path
    sha256 = file.sha256
    bytes = text
  }
}
