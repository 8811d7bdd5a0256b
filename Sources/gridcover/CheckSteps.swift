internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import SpatialCore

extension Pipeline {
  /// Reads a campaign and looks for what is wrong with its data.
  static func check(_ path: String) throws -> [Finding] {
    let check = try Workspace.open(at: path, writable: false).read { try DataCheck(reading: $0) }
    return try check.findings(in: Projection(crs: check.crs))
  }
}

extension DataCheck {
  init(reading reader: borrowing WorkspaceReader) throws {
    self.init(settings: try reader.settings())
    let layer = try reader.villages()
    villages = layer.villages
    regions = layer.regions
    mendings = try reader.standingMendings(of: Set(villages.map(\.code)))
    targets = try TargetKind.allCases.map { try Targets(reading: reader, kind: $0) }
    groups = try reader.groups()
    members = try reader.members()
    plan = try reader.currentPlan(settings)
    if let grid = plan?.grid { cells = Set(try reader.cells(of: grid, withRegions: false).cells.map(\.id)) }
    let references = try reader.visitReferences()
    visits.ids = references.ids
    visits.targets = references.targets
    visits.isListed = references.isListed
    visits.dates = references.dates
    visits.groups = references.groups
    visits.members = references.members
  }

  /// The campaign's CRS for lengths and areas; without villages the one that suits the targets.
  fileprivate var crs: String {
    if regions.contains(where: { !$0.isEmpty }) {
      return CampaignProjection.name(settings, covering: regions)
    }
    let points = targets.flatMap { targets in
      zip(targets.xs, targets.ys).filter { !$0.isNaN && !$1.isNaN }
    }
    return CampaignProjection.name(settings, covering: [Region(exterior: points)])
  }
}

extension DataCheck.Targets {
  fileprivate init(reading reader: borrowing WorkspaceReader, kind: TargetKind) throws {
    self.init(layer: (kind == .household ? RecordKind.households : .enterprises).rawValue, kind: kind)
    let points = try reader.targetPoints(of: kind)
    ids = points.ids
    xs = points.xs
    ys = points.ys
    declaredVillages = points.declaredVillages
    locatedVillages = points.located.villageCode
    disagreements = points.located.disagreement
    (names, addresses) = try reader.targetNames(of: kind)
  }
}

extension WorkspaceReader {
  /// The mendings that polygons still show: each village's latest, unless its polygon has been replaced since.
  fileprivate func standingMendings(of villages: Set<Identifier>) throws -> [DataCheck.Mending] {
    var latest: [Identifier: (mending: DataCheck.Mending, importID: Int64)] = [:]
    for line in try importLog()
    where line.entry.kind == RecordKind.villages.rawValue && line.undoneBy == nil {
      for mending in MendingNote.mendings(in: line.entry.note ?? "") where villages.contains(mending.village)
      {
        latest[mending.village] = (mending, line.id)
      }
    }
    if latest.isEmpty { return [] }
    let replaced = try latestPolygonImports()
    return latest.values.filter { $0.importID >= replaced[$0.mending.village] ?? 0 }.map(\.mending)
  }
}
