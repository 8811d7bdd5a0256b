internal import ArgumentParser
internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "What is wrong with the data: map, lists, visits.",
    discussion: """
      Villages that overlap, leave gaps, or were mended; villages that are listed and not mapped, or mapped and not listed; \
      declared households against the roster; targets outside their declared village, in no village, without coordinates, \
      or listed twice; groups without members or ground; visits that no roster, group or campaign date covers.

      A finding is a problem or a note: notes are often as they should be, and --strict passes them over. Records are \
      named by code and id, never by name. GeoJSON holds the areas, and the points of targets.

      Examples:
        gridcover check C.gpkg
        gridcover check C.gpkg --format csv > check.csv
        gridcover check C.gpkg --format geojson > check.geojson
        gridcover check C.gpkg --strict && echo clean
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @OptionGroup var output: OutputOptions
  @Flag(help: "Exit with 3 if there are problems; notes do not count.") var strict = false

  func run() throws {
    let findings = try Pipeline.check(workspace.campaign)
    let rows = findings.map(\.attributes)
    switch output.format {
    case .csv:
      let empty = Finding(.overlap, layer: "", id: "").attributes
      try Output.print(bytes: Rows.csv(rows, empty: empty, forExcel: output.marked.excel))
    case .json: try Output.print(bytes: Rows.json("findings", rows))
    case .geojson: try Output.print(bytes: FindingRows.geoJSON(findings))
    case .table: try Output.print(findingsText(findings, language: output.lang))
    }
    if strict && findings.contains(where: { $0.subject.severity == .problem }) { throw ExitCode.findings }
  }
}
