import CampaignModel
import Testing

/// Settings that are lists, and what is said of one that is not good.
@Suite struct SettingsListTests {
  private func day(_ text: String) -> LocalDate? { LocalDate(iso: text) }

  @Test func readsSharesByCategory() {
    let settings = Settings(["target_shares": "低保户 = 100%; disabled=80 %；老兵=0.5"])
    #expect(
      settings.targetShares == [.init("low-income", 1), .init("disabled", 0.8), .init("老兵", 0.5)])
    #expect(Settings().targetShares.isEmpty)
  }

  @Test(arguments: ["disabled", "disabled=120%", "=80%", "disabled=80%;残疾=90%", "disabled="])
  func refusesWhatIsNoShareOfACategory(value: String) {
    #expect(
      Settings.complaint(key: "target_shares", value: value)
        == "category=share, separated by ;, each category once (disabled=80%)")
  }

  @Test func aCategoryHasItsOwnRevisitDaysAndOfSeveralTheShortest() {
    let settings = Settings([
      "revisit_after_days": "30", "revisit_days_by_category": "disabled=90;low-income=60",
    ])
    #expect(settings.revisitDays(ofCategories: []) == 30)
    #expect(settings.revisitDays(ofCategories: ["party veteran"]) == 30)
    #expect(settings.revisitDays(ofCategories: ["disabled"]) == 90, "its own rule, not the general one")
    #expect(settings.revisitDays(ofCategories: ["disabled", "low-income"]) == 60)
    #expect(Settings(["revisit_days_by_category": "disabled=90"]).revisitDays(ofCategories: []) == nil)
    #expect(
      Settings.complaint(key: "revisit_days_by_category", value: "disabled=0")
        == "category=days, separated by ;, each category once (disabled=90)")
  }

  @Test func revisitsAreExpectedAsOftenAsTheRuleFitsIntoTheCampaign() {
    let quarter = ["start": "2016-10-01", "end": "2016-12-30", "revisit_days_by_category": "disabled=30"]
    #expect(Settings(quarter).expectedRevisits(ofCategories: ["disabled"]) == 3, "day 0, then 30, 60, 90")
    #expect(Settings(quarter).expectedRevisits(ofCategories: []) == 0, "no rule for it")
    let shorter = quarter.merging(["end": "2016-12-29"]) { $1 }
    #expect(
      Settings(shorter).expectedRevisits(ofCategories: ["disabled"]) == 2, "the last would be a day too late")
    let open = quarter.merging(["end": ""]) { $1 }
    #expect(
      Settings(open).expectedRevisits(ofCategories: ["disabled"]) == 0, "nobody knows how long it lasts")
    // A round of 31 days has one, a round of 30 days none, and an open one does not count.
    let rounds = quarter.merging([
      "rounds": "a:2016-10-01..2016-10-31;b:2016-11-01..2016-11-30;c:2016-12-01.."
    ]) { $1 }
    #expect(Settings(rounds).expectedRevisits(ofCategories: ["disabled"]) == 0.5)
  }

  @Test func readsLimitsAndAgesOfIssues() {
    #expect(Settings(["issue_limits": "纠纷=30;question=7"]).issueLimits == ["dispute": 30, "question": 7])
    #expect(Settings().issueLimits == [:])
    #expect(Settings().issueAges == [7, 30, 90])
    #expect(Settings(["issue_ages": "3；10"]).issueAges == [3, 10])
    for value in ["7;7", "30;7", "a", ";", "7;;x"] {
      #expect(
        Settings.complaint(key: "issue_ages", value: value)
          == "rising numbers of days, separated by ; (7;30;90)", "\(value)")
    }
    #expect(
      Settings.complaint(key: "issue_limits", value: "dispute=x")
        == "kind=days, separated by ;, each kind once (dispute=30)")
  }

  @Test func readsRoundsByTheirFirstDays() {
    let rounds = Settings(["rounds": "spring:2017-03-01..; winter：2016-12-01 .. 2016-12-31"]).rounds
    #expect(rounds.map(\.name) == ["winter", "spring"])
    #expect(rounds.first?.end == day("2016-12-31"))
    #expect(rounds.last?.end == nil)
    #expect(rounds.map(\.title) == ["winter (2016-12-01..2016-12-31)", "spring (2017-03-01..)"])
    #expect(Settings().rounds.isEmpty)
  }

  @Test(arguments: [
    ("2016-11-30", "winter"), ("2016-12-01", "winter"), ("2016-12-31", "winter"), ("2017-02-10", "winter"),
    ("2017-03-01", "spring"), ("2018-01-01", "spring"),
  ])
  func theCurrentRoundHoldsTheDayOrWasBegunLast(on text: String, name: String) throws {
    let rounds = Settings(["rounds": "winter:2016-12-01..2016-12-31;spring:2017-03-01..2017-03-31"]).rounds
    #expect(CampaignRound.current(of: rounds, on: try #require(day(text)))?.name == name)
    #expect(CampaignRound.current(of: [], on: try #require(day(text))) == nil)
  }

  @Test(arguments: [
    (
      "winter:2016-12-01-2016-12-31",
      """
      rounds as name:2016-12-01..2016-12-31, separated by ;, the last one may be open (name:2017-03-01..); \
      'winter:2016-12-01-2016-12-31' is none
      """
    ),
    (
      "winter:2016-12-31..2016-12-01",
      "rounds that end after they begin; 'winter' ends on 2016-12-01 and begins on 2016-12-31"
    ),
    ("a:2016-12-01..2016-12-02;a:2017-01-01..", "rounds with different names; 'a' stands twice"),
    (
      "b:2016-12-31..;a:2016-12-01..2016-12-31",
      "rounds that do not overlap; 'a' ends on 2016-12-31 and 'b' begins on 2016-12-31"
    ),
    ("a:2016-12-01..;b:2017-01-01..", "rounds that do not overlap; 'a' is open and 'b' begins on 2017-01-01"),
  ])
  func saysWhatIsWrongWithRounds(value: String, complaint: String) {
    #expect(Settings.complaint(key: "rounds", value: value) == complaint)
  }
}
