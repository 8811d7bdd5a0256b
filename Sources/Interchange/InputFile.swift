import Crypto

/// The bytes of a file, with their SHA-256.
///
/// Read once, with read(2) and not mapped: a file that another program shortens while it is read must not end this
/// one, and the digest in the import log is of the very bytes that were taken in.
public struct InputFile: Sendable {
  /// The largest file that is read, in bytes: just under 4 GiB, since cells are kept as 32-bit offsets.
  public static let sizeLimit = Int(UInt32.max) - 1

  /// The path as the user gave it.
  public let path: String
  /// SHA-256 of the bytes, in lower-case hexadecimal; empty where it was not asked for.
  public let sha256: String
  /// The bytes; not empty.
  public let bytes: [UInt8]

  /// Reads a file whole.
  ///
  /// - Parameter takesDigest: False if nobody wants to know ``sha256``.
  /// - Throws: ``InterchangeError`` if the path leads to nothing, to a folder or to a device, may not be read, is larger
  ///   than ``sizeLimit``, or holds nothing (or nothing but a byte order mark).
  /// - Complexity: O(size) time and memory.
  public init(_ path: String, takesDigest: Bool = true) throws(InterchangeError) {
    let contents = try InputFile.contents(of: path, takesDigest: takesDigest)
    if contents.bytes.isEmpty || contents.bytes == UTF8Text.byteOrderMark { throw .emptyFile(path) }
    self.path = path
    bytes = contents.bytes
    sha256 = contents.sha256
  }

  /// Takes bytes as the contents of a file of that name.
  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    sha256 = Hexadecimal.text(SHA256.hash(data: bytes))
  }

  private static func contents(
    of path: String, takesDigest: Bool
  ) throws(InterchangeError) -> (bytes: [UInt8], sha256: String) {
    var digest = takesDigest ? SHA256() : nil
    var bytes: [UInt8] = []
    var refusal: InterchangeError?
    do throws(SystemFailure) {
      let file = try FileDescriptor.openForReading(path)
      let (target, size) = try file.status()
      switch target {
      case .regular where size <= sizeLimit: try file.read(into: &bytes, expecting: size, digest: &digest)
      case .regular: refusal = .tooLarge(path, size: size, limit: sizeLimit)
      case .folder: refusal = .isFolder(path)
      default: refusal = .notRegularFile(path)
      }
    } catch {
      throw .cannotRead(path, cause: error.cause)
    }
    // The size was right when the file was opened; a file that grows meanwhile is held to the limit all the same.
    if bytes.count > sizeLimit { refusal = .tooLarge(path, size: bytes.count, limit: sizeLimit) }
    if let refusal { throw refusal }
    if ByteStream.Packing(head: bytes) != nil { bytes = try unpacked(path, packedSize: bytes.count) }
    return (bytes, digest.map { Hexadecimal.text($0.finalize()) } ?? "")
  }

  /// The bytes of a packed file, unpacked; its digest stays that of the file.
  ///
  /// A list or a map is packed to a tenth, seldom to a fiftieth: what unpacks to more than ``ZipDirectory/ratioLimit`` times
  /// its size is a trap, and is not unpacked to its end.
  private static func unpacked(_ path: String, packedSize: Int) throws(InterchangeError) -> [UInt8] {
    var stream = try ByteStream(path)
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = try stream.fill(chunk)
      if count == 0 { return bytes }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      if bytes.count > ZipDirectory.smallSize, bytes.count / ZipDirectory.ratioLimit > packedSize {
        throw .packingTrap(path, packedSize: packedSize, ratio: ZipDirectory.ratioLimit)
      }
      if bytes.count > sizeLimit { throw .tooLarge(path, size: bytes.count, limit: sizeLimit) }
    }
  }
}

extension FileDescriptor {
  /// Reads to the end, or to the first chunk past the limit of ``InputFile``.
  fileprivate func read(
    into bytes: inout [UInt8], expecting size: Int, digest: inout SHA256?
  ) throws(SystemFailure) {
    // Straight into place, as far as the file is as long as it was when it was opened.
    var failure: SystemFailure?
    var isAtEnd = false
    bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let room = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[count...].prefix(1 << 20))
        do throws(SystemFailure) {
          let got = try read(into: room)
          if got == 0 { return isAtEnd = true }
          digest?.update(bufferPointer: UnsafeRawBufferPointer(rebasing: room[..<got]))
          count += got
        } catch {
          return failure = error
        }
      }
    }
    if let failure { throw failure }
    if isAtEnd { return }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    while bytes.count <= InputFile.sizeLimit {
      let count = try read(into: chunk)
      if count == 0 { return }
      let part = UnsafeRawBufferPointer(rebasing: chunk[..<count])
      digest?.update(bufferPointer: part)
      bytes.append(contentsOf: part)
    }
  }
}
