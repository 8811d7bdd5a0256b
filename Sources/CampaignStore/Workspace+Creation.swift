internal import CampaignModel
internal import GeoPackageFormat

extension Workspace {
  /// Makes a workspace, readable by its owner alone, and opens it.
  ///
  /// - Parameter settings: Rules that are not as by default, by the keys of `CampaignModel.Settings`.
  /// - Throws: ``StoreError`` if there is anything at `path`, a dangling link too, or the folder does not let us write.
  public static func create(at path: String, settings: [String: String] = [:]) throws -> Workspace {
    let draft = try DraftFile(of: path)
    do {
      let workspace = try Workspace(path: draft.path, access: .write)
      try workspace.initialise(settings: settings)
      try workspace.close()
      try draft.publish()
    } catch let reason as GeoPackageError {
      draft.discard()
      throw StoreError.geoPackage(path: path, reason)
    } catch StoreError.geoPackage(_, let reason) {
      draft.discard()
      throw StoreError.geoPackage(path: path, reason)
    } catch {
      draft.discard()
      throw error
    }
    return try open(at: path, writable: true)
  }
}
