import CampaignModel

/// The spellings by which a field is recognised in a header or a property's name: the one place to add another.
///
/// Names are separated by blanks and written without their own blanks; ``fold(_:)`` takes away what does not matter. A
/// field's own name is always one of its names. Not listed, on purpose: 序号 (the number of a line, not of a household),
/// `X坐标` (north in surveying, east on maps), 走访对象 (a person's name as often as an id).
enum HeaderNames {
  /// The names of fields in files of a kind.
  static func table(for kind: RecordKind) -> [(field: String, names: String)] {
    switch kind {
    case .villages:
      [
        (
          "code",
          "代码 编码 编号 村代码 村编码 村编号 行政村代码 行政村编码 行政区划代码 区划代码 统计用区划代码 统计代码 "
            + "village_code village_id village_no vcode"
        ),
        ("name", "名称 村 村名 村名称 行政村 行政村名 行政村名称 村社区 社区 社区名称 village village_name vname name_zh"),
        ("name_en", "英文名 英文名称 村英文名 english_name en_name"),
        ("township", "乡镇 乡镇街道 街道 乡 镇 乡镇名 乡镇名称 所属乡镇 所在乡镇 town town_name township_name subdistrict"),
        ("township_en", "乡镇英文名 乡镇英文名称 town_en township_english"),
        ("township_code", "乡镇代码 乡镇编码 乡级代码 town_code"),
        ("county", "县 县名 区县 县区 所属县 所在县 county_name district"),
        ("county_code", "县代码 县编码 区县代码 县级代码 district_code"),
        ("category", "类别 类型 村类别 村类型 重点类别 categories village_type"),
        ("households", "户数 总户数 住户数 农户数 应访户数 household_count hh_count num_households"),
      ]
    case .households:
      [
        (
          "id",
          "编号 户编号 户编码 户号 户代码 户主编号 农户编号 住户编号 家庭编号 household hh hh_id household_id household_no "
            + "household_code house_no house_number"
        ),
        ("name", "姓名 户主 户主名 户主姓名 农户姓名 head head_name household_head head_of_household hh_head"),
        ("category", "类别 重点类别 重点户类别 户类型 户类别 户属性 农户类型 对象类别 人员类别 categories household_type hh_type"),
        ("people", "人口 人数 人口数 家庭人口 家庭人口数 家庭人数 persons population household_size hh_size family_size"),
      ] + villageCode + point + address + visited
    case .enterprises:
      [
        (
          "id",
          "编号 企业编号 企业编码 企业代码 统一社会信用代码 信用代码 enterprise_id company_id firm_id establishment_id"
        ),
        ("name", "名称 企业 企业名 企业名称 单位名称 enterprise enterprise_name company company_name firm"),
        ("name_en", "英文名 英文名称 企业英文名 english_name en_name"),
        ("kind", "类型 企业类型 企业类别 企业性质 单位类型 行业 type enterprise_type"),
        ("category", "类别 重点类别 重点企业类别 categories"),
      ] + villageCode + point + address + visited
    case .groups:
      [
        ("id", "编号 组别 组号 组编号 工作组编号 工作组代码 group group_id group_no team team_id team_no"),
        ("name", "名称 工作组 工作组名 工作组名称 组名 组名称 group_name team_name"),
        ("name_en", "英文名 英文名称 工作组英文名 english_name en_name"),
        ("leader", "组长 组长姓名 队长 负责人 带队领导 带队干部 group_leader team_leader"),
        ("department", "单位 部门 所属单位 派出单位 责任单位 牵头单位 dept agency organisation organization"),
        ("members", "人数 成员数 成员人数 组员人数 size member_count headcount"),
        ("days", "天数 工作天数 走访天数 可用天数 working_days"),
        ("hookups", "挂钩村 挂钩村代码 挂钩联系村 挂点村 联系村 包村 包村代码 包片村 hookup_villages"),
      ]
    case .members:
      [
        ("id", "编号 人员编号 干部编号 成员编号 工号 member_id staff_id person_id"),
        ("name", "姓名 干部 干部姓名 走访人 走访人员 走访干部 成员姓名 member member_name staff staff_name"),
        ("group", groupNames),
        ("roles", "角色 身份 职务 role position"),
        ("quota", "定额 任务 任务数 任务户数 走访任务 target_count"),
      ]
    case .visits:
      [
        ("id", "编号 走访编号 走访记录编号 记录编号 visit visit_id record_id"),
        ("target", targetNames),
        ("date", "日期 时间 走访日期 走访时间 走访日 visit_date visit_time date_of_visit visited_on datetime timestamp"),
        ("group", groupNames),
        (
          "member",
          "走访人 走访人员 走访干部 干部 干部编号 人员编号 成员编号 member_id staff staff_id visitor interviewer enumerator"
        ),
        ("outcome", "结果 走访结果 走访情况 result status visit_result visit_outcome visit_status"),
        ("accuracy", "精度 定位精度 gps_accuracy accuracy_m"),
        ("batch", "批次 走访批次 wave"),
        ("note", "备注 说明 备注说明 情况说明 notes remark remarks comment comments"),
      ] + point
    case .issues:
      [
        ("id", "编号 问题编号 事项编号 台账编号 issue issue_id case_id"),
        ("target", targetNames),
        ("kind", "类型 类别 性质 问题类型 问题类别 事项类型 事项类别 type category issue_type"),
        (
          "filed",
          "日期 立案日期 立案时间 受理日期 受理时间 登记日期 登记时间 收集日期 提出日期 date filed_on date_filed received opened"
        ),
        ("handled", "调处日期 调处时间 处理日期 处理时间 办理日期 handled_on date_handled"),
        ("resolved", "办结日期 办结时间 解决日期 化解日期 resolved_on date_resolved closed"),
        ("escalated", "上报日期 上报时间 escalated_on date_escalated"),
        ("due", "期限 办结期限 办理期限 截止日期 due_on due_date deadline"),
        ("people", "人数 涉及人数 涉及人员数 people_involved persons"),
        ("text", "内容 问题 问题内容 事项内容 具体内容 诉求 description content details"),
      ] + villageCode
    case .pairings:
      [
        ("id", "编号 结对编号 pairing_id"),
        ("member", "干部 干部编号 结对干部 联系干部 联系人 人员编号 member_id staff staff_id"),
        ("contact", "联系对象 结对对象 联系点 结对户 结对村 contact_id contact_point target target_id"),
        ("kind", "类型 类别 结对类型 结对类别 type pairing_type"),
      ]
    case .cells:
      [
        ("id", "编号 网格编号 网格编码 网格号 网格代码 cell cell_id grid_id"),
        ("label", "标签 名称 网格名 网格名称 name cell_label"),
      ] + villageCode
    case .exclusions:
      [
        ("id", "编号 exclusion_id"),
        ("target", targetNames),
        ("reason", "原因 理由 剔除原因 排除原因 不走访原因 exclusion_reason"),
        ("from", "起始日期 开始日期 起 自 start start_date from_date"),
        ("to", "截止日期 结束日期 止 至 end end_date to_date until"),
        ("approved_by", "批准人 审批人 批准单位 审批单位 approver approved"),
      ]
    case .rechecks:
      [
        ("id", "编号 复核编号 复查编号 抽查编号 recheck_id"),
        ("visit", "走访编号 走访记录编号 visit_id"),
        ("target", targetNames),
        ("date", "日期 复核日期 复查日期 抽查日期 recheck_date"),
        ("result", "结果 复核结果 复查结果 抽查结果 是否属实 是否确认 recheck_result outcome confirmed"),
        ("checked_by", "复核人 复核人员 复查人 抽查人 核实人 checker recheck_by by"),
        ("note", "备注 说明 复核说明 复核备注 remark remarks comment"),
      ]
    }
  }

