import CampaignModel
import TestSupport
import Testing
@testable import CoverageAnalysis

// Testing has an `Issue` of its own.
import struct CampaignModel.Issue

private func day(_ number: Int) -> LocalDate { LocalDate(dayNumber: Int32(number)) }

private func issue(
  _ id: String, kind: String = "dispute", village: Int32 = 0, filed: Int, handled: Int? = nil,
  resolved: Int? = nil, escalated: Int? = nil, due: Int? = nil, people: Int = 1
) -> Issue {
  Issue(
    id: Identifier(id), target: nil, village: village, kind: kind, filed: day(filed),
    handled: handled.map(day), resolved: resolved.map(day), escalated: escalated.map(day), due: due.map(day),
    people: people)
}

@Suite struct RegisterTests {
  /// One dispute's life: filed on day 1, handled on 3, due on 4, escalated on 5, resolved on 8.
  private let life = [issue("1", filed: 1, handled: 3, resolved: 8, escalated: 5, due: 4, people: 2)]

  private func onlyRow(_ issues: [Issue], asOf: Int?) -> RegisterRow? {
    IssueRegister.summarise(issues, asOf: asOf.map(day)) { _ in "all" }.first
  }

  @Test func beforeItIsFiledThereIsNothing() {
    #expect(IssueRegister.summarise(life, asOf: day(0)) { $0.kind }.isEmpty)
    #expect(IssueRegister.summarise([], asOf: nil) { $0.kind }.isEmpty)
  }

  @Test(arguments: [
    (1, IssueRegister.State.open, 0, 0), (3, .open, 1, 0), (4, .open, 1, 0), (5, .escalated, 1, 1),
    (7, .escalated, 1, 1), (8, .resolved, 1, 0), (9, .resolved, 1, 0),
  ])
  func oneStateOnEachDay(asOf: Int, state: IssueRegister.State, handled: Int, overdue: Int) throws {
    let row = try #require(onlyRow(life, asOf: asOf))
    #expect(IssueRegister.state(of: life[0], asOf: day(asOf)) == state)
    #expect(row.filed == 1)
    #expect(row.resolved == (state == .resolved ? 1 : 0))
    #expect(row.escalated == (state == .escalated ? 1 : 0))
    #expect(row.open == (state == .open ? 1 : 0))
    #expect(row.handled == handled)
    #expect(row.overdue == overdue)
    #expect(row.people == 2)
  }

  @Test func anOpenIssueIsOverdueFromTheDayAfterItsDueDay() {
    let open = [issue("1", filed: 1, due: 4)]
    #expect(onlyRow(open, asOf: 4)?.overdue == 0)
    #expect(onlyRow(open, asOf: 5)?.overdue == 1)
  }

  @Test func withoutADayTheLatestDayOfTheRegisterDecides() {
    let open = issue("1", filed: 1, due: 4)
    #expect(onlyRow([open], asOf: nil)?.overdue == 0)
    #expect(onlyRow([open, issue("2", filed: 4)], asOf: nil)?.overdue == 0)
    #expect(onlyRow([open, issue("2", filed: 2, handled: 5)], asOf: nil)?.overdue == 1)
    #expect(onlyRow([open, issue("2", filed: 2, due: 900)], asOf: nil)?.overdue == 0)
  }

  @Test func resolvedWithoutADayOfHandlingIsHandled() {
    let row = onlyRow([issue("1", filed: 1, resolved: 2)], asOf: nil)
    #expect(row?.handled == 1)
    #expect(row?.successRate == 1)
  }

  @Test func closureAndSuccessAreTwoRates() throws {
    // The county's disputes: 4,569 found, 3,971 handled, 3,852 resolved.
    let issues = (0..<4569).map { i in
      issue("\(i)", filed: 1, handled: i < 3971 ? 2 : nil, resolved: i < 3852 ? 3 : nil)
    }
    let row = try #require(onlyRow(issues, asOf: nil))
    #expect([row.filed, row.handled, row.resolved, row.open] == [4569, 3971, 3852, 717])
    #expect(row.closureRate == 3852.0 / 4569)
    #expect(row.successRate == 3852.0 / 3971)
    #expect(RegisterRow(key: "").closureRate == nil)
    #expect(RegisterRow(key: "").successRate == nil)
  }

  @Test func rowsAreSortedByBytesAndNoneIsLast() {
    let issues = [
      issue("1", kind: "suggestion", filed: 1), issue("2", kind: "", filed: 1),
      issue("3", kind: "纠纷", filed: 1), issue("4", kind: "dispute", filed: 1),
    ]
    let rows = IssueRegister.summarise(issues, asOf: nil) { $0.kind.isEmpty ? nil : $0.kind }
    #expect(rows.map(\.key) == ["dispute", "suggestion", "纠纷", "(none)"])
  }

