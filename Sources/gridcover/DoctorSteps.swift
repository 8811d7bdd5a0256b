internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Interchange

extension Pipeline {
  /// Looks through a workspace's file, and counts its coverage anew to compare it with the layers that people see.
  static func examine(_ path: String) throws -> DoctorReport {
    var report = DoctorReport(path: path, examination: try Workspace.examine(at: path))
    // Figures of a damaged or older file mean nothing yet; those of an edited one are due anyway.
    let examination = report.examination
    if examination.faults.isEmpty && examination.notes.isEmpty {
      do { report.examination.faults += try coverageFaults(path, &report.countedPlaces) } catch let error
        as StoreError
      {
        report.examination.faults.append("\(error)")
      }
    }
    return report
  }

  /// What does not add up when coverage is counted anew.
  private static func coverageFaults(_ path: String, _ countedPlaces: inout Int?) throws -> [String] {
    try Workspace.open(at: path, writable: false).read { reader in
      let loaded = try LoadedCampaign(reading: reader, withRegions: false, withEvidence: true)
      guard !loaded.campaign.villages.isEmpty else { return [] }
      let ledger = CampaignLedger(loaded.campaign)
      let villages = ledger.table(by: .village).rows
      let cells = ledger.table(by: .cell).rows.filter { $0.status != .empty }
      countedPlaces = villages.count + cells.count
      var faults: [String] = []
      for (layer, name, rows) in [
        (CoverageLayer.villages, "coverage", villages), (.cells, "coverage_cells", cells),
      ] {
        let differing = try reader.coverageDifferences(layer, from: rows)
        guard !differing.isEmpty else { continue }
        let shown = differing.prefix(5).joined(separator: ", ") + (differing.count > 5 ? " …" : "")
        faults.append(
          "layer \(name): \(counted(differing.count, "place")) \(differing.count == 1 ? "has" : "have") figures that a new count "
            + "does not find (\(shown)); any import, or settings set, writes the layer anew")
      }
      return faults
    }
  }

  private static func salvageName(of kind: RecordKind) -> String {
    "\(kind.rawValue)\(kind.geometry == .region ? ".geojson" : ".csv")"
  }

  /// Writes every record that can be read to a folder, and tells what was saved and what was lost.
  static func salvage(_ path: String, to folder: String) throws -> String {
    let workspace = try Workspace.openToSalvage(at: path)
    try OutputFile.check(
      (RecordKind.allCases.map { salvageName(of: $0) } + ["settings.csv"]).map { "\(folder)/\($0)" })
    try OutputFolder.make(folder, personal: true)
    var lines: [String] = []
    for kind in RecordKind.allCases {
      let saved: SalvagedRecords
      do { saved = try workspace.salvagedRecords(of: kind) } catch let error as StoreError {
        lines.append("\(kind.rawValue): nothing could be read: \(error)")
        continue
      }
      guard saved.table.rowCount + saved.lost > 0 else { continue }
      let isMap = kind.geometry == .region
      let name = "\(folder)/\(salvageName(of: kind))"
      let rows = (0..<saved.table.rowCount).map { saved.table.attributes(ofRow: $0, withPoint: !isMap) }
      var table = ExportTable(
        name: kind.rawValue, columns: rows.first?.map(\.name) ?? kind.templateHeaders,
        rows: rows.map { $0.map(\.value) })
      table.geometries = isMap ? saved.table.regions?.map { $0.isEmpty ? .none : .region($0) } : nil
      try table.write(to: name, personal: true)
      lines.append(
        "\(name): \(counted(saved.table.rowCount, "row"))"
          + (saved.lost > 0 ? ", at most \(grouped(saved.lost)) more lie in damaged pages" : "")
          + (saved.placeless > 0 ? ", \(grouped(saved.placeless)) without their geometry" : ""))
    }
    do {
      let settings = try workspace.salvagedSettings()
      let table = ExportTable(
        name: "settings", columns: ["key", "value"], rows: settings.map { [.text($0.key), .text($0.value)] })
      try table.write(to: "\(folder)/settings.csv", personal: true)
      lines.append("\(folder)/settings.csv: \(counted(settings.count, "setting"))")
    } catch let error as StoreError { lines.append("settings: nothing could be read: \(error)") }
    lines.append("to go on: gridcover new NEW.gpkg, then import these files into it, villages first")
    return lines.joined(separator: "\n") + "\n"
  }
}

/// What the examination of a workspace found, as it is told to the user.
struct DoctorReport {
  var path: String
  var examination: Examination
  /// Places whose coverage was counted anew; nil if none was.
  var countedPlaces: Int?

  /// A line for each thing that was looked at, or each fault.
  var text: String {
    var lines: [String] = []
    let records = examination.counts.filter { $0.count > 0 }.map {
      counted($0.count, String($0.kind.rawValue.dropLast()))
    }
    if let schema = examination.schema {
      lines.append(
        "\(path): schema \(schema), \(counted(examination.logLines, "line")) in its log; "
          + (records.isEmpty ? "no records" : records.joined(separator: ", ")))
    }
    lines +=
      examination.faults.map { "  fault: \($0)" }
      + (examination.notes + examination.strangers).map { "  note: \($0)" }
    guard examination.faults.isEmpty else {
      let remedy =
        examination.schema == nil
        ? "take the last backup; without one, the sqlite3 shell's .recover may find rows"
        : "take the last backup, or save what can be read: gridcover doctor \(path) --save FOLDER"
      lines.append("\(path): \(counted(examination.faults.count, "fault")); \(remedy)")
      return lines.joined(separator: "\n") + "\n"
    }
    var sound = [
      "pages, tables and references", "\(examination.indexedLayers) spatial indices", "the import log",
    ]
    if let countedPlaces { sound.append("the coverage of \(counted(countedPlaces, "place")), counted anew") }
    lines.append("\(path): sound: \(sound.joined(separator: ", "))")
    return lines.joined(separator: "\n") + "\n"
  }
}
