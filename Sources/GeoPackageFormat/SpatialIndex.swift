public import CampaignModel

/// The R-tree of a layer (GeoPackage extension `gpkg_rtree_index`, annex F.3): the table `rtree_<layer>_geom`, and
/// the triggers that keep it right when anybody edits the layer.
///
/// One row at a time goes through the triggers. A bulk load drops them, and builds the tree anew from all rows
/// (``rebuild(on:)``): a million points take about a second that way, and forty by trigger.
public struct SpatialIndex: Sendable {
  /// The layer.
  public let table: String

  /// The index of a layer.
  public init(table: String) { self.table = table }

  /// The name of the R-tree.
  public var name: String { "rtree_\(table)_geom" }

  /// Makes the empty tree and its triggers, and registers the extension.
  func create(on connection: Connection) throws(GeoPackageError) {
    try connection.execute(
      "CREATE VIRTUAL TABLE \(quotedIdentifier(name)) USING rtree(id, minx, maxx, miny, maxy)")
    try connection.execute(
      "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')", .text(table),
      .text("http://www.geopackage.org/spec131/#extension_rtree"))
    try restoreTriggers(on: connection)
  }

  /// Takes the triggers away for a bulk load, which must end with ``rebuild(on:)`` in the same transaction.
  public func dropTriggers(on connection: Connection) throws(GeoPackageError) {
    for trigger in triggers {
      try connection.execute("DROP TRIGGER IF EXISTS \(quotedIdentifier("\(name)_\(trigger.suffix)"))")
    }
  }

  /// Builds the tree anew from the layer, puts the triggers back, and sets the layer's extent.
  ///
  /// - Complexity: O(n log n) for n features.
  public func rebuild(on connection: Connection) throws {
    try dropTriggers(on: connection)
    var entries = PackedRTree.Entries()
    try connection.forEachRow(
      "SELECT fid, geom FROM \(quotedIdentifier(table)) WHERE geom IS NOT NULL ORDER BY fid"
    ) { row in
      if let bounds = row.withBlob(1, GeometryBlob.bounds) { entries.append(id: row.integer(0), bounds) }
    }
    let tree = PackedRTree(entries, nodeSize: try nodeSize(on: connection))
    try write(tree, on: connection)
    try restoreTriggers(on: connection)
    try setExtent(entries.bounds, on: connection)
  }

  /// Widens the layer's extent in the contents to hold a box.
  public func extendExtent(_ bounds: Bounds, on connection: Connection) throws(GeoPackageError) {
    try connection.execute(
      """
      UPDATE gpkg_contents SET min_x = min(ifnull(min_x, ?1), ?1), min_y = min(ifnull(min_y, ?2), ?2),
      max_x = max(ifnull(max_x, ?3), ?3), max_y = max(ifnull(max_y, ?4), ?4) WHERE table_name = ?5
      """, .real(bounds.minX), .real(bounds.minY), .real(bounds.maxX), .real(bounds.maxY), .text(table))
  }

  private func setExtent(_ bounds: Bounds?, on connection: Connection) throws(GeoPackageError) {
    try connection.execute(
      "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
      .optional(bounds?.minX), .optional(bounds?.minY), .optional(bounds?.maxX), .optional(bounds?.maxY),
      .text(table))
  }

  /// The size that SQLite has chosen for this tree's nodes: it follows from the page size, and the root tells it.
  private func nodeSize(on connection: Connection) throws(GeoPackageError) -> Int {
    let size = try connection.integer(
      "SELECT length(data) FROM \(quotedIdentifier(name + "_node")) WHERE nodeno = 1")
    guard let size, size >= 4 + 2 * PackedRTree.cellSize, size <= 65_536 else {
      throw .damaged("the spatial index \(name) has no root")
    }
    return Int(size)
  }

  private func write(_ tree: PackedRTree, on connection: Connection) throws {
    for part in ["node", "rowid", "parent"] {
      try connection.execute("DELETE FROM \(quotedIdentifier("\(name)_\(part)"))")
    }
    let node = try connection.prepare("INSERT INTO \(quotedIdentifier(name + "_node")) VALUES (?, ?)")
    try tree.forEachNode { number, bytes in
      try node.bind(1, integer: number)
      try node.bind(2, blob: bytes)
      try node.run()
    }
    let row = try connection.prepare("INSERT INTO \(quotedIdentifier(name + "_rowid")) VALUES (?, ?)")
    for (id, leaf) in tree.leaves {
      try row.bind(1, integer: id)
      try row.bind(2, integer: leaf)
      try row.run()
    }
    let parent = try connection.prepare("INSERT INTO \(quotedIdentifier(name + "_parent")) VALUES (?, ?)")
    for (child, number) in tree.parents {
      try parent.bind(1, integer: child)
      try parent.bind(2, integer: number)
      try parent.run()
    }
  }

  // MARK: Triggers

  /// Puts the triggers back after a bulk load that left every geometry as it was.
  public func restoreTriggers(on connection: Connection) throws(GeoPackageError) {
    for trigger in triggers {
      try connection.execute(
        """
        CREATE TRIGGER \(quotedIdentifier("\(name)_\(trigger.suffix)")) AFTER \(trigger.event) ON \
        \(quotedIdentifier(table)) WHEN \(trigger.condition) BEGIN \(trigger.action) END
        """)
    }
  }

  private struct Trigger {
    let suffix: String
    let event: String
    let condition: String
    let action: String
  }

  /// The triggers of GeoPackage 1.3: one for each way in which a row can come, move, lose its geometry or go.
  private var triggers: [Trigger] {
    let tree = quotedIdentifier(name)
    let hasPlace = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))"
    let hasNone = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
    let put = """
      INSERT OR REPLACE INTO \(tree) VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), \
      ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
      """
    let drop = "DELETE FROM \(tree) WHERE id = OLD.fid;"
    return [
      Trigger(suffix: "insert", event: "INSERT", condition: hasPlace, action: put),
      Trigger(
        suffix: "update1", event: "UPDATE OF geom", condition: "OLD.fid = NEW.fid AND \(hasPlace)",
        action: put),
      Trigger(
        suffix: "update2", event: "UPDATE OF geom", condition: "OLD.fid = NEW.fid AND \(hasNone)",
        action: drop),
      Trigger(
        suffix: "update3", event: "UPDATE", condition: "OLD.fid != NEW.fid AND \(hasPlace)",
        action: "\(drop) \(put)"),
      Trigger(
        suffix: "update4", event: "UPDATE", condition: "OLD.fid != NEW.fid AND \(hasNone)",
        action: "DELETE FROM \(tree) WHERE id IN (OLD.fid, NEW.fid);"),
      Trigger(suffix: "delete", event: "DELETE", condition: "OLD.geom NOTNULL", action: drop),
    ]
  }
}
