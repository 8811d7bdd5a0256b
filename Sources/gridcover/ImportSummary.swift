internal import CampaignModel
internal import CampaignStore
internal import Interchange

/// What an import did, as it is told to the user.
struct ImportSummary {
  var counts = ImportCounts()
  var placing: Placing?
  var relocation: Relocation?
  /// Units of the plan in force whose group is not listed any more, after an import of groups.
  var orphaned: (units: Int, groups: [Identifier]) = (0, [])
  /// Why an import of this file would be refused, in a dry run that tells of its good rows.
  var refusal: ImportRefusal?
  private var changes: ImportChanges?
  private let kind: RecordKind
  private let file: String
  private let normalised: Normalised
  private let rows: NormalisedRows

  init(_ request: ImportRequest, _ normalised: Normalised, _ rows: NormalisedRows) {
    kind = request.kind
    file = request.file
    self.normalised = normalised
    self.rows = rows
  }

  /// Reads what the import has changed, for those who asked to see it, and writes the file of withdrawn records.
  mutating func noteChanges(_ request: ImportRequest, in reader: borrowing WorkspaceReader) throws {
    guard request.isDryRun || request.isFullList else { return }
    let changes = try ImportChanges(of: kind, isDryRun: request.isDryRun, in: reader)
    if let path = request.withdrawnFile {
      try OutputFile.write(changes.withdrawnFile, to: path, personal: true)
    }
    self.changes = changes
  }

  /// A line for the counts, and one for each thing worth knowing.
  var text: String {
    var lines = [
      "\(kind.rawValue): \(counted(counts.rowsRead, "row")) read: \(grouped(counts.added)) added, "
        + "\(grouped(counts.changed)) changed, \(grouped(counts.unchanged)) unchanged, "
        + "\(grouped(counts.rejected)) rejected"
    ]
    if let changes { lines += changes.lines }
    for (reason, count) in Rejection.countByReason(rows.rejections) {
      lines.append("  rejected: \(grouped(count)) × \(reason.rawValue)")
    }
    for village in rows.wide {
      lines.append(
        "  note: \(village) spans more than 180 degrees of longitude; a polygon that crosses the 180th meridian must be "
          + "cut along it (RFC 7946, 3.1.9), or points on the other side of the earth lie in it")
    }
    for mending in rows.mended {
      lines.append(
        "  mended \(mending.key): \(mending.defect); area changed by \(fineSignedPercent(mending.areaChange))"
      )
    }
    if let placing { lines += placing.lines.map { "  " + $0 } }
    if let relocation, relocation.villages + relocation.cells > 0 {
      lines.append(
        "  relocated: \(counted(relocation.villages, "target")) moved to another village, "
          + "\(grouped(relocation.cells)) to another cell")
    }
    if orphaned.units > 0 {
      let names = orphaned.groups.prefix(10).map(\.text).joined(separator: ", ")
      lines.append(
        """
          note: the plan in force gives \(counted(orphaned.units, "unit")) to groups that are no longer listed \
        (\(names)\(orphaned.groups.count > 10 ? " …" : "")): nobody is responsible for them until gridcover allocate --keep \
        PLAN shares them out anew
        """)
    }
    if !normalised.recognised.isEmpty {
      let pairs = normalised.recognised.map { "\($0.header)→\($0.field)" }
      lines.append("  recognised: \(pairs.joined(separator: ", "))")
    }
    if !normalised.unusedHeaders.isEmpty {
      lines.append(
        "  columns not used: \(normalised.unusedHeaders.map(TerminalText.oneLine).joined(separator: ", "))")
    }
    lines += (normalised.hints + normalised.warnings).map { "  note: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// How targets came by their villages, counted.
struct Placing {
  private var byPoint = 0
  private var declared = 0
  private var nowhere = 0
  private var disagreements = 0
  private var largest = 0.0

  init(_ located: LocatedTargets) {
    for i in located.villages.indices {
      switch located.locatedBy[i] {
      case .geometry: byPoint += 1
      case .declared: declared += 1
      case .none: nowhere += 1
      }
      guard !located.disagreements[i].isNaN else { continue }
      disagreements += 1
      largest = max(largest, located.disagreements[i])
    }
  }

  var lines: [String] {
    var lines = [
      "located: \(grouped(byPoint)) by their point, \(grouped(declared)) by their declared village"
    ]
    if nowhere > 0 { lines[0] += ", \(grouped(nowhere)) in no known village" }
    if disagreements > 0 {
      lines.append(
        "\(counted(disagreements, "point")) outside the declared village, up to \(metres(largest)) away "
          + "(gridcover check lists them)")
    }
    return lines
  }
}

/// Rows were rejected, so that nothing was imported.
struct ImportRefusal: Error, CustomStringConvertible {
  var file: String
  var rowsRead: Int
  var rejections: [Rejection]
  /// What may explain the rejections.
  var hints: [String] = []

  /// One bad row is one line; several are counted by reason, and the first ten named.
  var description: String {
    let rows = Set(rejections.map(\.row)).count
    if let only = rejections.first, rejections.count == 1, hints.isEmpty {
      return "\(file): \(only.sentence); nothing was imported (--skip-rejected imports the rest)"
    }
    let reasons = Rejection.countByReason(rejections).map { "\(grouped($0.count)) × \($0.reason.rawValue)" }
    var lines = [
      "\(file): \(grouped(rows)) of \(counted(rowsRead, "row")) rejected (\(reasons.joined(separator: ", "))); "
        + "nothing was imported (--skip-rejected imports the rest, --rejects FILE lists all)"
    ]
    lines += rejections.sorted { ($0.row, $0.field) < ($1.row, $1.field) }.prefix(10).map {
      "  \($0.sentence)"
    }
    if rejections.count > 10 { lines.append("  … and \(grouped(rejections.count - 10)) more") }
    lines += hints.map { "  note: \($0)" }
    return lines.joined(separator: "\n")
  }
}
