import CampaignModel

/// Rows as PostgreSQL's `COPY … FROM STDIN` reads them in its text format (PostgreSQL's manual, COPY, "Text Format"):
/// one line a row, values parted by tabs, `\N` for nothing; and geometry as EWKB in hexadecimal.
enum CopyText {
  /// Adds a row: its values, then its geometry if the table has one.
  ///
  /// - Complexity: O(bytes).
  static func append(
    _ values: [AttributeValue], _ geometry: GeoJSONWriter.Geometry?, to bytes: inout [UInt8]
  ) {
    for (i, value) in values.enumerated() {
      if i > 0 { bytes.append(UInt8(ascii: "\t")) }
      append(value, to: &bytes)
    }
    if let geometry {
      if !values.isEmpty { bytes.append(UInt8(ascii: "\t")) }
      append(geometry, to: &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private static let null = Array("\\N".utf8)

  private static func append(_ value: AttributeValue, to bytes: inout [UInt8]) {
    switch value {
    case .none: bytes += null
    case .text(let text): append(escaping: text, to: &bytes)
    case .integer(let number): NumberText.append(number, to: &bytes)
    case .real(let number) where number.isFinite: NumberText.append(number, to: &bytes)
    case .real: bytes += null
    case .flag(let flag): bytes.append(UInt8(ascii: flag ? "t" : "f"))
    }
  }

  /// The four bytes that mean something to COPY; all others stand for themselves.
  private static func append(escaping text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): bytes += [byte, byte]
      case UInt8(ascii: "\t"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
      case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case UInt8(ascii: "\r"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
      default: bytes.append(byte)
      }
    }
  }

  private static func append(_ geometry: GeoJSONWriter.Geometry, to bytes: inout [UInt8]) {
    switch geometry {
    case .point(let x, let y) where x.isFinite && y.isFinite:
      var writer = EWKB(.point)
      writer.append(x, y)
      bytes += Hexadecimal.bytes(writer.bytes)
    case .region(let region) where region.polygonCount > 0:
      bytes += Hexadecimal.bytes(EWKB.multiPolygon(region))
    case .none, .point, .region: bytes += null
    }
  }
}

/// PostGIS's Extended Well-Known Binary, little-endian: WKB (OGC 06-103r4, 8.2) with the SRID behind the type of the
/// outermost geometry. Coordinates keep their bits.
private struct EWKB {
  enum Kind: UInt32 { case point = 1, polygon = 3, multiPolygon = 6 }

  private(set) var bytes: [UInt8] = []

  private static let hasSRID: UInt32 = 0x2000_0000

  /// Begins a geometry in WGS 84.
  init(_ kind: Kind) {
    bytes.append(1)
    append(kind.rawValue | EWKB.hasSRID)
    append(4326)
  }

  static func multiPolygon(_ region: Region) -> [UInt8] {
    var writer = EWKB(.multiPolygon)
    writer.bytes.reserveCapacity(16 * region.xs.count + 64)
    writer.append(UInt32(region.polygonCount))
    for polygon in 0..<region.polygonCount {
      let rings = region.rings(ofPolygon: polygon)
      writer.bytes.append(1)
      writer.append(Kind.polygon.rawValue)
      writer.append(UInt32(rings.count))
      for ring in rings {
        let vertices = region.vertices(ofRing: ring)
        writer.append(UInt32(vertices.count))
        for i in vertices { writer.append(region.xs[i], region.ys[i]) }
      }
    }
    return writer.bytes
  }

  mutating func append(_ x: Double, _ y: Double) {
    for number in [x, y] {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  private mutating func append(_ number: UInt32) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
