import CampaignModel
import TestSupport

/// The random campaign with what an audit needs: times, fixes near and far, some vague, notes that repeat, and villages that
/// declare what their points do not say.
func auditedCampaign(seed: UInt64, settings: [String: String] = [:]) -> Campaign {
  var random = SplitMix64(seed: seed &+ 1000)
  var campaign = randomCampaign(
    seed: seed, settings: ["start": "2016-10-28", "end": "2016-12-20"].merging(settings) { $1 })
  // Targets lie within some kilometres, so that speeds and distances are now possible, now not.
  for i in 0..<campaign.targets.count where campaign.targets.hasCoordinates(i) {
    campaign.targets.xs[i] = 113 + Double(Int.random(in: 0..<40, using: &random)) / 1000
    campaign.targets.ys[i] = 28 + Double(Int.random(in: 0..<40, using: &random)) / 1000
    if Int.random(in: 0..<20, using: &random) == 0 { campaign.targets.locatedBy[i] = .declared }
  }
  var evidence = VisitEvidence()
  for i in 0..<campaign.visits.count {
    let hasTime = Int.random(in: 0..<10, using: &random) > 0
    let quarter = Int32.random(in: 22..<92, using: &random)
    let odd = Int32.random(in: 0..<3, using: &random) == 0 ? Int32.random(in: 0..<900, using: &random) : 0
    campaign.visits.seconds[i] = hasTime ? min(quarter * 900 + odd, 86_399) : -1
    let target = Int(campaign.visits.targets[i])
    let hasFix = Int.random(in: 0..<4, using: &random) > 0
    let isKnown = target >= 0 && campaign.targets.hasCoordinates(target)
    let far = Double([0, 0, 0, 2, 6, 30][Int.random(in: 0..<6, using: &random)]) / 1000
    // Few different spots, so that some are the very same.
    evidence.xs.append(
      !hasFix
        ? .nan
        : (isKnown ? campaign.targets.xs[target] : 113.02) + far
          * Double(Int.random(in: 0..<2, using: &random)))
    evidence.ys.append(!hasFix ? .nan : (isKnown ? campaign.targets.ys[target] : 28.02) + far)
    evidence.accuracies.append([.nan, 5, 30, 90, 400][Int.random(in: 0..<5, using: &random)])
    evidence.notes.append(
      [nil, nil, "ok", "家中老人在家，情况正常", "all well at home", "一切正常"][Int.random(in: 0..<6, using: &random)])
  }
  campaign.visits.evidence = evidence
  return sortedByTime(campaign)
}

/// The campaign with its visits in the order in which they happened, as the workspace gives them.
private func sortedByTime(_ campaign: Campaign) -> Campaign {
  var sorted = campaign
  let (visits, evidence) = (campaign.visits, campaign.visits.evidence ?? VisitEvidence())
  let order = (0..<visits.count).sorted {
    (visits.days[$0], visits.seconds[$0], $0) < (visits.days[$1], visits.seconds[$1], $1)
  }
  func column<Value>(_ values: ContiguousArray<Value>) -> ContiguousArray<Value> {
    ContiguousArray(order.map { values[$0] })
  }
  sorted.visits.ids = TextColumn(order.map { visits.ids[$0] })
  sorted.visits.targets = column(visits.targets)
  sorted.visits.seconds = column(visits.seconds)
  sorted.visits.groups = column(visits.groups)
  sorted.visits.members = column(visits.members)
  sorted.visits.outcomes = column(visits.outcomes)
  sorted.visits.batches = column(visits.batches)
  var columns = VisitEvidence()
  columns.xs = column(evidence.xs)
  columns.ys = column(evidence.ys)
  columns.accuracies = column(evidence.accuracies)
  columns.notes = TextColumn(order.map { evidence.notes[$0] })
  sorted.visits.evidence = columns
  return sorted
}
