public import CampaignModel

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The shifted coordinates in which Chinese web maps show places: degrees that look like WGS 84 and lie up to about a
/// kilometre beside it.
///
/// GCJ-02 is what AMap, Tencent and WeChat hand out; BD-09 is Baidu's, a second shift on top of it. Neither is in EPSG
/// or PROJ, and neither is published by its makers: what is implemented here is the well-known polynomial with
/// sines on the Krasovsky ellipsoid (a = 6,378,245 m), reverse-engineered and passed on in many open programs. These
/// differ among themselves by up to ``ChinaOffset/agreement`` metres, and no more than that can be promised.
///
/// The inverses are by iteration, so that they give back what the forward direction was given to far less than a
/// centimetre. The closed formula for BD-09 that is often seen misses by up to a metre.
///
/// **Outside China nothing is shifted.** "Outside" is the rectangle that nearly all programs have,
/// ``ChinaOffset/area``, and not the border: map services shift by it too, and along a border drawn by
/// hand neighbouring points would jump by half a kilometre.
public enum ChinaOffset: String, Sendable, Hashable, CaseIterable {
  case gcj02
  case bd09

  /// Where coordinates are shifted (WGS 84 degrees).
  public static let area = Bounds(minX: 72.004, minY: 0.8293, maxX: 137.8347, maxY: 55.8271)

  /// Metres by which published descriptions of the shift differ.
  public static let agreement = 0.8

  /// The shifted place of a WGS 84 longitude and latitude (degrees); the same place outside ``area``, or where a
  /// coordinate is not finite. - Complexity: O(1).
  public func forward(x: Double, y: Double) -> (x: Double, y: Double) {
    guard ChinaOffset.area.holds(x, y) else { return (x, y) }
    let shift = ChinaOffset.gcjShift(x, y)
    let gcj = (x: x + shift.x, y: y + shift.y)
    switch self {
    case .gcj02: return gcj
    case .bd09:
      let shift = ChinaOffset.baiduShift(gcj.x, gcj.y)
      return (gcj.x + shift.x, gcj.y + shift.y)
    }
  }

  /// The WGS 84 longitude and latitude (degrees) of a shifted place; the same place where that lies outside ``area``,
  /// or where a coordinate is not finite. - Complexity: O(1), three to five times that of ``forward(x:y:)``.
  public func inverse(x: Double, y: Double) -> (x: Double, y: Double) {
    guard ChinaOffset.reach.holds(x, y) else { return (x, y) }
    let gcj = self == .bd09 ? ChinaOffset.undo(x, y, ChinaOffset.baiduShift) : (x, y)
    let place = ChinaOffset.undo(gcj.0, gcj.1, ChinaOffset.gcjShift)
    // Asked of the place itself, so that a point just inside the rectangle comes back from just outside of it.
    return ChinaOffset.rounded.holds(place.x, place.y) ? place : (x, y)
  }

  /// The rectangle, grown by a tenth of a millimetre for what iteration leaves over.
  private static let rounded = Bounds(
    minX: area.minX - 1e-9, minY: area.minY - 1e-9, maxX: area.maxX + 1e-9, maxY: area.maxY + 1e-9)

  /// The rectangle, grown by more than any shift.
  private static let reach = Bounds(minX: 71.9, minY: 0.7, maxX: 138, maxY: 56)

  /// Solves p + shift(p) = (x, y) by p ← (x, y) − shift(p). A shift changes by less than a fiftieth of a step, so that
  /// what a round leaves over is a fiftieth of its step, below a micrometre when the last is 1e-10°; the limit is for
  /// numbers nobody has seen.
  private static func undo(
    _ x: Double, _ y: Double, _ shift: (Double, Double) -> (x: Double, y: Double)
  ) -> (x: Double, y: Double) {
    var place = (x: x, y: y)
    for _ in 0..<12 {
      let moved = shift(place.x, place.y)
      let next = (x: x - moved.x, y: y - moved.y)
      let step = max(abs(next.x - place.x), abs(next.y - place.y))
      place = next
      if step < 1e-10 { break }
    }
    return place
  }

  // MARK: The published numbers

  /// Degrees from WGS 84 to GCJ-02 at a place.
  private static func gcjShift(_ lon: Double, _ lat: Double) -> (x: Double, y: Double) {
    // Krasovsky 1940, as every published version has it.
    let a = 6_378_245.0
    let ee = 0.006_693_421_622_965_943_23
    let (x, y) = (lon - 105, lat - 35)
    let ripple = 20 * sin(6 * x * .pi) + 20 * sin(2 * x * .pi)
    let east =
      300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * abs(x).squareRoot()
      + (ripple + 20 * sin(x * .pi) + 40 * sin(x / 3 * .pi) + 150 * sin(x / 12 * .pi)
        + 300 * sin(x / 30 * .pi)) * 2 / 3
    let north =
      -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * abs(x).squareRoot()
      + (ripple + 20 * sin(y * .pi) + 40 * sin(y / 3 * .pi) + 160 * sin(y / 12 * .pi)
        + 320 * sin(y / 30 * .pi)) * 2 / 3
    // Metres to degrees along the parallel and the meridian.
    let phi = lat * .pi / 180
    let w = 1 - ee * sin(phi) * sin(phi)
    let perRadianEast = a / w.squareRoot() * cos(phi)
    let perRadianNorth = a * (1 - ee) / (w * w.squareRoot())
    return (east / perRadianEast * 180 / .pi, north / perRadianNorth * 180 / .pi)
  }

  /// Degrees from GCJ-02 to BD-09 at a GCJ-02 place.
  private static func baiduShift(_ lon: Double, _ lat: Double) -> (x: Double, y: Double) {
    let frequency = Double.pi * 3000 / 180
    let radius = (lon * lon + lat * lat).squareRoot() + 0.000_02 * sin(lat * frequency)
    let angle = atan2(lat, lon) + 0.000_003 * cos(lon * frequency)
    return (radius * cos(angle) + 0.0065 - lon, radius * sin(angle) + 0.006 - lat)
  }
}

extension Bounds {
  fileprivate func holds(_ x: Double, _ y: Double) -> Bool {
    minX <= x && x <= maxX && minY <= y && y <= maxY
  }
}
