public import CampaignModel

extension CampaignLedger {
  /// All expected targets without an effective visit, each with its one reason, by village, then by id.
  ///
  /// - Complexity: O(targets + gaps · log gaps).
  public func targetGaps() -> [TargetGap] {
    let targets = campaign.targets
    var gaps: [TargetGap] = []
    for i in 0..<targets.count {
      guard case .gap(let reason) = states[i] else { continue }
      let last = lastVisit[i]
      gaps.append(
        TargetGap(
          target: i, village: targets.villages[i], cell: targets.cells[i], group: groups[i],
          reason: reason, visits: Int(visits[i]),
          lastVisit: last == TargetColumns.notVisited ? nil : LocalDate(dayNumber: last)))
    }
    // Targets are in the order of their ids, which breaks ties; those in no village come last.
    return gaps.sorted {
      (UInt32(bitPattern: $0.village), $0.target) < (UInt32(bitPattern: $1.village), $1.target)
    }
  }

  /// The rows of villages or cells that have a gap: must-visit villages first, then wholly unvisited places, then by the
  /// number of gaps.
  ///
  /// - Complexity: as ``table(by:)``.
  public func placeGaps(by level: CoverageLevel) -> [CoverageRow] { placeGaps(in: table(by: level)) }

  /// The same, of a table of this ledger that is at hand. - Complexity: O(rows · log rows).
  public func placeGaps(in table: CoverageTable) -> [CoverageRow] {
    let mustVisit = table.level == .village ? mustVisitCodes : []
    return table.rows
      .filter { $0.targets.visited < $0.targets.expected }
      .sorted { a, b in
        let (isFirst, isSecond) = (mustVisit.contains(a.code), mustVisit.contains(b.code))
        if isFirst != isSecond { return isFirst }
        if (a.targets.visited == 0) != (b.targets.visited == 0) { return a.targets.visited == 0 }
        let (gapsA, gapsB) = (
          a.targets.expected - a.targets.visited, b.targets.expected - b.targets.visited
        )
        return gapsA != gapsB ? gapsA > gapsB : Identifier(a.code) < Identifier(b.code)
      }
  }

  /// The codes of the villages that must be visited first.
  public var mustVisitCodes: Set<String> {
    Set(campaign.villages.indices.filter { campaign.isMustVisit($0) }.map { campaign.villages[$0].code.text })
  }

  /// True if target `i` is out of every total on the ledger's day.
  public func isExcluded(_ i: Int) -> Bool { states[i] == .excluded }

  /// True if target `i` is expected and has an effective visit.
  public func isVisited(_ i: Int) -> Bool { states[i] == .visited }
}
