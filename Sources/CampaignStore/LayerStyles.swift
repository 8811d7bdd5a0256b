internal import CampaignModel
internal import GeoPackageFormat

/// How QGIS and QField open the workspace: a style and a form for each layer, titles of columns, and lists of values.
///
/// Titles and lists go where the standard has them (`gpkg_data_columns`), for whoever reads that; QGIS 3.22 does not, so
/// that its own table `layer_styles` says them once more, with symbols and forms. Both follow the one table of fields. What
/// somebody has saved in QGIS as a layer's style before stays that layer's style.
enum LayerStyles {
  /// QGIS's own definition of its table.
  private static let creation = """
    CREATE TABLE IF NOT EXISTS layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
    styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
    """

  /// All layers that get a style, with the symbols of those that are drawn.
  static var styled: [(layer: LayerDefinition, symbols: LayerSymbols?)] {
    RecordKind.allCases.map { ($0.layer, symbols(of: $0)) } + [
      (CampaignTables.allocation, .allocation), (CampaignTables.coverage, .coverage),
      (CampaignTables.coverageCells, .coverage), (CampaignTables.settings, nil),
      (CampaignTables.importLog, nil), (CampaignTables.grids, nil), (CampaignTables.plans, nil),
    ]
  }

  private static func symbols(of kind: RecordKind) -> LayerSymbols? {
    switch kind {
    case .villages: .villages
    case .cells: .cells
    case .households, .enterprises: .targets
    case .visits: .visits
    default: nil
    }
  }

  /// The list of values of a column: its name, and what it holds.
  static func valueList(of column: String, in layer: String) -> (name: String, values: [ListedValue])? {
    switch (layer, column) {
    case ("visits", "outcome"):
      ("gridcover_outcome", Outcome.allCases.map { .init($0.rawValue, "\($0.rawValue) \($0.chinese)") })
    case ("rechecks", "result"):
      (
        "gridcover_recheck_result",
        RecheckResult.allCases.map { .init($0.rawValue, "\($0.rawValue) \($0.chinese)") }
      )
    default: nil
    }
  }

  /// Writes all of it, in the caller's transaction.
  static func create(on connection: Connection) throws {
    try connection.createSchemaExtension()
    let isListed = try connection.integer(
      "SELECT count(*) FROM gpkg_contents WHERE table_name = 'layer_styles'")
    if isListed == 0 {
      try connection.execute(creation)
      try connection.execute(
        """
        INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
        VALUES ('layer_styles', 'attributes', 'layer_styles', 'how QGIS draws the layers', 0)
        """)
    }
    for (layer, symbols) in styled {
      var described: [ColumnDescription] = []
      for column in layer.columns {
        guard let title = ColumnTitles.title(of: column.name) else { continue }
        let list = valueList(of: column.name, in: layer.name)
        if let list { try connection.describe(valueList: list.name, list.values) }
        described.append(.init(column: column.name, title: title, valueList: list?.name))
      }
      try connection.describe(described, of: layer.name)
      let geometry = layer.geometry == .none ? "" : "geom"
      try connection.execute(
        """
        INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
        styleSLD, useAsDefault, description, owner) SELECT '', '', ?1, ?2, 'gridcover', ?3, '',
        NOT EXISTS (SELECT 1 FROM layer_styles WHERE f_table_name = ?1 AND useAsDefault), ?4, ''
        WHERE NOT EXISTS (SELECT 1 FROM layer_styles WHERE f_table_name = ?1 AND styleName = 'gridcover')
        """, .text(layer.name), .text(geometry), .text(QGISStyle(layer: layer, symbols: symbols).text),
        .text("gridcover: \(layer.description)"))
    }
  }

  /// Draws anew what schema 5 drew and nobody has changed since; styles that somebody has saved stay theirs.
  static func redrawSchema5(on connection: Connection) throws {
    let redrawn: [(LayerDefinition, was: LayerSymbols, LayerSymbols)] = [
      (CampaignTables.coverage, .coverageOfSchema5, .coverage),
      (CampaignTables.coverageCells, .coverageOfSchema5, .coverage),
      (RecordKind.visits.layer, .visitsOfSchema5, .visits),
    ]
    for (layer, was, symbols) in redrawn {
      try connection.execute(
        "UPDATE layer_styles SET styleQML = ? WHERE f_table_name = ? AND styleName = 'gridcover' AND styleQML = ?",
        .text(QGISStyle(layer: layer, symbols: symbols).text), .text(layer.name),
        .text(QGISStyle(layer: layer, symbols: was).text))
    }
  }
}
