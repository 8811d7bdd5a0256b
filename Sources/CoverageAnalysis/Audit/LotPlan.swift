public import CampaignModel

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// How many visits of a lot to check, and how many of them may turn out untrue: a single sampling plan of lot quality
/// assurance (LQAS; H. F. Dodge, H. G. Romig, 1929; S. K. Lwanga, S. Lemeshow, 1991).
///
/// A lot is good if at least the share `good` of it is true, and bad if at most `bad` is. The plan is the smallest sample with
/// which a good lot is rejected, and a bad one accepted, no more often than the rules allow. Where a lot is less than ten times
/// the sample, probabilities are hypergeometric (drawing without putting back); else binomial.
public struct LotPlan: Sendable, Equatable {
  /// How many are in the lot.
  public let lot: Int
  /// How many to check.
  public let sample: Int
  /// The lot is rejected if more than so many are untrue.
  public let accepted: Int
  /// How often a good lot is rejected: 1 − P(untrue ≤ accepted); 0...1.
  public let riskOfGood: Double
  /// How often a bad lot is accepted: P(untrue ≤ accepted); 0...1.
  public let riskOfBad: Double
  /// Whether the risks come from the hypergeometric distribution.
  public let isHypergeometric: Bool

  /// The smallest plan that keeps both risks; of as small ones that with the least sum of risks. A lot that no smaller sample
  /// tells apart is checked as a whole.
  ///
  /// - Returns: Nil for an empty lot, or for rules whose good share is not above the bad one.
  /// - Complexity: O(sample²), and O(sample³) for small lots; the sample is at most ``largest``, or the lot.
  public init?(lot: Int, rules: RecheckRules) {
    guard lot > 0, rules.good > rules.bad else { return nil }
    var found: LotPlan?
    for sample in 1...min(lot, LotPlan.largest) {
      found = LotPlan(lot: lot, sample: sample, rules: rules)
      if found?.keeps(rules) ?? true { break }
    }
    guard let found else { return nil }
    self = found
  }

  /// The plan with a given sample and the least sum of both risks, as published tables of decision rules have it.
  ///
  /// - Returns: Nil unless 1 ≤ sample ≤ lot, and for rules whose good share is not above the bad one.
  public init?(lot: Int, sample: Int, rules: RecheckRules) {
    guard sample > 0, sample <= lot, rules.good > rules.bad else { return nil }
    self =
      lot >= 10 * sample
      ? LotPlan(binomial: lot, sample: sample, rules) : LotPlan(hypergeometric: lot, sample: sample, rules)
  }

  /// No plan asks for a larger sample: shares so close to each other are not told apart by knocking at doors.
  public static let largest = 1000

  private init(binomial lot: Int, sample: Int, _ rules: RecheckRules) {
    let good = Probability.binomialSums(sample, 1 - rules.good)
    let bad = Probability.binomialSums(sample, 1 - rules.bad)
    self.init(lot, sample, good, bad, isHypergeometric: false)
  }

  private init(hypergeometric lot: Int, sample: Int, _ rules: RecheckRules) {
    // The most untrue ones that a good lot has, and the fewest that a bad one has; a hair keeps 0.05 · 20 from being 0.9999.
    let ofGood = Int((Double(lot) * (1 - rules.good) + 1e-9).rounded(.down))
    let ofBad = max(Int((Double(lot) * (1 - rules.bad) - 1e-9).rounded(.up)), min(ofGood + 1, lot))
    let good = Probability.hypergeometricSums(lot: lot, untrue: ofGood, sample: sample)
    let bad = Probability.hypergeometricSums(lot: lot, untrue: ofBad, sample: sample)
    self.init(lot, sample, good, bad, isHypergeometric: true)
  }

  /// - Parameters: the probabilities of at most so many untrue ones, in a good and in a bad lot.
  private init(_ lot: Int, _ sample: Int, _ good: [Double], _ bad: [Double], isHypergeometric: Bool) {
    var best = 0
    // All accepted is no rule: a plan rejects something.
    for d in 0..<max(sample, 1) where 1 - good[d] + bad[d] < 1 - good[best] + bad[best] - 1e-12 { best = d }
    self.lot = lot
    self.sample = sample
    accepted = best
    riskOfGood = max(0, 1 - good[best])
    riskOfBad = bad[best]
    self.isHypergeometric = isHypergeometric
  }

  private func keeps(_ rules: RecheckRules) -> Bool {
    riskOfGood <= rules.riskOfGood + 1e-12 && riskOfBad <= rules.riskOfBad + 1e-12
  }

  /// What a sample says of its lot.
  public enum Verdict: String, Sendable, CaseIterable {
    case accepted, rejected
    /// Too few have been checked to say.
    case undecided
  }

  /// The verdict by what has been checked so far: it falls as soon as the rest can no longer turn it.
  public func verdict(confirmed: Int, notConfirmed: Int) -> Verdict {
    if notConfirmed > accepted { return .rejected }
    return sample - confirmed <= accepted ? .accepted : .undecided
  }
}

/// Exact probabilities of small counts, in plain double arithmetic; `scripts/verify-statistics` holds them against SciPy's.
public enum Probability {
  /// P(X ≤ k) for k in 0...n, X binomial.
  ///
  /// - Complexity: O(n).
  public static func binomialSums(_ n: Int, _ p: Double) -> [Double] {
    if p <= 0 { return Array(repeating: 1, count: n + 1) }
    if p >= 1 { return Array(repeating: 0, count: n) + [1] }
    let (hit, miss) = (log(p), log1p(-p))
    return sums((0...n).map { k in exp(logChoose(n, k) + Double(k) * hit + Double(n - k) * miss) })
  }

  /// P(X ≤ k) for k in 0...sample, X the number of untrue ones in a sample drawn from a lot without putting back.
  ///
  /// - Complexity: O(sample).
  public static func hypergeometricSums(lot: Int, untrue: Int, sample: Int) -> [Double] {
    let all = logChoose(lot, sample)
    return sums(
      (0...sample).map { k in
        k > untrue || sample - k > lot - untrue
          ? 0 : exp(logChoose(untrue, k) + logChoose(lot - untrue, sample - k) - all)
      })
  }

  /// The interval of a share by E. B. Wilson ("Probable Inference, the Law of Succession, and Statistical Inference", 1927), 95 %.
  ///
  /// - Returns: Nil for no trials.
  public static func wilson(_ successes: Int, of trials: Int) -> ClosedRange<Double>? {
    guard trials > 0 else { return nil }
    // The 97.5 % point of the normal distribution.
    let z = 1.959_963_984_540_054
    let (n, p) = (Double(trials), Double(successes) / Double(trials))
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // At the ends the formula gives 0 and 1 but for rounding.
    return (successes == 0 ? 0 : max(0, middle - half))...(successes == trials ? 1 : min(1, middle + half))
  }

  private static func sums(_ terms: [Double]) -> [Double] {
    var sum = 0.0
    return terms.map { term in
      sum += term
      return min(sum, 1)
    }
  }

  /// The logarithm of the number of ways to choose k of n.
  private static func logChoose(_ n: Int, _ k: Int) -> Double {
    guard k > 0, k < n else { return 0 }
    return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
  }

  private static func logFactorial(_ n: Int) -> Double {
    var sign: Int32 = 0
    return lgamma_r(Double(n) + 1, &sign)
  }
}
