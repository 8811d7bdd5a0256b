import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import SpatialCore

@Suite("Source coordinates")
struct SourceCoordinatesTests {
  /// Converts points and returns them with the notes.
  private func convert(
    _ points: [(Double, Double)], option: String? = nil, file: String? = nil
  ) throws -> (points: [(x: Double, y: Double)], notes: [String]) {
    var xs = ContiguousArray(points.map(\.0))
    var ys = ContiguousArray(points.map(\.1))
    let notes = try SourceCoordinates(option: option, fileCRS: file).conversion.convert(xs: &xs, ys: &ys)
    return (xs.indices.map { (xs[$0], ys[$0]) }, notes)
  }

  private func refusal(
    _ points: [(Double, Double)], option: String? = nil, file: String? = nil
  ) throws -> String? {
    do {
      _ = try convert(points, option: option, file: file)
      return nil
    } catch let refusal as CoordinateConversion.Refusal {
      return "expected \(refusal.expected), found \(refusal.found); \(refusal.remedy)"
    }
  }

  private func near(_ a: (x: Double, y: Double), _ x: Double, _ y: Double, metres: Double = 0.01) -> Bool {
    GroundDistance.metres(fromX: a.x, y: a.y, toX: x, y: y) < metres
  }

  private static let changsha = (lon: 112.9388, lat: 28.2282)

  @Test("nothing said is WGS 84, bit by bit")
  func plain() throws {
    let own = (0.1 + 112.8, 28.228200000000001)
    for (option, file) in [(nil, nil), ("EPSG:4326", nil), (nil, "EPSG:4326"), ("epsg:4326", nil)]
      as [(String?, String?)]
    {
      let result = try convert([own, (.nan, .nan)], option: option, file: file)
      #expect(result.points[0] == own && result.points[1].x.isNaN && result.notes.isEmpty)
      #expect(try SourceCoordinates(option: option, fileCRS: file).isIdentity)
    }
  }

  @Test("CGCS2000 in degrees is WGS 84, bit by bit, and said")
  func cgcs() throws {
    let result = try convert([Self.changsha], option: "EPSG:4490")
    #expect(result.points[0] == (Self.changsha.lon, Self.changsha.lat))
    #expect(result.notes == ["CGCS2000 (EPSG:4490) is taken as WGS 84"])
  }

  @Test(
    "zones with and without the number in the easting",
    arguments: [
      ("EPSG:4547", 401_817.5588, "CGCS2000"), ("EPSG:4526", 38_401_817.5588, "CGCS2000"),
    ])
  func zones(crs: String, x: Double, datum: String) throws {
    let result = try convert([(x, 3_121_010.8701)], file: crs)
    #expect(near(result.points[0], 113, 28.2, metres: 0.001))
    #expect(result.notes == ["converted from \(crs), the file's own CRS (CGCS2000 is taken as WGS 84)"])
  }

