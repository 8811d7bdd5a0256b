import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

@Suite("PolygonValidity")
struct PolygonValidityTests {
  private static let unit: [(Double, Double)] = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
  private static let inner: [(Double, Double)] = [
    (0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4), (0.2, 0.2),
  ]

  private static func moved(_ ring: [(Double, Double)], _ dx: Double, _ dy: Double) -> [(Double, Double)] {
    ring.map { ($0.0 + dx, $0.1 + dy) }
  }

  static let cases: [(Region, String)] = [
    (Region(), "no polygon"),
    (region([[unit], []]), "the exterior ring of part 2 without a position"),
    (
      region([[[(0, 0), (1, 0), (1, .infinity), (0, 0)]]]),
      "a coordinate in the exterior ring that is not a finite number at 1 inf"
    ),
    (
      region([[moved(unit, 179.5, 0)]]),
      "a longitude in the exterior ring that is not from -180 to 180 at 180.5 0"
    ),
    (
      region([[unit], [moved(unit, 2, 89.5)]]),
      "a latitude in the exterior ring of part 2 that is not from -90 to 90 at 3 90.5"
    ),
    (
      region([[[(0, 0), (1, 0), (0, 0)]]]),
      "3 positions in the exterior ring, where at least 4 are needed at 0 0"
    ),
    (region([[[]]]), "no polygon"),
    (
      region([[[(0, 0), (1, 0), (1, 1), (0, 1)]]]),
      "the exterior ring that does not end where it begins at 0 1"
    ),
    (region([[[(0, 0), (1, 1), (2, 2), (0, 0)]]]), "the exterior ring without area at 0 0"),
    (region([[unit, [(0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (0.5, 0.5)]]]), "hole 1 without area at 0.5 0.5"),
    (region([[[(113, 28), (114, 29), (114, 28), (113, 29), (113, 28)]]]), "self-intersection at 113.5 28.5"),
    (
      region([[[(0, 0), (2, 0), (1, 1), (2, 2), (0, 2), (1, 1), (0, 0)]]]),
      "a ring that touches itself at 1 1"
    ),
    (region([[unit, moved(inner, 3, 0)]]), "a hole outside its exterior ring at 3.2 0.2"),
    (region([[unit], [inner]]), "a part inside another part at 0.2 0.2"),
  ]

  @Test("names what is wrong, and where", arguments: cases.indices)
  func sentences(i: Int) {
    let (region, sentence) = Self.cases[i]
    #expect(PolygonValidity.check(region)?.description == sentence)
  }

  @Test("valid regions have no defect")
  func valid() {
    #expect(PolygonValidity.check(frame) == nil)
    #expect(PolygonValidity.check(region([[Self.unit], [Self.moved(Self.unit, 1, 1)]])) == nil)
    // A repeated vertex is no defect; metres are not degrees.
    #expect(PolygonValidity.check(Region(exterior: [(0, 0), (1, 0), (1, 0), (1, 1)])) == nil)
    #expect(PolygonValidity.check(square(500_000, 3_000_000), isGeographic: false) == nil)
    #expect(PolygonValidity.check(square(500_000, 3_000_000))?.kind == .longitudeOutOfRange)
  }

  @Test("a bow-tie is mended into two triangles")
  func bowTie() throws {
    let mended = try #require(PolygonValidity.mend(Region(exterior: [(0, 0), (2, 2), (2, 0), (0, 2)])))
    #expect(mended.areaBefore == 0)
    #expect(mended.areaAfter == 2)
    #expect(mended.region.polygonCount == 2)
    #expect(PolygonValidity.check(mended.region) == nil)
  }

  @Test("an open ring is closed, a spike is cut off")
  func openRing() throws {
    let open = region([[[(0, 0), (1, 0), (1, 1), (5, 1), (1, 1), (0, 1)]]])
    let mended = try #require(PolygonValidity.mend(open))
    #expect(mended.areaAfter == 1)
    #expect(mended.region.bounds == Bounds(minX: 0, minY: 0, maxX: 1, maxY: 1))
  }

  @Test("what has no area cannot be mended")
  func hopeless() {
    #expect(PolygonValidity.mend(Region()) == nil)
    #expect(PolygonValidity.mend(Region(exterior: [(0, 0), (1, 1), (2, 2)])) == nil)
    #expect(PolygonValidity.mend(Region(exterior: [(0, 0), (1, .nan), (2, 2)])) == nil)
    #expect(PolygonValidity.mend(region([[[(0, 0)]], [[]], []])) == nil)
  }

  @Test("any ring of finite numbers is either valid, mended or given up", arguments: 0..<20)
  func randomRings(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<50 {
      let count = Int.random(in: 0...9, using: &random)
      let ring = (0..<count).map { _ in
        (Double(Int.random(in: 0...4, using: &random)), Double(Int.random(in: 0...4, using: &random)))
      }
      let shape = Bool.random(using: &random) ? region([[ring]]) : Region(exterior: ring)
      let defect = PolygonValidity.check(shape)
      if let mended = PolygonValidity.mend(shape) {
        #expect(PolygonValidity.check(mended.region) == nil)
        if defect == nil { #expect(abs(mended.areaAfter - shape.area) < 1e-9) }
      } else {
        #expect(defect != nil)
      }
    }
  }
}
