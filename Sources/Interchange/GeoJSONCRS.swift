/// The `crs` member of the GeoJSON of 2008. RFC 7946 has done away with it and knows WGS 84 only, but files still have it.
extension JSONScanner {
  /// Reads the value of a `crs` member; nil if it is null or says WGS 84, else what it says.
  mutating func readForeignCRS() throws(InterchangeError) -> String? {
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
      guard let name else { return "a crs without a name" }
      return JSONScanner.isWGS84(name) ? nil : name
    default:
      _ = try skipValue()
      return "a crs that is not an object"
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

  /// True for WGS 84 in the spellings that programs write.
  private static func isWGS84(_ name: String) -> Bool {
    let name = name.lowercased()
    return name == "epsg:4326" || name == "wgs84" || name == "crs84" || name.hasSuffix(":crs84")
      || (name.hasPrefix("urn:ogc:def:crs:epsg:") && name.hasSuffix(":4326"))
  }
}
