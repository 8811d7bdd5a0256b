import CampaignModel
import Crypto

extension SourceTable {
  /// Reads what a path leads to, whatever its format, with the geometry that a kind of record has.
  ///
  /// Its SHA-256 is that of the file; that of what was read, for a folder or a database.
  ///
  /// - Throws: ``InterchangeError``.
  static func read(
    _ path: String, geometry: RecordKind.Geometry, options: ReadOptions
  ) throws(InterchangeError) -> SourceTable {
    switch try SourceKind(of: path) {
    case .text:
      if let option = options.namedPart { throw .noParts(path, option: option) }
      return try read(
        InputFile(path, takesDigest: options.takesDigest), geometry: geometry, encoding: options.encoding)
    case .geoPackage:
      let digest = try FileDigest.sha256(of: path)
      var table = try GeoPackageReader(path, options).read(path, geometry: geometry)
      table.sha256 = digest
      return table
    case .foreign(let format):
      var table = try GDALReader.read(path, as: format, geometry: geometry, options: options)
      table.sha256 = try format.isOneFile ? FileDigest.sha256(of: path) : table.digest
      return table
    }
  }

  /// SHA-256 of headers, cells and points, for what has no bytes of its own to take it of.
  private var digest: String {
    var hash = SHA256()
    for header in headers { hash.update(data: Array("\(header)\0".utf8)) }
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    points?.xs.withUnsafeBytes { hash.update(bufferPointer: $0) }
    points?.ys.withUnsafeBytes { hash.update(bufferPointer: $0) }
    for region in regions ?? [] {
      region.xs.withUnsafeBytes { hash.update(bufferPointer: $0) }
      region.ys.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return Hexadecimal.text(hash.finalize())
  }
}

extension ReadOptions {
  /// The option by which the user named a part of the file, if any.
  var namedPart: String? { layer != nil ? "--layer" : sheet != nil ? "--sheet" : nil }
}

/// SHA-256 of a file that is not kept in memory.
enum FileDigest {
  /// The digest in lower-case hexadecimal. - Complexity: O(size) time, constant memory.
  static func sha256(of path: String) throws(InterchangeError) -> String {
    var digest = SHA256()
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { chunk.deallocate() }
    do throws(SystemFailure) {
      let file = try FileDescriptor.openForReading(path)
      while true {
        let count = try file.read(into: chunk)
        if count == 0 { return Hexadecimal.text(digest.finalize()) }
        digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
      }
    } catch { throw .cannotRead(path, cause: error.cause) }
  }
}
