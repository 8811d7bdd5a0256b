internal import CampaignModel

// What `gridcover doctor` asks of a file that may be damaged: each question by itself, so that one that cannot be answered
// does not silence the others.

extension Connection {
  /// What is wrong with the pages, tables and indices, in SQLite's words, at most twenty lines; empty if nothing is.
  ///
  /// - Complexity: reads the whole file, and looks up every row in every index.
  public func integrityFaults() throws -> [String] {
    var faults: [String] = []
    do {
      try forEachRow("PRAGMA integrity_check(20)") { row in
        if let text = row.text(0), text != "ok" { faults += text.split(separator: "\n").map(String.init) }
      }
    } catch GeoPackageError.damaged(let message) {
      // What was found before the check itself could not go on is the more telling.
      if faults.isEmpty { faults.append(message) }
    }
    return faults.filter { !$0.hasPrefix("***") }
  }

  /// Rows that refer to others which are not there, counted by table and the table that they refer to.
  public func brokenReferences() throws -> [(table: String, to: String, rows: Int)] {
    var counts: [(table: String, to: String, rows: Int)] = []
    try forEachRow(
      """
      SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY "table", parent ORDER BY "table", parent
      """
    ) { row in
      counts.append((row.text(0) ?? "", row.text(1) ?? "", Int(row.integer(2))))
    }
    return counts
  }
}

/// How the R-tree of a layer differs from the geometries that it stands for, in features.
public struct SpatialIndexFaults: Sendable, Equatable {
  /// Those that have a geometry and no entry: QGIS does not draw them.
  public var missing = 0
  /// Entries of features that are not there, or have no geometry.
  public var stray = 0
  /// Entries whose box is not that of the geometry.
  public var displaced = 0
  /// Geometries that cannot be read.
  public var unreadable = 0
  /// In SQLite's words, what is wrong with the tree itself; nil if nothing is.
  public var tree: String?

  /// True if tree and layer agree.
  public var areNone: Bool { self == SpatialIndexFaults() }
}

extension SpatialIndex {
  /// Compares every entry with the feature's geometry.
  ///
  /// - Complexity: O(n log n) for n features.
  public func faults(on connection: Connection) throws -> SpatialIndexFaults {
    var faults = SpatialIndexFaults()
    if let line = try connection.text("SELECT rtreecheck(?)", .text(name)), line != "ok" {
      faults.tree = line
    }
    try connection.forEachRow(
      """
      SELECT layer.geom, tree.id, tree.minx, tree.maxx, tree.miny, tree.maxy
      FROM \(quotedIdentifier(table)) AS layer LEFT JOIN \(quotedIdentifier(name)) AS tree ON tree.id = layer.fid
      """
    ) { row in
      let hasEntry = !row.isNull(1)
      guard !row.isNull(0) else {
        if hasEntry { faults.stray += 1 }
        return
      }
      guard let bounds = row.withBlob(0, GeometryBlob.bounds) else {
        if row.withBlob(0, { (try? GeometryBlob.decode($0)) == nil }) {
          faults.unreadable += 1
        } else if hasEntry {
          faults.stray += 1
        }
        return
      }
      guard hasEntry else { return faults.missing += 1 }
      let isRight =
        isOutside(row.real(2), of: bounds.minX, towards: -1)
        && isOutside(row.real(3), of: bounds.maxX, towards: 1)
        && isOutside(row.real(4), of: bounds.minY, towards: -1)
        && isOutside(row.real(5), of: bounds.maxY, towards: 1)
      if !isRight { faults.displaced += 1 }
    }
    faults.stray += Int(
      try connection.integer(
        """
        SELECT count(*) FROM \(quotedIdentifier(name)) WHERE id NOT IN (SELECT fid FROM \(quotedIdentifier(table)))
        """) ?? 0)
    return faults
  }

  /// True if a side of a box, kept in 32 bits, is the geometry's or lies outside it by no more than rounding did.
  private func isOutside(_ side: Double, of exact: Double, towards sign: Double) -> Bool {
    let distance = (side - exact) * sign
    // SQLite widens by one part in 2²³, and a number of 32 bits has 24 of them.
    return distance >= 0 && distance <= abs(exact) * 0x1p-21 + 1e-37
  }
}

extension Connection {
  /// Lends every row of a table that can still be read, by its key, and jumps over damaged pages.
  ///
  /// - Parameters:
  ///   - columns: What is read of a row, as SQL; the key stands before it, as column 0.
  ///   - poorer: What is read of a row of which `columns` cannot be: as many columns, some of them `NULL`.
  ///   - lastKey: The largest key that the table may have.
  /// - Returns: How many keys up to the last one led to a damaged page: as many rows or fewer are lost.
  /// - Complexity: O(rows + keys in damaged pages · log rows).
  public func forEachReadableRow(
    of table: String, key: String, columns: String, poorer: String, lastKey: Int64,
    do body: (borrowing Statement) throws -> Void
  ) throws -> Int {
    let (table, key) = (quotedIdentifier(table), quotedIdentifier(key))
    var next = Int64.min
    var lost = 0
    let single = try prepare("SELECT \(key), \(poorer) FROM \(table) NOT INDEXED WHERE \(key) = ?")
    while true {
      do {
        let scan = try prepare(
          "SELECT \(key), \(columns) FROM \(table) NOT INDEXED WHERE \(key) >= ? ORDER BY \(key)")
        try scan.bind(1, integer: next)
        while try scan.step() {
          try body(scan)
          next = scan.integer(0) + 1
        }
        return lost
      } catch GeoPackageError.damaged {
        // The first key of all is not known where the first page is damaged.
        if next < 1 { next = 1 }
        guard next <= lastKey else { return lost }
        do {
          try single.bind(1, integer: next)
          if try single.step() { try body(single) }
          single.reset()
        } catch GeoPackageError.damaged {
          single.reset()
          lost += 1
        }
        next += 1
      }
    }
  }
}
