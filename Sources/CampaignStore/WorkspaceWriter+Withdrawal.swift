internal import CampaignModel
internal import GeoPackageFormat

extension WorkspaceWriter {
  /// The rows of a layer whose key a full list does not have, in the order of `fid`.
  ///
  /// - Parameter grid: For cells, the grid that the list is of.
  /// - Complexity: O(rows + records).
  func fidsNotListed(in list: RecordTable, grid: String?) throws -> [Int64] {
    let kind = list.kind
    let listed = IdentifierIndex(list.keys)
    var fids: [Int64] = []
    try connection.forEachRow(
      """
      SELECT fid, \(quotedIdentifier(kind.keyField.name)) FROM \(kind.table)
      WHERE ?1 IS NULL OR \(kind == .cells ? "grid" : "?1") = ?1 ORDER BY fid
      """, .optional(kind == .cells ? grid : nil)
    ) { row in
      if row.withText(1, listed.place(of:)) < 0 { fids.append(row.integer(0)) }
    }
    return fids
  }

  /// Takes rows out of their layer and keeps them in history as withdrawn; called inside ``changing(_:rows:_:)``.
  func withdraw(_ fids: [Int64], of kind: RecordKind, at importID: Int64) throws {
    guard !fids.isEmpty else { return }
    let archive = try connection.prepare(kind.archiving(as: .withdrawn, where: "fid = ?2"))
    let delete = try connection.prepare("DELETE FROM \(kind.table) WHERE fid = ?1")
    try archive.bind(1, integer: importID)
    try removingRows(of: kind, count: fids.count) {
      for fid in fids {
        try archive.bind(2, integer: fid)
        try archive.run()
        try delete.bind(1, integer: fid)
        try delete.run()
      }
    }
  }
}
