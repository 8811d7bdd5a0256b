public import CampaignModel
internal import GeoPackageFormat

/// What figures depend on beside the records, and what keeps no history of its own: rules, plan and grid.
///
/// Snapshots and certificates keep it with their figures, so that these can be made again when the campaign has gone on.
public struct RulesInForce: Sendable, Equatable {
  /// The settings that are not as by default, by key.
  public var settings: [String: String]
  /// The plan that says who is responsible.
  public var plan: Plan?
  /// The grid whose cells are counted.
  public var grid: String?

  /// Rules.
  public init(settings: [String: String] = [:], plan: Plan? = nil, grid: String? = nil) {
    self.settings = settings
    self.plan = plan
    self.grid = grid
  }
}

extension Workspace {
  /// Runs `body` on the campaign as it was known after a line of the log, under rules that were in force at a time.
  ///
  /// Records come from the layers and the history. What keeps no history (settings, plans, regular grids, what was edited
  /// outside without an import) is as it is now, or as `rules` has it. Where targets belong is what the latest import
  /// found, and is to be found again by the caller if villages or cells have changed since.
  ///
  /// - Parameters:
  ///   - line: A line of the log, or 0 for the time before the first; nil for now.
  ///   - rules: Rules, plan and grid; nil for those in force now.
  /// - Throws: ``StoreError/unknownImport(_:last:)`` if the log is shorter.
  /// - Complexity: as ``read(_:)`` for the latest line; else each list also costs O(history of its kind · log records).
  public func read<R>(
    asKnownAt line: Int64?, by rules: RulesInForce? = nil, _ body: (borrowing WorkspaceReader) throws -> R
  ) throws -> R {
    // A connection that may write takes temporary views for writing, and refuses them to a reader.
    if isWritable {
      return try Workspace.open(at: path, writable: false).read(asKnownAt: line, by: rules, body)
    }
    return try read { reader in
      let latest = try reader.latestImport()
      if let line, line < 0 || line > latest { throw StoreError.unknownImport(line, last: latest) }
      let past = line.flatMap { $0 < latest ? $0 : nil }
      guard past != nil || rules != nil else { return try body(reader) }
      let state = KnownState(line: past, rules: rules, connection: reader.connection)
      try state.install()
      defer { state.remove() }
      return try body(reader)
    }
  }
}

extension WorkspaceReader {
  /// The last line of the log that was entered by a local moment, or by the end of a local day; 0 if none was.
  ///
  /// Lines about edits tell when a layer was last edited, not when the line was written, and decide nothing.
  public func latestImport(by moment: VisitMoment) throws -> Int64 {
    let offset = try settings().utcOffsetMinutes
    let seconds =
      Int64(moment.day.dayNumber) * 86_400 + (moment.second.map { Int64($0) + 1 } ?? 86_400)
      - Int64(offset) * 60
    let next = try connection.integer(
      "SELECT min(import_id) FROM import_log WHERE kind <> 'edit' AND at >= strftime('%Y-%m-%dT%H:%M:%SZ', ?, 'unixepoch')",
      .integer(seconds))
    return try next.map { $0 - 1 } ?? latestImport()
  }

  /// The rules, plan and grid that figures are made by now.
  ///
  /// - Parameter grid: The grid whose cells are counted, as the caller finds it.
  public func rulesInForce(plan: Plan?, grid: String?) throws -> RulesInForce {
    let settings = try settings()
    let set = Settings.entries.map(\.key).filter { settings.isSet($0) }
    return RulesInForce(
      settings: Dictionary(uniqueKeysWithValues: set.map { ($0, settings[$0]) }), plan: plan, grid: grid)
  }
}

/// Temporary views that stand before the tables of the file under the same names, so that every list is read from them by
/// the statements that read the present.
private struct KnownState {
  let line: Int64?
  let rules: RulesInForce?
  let connection: Connection

  private static let ruleTables = ["settings", "plans", "allocation", "grids"]

