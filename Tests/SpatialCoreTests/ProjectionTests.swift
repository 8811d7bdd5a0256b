import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

@Suite("Projection")
struct ProjectionTests {
  @Test(
    "known points: what GDAL's gdaltransform gives, to the millimetre",
    arguments: [
      ("EPSG:4547", 113, 28.2, 401817.5588, 3121010.8701),
      ("EPSG:32651", 124.1, 9.8, 620635.0770, 1083497.0416),
      (CampaignCRS.automatic(for: .china), 116, 40, 921771.2514, 4350976.9653),
    ])
  func known(crs: String, lon: Double, lat: Double, x: Double, y: Double) throws {
    let place = try #require(try Projection(crs: crs).forward(x: lon, y: lat))
    #expect(abs(place.x - x) < 1e-3)
    #expect(abs(place.y - y) < 1e-3)
  }

  @Test("x is east and y is north, also where the CRS has it the other way")
  func axes() throws {
    // EPSG:4547 lists northing first. On its central meridian x is the false easting.
    let place = try #require(try Projection(crs: "EPSG:4547").forward(x: 114, y: 0))
    #expect(abs(place.x - 500_000) < 1e-6)
    #expect(abs(place.y) < 1e-6)
  }

  @Test(
    "there and back within a micrometre of arc",
    arguments: ["EPSG:4547", "EPSG:32650", CampaignCRS.automatic(for: .china), "EPSG:3857"])
  func roundTrip(crs: String) throws {
    let projection = try Projection(crs: crs)
    var random = SplitMix64(seed: 1)
    var xs = ContiguousArray((0..<500).map { _ in Double.random(in: 113...116, using: &random) })
    var ys = ContiguousArray((0..<500).map { _ in Double.random(in: 20...45, using: &random) })
    let (lon, lat) = (xs, ys)
    projection.forward(xs: &xs, ys: &ys)
    for i in xs.indices {
      let single = try #require(projection.forward(x: lon[i], y: lat[i]))
      #expect(single == (xs[i], ys[i]))
    }
    projection.inverse(xs: &xs, ys: &ys)
    for i in xs.indices {
      #expect(abs(xs[i] - lon[i]) < 1e-9)
      #expect(abs(ys[i] - lat[i]) < 1e-9)
    }
  }

  @Test("a point without an image is NaN or nil, and spoils no other")
  func noImage() throws {
    let projection = try Projection(crs: "EPSG:4547")
    #expect(projection.forward(x: .nan, y: 0) == nil)
    #expect(projection.forward(x: 0, y: 1e9) == nil)
    var xs: ContiguousArray = [114.0, .nan, 114, 114]
    var ys: ContiguousArray = [28.0, 28, 1e9, 28]
    projection.forward(xs: &xs, ys: &ys)
    #expect(xs.map(\.isNaN) == [false, true, true, false])
    #expect(ys[0] == ys[3])
    var none: (ContiguousArray<Double>, ContiguousArray<Double>) = ([], [])
    projection.forward(xs: &none.0, ys: &none.1)
    #expect(throws: SpatialError.outsideProjection("EPSG:4547", x: 0, y: 1e9)) {
      try projection.forward(Region(exterior: [(0, 1e9), (1, 0), (1, 1)]))
    }
  }

  @Test("only projected CRSs in metres are taken")
  func refused() {
    func message(_ crs: String) -> String? {
      do {
        _ = try Projection(crs: crs)
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      message("EPSG:4326")?.contains(
        "CRS EPSG:4326: expected a projected CRS in metres, found a CRS in degrees") == true)
    #expect(message("EPSG:2263")?.contains("found the unit US survey foot") == true)
    #expect(message("EPSG:999999")?.contains("expected EPSG:n") == true)
    #expect(message("+proj=nonsense +lat_0=1") != nil)
    for other in [
      "", "EPSG:", "EPSG:-1", "EPSG:4547x", "auto", "/etc/passwd", "+proj=utm +zone=50 +nadgrids=x",
    ] {
      #expect(message(other)?.contains("something else") == true)
    }
    #expect(message("epsg:4547") == nil)
  }
}

