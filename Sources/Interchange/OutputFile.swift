import GeoPackageFormat

/// A file that appears under its name whole, or not at all.
///
/// Bytes go to a temporary file in the same folder, which is flushed to the disk and takes the name over in one step.
/// Given up before ``commit()``, it is removed and what had the name stays. The path `-` is standard output; a device or
/// pipe is written to as it is. A symbolic link to a file is itself replaced and never written through.
///
/// No output takes the place of a file that the run reads, or of a campaign: ``check(_:reading:)``.
public struct OutputFile: ~Copyable {
  private let path: String
  /// Nil where bytes go straight to their target.
  private let temporary: TemporaryName?
  private var descriptor: FileDescriptor
  private var isCommitted = false

  /// Begins a file.
  ///
  /// - Parameter personal: True for files with household rows, which only their owner may read (0600); others have 0644
  ///   less the umask.
  /// - Throws: ``InterchangeError`` if the folder is missing or not writable, if the path is a folder, or if the file
  ///   there is write-protected, is read by this run, or is a campaign.
  public init(_ path: String, personal: Bool) throws(InterchangeError) {
    try OutputFile.check([path])
    let destination = OutputFile.destination(path)
    let temporary = destination == .file ? TemporaryName(for: path, stem: "gridcover") : nil
    descriptor = try OutputFile.open(
      destination, temporary?.path ?? path, mode: personal ? 0o600 : 0o644, for: path)
    self.path = path
    self.temporary = temporary
  }

  private static func open(
    _ destination: Destination, _ name: String, mode: UInt32, for path: String
  ) throws(InterchangeError) -> FileDescriptor {
    do throws(SystemFailure) {
      switch destination {
      case .standardOutput: return .standardOutput
      case .device: return try .openForWriting(name)
      case .file: return try .create(name, mode: mode)
      case .folder: throw .isFolder
      case .protected: throw .isProtected
      }
    } catch { throw .cannotWrite(path, cause: error.cause) }
  }

  deinit {
    if let temporary, !isCommitted { FileDescriptor.remove(temporary.path) }
  }

  /// Adds bytes. - Throws: ``InterchangeError`` that names the cause, such as a full disk.
  public mutating func write(_ bytes: [UInt8]) throws(InterchangeError) {
    do throws(SystemFailure) {
      try bytes.withUnsafeBufferPointer { (buffer) throws(SystemFailure) in
        try descriptor.writeAll(UnsafeRawBufferPointer(buffer))
      }
    } catch { throw .cannotWrite(path, cause: error.cause) }
  }

  /// Makes the file appear under its name, on the disk, and ends the writing.
  ///
  /// - Parameter isLasting: false for what can be made again at any time: the file is whole under its name, but its bytes
  ///   reach the disk when the system sees fit.
  /// - Throws: ``InterchangeError`` that names the cause; what had the name is then as it was.
  public consuming func commit(isLasting: Bool = true) throws(InterchangeError) {
    guard let ready = try prepare(isLasting: isLasting) else { return }
    try ready.publish()
  }

  /// Ends the writing of a file that takes its name later, together with others; nil if its bytes have gone straight to
  /// their target.
  fileprivate consuming func prepare(isLasting: Bool) throws(InterchangeError) -> ReadyFile? {
    guard let temporary else { return nil }
    do throws(SystemFailure) { if isLasting { try descriptor.synchronize() } } catch {
      throw .cannotWrite(path, cause: error.cause)
    }
    isCommitted = true
    return ReadyFile(temporary: temporary, path: path, isLasting: isLasting)
  }

  /// Makes ``check(_:reading:)`` know of every file that is read from here on; the command line does so at its beginning.
  public static func keepWhatIsRead() { FilesRead.begin() }

  /// Refuses targets that an output must not replace: a file that the run reads, by whatever path, and any workspace.
  ///
  /// A command that writes anything before its last output, or works for long, asks at its beginning; each file asks again.
  ///
  /// - Parameters:
  ///   - targets: The files to write.
  ///   - sources: Files that will be read; those that have been are known.
  /// - Throws: ``InterchangeError/outputIsInput(_:)`` or ``InterchangeError/outputIsWorkspace(_:)`` for the first such target.
  public static func check(_ targets: [String], reading sources: [String] = []) throws(InterchangeError) {
    for source in sources where source != "-" { FilesRead.note(path: source) }
    for target in targets where target != "-" {
      // A journal or write-ahead log belongs to its database: without it, that one is damaged.
      let database = ["-journal", "-wal", "-shm"].first(where: target.hasSuffix).map {
        String(target.dropLast($0.count))
      }
      for path in [target, database ?? target] {
        if FilesRead.contain(path) { throw .outputIsInput(target) }
        if FileDescriptor.target(of: path, followingLinks: true) == .regular, GeoPackage.isWorkspace(path) {
          throw .outputIsWorkspace(target)
        }
      }
    }
  }

