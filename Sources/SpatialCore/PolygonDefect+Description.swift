internal import CampaignModel

extension PolygonDefect {
  /// What is wrong and where, to stand after "found": "self-intersection at 113.5 28.5".
  public var description: String {
    let words =
      switch kind {
      case .empty: "no polygon"
      case .emptyPart: "\(ringName(or: "a part")) without a position"
      case .notFinite: "a coordinate in \(ringName(or: "a ring")) that is not a finite number"
      case .longitudeOutOfRange: "a longitude in \(ringName(or: "a ring")) that is not from -180 to 180"
      case .latitudeOutOfRange: "a latitude in \(ringName(or: "a ring")) that is not from -90 to 90"
      case .tooFewPositions(let count):
        "\(count) position\(count == 1 ? "" : "s") in \(ringName(or: "a ring")), where at least 4 are needed"
      case .notClosed: "\(ringName(or: "a ring")) that does not end where it begins"
      case .noArea: "\(ringName(or: "a ring")) without area"
      case .selfIntersection: "self-intersection"
      case .ringSelfIntersection: "a ring that touches itself"
      case .holeOutside: "a hole outside its exterior ring"
      case .nestedHoles: "a hole inside another hole"
      case .nestedParts: "a part inside another part"
      case .duplicateRings: "the same ring twice"
      case .disconnectedInterior: "an interior that its holes cut in two"
      case .other(let reason): "what GEOS calls \(Rejection.quote(reason))"
      }
    guard let place else { return words }
    return "\(words) at \(PolygonDefect.digits(place.x)) \(PolygonDefect.digits(place.y))"
  }

  private func ringName(or unknown: String) -> String {
    guard let ring else { return unknown }
    let name = ring.hole == 0 ? "exterior ring" : "hole \(ring.hole)"
    return ring.part.map { "the \(name) of part \($0)" } ?? (ring.hole == 0 ? "the exterior ring" : name)
  }

  /// A coordinate to seven decimals (1 cm in degrees): what a person can look up.
  private static func digits(_ value: Double) -> String {
    let rounded = (value * 1e7).rounded() / 1e7
    let shown = rounded.isFinite ? rounded : value
    return shown == shown.rounded() && abs(shown) < 1e15 ? "\(Int(shown))" : "\(shown)"
  }
}
