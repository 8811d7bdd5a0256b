#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A piece of a CSV file that begins and ends with whole records; bytes may be changed.
///
/// A class without a lock: a chunk belongs to one thread at a time, which hands it in to be filled anew.
final class RecordChunk: @unchecked Sendable {
  /// The place of the chunk in the file, from 0.
  fileprivate(set) var number = 0
  /// The records, and after them ``slack`` bytes that may be read: line ends, so that no scanner runs past them.
  fileprivate(set) var bytes: UnsafeMutableBufferPointer<UInt8>
  /// How many of `bytes` are records.
  fileprivate(set) var count = 0

  /// A scanner may look so far beyond the records.
  static let slack = 16

  init(capacity: Int) { bytes = .allocate(capacity: capacity + RecordChunk.slack) }

  deinit { bytes.deallocate() }

  fileprivate func reserve(_ capacity: Int) {
    guard bytes.count < capacity + RecordChunk.slack else { return }
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: capacity + RecordChunk.slack)
    _ = larger.update(fromContentsOf: bytes[..<count])
    bytes.deallocate()
    bytes = larger
  }
}

/// Cuts a CSV stream into chunks of whole records, in order, with memory for one chunk.
struct RecordChunks: ~Copyable {
  /// The bytes that are read at once.
  static let size = 4 << 20
  /// The longest record; more is a quotation mark that is not closed.
  static let longestRecord = 64 << 20

  private var stream: ByteStream
  private let delimiter: UInt8
  /// What the last chunk left over: the beginning of a record.
  private var rest: [UInt8]
  private var next = 0
  private var isAtEnd = false
  /// Lines that have been handed out, for the one error that is found here.
  private var lines = 1

  /// Chunks of a stream of which `beginning` has been read already.
  init(_ stream: consuming ByteStream, beginning: [UInt8], delimiter: UInt8) {
    self.stream = stream
    rest = beginning
    self.delimiter = delimiter
  }

  /// Fills a chunk; false at the end of the file. - Complexity: O(bytes).
  mutating func fill(_ chunk: RecordChunk) throws(InterchangeError) -> Bool {
    var wanted = RecordChunks.size
    while true {
      chunk.reserve(rest.count + wanted)
      _ = chunk.bytes.update(fromContentsOf: rest)
      chunk.count = rest.count
      if !isAtEnd {
        let room = UnsafeMutableRawBufferPointer(chunk.bytes)[rest.count..<rest.count + wanted]
        let count = try stream.fill(UnsafeMutableRawBufferPointer(rebasing: room))
        isAtEnd = count < wanted
        chunk.count += count
      }
      if chunk.count == 0 { return false }
      let records = UnsafeBufferPointer(rebasing: chunk.bytes[..<chunk.count])
      let end = isAtEnd ? chunk.count : RecordChunks.endOfRecords(records, delimiter: delimiter)
      guard end > 0 else {
        if chunk.count > RecordChunks.longestRecord {
          throw .recordTooLong(stream.path, line: lines, limit: RecordChunks.longestRecord)
        }
        rest = Array(records)
        wanted *= 2
        continue
      }
      rest.removeAll(keepingCapacity: true)
      rest.append(contentsOf: records[end...])
      chunk.count = end
      chunk.bytes[end..<end + RecordChunk.slack].update(repeating: 0x0A)
      chunk.number = next
      next += 1
      return true
    }
  }

  /// The end of the last whole record, or 0 if none ends.
  ///
  /// Without a quotation mark that is the last line end. With one, fields are looked at from the beginning, by the rule
  /// of ``CSVScanner``: only a mark that begins a field opens quotes.
  static func endOfRecords(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) -> Int {
    // memchr(3) looks at 32 bytes at a time, where a loop that may leave early looks at one.
    guard let start = bytes.baseAddress else { return 0 }
    if memchr(start, 0x22, bytes.count) == nil {
      if let last = bytes.lastIndex(of: 0x0A) { return last + 1 }
      // Lines end in CR alone. The last byte may be the first half of a CRLF.
      return bytes.dropLast().lastIndex(of: 0x0D).map { $0 + 1 } ?? 0
    }
    var end = 0
    var isQuoted = false
    var beginsField = true
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if isQuoted {
        if byte == UInt8(ascii: "\"") {
          if i + 1 == bytes.count { break }
          if bytes[i + 1] == UInt8(ascii: "\"") { i += 1 } else { isQuoted = false }
        }
      } else if byte == UInt8(ascii: "\""), beginsField {
        isQuoted = true
        beginsField = false
      } else if byte == 0x0A {
        end = i + 1
        beginsField = true
      } else {
        beginsField = byte == delimiter || byte == 0x0D
      }
      i += 1
    }
    return end
  }
}
