import GeoPackageFormat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file of the operating system, closed when its owner is done with it.
struct FileDescriptor: ~Copyable {
  /// The kind of thing that a path leads to.
  enum Target { case nothing, regular, folder, symlink, other }

  private let number: Int32
  private let isOwned: Bool

  /// Opens for reading without waiting: a pipe without a writer must not hang the program.
  static func openForReading(_ path: String) throws(SystemFailure) -> FileDescriptor {
    try FileDescriptor(opening: path, flags: O_RDONLY | O_CLOEXEC | O_NONBLOCK, mode: 0)
  }

  /// Opens for reading to the end, and waits for a pipe's other end.
  static func openForStreaming(_ path: String) throws(SystemFailure) -> FileDescriptor {
    try FileDescriptor(opening: path, flags: O_RDONLY | O_CLOEXEC, mode: 0)
  }

  /// Makes a file that did not exist, never through a link.
  static func create(_ path: String, mode: UInt32) throws(SystemFailure) -> FileDescriptor {
    try FileDescriptor(
      opening: path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode: mode)
  }

  /// Opens a device or pipe that exists, for writing.
  static func openForWriting(_ path: String) throws(SystemFailure) -> FileDescriptor {
    try FileDescriptor(opening: path, flags: O_WRONLY | O_CLOEXEC, mode: 0)
  }

  /// Standard input, which stays open.
  static var standardInput: FileDescriptor {
    FilesRead.note(descriptor: 0)
    return FileDescriptor(number: 0, isOwned: false)
  }

  /// Standard output, which stays open.
  static var standardOutput: FileDescriptor { FileDescriptor(number: 1, isOwned: false) }

  /// A descriptor that its owner closes.
  init(lent number: Int32) { self.init(number: number, isOwned: false) }

  private init(opening path: String, flags: Int32, mode: UInt32) throws(SystemFailure) {
    let opened = open(path, flags, mode_t(truncatingIfNeeded: mode))
    guard opened >= 0 else { throw SystemFailure(errno) }
    number = opened
    isOwned = true
    if flags & O_ACCMODE == O_RDONLY { FilesRead.note(descriptor: opened) }
  }

  private init(number: Int32, isOwned: Bool) {
    self.number = number
    self.isOwned = isOwned
  }

  deinit { if isOwned { _ = close(number) } }

  /// What is open, and its size in bytes.
  func status() throws(SystemFailure) -> (target: Target, size: Int) {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw SystemFailure(errno) }
    return (FileDescriptor.target(status), Int(status.st_size))
  }

  /// Reads up to `buffer.count` bytes; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(number, buffer.baseAddress, buffer.count)
      #else
        let count = Darwin.read(number, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      if errno != EINTR { throw SystemFailure(errno) }
    }
  }

  /// Fills `buffer` from a place in the file; fewer bytes at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemFailure) -> Int {
    var count = 0
    while count < buffer.count {
      let part = pread(
        number, buffer.baseAddress?.advanced(by: count), buffer.count - count, off_t(offset + count))
      if part < 0, errno == EINTR { continue }
      if part < 0 { throw SystemFailure(errno) }
      if part == 0 { break }
      count += part
    }
    return count
  }

  /// Writes all bytes, however many calls it takes.
  func writeAll(_ bytes: UnsafeRawBufferPointer) throws(SystemFailure) {
    var rest = bytes
    while !rest.isEmpty {
      #if canImport(Glibc)
        let count = Glibc.write(number, rest.baseAddress, rest.count)
      #elseif canImport(Musl)
        let count = Musl.write(number, rest.baseAddress, rest.count)
      #else
        let count = Darwin.write(number, rest.baseAddress, rest.count)
      #endif
      if count < 0 {
        if errno == EINTR { continue }
        throw SystemFailure(errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Waits until the bytes are on the disk.
  func synchronize() throws(SystemFailure) {
    guard fsync(number) == 0 else { throw SystemFailure(errno) }
  }

  /// What a path leads to; links are followed, or are themselves the answer.
  static func target(of path: String, followingLinks: Bool) -> Target {
    var status = stat()
    guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return .nothing }
    return target(status)
  }

  private static func target(_ status: stat) -> Target {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .folder
    case S_IFLNK: .symlink
    default: .other
    }
  }

  /// True if the user may write to the file at `path`.
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

  /// Gives the file at `source` the name `destination`, in place of what had it.
  static func rename(_ source: String, to destination: String) throws(SystemFailure) {
    #if canImport(Glibc)
      let result = Glibc.rename(source, destination)
    #elseif canImport(Musl)
      let result = Musl.rename(source, destination)
    #else
      let result = Darwin.rename(source, destination)
    #endif
    guard result == 0 else { throw SystemFailure(errno) }
  }

  /// Makes a folder that did not exist.
  static func makeFolder(_ path: String, mode: UInt32) throws(SystemFailure) {
    guard mkdir(path, mode_t(truncatingIfNeeded: mode)) == 0 else { throw SystemFailure(errno) }
  }

  /// Takes a name away; there is nothing to do about a failure.
  static func remove(_ path: String) { _ = unlink(path) }
}

/// An error number of the operating system.
struct SystemFailure: Error {
  let code: Int32

  init(_ code: Int32) { self.code = code }

  static let isFolder = SystemFailure(EISDIR)
  static let isProtected = SystemFailure(EACCES)

  /// The cause in words of ours where the cause is common, so that messages do not depend on the locale.
  var cause: String {
    switch code {
    case ENOENT: "there is no such file or folder"
    case ENOTDIR: "a part of the path is not a folder"
    case EACCES, EPERM: "permission denied"
    case EISDIR: "it is a folder"
    case EEXIST: "it exists already"
    case ENOSPC: "the disk is full"
    case EDQUOT: "the disk quota is used up"
    case EFBIG: "the file would be larger than the system allows"
    case EROFS: "the disk is read-only"
    case EIO: "the disk reported an input/output error"
    case EPIPE: "the reader at the other end is gone"
    case ELOOP: "too many symbolic links"
    case ENAMETOOLONG: "the name is too long"
    case EMFILE, ENFILE: "too many files are open"
    default: "system error \(code)"
    }
  }
}