  @Test("the user's word goes before the file's, and that is said")
  func overruling() throws {
    let result = try convert([(401_817.5588, 3_121_010.8701)], option: "EPSG:4547", file: "EPSG:4326")
    #expect(near(result.points[0], 113, 28.2))
    #expect(
      result.notes == [
        "the file says EPSG:4326; its coordinates are taken as EPSG:4547, as --crs says",
        "converted from EPSG:4547 (CGCS2000 is taken as WGS 84)",
      ])
    #expect(try convert([Self.changsha], option: "EPSG:4490", file: "EPSG:4490").notes.count == 1)
  }

  @Test("GCJ-02 and BD-09 are shifted back, and how far is said")
  func shifted() throws {
    for offset in ChinaOffset.allCases {
      let away = offset.forward(x: Self.changsha.lon, y: Self.changsha.lat)
      let result = try convert([away, (.nan, .nan), (139.7, 35.7)], option: offset.rawValue.uppercased())
      #expect(near(result.points[0], Self.changsha.lon, Self.changsha.lat))
      #expect(result.points[2] == (139.7, 35.7))
      #expect(result.notes[0].hasPrefix("\(offset.rawValue): 1 point moved by up to "))
      #expect(result.notes[0].hasSuffix(" m; published descriptions differ by up to 0.8 m"))
      #expect(
        result.notes[1]
          == "1 point outside China, where \(offset.rawValue) is not in use, left unmoved")
    }
    #expect(try SourceCoordinates(option: "GCJ-02", fileCRS: nil).name == "gcj02")
  }

  @Test("an old datum is changed, and how well is said")
  func oldDatum() throws {
    let result = try convert([(401_817.6, 3_121_010.9)], option: "EPSG:2383")
    #expect(near(result.points[0], 113, 28.2, metres: 500))
    #expect(result.notes.count == 1)
    #expect(result.notes[0].hasPrefix("converted from EPSG:2383; "))
    #expect(result.notes[0].contains("Xian 1980"))
  }

  @Test(
    "WKT of GDAL and of Esri are known by their codes",
    arguments: [
      """
      PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",
      DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],
      UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],
      PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],
      PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]

      """,
      """
      PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 114E",GEOGCS["China Geodetic Coordinate System 2000",
      DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],
      AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4490"]],
      PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",114],
      PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],
      UNIT["metre",1],AXIS["Northing",NORTH],AXIS["Easting",EAST],AUTHORITY["EPSG","4547"]]
      """,
    ])
  func wkt(text: String) throws {
    let coordinates = try SourceCoordinates(option: nil, fileCRS: text)
    #expect(coordinates.name == "EPSG:4547")
    #expect(near(try convert([(401_817.5588, 3_121_010.8701)], file: text).points[0], 113, 28.2))
  }

  @Test(
    "Esri's WGS 84 and a PROJ text of it change nothing",
    arguments: [
      """
      GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],
      PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]
      """, "+proj=longlat +datum=WGS84 +no_defs", "urn:ogc:def:crs:EPSG::4326",
    ])
  func otherNamesOfWGS84(text: String) throws {
    let coordinates = try SourceCoordinates(option: nil, fileCRS: text)
    #expect(coordinates.isIdentity && coordinates.name == "EPSG:4326")
  }

  @Test("a CRS of the user's is EPSG:n, gcj02 or bd09; a file's is never a way to other files")
  func refusedNames() {
    func message(option: String? = nil, file: String? = nil) -> String? {
      do throws(SpatialError) {
        _ = try SourceCoordinates(option: option, fileCRS: file)
        return nil
      } catch { return error.description }
    }
    for option in ["", "4547", "wgs84", "+proj=longlat", "gcj", "/etc/passwd"] {
      #expect(message(option: option)?.contains("expected EPSG:n (as EPSG:4547), gcj02 or bd09") == true)
    }
    for option in ["EPSG:", "EPSG:0", "EPSG:-1", "EPSG:4547x", "EPSG:999999", "EPSG:99999999999999999999"] {
      #expect(message(option: option)?.contains("that PROJ knows, found") == true, "\(option)")
    }
    // Heights alone, and a plan of a building.
    #expect(message(option: "EPSG:5703")?.contains("found another kind of CRS") == true)
    #expect(message(file: #"LOCAL_CS["site",UNIT["metre",1]]"#)?.contains("another kind of CRS") == true)
    for file in [
      "+proj=longlat +nadgrids=/etc/passwd", "+proj=longlat +ellps=WGS84 +nadgrids=@null,/dev/stdin x",
      "+init=epsg:4326", "/etc/passwd", "{\"type\":\"GeographicCRS\"}", "GEOGCS[", "\u{0}", "A[B",
      String(repeating: "GEOGCS[", count: 20_000),
    ] {
      #expect(message(file: file) != nil, "\(file.prefix(40))")
    }
  }

  // MARK: Mistakes

  private static let plausible = [
    (401_817.6, 3_121_010.9), (402_000.0, 3_122_000.0), (410_000.0, 3_100_000.0),
  ]

  @Test("the other form of a zone is named by its code")
  func otherForm() throws {
    let prefixed = Self.plausible.map { ($0.0 + 38_000_000, $0.1) }
    #expect(
      try refusal(prefixed, file: "EPSG:4547")
        == "expected eastings and northings of EPSG:4547, found eastings that carry the number 38 of a zone, as "
        + "38401818, 3121011; import with --crs EPSG:4526 (CGCS2000 / 3-degree Gauss-Kruger zone 38)")
    #expect(
      try refusal(Self.plausible, option: "EPSG:4526")
        == "expected eastings and northings of EPSG:4526, found eastings without the number of a zone, as "
        + "401818, 3121011; import with --crs EPSG:4547 (CGCS2000 / 3-degree Gauss-Kruger CM 114E)")
    // Another zone's number, and a zone of 6° for one of 3°.
    let next = Self.plausible.map { ($0.0 + 39_000_000, $0.1) }
    #expect(try refusal(next, option: "EPSG:4526")?.contains("--crs EPSG:4527 (") == true)
    let wide = Self.plausible.map { ($0.0 + 19_000_000, $0.1) }
    #expect(try refusal(wide, option: "EPSG:4547")?.contains("--crs EPSG:4497 (") == true)
    // The datum that was said is kept.
    #expect(try refusal(prefixed, option: "EPSG:2383")?.contains("--crs EPSG:2362 (Xian 1980") == true)
  }

  @Test("swapped axes are named, with and without another zone")
  func swappedAxes() throws {
    let exchange = "exchange the two in the file, or with --columns lon=EASTING,lat=NORTHING"
    #expect(
      try refusal(Self.plausible.map { ($0.1, $0.0) }, option: "EPSG:4547")
        == "expected eastings and northings of EPSG:4547, found the two axes swapped, as 3121011, 401818; \(exchange)"
    )
    #expect(
      try refusal(Self.plausible.map { ($0.1, $0.0 + 38_000_000) }, option: "EPSG:4547")
        == "expected eastings and northings of EPSG:4547, found eastings that carry the number 38 of a zone, as "
        + "3121011, 38401818; import with --crs EPSG:4526 (CGCS2000 / 3-degree Gauss-Kruger zone 38) and \(exchange)"
    )
    // In degrees of WGS 84 each row says so.
    #expect(try refusal([(28.2, 113), (28.3, 113.1), (28.4, 112.9)]) == nil)
    #expect(try refusal([(28.2, 113)], option: "gcj02")?.contains("swapped") == true)
  }

  @Test("degrees for metres, and metres for degrees")
  func otherUnit() throws {
    #expect(
      try refusal([(113, 28.2), (113.1, 28.1)], file: "EPSG:32649")
        == "expected eastings and northings of EPSG:32649, found degrees, as 113.0, 28.2; import with --crs EPSG:4326 if "
        + "they are WGS 84, gcj02 or bd09 if they come from a Chinese map service")
    #expect(
      try refusal(Self.plausible)
        == "expected degrees of EPSG:4326, found metres, as 401818, 3121011; name their CRS with --crs EPSG:n"
    )
    #expect(
      try refusal(Self.plausible.map { ($0.1, $0.0 + 38_000_000) }, option: "bd09")
        == "expected degrees of bd09, found metres, as 3121011, 38401818; eastings that begin with 38 are those of "
        + "EPSG:4526 if they are CGCS2000: import with --crs EPSG:4526 and exchange the two in the file, or with "
        + "--columns lon=EASTING,lat=NORTHING")
  }

  @Test("a few strange points do not refuse a file")
  func minority() throws {
    let odd = Self.plausible + [(38_401_817.6, 3_121_010.9), (0, 0), (.nan, .nan), (500_000, 9_900_000)]
    let result = try convert(odd, option: "EPSG:4547")
    #expect(near(result.points[0], 113, 28.2, metres: 1))
    #expect(result.notes.contains { $0.contains("1 point far outside the area of EPSG:4547") })
    #expect(try refusal([(28, 113), (113, 28)]) == nil)
    #expect(try refusal(Array(Self.plausible.prefix(2))) == nil)
    #expect(try refusal([]) == nil)
    #expect(try refusal([(0, 0), (.nan, 1)], option: "EPSG:4547") == nil)
  }

  @Test("no numbers make it trap")
  func anything() throws {
    var random = SplitMix64(seed: 11)
    let strange = [
      0, -0.0, .nan, .infinity, -.infinity, 1e300, -1e300, .leastNonzeroMagnitude, 90, 180, 38_500_000, 3e6,
      1e19,
    ]
    for option in [
      "EPSG:4547", "EPSG:4526", "EPSG:3857", "EPSG:2383", "EPSG:4326", "EPSG:4610", "gcj02", "bd09",
    ] {
      for _ in 0..<12 {
        let points = (0..<5).map { _ in
          (strange.randomElement(using: &random) ?? 0, strange.randomElement(using: &random) ?? 0)
        }
        _ = try refusal(points, option: option)
      }
    }
  }

  @Test("the middle of a long edge lies where the documentation says")
  func edges() throws {
    let ends = try convert(
      [(400_000, 3_121_000), (410_000, 3_121_000), (405_000, 3_121_000)], option: "EPSG:4547"
    ).points
    let middle = (x: (ends[0].x + ends[1].x) / 2, y: (ends[0].y + ends[1].y) / 2)
    let miss = GroundDistance.metres(fromX: middle.x, y: middle.y, toX: ends[2].x, y: ends[2].y)
    #expect(miss > 0.01 && miss < 1.2)
  }

  @Test("EPSG points of China, to a centimetre, both ways", .enabled(if: TestSupport.sharedFolder != nil))
  func epsgPoints() throws {
    let rows = try sharedRows("epsg_points.csv")
    #expect(rows.count > 60)
    var worst = 0.0
    for row in rows {
      let numbers = row[3...6].compactMap { Double($0) }
      try #require(numbers.count == 4)
      let found = try convert([(numbers[2], numbers[3])], option: "EPSG:\(row[0])").points[0]
      let miss = GroundDistance.metres(fromX: found.x, y: found.y, toX: numbers[0], y: numbers[1])
      worst = max(worst, miss)
      #expect(miss < 0.01, "\(row)")
      let back = try #require(try Projection(crs: "EPSG:\(row[0])").forward(x: numbers[0], y: numbers[1]))
      #expect(abs(back.x - numbers[2]) < 0.01 && abs(back.y - numbers[3]) < 0.01, "\(row)")
    }
    print("EPSG points, worst miss in metres: \(worst)")
  }
}

