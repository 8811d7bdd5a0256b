internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis

/// What is not covered and why, and who is how far: the sections about places and people's work.
extension ReportContent {
  /// The most rows of a list of places: what a meeting can talk about. The rest is counted.
  static let longestList = 20
  /// Below so many targets a pace says nothing of when the last one will be visited.
  static let fewTargets = 5

  // MARK: Names

  func townshipName(_ row: CoverageRow) -> String {
    if row.code == CoverageRow.noneCode { return language.word(row.code) }
    guard language == .english else { return row.name ?? row.code }
    let village = campaign.villages.first { $0.townshipKey == row.code }
    return village?.townshipEnglish ?? row.name ?? row.code
  }

  func villageName(_ village: Village) -> String {
    language == .english ? village.nameEnglish ?? village.name : village.name
  }

  func townshipName(_ village: Village?) -> String {
    (language == .english ? village?.townshipEnglish ?? village?.township : village?.township) ?? ""
  }

  func groupName(_ group: WorkingGroup) -> String {
    [group.id.text, language.shortGroupName(group)].compactMap { $0 }.joined(separator: " ")
  }

  private func groupName(id: String?) -> String {
    id.flatMap { id in campaign.groups.first { $0.id.text == id } }.map(groupName) ?? id ?? "–"
  }

  private func village(_ code: String) -> Village? { campaign.villages.first { $0.code.text == code } }

  /// Villages with targets of which none is visited: must-visit villages first, then by the number of gaps.
  var unvisitedVillages: [CoverageRow] {
    figures.ledger.placeGaps(by: .village).filter {
      $0.status == .unvisited && $0.code != CoverageRow.noneCode
    }
  }

  // MARK: Gaps

  func gaps() throws -> Brief.Section? {
    let targets = figures.totals.targets
    guard targets.visited < targets.expected else { return nil }
    return Brief.Section(
      "gaps", say("What is not covered, and why", "盲区及原因"),
      [.table(reasonTable())]
        + [unvisitedTable(), worstTable(), try areaTable()].compactMap { $0 }.map { .table($0) })
  }

  private func reasonTable() -> Brief.Table {
    let totals = figures.totals
    let left = totals.targets.expected - totals.targets.visited
    let reasons = GapReason.allCases.filter { totals.gaps[$0, default: 0] > 0 }
      .sorted { (totals.gaps[$0] ?? 0, $1) > (totals.gaps[$1] ?? 0, $0) }
    return Brief.Table(
      say("Targets not visited, each with its one reason", "未访对象及其原因（每个对象一个原因）"),
      [
        .init(head("reason")), .init(say("Targets", "对象"), .number),
        .init(say("Share of all", "占比"), .share), .init(say("What helps", "下一步")),
      ],
      rows: reasons.map { reason in
        let count = totals.gaps[reason] ?? 0
        let share = Double(count) / Double(max(left, 1))
        return [
          .init(language.word(reason.name)), .init(grouped(count)), .init(percent(share), share: share),
          .init(nextStep(reason)),
        ]
      },
      total: [.init(head("total")), .init(grouped(left)), "", ""])
  }

  private func nextStep(_ reason: GapReason) -> String {
    switch reason {
    case .noKnownVillage: say("Correct their coordinates or village", "核对坐标或所属行政村")
    case .noGroup: say("Give their ground to a group", "落实责任工作组")
    case .neverVisited: say("A first visit by the responsible group", "由责任工作组上门首访")
    case .revisitDue: say("A new visit: the last is too long ago", "按期回访")
    case .nobodyHome: say("Come again in the evening, or by appointment", "错时或预约再访")
    case .refused: say("Another visitor, or one they know goes along", "换人或由熟人陪同再访")
    case .inaccessible: say("Ask the township for a way to get there", "请乡镇协助解决通行")
    case .movedAway, .notFound: say("Confirm, then correct the roster", "核实后更正名册")
    }
  }

  private func unvisitedTable() -> Brief.Table? {
    let rows = unvisitedVillages
    guard !rows.isEmpty else { return nil }
    let must = figures.ledger.mustVisitCodes
    return Brief.Table(
      say(
        "Villages in which nobody has been visited\(must.isEmpty ? "" : ", must-visit villages first")",
        "完全未走访的行政村\(must.isEmpty ? "" : "（必访村在前）")"),
      [
        .init(head("village")), .init(head("township")), .init(head("group")),
        .init(say("Targets expected", "应访对象"), .number),
      ] + (must.isEmpty ? [] : [.init(head("first call"))]),
      rows: rows.prefix(Self.longestList).map { row in
        let village = village(row.code)
        return [
          .init(village.map(villageName) ?? row.code), .init(townshipName(village)),
          .init(groupName(id: row.group)),
          .init(grouped(row.targets.expected)),
        ] + (must.isEmpty ? [] : [.init(must.contains(row.code) ? language.word("must visit") : "")])
      }, note: omitted(rows.count))
  }

