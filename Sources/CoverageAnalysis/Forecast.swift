public import CampaignModel

/// When all expected targets will have been visited, if people go on as they have of late.
///
/// **Method.** A thousand courses of the work are drawn by a seeded bootstrap (B. Efron, 1979) and counted down day by day until nothing
/// is left; the finishing date is their median, the range reaches from their 10 % to their 90 % quantile: 80 %.
///
/// 1. *Weekdays.* The share of each weekday comes from the last four weeks; a weekday that came twice or more without one first
///    visit stays free.
/// 2. *Pace.* First visits of the last fourteen days, freed of their weekdays. Later days weigh more (half as much every
///    two days back), since a campaign gathers way and peters out. Each course draws its days anew from these, each from
///    within three days of its place: few or uneven days make a wide range.
/// 3. *Change of pace.* Every seven days of a course its pace is multiplied by how the campaign's own pace changed from one week to
///    the next, or by the inverse; changes of ``usualChanges`` are drawn beside them. As a rule no direction is assumed. But
///    what has just gathered way, or slackened, by a third goes on to do so in the first three changes, with five chances in six;
///    and a campaign of less than fourteen days gathers way. Over a long way this is what makes the range wide, and it should be.
///
/// It knows nothing of why targets are left. The last ones are often those that nobody finds at home: then it
/// errs towards too early. `docs/methods.md` tells how often the truth was inside the range.
public struct Forecast: Sendable, Equatable {
  /// Expected targets not visited yet.
  public var remaining: Int
  /// First visits a day in an average week, at the present pace.
  public var pace: Double
  /// The likely finishing date: half of all courses are done by then. Nil where there is none at this pace.
  public var finish: LocalDate?
  /// One course in ten is done before this day.
  public var earliest: LocalDate?
  /// Nine courses in ten are done by this day; nil if more than one in ten never ends.
  public var latest: LocalDate?
  /// Day by day what is left, until nine courses in ten are done; empty unless asked for, since it takes room.
  public var fan: [FanDay] = []

  /// What the courses have left on one day.
  public struct FanDay: Sendable, Equatable {
    /// The day, at its end.
    public var day: LocalDate
    /// One course in ten has at most this many targets left.
    public var least: Int
    /// Half of them have at most this many.
    public var middle: Int
    /// Nine in ten have at most this many.
    public var most: Int
  }

  /// True if everything is visited.
  public var isFinished: Bool { remaining == 0 }

  /// True if it will likely not be finished by a day: the likely date is later, or there is none.
  public func misses(_ end: LocalDate) -> Bool { !isFinished && finish.map { $0 > end } ?? true }

  /// A course that has not ended so many days later does not end.
  public static let horizon = 730
  /// How pace changes from week to week where a campaign has not shown it yet: by as much, or the inverse.
  static let usualChanges = [1.1, 1.3, 1.7]
  /// A campaign younger than this gathers way.
  static let youngDays = 14
  static let courses = 1000
  static let recentDays = 14
  static let weekdayDays = 28

  /// Looks ahead from the end of the last day.
  ///
  /// - Parameters:
  ///   - firstVisits: targets visited for the first time, day by day without a gap; the last entry is the day at whose end one stands.
  ///   - lastDay: that day.
  ///   - remaining: expected targets not visited yet.
  ///   - seed: the same seed gives the same forecast.
  ///   - fanDays: how many days of the ``fan`` are kept.
  /// - Complexity: O(``courses`` · days to the end), at most ``horizon`` days; the fan O(days · courses · log courses).
  public init(
    firstVisits: some Collection<Int32>, lastDay: LocalDate, remaining: Int, seed: UInt64 = 1,
    fanDays: Int = 0
  ) {
    self.remaining = remaining
    let counts = Array(firstVisits.suffix(10 * 7))
    let shares = Forecast.weekdayShares(counts, lastDay: lastDay)
    let recent = Forecast.evenDays(counts, lastDay: lastDay, shares: shares)
    let level = Forecast.weightedMean(recent)
    pace = level * shares.reduce(0, +) / 7
    guard remaining > 0, level > 0 else { return }
    let changes = Forecast.changes(counts)
    let trend = Forecast.trend(counts)
    var random = SeededBits(seed: seed)
    var lengths: [Int] = []
    // What is left, one list a day; courses that are done have nothing left.
    var leftOfDay = Array(repeating: [Double](), count: min(fanDays, Forecast.horizon))
    for _ in 0..<Forecast.courses {
      let drawn = recent.map { _ in recent[random.below(recent.count)] }
      // The draw keeps the weight of its place, so that a course follows the late days and not the early ones.
      let redrawn = recent.indices.map { i in recent[random.near(i, of: recent.count)] }
      var pace = Forecast.weightedMean(redrawn)
      let noise = Forecast.mean(drawn) > 0 ? drawn.map { $0 / Forecast.mean(drawn) } : [1]
      let phase = random.below(7)
      var left = Double(remaining)
      var (day, steps) = (0, 0)
      // Less than half a target is rounding.
      while left >= 0.5, day < Forecast.horizon {
        day += 1
        if (day + phase) % 7 == 0 {
          let change = changes[random.below(changes.count)]
          let isFaster = steps < 3 && trend != 0 ? (random.below(6) > 0) == (trend > 0) : random.below(2) == 0
          pace *= isFaster ? change : 1 / change
          steps += 1
        }
        left -= pace * shares[Forecast.weekday(lastDay, plus: day)] * noise[random.below(noise.count)]
        if day <= leftOfDay.count { leftOfDay[day - 1].append(left >= 0.5 ? left : 0) }
      }
      lengths.append(left >= 0.5 ? .max : day)
    }
    lengths.sort()
    func date(_ share: Double) -> LocalDate? {
      let length = lengths[Int(share * Double(lengths.count - 1))]
      return length == .max ? nil : LocalDate(dayNumber: lastDay.dayNumber + Int32(length))
    }
    (earliest, finish, latest) = (date(0.1), date(0.5), date(0.9))
    if finish == nil { (earliest, latest) = (nil, nil) }
    fan = Forecast.fan(of: leftOfDay, after: lastDay)
  }

