public import CampaignModel

extension CampaignLedger {
  /// Coverage of one level: a row for each of its places, sorted by code, and the campaign's totals.
  ///
  /// Partitions (county, township, village, cell, group) have a last row `(none)` for targets outside all others, so
  /// that their rows add up to the totals; overlapping levels (member, category, batch) never do.
  ///
  /// - Complexity: O(targets + visits + rows · log rows).
  public func table(by level: CoverageLevel) -> CoverageTable {
    table(by: level, totals: partitionRows(by: .campaign)[0])
  }

  /// Coverage of each of these levels; the totals are counted once. - Complexity: as ``table(by:)`` for each level.
  public func tables(by levels: [CoverageLevel]) -> [CoverageTable] {
    let totals = partitionRows(by: .campaign)[0]
    return levels.map { table(by: $0, totals: totals) }
  }

  private func table(by level: CoverageLevel, totals: CoverageRow) -> CoverageTable {
    let rows: [CoverageRow] =
      switch level {
      case .campaign: [totals]
      case .category: categoryRows()
      case .member, .batch: visitRows(by: level)
      case .county, .township, .village, .cell, .group: partitionRows(by: level)
      }
    return CoverageTable(
      level: level, asOf: asOf, rows: rows, totals: totals, unlistedVisits: unlistedVisits)
  }

  private func partitionRows(by level: CoverageLevel) -> [CoverageRow] {
    let partition = Partition(level, of: campaign, groups: groups)
    var rows = partition.rows
    if audit != nil { for row in rows.indices { rows[row].openProof() } }
    var groupOfRow = ContiguousArray<Int32>(repeating: Self.undecided, count: rows.count)
    var tallies = ContiguousArray(repeating: ShareTallies(), count: rows.count)
    for i in 0..<campaign.targets.count {
      let row = partition.row(ofTarget: i, in: campaign)
      if let one = add(target: i, to: &rows[row]) {
        tallies[row].add(one, set: Int(campaign.targets.categorySet[i]), by: shares)
      }
      if groupOfRow[row] == Self.undecided {
        groupOfRow[row] = groups[i]
      } else if groupOfRow[row] != groups[i] {
        groupOfRow[row] = -1
      }
    }
    for row in rows.indices {
      close(&rows[row], missed: tallies[row].missed(by: shares))
      if level == .village || level == .cell || level == .township {
        rows[row].group = groupID(groupOfRow[row])
      }
    }
    if let plan = campaign.plan, plan.unit.rawValue == level.rawValue {
      for unit in unitGroups.indices where unit < rows.count && rows[unit].group == nil {
        rows[unit].group = groupID(unitGroups[unit])
      }
    }
    if level == .group { addVisitsByMembers(to: &rows) }
    return rows
  }

  private static let undecided = Int32.min

  private func groupID(_ index: Int32) -> String? {
    index >= 0 ? campaign.groups[Int(index)].id.text : nil
  }

  private func categoryRows() -> [CoverageRow] {
    let targets = campaign.targets
    var rows = targets.categories.map { CoverageRow(level: .category, code: $0, name: $0) }
    if audit != nil { for row in rows.indices { rows[row].openProof() } }
    var tallies = Array(repeating: ShareTallies(), count: rows.count)
    for i in 0..<targets.count {
      let set = Int(targets.categorySet[i])
      for category in targets.categorySets[set] {
        guard let one = add(target: i, to: &rows[category]) else { continue }
        // A row without a share of its own does not judge the targets of categories that have one.
        if shares.ownOfSet[set].isEmpty { tallies[category].add(one, set: set, by: shares) }
      }
    }
    for row in rows.indices {
      rows[row].targetShare = shares.share(ofCategory: row)
      let own = shares.ownOfCategory[row]
      close(
        &rows[row],
        missed: own < 0
          ? tallies[row].missed(by: shares)
          : [MissedShare(rows[row].code, share: shares.own[own].share, of: rows[row].targets)].compactMap {
            $0
          })
    }
    return rows
  }

