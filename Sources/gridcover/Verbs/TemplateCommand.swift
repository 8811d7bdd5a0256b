internal import ArgumentParser
internal import CampaignModel
internal import Interchange

struct TemplateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "Print an empty file of a kind, with gridcover's field names.",
    discussion: """
      Examples:
        gridcover template households > households.csv
        gridcover template visits > visits.csv
      """)

  @Argument(help: "\(RecordKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: RecordKind

  func run() throws { try Output.print(bytes: template(for: kind)) }
}
