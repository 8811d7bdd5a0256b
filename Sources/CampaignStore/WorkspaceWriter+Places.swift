public import CampaignModel
internal import GeoPackageFormat

/// How many targets a relocation touched.
public struct Relocation: Sendable, Equatable {
  /// Targets whose village is another one now.
  public var villages = 0
  /// Targets whose grid cell is another one now.
  public var cells = 0

  /// So many.
  public init(villages: Int = 0, cells: Int = 0) {
    self.villages = villages
    self.cells = cells
  }
}

extension WorkspaceWriter {
  /// Notes where targets belong after villages or the grid have changed; rows that stay are not written.
  ///
  /// - Parameters:
  ///   - points: The targets, as ``WorkspaceReader/targetPoints(of:)`` gave them in this transaction.
  ///   - places: Where each of them belongs now.
  /// - Returns: How many have another village or cell than before.
  @discardableResult
  public func relocate(
    _ kind: TargetKind, _ points: TargetPoints, to places: LocatedColumns
  ) throws -> Relocation {
    let count = points.fids.count
    guard places.rowCount == count, points.located.rowCount == count else {
      throw StoreError.unequalColumns(
        what: "places of \(kind.name)s", expected: count,
        found: places.rowCount ?? points.located.rowCount ?? -1)
    }
    let table = kind.recordKind.table
    let old = points.located
    var relocation = Relocation()
    var hasChanges = false
    let update = try connection.prepare(
      """
      UPDATE \(table) SET village_code = ?1, located_by = ?2, cell_id = ?3, disagreement_m = ?4 WHERE fid = ?5
      """)
    for i in 0..<count {
      let isOtherVillage = !places.villageCode.isSameText(as: old.villageCode, at: i)
      let isOtherCell = !places.cellID.isSameText(as: old.cellID, at: i)
      let isOtherDisagreement =
        places.disagreement[i] != old.disagreement[i]
        && !(places.disagreement[i].isNaN && old.disagreement[i].isNaN)
      guard isOtherVillage || isOtherCell || isOtherDisagreement || places.locatedBy[i] != old.locatedBy[i]
      else { continue }
      try update.bind(1, places.villageCode, i)
      try update.bind(2, text: places.locatedBy[i].name)
      try update.bind(3, places.cellID, i)
      try update.bind(4, real: places.disagreement[i])
      try update.bind(5, integer: points.fids[i])
      try update.run()
      if isOtherVillage { relocation.villages += 1 }
      if isOtherCell { relocation.cells += 1 }
      hasChanges = true
    }
    if hasChanges { try connection.touch(table) }
    return relocation
  }

  /// Keeps a grid with its cells.
  ///
  /// - Parameters:
  ///   - regions: The polygon of each cell, in WGS 84.
  ///   - replace: Whether a grid of the same name gives way, with all its cells.
  public func save(_ grid: Grid, cells: [GridCell], regions: [Region], replace: Bool) throws {
    guard cells.count == regions.count else {
      throw StoreError.unequalColumns(what: "polygons of cells", expected: cells.count, found: regions.count)
    }
    if try connection.integer("SELECT 1 FROM grids WHERE name = ?", .text(grid.name)) != nil {
      guard replace else { throw StoreError.nameTaken(what: "grid", name: grid.name) }
      // Its plans refer to it by name, and find the new one when the transaction ends.
      try connection.execute("DELETE FROM grids WHERE name = ?", .text(grid.name))
    }
    try insertGrid(grid, keepingOld: false)
    let old = try connection.integer("SELECT count(*) FROM grid_cells WHERE grid = ?", .text(grid.name)) ?? 0
    try changing(RecordKind.cells.layer, rows: cells.count + Int(old)) {
      try connection.execute("DELETE FROM grid_cells WHERE grid = ?", .text(grid.name))
      return try insertCells(cells[...], regions: regions[...], of: grid, importID: nil)
    }
  }

  /// Adds cells to a grid, which keeps the ones it has.
  ///
  /// - Parameter importID: The line of the log whose targets need them: with it they go when it is undone.
  public func addCells(
    _ cells: ArraySlice<GridCell>, regions: ArraySlice<Region>, to grid: Grid, importID: Int64?
  ) throws {
    guard cells.count == regions.count else {
      throw StoreError.unequalColumns(what: "polygons of cells", expected: cells.count, found: regions.count)
    }
    try changing(RecordKind.cells.layer, rows: cells.count) {
      try insertCells(cells, regions: regions, of: grid, importID: importID)
    }
  }

  /// Puts cells in the place of others of the grid; those that are not named stay as they are.
  public func replaceCells(
    _ old: [Identifier], of grid: Grid, by cells: [GridCell], regions: [Region]
  ) throws {
    guard cells.count == regions.count else {
      throw StoreError.unequalColumns(what: "polygons of cells", expected: cells.count, found: regions.count)
    }
    try changing(RecordKind.cells.layer, rows: old.count + cells.count) {
      let delete = try connection.prepare("DELETE FROM grid_cells WHERE grid = ? AND id = ?")
      for id in old {
        try delete.bind(1, text: grid.name)
        try delete.bind(2, text: id.text)
        try delete.run()
      }
      return try insertCells(cells[...], regions: regions[...], of: grid, importID: nil)
    }
  }

