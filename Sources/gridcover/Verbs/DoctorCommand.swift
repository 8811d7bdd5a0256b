internal import ArgumentParser
internal import CampaignStore

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look through a workspace for damage, and save what can be read.",
    discussion: """
      Pages, tables and indices; rows that refer to others; spatial indices against the geometry; the import log, which a torn \
      import would leave unbalanced; and the coverage layers against a new count. Nothing is changed, except that a write that \
      was cut short is first rolled back, as any command would. About the data itself see gridcover check.

      --save writes every record that can still be read to a folder, as files that import takes: damaged pages are jumped \
      over. They hold personal data, and are readable by you alone.

      Exit status: 0 sound; 3 with a sentence for each fault if not.

      Examples:
        gridcover doctor C.gpkg
        gridcover doctor C.gpkg --save rescued
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: ArgumentHelp("Write what can be read to this folder.", valueName: "FOLDER"))
  var save: String?

  func run() throws {
    let report = try Pipeline.examine(workspace.campaign)
    try Output.print(report.text)
    if let save { try Output.print(Pipeline.salvage(workspace.campaign, to: save)) }
    if !report.examination.faults.isEmpty { throw ExitCode.findings }
  }
}
