internal import CampaignModel
internal import CampaignStore
internal import Cartography
internal import CoverageAnalysis
internal import SpatialCore

/// What a report is asked to tell.
struct ReportRequest {
  var workspace: String
  var language: Language
  var asOf: LocalDate?
  var knownAt: KnownAt?
  /// The name of the round that is counted; nil for the current one.
  var round: RoundOption
  /// The snapshot with which is compared; nil for the latest one there is, if any.
  var since: String?
  var isMono: Bool
  var paper: Paper
  /// The first line on it; nil for the campaign's name.
  var title: String?
}

/// All that a report tells, counted once: every number in it comes from these rows, which are those that the verbs print.
struct ReportFigures {
  let request: ReportRequest
  let loaded: LoadedCampaign
  let ledger: CampaignLedger
  let villages: CoverageTable
  let townships: CoverageTable
  let groups: CoverageTable
  let categories: CoverageTable
  let trend: Trend
  let issues: [Issue]
  /// What rechecks of each group's claims came to; empty without rechecks.
  let rechecks: [RecheckLot]
  /// What changed since a snapshot: of the campaign, and of its groups.
  let changes: (campaign: SnapshotDifference, groups: SnapshotDifference)?

  var campaign: Campaign { loaded.campaign }
  var totals: CoverageRow { villages.totals }
  var language: Language { request.language }

  /// The day up to which is counted; nil while nothing has happened.
  var day: LocalDate? { ledger.day == LocalDate(dayNumber: 0) ? nil : ledger.day }
}

extension Pipeline {
  /// Reads a campaign, counts, and says what a meeting should know.
  ///
  /// - Throws: `CommandError` without villages, or for a round that is not known; errors of the workspace.
  static func report(_ request: ReportRequest) throws -> Brief {
    let path = request.workspace
    let workspace = try Workspace.open(at: path, writable: false)
    let line = try request.knownAt.map { known in try workspace.read { try known.line(in: $0) } }
    let loaded = try load(
      path, withRegions: true, withEvidence: true, asKnownAt: line.map { .line($0) })
    let campaign = loaded.campaign
    guard !campaign.villages.isEmpty else { throw CommandError.needsVillages(file: path, verb: "report") }
    let round = try request.round.chosen(by: campaign.settings, file: path)
    try campaign.settings.mustRead(["issue_limits"], file: path)
    let (issues, rechecks) = try workspace.read(asKnownAt: line) {
      (
        try $0.issues(villages: campaign.villages, targets: campaign.targets),
        // As of a day is what was found by that day; without one, all that is known.
        try $0.rechecks(targets: campaign.targets, visits: campaign.visits).filter { recheck in
          request.asOf.map { recheck.day <= $0 } ?? true
        }
      )
    }
    let ledger = CampaignLedger(campaign, asOf: request.asOf, round: round)
    let figures = ReportFigures(
      request: request, loaded: loaded, ledger: ledger, villages: ledger.table(by: .village),
      townships: ledger.table(by: .township), groups: ledger.table(by: .group),
      categories: ledger.table(by: .category), trend: ledger.trend(fanDays: TrendFigure.fanDays),
      issues: issues, rechecks: ledger.recheckResults(rechecks),
      changes: try changes(request, campaign, ledger, line: line))
    return try ReportContent(figures).brief()
  }

  /// What changed since the snapshot that was asked for, or since the latest one that the report can follow.
  private static func changes(
    _ request: ReportRequest, _ campaign: Campaign, _ ledger: CampaignLedger, line: Int64?
  ) throws -> (campaign: SnapshotDifference, groups: SnapshotDifference)? {
    // Differences are counted by the current round.
    guard request.round.round == nil else { return nil }
    let name =
      try request.since
      ?? snapshots(request.workspace)
      .last { snapshot in snapshot.asOf <= ledger.day && line.map { snapshot.importID <= $0 } ?? true }?.name
    guard let name else { return nil }
    let differences = try differences(
      request.workspace, from: name, to: campaign, day: ledger.day, by: [.campaign, .group])
    return (differences[0], differences[1])
  }
}
