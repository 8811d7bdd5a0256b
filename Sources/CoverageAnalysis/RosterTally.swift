public import CampaignModel
public import SpatialCore

/// Where targets of a roster belong, as far as coverage asks: a village, and where there is a grid, an address in it.
public struct TallyPlace: Hashable, Sendable, Comparable {
  /// Index of the village, or -1.
  public var village: Int32
  /// The address of the cell that holds the point; nil without a grid or a point.
  public var cell: CellAddress?
  /// True if the point lies in the village: such a target makes a cell that no village touches.
  public var isByPoint: Bool

  /// A place.
  public init(village: Int32, cell: CellAddress?, isByPoint: Bool) {
    self.village = village
    self.cell = cell
    self.isByPoint = isByPoint
  }

  private var key: (Int32, Int, Int, Int) {
    (village, cell?.row ?? .min, cell?.column ?? .min, isByPoint ? 1 : 0)
  }

  /// By village, then by cell.
  public static func < (a: TallyPlace, b: TallyPlace) -> Bool { a.key < b.key }
}

/// Numbers for places, as a ``TargetCounter`` wants them.
public struct TallyPlaces: Sendable {
  /// The places by number.
  public private(set) var list: [TallyPlace] = []
  private var numbers: [TallyPlace: Int32] = [:]
  private var last: (place: TallyPlace, number: Int32)?

  /// Without a grid, places are the villages: number 0 is none, `v + 1` village `v`.
  public init(villageCount: Int, hasGrid: Bool) {
    guard !hasGrid else { return }
    for village in -1..<villageCount {
      list.append(TallyPlace(village: Int32(village), cell: nil, isByPoint: false))
    }
  }

  /// The number of a place in a grid. - Complexity: O(1) expected.
  public mutating func number(of place: TallyPlace) -> Int32 {
    if let last, last.place == place { return last.number }
    let number = numbers[place] ?? Int32(list.count)
    if Int(number) == list.count {
      numbers[place] = number
      list.append(place)
    }
    last = (place, number)
    return number
  }
}

/// A target of a roster that has visits, which is kept by itself with them.
public struct VisitedTarget: Sendable, Equatable {
  /// Household or enterprise.
  public var kind: TargetKind
  /// Number of its place.
  public var place: Int32
  /// Number of its categories.
  public var categories: Int32
  /// True if it has coordinates.
  public var hasPoint: Bool
  /// The day number of the roster's visit, or `TargetColumns.notVisited`.
  public var rosterVisit: Int32
  /// Index of its id among those that visits name.
  public var id: Int32

  /// A target.
  public init(
    kind: TargetKind, place: Int32, categories: Int32, hasPoint: Bool, rosterVisit: Int32, id: Int32
  ) {
    self.kind = kind
    self.place = place
    self.categories = categories
    self.hasPoint = hasPoint
    self.rosterVisit = rosterVisit
    self.id = id
  }
}

/// One visit to a target, as counting asks.
public struct TallyVisit: Sendable, Equatable {
  /// Index into ``RosterTally/visited``.
  public var target: Int32
  /// Local day number.
  public var day: Int32
  /// What came of it.
  public var outcome: Outcome

  /// A visit.
  public init(target: Int32, day: Int32, outcome: Outcome) {
    self.target = target
    self.day = day
    self.outcome = outcome
  }
}

/// The visits of a list by day, of which each tally may know the targets of some.
public struct VisitList: Sendable, Equatable {
  /// SHA-256 of the list, by which several tallies know that they were given the same.
  public var digest: String
  /// How many visits there are on each day, to whatever target.
  public var made: [Int32: Int]
  /// How many of them are to targets that were found.
  public var found: [Int32: Int]

  /// A list.
  public init(digest: String, made: [Int32: Int], found: [Int32: Int]) {
    self.digest = digest
    self.made = made
    self.found = found
  }
}

/// A roster, or a part of one, counted by all that coverage asks of it.
///
/// Tallies of parts add up, in any order, to the tally of the whole. ``campaign(settings:villages:cells:)`` gives it
/// back as a campaign in which rows stand for many targets, so that coverage is counted by the one ledger there is.
public struct RosterTally: Sendable {
  /// Targets without visits, by class and place.
  public var counter: TargetCounter
  /// The places behind the numbers.
  public var places: TallyPlaces
  /// Targets with visits.
  public var visited: [VisitedTarget] = []
  /// The visits to them; those to one target in the order in which they happened.
  public var visits: [TallyVisit] = []
  /// The lists that the visits come from.
  public var visitLists: [VisitList] = []

  /// A tally of nothing so far.
  public init(villageCount: Int, hasGrid: Bool, keepsDays: Bool) {
    counter = TargetCounter(keepsDays: keepsDays)
    places = TallyPlaces(villageCount: villageCount, hasGrid: hasGrid)
  }