  /// Counts a target, or a row's targets that are alike; returns what it adds to expected and visited, or nil if it is in no total.
  @discardableResult
  private func add(target i: Int, to row: inout CoverageRow) -> Tally? {
    let isVisited: Bool
    let count = campaign.targets.count(ofRow: i)
    switch states[i] {
    case .outside: return nil
    case .excluded:
      row.excluded += count
      return nil
    case .visited: isVisited = true
    case .gap(let reason):
      isVisited = false
      row.gaps[reason, default: 0] += count
    }
    let one = Tally(expected: count, visited: isVisited ? count : 0)
    if campaign.targets.kinds[i] == .household {
      row.households = row.households + one
      if isVisited, let audit {
        switch audit.proofs[i] {
        case .verified: row.householdsVerified? += count
        case .unproven: row.householdsUnproven? += count
        case .doubtful, .none: break
        }
      }
    } else {
      row.enterprises = row.enterprises + one
    }
    if isPriority(i) { row.priority = row.priority + one }
    row.visits += Int(visits[i])
    if lastVisit[i] != TargetColumns.notVisited {
      let last = LocalDate(dayNumber: lastVisit[i])
      row.lastVisit = max(row.lastVisit ?? last, last)
    }
    if !campaign.targets.hasCoordinates(i) { row.missingCoordinates += count }
    return one
  }

  /// Fills what follows from the counts.
  private func close(_ row: inout CoverageRow, missed: [MissedShare]) {
    row.status = CoverageStatus(row.targets, excluded: row.excluded)
    guard row.targets.expected > 0 else { return }
    row.missedShares = missed
    row.targetMet = missed.isEmpty
  }

  /// Visits and the different targets effectively visited, of members or batches.
  private func visitRows(by level: CoverageLevel) -> [CoverageRow] {
    let visits = campaign.visits
    let index = level == .member ? visits.members : visits.batches
    var rows: [CoverageRow] =
      level == .member
      ? campaign.members.map { CoverageRow(level: .member, code: $0.id.text, name: $0.name) }
      : visits.batchNames.map { CoverageRow(level: .batch, code: $0, name: $0) }
    if level == .member {
      for i in rows.indices { rows[i].group = campaign.members[i].group?.text }
    }
    let none = rows.count
    rows.append(CoverageRow(level: level, code: CoverageRow.noneCode))
    for i in rows.indices { rows[i].targetsVisited = 0 }
    let effective = campaign.settings.effectiveOutcomes
    var seen = Set<RowTarget>()
    for i in 0..<visits.count where window.contains(visits.days[i]) {
      let row = index[i] < 0 ? none : Int(index[i])
      let day = LocalDate(dayNumber: visits.days[i])
      rows[row].visits += 1
      rows[row].lastVisit = max(rows[row].lastVisit ?? day, day)
      let target = visits.targets[i]
      guard target >= 0, states[Int(target)] != .excluded,
        states[Int(target)] != .outside, effective.contains(visits.outcomes[i])
      else {
        continue
      }
      if seen.insert(RowTarget(row: Int32(row), target: target)).inserted { rows[row].targetsVisited? += 1 }
    }
    return rows
  }

  private struct RowTarget: Hashable {
    var row: Int32
    var target: Int32
  }

  private func addVisitsByMembers(to rows: inout [CoverageRow]) {
    for i in rows.indices { rows[i].visitsByMembers = 0 }
    for i in 0..<campaign.visits.count where window.contains(campaign.visits.days[i]) {
      let group = campaign.visits.groups[i]
      rows[group < 0 ? rows.count - 1 : Int(group)].visitsByMembers? += 1
    }
  }
}

extension CoverageRow {
  /// Begins to count what is verified: without an audit nothing is known of it.
  fileprivate mutating func openProof() { (householdsVerified, householdsUnproven) = (0, 0) }
}

extension CoverageStatus {
  /// How far a place with these targets is covered.
  init(_ targets: Tally, excluded: Int) {
    self =
      if targets.expected == 0 {
        excluded > 0 ? .excluded : .empty
      } else if targets.visited == targets.expected {
        .covered
      } else {
        targets.visited == 0 ? .unvisited : .partial
      }
  }
}
