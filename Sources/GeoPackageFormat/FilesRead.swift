internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The files that this run of the program has opened to read, so that no output takes the place of one of them.
///
/// Kept by device and inode: a second path to a file, a link or a hard link, is the same file. Whatever opens a file notes it
/// here, so that a new verb or format cannot forget to. A program that uses the modules as a library may well read a file
/// and then write it anew: nothing is kept until ``begin()``.
public enum FilesRead {
  private static let kept = Mutex<Set<FileIdentity>?>(nil)

  /// Begins to keep what is read; the command line does, once.
  public static func begin() { kept.withLock { $0 = $0 ?? [] } }

  /// Notes an open file; folders and devices are of no interest.
  public static func note(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    note(FileIdentity(status))
  }

  /// Notes what a path leads to; of a folder, all that lies in it. What is not there is not noted.
  public static func note(path: String) {
    if let identity = FileIdentity(path) { note(identity) }
  }

  private static func note(_ identity: FileIdentity) { kept.withLock { _ = $0?.insert(identity) } }

  /// True if a path leads to a file that was read, or into a folder that was read as a whole.
  public static func contain(_ path: String) -> Bool {
    kept.withLock { kept in
      guard let kept, !kept.isEmpty, let identity = FileIdentity(path) else { return false }
      let folder = path.utf8.lastIndex(of: 0x2F).map { path[...$0] } ?? "."
      return kept.contains(identity) || FileIdentity(String(folder)).map(kept.contains) ?? false
    }
  }
}

/// What makes two paths lead to one file.
private struct FileIdentity: Hashable {
  private let device: UInt64
  private let inode: UInt64

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
  }

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}