  private static let point = [
    ("lon", "经度 东经 lng long longitude x easting gps_lon gps_longitude"),
    ("lat", "纬度 北纬 latitude y northing gps_lat gps_latitude"),
  ]
  private static let villageCode = [
    (
      "village",
      "村代码 村编码 村编号 行政村代码 行政村编码 行政区划代码 区划代码 统计用区划代码 所在村代码 所属村代码 "
        + "village_code village_id village_no vcode"
    )
  ]
  private static let address = [
    ("address", "地址 住址 家庭地址 家庭住址 居住地址 详细地址 企业地址 单位地址 门牌 门牌号 addr home_address")
  ]
  private static let visited = [
    ("visited", "是否走访 是否已走访 是否已访 已走访 走访状态 is_visited"),
    ("visited_on", "走访日期 走访时间 最近走访日期 visit_date date_visited visited_date last_visit last_visited"),
  ]
  private static let groupNames = "工作组 工作组编号 组别 组号 走访组 所属组 所在组 所属工作组 group_id team team_id"
  private static let targetNames =
    "户编号 户编码 户号 户代码 农户编号 住户编号 对象编号 走访对象编号 企业编号 household household_id hh_id "
    + "target_id enterprise_id"

  /// Headers that hold the names of villages, where a kind wants a code.
  ///
  /// Names repeat within a county, so that a name is never taken for a code: the user is told of the column instead.
  private static let villageNames = Set(
    words("村 村名 村名称 行政村 行政村名 行政村名称 所在村 所属村 村社区 社区 社区名称 village_name vname"))

  /// The field that each name stands for in files of a kind, by folded names.
  static func fields(of kind: RecordKind) -> [String: String] {
    var fields: [String: String] = [:]
    for (field, names) in table(for: kind) { for name in words(names) { fields[name] = field } }
    for field in kind.columnNames { fields[fold(field)] = field }
    return fields
  }

