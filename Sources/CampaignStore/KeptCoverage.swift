public import CampaignModel
internal import Foundation
internal import GeoPackageFormat

/// Coverage that was counted in the transaction that wrote the file last, kept for the reports that ask for just that.
///
/// It holds for one state of the file alone: with it stands the number that the file's header will have once the transaction
/// is done, and every later one, of whatever program, makes it another. So nothing has to know what coverage depends on, and an
/// edit in QGIS is no special case.
enum KeptCoverage {
  /// Not listed in the GeoPackage's contents: people see the layers.
  static let creation = [
    """
    CREATE TABLE coverage_kept (level TEXT NOT NULL, place INTEGER NOT NULL,
    \(columns.map { "\(quotedIdentifier($0.name)) \($0.type)" }.joined(separator: ", ")),
    PRIMARY KEY (level, place)) WITHOUT ROWID
    """,
    """
    CREATE TABLE coverage_kept_shares (level TEXT NOT NULL, place INTEGER NOT NULL, rank INTEGER NOT NULL, name TEXT NOT NULL,
    share REAL NOT NULL, expected INTEGER NOT NULL, visited INTEGER NOT NULL, needed INTEGER NOT NULL,
    PRIMARY KEY (level, place, rank)) WITHOUT ROWID
    """,
    """
    CREATE TABLE coverage_kept_state (change_count INTEGER NOT NULL, program TEXT NOT NULL, unlisted_visits INTEGER NOT NULL,
    notes TEXT NOT NULL)
    """,
  ]

  /// One column of a row; reading and writing are told side by side.
  struct Column: Sendable {
    let name: String
    let type: String
    let value: @Sendable (CoverageRow) -> SQLValue
    let read: @Sendable (inout CoverageRow, borrowing Statement, Int32) -> Void

    static func text(_ name: String, _ field: any WritableKeyPath<CoverageRow, String?> & Sendable) -> Column
    {
      Column(name: name, type: "TEXT", value: { .optional($0[keyPath: field]) }) { row, statement, i in
        row[keyPath: field] = statement.text(i)
      }
    }

    static func count(_ name: String, _ field: any WritableKeyPath<CoverageRow, Int> & Sendable) -> Column {
      Column(name: name, type: "INTEGER", value: { .integer(Int64($0[keyPath: field])) }) {
        row, statement, i in
        row[keyPath: field] = Int(statement.integer(i))
      }
    }

    static func optionalCount(_ name: String, _ field: any WritableKeyPath<CoverageRow, Int?> & Sendable)
      -> Column
    {
      Column(name: name, type: "INTEGER", value: { .optional($0[keyPath: field]) }) { row, statement, i in
        row[keyPath: field] = statement.isNull(i) ? nil : Int(statement.integer(i))
      }
    }
  }

  static let columns: [Column] =
    [
      Column(name: "code", type: "TEXT NOT NULL", value: { .text($0.code) }) { $0.code = $1.text($2) ?? "" },
      .text("name", \.name), .text("township", \.township), .text("group", \.group),
      .count("households_expected", \.households.expected),
      .count("households_visited", \.households.visited),
      .count("enterprises_expected", \.enterprises.expected),
      .count("enterprises_visited", \.enterprises.visited),
      .count("priority_expected", \.priority.expected), .count("priority_visited", \.priority.visited),
      .count("visits", \.visits), .optionalCount("visits_by_members", \.visitsByMembers),
      .optionalCount("targets_visited", \.targetsVisited),
      Column(
        name: "last_visit", type: "INTEGER", value: { .optional($0.lastVisit.map { Int($0.dayNumber) }) },
        read: { row, statement, i in
          row.lastVisit =
            statement.isNull(i) ? nil : LocalDate(dayNumber: Int32(clamping: statement.integer(i)))
        }),
      Column(
        name: "status", type: "TEXT", value: { .optional($0.status?.rawValue) },
        read: { $0.status = $1.text($2).flatMap(CoverageStatus.init) }),
      Column(
        name: "target_met", type: "INTEGER", value: { .optional($0.targetMet.map { $0 ? 1 : 0 }) },
        read: { $0.targetMet = $1.isNull($2) ? nil : $1.integer($2) == 1 }),
      Column(
        name: "target_share", type: "REAL", value: { .optional($0.targetShare) },
        read: { $0.targetShare = $1.isNull($2) ? nil : $1.real($2) }),
      .count("excluded", \.excluded), .count("missing_coordinates", \.missingCoordinates),
      .optionalCount("households_verified", \.householdsVerified),
      .optionalCount("households_unproven", \.householdsUnproven),
    ]
    + GapReason.allCases.map { reason in
      Column(
        name: "gaps_\(reason.rawValue)", type: "INTEGER", value: { .optional($0.gaps[reason]) },
        read: { $0.gaps[reason] = $1.isNull($2) ? nil : Int($1.integer($2)) })
    }

  /// ``CoverageNotes`` as JSON has it.
  struct StoredNotes: Codable {
    var campaign: String
    var asOf: Int32?
    var roundName: String?
    var roundStart: Int32?
    var roundEnd: Int32?
    var reached: [Int]
    var spread: Double?
    var idleShares: [String]

    init(_ notes: CoverageNotes) {
      campaign = notes.campaign
      asOf = notes.asOf?.dayNumber
      roundName = notes.round?.name
      roundStart = notes.round?.start.dayNumber
      roundEnd = notes.round?.end?.dayNumber
      reached = [notes.townships, notes.villages, notes.cells].flatMap { [$0.expected, $0.visited] }
      spread = notes.spread
      idleShares = notes.idleShares
    }

