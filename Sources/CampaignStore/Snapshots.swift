public import CampaignModel
internal import GeoPackageFormat

/// The figures of one place as a meeting had them.
public struct SnapshotRow: Sendable, Equatable {
  /// The level: `campaign`, `village` or `group`.
  public var level: CoverageLevel
  /// The code or id; `(none)` for targets outside all others.
  public var code: String
  /// Its name.
  public var name: String?
  /// Households.
  public var households: Tally
  /// Enterprises.
  public var enterprises: Tally
  /// Targets of both kinds that have a priority category.
  public var priority: Tally
  /// Visits made.
  public var visits: Int

  /// The figures of a row of coverage.
  public init(_ row: CoverageRow) {
    level = row.level
    code = row.code
    name = row.name
    households = row.households
    enterprises = row.enterprises
    priority = row.priority
    visits = row.visits
  }
}

/// A meeting's figures, frozen: they are read back as they were written, whatever becomes of the campaign.
public struct Snapshot: Sendable, Equatable {
  /// The name.
  public var name: String
  /// When it was taken, in UTC, as `2016-12-17T09:35:00Z`.
  public var takenAt: String
  /// The last line of the log that it knows.
  public var importID: Int64
  /// The last day whose visits count.
  public var asOf: LocalDate
  /// The rules by which it was counted.
  public var rules: RulesInForce
  /// The campaign, its villages and its groups, each by code, `(none)` last.
  public var rows: [SnapshotRow]

  /// A snapshot.
  public init(
    name: String, takenAt: String, importID: Int64, asOf: LocalDate, rules: RulesInForce, rows: [SnapshotRow]
  ) {
    self.name = name
    self.takenAt = takenAt
    self.importID = importID
    self.asOf = asOf
    self.rules = rules
    self.rows = rows
  }
}

extension CampaignTables {
  /// The tables of snapshots: what they are, their rules, their plans, and the figures.
  static let ofSnapshots = [snapshots, snapshotSettings, snapshotAllocation, snapshotFigures]

  static let snapshots = LayerDefinition(
    name: "snapshots", identifier: "snapshots 会议数据", description: "the figures of meetings, frozen",
    columns: [
      .init("name", "TEXT NOT NULL UNIQUE"), .init("taken_at", "TEXT NOT NULL"),
      .init("import_id", "INTEGER NOT NULL"), .init("as_of", "DATE NOT NULL"), .init("plan", "TEXT"),
      .init("plan_unit", "TEXT"), .init("plan_grid", "TEXT"), .init("grid", "TEXT"),
      .init("program", "TEXT NOT NULL"),
    ])

  static let snapshotSettings = LayerDefinition(
    name: "snapshot_settings", identifier: "snapshot_settings 会议设置",
    description: "the rules of each snapshot that were not as by default",
    columns: [
      .init("snapshot", "TEXT NOT NULL"), .init("key", "TEXT NOT NULL"), .init("value", "TEXT NOT NULL"),
    ], constraints: ["UNIQUE (snapshot, key)"])

  static let snapshotAllocation = LayerDefinition(
    name: "snapshot_allocation", identifier: "snapshot_allocation 会议分片",
    description: "the plan of each snapshot: which working group was responsible for what",
    columns: [
      .init("snapshot", "TEXT NOT NULL"), .init("unit_id", "TEXT NOT NULL"),
      .init("group_id", "TEXT NOT NULL"),
    ], constraints: ["UNIQUE (snapshot, unit_id)"])

  static let snapshotFigures = LayerDefinition(
    name: "snapshot_figures", identifier: "snapshot_figures 会议走访率",
    description: "the figures of each snapshot, for the campaign, its villages and its working groups",
    columns: [
      .init("snapshot", "TEXT NOT NULL"), .init("level", "TEXT NOT NULL"), .init("code", "TEXT NOT NULL"),
      .init("name", "TEXT"), .init("households_expected", "INTEGER NOT NULL"),
      .init("households_visited", "INTEGER NOT NULL"), .init("enterprises_expected", "INTEGER NOT NULL"),
      .init("enterprises_visited", "INTEGER NOT NULL"), .init("priority_expected", "INTEGER NOT NULL"),
      .init("priority_visited", "INTEGER NOT NULL"), .init("visits", "INTEGER NOT NULL"),
    ], constraints: ["UNIQUE (snapshot, level, code)"])
}