  @Test func peopleBeyondAllCountsDoNotTrap() {
    let row = onlyRow([issue("1", filed: 1, people: .max), issue("2", filed: 1, people: 1)], asOf: nil)
    #expect(row?.people == .max)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func rowsAddUpOnRandomRegisters(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func some() -> Int? { Bool.random(using: &random) ? Int.random(in: 0...30, using: &random) : nil }
    let issues = (0..<200).map { i in
      issue(
        "\(i)", kind: "k\(Int.random(in: 0...4, using: &random))",
        village: Int32.random(in: -1...9, using: &random), filed: Int.random(in: 0...30, using: &random),
        handled: some(), resolved: some(), escalated: some(), due: some(),
        people: Int.random(in: 0...9, using: &random))
    }
    for asOf in [nil, 0, 10, 30] as [Int?] {
      let byKind = IssueRegister.summarise(issues, asOf: asOf.map(day)) { $0.kind }
      let byVillage = IssueRegister.summarise(issues, asOf: asOf.map(day)) {
        $0.village < 0 ? nil : "\($0.village)"
      }
      for row in byKind + byVillage {
        #expect(row.repeated <= row.filed)
        #expect(row.filed == row.resolved + row.escalated + row.open)
        #expect(row.resolved <= row.handled && row.handled <= row.filed)
        #expect(row.overdue <= row.escalated + row.open)
      }
      let byAge = IssueRegister.summariseByAge(issues, asOf: asOf.map(day), ages: [3, 9])
      #expect(
        byAge.reduce(0) { $0 + $1.filed } == byKind.reduce(0) { $0 + $1.open }, "each open issue has one age")
      let repeated = IssueRegister.repeatedPlaces(issues, asOf: asOf.map(day)).reduce(0) {
        $0 + $1.issues - 1
      }
      #expect(byKind.reduce(0) { $0 + $1.repeated } == repeated)
      #expect(IssueRegister.total(of: byKind, key: "all") == IssueRegister.total(of: byVillage, key: "all"))
      #expect(
        IssueRegister.total(of: byKind, key: "all").filed == issues.count { $0.filed <= day(asOf ?? 30) })
    }
  }

  @Test func theLimitOfAKindMakesOverdueWhereAnIssueHasNoDayOfItsOwn() {
    let issues = [
      issue("1", filed: 1), issue("2", filed: 1, due: 9), issue("3", kind: "question", filed: 1),
    ]
    func overdue(_ asOf: Int) -> Int? {
      IssueRegister.summarise(issues, asOf: day(asOf), limits: ["dispute": 3]) { _ in "all" }.first?.overdue
    }
    #expect(overdue(4) == 0, "day 4 is the third after it was filed")
    #expect(overdue(5) == 1)
    #expect(overdue(10) == 2)
  }

  @Test func openIssuesStandInClassesOfAges() {
    let issues = [
      issue("1", filed: 100), issue("2", filed: 93), issue("3", filed: 92), issue("4", filed: 10),
      issue("5", filed: 9), issue("6", filed: 1, resolved: 2), issue("7", filed: 1, escalated: 2),
      issue("8", filed: 101),
    ]
    let rows = IssueRegister.summariseByAge(issues, asOf: day(100), ages: [7, 30, 90])
    #expect(rows.map(\.key) == ["0-7", "8-30", "31-90", "over 90"])
    #expect(rows.map(\.filed) == [2, 1, 1, 1])
    #expect(rows.allSatisfy { $0.open == $0.filed })
    #expect(IssueRegister.summariseByAge([], asOf: nil, ages: [7]).isEmpty)
  }

  @Test func anIssueRepeatsWhatItsPlaceHadBefore() throws {
    func at(_ target: String?, _ village: Int32, _ id: String, _ kind: String, _ filed: Int) -> Issue {
      Issue(
        id: Identifier(id), target: target.map { Identifier($0) }, village: village, kind: kind,
        filed: day(filed),
        handled: nil, resolved: nil, escalated: nil, due: nil, people: 0)
    }
    let issues = [
      at("h1", 0, "a", "dispute", 5), at("h1", 0, "b", "dispute", 2), at("h1", 0, "c", "question", 1),
      at("h2", 0, "d", "dispute", 1), at(nil, 0, "e", "dispute", 1), at(nil, 0, "f", "dispute", 1),
      at(nil, -1, "g", "dispute", 1), at(nil, -1, "h", "dispute", 1),
    ]
    #expect(IssueRegister.repeats(in: issues) == [true, false, false, false, false, true, false, false])
    let row = try #require(onlyRow(issues, asOf: nil))
    #expect(row.repeated == 2)
    #expect(onlyRow(issues, asOf: 4)?.repeated == 1, "the second dispute of h1 is not yet filed")
    let places = IssueRegister.repeatedPlaces(issues, asOf: nil)
    #expect(places.map(\.target) == [nil, "h1"])
    #expect(places.map(\.issues) == [2, 2])
    #expect(places.last?.first == day(2) && places.last?.last == day(5))
    #expect(IssueRegister.repeatedPlaces(issues, asOf: day(4)).count == 1)
    #expect(places.reduce(0) { $0 + $1.issues - 1 } == row.repeated)
  }
}
