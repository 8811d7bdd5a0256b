import CampaignModel
import GeoPackageFormat
import TestSupport
import Testing

@Suite("Geometry blobs") struct GeometryBlobTests {
  static let square = Region(exterior: [(0, 0), (2, 0), (2, 1), (0, 1)])

  static func squareWithHoleAndIsland() -> Region {
    var region = Region()
    let rings: [[(Double, Double)]] = [
      [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)], [(3, 3), (3, 6), (6, 6), (3, 3)],
    ]
    for ring in rings {
      for (x, y) in ring { region.appendVertex(x, y) }
      region.endRing()
    }
    region.endPolygon()
    for (x, y) in [(20.0, 20.0), (21, 20), (21, 21), (20, 20)] { region.appendVertex(x, y) }
    region.endRing()
    region.endPolygon()
    return region
  }

  func decode(_ bytes: [UInt8]) throws -> GeometryBlob.Value {
    try bytes.withUnsafeBytes { try GeometryBlob.decode($0) }
  }

  func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.filter { !$0.isWhitespace })
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
  }

  @Test("a point is its header, its type and its two numbers") func point() throws {
    let blob = GeometryBlob.encode(x: 1, y: -2)
    #expect(blob == bytes("4750 00 01 E6100000 01 01000000 000000000000F03F 00000000000000C0"))
    #expect(try decode(blob) == .point(x: 1, y: -2))
  }

  @Test("coordinates keep every bit") func bits() throws {
    for (x, y) in randomPoints(200, seed: 7) {
      #expect(try decode(GeometryBlob.encode(x: x, y: y)) == .point(x: x, y: y))
    }
  }

  @Test("a region keeps its parts and holes") func region() throws {
    for region in [Self.square, Self.squareWithHoleAndIsland()] {
      #expect(try decode(GeometryBlob.encode(region)) == .region(region))
    }
    #expect(try decode(GeometryBlob.encode(Region())) == .empty)
  }

  @Test("a region has its box in the header") func envelope() {
    let bounds = GeometryBlob.encode(Self.square).withUnsafeBytes { GeometryBlob.bounds($0) }
    #expect(bounds == Bounds(minX: 0, minY: 0, maxX: 2, maxY: 1))
  }

  @Test("big-endian, Z, M and PostGIS' types are read; Z and M are dropped")
  func dialects() throws {
    let header = "4750 00 01 E6100000"
    let one = "000000000000F03F"
    let two = "0000000000000040"
    let seven = "0000000000001C40"
    #expect(
      try decode(bytes("4750 00 00 000010E6 00 00000001 3FF0000000000000 4000000000000000"))
        == .point(x: 1, y: 2))
    #expect(try decode(bytes("\(header) 01 E9030000 \(one) \(two) \(seven)")) == .point(x: 1, y: 2))
    #expect(try decode(bytes("\(header) 01 B90B0000 \(one) \(two) \(seven) \(seven)")) == .point(x: 1, y: 2))
    #expect(try decode(bytes("\(header) 01 010000A0 E6100000 \(one) \(two) \(seven)")) == .point(x: 1, y: 2))
    let ring = "03000000 \(one) \(one) \(seven) \(two) \(one) \(seven) \(one) \(one) \(seven)"
    #expect(
      try decode(bytes("\(header) 01 EB030000 01000000 \(ring)"))
        == .region(Region(exterior: [(1, 1), (2, 1), (1, 1)])))
  }

  @Test("NaN is an empty point") func emptyPoint() throws {
    #expect(try decode(GeometryBlob.encode(x: .nan, y: .nan)) == .empty)
  }

  @Test("faults are named") func faults() {
    #expect(throws: GeometryBlob.Fault.truncated(offset: 0)) { try decode([]) }
    #expect(throws: GeometryBlob.Fault.badHeader) { try decode(bytes("0000000000000000")) }
    #expect(throws: GeometryBlob.Fault.unsupported(type: 2)) {
      try decode(bytes("4750 00 01 E6100000 01 02000000 00000000"))
    }
    // A ring of four thousand million vertices in no bytes at all.
    #expect(throws: GeometryBlob.Fault.truncated(offset: 21)) {
      try decode(bytes("4750 00 01 E6100000 01 03000000 01000000 FFFFFFFF"))
    }
    #expect(
      "\(GeometryBlob.Fault.unsupported(type: 2))"
        == "expected a point or a polygon, found a geometry of WKB type 2")
  }

  @Test("any bytes are read or refused, never more than there are") func hostile() throws {
    var random = SplitMix64(seed: 11)
    let samples = [
      GeometryBlob.encode(Self.squareWithHoleAndIsland()), GeometryBlob.encode(x: 3, y: 4),
      bytes("4750 00 00 000010E6 00 00000001 3FF0000000000000 4000000000000000"),
    ]
    var read = 0
    for _ in 0..<20_000 {
      var blob = samples.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        blob[Int.random(in: 0..<blob.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { blob.removeLast(Int.random(in: 0..<blob.count, using: &random)) }
      if (try? decode(blob)) != nil { read += 1 }
      _ = blob.withUnsafeBytes { GeometryBlob.bounds($0) }
    }
    #expect(read > 0)
    for length in 0...samples[0].count { _ = try? decode(Array(samples[0].prefix(length))) }
  }
}
