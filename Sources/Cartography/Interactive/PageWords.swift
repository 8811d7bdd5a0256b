/// All words of the interactive map, in both languages. `{0}` stands for a number or a name.
public enum PageWords {
  /// The words in a language, by key, in the order of the table.
  public static func words(_ language: MapLanguage) -> [(key: String, text: String)] {
    table.map { ($0.key, language == .english ? $0.english : $0.chinese) }
  }

  static let table: [(key: String, english: String, chinese: String)] = [
    ("map", "Map of the villages", "行政村地图"), ("layer", "What the map shows", "图层"),
    ("key", "Key", "图例"), ("day", "Day", "日期"), ("panel", "Search, place and gaps", "搜索、地点与盲区"),
    ("to the list", "To the list of gaps", "跳到盲区清单"),
    ("search", "Search a village by name or code", "按名称或代码搜索行政村"), ("nothing found", "Nothing found", "没有找到"),
    ("zoom in", "Zoom in", "放大"), ("zoom out", "Zoom out", "缩小"), ("play", "Play", "播放"),
    ("pause", "Pause", "暂停"),
    ("close", "Close", "关闭"), ("about", "Licence of Leaflet", "Leaflet 许可"), ("all", "All", "全部"),
    ("layer coverage", "Coverage", "走访率"), ("layer gaps", "Gaps", "盲区"), ("layer allocation", "Groups", "分片"),
    ("layer cells", "Grid", "格网"), ("layer issues", "Issues", "台账"),
    ("coverage by village", "Coverage by village", "各行政村走访率"),
    ("coverage by cell", "Coverage by grid cell", "各格网单元走访率"),
    ("targets not yet visited", "Targets not yet visited", "未访对象数"),
    ("allocation by group", "Ground of each working group", "各工作组责任片区"),
    ("open issues by village", "Open issues by village", "各行政村未结台账"),
    (
      "{0} groups; neighbours differ in colour", "{0} groups; neighbours differ in colour",
      "{0} 个工作组；相邻片区颜色不同"
    ),
    ("{0} or more", "{0} or more", "{0} 及以上"), ("no gap", "no gap", "无盲区"),
    ("no open issue", "none open", "无未结"),
    ("nothing expected", "nothing expected", "空白（无应访对象）"), ("none expected", "none expected", "无应访"),
    ("on {0}", "on {0}", "截至 {0}"), ("as of {0}", "as of {0}", "截至 {0}"),
    ("last on {0}", "last on {0}", "最近 {0}"),
    ("{0} of {1} ({2})", "{0} of {1} ({2})", "{0} / {1}（{2}）"), ("{0} of {1}", "{0} of {1}", "{0} / {1}"),
    ("{0} gaps", "{0} not visited", "未访 {0}"), ("{0} open issues", "{0} open issues", "未结 {0} 件"),
    ("{0} gaps in {1} villages", "{0} targets not visited in {1} villages", "{1} 个行政村，未访 {0}"),
    ("show {0} more", "Show {0} more", "再显示 {0} 个"),
    ("households", "Households", "户"), ("enterprises", "Enterprises", "企业"), ("priority", "Priority", "重点对象"),
    ("visited", "visited", "已访"), ("covered", "Covered", "走访率"), ("visits made", "Visits made", "户次"),
    ("group", "Group", "工作组"),
    ("leader", "leader", "组长"), ("gaps", "Gaps", "盲区"), ("none", "none", "无"),
    ("no group", "no group", "未分配"),
    ("verified", "Verified", "已核实"), ("unproven", "Unproven", "未证实"), ("issues", "Issues", "台账"),
    (
      "{0} filed, {1} resolved, {2} escalated, {3} open, {4} overdue",
      "{0} filed, {1} resolved, {2} escalated, {3} open, {4} overdue", "已登记 {0}，办结 {1}，上报 {2}，未结 {3}，逾期 {4}"
    ),
    ("excluded", "Excluded", "免访"), ("without coordinates", "Without coordinates", "缺坐标"),
    ("withheld", "withheld", "不公开"),
    ("{0} expected; visited: withheld", "{0} expected; visited: withheld", "应访 {0}；已访数不公开"),
    ("households visited", "Households visited", "已访户"),
    ("enterprises visited", "Enterprises visited", "已访企业"),
    ("priority visited", "Priority visited", "已访重点对象"), ("villages reached", "Villages reached", "已走访行政村"),
    ("open issues", "Open issues", "未结台账"), ("village", "Village", "行政村"), ("township", "Township", "乡镇"),
    ("reason", "Reason", "原因"), ("must-visit", "must visit", "必访"),
    ("must-visit only", "Must-visit villages only", "仅必访村"),
    ("no gaps", "No gaps", "无盲区"), ("cell", "Cell", "单元"),
    ("{0} targets without coordinates", "{0} targets without coordinates", "{0} 个对象缺坐标"),
    ("{0} targets excluded from all figures", "{0} targets excluded from all figures", "{0} 个对象免访"),
    (
      "counts of priority targets below {0} are withheld",
      "Counts of priority targets below {0}, and what would give them back, are withheld",
      "少于 {0} 的重点对象数及可推算出它的数不公开"
    ),
    (
      "personal", "Personal data: each dot is an unvisited household. Do not pass this file on.",
      "含个人数据：每个点为一户未访户，请勿外传。"
    ),
    ("in no known village", "In no known village", "不在任何行政村"),
    ("no working group responsible", "No working group responsible", "无责任工作组"),
    ("never visited", "Never visited", "从未走访"),
    ("revisit due", "Revisit due", "应回访"), ("nobody home", "Nobody home", "无人"), ("refused", "Refused", "拒访"),
    ("inaccessible", "Inaccessible", "无法到达"), ("moved away", "Moved away", "迁出"),
    ("not found", "Not found", "查无此户"),
  ]
}