  /// Notes cells that are no more, so that their ids are not used again.
  ///
  /// - Parameter at: The moment, as the log writes it.
  public func retire(_ cells: [RetiredCell], of grid: String, at: String) throws {
    guard !cells.isEmpty else { return }
    let insert = try connection.prepare(
      "INSERT OR REPLACE INTO retired_cells (grid, id, successors, at) VALUES (?, ?, ?, ?)")
    for cell in cells {
      try insert.bind(1, text: grid)
      try insert.bind(2, text: cell.id.text)
      try insert.bind(3, text: cell.successors.map(\.text).joined(separator: ";"))
      try insert.bind(4, text: at)
      try insert.run()
    }
    try connection.touch(CampaignTables.retiredCells.name)
  }

  private func insertCells(
    _ cells: ArraySlice<GridCell>, regions: ArraySlice<Region>, of grid: Grid, importID: Int64?
  ) throws -> LayerChange {
    let insert = try connection.prepare(
      "INSERT INTO grid_cells (geom, id, village, label, grid, area_m2, import_id) VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    if let importID { try insert.bind(7, integer: importID) }
    var bounds: Bounds?
    for (cell, region) in zip(cells, regions) {
      try insert.bind(1, region, widening: &bounds)
      try insert.bind(2, text: cell.id.text)
      try insert.bind(3, text: cell.village?.text)
      try insert.bind(4, text: cell.label)
      try insert.bind(5, text: grid.name)
      try insert.bind(6, real: cell.area)
      try insert.run()
    }
    return .geometry(bounds)
  }

  func insertGrid(_ grid: Grid, keepingOld: Bool) throws {
    try connection.execute(
      """
      INSERT INTO grids (name, shape, size_m, crs, label_column, label_row, clipped, households)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      \(keepingOld ? "ON CONFLICT (name) DO NOTHING" : "")
      """, .text(grid.name), .text(grid.shape.rawValue), .real(grid.size), .optional(grid.crs),
      .integer(Int64(grid.labelColumn)), .integer(Int64(grid.labelRow)), .integer(grid.isClipped ? 1 : 0),
      grid.households.map { .integer(Int64($0)) } ?? .null)
    try connection.touch(CampaignTables.grids.name)
  }

  /// Keeps a plan, in the place of one of the same name.
  ///
  /// - Parameter region: The polygon of a unit, in WGS 84; nil leaves it without one.
  public func save(_ plan: Plan, region: (Identifier) -> Region?) throws {
    try connection.execute("DELETE FROM plans WHERE name = ?", .text(plan.name))
    try connection.execute(
      "INSERT INTO plans (name, unit, grid) VALUES (?, ?, ?)", .text(plan.name), .text(plan.unit.rawValue),
      .optional(plan.grid))
    try connection.touch(CampaignTables.plans.name)
    let old = try connection.integer("SELECT count(*) FROM allocation WHERE plan = ?", .text(plan.name)) ?? 0
    try changing(CampaignTables.allocation, rows: plan.entries.count + Int(old)) {
      try connection.execute("DELETE FROM allocation WHERE plan = ?", .text(plan.name))
      let insert = try connection.prepare(
        """
        INSERT INTO allocation (geom, plan, unit_id, group_id, pinned, by_hand, work) VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
      var bounds: Bounds?
      for entry in plan.entries {
        try insert.bind(1, region(entry.unit) ?? Region(), widening: &bounds)
        try insert.bind(2, text: plan.name)
        try insert.bind(3, text: entry.unit.text)
        try insert.bind(4, text: entry.group.text)
        try insert.bind(5, integer: entry.pinned ? 1 : 0)
        try insert.bind(6, integer: entry.byHand ? 1 : 0)
        try insert.bind(7, real: entry.work)
        try insert.run()
      }
      return .geometry(bounds)
    }
  }
}

extension Statement {
  /// Binds a region, and widens a box to hold it; an empty one is NULL.
  func bind(_ i: Int32, _ region: Region, widening bounds: inout Bounds?) throws {
    guard let box = region.bounds else { return try bindNull(i) }
    if bounds == nil { bounds = box } else { bounds?.formUnion(box) }
    try bind(i, blob: GeometryBlob.encode(region))
  }
}

extension TextColumn {
  /// True if both have the same bytes at an entry, or none. Blank and missing are stored alike.
  fileprivate func isSameText(as other: TextColumn, at i: Int) -> Bool {
    withBytes(i) { a in other.withBytes(i) { b in a.elementsEqual(b) } }
  }
}
