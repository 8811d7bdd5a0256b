internal import ArgumentParser
internal import CampaignModel

/// Which round of the campaign is counted.
struct RoundOption: ParsableArguments {
  @Option(help: ArgumentHelp("Count this round's visits; the current round by default.", valueName: "NAME"))
  var round: String?

  /// The round of that name; nil where none is named.
  ///
  /// - Throws: ``CommandError`` if the campaign has no such round, or a list of its settings that was edited outside cannot
  ///   be read.
  func chosen(by settings: Settings, file: String) throws -> CampaignRound? {
    try RoundOption.chosen(round, by: settings, file: file)
  }

  /// The round of a name; nil where none is named.
  static func chosen(_ name: String?, by settings: Settings, file: String) throws -> CampaignRound? {
    try settings.mustRead(["rounds", "target_shares", "revisit_days_by_category"], file: file)
    guard let name else { return nil }
    let rounds = settings.rounds
    guard let round = rounds.first(where: { Identifier($0.name) == Identifier(name) }) else {
      throw CommandError.unknownName("round", name, known: rounds.map(\.name), file: file)
    }
    return round
  }
}

extension Settings {
  /// - Throws: ``CommandError`` for a value that `settings set` would not have taken, and that would be read as nothing.
  func mustRead(_ keys: [String], file: String) throws {
    for key in keys {
      if let expected = Settings.complaint(key: key, value: self[key]) {
        throw CommandError.badSetting(file: file, key: key, expected: expected, found: self[key])
      }
    }
  }
}
