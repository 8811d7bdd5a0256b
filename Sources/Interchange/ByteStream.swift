import CZlib
import CZstd

/// The bytes of a file or of standard input from beginning to end, unpacked as they come if they are gzip (RFC 1952,
/// several members too) or Zstandard (RFC 8878).
///
/// Memory is that of the window of the packing: 32 KiB, or up to 128 MiB for Zstandard.
struct ByteStream: ~Copyable {
  /// A way of packing that is known by the first bytes.
  enum Packing: String {
    case gzip = "gzip"
    case zstandard = "Zstandard"

    init?(head: some Sequence<UInt8>) {
      let head = Array(head.prefix(4))
      if head.starts(with: [0x1F, 0x8B]) {
        self = .gzip
      } else if head == [0x28, 0xB5, 0x2F, 0xFD] {
        self = .zstandard
      } else {
        return nil
      }
    }
  }

  /// The path as the user gave it; `-` is standard input.
  let path: String
  private let file: FileDescriptor
  /// The first bytes, which tell how the others are packed.
  private var head: [UInt8]
  private let unpacker: Unpacker?

  /// Opens a stream. - Throws: ``InterchangeError`` if there is nothing to read.
  init(_ path: String) throws(InterchangeError) {
    let opened = try ByteStream.open(path)
    let first: [UInt8]
    do throws(SystemFailure) {
      first = try ByteStream.head(of: opened)
    } catch { throw .cannotRead(path, cause: error.cause) }
    self.path = path
    file = opened
    unpacker = Packing(head: first).map { Unpacker($0, head: first) }
    head = unpacker == nil ? first : []
  }

  private static func open(_ path: String) throws(InterchangeError) -> FileDescriptor {
    do throws(SystemFailure) {
      if path == "-" { return .standardInput }
      if FileDescriptor.target(of: path, followingLinks: true) == .folder { throw .isFolder }
      return try .openForStreaming(path)
    } catch { throw .cannotRead(path, cause: error.cause) }
  }

  /// How the bytes were packed, if they were.
  var packing: Packing? { unpacker?.packing }

  /// True if a file's first bytes say that it is packed.
  static func isPacked(_ path: String) -> Bool {
    guard let file = try? FileDescriptor.openForReading(path), let head = try? head(of: file) else {
      return false
    }
    return Packing(head: head) != nil
  }

  private static func head(of file: borrowing FileDescriptor) throws(SystemFailure) -> [UInt8] {
    var head = [UInt8](repeating: 0, count: 4)
    var count = 0
    // Not by `withUnsafeMutableBytes`, which forgets the type of what its body throws.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: head.count, alignment: 1)
    defer { buffer.deallocate() }
    while count < buffer.count {
      let part = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if part == 0 { break }
      count += part
    }
    head.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(buffer)) }
    return Array(head[..<count])
  }

  /// Fills a buffer; fewer bytes at the end, and 0 after it.
  ///
  /// - Throws: ``InterchangeError`` that names the cause, such as packed bytes that are cut off.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(InterchangeError) -> Int {
    var count = 0
    while count < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let part = try read(into: rest)
      if part == 0 { break }
      count += part
    }
    return count
  }

  private mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(InterchangeError) -> Int {
    if !head.isEmpty {
      let count = min(head.count, buffer.count)
      buffer.copyBytes(from: head[..<count])
      head.removeFirst(count)
      return count
    }
    let answer: Unpacker.Answer
    do throws(SystemFailure) {
      guard let unpacker else { return try file.read(into: buffer) }
      answer = try unpacker.read(from: file, into: buffer)
    } catch { throw .cannotRead(path, cause: error.cause) }
    switch answer {
    case .bytes(let count): return count
    case .damaged(let found): throw .damagedPacking(path, packing: packing?.rawValue ?? "", found: found)
    }
  }
}

extension ByteStream {
  /// The state of zlib or libzstd with the packed bytes that wait for it. A class, because both keep pointers into it.
  private final class Unpacker {
    enum Answer {
      case bytes(Int)
      case damaged(String)
    }

    let packing: Packing
    private var deflated = z_stream()
    private let zstandard: OpaquePointer?
    private let packed = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    private var position = 0
    private var end: Int
    /// True between two members or frames, where the file may end.
    private var isBetween = false
    /// True if the last buffer was filled, so that more may come without another packed byte.
    private var isFull = false

    private static let capacity = 1 << 18

    init(_ packing: Packing, head: [UInt8]) {
      self.packing = packing
      for (i, byte) in head.enumerated() { packed[i] = byte }
      end = head.count
      switch packing {
      case .gzip:
        zstandard = nil
        // 15 bits of window, and 16 for gzip's own header.
        inflateInit2_(&deflated, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      case .zstandard: zstandard = ZSTD_createDStream()
      }
    }

    deinit {
      if packing == .gzip { inflateEnd(&deflated) }
      if let zstandard { ZSTD_freeDStream(zstandard) }
      packed.deallocate()
    }

    /// The next bytes, none at the end.
    func read(
      from file: borrowing FileDescriptor, into buffer: UnsafeMutableRawBufferPointer
    ) throws(SystemFailure) -> Answer {
      while true {
        if position == end && !isFull {
          position = 0
          end = try file.read(into: UnsafeMutableRawBufferPointer(start: packed, count: Unpacker.capacity))
          if end == 0 { return isBetween ? .bytes(0) : .damaged("its end in the middle") }
        }
        let answer = packing == .gzip ? inflated(into: buffer) : decompressed(into: buffer)
        if case .bytes(0) = answer { continue }
        return answer
      }
    }

    private func inflated(into buffer: UnsafeMutableRawBufferPointer) -> Answer {
      if isBetween && position < end {
        // What follows the last member, as the blocks of zeros that tar writes, is no more of it.
        guard packed[position] == 0x1F else {
          position = end
          return .bytes(0)
        }
        inflateReset(&deflated)
        isBetween = false
      }
      deflated.next_in = packed + position
      deflated.avail_in = UInt32(end - position)
      deflated.next_out = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
      deflated.avail_out = UInt32(truncatingIfNeeded: min(buffer.count, Int(UInt32.max)))
      let room = deflated.avail_out
      let code = inflate(&deflated, Z_NO_FLUSH)
      position = end - Int(deflated.avail_in)
      isFull = deflated.avail_out == 0
      if code == Z_STREAM_END { isBetween = true }
      guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
        return .damaged(deflated.msg.map { String(cString: $0) } ?? "bytes that are none")
      }
      return .bytes(Int(room - deflated.avail_out))
    }

    private func decompressed(into buffer: UnsafeMutableRawBufferPointer) -> Answer {
      var input = ZSTD_inBuffer(src: packed, size: end, pos: position)
      var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
      let rest = ZSTD_decompressStream(zstandard, &output, &input)
      position = input.pos
      if ZSTD_isError(rest) != 0 { return .damaged(String(cString: ZSTD_getErrorName(rest))) }
      isFull = output.pos == output.size
      if rest == 0 { isBetween = true } else if output.pos > 0 || input.pos > 0 { isBetween = false }
      return .bytes(output.pos)
    }
  }
}