  func install() throws {
    if let line {
      for kind in RecordKind.allCases {
        let columns = kind.historyColumns.map(quotedIdentifier).joined(separator: ", ")
        try connection.execute(
          """
          CREATE TEMP VIEW \(kind.table) AS
          SELECT \(columns), import_id FROM main.\(kind.table) WHERE ifnull(import_id, 0) <= \(line)
          UNION ALL SELECT \(columns), held_from FROM main.\(kind.historyTable)
          WHERE held_to > \(line) AND ifnull(held_from, 0) <= \(line)
          """)
      }
    }
    if let rules { try install(rules) } else if let line { try installGrids(asKnownAt: line) }
  }

  /// Takes the views away again; what cannot be taken away goes with the connection.
  func remove() {
    for kind in RecordKind.allCases where line != nil {
      try? connection.execute("DROP VIEW IF EXISTS temp.\(kind.table)")
    }
    for table in KnownState.ruleTables { try? connection.execute("DROP TABLE IF EXISTS temp.\(table)") }
  }

  private func copyTable(_ table: String, where condition: String = "true") throws {
    try connection.execute(
      "CREATE TEMP TABLE \(table) AS SELECT * FROM main.\(table) WHERE \(condition) ORDER BY fid")
  }

  private func install(_ rules: RulesInForce) throws {
    for table in KnownState.ruleTables { try copyTable(table, where: "false") }
    var settings = rules.settings
    settings["plan"] = rules.plan?.name
    settings["grid"] = rules.grid
    for (key, value) in settings {
      try connection.execute("INSERT INTO temp.settings (key, value) VALUES (?, ?)", .text(key), .text(value))
    }
    for grid in Set([rules.grid, rules.plan?.grid].compactMap { $0 }) {
      try connection.execute("INSERT INTO temp.grids SELECT * FROM main.grids WHERE name = ?", .text(grid))
      // One that is no more has no cells: then no target lies in any.
      if connection.changes == 0 { try insertEmptyGrid(grid) }
    }
    guard let plan = rules.plan else { return }
    try connection.execute(
      "INSERT INTO temp.plans (fid, name, unit, grid) VALUES (1, ?, ?, ?)", .text(plan.name),
      .text(plan.unit.rawValue), .optional(plan.grid))
    let insert = try connection.prepare(
      """
      INSERT INTO temp.allocation (plan, unit_id, group_id, pinned, by_hand, work) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      """)
    for entry in plan.entries {
      try insert.bind(1, text: plan.name)
      try insert.bind(2, text: entry.unit.text)
      try insert.bind(3, text: entry.group.text)
      try insert.bind(4, integer: entry.pinned ? 1 : 0)
      try insert.bind(5, integer: entry.byHand ? 1 : 0)
      try insert.bind(6, real: entry.work)
      try insert.run()
    }
  }

  /// Grids of files come and go with their cells, and an import of cells makes its grid the counted one.
  private func installGrids(asKnownAt line: Int64) throws {
    try copyTable("settings")
    try connection.execute(
      """
      UPDATE temp.settings SET value = (SELECT "before" FROM main.grid_choices WHERE import_id > ?1
      ORDER BY import_id LIMIT 1) WHERE key = 'grid' AND EXISTS
      (SELECT 1 FROM main.grid_choices WHERE import_id > ?1)
      """, .integer(line))
    try connection.execute("DELETE FROM temp.settings WHERE value IS NULL")
    try copyTable(
      "grids", where: "shape <> '\(Grid.Shape.file.rawValue)' OR name IN (SELECT grid FROM temp.grid_cells)")
    var gone: [String] = []
    try connection.forEachRow(
      "SELECT DISTINCT grid FROM temp.grid_cells WHERE grid NOT IN (SELECT name FROM temp.grids) ORDER BY grid"
    ) { gone.append($0.text(0) ?? "") }
    for grid in gone { try insertEmptyGrid(grid) }
  }

  private func insertEmptyGrid(_ name: String) throws {
    try connection.execute(
      """
      INSERT INTO temp.grids (fid, name, shape, size_m, label_column, label_row, clipped)
      SELECT ifnull(max(fid), 0) + 1, ?1, ?2, 0, 0, 0, 0 FROM temp.grids
      """, .text(name), .text(Grid.Shape.file.rawValue))
  }
}
