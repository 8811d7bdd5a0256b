import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// Nested completeness: children add up to their parent, and villages are those of the flat table.
@Suite struct NestedCoverageTests {
  /// Settings under which nested rows are judged in different ways.
  static let settings: [[String: String]] = [
    [:], ["target_shares": "disabled=50%;low-income=90%;nobody=10%"],
    [
      "priority_categories": "party veteran;disabled", "target_shares": "low-income=70%",
      "rounds": "one:2016-10-25..2016-11-15;two:2016-11-20..",
    ],
  ]

  /// The places of each row's children.
  private func children(_ nested: NestedCoverage) -> [Int: [Int]] {
    var open: [(row: Int, depth: Int)] = []
    var children: [Int: [Int]] = [:]
    for (i, row) in nested.rows.enumerated() {
      let depth = nested.levels.firstIndex(of: row.level) ?? -1
      while let last = open.last, last.depth >= depth { open.removeLast() }
      if let parent = open.last { children[parent.row, default: []].append(i) }
      open.append((i, depth))
    }
    return children
  }

  @Test("Children add up to their parent", arguments: UInt64(1)...12)
  func childrenAddUp(seed: UInt64) {
    let campaign = randomCampaign(seed: seed, settings: Self.settings[Int(seed) % Self.settings.count])
    for asOf in CoverageInvariantTests.asOfDays {
      let nested = CampaignLedger(campaign, asOf: asOf).nested()
      let children = children(nested)
      var parents = 0
      for (parent, places) in children {
        let row = nested.rows[parent]
        let sum = places.reduce(Tally()) { $0 + nested.rows[$1].targets }
        #expect(sum == row.targets, "\(row)")
        #expect(places.reduce(0) { $0 + nested.rows[$1].visits } == row.visits)
        #expect(places.reduce(0) { $0 + nested.rows[$1].excluded } == row.excluded)
        parents += 1
      }
      #expect(parents > 100)
      // What has no children is a category, or a village without targets.
      for (i, row) in nested.rows.enumerated() where children[i] == nil {
        #expect(row.level == .category || row.level == .village && row.targets.expected + row.excluded == 0)
      }
    }
  }

  @Test("Each target stands in one category row, counted target by target", arguments: UInt64(1)...6)
  func agreesWithSlowCount(seed: UInt64) {
    let campaign = randomCampaign(seed: seed, settings: Self.settings[Int(seed) % Self.settings.count])
    let ledger = CampaignLedger(campaign)
    let nested = ledger.nested()
    var expected: [[String]: (Tally, excluded: Int)] = [:]
    let targets = campaign.targets
    for i in 0..<targets.count {
      let names = targets.categorySets[Int(targets.categorySet[i])].map { targets.categories[$0] }
      let category = nested.categoryOrder.first { names.contains($0) } ?? "(other)"
      let village = targets.villages[i] < 0 ? "(none)" : campaign.villages[Int(targets.villages[i])].code.text
      let cell = targets.cells[i] < 0 ? "(none)" : campaign.cells[Int(targets.cells[i])].id.text
      let key = [village, cell, targets.kinds[i].name, category]
      var (tally, excluded) = expected[key] ?? (Tally(), 0)
      if ledger.isExcluded(i) {
        excluded += 1
      } else {
        tally = tally + Tally(expected: 1, visited: ledger.isVisited(i) ? 1 : 0)
      }
      expected[key] = (tally, excluded)
    }
    let rows = nested.rows.filter { $0.level == .category }
    #expect(rows.count == expected.count)
    for row in rows {
      let found = expected[[row.village ?? "", row.cell ?? "", row.kind ?? "", row.code]]
      #expect(found?.0 == row.targets)
      #expect(found?.excluded == row.excluded)
    }
  }

  @Test("Rows of villages and of the campaign are those of the flat table", arguments: UInt64(1)...6)
  func villagesAreJudgedAsInTheFlatTable(seed: UInt64) {
    let campaign = randomCampaign(seed: seed, settings: Self.settings[Int(seed) % Self.settings.count])
    for asOf in CoverageInvariantTests.asOfDays {
      let ledger = CampaignLedger(campaign, asOf: asOf)
      let table = ledger.table(by: .village)
      let nested = ledger.nested()
      let flat = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.code, $0) })
      let villages = nested.rows.filter { $0.level == .village }
      #expect(
        villages.map(\.code)
          == table.rows.map(\.code).filter { code in villages.contains { $0.code == code } })
      #expect(villages.count >= campaign.villages.count)
      for row in villages + nested.rows.prefix(1) {
        let other = row.level == .campaign ? table.totals : flat[row.code]
        #expect(other?.targets == row.targets)
        #expect(other?.visits == row.visits)
        #expect(other?.status == row.status)
        #expect(other?.targetMet == row.targetMet)
        #expect(row.targets.expected == 0 || other?.missedShares == row.missedShares)
      }
    }
  }

  @Test func withoutAGridThereIsNoLevelOfCells() {
    var campaign = randomCampaign(seed: 3, planUnit: .village)
    campaign.cells = []
    for i in campaign.targets.cells.indices { campaign.targets.cells[i] = -1 }
    let nested = CampaignLedger(campaign).nested()
    #expect(nested.levels == [.campaign, .village, .kind, .category])
    #expect(!nested.rows.contains { $0.level == .cell || $0.cell != nil })
  }

  @Test func aTargetStandsUnderTheFirstOfItsCategoriesInTheOrderOfTheSetting() {
    let campaign = randomCampaign(seed: 5, settings: ["priority_categories": "low-income;disabled"])
    let nested = CampaignLedger(campaign).nested()
    #expect(nested.categoryOrder == ["low-income", "disabled"])
    #expect(
      Set(nested.rows.filter { $0.level == .category }.map(\.code)) == ["low-income", "disabled", "(other)"])
  }
}
