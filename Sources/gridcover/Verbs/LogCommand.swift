internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore

struct LogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List what has been imported, when, and what became of it.",
    discussion: """
      One line for each import, withdrawal, edit in QGIS and undo: how many rows were read, added, changed, left as they were \
      and rejected, and why. Its number is what undo and --known-at take. As JSON and CSV also the file's SHA-256 and the \
      program that wrote.

      Examples:
        gridcover log C.gpkg
        gridcover log C.gpkg --format csv > log.csv
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "table, json or csv.") var format: OutputFormat = .table
  @OptionGroup var marked: ExcelOption

  func validate() throws {
    try marked.check(format)
    if format == .geojson { throw ValidationError("--format: expected table, json or csv") }
  }

  func run() throws {
    let lines = try Workspace.open(at: workspace.campaign, writable: false).read { try $0.importLog() }
    let rows = lines.map(row)
    switch format {
    case .csv: try Output.print(bytes: Rows.csv(rows, empty: row(ImportLogLine.none), forExcel: marked.excel))
    case .json: try Output.print(bytes: Rows.json("imports", rows))
    case .table, .geojson: try Output.print(text(lines))
    }
  }

  private func row(_ line: ImportLogLine) -> [Attribute] {
    let reasons = line.entry.rejected.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.key.rawValue): \($0.value)" }
    return [
      Attribute("import", .integer(Int(line.id))), Attribute("at", .text(line.entry.at)),
      Attribute("kind", .text(line.entry.kind)), Attribute("file", AttributeValue(line.entry.file)),
      Attribute("rows_read", .integer(line.counts.rowsRead)), Attribute("added", .integer(line.counts.added)),
      Attribute("changed", .integer(line.counts.changed)),
      Attribute("unchanged", .integer(line.counts.unchanged)),
      Attribute("rejected", .integer(line.counts.rejected)),
      Attribute("withdrawn", .integer(line.counts.withdrawn)),
      Attribute("rejected_reasons", .text(reasons.joined(separator: "; "))),
      Attribute("sha256", AttributeValue(line.entry.sha256)),
      Attribute("note", AttributeValue(line.entry.note)),
      Attribute("program", .text(line.program)),
      Attribute("undoes", AttributeValue(line.undoes.map(Int.init))),
      Attribute("undone_by", AttributeValue(line.undoneBy.map(Int.init))),
    ]
  }

  private func text(_ lines: [ImportLogLine]) -> String {
    var table = TextTable([
      ("#", .right), ("at (UTC)", .left), ("kind", .left), ("file", .left), ("read", .right),
      ("added", .right),
      ("changed", .right), ("unchanged", .right), ("rejected", .right), ("withdrawn", .right),
      ("sha256 or note", .left),
    ])
    for line in lines {
      let detail = [
        line.undoneBy.map { "undone by \($0)" }, line.entry.note.map(shortened),
        line.entry.note == nil ? line.entry.sha256.map { String($0.prefix(12)) } : nil,
      ].compactMap { $0 }.joined(separator: "; ")
      let counts =
        line.entry.file == nil
        ? Array(repeating: "", count: 6)
        : [
          line.counts.rowsRead, line.counts.added, line.counts.changed, line.counts.unchanged,
          line.counts.rejected, line.counts.withdrawn,
        ].map(grouped)
      table.add([String(line.id), line.entry.at, line.entry.kind, line.entry.file ?? ""] + counts + [detail])
    }
    return table.isEmpty ? "nothing has been imported yet\n" : table.text
  }

  /// The beginning of a note: one that names every mended polygon would stretch the table; csv and json have it whole.
  private func shortened(_ note: String) -> String { note.count > 60 ? note.prefix(59) + "…" : note }
}
