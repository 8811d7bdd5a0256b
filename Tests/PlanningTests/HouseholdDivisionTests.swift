import CampaignModel
import SpatialCore
import TestSupport
import Testing

@testable import Planning

/// Ground is divided between settlements, into connected parts that make it up.
@Suite struct HouseholdDivisionTests {
  private func hamlet(x: Double, y: Double, _ count: Int, using random: inout SplitMix64) -> [SIMD2<Double>] {
    (0..<count).map { _ in
      SIMD2(x + .random(in: -80...80, using: &random), y + .random(in: -80...80, using: &random))
    }
  }

  private func box(_ width: Double, _ height: Double) -> Region {
    Region(exterior: [(0, 0), (width, 0), (width, height), (0, height)])
  }

  @Test("hamlets of unequal size stay whole where the limits allow it")
  func hamlets() throws {
    var random = SplitMix64(seed: 1)
    let sizes = [90, 110, 100]
    let centres = [SIMD2(300.0, 300), SIMD2(1700, 400), SIMD2(900, 1500)]
    let places = zip(centres, sizes).flatMap { hamlet(x: $0.x, y: $0.y, $1, using: &random) }
    let parts = try HouseholdDivision(places: places).divide(box(2000, 2000), into: 3)
    #expect(Set(parts.map(\.households)) == [Array(0..<90), Array(90..<200), Array(200..<300)])
  }

  @Test("parts are connected, make up the ground and keep the limits", arguments: 1...9)
  func random(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    // A village bent around a mountain.
    let bent = Region(exterior: [
      (0, 0), (3000, 0), (3000, 600), (800, 700), (900, 1800), (3000, 2000), (3000, 2600), (0, 2600),
    ])
    for round in 0..<8 {
      var places: [SIMD2<Double>] = []
      while places.count < 40 * count {
        let place = SIMD2(Double.random(in: 0...3000, using: &random), .random(in: 0...2600, using: &random))
        // Some houses are flats in one building, from the third round on.
        let homes = round > 2 && places.count % 7 == 0 ? 3 : 1
        if bent.covers(x: place.x, y: place.y) { places += Array(repeating: place, count: homes) }
      }
      let parts = try HouseholdDivision(places: places).divide(bent, into: count)
      #expect(parts.count == count)
      #expect(parts.flatMap(\.households).sorted() == Array(places.indices))
      let area = parts.reduce(0) { $0 + $1.region.area }
      #expect(abs(area - bent.area) < 1e-9 * bent.area)
      let fair = Double(places.count) / Double(count)
      for part in parts {
        #expect(part.region.polygonCount == 1)
        #expect(PolygonValidity.check(part.region.mapped { ($0 / 1e5, $1 / 1e5) }) == nil)
        #expect(Double(part.households.count) >= (0.8 * fair).rounded(.down))
        #expect(Double(part.households.count) <= (1.2 * fair).rounded(.up))
        for i in part.households {
          #expect((part.region.distance(toX: places[i].x, y: places[i].y) ?? 1) < 1e-6)
        }
      }
    }
  }

  @Test("the order of households does not matter")
  func order() throws {
    var random = SplitMix64(seed: 9)
    let places = hamlet(x: 300, y: 300, 60, using: &random) + hamlet(x: 500, y: 350, 60, using: &random)
    let parts = try HouseholdDivision(places: places).divide(box(800, 700), into: 4)
    let turned = try HouseholdDivision(places: places.reversed()).divide(box(800, 700), into: 4)
    #expect(parts.map(\.region) == turned.map(\.region))
  }

  @Test("islands go to one part or another, and only what a line crosses is cut")
  func islands() throws {
    var ground = box(1000, 1000)
    ground.append(Region(exterior: [(1500, 0), (1700, 0), (1700, 200), (1500, 200)]), polygon: 0)
    var random = SplitMix64(seed: 2)
    let places = (0..<50).map { _ in
      SIMD2(Double.random(in: 0...1000, using: &random), .random(in: 0...1000, using: &random))
    }
    let parts = try HouseholdDivision(places: places).divide(ground, into: 2)
    #expect(parts.map(\.region.polygonCount).sorted() == [1, 2])
    #expect(abs(parts.reduce(0) { $0 + $1.region.area } - ground.area) < 1e-6)
  }

  @Test("ground without houses, or with one, is not divided")
  func undivided() throws {
    let none = try HouseholdDivision(places: []).divide(box(10, 10), into: 3)
    #expect(none.count == 1 && none[0].households.isEmpty && none[0].region == box(10, 10))
    let flats = HouseholdDivision(places: Array(repeating: SIMD2(5, 5), count: 30))
    #expect(flats.placeCount == 1)
    #expect(try flats.divide(box(10, 10), into: 3).map(\.households) == [Array(0..<30)])
  }

  @Test("links are those of the nearest places, as a comparison of all says")
  func links() {
    var random = SplitMix64(seed: 4)
    let places = (0..<80).map { _ in
      SIMD2(Double.random(in: 0...100, using: &random), Double.random(in: 0...100, using: &random))
    }
    let sites = HouseSites(places)
    var expected: Set<SIMD2<Int>> = []
    for u in 0..<80 {
      let near = (0..<80).filter { $0 != u }.sorted { a, b in
        let (p, q) = (sites.place(a) - sites.place(u), sites.place(b) - sites.place(u))
        return (p * p).sum() < (q * q).sum()
      }
      for v in near.prefix(HouseSites.neighbourCount) { expected.insert(SIMD2(min(u, v), max(u, v))) }
    }
    #expect(Set(sites.links.map { SIMD2($0.u, $0.v) }) == expected)
  }

  @Test("codes run from west to east, then from north to south, and are read back")
  func numbering() {
    let centres = [SIMD2(100.0, 100), SIMD2(900, 950), SIMD2(100, 900), SIMD2(900, 100)]
    #expect(GridNumbering.order(centres: centres, north: 1000, area: 1e6) == [2, 1, 0, 3])
    let village: Identifier = "990126001001"
    #expect(GridNumbering.code(village: village, serial: 7) == "990126001001007")
    #expect(GridNumbering.code(village: "V-1", serial: 12) == "V-1-012")
    #expect(GridNumbering.serial(of: "990126001001007", village: village) == 7)
    #expect(GridNumbering.serial(of: "V-1-012", village: "V-1") == 12)
    #expect(GridNumbering.serial(of: "V-1-012", village: village) == nil)
    #expect(GridNumbering.label(village: Village(code: village, name: "新河村"), serial: 3) == "新河村 3")
  }
}
