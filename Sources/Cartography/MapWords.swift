/// The language of a printed map.
public enum MapLanguage: String, Sendable, CaseIterable {
  case english = "en"
  case chinese = "zh-Hans"

  /// A phrase of a map in this language.
  func word(_ english: String) -> String {
    self == .english ? english : MapLanguage.words[english] ?? MapLanguage.sheetWords[english] ?? english
  }

  private static let words: [String: String] = [
    "Coverage": "走访率", "Allocation": "责任分片", "Gaps": "盲区", "Open issues": "未结台账", "Flagged visits": "存疑走访",
    "Coverage of households and enterprises": "户与企业走访率", "Targets not yet visited": "未访对象数",
    "Open issues per place": "各地未结件数", "Flagged visits per place": "各地存疑走访次数",
    "villages": "村数", "cells": "单元数", "village": "行政村", "cell": "格网单元",
    "nothing expected": "无应访对象", "excluded": "免访", "not visited at all": "完全未走访", "no gap": "无盲区",
    "none": "无", "1 : ": "1 : ", "North": "北", "N": "北", "group": "工作组", "Group": "工作组", "work": "工作量",
    "targets": "对象", "places": "地", "visited": "已访", "no group": "未分配", "total": "合计",
    "township border": "乡镇界", "group border": "责任区界", "outer border": "区域界", "neighbouring ground": "相邻区域",
    "as of": "截至", "names not shown for want of room": "个名称因空间不足未标出", "households visited": "已访户",
    "enterprises visited": "已访企业", "enterprises not visited": "未访企业",
    "white: all visited": "白：全部已访", "black: nobody visited": "黑：完全未访",
    "Names by number on the map": "图上编号对应的村名",
    "households not visited": "未访户", "more groups": "个工作组未列出", "places in class": "数量",
    "Effective visits a day": "每日有效走访次数", "first visits": "首访", "revisits": "回访", "visited so far": "累计走访率",
    "even pace": "匀速参考线", "forecast, 80 % range": "预测，80% 区间", "campaign ends": "活动结束",
    "likely course": "预计走势", "likely finished": "预计完成",
    "share of expected targets": "占应访对象",
    "targets per day": "每日对象数", "Where this is": "位置", "Contents": "目录",
  ]
}