  /// The kind of record that a file's headers clearly speak of, if it is another one than the user says: they hold all
  /// that it requires, and at least two more of its fields. Visits taken for households would add people who are none.
  static func betterKind(than kind: RecordKind, for headers: [String]) -> RecordKind? {
    guard kind.geometry != .region else { return nil }
    func known(_ kind: RecordKind) -> Set<String> {
      let fieldOfName = fields(of: kind)
      // Survey tools put the question's groups before its name.
      return Set(
        headers.compactMap { fieldOfName[fold($0.split(separator: "/").last.map(String.init) ?? $0)] })
    }
    let own = known(kind).count
    let others = RecordKind.allCases.filter { other in
      guard other != kind, other.geometry != .region else { return false }
      let found = known(other)
      return found.count >= own + 2
        && other.fields.allSatisfy { $0.presence != .required || found.contains($0.name) }
    }
    return others.max { known($0).count < known($1).count }
  }

  private static let known = Set(RecordKind.allCases.flatMap { fields(of: $0).keys }).union(villageNames)

  /// True if the header is one that some kind of record has.
  static func isKnown(_ header: String) -> Bool { known.contains(fold(header)) }

  /// True if the header is known, or written as programs name columns (`CEN_2001`), which no person is called.
  static func isSurelyHeader(_ header: String) -> Bool {
    if isKnown(header) { return true }
    let scalars = header.unicodeScalars
    return scalars.count <= 40 && scalars.contains("_")
      && scalars.first.map { $0.properties.isAlphabetic } ?? false
      && scalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_")
      }
  }

  /// True if the header holds names of villages.
  static func isVillageName(_ header: String) -> Bool { villageNames.contains(fold(header)) }

  /// The folded names of one line of the table.
  static func words(_ names: String) -> [String] { names.split(separator: " ").map { fold(String($0)) } }

  // MARK: Folding

  /// What may stand in brackets behind a name without changing what it means.
  ///
  /// Any other bracket keeps a header from being recognised: `姓名（英文）` is not 姓名, nor `经度（GCJ02）` a longitude in
  /// WGS 84.
  private static let remarks: Set<String> = [
    "°", "度", "deg", "degree", "degrees", "wgs84", "wgs84坐标", "cgcs2000", "epsg:4326", "epsg:4490",
    "m", "米", "metres", "meters", "人", "户", "个", "天", "days",
    "必填", "选填", "可选", "required", "optional", "yyyymmdd", "年月日", "是/否", "0/1",
  ]

  /// The traditional characters of the names in the tables, each above its simplified form.
  private static let traditional =
    "編號戶經緯東碼區劃統計鄉鎮縣稱類別屬數總農應訪點對員門間時業單質組長隊負責領"
    + "導幹帶務職額標結錄記況狀態備說題項臺處調辦決報審複內訴網籤聯繫係掛鉤牽頭開準詳"
  private static let simplified =
    "编号户经纬东码区划统计乡镇县称类别属数总农应访点对员门间时业单质组长队负责领"
    + "导干带务职额标结录记况状态备说题项台处调办决报审复内诉网签联系系挂钩牵头开准详"
  private static let simplifiedForm = Dictionary(
    zip(traditional.unicodeScalars, simplified.unicodeScalars), uniquingKeysWith: { first, _ in first })

  /// A name with what does not matter taken away: case; blanks, `-`, and `_` but for the first; traditional characters;
  /// the width of Latin letters and brackets; characters that no one sees; `*` and `:` at the ends; a unit or `必填` in
  /// brackets.
  static func fold(_ name: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      switch scalar.value {
      // A program's own column, as Kobo's `_status`, is not the form's.
      case 0x5F where folded.isEmpty: folded.append(scalar)
      case 0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, 0x2D, 0x5F: continue
      case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: continue
      // Full-width forms of ASCII, without `＿` and `－`.
      case 0xFF0D, 0xFF3F: continue
      case 0xFF01...0xFF5E: folded.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      case 0x5B, 0x3010, 0x3014: folded.append("(")
      case 0x5D, 0x3011, 0x3015: folded.append(")")
      default: folded.append(simplifiedForm[scalar] ?? scalar)
      }
    }
    var text = Substring(String(folded).lowercased())
    while let shorter = withoutMark(text) { text = shorter }
    return String(text)
  }

  /// The text without one mark at an end, or nil if it has none.
  private static func withoutMark(_ text: Substring) -> Substring? {
    let marks: Set<Character> = ["*", "※", "★", ":"]
    if let last = text.last, marks.contains(last) { return text.dropLast() }
    if let first = text.first, first != ":", marks.contains(first) { return text.dropFirst() }
    guard text.last == ")", let opening = text.lastIndex(of: "(") else { return nil }
    let remark = text[text.index(after: opening)...].dropLast()
    return remarks.contains(String(remark)) ? text[..<opening] : nil
  }
}

extension RecordKind {
  /// The names that a file or `--columns` may speak of: the kind's fields, and `lon` and `lat` for points.
  var columnNames: [String] { fields.map(\.name) + (geometry == .point ? ["lon", "lat"] : []) }
}