extension Bounds {
  fileprivate static let china = Bounds(minX: 75, minY: 18, maxX: 134, maxY: 53)
}

@Suite("CampaignCRS")
struct CampaignCRSTests {
  private static func box(_ x: Double, _ y: Double, width: Double = 1) -> Bounds {
    Bounds(minX: x - width / 2, minY: y - 0.5, maxX: x + width / 2, maxY: y + 0.5)
  }

  @Test(
    "in China: the zone of the nearest central meridian",
    arguments: [
      (91.1, 29.65, "EPSG:4539"),  // Lhasa
      (88.9, 27.48, "EPSG:4539"),  // Yadong
      (110.35, 20.0, "EPSG:4546"),  // Haikou
      (109.5, 18.25, "EPSG:4546"),  // Sanya
      (76.0, 39.47, "EPSG:4534"),  // Kashgar
      (87.6, 43.8, "EPSG:4538"),  // Urumqi
      (134.3, 48.36, "EPSG:4554"),  // Fuyuan, Heilongjiang
      (122.37, 52.97, "EPSG:4550"),  // Mohe
      (121.5, 25.0, "EPSG:4550"),  // Taipei
      (114.17, 22.3, "EPSG:4547"),  // Hong Kong
      (113.55, 22.2, "EPSG:4547"),  // Macau
      (113.0, 28.2, "EPSG:4547"),  // Changsha
      (115.5, 30.0, "EPSG:4548"),  // midway between 114 and 117
    ])
  func china(x: Double, y: Double, crs: String) throws {
    #expect(CampaignCRS.automatic(for: Self.box(x, y)) == crs)
    _ = try Projection(crs: crs)
  }

  @Test(
    "elsewhere: UTM",
    arguments: [
      (88.5, 27.5, "EPSG:32645"),  // Sikkim
      (124.1, 9.8, "EPSG:32651"),  // Bohol
      (85.3, 27.7, "EPSG:32645"),  // Kathmandu
      (105.85, 21.0, "EPSG:32648"),  // Hanoi
      (103.97, 22.34, "EPSG:32648"),  // Sa Pa
      (106.9, 47.9, "EPSG:32648"),  // Ulan Bator
      (127.0, 37.5, "EPSG:32652"),  // Seoul
      (125.75, 39.0, "EPSG:32651"),  // Pyongyang
      (129.9, 33.6, "EPSG:32652"),  // Kyushu
      (127.7, 26.2, "EPSG:32652"),  // Okinawa
      (131.9, 43.1, "EPSG:32652"),  // Vladivostok
      (77.6, 34.2, "EPSG:32643"),  // Leh
      (96.1, 22.0, "EPSG:32647"),  // Mandalay
      (-70.6, -33.4, "EPSG:32719"),  // Santiago
      (180, 10, "EPSG:32660"),
    ])
  func elsewhere(x: Double, y: Double, crs: String) {
    #expect(CampaignCRS.automatic(for: Self.box(x, y)) == crs)
  }

  @Test("wider than 6°: equal-area")
  func wide() throws {
    let china = CampaignCRS.automatic(for: .china)
    #expect(china.hasPrefix("+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105"))
    let philippines = CampaignCRS.automatic(for: Self.box(121.6, 12.4, width: 10))
    #expect(philippines == "+proj=laea +lat_0=12 +lon_0=122 +datum=WGS84 +units=m +no_defs")
    for crs in [china, philippines] {
      let projection = try Projection(crs: crs)
      // Areas of equal size on the sphere stay equal: two boxes of one band of latitude.
      let west = try projection.forward(square(110, 12, side: 0.01).densified(step: 0.001)).area
      let east = try projection.forward(square(121, 12, side: 0.01).densified(step: 0.001)).area
      #expect(abs(west / east - 1) < 1e-6)
    }
    #expect(CampaignCRS.automatic(for: Self.box(10, 88)).hasPrefix("+proj=laea +lat_0=88"))
    #expect(
      CampaignCRS.automatic(for: Bounds(minX: .nan, minY: .nan, maxX: .nan, maxY: .nan)).hasPrefix(
        "+proj=laea"))
  }
}
