import CampaignModel
import Foundation
import Testing

@testable import CampaignStore
@testable import GeoPackageFormat

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Styles and titles for other programs") struct LayerStyleTests {
  private func styles(_ connection: Connection, of table: String) throws -> [String] {
    var lines: [String] = []
    try connection.forEachRow(
      "SELECT styleName, useAsDefault FROM layer_styles WHERE f_table_name = ? ORDER BY id", .text(table)
    ) { lines.append("\($0.text(0) ?? "") \($0.integer(1))") }
    return lines
  }

  @Test("every column of every layer has a title, and no two of a layer the same") func titles() {
    for (layer, _) in LayerStyles.styled {
      let titles = layer.columns.map { ColumnTitles.title(of: $0.name) ?? "\(layer.name).\($0.name)" }
      #expect(titles.filter { $0.contains(".") } == [])
      #expect(Set(titles).count == titles.count, "\(layer.name)")
    }
  }

  @Test("every style is XML that can be read, with each column once") func wellFormed() throws {
    for (layer, symbols) in LayerStyles.styled {
      let text = QGISStyle(layer: layer, symbols: symbols).text
      let document = try XMLDocument(xmlString: text)
      let aliases = try document.nodes(forXPath: "//alias/@field").compactMap(\.stringValue)
      #expect(aliases == layer.columns.map(\.name), "\(layer.name)")
      let filters = try document.nodes(forXPath: "//rule/@filter").compactMap(\.stringValue)
      #expect(filters == (symbols?.rules ?? []).map(\.filter).filter { !$0.isEmpty })
    }
  }

  @Test("values that a form offers are those that an import takes") func lists() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    let values = try workspace.read { reader in
      var values: [String] = []
      try reader.connection.forEachRow(
        """
        SELECT value FROM gpkg_data_columns JOIN gpkg_data_column_constraints USING (constraint_name)
        WHERE table_name = 'visits' AND column_name = 'outcome' ORDER BY value
        """
      ) { values.append($0.text(0) ?? "") }
      return values
    }
    #expect(values == Outcome.allCases.map(\.rawValue).sorted())
  }

  @Test("an older workspace gets styles once, and keeps what its owner saved in QGIS") func migration() throws
  {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    let workspace = try Workspace.create(at: path)
    try workspace.write { writer in
      try writer.connection.execute("DELETE FROM layer_styles")
      try writer.connection.execute(
        """
        INSERT INTO layer_styles (f_table_schema, f_table_name, f_geometry_column, styleName, useAsDefault)
        VALUES ('', 'coverage', 'geom', 'mine', 1)
        """)
      try writer.connection.execute("UPDATE gridcover_schema SET version = 4")
    }
    try workspace.close()
    let opened = try Workspace.open(at: path, writable: true)
    #expect(
      try opened.read { try styles($0.connection, of: "coverage") } == ["mine 1", "gridcover 0"])
    #expect(try opened.read { try styles($0.connection, of: "visits") } == ["gridcover 1"])
    try opened.write { try LayerStyles.create(on: $0.connection) }
    #expect(try opened.read { try styles($0.connection, of: "visits") } == ["gridcover 1"])
  }

  @Test("what schema 5 drew is drawn anew, what somebody has changed since is not") func redrawn() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c.gpkg")
    let workspace = try Workspace.create(at: path)
    func drawing(_ layer: LayerDefinition, _ symbols: LayerSymbols) -> String {
      QGISStyle(layer: layer, symbols: symbols).text
    }
    let old = drawing(CampaignTables.coverage, .coverageOfSchema5)
    let changed = drawing(CampaignTables.coverageCells, .coverageOfSchema5) + "<!-- mine -->"
    try workspace.write { writer in
      for (table, text) in [("coverage", old), ("coverage_cells", changed)] {
        try writer.connection.execute(
          "UPDATE layer_styles SET styleQML = ? WHERE f_table_name = ?", .text(text), .text(table))
      }
      try writer.connection.execute("UPDATE gridcover_schema SET version = 5")
    }
    try workspace.close()
    let opened = try Workspace.open(at: path, writable: true)
    func kept(_ table: String) throws -> String? {
      try opened.read {
        try $0.connection.text("SELECT styleQML FROM layer_styles WHERE f_table_name = '\(table)'")
      }
    }
    let new = drawing(CampaignTables.coverage, .coverage)
    #expect(new != old && new.contains("95 – &lt; 100 %") || new.contains("95 – < 100 %"))
    #expect(try kept("coverage") == new)
    #expect(try kept("coverage_cells") == changed)
  }
}
