internal import GeoPackageFormat

/// The tables that are not records: rules, grids, plans, the import log, and the latest coverage.
enum CampaignTables {
  /// All of them, in an order in which references find their table.
  static let all = [settings, importLog, grids, retiredCells, plans, allocation, coverage, coverageCells]

  static let settings = LayerDefinition(
    name: "settings", identifier: "settings 设置",
    description: "the campaign's rules that are not as by default",
    columns: [.init("key", "TEXT NOT NULL UNIQUE"), .init("value", "TEXT NOT NULL")])

  static let importLog = LayerDefinition(
    name: "import_log", identifier: "import_log 导入记录",
    description: "one line for each import: the file, and what became of its rows", key: "import_id",
    columns: [
      .init("at", "TEXT NOT NULL"), .init("kind", "TEXT NOT NULL"), .init("file", "TEXT"),
      .init("sha256", "TEXT"),
      .init("rows_read", "INTEGER NOT NULL"), .init("added", "INTEGER NOT NULL"),
      .init("changed", "INTEGER NOT NULL"), .init("unchanged", "INTEGER NOT NULL"),
      .init("rejected", "INTEGER NOT NULL"), .init("rejected_reasons", "TEXT NOT NULL"),
      .init("program", "TEXT NOT NULL"), .init("note", "TEXT"),
      .init("withdrawn", "INTEGER NOT NULL DEFAULT 0"), .init("undoes", "INTEGER"),
      .init("undone_by", "INTEGER"),
    ])

  static let grids = LayerDefinition(
    name: "grids", identifier: "grids 格网", description: "the grids whose cells are in grid_cells",
    columns: [
      .init("name", "TEXT NOT NULL UNIQUE"), .init("shape", "TEXT NOT NULL"),
      .init("size_m", "REAL NOT NULL"),
      .init("crs", "TEXT"), .init("label_column", "INTEGER NOT NULL"), .init("label_row", "INTEGER NOT NULL"),
      .init("clipped", "BOOLEAN NOT NULL DEFAULT 0"), .init("households", "INTEGER"),
    ])

  static let retiredCells = LayerDefinition(
    name: "retired_cells", identifier: "retired_cells 停用格网",
    description: "cells that are no more, and what took their ground: an id is never used again",
    columns: [
      .init("grid", "TEXT NOT NULL"), .init("id", "TEXT NOT NULL"), .init("successors", "TEXT NOT NULL"),
      .init("at", "TEXT NOT NULL"),
    ], constraints: ["UNIQUE (grid, id)"])

  static let plans = LayerDefinition(
    name: "plans", identifier: "plans 分片方案", description: "the plans whose entries are in allocation",
    columns: [
      .init("name", "TEXT NOT NULL UNIQUE"), .init("unit", "TEXT NOT NULL"),
      .init("grid", "TEXT REFERENCES grids(name) DEFERRABLE INITIALLY DEFERRED"),
    ])

  static let allocation = LayerDefinition(
    name: "allocation", identifier: "allocation 分片",
    description: "which working group is responsible for which cell or village", geometry: .multiPolygon,
    columns: [
      .init("plan", "TEXT NOT NULL REFERENCES plans(name) DEFERRABLE INITIALLY DEFERRED"),
      .init("unit_id", "TEXT NOT NULL"), .init("group_id", "TEXT NOT NULL"),
      .init("pinned", "BOOLEAN NOT NULL"), .init("by_hand", "BOOLEAN NOT NULL DEFAULT 0"),
      .init("work", "REAL NOT NULL"),
    ], constraints: ["UNIQUE (plan, unit_id)"])

  static let coverage = coverageLayer(
    name: "coverage", identifier: "coverage 走访率", description: "coverage of the villages, as last computed")

  static let coverageCells = coverageLayer(
    name: "coverage_cells", identifier: "coverage_cells 格网走访率",
    description: "coverage of the grid's cells, as last computed")

  /// A layer with the columns of a coverage row, as they are in JSON and CSV.
  private static func coverageLayer(name: String, identifier: String, description: String) -> LayerDefinition
  {
    LayerDefinition(
      name: name, identifier: identifier, description: description, geometry: .multiPolygon,
      columns: [
        .init("level", "TEXT NOT NULL"), .init("code", "TEXT NOT NULL UNIQUE"), .init("name", "TEXT"),
        .init("township", "TEXT"), .init("group", "TEXT"), .init("households_expected", "INTEGER"),
        .init("households_visited", "INTEGER"), .init("households_coverage", "REAL"),
        .init("enterprises_expected", "INTEGER"), .init("enterprises_visited", "INTEGER"),
        .init("enterprises_coverage", "REAL"), .init("priority_expected", "INTEGER"),
        .init("priority_visited", "INTEGER"), .init("priority_coverage", "REAL"), .init("visits", "INTEGER"),
        .init("last_visit", "DATE"), .init("status", "TEXT"), .init("target_met", "BOOLEAN"),
        .init("gap_reason", "TEXT"), .init("households_verified", "INTEGER"),
        .init("households_unproven", "INTEGER"),
      ])
  }
}
