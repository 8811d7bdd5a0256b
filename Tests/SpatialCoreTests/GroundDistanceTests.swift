import CampaignModel
import TestSupport
import Testing

@testable import SpatialCore

@Suite("GroundDistance")
struct GroundDistanceTests {
  @Test("a degree of the equator and of a meridian, and half the globe")
  func greatCircles() {
    #expect(abs(GroundDistance.metres(fromX: 0, y: 0, toX: 1, y: 0) - 111_195) < 1)
    #expect(abs(GroundDistance.metres(fromX: 113, y: 28, toX: 113, y: 29) - 111_195) < 1)
    #expect(abs(GroundDistance.metres(fromX: 0, y: 0, toX: 180, y: 0) - 20_015_115) < 10)
    #expect(GroundDistance.metres(fromX: 5, y: 5, toX: 5, y: 5) == 0)
  }

  @Test("to a village: its nearest border point; nothing inside")
  func toRegion() throws {
    let village = square(113, 28, side: 0.1)
    #expect(GroundDistance.metres(fromX: 113.05, y: 28.05, to: village) == 0)
    #expect(GroundDistance.metres(fromX: 113.1, y: 28.1, to: village) == 0)
    let east = try #require(GroundDistance.metres(fromX: 113.2, y: 28.05, to: village))
    #expect(abs(east - GroundDistance.metres(fromX: 113.1, y: 28.05, toX: 113.2, y: 28.05)) < 1e-6)
    let corner = try #require(GroundDistance.metres(fromX: 113.2, y: 28.2, to: village))
    #expect(abs(corner - GroundDistance.metres(fromX: 113.1, y: 28.1, toX: 113.2, y: 28.2)) < 1e-6)
    #expect(GroundDistance.metres(fromX: 113, y: 28, to: Region()) == nil)
    #expect(GroundDistance.metres(fromX: .nan, y: 28, to: village) == nil)
  }

  @Test("agrees with the projected distance within a percent")
  func projected() throws {
    let projection = try Projection(crs: "EPSG:4547")
    var random = SplitMix64(seed: 9)
    for _ in 0..<200 {
      let village = region([[star(x: 114, y: 28, radius: 0.05, corners: 20, using: &random)]])
      let (x, y) = (
        Double.random(in: 113.7...114.3, using: &random), Double.random(in: 27.7...28.3, using: &random)
      )
      let place = try #require(projection.forward(x: x, y: y))
      let expected = try #require(try projection.forward(village).distance(toX: place.x, y: place.y))
      let found = try #require(GroundDistance.metres(fromX: x, y: y, to: village))
      #expect(abs(found - expected) <= 0.01 * expected + 0.01)
    }
  }
}
