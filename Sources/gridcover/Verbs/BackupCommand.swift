internal import ArgumentParser
internal import CampaignStore

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy a campaign, as it is at one moment, while others go on working.",
    discussion: """
      The copy holds all that the workspace holds, personal data too, and is readable by you alone. It is looked through before \
      it gets its name, and no file is replaced. To hand a campaign on without personal data, use export C.gpkg all.

      Examples:
        gridcover backup C.gpkg -o C-monday.gpkg
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(
    name: .shortAndLong, help: ArgumentHelp("The copy to make.", valueName: "COPY.gpkg"),
    completion: .file(extensions: ["gpkg"]))
  var output: String

  func run() throws {
    let workspace = try Workspace.open(at: self.workspace.campaign, writable: false)
    try workspace.backup(to: output)
    let lines = try Workspace.open(at: output, writable: false).read { try $0.importLog().count }
    try Output.print(
      "\(output): a copy of \(self.workspace.campaign) with \(counted(lines, "line")) in its log, readable by you alone\n"
    )
  }
}
