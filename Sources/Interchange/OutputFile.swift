/// A file that appears under its name whole, or not at all.
///
/// Bytes go to a temporary file in the same folder, which is flushed to the disk and takes the name over in one step.
/// Given up before ``commit()``, it is removed and what had the name stays. The path `-` is standard output; a device or
/// pipe is written to as it is. A symbolic link to a file is itself replaced and never written through.
public struct OutputFile: ~Copyable {
  private let path: String
  /// Nil where bytes go straight to their target.
  private let temporary: String?
  private var descriptor: FileDescriptor
  private var isCommitted = false

  /// Begins a file.
  ///
  /// - Parameter personal: True for files with household rows, which only their owner may read (0600); others have 0644
  ///   less the umask.
  /// - Throws: ``InterchangeError`` if the folder is missing or not writable, if the path is a folder, or if the file
  ///   there is write-protected.
  public init(_ path: String, personal: Bool) throws(InterchangeError) {
    let destination = OutputFile.destination(path)
    let temporary = destination == .file ? OutputFile.temporaryName(for: path) : nil
    descriptor = try OutputFile.open(
      destination, temporary ?? path, mode: personal ? 0o600 : 0o644, for: path)
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
    if let temporary, !isCommitted { FileDescriptor.remove(temporary) }
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
    guard let temporary else { return }
    do throws(SystemFailure) {
      if isLasting { try descriptor.synchronize() }
      try FileDescriptor.rename(temporary, to: path)
    } catch { throw .cannotWrite(path, cause: error.cause) }
    isCommitted = true
    guard isLasting else { return }
    // The new name is on the disk once its folder is; some file systems cannot do that and need not.
    if let folder = try? FileDescriptor.openForReading(OutputFile.folder(of: path)) {
      try? folder.synchronize()
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

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A hidden name beside the file that no one can foresee.
  private static func temporaryName(for path: String) -> String {
    let tag = Hexadecimal.text((0..<6).map { _ in UInt8.random(in: 0...255) })
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return "\(folder).gridcover-\(tag).tmp"
  }
}

/// A folder into which a command writes several files.
public enum OutputFolder {
  /// Makes a folder unless it is there; folders above it must be.
  ///
  /// - Throws: ``InterchangeError`` that names the cause.
  public static func make(_ path: String) throws(InterchangeError) {
    if FileDescriptor.target(of: path, followingLinks: true) == .folder { return }
    do throws(SystemFailure) { try FileDescriptor.makeFolder(path) } catch {
      throw .cannotWrite(path, cause: error.cause)
    }
  }
}
