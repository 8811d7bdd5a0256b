internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange
internal import SpatialCore

/// The way through, as a sentence: a file's rows are normalised, targets are located, the ground is allocated,
/// coverage is counted. Each step is a function from one type to the next; what is shown to people is made elsewhere.
///
/// This file holds the order of the steps and the transactions around them; the steps are in files beside it:
/// `ImportSteps` (polygons, locating), `LoadedCampaign` (reading a campaign back), `GridSteps` (grids),
/// `GroundSteps` (allocation).
enum Pipeline {
  /// Takes a file into a workspace, in one transaction: all of it, or nothing; a dry run takes all of it back.
  ///
  /// - Throws: ``ImportRefusal`` if rows are rejected and the rest was not asked for; errors of the file or the workspace.
  static func importRecords(_ request: ImportRequest) throws -> ImportSummary {
    let workspace = try Workspace.open(at: request.workspace, writable: true)
    let settings = try workspace.read { try $0.settings() }
    var bar = ProgressBar()
    bar.begin("reading \(request.shownFile)")
    let source = try readSource(request.kind, from: request.file, options: request.options)
    let coordinates = try request.coordinates(of: source)
    var normalised = try normalise(
      source, as: request.kind, mapping: request.mapping, utcOffsetMinutes: settings.utcOffsetMinutes,
      conversion: coordinates?.conversion)
    var rows = NormalisedRows(normalised)
    if request.kind.geometry == .region { rows.checkPolygons(mend: request.mend) }

    func takeIn(_ writer: borrowing WorkspaceWriter) throws -> ImportSummary {
      bar.begin("locating")
      let places = request.kind.targetKind == nil ? nil : try Places(reading: writer.current)
      var locatesAtOnce = rows.saysWhere
      if let kind = request.kind.targetKind, let places {
        let other: RecordKind = kind == .household ? .enterprises : .households
        rows.rejectKeys(taken: try writer.current.existingKeys(of: other, among: rows.table.keys), by: other)
        let known = try writer.current.existingKeys(of: request.kind, among: rows.table.keys)
        rows.rejectPlaceless(known: known, places: places)
        // Of new rows the workspace knows nothing that their file leaves out.
        if !known.contains(true) { locatesAtOnce = true }
      }
      if let path = request.rejectsFile {
        try OutputFile.write(rejectsFile(rows.rejections), to: path, personal: true)
      }
      let strays = try StrayPoints(
        in: rows.table, villages: places?.bounds ?? Bounds(around: writer.current.villages().regions))
      if let note = strays?.note { normalised.warnings.append("\(request.shownFile): \(note)") }
      normalised.warnings += rows.doubts(settings: settings, places: places).map {
        "\(request.shownFile): \($0)"
      }
      if let note = try rows.unlistedNote(in: writer.current) {
        normalised.warnings.append("\(request.shownFile): \(note)")
      }
      var summary = ImportSummary(request, normalised, rows)
      if !rows.rejections.isEmpty && !request.skipRejected {
        let refusal = ImportRefusal(
          file: request.shownFile, rowsRead: normalised.rowsRead, rejections: rows.rejections,
          hints: normalised.hints)
        // A dry run tells of the good rows too. Of a full list it cannot: a rejected row is no record that vanished.
        guard request.isDryRun && !request.isFullList else { throw refusal }
        summary.refusal = refusal
      }
      if request.isFullList && rows.table.rowCount == 0 {
        throw CommandError.emptyFullList(file: request.shownFile, kind: request.kind)
      }
      let before =
        request.isFullList && request.kind == .villages ? try TargetPlaces(reading: writer.current) : nil
      let rowCount = rows.table.rowCount
      bar.begin("storing")
      var entry = request.logEntry(sha256: normalised.sha256, rejections: rows.rejections)
      entry.note = MendingNote.text(of: rows.mended)
      if request.kind == .cells {
        let grid = try rows.importedGrid(named: request.gridName, settings: settings)
        summary.counts = try writer.apply(
          rows.table, grid: grid, isFullList: request.isFullList, log: entry)
        try writer.setSetting("grid", grid.grid.name)
      } else if var places, locatesAtOnce {
        let located = try places.locate(rows.table)
        summary.counts = try writer.apply(
          rows.table, located: located.columns, isFullList: request.isFullList, log: entry
        ) { bar.update($0, of: rowCount) }
        summary.placing = Placing(located.targets)
        try places.saveAddedCells(to: writer, importID: writer.current.latestImport())
      } else {
        summary.counts = try writer.apply(rows.table, isFullList: request.isFullList, log: entry) {
          bar.update($0, of: rowCount)
        }
      }
      summary.counts.unchanged += normalised.repeats
      bar.begin("counting")
      try summary.noteChanges(request, in: writer.current)
      let changed = writer.editedOutside.union([request.kind])
      let placesChanged = changed.contains(.villages) || changed.contains(.cells)
      if placesChanged || !locatesAtOnce || writer.editedOutside.contains(where: { $0.targetKind != nil }) {
        summary.relocation = try relocate(writer, since: before)
      }
      if placesChanged || changed.contains(where: \.isCounted) {
        let loaded = try refreshCoverage(writer, placesChanged: placesChanged)
        if request.kind == .groups { summary.orphaned = loaded.campaign.unitsOfNobody }
      }
      return summary
    }
    return request.isDryRun ? try workspace.rehearse(takeIn) : try workspace.write(takeIn)
  }

