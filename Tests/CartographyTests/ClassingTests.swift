import CampaignModel
import TestSupport
import Testing

@testable import Cartography

@Suite struct ClassingTests {
  @Test(arguments: [
    (0, 5, Classing.CoverageClass.none), (1, 1000, .under50), (499, 1000, .under50), (500, 1000, .under75),
    (749, 1000, .under75), (750, 1000, .under90),
    (899, 1000, .under90), (900, 1000, .under95), (949, 1000, .under95), (950, 1000, .under100),
    (999_999, 1_000_000, .under100), (7, 7, .all),
  ])
  func coverageFallsIntoOneClass(visited: Int, expected: Int, step: Classing.CoverageClass) {
    #expect(Classing.CoverageClass(visited: visited, expected: expected) == step)
  }

  @Test func whereNothingIsExpectedThereIsNoClass() {
    #expect(Classing.CoverageClass(visited: 0, expected: 0) == nil)
  }

  @Test func classesOfCountsHaveRoundEnds() {
    #expect(Classing.counts([]) == [])
    #expect(Classing.counts([0, 0]) == [])
    #expect(Classing.counts([1, 1]) == [1...1])
    #expect(Classing.counts([3]) == [3...5])
    // Six classes have something in them; the two with the fewest places become one.
    #expect(Classing.counts(Array(1...100)) == [1...5, 6...10, 11...20, 21...50, 51...100])
    #expect(Classing.counts([1, 1, 1, 1, 1, 1, 1, 1, 1, 219]) == [1...2, 201...500])
    #expect(Classing.counts([Int.max]).last?.contains(Int.max) == true)
  }

  @Test func everyPositiveCountIsInExactlyOneClass() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<200 {
      let values = (0..<Int.random(in: 1...80, using: &random)).map { _ in
        Int.random(in: 0...Int.random(in: 1...5000, using: &random), using: &random)
      }
      let classes = Classing.counts(values)
      #expect(classes.count <= 5)
      for value in values where value > 0 { #expect(classes.count { $0.contains(value) } == 1) }
      for (a, b) in zip(classes, classes.dropFirst()) { #expect(a.upperBound < b.lowerBound) }
      for range in classes { #expect(values.contains { range.contains($0) }) }
    }
  }

  @Test(arguments: [(1, 1), (7, 6), (13, 12), (97, 100), (104, 100), (219, 200), (1234, 1200)])
  func roundNumbers(number: Int, round: Int) { #expect(Classing.rounded(number) == round) }

  @Test(arguments: [(4.0, 1.0), (37, 10), (100, 50), (2400, 1000), (0, 1)])
  func stepsOfAnAxis(largest: Double, step: Double) {
    #expect(abs(Classing.axisStep(largest, count: 4) - step) < 1e-9)
  }
}
