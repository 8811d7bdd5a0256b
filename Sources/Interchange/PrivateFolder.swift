import GeoPackageFormat

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A temporary folder that only this user can look into (0700), lent out and taken away with all that lies in it.
struct PrivateFolder {
  let path: String

  /// Lends a new folder in `TMPDIR`, or `/tmp`; it is removed whether `body` returns or throws.
  static func lend<R>(
    _ body: (PrivateFolder) throws(InterchangeError) -> R
  ) throws(InterchangeError) -> R {
    let place = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(place)/gridcover-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    guard let made else { throw .cannotWrite(place, cause: SystemFailure(errno).cause) }
    let folder = PrivateFolder(path: String(cString: made))
    defer { folder.remove() }
    return try body(folder)
  }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Puts a link into the folder to what the user named, however that is named.
  func link(_ name: String, to target: String) throws(InterchangeError) {
    guard let whole = realpath(target, nil) else {
      throw .cannotRead(target, cause: SystemFailure(errno).cause)
    }
    defer { free(whole) }
    FilesRead.note(path: target)
    guard symlink(whole, file(name)) == 0 else {
      throw .cannotWrite(file(name), cause: SystemFailure(errno).cause)
    }
  }

  /// The names in a folder, sorted; none if it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Links are themselves removed; nothing puts a folder in here.
  private func remove() {
    for name in PrivateFolder.names(in: path) { unlink(file(name)) }
    rmdir(path)
  }
}
