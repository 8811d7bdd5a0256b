internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange

/// An audit as JSON: the thresholds by which it was made stand beside its rows.
enum AuditRows {
  static func json(_ rows: [[Attribute]], total: [Attribute]?, by unit: String, _ ledger: CampaignLedger)
    -> [UInt8]
  {
    var writer = JSONWriter()
    writer.beginObject()
    writer.heading(of: ledger)
    writer.member("by", .text(unit))
    let settings = ledger.campaign.settings
    writer.key("thresholds")
    writer.object(
      Settings.entries.map(\.key).filter { $0.hasPrefix("audit_") }.map { Attribute($0, .text(settings[$0])) }
    )
    if let ground = ledger.audit?.otherGround {
      writer.key("ground_of_other_groups")
      writer.object([
        Attribute("visits", .integer(ground.outside)), Attribute("of", .integer(ground.judged)),
        Attribute("flagged", .flag(ground.isFlagged)),
      ])
    }
    writer.rows(rows)
    if let total {
      writer.key("totals")
      writer.object(total)
    }
    return writer.ended()
  }
}

extension AuditRow {
  /// The row's columns, the same in every format.
  func attributes(level: AuditLevel) -> [Attribute] {
    let hasClaims = level != .member
    func claims(_ name: String, _ tally: ClaimTally) -> [Attribute] {
      [
        ("claimed", tally.claimed), ("verified", tally.verified), ("unproven", tally.unproven),
        ("doubtful", tally.doubtful),
      ].map { Attribute("\(name)_\($0.0)", hasClaims ? .integer($0.1) : .none) }
    }
    return [
      Attribute("level", .text(level.rawValue)), Attribute("code", .text(code)),
      Attribute("name", AttributeValue(name)),
      Attribute("households_expected", hasClaims ? .integer(householdsExpected) : .none),
    ] + claims("households", households) + claims("enterprises", enterprises) + [
      Attribute("visits", .integer(visits)), Attribute("visits_with_fix", .integer(withFix)),
      Attribute("visits_flagged", .integer(flagged)),
    ]
      + VisitFlag.allCases.map {
        Attribute("flagged_\($0.name.replacing(" ", with: "_"))", .integer(byFlag[Int($0.rawValue)]))
      }
  }
}

extension FlaggedVisit {
  /// The columns of a list of flagged visits, without values.
  static let columns = [
    "visit", "date", "flags", "target", "kind", "village", "village_name", "township", "group", "member",
    "outcome",
    "distance_m", "accuracy_m", "speed_kmh",
  ].map { Attribute($0, .none) }

  /// The visit's columns: no name, no address and no note, since a list of visits to look into travels.
  func attributes(in campaign: Campaign) -> [Attribute] {
    let visits = campaign.visits
    let target = Int(visits.targets[visit])
    let village =
      target >= 0 && campaign.targets.villages[target] >= 0
      ? campaign.villages[Int(campaign.targets.villages[target])] : nil
    let moment = VisitMoment(
      day: LocalDate(dayNumber: visits.days[visit]),
      second: visits.seconds[visit] < 0 ? nil : visits.seconds[visit])
    let accuracy = visits.evidence.map { $0.accuracies[visit] } ?? .nan
    return [
      Attribute("visit", AttributeValue(visits.ids[visit])), Attribute("date", .text(moment.description)),
      Attribute("flags", .text(flags.list.map(\.name).joined(separator: ";"))),
      Attribute("target", target < 0 ? .none : AttributeValue(campaign.targets.ids[target])),
      Attribute("kind", target < 0 ? .none : .text(campaign.targets.kinds[target].name)),
      Attribute("village", AttributeValue(village?.code.text)),
      Attribute("village_name", AttributeValue(village?.name)),
      Attribute("township", AttributeValue(village?.township)),
      Attribute(
        "group", visits.groups[visit] < 0 ? .none : .text(campaign.groups[Int(visits.groups[visit])].id.text)),
      Attribute(
        "member",
        visits.members[visit] < 0 ? .none : .text(campaign.members[Int(visits.members[visit])].id.text)),
      Attribute("outcome", .text(visits.outcomes[visit].rawValue)),
      Attribute("distance_m", AttributeValue(distance.map { Int($0.rounded()) })),
      Attribute("accuracy_m", accuracy.isNaN ? .none : .real(accuracy)),
      Attribute("speed_kmh", AttributeValue(speed.map { Int(min($0, 1e9).rounded()) })),
    ]
  }

  /// Where the visit says it was made, else where its target is (WGS 84); NaN if neither is known.
  func place(in campaign: Campaign) -> (x: Double, y: Double) {
    if let evidence = campaign.visits.evidence, !evidence.xs[visit].isNaN {
      return (evidence.xs[visit], evidence.ys[visit])
    }
    let target = Int(campaign.visits.targets[visit])
    return target < 0 ? (.nan, .nan) : (campaign.targets.xs[target], campaign.targets.ys[target])
  }
}
