internal import CampaignModel
internal import Interchange
internal import Planning

/// Plans, their changes and comparisons as rows for a program.
extension AllocationSummary {
  /// One row for each group.
  var rows: [[Attribute]] {
    groups.indices.map { i in
      let share = measures.shares[i]
      return [
        Attribute("group", .text(groups[i].id.text)), Attribute("name", AttributeValue(groups[i].name)),
        Attribute("units", .integer(share.units)), Attribute("work", .real(share.work)),
        Attribute("fair_share", .real(share.target)),
        Attribute("deviation", share.deviation.map { AttributeValue(share: $0) } ?? .none),
        Attribute("area_km2", .real(thousandths(share.area / 1e6))),
        Attribute("parts", .integer(result.shares[i].parts)),
        Attribute("mean_distance_km", share.meanDistance.map { .real(thousandths($0 / 1000)) } ?? .none),
      ]
    }
  }

  /// One row for each unit that is with another group than in the plan that was kept.
  var movedRows: [[Attribute]] {
    (kept?.moved ?? []).map {
      [
        Attribute("unit_id", .text($0.unit.text)), Attribute("from", .text($0.from.text)),
        Attribute("group", .text($0.to.text)), Attribute("work", .real($0.work)),
      ]
    }
  }

  static let movedColumns = ["unit_id", "from", "group", "work"].map { Attribute($0, .none) }

  /// All of it.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("plan", .text(plan.name))
    writer.member("unit", .text(plan.unit.rawValue))
    writer.member("grid", AttributeValue(plan.grid))
    writer.member("units", .integer(plan.entries.count))
    writer.member("work", .real(totalWork))
    for attribute in quality { writer.member(attribute.name, attribute.value) }
    writer.rows(rows, name: "groups")
    if let kept {
      writer.member("kept", .text(kept.name))
      writer.member("moved_work", .real(kept.moved.reduce(0) { $0 + $1.work }))
      writer.rows(movedRows, name: "moved")
    }
    writer.texts("notes", result.notes + notes)
    return writer.ended()
  }

  /// How good the plan is.
  private var quality: [Attribute] {
    [
      Attribute("largest_deviation", AttributeValue(share: measures.largestDeviation)),
      Attribute("moment_of_inertia_km2", .real(thousandths(measures.momentOfInertia / 1e6))),
      Attribute("lower_bound_km2", result.lowerBound.map { .real(thousandths($0 / 1e6)) } ?? .none),
      Attribute("borders_cut", .integer(measures.cutBorders)), Attribute("rounds", .integer(result.rounds)),
    ]
  }
}

extension HandChangeSummary {
  /// One row for each group that gained or lost a unit.
  var rows: [[Attribute]] { pairRows(groups, before, after, at: touched, existed ? "before" : nil, "after") }

  /// All of it.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("plan", .text(planName))
    writer.rows(rows, name: "groups")
    writer.rows(changes.map { $0.attributes("from", "to") }, name: "changes")
    writer.texts("warnings", warnings)
    return writer.ended()
  }
}

extension PlanComparison {
  /// One row for each group.
  var rows: [[Attribute]] {
    pairRows(groups, first, second, at: Array(groups.indices), "first", "second")
  }

  /// All of it.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("first", .text(names.first))
    writer.member("second", .text(names.second))
    writer.member("differing_units", .integer(differences.count))
    writer.member("differing_work", .real(differingWork))
    writer.member("differing_share", AttributeValue(share: totalWork > 0 ? differingWork / totalWork : 0))
    for (name, measures) in [("first", first), ("second", second)] {
      writer.member("largest_deviation_\(name)", AttributeValue(share: measures.largestDeviation))
      writer.member(
        "moment_of_inertia_km2_\(name)", .real(thousandths(measures.momentOfInertia / 1e6)))
      writer.member("borders_cut_\(name)", .integer(measures.cutBorders))
    }
    writer.rows(rows, name: "groups")
    writer.rows(differences.map { $0.attributes("first", "second") }, name: "differences")
    return writer.ended()
  }
}

extension HandChangeSummary.Change {
  fileprivate func attributes(_ from: String, _ to: String) -> [Attribute] {
    [
      Attribute("unit_id", .text(unit.text)), Attribute(from, AttributeValue(self.from?.text)),
      Attribute(to, AttributeValue(self.to?.text)), Attribute("work", .real(work)),
    ]
  }
}

/// The same figures of each group twice; of the second only, if the first has no name.
private func pairRows(
  _ groups: [WorkingGroup], _ first: PlanMeasures, _ second: PlanMeasures, at indices: [Int],
  _ firstName: String?, _ secondName: String
) -> [[Attribute]] {
  let sides = [firstName.map { ($0, first) }, (secondName, second)].compactMap(\.self)
  return indices.map { i in
    let figures = sides.flatMap { name, measures in
      let share = measures.shares[i]
      return [
        Attribute("units_\(name)", .integer(share.units)), Attribute("work_\(name)", .real(share.work)),
        Attribute("deviation_\(name)", share.deviation.map { AttributeValue(share: $0) } ?? .none),
        Attribute("parts_\(name)", .integer(share.parts)),
      ]
    }
    return [
      Attribute("group", .text(groups[i].id.text)), Attribute("name", AttributeValue(groups[i].name)),
    ] + figures
  }
}

/// Three decimals: metres of a kilometre.
private func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
