internal import CampaignModel
internal import CampaignStore
internal import Foundation

extension Pipeline {
  /// Undoes an import and what followed from it, in one transaction: targets are located and coverage is counted anew.
  ///
  /// - Parameter importID: The import's number in the log; nil for the latest one that has not been undone.
  static func undo(_ path: String, importID: Int64?) throws -> UndoSummary {
    let workspace = try Workspace.open(at: path, writable: true)
    return try workspace.write { writer in
      let before = try TargetPlaces(reading: writer.current)
      let undone = try writer.undo(importID, at: Date().ISO8601Format())
      var summary = UndoSummary(workspace: path, undone: undone)
      let kinds = writer.editedOutside.union(undone.records.map(\.kind))
      let placesChanged = kinds.contains(.villages) || kinds.contains(.cells)
      if placesChanged || kinds.contains(where: { $0.targetKind != nil }) {
        summary.relocation = try relocate(writer, since: kinds.contains(.villages) ? before : nil)
      }
      if placesChanged || kinds.contains(where: \.isCounted) {
        try refreshCoverage(writer, placesChanged: placesChanged)
      }
      return summary
    }
  }
}

/// What an undo did, as it is told to the user.
struct UndoSummary {
  var workspace: String
  var undone: UndoneImport
  var relocation = Relocation()

  /// A line for the import, and one for each thing worth knowing.
  var text: String {
    let line = undone.line
    let what =
      line.undoes == nil
      ? "\(line.entry.kind)\(line.entry.file.map { " from \($0)" } ?? "")"
      : line.entry.note ?? line.entry.kind
    var lines = ["import \(line.id) (\(what), \(line.entry.at)) is undone"]
    for records in undone.records {
      lines.append(
        "  \(records.kind.rawValue): \(grouped(records.removed)) removed, "
          + "\(grouped(records.changedBack)) changed back, \(grouped(records.restored)) restored")
    }
    if undone.records.isEmpty { lines.append("  it had changed nothing") }
    if relocation.villages + relocation.cells > 0 {
      lines.append(
        "  relocated: \(counted(relocation.villages, "target")) moved to another village, "
          + "\(grouped(relocation.cells)) to another cell")
    }
    if !undone.passedOver.isEmpty {
      let passed = undone.passedOver.suffix(5).map {
        "line \($0.id) (\($0.entry.kind)\($0.entry.note.map { ": \($0)" } ?? ""))"
      }
      lines.append(
        "  note: later than it and as they were, since only imports are undone: \(passed.joined(separator: ", "))"
      )
    }
    for edit in undone.editsSince {
      lines.append(
        "  note: \(edit); edits of rows that this import had touched went with it, and are in history")
    }
    lines.append("  to bring it back: gridcover undo \(workspace) --import \(undone.importID)")
    return lines.joined(separator: "\n") + "\n"
  }
}
