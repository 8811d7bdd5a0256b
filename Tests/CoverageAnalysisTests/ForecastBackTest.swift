import CampaignModel
import TestSupport
import Testing

@testable import CoverageAnalysis

/// How often the truth lay inside the 80 % range: `swift test --filter ForecastBackTest` prints it, `docs/methods.md` keeps it.
@Suite struct ForecastBackTest {
  /// First visits of `geodata/county` from 2016-11-21, a Monday; `TrendCommandTests` holds them against the sample.
  static let county: [Int32] = [
    177, 239, 220, 264, 378, 289, 26, 553, 525, 796, 970, 950, 592, 26, 1097, 1262, 1367, 1937, 1782, 837,
    129, 1976,
    1810, 1421, 1638, 1679, 962, 115, 1467, 1439, 994, 1101, 880, 450, 99, 492, 299, 80, 40, 22,
  ]
  static let expected = 37_123
  static let monday = LocalDate(dayNumber: 17_126)

  @Test func county() {
    // The sample is never finished: the truth is the day on which so many were visited.
    var score = Score()
    for percent in stride(from: 10, through: 80, by: 10) {
      score += Self.score(Self.county, from: Self.monday, goal: Self.expected * percent / 100)
    }
    print("county, from 10 % to 80 % of the targets: \(score)")
    #expect(score.cases > 100)
    #expect(score.inside * 100 >= score.cases * 75)
  }

  @Test func steadyCampaigns() {
    let score = Self.synthetic(ramps: [1], wander: 0)
    print("synthetic, steady pace: \(score)")
    #expect(score.inside * 100 >= score.cases * 80)
  }

  @Test func unsteadyCampaigns() {
    let score = Self.synthetic(ramps: [1, 5, 10], wander: 0.08)
    print("synthetic, starts slowly and wanders: \(score)")
    #expect(score.inside * 100 >= score.cases * 75)
  }

  struct Score: CustomStringConvertible {
    var (inside, cases) = (0, 0)
    var (before, after) = (0, 0)
    var widths: [Double] = []

    static func += (a: inout Score, b: Score) {
      a.inside += b.inside
      a.cases += b.cases
      a.before += b.before
      a.after += b.after
      a.widths += b.widths
    }

    var description: String {
      let width = widths.isEmpty ? 0 : widths.sorted()[widths.count / 2]
      return
        "truth inside the 80 % range in \(inside) of \(cases) cases (\(inside * 100 / max(cases, 1)) %), "
        + "\(before) earlier, \(after) later; median width \(Int(width * 100)) % of the time left"
    }
  }

  /// Stands at each day from the fifth to the last but one, and looks ahead to the goal.
  static func score(_ days: [Int32], from first: LocalDate, goal: Int) -> Score {
    var score = Score()
    var visited: [Int] = []
    for day in days { visited.append((visited.last ?? 0) + Int(day)) }
    guard let end = visited.firstIndex(where: { $0 >= goal }), end > 5 else { return score }
    for today in 4..<end {
      let forecast = Forecast(
        firstVisits: days[...today], lastDay: LocalDate(dayNumber: first.dayNumber + Int32(today)),
        remaining: goal - visited[today])
      let truth = LocalDate(dayNumber: first.dayNumber + Int32(end))
      score.cases += 1
      guard let earliest = forecast.earliest else { score.before += 1; continue }
      if truth < earliest {
        score.before += 1
      } else if let latest = forecast.latest, truth > latest {
        score.after += 1
      } else {
        score.inside += 1
      }
      if let latest = forecast.latest {
        score.widths.append(Double(latest.dayNumber - earliest.dayNumber) / Double(end - today))
      }
    }
    return score
  }

  /// Campaigns of 300 to 30,000 targets and 10 to 60 days: weekends free or not, days uneven.
  static func synthetic(ramps: [Int], wander: Double) -> Score {
    var score = Score()
    for seed in UInt64(1)...40 {
      var random = SplitMix64(seed: seed)
      let goal = Int.random(in: 300...30_000, using: &random)
      let even = Double(goal) / Double(Int.random(in: 10...60, using: &random))
      let weekend = [0, 0.3, 1][Int.random(in: 0..<3, using: &random)]
      let ramp = ramps[Int.random(in: 0..<ramps.count, using: &random)]
      let unevenness = [0.1, 0.3, 0.6][Int.random(in: 0..<3, using: &random)]
      let first = LocalDate(dayNumber: 17_126 + Int32.random(in: 0..<7, using: &random))
      var (days, sum, level): ([Int32], Int, Double) = ([], 0, 1)
      while sum < goal, days.count < 400 {
        level *= 1 + Double.random(in: -wander...wander, using: &random) * 1.73
        let weekday = (Int(first.dayNumber) + days.count + 3) % 7
        let busy = (weekday >= 5 ? weekend : 1) * min(1, Double(days.count + 1) / Double(ramp))
        let count =
          even * level * busy * (1 + Double.random(in: -unevenness...unevenness, using: &random) * 1.73 * 0.9)
        days.append(Int32(min(max(count.rounded(), 0), Double(goal - sum))))
        sum += Int(days[days.count - 1])
      }
      score += Self.score(days, from: first, goal: goal)
    }
    return score
  }
}
