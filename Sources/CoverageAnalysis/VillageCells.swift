public import CampaignModel

/// The targets of one village in one cell: a row of what is left to do there.
///
/// A cell of an unclipped grid reaches into several villages; here each village has its own part of it.
public struct VillageCell: Sendable, Equatable {
  /// Index of the cell, or -1: its targets have no coordinates, or lie outside the grid.
  public let cell: Int32
  /// Households of the village in the cell.
  public fileprivate(set) var households = Tally()
  /// Enterprises.
  public fileprivate(set) var enterprises = Tally()
  /// Gaps by reason.
  public fileprivate(set) var gaps: [GapReason: Int] = [:]

  /// Households and enterprises together.
  public var targets: Tally { households + enterprises }

  /// The dominant reason; the earlier one if two have as many gaps. Nil without a gap.
  public var reason: GapReason? {
    gaps.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
  }
}

extension CampaignLedger {
  /// What is expected and visited in each cell of each village, by village in the campaign's order, cells by index and
  /// `-1` last; cells without a target of the village are left out.
  ///
  /// Sums over a village's cells are its row of ``table(by:)``.
  ///
  /// - Complexity: O(targets · log targets).
  public func cellsOfVillages() -> [[VillageCell]] {
    let targets = campaign.targets
    let isCounted = (0..<targets.count).filter {
      targets.villages[$0] >= 0 && states[$0] != .excluded && states[$0] != .outside
    }
    let sorted = isCounted.sorted {
      (targets.villages[$0], UInt32(bitPattern: targets.cells[$0]), $0)
        < (targets.villages[$1], UInt32(bitPattern: targets.cells[$1]), $1)
    }
    var cells = [[VillageCell]](repeating: [], count: campaign.villages.count)
    for i in sorted {
      let village = Int(targets.villages[i])
      if cells[village].last?.cell != targets.cells[i] {
        cells[village].append(VillageCell(cell: targets.cells[i]))
      }
      let last = cells[village].count - 1
      let one = Tally(expected: 1, visited: states[i] == .visited ? 1 : 0)
      switch targets.kinds[i] {
      case .household: cells[village][last].households = cells[village][last].households + one
      case .enterprise: cells[village][last].enterprises = cells[village][last].enterprises + one
      }
      if case .gap(let reason) = states[i] { cells[village][last].gaps[reason, default: 0] += 1 }
    }
    return cells
  }
}
