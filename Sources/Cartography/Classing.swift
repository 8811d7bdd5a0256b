/// Class breaks: into which few classes many figures are put, so that a map can be read.
public enum Classing {
  /// A class of counts, both ends included.
  public typealias CountClass = ClosedRange<Int>

  /// Classes of coverage: nothing, five steps that grow finer towards the end of a campaign, and all.
  public enum CoverageClass: Int, Sendable, CaseIterable {
    case none, under25, under50, under75, under90, under100, all

    /// The class of a tally; nil where nothing is expected. Counted in whole numbers: 999 of 1,000 is not all.
    public init?(visited: Int, expected: Int) {
      guard expected > 0 else { return nil }
      let hundredfold = visited.multipliedReportingOverflow(by: 100).partialValue
      let share = Double(hundredfold) / Double(expected)
      self =
        if visited <= 0 {
          .none
        } else if visited >= expected {
          .all
        } else if share < 25 {
          .under25
        } else if share < 50 {
          .under50
        } else if share < 75 {
          .under75
        } else if share < 90 {
          .under90
        } else {
          .under100
        }
    }

    /// How a legend names it.
    public var label: String {
      switch self {
      case .none: "0 %"
      case .under25: "> 0 – < 25 %"
      case .under50: "25 – < 50 %"
      case .under75: "50 – < 75 %"
      case .under90: "75 – < 90 %"
      case .under100: "90 – < 100 %"
      case .all: "100 %"
      }
    }
  }

  /// At most `limit` classes of counts from 1 up, with round ends and about as many places in each (quantiles, moved to
  /// the next round number); 0 is in none.
  ///
  /// - Returns: Classes without gap or overlap that hold every positive count; none if there is no positive count.
  /// - Complexity: O(n log n).
  public static func counts(_ values: [Int], limit: Int = 5) -> [CountClass] {
    let positive = values.filter { $0 > 0 }.sorted()
    guard let largest = positive.last, limit > 0 else { return [] }
    var classes: [CountClass] = []
    var low = 1
    for k in 1..<max(limit, 1) {
      let end = rounded(positive[min(positive.count * k / limit, positive.count - 1)])
      if end >= low && end < largest {
        classes.append(low...end)
        low = end + 1
      }
    }
    classes.append(low...largest)
    return classes
  }

  /// The nearest of 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100 …
  static func rounded(_ number: Int) -> Int {
    var unit = 1
    while number / unit >= 100 { unit *= 10 }
    let steps = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100]
    return (steps.min { abs($0 * unit - number) < abs($1 * unit - number) } ?? 1) * unit
  }

  /// Round steps on an axis from 0 to at least `largest`: 1, 2 or 5 times a power of ten, about `count` of them.
  static func axisStep(_ largest: Double, count: Int) -> Double {
    guard largest > 0, largest.isFinite else { return 1 }
    let rough = largest / Double(max(count, 1))
    let power = Trigonometry.power(10, Trigonometry.log10(rough).rounded(.down))
    let step = [1.0, 2, 5, 10].first { $0 * power >= rough * 0.999_999 } ?? 10
    return step * power
  }
}
