import Testing

@testable import Cartography

@Suite struct ClassingTests {
  @Test func nothingIsRoundedUpToAll() {
    #expect(Classing.CoverageClass(visited: 999, expected: 1000) == .under100)
  }
}
