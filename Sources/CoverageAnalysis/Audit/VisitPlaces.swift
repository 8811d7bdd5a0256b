internal import CampaignModel
internal import SpatialCore

/// Where visits say that they were made, and where their targets are.
struct VisitPlaces {
  /// A place in WGS 84 degrees, good to so many metres.
  struct Place {
    var x: Double
    var y: Double
    var accuracy: Double

    /// Metres that certainly lie between two places, by what both say of their accuracy; not below 0.
    func metres(to other: Place) -> Double {
      max(0, GroundDistance.metres(fromX: x, y: y, toX: other.x, y: other.y) - accuracy - other.accuracy)
    }
  }

  let campaign: Campaign
  let evidence: VisitEvidence
  let vaguest: Double
  private let trustsDeclaredPoints: Bool

  init(_ campaign: Campaign, _ evidence: VisitEvidence, _ rules: AuditRules) {
    self.campaign = campaign
    self.evidence = evidence
    vaguest = rules.vaguest ?? .infinity
    trustsDeclaredPoints = campaign.settings.locateRule == .declared
  }

  /// The fix of visit `i`; nil without one, and where it says of itself that it is too vague.
  func fix(_ i: Int) -> Place? {
    guard !evidence.xs[i].isNaN, !evidence.ys[i].isNaN else { return nil }
    let accuracy = evidence.accuracies[i].isNaN ? 0 : evidence.accuracies[i]
    return accuracy <= vaguest ? Place(x: evidence.xs[i], y: evidence.ys[i], accuracy: accuracy) : nil
  }

  /// Where a target is.
  ///
  /// Nil without coordinates, and where these lie in no village so that the target counts in the one it declares: its own
  /// point is then a slip of the roster, and no visit can be blamed for being far from it.
  func door(_ target: Int32) -> Place? {
    guard target >= 0, campaign.targets.hasCoordinates(Int(target)),
      trustsDeclaredPoints || campaign.targets.locatedBy[Int(target)] != .declared
    else { return nil }
    return Place(x: campaign.targets.xs[Int(target)], y: campaign.targets.ys[Int(target)], accuracy: 0)
  }

  /// Where visit `i` was: its fix, else the door of the target that it names.
  func place(_ i: Int) -> Place? { fix(i) ?? door(campaign.visits.targets[i]) }

  /// Metres by which the fix of visit `i` lies from its target beyond its accuracy; nil if one of both is not known.
  func distance(_ i: Int) -> Double? {
    guard let fix = fix(i), let door = door(campaign.visits.targets[i]) else { return nil }
    return fix.metres(to: door)
  }
}
