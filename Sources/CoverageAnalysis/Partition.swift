internal import CampaignModel

/// The rows of a level that share out all targets, each target in one row.
struct Partition {
  /// Empty rows, sorted by code, `(none)` last (the campaign has one row and no `(none)`).
  let rows: [CoverageRow]
  private let level: CoverageLevel
  private let groups: ContiguousArray<Int32>
  /// Row of each village, for county and township.
  private let rowOfVillage: [Int]

  init(_ level: CoverageLevel, of campaign: Campaign, groups: ContiguousArray<Int32>) {
    self.level = level
    self.groups = groups
    var rows: [CoverageRow] = []
    var rowOfVillage: [Int] = []
    switch level {
    case .village:
      rows = campaign.villages.map { village in
        var row = CoverageRow(level: level, code: village.code.text, name: village.name)
        row.township = village.township
        return row
      }
    case .cell:
      let nameOfVillage = Dictionary(
        campaign.villages.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
      rows = campaign.cells.map { cell in
        var row = CoverageRow(level: level, code: cell.id.text, name: cell.label)
        row.township = cell.village.flatMap { nameOfVillage[$0]?.township }
        return row
      }
    case .group:
      rows = campaign.groups.map { CoverageRow(level: level, code: $0.id.text, name: $0.name) }
    case .county:
      (rows, rowOfVillage) = Partition.rows(level, of: campaign, key: \.countyKey, name: \.county)
    case .township:
      (rows, rowOfVillage) = Partition.rows(level, of: campaign, key: \.townshipKey, name: \.township)
    case .campaign, .member, .category, .batch:
      rows = [CoverageRow(level: level, code: "campaign", name: campaign.settings.name)]
    }
    if level != .campaign { rows.append(CoverageRow(level: level, code: CoverageRow.noneCode)) }
    self.rows = rows
    self.rowOfVillage = rowOfVillage
  }

  /// The row in which a target counts.
  func row(ofTarget i: Int, in campaign: Campaign) -> Int {
    let none = rows.count - 1
    switch level {
    case .village:
      let village = campaign.targets.villages[i]
      return village < 0 ? none : Int(village)
    case .cell:
      let cell = campaign.targets.cells[i]
      return cell < 0 ? none : Int(cell)
    case .group: return groups[i] < 0 ? none : Int(groups[i])
    case .county, .township:
      let village = campaign.targets.villages[i]
      return village < 0 ? none : rowOfVillage[Int(village)]
    case .campaign, .member, .category, .batch: return 0
    }
  }

  /// Rows for the different keys of the villages; a village without a key counts in `(none)`.
  private static func rows(
    _ level: CoverageLevel, of campaign: Campaign, key: (Village) -> String?, name: (Village) -> String?
  ) -> ([CoverageRow], [Int]) {
    var names: [Identifier: String?] = [:]
    for village in campaign.villages {
      guard let key = key(village) else { continue }
      if names[Identifier(key)] == nil || names[Identifier(key)] == .some(nil) {
        names[Identifier(key)] = .some(name(village))
      }
    }
    let keys = names.keys.sorted()
    let rowOfKey = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    let rows = keys.map { CoverageRow(level: level, code: $0.text, name: names[$0] ?? nil) }
    let rowOfVillage = campaign.villages.map { village in
      key(village).flatMap { rowOfKey[Identifier($0)] } ?? keys.count
    }
    return (rows, rowOfVillage)
  }
}
