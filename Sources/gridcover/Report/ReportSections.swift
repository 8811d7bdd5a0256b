internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis

/// The sections about time, priority targets, the register, verified visits and changes. Each is there if there is something
/// to tell.
extension ReportContent {
  // MARK: Trend

  func trend() -> Brief.Section? {
    let trend = figures.trend
    guard !trend.days.isEmpty else { return nil }
    let figure = TrendFigure(trend, of: figures.ledger, language: language)
    let picture = Brief.Picture(
      .trend(figure),
      caption: say(
        "Above: the share of expected targets visited so far, an even pace from the first day to the last (nobody's plan), and the forecast; four of five foreseen courses lie in the shaded fan. Below: effective visits of each day.",
        "上图：累计走访率、匀速参考线与预测，阴影为 80% 的预测区间。下图：每日有效走访次数。"),
      description: chartDescription)
    return Brief.Section(
      "trend", say("How fast, and until when", "进度与预测"), [.picture(picture), .table(weekTable())])
  }

  private var chartDescription: String {
    let trend = figures.trend
    let tally = trend.campaign.targets
    let last = trend.days.last?.day.description ?? ""
    let finish = trend.campaign.forecast?.finish?.description
    return say(
      "Chart of visits by day and of the share visited: \(percent(tally.coverage)) by \(last)\(finish.map { ", all likely by \($0)" } ?? "").",
      "每日走访与累计走访率图：截至 \(last) 为 \(percent(tally.coverage))\(finish.map { "，预计 \($0) 完成" } ?? "")。")
  }

  /// The last weeks, from Monday to Sunday.
  private func weekTable() -> Brief.Table {
    struct Week {
      var first: LocalDate
      var last: LocalDate
      var visits = 0
      var firstVisits = 0
      var revisits = 0
      var visited = 0
    }
    var weeks: [Week] = []
    for day in figures.trend.days {
      // 1970-01-01 was a Thursday.
      let isMonday = (Int(day.day.dayNumber) + 3) % 7 == 0
      if weeks.isEmpty || isMonday { weeks.append(Week(first: day.day, last: day.day)) }
      let i = weeks.count - 1
      weeks[i].last = day.day
      weeks[i].visits += day.visits
      weeks[i].firstVisits += day.firstVisits
      weeks[i].revisits += day.revisits
      weeks[i].visited = day.visited
    }
    let expected = figures.trend.campaign.targets.expected
    let shown = weeks.suffix(8)
    return Brief.Table(
      shown.count < weeks.count
        ? say("The last \(shown.count) weeks", "最近 \(shown.count) 周") : say("Week by week", "各周走访情况"),
      [
        .init(say("Week", "周")), .init(say("Visits", "走访次数"), .number),
        .init(say("First visits", "首访"), .number), .init(say("Revisits", "回访"), .number),
        .init(say("Targets visited by then", "累计已访对象"), .number), .init(say("Coverage", "走访率"), .share),
      ],
      rows: shown.map { week in
        let coverage = Tally(expected: expected, visited: week.visited).coverage
        return [
          .init(week.first == week.last ? "\(week.first)" : "\(week.first) – \(week.last)"),
          .init(grouped(week.visits)), .init(grouped(week.firstVisits)), .init(grouped(week.revisits)),
          .init(grouped(week.visited)), .init(percent(coverage), share: coverage),
        ]
      })
  }

  // MARK: Priority

  func priority() -> Brief.Section? {
    let rows = figures.categories.rows.filter { $0.targets.expected > 0 }
    guard !rows.isEmpty else { return nil }
    guard let told = publicPriority.categories(rows) else { return nil }
    let isAnyWithheld = told.contains { if case .open = $0 { false } else { true } }
    let table = Brief.Table(
      say("Targets by category", "各类别走访情况"),
      [
        .init(head("category")), .init(say("Expected", "应访"), .number),
        .init(say("Visited", "已访"), .number), .init(say("Coverage", "走访率"), .share),
        .init(say("Share asked for", "应达比例"), .number),
      ],
      rows: zip(rows, told).map { row, figure in
        let figures: [Brief.Table.Cell] =
          switch figure {
          case .open(let tally):
            [
              .init(grouped(tally.expected)), .init(grouped(tally.visited)),
              .init(percent(tally.coverage), share: tally.coverage),
            ]
          case .expected(let count): [.init(grouped(count)), "–", "–"]
          case .withheld(let isSmall): [.init(isSmall ? "<\(suppression.threshold)" : "–"), "–", "–"]
          }
        return [.init(language.word(row.code))] + figures + [.init(percent(row.targetShare))]
      },
      note: say(
        "Categories overlap and are not summed.", "各类别有重叠，不能相加。")
        + (isAnyWithheld
          ? say(
            " Counts below \(suppression.threshold), and others from which they could be worked out, are withheld.",
            "小于 \(suppression.threshold) 的数字及可推算出它们的数字均已隐去。") : ""))
    return Brief.Section("priority", say("Priority categories", "重点对象类别"), [.table(table)])
  }

