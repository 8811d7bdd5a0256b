import CampaignModel
import Foundation
import Testing

@testable import GeoPackageFormat

@Suite("GeoPackage files") struct GeoPackageTests {
  @Test("a failed transaction leaves the rows as they were") func rollback() throws {
    struct Stop: Error {}
    let folder = try TemporaryFolder()
    let file = try GeoPackage.withPlaces(at: folder.file("a.gpkg"))
    try file.write { try $0.insertPlaces([(1, 1)]) }
    #expect(throws: Stop.self) {
      try file.write { connection in
        try connection.execute("DELETE FROM places")
        throw Stop()
      }
    }
    #expect(try file.read { try $0.integer("SELECT count(*) FROM places") } == 1)
    #expect(folder.names == ["a.gpkg"])
  }

  @Test("a read transaction cannot write") func readIsReadOnly() throws {
    let folder = try TemporaryFolder()
    let file = try GeoPackage.withPlaces(at: folder.file("a.gpkg"))
    #expect(throws: GeoPackageError.readOnly) { try file.read { try $0.execute("DELETE FROM places") } }
    let reader = try GeoPackage(path: folder.file("a.gpkg"), access: .read)
    #expect(throws: GeoPackageError.readOnly) { try reader.write { try $0.execute("CREATE TABLE more (x)") } }
  }

  @Test("a second writer is told that the workspace is busy") func busy() throws {
    let folder = try TemporaryFolder()
    let first = try GeoPackage.withPlaces(at: folder.file("a.gpkg"))
    let second = try GeoPackage(path: folder.file("a.gpkg"), access: .write, busyTimeout: 0.05)
    try first.write { connection in
      try connection.insertPlaces([(1, 1)])
      #expect(throws: GeoPackageError.busy) { try second.write { try $0.execute("DELETE FROM places") } }
    }
    #expect("\(GeoPackageError.busy)".hasPrefix("the workspace is busy"))
    try second.write { try $0.execute("DELETE FROM places") }
  }

  @Test("a file left in WAL mode is read without leaving anything beside it") func immutable() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a #1?%.gpkg")
    let file = try GeoPackage.withPlaces(at: path)
    try file.write { try $0.insertPlaces([(1, 1)]) }
    try file.close()
    #expect(GeoPackage.nameToRead(path) == path)

    // The two bytes in the header that say "write-ahead log", as QGIS leaves them.
    let handle = try #require(FileHandle(forUpdatingAtPath: path))
    try handle.seek(toOffset: 18)
    try handle.write(contentsOf: Data([2, 2]))
    try handle.close()
    #expect(GeoPackage.nameToRead(path).hasSuffix("?mode=ro&immutable=1"))
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let reader = try GeoPackage(path: path, access: .read)
    #expect(try reader.read { try $0.integer("SELECT count(*) FROM places") } == 1)
    try reader.close()
    #expect(folder.names == ["a #1?%.gpkg"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)

    // A writer brings it back to one file.
    let writer = try GeoPackage(path: path, access: .write)
    try writer.write { try $0.insertPlaces([]) }
    try writer.close()
    #expect(GeoPackage.nameToRead(path) == path)
  }

  @Test("after a power cut in mid-write a reader finds the state before") func interruptedWrite() throws {
    let folder = try TemporaryFolder()
    let (path, cut) = (folder.file("a.gpkg"), folder.file("cut.gpkg"))
    let file = try GeoPackage.withPlaces(at: path)
    try file.write { try $0.insertPlaces([(1, 1)]) }
    try file.write { connection in
      // A cache of ten pages sends pages to the file before the commit.
      try connection.execute("PRAGMA cache_size = 10")
      try connection.execute("DELETE FROM places")
      try connection.insertPlaces(randomPoints(5000, seed: 1))
      for end in ["", "-journal"] { try FileManager.default.copyItem(atPath: path + end, toPath: cut + end) }
    }
    let reader = try GeoPackage(path: cut, access: .read)
    #expect(try reader.read { try $0.integer("SELECT count(*) FROM places") } == 1)
    #expect(try reader.read { try $0.faults() }.isEmpty)
    #expect(folder.names == ["a.gpkg", "cut.gpkg"])
  }

  @Test("what is no database is refused") func notADatabase() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.gpkg")
    try Data(String(repeating: "no database, but a text\n", count: 100).utf8).write(
      to: URL(fileURLWithPath: path))
    #expect(throws: GeoPackageError.notADatabase) { try GeoPackage(path: path, access: .read) }
  }

  @Test(
    "names are quoted, values bound", arguments: ["plain", "two words", "a\"b", "x; DROP TABLE places", "组"])
  func quoting(name: String) throws {
    let folder = try TemporaryFolder()
    let file = try GeoPackage.withPlaces(at: folder.file("a.gpkg"))
    try file.write { connection in
      try connection.execute("CREATE TABLE \(quotedIdentifier(name)) (\(quotedIdentifier(name)) TEXT)")
      try connection.execute("INSERT INTO \(quotedIdentifier(name)) VALUES (?)", .text(name))
      #expect(try connection.text("SELECT \(quotedIdentifier(name)) FROM \(quotedIdentifier(name))") == name)
    }
  }

  @Test("an empty text is not NULL, NaN is") func values() throws {
    let folder = try TemporaryFolder()
    let file = try GeoPackage.withPlaces(at: folder.file("a.gpkg"))
    try file.read { connection in
      let statement = try connection.prepare("SELECT ?, ?, ?, ?")
      try statement.bind(1, text: "")
      try statement.bind(2, real: .nan)
      try statement.bind(3, utf8: UnsafeBufferPointer(start: nil, count: 0))
      try statement.bind(4, blob: [0, 1])
      #expect(try statement.step())
      #expect(statement.text(0) == "" && statement.isNull(1) && !statement.isNull(2))
      #expect(statement.withBlob(3) { Array($0) } == [0, 1])
    }
  }

  @Test("GDAL filters by our packed tree as it does by looking at every point") func gdal() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.gpkg")
    let points = randomPoints(5000, seed: 3)
    let file = try GeoPackage.withPlaces(at: path)
    try file.write { connection in
      let index = SpatialIndex(table: "places")
      try index.dropTriggers(on: connection)
      try connection.insertPlaces(points)
      try index.rebuild(on: connection)
    }
    try file.close()
    let expected = points.filter { $0.0 >= -20 && $0.0 <= 60 && $0.1 >= 5 && $0.1 <= 45 }.count
    guard
      let answer = try output(
        of: "/usr/bin/ogrinfo", ["-so", "-ro", "-spat", "-20", "5", "60", "45", path, "places"])
    else { return print("skipped: ogrinfo is not installed") }
    #expect(answer.text.contains("Feature Count: \(expected)\n"), "\(answer.text)")
  }
}
