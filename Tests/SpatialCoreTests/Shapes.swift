import TestSupport
import CampaignModel
import Foundation

/// The square with this lower left corner.
func square(_ x: Double, _ y: Double, side: Double = 1) -> Region {
  Region(exterior: [(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
}

/// A region of several polygons, each a list of rings, given as they are (not closed for the writer).
func region(_ polygons: [[[(Double, Double)]]]) -> Region {
  var region = Region()
  for polygon in polygons {
    for ring in polygon {
      for (x, y) in ring { region.appendVertex(x, y) }
      region.endRing()
    }
    region.endPolygon()
  }
  return region
}

/// A square of side 4 with a hole of side 2 in its middle.
let frame = region([
  [[(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], [(1, 1), (3, 1), (3, 3), (1, 3), (1, 1)]]
])

/// A star-shaped polygon around a centre, which is valid whatever the radii.
func star(
  x: Double, y: Double, radius: Double, corners: Int, using random: inout SplitMix64
) -> [(Double, Double)] {
  var ring: [(Double, Double)] = []
  for k in 0..<corners {
    let angle = 2 * Double.pi * (Double(k) + Double.random(in: 0...0.9, using: &random)) / Double(corners)
    let distance = radius * Double.random(in: 0.3...1, using: &random)
    ring.append((x + distance * cos(angle), y + distance * sin(angle)))
  }
  ring.append(ring[0])
  return ring
}

/// The real villages kept beside the project, if `GRIDCOVER_SHARED` says where.
func sharedVillages(_ name: String) throws -> [Region]? {
  guard let shared = ProcessInfo.processInfo.environment["GRIDCOVER_SHARED"] else { return nil }
  let data = try Data(contentsOf: URL(fileURLWithPath: shared).appendingPathComponent("data/\(name)"))
  guard let file = try JSONSerialization.jsonObject(with: data) as? [String: Any],
    let features = file["features"] as? [[String: Any]]
  else { return nil }
  return features.compactMap { feature in
    guard let geometry = feature["geometry"] as? [String: Any] else { return nil }
    let polygons =
      (geometry["coordinates"] as? [[[[Double]]]]) ?? (geometry["coordinates"] as? [[[Double]]]).map { [$0] }
    return polygons.map { region($0.map { $0.map { $0.map { ($0[0], $0[1]) } } }) }
  }
}
