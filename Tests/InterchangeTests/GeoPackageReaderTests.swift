import CampaignModel
import GeoPackageFormat
import Testing

@testable import Interchange

/// GeoPackages as others make them: several layers, other keys, views, values of any type.
@Suite struct GeoPackageReaderTests {
  /// Makes a GeoPackage by SQL, and reads it as a kind of record.
  private func read(
    _ statements: String..., as kind: RecordKind = .households, options: ReadOptions = ReadOptions()
  ) throws -> (result: Normalised?, said: String) {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/f.gpkg"
    let package = try GeoPackage(path: path, access: .write)
    try package.write { connection in
      try connection.createGeoPackage()
      for statement in statements { try connection.execute(statement) }
    }
    try package.close()
    do throws(InterchangeError) {
      let result = try readRecords(kind, from: path, mapping: nil, utcOffsetMinutes: 480, options: options)
      #expect(folder.names == ["f.gpkg"])
      return (result, "")
    } catch { return (nil, error.description.replacing(folder.path + "/", with: "")) }
  }

  private func listed(_ table: String, _ type: String = "attributes") -> String {
    "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('\(table)', '\(type)', '\(table)')"
  }

  @Test func readsValuesAsTheyLook() throws {
    let (result, said) = try read(
      "CREATE TABLE t (fid INTEGER PRIMARY KEY, id, lon REAL, lat REAL, name TEXT)", listed("t"),
      """
      INSERT INTO t VALUES (1, '0012', 113.12345678901234, 28, ' 甲 '), (2, 12, NULL, NULL, NULL),
      (3, 13.0, 113, 28, x'00FF'), (4, NULL, NULL, NULL, NULL)
      """)
    #expect(said.isEmpty)
    #expect(result?.table.keys == TextColumn(["0012", "12", "13"]))
    #expect(result?.table.xs?[0] == 113.12345678901234)
    #expect(result?.table.texts("name") == TextColumn(["甲", nil, nil]))
    #expect(result?.rowsRead == 3 && result?.warnings.count == 1)
  }

  @Test func asksForALayerWhereSeveralHaveRows() throws {
    let statements = [
      "CREATE TABLE a (fid INTEGER PRIMARY KEY, id TEXT, name TEXT)",
      "CREATE TABLE b (fid INTEGER PRIMARY KEY, id TEXT, name TEXT)",
      "CREATE TABLE c (fid INTEGER PRIMARY KEY, id TEXT, name TEXT)",
      "INSERT INTO a VALUES (1, 'h1', '甲')", "INSERT INTO b VALUES (1, 'h2', '乙')",
    ]
    func make(_ options: ReadOptions) throws -> (result: Normalised?, said: String) {
      try read(
        statements[0], statements[1], statements[2], statements[3], statements[4], listed("a"), listed("b"),
        listed("c"), options: options)
    }
    #expect(
      try make(ReadOptions()).said
        == "f.gpkg: expected one layer with rows, found a, b; say which with --layer a")
    #expect(
      try make(ReadOptions(layer: "d")).said
        == "f.gpkg: --layer: expected one of a, b, c, found \"d\"")
    #expect(try make(ReadOptions(layer: "b")).result?.table.keys == TextColumn(["h2"]))
    #expect(
      try make(ReadOptions(sheet: "b")).said
        == "f.gpkg: --sheet is for files of several sheets (.xlsx, .ods), and this is none; leave it out")
  }

  @Test func readsNoViews() throws {
    let (result, said) = try read(
      """
      CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n
      """, listed("v"))
    #expect(result == nil)
    #expect(said == "f.gpkg: expected one layer with rows, found none; say which with --layer NAME")
  }

  @Test func rejectsWhatIsNoPolygon() throws {
    let unclosed =
      "X'47500001000000000103000000010000000400000000000000000000000000000000000000000000000000F03F0000000000000000000000000000F03F000000000000F03F00000000000000000000000000000840'"
    let (result, _) = try read(
      "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom POLYGON, code TEXT, name TEXT)", listed("t", "features"),
      "INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'POLYGON', 4326, 0, 0)",
      "INSERT INTO t VALUES (1, \(unclosed), 'a', 'a'), (2, NULL, 'b', 'b'), (3, X'00', 'c', 'c')",
      as: .villages)
    #expect(result?.rejections.map(\.reason) == [.invalidPolygon, .wrongGeometry, .wrongGeometry])
    #expect(result?.rejections.map(\.row) == [1, 2, 3])
  }

  @Test func tellsTheCRS() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/f.gpkg"
    let package = try GeoPackage(path: path, access: .write)
    try package.write { connection in
      try connection.createGeoPackage()
      for (id, table) in [(4547, "a"), (4326, "b"), (0, "c"), (990_001, "d")] {
        if id > 5000 || id == 4547 {
          let (organization, definition) = id == 4547 ? ("epsg", "undefined") : ("NONE", "LOCAL_CS[\"x\"]")
          try connection.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES ('s', \(id), '\(organization)', \(id), '\(definition)', '')"
          )
        }
        try connection.execute("CREATE TABLE \(table) (fid INTEGER PRIMARY KEY, geom POINT, id TEXT)")
        try connection.execute(listed(table, "features"))
        try connection.execute(
          "INSERT INTO gpkg_geometry_columns VALUES ('\(table)', 'geom', 'POINT', \(id), 0, 0)")
        // A multi-point of one is a point.
        try connection.execute(
          """
          INSERT INTO \(table) VALUES (1, X'4750000100000000010400000001000000010100000000000000000059400000000000003C40', 'h')
          """)
      }
    }
    try package.close()
    for (layer, crs) in [("a", "EPSG:4547"), ("b", "EPSG:4326"), ("c", nil), ("d", "LOCAL_CS[\"x\"]")] {
      let table = try SourceTable.read(path, geometry: .point, options: ReadOptions(layer: layer))
      #expect(table.crs == crs && table.points?.xs == [100] && table.points?.ys == [28])
    }
  }

  @Test func namesWhatIsNoGeoPackage() throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/f.gpkg"
    let package = try GeoPackage(path: path, access: .write)
    try package.write { try $0.execute("CREATE TABLE t (id)") }
    try package.close()
    func said() -> String {
      complaint { () throws(InterchangeError) in
        try readRecords(.households, from: path, mapping: nil, utcOffsetMinutes: 480)
      }?.replacing(folder.path + "/", with: "") ?? ""
    }
    #expect(
      said().hasPrefix("f.gpkg: found an SQLite database whose header is no GeoPackage's; expected CSV"))
    try OutputFile.write(Array("SQLite format 3\0and then nothing".utf8), to: path, personal: false)
    #expect(
      said() == "f.gpkg: header (from byte 1): expected a GeoPackage, found a file that is no SQLite database"
    )
  }
}
