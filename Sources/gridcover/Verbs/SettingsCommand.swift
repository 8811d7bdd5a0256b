internal import ArgumentParser
internal import CampaignModel
internal import CampaignStore

struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Show or set the campaign's rules.",
    discussion: """
      Examples:
        gridcover settings C.gpkg
        gridcover settings C.gpkg set end=2017-01-15
        gridcover settings C.gpkg set target_share_other=50% effective_outcomes="met;refused"
      """)

  enum Action: String, ExpressibleByArgument, CaseIterable { case show, set }

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "show, or set.") var action: Action = .show
  @Argument(help: "KEY=VALUE; an empty value restores the default.") var changes: [String] = []

  func run() throws {
    switch action {
    case .show:
      guard changes.isEmpty else { throw ValidationError("show takes no KEY=VALUE; did you mean 'set'?") }
      let settings = try Workspace.open(at: workspace.campaign, writable: false).read { try $0.settings() }
      var table = TextTable([("setting", .left), ("value", .left), ("meaning", .left)])
      for entry in Settings.entries {
        let value = settings[entry.key]
        let mark = settings.isSet(entry.key) || value.isEmpty ? "" : " (default)"
        let lines = SettingsCommand.lines(value.isEmpty ? "–" : value + mark)
        table.add([entry.key, lines[0], entry.meaning])
        for line in lines.dropFirst() { table.add(["", line, ""]) }
      }
      try Output.print(table.text)
    case .set:
      guard !changes.isEmpty else { throw ValidationError("set takes KEY=VALUE, once or more") }
      let pairs = try changes.map { change in
        guard let equals = change.firstIndex(of: "=") else {
          throw ValidationError("expected KEY=VALUE, found '\(change)'")
        }
        let pair = (key: String(change[..<equals]), value: String(change[change.index(after: equals)...]))
        if pair.value.isEmpty {
          guard Settings.entries.contains(where: { $0.key == pair.key }) else {
            throw ValidationError(Self.complaint(pair.key, "") ?? "")
          }
        } else {
          try Self.validate(key: pair.key, value: pair.value)
        }
        return pair
      }
      try Pipeline.change(workspace.campaign, settings: pairs)
      for pair in pairs {
        try Output.print("\(pair.key) = \(pair.value.isEmpty ? "its default" : pair.value)\n")
      }
    }
  }

  /// A long list, one part a line, so that it does not push the meanings off the screen.
  private static func lines(_ value: String) -> [String] {
    guard value.count > 40 else { return [value] }
    var lines = value.split(separator: ";").map { "\($0);" }
    lines[lines.count - 1].removeLast()
    return lines
  }

  /// - Throws: a usage error that names the key, what is expected and what is found.
  static func validate(key: String, value: String) throws {
    if let complaint = complaint(key, value) { throw ValidationError(complaint) }
  }

  private static func complaint(_ key: String, _ value: String) -> String? {
    guard let expected = Settings.complaint(key: key, value: value) else { return nil }
    return Settings.entries.contains { $0.key == key }
      ? "setting \(key): expected \(expected), found '\(value)'"
      : "there is no setting '\(key)'; expected \(expected)"
  }
}
