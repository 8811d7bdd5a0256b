public import CampaignModel

/// Completeness told from the campaign down to the priority categories of one cell: a tree whose children add up to their parent.
public struct NestedCoverage: Sendable, Equatable {
  /// The levels, from the outermost in.
  public enum Level: String, Sendable, CaseIterable { case campaign, village, cell, kind, category }

  /// The levels that occur: all, or where no grid is counted all without `cell`.
  public var levels: [Level]
  /// All rows, each before its children: the campaign, then villages by code, cells by id, households before enterprises,
  /// categories in their order; `(none)` and `(other)` last among their like.
  public var rows: [NestedRow]
  /// The priority categories in the order in which the first one is looked for.
  public var categoryOrder: [String]

  /// The code of targets without a priority category.
  public static let otherCode = "(other)"
}

/// A row of ``NestedCoverage``: targets of one place, kind or category, within the rows above it.
public struct NestedRow: Sendable, Equatable {
  /// The level.
  public var level: NestedCoverage.Level
  /// The code of the place, the kind, or the category; `(none)` for targets in no village or cell.
  public var code: String
  /// The name, for the campaign, villages and cells.
  public var name: String?
  /// The code of the village it lies in, of rows below villages.
  public var village: String?
  /// The id of the cell it lies in, of rows below cells.
  public var cell: String?
  /// The kind of its targets, of categories.
  public var kind: String?
  /// Different targets that must be visited, and those of them effectively visited.
  public var targets = Tally()
  /// Visits made to these targets (household-visits), effective or not.
  public var visits = 0
  /// Targets that are excluded, in no other column.
  public var excluded = 0
  /// How far it is covered.
  public var status = CoverageStatus.empty
  /// The share by which the targets of a category are judged; nil above categories, where several may be.
  public var targetShare: Double?
  /// The shares that are missed; above categories by the rule of coverage rows, so that a village is judged as in these.
  public var missedShares: [MissedShare] = []

  /// An empty row.
  public init(level: NestedCoverage.Level, code: String) {
    self.level = level
    self.code = code
  }

  /// True if all shares are reached; nil where nothing is expected.
  public var targetMet: Bool? { targets.expected == 0 ? nil : missedShares.isEmpty }
}

extension CampaignLedger {
  /// Coverage of village → cell → kind of target → priority category.
  ///
  /// Each target stands in one row of each level, so that children add up to their parent: a target with several
  /// priority categories stands under the first one by ``NestedCoverage/categoryOrder`` (as `priority_categories` names
  /// them, else by bytes), one without any under `(other)`. Rows of villages are those of ``table(by:)``, told deeper; villages
  /// without targets are there too, other rows only where they have targets.
  ///
  /// - Complexity: O(targets + rows · log rows).
  public func nested() -> NestedCoverage {
    let order = NestedOrder(campaign, shares: shares)
    let leaves = leafSums(order)
    let keys = leaves.keys.sorted()
    var tree = NestedTree(self, order: order)
    for key in keys { if let sum = leaves[key] { tree.add(sum, at: key) } }
    return tree.finished()
  }

  /// What counts alike for all targets of one village, cell, kind and category set.
  fileprivate struct LeafSum {
    var targets = Tally()
    var visits = 0
    var excluded = 0
  }

  private func leafSums(_ order: NestedOrder) -> [Int: LeafSum] {
    let targets = campaign.targets
    // Neighbours in a roster mostly share all four: sums are kept in a list, and looked up only at a change.
    var placeOfKey: [Int: Int] = [:]
    var sums: [LeafSum] = []
    var (lastKey, place) = (-1, 0)
    for i in states.indices where states[i] != .outside {
      let key = order.key(
        village: targets.villages[i], cell: targets.cells[i], kind: targets.kinds[i],
        set: Int(targets.categorySet[i]))
      if key != lastKey {
        lastKey = key
        if let known = placeOfKey[key] {
          place = known
        } else {
          place = sums.count
          placeOfKey[key] = place
          sums.append(LeafSum())
        }
      }
      if states[i] == .excluded {
        sums[place].excluded += 1
      } else {
        sums[place].targets.expected += 1
        if states[i] == .visited { sums[place].targets.visited += 1 }
        sums[place].visits += Int(visits[i])
      }
    }
    return placeOfKey.mapValues { sums[$0] }
  }
}

/// The order of rows as numbers: village, cell, kind, category set, each with its last value for none.
private struct NestedOrder {
  let villages: Int
  let cells: Int
  /// The categories looked for, as indices into the targets' categories, in their order.
  let categories: [Int]
  /// For each category set, its first category as a place in `categories`; their count for none.
  let rankOfSet: [Int]
  /// For each category set, its place among all sets, by rank.
  private let placeOfSet: [Int]
  /// The sets by place.
  private let sets: [Int]

