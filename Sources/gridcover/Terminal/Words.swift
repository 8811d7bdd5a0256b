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
    "coverage": "走访率", "enterprises": "企业（已访/应访）", "priority": "重点（已访/应访）", "visits": "户次",
    "last visit": "最近走访", "status": "状态", "target met": "达标", "targets visited": "已访对象",
    "visits by members": "本组走访", "yes": "是", "no": "否", "village": "行政村", "cell": "格网单元", "reason": "原因",
    "gaps": "未访", "id": "编号", "kind": "类别", "campaign": "走访活动", "total": "合计", "mark": "标记",
    "covered": "全覆盖", "partial": "部分", "unvisited": "未走访", "empty": "空白", "excluded": "已排除",
    "in no known village": "不在任何行政村", "no working group responsible": "无责任工作组",
    "never visited": "从未走访", "revisit due": "应回访", "nobody home": "无人", "refused": "拒访",
    "inaccessible": "无法到达", "moved away": "迁出", "not found": "查无此户", "missing coordinates": "缺坐标",
    "filed": "立案", "handled": "调处", "resolved": "办结", "escalated": "上报", "open": "未结", "overdue": "逾期",
    "people": "涉及人数", "closure rate": "办结率", "success rate": "成功率", "household": "户",
    "enterprise": "企业", "category": "重点类别", "batch": "批次", "member": "走访人员", "county": "县",
    "(none)": "（无）", "villages reached": "已走访行政村", "cells reached": "已走访格网单元",
    "map of coverage": "户与企业走访率图", "map of allocation": "责任分片图", "map of gaps": "遗漏分布图", "map of issues": "未结台账分布图",
    "as of": "截至", "projection": "投影", "source": "数据来源", "households visited": "已走访户", "enterprises visited": "已走访企业",
    "priority targets visited": "已走访重点对象", "targets not yet visited": "尚未走访对象", "villages with gaps": "有遗漏行政村",
    "cells with gaps": "有遗漏格网单元", "villages not visited at all": "完全未走访行政村", "cells not visited at all": "完全未走访格网单元",
    "working groups": "工作组", "villages shared out": "已分片行政村", "cells shared out": "已分片格网单元", "targets expected": "应访对象",
    "issues filed": "立案", "issues resolved": "办结", "issues open": "未结", "issues overdue": "逾期",
    "targets without coordinates": "个对象缺坐标", "targets excluded": "个对象已排除",
    "visits to unlisted targets": "次走访的对象不在名册上", "rows overlap and are not summed": "各行有重叠，不能相加",
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
