internal import GeoPackageFormat

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file under construction: hidden, in the folder where it will stay, readable by its owner alone.
///
/// It takes its name when it is whole and on the disk, so that an interrupted command leaves no half of a file under a
/// name that somebody opens.
struct DraftFile {
  /// Where it is for now.
  var path: String { temporary.path }
  /// The name it will have.
  let destination: String
  private let folder: String
  private let temporary: TemporaryName

  /// Makes an empty draft; throws if there is anything at its destination, a dangling link too.
  init(of destination: String) throws(StoreError) {
    self.destination = destination
    if DraftFile.isTaken(destination) { throw .exists(path: destination) }
    let slash = destination.utf8.lastIndex(of: 0x2F)
    folder = slash.map { $0 == destination.startIndex ? "/" : String(destination[..<$0]) } ?? "."
    let name = slash.map { String(destination[destination.utf8.index(after: $0)...]) } ?? destination
    temporary = TemporaryName(for: destination, stem: name)
    let descriptor = open(temporary.path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("make it") }
    close(descriptor)
  }

  /// Gives the file its name, unless the name has been taken meanwhile.
  ///
  /// `link` refuses a taken name in one step, which `rename` does not; file systems without links (exFAT, some
  /// network shares) get a look and a rename.
  func publish() throws(StoreError) {
    if link(path, destination) == 0 {
      unlink(path)
    } else {
      if errno == EEXIST || DraftFile.isTaken(destination) { throw .exists(path: destination) }
      guard rename(path, destination) == 0 else { throw failure("give it its name") }
    }
    temporary.removeLeftovers()
    // The name is on the disk when the folder is. Systems that cannot sync a folder are taken at their word.
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if fsync(descriptor) != 0 && errno != EINVAL { throw failure("put it on the disk") }
  }

  /// Takes the draft away, with the journal that a full disk may have left.
  func discard() { temporary.remove() }

  private static func isTaken(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private func failure(_ doing: String) -> StoreError {
    .system(path: destination, doing: doing, reason: String(cString: strerror(errno)))
  }
}
