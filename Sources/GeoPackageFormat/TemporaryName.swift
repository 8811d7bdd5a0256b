internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The name of a file under construction, by which a later run knows one that a killed process has left.
///
/// `<stem>.<host>-<process>-<random>.tmp`: the file is hidden, nobody can foresee its name, and it says who was writing it. What a
/// SIGKILL or a power cut leaves may hold personal data, and is taken away by the next file that appears beside it under
/// the same stem, if it is surely ours and surely nobody's any more: a plain file of this user with such a name, made on
/// this host (a folder may be shared, and numbers of processes are a host's own) by a process that is gone.
public struct TemporaryName: Sendable {
  /// The path of the new file.
  public let path: String
  private let folder: String
  private let stem: String

  private static let ending = ".tmp"
  /// What SQLite puts beside a database.
  private static let companions = ["", "-journal", "-wal", "-shm"]

  /// A new name in the folder of `destination`.
  ///
  /// - Parameter stem: How it begins; a dot, so that folders do not show it, comes before.
  public init(for destination: String, stem: String) {
    let slash = destination.utf8.lastIndex(of: 0x2F)
    folder = slash.map { String(destination[...$0]) } ?? ""
    self.stem = ".\(stem)"
    let random = UInt64.random(in: 0 ... .max)
    path =
      "\(folder)\(self.stem).\(TemporaryName.host)-\(getpid())-\(String(random, radix: 16))\(TemporaryName.ending)"
  }

  /// Takes the file away, with what SQLite may have left beside it.
  public func remove() {
    for companion in TemporaryName.companions { unlink(path + companion) }
  }

  /// Takes away what processes that are gone have left in the folder under the same stem; once in a run.
  ///
  /// - Complexity: O(names in the folder).
  public func removeLeftovers() {
    let isFirst = TemporaryName.cleared.withLock { $0.insert(folder + stem).inserted }
    guard isFirst, let stream = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          String(cString: $0)
        }
      }
      guard let process = process(of: name), kill(process, 0) != 0, errno == ESRCH else { continue }
      var status = stat()
      guard lstat(folder + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid()
      else { continue }
      unlink(folder + name)
    }
  }

  /// The process that made a file of this name on this host; nil if the name is not surely one of ours.
  func process(of name: String) -> Int32? {
    guard name.hasPrefix("\(stem).") else { return nil }
    var rest = name.dropFirst(stem.count + 1)
    if let companion = TemporaryName.companions.first(where: { !$0.isEmpty && rest.hasSuffix($0) }) {
      rest = rest.dropLast(companion.count)
    }
    guard rest.hasSuffix(TemporaryName.ending) else { return nil }
    let parts = rest.dropLast(TemporaryName.ending.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == TemporaryName.host, UInt64(parts[2], radix: 16) != nil,
      let process = Int32(parts[1]), process > 1
    else { return nil }
    return process
  }

  private static let cleared = Mutex<Set<String>>([])

  /// Eight digits for the host's name; containers, which number processes anew, have names of their own.
  private static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    let count = gethostname(&name, name.count - 1) == 0 ? name.firstIndex(of: 0) ?? 0 : 0
    // FNV-1a, 32 bits.
    let hash = name.prefix(count).reduce(2_166_136_261 as UInt32) {
      ($0 ^ UInt32(UInt8(bitPattern: $1))) &* 16_777_619
    }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }()
}
