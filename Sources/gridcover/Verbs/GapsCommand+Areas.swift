internal import CampaignModel
internal import CoverageAnalysis
internal import SpatialCore

extension GapsCommand {
  /// Gaps that lie together, for sending people.
  func printAreas(_ ledger: CampaignLedger, whole: CampaignLedger, _ loaded: LoadedCampaign) throws {
    let projection = try Projection(crs: crs(of: loaded.campaign))
    let areas = GapAreas(ledger, whole: whole, projection: projection)
    WorkingList.note(counts: areas.rows.lazy.map(\.priority), loaded.campaign.settings)
    switch output.format {
    case .table: try Output.print(gapAreasText(areas.rows, loaded.campaign, language: output.lang))
    case .csv, .json, .geojson:
      try print(
        areas.rows.map { AreaRows.attributes(of: $0, in: loaded.campaign) }, empty: AreaRows.areaColumns,
        ledger
      ) {
        try areas.shapes(villages: loaded.villageRegions, projection: projection)
      }
    }
  }

  /// Unvisited cells that lie side by side, as one polygon each.
  func printRegions(_ ledger: CampaignLedger, _ loaded: LoadedCampaign) throws {
    let campaign = loaded.campaign
    let cells = ledger.unvisitedCells()
    let edges = try loaded.borders(ofCells: cells, projection: Projection(crs: crs(of: campaign)))
    let regions = ledger.gapRegions(of: cells, edges: edges)
    let isOpen = !isPublic || campaign.settings.smallestCount == 0
    if isOpen {
      WorkingList.note(counts: regions.lazy.map(\.priority), campaign.settings)
    }
    switch output.format {
    case .table:
      try Output.print(
        gapRegionsText(regions, campaign, withPriority: isOpen, language: output.lang))
    case .csv, .json, .geojson:
      try print(
        regions.map { AreaRows.attributes(ofRegion: $0, in: campaign, withPriority: isOpen) },
        empty: AreaRows.regionColumns, ledger
      ) {
        try regions.map { region in try Region.union(of: region.cells.map { loaded.cellRegions[$0] }) }
      }
    }
  }

  private func print(
    _ rows: [[Attribute]], empty: [Attribute], _ ledger: CampaignLedger, shapes: () throws -> [Region?]
  ) throws {
    switch output.format {
    case .csv: try Output.print(bytes: Rows.csv(rows, empty: empty, forExcel: output.marked.excel))
    case .geojson: try Output.print(bytes: Rows.geoJSON(rows, regions: try shapes()))
    case .json, .table: try Output.print(bytes: Rows.json(gaps: rows, by: by.rawValue, ledger: ledger))
    }
  }

  /// The campaign's CRS; until it has one, that of the place where its targets are.
  private func crs(of campaign: Campaign) -> String {
    guard campaign.settings.crs == "auto" else { return campaign.settings.crs }
    var bounds: Bounds?
    for i in 0..<campaign.targets.count where campaign.targets.hasCoordinates(i) {
      let (x, y) = (campaign.targets.xs[i], campaign.targets.ys[i])
      if bounds == nil { bounds = Bounds(minX: x, minY: y, maxX: x, maxY: y) }
      bounds?.extend(x: x, y: y)
    }
    return CampaignCRS.automatic(for: bounds ?? Bounds(minX: 0, minY: 0, maxX: 0, maxY: 0))
  }
}

extension LoadedCampaign {
  /// Which of these cells share an edge, by their place in `cells`.
  fileprivate func borders(ofCells cells: [Int], projection: Projection) throws -> [Adjacency.Edge] {
    guard let grid, !cells.isEmpty else { return [] }
    let regions = cells.map { cellRegions[$0] }
    return grid.isRegular
      ? try RegularGrid(grid).adjacency(
        of: cells.map { campaign.cells[$0] }, regions: regions, projection: projection,
        isClipped: grid.isClipped)
      : try Adjacency.shared(regions: regions, projection: projection)
  }
}