  // MARK: Register

  var registerTotal: RegisterRow {
    IssueRegister.total(of: registerRows { $0.kind }, key: "total")
  }

  private func registerRows(by key: (Issue) -> String?) -> [RegisterRow] {
    IssueRegister.summarise(
      figures.issues, asOf: figures.request.asOf, limits: campaign.settings.issueLimits, by: key)
  }

  func register() -> Brief.Section? {
    let kinds = registerRows { $0.kind }
    guard !kinds.isEmpty else { return nil }
    func cells(_ row: RegisterRow) -> [Brief.Table.Cell] {
      [row.filed, row.handled, row.resolved, row.escalated, row.open, row.overdue].map { .init(grouped($0)) }
        + [
          .init(percent(row.closureRate), share: row.closureRate), .init(percent(row.successRate)),
        ]
    }
    let columns: [Brief.Table.Column] =
      ["filed", "handled", "resolved", "escalated", "open", "overdue"].map { .init(head($0), .number) }
      + [.init(head("closure rate"), .share), .init(head("success rate"), .number)]
    let byKind = Brief.Table(
      say("Issues by kind", "各类事项"), [.init(head("kind"))] + columns,
      rows: kinds.map { [.init(language.word($0.key))] + cells($0) },
      total: [.init(head("total"))] + cells(registerTotal))
    let townships = registerRows { $0.village < 0 ? nil : campaign.villages[Int($0.village)].townshipKey }
    let nameOfKey = Dictionary(
      figures.townships.rows.map { ($0.code, townshipName($0)) }, uniquingKeysWith: { first, _ in first })
    let byTownship = Brief.Table(
      say("Issues by township", "各乡镇事项"), [.init(head("township"))] + columns,
      rows: townships.map { [.init(nameOfKey[$0.key] ?? language.word($0.key))] + cells($0) },
      total: [.init(head("total"))] + cells(registerTotal))
    return Brief.Section(
      "register", say("Issue register", "台账"), [.table(byKind), .table(byTownship)])
  }

  // MARK: Claimed and verified

  /// What visits claim beside what their GPS fixes prove; nothing until visits are audited.
  func verified() -> Brief.Section? {
    verified(
      figures.groups.rows.filter { $0.households.expected > 0 }, totals: figures.groups.totals,
      name: { row in
        campaign.groups.first { $0.id.text == row.code }.map(groupName) ?? language.word(row.code)
      })
  }

  func verified(
    _ rows: [CoverageRow], totals: CoverageRow, name: (CoverageRow) -> String
  ) -> Brief.Section? {
    guard totals.householdsVerified != nil else { return nil }
    func cells(_ row: CoverageRow) -> [Brief.Table.Cell] {
      let proven = row.householdsVerified.map { Tally(expected: row.households.expected, visited: $0) }
      return [
        .init(grouped(row.households.expected)), .init(grouped(row.households.visited)),
        .init(percent(row.households.coverage)), .init(row.householdsVerified.map(grouped) ?? "–"),
        .init(percent(proven?.coverage), share: proven?.coverage),
        .init(row.householdsUnproven.map(grouped) ?? "–"),
      ]
    }
    let table = Brief.Table(
      say("Households visited: claimed and verified", "户走访：上报与核实"),
      [
        .init(head("group")), .init(say("Expected", "应访户"), .number),
        .init(say("Claimed", "上报已访"), .number), .init(say("Claimed coverage", "上报走访率"), .number),
        .init(say("Verified", "核实已访"), .number), .init(say("Verified coverage", "核实走访率"), .share),
        .init(say("Unproven", "未能核实"), .number),
      ],
      rows: rows.map { [.init(name($0))] + cells($0) },
      total: [.init(head("total"))] + cells(totals),
      note: say(
        "Verified: an effective visit with a GPS fix and no flag. Unproven: unflagged visits without a fix only. The rest has flagged visits only.",
        "核实：有定位且无存疑的有效走访。未能核实：只有无定位的走访且无存疑。其余只有存疑走访。"))
    return Brief.Section(
      "verified", say("Claimed and verified", "上报与核实"),
      [.table(table)] + (recheckTable().map { [.table($0)] } ?? []))
  }

