public import CampaignModel

/// Geographic coverage: how much of the map has been reached, beside how much of the work has been done.
extension CampaignLedger {
  /// Places with at least one visited target ÷ those with expected targets: geographic coverage.
  ///
  /// - Parameter level: `township`, `village` or `cell`; other levels are not places of the map and reach nothing.
  /// - Complexity: O(targets + places).
  public func reach(of level: CoverageLevel) -> Tally {
    let places: ContiguousArray<Int32>
    let count: Int
    switch level {
    case .village: (places, count) = (campaign.targets.villages, campaign.villages.count)
    case .cell: (places, count) = (campaign.targets.cells, campaign.cells.count)
    case .township:
      let townships = Partition(.township, of: campaign, groups: groups)
      // The last row is `(none)`: what lies in no township is on no map of them.
      count = townships.rows.count - 1
      places = ContiguousArray(
        campaign.targets.villages.indices.map {
          let row = townships.row(ofTarget: $0, in: campaign)
          return row == count ? -1 : Int32(row)
        })
    case .campaign, .county, .group, .member, .category, .batch: return Tally()
    }
    var isExpected = ContiguousArray(repeating: false, count: count)
    var isReached = isExpected
    for i in places.indices where places[i] >= 0 && states[i] != .excluded && states[i] != .outside {
      isExpected[Int(places[i])] = true
      if states[i] == .visited { isReached[Int(places[i])] = true }
    }
    return Tally(expected: isExpected.count { $0 }, visited: isReached.count { $0 })
  }

  /// How widely the visits are spread: the share of places reached ÷ the share of visits made.
  ///
  /// The share of places is ``reach(of:)`` of cells, or of villages where no grid is counted. The share of visits made is
  /// household-visits (visits to expected targets, effective or not, every repeat counted, enterprises among them) ÷
  /// expected targets. 1: the map is reached as fast as visits are made; above 1: visits go to many places and few
  /// targets in each; below 1: they keep to few places, or are repeated. Nil where nothing is expected in any
  /// place, or no visit is made.
  ///
  /// - Complexity: O(targets + places).
  public var spread: Double? {
    let places = reach(of: campaign.cells.isEmpty ? .village : .cell)
    var expected = 0
    var made = 0
    for i in states.indices where states[i] != .excluded && states[i] != .outside {
      expected += campaign.targets.count(ofRow: i)
      made += Int(visits[i])
    }
    guard let share = places.coverage, expected > 0, made > 0 else { return nil }
    return share / (Double(made) / Double(expected))
  }

  /// What stands beside every table of this ledger. - Complexity: O(targets + places).
  public var notes: CoverageNotes {
    CoverageNotes(
      campaign: campaign.settings.name, asOf: asOf, round: round, townships: reach(of: .township),
      villages: reach(of: .village), cells: reach(of: .cell), spread: spread, idleShares: idleShares)
  }

  /// What a workspace keeps of this ledger. - Complexity: as ``tables(by:)``.
  public var counted: CountedCoverage {
    CountedCoverage(tables: tables(by: CountedCoverage.levels), notes: notes)
  }
}
