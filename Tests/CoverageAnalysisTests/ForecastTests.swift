import CampaignModel
import Testing

@testable import CoverageAnalysis

@Suite struct ForecastTests {
  private let friday = LocalDate(dayNumber: 17_151)  // 2016-12-16

  @Test func countsDownAnEvenPace() {
    let forecast = Forecast(
      firstVisits: Array(repeating: 100, count: 28), lastDay: friday, remaining: 500)
    #expect(abs(forecast.pace - 100) < 1e-9)
    #expect(forecast.finish == LocalDate(dayNumber: friday.dayNumber + 5))
    #expect(forecast.earliest ?? friday > friday)
    #expect(forecast.earliest ?? friday <= forecast.finish ?? friday)
    #expect(forecast.latest ?? friday >= forecast.finish ?? friday)
  }

  @Test func leavesFreeWeekdaysFree() {
    // Two weeks of work from a Saturday to a Friday, with nobody out at weekends: 250 are left for Monday to Wednesday.
    let week: [Int32] = [0, 0, 100, 100, 100, 100, 100]
    let forecast = Forecast(firstVisits: week + week + week, lastDay: friday, remaining: 250)
    #expect(forecast.finish?.description == "2016-12-21")
    #expect(forecast.earliest ?? friday >= LocalDate(dayNumber: friday.dayNumber + 3))
    #expect(abs(forecast.pace - 500.0 / 7) < 15)
  }

  @Test func saysWhereThereIsNoEnd() {
    let still = Forecast(firstVisits: Array(repeating: 0, count: 20), lastDay: friday, remaining: 7)
    #expect(still.finish == nil && still.earliest == nil && still.latest == nil)
    #expect(still.misses(LocalDate(dayNumber: 30_000)))
    let stopped = Forecast(
      firstVisits: Array(repeating: 50, count: 10) + Array(repeating: 0, count: 14), lastDay: friday,
      remaining: 7)
    #expect(stopped.finish == nil && stopped.pace == 0)
    let slow = Forecast(firstVisits: Array(repeating: 1, count: 28), lastDay: friday, remaining: 1_000_000)
    #expect(slow.finish == nil)
    #expect(slow.pace > 0)
  }

  @Test func saysWhereNothingIsLeft() {
    let done = Forecast(firstVisits: [5], lastDay: friday, remaining: 0)
    #expect(done.isFinished && done.finish == nil)
    #expect(!done.misses(friday))
  }

  @Test func isTheSameForTheSameSeed() {
    let days: [Int32] = [3, 9, 4, 0, 12, 7, 7, 1, 5]
    #expect(
      Forecast(firstVisits: days, lastDay: friday, remaining: 90, seed: 4)
        == Forecast(firstVisits: days, lastDay: friday, remaining: 90, seed: 4))
  }

  @Test func endsBeforeOrAfterTheCampaign() {
    let forecast = Forecast(firstVisits: Array(repeating: 100, count: 28), lastDay: friday, remaining: 500)
    #expect(forecast.misses(LocalDate(dayNumber: friday.dayNumber + 4)))
    #expect(!forecast.misses(LocalDate(dayNumber: friday.dayNumber + 5)))
  }
}
