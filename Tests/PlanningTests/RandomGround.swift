import CampaignModel
import Planning
import TestSupport

/// Made-up ground: a grid of jittered units with uneven work, some of it empty, some borders closed (rivers).
struct RandomGround {
  var problem: AllocationProblem

  init(
    columns: Int, rows: Int, groups: Int, emptyShare: Double = 0, closedShare: Double = 0, pins: Int = 0,
    pinClusters: Int = 0, seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    var units: [Identifier] = []
    var work: [Double] = []
    var xs: [Double] = []
    var ys: [Double] = []
    var edges: [AllocationProblem.Edge] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let unit = Int32(units.count)
        units.append(Identifier("\(row)-\(column)"))
        let shape = Double.random(in: 0...1, using: &random)
        work.append(Double.random(in: 0..<1, using: &random) < emptyShare ? 0 : 20 + 180 * shape * shape)
        xs.append(Double(column) * 500 + Double.random(in: -100...100, using: &random))
        ys.append(Double(row) * 500 + Double.random(in: -100...100, using: &random))
        for (exists, other) in [(column > 0, unit - 1), (row > 0, unit - Int32(columns))] where exists {
          if Double.random(in: 0..<1, using: &random) >= closedShare {
            edges.append(AllocationProblem.Edge(u: other, v: unit, metres: 500))
          }
        }
      }
    }
    if !work.contains(where: { $0 > 0 }) { work[0] = 1 }
    let names = (0..<groups).map { Identifier("G\($0)") }
    problem = AllocationProblem(
      units: units, work: work, xs: xs, ys: ys, edges: edges, groups: names,
      capacities: (0..<groups).map { _ in Double(Int.random(in: 3...6, using: &random)) })
    for unit in units.indices.shuffled(using: &random).prefix(pins) {
      let group = names[Int.random(in: 0..<groups, using: &random)]
      problem.pins.append(AllocationProblem.Pin(unit: units[unit], group: group))
    }
    // Up to three units in a row for each of the first groups, where there is room.
    var taken: Set<Int> = []
    for group in 0..<pinClusters {
      let start = Int.random(in: 0..<units.count, using: &random)
      let room = columns - start % columns
      for unit in start..<(start + min(room, Int.random(in: 1...3, using: &random))) {
        guard taken.insert(unit).inserted else { break }
        problem.pins.append(AllocationProblem.Pin(unit: units[unit], group: names[group]))
      }
    }
  }

  /// The same problem with all of its lists in another order, and for each new place of a unit its old one.
  func shuffled(seed: UInt64) -> (problem: AllocationProblem, unitOrder: [Int], groupOrder: [Int]) {
    var random = SplitMix64(seed: seed)
    let unitOrder = problem.units.indices.shuffled(using: &random)
    let groupOrder = problem.groups.indices.shuffled(using: &random)
    var newPlace = Array(repeating: Int32(0), count: unitOrder.count)
    for (new, old) in unitOrder.enumerated() { newPlace[old] = Int32(new) }
    let edges = problem.edges.shuffled(using: &random).map {
      // Turned round as well: edges have no direction.
      AllocationProblem.Edge(u: newPlace[Int($0.v)], v: newPlace[Int($0.u)], metres: $0.metres)
    }
    let copy = AllocationProblem(
      units: unitOrder.map { problem.units[$0] }, work: unitOrder.map { problem.work[$0] },
      xs: unitOrder.map { problem.xs[$0] }, ys: unitOrder.map { problem.ys[$0] }, edges: edges,
      groups: groupOrder.map { problem.groups[$0] }, capacities: groupOrder.map { problem.capacities[$0] },
      pins: problem.pins.shuffled(using: &random))
    return (copy, unitOrder, groupOrder)
  }
}

/// Counts connected parts of each group's territory in the plainest way, to check what the result says.
func partsByFloodFill(_ problem: AllocationProblem, _ territory: [Int32]) -> [Int] {
  var neighbours = Array(repeating: [Int](), count: problem.units.count)
  for edge in problem.edges {
    neighbours[Int(edge.u)].append(Int(edge.v))
    neighbours[Int(edge.v)].append(Int(edge.u))
  }
  var parts = Array(repeating: 0, count: problem.groups.count)
  var seen: Set<Int> = []
  for start in problem.units.indices where seen.insert(start).inserted {
    parts[Int(territory[start])] += 1
    var stack = [start]
    while let u = stack.popLast() {
      for v in neighbours[u] where territory[v] == territory[start] && seen.insert(v).inserted {
        stack.append(v)
      }
    }
  }
  return parts
}
