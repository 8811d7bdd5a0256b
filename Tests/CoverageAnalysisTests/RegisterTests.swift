import CampaignModel
import CoverageAnalysis
import TestSupport
import Testing

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
        #expect(row.filed == row.resolved + row.escalated + row.open)
        #expect(row.resolved <= row.handled && row.handled <= row.filed)
        #expect(row.overdue <= row.escalated + row.open)
      }
      #expect(IssueRegister.total(of: byKind, key: "all") == IssueRegister.total(of: byVillage, key: "all"))
      #expect(
        IssueRegister.total(of: byKind, key: "all").filed == issues.count { $0.filed <= day(asOf ?? 30) })
    }
  }
}
