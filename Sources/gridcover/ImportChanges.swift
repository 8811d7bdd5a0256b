internal import CampaignModel
internal import CampaignStore
internal import Interchange

/// The records that an import has changed or withdrawn, as a dry run and a full list tell of them.
struct ImportChanges {
  private static let shown = 10
  private let isDryRun: Bool
  private let changed: [RecordChange]
  private let withdrawn: RecordTable

  /// Reads what the latest import of a workspace did, before its transaction ends.
  init(of kind: RecordKind, isDryRun: Bool, in reader: borrowing WorkspaceReader) throws {
    self.isDryRun = isDryRun
    let importID = try reader.latestImport()
    changed = isDryRun ? try reader.changes(of: kind, by: importID, limit: Self.shown) : []
    withdrawn = try reader.withdrawnRecords(of: kind, by: importID)
  }

  /// The withdrawn records with every field, as `import` takes them.
  var withdrawnFile: [UInt8] {
    guard withdrawn.rowCount > 0 else { return CSVWriter(headers: withdrawn.kind.templateHeaders).bytes }
    return Rows.csv(
      (0..<withdrawn.rowCount).map { withdrawn.attributes(ofRow: $0, withPoint: true) }, empty: [])
  }

  var lines: [String] {
    var lines: [String] = []
    for change in changed {
      let fields = change.fields.map { "\($0.name): \(quoted($0.old)) → \(quoted($0.new))" }
      lines.append("  changed \(change.key): \(fields.joined(separator: ", "))")
    }
    if withdrawn.rowCount > 0 {
      let keys = (0..<min(withdrawn.rowCount, Self.shown)).compactMap { withdrawn.keys[$0] }
      lines.append(
        "  withdrawn: \(grouped(withdrawn.rowCount)) that the file does not have: \(keys.joined(separator: ", "))"
          + (withdrawn.rowCount > keys.count ? " … (--withdrawn FILE lists all)" : ""))
    }
    if isDryRun { lines.append("  a dry run: nothing was changed") }
    return lines
  }

  private func quoted(_ value: String?) -> String { value.map(Rejection.quote) ?? "nothing" }
}
