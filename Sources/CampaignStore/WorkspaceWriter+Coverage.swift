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
    let table = layer.table
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

extension WorkspaceWriter {
  /// Brings a coverage layer up to date whose places have stayed what they are: only rows whose figures differ are
  /// written, and no geometry.
  ///
  /// - Returns: False, and nothing is changed, if the layer has rows of other places: it must then be replaced.
  /// - Complexity: O(rows).
  public func updateCoverage(_ layer: CoverageLayer, rows: [CoverageRow]) throws -> Bool {
    let table = layer.table
    let names = table.columns.map { quotedIdentifier($0.name) }
    let codeColumn = Int32(1 + (table.columns.firstIndex { $0.name == "code" } ?? 0))
    var differing: [(fid: Int64, row: Int)] = []
    var known = 0
    var isSame = true
    try connection.forEachRow("SELECT fid, \(names.joined(separator: ", ")) FROM \(table.name) ORDER BY fid")
    { old in
      defer { known += 1 }
      guard known < rows.count, old.text(codeColumn) == rows[known].code else { return isSame = false }
      let values = rows[known].values
      if !values.indices.allSatisfy({ old.holds(values[$0], Int32($0 + 1)) }) {
        differing.append((old.integer(0), known))
      }
    }
    guard isSame, known == rows.count else { return false }
    guard !differing.isEmpty else { return true }
    let update = try connection.prepare(
      "UPDATE \(table.name) SET \(names.map { "\($0) = ?" }.joined(separator: ", ")) WHERE fid = ?")
    for (fid, row) in differing {
      let values = rows[row].values
      for (i, value) in values.enumerated() { try update.bind(Int32(i + 1), value) }
      try update.bind(Int32(values.count + 1), integer: fid)
      try update.run()
    }
    try connection.touch(table.name)
    return true
  }
}

extension WorkspaceReader {
  /// The codes of places whose figures in a coverage layer are not these, or which are in one of both only.
  ///
  /// - Complexity: O(rows).
  public func coverageDifferences(_ layer: CoverageLayer, from rows: [CoverageRow]) throws -> [String] {
    let table = layer.table
    let names = table.columns.map { quotedIdentifier($0.name) }
    let codeColumn = Int32(table.columns.firstIndex { $0.name == "code" } ?? 0)
    var expected = Dictionary(rows.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    var differing: [String] = []
    try connection.forEachRow("SELECT \(names.joined(separator: ", ")) FROM \(table.name)") { stored in
      let code = stored.text(codeColumn) ?? ""
      guard let values = expected.removeValue(forKey: code)?.values,
        values.indices.allSatisfy({ stored.holds(values[$0], Int32($0)) })
      else { return differing.append(code) }
    }
    return (differing + expected.keys).sorted()
  }
}

extension CoverageLayer {
  var table: LayerDefinition { self == .villages ? CampaignTables.coverage : CampaignTables.coverageCells }
}

extension Statement {
  /// True if a column has this value.
  fileprivate func holds(_ value: SQLValue, _ i: Int32) -> Bool {
    switch value {
    case .null: isNull(i)
    case .integer(let number): isInteger(i) && integer(i) == number
    case .real(let number): isNumber(i) && real(i) == number
    case .text(let text): self.text(i) == text
    }
  }
}

extension CoverageRow {
  /// The values of a coverage layer's columns: the row's fixed columns, as every other format has them.
  fileprivate var values: [SQLValue] {
    attributes.prefix(CampaignTables.coverage.columns.count).map { attribute in
      switch attribute.value {
      case .none: .null
      case .text(let text): .text(text)
      case .integer(let number): .integer(Int64(number))
      case .real(let number): .real(number)
      case .flag(let flag): .integer(flag ? 1 : 0)
      }
    }
  }
}
