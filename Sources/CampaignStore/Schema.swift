internal import CampaignModel
internal import GeoPackageFormat

extension RecordKind {
  /// The table of this kind's records, as users see it in QGIS.
  var table: String {
    switch self {
    case .groups: "working_groups"
    case .cells: "grid_cells"
    default: rawValue
    }
  }

  /// The table of what later imports replaced.
  var historyTable: String { table + "_history" }

  /// The columns by which a record is known.
  var keyColumns: [String] { self == .cells ? ["grid", keyField.name] : [keyField.name] }

  /// True if records have a geometry column.
  var hasGeometry: Bool { geometry != .none }

  /// Columns that gridcover fills in itself.
  var derivedColumns: [LayerDefinition.Column] {
    switch self {
    case .households, .enterprises:
      [
        .init(
          "village_code", "TEXT REFERENCES villages(code) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED"),
        .init("located_by", "TEXT"), .init("cell_id", "TEXT"), .init("disagreement_m", "REAL"),
        // The import that first said "visited": a later correction of an address must not move that visit's day.
        .init("visited_import", "INTEGER"),
      ]
    case .cells:
      [
        .init("grid", "TEXT NOT NULL REFERENCES grids(name) DEFERRABLE INITIALLY DEFERRED"),
        .init("area_m2", "REAL"),
      ]
    default: []
    }
  }

  /// The layer of this kind's current records.
  var layer: LayerDefinition {
    let fields = fields.map { LayerDefinition.Column($0.name, $0.columnDeclaration) }
    let key = keyColumns.map(quotedIdentifier).joined(separator: ", ")
    return LayerDefinition(
      name: table, identifier: "\(table) \(chineseTitle)", description: about, geometry: layerGeometry,
      columns: fields + derivedColumns + [.init("import_id", "INTEGER REFERENCES import_log(import_id)")],
      constraints: ["UNIQUE (\(key))"])
  }

  /// All columns of the layer but `import_id`, with `fid` and `geom`: what history keeps of a record.
  var historyColumns: [String] {
    ["fid"] + (hasGeometry ? ["geom"] : []) + fields.map(\.name) + derivedColumns.map(\.name)
  }

  /// Statements that make the history table. It is not listed in the GeoPackage's contents: people see what holds.
  var historyCreation: [String] {
    let types = Dictionary(
      layer.columns.map { ($0.name, $0.declaration) }, uniquingKeysWith: { first, _ in first })
    var columns = historyColumns.map { name in
      // The bare type: what was replaced obeys no key and no reference any more.
      let type = name == "fid" ? "INTEGER" : types[name].map { String($0.prefix { $0 != " " }) } ?? "BLOB"
      return "\(quotedIdentifier(name)) \(type)"
    }
    columns += ["held_from INTEGER", "held_to INTEGER NOT NULL", "ending TEXT NOT NULL"]
    return [
      "CREATE TABLE \(historyTable) (\(columns.joined(separator: ", ")))",
      "CREATE INDEX \(historyTable)_held_to ON \(historyTable) (held_to)",
    ]
  }

  private var layerGeometry: LayerDefinition.Geometry {
    switch geometry {
    case .none: .none
    case .point: .point
    case .region: .multiPolygon
    }
  }

  private var chineseTitle: String {
    switch self {
    case .villages: "行政村"
    case .households: "应访户"
    case .enterprises: "应访企业"
    case .groups: "工作组"
    case .members: "走访人员"
    case .visits: "走访"
    case .issues: "台账"
    case .pairings: "结对"
    case .cells: "格网单元"
    case .exclusions: "免访"
    case .rechecks: "复核"
    }
  }

  private var about: String {
    switch self {
    case .villages: "administrative villages, known by code"
    case .households: "households to be visited, each in one village and one cell or in none"
    case .enterprises: "enterprises, schools and institutions to be visited"
    case .groups: "people who visit together"
    case .members: "the people of the working groups"
    case .visits: "one row for each visit, with its GPS fix where there is one"
    case .issues: "questions, suggestions and disputes collected on visits"
    case .pairings: "members and their contact points"
    case .cells: "the cells of all grids"
    case .exclusions: "targets taken out of every total, with the reason"
    case .rechecks: "visits and targets checked again"
    }
  }
}

extension Field {
  /// Type and constraint of the field's column. Days are `DATE` and flags `BOOLEAN`, so that QGIS offers a calendar
  /// and a check box; a moment may lack its time and is text.
  var columnDeclaration: String {
    let type =
      switch kind {
      case .text, .list, .moment, .outcome, .confirmation: "TEXT"
      case .integer: "INTEGER"
      case .real: "REAL"
      case .flag: "BOOLEAN"
      case .date: "DATE"
      }
    return presence == .optional ? type : "\(type) NOT NULL"
  }
}
