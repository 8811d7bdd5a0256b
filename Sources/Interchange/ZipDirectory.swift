/// The list of contents of a zip file (PKWARE APPNOTE 6.3.10), read to know what is inside before anyone unpacks it.
///
/// Refused are files that would fill a disk or a memory, and members that would land outside a folder: more than
/// ``memberLimit`` members, more than ``sizeLimit`` bytes unpacked, more than ``ratioLimit`` times their packed size,
/// members that lie over one another (Fifield, "A better zip bomb", 2019), encrypted ones, absolute names and `..`.
struct ZipDirectory {
  struct Member: Equatable {
    var name: String
    var packedSize: Int
    var size: Int
    /// Where its bytes begin in the file, headers included.
    fileprivate var start: Int
  }

  static let memberLimit = 10_000
  static let sizeLimit = 2 << 30
  /// Sheets of a few repeated values pack to a fiftieth; nothing that an office makes packs to a two-hundredth.
  static let ratioLimit = 200
  /// Members below this size may pack as well as they like.
  static let smallSize = 1 << 20

  private(set) var members: [Member] = []

  /// Reads and checks the directory of a file.
  ///
  /// - Throws: ``InterchangeError`` if the file is damaged or looks like a trap.
  /// - Complexity: O(directory), whatever the size of the file.
  init(_ path: String) throws(InterchangeError) {
    let (tail, tailStart) = try ZipDirectory.tail(of: path)
    guard let end = tail.lastEndRecord else {
      throw .damagedZip(path, found: "no list of its contents at its end (byte \(tailStart + tail.count))")
    }
    let count = Int(tail.uint16(end + 10))
    let length = Int(tail.uint32(end + 12))
    let start = Int(tail.uint32(end + 16))
    guard count != 0xFFFF, start != 0xFFFF_FFFF else {
      throw .zipTrap(path, found: "the 64-bit form for very large files")
    }
    guard count <= ZipDirectory.memberLimit else {
      throw .zipTrap(path, found: "\(count) members, more than \(ZipDirectory.memberLimit)")
    }
    guard start + length <= tailStart + end else {
      throw .damagedZip(path, found: "a list of contents from byte \(start + 1) on, outside the file")
    }
    let directory = try ZipDirectory.bytes(of: path, at: start, count: length)
    members = try ZipDirectory.members(directory, count: count, path: path)
    try check(path, directoryStart: start)
  }

  /// The last bytes of a file, in which the record must be that says where its list of contents is.
  private static func tail(of path: String) throws(InterchangeError) -> (bytes: Bytes, start: Int) {
    do throws(SystemFailure) {
      let file = try FileDescriptor.openForReading(path)
      let size = try file.status().size
      let start = max(0, size - 22 - 0xFFFF)
      return (Bytes(try file.bytes(at: start, count: size - start)), start)
    } catch { throw .cannotRead(path, cause: error.cause) }
  }

  private static func bytes(of path: String, at start: Int, count: Int) throws(InterchangeError) -> Bytes {
    do throws(SystemFailure) {
      return Bytes(try FileDescriptor.openForReading(path).bytes(at: start, count: count))
    } catch { throw .cannotRead(path, cause: error.cause) }
  }

  private static func members(
    _ directory: Bytes, count: Int, path: String
  ) throws(InterchangeError) -> [Member] {
    var members: [Member] = []
    var i = 0
    for _ in 0..<count {
      guard i + 46 <= directory.count, directory.uint32(i) == 0x0201_4B50 else {
        throw .damagedZip(
          path, found: "a list of contents that ends after \(members.count) of \(count) members")
      }
      let flags = directory.uint16(i + 8)
      let nameEnd = i + 46 + Int(directory.uint16(i + 28))
      let next = nameEnd + Int(directory.uint16(i + 30)) + Int(directory.uint16(i + 32))
      guard next <= directory.count else {
        throw .damagedZip(path, found: "a member's name outside the list")
      }
      // Names in other encodings than UTF-8 are only compared by their ASCII letters.
      let name = String(decoding: directory.bytes[(i + 46)..<nameEnd], as: UTF8.self)
      if flags & 1 != 0 { throw .zipTrap(path, found: "the member \(name) under a password") }
      members.append(
        Member(
          name: name, packedSize: Int(directory.uint32(i + 20)), size: Int(directory.uint32(i + 24)),
          start: Int(directory.uint32(i + 42))))
      i = next
    }
    return members
  }

  private func check(_ path: String, directoryStart: Int) throws(InterchangeError) {
    var total = 0
    for member in members {
      let parts = member.name.split(separator: "/", omittingEmptySubsequences: false)
      if member.name.hasPrefix("/") || member.name.contains("\\") || parts.contains("..") {
        throw .zipTrap(path, found: "the member \(member.name), whose name leads out of its folder")
      }
      if member.size > ZipDirectory.smallSize, member.size / ZipDirectory.ratioLimit > member.packedSize {
        throw .zipTrap(
          path, found: "the member \(member.name), \(member.size) bytes packed into \(member.packedSize)")
      }
      total += member.size
    }
    if total > ZipDirectory.sizeLimit {
      throw .zipTrap(path, found: "\(total) bytes unpacked, more than \(ZipDirectory.sizeLimit)")
    }
    var end = 0
    for member in members.sorted(by: { ($0.start, $0.name) < ($1.start, $1.name) }) {
      if member.start < end { throw .zipTrap(path, found: "members that lie over one another") }
      // A local header is 30 bytes and the name again.
      end = member.start + 30 + member.packedSize
    }
    if end > directoryStart { throw .damagedZip(path, found: "members that end outside the file") }
  }

  /// Little-endian numbers in bytes; what lies outside is 0.
  private struct Bytes {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    func uint16(_ i: Int) -> UInt16 {
      i + 2 <= bytes.count ? UInt16(bytes[i]) | UInt16(bytes[i + 1]) << 8 : 0
    }

    func uint32(_ i: Int) -> UInt32 { UInt32(uint16(i)) | UInt32(uint16(i + 2)) << 16 }

    /// Where the record begins that ends every zip file, but for a comment.
    var lastEndRecord: Int? {
      guard count >= 22 else { return nil }
      return (0...(count - 22)).last { uint32($0) == 0x0605_4B50 && $0 + 22 + Int(uint16($0 + 20)) == count }
    }
  }
}

extension FileDescriptor {
  /// Up to `count` bytes from a place in the file; fewer at its end.
  func bytes(at offset: Int, count: Int) throws(SystemFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result: Result<Int, SystemFailure> = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(SystemFailure) in try read(into: buffer, at: offset) }
    }
    let length = try result.get()
    bytes.removeLast(count - length)
    return bytes
  }
}