    /// Nil if it is no such text.
    var notes: CoverageNotes? {
      guard reached.count == 6 else { return nil }
      func tally(_ i: Int) -> Tally { Tally(expected: reached[2 * i], visited: reached[2 * i + 1]) }
      var round: CampaignRound?
      if let roundName, let roundStart {
        round = CampaignRound(
          name: roundName, start: LocalDate(dayNumber: roundStart),
          end: roundEnd.map { LocalDate(dayNumber: $0) })
      }
      return CoverageNotes(
        campaign: campaign, asOf: asOf.map { LocalDate(dayNumber: $0) }, round: round, townships: tally(0),
        villages: tally(1), cells: tally(2), spread: spread, idleShares: idleShares)
    }
  }
}

extension WorkspaceWriter {
  /// Keeps coverage that was counted from this transaction's state; nothing may be written after it.
  ///
  /// - Complexity: O(rows).
  public func keepCoverage(_ counted: CountedCoverage) throws {
    try forgetCoverage()
    guard let count = connection.changeCount else { return }
    let names = ["level", "place"] + KeptCoverage.columns.map(\.name)
    let insert = try connection.prepare(
      """
      INSERT INTO coverage_kept (\(names.map(quotedIdentifier).joined(separator: ", ")))
      VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
      """)
    let insertShare = try connection.prepare(
      "INSERT INTO coverage_kept_shares VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    for table in counted.tables {
      for (place, row) in table.rows.enumerated() {
        try insert.bind(1, .text(table.level.rawValue))
        try insert.bind(2, integer: Int64(place))
        for (i, column) in KeptCoverage.columns.enumerated() {
          try insert.bind(Int32(i + 3), column.value(row))
        }
        try insert.run()
        for (rank, missed) in row.missedShares.enumerated() {
          let values: [SQLValue] = [
            .text(table.level.rawValue), .integer(Int64(place)), .integer(Int64(rank)), .text(missed.name),
            .real(missed.share), .integer(Int64(missed.tally.expected)),
            .integer(Int64(missed.tally.visited)), .integer(Int64(missed.needed)),
          ]
          for (i, value) in values.enumerated() { try insertShare.bind(Int32(i + 1), value) }
          try insertShare.run()
        }
      }
    }
    let notes = try JSONEncoder().encode(KeptCoverage.StoredNotes(counted.notes))
    try connection.execute(
      "INSERT INTO coverage_kept_state VALUES (?, ?, ?, ?)", .integer(Int64(count &+ 1)),
      .text(Program.version), .integer(Int64(counted.tables.first?.unlistedVisits ?? 0)),
      .text(String(decoding: notes, as: UTF8.self)))
  }

  /// Drops what was kept.
  func forgetCoverage() throws {
    for table in ["coverage_kept", "coverage_kept_shares", "coverage_kept_state"] {
      try connection.execute("DELETE FROM \(table)")
    }
  }
}

extension WorkspaceReader {
  /// Coverage of a level as it was counted when the file was written last.
  ///
  /// - Returns: Nil if the level is not kept, or anything has been written since by whatever program: it must be counted anew.
  /// - Complexity: O(rows), of places and never of targets.
  public func keptCoverage(by level: CoverageLevel) throws -> (table: CoverageTable, notes: CoverageNotes)? {
    guard CountedCoverage.levels.contains(level), let count = connection.changeCount else { return nil }
    var found: (notes: CoverageNotes, unlistedVisits: Int)?
    try connection.forEachRow(
      "SELECT notes, unlisted_visits FROM coverage_kept_state WHERE change_count = ? AND program = ?",
      .integer(Int64(count)), .text(Program.version)
    ) { row in
      let stored = row.withText(0) {
        try? JSONDecoder().decode(KeptCoverage.StoredNotes.self, from: Data($0))
      }
      if let notes = stored?.notes { found = (notes, Int(row.integer(1))) }
    }
    guard let found, let totals = try keptRows(of: .campaign).first else { return nil }
    let rows = level == .campaign ? [totals] : try keptRows(of: level)
    if rows.isEmpty && level != .category { return nil }
    let table = CoverageTable(
      level: level, asOf: found.notes.asOf, rows: rows, totals: totals, unlistedVisits: found.unlistedVisits)
    return (table, found.notes)
  }

  private func keptRows(of level: CoverageLevel) throws -> [CoverageRow] {
    var rows: [CoverageRow] = []
    let names = KeptCoverage.columns.map { quotedIdentifier($0.name) }.joined(separator: ", ")
    try connection.forEachRow(
      "SELECT \(names) FROM coverage_kept WHERE level = ? ORDER BY place", .text(level.rawValue)
    ) { statement in
      var row = CoverageRow(level: level, code: "")
      for (i, column) in KeptCoverage.columns.enumerated() { column.read(&row, statement, Int32(i)) }
      rows.append(row)
    }
    try connection.forEachRow(
      """
      SELECT place, name, share, expected, visited, needed FROM coverage_kept_shares WHERE level = ? ORDER BY place, rank
      """, .text(level.rawValue)
    ) { statement in
      guard let place = Int(exactly: statement.integer(0)), rows.indices.contains(place) else { return }
      rows[place].missedShares.append(
        MissedShare(
          name: statement.text(1) ?? "", share: statement.real(2),
          tally: Tally(expected: Int(statement.integer(3)), visited: Int(statement.integer(4))),
          needed: Int(statement.integer(5))))
    }
    return rows
  }
}
