public import CampaignModel

/// A target that is out of every total, and why: what stands apart from coverage, listed.
public struct ExcludedTarget: Sendable, Equatable {
  /// The exclusion.
  public var exclusion: Exclusion
  /// Index of the target's village, or -1.
  public var village: Int32
  /// True on the ledger's day; false if it has not begun, or is over.
  public var isInForce: Bool
}

extension CampaignLedger {
  /// All exclusions on record, by village, then by target and first day; targets in no known village last.
  ///
  /// - Complexity: O(n log n) for n exclusions.
  public func excludedTargets() -> [ExcludedTarget] {
    campaign.exclusions.map { exclusion in
      ExcludedTarget(
        exclusion: exclusion,
        village: exclusion.target < 0 ? -1 : campaign.targets.villages[Int(exclusion.target)],
        isInForce: exclusion.holds(on: day))
    }
    .sorted { a, b in
      if a.village != b.village { return UInt32(bitPattern: a.village) < UInt32(bitPattern: b.village) }
      if a.exclusion.targetID != b.exclusion.targetID { return a.exclusion.targetID < b.exclusion.targetID }
      return a.exclusion.from < b.exclusion.from
    }
  }

  /// How many listed targets each reason keeps out of the totals on the ledger's day, the most frequent first, then by bytes.
  ///
  /// A target with several exclusions in force counts for the reason of the first to begin, so that the counts add up to
  /// the `excluded` of the campaign's row.
  public func excludedByReason() -> [(reason: String, targets: Int)] {
    var first: [Int32: Exclusion] = [:]
    for exclusion in campaign.exclusions where exclusion.target >= 0 && exclusion.holds(on: day) {
      guard let known = first[exclusion.target] else {
        first[exclusion.target] = exclusion
        continue
      }
      if (exclusion.from, Identifier(exclusion.reason)) < (known.from, Identifier(known.reason)) {
        first[exclusion.target] = exclusion
      }
    }
    return Dictionary(grouping: first.values, by: { Identifier($0.reason) })
      .map { (reason: $0.key.text, targets: $0.value.count) }
      .sorted {
        $0.targets != $1.targets ? $0.targets > $1.targets : Identifier($0.reason) < Identifier($1.reason)
      }
  }
}

extension Campaign {
  /// The exclusions without what may be about one person: who approved them, and reasons that few targets share, which stand as
  /// `(other)`. What many share are words of the office; what one has may be a name or a telephone number.
  public var exclusionsInFewWords: [Exclusion] {
    let few = max(settings.smallestCount, 2)
    var targets: [Identifier: Set<Identifier>] = [:]
    for exclusion in exclusions {
      targets[Identifier(exclusion.reason), default: []].insert(exclusion.targetID)
    }
    return exclusions.map { exclusion in
      var told = exclusion
      told.approvedBy = ""
      if targets[Identifier(exclusion.reason), default: []].count < few { told.reason = "(other)" }
      return told
    }
  }
}

extension ExcludedTarget {
  /// The columns of a list of exclusions, without values.
  public static let columns: [Attribute] = [
    "target", "kind", "village", "village_name", "township", "reason", "from", "to", "approved_by",
    "in_force",
  ].map { Attribute($0, .none) }

  /// The exclusion's columns: no name and no address of the target.
  public func attributes(in campaign: Campaign) -> [Attribute] {
    let place = village >= 0 ? campaign.villages[Int(village)] : nil
    let kind = exclusion.target < 0 ? nil : campaign.targets.kinds[Int(exclusion.target)].name
    return [
      Attribute("target", .text(exclusion.targetID.text)), Attribute("kind", AttributeValue(kind)),
      Attribute("village", AttributeValue(place?.code.text)),
      Attribute("village_name", AttributeValue(place?.name)),
      Attribute("township", AttributeValue(place?.township)), Attribute("reason", .text(exclusion.reason)),
      Attribute("from", .text(exclusion.from.description)),
      Attribute("to", AttributeValue(exclusion.to?.description)),
      Attribute("approved_by", exclusion.approvedBy.isEmpty ? .none : .text(exclusion.approvedBy)),
      Attribute("in_force", .flag(isInForce)),
    ]
  }
}
