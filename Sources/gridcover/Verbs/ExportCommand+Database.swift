internal import CampaignModel
internal import CampaignStore
internal import Interchange

/// `export … -o PG:…`: layers as tables of a database, for many people to look at.
extension ExportCommand {
  func exportToDatabase() throws {
    let workspace = try Workspace.open(at: workspace.campaign, writable: false)
    let tables = try workspace.read { reader in try databaseTables(reading: reader) }
    if tables.isEmpty {
      throw CommandError.unknownName("plan", "to export", known: [], file: self.workspace.campaign)
    }
    let schema = schema ?? "gridcover"
    try PostGISWriter.write(tables, to: output, schema: schema)
    for table in tables {
      try Output.print("\(schema).\(table.rows.name): \(counted(table.rows.rows.count, "row"))\n")
    }
  }

  /// The tables of the layer, or of all: places and counts, and people where they were asked for.
  private func databaseTables(reading reader: borrowing WorkspaceReader) throws -> [DatabaseTable] {
    let isWanted = { (one: Layer) in layer == one || layer == .all }
    var tables: [DatabaseTable] = []
    let needsCampaign = layer == .all || [.coverage, .households, .enterprises].contains(layer)
    let loaded =
      needsCampaign ? try LoadedCampaign(reading: reader, withRegions: true, withEvidence: true) : nil
    let excluded = loaded.map { ExportSteps.excludedTargets(of: $0.campaign) } ?? []
    for kind in RecordKind.allCases {
      guard let own = Layer(rawValue: kind.rawValue), isWanted(own) else { continue }
      if !mayTell(kind) { continue }
      let (rows, _) = try ExportSteps.records(
        of: kind, hasGeometry: true, excluded: excluded, withLeaders: hasMembers, withAddresses: !isPublic,
        reading: reader)
      tables.append(DatabaseTable(rows, of: kind, isPersonal: isPersonal(kind)))
    }
    if isWanted(.plan), let plan = try ExportSteps.plan(named: plan, withRegions: true, reading: reader) {
      tables.append(
        DatabaseTable(
          plan.table, types: [.text, .text, .flag, .flag, .real], key: ["unit_id"], lookups: ["group"],
          geometry: .multiPolygon))
    }
    if isWanted(.coverage), let loaded {
      let villages = try ExportSteps.coverage(of: loaded, withRegions: true, isPublic: isPublic)
      tables.append(DatabaseTable(coverage: villages))
      if loaded.grid != nil {
        let cells = try ExportSteps.coverage(
          by: .cell, of: loaded, withRegions: true, isPublic: isPublic, named: "coverage_cells")
        tables.append(DatabaseTable(coverage: cells))
      }
    }
    return tables
  }
}

extension DatabaseTable {
  /// Records of a kind: known by their key, and looked up by what they belong to.
  fileprivate init(_ rows: ExportTable, of kind: RecordKind, isPersonal: Bool) {
    let geometry: Geometry? =
      switch kind.geometry {
      case .none: nil
      case .point: .point
      case .region: .multiPolygon
      }
    let ties: Set<String> = ["target", "village", "group", "member", "contact", "visit"]
    self.init(
      rows,
      types: rows.columns.map { name in
        kind.fields.first { $0.name == name }.map { ColumnType($0.kind) } ?? .text
      }, key: [kind.keyField.name],
      lookups: kind.fields.map(\.name).filter { ties.contains($0) && $0 != kind.keyField.name },
      geometry: geometry,
      isPersonal: isPersonal)
  }

  /// Coverage by place. A table without rows has no columns to be told by, which a campaign without villages has.
  fileprivate init(coverage rows: ExportTable) {
    self.init(
      rows, types: rows.columns.map { ColumnType(coverageColumn: $0) },
      key: rows.columns.contains("code") ? ["code"] : [],
      geometry: .multiPolygon)
  }
}
