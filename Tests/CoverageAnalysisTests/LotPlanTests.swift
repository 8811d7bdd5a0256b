import CampaignModel
import CoverageAnalysis
import TestSupport
import Testing

@Suite struct LotPlanTests {
  private func rules(_ good: Double, _ bad: Double, risk: Double = 0.1) -> RecheckRules {
    RecheckRules(good: good, bad: bad, riskOfGood: risk, riskOfBad: risk)
  }

  /// E. L. Grant, R. S. Leavenworth, "Statistical Quality Control" (1988), as table 1 of PMC3013262 has it: immunisation coverage
  /// of 80 % against 50 %; the starred decision values, with both risks to two decimals. (For n = 8 the print has 0.21 and 0.17
  /// where the binomial gives 0.203 and 0.145, so that only the value is held against it.)
  @Test(arguments: [
    (8, 2, 0.203, 0.145), (12, 4, 0.07, 0.19), (14, 4, 0.13, 0.09), (19, 6, 0.07, 0.08), (28, 9, 0.04, 0.04),
  ])
  func hasThePublishedDecisionValues(sample: Int, accepted: Int, good: Double, bad: Double) throws {
    let plan = try #require(LotPlan(lot: 1_000_000, sample: sample, rules: rules(0.8, 0.5)))
    #expect(plan.accepted == accepted)
    #expect(abs(plan.riskOfGood - good) < 0.005 && abs(plan.riskOfBad - bad) < 0.005)
    #expect(!plan.isHypergeometric)
  }

