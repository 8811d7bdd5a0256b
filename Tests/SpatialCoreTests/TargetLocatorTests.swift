import CampaignModel
import Testing

@testable import SpatialCore

/// Two villages side by side, v1 from x = 0 to 1 and v2 from x = 1 to 2, in degrees at the equator.
@Suite struct TargetLocatorTests {
  private static let regions = [0.0, 1.0].map { x in
    Region(exterior: [(x, 0), (x + 1, 0), (x + 1, 1), (x, 1)])
  }

  private static func locate(
    _ rule: LocateRule, x: Double, declared: String?
  ) -> (village: Int32, by: LocatedBy, disagreement: Double) {
    let locator = TargetLocator(codes: ["v1", "v2"], regions: regions, rule: rule)
    let located = locator.locate(xs: [x], ys: [x.isNaN ? .nan : 0.5], declared: TextColumn([declared]))
    return (located.villages[0], located.locatedBy[0], located.disagreements[0])
  }

  @Test("The point decides, and what the row declares is reported with its distance")
  func pointFirst() {
    let found = Self.locate(.geometryThenDeclared, x: 1.5, declared: "v1")
    #expect(found.village == 1)
    #expect(found.by == .geometry)
    #expect(abs(found.disagreement - 55_600) < 100, "half a degree from the border of v1")
  }

  @Test("A shared border belongs to the lowest code, and is no disagreement with the other")
  func sharedBorder() {
    let found = Self.locate(.geometryThenDeclared, x: 1, declared: "v2")
    #expect(found.village == 0)
    #expect(found.disagreement.isNaN)
  }

  @Test("A point outside every village falls back to the declared one, unless geometry alone counts")
  func outside() {
    #expect(Self.locate(.geometryThenDeclared, x: 5, declared: "v2").village == 1)
    #expect(Self.locate(.geometryThenDeclared, x: 5, declared: "v2").by == .declared)
    #expect(Self.locate(.geometry, x: 5, declared: "v2").village == -1)
    #expect(Self.locate(.geometryThenDeclared, x: 5, declared: "v9").village == -1)
    #expect(Self.locate(.geometryThenDeclared, x: 5, declared: nil).by == LocatedBy.none)
  }

  @Test("A target without a point has its declared village by every rule", arguments: LocateRule.allCases)
  func noPoint(rule: LocateRule) {
    #expect(Self.locate(rule, x: .nan, declared: "v2").village == 1)
    #expect(Self.locate(rule, x: .nan, declared: nil).village == -1)
  }

  @Test("By declaration, the declared village counts if it is known")
  func declaredFirst() {
    #expect(Self.locate(.declared, x: 1.5, declared: "v1").village == 0)
    #expect(Self.locate(.declared, x: 1.5, declared: "v9").village == 1)
    #expect(Self.locate(.declared, x: 1.5, declared: "v1").disagreement > 0)
  }
}
