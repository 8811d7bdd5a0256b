internal import CampaignModel
internal import GeoPackageFormat

/// Puts rows that were read in the order of the file into the order of their key.
///
/// Reading a million rows by an index over shuffled keys jumps to and fro in the file and takes four times as long as
/// reading them as they lie. The index alone holds keys and `fid`s, already sorted: from it comes the rank of each row.
struct KeyOrder {
  /// The row, in the order of `fid`, that comes at each place in the order of keys; nil if both orders are one.
  let rows: [Int]?

  /// The order of a table's rows by a text column with a unique index. - Complexity: O(n log n), in the index alone.
  init(of table: String, by key: String, on connection: Connection) throws {
    var fids: [Int64] = []
    try connection.forEachRow("SELECT fid FROM \(table) ORDER BY \(quotedIdentifier(key))") { row in
      fids.append(row.integer(0))
    }
    if zip(fids, fids.dropFirst()).allSatisfy({ $0 < $1 }) {
      rows = nil
      return
    }
    let ranked = fids.enumerated().map { (fid: $1, rank: $0) }.sorted { $0.fid < $1.fid }
    var rows = [Int](repeating: 0, count: fids.count)
    for (row, entry) in ranked.enumerated() { rows[entry.rank] = row }
    self.rows = rows
  }
}

extension TargetColumns {
  /// Adds the rows of other columns in this order.
  ///
  /// - Precondition: Categories have the same numbers in both.
  mutating func append(_ other: TargetColumns, in order: KeyOrder) {
    let rows = order.rows ?? Array(0..<other.count)
    for row in rows { other.ids.withBytes(row) { ids.append(utf8: $0) } }
    kinds.append(contentsOf: rows.lazy.map { other.kinds[$0] })
    xs.append(contentsOf: rows.lazy.map { other.xs[$0] })
    ys.append(contentsOf: rows.lazy.map { other.ys[$0] })
    villages.append(contentsOf: rows.lazy.map { other.villages[$0] })
    locatedBy.append(contentsOf: rows.lazy.map { other.locatedBy[$0] })
    cells.append(contentsOf: rows.lazy.map { other.cells[$0] })
    categorySet.append(contentsOf: rows.lazy.map { other.categorySet[$0] })
    rosterVisits.append(contentsOf: rows.lazy.map { other.rosterVisits[$0] })
  }
}
