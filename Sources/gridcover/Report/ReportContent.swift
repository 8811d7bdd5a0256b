internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis
internal import SpatialCore

extension Language {
  /// A sentence in this language.
  func say(_ english: String, _ chinese: String) -> String { self == .english ? english : chinese }
}

/// What a report says, in the order in which a meeting needs it: where the campaign stands, what is left and why, when it
/// will be finished, by whom, what came of it, what changed.
///
/// It hands out an allow-list: places, groups and counts. Names of members and targets are in none of its sections; counts of
/// priority targets are told for the whole campaign and by category, and where small not at all (``PublicPriority``).
struct ReportContent {
  let figures: ReportFigures
  /// Priority targets as all sections may tell them: decided once, with what the others show in view.
  let publicPriority: PublicPriority
  var suppression: Suppression { publicPriority.suppression }
  var language: Language { figures.language }
  var campaign: Campaign { figures.campaign }

  init(_ figures: ReportFigures) {
    self.figures = figures
    publicPriority = PublicPriority(
      rows: figures.villages.rows, villages: figures.campaign.villages,
      suppression: Suppression(threshold: figures.campaign.settings.smallestCount))
  }

  func say(_ english: String, _ chinese: String) -> String { language.say(english, chinese) }

  /// A word of the glossary as the head of a column or row.
  func head(_ word: String) -> String {
    let text = language.word(word)
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  func brief() throws -> Brief {
    var brief = Brief(
      title: figures.request.title ?? campaign.settings.name,
      language: language == .english ? .english : .chinese)
    brief.subtitle = subtitle
    brief.isMono = figures.request.isMono
    brief.paper = figures.request.paper
    brief.day = figures.day
    brief.source = "\(campaign.settings.name) · gridcover \(Program.version)"
    brief.sections = [
      atAGlance(), try map(), try gaps(), trend(), groups(), priority(), register(), verified(), changes(),
      definitions(),
    ].compactMap { $0 }
    return brief
  }

  private var subtitle: String {
    [
      say("Coverage report", "走访情况简报"), figures.day.map { "\(language.word("as of")) \($0)" },
      figures.request.knownAt.map { "\(say("as known at", "按当时已录入")) \($0.title)" },
      figures.ledger.round.map { "\(language.word("round")) \($0.title)" },
    ].compactMap { $0 }.joined(separator: " · ")
  }

  // MARK: At a glance

  private func atAGlance() -> Brief.Section {
    let totals = figures.totals
    var shown: [Brief.Figure] = []
    func share(_ label: String, _ tally: Tally) {
      guard tally.expected > 0 else { return }
      shown.append(Brief.Figure(label, percent(tally.coverage), of(tally)))
    }
    share(say("Households visited", "已走访户"), totals.households)
    share(say("Enterprises visited", "已走访企业"), totals.enterprises)
    if let priority = priorityFigure { shown.append(priority) }
    share(say("Villages reached", "已走访行政村"), figures.ledger.reach(of: .village))
    share(say("Grid cells reached", "已走访格网单元"), figures.ledger.reach(of: .cell))
    if totals.visits > 0 {
      shown.append(
        Brief.Figure(
          say("Visits made", "走访户次"), grouped(totals.visits),
          say(
            "to \(grouped(totals.targets.visited)) targets visited",
            "已走访对象 \(grouped(totals.targets.visited)) 个")))
    }
    if let forecast = figures.trend.campaign.forecast, !forecast.isFinished {
      let range = forecast.earliest.map { "\($0) – \(forecast.latest?.description ?? "?")" }
      shown.append(
        Brief.Figure(
          say("All visited by (likely)", "预计全部走访完成"),
          forecast.finish?.description ?? say("not in sight", "尚难预计"),
          range.map { say("80 % range \($0)", "80% 区间 \($0)") } ?? ""))
    }
    return Brief.Section(
      "glance", say("Where the campaign stands", "总体情况"),
      [.figures(shown), .points(points())] + notes().map { .note($0) })
  }

  /// `24,310 of 30,377`.
  func of(_ tally: Tally) -> String {
    say(
      "\(grouped(tally.visited)) of \(grouped(tally.expected))",
      "\(grouped(tally.visited)) / \(grouped(tally.expected))")
  }

  private var priorityFigure: Brief.Figure? {
    guard figures.totals.priority.expected > 0 else { return nil }
    let label = say("Priority targets visited", "已走访重点对象")
    switch publicPriority.total {
    case .open(let tally): return Brief.Figure(label, percent(tally.coverage), of(tally))
    case .expected(let count):
      return Brief.Figure(label, "–", say("of \(grouped(count)); withheld", "共 \(grouped(count))；隐去"))
    case .withheld: return Brief.Figure(label, "–", say("withheld", "隐去"))
    }
  }

  private func points() -> [String] {
    let totals = figures.totals
    let targets = totals.targets
    let left = targets.expected - targets.visited
    guard targets.expected > 0 else {
      return [say("No household or enterprise is expected yet.", "尚无应访对象。")]
    }
    var points: [String] = []
    if left == 0 {
      points.append(say("Every expected household and enterprise has been visited.", "所有应访户和企业均已走访。"))
    } else if let reason = totals.gapReason {
      let count = totals.gaps[reason, default: 0]
      points.append(
        say(
          "\(grouped(left)) of \(grouped(targets.expected)) targets are not visited; the main reason is \"\(reason.name)\" (\(grouped(count))).",
          "应访对象 \(grouped(targets.expected)) 个，尚有 \(grouped(left)) 个未走访，主要原因为“\(language.word(reason.name))”（\(grouped(count)) 个）。"
        ))
    }
    let unvisited = unvisitedVillages
    if !unvisited.isEmpty {
      let must = unvisited.count { figures.ledger.mustVisitCodes.contains($0.code) }
      let all = figures.villages.rows.count { $0.targets.expected > 0 && $0.code != CoverageRow.noneCode }
      points.append(
        say(
          "\(grouped(unvisited.count)) of \(grouped(all)) villages have not been reached at all\(must > 0 ? "; \(grouped(must)) of them must be visited first" : "").",
          "\(grouped(all)) 个行政村中有 \(grouped(unvisited.count)) 个完全未走访\(must > 0 ? "，其中必访村 \(grouped(must)) 个" : "")。"
        ))
    }
    points += outlook()
    if let change = figures.changes?.campaign.changed.first {
      let more = change.after.households.visited - change.before.households.visited
      let (name, day) = (figures.changes?.campaign.earlier ?? "", figures.changes?.campaign.days.earlier)
      let when = day.map { " (\($0))" } ?? ""
      points.append(
        say(
          "Since \"\(name)\"\(when): \(signedCount(more)) households visited.",
          "自“\(name)”\(when)以来：已走访户 \(signedCount(more))。"))
    }
    let issues = registerTotal
    if issues.filed > 0 {
      points.append(
        say(
          "Issues: \(grouped(issues.filed)) filed, \(grouped(issues.resolved)) resolved (\(percent(issues.closureRate))), \(grouped(issues.overdue)) overdue.",
          "已登记问题 \(grouped(issues.filed)) 件，办结 \(grouped(issues.resolved)) 件（办结率 \(percent(issues.closureRate))），逾期 \(grouped(issues.overdue)) 件。"
        ))
    }
    return points
  }

  /// Pace, finishing date and campaign's end in one sentence, since each explains the other; then which groups will be late.
  private func outlook() -> [String] {
    guard let forecast = figures.trend.campaign.forecast, !forecast.isFinished else { return [] }
    var points = [paceSentence(forecast)]
    // A handful is visited or not; no pace says when.
    let few = Set(
      figures.trend.groups.filter { $0.forecast.map { $0.remaining < Self.fewTargets } ?? false }.compactMap(
        \.group))
    let late = figures.trend.late.filter { !few.contains($0) }.map { campaign.groups[$0].id.text }
    let all = campaign.groups.count
    guard !late.isEmpty, let end = figures.trend.end else { return points }
    // More than a line of ids is no summary; the table of groups has them all.
    let isList = late.count <= 15 && late.count < all
    points.append(
      say(
        "\(late.count == all ? "None of the \(all) groups will likely be finished" : "\(late.count) of \(all) groups will likely not be finished") by \(end)\(isList ? ": \(late.joined(separator: ", "))" : "; see \"Groups compared\"").",
        "\(late.count == all ? "\(all) 个工作组均可能无法" : "\(all) 个工作组中有 \(late.count) 个可能无法")在 \(end) 前完成\(isList ? "：\(late.joined(separator: "、"))" : "，详见“各工作组进度”")。"
      ))
    return points
  }

