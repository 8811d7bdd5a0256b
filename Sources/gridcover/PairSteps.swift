internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Interchange
internal import Planning
internal import SpatialCore

/// What `pair` did.
struct PairSummary {
  var campaign: Campaign
  var kinds: PairingKinds
  var roll: PairingRoll
  /// Earlier computed pairings that gave way to others.
  var withdrawn = 0
  var isDryRun: Bool
}

extension Pipeline {
  /// Pairs members with contact points, and keeps the pairs as pairings: one import of the log, which `undo` takes back.
  ///
  /// - Parameters:
  ///   - replace: Whether pairs that an earlier run made of the same kinds give way; those of lists are always kept.
  ///   - isDryRun: Whether everything is taken back.
  static func pair(_ path: String, replace: Bool, isDryRun: Bool) throws -> PairSummary {
    let workspace = try Workspace.open(at: path, writable: true)
    var bar = ProgressBar()
    func run(_ writer: borrowing WorkspaceWriter) throws -> PairSummary {
      bar.begin("reading the campaign")
      if !writer.editedOutside.isEmpty {
        _ = try relocate(writer)
        try refreshCoverage(writer, placesChanged: true)
      }
      let loaded = try LoadedCampaign(reading: writer.current, withRegions: true)
      let campaign = loaded.campaign
      guard !campaign.villages.isEmpty else { throw CommandError.needsVillages(file: path, verb: "pair") }
      guard !campaign.members.isEmpty else { throw CommandError.needsMembers(file: path) }
      let kinds = try pairingKinds(campaign.settings, path)
      let pairings = try writer.current.pairings()
      let replaced = pairings.filter { pairing in
        replace && pairing.isComputed && pairing.kind.flatMap { kinds.index(of: $0) } != nil
      }
      let given = Set(replaced.map(\.id))
      let kept = pairings.filter { !given.contains($0.id) }
      bar.begin("pairing")
      let projection = try CampaignProjection.resolve(campaign.settings, covering: loaded.villageRegions)
      let ledger = CampaignLedger(campaign)
      let ground = PairingCensus.Ground(
        kinds: kinds, hasPlan: campaign.plan != nil, groupOfTarget: { ledger.group(ofTarget: $0) },
        groupsOfVillages: ledger.groupsOfVillages, isExpected: { !ledger.isExcluded($0) },
        isPriority: { ledger.isPriority($0) },
        surfacePoints: loaded.villageRegions.map { region in
          (try? region.pointOnSurface()).flatMap { projection.forward(x: $0.x, y: $0.y) }
        })
      let roll = PairingRoll(
        PairingCensus(campaign, ground: ground, pairings: kept, projection: projection))
      var summary = PairSummary(campaign: campaign, kinds: kinds, roll: roll, isDryRun: isDryRun)
      let found = pairingTable(
        roll.pairs.filter(\.isNew).map { pair in
          (campaign.members[pair.member].id, pair.contact, pair.kind.map { kinds.all[$0].name } ?? "")
        })
      let ids = Set((0..<found.rowCount).map { Identifier(found.keys[$0] ?? "") })
      // The same pairs once more are no change, and no line in the log.
      guard ids != given else { return summary }
      let note = "pair: \(found.rowCount) computed by quota and distance"
      let entry = ImportEntry(at: Date().ISO8601Format(), kind: RecordKind.pairings.rawValue, note: note)
      let list =
        try given.isEmpty
        ? found
        : found.joined(with: writer.current.records(of: .pairings)) { id in
          !given.contains(id)
        }
      summary.withdrawn = try writer.apply(list, isFullList: !given.isEmpty, log: entry).withdrawn
      return summary
    }
    return isDryRun ? try workspace.rehearse(run) : try workspace.write(run)
  }

  /// Holds the list of pairings against rosters, quotas, roles and the plan.
  static func checkPairings(_ path: String) throws -> [Finding] {
    try Workspace.open(at: path, writable: false).read { reader in
      let campaign = try LoadedCampaign(reading: reader, withRegions: false).campaign
      return PairingCheck(
        CampaignLedger(campaign), kinds: try pairingKinds(campaign.settings, path),
        pairings: try reader.pairings()
      ).findings()
    }
  }

  private static func pairingKinds(_ settings: Settings, _ path: String) throws -> PairingKinds {
    guard let kinds = settings.pairingKinds else {
      throw CommandError.badSetting(
        file: path, key: "pair_kinds",
        expected: Settings.complaint(key: "pair_kinds", value: settings["pair_kinds"]) ?? "",
        found: settings["pair_kinds"])
    }
    return kinds
  }
}

extension RecordTable {
  /// These rows, then those of another table of the same columns whose key is wanted.
  fileprivate func joined(with other: RecordTable, where isWanted: (Identifier) -> Bool) -> RecordTable {
    let rest = other.filtered { isWanted(Identifier(other.keys[$0] ?? "")) }
    let columns = columns.map { column in
      let (ours, theirs) = (texts(column.field.name), rest.texts(column.field.name))
      let all = (0..<rowCount).map { ours?[$0] } + (0..<rest.rowCount).map { theirs?[$0] }
      return Column(field: column.field, values: .texts(TextColumn(all.map { $0 ?? nil })))
    }
    return RecordTable(
      kind: kind, columns: columns,
      sourceRows: ContiguousArray((0..<rowCount + rest.rowCount).map { Int32(clamping: $0 + 1) }))
  }
}
