import CampaignModel
import CoverageAnalysis
import TestSupport
import Testing

@Suite struct SuppressionTests {
  @Test func withholdsASmallCountAndOneThatHidesIt() {
    let withheld = Suppression().withheld([[3, 9, 40]], parents: [0, 0, 0], parentCount: 1)
    // 3 + 9 = 12 are told by the total; with 9 withheld, 3 may be any of 1…4.
    #expect(withheld.places == [true, true, false])
    #expect(withheld.parents == [false, false] && !withheld.total)
  }

  @Test func leavesLargeCountsAndNothingAlone() {
    let withheld = Suppression().withheld([[0, 5, 12]], parents: [0, 0, -1], parentCount: 1)
    #expect(withheld.places == [false, false, false])
  }

  @Test func withholdsTheTotalWhereNoOtherHides() {
    let withheld = Suppression().withheld([[2]], parents: [0], parentCount: 1)
    #expect(withheld.places == [true] && withheld.parents[0] && withheld.total)
  }

  @Test func hidesALonelyPlaceAmongThoseOfAnotherTownship() {
    let withheld = Suppression().withheld([[2, 30, 20]], parents: [0, 1, 1], parentCount: 2)
    #expect(withheld.places == [true, false, true])
    #expect(withheld.parents == [true, true, false] && !withheld.total)
  }

  /// Whoever knows the rule, and which withheld counts are small, finds every value of 1…k−1 possible for each.
  @Test(arguments: 0..<300)
  func totalsDoNotGiveASmallCountBack(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let k = 3 + Int.random(in: 0...2, using: &random)
    let parents = (0..<Int.random(in: 1...5, using: &random)).map { _ in Int.random(in: 0...1, using: &random)
    }
    let counts = parents.map { _ in Int.random(in: 0...(2 * k), using: &random) }
    let withheld = Suppression(threshold: k).withheld([counts], parents: parents, parentCount: 2)
    let hidden = counts.indices.filter { withheld.places[$0] }
    for i in counts.indices where counts[i] > 0 && counts[i] < k { #expect(withheld.places[i]) }
    let limit = counts.reduce(0, +) + k
    var possible = [Set<Int>](repeating: [], count: counts.count)
    func matches(_ guess: [Int]) -> Bool {
      for parent in 0...1 where !withheld.parents[parent] {
        let of = counts.indices.filter { parents[$0] == parent }
        if of.reduce(0, { $0 + guess[$1] }) != of.reduce(0, { $0 + counts[$1] }) { return false }
      }
      return withheld.total || guess.reduce(0, +) == counts.reduce(0, +)
    }
    func look(_ place: Int, _ guess: [Int], left: Int) {
      guard place < hidden.count else {
        if matches(guess) { for i in hidden { possible[i].insert(guess[i]) } }
        return
      }
      let i = hidden[place]
      let range = counts[i] < k ? 1...(k - 1) : k...limit
      for value in range where withheld.total || value <= left {
        var guess = guess
        guess[i] = value
        look(place + 1, guess, left: left - value)
      }
    }
    // Where the total is withheld nothing is known of the sum, and each is as free as its range.
    guard !withheld.total else { return }
    look(0, counts, left: hidden.reduce(0) { $0 + counts[$1] })
    for i in hidden where counts[i] < k {
      #expect(possible[i] == Set(1..<k), "\(counts), \(parents), k \(k)")
    }
  }

  @Test func tellsOfAPlaceOnlyWhatIsNotSmall() {
    let villages = (1...4).map { Village(code: Identifier("V\($0)"), name: "", township: "T") }
    func row(_ expected: Int, _ visited: Int) -> CoverageRow {
      var row = CoverageRow(level: .village, code: "")
      row.priority = Tally(expected: expected, visited: visited)
      return row
    }
    let rows = [row(3, 3), row(40, 38), row(60, 60), row(200, 100), row(0, 0)]
    let told = PublicPriority(rows: rows, villages: villages, suppression: Suppression())
    #expect(told.villages[0] == .withheld(isSmall: true))
    #expect(told.villages[1] == .withheld(isSmall: false))
    // Its 100 not visited hide the 2 of the second village.
    #expect(told.villages[3] == .expected(200))
    #expect(told.total == .open(Tally(expected: 303, visited: 201)))
  }
}