  private static func fan(of leftOfDay: [[Double]], after lastDay: LocalDate) -> [FanDay] {
    var fan: [FanDay] = []
    for (i, left) in leftOfDay.enumerated() {
      let sorted = Array(repeating: 0, count: courses - left.count) + left.sorted()
      func quantile(_ share: Double) -> Int { Int(sorted[Int(share * Double(courses - 1))].rounded()) }
      let day = LocalDate(dayNumber: lastDay.dayNumber + Int32(i) + 1)
      fan.append(FanDay(day: day, least: quantile(0.1), middle: quantile(0.5), most: quantile(0.9)))
      if fan[i].most == 0 { break }
    }
    return fan
  }

  private static func weekday(_ day: LocalDate, plus days: Int) -> Int {
    // 1970-01-01 was a Thursday; 0 is Monday.
    let number = (Int(day.dayNumber) + days + 3) % 7
    return number < 0 ? number + 7 : number
  }

  /// How busy each weekday is beside an even one, from Monday: the mean ratio of its days to the week around each (the classical
  /// decomposition by moving averages), so that a campaign which gathers way does not make the latest weekday a busy one.
  private static func weekdayShares(_ counts: [Int32], lastDay: LocalDate) -> [Double] {
    let window = Array(counts.suffix(weekdayDays))
    var (sums, ratios) = (Array(repeating: 0.0, count: 7), Array(repeating: 0.0, count: 7))
    var (days, busy) = (Array(repeating: 0, count: 7), Array(repeating: 0, count: 7))
    for i in window.indices {
      let day = weekday(lastDay, plus: i + 1 - window.count)
      days[day] += 1
      if window[i] > 0 { busy[day] += 1 }
      guard i >= 3, i + 3 < window.count else { continue }
      let week = window[(i - 3)...(i + 3)].reduce(0.0) { $0 + Double($1) }
      guard week > 0 else { continue }
      sums[day] += Double(window[i]) / week * 7
      ratios[day] += 1
    }
    // Half a week's worth of an even day keeps one odd week from deciding.
    return (0..<7).map { days[$0] >= 2 && busy[$0] == 0 ? 0 : (sums[$0] + 0.5) / (ratios[$0] + 0.5) }
  }

  /// Recent days freed of their weekdays; days that are free as a rule are left out.
  private static func evenDays(_ counts: [Int32], lastDay: LocalDate, shares: [Double]) -> [Double] {
    let window = counts.suffix(recentDays)
    return window.indices.compactMap { i in
      let share = shares[weekday(lastDay, plus: i + 1 - window.endIndex)]
      return share > 0 ? Double(window[i]) / share : nil
    }
  }

  /// The mean, the last entry with the most weight: half as much every two days back.
  private static func weightedMean(_ days: [Double]) -> Double {
    var (sum, weights, weight) = (0.0, 0.0, 1.0)
    for day in days.reversed() {
      sum += weight * day
      weights += weight
      weight *= 0.7071  // √½
    }
    return weights > 0 ? sum / weights : 0
  }

  private static func mean(_ days: [Double]) -> Double {
    days.isEmpty ? 0 : days.reduce(0, +) / Double(days.count)
  }

  /// 1 if the last week is faster than the one before by a third, -1 if it is slower, else 0; 1 in a young campaign.
  private static func trend(_ counts: [Int32]) -> Int {
    if counts.count < youngDays { return 1 }
    let span = 7
    func sum(_ range: Range<Int>) -> Double { counts[range].reduce(0) { $0 + Double($1) } }
    let late = sum(counts.count - span..<counts.count)
    let early = sum(counts.count - 2 * span..<counts.count - span)
    return late * 3 > early * 4 ? 1 : late * 4 < early * 3 ? -1 : 0
  }

  /// How much the pace changed from each week to the next, as factors of 1 or more, and the usual ones.
  private static func changes(_ counts: [Int32]) -> [Double] {
    var weeks: [Double] = []
    var end = counts.count
    while end >= 7 {
      weeks.append(counts[(end - 7)..<end].reduce(1.0) { $0 + Double($1) })
      end -= 7
    }
    let seen = zip(weeks, weeks.dropFirst()).map { min(max($0 / $1, $1 / $0), 4) }
    let young = counts.count < youngDays ? [2.5] : []
    return usualChanges + young + seen
  }
}

/// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, 2014): few lines, the same everywhere.
private struct SeededBits {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A whole number from 0 to below `count`.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// An index at most three from `i`.
  mutating func near(_ i: Int, of count: Int) -> Int { min(max(i + below(7) - 3, 0), count - 1) }
}
