internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Planning
internal import SpatialCore

/// Management grids: the ground of each village divided among about as many households each.
extension Pipeline {
  /// Draws management grids. Those whose polygon is as it was keep their code; others take codes never used before.
  static func drawBalanced(
    _ grid: Grid, over layer: VillageLayer, of campaign: Campaign, old: StoredGrid, _ projection: Projection
  ) throws -> DrawnCells {
    let wanted = max(1, grid.households ?? 1)
    let households = try VillageHouseholds(campaign, projection)
    var drawn = DrawnCells()
    var sizes = GridSizes()
    // Codes are in use once a plan shares them out: until then a grid made anew is numbered anew.
    let isInUse = !old.plans.isEmpty || !old.retired.isEmpty
    let known = isInUse ? old.drawnCellsByVillage : [:]
    var serials = UsedSerials(isInUse ? old : nil)
    for (v, village) in layer.villages.enumerated() {
      let (places, unplaced) = (households.places[v], households.unplaced[v])
      let count = max(1, Int((Double(places.count + unplaced) / Double(wanted)).rounded()))
      guard count <= GridNumbering.limit else {
        throw CommandError.tooManyGrids(village: village.code.text, count: count)
      }
      var ground = try ProjectedRegion(layer.regions[v], projection)
      let division = HouseholdDivision(places: places)
      let parts = try division.divide(ground.metres, into: min(count, max(1, division.placeCount)))
      sizes.add(parts.map(\.households.count), wanted: count, of: village, unplaced: unplaced)
      let centres = parts.map { $0.region.centroid.map { SIMD2($0.x, $0.y) } ?? SIMD2(0, 0) }
      let order = GridNumbering.order(
        centres: centres, north: ground.metres.bounds?.maxY ?? 0, area: ground.metres.area)
      for i in order {
        let region = parts.count == 1 ? layer.regions[v] : try ground.inDegrees(parts[i].region)
        let same = known[village.code]?.first { old.regions[$0] == region }
        defer { sizes.note(drawn.cells.last, households: parts[i].households.count) }
        if let same {
          drawn.append(old.cells[same], region)
          continue
        }
        let serial = serials.take(in: village.code)
        guard serial <= GridNumbering.limit else {
          throw CommandError.tooManyGrids(village: village.code.text, count: serial)
        }
        drawn.append(
          GridCell(
            id: GridNumbering.code(village: village.code, serial: serial),
            label: GridNumbering.label(village: village, serial: serial), village: village.code,
            area: parts[i].region.area), region)
      }
    }
    drawn.notes = sizes.notes(wanted: wanted, grid: grid)
    return drawn
  }
}

/// The households of each village: where those stand that have coordinates in it, and how many others there are.
private struct VillageHouseholds {
  var places: [[SIMD2<Double>]]
  var unplaced: [Int]

  init(_ campaign: Campaign, _ projection: Projection) throws {
    let targets = campaign.targets
    let ledger = CampaignLedger(campaign)
    places = Array(repeating: [], count: campaign.villages.count)
    unplaced = Array(repeating: 0, count: campaign.villages.count)
    var (xs, ys) = (targets.xs, targets.ys)
    projection.forward(xs: &xs, ys: &ys)
    for i in 0..<targets.count where targets.kinds[i] == .household && !ledger.isExcluded(i) {
      let village = Int(targets.villages[i])
      guard village >= 0 else { continue }
      if targets.locatedBy[i] == .geometry && !xs[i].isNaN {
        places[village].append(SIMD2(xs[i], ys[i]))
      } else {
        unplaced[village] += 1
      }
    }
  }
}

/// How large the grids have become.
private struct GridSizes {
  private var smallest = Int.max
  private var largest = 0
  private var outside: [String] = []
  private var unplaced = 0
  private var households = 0
  /// The grids with most households.
  private var most: [(cell: Identifier, households: Int)] = []