  private func worstTable() -> Brief.Table? {
    let rows = figures.ledger.placeGaps(by: .village)
      .filter { $0.status == .partial && $0.code != CoverageRow.noneCode }
      .sorted {
        ($0.targets.visited - $0.targets.expected, Identifier($0.code))
          < ($1.targets.visited - $1.targets.expected, Identifier($1.code))
      }
    guard !rows.isEmpty else { return nil }
    return Brief.Table(
      say("Villages with most targets left", "未访对象最多的行政村"),
      [
        .init(head("village")), .init(head("township")), .init(head("group")),
        .init(say("Not visited", "未访"), .number), .init(say("Coverage of targets", "对象走访率"), .share),
        .init(say("Main reason", "主要原因")),
      ],
      rows: rows.prefix(Self.longestList).map { row in
        let village = village(row.code)
        return [
          .init(village.map(villageName) ?? row.code), .init(townshipName(village)),
          .init(groupName(id: row.group)),
          .init(grouped(row.targets.expected - row.targets.visited)),
          .init(percent(row.targets.coverage), share: row.targets.coverage),
          .init(row.gapReason.map { language.word($0.name) } ?? ""),
        ]
      }, note: omitted(rows.count))
  }

  private func areaTable() throws -> Brief.Table? {
    let projection = try CampaignProjection.resolve(
      campaign.settings, covering: figures.loaded.villageRegions)
    let areas = GapAreas(figures.ledger, whole: figures.ledger, projection: projection).rows.filter {
      $0.kind == .area
    }
    guard !areas.isEmpty else { return nil }
    return Brief.Table(
      say(
        "Where targets not visited lie together: must-visit villages first, then where there are priority targets, then the most",
        "未访对象集中的片区（必访村在前，其次为有重点对象的，再按数量）"),
      [
        .init(say("Area", "片区")), .init(head("township")), .init(head("group")),
        .init(say("Targets", "对象"), .number), .init(say("Main reason", "主要原因")),
        .init(say("Another group is nearer", "更近的其他组")),
      ],
      rows: areas.prefix(Self.longestList).map { area in
        let village = area.village < 0 ? nil : campaign.villages[Int(area.village)]
        let place = village.map(villageName) ?? language.word(CoverageRow.noneCode)
        let near =
          area.nearestGroup < 0 || area.nearestGroup == area.group
          ? nil : campaign.groups[Int(area.nearestGroup)].id.text
        return [
          .init(AreaRows.name(of: area, in: place)), .init(townshipName(village)),
          .init(groupName(id: area.group < 0 ? nil : campaign.groups[Int(area.group)].id.text)),
          .init(grouped(area.targets.count)), .init(area.reason.map { language.word($0.name) } ?? ""),
          .init(
            near.map { [$0, area.nearestMetres.map(metres)].compactMap { $0 }.joined(separator: " · ") }
              ?? "–"),
        ]
      },
      note: [
        omitted(areas.count),
        say(
          "Another group is nearer where its people made the nearest visit; – where the responsible group did.",
          "更近的其他组：离片区最近的走访由该组完成；“–”表示由责任工作组完成。"),
      ].filter { !$0.isEmpty }.joined(separator: " "))
  }

  /// What a list leaves out; empty for nothing.
  func omitted(_ count: Int) -> String {
    guard count > Self.longestList else { return "" }
    let rest = count - Self.longestList
    return say("… and \(grouped(rest)) more.", "……另有 \(grouped(rest)) 个。")
  }

  // MARK: Groups

  func groups() -> Brief.Section? {
    let rows = figures.groups.rows.filter { $0.targets.expected > 0 }
    guard !campaign.groups.isEmpty, !rows.isEmpty else { return nil }
    let forecasts = Dictionary(
      figures.trend.groups.compactMap { row in
        row.group.flatMap { $0 < 0 ? nil : (campaign.groups[$0].id.text, row.forecast) }
      }, uniquingKeysWith: { first, _ in first })
    let groupOfID = Dictionary(
      campaign.groups.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
    let end = figures.trend.end
    let sorted = rows.sorted {
      ($0.households.coverage ?? 1, $0.targets.coverage ?? 1, Identifier($0.code))
        < ($1.households.coverage ?? 1, $1.targets.coverage ?? 1, Identifier($1.code))
    }
    func outlook(_ code: String) -> [Brief.Table.Cell] {
      guard let forecast = forecasts[code] ?? nil else { return ["–", "–"] }
      if !forecast.isFinished && forecast.remaining < Self.fewTargets {
        return [
          .init(tenths(forecast.pace)),
          .init(say("\(forecast.remaining) to go", "仅余 \(forecast.remaining) 个")),
        ]
      }
      let finish =
        forecast.isFinished
        ? language.word("finished") : forecast.finish?.description ?? say("not in sight", "尚难预计")
      let isLate = end.map { forecast.misses($0) } ?? false
      return [
        .init(tenths(forecast.pace)), .init(isLate ? "\(finish) · \(say("late", "预计逾期"))" : finish),
      ]
    }
    let table = Brief.Table(
      say("Groups, the least coverage of households first", "各工作组（户走访率低者在前）"),
      [Brief.Table.Column(head("group"))] + coverageColumns + [
        .init(say("First visits a day", "日均首访"), .number), .init(say("Likely finished", "预计完成")),
      ],
      rows: sorted.map { row in
        [.init(groupOfID[row.code].map(groupName) ?? language.word(row.code))] + coverageCells(row)
          + outlook(row.code)
      },
      total: [.init(head("total"))] + coverageCells(figures.groups.totals) + ["", ""],
      note: say(
        "A group's row counts the targets it is responsible for, whoever visited them.",
        "各组的数字为其负责的对象，不论由谁走访。"))
    return Brief.Section("groups", say("Groups compared", "各工作组进度"), [.table(table)])
  }

  func tenths(_ number: Double) -> String {
    let tenths = Int((min(number, 1e12) * 10).rounded())
    return "\(grouped(tenths / 10)).\(tenths % 10)"
  }
}
