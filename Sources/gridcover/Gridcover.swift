internal import ArgumentParser
internal import CampaignModel

/// The command line. All the program does is in this list, by the day on which it is needed.
struct Gridcover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gridcover",
    abstract: "Full coverage for visiting campaigns: no village and no household left behind.",
    discussion: """
      gridcover holds a campaign in one GeoPackage file (villages, households, enterprises, working groups, visits), \
      shares the ground out among the groups, and says what is covered, what is not, and why.

      A first evening:
        gridcover new C.gpkg --name "Spring visits"
        gridcover import C.gpkg villages villages.geojson
        gridcover import C.gpkg households households.csv
        gridcover import C.gpkg visits visits.csv
        gridcover coverage C.gpkg --by village

      Exit status: 0 done; 1 the data or the machine did not allow it; 3 findings that were asked to fail; 64 wrong usage.
      """,
    version: "gridcover \(Program.version)",
    groupedSubcommands: [
      CommandGroup(
        name: "Set up",
        subcommands: [
          NewCommand.self, TemplateCommand.self, ImportCommand.self, SettingsCommand.self, CheckCommand.self,
          LogCommand.self, UndoCommand.self,
        ]),
      CommandGroup(
        name: "Plan",
        subcommands: [
          GridCommand.self, AllocateCommand.self, PairCommand.self, PacketCommand.self,
        ]),
      CommandGroup(
        name: "Evening",
        subcommands: [
          CoverageCommand.self, GapsCommand.self, TrendCommand.self, AuditCommand.self, SampleCommand.self,
          IssuesCommand.self,
        ]),
      CommandGroup(
        name: "Meeting",
        subcommands: [
          MapCommand.self, ReportCommand.self, SnapshotCommand.self, ExportCommand.self, VerifyCommand.self,
        ]),
      CommandGroup(name: "Care", subcommands: [DoctorCommand.self, BackupCommand.self]),
      CommandGroup(name: "Large", subcommands: [AnalyzeCommand.self, TallyCommand.self, MergeCommand.self]),
    ])
}
