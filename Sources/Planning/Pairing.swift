internal import CampaignModel

/// Gives contact points to members: as many as quotas allow, the first turns first, and each member's close together.
///
/// Members have no coordinates, and for the members of one group all distances from its ground would tie. So a member
/// stands at an anchor: the centre of the contact points that he or she has already, else a point that is found by
/// alternate location and allocation (Cooper, "Heuristic methods for location-allocation problems", 1964). Anchors begin
/// at the centres of blocks of as many contact points as the member may take (``AnchorSeeds``); then contact points are
/// given to anchors by an exact minimum-cost flow (``MinimumCostFlow``), anchors move to the medians of what they got
/// (Weiszfeld 1937), and so on until that saves less than a thousandth, or twenty times. The last step is a flow: for the
/// anchors in the result, no other pairing has a smaller total; where the anchors stand is a local optimum.
///
/// Pools are independent. Where quotas do not serve all, the number of pairs is the largest possible, and among such
/// pairings as many as possible are of turn 0, then of turn 1, and so on: sets that can be served together form a
/// transversal matroid (Edmonds and Fulkerson 1965), in which these aims do not contradict each other.
///
/// The result depends on the problem alone and not on the order of its lists: ties are broken by id.
///
/// - Complexity: that of twenty flows in each pool at most. Memory is O(contacts × min(members of the pool, 24)): of large
///   pools only the nearest anchors are arcs at first, and those that prices show to be missing are added, until none is.
public func pair(_ problem: PairingProblem) -> PairingResult {
  let contacts = problem.contacts
  var result = PairingResult(
    members: ContiguousArray(repeating: -1, count: contacts.count), reasons: [:],
    anchors: problem.people.map { $0.centre.map { PairingResult.Anchor(x: $0.x, y: $0.y) } }, total: 0,
    rounds: 0)
  let people = problem.people.indices.sorted { problem.people[$0].id < problem.people[$1].id }
  var peopleOfPool: [Int32: [Int]] = [:]
  for person in people { peopleOfPool[problem.people[person].pool, default: []].append(person) }
  var contactsOfPool: [Int32: [Int]] = [:]
  for contact in 0..<contacts.count {
    if contacts.pools[contact] < 0 {
      result.reasons[contact] = .outsideEveryArea
    } else {
      contactsOfPool[contacts.pools[contact], default: []].append(contact)
    }
  }
  for (pool, members) in contactsOfPool.sorted(by: { $0.key < $1.key }) {
    let colleagues = peopleOfPool[pool] ?? []
    let served = colleagues.reduce(0) { $0 | problem.people[$1].kinds }
    let able = colleagues.filter { problem.people[$0].quota > 0 }
    let open = able.reduce(0) { $0 | problem.people[$1].kinds }
    var wanted: [Int] = []
    for contact in members {
      if contacts.kinds[contact] & open != 0 {
        wanted.append(contact)
      } else {
        result.reasons[contact] =
          contacts.kinds[contact] & served == 0 ? .noMemberOfThatRole : .quotaExhausted
      }
    }
    guard !wanted.isEmpty else { continue }
    wanted.sort { (contacts.turns[$0], contacts.ids[$0]) < (contacts.turns[$1], contacts.ids[$1]) }
    var ground = PairingPool(problem, people: able, contacts: wanted)
    ground.settle()
    result.total += ground.flow.cost
    result.rounds = max(result.rounds, ground.rounds)
    for (here, contact) in wanted.enumerated() {
      let owner = ground.flow.owners[here]
      if owner >= 0 {
        result.members[contact] = Int32(able[Int(owner)])
      } else {
        result.reasons[contact] = .quotaExhausted
      }
    }
    let busy = Set(ground.flow.owners)
    for (here, person) in able.enumerated() where busy.contains(Int32(here)) {
      result.anchors[person] = ground.anchors[here]
    }
  }
  return result
}

/// The members and contact points of one working group, in the order of ids and of turns and ids.
struct PairingPool {
  private let people: [PairingProblem.Person]
  private let kinds: ContiguousArray<UInt64>
  private let turns: ContiguousArray<UInt8>
  private let xs: ContiguousArray<Double>
  private let ys: ContiguousArray<Double>
  private(set) var anchors: [PairingResult.Anchor]
  private(set) var flow: MinimumCostFlow
  private(set) var rounds = 0

