import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

/// What the sweep calls valid, GEOS calls valid too; and what most polygons are, it does call valid.
@Suite struct EdgeSweepTests {
  private func proves(_ region: Region) -> Bool {
    var sweep = EdgeSweep()
    return sweep.provesValid(region)
  }

  private func region(_ rings: [[(Double, Double)]]...) -> Region {
    var region = Region()
    for polygon in rings {
      for ring in polygon {
        for (x, y) in ring + ring.prefix(1) { region.appendVertex(x, y) }
        region.endRing()
      }
      region.endPolygon()
    }
    return region
  }

  private func square(_ x: Double, _ y: Double, _ side: Double) -> [(Double, Double)] {
    [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
  }

  @Test func provesPlainPolygons() {
    #expect(proves(region([[(0, 0), (1, 0), (0, 1)]])))
    #expect(proves(region([square(0, 0, 1)])))
    #expect(proves(region([square(0, 0, 9), square(1, 1, 2), square(5, 5, 2)])))
    #expect(proves(region([square(0, 0, 1)], [square(2, 2, 1)])))
    // A part that lies in the hole of another.
    #expect(proves(region([square(0, 0, 9), square(1, 1, 7)], [square(3, 3, 2)])))
    // Repeated vertices, and vertices along a line.
    #expect(proves(region([[(0, 0), (1, 0), (1, 0), (2, 0), (2, 2), (0, 2)]])))
  }

  @Test func provesNothingThatTouches() {
    let bowTie = region([[(0, 0), (2, 2), (2, 0), (0, 2)]])
    let spike = region([[(0, 0), (4, 0), (4, 4), (2, 4), (2, 8), (2, 4), (0, 4)]])
    let pinched = region([[(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)]])
    let holeOutside = region([square(0, 0, 1), square(5, 5, 1)])
    let nestedHoles = region([square(0, 0, 9), square(1, 1, 7), square(2, 2, 2)])
    let nestedParts = region([square(0, 0, 9)], [square(3, 3, 2)])
    let touching = region([square(0, 0, 9), square(0, 3, 2)])
    for bad in [bowTie, spike, pinched, holeOutside, nestedHoles, nestedParts, touching] {
      #expect(!proves(bad))
    }
    for bad in [bowTie, spike, pinched, holeOutside, nestedHoles, nestedParts] {
      #expect(PolygonValidity.check(bad) != nil)
    }
  }

  @Test(arguments: 1...40) func neverContradictsGEOS(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var proven = 0
    for _ in 0..<60 {
      // Few whole coordinates make polygons that touch and cross themselves in every way.
      let rings = (0..<Int.random(in: 1...2, using: &random)).map { _ in
        (0..<Int.random(in: 3...7, using: &random)).map { _ in
          (Double(Int.random(in: 0...5, using: &random)), Double(Int.random(in: 0...5, using: &random)))
        }
      }
      let region =
        Bool.random(using: &random) || rings.count == 1 ? region(rings) : region([rings[0]], [rings[1]])
      guard proves(region) else { continue }
      proven += 1
      #expect(try PolygonValidity.topologicalDefect(of: region) == nil, "\(region)")
    }
    #expect(proven > 0)
  }
}
