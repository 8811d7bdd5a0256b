public import CampaignModel
internal import GeoPackageFormat

/// All villages with their polygons, sorted by code.
public struct VillageLayer: Sendable {
  /// The villages.
  public var villages: [Village] = []
  /// The polygon of each, in WGS 84; empty where none is known.
  public var regions: [Region] = []
}

/// All cells of one grid with their polygons, sorted by id.
public struct CellLayer: Sendable {
  /// The cells.
  public var cells: [GridCell] = []
  /// The polygon of each, in WGS 84.
  public var regions: [Region] = []
}

extension WorkspaceReader {
  /// All villages, sorted by code.
  ///
  /// - Parameter withRegions: Whether their polygons are wanted; else `regions` is empty.
  public func villages(withRegions: Bool = true) throws -> VillageLayer {
    var layer = VillageLayer()
    try connection.forEachRow(
      """
      SELECT code, name, name_en, township, township_en, township_code, county, county_code, category, households,
      \(withRegions ? "geom" : "NULL") FROM villages ORDER BY code
      """
    ) { row in
      layer.villages.append(
        Village(
          code: Identifier(row.text(0) ?? ""), name: row.text(1) ?? "", nameEnglish: row.text(2),
          township: row.text(3), townshipEnglish: row.text(4), townshipCode: row.text(5), county: row.text(6),
          countyCode: row.text(7), categories: Settings.list(row.text(8) ?? ""),
          declaredHouseholds: row.count(9)))
      if withRegions { layer.regions.append(try row.region(10, layer: "villages", id: 0)) }
    }
    layer.villages = Village.derivingCodes(layer.villages)
    return layer
  }

  /// All working groups, sorted by id. A group whose members are listed has as many as are.
  public func groups() throws -> [WorkingGroup] {
    var groups: [WorkingGroup] = []
    try connection.forEachRow(
      """
      SELECT id, name, department, members, days, hookups, listed.count, leader, name_en
      FROM working_groups
      LEFT JOIN (SELECT "group" AS of, count(*) AS count FROM members GROUP BY "group") AS listed ON listed.of = id
      ORDER BY id
      """
    ) { row in
      groups.append(
        WorkingGroup(
          id: Identifier(row.text(0) ?? ""), name: row.text(1), nameEnglish: row.text(8), leader: row.text(7),
          department: row.text(2),
          members: row.count(6) ?? row.count(3), days: row.count(4),
          hookups: Settings.list(row.text(5) ?? "").map { Identifier($0) }))
    }
    return groups
  }

  /// The ids of groups that were listed once and are no more: withdrawn, or their import undone.
  public func withdrawnGroups() throws -> Set<Identifier> {
    var ids: Set<Identifier> = []
    try connection.forEachRow(
      """
      SELECT DISTINCT id FROM \(RecordKind.groups.historyTable) WHERE id NOT IN (SELECT id FROM \(RecordKind.groups.table))
      """
    ) { row in ids.insert(Identifier(row.text(0) ?? "")) }
    return ids
  }

  /// All members, sorted by id.
  public func members() throws -> [Member] {
    var members: [Member] = []
    try connection.forEachRow(#"SELECT id, name, "group", roles, quota FROM members ORDER BY id"#) { row in
      members.append(
        Member(
          id: Identifier(row.text(0) ?? ""), name: row.text(1), group: row.text(2).map { Identifier($0) },
          roles: Settings.list(row.text(3) ?? ""), quota: row.count(4)))
    }
    return members
  }

  /// All pairings, sorted by id.
  ///
  /// One is computed if the line of the log that brought it had no file; where an undo brought it back, if an earlier
  /// version of it was.
  public func pairings() throws -> [Pairing] {
    var pairings: [Pairing] = []
    try connection.forEachRow(
      """
      WITH computing AS (SELECT import_id AS line FROM import_log WHERE kind = 'pairings' AND file IS NULL)
      SELECT id, member, contact, kind, import_id IN computing OR (
      import_id IN (SELECT import_id FROM import_log WHERE undoes NOT NULL)
      AND EXISTS (SELECT 1 FROM pairings_history AS old WHERE old.id = pairings.id AND old.held_from IN computing))
      FROM pairings ORDER BY id
      """
    ) { row in
      pairings.append(
        Pairing(
          id: Identifier(row.text(0) ?? ""), member: Identifier(row.text(1) ?? ""),
          contact: Identifier(row.text(2) ?? ""), kind: row.text(3), isComputed: row.integer(4) != 0))
    }
    return pairings
  }

