/// Class breaks: into which few classes many figures are put, so that a map can be read.
public enum Classing {
  /// A class of counts, both ends included.
  public typealias CountClass = ClosedRange<Int>

  /// Classes of coverage: nothing, five steps that grow finer towards the end of a campaign, when most places are at nine tenths
  /// and what is asked is which of them are nearly done, and all.
  public enum CoverageClass: Int, Sendable, CaseIterable {
    case none, under50, under75, under90, under95, under100, all

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
        } else if share < 50 {
          .under50
        } else if share < 75 {
          .under75
        } else if share < 90 {
          .under90
        } else if share < 95 {
          .under95
        } else {
          .under100
        }
    }

    /// How a legend names it.
    public var label: String {
      switch self {
      case .none: "0 %"
      case .under50: "> 0 – < 50 %"
      case .under75: "50 – < 75 %"
      case .under90: "75 – < 90 %"
      case .under95: "90 – < 95 %"
      case .under100: "95 – < 100 %"
      case .all: "100 %"
      }
    }
  }

  /// At most `limit` classes of counts from 1 up, with the round ends that everyone knows from coins: 1–2, 3–5, 6–10, 11–20,
  /// 21–50 …
  ///
  /// Gaps are many where they are few and few where they are many: classes that double or so keep both apart, where classes of
  /// as many places each would put a village of 7 with one of 200. Classes in which nothing falls are left out; of more than
  /// `limit`, those two neighbours become one that have the fewest places together, the lower ones of several.
  ///
  /// - Returns: Classes in ascending order, without overlap, none of them empty, that hold every positive count; none if there
  ///   is no positive count.
  /// - Complexity: O(n · classes).
  public static func counts(_ values: [Int], limit: Int = 5) -> [CountClass] {
    let positive = values.filter { $0 > 0 }
    guard let largest = positive.max(), limit > 0 else { return [] }
    var ends = [1]
    var unit = 1
    while let last = ends.last, last < largest {
      ends += [2, 5, 10].map { $0.multipliedReportingOverflow(by: unit) }.map {
        $0.overflow ? Int.max : $0.partialValue
      }
      unit = unit.multipliedReportingOverflow(by: 10).overflow ? Int.max : unit * 10
    }
    var classes: [(range: CountClass, places: Int)] = []
    var low = 1
    // 1 is no end of its own: 1–2 is the first class.
    for end in ends.dropFirst(largest == 1 ? 0 : 1) where low <= end {
      let places = positive.count { (low...end).contains($0) }
      if places > 0 { classes.append((low...end, places)) }
      guard end < largest else { break }
      low = end + 1
    }
    while classes.count > limit {
      let pairs = classes.indices.dropLast()
      guard
        let k = pairs.min(by: {
          (classes[$0].places + classes[$0 + 1].places, $0) < (
            classes[$1].places + classes[$1 + 1].places, $1
          )
        })
      else { break }
      let next = classes.remove(at: k + 1)
      classes[k] = (classes[k].range.lowerBound...next.range.upperBound, classes[k].places + next.places)
    }
    return classes.map(\.range)
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
