import CampaignModel
import TestSupport
import Testing

@testable import Planning

/// Members and contact points of a seeded case, in hamlets of several pools.
func randomPairing(
  people: Int, contacts: Int, pools: Int, kinds: Int, quota: Int, centred: Double = 0.2, seed: UInt64
) -> PairingProblem {
  var random = SplitMix64(seed: seed)
  func mask() -> UInt64 { UInt64.random(in: 0..<(1 << UInt64(kinds)), using: &random) }
  func place() -> Double { Double.random(in: 0...9000, using: &random).rounded() }
  var problem = PairingProblem(people: [], contacts: PairingProblem.Contacts())
  for i in 0..<people {
    let isCentred = Double.random(in: 0..<1, using: &random) < centred
    problem.people.append(
      PairingProblem.Person(
        id: Identifier("m\(i)"), pool: Int32.random(in: 0..<Int32(pools), using: &random), kinds: mask(),
        quota: Int.random(in: 0...quota, using: &random), centre: isCentred ? (place(), place()) : nil))
  }
  for i in 0..<contacts {
    problem.contacts.append(
      Identifier("h\(i)"), pool: Int32.random(in: -1..<Int32(pools), using: &random), kinds: mask() | 1,
      turn: UInt8.random(in: 0...3, using: &random), x: place(), y: place())
  }
  return problem
}

@Suite("Pairing") struct PairingTests {
  /// For each turn how many are paired, and the sum of distances from the anchors of a result, over all answers: the most of
  /// turn 0, then 1 …, at the least sum. Members without an anchor in the result have no pair in any best answer of it.
  private struct Best {
    var counts = [0, 0, 0, 0]
    var total = 0

    func isWorse(than other: Best) -> Bool {
      counts != other.counts ? counts.lexicographicallyPrecedes(other.counts) : total > other.total
    }
  }

  private func best(
    _ problem: PairingProblem, anchors: [PairingResult.Anchor?], from contact: Int, left: [Int]
  ) -> Best {
    guard contact < problem.contacts.count else { return Best() }
    var found = best(problem, anchors: anchors, from: contact + 1, left: left)
    for (i, person) in problem.people.enumerated() {
      guard left[i] > 0, let anchor = anchors[i], person.pool == problem.contacts.pools[contact],
        person.kinds & problem.contacts.kinds[contact] != 0
      else { continue }
      var rest = left
      rest[i] -= 1
      var other = best(problem, anchors: anchors, from: contact + 1, left: rest)
      other.counts[Int(problem.contacts.turns[contact])] += 1
      other.total += anchor.decimetres(x: problem.contacts.xs[contact], y: problem.contacts.ys[contact])
      if found.isWorse(than: other) { found = other }
    }
    return found
  }

  @Test(
    "as many as can be, first turns first, at the least distance: by trying each answer", arguments: 0..<150)
  func bruteForce(seed: UInt64) {
    let problem = randomPairing(
      people: 1 + Int(seed % 4), contacts: 1 + Int(seed % 7), pools: 1 + Int(seed % 2), kinds: 3, quota: 3,
      seed: seed)
    let result = pair(problem)
    var found = Best()
    for i in 0..<problem.contacts.count where result.members[i] >= 0 {
      found.counts[Int(problem.contacts.turns[i])] += 1
    }
    found.total = result.total
    let quotas = problem.people.map(\.quota)
    let best = best(problem, anchors: result.anchors, from: 0, left: quotas)
    #expect(found.counts == best.counts && found.total == best.total)
    // Wherever members may stand, no answer pairs more.
    let everywhere = problem.people.map { _ in Optional(PairingResult.Anchor(x: 0, y: 0)) }
    #expect(self.best(problem, anchors: everywhere, from: 0, left: quotas).counts == found.counts)
  }

  @Test("rules hold and every reason is true", arguments: 0..<40)
  func invariants(seed: UInt64) {
    let problem = randomPairing(
      people: 40, contacts: 300, pools: 4, kinds: 4, quota: [3, 12][Int(seed % 2)], seed: seed)
    let result = pair(problem)
    var load = Array(repeating: 0, count: problem.people.count)
    for i in 0..<problem.contacts.count {
      let member = Int(result.members[i])
      #expect((member >= 0) == (result.reasons[i] == nil))
      if member >= 0 {
        #expect(problem.people[member].pool == problem.contacts.pools[i])
        #expect(problem.people[member].kinds & problem.contacts.kinds[i] != 0)
        load[member] += 1
      }
    }
    for (member, person) in problem.people.enumerated() {
      #expect(load[member] <= person.quota)
      #expect(result.anchors[member] != nil || load[member] == 0)
      if let centre = person.centre {
        #expect(result.anchors[member] == PairingResult.Anchor(x: centre.x, y: centre.y))
      }
    }
    for (i, reason) in result.reasons {
      let able = problem.people.indices.filter {
        problem.people[$0].pool == problem.contacts.pools[i]
          && problem.people[$0].kinds & problem.contacts.kinds[i] != 0
      }
      switch reason {
      case .outsideEveryArea: #expect(problem.contacts.pools[i] < 0)
      case .noMemberOfThatRole: #expect(problem.contacts.pools[i] >= 0 && able.isEmpty)
      case .quotaExhausted: #expect(!able.isEmpty && able.allSatisfy { load[$0] == problem.people[$0].quota })
      }
    }
  }

