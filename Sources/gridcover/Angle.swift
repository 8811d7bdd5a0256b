internal import Foundation

/// Directions on a plane.
enum Angle {
  /// Radians clockwise from the direction of y.
  static func clockwiseFromUp(x: Double, y: Double) -> Double { atan2(x, y) }
}