  /// Writes a whole file.
  public static func write(_ bytes: [UInt8], to path: String, personal: Bool) throws(InterchangeError) {
    var file = try OutputFile(path, personal: personal)
    try file.write(bytes)
    try file.commit()
  }

  private enum Destination { case standardOutput, device, file, folder, protected }

  private static func destination(_ path: String) -> Destination {
    if path == "-" { return .standardOutput }
    switch FileDescriptor.target(of: path, followingLinks: true) {
    case .other: return .device
    case .folder: return .folder
    case .regular where FileDescriptor.target(of: path, followingLinks: false) == .regular:
      return FileDescriptor.isWritable(path) ? .file : .protected
    case .regular, .symlink, .nothing: return .file
    }
  }

}

/// A file that is written, and waits for its name; removed if it does not get it.
private struct ReadyFile: ~Copyable {
  let temporary: TemporaryName
  let path: String
  let isLasting: Bool
  private var isPublished = false

  init(temporary: TemporaryName, path: String, isLasting: Bool) {
    self.temporary = temporary
    self.path = path
    self.isLasting = isLasting
  }

  deinit { if !isPublished { FileDescriptor.remove(temporary.path) } }

  /// Gives the file its name, on the disk if it is to last.
  consuming func publish() throws(InterchangeError) {
    // The name may have come to be another file's while this one was written.
    try OutputFile.check([path])
    do throws(SystemFailure) { try FileDescriptor.rename(temporary.path, to: path) } catch {
      throw .cannotWrite(path, cause: error.cause)
    }
    isPublished = true
    temporary.removeLeftovers()
    guard isLasting else { return }
    // The new name is on the disk once its folder is; some file systems cannot do that and need not.
    if let folder = try? FileDescriptor.openForReading(ReadyFile.folder(of: path)) {
      try? folder.synchronize()
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// Files of one folder that belong together: all are written before the first of them appears under its name.
///
/// Given up before ``publish()``, none appears and what had the names stays. The names themselves are given one after the
/// other, in the order of writing, since no file system does it in one step: a process that is killed in just that moment leaves the
/// first ones new and the others old. So the file that tells of all comes last.
public struct OutputFolder: ~Copyable {
  private let folder: String
  private let isPersonal: Bool
  private var files: [Slot] = []

  /// A noncopyable file in an array.
  private final class Slot {
    private var file: ReadyFile?
    init(_ file: consuming ReadyFile) { self.file = consume file }
    func take() -> ReadyFile? { file.take() }
  }

  /// Makes a folder unless it is there; folders above it must be.
  ///
  /// - Parameters:
  ///   - isPersonal: True for files with household rows, which only their owner may read; a new folder is then its owner's alone.
  ///   - names: The files that will be written, none of which may take the place of a file that the run reads.
  /// - Throws: ``InterchangeError`` that names the cause; nothing is then made.
  public init(_ folder: String, personal isPersonal: Bool, names: [String]) throws(InterchangeError) {
    try OutputFile.check(names.map { "\(folder)/\($0)" })
    try OutputFolder.make(folder, personal: isPersonal)
    self.folder = folder
    self.isPersonal = isPersonal
  }

  /// Writes a file, which stays hidden until ``publish()``.
  public mutating func write(
    _ name: String, isLasting: Bool = true, _ body: (inout OutputFile) throws -> Void
  ) throws {
    var file = try OutputFile("\(folder)/\(name)", personal: isPersonal)
    try body(&file)
    if let ready = try file.prepare(isLasting: isLasting) { files.append(Slot(ready)) }
  }

  /// Gives all files their names.
  public consuming func publish() throws(InterchangeError) {
    for slot in files { try slot.take()?.publish() }
  }

  /// Makes a folder unless it is there; folders above it must be.
  ///
  /// - Parameter isPersonal: True if it will hold household data: nobody but its owner can look into it (0700), whatever the umask.
  /// - Throws: ``InterchangeError`` that names the cause.
  public static func make(_ path: String, personal isPersonal: Bool) throws(InterchangeError) {
    if FileDescriptor.target(of: path, followingLinks: true) == .folder { return }
    do throws(SystemFailure) { try FileDescriptor.makeFolder(path, mode: isPersonal ? 0o700 : 0o777) } catch {
      throw .cannotWrite(path, cause: error.cause)
    }
  }
}
