internal import CampaignModel
internal import Cartography
internal import CoverageAnalysis

/// What the words of a report mean, for whoever was not at the table when they were chosen.
extension ReportContent {
  func definitions() -> Brief.Section? {
    let settings = campaign.settings
    let terms: [Brief.Term?] = [
      term(
        "Target", "应访对象", "A household or enterprise that must be visited. Each is counted once.",
        "必须走访的户或企业，每个只计一次。"),
      term(
        "Expected", "应访数",
        "The targets on the roster that are not excluded: the denominator of coverage. Excluded ones are in no figure.",
        "名册上的对象，免访的除外，即走访率的分母；免访的不计入任何数字。"),
      term(
        "Visited", "已访",
        "A target with at least one effective visit\(round.map { " in the round \($0)" } ?? ""), that is with the outcome \(outcomes(.english)).",
        "至少有一次有效走访的对象\(round.map { "（轮次 \($0) 内）" } ?? "")：走访结果为\(outcomes(.simplifiedChinese))。"),
      term(
        "Coverage", "走访率",
        "Visited ÷ expected. Never rounded up to 100 % or down to 0 %; a place with nothing expected has none.",
        "已访 ÷ 应访。不会四舍五入到 100% 或 0%；无应访对象的地方没有走访率。"),
      term(
        "Reached", "已走访（地）",
        "A village or grid cell with at least one visited target, of those that have targets.",
        "至少有一个对象已访的行政村或格网单元；分母为有应访对象的地方。"),
      term(
        "Visits made", "户次",
        "All visits, effective or not, repeated ones too. More than the targets visited.",
        "所有走访次数，包括无效的和重复的，因此多于已访对象数。"),
      figures.totals.priority.expected == 0
        ? nil
        : term(
          "Priority target", "重点对象", "A target of a category that must be visited first.", "属于必须优先走访类别的对象。"),
      term(
        "Reason of a gap", "盲区原因",
        "The first that applies: in no known village, no group responsible, never visited, revisit due, else the outcome of the latest failed visit.",
        "按次序取第一个适用者：不在任何行政村、无责任工作组、从未走访、应回访，否则为最近一次未成走访的结果。"),
      term(
        "Area", "未访片区",
        "At least \(settings.gapAreaMinimum) targets not visited that lie within \(metres(settings.gapAreaDistance)) of one another, in one village.",
        "同一行政村内相距 \(metres(settings.gapAreaDistance)) 以内、至少 \(settings.gapAreaMinimum) 个的未访对象。"),
      figures.trend.days.isEmpty
        ? nil
        : term(
          "First visit, revisit", "首访、回访",
          "A target's earliest effective visit; any other visit after one. First visits of all days add up to the targets visited.",
          "首访为对象最早的有效走访，其后的走访为回访。各日首访之和等于已访对象数。"),
      figures.trend.campaign.forecast == nil
        ? nil
        : term(
          "Forecast, 80 % range", "预测与 80% 区间",
          "The middle of a thousand courses drawn from recent days; four of five lie in the range. It knows nothing of why targets are left.",
          "由近日进度随机推演一千次取中位，五次中有四次落在区间内，未计盲区原因。"),
      figures.issues.isEmpty
        ? nil
        : term(
          "Closure rate, success rate", "办结率、成功率",
          "Resolved ÷ filed; resolved ÷ handled. Filed = resolved + escalated + open.",
          "办结 ÷ 已登记；办结 ÷ 调处。已登记 = 办结 + 上报 + 未结。"),
      figures.issues.isEmpty
        ? nil
        : term(
          "Overdue", "逾期", "Not resolved by its due day, else within the limit of its kind.", "未在到期日或该类时限内办结。"
        ),
      term(
        "Withheld", "隐去",
        "Counts of priority targets from 1 to \(suppression.threshold - 1) are not handed out, nor others from which they could be worked out.",
        "重点对象数为 1 至 \(suppression.threshold - 1) 的不公布，可推算出它们的数字也不公布。"),
    ]
    return Brief.Section(
      "definitions", say("What the words mean", "指标说明"), [.terms(terms.compactMap { $0 })], startsSheet: true)
  }

  private var round: String? { figures.ledger.round?.name }

  private func outcomes(_ language: Language) -> String {
    let outcomes = campaign.settings.effectiveOutcomes
    return Outcome.allCases.filter { outcomes.contains($0) }.map {
      language == .english ? $0.rawValue : $0.chinese
    }
    .joined(separator: language.say(" or ", "或"))
  }

  private func term(
    _ english: String, _ chinese: String, _ englishMeaning: String, _ chineseMeaning: String
  ) -> Brief.Term {
    Brief.Term(say(english, chinese), say(englishMeaning, chineseMeaning))
  }
}
