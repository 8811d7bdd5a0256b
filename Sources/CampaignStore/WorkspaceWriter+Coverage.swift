public import CampaignModel
internal import GeoPackageFormat

/// The layers in which people see the latest coverage.
public enum CoverageLayer: Sendable, CaseIterable {
  /// One feature for each village.
  case villages
  /// One feature for each cell of the current grid.
  case cells
}

extension WorkspaceWriter {
  /// Replaces a coverage layer as a whole.
  ///
  /// - Parameter region: The polygon of a row's code, in WGS 84; nil (as for `(none)`) leaves the row without one.
  public func replaceCoverage(
    _ layer: CoverageLayer, rows: [CoverageRow], region: (String) -> Region?
  ) throws {
    let table = layer == .villages ? CampaignTables.coverage : CampaignTables.coverageCells
    let names = ["geom"] + table.columns.map(\.name)
    let old = try connection.integer("SELECT count(*) FROM \(table.name)") ?? 0
    try changing(table, rows: rows.count + Int(old)) {
      try connection.execute("DELETE FROM \(table.name)")
      let insert = try connection.prepare(
        """
        INSERT INTO \(table.name) (\(names.map(quotedIdentifier).joined(separator: ", ")))
        VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
        """)
      var bounds: Bounds?
      for row in rows {
        try insert.bind(1, region(row.code) ?? Region(), widening: &bounds)
        for (i, value) in row.values.enumerated() { try insert.bind(Int32(i + 2), value) }
        try insert.run()
      }
      return .geometry(bounds)
    }
  }
}

extension CoverageRow {
  /// The values of a coverage layer's columns, in their order. A coverage with nothing expected is NULL.
  fileprivate var values: [SQLValue] {
    [
      .text(level.rawValue), .text(code), .optional(name), .optional(township), .optional(group),
      .optional(households.expected), .optional(households.visited), .optional(households.coverage),
      .optional(enterprises.expected), .optional(enterprises.visited), .optional(enterprises.coverage),
      .optional(priority.expected), .optional(priority.visited), .optional(priority.coverage),
      .optional(visits), .optional(lastVisit?.description), .optional(status?.rawValue),
      .optional(targetMet.map { $0 ? 1 : 0 }), .optional(gapReason?.name), .optional(householdsVerified),
      .optional(householdsUnproven),
    ]
  }
}
