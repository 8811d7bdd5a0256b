internal import ArgumentParser

struct UndoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Undo an import.",
    discussion: """
      Rows that the import added go, rows it changed become what they were, rows it withdrew are there again; targets \
      are located and coverage is counted anew. Without a number it is the latest import that has not been undone, so \
      that two undos undo two imports. An earlier import can be undone if no later one has touched its rows. The import \
      stays in the log, marked, and the undo gets a line of its own: undo that line to bring the import back.

      Examples:
        gridcover undo C.gpkg
        gridcover log C.gpkg && gridcover undo C.gpkg --import 3
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(name: .customLong("import"), help: ArgumentHelp("The number in gridcover log.", valueName: "N"))
  var importID: Int64?

  func run() throws {
    try Output.print(Pipeline.undo(workspace.campaign, importID: importID).text)
  }
}
