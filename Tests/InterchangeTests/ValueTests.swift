import CampaignModel
import Testing

@testable import Interchange

@Suite struct ValueTests {
  @Test(arguments: [
    ("见面", Outcome.met), ("已见面", .met), ("入户", .met), ("走访成功", .met), ("Visited", .met), ("无人", .nobodyHome),
    ("不在家", .nobodyHome), ("nobody_home", .nobodyHome), ("Not-Home", .nobodyHome), ("absent", .nobodyHome),
    ("拒访", .refused), ("拒绝", .refused), ("REFUSED", .refused), ("迁出", .movedAway), ("搬迁", .movedAway),
    ("无法到达", .inaccessible), ("unreachable", .inaccessible), ("查无此户", .notFound), ("not found", .notFound),
  ])
  func readsOutcomes(text: String, outcome: Outcome) throws {
    let result = try read("id,target,date,outcome\n1,t,2016-12-17,\(text)\n", as: .visits)
    #expect(result.table.texts("outcome")?[0] == outcome.rawValue)
  }

  @Test func refusesWhatIsNoOutcome() throws {
    // Not met, but why?
    let result = try read("id,target,date,outcome\n1,t,2016-12-17,未见面\n", as: .visits)
    #expect(
      result.rejections.map(\.sentence) == [
        "row 1 (line 2), field outcome: expected one of met, nobody home, refused, inaccessible, moved away, not found, "
          + "found text of 3 characters"
      ])
  }

  @Test(arguments: [
    ("是", 1), ("√", 1), ("已访", 1), ("有", 1), ("TRUE", 1), ("1", 1), ("否", 0), ("×", 0), ("未走访", 0), ("无", 0),
    ("no", 0),
  ])
  func readsFlags(text: String, flag: Int64) throws {
    guard
      case .integers(let flags)? = try read("id,visited\n1,\(text)\n", as: .enterprises).table.columns.last?
        .values
    else {
      Issue.record("no column of flags")
      return
    }
    #expect(flags == [flag])
  }

  @Test(arguments: ["x", "2", "10", "01", "也许", "是否是否是否是否"])
  func refusesWhatIsNoFlag(text: String) throws {
    #expect(
      try read("id,visited\n1,\(text)\n", as: .enterprises).rejections.map(\.reason) == [.unknownValue])
  }

  @Test(arguments: [
    ("五保户", "five-guarantee"), ("特困；低保户", "five-guarantee;low-income"), ("残疾人、老党员", "disabled;party veteran"),
    ("信访 | 留守儿童", "petitioning;left-behind child"), ("\"脱贫户,军属\"", "low-income;军属"),
    ("五保，特困", "five-guarantee"), ("Low_Income;DISABLED", "low-income;disabled"), ("建档立卡户", "建档立卡户"),
    ("无;军属", "军属"),
  ])
  func readsCategories(text: String, list: String) throws {
    #expect(try read("id,category\n1,\(text)\n", as: .households).table.texts("category")?[0] == list)
  }

  @Test(arguments: ["无", "一般户", "-", "/", ";", " ; 、"])
  func readsThatThereIsNoCategory(text: String) throws {
    let result = try read("id,category\n1,\(text)\n", as: .households)
    #expect(result.table.rowCount == 1 && result.table.texts("category")?[0] == nil)
  }

  @Test func leavesOtherListsAndTextsAsTheyAre() throws {
    let groups = try read("id,name,hookups\n1,无,V1、V2;无|V3\n", as: .groups).table
    #expect(groups.texts("hookups")?[0] == "V1;V2;无;V3" && groups.texts("name")?[0] == "无")
    let enterprises = try read("id,kind\n1,问题\n", as: .enterprises).table
    #expect(enterprises.texts("kind")?[0] == "问题")
  }

  @Test func readsKindsOfIssues() throws {
    let rows = ["问题", "建议", "矛盾纠纷", "Dispute", "投诉"]
    let table = try read(
      "id,filed,kind\n" + rows.enumerated().map { "\($0),2016-12-17,\($1)\n" }.joined(), as: .issues
    ).table
    #expect(
      rows.indices.map { table.texts("kind")?[$0] } == ["question", "suggestion", "dispute", "dispute", "投诉"])
  }

  /// More spellings than are remembered make no difference.
  @Test func readsAnyNumberOfSpellings() throws {
    let rows = (0..<100).map { "\($0),组\($0)、低保\n" }.joined()
    let categories = try read("id,category\n" + rows, as: .households).table.texts("category")
    #expect((0..<100).allSatisfy { categories?[$0] == "组\($0);low-income" })
  }

  @Test func takesTheDayOfAMomentWhereADayIsAsked() throws {
    let result = try read(
      "id,visited_on\n1,2016-12-17 00:00:00\n2,2016-12-16T20:00Z\n3,42721.75\n", as: .enterprises)
    #expect((0..<3).allSatisfy { result.table.texts("visited_on")?[$0] == "2016-12-17" })
    #expect(
      result.warnings == [
        "f.csv: days written as Excel's day numbers (1900 system): 1; the first in row 3, field visited_on: 42721.75, "
          + "read as 2016-12-17"
      ])
  }

  @Test(arguments: ["12/17/2016", "17/12/2016", "17.12.2016", "1-2-2016"])
  func saysWhyADayThatEndsInItsYearIsRefused(text: String) throws {
    #expect(
      try read("id,visited_on\n1,\(text)\n", as: .enterprises).rejections.map(\.sentence) == [
        "row 1 (line 2), field visited_on: expected a day, as 2016-12-17 (in a day that ends in its year, day and month "
          + "cannot be told apart), found \"\(text)\""
      ])
  }

  /// Every day of Excel's calendar that is read, and every minute of a day.
  @Test func readsDayNumbersAsExcelWritesThem() {
    func moment(_ text: String) -> VisitMoment? {
      Array(text.utf8).withUnsafeBufferPointer { MomentText.moment($0, utcOffsetMinutes: 480) }
    }
    for number in 25_569...80_000 {
      #expect(moment("\(number)") == VisitMoment(day: LocalDate(dayNumber: Int32(number - 25_569))))
    }
    for minute in 1..<1440 {
      let number = 42_721 + Double(minute) / 1440
      #expect(moment("\(number)")?.second == Int32(minute * 60))
    }
  }
}
