internal import ArgumentParser
internal import CampaignModel

/// Which round of the campaign is counted.
struct RoundOption: ParsableArguments {
  @Option(help: ArgumentHelp("Count this round's visits; the current round by default.", valueName: "NAME"))
  var round: String?

  /// The round of that name; nil where none is named.
  ///
  /// - Throws: ``CommandError`` if the campaign has no such round.
  func chosen(by settings: Settings, file: String) throws -> CampaignRound? {
    guard let name = round else { return nil }
    let rounds = settings.rounds
    guard let round = rounds.first(where: { Identifier($0.name) == Identifier(name) }) else {
      throw CommandError.unknownName("round", name, known: rounds.map(\.name), file: file)
    }
    return round
  }
}
