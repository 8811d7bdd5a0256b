import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// Shares of targets that must be visited, and how far places are from them.
@Suite struct ShareTests {
  @Test(arguments: [
    (0, 0, 1.0, 0), (10, 3, 0.8, 5), (10, 8, 0.8, 0), (10, 9, 0.8, 0), (3, 0, 0.3, 1), (3, 0, 0, 0),
    (7, 2, 1, 5),
    (1000, 579, 0.58, 1), (100, 58, 0.58, 0),
  ])
  func countsHowManyMoreAreNeeded(expected: Int, visited: Int, share: Double, needed: Int) {
    let tally = Tally(expected: expected, visited: visited)
    #expect(tally.needed(for: share) == needed)
    #expect(Tally(expected: expected, visited: visited + needed).reaches(share))
    #expect(needed == 0 || !Tally(expected: expected, visited: visited + needed - 1).reaches(share))
  }

  @Test("A row misses exactly the shares that a count target by target misses", arguments: UInt64(1)...12)
  func agreesWithSlowCount(seed: UInt64) {
    let campaign = randomCampaign(
      seed: seed, settings: ["target_shares": "disabled=50%;low-income=100%", "target_share_other": "40%"])
    let ledger = CampaignLedger(campaign)
    let targets = campaign.targets
    for (v, row) in ledger.table(by: .village).rows.enumerated() {
      var tallies: [String: Tally] = [:]
      for i in 0..<targets.count where !ledger.isExcluded(i) {
        let village = Int(targets.villages[i])
        guard v == (village < 0 ? campaign.villages.count : village) else { continue }
        let names = targets.categorySets[Int(targets.categorySet[i])].map { targets.categories[$0] }
        let own = names.filter { ["disabled", "low-income"].contains($0) }
        for share in own.isEmpty ? [names.isEmpty ? "other" : "priority"] : own {
          tallies[share, default: Tally()] =
            (tallies[share] ?? Tally()) + Tally(expected: 1, visited: ledger.isVisited(i) ? 1 : 0)
        }
      }
      let shares = ["disabled": 0.5, "low-income": 1, "priority": 1, "other": 0.4]
      let missed = shares.filter {
        Double(tallies[$0.key]?.visited ?? 0) < $0.value * Double(tallies[$0.key]?.expected ?? 0) - 1e-6
      }
      #expect(Set(row.missedShares.map(\.name)) == Set(missed.keys), "\(row.code)")
      #expect(row.missedShares.allSatisfy { $0.tally == tallies[$0.name] })
      #expect(row.targetMet == (row.targets.expected == 0 ? nil : missed.isEmpty))
    }
  }

  @Test func aCategoryIsJudgedByItsOwnShare() throws {
    let campaign = randomCampaign(seed: 4, settings: ["target_shares": "disabled=0%;foo=50%"])
    let ledger = CampaignLedger(campaign)
    let rows = ledger.table(by: .category).rows
    #expect(rows.map(\.code) == ["disabled", "low-income", "party veteran"])
    #expect(rows.map(\.targetShare) == [0, 1, 1])
    #expect(rows[0].targetMet == true && rows[1].targetMet == false)
    #expect(rows[1].missedShares.map(\.name) == ["priority"])
    #expect(ledger.idleShares == ["foo"])
  }

  @Test("Visited places, spread, and places with targets, counted the slow way", arguments: UInt64(1)...6)
  func spreadIsTheQuotientOfTwoShares(seed: UInt64) throws {
    let campaign = randomCampaign(seed: seed)
    let ledger = CampaignLedger(campaign)
    let targets = campaign.targets
    let counted = (0..<targets.count).filter { !ledger.isExcluded($0) }
    func reach(_ key: (Int) -> String?) -> Tally {
      Tally(
        expected: Set(counted.compactMap(key)).count,
        visited: Set(counted.filter { ledger.isVisited($0) }.compactMap(key)).count)
    }
    let cells = reach { targets.cells[$0] < 0 ? nil : "\(targets.cells[$0])" }
    #expect(ledger.reach(of: .cell) == cells)
    #expect(
      ledger.reach(of: .township)
        == reach { targets.villages[$0] < 0 ? nil : campaign.villages[Int(targets.villages[$0])].townshipKey }
    )
    #expect(ledger.reach(of: .group) == Tally())
    let totals = ledger.table(by: .campaign).totals
    let share = Double(totals.visits) / Double(totals.targets.expected)
    #expect(try abs(#require(ledger.spread) - #require(cells.coverage) / share) < 1e-12)
    var gridless = campaign
    gridless.cells = []
    gridless.plan = nil
    for i in gridless.targets.cells.indices { gridless.targets.cells[i] = -1 }
    let villages = try #require(ledger.reach(of: .village).coverage)
    #expect(try abs(#require(CampaignLedger(gridless).spread) - villages / share) < 1e-12)
    #expect(CampaignLedger(campaign, asOf: LocalDate(dayNumber: 10)).spread == nil, "no visit is made")
  }
}
