import CampaignModel
import CoverageAnalysis
import TestSupport
import Testing

/// An attacker who has everything that is handed out of a small campaign: villages with their reasons and with how many targets
/// of all sorts they have, townships, groups, categories and the total. He writes down every campaign that would have been told in
/// the same words. A small count that is withheld must not be the same in all of them.
@Suite struct DisclosureTests {
  /// Priority targets of a place or category that are visited, and that are not.
  private struct Counts: Hashable {
    var visited: Int
    var unvisited: Int
    var expected: Int { visited + unvisited }

    static func + (a: Counts, b: Counts) -> Counts {
      Counts(visited: a.visited + b.visited, unvisited: a.unvisited + b.unvisited)
    }
    static func - (a: Counts, b: Counts) -> Counts {
      Counts(visited: a.visited - b.visited, unvisited: a.unvisited - b.unvisited)
    }
    var tally: Tally { Tally(expected: expected, visited: visited) }
  }

  private struct Case: CustomStringConvertible {
    var description: String {
      func text(_ list: [Counts]) -> String {
        list.map { "\($0.visited)+\($0.unvisited)" }.joined(separator: " ")
      }
      return "\(text(own)) of \(text(all)), townships \(townships), categories \(text(categories))"
    }

    let k: Int
    /// Priority targets, and all targets, of each village.
    var own: [Counts] = []
    var all: [Counts] = []
    var townships: [Int] = []
    /// Priority targets of each category; each target has one, or some have both.
    var categories: [Counts] = []
    let isOverlapping: Bool

    init(seed: Int) {
      var random = SplitMix64(seed: UInt64(seed))
      k = 3
      isOverlapping = seed % 3 == 0
      let count = Int.random(in: 1...4, using: &random)
      let highest = [3, 6, 9][seed % 3 == 0 ? 1 : seed % 2 == 0 ? 2 : 0]
      for _ in 0..<count {
        let priority = Counts(
          visited: Int.random(in: 0...highest, using: &random) / 2,
          unvisited: Int.random(in: 0...highest, using: &random) / 2)
        own.append(priority)
        all.append(
          priority
            + Counts(
              visited: Int.random(in: 0...3, using: &random), unvisited: Int.random(in: 0...3, using: &random)
            ))
        townships.append(Int.random(in: 0...1, using: &random))
      }
      categories = Array(
        repeating: Counts(visited: 0, unvisited: 0), count: Int.random(in: 1...2, using: &random))
      let total = own.reduce(Counts(visited: 0, unvisited: 0), +)
      for one in Array(repeating: Counts(visited: 1, unvisited: 0), count: total.visited)
        + Array(repeating: Counts(visited: 0, unvisited: 1), count: total.unvisited)
      {
        let first = Int.random(in: 0..<categories.count, using: &random)
        for category in categories.indices
        where category == first || isOverlapping && Int.random(in: 0..<3, using: &random) == 0 {
          categories[category] = categories[category] + one
        }
      }
    }

    var told: PublicPriority {
      let villages = townships.enumerated().map {
        Village(code: Identifier("V\($0)"), name: "", township: "T\($1)")
      }
      let rows = zip(own, all).map { own, all in
        var row = CoverageRow(level: .village, code: "")
        (row.priority, row.households) = (own.tally, all.tally)
        return row
      }
      return PublicPriority(
        rows: rows + [CoverageRow(level: .village, code: CoverageRow.noneCode)], villages: villages,
        suppression: Suppression(threshold: k))
    }

    var categoryRows: [CoverageRow] {
      categories.map { counts in
        var row = CoverageRow(level: .category, code: "")
        (row.priority, row.households) = (counts.tally, counts.tally)
        return row
      }
    }
  }

  /// What the words allow, by the rules in `docs/security.md`.
  private static func allows(
    _ counts: Counts, _ figure: PublicPriority.Figure, _ reason: SuppressionReason?, of all: Counts, k: Int
  ) -> Bool {
    func isSmall(_ count: Int) -> Bool { (1..<k).contains(count) }
    guard counts.visited <= all.visited, counts.unvisited <= all.unvisited else { return false }
    let isPartSmall =
      isSmall(counts.visited) || isSmall(counts.unvisited) || all.visited == 1 || all.unvisited == 1
    switch figure {
    case .open(let tally): return counts.tally == tally
    case .expected(let count): return counts.expected == count && isPartSmall == (reason == .small)
    case .withheld(isSmall: true): return isSmall(counts.expected)
    case .withheld(isSmall: false):
      if all.expected < k { return true }
      if reason == .protectsAnother { return counts.expected >= k && !isPartSmall }
      return all.expected < 2 * k
        ? isPartSmall || isSmall(counts.expected) : counts.expected >= k && isPartSmall
    }
  }

  /// The same of a sum, of which nothing but its figure is known.
  private static func allows(_ sum: Counts, _ figure: PublicPriority.Figure, k: Int) -> Bool {
    switch figure {
    case .open(let tally): sum.tally == tally
    case .expected(let count): sum.expected == count
    case .withheld(let isSmall): !isSmall || (1..<k).contains(sum.expected)
    }
  }

