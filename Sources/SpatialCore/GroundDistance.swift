public import CampaignModel

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Distances on the ground between places in WGS 84 degrees, good enough to be told to people.
public enum GroundDistance {
  /// The mean radius of the earth in metres (IUGG R₁).
  public static let earthRadius = 6_371_008.8

  /// Metres along the great circle between two points, by the haversine formula on the mean sphere.
  ///
  /// Within 0.6 % of the geodesic on the ellipsoid (R. W. Sinnott, "Virtues of the Haversine", 1984).
  public static func metres(
    fromX x1: Double, y y1: Double, toX x2: Double, y y2: Double
  ) -> Double {
    let radians = Double.pi / 180
    let sineY = sin((y2 - y1) * radians / 2)
    let sineX = sin((x2 - x1) * radians / 2)
    let share = sineY * sineY + cos(y1 * radians) * cos(y2 * radians) * sineX * sineX
    return 2 * earthRadius * asin(min(1, share.squareRoot()))
  }

  /// Metres from a point to a region: how far a target lies from the village that it declares. 0 inside or on the
  /// border; nil for an empty region or a coordinate that is not finite.
  ///
  /// The nearest point of the border is sought in an equirectangular plane centred at the point (longitudes shrunk
  /// by the cosine of its latitude), then its distance is taken along the great circle. For villages up to a
  /// hundred kilometres away the choice of the nearest point costs less than the sphere does. Regions across the
  /// 180th meridian are not seen as near. - Complexity: O(vertices).
  public static func metres(fromX x: Double, y: Double, to region: Region) -> Double? {
    guard x.isFinite, y.isFinite, !region.isEmpty else { return nil }
    if region.covers(x: x, y: y) { return 0 }
    let shrink = cos(y * Double.pi / 180)
    let local = region.mapped { (($0 - x) * shrink, $1 - y) }
    guard let nearest = local.nearestBoundaryPoint(toX: 0, y: 0), shrink > 0 else { return nil }
    return metres(fromX: x, y: y, toX: x + nearest.x / shrink, y: y + nearest.y)
  }
}