  /// All grids, the latest made last.
  public func grids() throws -> [Grid] {
    var grids: [Grid] = []
    try connection.forEachRow(
      "SELECT name, shape, size_m, crs, label_column, label_row, clipped, households FROM grids ORDER BY fid"
    ) { row in
      let shape = row.text(1) ?? ""
      guard let known = Grid.Shape(rawValue: shape) else {
        throw StoreError.badValue(
          layer: "grids", id: row.text(0) ?? "", field: "shape",
          expected: Grid.Shape.allCases.map(\.rawValue).joined(separator: " or "),
          found: Rejection.quote(shape))
      }
      grids.append(
        Grid(
          name: row.text(0) ?? "", shape: known, size: row.real(2), crs: row.text(3),
          isClipped: row.integer(6) != 0, households: row.count(7), labelColumn: Int(row.integer(4)),
          labelRow: Int(row.integer(5))))
    }
    return grids
  }

  /// The grid of a name.
  public func grid(named name: String) throws -> Grid {
    let grids = try grids()
    guard let grid = grids.first(where: { Identifier($0.name) == Identifier(name) }) else {
      throw StoreError.unknownName(what: "grid", name: name, known: grids.map(\.name))
    }
    return grid
  }

  /// All cells of a grid, sorted by id. A cell without a label is labelled with its id.
  ///
  /// - Parameter withRegions: Whether their polygons are wanted; else `regions` is empty.
  public func cells(of grid: String, withRegions: Bool = true) throws -> CellLayer {
    var layer = CellLayer()
    try connection.forEachRow(
      """
      SELECT id, label, village, area_m2, \(withRegions ? "geom" : "NULL") FROM grid_cells
      WHERE grid = ? ORDER BY id
      """, .text(grid)
    ) { row in
      let id = row.text(0) ?? ""
      layer.cells.append(
        GridCell(
          id: Identifier(id), label: row.text(1) ?? id, village: row.text(2).map { Identifier($0) },
          area: row.real(3)))
      if withRegions { layer.regions.append(try row.region(4, layer: "grid_cells", id: 0)) }
    }
    return layer
  }

  /// The cells of a grid that are no more, sorted by id.
  public func retiredCells(of grid: String) throws -> [RetiredCell] {
    var retired: [RetiredCell] = []
    try connection.forEachRow(
      "SELECT id, successors FROM retired_cells WHERE grid = ? ORDER BY id", .text(grid)
    ) { row in
      retired.append(
        RetiredCell(
          id: Identifier(row.text(0) ?? ""),
          successors: Settings.list(row.text(1) ?? "").map { Identifier($0) }))
    }
    return retired
  }

  /// The names of all plans, the latest made last.
  public func plans() throws -> [String] {
    var names: [String] = []
    try connection.forEachRow("SELECT name FROM plans ORDER BY fid") { names.append($0.text(0) ?? "") }
    return names
  }

  /// The plan of a name, with its entries sorted by unit.
  public func plan(named name: String) throws -> Plan {
    var plan: Plan?
    try connection.forEachRow("SELECT unit, grid FROM plans WHERE name = ?", .text(name)) { row in
      let unit = row.text(0) ?? ""
      guard let known = Plan.Unit(rawValue: unit) else {
        throw StoreError.badValue(
          layer: "plans", id: name, field: "unit", expected: "village or cell", found: Rejection.quote(unit))
      }
      plan = Plan(name: name, unit: known, grid: row.text(1), entries: [])
    }
    guard var plan else { throw StoreError.unknownName(what: "plan", name: name, known: try plans()) }
    try connection.forEachRow(
      "SELECT unit_id, group_id, pinned, by_hand, work FROM allocation WHERE plan = ? ORDER BY unit_id",
      .text(name)
    ) { row in
      plan.entries.append(
        Plan.Entry(
          unit: Identifier(row.text(0) ?? ""), group: Identifier(row.text(1) ?? ""),
          pinned: row.integer(2) != 0, byHand: row.integer(3) != 0, work: row.real(4)))
    }
    return plan
  }
}
