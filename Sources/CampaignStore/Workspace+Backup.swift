internal import GeoPackageFormat

extension Workspace {
  /// Copies the workspace, as it is at one moment, to a new file that its owner alone can read; others may read and write
  /// meanwhile.
  ///
  /// The copy is looked through before it gets its name: a damaged workspace has no backup that could be relied on.
  ///
  /// - Throws: ``StoreError`` if there is anything at `destination`, the workspace is damaged, or the disk is full; nothing is
  ///   then left behind.
  /// - Complexity: O(bytes).
  public func backup(to destination: String) throws {
    let draft = try DraftFile(of: destination)
    do {
      try named { try geoPackage.backup(to: draft.path) }
      try named {
        let copy = try GeoPackage(path: draft.path, access: .read)
        if let fault = try copy.read({ try $0.firstFault() }) { throw GeoPackageError.damaged(fault) }
        try copy.close()
      }
      try draft.publish()
    } catch {
      draft.discard()
      throw error
    }
  }

  /// Keeps the file, as it is before its schema is changed, beside it: `C-schema-1.gpkg` for `C.gpkg`.
  ///
  /// Called with the right to write taken and nothing written, so that another connection finds the state before.
  ///
  /// - Returns: The copy's name, without its folder.
  func keepCopy(ofSchema version: Int) throws -> String {
    let ending = ".gpkg"
    let stem = path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path
    // Opened for writing, though only read: to open for reading looks at the file's bytes and lets go of its locks.
    let source = try Workspace(path: path, access: .write)
    for number in 1... {
      let name = "\(stem)-schema-\(version)\(number == 1 ? "" : "-\(number)")\(ending)"
      do {
        try source.backup(to: name)
        try source.close()
        return name.utf8.lastIndex(of: 0x2F).map { String(name[name.utf8.index(after: $0)...]) } ?? name
      } catch StoreError.exists { continue }
    }
    return ""
  }
}
