internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange

/// A recheck sample as rows: the targets to check, and the lots with their plans and results.
struct SampleRows {
  let campaign: Campaign
  let lots: [RecheckLot]
  let people: People

  /// Names and addresses of targets by id; empty unless they were asked for.
  struct People {
    private(set) var isThere = false
    private var byID: [Identifier: (name: String?, address: String?)] = [:]

    mutating func add(_ ids: TextColumn, _ texts: (names: TextColumn, addresses: TextColumn)) {
      isThere = true
      for i in 0..<ids.count {
        guard let id = ids[i] else { continue }
        byID[Identifier(id)] = (texts.names[i], texts.addresses[i])
      }
    }

    func texts(of id: String?) -> (name: String?, address: String?) {
      id.flatMap { byID[Identifier($0)] } ?? (nil, nil)
    }
  }

  /// The columns that are filled in on the spot are those of the kind `rechecks`; none of the others is a field of it.
  var targets: [[Attribute]] {
    lots.flatMap { lot in
      lot.drawn.enumerated().map { rank, draw in attributes(of: draw, rank: rank + 1, lot) }
    }
  }

  /// The columns of a target, without values.
  var targetColumns: [Attribute] {
    attributes(of: RecheckLot.Draw(target: -1, visit: -1), rank: 0, nil).map { Attribute($0.name, .none) }
  }

  /// Where the targets are (WGS 84); NaN without coordinates.
  var points: [(x: Double, y: Double)] {
    lots.flatMap { lot in
      lot.drawn.map { (campaign.targets.xs[Int($0.target)], campaign.targets.ys[Int($0.target)]) }
    }
  }

  func code(of lot: RecheckLot) -> String {
    lot.group < 0 ? CoverageRow.noneCode : campaign.groups[Int(lot.group)].id.text
  }

  private func attributes(of draw: RecheckLot.Draw, rank: Int, _ lot: RecheckLot?) -> [Attribute] {
    let (targets, visits) = (campaign.targets, campaign.visits)
    let (target, visit) = (Int(draw.target), Int(draw.visit))
    let id = target < 0 ? nil : targets.ids[target]
    let village =
      target < 0 || targets.villages[target] < 0 ? nil : campaign.villages[Int(targets.villages[target])]
    let when =
      visit < 0
      ? nil
      : VisitMoment(
        day: LocalDate(dayNumber: visits.days[visit]),
        second: visits.seconds[visit] < 0 ? nil : visits.seconds[visit])
    let by =
      visit < 0 || visits.members[visit] < 0 ? nil : campaign.members[Int(visits.members[visit])].id.text
    var list = [
      Attribute("lot", AttributeValue(lot.map(code))), Attribute("order", .integer(rank)),
      Attribute("visit", visit < 0 ? .none : AttributeValue(visits.ids[visit])),
      Attribute("target", AttributeValue(id)),
      Attribute("target_kind", target < 0 ? .none : .text(targets.kinds[target].name)),
      Attribute("village_code", AttributeValue(village?.code.text)),
      Attribute("village_name", AttributeValue(village?.name)),
    ]
    if people.isThere {
      let (name, address) = people.texts(of: id)
      list += [
        Attribute("target_name", AttributeValue(name)), Attribute("target_address", AttributeValue(address)),
      ]
    }
    return list + [
      Attribute("claimed_on", AttributeValue(when?.description)), Attribute("claimed_by", AttributeValue(by)),
      Attribute("date", .none), Attribute("result", AttributeValue(draw.result?.rawValue)),
      Attribute("checked_by", .none), Attribute("note", .none),
    ]
  }

  /// The columns of a lot, without values.
  static let lotColumns = [
    "lot", "name", "claims", "sample", "accepted_untrue", "risk_good_rejected", "risk_bad_accepted",
    "distribution",
    "confirmed", "not_confirmed", "not_reached", "rate", "rate_low", "rate_high", "verdict", "beyond_sample",
  ].map { Attribute($0, .none) }

  /// The lots, as columns.
  var lotRows: [[Attribute]] {
    lots.map { lot in
      let values: [AttributeValue] = [
        .text(code(of: lot)), AttributeValue(lot.group < 0 ? nil : campaign.groups[Int(lot.group)].name),
        AttributeValue(lot.plan?.lot), AttributeValue(lot.plan?.sample), AttributeValue(lot.plan?.accepted),
        AttributeValue(probability: lot.plan?.riskOfGood), AttributeValue(probability: lot.plan?.riskOfBad),
        AttributeValue(lot.plan.map { $0.isHypergeometric ? "hypergeometric" : "binomial" }),
        .integer(lot.confirmed), .integer(lot.notConfirmed), .integer(lot.notReached),
        AttributeValue(probability: lot.rate?.share),
        AttributeValue(probability: lot.rate?.interval.lowerBound),
        AttributeValue(probability: lot.rate?.interval.upperBound), AttributeValue(lot.verdict?.rawValue),
        .integer(lot.beyond),
      ]
      return zip(SampleRows.lotColumns, values).map { Attribute($0.name, $1) }
    }
  }

