import CampaignModel
import Foundation
import Testing

@testable import GeoPackageFormat

/// Files that are damaged, and what can still be said of them and read from them.
@Suite struct ExaminationTests {
  /// A layer of points, long enough for many pages, and one page of it written over.
  private func damaged(_ folder: TemporaryFolder, rows: Int = 3000) throws -> String {
    let path = folder.file("a.gpkg")
    let file = try GeoPackage.withPlaces(at: path)
    try file.write { try $0.insertPlaces((1...rows).map { (Double($0) / 100, 1) }) }
    let mark = try file.read { try $0.integer("SELECT max(fid) FROM places") }
    #expect(mark == Int64(rows))
    try file.close()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let size = 4096
    // The page of the layer that holds this id, which the index of ids holds as well: leaves of tables begin with 0x0D.
    let page = try #require(
      (1..<bytes.count / size).first { page in
        bytes[page * size] == 0x0D
          && Data(bytes[page * size..<(page + 1) * size]).range(of: Data("p1500".utf8)) != nil
      })
    for i in page * size..<(page + 1) * size { bytes[i] = 0xFF }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("rows before and behind a damaged page are read") func salvage() throws {
    let folder = try TemporaryFolder()
    let path = try damaged(folder)
    try GeoPackage(path: path, access: .read).readDamaged { connection in
      var keys: [Int64] = []
      let lost = try connection.forEachReadableRow(
        of: "places", key: "fid", columns: "geom", poorer: "NULL", lastKey: 3000
      ) { keys.append($0.integer(0)) }
      #expect(lost > 0 && lost < 400)
      #expect(keys.count + lost == 3000)
      #expect(keys == keys.sorted() && Set(keys).count == keys.count)
      let faults = try connection.integrityFaults()
      #expect(!faults.isEmpty)
    }
  }
}
