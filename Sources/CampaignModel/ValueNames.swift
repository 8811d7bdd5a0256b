/// The spellings of values that offices write, each beside the word that gridcover keeps: the one place to add another.
///
/// Names are separated by `|`; case, blanks, `_` and `-` do not matter. A category or a kind of issue that is not here is
/// kept as it is written, since these lists are the campaign's own; an outcome or a flag that is not here is no value.
public enum ValueNames {
  private static let outcomes: [(Outcome, String)] = [
    (.met, "已见面|见到|见到本人|入户|已入户|走访成功|成功|已走访|已访|完成|已完成|visited|success|successful|completed|interviewed"),
    (
      .nobodyHome,
      "家中无人|无人在家|家里无人|不在家|不在|未在家|nobody|nobody at home|no one home|no one at home|not home|not at home|absent"
    ),
    (.refused, "拒绝|拒绝走访|拒绝受访|拒绝见面|refusal|refuse|declined"),
    (.inaccessible, "到不了|无法进入|道路不通|进不去|unreachable|not reachable|cannot reach|no access"),
    (.movedAway, "已迁出|迁走|已迁走|搬迁|已搬迁|搬走|已搬走|moved|moved out|relocated"),
    (.notFound, "查无此人|查无|无此户|找不到|未找到|no such household|does not exist"),
  ]

  private static let confirmations: [(RecheckResult, String)] = [
    (.confirmed, "1|true|yes|y|是|属实|已核实|确认|已确认|情况属实|ok|verified|true visit"),
    (.notConfirmed, "0|false|no|n|否|不属实|不实|未确认|虚假|未走访|unconfirmed|false visit|refuted|made up"),
    (.notReached, "未见到|未联系上|无法核实|无人|不在家|nobody home|not home|unreachable|no answer"),
  ]

  private static let flags: [(Int64, String)] = [
    (1, "1|true|t|yes|y|是|有|对|√|✓|✔|☑|已|已访|已走访|走访|visited|done"),
    (0, "0|false|f|no|n|否|无|没有|×|✗|✘|未|未访|未走访|没走访|not visited|unvisited"),
  ]

  /// An empty word is no category: what rosters write for households without one.
  private static let categories: [(String, String)] = [
    ("five-guarantee", "五保|五保户|五保老人|特困|特困户|特困人员|特困供养|特困供养户|five guarantees"),
    ("low-income", "低保|低保户|低保对象|低收入|低收入户|脱贫|脱贫户|脱贫人口"),
    ("petitioning", "信访|信访户|信访人|信访人员|上访|上访户|petitioner"),
    ("disabled", "残疾|残疾人|残疾户|残疾人户|disability"),
    ("party veteran", "老党员|老党员户|veteran party member"),
    ("left-behind child", "留守儿童|留守儿童户|left-behind children"),
    ("poor student", "贫困学生|贫困生|困难学生|poor students"),
    ("farming entrepreneur", "致富带头人|种养大户|创业户|创业农户|科技示范户|farming entrepreneurs"),
    ("", "无|没有|一般|一般户|一般农户|普通户|none|n/a|-|—|/"),
  ]

  /// Roles of members, as kinds of pairs and lists of members name them.
  private static let roles: [(String, String)] = [
    ("party member", "党员|党员干部|中共党员|共产党员|party members"),
    ("female", "女|女性|女干部|妇女|妇女干部|女党员|female member|female cadre|woman"),
    ("teacher", "教师|老师|教师干部|teachers"),
    ("technician", "技术员|农技员|科技人员|技术人员|技术干部|科技特派员|technical staff"),
    ("officer", "干部|机关干部|驻村干部|驻村工作队员|公务员|stationed officer|cadre"),
    ("leader", "组长|领导|领导干部|负责人|部门|单位|挂钩单位|group leader|department"),
    ("doctor", "医生|医务人员|医护人员|家庭医生|doctors"),
  ]

  /// What a kind of pairs takes beside categories, and categories as kinds of pairs name them.
  private static let contacts: [(String, String)] = [
    ("family", "农户|群众|家庭|住户|户|普通户|household|any household|families"),
    ("enterprise", "企业|单位|any enterprise"),
    ("village", "村|行政村|villages|administrative village"),
    ("low-income", "low-income household|贫困户|困难户"),
    ("five-guarantee", "five-guarantee household"),
    ("disabled", "disabled household"),
    ("petitioning", "petitioning household"),
  ]

  private static let issueKinds: [(String, String)] = [
    ("question", "问题|咨询|提问|questions"),
    ("suggestion", "建议|意见|意见建议|意见和建议|suggestions"),
    ("dispute", "矛盾|纠纷|矛盾纠纷|disputes"),
  ]

  /// The outcome that a text names, or nil.
  public static func outcome(_ text: String) -> Outcome? {
    Outcome(recognising: text) ?? outcomesByName[fold(text)]
  }

  /// The result of a recheck that a text names, or nil.
  public static func confirmation(_ text: String) -> RecheckResult? { confirmationsByName[fold(text)] }

  /// 1 or 0, or nil if the text says neither.
  public static func flag(_ text: String) -> Int64? { flagsByName[fold(text)] }

  /// The word for a category: itself if it is not in the table, empty if it says that there is none.
  public static func category(_ text: String) -> String { categoriesByName[fold(text)] ?? text }

  /// The word for a role of a member: itself if it is not in the table.
  public static func role(_ text: String) -> String { rolesByName[fold(text)] ?? text }

  /// The word for what a kind of pairs takes: `family`, `enterprise`, `village`, or a category.
  static func contact(_ text: String) -> String { contactsByName[fold(text)] ?? category(text) }

  /// The word for a kind of issue: itself if it is not in the table.
  public static func issueKind(_ text: String) -> String { issueKindsByName[fold(text)] ?? text }

  private static let outcomesByName = index(outcomes + Outcome.allCases.map { ($0, $0.rawValue) })
  private static let confirmationsByName = index(
    confirmations + RecheckResult.allCases.map { ($0, $0.rawValue) })
  private static let flagsByName = index(flags)
  private static let categoriesByName = index(categories + categories.map { ($0.0, $0.0) }.dropLast())
  private static let issueKindsByName = index(issueKinds + issueKinds.map { ($0.0, $0.0) })

  private static let rolesByName = index(roles + roles.map { ($0.0, $0.0) })
  private static let contactsByName = index(contacts + contacts.map { ($0.0, $0.0) })

  private static func index<Value>(_ table: [(Value, String)]) -> [String: Value] {
    var byName: [String: Value] = [:]
    for (value, names) in table { for name in names.split(separator: "|") { byName[fold(name)] = value } }
    return byName
  }

  /// A sign that stands for nothing is kept, everything else loses case, blanks, `_` and `-`.
  private static func fold(_ text: some StringProtocol) -> String {
    let blanks: Set<Unicode.Scalar> = [" ", "_", "-", "\t", "\u{A0}", "\u{3000}"]
    let kept = String(String.UnicodeScalarView(text.unicodeScalars.filter { !blanks.contains($0) }))
    return kept.isEmpty ? String(text) : kept.lowercased()
  }
}
