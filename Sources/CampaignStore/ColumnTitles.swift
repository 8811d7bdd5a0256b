/// What the columns of a workspace are called for people: in English by their own names, in Chinese from this table.
///
/// A column is called the same in every layer. One that is added to a kind of record gets its line here; a test asks for it.
enum ColumnTitles {
  /// The title of a column, `households visited 已访户数`; nil if it has no line.
  static func title(of column: String) -> String? {
    chinese[column].map { "\(column.split(separator: "_").joined(separator: " ")) \($0)" }
  }

  private static let chinese = [
    "accuracy": "定位精度（米）", "added": "新增", "address": "地址", "approved_by": "批准人", "area_m2": "面积（平方米）",
    "at": "时间", "batch": "批次", "by_hand": "手工调整", "category": "类别", "cell_id": "格网", "checked_by": "复核人",
    "changed": "变更", "clipped": "按村裁切", "code": "代码", "contact": "联系点", "county": "县", "county_code": "县代码",
    "crs": "坐标系", "date": "日期", "days": "天数", "department": "单位", "disagreement_m": "图表不符（米）", "due": "期限",
    "enterprises_coverage": "企业走访率", "enterprises_expected": "应访企业", "enterprises_visited": "已访企业",
    "escalated": "上报", "file": "文件", "filed": "登记日期", "from": "起", "gap_reason": "未访原因", "grid": "格网名称",
    "group": "工作组", "group_id": "工作组", "handled": "调处", "hookups": "挂钩村", "households": "户数",
    "households_coverage": "住户走访率", "households_expected": "应访户数", "households_unproven": "待证户数",
    "households_verified": "核实户数", "households_visited": "已访户数", "id": "编号", "import_id": "导入编号", "key": "键",
    "kind": "类型", "label": "图上编号", "label_column": "编号列", "label_row": "编号行", "last_visit": "最近走访",
    "leader": "组长", "level": "层级", "located_by": "定位依据", "member": "走访人员", "members": "人数", "name": "名称",
    "name_en": "英文名称", "note": "备注", "outcome": "走访结果", "people": "人数", "pinned": "指定", "plan": "方案",
    "priority_coverage": "重点走访率", "priority_expected": "重点应访", "priority_visited": "重点已访", "program": "程序",
    "quota": "定额", "reason": "原因", "rejected": "未收", "rejected_reasons": "未收原因", "resolved": "办结",
    "result": "复核结果", "roles": "身份", "rows_read": "读入行数", "sha256": "摘要", "shape": "形状", "size_m": "边长（米）",
    "status": "状态", "successors": "接替格网", "target": "走访对象", "target_met": "达标", "text": "内容", "to": "止",
    "township": "乡镇", "township_code": "乡镇代码", "township_en": "乡镇英文名", "unchanged": "未变", "undoes": "撤销",
    "undone_by": "被撤销", "unit": "单元", "unit_id": "单元编号", "value": "值", "village": "登记村代码",
    "village_code": "所在村代码", "visit": "走访编号", "visited": "已走访", "visited_import": "已访导入编号",
    "visited_on": "走访日期", "visits": "户次", "withdrawn": "撤下", "work": "工作量",
  ]
}