  /// What is left, how fast it goes of late, when that leads to the end, and how fast it would have to go.
  private func paceSentence(_ forecast: Forecast) -> String {
    let (left, pace) = (grouped(forecast.remaining), aDay(forecast.pace))
    var english = "Of late \(pace) targets a day are visited for the first time, with \(left) left"
    var chinese = "尚有 \(left) 个对象未访，近期日均首访 \(pace) 个"
    if let finish = forecast.finish {
      english += "; as pace rises and falls from week to week, all will likely be visited by \(finish)"
      chinese += "；考虑每周进度的起伏，预计 \(finish) 全部完成"
      if let earliest = forecast.earliest {
        english +=
          " (four chances in five: \(earliest) to \(forecast.latest?.description ?? "no date in sight"))"
        chinese += "（80% 可能在 \(earliest) 至 \(forecast.latest?.description ?? "尚难预计") 之间）"
      }
    } else {
      english += "; at that pace no finishing date is in sight"
      chinese += "，按此进度尚难预计完成日期"
    }
    if let end = figures.trend.end, let today = figures.day {
      let days = Int(end.dayNumber) - Int(today.dayNumber)
      if days > 0 {
        let needed = grouped((forecast.remaining + days - 1) / days)
        english += ". To be finished by the campaign's end on \(end), \(needed) a day would be needed"
        chinese += "。如要在截止日 \(end) 前完成，日均须达 \(needed) 个"
      } else {
        english += ". The campaign's end was \(end)"
        chinese += "。截止日为 \(end)"
      }
    }
    return say(english + ".", chinese + "。")
  }

