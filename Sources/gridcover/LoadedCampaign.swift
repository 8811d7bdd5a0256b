internal import CampaignModel
internal import CampaignStore
internal import SpatialCore

/// A campaign as it was read from its workspace, with the polygons of its places.
struct LoadedCampaign {
  var campaign: Campaign
  /// The grid whose cells the campaign has, if there is one.
  let grid: Grid?
  /// The polygon of each village, in WGS 84; empty if it was read without polygons.
  let villageRegions: [Region]
  /// The polygon of each cell, in WGS 84; empty if it was read without polygons.
  let cellRegions: [Region]

  /// Reads a campaign back; polygons only if they are wanted, since they are most of the bytes.
  ///
  /// - Parameter withEvidence: Whether visits are read with their fixes and notes, so that a ledger audits them.
  init(
    reading reader: borrowing WorkspaceReader, withRegions: Bool, withEvidence: Bool = false
  ) throws {
    let settings = try reader.settings()
    let villages = try reader.villages(withRegions: withRegions)
    let plan = try reader.currentPlan(settings)
    grid = try reader.currentGrid(settings)
    let cells = try grid.map { try reader.cells(of: $0.name, withRegions: withRegions) }
    let members = try reader.members()
    let groups = LoadedCampaign.groups(try reader.groups(), of: plan, withdrawn: try reader.withdrawnGroups())
    let targets = try reader.targets(villages: villages.villages, cells: cells?.cells ?? [])
    let visits = try reader.visits(
      targets: targets, groups: groups, members: members, withEvidence: withEvidence)
    campaign = Campaign(
      settings: settings, villages: villages.villages, cells: cells?.cells ?? [], groups: groups,
      members: members,
      plan: plan, targets: targets, visits: visits, exclusions: try reader.exclusions(targets: targets))
    villageRegions = villages.regions
    cellRegions = cells?.regions ?? []
  }

  /// The listed groups, and those that only the plan knows (`allocate --groups K`). One that was listed and is withdrawn is
  /// responsible for nothing, whatever the plan says.
  private static func groups(
    _ listed: [WorkingGroup], of plan: Plan?, withdrawn: Set<Identifier>
  ) -> [WorkingGroup] {
    let known = Set(listed.map(\.id)).union(withdrawn)
    let nameless = Set(plan?.entries.map(\.group) ?? []).subtracting(known).map { WorkingGroup(id: $0) }
    return (listed + nameless).sorted { $0.id < $1.id }
  }

  /// Locates the targets anew, for this report only.
  ///
  /// - Parameter rule: Another rule than the campaign's, by which villages are found; nil finds villages and cells by the
  ///   campaign's own, for a state whose places are not those of the latest import.
  mutating func relocate(by rule: LocateRule?, reading reader: borrowing WorkspaceReader) throws {
    var places = try Places(reading: reader, rule: rule)
    let villageOfCode = Dictionary(
      campaign.villages.enumerated().map { ($1.code, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let cellOfID = Dictionary(
      rule == nil ? campaign.cells.enumerated().map { ($1.id, Int32($0)) } : [],
      uniquingKeysWith: { first, _ in first })
    var rowOfID: [Identifier: Int] = [:]
    for i in 0..<campaign.targets.count { rowOfID[Identifier(campaign.targets.ids[i] ?? "")] = i }
    for kind in TargetKind.allCases {
      let points = try reader.targetPoints(of: kind)
      let located = try places.locate(points)
      for i in points.fids.indices {
        guard let row = rowOfID[Identifier(points.ids[i] ?? "")] else { continue }
        campaign.targets.villages[row] =
          located.villageCode[i].flatMap { villageOfCode[Identifier($0)] } ?? -1
        campaign.targets.locatedBy[row] = located.locatedBy[i]
        if rule == nil {
          campaign.targets.cells[row] = located.cellID[i].flatMap { cellOfID[Identifier($0)] } ?? -1
        }
      }
    }
  }

  /// The polygon of each row's place; unions of villages for counties, townships and groups of a plan of villages.
  ///
  /// - Throws: `SpatialError` if villages cannot be united.
  func regions(for rows: [CoverageRow], level: CoverageLevel) throws -> [Region?] {
    switch level {
    case .village:
      let regionOfCode = Dictionary(
        zip(campaign.villages.map(\.code.text), villageRegions), uniquingKeysWith: { first, _ in first })
      return rows.map { regionOfCode[$0.code] }
    case .cell:
      let regionOfID = Dictionary(
        zip(campaign.cells.map(\.id.text), cellRegions), uniquingKeysWith: { first, _ in first })
      return rows.map { regionOfID[$0.code] }
    case .county: return try unions(for: rows) { campaign.villages[$0].countyKey }
    case .township: return try unions(for: rows) { campaign.villages[$0].townshipKey }
    case .group:
      guard campaign.plan?.unit == .village else { return rows.map { _ in nil } }
      let groupOfVillage = Dictionary(
        campaign.plan?.entries.map { ($0.unit, $0.group.text) } ?? [], uniquingKeysWith: { first, _ in first }
      )
      return try unions(for: rows) { groupOfVillage[campaign.villages[$0].code] }
    case .campaign, .member, .category, .batch: return rows.map { _ in nil }
    }
  }

  private func unions(for rows: [CoverageRow], key: (Int) -> String?) throws -> [Region?] {
    var members: [String: [Region]] = [:]
    for i in campaign.villages.indices {
      if let key = key(i) { members[key, default: []].append(villageRegions[i]) }
    }
    return try rows.map { row in try members[row.code].map { try Region.union(of: $0) } }
  }
}

extension Campaign {
  /// The units of the plan in force whose group the campaign does not have, and those groups.
  var unitsOfNobody: (units: Int, groups: [Identifier]) {
    let known = Set(groups.map(\.id))
    let entries = plan?.entries.filter { !known.contains($0.group) } ?? []
    return (entries.count, Set(entries.map(\.group)).sorted())
  }
}