  /// Up to so many members, each contact point has an arc to all of them.
  private static let fullArcs = 24
  /// In larger pools it has arcs to so many nearest anchors at first.
  private static let firstArcs = 12
  private static let mostRounds = 20

  init(_ problem: PairingProblem, people: [Int], contacts: [Int]) {
    self.people = people.map { problem.people[$0] }
    kinds = ContiguousArray(contacts.map { problem.contacts.kinds[$0] })
    turns = ContiguousArray(contacts.map { problem.contacts.turns[$0] })
    xs = ContiguousArray(contacts.map { problem.contacts.xs[$0] })
    ys = ContiguousArray(contacts.map { problem.contacts.ys[$0] })
    anchors = AnchorSeeds(self.people, kinds: kinds, turns: turns, xs: xs, ys: ys).anchors
    flow = MinimumCostFlow(capacities: [], arcs: MinimumCostFlow.Arcs(), penalties: [], order: [])
  }

  /// Gives contact points to anchors and moves these in turn.
  mutating func settle() {
    flow = solved()
    while rounds < PairingPool.mostRounds {
      let (moved, saved) = movedAnchors()
      guard saved * 1000 > flow.cost else { return }
      anchors = moved
      flow = solved()
      rounds += 1
    }
  }

  /// The exact flow for the anchors.
  private func solved() -> MinimumCostFlow {
    let index = AnchorIndex(anchors, kinds: people.map(\.kinds))
    let penalties = penalties()
    let isSmall = people.count <= PairingPool.fullArcs
    let free = ContiguousArray(repeating: 0, count: people.count)
    var offers = kinds.indices.map { contact in
      index.cheapest(
        x: xs[contact], y: ys[contact], kinds: kinds[contact], prices: free, below: .max,
        count: isSmall ? people.count : PairingPool.firstArcs)
    }
    while true {
      var arcs = MinimumCostFlow.Arcs()
      for list in offers {
        for offer in list { arcs.append(worker: offer.anchor, cost: offer.cost) }
        arcs.endTask()
      }
      let flow = MinimumCostFlow(
        capacities: people.map(\.quota), arcs: arcs, penalties: penalties, order: kinds.indices)
      if isSmall { return flow }
      // An arc that is not there would be of use only if it undercut what its contact point costs now.
      let priced = AnchorIndex(anchors, kinds: people.map(\.kinds), prices: flow.prices)
      var isOptimal = true
      for contact in kinds.indices {
        let better = priced.cheapest(
          x: xs[contact], y: ys[contact], kinds: kinds[contact], prices: flow.prices,
          below: flow.value(of: contact), count: PairingPool.firstArcs)
        if better.isEmpty { continue }
        isOptimal = false
        offers[contact] += better
      }
      if isOptimal { return flow }
    }
  }

  /// What it costs to leave each contact point out: by turn, each step more than a chain of changes over all members can
  /// save.
  private func penalties() -> ContiguousArray<Int> {
    var box = (minX: anchors[0].x, maxX: anchors[0].x, minY: anchors[0].y, maxY: anchors[0].y)
    for (x, y) in zip(xs, ys) + anchors.map({ ($0.x, $0.y) }) {
      box = (min(box.minX, x), max(box.maxX, x), min(box.minY, y), max(box.maxY, y))
    }
    let longest = PairingResult.Anchor(x: box.minX, y: box.minY).decimetres(x: box.maxX, y: box.maxY) + 2
    let step = longest * (people.count + 2)
    return ContiguousArray(
      turns.map { step * Int(1 + PairingProblem.lastTurn - min($0, PairingProblem.lastTurn)) })
  }

  /// The anchors, each at the median of its contact points if that is nearer to them, and what that saves in all.
  private func movedAnchors() -> (anchors: [PairingResult.Anchor], saved: Int) {
    var moved = anchors
    var saved = 0
    var points: [[Int]] = Array(repeating: [], count: people.count)
    for (contact, owner) in flow.owners.enumerated() where owner >= 0 { points[Int(owner)].append(contact) }
    for person in people.indices where people[person].centre == nil && !points[person].isEmpty {
      let median = geometricMedian(of: points[person], xs: xs, ys: ys, from: anchors[person])
      func sum(_ anchor: PairingResult.Anchor) -> Int {
        points[person].reduce(0) { $0 + anchor.decimetres(x: xs[$1], y: ys[$1]) }
      }
      let gain = sum(anchors[person]) - sum(median)
      if gain > 0 {
        moved[person] = median
        saved += gain
      }
    }
    return (moved, saved)
  }
}