@Suite("Gauss–Krüger zones")
struct GaussKrugerZoneTests {
  @Test("every code of the table is the zone that PROJ says", arguments: GaussKrugerZone.Datum.allCases)
  func names(datum: GaussKrugerZone.Datum) throws {
    var count = 0
    for (width, numbers) in [(3, 25...45), (6, 13...23)] {
      for number in numbers {
        for hasPrefix in [false, true] {
          let zone = try #require(
            GaussKrugerZone(datum, width: width, number: number, hasPrefix: hasPrefix))
          #expect(GaussKrugerZone(code: zone.code) == zone)
          #expect(zone.twin?.twin == zone)
          let crs = try SourceTransformation(from: "EPSG:\(zone.code)")
          // A point on the central meridian has the false easting.
          var xs: ContiguousArray = [500_000 + (hasPrefix ? Double(number) * 1e6 : 0)]
          var ys: ContiguousArray = [3_500_000.0]
          crs.convert(xs: &xs, ys: &ys)
          // Datums differ by a few seconds of arc.
          #expect(abs(xs[0] - Double(zone.centralMeridian)) < 0.003, "\(crs.title)")
          let datumName = crs.title.split(separator: "/").first ?? ""
          #expect(
            datumName.contains(
              datum == .cgcs2000 ? "CGCS2000" : datum == .xian1980 ? "Xian 1980" : "Beijing 1954"))
          #expect(crs.title.contains("3-degree") == (width == 3), "\(crs.title)")
          count += 1
        }
      }
    }
    #expect(count == 64)
  }

  @Test("the number in an easting")
  func prefix() {
    #expect(GaussKrugerZone(.cgcs2000, prefixOf: 38_401_817)?.code == 4526)
    #expect(GaussKrugerZone(.cgcs2000, prefixOf: 19_500_000)?.code == 4497)
    for easting in [401_817, 38_050_000, 24_500_000, 46_500_000, 3_121_010, .nan, -.infinity, 1e300] {
      #expect(GaussKrugerZone(.cgcs2000, prefixOf: easting) == nil)
    }
    #expect(GaussKrugerZone(code: 3857) == nil && GaussKrugerZone(code: .min) == nil)
  }
}