  /// What was found where claims were looked at once more; nil without rechecks.
  private func recheckTable() -> Brief.Table? {
    let lots = figures.rechecks
    guard !lots.isEmpty else { return nil }
    var sum = RecheckLot(group: -1)
    for lot in lots {
      sum.confirmed += lot.confirmed
      sum.notConfirmed += lot.notConfirmed
      sum.notReached += lot.notReached
    }
    func cells(_ lot: RecheckLot) -> [Brief.Table.Cell] {
      let range = lot.rate.map {
        "\(percent($0.interval.lowerBound)) – \(percent($0.interval.upperBound))"
      }
      return [lot.confirmed, lot.notConfirmed, lot.notReached].map { .init(grouped($0)) }
        + [.init(percent(lot.rate?.share), share: lot.rate?.share), .init(range ?? "–")]
    }
    return Brief.Table(
      say("Rechecks of claimed targets", "已访对象复核结果"),
      [
        .init(head("group")), .init(head("confirmed"), .number), .init(head("not confirmed"), .number),
        .init(head("not reached"), .number), .init(say("Share confirmed", "属实率"), .share),
        .init(head("95 % interval"), .number),
      ],
      rows: lots.map { lot in
        [
          .init(
            lot.group < 0 ? language.word(CoverageRow.noneCode) : groupName(campaign.groups[Int(lot.group)]))
        ]
          + cells(lot)
      },
      total: [.init(head("total"))] + cells(sum),
      note: say(
        "The latest recheck of each target counts; the share is of those who could be asked. Whether a group passes is said by `gridcover sample --by lot`, with the seed by which its sample was drawn.",
        "每个对象以最近一次复核为准；属实率以能问到的为分母。各组是否通过，见 `gridcover sample --by lot`（须用抽样时的种子）。"))
  }

  // MARK: Changes

  func changes() -> Brief.Section? {
    guard let (whole, byGroup) = figures.changes, let row = whole.changed.first else { return nil }
    let (from, to) = (
      say("\"\(whole.earlier)\"", "“\(whole.earlier)”") + " (\(whole.days.earlier))",
      "\(say("this report", "本简报")) (\(whole.days.later))"
    )
    let causes = ChangeCause.allCases.filter { row.shares[$0] != nil || whole.difference.records[$0] != nil }
    func cells(_ figures: Figures, _ text: (Int) -> String) -> [Brief.Table.Cell] {
      [figures.households, figures.enterprises].flatMap {
        [.init(text($0.expected)), .init(text($0.visited))]
      }
    }
    let causeTable = Brief.Table(
      say("From \(from) to \(to), cause by cause", "从\(from)到\(to)的变化及原因"),
      [
        .init(head("cause")), .init(head("records"), .number),
        .init(say("Households expected", "应访户"), .number), .init(say("Households visited", "已访户"), .number),
        .init(say("Enterprises expected", "应访企业"), .number),
        .init(say("Enterprises visited", "已访企业"), .number),
      ],
      rows: [[.init(from), ""] + cells(row.before, grouped)]
        + causes.map { cause in
          [
            .init(language.word(cause.name)),
            .init(whole.difference.records[cause].map(grouped) ?? ""),
          ] + cells(row.shares[cause] ?? Figures(), signedCount)
        },
      total: [.init(to), ""] + cells(row.after, grouped),
      note: say(
        "The causes add up exactly. Where two meet, the one that stands first has it.",
        "各原因之和等于总变化；两个原因重合时计入在前者。"))
    let groups = byGroup.difference.rows.filter { $0.after.households.expected > 0 }.sorted { a, b in
      func more(_ row: ExplainedRow) -> Int { row.after.households.visited - row.before.households.visited }
      return (more(a), Identifier(a.code)) < (more(b), Identifier(b.code))
    }
    let groupTable = Brief.Table(
      say("Groups in which least has changed", "变化最小的工作组"),
      [
        .init(head("group")), .init(say("Before", "此前"), .number), .init(say("Now", "现在"), .number),
        .init(say("Households visited since", "其间新增已访户"), .number),
        .init(say("Coverage now", "现走访率"), .share),
      ],
      rows: groups.prefix(Self.longestList).map { row in
        let group = campaign.groups.first { $0.id.text == row.code }
        return [
          .init(group.map(groupName) ?? language.word(row.code)), .init(fraction(row.before.households)),
          .init(fraction(row.after.households)),
          .init(signedCount(row.after.households.visited - row.before.households.visited)),
          .init(percent(row.after.households.coverage), share: row.after.households.coverage),
        ]
      }, note: omitted(groups.count))
    return Brief.Section(
      "changes", say("What changed since \"\(whole.earlier)\", and why", "自“\(whole.earlier)”以来的变化及原因"),
      [.table(causeTable)] + (groups.isEmpty ? [] : [.table(groupTable)]))
  }
}
