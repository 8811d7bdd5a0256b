import CampaignModel
import TestSupport
import Testing

@testable import Cartography

@Suite struct BorderLinesTests {
  private let frame = MapFrame(
    Bounds(minX: 0, minY: 0, maxX: 4000, maxY: 4000), in: Box(x: 0, y: 0, width: 200, height: 200), margin: 0)

  private func pairs(_ lines: BorderLines) -> Set<SIMD2<Int32>> { lines.neighbours }

  @Test func aBorderIsDrawnOnceWithBothItsOwners() {
    let shapes = [TinyMap.square(x: 0, y: 0, side: 1000), TinyMap.square(x: 1000, y: 0, side: 1000)]
      .map(frame.shape)
    let borders = BorderLines(shapes)
    #expect(borders.pieces.count == 7)
    #expect(borders.pieces.count { $0.right >= 0 } == 1)
    #expect(pairs(borders) == [SIMD2(0, 1)])
  }

  @Test func aVertexOnOneSideOnlyPartsNobody() {
    // The eastern neighbours meet the western one between its vertices.
    let west = Region(exterior: [(0, 0), (1000, 0), (1000, 2000), (0, 2000)])
    let shapes = [
      west, TinyMap.square(x: 1000, y: 0, side: 1000), TinyMap.square(x: 1000, y: 1000, side: 1000),
    ]
    .map(frame.shape)
    let borders = BorderLines(shapes)
    #expect(pairs(borders).isSuperset(of: [SIMD2(0, 1), SIMD2(0, 2), SIMD2(1, 2)]))
    // What is left with one owner is the outline alone: 3 sides of the west, 2 of each eastern one.
    #expect(borders.pieces.count { $0.right < 0 } == 7)
  }

  @Test func piecesJoinToRings() {
    var shapes: [PaperShape] = []
    for row in 0..<4 {
      for column in 0..<4 {
        shapes.append(
          frame.shape(TinyMap.square(x: Double(column) * 1000, y: Double(row) * 1000, side: 1000)))
      }
    }
    let borders = BorderLines(shapes)
    let outline = borders.lines { borders.pieces[$0].right < 0 }
    #expect(outline.count == 1)
    #expect(outline[0].count == 17 && outline[0].first == outline[0].last)
    // Every piece is in exactly one line.
    let all = borders.lines { _ in true }
    #expect(all.reduce(0) { $0 + $1.count - 1 } == borders.pieces.count)
  }

  @Test func areasAreTheirPlacesTogether() {
    var random = SplitMix64(seed: 2)
    var shapes: [PaperShape] = []
    for row in 0..<4 {
      for column in 0..<4 {
        shapes.append(
          frame.shape(TinyMap.square(x: Double(column) * 1000, y: Double(row) * 1000, side: 1000)))
      }
    }
    let borders = BorderLines(shapes)
    for _ in 0..<50 {
      let owner = (0..<16).map { _ in Int.random(in: 0..<2, using: &random) }
      let areas = Areas(borders, areaOfPlace: owner, count: 2)
      for area in 0..<2 {
        let expected = owner.indices.filter { owner[$0] == area }.map { shapes[$0].area }.reduce(0, +)
        let found = areas.parts.filter { $0.area == area }.map(\.shape.area).reduce(0, +)
        // Places that touch in a corner may be one part or two, and rings there may be closed in either way.
        if !touchesInACorner(owner) { #expect(abs(expected - found) < 1e-6) }
      }
    }
  }

  private func touchesInACorner(_ owner: [Int]) -> Bool {
    (0..<3).contains { row in
      (0..<3).contains { column in
        let i = row * 4 + column
        return owner[i] == owner[i + 5] && owner[i + 1] == owner[i + 4] && owner[i] != owner[i + 1]
      }
    }
  }

  @Test func sharedVerticesStayShared() {
    var random = SplitMix64(seed: 9)
    // A border of 500 vertices, much finer than paper, between two regions.
    let border = (0...500).map { i in
      (2000 + Double.random(in: -200...200, using: &random), Double(i) * 8)
    }
    let west = frame.shape(Region(exterior: [(0, 4000), (0, 0)] + border))
    let east = frame.shape(Region(exterior: [(4000, 0), (4000, 4000)] + border.reversed()))
    let borders = BorderLines([west, east])
    let outer = borders.pieces.count { $0.right < 0 }
    #expect(outer == 6)
    #expect(pairs(borders) == [SIMD2(0, 1)])
  }
}
