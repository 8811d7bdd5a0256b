internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a new, empty campaign.",
    discussion: """
      Examples:
        gridcover new C.gpkg --name "Spring visits" --start 2016-11-21 --end 2016-12-31
        gridcover new C.gpkg --crs EPSG:4547
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "The campaign's name.") var name: String?
  @Option(help: "The first day, as 2016-11-21.") var start: LocalDate?
  @Option(help: "The last day, as 2016-12-31.") var end: LocalDate?
  @Option(help: "Local time of the campaign, as +08:00.") var utcOffset: String?
  @Option(help: "CRS for grids, lengths and areas: auto or EPSG:n.") var crs: String?

  func run() throws {
    var values: [String: String] = [:]
    values["name"] = name
    values["start"] = start?.description
    values["end"] = end?.description
    values["utc_offset"] = utcOffset
    values["crs"] = crs
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      try SettingsCommand.validate(key: key, value: value)
    }
    if let start, let end, end < start {
      throw ValidationError("--end \(end) is before --start \(start)")
    }
    _ = try Workspace.create(at: workspace.campaign, settings: values)
    try Output.print(
      "\(workspace.campaign): a new campaign; next: gridcover import \(workspace.campaign) villages FILE\n")
  }
}
