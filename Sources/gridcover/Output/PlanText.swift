internal import CampaignModel
internal import Planning

/// A plan as a table for a person: one line for each group, then the whole.
func allocationText(_ summary: AllocationSummary, timed: Bool, language: Language) -> String {
  var table = TextTable([
    (language.word("group"), .left), (language.word("name"), .left), ("units", .right), ("work", .right),
    ("fair share", .right), ("deviation", .right), ("km²", .right), ("parts", .right), ("mean km", .right),
  ])
  for i in summary.groups.indices {
    let share = summary.measures.shares[i]
    table.add([
      summary.groups[i].id.text, summary.groups[i].name ?? "", grouped(share.units), tenths(share.work),
      tenths(share.target), share.deviation.map(signedPercent) ?? "–", tenths(share.area / 1e6),
      String(summary.result.shares[i].parts), share.meanDistance.map { hundredths($0 / 1000) } ?? "–",
    ])
  }
  let replaced = summary.replacedPlan ? " (it replaced the earlier one)" : ""
  return table.text + (summary.result.notes + summary.notes).map { "· \($0)\n" }.joined()
    + keptText(summary) + timeText(summary, timed: timed)
    + qualityText(summary.measures)
    + boundText(summary)
    + "plan \(summary.plan.name)\(replaced): "
    + "\(counted(summary.plan.entries.count, summary.plan.unit.rawValue)) among "
    + "\(counted(summary.groups.count, "group"))\n"
}

private func qualityText(_ measures: PlanMeasures) -> String {
  "largest deviation \(percent(measures.largestDeviation)), mean square distance from the "
    + "groups' middles \(hundredths(measures.momentOfInertia / 1e6)) km² (less is more compact), \(counted(measures.cutBorders, "border")) cut\n"
}

private func boundText(_ summary: AllocationSummary) -> String {
  guard let bound = summary.result.lowerBound, summary.measures.momentOfInertia > 0 else { return "" }
  let above = summary.measures.momentOfInertia / bound - 1
  return
    "no plan can go below \(hundredths(bound / 1e6)) km²: this one is at most \(percent(max(0, above))) above the best\n"
}

private func timeText(_ summary: AllocationSummary, timed: Bool) -> String {
  guard timed else { return "" }
  return "\(counted(summary.result.rounds, "round")) in the time given; "
    + "--rounds \(summary.result.rounds) gives the same plan again\n"
}

private func keptText(_ summary: AllocationSummary) -> String {
  guard let kept = summary.kept else { return "" }
  guard !kept.moved.isEmpty else { return "kept plan \(kept.name): no unit changes its group\n" }
  let work = kept.moved.reduce(0) { $0 + $1.work }
  let shown = kept.moved.prefix(10).map { "\($0.unit) \($0.from) → \($0.to)" }.joined(separator: ", ")
  let rest = kept.moved.count > 10 ? " … (all with --format json or csv)" : ""
  return "kept plan \(kept.name): \(counted(kept.moved.count, "unit")) with \(tenths(work)) of the work "
    + "(\(percent(summary.totalWork > 0 ? work / summary.totalWork : 0))) change their group: \(shown)\(rest)\n"
}

/// What a change by hand did: each touched group before and after, and what to think about.
func handChangeText(_ summary: HandChangeSummary, language: Language) -> String {
  guard !summary.changes.isEmpty else { return "plan \(summary.planName): no unit changes its group\n" }
  var table = TextTable([
    (language.word("group"), .left), (language.word("name"), .left), ("units", .right), ("work", .right),
    ("deviation", .right), ("parts", .right),
  ])
  for i in summary.touched {
    let (was, now) = (summary.before.shares[i], summary.after.shares[i])
    func pair(_ figure: (PlanMeasures.Share) -> String) -> String {
      summary.existed ? "\(figure(was)) → \(figure(now))" : figure(now)
    }
    table.add([
      summary.groups[i].id.text, summary.groups[i].name ?? "", pair { grouped($0.units) },
      pair { tenths($0.work) }, pair { $0.deviation.map(signedPercent) ?? "–" }, pair { String($0.parts) },
    ])
  }
  return table.text + summary.warnings.map { "warning: \($0)\n" }.joined()
    + "plan \(summary.planName): \(counted(summary.changes.count, "unit")) changed by hand\n"
}

/// Two plans side by side.
func comparisonText(_ comparison: PlanComparison, language: Language) -> String {
  let (first, second) = (comparison.first, comparison.second)
  var table = TextTable([
    (language.word("group"), .left), (language.word("name"), .left), ("units", .right), ("work", .right),
    ("deviation", .right), ("parts", .right),
  ])
  for i in comparison.groups.indices {
    let (a, b) = (first.shares[i], second.shares[i])
    func pair(_ figure: (PlanMeasures.Share) -> String) -> String { "\(figure(a)) | \(figure(b))" }
    table.add([
      comparison.groups[i].id.text, comparison.groups[i].name ?? "", pair { grouped($0.units) },
      pair { tenths($0.work) }, pair { $0.deviation.map(signedPercent) ?? "–" }, pair { String($0.parts) },
    ])
  }
  let share = comparison.totalWork > 0 ? comparison.differingWork / comparison.totalWork : 0
  let shown = comparison.differences.prefix(10)
    .map { "\($0.unit) \($0.from?.text ?? "–") | \($0.to?.text ?? "–")" }.joined(separator: ", ")
  let rest = comparison.differences.count > 10 ? " … (all with --format json)" : ""
  let units =
    comparison.differences.isEmpty
    ? "no unit differs\n"
    : "\(counted(comparison.differences.count, comparison.unit.rawValue)) with "
      + "\(tenths(comparison.differingWork)) of the work (\(percent(share))) differ: \(shown)\(rest)\n"
  return "left: plan \(comparison.names.first) · right: plan \(comparison.names.second)\n" + table.text
    + units
    + "\(comparison.names.first): \(qualityText(first))"
    + "\(comparison.names.second): \(qualityText(second))"
}

/// Work with one decimal, so that it stands beside its deviation without contradiction.
private func tenths(_ value: Double) -> String {
  let tenths = Int((min(value, 1e14) * 10).rounded())
  return "\(grouped(tenths / 10)).\(tenths % 10)"
}

private func hundredths(_ value: Double) -> String {
  let hundredths = Int((min(value, 1e13) * 100).rounded())
  let digits = String(hundredths % 100)
  return "\(grouped(hundredths / 100)).\(digits.count < 2 ? "0" : "")\(digits)"
}

/// A deviation with its sign: `+4.2 %`.
func signedPercent(_ share: Double) -> String {
  let tenths = Int((min(max(share, -1), 1e6) * 1000).rounded())
  return "\(tenths < 0 ? "−" : "+")\(tenths.magnitude / 10).\(tenths.magnitude % 10) %"
}
