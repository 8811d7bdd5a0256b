public import CampaignModel

extension GeometryBlob {
  /// Decodes any bytes: what is no geometry throws, and nothing is read past the end.
  ///
  /// - Complexity: O(bytes); memory is bounded by the bytes, whatever the counts in them promise.
  public static func decode(_ bytes: UnsafeRawBufferPointer) throws(Fault) -> Value {
    // Nearly every point is one of ours.
    if bytes.count == pointLength, bytes[0] == 0x47, bytes[1] == 0x50, bytes[2] == 0, bytes[3] == 0x01,
      bytes[8] == 0x01, bytes.loadUnaligned(fromByteOffset: 9, as: UInt32.self).littleEndian == 1
    {
      var reader = WKBReader(bytes: bytes, offset: 13)
      return try reader.point(ordinates: 2)
    }
    let header = try Header(bytes)
    var reader = WKBReader(bytes: bytes, offset: header.length)
    return try reader.geometry()
  }

  /// The box around a geometry: the header's, else the one of its vertices; nil if it is empty or no geometry.
  public static func bounds(_ bytes: UnsafeRawBufferPointer) -> Bounds? {
    guard let header = try? Header(bytes) else { return nil }
    if let envelope = header.envelope { return envelope }
    switch try? decode(bytes) {
    case .point(let x, let y): return Bounds(minX: x, minY: y, maxX: x, maxY: y)
    case .region(let region): return region.bounds
    case .empty, nil: return nil
    }
  }

  /// The fixed part in front of the well-known binary.
  struct Header {
    /// Where the well-known binary begins.
    let length: Int
    /// The box in it, if there is one and it is a box.
    let envelope: Bounds?

    init(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
      guard bytes.count >= 8 else { throw .truncated(offset: bytes.count) }
      guard bytes[0] == 0x47, bytes[1] == 0x50, bytes[2] == 0 else { throw .badHeader }
      let flags = bytes[3]
      // None, XY, XYZ, XYM, XYZM.
      let sizes = [0, 32, 48, 48, 64]
      let kind = Int(flags >> 1 & 0x07)
      // Bit 5 marks a blob whose content is an extension's own.
      guard kind < sizes.count, flags & 0x20 == 0 else { throw .badHeader }
      length = 8 + sizes[kind]
      guard bytes.count >= length else { throw .truncated(offset: bytes.count) }
      guard kind > 0 else {
        envelope = nil
        return
      }
      var reader = WKBReader(bytes: bytes, offset: 8)
      reader.isLittleEndian = flags & 0x01 == 1
      let minX = try reader.double()
      let maxX = try reader.double()
      let minY = try reader.double()
      let maxY = try reader.double()
      envelope = minX <= maxX && minY <= maxY ? Bounds(minX: minX, minY: minY, maxX: maxX, maxY: maxY) : nil
    }
  }
}

/// Reads well-known binary with every length checked before it is believed.
private struct WKBReader {
  let bytes: UnsafeRawBufferPointer
  var offset: Int
  var isLittleEndian = true

  init(bytes: UnsafeRawBufferPointer, offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  private var remaining: Int { bytes.count - offset }

  private mutating func uint32() throws(GeometryBlob.Fault) -> UInt32 {
    guard remaining >= 4 else { throw .truncated(offset: offset) }
    let raw = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    offset += 4
    return isLittleEndian ? raw.littleEndian : raw.bigEndian
  }

  mutating func double() throws(GeometryBlob.Fault) -> Double {
    guard remaining >= 8 else { throw .truncated(offset: offset) }
    let raw = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    offset += 8
    return Double(bitPattern: isLittleEndian ? raw.littleEndian : raw.bigEndian)
  }

  /// A count of things that take at least `size` bytes each: it cannot exceed what is left.
  private mutating func count(ofSize size: Int) throws(GeometryBlob.Fault) -> Int {
    let count = Int(try uint32())
    guard count <= remaining / size else { throw .truncated(offset: offset) }
    return count
  }

  /// Byte order and type: the plain type (1...17) and the number of ordinates of a vertex.
  private mutating func head() throws(GeometryBlob.Fault) -> (type: UInt32, ordinates: Int) {
    guard remaining >= 1 else { throw .truncated(offset: offset) }
    let mark = bytes[offset]
    guard mark <= 1 else { throw .malformed(offset: offset) }
    isLittleEndian = mark == 1
    offset += 1
    let code = try uint32()
    let hasZ = code & 0x8000_0000 != 0
    let hasM = code & 0x4000_0000 != 0
    // PostGIS puts an SRID after the type if bit 29 is set.
    if code & 0x2000_0000 != 0 { _ = try uint32() }
    let iso = code & 0x0FFF_FFFF
    guard iso < 4000 else { throw .unsupported(type: code) }
    let ordinates = 2 + [0, 1, 1, 2][Int(iso / 1000)] + (hasZ ? 1 : 0) + (hasM ? 1 : 0)
    guard ordinates <= 4 else { throw .unsupported(type: code) }
    return (iso % 1000, ordinates)
  }

  mutating func point(ordinates: Int) throws(GeometryBlob.Fault) -> GeometryBlob.Value {
    let x = try double()
    let y = try double()
    for _ in 2..<ordinates { _ = try double() }
    // An empty point is written as NaN.
    return x.isNaN || y.isNaN ? .empty : .point(x: x, y: y)
  }

  mutating func geometry() throws(GeometryBlob.Fault) -> GeometryBlob.Value {
    let start = offset
    let (type, ordinates) = try head()
    switch type {
    case 1: return try point(ordinates: ordinates)
    case 3:
      var region = Region()
      try polygon(ordinates: ordinates, into: &region)
      return region.isEmpty ? .empty : .region(region)
    case 4:
      // Collectors that write points as multi-points put one into each; several are no place of one record.
      let memberCount = try count(ofSize: 21)
      if memberCount == 0 { return .empty }
      guard memberCount == 1 else { throw .unsupported(type: type) }
      let memberStart = offset
      let (memberType, memberOrdinates) = try head()
      guard memberType == 1 else { throw .malformed(offset: memberStart) }
      return try point(ordinates: memberOrdinates)
    case 6:
      var region = Region()
      // The smallest polygon is its byte order, type and a ring count of 0.
      for _ in 0..<(try count(ofSize: 9)) {
        let memberStart = offset
        let (memberType, memberOrdinates) = try head()
        guard memberType == 3 else { throw .malformed(offset: memberStart) }
        try polygon(ordinates: memberOrdinates, into: &region)
      }
      return region.isEmpty ? .empty : .region(region)
    case 2, 5, 7...17: throw .unsupported(type: type)
    default: throw .malformed(offset: start)
    }
  }

  private mutating func polygon(ordinates: Int, into region: inout Region) throws(GeometryBlob.Fault) {
    let ringCount = try count(ofSize: 4)
    for _ in 0..<ringCount {
      let vertexCount = try count(ofSize: ordinates * 8)
      for _ in 0..<vertexCount {
        let x = try double()
        region.appendVertex(x, try double())
        offset += (ordinates - 2) * 8
      }
      region.endRing()
    }
    // An empty part says nothing, and a region has a ring in every polygon.
    if ringCount > 0 { region.endPolygon() }
  }
}
