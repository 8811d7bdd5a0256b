import CampaignModel
import CoverageAnalysis
import TestSupport
import Testing

/// What is told of small tables that can be read by eye.
@Suite struct SuppressionTests {
  /// A village with so many plain households beside its priority targets, half of them visited.
  private static func row(_ expected: Int, _ visited: Int, plain: Int = 100) -> CoverageRow {
    var row = CoverageRow(level: .village, code: "")
    row.priority = Tally(expected: expected, visited: visited)
    row.households = row.priority + Tally(expected: plain, visited: plain / 2)
    return row
  }

  private static func told(_ rows: [CoverageRow], townships: [String]) -> PublicPriority {
    let villages = townships.enumerated().map {
      Village(code: Identifier("V\($0)"), name: "", township: $1)
    }
    return PublicPriority(
      rows: rows + [CoverageRow(level: .village, code: CoverageRow.noneCode)], villages: villages,
      suppression: Suppression())
  }

  private static func category(_ expected: Int, _ visited: Int) -> CoverageRow {
    var row = CoverageRow(level: .category, code: "low-income")
    row.households = Tally(expected: expected, visited: visited)
    row.priority = row.households
    return row
  }

  @Test func withholdsASmallCountAndOneThatHidesIt() {
    let told = Self.told(
      [Self.row(3, 0), Self.row(19, 9), Self.row(60, 30)], townships: ["T", "T", "T"])
    // 3 + 19 = 22 are told by the total; with 19 withheld, 3 may be any of 1…4.
    #expect(
      told.villages == [
        .withheld(isSmall: true), .withheld(isSmall: false), .open(Tally(expected: 60, visited: 30)),
      ])
    #expect(told.reasons == [.small, .protectsAnother, nil])
    #expect(told.total == .open(Tally(expected: 82, visited: 39)))
  }

  @Test func leavesLargeCountsAndNothingAlone() {
    let told = Self.told([Self.row(0, 0), Self.row(10, 5), Self.row(24, 12)], townships: ["T", "T", "U"])
    #expect(told.reasons == [nil, nil, nil])
    #expect(told.total == .open(Tally(expected: 34, visited: 17)))
  }

  @Test func withholdsTheTotalWhereNothingHides() {
    let told = Self.told([Self.row(2, 1)], townships: ["T"])
    #expect(told.villages == [.withheld(isSmall: true)] && told.total == .withheld(isSmall: true))
  }

  @Test func hidesALonelyVillageAmongThoseOfAnotherTownship() {
    let told = Self.told(
      [Self.row(2, 0), Self.row(60, 30), Self.row(40, 20)], townships: ["T", "U", "U"])
    #expect(told.reasons == [.small, nil, .protectsAnother])
    #expect(told.townships == [.withheld(isSmall: true), .withheld(isSmall: false)])
    #expect(told.total == .open(Tally(expected: 102, visited: 50)))
  }

  /// Four and four of 8: whoever knows that both are below 5 and their sum knows both.
  @Test func categoriesDoNotGiveTheWithheldTotalBack() {
    let told = Self.told([Self.row(4, 0, plain: 20), Self.row(4, 4, plain: 20)], townships: ["T", "T"])
    #expect(told.villages == [.withheld(isSmall: true), .withheld(isSmall: true)])
    #expect(told.total == .withheld(isSmall: false))
    #expect(told.categories([Self.category(8, 4)]) == nil)
    #expect(told.categories([Self.category(4, 0), Self.category(4, 4)]) == nil)
  }

  @Test func fiveOnesAreNotToldByTheirSum() {
    let told = Self.told((0..<5).map { _ in Self.row(1, 0) }, townships: ["T", "T", "T", "T", "T"])
    #expect(told.total == .withheld(isSmall: false))
    #expect(told.categories([Self.category(5, 0)]) == nil)
    // Nor by a mark: below 5 and at least 1 each, they would be one each.
    let four = Self.told((0..<4).map { _ in Self.row(1, 0) }, townships: ["T", "T", "T", "T"])
    #expect(four.townships == [.withheld(isSmall: false)] && four.total == .withheld(isSmall: false))
  }

  /// Few visited in one of two villages, few not visited in neither: the tile withholds 7 of 20, and so does the table.
  @Test func categoriesWithholdWhatTheTotalDoes() {
    let told = Self.told([Self.row(10, 2), Self.row(10, 5)], townships: ["T", "T"])
    #expect(told.total == .expected(20))
    // With five of 10 visited and five not, the second village has no room to hide the first: the total has to.
    #expect(told.villages == [.expected(10), .open(Tally(expected: 10, visited: 5))])
    #expect(told.categories([Self.category(20, 7)]) == [.expected(20)])
  }

  @Test func aSmallCategoryIsHiddenAmongTheOthers() {
    let told = Self.told([Self.row(90, 45), Self.row(110, 55)], townships: ["T", "T"])
    let rows = [Self.category(3, 1), Self.category(30, 15), Self.category(167, 84), Self.category(0, 0)]
    #expect(
      told.categories(rows) == [
        .withheld(isSmall: true), .withheld(isSmall: false), .open(Tally(expected: 167, visited: 84)),
        .open(Tally()),
      ])
  }

  @Test func tellsOfAPlaceOnlyWhatIsNotSmall() {
    let told = Self.told(
      [Self.row(3, 3), Self.row(40, 38), Self.row(60, 60), Self.row(200, 100), Self.row(0, 0)],
      townships: ["T", "T", "T", "T", "T"])
    #expect(told.villages[0] == .withheld(isSmall: true))
    // Two of 40 not visited: hidden with the village that hides the 3, of which nothing is told.
    #expect(told.villages[1] == .expected(40) || told.villages[1] == .withheld(isSmall: false))
    #expect(told.reasons[1] == .small)
    #expect(told.villages[4] == .open(Tally()))
    #expect(told.total == .open(Tally(expected: 303, visited: 201)))
  }

  /// A village with three households in all: that one is of a category would be told by "fewer than 5, but some".
  @Test func nothingIsToldOfAVillageWithFewTargets() {
    let told = Self.told(
      [Self.row(1, 0, plain: 2), Self.row(0, 0, plain: 3), Self.row(40, 20)], townships: ["T", "T", "T"])
    #expect(told.villages[0] == .withheld(isSmall: false) && told.villages[1] == .withheld(isSmall: false))
  }
}
