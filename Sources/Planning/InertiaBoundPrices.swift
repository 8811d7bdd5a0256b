/// Seeks the prices that make the bound on inertia highest: a proximal bundle method.
///
/// Every group that was ever found cheap stays in a list, with its cost. The list gives an upper model of the bound; its highest
/// point near the best prices so far (within a quadratic penalty) is found through its dual, by coordinate descent over
/// how much of each listed group is used. Then the cheapest groups at the new prices are looked for, by steps of descent from
/// many starting points, and listed. Prices that raise the bound are kept (Kiwiel, "Proximity control in bundle
/// methods", 1990; for column generation: Briant, Lemaréchal et al., "Comparison of bundle and classical column
/// generation", Math. Program. 113, 2008).
struct InertiaPrices {
  private struct Column {
    var units: ContiguousArray<Int32>
    var parts: ContiguousArray<Double>
    /// Inertia in work × m².
    var cost: Double
    var shareClass: Int
    var x: Double
    var y: Double
    /// How much of it the model uses.
    var use = 0.0
    var curvature = 0.0
    var idle = 0
  }

  private struct Key: Hashable {
    var shareClass: Int
    var x: Int
    var y: Int
  }

  private let problem: InertiaProblem
  private var units: PricedUnits
  private var columns: [Column] = []
  private var listed: Set<Key> = []
  /// Payments of units in work × m², and the least costs of the classes, at the best prices and in the model.
  private var centre: ContiguousArray<Double>
  private var classCentre: ContiguousArray<Double>
  private var model: ContiguousArray<Double>
  private var classModel: ContiguousArray<Double>
  /// How far each price may go, for a unit that nobody takes, before the penalty weighs as much.
  private var scales: ContiguousArray<Double>
  private var classScales: ContiguousArray<Double>
  private var step = 1.0
  private var bestValue = -Double.infinity
  private let planInertia: Double
  private var taken = PricedUnits.Taken()
  private var knapsacks = 0
  private let mostKnapsacks: Int

  init(_ problem: InertiaProblem, mostKnapsacks: Int) {
    self.problem = problem
    self.mostKnapsacks = mostKnapsacks
    units = problem.units
    let n = units.work.count
    let k = problem.classOfGroup.count
    let floor = problem.spreads.reduce(0, +) / Double(n) / 100 + 1
    scales = ContiguousArray((0..<n).map { problem.units.work[$0] * max(floor, problem.spreads[$0]) })
    var members = Array(repeating: ContiguousArray<Int32>(), count: k)
    for u in 0..<n where problem.owner[u] >= 0 { members[Int(problem.owner[u])].append(Int32(u)) }
    centre = ContiguousArray(repeating: 0, count: n)
    var inertia = 0.0
    for (g, group) in members.enumerated() where !group.isEmpty {
      let load = group.reduce(0) { $0 + problem.units.work[Int($1)] }
      let x = group.reduce(0) { $0 + problem.units.work[Int($1)] * problem.units.xs[Int($1)] } / load
      let y = group.reduce(0) { $0 + problem.units.work[Int($1)] * problem.units.ys[Int($1)] } / load
      var cost = 0.0
      for u in group.map({ Int($0) }) {
        let (dx, dy) = (units.xs[u] - x, units.ys[u] - y)
        centre[u] = units.work[u] * (dx * dx + dy * dy)
        cost += centre[u]
      }
      inertia += cost
      let ones = ContiguousArray(repeating: 1.0, count: group.count)
      var column = Column(
        units: group, parts: ones, cost: cost, shareClass: problem.classOfGroup[g], x: x, y: y)
      column.use = 1
      columns.append(column)
    }
    planInertia = max(inertia, 1)
    model = centre
    classCentre = ContiguousArray(repeating: 0, count: problem.classes.count)
    classModel = classCentre
    classScales = ContiguousArray(problem.classes.map { [planInertia] in planInertia / Double(k) / $0.count })
    for j in columns.indices { columns[j].curvature = curvature(columns[j]) }
  }

  private func curvature(_ column: Column) -> Double {
    var sum = classScales[column.shareClass]
    for (u, part) in zip(column.units, column.parts) { sum += scales[Int(u)] * part * part }
    return sum
  }

