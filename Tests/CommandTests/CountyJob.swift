import Foundation
import TestSupport
import Testing

/// The whole main job on the county of `geodata`, done once for all tests: its workspace, and the same one evening later.
enum CountyJob {
  static let geodata = packageFolder.appendingPathComponent("geodata")

  /// The folder with `county.gpkg` and `evening.gpkg`, removed when the tests are over.
  static let desk = Result {
    let folder = try TestSupport.temporaryFolder()
    temporary = folder
    atexit { if let folder = CountyJob.temporary { try? FileManager.default.removeItem(at: folder) } }
    let desk = Desk(folder: folder)
    var said: [String: String] = [:]
    try desk.does("new county.gpkg --name 云岭县 --start 2016-11-21 --end 2016-12-31")
    for kind in TinyCampaign.kinds {
      said[kind] = try desk.does(
        "import county.gpkg \(kind) \(geodata.path)/county/\(TinyCampaign.file(kind))")
    }
    try desk.does("allocate county.gpkg --relax connectivity,balance --effort 1% --rounds 1")
    try desk.does("grid county.gpkg square --size 1000")
    try Data(contentsOf: desk.path("county.gpkg")).write(to: desk.path("evening.gpkg"))
    said["evening"] = try desk.does("import evening.gpkg visits \(geodata.path)/county/visits-2016-12-31.csv")
    imports = said
    return desk
  }

  /// What the imports said, by kind; `evening` for the evening's visits.
  nonisolated(unsafe) private(set) static var imports: [String: String] = [:]
  nonisolated(unsafe) private static var temporary: URL?
}
