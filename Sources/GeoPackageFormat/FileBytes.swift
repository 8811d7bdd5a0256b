#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The little that must be known of a file before SQLite opens it.
public enum FileBytes {
  /// The first bytes of a file, fewer if it is shorter; nil if it cannot be opened.
  ///
  /// POSIX drops all locks of a process on a file when it closes any descriptor of it: not to be called while this
  /// process has a transaction open on the file.
  static func prefix(of path: String, count: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let length = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, 0) }
    return length < 0 ? nil : Array(bytes.prefix(length))
  }

  /// The size of a file in bytes; nil if there is none.
  public static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// True if this process may write to a file.
  static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }
}
