public import CampaignModel

/// The geometry of one feature as a GeoPackage stores it: a short header, then well-known binary (OGC 06-103r4).
///
/// Written: little-endian, WGS 84, points without an envelope, regions as MultiPolygon with one. Read: either byte
/// order, points (also as multi-points of one) and (multi-)polygons, with or without Z and M, in ISO and in PostGIS' dialect of types.
public enum GeometryBlob {
  /// What a blob holds.
  public enum Value: Sendable, Equatable {
    /// A geometry without coordinates.
    case empty
    /// A point.
    case point(x: Double, y: Double)
    /// A polygon or multi-polygon.
    case region(Region)
  }

  /// Why bytes are no geometry that we read.
  public enum Fault: Error, Equatable, CustomStringConvertible {
    /// The bytes end before the geometry does, or a count promises more than follows.
    case truncated(offset: Int)
    /// No GeoPackage header, or one of an unknown version or envelope.
    case badHeader
    /// A byte-order mark other than 0 and 1, or a member of another type than its collection.
    case malformed(offset: Int)
    /// Sound, but neither point nor polygon; with its WKB type.
    case unsupported(type: UInt32)

    /// What is wrong, where.
    public var description: String {
      switch self {
      case .truncated(let offset): "the geometry ends too early, at byte \(offset)"
      case .badHeader: "the geometry has no GeoPackage header"
      case .malformed(let offset): "the geometry is malformed at byte \(offset)"
      case .unsupported(let type): "expected a point or a polygon, found a geometry of WKB type \(type)"
      }
    }
  }

  /// The length of an encoded point.
  static let pointLength = 29

  /// Encodes a point in WGS 84, 29 bytes; the two coordinates are the last 16.
  public static func encode(x: Double, y: Double) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pointLength)
    appendHeader(flags: 0x01, to: &bytes)
    bytes.append(0x01)
    append(UInt32(1), to: &bytes)
    append(x.bitPattern, to: &bytes)
    append(y.bitPattern, to: &bytes)
    return bytes
  }

  /// Overwrites the coordinates of an encoded point.
  public static func setPoint(x: Double, y: Double, in bytes: inout [UInt8]) {
    guard bytes.count == pointLength else {
      bytes = encode(x: x, y: y)
      return
    }
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: x.bitPattern.littleEndian, toByteOffset: 13, as: UInt64.self)
      $0.storeBytes(of: y.bitPattern.littleEndian, toByteOffset: 21, as: UInt64.self)
    }
  }

  /// Encodes a region in WGS 84 as a MultiPolygon. - Complexity: O(vertices).
  public static func encode(_ region: Region) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64 + region.xs.count * 16 + region.ringEnds.count * 4 + region.polygonCount * 9)
    if let bounds = region.bounds {
      appendHeader(flags: 0x03, to: &bytes)
      for side in [bounds.minX, bounds.maxX, bounds.minY, bounds.maxY] { append(side.bitPattern, to: &bytes) }
    } else {
      // Bit 4 says "empty"; the standard allows no envelope then.
      appendHeader(flags: 0x11, to: &bytes)
    }
    bytes.append(0x01)
    append(UInt32(6), to: &bytes)
    append(UInt32(region.polygonCount), to: &bytes)
    for polygon in 0..<region.polygonCount {
      let rings = region.rings(ofPolygon: polygon)
      bytes.append(0x01)
      append(UInt32(3), to: &bytes)
      append(UInt32(rings.count), to: &bytes)
      for ring in rings {
        let vertices = region.vertices(ofRing: ring)
        append(UInt32(vertices.count), to: &bytes)
        for vertex in vertices {
          append(region.xs[vertex].bitPattern, to: &bytes)
          append(region.ys[vertex].bitPattern, to: &bytes)
        }
      }
    }
    return bytes
  }

  private static func appendHeader(flags: UInt8, to bytes: inout [UInt8]) {
    bytes += [0x47, 0x50, 0x00, flags]
    append(UInt32(bitPattern: GeoPackageFormat.wgs84), to: &bytes)
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