  init(_ campaign: Campaign, shares: ShareRules) {
    villages = campaign.villages.count
    cells = campaign.cells.count
    let names = campaign.targets.categories
    let wanted = campaign.settings.priorityCategories
    let indices = wanted?.compactMap { name in names.firstIndex { Identifier($0) == Identifier(name) } }
    let categories = indices ?? Array(names.indices)
    self.categories = categories
    let ranks = campaign.targets.categorySets.map { set in
      categories.firstIndex { set.contains($0) } ?? categories.count
    }
    rankOfSet = ranks
    let sets = ranks.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    self.sets = sets
    var places = ranks
    for (place, set) in sets.enumerated() { places[set] = place }
    placeOfSet = places
  }

  func key(village: Int32, cell: Int32, kind: TargetKind, set: Int) -> Int {
    let village = village < 0 ? villages : Int(village)
    let cell = cell < 0 ? cells : Int(cell)
    return ((village * (cells + 1) + cell) * 2 + Int(kind.rawValue)) * placeOfSet.count + placeOfSet[set]
  }

  func parts(_ key: Int) -> (village: Int, cell: Int, kind: TargetKind, set: Int) {
    let (places, place) = key.quotientAndRemainder(dividingBy: sets.count)
    let (ground, kind) = places.quotientAndRemainder(dividingBy: 2)
    let (village, cell) = ground.quotientAndRemainder(dividingBy: cells + 1)
    return (village, cell, kind == 0 ? .household : .enterprise, sets[place])
  }
}

/// The rows as they are written down, those still open on a stack.
private struct NestedTree {
  private let ledger: CampaignLedger
  private let order: NestedOrder
  private let levels: [NestedCoverage.Level]
  private var rows: [NestedRow] = []
  private var open: [(row: Int, tallies: ShareTallies, part: Int)] = []
  private var nextVillage = 0

  init(_ ledger: CampaignLedger, order: NestedOrder) {
    self.ledger = ledger
    self.order = order
    levels = NestedCoverage.Level.allCases.filter { $0 != .cell || !ledger.campaign.cells.isEmpty }
    begin(.campaign, part: 0)
  }

  /// Counts a leaf in its row and in all above it; leaves come in the order of their keys.
  mutating func add(_ sum: CampaignLedger.LeafSum, at key: Int) {
    let parts = order.parts(key)
    func part(_ level: NestedCoverage.Level) -> Int {
      switch level {
      case .campaign: 0
      case .village: parts.village
      case .cell: parts.cell
      case .kind: Int(parts.kind.rawValue)
      case .category: order.rankOfSet[parts.set]
      }
    }
    let path = levels.map(part)
    let shared = zip(path, open).prefix { $0 == $1.part }.count
    while open.count > shared { end() }
    if shared <= 1 { fillVillages(before: parts.village) }
    for depth in open.count..<levels.count { begin(levels[depth], part: path[depth]) }
    for i in open.indices {
      let row = open[i].row
      rows[row].targets = rows[row].targets + sum.targets
      rows[row].visits += sum.visits
      rows[row].excluded += sum.excluded
      open[i].tallies.add(sum.targets, set: parts.set, by: ledger.shares)
    }
  }

  mutating func finished() -> NestedCoverage {
    while open.count > 1 { end() }
    fillVillages(before: order.villages)
    end()
    return NestedCoverage(
      levels: levels, rows: rows,
      categoryOrder: order.categories.map { ledger.campaign.targets.categories[$0] })
  }

  /// Rows of villages that have no targets.
  private mutating func fillVillages(before village: Int) {
    while nextVillage < village {
      begin(.village, part: nextVillage)
      end()
    }
  }

  private mutating func begin(_ level: NestedCoverage.Level, part: Int) {
    let campaign = ledger.campaign
    var row = NestedRow(level: level, code: CoverageRow.noneCode)
    for above in open {
      switch rows[above.row].level {
      case .village: row.village = rows[above.row].code
      case .cell: row.cell = rows[above.row].code
      case .kind: row.kind = rows[above.row].code
      case .campaign, .category: break
      }
    }
    switch level {
    case .campaign: (row.code, row.name) = ("campaign", campaign.settings.name)
    case .village:
      nextVillage = part + 1
      if part < order.villages {
        (row.code, row.name) = (campaign.villages[part].code.text, campaign.villages[part].name)
      }
    case .cell:
      if part < order.cells {
        (row.code, row.name) = (campaign.cells[part].id.text, campaign.cells[part].label)
      }
    case .kind: row.code = part == 0 ? TargetKind.household.name : TargetKind.enterprise.name
    case .category:
      let isOther = part == order.categories.count
      row.code = isOther ? NestedCoverage.otherCode : campaign.targets.categories[order.categories[part]]
      row.targetShare =
        isOther ? ledger.shares.other : ledger.shares.share(ofCategory: order.categories[part])
    }
    rows.append(row)
    open.append((rows.count - 1, ShareTallies(), part))
  }

  private mutating func end() {
    guard let (row, tallies, _) = open.popLast() else { return }
    rows[row].status = CoverageStatus(rows[row].targets, excluded: rows[row].excluded)
    if let share = rows[row].targetShare {
      rows[row].missedShares =
        [MissedShare(rows[row].code, share: share, of: rows[row].targets)].compactMap { $0 }
    } else {
      rows[row].missedShares = tallies.missed(by: ledger.shares)
    }
  }
}
