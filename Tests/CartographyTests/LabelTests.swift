import CampaignModel
import TestSupport
import Testing

@testable import Cartography

@Suite struct LabelTests {
  private let frame = Box(x: 10, y: 20, width: 300, height: 200)

  @Test func noNameStandsOnAnother() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<40 {
      let wishes = (0..<200).map { _ in
        let (x, y) = (Double.random(in: 0...320, using: &random), Double.random(in: 0...240, using: &random))
        return Labels.Wish(
          width: Double.random(in: 5...40, using: &random), height: 8,
          candidates: [(x, y), (x, y + 8), (x, y - 8), (x + 10, y)])
      }
      let obstacles = [Box(x: 100, y: 100, width: 30, height: 30)]
      let boxes = Labels.place(wishes, within: frame, obstacles: obstacles)
      let placed = boxes.compactMap { $0 }
      #expect(!placed.isEmpty && placed.count < wishes.count)
      for (i, a) in placed.enumerated() {
        #expect(frame.contains(a) && !a.overlaps(obstacles[0]))
        for b in placed[(i + 1)...] { #expect(!a.overlaps(b)) }
      }
      // Nobody is left out who could have had a place.
      for (wish, box) in zip(wishes, boxes) where box == nil {
        for (x, y) in wish.candidates {
          let own = Box(x: x - wish.width / 2, y: y - 4, width: wish.width, height: 8)
          let room = Box(x: own.x - 0.8, y: own.y - 0.4, width: own.width + 1.6, height: own.height + 0.8)
          #expect(!frame.contains(own) || (placed + obstacles).contains { $0.overlaps(room) })
        }
      }
    }
  }

  @Test func theFirstWishComesFirst() {
    let wish = Labels.Wish(width: 20, height: 8, candidates: [(100, 100)])
    let boxes = Labels.place([wish, wish], within: frame)
    #expect(boxes[0] == Box(x: 90, y: 96, width: 20, height: 8))
    #expect(boxes[1] == nil)
  }

  private func shape(_ region: Region) -> PaperShape {
    MapFrame(
      region.bounds ?? Bounds(minX: 0, minY: 0, maxX: 1, maxY: 1),
      in: Box(x: 0, y: 0, width: 200, height: 200), margin: 0
    ).shape(region)
  }

  @Test func theMiddleOfAnLLiesInItsCorner() throws {
    let shape = shape(Region(exterior: [(0, 0), (900, 0), (900, 300), (300, 300), (300, 900), (0, 900)]))
    let centre = try #require(VisualCentre.find(shape, stretch: 1))
    #expect(shape.contains(x: centre.x, y: centre.y))
    // The largest circle in the corner touches the two outer sides and the inner corner.
    let side = 900 * 200 / 900.0
    #expect(abs(centre.room - side * (1.0 / 3) * 0.5858) < 1.6)
  }

  @Test func noOtherPointHasMuchMoreRoom() throws {
    var random = SplitMix64(seed: 21)
    for _ in 0..<20 {
      let corners = (0..<12).map { i in
        let angle = Double(i) / 12 * 2 * .pi
        let radius = Double.random(in: 200...1000, using: &random)
        return (radius * Trigonometry.cos(angle), radius * Trigonometry.sin(angle))
      }
      let shape = shape(Region(exterior: corners))
      let centre = try #require(VisualCentre.find(shape, stretch: 1, precision: 0.5))
      #expect(shape.contains(x: centre.x, y: centre.y))
      let ring = shape.rings[0].map { SIMD2(PaperPoint.points($0.x), PaperPoint.points($0.y)) }
      func room(_ p: SIMD2<Double>) -> Double {
        guard shape.contains(x: p.x, y: p.y) else { return 0 }
        return zip(ring, ring.dropFirst()).map { a, b in
          let edge = b - a
          let t = min(max(((p - a) * edge).sum() / (edge * edge).sum(), 0), 1)
          let offset = p - (a + edge * t)
          return (offset * offset).sum().squareRoot()
        }.min() ?? 0
      }
      var most = 0.0
      for i in 0..<50 {
        for j in 0..<50 { most = max(most, room(SIMD2(Double(i) * 4 + 2, Double(j) * 4 + 2))) }
      }
      #expect(centre.room > most - 0.6)
      #expect(abs(centre.room - room(SIMD2(centre.x, centre.y))) < 0.01)
    }
  }
}
