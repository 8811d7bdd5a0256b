internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation

extension Pipeline {
  /// The levels whose figures a snapshot keeps, and by which a difference is told.
  static let snapshotLevels: [CoverageLevel] = [.campaign, .village, .group]

  /// Freezes what coverage says now, in one transaction; an edit made elsewhere first gets its line in the log.
  ///
  /// - Parameter asOf: The last day that counts; nil for the latest day on record.
  static func takeSnapshot(_ path: String, named name: String, asOf: LocalDate?) throws -> Snapshot {
    let workspace = try Workspace.open(at: path, writable: true)
    return try workspace.write { writer in
      // Targets that were moved in another program lie elsewhere from now on, here as in every later count.
      if !writer.editedOutside.isEmpty {
        _ = try relocate(writer)
        try refreshCoverage(writer, placesChanged: true)
      }
      let loaded = try LoadedCampaign(reading: writer.current, withRegions: false)
      let ledger = CampaignLedger(loaded.campaign, asOf: asOf)
      let snapshot = Snapshot(
        name: name, takenAt: Date().ISO8601Format(), importID: try writer.current.latestImport(),
        asOf: ledger.day,
        rules: try writer.current.rulesInForce(plan: loaded.campaign.plan, grid: loaded.grid?.name),
        rows: snapshotLevels.flatMap { ledger.table(by: $0).rows.map(SnapshotRow.init) })
      try writer.keep(snapshot)
      return snapshot
    }
  }

  /// All snapshots, the first one first.
  static func snapshots(_ path: String) throws -> [Snapshot] {
    try Workspace.open(at: path, writable: false).read { reader in
      try reader.snapshots().map { try reader.snapshot(named: $0.name) }
    }
  }

  /// Explains what changed from one snapshot to another, or to now.
  ///
  /// - Parameter asOf: For now, the last day that counts; nil for the latest day on record.
  static func difference(
    _ path: String, from earlier: String, to later: String, asOf: LocalDate?, by level: CoverageLevel
  ) throws -> SnapshotDifference {
    let first = try state(path, earlier, level, asOf: asOf)
    let second = try state(path, later, level, asOf: asOf, notBefore: first.day)
    guard first.day <= second.day else {
      throw SnapshotError.daysReversed(
        earlier: earlier, day: first.day, later: later, laterDay: second.day)
    }
    return SnapshotDifference(
      campaign: second.campaign.settings.name, earlier: earlier, later: later, days: (first.day, second.day),
      level: level, difference: CampaignDifference(from: first, to: second, by: level))
  }

  /// Explains what changed from a snapshot to a campaign as it was read, by several levels.
  ///
  /// - Throws: ``SnapshotError`` if the snapshot counts to a later day.
  static func differences(
    _ path: String, from name: String, to campaign: Campaign, day: LocalDate, by levels: [CoverageLevel]
  ) throws -> [SnapshotDifference] {
    let snapshot = try snapshot(path, named: name)
    guard snapshot.frozen.asOf <= day else {
      throw SnapshotError.daysReversed(
        earlier: name, day: snapshot.frozen.asOf, later: now, laterDay: day)
    }
    let later = CampaignState(campaign, day: day)
    return levels.map { level in
      let earlier = CampaignState(of: snapshot.frozen, snapshot.campaign, by: level)
      return SnapshotDifference(
        campaign: campaign.settings.name, earlier: name, later: now, days: (earlier.day, day), level: level,
        difference: CampaignDifference(from: earlier, to: later, by: level))
    }
  }

  /// A snapshot, and the campaign as it was known then.
  private static func snapshot(
    _ path: String, named name: String
  ) throws -> (frozen: Snapshot, campaign: Campaign) {
    let snapshot = try Workspace.open(at: path, writable: false).read { try $0.snapshot(named: name) }
    let loaded = try load(
      path, withRegions: false, asKnownAt: .line(snapshot.importID), by: snapshot.rules)
    return (snapshot, loaded.campaign)
  }

  /// The word for the present among the names of snapshots.
  static let now = "now"

  private static func state(
    _ path: String, _ name: String, _ level: CoverageLevel, asOf: LocalDate?, notBefore: LocalDate? = nil
  ) throws -> CampaignState {
    if name == now {
      let campaign = try load(path, withRegions: false).campaign
      let day = CampaignLedger(campaign, asOf: asOf).day
      return CampaignState(campaign, day: asOf ?? notBefore.map { max($0, day) } ?? day)
    }
    let snapshot = try snapshot(path, named: name)
    return CampaignState(of: snapshot.frozen, snapshot.campaign, by: level)
  }
}

extension CampaignState {
  /// The figures that were kept, and the campaign from which they were counted.
  fileprivate init(of snapshot: Snapshot, _ campaign: Campaign, by level: CoverageLevel) {
    let frozen = snapshot.rows.filter { $0.level == level }.map {
      ($0.code, Figures(households: $0.households, enterprises: $0.enterprises))
    }
    self.init(
      campaign, day: snapshot.asOf, frozen: Dictionary(frozen, uniquingKeysWith: { first, _ in first }))
  }
}

/// What changed from one meeting to another.
struct SnapshotDifference {
  var campaign: String
  var earlier: String
  var later: String
  var days: (earlier: LocalDate, later: LocalDate)
  var level: CoverageLevel
  var difference: CampaignDifference

  /// The places of which a figure or a share changed.
  var changed: [ExplainedRow] { difference.rows.filter { $0.isChanged || level == .campaign } }
}

/// Why snapshots cannot be compared or taken.
enum SnapshotError: Error, Equatable {
  case daysReversed(earlier: String, day: LocalDate, later: String, laterDay: LocalDate)
}

extension SnapshotError: CustomStringConvertible {
  var description: String {
    switch self {
    case .daysReversed(let earlier, let day, let later, let laterDay):
      """
      snapshot diff: expected the earlier day first, found \(earlier), which counts to \(day), before \(later), which \
      counts to \(laterDay); turn them round: snapshot diff \(later) \(earlier)
      """
    }
  }
}
