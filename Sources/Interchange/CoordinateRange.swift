/// What a longitude and a latitude may be, and what it likely means if they are not.
enum CoordinateRange {
  /// What is wrong with a position.
  struct Complaint {
    /// True if it is the latitude's fault.
    let isLatitude: Bool
    let expected: String
    let value: Double
  }

  /// Nil if the position is good: longitude -180 to 180, latitude -90 to 90, in WGS 84 degrees.
  static func complaint(longitude: Double, latitude: Double) -> Complaint? {
    let badLongitude = !(-180...180).contains(longitude)
    let badLatitude = !(-90...90).contains(latitude)
    guard badLongitude || badLatitude else { return nil }
    var hint = ""
    if abs(longitude) > 1000 || abs(latitude) > 1000 {
      hint = "; such numbers are metres of a projected CRS; name it with --crs EPSG:n"
    } else if badLatitude, abs(latitude) <= 180, abs(longitude) <= 90 {
      hint = "; are longitude and latitude swapped?"
    }
    return badLatitude
      ? Complaint(isLatitude: true, expected: "a latitude from -90 to 90\(hint)", value: latitude)
      : Complaint(isLatitude: false, expected: "a longitude from -180 to 180\(hint)", value: longitude)
  }
}