  /// Notes a grid that was drawn.
  mutating func note(_ cell: GridCell?, households: Int) {
    guard let cell, households > most.last?.households ?? 0 || most.count < 3 else { return }
    most.append((cell.id, households))
    most.sort { ($1.households, $0.cell) < ($0.households, $1.cell) }
    most = Array(most.prefix(3))
  }

  /// - Parameter wanted: how many grids the village's households ask for.
  mutating func add(_ counts: [Int], wanted: Int, of village: Village, unplaced: Int) {
    let total = counts.reduce(0, +)
    households += total
    self.unplaced += unplaced
    for count in counts where count > 0 {
      smallest = min(smallest, count)
      largest = max(largest, count)
    }
    let fair = Double(total) / Double(max(1, wanted))
    let low = ((1 - HouseholdDivision.tolerance) * fair).rounded(.down)
    let high = ((1 + HouseholdDivision.tolerance) * fair).rounded(.up)
    let isWithin = counts.count == wanted && counts.allSatisfy { Double($0) >= low && Double($0) <= high }
    if !isWithin && total > 0 { outside.append(village.name) }
  }

  /// - Parameter wanted: the households that a grid should have.
  func notes(wanted: Int, grid: Grid) -> [String] {
    guard households + unplaced > 0 else {
      return [
        "there is no roster of households: each village is one grid; import households and make the grid anew"
      ]
    }
    var notes: [String] = []
    if largest > 0 {
      notes.append(
        "\(grouped(smallest)) to \(grouped(largest)) households in a grid, \(grouped(wanted)) were asked for")
    }
    // Half as many again is what a working group feels; a split makes two of it.
    let dense = most.filter { Double($0.households) > 1.5 * Double(wanted) }
    if !dense.isEmpty {
      let cells = dense.map { "\($0.cell) (\(grouped($0.households)))" }.joined(separator: ", ")
      notes.append(
        "most households: \(cells); to divide one: gridcover grid C.gpkg split \(dense[0].cell) --name \(grid.name)"
      )
    }
    if !outside.isEmpty {
      let names = outside.prefix(10).joined(separator: ", ") + (outside.count > 10 ? " …" : "")
      notes.append(
        "not within 20 % of the village's mean in \(counted(outside.count, "village")), where houses or ground do not "
          + "allow it: \(names)")
    }
    if unplaced > 0 {
      notes.append(
        "\(counted(unplaced, "household")) without a place in their village: counted for the number of its grids, and "
          + "in a grid only where the village has one")
    }
    return notes
  }
}

/// The serials that management grids have had, so that none is given twice.
struct UsedSerials {
  private var highest: [Identifier: Int] = [:]

  /// Looks at the grids that are, and at those that were.
  init(_ stored: StoredGrid?) {
    guard let stored else { return }
    for cell in stored.cells { if let village = cell.village { note(cell.id, village) } }
    // A retired grid's village is what stands before its serial: at once, or before a hyphen.
    for cell in stored.retired {
      note(cell.id, Identifier(String(cell.id.text.dropLast(3))))
      note(cell.id, Identifier(String(cell.id.text.dropLast(4))))
    }
  }

  private mutating func note(_ code: Identifier, _ village: Identifier) {
    guard let serial = GridNumbering.serial(of: code, village: village) else { return }
    highest[village] = max(highest[village] ?? 0, serial)
  }

  /// The next serial of a village.
  mutating func take(in village: Identifier) -> Int {
    highest[village, default: 0] += 1
    return highest[village, default: 1]
  }
}

extension StoredGrid {
  /// The management grids of each village, as indices.
  fileprivate var drawnCellsByVillage: [Identifier: [Int]] {
    var known: [Identifier: [Int]] = [:]
    for (i, cell) in cells.enumerated() where grid?.shape == .balanced {
      if let village = cell.village { known[village, default: []].append(i) }
    }
    return known
  }
}
