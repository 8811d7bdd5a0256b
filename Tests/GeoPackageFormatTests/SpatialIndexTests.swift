import CampaignModel
import Testing

@testable import GeoPackageFormat

@Suite("Spatial index") struct SpatialIndexTests {
  let index = SpatialIndex(table: "places")

  /// The rows of the tree, which must be the floats around each point.
  func expectTree(_ connection: Connection, holds points: [Int64: (Double, Double)]) throws {
    #expect(try connection.text("SELECT rtreecheck('rtree_places_geom')") == "ok")
    var found = 0
    try connection.forEachRow("SELECT id, minx, maxx, miny, maxy FROM rtree_places_geom") { row in
      found += 1
      let (x, y) = try #require(points[row.integer(0)])
      #expect(row.real(1) <= x && x <= row.real(2) && row.real(3) <= y && y <= row.real(4))
      #expect(row.real(2) - row.real(1) < 1e-4 && row.real(4) - row.real(3) < 1e-4)
    }
    #expect(found == points.count)
  }

  func keyed(_ points: [(Double, Double)]) -> [Int64: (Double, Double)] {
    Dictionary(uniqueKeysWithValues: points.enumerated().map { (Int64($0 + 1), $1) })
  }

  @Test("bulk and triggers lead to the same tree", arguments: [0, 1, 2, 49, 50, 51, 2500, 2501, 20_000])
  func bulk(count: Int) throws {
    let folder = try TemporaryFolder()
    let points = randomPoints(count, seed: UInt64(count))
    let file = try GeoPackage.withPlaces(at: folder.file("bulk.gpkg"))
    try file.write { connection in
      try index.dropTriggers(on: connection)
      try connection.insertPlaces(points)
      try index.rebuild(on: connection)
    }
    try file.read { try expectTree($0, holds: keyed(points)) }
    #expect(try file.faults().isEmpty)

    // The tree goes on living: triggers are back, and full nodes split.
    try file.write { connection in
      try connection.execute("UPDATE places SET id = 'q' || id")
      try connection.insertPlaces(points)
    }
    var all = keyed(points)
    for (i, point) in points.enumerated() { all[Int64(count + i + 1)] = point }
    try file.read { try expectTree($0, holds: all) }
    guard count > 1 else { return }

    // A box finds what a look at every point finds.
    let inBox = all.filter { $1.0 >= 0 && $1.0 <= 40 && $1.1 >= 10 && $1.1 <= 30 }.count
    let found = try file.read {
      try $0.integer(
        "SELECT count(*) FROM rtree_places_geom WHERE maxx >= 0 AND minx <= 40 AND maxy >= 10 AND miny <= 30")
    }
    #expect(found == Int64(inBox))
  }

  @Test("every way of editing a row keeps the tree right") func triggers() throws {
    let folder = try TemporaryFolder()
    let file = try GeoPackage.withPlaces(at: folder.file("edit.gpkg"))
    try file.write { connection in
      try connection.insertPlaces([(1, 1), (2, 2), (3, 3), (4, 4)])
      let move = try connection.prepare("UPDATE places SET geom = ? WHERE fid = 1")
      try move.bind(1, blob: GeometryBlob.encode(x: 10, y: 10))
      try move.run()
      try connection.execute("UPDATE places SET geom = NULL WHERE fid = 2")
      try connection.execute("UPDATE places SET fid = 30 WHERE fid = 3")
      try connection.execute("DELETE FROM places WHERE fid = 4")
      try connection.execute("INSERT INTO places (id) VALUES ('nowhere')")
      try connection.execute("INSERT INTO places (id, geom) VALUES ('odd', x'0102')")
      try expectTree(connection, holds: [1: (10, 10), 30: (3, 3)])
      try connection.execute("UPDATE places SET fid = 40, geom = NULL WHERE fid = 30")
      let back = try connection.prepare("UPDATE places SET geom = ? WHERE fid = 2")
      try back.bind(1, blob: GeometryBlob.encode(x: 20, y: 20))
      try back.run()
      try expectTree(connection, holds: [1: (10, 10), 2: (20, 20)])
    }
  }

  @Test("floats are rounded outward", arguments: [0.1, -0.1, 113.123456789, -90, 0, 1e-60, -1e-60])
  func rounding(value: Double) {
    #expect(Double(PackedRTree.rounded(value, .down)) <= value)
    #expect(Double(PackedRTree.rounded(value, .up)) >= value)
  }

  @Test("every entry is in one leaf, every node below the root has one parent", arguments: [1, 50, 51, 3000])
  func structure(count: Int) {
    var entries = PackedRTree.Entries()
    for (i, (x, y)) in randomPoints(count, seed: 5).enumerated() {
      entries.append(id: Int64(i), Bounds(minX: x, minY: y, maxX: x, maxY: y))
    }
    let tree = PackedRTree(entries, nodeSize: 1228)
    var numbers: Set<Int64> = []
    tree.forEachNode { number, bytes in
      #expect(numbers.insert(number).inserted)
      #expect(bytes.count == 1228)
    }
    #expect(numbers == Set(1...Int64(numbers.count)))
    #expect(Set(tree.parents.map(\.child)) == numbers.subtracting([1]))
    #expect(tree.leaves.map(\.0) == (0..<Int64(count)).map { $0 })
  }
}

extension GeoPackage {
  fileprivate func faults() throws -> [String] { try read { try $0.faults() } }
}
