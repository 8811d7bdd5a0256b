/// What stands beside a table of coverage: of which campaign, day and round it tells, and how far the map is reached.
public struct CoverageNotes: Sendable, Equatable {
  /// The campaign's name.
  public var campaign: String
  /// The last day that counts, or nil if all visits do.
  public var asOf: LocalDate?
  /// The round whose visits count; nil if the campaign has none.
  public var round: CampaignRound?
  /// Townships with a visited target, of those with targets that must be visited.
  public var townships: Tally
  /// Villages likewise.
  public var villages: Tally
  /// Cells likewise.
  public var cells: Tally
  /// The share of places reached ÷ the share of visits made; nil where nothing is expected or made.
  public var spread: Double?
  /// Categories with a target share of their own that no target has.
  public var idleShares: [String]

  /// Notes.
  public init(
    campaign: String, asOf: LocalDate? = nil, round: CampaignRound? = nil, townships: Tally = Tally(),
    villages: Tally = Tally(), cells: Tally = Tally(), spread: Double? = nil, idleShares: [String] = []
  ) {
    self.campaign = campaign
    self.asOf = asOf
    self.round = round
    self.townships = townships
    self.villages = villages
    self.cells = cells
    self.spread = spread
    self.idleShares = idleShares
  }
}

/// Coverage of all that is known, as it was counted with the latest import: reports read it back instead of counting anew.
public struct CountedCoverage: Sendable, Equatable {
  /// The levels that are kept: places and groups of people. There may be a million cells, and members and batches are
  /// quickly counted.
  public static let levels: [CoverageLevel] = [.campaign, .county, .township, .village, .group, .category]

  /// A table of each level.
  public var tables: [CoverageTable]
  /// What stands beside all of them.
  public var notes: CoverageNotes

  /// Counted coverage.
  public init(tables: [CoverageTable], notes: CoverageNotes) {
    self.tables = tables
    self.notes = notes
  }
}