  /// Adds the tally of other targets, by the same villages and grid.
  ///
  /// A list of visits that both were given counts once: its unlisted visits are those to targets that neither knows.
  /// - Complexity: O(places × classes + visits).
  public mutating func merge(_ other: RosterTally, hasGrid: Bool) {
    let numbers = hasGrid ? other.places.list.map { places.number(of: $0) } : nil
    counter.merge(other.counter, categories: other.counter.categories, places: numbers)
    let first = Int32(visited.count)
    for var target in other.visited {
      target.categories = counter.number(ofCategories: other.counter.categories[Int(target.categories)])
      if let numbers { target.place = numbers[Int(target.place)] }
      visited.append(target)
    }
    for visit in other.visits {
      visits.append(TallyVisit(target: visit.target + first, day: visit.day, outcome: visit.outcome))
    }
    for list in other.visitLists {
      if let known = visitLists.firstIndex(where: { $0.digest == list.digest }) {
        visitLists[known].found.merge(list.found, uniquingKeysWith: +)
      } else {
        visitLists.append(list)
      }
    }
  }

  /// The address and village of each cell that targets need and that is not among those known: of the villages in which its
  /// targets stand the first, households before enterprises.
  public func missingCells(known: (CellAddress) -> Bool) -> [(address: CellAddress, village: Int32)] {
    var found: [CellAddress: (kind: UInt8, village: Int32)] = [:]
    func note(_ place: TallyPlace, _ kind: TargetKind) {
      guard place.isByPoint, let cell = place.cell, !known(cell) else { return }
      let own = (kind: kind.rawValue, village: place.village)
      if let earlier = found[cell], earlier <= own { return }
      found[cell] = own
    }
    for (number, one) in counter.classes.enumerated() {
      counter.forEachCount(ofClass: number) { place, _, _ in note(places.list[place], one.kind) }
    }
    for target in visited { note(places.list[Int(target.place)], target.kind) }
    return found.map { ($0.key, $0.value.village) }
      .sorted { ($0.address.row, $0.address.column) < ($1.address.row, $1.address.column) }
  }

  /// The campaign that was counted: rows of targets that are alike, then those that have visits, one by one.
  ///
  /// - Parameter cellOfPlace: The index of the cell of each place, or -1; nil without a grid.
  /// - Complexity: O(places × classes + visits · log visits).
  public func campaign(
    settings: Settings, villages: [Village], cells: [GridCell], cellOfPlace: [Int32]?
  ) -> Campaign {
    var targets = TargetColumns()
    let sets = CategorySetList(counter.categories)
    (targets.categories, targets.categorySets) = (sets.categories, sets.sets)
    func append(
      _ count: Int32, _ kind: TargetKind, place: Int, categories: Int32, hasPoint: Bool, visit: Int32
    ) {
      targets.counts.append(count)
      targets.kinds.append(kind)
      targets.villages.append(places.list[place].village)
      targets.cells.append(cellOfPlace.map { $0[place] } ?? -1)
      targets.categorySet.append(sets.setOfText[Int(categories)])
      // Counting asks whether there is a point, not where it is.
      targets.xs.append(hasPoint ? 0 : .nan)
      targets.rosterVisits.append(visit)
    }
    for (number, one) in counter.classes.enumerated() {
      let isVisited = one.visit != TargetColumns.notVisited
      counter.forEachCount(ofClass: number) { place, count, day in
        append(
          count, one.kind, place: place, categories: one.categories, hasPoint: one.hasPoint,
          visit: isVisited ? day : TargetColumns.notVisited)
      }
    }
    let first = Int32(targets.count)
    for one in visited {
      append(
        1, one.kind, place: Int(one.place), categories: one.categories, hasPoint: one.hasPoint,
        visit: one.rosterVisit)
    }
    targets.ys = targets.xs
    targets.locatedBy = ContiguousArray(repeating: .geometry, count: targets.count)
    return Campaign(
      settings: settings, villages: villages, cells: cells, groups: [], members: [], plan: nil,
      targets: targets, visits: visitColumns(firstTarget: first), exclusions: [])
  }

  private func visitColumns(firstTarget: Int32) -> VisitColumns {
    var columns = VisitColumns()
    // A roster's own visits are proof of nothing, and can be audited as such. Listed visits cannot: that takes who made them, when
    // and where, which a tally does not hold.
    if visitLists.isEmpty { columns.evidence = VisitEvidence() }
    func append(target: Int32, day: Int32, outcome: Outcome) {
      columns.targets.append(target)
      columns.days.append(day)
      columns.seconds.append(-1)
      columns.groups.append(-1)
      columns.members.append(-1)
      columns.batches.append(-1)
      columns.outcomes.append(outcome)
    }
    for visit in visits { append(target: visit.target + firstTarget, day: visit.day, outcome: visit.outcome) }
    for list in visitLists {
      for (day, made) in list.made {
        for _ in 0..<max(0, made - list.found[day, default: 0]) {
          append(target: -1, day: day, outcome: .met)
        }
      }
    }
    return columns
  }
}