  private static func upTo(_ most: Counts) -> [Counts] {
    (0...most.visited).flatMap { v in (0...most.unvisited).map { Counts(visited: v, unvisited: $0) } }
  }

  @Test(arguments: 0..<600) func noSmallCountCanBeHadBack(seed: Int) {
    let truth = Case(seed: seed)
    let (k, told) = (truth.k, truth.told)
    let figures = told.categories(truth.categoryRows)
    let nobody = Counts(visited: 0, unvisited: 0)
    let everybody = truth.all.reduce(nobody, +)

    // Every total that the table of categories allows, with the rows that go with it.
    var tablesOfTotal: [Counts: [[Counts]]] = [:]
    let ranges = (figures ?? []).map { figure in
      // That a category is told of, even without a count, tells that it has somebody.
      Self.upTo(everybody).filter {
        Self.allows($0, figure, k: k) && ($0.expected > 0 || figure == .open(Tally()))
      }
    }
    var tables: [[Counts]] = [[]]
    for range in ranges { tables = tables.flatMap { table in range.map { table + [$0] } } }
    for table in tables {
      let sum = table.reduce(nobody, +)
      guard truth.isOverlapping else {
        tablesOfTotal[sum, default: []].append(table)
        continue
      }
      let least = Counts(
        visited: table.map(\.visited).max() ?? 0, unvisited: table.map(\.unvisited).max() ?? 0)
      for more in Self.upTo(sum - least) { tablesOfTotal[least + more, default: []].append(table) }
    }

    // Every table of villages that goes with their figures and with those of townships, groups and the total.
    let options = truth.own.indices.map { i in
      Self.upTo(truth.all[i]).filter {
        Self.allows($0, told.villages[i], told.reasons[i], of: truth.all[i], k: k)
      }
    }
    let groups = [[0], [0, 1], Array(truth.own.indices)].map { Set($0.filter { $0 < truth.own.count }) }
    let toldOfGroups = groups.map { told.together($0) }
    let keys = told.townshipKeys.map { Int($0.text.dropFirst())! }
    var worlds: [[Counts]] = []
    func look(_ table: [Counts]) {
      guard table.count < options.count else {
        func sum(_ list: some Sequence<Int>) -> Counts { list.reduce(nobody) { $0 + table[$1] } }
        let total = sum(table.indices)
        guard Self.allows(total, told.total, k: k), figures == nil || tablesOfTotal[total] != nil else {
          return
        }
        for (key, figure) in zip(keys, told.townships)
        where !Self.allows(sum(table.indices.filter { truth.townships[$0] == key }), figure, k: k) { return }
        for (group, figure) in zip(groups, toldOfGroups) where !Self.allows(sum(group), figure, k: k) {
          return
        }
        worlds.append(table)
        return
      }
      for one in options[table.count] { look(table + [one]) }
    }
    look([])

    func isSmall(_ count: Int) -> Bool { (1..<k).contains(count) }
    func expectHidden(_ count: Int, _ name: String, _ possible: (([Counts]) -> Int)) {
      guard isSmall(count) else { return }
      #expect(
        worlds.contains { possible($0) != count }, "\(name) is \(count): \(truth) \(told) \(figures ?? [])")
    }
    #expect(worlds.contains(truth.own))
    for i in truth.own.indices {
      expectHidden(truth.own[i].expected, "V\(i)") { $0[i].expected }
      expectHidden(truth.own[i].visited, "V\(i) visited") { $0[i].visited }
      expectHidden(truth.own[i].unvisited, "V\(i) not visited") { $0[i].unvisited }
    }
    for key in keys {
      let own = truth.own.indices.filter { truth.townships[$0] == key }
      func sum(_ table: [Counts]) -> Counts { own.reduce(nobody) { $0 + table[$1] } }
      expectHidden(sum(truth.own).expected, "T\(key)") { sum($0).expected }
      expectHidden(sum(truth.own).visited, "T\(key) visited") { sum($0).visited }
      expectHidden(sum(truth.own).unvisited, "T\(key) not visited") { sum($0).unvisited }
    }
    let total = truth.own.reduce(nobody, +)
    expectHidden(total.expected, "total") { $0.reduce(nobody, +).expected }
    expectHidden(total.visited, "total visited") { $0.reduce(nobody, +).visited }
    expectHidden(total.unvisited, "total not visited") { $0.reduce(nobody, +).unvisited }
    let possible = Set(worlds.map { $0.reduce(nobody, +) }).flatMap { tablesOfTotal[$0] ?? [] }
    for (i, counts) in truth.categories.enumerated() where figures != nil {
      for (count, part) in [
        (counts.expected, { $0.expected }), (counts.visited, { $0.visited }),
        (counts.unvisited, { $0.unvisited }),
      ] as [(Int, (Counts) -> Int)] where isSmall(count) {
        #expect(
          possible.contains { part($0[i]) != count }, "category \(i): \(truth) \(told) \(figures ?? [])")
      }
    }
  }
}
