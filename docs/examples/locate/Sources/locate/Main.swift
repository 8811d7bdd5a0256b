import CampaignModel
import SpatialCore

/// Two villages that share a border, and which of them four points belong to: on the border it is the first of the list,
/// whatever the order of the points.
@main
enum Locate {
  static func main() {
    let west = Region(exterior: [(113.00, 28.00), (113.01, 28.00), (113.01, 28.01), (113.00, 28.01)])
    let east = Region(exterior: [(113.01, 28.00), (113.02, 28.00), (113.02, 28.01), (113.01, 28.01)])
    let villages = RegionIndex(regions: [west, east])
    let names = ["west", "east"]
    for (x, y) in [(113.004, 28.005), (113.01, 28.005), (113.015, 28.002), (113.03, 28.0)] {
      let village = villages.locate(x: x, y: y)
      print(x, y, village < 0 ? "in no village" : names[Int(village)])
    }
  }
}