  func json(_ ledger: CampaignLedger, _ rules: RecheckRules, seed: UInt64, withTargets: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.heading(of: ledger)
    // Large seeds are no JSON integers.
    writer.member("seed", .text(String(seed)))
    writer.key("rules")
    writer.object([
      Attribute("recheck_good", AttributeValue(share: rules.good)),
      Attribute("recheck_bad", AttributeValue(share: rules.bad)),
      Attribute("recheck_risk_good", AttributeValue(share: rules.riskOfGood)),
      Attribute("recheck_risk_bad", AttributeValue(share: rules.riskOfBad)),
    ])
    writer.rows(lotRows, name: "lots")
    if withTargets { writer.rows(targets) }
    return writer.ended()
  }
}

extension AttributeValue {
  /// A probability to twelve decimals: as exact as anybody checks it, and the same whatever the machine's logarithms do.
  fileprivate init(probability: Double?) {
    self = probability.map { .real(($0 * 1e12).rounded() / 1e12) } ?? .none
  }
}

/// A recheck sample as tables for a terminal.
struct SampleText {
  let rows: SampleRows
  let language: Language

  /// The targets to check, and under them what each lot may have of untrue ones.
  func list() -> String {
    guard !rows.lots.isEmpty else { return language.word("nothing is claimed") + "\n" }
    var headers = ["group", "order", "target", "village", "visit", "visited on", "member"]
    if rows.people.isThere { headers += ["name", "address"] }
    headers.append("result")
    var table = TextTable(headers.map { (language.word($0), $0 == "order" ? .right : .left) })
    for row in rows.targets {
      let values = Dictionary(row.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
      func text(_ name: String) -> String {
        switch values[name] {
        case .text(let text): text
        case .integer(let number): grouped(number)
        default: ""
        }
      }
      var cells = ["lot", "order", "target", "village_name", "visit", "claimed_on", "claimed_by"].map(text)
      cells[0] = language.word(cells[0])
      if rows.people.isThere { cells += ["target_name", "target_address"].map(text) }
      table.add(cells + [language.word(text("result"))])
    }
    return table.text + "\n" + lots()
  }

  func lots() -> String {
    guard !rows.lots.isEmpty else { return language.word("nothing is claimed") + "\n" }
    let headers = [
      "group", "name", "claims", "to check", "may be untrue", "risk to a good group", "risk from a bad group",
      "confirmed", "not confirmed", "not reached", "rate", "95 % interval", "verdict", "beyond the sample",
    ]
    let left: Set = ["group", "name", "verdict"]
    var table = TextTable(headers.map { (language.word($0), left.contains($0) ? .left : .right) })
    for lot in rows.lots {
      guard let plan = lot.plan else { continue }
      table.add([
        language.word(rows.code(of: lot)),
        lot.group < 0 ? "" : language.groupName(rows.campaign.groups[Int(lot.group)]) ?? "",
        grouped(plan.lot), grouped(plan.sample), grouped(plan.accepted), percent(plan.riskOfGood),
        percent(plan.riskOfBad), grouped(lot.confirmed), grouped(lot.notConfirmed), grouped(lot.notReached),
        percent(lot.rate?.share),
        lot.rate.map { "\(percent($0.interval.lowerBound)) – \(percent($0.interval.upperBound))" } ?? "",
        lot.verdict.map { language.word($0.rawValue) } ?? "", lot.beyond == 0 ? "" : grouped(lot.beyond),
      ])
    }
    return table.text + otherSample
  }

  /// Results that are all beside the sample were asked for by another one.
  private var otherSample: String {
    let lost = rows.lots.filter { $0.beyond > 0 && $0.confirmed + $0.notConfirmed + $0.notReached == 0 }
    guard !lost.isEmpty else { return "" }
    let (count, lots) = (lost.reduce(0) { $0 + $1.beyond }, lost.map { rows.code(of: $0) })
    return language == .english
      ? """
      \(counted(count, "result")) of \(lots.joined(separator: ", ")) \(count == 1 ? "is" : "are") of no target of this sample: give \
      --seed and --as-of as when it was drawn

      """
      : "\(lots.joined(separator: "、")) 的 \(grouped(count)) 条复核结果不在本样本内：请使用抽样时的 --seed 和 --as-of\n"
  }
}