  /// Locates all targets anew, after the villages, the grid or the rule have changed.
  ///
  /// - Parameter before: Where targets were before villages went; nil if none have.
  static func relocate(
    _ writer: borrowing WorkspaceWriter, since before: TargetPlaces? = nil
  ) throws -> Relocation {
    var places = try Places(reading: writer.current)
    var sum = Relocation()
    for kind in TargetKind.allCases {
      let points = try writer.current.targetPoints(of: kind)
      let located = try places.locate(points)
      let moved = try writer.relocate(kind, points, to: located)
      sum.villages += moved.villages
      sum.cells += moved.cells
    }
    try places.saveAddedCells(to: writer, importID: writer.current.latestImport())
    if let before { sum.villages = try before.countMoved(in: writer.current) }
    return sum
  }

  /// Writes the layers in which people see coverage in QGIS, as of all that is known: every village, and the cells
  /// that have targets. Then keeps the tables for reports: it is the last thing that a transaction does.
  ///
  /// - Returns: The campaign as it was counted.
  @discardableResult
  static func refreshCoverage(
    _ writer: borrowing WorkspaceWriter, placesChanged: Bool
  ) throws -> LoadedCampaign {
    let loaded = try LoadedCampaign(
      reading: writer.current, withRegions: placesChanged, withEvidence: true)
    guard !loaded.campaign.villages.isEmpty else {
      // There may have been villages: their import was undone.
      if placesChanged {
        for layer in CoverageLayer.allCases { try writer.replaceCoverage(layer, rows: []) { _ in nil } }
      }
      return loaded
    }
    let ledger = CampaignLedger(loaded.campaign)
    let counted = ledger.counted
    let villages = counted.tables.first { $0.level == .village }?.rows ?? []
    let cells = ledger.table(by: .cell).rows.filter { $0.status != .empty }
    if !placesChanged {
      let isUpToDate = try (
        writer.updateCoverage(.villages, rows: villages), writer.updateCoverage(.cells, rows: cells)
      )
      // A target in a cell that had none makes a new row, and rows need polygons.
      guard isUpToDate == (true, true) else { return try refreshCoverage(writer, placesChanged: true) }
      try writer.keepCoverage(counted)
      return loaded
    }
    for (layer, level, rows) in [
      (CoverageLayer.villages, CoverageLevel.village, villages), (.cells, .cell, cells),
    ] {
      let regions = try loaded.regions(for: rows, level: level)
      let regionOfCode = Dictionary(zip(rows.map(\.code), regions), uniquingKeysWith: { first, _ in first })
      try writer.replaceCoverage(layer, rows: rows) { regionOfCode[$0] ?? nil }
    }
    try writer.keepCoverage(counted)
    return loaded
  }

  /// Changes settings, and what follows from them: a new rule of locating moves targets, others change coverage.
  static func change(_ path: String, settings pairs: [(key: String, value: String)]) throws {
    let workspace = try Workspace.open(at: path, writable: true)
    try workspace.write { writer in
      for pair in pairs { try writer.setSetting(pair.key, pair.value.isEmpty ? nil : pair.value) }
      let settings = try writer.current.settings()
      let twins = ["start": "end", "recheck_good": "recheck_bad"]
      if let fault = settings.contradiction,
        pairs.contains(where: { $0.key == fault.key || twins[$0.key] == fault.key })
      {
        throw CommandError.badSetting(
          file: path, key: fault.key, expected: fault.expected, found: fault.found)
      }
      if !settings.grid.isEmpty { _ = try writer.current.grid(named: settings.grid) }
      if !settings.plan.isEmpty { _ = try writer.current.plan(named: settings.plan) }
      let movesTargets = pairs.contains { $0.key == "locate_by" || $0.key == "grid" }
      if movesTargets || !writer.editedOutside.isEmpty { _ = try relocate(writer) }
      try refreshCoverage(writer, placesChanged: true)
    }
  }
}

extension RecordKind {
  /// True if coverage counts these records, or counts by them.
  var isCounted: Bool {
    switch self {
    case .households, .enterprises, .visits, .members, .groups, .exclusions: true
    case .villages, .cells, .issues, .pairings, .rechecks: false
    }
  }
}
