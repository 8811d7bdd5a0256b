/// What pages say of themselves and of each other.
extension MapLanguage {
  /// `page 3 of 27`.
  func page(_ number: Int, of count: Int) -> String {
    self == .english ? "page \(grouped(number)) of \(grouped(count))" : "第 \(number) 页，共 \(count) 页"
  }

  /// A short name of a page on a map: `p. 7`.
  func shortPage(_ number: Int) -> String { self == .english ? "p. \(number)" : "第\(number)页" }

  /// What stands below a list that goes on on the next page.
  func continued(_ rows: Int) -> String {
    self == .english ? "\(grouped(rows)) more on the next page" : "另有 \(grouped(rows)) 行见下页"
  }

  static let sheetWords: [String: String] = [
    "page": "页码", "continued": "续", "sheet border": "图幅界",
    "without coordinates: ask in the village": "缺坐标对象：请到村询问", "households that are on no list": "名册外新增户",
    "target": "走访对象", "m on": "间距 m", "met": "见面", "nobody home": "无人", "refused": "拒访", "other": "其他",
    "date, member, notes": "日期、走访人、备注",
    "numbers not shown for want of room": "个序号因空间不足未标出",
  ]
}
