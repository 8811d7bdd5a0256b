import TestSupport
import Testing

@testable import Cartography

@Suite struct GroupColouringTests {
  @Test func neighboursNeverShareAColour() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<60 {
      let count = Int.random(in: 1...60, using: &random)
      let pairs = (0..<Int.random(in: 0...(count * 3), using: &random)).map { _ in
        (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
      }
      let colours = GroupColouring.colours(count: count, neighbours: pairs)
      #expect(colours.count == count && colours.allSatisfy { $0 >= 0 })
      for (a, b) in pairs where a != b { #expect(colours[a] != colours[b]) }
    }
  }

  @Test func aChequerboardHasTwoColours() {
    var pairs: [(Int, Int)] = []
    for row in 0..<8 {
      for column in 0..<8 {
        if column < 7 { pairs.append((row * 8 + column, row * 8 + column + 1)) }
        if row < 7 { pairs.append((row * 8 + column, row * 8 + column + 8)) }
      }
    }
    #expect(Set(GroupColouring.colours(count: 64, neighbours: pairs)) == [0, 1])
  }

  @Test func aMapOfHexagonsWithHolesNeedsNoMoreColoursThanThereAre() {
    // Three neighbours to the east and south of each: planar, so that four colours would do.
    var random = SplitMix64(seed: 5)
    var pairs: [(Int, Int)] = []
    for row in 0..<15 {
      for column in 0..<15 {
        let i = row * 15 + column
        for (r, c) in [(row, column + 1), (row + 1, column), (row + 1, column - 1)]
        where r < 15 && (0..<15).contains(c) && Double.random(in: 0...1, using: &random) < 0.9 {
          pairs.append((i, r * 15 + c))
        }
      }
    }
    let colours = GroupColouring.colours(count: 225, neighbours: pairs)
    #expect((colours.max() ?? 0) < Palette.areas.count)
    #expect(Palette.areas.count == Hatching.areas.count)
  }
}
