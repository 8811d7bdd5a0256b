/// Cuts the ground into blocks of about the groups' shares, each nearest to its own centre: a power diagram.
///
/// Every unit goes to the centre with the least d² − λ, where λ grows for a group that has too little; centres then move to
/// the middle of their blocks (Lloyd's method). At the fixed point this is the balanced clustering of least moment
/// of inertia for its centres (Aurenhammer, Hoffmann and Aronov, "Minkowski-type theorems and least-squares clustering", 1998),
/// but for units that are cut in two there. Blocks know no borders: ``Growth`` makes them connected.
///
/// - Parameter blocks: blocks to start from.
/// - Complexity: O(rounds × units × groups).
func powerDiagram(_ problem: OrderedProblem, from blocks: [[Int32]], rounds: Int = 200) -> [[Int32]] {
  let (n, k) = (problem.unitCount, problem.groupCount)
  var owner = ContiguousArray<Int32>(repeating: 0, count: n)
  for (g, block) in blocks.enumerated() { for u in block { owner[Int(u)] = Int32(g) } }
  for u in 0..<n where problem.pins[u] >= 0 { owner[u] = problem.pins[u] }
  let emptyMass = 0.02 * problem.work.reduce(0, +) / Double(max(1, problem.unitsWithWork))
  var xs = ContiguousArray(repeating: 0.0, count: k)
  var ys = xs
  var lambda = xs
  var step = xs
  var lastLack = xs
  for round in 0..<rounds {
    var mass = ContiguousArray(repeating: 0.0, count: k)
    var (sumX, sumY, squares, load) = (mass, mass, mass, mass)
    for u in 0..<n {
      let g = Int(owner[u])
      let m = max(problem.work[u], emptyMass)
      mass[g] += m
      load[g] += problem.work[u]
      sumX[g] += m * problem.xs[u]
      sumY[g] += m * problem.ys[u]
      squares[g] += m * (problem.xs[u] * problem.xs[u] + problem.ys[u] * problem.ys[u])
    }
    for g in 0..<k where mass[g] > 0 && round % 5 == 0 {
      (xs[g], ys[g]) = (sumX[g] / mass[g], sumY[g] / mass[g])
      if round == 0 { step[g] = max(1, squares[g] / mass[g] - xs[g] * xs[g] - ys[g] * ys[g]) / 4 }
    }
    for g in 0..<k {
      let lack = (problem.shares[g] - load[g]) / problem.shares[g]
      if round > 0 { step[g] *= lack * lastLack[g] > 0 ? 1.2 : 0.5 }
      lastLack[g] = lack
      lambda[g] += step[g] * min(1, max(-1, 2 * lack))
    }
    for u in 0..<n where problem.pins[u] < 0 {
      var best = Double.infinity
      var group: Int32 = 0
      let (x, y) = (problem.xs[u], problem.ys[u])
      for g in 0..<k {
        let (dx, dy) = (x - xs[g], y - ys[g])
        let power = dx * dx + dy * dy - lambda[g]
        if power < best {
          best = power
          group = Int32(g)
        }
      }
      owner[u] = group
    }
  }
  var result: [[Int32]] = Array(repeating: [], count: k)
  for u in 0..<n { result[Int(owner[u])].append(Int32(u)) }
  return result
}
