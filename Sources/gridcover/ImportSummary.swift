internal import CampaignModel
internal import CampaignStore
internal import Interchange

/// What an import did, as it is told to the user.
struct ImportSummary {
  var counts = ImportCounts()
  var placing: Placing?
  var relocation: Relocation?
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

  /// A line for the counts, and one for each thing worth knowing.
  var text: String {
    var lines = [
      "\(kind.rawValue): \(grouped(counts.rowsRead)) rows read: \(grouped(counts.added)) added, "
        + "\(grouped(counts.changed)) changed, \(grouped(counts.unchanged)) unchanged, "
        + "\(grouped(counts.rejected)) rejected"
    ]
    for (reason, count) in Rejection.countByReason(rows.rejections) {
      lines.append("  rejected: \(grouped(count)) × \(reason.rawValue)")
    }
    for mending in rows.mended {
      lines.append(
        "  mended \(mending.key): \(mending.defect); area changed by \(fineSignedPercent(mending.areaChange))"
      )
    }
    if let placing { lines += placing.lines.map { "  " + $0 } }
    if let relocation, relocation.villages + relocation.cells > 0 {
      lines.append(
        "  relocated: \(grouped(relocation.villages)) targets moved to another village, "
          + "\(grouped(relocation.cells)) to another cell")
    }
    if !normalised.unusedHeaders.isEmpty {
      lines.append("  columns not used: \(normalised.unusedHeaders.joined(separator: ", "))")
    }
    lines += normalised.warnings.map { "  note: \($0)" }
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
        "\(grouped(disagreements)) points lie outside their declared village, up to \(metres(largest)) away "
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

  /// One bad row is one line; several are counted by reason, and the first ten named.
  var description: String {
    let rows = Set(rejections.map(\.row)).count
    if let only = rejections.first, rejections.count == 1 {
      return "\(file): \(only.sentence); nothing was imported (--skip-rejected imports the rest)"
    }
    let reasons = Rejection.countByReason(rejections).map { "\(grouped($0.count)) × \($0.reason.rawValue)" }
    var lines = [
      "\(file): \(grouped(rows)) of \(grouped(rowsRead)) rows rejected (\(reasons.joined(separator: ", "))); "
        + "nothing was imported (--skip-rejected imports the rest, --rejects FILE lists all)"
    ]
    lines += rejections.sorted { ($0.row, $0.field) < ($1.row, $1.field) }.prefix(10).map {
      "  \($0.sentence)"
    }
    if rejections.count > 10 { lines.append("  … and \(grouped(rejections.count - 10)) more") }
    return lines.joined(separator: "\n")
  }
}
