public import CampaignModel
internal import GeoPackageFormat

/// What visits refer to, as columns of equal length, in order of entry.
public struct VisitReferences: Sendable {
  /// Ids as they are written.
  public var ids = TextColumn()
  /// The targets' ids.
  public var targets = TextColumn()
  /// Whether the target is among the households or enterprises.
  public var isListed: [Bool] = []
  /// Day, or day and time.
  public var dates = TextColumn()
  /// The groups' ids; missing where none is named.
  public var groups = TextColumn()
  /// The members' ids; missing where none is named.
  public var members = TextColumn()
}

extension WorkspaceReader {
  /// Names and addresses of all targets of a kind, row by row as ``targetPoints(of:)`` has them. Personal data.
  public func targetNames(of kind: TargetKind) throws -> (names: TextColumn, addresses: TextColumn) {
    var (names, addresses) = (TextColumn(), TextColumn())
    try connection.forEachRow("SELECT name, address FROM \(kind.recordKind.table) ORDER BY fid") { row in
      row.append(0, to: &names)
      row.append(1, to: &addresses)
    }
    return (names, addresses)
  }

  /// What all visits refer to. - Complexity: O(visits · log targets).
  public func visitReferences() throws -> VisitReferences {
    var visits = VisitReferences()
    try connection.forEachRow(
      """
      SELECT id, target, date, "group", member, EXISTS (SELECT 1 FROM households WHERE households.id = visits.target)
      OR EXISTS (SELECT 1 FROM enterprises WHERE enterprises.id = visits.target) FROM visits ORDER BY fid
      """
    ) { row in
      row.append(0, to: &visits.ids)
      row.append(1, to: &visits.targets)
      row.append(2, to: &visits.dates)
      row.append(3, to: &visits.groups)
      row.append(4, to: &visits.members)
      visits.isListed.append(row.integer(5) != 0)
    }
    return visits
  }

  /// For each village whose polygon a later import has replaced, the import that brought the polygon it has now.
  public func latestPolygonImports() throws -> [Identifier: Int64] {
    var imports: [Identifier: Int64] = [:]
    try connection.forEachRow(
      """
      SELECT villages.code, max(history.held_to) FROM villages JOIN villages_history AS history USING (code)
      WHERE history.geom IS NOT villages.geom GROUP BY villages.code
      """
    ) { imports[Identifier($0.text(0) ?? "")] = $0.integer(1) }
    return imports
  }
}
