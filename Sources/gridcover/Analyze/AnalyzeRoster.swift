internal import CampaignModel
internal import CoverageAnalysis
internal import Interchange
internal import SpatialCore

/// What one thread makes of its part of a roster.
struct RosterCount: Sendable {
  /// A target that a visit names.
  struct Found: Sendable {
    var target: VisitedTarget
    var place: RosterPlace
  }

  var counter: TargetCounter
  var places: TallyPlaces
  var found: [Found] = []
  /// Rows with neither coordinates nor a known village: the first, and how many.
  var placeless: [(place: RosterPlace, village: String)] = []
  var placelessCount = 0
  var byPoint = 0
  var declared = 0
  var marks: ContiguousArray<IdentifierMark> = []
  /// The way to the grid's metres. A PROJ object belongs to one thread at a time, and so does this value.
  nonisolated(unsafe) var projection: Projection?

  private static let namedAtMost = 10_000

  init(_ ground: AnalyzeGround, keepsDays: Bool) {
    counter = TargetCounter(keepsDays: keepsDays)
    places = TallyPlaces(villageCount: ground.villages.count, hasGrid: ground.grid != nil)
    projection = ground.grid.flatMap { try? Projection(crs: $0.grid.crs ?? "") }
  }

  /// Locates and counts the rows of a block.
  mutating func take(_ block: RosterBlock, _ roster: RosterTask) {
    let ground = roster.ground
    let (villages, locatedBy) = ground.locator.locate(xs: block.xs, ys: block.ys) { row in
      block.withVillage(row) { $0.isEmpty ? -1 : ground.codes.place(of: $0) }
    }
    var visits = block.rosterVisits
    for i in visits.indices where visits[i] == RosterBlock.undated { visits[i] = roster.rosterDay }
    var numbers = numbers(villages, locatedBy, block, ground)
    for i in villages.indices where villages[i] < 0 && block.xs[i].isNaN {
      numbers[i] = -1
      placelessCount += 1
      guard placeless.count < RosterCount.namedAtMost else { continue }
      placeless.append((block.place(i), block.withVillage(i) { String(decoding: $0, as: UTF8.self) }))
    }
    for i in numbers.indices where numbers[i] >= 0 {
      if locatedBy[i] == .geometry { byPoint += 1 } else if locatedBy[i] == .declared { declared += 1 }
    }
    if let ids = roster.visitedIDs {
      for i in numbers.indices where numbers[i] >= 0 {
        let id = block.withKey(i) { ids.place(of: $0) }
        guard id >= 0 else { continue }
        found.append(
          Found(
            target: VisitedTarget(
              kind: roster.kind, place: numbers[i], categories: block.categories[i],
              hasPoint: !block.xs[i].isNaN, rosterVisit: visits[i], id: id),
            place: block.place(i)))
        numbers[i] = -1
      }
    }
    if roster.checksIDs {
      for i in numbers.indices {
        marks.append(IdentifierMark(block.withKey(i) { IdentifierMark.hash($0) }, at: block.place(i)))
      }
    }
    counter.add(roster.kind, places: numbers, categories: block.categories, visits: visits, xs: block.xs)
  }

  /// The number of each row's place.
  private mutating func numbers(
    _ villages: ContiguousArray<Int32>, _ locatedBy: ContiguousArray<LocatedBy>, _ block: RosterBlock,
    _ ground: AnalyzeGround
  ) -> ContiguousArray<Int32> {
    var numbers = villages
    guard let grid = ground.grid, let projection else {
      for i in numbers.indices { numbers[i] += 1 }
      return numbers
    }
    var (eastings, northings) = (block.xs, block.ys)
    projection.forward(xs: &eastings, ys: &northings)
    for i in numbers.indices {
      numbers[i] = places.number(
        of: TallyPlace(
          village: villages[i], cell: grid.rule.address(x: eastings[i], y: northings[i]),
          isByPoint: locatedBy[i] == .geometry))
    }
    return numbers
  }
}

/// What is done with the rows of one roster.
struct RosterTask: Sendable {
  let kind: TargetKind
  let ground: AnalyzeGround
  /// The day of the visits that a roster has without one.
  let rosterDay: Int32
  /// The ids that visits name; nil without visits.
  let visitedIDs: IdentifierIndex?
  let checksIDs: Bool
}

/// An id by 128 bits of hash: ten million different ones share one with a probability of 1 in 10²⁴.
struct IdentifierMark: Sendable {
  let hash: SIMD2<UInt64>
  let place: RosterPlace

  init(_ hash: SIMD2<UInt64>, at place: RosterPlace) {
    self.hash = hash
    self.place = place
  }

  /// FNV-1a twice over, from two beginnings and with a stirring at the end of each.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> SIMD2<UInt64> {
    var hash = SIMD2<UInt64>(0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15)
    let prime = SIMD2<UInt64>(0x100_0000_01B3, 0xD6E8_FEB8_6659_FD93)
    for byte in bytes {
      hash = (hash ^ SIMD2(repeating: UInt64(byte))) &* prime
      hash ^= hash &>> 32
    }
    return hash
  }

  static func precedes(_ a: IdentifierMark, _ b: IdentifierMark) -> Bool {
    if a.hash.x != b.hash.x { return a.hash.x < b.hash.x }
    return a.hash.y != b.hash.y ? a.hash.y < b.hash.y : a.place < b.place
  }
}
