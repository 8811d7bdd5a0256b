// What tests share: recorded outputs ("goldens"), seeded random numbers, temporary folders, outside programs, and the
// folder of real data, where there is one.

public import Foundation

/// Places and programs that tests use.
public enum TestSupport {
  /// Real data sets to run on, from `GRIDCOVER_SHARED`; nil where it is not set, which is said once.
  public static let sharedFolder: URL? = {
    if let path = ProcessInfo.processInfo.environment["GRIDCOVER_SHARED"], !path.isEmpty {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    print("skipped: GRIDCOVER_SHARED is not set")
    return nil
  }()

  /// Lends a new folder that only this user can read, and removes it with all it holds.
  public static func withTemporaryFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Makes a new folder that only this user can read; whoever asks for it removes it.
  public static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("gridcover-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    return folder
  }
}
