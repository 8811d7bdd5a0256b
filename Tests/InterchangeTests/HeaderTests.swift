import CampaignModel
import Testing

@testable import Interchange

@Suite struct HeaderTests {
  private func fields(_ header: String, as kind: RecordKind) throws -> [String: String] {
    let result = try read(header + "\n", as: kind)
    return Dictionary(uniqueKeysWithValues: result.recognised.map { ($0.header, $0.field) })
  }

  @Test func readsAChineseRoster() throws {
    let result = try read(
      """
      序号,户编号,户主姓名,村名,行政区划代码,经度（°）,纬度(WGS84),重点类别,家庭住址,家庭人口,是否走访,走访日期
      1,0012,张三,上村,990126001001,113.1,28.2,五保户、残疾,1组1号,4,√,2016年12月17日
      """, as: .households)
    let table = result.table
    #expect(
      result.recognised.map { "\($0.header)→\($0.field)" } == [
        "户编号→id", "户主姓名→name", "行政区划代码→village", "重点类别→category", "家庭住址→address", "家庭人口→people",
        "是否走访→visited", "走访日期→visited_on", "经度（°）→lon", "纬度(WGS84)→lat",
      ])
    #expect(result.unusedHeaders == ["序号", "村名"] && result.hints.isEmpty && result.rejections.isEmpty)
    #expect(table.keys[0] == "0012" && table.texts("village")?[0] == "990126001001")
    #expect(table.texts("category")?[0] == "five-guarantee;disabled")
    #expect(table.texts("visited_on")?[0] == "2016-12-17" && table.xs == [113.1] && table.ys == [28.2])
  }

  @Test func readsListsOfPeopleAndVisits() throws {
    #expect(
      try fields("工作组编号,工作组名称,组长,单位,人数,挂钩村", as: .groups) == [
        "工作组编号": "id", "工作组名称": "name", "组长": "leader", "单位": "department", "人数": "members", "挂钩村": "hookups",
      ])
    #expect(
      try fields("人员编号,姓名,组别,角色,任务数", as: .members) == [
        "人员编号": "id", "姓名": "name", "组别": "group", "角色": "roles", "任务数": "quota",
      ])
    #expect(
      try fields("户号,走访时间,工作组,走访人,走访结果,东经,北纬,精度(米),批次,备注", as: .visits) == [
        "户号": "target", "走访时间": "date", "工作组": "group", "走访人": "member", "走访结果": "outcome", "东经": "lon",
        "北纬": "lat", "精度(米)": "accuracy", "批次": "batch", "备注": "note",
      ])
    #expect(
      try fields("编号,户编号,类型,受理日期,调处日期,办结日期,上报日期,期限,涉及人数,内容", as: .issues).values.sorted() == [
        "due", "escalated", "filed", "handled", "id", "kind", "people", "resolved", "target", "text",
      ])
    #expect(
      try fields("结对干部,联系对象,类别", as: .pairings) == ["结对干部": "member", "联系对象": "contact", "类别": "kind"])
    #expect(
      try fields("HH ID,Visit-Date,Team_ID,Staff,Result", as: .visits) == [
        "HH ID": "target", "Visit-Date": "date", "Team_ID": "group", "Staff": "member", "Result": "outcome",
      ])
  }

  /// The same word is a code in one file and an id or a name in another.
  @Test func tellsWordsApartByKind() {
    func field(_ header: String, _ kind: RecordKind) -> String? {
      HeaderNames.fields(of: kind)[HeaderNames.fold(header)]
    }
    #expect(field("编号", .villages) == "code" && field("编号", .households) == "id")
    #expect(field("村名", .villages) == "name" && field("村名", .households) == nil)
    #expect(field("类别", .enterprises) == "category" && field("类别", .issues) == "kind")
    #expect(field("走访日期", .visits) == "date" && field("走访日期", .households) == "visited_on")
    #expect(field("工作组", .groups) == "name" && field("工作组", .visits) == "group")
  }

  @Test(arguments: [
    ("\u{FEFF}经度", "经度"), (" 户 主 ", "户主"), ("ＬＯＮ", "lon"), ("Household ID", "householdid"),
    ("household_id", "householdid"), ("*户编号：", "户编号"), ("户编号（必填）*", "户编号"), ("人口【人】", "人口"),
    ("经度\n(°)", "经度"), ("姓名（英文）", "姓名(英文)"), ("经度(GCJ02)", "经度(gcj02)"), ("戶主姓名", "户主姓名"),
    ("_status", "_status"), ("(°)", ""),
    ("***", ""), (")", ")"),
  ])
  func foldsWhatDoesNotMatter(header: String, folded: String) {
    #expect(HeaderNames.fold(header) == folded)
  }

  /// No name stands for two fields of a kind, none for a field that is not there, and none twice.
  @Test(arguments: RecordKind.allCases)
  func hasOneMeaningForEachName(kind: RecordKind) {
    var fieldOfName: [String: String] = [:]
    for field in kind.columnNames { fieldOfName[HeaderNames.fold(field)] = field }
    for (field, names) in HeaderNames.table(for: kind) {
      #expect(kind.columnNames.contains(field), "\(field)")
      for name in HeaderNames.words(names) {
        #expect(fieldOfName.updateValue(field, forKey: name) == nil, "\(kind) \(name)")
        #expect(!name.isEmpty)
      }
    }
    // Ids and required fields can be said in Chinese.
    for field in kind.fields where field.presence != .optional {
      #expect(
        fieldOfName.contains { $0.value == field.name && $0.key.utf8.contains { $0 >= 0x80 } }, "\(field)")
    }
  }

  @Test func prefersTheFieldsOwnNameAndRefusesTwoOthers() throws {
    let result = try read("id,户主,Name,户编号\n1,a,b,2\n", as: .households)
    #expect(result.table.keys[0] == "1" && result.table.texts("name")?[0] == "b")
    #expect(result.unusedHeaders == ["户主", "户编号"])
    #expect(
      complaint { () throws(InterchangeError) in try read("户编号,户号\n", as: .households) }
        == "f.csv: header: both \"户编号\" and \"户号\" mean the field id; say which with --columns id=户编号")
    let chosen = try read("户编号,户号\n1,2\n", as: .households, columns: "id=户号")
    #expect(chosen.table.keys[0] == "2" && chosen.recognised.map(\.header) == ["户号"])
  }

  @Test func neverTakesAVillagesNameForItsCode() throws {
    let result = try read("户编号,行政村\n1,上村\n", as: .households)
    #expect(result.table.texts("village") == nil && result.unusedHeaders == ["行政村"])
    #expect(
      result.hints == [
        "f.csv: the column \"行政村\" holds names of villages, and the field village is a code: not used; "
          + "if it holds codes, give --columns village=行政村"
      ])
    #expect(try read("户编号,行政村,村代码\n1,上村,V1\n", as: .households).hints.isEmpty)
    #expect(try read("户编号,行政村\n1,V1\n", as: .households, columns: "village=行政村").hints.isEmpty)
  }

  @Test func recognisesPropertiesToo() throws {
    let text =
      #"{"type":"Feature","geometry":{"type":"Point","coordinates":[113,28]},"properties":{"企业编号":7}}"#
    let result = try read(text, as: .enterprises, name: "e.geojson")
    #expect(result.table.keys[0] == "7" && result.recognised.map(\.field) == ["id"])
  }
}
