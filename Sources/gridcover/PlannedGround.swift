internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Planning
internal import SpatialCore

/// Two units, as `--link A=B` and `--cut A=B` name them.
struct UnitPair: Equatable {
  var first: Identifier
  var second: Identifier
}

/// What the user says of the ground: its borders, and what counts as work on it.
struct GroundRequest {
  /// A CSV whose borders stand for those of the polygons.
  var file: String?
  /// Bridges and ferries.
  var links: [UnitPair] = []
  /// Rivers without a bridge, ridges.
  var cuts: [UnitPair] = []
  /// Whether the ways between a unit's targets are work too.
  var countsTravel = false
}

/// The ground of a plan: a campaign's villages, or the cells of a grid, as units with work and borders.
struct PlannedGround {
  let loaded: LoadedCampaign
  let unit: Plan.Unit
  let units: GroundUnits
  let indexOfUnit: [Identifier: Int]

  /// The polygon of each unit, in WGS 84.
  var regions: [Region] { unit == .cell ? loaded.cellRegions : loaded.villageRegions }
  /// The grid whose cells are the units; nil for villages.
  var gridName: String? { unit == .cell ? loaded.grid?.name : nil }

  /// - Throws: ``PlanError`` if a border names an unknown unit, or a cut a pair that has no border.
  init(_ loaded: LoadedCampaign, unit: Plan.Unit, asked: GroundRequest, crs: String) throws {
    self.loaded = loaded
    self.unit = unit
    let campaign = loaded.campaign
    let ids = unit == .cell ? campaign.cells.map(\.id) : campaign.villages.map(\.code)
    let indexOfUnit = Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
    self.indexOfUnit = indexOfUnit
    func end(_ id: Identifier, of option: String) throws -> Int32 {
      guard let index = indexOfUnit[id] else {
        throw PlanError.unknownUnitOfOption(option: option, unit: id.text, what: unit)
      }
      return Int32(index)
    }
    let links = try asked.links.map {
      AllocationProblem.Edge(
        u: try end($0.first, of: "--link"), v: try end($0.second, of: "--link"), metres: 0)
    }
    let given = try asked.file.map {
      try AllocationFile.borders($0, what: unit, indexOfUnit: indexOfUnit)
    }
    let projection = try Projection(crs: crs)
    let ledger = CampaignLedger(campaign)
    let isExpected = { (i: Int) in !ledger.isExcluded(i) }
    let travelWork = asked.countsTravel ? campaign.settings.travelWork : nil
    var units: GroundUnits
    if unit == .cell, let grid = loaded.grid {
      units = try GroundUnits(
        cellsOf: campaign, grid: grid, regions: loaded.cellRegions, projection: projection, borders: given,
        links: links, travelWork: travelWork, isExpected: isExpected)
    } else {
      units = try GroundUnits(
        villagesOf: campaign, regions: loaded.villageRegions, projection: projection, borders: given,
        links: links, travelWork: travelWork, isExpected: isExpected)
    }
    for pair in asked.cuts {
      guard try units.cut(end(pair.first, of: "--cut"), end(pair.second, of: "--cut")) else {
        throw PlanError.notNeighbours(first: pair.first.text, second: pair.second.text)
      }
    }
    self.units = units
  }

  /// What a plan comes to on this ground.
  ///
  /// - Parameter groups: all groups that have a share in it.
  ///
  /// - Parameter withdrawn: Groups that are no longer listed: they carry nothing, and have no fair share.
  func measures(_ plan: Plan, _ groups: [WorkingGroup], withdrawn: Set<Identifier> = []) -> PlanMeasures {
    PlanMeasures(
      of: units, groupOfUnit: groupOfUnit(plan, groups),
      capacities: groups.map { withdrawn.contains($0.id) ? 0 : $0.capacity })
  }

  /// The index among `groups` of each unit's group, -1 for none.
  func groupOfUnit(_ plan: Plan, _ groups: [WorkingGroup]) -> [Int32] {
    let indexOfGroup = Dictionary(
      zip(groups.map(\.id), groups.indices), uniquingKeysWith: { first, _ in first })
    var groupOfUnit = Array(repeating: Int32(-1), count: units.ids.count)
    for entry in plan.entries {
      if let u = indexOfUnit[entry.unit], let g = indexOfGroup[entry.group] { groupOfUnit[u] = Int32(g) }
    }
    return groupOfUnit
  }
}

extension Plan {
  /// The groups among which a plan shares the ground out: those that are listed, if it is about them, and any of its own
  /// that was never listed; one that is withdrawn has no share any more.
  ///
  /// A plan of nameless groups (`--groups K`) is not about listed ones, and these have no share in it.
  func groups(listed: [WorkingGroup], withdrawn: Set<Identifier>) -> [WorkingGroup] {
    let known = Set(listed.map(\.id))
    let used = Set(entries.map(\.group))
    let own = used.subtracting(known).subtracting(withdrawn).map { WorkingGroup(id: $0) }
    let isOfListed = used.isEmpty || !used.isDisjoint(with: known.union(withdrawn))
    return ((isOfListed ? listed : []) + own).sorted { $0.id < $1.id }
  }

  /// What it shares out, in words.
  var unitsInWords: String { unit == .village ? "villages" : "cells of the grid \(grid ?? "")" }
}

extension Pipeline {
  /// Keeps a plan in the place of one of its name and puts it in force. Targets find their cells if its grid was not the
  /// counted one: a plan that is merely kept may become the latest, and with it its grid the counted one.
  static func saveInForce(
    _ plan: Plan, _ writer: borrowing WorkspaceWriter, region: (Identifier) -> Region?
  ) throws {
    try countingGrids(writer) {
      try writer.save(plan, region: region)
      try writer.setSetting("plan", plan.name)
    }
  }

  /// Puts a plan in force, which says whose grid is counted; nil is the latest one.
  static func putInForce(_ plan: String?, _ writer: borrowing WorkspaceWriter) throws {
    try countingGrids(writer) { try writer.setSetting("plan", plan) }
  }

  /// Locates targets anew if a change has another grid counted.
  private static func countingGrids(_ writer: borrowing WorkspaceWriter, _ change: () throws -> Void) throws {
    let before = try writer.current.currentGrid(try writer.current.settings())?.name
    try change()
    let after = try writer.current.currentGrid(try writer.current.settings())?.name
    if before != after { _ = try relocate(writer) }
  }
}