extension WorkspaceReader {
  /// All snapshots in the order in which they were taken, without their plans' entries, settings and figures.
  public func snapshots() throws -> [Snapshot] {
    var snapshots: [Snapshot] = []
    try connection.forEachRow(
      """
      SELECT name, taken_at, import_id, as_of, plan, plan_unit, plan_grid, grid FROM snapshots ORDER BY fid
      """
    ) { row in
      let plan = row.text(4).map { name in
        Plan(
          name: name, unit: row.text(5).flatMap(Plan.Unit.init) ?? .village, grid: row.text(6), entries: [])
      }
      guard let asOf = try row.day(3, layer: "snapshots", id: 0, field: "as_of") else {
        throw StoreError.badValue(
          layer: "snapshots", id: row.text(0) ?? "", field: "as_of", expected: "a day, as 2016-12-17",
          found: "nothing")
      }
      snapshots.append(
        Snapshot(
          name: row.text(0) ?? "", takenAt: row.text(1) ?? "", importID: row.integer(2), asOf: asOf,
          rules: RulesInForce(plan: plan, grid: row.text(7)), rows: []))
    }
    return snapshots
  }

  /// The snapshot of a name, with all that it holds.
  public func snapshot(named name: String) throws -> Snapshot {
    let all = try snapshots()
    guard var snapshot = all.first(where: { Identifier($0.name) == Identifier(name) }) else {
      throw StoreError.unknownName(what: "snapshot", name: name, known: all.map(\.name))
    }
    try connection.forEachRow(
      "SELECT key, value FROM snapshot_settings WHERE snapshot = ?", .text(name)
    ) { snapshot.rules.settings[$0.text(0) ?? ""] = $0.text(1) }
    try connection.forEachRow(
      "SELECT unit_id, group_id FROM snapshot_allocation WHERE snapshot = ? ORDER BY unit_id", .text(name)
    ) { row in
      snapshot.rules.plan?.entries.append(
        Plan.Entry(unit: Identifier(row.text(0) ?? ""), group: Identifier(row.text(1) ?? "")))
    }
    try connection.forEachRow(
      """
      SELECT level, code, name, households_expected, households_visited, enterprises_expected, enterprises_visited,
      priority_expected, priority_visited, visits FROM snapshot_figures WHERE snapshot = ? ORDER BY fid
      """, .text(name)
    ) { row in
      guard let level = row.text(0).flatMap(CoverageLevel.init) else { return }
      var figures = CoverageRow(level: level, code: row.text(1) ?? "", name: row.text(2))
      figures.households = Tally(expected: Int(row.integer(3)), visited: Int(row.integer(4)))
      figures.enterprises = Tally(expected: Int(row.integer(5)), visited: Int(row.integer(6)))
      figures.priority = Tally(expected: Int(row.integer(7)), visited: Int(row.integer(8)))
      figures.visits = Int(row.integer(9))
      snapshot.rows.append(SnapshotRow(figures))
    }
    return snapshot
  }
}

extension WorkspaceWriter {
  /// Keeps a snapshot for good.
  ///
  /// - Throws: ``StoreError/nameTaken(what:name:)``: a frozen figure is not frozen anew.
  public func keep(_ snapshot: Snapshot) throws {
    let name = SQLValue.text(snapshot.name)
    if try connection.integer("SELECT 1 FROM snapshots WHERE name = ?", name) != nil {
      throw StoreError.nameTaken(what: "snapshot", name: snapshot.name)
    }
    let plan = snapshot.rules.plan
    try connection.execute(
      """
      INSERT INTO snapshots (name, taken_at, import_id, as_of, plan, plan_unit, plan_grid, grid, program)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, name, .text(snapshot.takenAt), .integer(snapshot.importID), .text(snapshot.asOf.description),
      .optional(plan?.name), .optional(plan?.unit.rawValue), .optional(plan?.grid),
      .optional(snapshot.rules.grid), .text("gridcover \(Program.version)"))
    for (key, value) in snapshot.rules.settings.sorted(by: { $0.key < $1.key }) {
      try connection.execute(
        "INSERT INTO snapshot_settings (snapshot, key, value) VALUES (?, ?, ?)", name, .text(key),
        .text(value))
    }
    let unit = try connection.prepare(
      "INSERT INTO snapshot_allocation (snapshot, unit_id, group_id) VALUES (?1, ?2, ?3)")
    for entry in plan?.entries ?? [] {
      try unit.bind(1, text: snapshot.name)
      try unit.bind(2, text: entry.unit.text)
      try unit.bind(3, text: entry.group.text)
      try unit.run()
    }
    let figure = try connection.prepare(
      """
      INSERT INTO snapshot_figures (snapshot, level, code, name, households_expected, households_visited,
      enterprises_expected, enterprises_visited, priority_expected, priority_visited, visits)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
      """)
    for row in snapshot.rows {
      try figure.bind(1, text: snapshot.name)
      try figure.bind(2, text: row.level.rawValue)
      try figure.bind(3, text: row.code)
      try figure.bind(4, text: row.name)
      for (i, tally) in [row.households, row.enterprises, row.priority].enumerated() {
        try figure.bind(Int32(5 + 2 * i), integer: Int64(tally.expected))
        try figure.bind(Int32(6 + 2 * i), integer: Int64(tally.visited))
      }
      try figure.bind(11, integer: Int64(row.visits))
      try figure.run()
    }
    for table in CampaignTables.ofSnapshots { try connection.touch(table.name) }
  }
}
