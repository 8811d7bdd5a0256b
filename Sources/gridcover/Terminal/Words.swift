internal import ArgumentParser
internal import CampaignModel

/// The language of tables on a terminal. Files keep English column names in both.
enum Language: String, ExpressibleByArgument, CaseIterable, Sendable {
  case english = "en"
  case simplifiedChinese = "zh-Hans"

  /// A word or phrase of the glossary in this language.
  func word(_ english: String) -> String {
    self == .english ? english : Language.chinese[english] ?? english
  }

  private static let chinese: [String: String] = [
    "code": "代码", "name": "名称", "township": "乡镇", "group": "工作组", "households": "户（已访/应访）",
    "coverage": "走访率", "enterprises": "企业（已访/应访）", "priority": "重点对象（已访/应访）", "visits": "户次",
    "last visit": "最近走访", "status": "状态", "target met": "达标", "targets visited": "已访对象",
    "visits by members": "本组走访", "yes": "是", "no": "否", "village": "行政村", "cell": "格网单元", "reason": "原因",
    "gaps": "未访", "id": "编号", "kind": "类别", "campaign": "走访活动", "total": "合计", "mark": "标记",
    "covered": "全覆盖", "partial": "部分", "unvisited": "未走访", "empty": "空白", "excluded": "免访",
    "in no known village": "不在任何行政村", "no working group responsible": "无责任工作组",
    "never visited": "从未走访", "revisit due": "应回访", "nobody home": "无人", "refused": "拒访",
    "inaccessible": "无法到达", "moved away": "迁出", "not found": "查无此户", "missing coordinates": "缺坐标",
    "filed": "已登记", "handled": "调处", "resolved": "办结", "escalated": "上报", "open": "未结", "overdue": "逾期",
    "people": "涉及人数", "closure rate": "办结率", "success rate": "成功率", "household": "户",
    "enterprise": "企业", "category": "重点对象类别", "batch": "批次", "member": "走访人员", "county": "县",
    "(none)": "（无）", "villages reached": "已走访行政村", "cells reached": "已走访格网单元",
    "Coverage of households and enterprises, by village": "户与企业走访率图 · 按行政村",
    "Coverage of households and enterprises, by cell": "户与企业走访率图 · 按格网单元",
    "Ground of the working groups, by village": "工作组责任分片图 · 按行政村",
    "Ground of the working groups, by cell": "工作组责任分片图 · 按格网单元",
    "Households and enterprises not yet visited, by village": "未走访户与企业分布图 · 按行政村",
    "Households and enterprises not yet visited, by cell": "未走访户与企业分布图 · 按格网单元",
    "Open issues, by village": "未结台账分布图 · 按行政村",
    "Flagged visits, by village": "存疑走访分布图 · 按行政村", "Flagged visits, by cell": "存疑走访分布图 · 按格网单元",
    "as of": "截至", "projection": "投影", "source": "数据来源", "households visited": "已走访户",
    "enterprises visited": "已走访企业",
    "priority targets visited": "已走访重点对象", "targets not yet visited": "尚未走访对象",
    "villages with gaps": "有盲区行政村",
    "cells with gaps": "有盲区格网单元", "villages not visited at all": "完全未走访行政村",
    "cells not visited at all": "完全未走访格网单元",
    "working groups": "工作组", "villages shared out": "已分片行政村", "cells shared out": "已分片格网单元",
    "targets expected": "应访对象",
    "issues filed": "已登记问题", "issues resolved": "已办结", "issues open": "未结", "issues overdue": "逾期",
    "targets without coordinates": "个对象缺坐标", "targets excluded": "个对象免访",
    "townships reached": "已走访乡镇", "spread": "走访分散度", "round": "轮次", "missed": "未达标", "other": "其他",
    "priority targets": "重点对象",
    "target share": "应达比例", "still needed": "还差", "targets": "对象（已访/应访）", "(other)": "（其他）",
    "no target has this category": "没有对象属于此类", "from": "起", "to": "止", "approved by": "批准人",
    "a target stands under the first of its categories, in this order": "一个对象只列入其第一个类别，次序为",
    "not on the roster": "不在名册上", "not begun": "未开始", "over": "已结束", "repeated": "重复", "age": "天数",
    "issues": "件数", "first": "最早登记", "last": "最近登记", "dispute": "矛盾纠纷", "question": "问题",
    "suggestion": "建议", "place": "地点", "target": "对象",
    "visits to unlisted targets": "次走访的对象不在名册上", "rows overlap and are not summed": "各行有重叠，不能相加",
    "cause": "原因", "records": "条数", "line": "记录号", "plan": "分片方案",
    "taken at (UTC)": "形成时间（UTC）",
    "households expected": "应访户", "enterprises expected": "应访企业",
    "nothing has changed": "没有变化", "now": "现在", "outside the log": "记录之外的改动",
    "revisits due": "到期应回访", "new visits": "新走访", "visits entered late": "补录走访", "visits corrected": "走访更正",
    "targets added": "新增对象", "targets withdrawn": "撤销对象", "targets corrected": "对象更正", "exclusions": "免访",
    "boundaries or cells redrawn": "边界或格网调整", "plan changed": "分片调整", "settings changed": "设置更改",
    "area": "未访片区", "scattered": "零散", "first call": "优先", "must visit": "必访村", "responsible": "责任工作组",
    "priority gaps": "重点对象未访", "leader": "组长", "nearest group": "最近工作组", "distance": "距离", "households ": "户",
    "enterprises ": "企业", "region": "未访连片", "cells": "格网单元", "area km²": "面积 km²",
    "day": "日期", "first visits": "首访", "revisits": "回访", "visited": "已访", "course": "走势", "a day": "日均",
    "Effective visits by day, and the share of targets visited": "每日有效走访与累计走访率",
    "finish": "预计完成", "80 % range": "80 % 区间", "days": "天数", "effective": "有效走访",
    "finished": "已完成", "not at this pace": "按目前进度无法完成", "end": "截止", "will likely miss it": "预计逾期",
    "all groups": "所有工作组",
    "far outside the campaign's dates, on no day above": "次走访日期远在活动起止日期之外，未计入上列各日",
    "visited by": "已访，截至", "first visits a day": "户首访/日", "to go": "待访",
    "claimed": "申报已访", "verified": "已核实", "unproven": "未证实", "doubtful": "存疑", "verified share": "核实率",
    "with fix": "有定位", "flagged": "存疑户次", "flag": "疑点", "threshold": "阈值（设置项）", "visit": "走访编号", "date": "时间",
    "flags": "疑点", "speed km/h": "速度 km/h", "no visit is flagged": "没有存疑走访", "far from target": "离户过远",
    "too fast": "移动过快", "same second": "同一时刻", "same spot": "同一定位", "ground of another group": "他组责任片",
    "outside dates": "日期之外", "outside hours": "时段之外", "same note": "备注雷同",
    "flagged visits": "存疑走访户次", "villages with flagged visits": "有存疑走访的行政村",
    "cells with flagged visits": "有存疑走访的格网单元",
    "households verified, of those visited": "已核实户（占已访）",
    "households unproven, of those visited": "未证实户（占已访）",
    "lot": "批（工作组）", "claims": "申报数", "to check": "抽查数", "may be untrue": "容许不属实",
    "risk to a good group": "误判好组",
    "risk from a bad group": "漏判差组", "confirmed": "属实", "not confirmed": "不属实", "not reached": "未见到",
    "rate": "属实率",
    "95 % interval": "95 % 区间", "verdict": "结论", "undecided": "未定", "accepted": "通过", "rejected": "不通过",
    "beyond the sample": "样本外复核", "order": "序号", "visited on": "走访时间", "result": "复核结果",
    "nothing is claimed": "尚无已访对象",
    // Categories as the glossary has them; those of a campaign's own stay as it writes them.
    "five-guarantee": "特困户", "low-income": "低保脱贫户", "petitioning": "信访户", "disabled": "残疾人户",
    "party veteran": "老党员户", "left-behind child": "留守儿童户", "poor student": "贫困学生户",
    "farming entrepreneur": "致富带头人",
  ]
}

/// A whole number with separators of thousands.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = ""
  for (i, digit) in digits.enumerated() {
    if i > 0 && (digits.count - i) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return number < 0 ? "-" + text : text
}

/// A number with its noun: `1 cell`, `1,200 cells`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// A share as a percentage with one decimal, never rounded up to 100 % or down to 0 %: 99.96 % is not all, and one of
/// ten thousand is not none.
func percent(_ share: Double?) -> String {
  guard let share else { return "–" }
  var tenths = (share * 1000).rounded()
  if share < 1 { tenths = min(tenths, 999) }
  if share > 0 { tenths = max(tenths, 1) }
  let whole = Int(tenths) / 10
  return "\(whole).\(Int(tenths) % 10) %"
}

/// A length in metres, or kilometres from 1,000 m.
func metres(_ length: Double) -> String {
  guard length >= 1000 else { return "\(Int(length.rounded())) m" }
  let tenths = Int((min(length, 1e9) / 100).rounded())
  return "\(grouped(tenths / 10)).\(tenths % 10) km"
}
