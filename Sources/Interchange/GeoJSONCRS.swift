/// The `crs` member of the GeoJSON of 2008. RFC 7946 has done away with it and knows WGS 84 only, but files still have it,
/// and coordinates that it speaks of are not WGS 84: it is honoured where it names an EPSG code, and refused otherwise.
extension JSONScanner {
  /// What a `crs` member says.
  enum NamedCRS: Hashable {
    /// An EPSG code, `EPSG:4547`; WGS 84 by any name is `EPSG:4326`.
    case epsg(String)
    /// Something that cannot be honoured.
    case other(String)
  }

  /// Reads the value of a `crs` member; nil if it is null.
  mutating func readCRS() throws(InterchangeError) -> NamedCRS? {
    switch try peek() {
    case .null:
      try readNull()
      return nil
    case .object:
      var name: String?
      try beginObject()
      while let key = try nextKey() {
        if key == "properties", try peek() == .object {
          name = try readCRSName()
        } else {
          _ = try skipValue()
        }
      }
      guard let name else { return .other("a crs without a name") }
      return JSONScanner.epsg(name).map { .epsg($0) } ?? .other(name)
    default:
      _ = try skipValue()
      return .other("a crs that is not an object")
    }
  }

  private mutating func readCRSName() throws(InterchangeError) -> String? {
    var name: String?
    try beginObject()
    while let key = try nextKey() {
      if key == "name", try peek() == .string {
        name = try readString()
      } else {
        _ = try skipValue()
      }
    }
    return name
  }

  /// `EPSG:n` for the spellings that programs write: `EPSG:4547`, `urn:ogc:def:crs:EPSG::4547`,
  /// `http://www.opengis.net/def/crs/EPSG/0/4547`, and the names of WGS 84.
  private static func epsg(_ name: String) -> String? {
    let name = name.lowercased()
    if name == "wgs84" || name == "crs84" || name.hasSuffix(":crs84") || name.hasSuffix("/crs84") {
      return "EPSG:4326"
    }
    let prefixes = ["epsg:", "urn:ogc:def:crs:epsg:", "http://www.opengis.net/def/crs/epsg/"]
    guard prefixes.contains(where: name.hasPrefix),
      let code = name.split(whereSeparator: { $0 == ":" || $0 == "/" }).last,
      (1...9).contains(code.utf8.count), code.utf8.allSatisfy({ $0 &- 0x30 <= 9 }), let number = Int(code),
      number > 0
    else { return nil }
    return "EPSG:\(number)"
  }
}
