import CampaignModel
import Foundation
import GeoPackageFormat
import TestSupport
import Testing

@testable import CampaignStore

/// The layer in which people see coverage has the columns of every other format.
@Suite struct CoverageLayerTests {
  @Test func columnsAreThoseOfACoverageRow() {
    let row = CoverageRow(level: .village, code: "v1", name: "石桥村")
    for table in [CampaignTables.coverage, CampaignTables.coverageCells] {
      #expect(table.columns.map(\.name) == row.attributes.prefix(table.columns.count).map(\.name))
    }
  }

  @Test("Figures are brought up to date in place; other places ask for a new layer")
  func update() throws {
    try TestSupport.withTemporaryFolder { folder in
      let workspace = try Workspace.create(at: folder.appendingPathComponent("c.gpkg").path)
      var rows = ["v1", "v2", "(none)"].map { CoverageRow(level: .village, code: $0) }
      let square = Region(exterior: [(113, 28), (114, 28), (114, 29), (113, 29)])
      try workspace.write { try $0.replaceCoverage(.villages, rows: rows) { $0 == "(none)" ? nil : square } }
      rows[1].households = Tally(expected: 3, visited: 1)
      rows[1].status = .partial
      #expect(try workspace.write { try $0.updateCoverage(.villages, rows: rows) })
      #expect(try workspace.write { try $0.updateCoverage(.villages, rows: Array(rows.dropLast())) } == false)
      rows[0].code = "v0"
      #expect(try workspace.write { try $0.updateCoverage(.villages, rows: rows) } == false)
      #expect(try workspace.faults().isEmpty)
    }
  }
}