  /// Targets a day: a tenth is worth telling where there are few.
  private func aDay(_ number: Double) -> String {
    number < 10 ? tenths(number) : grouped(Int(number.rounded()))
  }

  /// What the figures count, and what they do not.
  private func notes() -> [String] {
    let totals = figures.totals
    var notes: [String] = []
    if totals.excluded > 0 {
      notes.append(
        say(
          "\(counted(totals.excluded, "target")) excluded, in no figure",
          "免访对象 \(grouped(totals.excluded)) 个，不计入任何数字"))
    }
    if totals.missingCoordinates > 0 {
      notes.append(
        say(
          "\(counted(totals.missingCoordinates, "target")) without coordinates, counted in the declared village",
          "\(grouped(totals.missingCoordinates)) 个对象缺坐标，按所填行政村计"))
    }
    if figures.villages.unlistedVisits > 0 {
      notes.append(
        say(
          "\(counted(figures.villages.unlistedVisits, "visit")) to targets not on the roster, not counted",
          "\(grouped(figures.villages.unlistedVisits)) 次走访的对象不在名册上，未计入"))
    }
    guard !notes.isEmpty else { return [] }
    return [notes.joined(separator: say("; ", "；")) + say(".", "。")]
  }

  // MARK: Map

  private static let mostNames = 60

  private func map() throws -> Brief.Section {
    let request = MapRequest(
      workspace: figures.request.workspace, theme: .coverage, unit: .village, part: .all,
      asOf: figures.request.asOf, title: nil, includesTargets: false, language: language)
    var content = try Pipeline.mapContent(request, of: figures.loaded, figures.ledger)
    // Among text a map is small: of many villages it names the townships only.
    if content.places.count > Self.mostNames {
      for i in content.places.indices { content.places[i].name = "" }
    }
    let rows = figures.villages.rows.filter { $0.code != CoverageRow.noneCode }
    func count(_ status: CoverageStatus) -> String { grouped(rows.count { $0.status == status }) }
    let picture = Brief.Picture(
      .map(content),
      caption: say(
        "Coverage of households and enterprises by village\(figures.day.map { ", as of \($0)" } ?? "").",
        "各行政村户与企业走访率\(figures.day.map { "（截至 \($0)）" } ?? "")。"),
      description: say(
        "Map of \(grouped(rows.count)) villages by coverage: \(count(.covered)) wholly visited, \(count(.partial)) in part, \(count(.unvisited)) not at all, \(count(.empty)) with nothing expected.",
        "\(grouped(rows.count)) 个行政村走访率图：全覆盖 \(count(.covered)) 个，部分走访 \(count(.partial)) 个，完全未走访 \(count(.unvisited)) 个，无应访对象 \(count(.empty)) 个。"
      ))
    return Brief.Section(
      "map", say("Where: the map", "走访分布"), [.picture(picture), .table(townshipTable())])
  }

  private func townshipTable() -> Brief.Table {
    let rows = figures.townships.rows.filter { $0.code != CoverageRow.noneCode || $0.targets.expected > 0 }
    return Brief.Table(
      say("Coverage by township", "各乡镇走访情况"),
      [Brief.Table.Column(head("township"))] + coverageColumns,
      rows: rows.map { [Brief.Table.Cell(townshipName($0))] + coverageCells($0) },
      total: [Brief.Table.Cell(head("total"))] + coverageCells(figures.townships.totals))
  }

  var coverageColumns: [Brief.Table.Column] {
    [
      .init(say("Households visited / expected", "户（已访/应访）"), .number),
      .init(say("Coverage of households", "户走访率"), .share),
    ]
      + (hasEnterprises ? [.init(say("Enterprises visited / expected", "企业（已访/应访）"), .number)] : [])
      + [.init(say("Targets not visited", "未访对象"), .number)]
  }

  func coverageCells(_ row: CoverageRow) -> [Brief.Table.Cell] {
    [
      .init(fraction(row.households)),
      .init(percent(row.households.coverage), share: row.households.coverage),
    ]
      + (hasEnterprises ? [.init(fraction(row.enterprises))] : [])
      + [.init(grouped(row.targets.expected - row.targets.visited))]
  }

  private var hasEnterprises: Bool { figures.totals.enterprises.expected > 0 }

  /// `visited / expected`.
  func fraction(_ tally: Tally) -> String {
    tally.expected == 0 ? "–" : "\(grouped(tally.visited)) / \(grouped(tally.expected))"
  }
}

/// A change with its sign.
func signedCount(_ number: Int) -> String {
  number == 0 ? "0" : number > 0 ? "+" + grouped(number) : "−" + grouped(-number)
}
