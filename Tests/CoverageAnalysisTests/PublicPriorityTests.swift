import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// Figures of groups and townships beside those of villages: none may give back what another withholds.
@Suite struct PublicPriorityTests {
  /// Two townships: the first has a small village, which takes another with it; the second has none.
  private func told() -> PublicPriority {
    let villages = [("V1", "A"), ("V2", "A"), ("V3", "A"), ("V4", "B"), ("V5", "B")].map {
      Village(code: Identifier($0.0), name: "", township: $0.1)
    }
    let figures = [(2, 0), (40, 20), (60, 30), (30, 15), (50, 25), (0, 0)]
    let rows = figures.map { expected, visited in
      var row = CoverageRow(level: .village, code: "")
      row.priority = Tally(expected: expected, visited: visited)
      row.households = Tally(expected: expected + 100, visited: visited + 50)
      return row
    }
    return PublicPriority(rows: rows, villages: villages, suppression: Suppression())
  }

  @Test func aGroupThatWouldTellASmallVillageByDifferenceIsWithheld() {
    let told = told()
    #expect(told.villages[0] == .withheld(isSmall: true) && told.villages[1] == .withheld(isSmall: false))
    #expect(
      told.townships == [.open(Tally(expected: 102, visited: 50)), .open(Tally(expected: 80, visited: 40))])
    // V1 and V3: less V3, which is told, it would be V1.
    #expect(told.together([0, 2]) == .withheld(isSmall: false))
    // All but V1: the township less this would be V1.
    #expect(told.together([1, 2, 3, 4]) == .withheld(isSmall: false))
    #expect(told.together([0]) == .withheld(isSmall: true))
  }

  @Test func aGroupOfWholeTownshipsAndToldVillagesIsTold() {
    let told = told()
    #expect(told.together([0, 1, 2]) == .open(Tally(expected: 102, visited: 50)))
    #expect(told.together([0, 1, 2, 4]) == .open(Tally(expected: 152, visited: 75)))
    #expect(told.together([2, 3]) == .open(Tally(expected: 90, visited: 45)))
    #expect(told.together([]) == .open(Tally()))
  }

  /// Whatever is told of any group is a sum of what villages and townships tell, so that it is no new equation.
  @Test(arguments: UInt64(1)...40) func whatIsToldOfAnyGroupFollowsFromTheRest(seed: UInt64) throws {
    let campaign = randomCampaign(seed: seed)
    let rows = CampaignLedger(campaign).table(by: .village).rows
    let told = PublicPriority(rows: rows, villages: campaign.villages, suppression: Suppression())
    let keys = Set(campaign.villages.compactMap(\.townshipKey)).sorted()
    var random = SplitMix64(seed: seed)
    for _ in 0..<40 {
      let group = Set(campaign.villages.indices.filter { _ in Bool.random(using: &random) })
      guard case .open(let tally) = told.together(group) else { continue }
      #expect(tally == group.reduce(Tally()) { $0 + rows[$1].priority })
      // Every village of it is told itself, or lies in a township that is told and is in the group as a whole.
      for village in group {
        if case .open = told.villages[village] { continue }
        let key = try #require(campaign.villages[village].townshipKey)
        let whole = campaign.villages.indices.filter { campaign.villages[$0].townshipKey == key }
        let township = told.townships[try #require(keys.firstIndex(of: key))]
        #expect(whole.allSatisfy { group.contains($0) })
        #expect(township == .open(whole.reduce(Tally()) { $0 + rows[$1].priority }))
      }
    }
  }

  @Test(arguments: UInt64(1)...20) func cellsOfAVillageAddUpToIt(seed: UInt64) {
    let campaign = randomCampaign(seed: seed)
    let ledger = CampaignLedger(campaign)
    let rows = ledger.table(by: .village).rows
    let cells = ledger.cellsOfVillages()
    #expect(cells.count == campaign.villages.count)
    for (village, own) in cells.enumerated() {
      #expect(own.reduce(Tally()) { $0 + $1.households } == rows[village].households)
      #expect(own.reduce(Tally()) { $0 + $1.enterprises } == rows[village].enterprises)
      #expect(Set(own.map(\.cell)).count == own.count)
      for cell in own {
        #expect(cell.gaps.values.reduce(0, +) == cell.targets.expected - cell.targets.visited)
        #expect((cell.reason == nil) == (cell.targets.expected == cell.targets.visited))
      }
    }
  }
}
