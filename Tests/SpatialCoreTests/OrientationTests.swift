import TestSupport
import Testing

@testable import SpatialCore

@Suite("Orientation")
struct OrientationTests {
  @Test("left, right and on the line")
  func sides() {
    #expect(Orientation.sign([0, 0], [1, 0], [0, 1]) == 1)
    #expect(Orientation.sign([0, 0], [1, 0], [0, -1]) == -1)
    #expect(Orientation.sign([0, 0], [1, 1], [2, 2]) == 0)
    #expect(Orientation.sign([3, 3], [3, 3], [7, 1]) == 0)
  }

  @Test("the last bit decides (Kettner et al., 2008)", arguments: 0..<64)
  func lastBit(step: Int) {
    // Plain doubles give a random pattern of signs along this line through 0.5 0.5, 12 12 and 24 24.
    let x = 0.5 + Double(step) * 0x1p-53
    let y = 0.5 + Double(63 - step) * 0x1p-53
    #expect(Orientation.sign([x, y], [12, 12], [24, 24]) == (x == y ? 0 : x > y ? -1 : 1))
  }

  @Test("neither large nor small numbers lose the sign", arguments: [1e-200, 1e-150, 1, 1e150, 1e300])
  func scales(scale: Double) {
    #expect(Orientation.sign([0, 0], [scale, scale], [scale, scale.nextUp]) == 1)
    #expect(Orientation.sign([0, 0], [scale, scale], [scale, scale.nextDown]) == -1)
    #expect(Orientation.sign([-scale, -scale], [0, 0], [scale, scale]) == 0)
  }

  @Test("filtered and exact signs agree, and turn with the order of the points")
  func agreement() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<2000 {
      let p = (0..<3).map { _ in
        SIMD2(Double(Int.random(in: -4...4, using: &random)) / 3, Double.random(in: -1...1, using: &random))
      }
      let sign = Orientation.sign(p[0], p[1], p[2])
      #expect(sign == Orientation.exactSign(p[0], p[1], p[2]))
      #expect(sign == Orientation.sign(p[1], p[2], p[0]))
      #expect(sign == -Orientation.sign(p[1], p[0], p[2]))
    }
  }

  @Test("an expansion keeps what a double would drop")
  func expansion() {
    var sum = Expansion()
    for value in [1e30, 1, -1e30, -1] { sum.add(value) }
    #expect(sum.sign == 0)
    sum.add(-1e-30)
    sum.add(1e-31)
    #expect(sum.sign == -1)
  }
}