  /// J. J. Valadez, W. Weiss, C. Leburg, R. Davis, "Assessing Community Health Programs" (2003), the LQAS table: least numbers of
  /// correct answers in samples of 12 and 19, for coverage targets of 35 % to 95 % against 30 points less.
  @Test func hasTheFieldTable() throws {
    let targets = stride(from: 35, through: 95, by: 5).map { Double($0) / 100 }
    for (sample, least) in [
      (12, [2, 3, 4, 5, 5, 6, 7, 7, 8, 8, 9, 10, 11]), (19, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    ] {
      let found = try targets.map { target in
        sample
          - (try #require(LotPlan(lot: 100_000, sample: sample, rules: rules(target, target - 0.3)))).accepted
      }
      #expect(found == least, "\(sample)")
    }
    // 19 is where both risks come below 10 % for 80 % against 50 %, which made the sample famous.
    #expect(LotPlan(lot: 100_000, rules: rules(0.8, 0.5))?.sample == 19)
  }

  @Test func keepsItsRisks() throws {
    for lot in [1, 2, 3, 7, 12, 19, 40, 100, 180, 500, 5000] {
      for (good, bad) in [(0.95, 0.75), (0.8, 0.5), (1, 0.9), (0.9, 0)] {
        let plan = try #require(LotPlan(lot: lot, rules: rules(good, bad)))
        #expect(plan.sample <= lot && plan.accepted < plan.sample)
        #expect(plan.riskOfGood <= 0.1 + 1e-12 && plan.riskOfBad <= 0.1 + 1e-12, "\(lot) \(good)")
        #expect(plan.isHypergeometric == (lot < 10 * plan.sample))
      }
    }
    #expect(LotPlan(lot: 0, rules: rules(0.95, 0.75)) == nil)
    #expect(LotPlan(lot: 10, rules: rules(0.75, 0.75)) == nil)
  }

  /// Every way to draw from a small lot, counted.
  @Test func hypergeometricRisksAreCounts() throws {
    let (lot, sample) = (9, 4)
    let rules = rules(0.78, 0.5)
    let plan = try #require(LotPlan(lot: lot, sample: sample, rules: rules))
    func share(untrue: Int, atMost accepted: Int) -> Double {
      let draws = (0..<(1 << lot)).filter { $0.nonzeroBitCount == sample }
      let mask = (1 << untrue) - 1
      return Double(draws.count { ($0 & mask).nonzeroBitCount <= accepted }) / Double(draws.count)
    }
    // At most 9 · 0.22 = 1.98 untrue ones in a good lot, at least 9 · 0.5 = 4.5 in a bad one.
    #expect(abs(plan.riskOfGood - (1 - share(untrue: 1, atMost: plan.accepted))) < 1e-12)
    #expect(abs(plan.riskOfBad - share(untrue: 5, atMost: plan.accepted)) < 1e-12)
  }

  @Test func judgesAsSoonAsItCan() throws {
    let plan = try #require(LotPlan(lot: 100_000, sample: 19, rules: rules(0.8, 0.5)))
    #expect(plan.verdict(confirmed: 0, notConfirmed: 0) == .undecided)
    #expect(plan.verdict(confirmed: 12, notConfirmed: 6) == .undecided)
    #expect(plan.verdict(confirmed: 13, notConfirmed: 0) == .accepted)
    #expect(plan.verdict(confirmed: 3, notConfirmed: 7) == .rejected)
  }

  /// Wilson's interval as R. G. Newcombe prints it (Statistics in Medicine 17, 1998, table I, method 3).
  @Test(arguments: [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
  ])
  func hasThePublishedIntervals(successes: Int, trials: Int, low: Double, high: Double) throws {
    let interval = try #require(Probability.wilson(successes, of: trials))
    #expect(abs(interval.lowerBound - low) < 0.00005 && abs(interval.upperBound - high) < 0.00005)
    #expect(Probability.wilson(0, of: 0) == nil)
  }
}

@Suite struct RecheckSampleTests {
  private let rules = RecheckRules(Settings())

  @Test(arguments: 0..<20) func lotsHoldEveryClaimOnce(seed: Int) throws {
    let ledger = CampaignLedger(auditedCampaign(seed: UInt64(seed)))
    let lots = ledger.recheckLots(rules: rules, seed: 7)
    let claimed = ledger.table(by: .campaign).totals.targets.visited
    #expect(lots.reduce(0) { $0 + ($1.plan?.lot ?? 0) } == claimed)
    let all = ledger.recheckLots(rules: rules, size: 1000, seed: 7)
    let drawn = all.flatMap { $0.drawn.map(\.target) }
    #expect(drawn.count == claimed && Set(drawn).count == claimed)
    for (short, long) in zip(lots, all) {
      #expect(short.drawn.count == short.plan?.sample)
      #expect(Array(long.drawn.prefix(short.drawn.count)) == short.drawn)
    }
    #expect(ledger.recheckLots(rules: rules, seed: 7) == lots)
    #expect(ledger.recheckLots(rules: rules, seed: 8) != lots)
  }

  @Test func countsTheLatestResultOfEachDrawnTarget() throws {
    let ledger = CampaignLedger(auditedCampaign(seed: 3))
    let lot = try #require(ledger.recheckLots(rules: rules, seed: 1).first)
    let rest = try #require(ledger.recheckLots(rules: rules, size: 1000, seed: 1).first).drawn.dropFirst(
      lot.drawn.count)
    func recheck(_ id: String, _ target: Int32, _ day: Int32, _ result: RecheckResult) -> Recheck {
      Recheck(id: Identifier(id), visit: -1, target: target, day: LocalDate(dayNumber: day), result: result)
    }
    var rechecks = [
      recheck("a", lot.drawn[0].target, 17_200, .notReached),
      recheck("b", lot.drawn[0].target, 17_201, .confirmed),
      recheck("c", lot.drawn[1].target, 17_200, .notConfirmed),
      recheck("d", lot.drawn[2].target, 17_200, .notReached),
      recheck("x", -1, 17_200, .notConfirmed),
    ]
    if let beyond = rest.first { rechecks.append(recheck("e", beyond.target, 17_200, .notConfirmed)) }
    let judged = try #require(
      ledger.recheckLots(rules: rules, seed: 1, rechecks: rechecks).first)
    #expect(judged.confirmed == 1 && judged.notConfirmed == 1 && judged.notReached == 1)
    #expect(judged.beyond == (rest.isEmpty ? 0 : 1))
    #expect(judged.rate?.share == 0.5)
  }

  /// Where every claim is drawn, a sample counts what all rechecks came to.
  @Test(arguments: 0..<10) func allResultsAreThoseOfASampleOfAll(seed: Int) {
    let ledger = CampaignLedger(auditedCampaign(seed: UInt64(seed)))
    var random = SplitMix64(seed: UInt64(seed))
    let results: [RecheckResult] = [.confirmed, .notConfirmed, .notReached]
    let rechecks = (0..<80).map { i in
      Recheck(
        id: Identifier("r\(i)"), visit: -1,
        target: Int32.random(in: -1..<Int32(ledger.campaign.targets.count), using: &random),
        day: LocalDate(dayNumber: Int32.random(in: 17_150..<17_200, using: &random)),
        result: results[Int.random(in: 0..<3, using: &random)])
    }
    let all = ledger.recheckLots(rules: rules, size: 1000, seed: 7, rechecks: rechecks)
      .filter { $0.confirmed + $0.notConfirmed + $0.notReached > 0 }
    let found = ledger.recheckResults(rechecks)
    #expect(!found.isEmpty && found.map(\.group) == all.map(\.group))
    for (a, b) in zip(found, all) {
      let (left, right) = (
        [a.confirmed, a.notConfirmed, a.notReached], [b.confirmed, b.notConfirmed, b.notReached]
      )
      #expect(left == right)
      #expect(a.verdict == nil && a.rate?.share == b.rate?.share)
    }
    #expect(ledger.recheckResults([]).isEmpty)
  }
}