  @Test("the same pairs for any order of members and contact points", arguments: 0..<20)
  func order(seed: UInt64) {
    let problem = randomPairing(people: 30, contacts: 150, pools: 3, kinds: 3, quota: 5, seed: seed)
    var random = SplitMix64(seed: seed &+ 1000)
    let people = problem.people.indices.shuffled(using: &random)
    let contacts = Array(0..<problem.contacts.count).shuffled(using: &random)
    var shuffled = PairingProblem(
      people: people.map { problem.people[$0] }, contacts: PairingProblem.Contacts())
    for i in contacts {
      shuffled.contacts.append(
        problem.contacts.ids[i], pool: problem.contacts.pools[i], kinds: problem.contacts.kinds[i],
        turn: problem.contacts.turns[i], x: problem.contacts.xs[i], y: problem.contacts.ys[i])
    }
    let (one, other) = (pair(problem), pair(shuffled))
    #expect(one.total == other.total && one.rounds == other.rounds)
    for (new, old) in contacts.enumerated() {
      let member = one.members[old]
      #expect((other.members[new] < 0 ? -1 : people[Int(other.members[new])]) == Int(member))
      #expect(one.reasons[old] == other.reasons[new])
    }
    for (new, old) in people.enumerated() { #expect(one.anchors[old] == other.anchors[new]) }
  }

  /// Pools of more than 24 members have arcs to the nearest anchors at first: what prices add must make the whole optimum.
  @Test("a large pool's flow is that over all arcs", arguments: 0..<6)
  func largePool(seed: UInt64) {
    let quota = [2, 9, 30][Int(seed % 3)]
    var problem = randomPairing(people: 80, contacts: 700, pools: 1, kinds: 4, quota: quota, seed: seed)
    for i in problem.contacts.pools.indices { problem.contacts.pools[i] = 0 }
    let able = problem.people.indices.filter { problem.people[$0].quota > 0 && problem.people[$0].kinds != 0 }
    var pool = PairingPool(problem, people: able, contacts: Array(0..<problem.contacts.count))
    pool.settle()
    var arcs = MinimumCostFlow.Arcs()
    for i in 0..<problem.contacts.count {
      for (worker, person) in able.enumerated()
      where problem.people[person].kinds & problem.contacts.kinds[i] != 0 {
        let cost = pool.anchors[worker].decimetres(x: problem.contacts.xs[i], y: problem.contacts.ys[i])
        arcs.append(worker: worker, cost: cost)
      }
      arcs.endTask()
    }
    let penalties = ContiguousArray(problem.contacts.turns.map { 100_000_000 * (4 - Int($0)) })
    let full = MinimumCostFlow(
      capacities: able.map { problem.people[$0].quota }, arcs: arcs, penalties: penalties,
      order: 0..<problem.contacts.count)
    #expect(pool.flow.cost == full.cost)
    #expect(pool.flow.owners.count { $0 >= 0 } == full.owners.count { $0 >= 0 })
    for turn: UInt8 in 0...3 {
      func served(_ flow: MinimumCostFlow) -> Int {
        flow.owners.indices.count { flow.owners[$0] >= 0 && problem.contacts.turns[$0] == turn }
      }
      #expect(served(pool.flow) == served(full))
    }
  }

  @Test("two members, two hamlets: each has a hamlet")
  func hamlets() {
    var problem = PairingProblem(
      people: ["a", "b"].map { PairingProblem.Person(id: $0, pool: 0, kinds: 1, quota: 3) },
      contacts: PairingProblem.Contacts())
    for (i, place) in [(0, 0), (5000, 10), (10, 0), (5010, 0), (0, 10), (5000, 0)].enumerated() {
      problem.contacts.append(
        Identifier("h\(i)"), pool: 0, kinds: 1, turn: 0, x: Double(place.0), y: Double(place.1))
    }
    let result = pair(problem)
    #expect(Array(result.members) == [0, 1, 0, 1, 0, 1])
    // In a right-angled triangle with legs of 10 m the median lies 2.1 m from both: 19.3 m in all (Fermat's point).
    #expect(result.total >= 2 * 193 && result.total <= 2 * 194)
  }

  @Test("one who has contact points gets those that lie near them")
  func centre() {
    var problem = PairingProblem(
      people: [PairingProblem.Person(id: "a", pool: 0, kinds: 1, quota: 1, centre: (x: 900, y: 0))],
      contacts: PairingProblem.Contacts())
    for x in [0.0, 10, 20, 880] {
      problem.contacts.append(Identifier("h\(x)"), pool: 0, kinds: 1, turn: 0, x: x, y: 0)
    }
    let result = pair(problem)
    #expect(Array(result.members) == [-1, -1, -1, 0])
    #expect(result.total == 200)
  }
}