  /// The best proven bound in work × m².
  mutating func improvedBound() -> Double {
    let groups = Double(problem.classOfGroup.count)
    var least = classCentre
    for _ in 0..<InertiaPrices.rounds {
      // A few rounds without proof, from the groups in use, so that the model is right around them.
      for _ in 0..<InertiaPrices.quickRounds {
        solveModel()
        usePrices(model)
        for column in columns where column.use > 0 {
          descend(column.x, column.y, column.shareClass, steps: 2)
        }
      }
      solveModel()
      usePrices(model)
      let hope = value(model, classModel) - bestValue
      let gap = max(3e-4 * planInertia, min(0.05 * hope, 0.2 * planInertia)) / groups
      for (c, shareClass) in problem.classes.enumerated() {
        let search = CentreSearch(units, shareClass.limits, gap: gap, limit: 400_000)
        knapsacks += search.evaluations
        least[c] = search.bound - abs(search.bound) * 1e-9
        for point in search.cheapCentres { descend(point.x, point.y, c, steps: 2) }
      }
      settle(value: value(model, least), least)
      if hope < 8e-4 * planInertia || knapsacks > mostKnapsacks { break }
    }
    return bestValue * (1 - 1e-9)
  }

  private static let rounds = 60
  private static let quickRounds = 3

  private mutating func usePrices(_ payments: ContiguousArray<Double>) {
    var prices = payments
    for u in prices.indices { prices[u] /= units.work[u] }
    units.setPrices(prices)
  }

  private func value(_ payments: ContiguousArray<Double>, _ least: ContiguousArray<Double>) -> Double {
    var sum = payments.reduce(0, +)
    for (c, shareClass) in problem.classes.enumerated() { sum += shareClass.count * least[c] }
    return sum
  }

  /// Lists the group that steps of descent lead to: each goes to the centre of what is cheapest around the last.
  private mutating func descend(_ x: Double, _ y: Double, _ c: Int, steps: Int) {
    var (x, y) = (x, y)
    var cost = Double.infinity
    for _ in 0..<steps {
      cost = units.leastCostOfGroup(x, y, problem.classes[c].limits, taken: &taken)
      knapsacks += 1
      // At its own centre a set costs less by load × square distance.
      let (dx, dy) = (taken.x - x, taken.y - y)
      cost -= taken.load * (dx * dx + dy * dy)
      (x, y) = (taken.x, taken.y)
    }
    guard cost < classModel[c] - 1e-6 * planInertia / Double(problem.classOfGroup.count) else { return }
    guard listed.insert(Key(shareClass: c, x: Int((x * 4).rounded()), y: Int((y * 4).rounded()))).inserted
    else { return }
    var inertia = 0.0
    for (u, part) in zip(taken.units, taken.parts) {
      let (dx, dy) = (units.xs[Int(u)] - x, units.ys[Int(u)] - y)
      inertia += units.work[Int(u)] * part * (dx * dx + dy * dy)
    }
    var column = Column(
      units: taken.units, parts: taken.parts, cost: inertia, shareClass: c, x: x, y: y)
    column.curvature = curvature(column)
    columns.append(column)
  }

  /// Finds the highest point of the model near the best prices, nearly.
  private mutating func solveModel() {
    // Prices that belong to the uses: units taken too often are paid less.
    model = centre
    for u in model.indices { model[u] += step * scales[u] }
    for c in classModel.indices {
      classModel[c] = classCentre[c] + step * classScales[c] * problem.classes[c].count
    }
    for column in columns where column.use > 0 { shift(column, by: column.use) }
    for sweep in 0..<30 {
      for j in columns.indices {
        if sweep % 5 != 0 && columns[j].use == 0 { continue }
        var slack = columns[j].cost - classModel[columns[j].shareClass]
        columns[j].units.withUnsafeBufferPointer { members in
          columns[j].parts.withUnsafeBufferPointer { parts in
            for i in members.indices { slack -= parts[i] * model[Int(members[i])] }
          }
        }
        let use = max(0, columns[j].use - slack / (step * columns[j].curvature))
        if use != columns[j].use {
          shift(columns[j], by: use - columns[j].use)
          columns[j].use = use
        }
      }
    }
    for j in columns.indices { columns[j].idle = columns[j].use > 0 ? 0 : columns[j].idle + 1 }
    if columns.count > 3000 {
      for column in columns where column.idle > 6 {
        listed.remove(
          Key(
            shareClass: column.shareClass, x: Int((column.x * 4).rounded()), y: Int((column.y * 4).rounded()))
        )
      }
      columns.removeAll { $0.idle > 6 }
    }
  }

  private mutating func shift(_ column: Column, by use: Double) {
    for (u, part) in zip(column.units, column.parts) { model[Int(u)] -= step * scales[Int(u)] * use * part }
    classModel[column.shareClass] -= step * classScales[column.shareClass] * use
  }

  /// Keeps the model's prices if the bound rises, and lengthens or shortens the step.
  private mutating func settle(value new: Double, _ least: ContiguousArray<Double>) {
    let predicted = value(model, classModel)
    let rise = new - bestValue
    if rise > 0 {
      if rise > 0.5 * (predicted - bestValue) { step *= 1.5 }
      (bestValue, centre, classCentre) = (new, model, least)
    } else {
      step *= 0.85
    }
  }
}
