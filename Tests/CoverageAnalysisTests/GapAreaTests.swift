import CampaignModel
import SpatialCore
import TestSupport
import Testing

@testable import CoverageAnalysis

@Suite struct GapAreaTests {
  /// A random campaign whose targets with coordinates stand in hamlets near 113° E 28° N.
  private func hamlets(seed: UInt64) -> Campaign {
    var campaign = randomCampaign(seed: seed, settings: ["gap_area_min_targets": "3"])
    var random = SplitMix64(seed: seed &+ 99)
    for i in 0..<campaign.targets.count where campaign.targets.hasCoordinates(i) {
      campaign.targets.xs[i] =
        113 + Double(Int.random(in: 0..<9, using: &random)) * 0.01
        + Double.random(in: 0..<0.003, using: &random)
      campaign.targets.ys[i] = 28 + Double.random(in: 0..<0.004, using: &random)
    }
    campaign.villages[2].categories = ["必访"]
    return campaign
  }

  private func projection() throws -> Projection { try Projection(crs: "EPSG:4547") }

  @Test("Each gap is in one row; areas, scattered and missing add up to all gaps", arguments: UInt64(1)...16)
  func addsUp(seed: UInt64) throws {
    let campaign = hamlets(seed: seed)
    let whole = CampaignLedger(campaign)
    for ledger in [whole, whole.restricted(toGroup: "g2"), whole.restricted(category: "disabled")] {
      let areas = GapAreas(ledger, whole: whole, projection: try projection())
      let gaps = ledger.targetGaps()
      #expect(areas.rows.flatMap(\.targets).sorted() == gaps.map(\.target).sorted())
      let reasons = Dictionary(uniqueKeysWithValues: gaps.map { ($0.target, $0.reason) })
      for row in areas.rows {
        #expect(row.households + row.enterprises == row.targets.count)
        #expect(row.gaps.values.reduce(0, +) == row.targets.count)
        #expect(
          row.gaps == Dictionary(row.targets.map { (reasons[$0] ?? .notFound, 1) }, uniquingKeysWith: +))
        #expect(row.targets.allSatisfy { campaign.targets.villages[$0] == row.village })
        #expect(row.kind != .area || row.targets.count >= 3)
        #expect((row.kind == .missingCoordinates) == (row.middle == nil))
        #expect(row.isMustVisit == (row.village == 2))
      }
    }
  }

  @Test("The nearest group is that of the nearest visited target, by a slow search", arguments: UInt64(1)...8)
  func findsNearestGroup(seed: UInt64) throws {
    let campaign = hamlets(seed: seed)
    let ledger = CampaignLedger(campaign)
    let (projection, targets) = (try projection(), campaign.targets)
    var (xs, ys) = (targets.xs, targets.ys)
    projection.forward(xs: &xs, ys: &ys)
    let effective = { (i: Int) in campaign.visits.outcomes[i] == .met && campaign.visits.groups[i] >= 0 }
    for row in GapAreas(ledger, whole: ledger, projection: projection).rows where row.kind == .area {
      var best = (Double.infinity, Int32(-1))
      for i in 0..<targets.count where ledger.isVisited(i) && targets.hasCoordinates(i) {
        let last = campaign.visits.targets.indices.last {
          campaign.visits.targets[$0] == Int32(i) && effective($0)
        }
        let group = last.map { campaign.visits.groups[$0] } ?? ledger.group(ofTarget: i)
        guard group >= 0 else { continue }
        for gap in row.targets {
          let (dx, dy) = (xs[i] - xs[gap], ys[i] - ys[gap])
          let metres = (dx * dx + dy * dy).squareRoot()
          if metres < best.0 { best = (metres, group) }
        }
      }
      #expect(row.nearestMetres == best.0)
      #expect(row.nearestGroup == best.1)
    }
  }

  @Test("A shape holds its targets, cut to the village", arguments: UInt64(1)...6)
  func drawsShapes(seed: UInt64) throws {
    let campaign = hamlets(seed: seed)
    let ledger = CampaignLedger(campaign)
    let projection = try projection()
    let areas = GapAreas(ledger, whole: ledger, projection: projection)
    let everywhere = Region(exterior: [(112, 27), (114, 27), (114, 29), (112, 29)])
    let west = Region(exterior: [(112, 27), (113.0405, 27), (113.0405, 29), (112, 29)])
    let (wide, cut) = try (
      areas.shapes(villages: campaign.villages.map { _ in everywhere }, projection: projection),
      areas.shapes(villages: campaign.villages.map { _ in west }, projection: projection)
    )
    for (i, row) in areas.rows.enumerated() {
      #expect((wide[i] != nil) == (row.kind == .area))
      guard let shape = wide[i], let part = cut[i] else { continue }
      for target in row.targets {
        let (x, y) = (campaign.targets.xs[target], campaign.targets.ys[target])
        #expect(shape.covers(x: x, y: y))
        // A village without one of its targets' points leaves the shape as it is.
        if row.village >= 0 && x < 113.04 { #expect(part.covers(x: x, y: y)) }
      }
    }
  }

  @Test func putsMustVisitVillagesAndPriorityFirst() throws {
    let ledger = CampaignLedger(hamlets(seed: 4))
    let rows = GapAreas(ledger, whole: ledger, projection: try projection()).rows
    let keys = rows.map { row in
      [
        GapArea.Kind.allCases.firstIndex(of: row.kind) ?? 9, row.isMustVisit ? 0 : row.priority > 0 ? 1 : 2,
        -row.targets.count,
      ]
    }
    #expect(keys.count > 10)
    for (a, b) in zip(keys, keys.dropFirst()) { #expect(!b.lexicographicallyPrecedes(a)) }
    let villages = ledger.placeGaps(by: .village)
    #expect(villages.first?.code == "v02")
  }

  @Test("Regions hold each unvisited cell once, and neighbours are of one region", arguments: UInt64(1)...8)
  func mergesCells(seed: UInt64) {
    let ledger = CampaignLedger(hamlets(seed: seed)).restricted(category: "low-income")
    let cells = ledger.unvisitedCells()
    let table = ledger.table(by: .cell).rows
    #expect(cells == table.indices.dropLast().filter { table[$0].status == .unvisited })
    let edges = cells.indices.dropFirst().filter { $0 % 3 != 0 }
      .map { Adjacency.Edge(u: Int32($0 - 1), v: Int32($0), metres: 1) }
    let regions = ledger.gapRegions(of: cells, edges: edges)
    #expect(regions.flatMap(\.cells).sorted() == cells)
    #expect(regions.count == cells.count - edges.count)
    #expect(
      regions.reduce(0) { $0 + $1.targets } == cells.reduce(0) { $0 + table[$1].targets.expected })
    for region in regions {
      #expect(region.gaps.values.reduce(0, +) == region.targets)
      #expect(region.area == Double(region.cells.count))
    }
  }

  @Test(
    "Those to call are the groups responsible for a village's gaps, the one with the most first",
    arguments: UInt64(1)...4)
  func namesWhomToCall(seed: UInt64) {
    let ledger = CampaignLedger(hamlets(seed: seed))
    let gaps = ledger.targetGaps()
    for (village, groups) in ledger.groupsOfGaps().enumerated() {
      let here = gaps.filter { ($0.village < 0 ? 12 : Int($0.village)) == village && $0.group >= 0 }
      #expect(Set(groups) == Set(here.map { Int($0.group) }))
      let counts = groups.map { group in here.count { Int($0.group) == group } }
      #expect(counts == counts.sorted(by: >))
    }
  }
}
