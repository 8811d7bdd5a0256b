import CampaignModel
import Testing

@testable import SpatialCore

@Suite("Region")
struct RegionMeasureTests {
  @Test("area is exteriors less holes")
  func area() {
    #expect(frame.area == 12)
    #expect(square(1e6, 1e6, side: 0.5).area == 0.25)
    #expect(Region().area == 0)
  }

  @Test("right-handed rings, as RFC 7946 has them")
  func rightHanded() {
    let turned = frame.rightHanded()
    #expect(turned.signedArea(ofRing: 0) == 16)
    #expect(turned.signedArea(ofRing: 1) == -4)
    #expect(turned.area == frame.area)
    #expect(turned.rightHanded() == turned)
    let clockwise = Region(exterior: [(0, 0), (0, 1), (1, 1), (1, 0)])
    #expect(clockwise.rightHanded() == Region(exterior: [(0, 0), (1, 0), (1, 1), (0, 1)]))
  }

  @Test("a border is densified alike from both sides")
  func densified() {
    let west = Region(exterior: [(0, 0), (1, 0.1), (1.3, 1.7), (0, 1)]).densified(step: 0.3)
    let east = Region(exterior: [(1, 0.1), (2, 0), (2, 2), (1.3, 1.7)]).densified(step: 0.3)
    func vertices(_ region: Region) -> Set<SIMD2<Double>> {
      Set(zip(region.xs, region.ys).map { SIMD2($0, $1) })
    }
    #expect(vertices(west).intersection(vertices(east)).count == 7)
    for i in west.xs.indices.dropFirst() {
      let (dx, dy) = (west.xs[i] - west.xs[i - 1], west.ys[i] - west.ys[i - 1])
      #expect((dx * dx + dy * dy).squareRoot() <= 0.3 + 1e-12)
    }
    #expect(square(0, 0).densified(step: 0) == square(0, 0))
    #expect(square(0, 0).densified(step: .nan) == square(0, 0))
  }

  @Test("covers is a closed set")
  func covers() {
    #expect(frame.covers(x: 1, y: 2))
    #expect(frame.covers(x: 4, y: 4))
    #expect(!frame.covers(x: 2, y: 2))
    #expect(!frame.covers(x: .nan, y: 2))
  }

  @Test("union, shared area and distance")
  func overlay() throws {
    let union = try Region.union(of: [square(0, 0), square(1, 0), square(5, 5), Region()])
    #expect(union.polygonCount == 2)
    #expect(union.area == 3)
    #expect(try Region.union(of: []).isEmpty)
    #expect(try frame.intersectionArea(with: square(0, 0, side: 2)) == 3)
    #expect(try square(0, 0).intersectionArea(with: square(1, 1)) == 0)
    #expect(try square(0, 0).intersectionArea(with: square(9, 9)) == 0)
    #expect(frame.distance(toX: 7, y: 8) == 5)
    #expect(frame.distance(toX: 2, y: 2) == 1)
    #expect(frame.distance(toX: 1, y: 2) == 0)
    #expect(Region().distance(toX: 1, y: 2) == nil)
  }

  @Test("an outline is of all rings; a centroid of the area without its holes")
  func outlineAndCentroid() throws {
    #expect(square(3, 4, side: 2).outline == 8)
    #expect(frame.outline == 24)
    let centre = try #require(frame.centroid)
    #expect(centre.x == 2 && centre.y == 2)
    // An L of three unit squares: the mean of their middles.
    let corner = try Region.union(of: [square(0, 0), square(1, 0), square(0, 1)])
    let heart = try #require(corner.centroid)
    #expect(abs(heart.x - 2.5 / 3) < 1e-12 && abs(heart.y - 2.5 / 3) < 1e-12)
    #expect(Region().centroid == nil && Region().outline == 0)
  }

  @Test("a point on the surface is not in a hole")
  func pointOnSurface() throws {
    let point = try #require(try frame.pointOnSurface())
    #expect(frame.covers(x: point.x, y: point.y))
    #expect(try Region().pointOnSurface() == nil)
  }

  @Test("a prepared region answers like the plain one")
  func prepared() throws {
    let prepared = try PreparedRegion(frame)
    #expect(try prepared.intersects(box: Bounds(minX: 4, minY: 4, maxX: 5, maxY: 5)))
    #expect(try !prepared.intersects(box: Bounds(minX: 1.5, minY: 1.5, maxX: 2.5, maxY: 2.5)))
    #expect(try prepared.covers(square(0, 0)))
    #expect(try !prepared.covers(square(1, 1)))
    #expect(try prepared.distance(to: square(7, 8)) == 5)
    #expect(try prepared.intersectionArea(with: square(0, 0, side: 2)) == 3)
  }

  @Test("GEOS's message reaches the caller")
  func message() {
    let open = region([[[(0, 0), (1, 0), (1, 1), (0, 1)]]])
    let error = #expect(throws: SpatialError.self) { _ = try PreparedRegion(open).intersects(frame) }
    #expect(error?.description.contains("closed linestring") == true)
    #expect(throws: SpatialError.self) { try Region.union(of: [square(0, 0), open]) }
  }
}
