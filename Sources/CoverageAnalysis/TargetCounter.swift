public import CampaignModel

/// Counts targets that are alike, place by place, while a roster goes by.
///
/// Coverage asks of a target where it belongs, its kind and categories, whether it has coordinates, and the visit its
/// roster stands for. Targets that agree in these are one row of ``columns(villages:)`` with a count, and
/// ``CampaignLedger`` counts them all at once by the rules by which it counts single ones. So memory grows with places
/// and the kinds of targets in them, and never with the roster.
///
/// Shape: a *class* for each combination of properties, a table of pages for each class, a page of counts for
/// ``pageSize`` neighbouring places as soon as one of them has such a target. Villages sorted by code are mostly neighbours
/// on the ground too, so that points which are counted in the order of the ground keep to few pages.
public struct TargetCounter: Sendable {
  /// What targets of a class have in common.
  struct Class: Hashable {
    var kind: TargetKind
    /// Number of the categories in the counter's list.
    var categories: Int32
    var hasPoint: Bool
    /// The day of the roster's visit; ``TargetColumns/notVisited`` without one; ``anyDay`` where days are not told apart.
    var visit: Int32
  }

  /// Stands for every day.
  static let anyDay = Int32.max
  private static let pageSize = 64

  /// Whether visits on different days make different classes, as rules need that look at days. Where they do not, a class
  /// knows the latest day.
  public let keepsDays: Bool
  private var numberOfClass: [Class: Int32] = [:]
  private(set) var classes: [Class] = []
  /// The class of targets by ``quickNumber(_:_:_:_:)``, or -1: most need no look into a dictionary.
  private var quickClasses: ContiguousArray<Int32> = []
  /// For each class and page, where the page begins in `counts`, or -1.
  private var pages: [ContiguousArray<Int32>] = []
  /// The number of targets, and the latest day of their visits.
  private var counts: ContiguousArray<SIMD2<Int32>> = []
  /// The texts of categories, by number.
  private(set) var categories = [""]
  private var numberOfCategories: [Identifier: Int32] = [Identifier(""): 0]

  /// A counter of nothing so far.
  public init(keepsDays: Bool) { self.keepsDays = keepsDays }

  /// The number of a text of categories.
  public mutating func number(ofCategories text: String) -> Int32 {
    if let known = numberOfCategories[Identifier(text)] { return known }
    let number = Int32(categories.count)
    numberOfCategories[Identifier(text)] = number
    categories.append(text)
    return number
  }

  /// Counts rows of a roster, given as columns of one length.
  ///
  /// - Parameters:
  ///   - places: The place of each target; rows with a negative one are left out.
  ///   - categories: Numbers by any list; ``merge(_:categories:)`` says which.
  ///   - visits: Day numbers of roster visits, or `TargetColumns.notVisited`.
  /// - Complexity: O(rows) expected.
  public mutating func add(
    _ kind: TargetKind, places: ContiguousArray<Int32>, categories: ContiguousArray<Int32>,
    visits: ContiguousArray<Int32>, xs: ContiguousArray<Double>
  ) {
    var last = Class(kind: kind, categories: 0, hasPoint: true, visit: TargetColumns.notVisited)
    var lastNumber = number(of: last)
    for i in places.indices where places[i] >= 0 {
      let isVisited = visits[i] != TargetColumns.notVisited
      let hasPoint = !xs[i].isNaN
      let number: Int
      if isVisited && keepsDays {
        let one = Class(kind: kind, categories: categories[i], hasPoint: hasPoint, visit: visits[i])
        if one != last { (last, lastNumber) = (one, self.number(of: one)) }
        number = lastNumber
      } else {
        number = quickNumber(kind, categories[i], hasPoint, isVisited)
      }
      add(SIMD2(1, visits[i]), class: number, place: Int(places[i]))
    }
  }

  @inline(__always)
  private mutating func quickNumber(
    _ kind: TargetKind, _ categories: Int32, _ hasPoint: Bool, _ isVisited: Bool
  ) -> Int {
    let quick = Int(categories) << 3 | Int(kind.rawValue) << 2 | (hasPoint ? 2 : 0) | (isVisited ? 1 : 0)
    if quick < quickClasses.count, quickClasses[quick] >= 0 { return Int(quickClasses[quick]) }
    let number = number(
      of: Class(
        kind: kind, categories: categories, hasPoint: hasPoint,
        visit: isVisited ? TargetCounter.anyDay : TargetColumns.notVisited))
    if quick >= quickClasses.count {
      quickClasses.append(contentsOf: repeatElement(-1, count: quick + 8 - quickClasses.count))
    }
    quickClasses[quick] = Int32(number)
    return number
  }

  private mutating func number(of one: Class) -> Int {
    if let known = numberOfClass[one] { return Int(known) }
    numberOfClass[one] = Int32(classes.count)
    classes.append(one)
    pages.append([])
    return classes.count - 1
  }

  @inline(__always)
  private mutating func add(_ count: SIMD2<Int32>, class number: Int, place: Int) {
    let page = place / TargetCounter.pageSize
    if page >= pages[number].count {
      pages[number].append(contentsOf: repeatElement(-1, count: page + 1 - pages[number].count))
    }
    if pages[number][page] < 0 {
      pages[number][page] = Int32(counts.count)
      counts.append(
        contentsOf: repeatElement(SIMD2(0, TargetColumns.notVisited), count: TargetCounter.pageSize))
    }
    let slot = Int(pages[number][page]) + place % TargetCounter.pageSize
    counts[slot].x &+= count.x
    counts[slot].y = max(counts[slot].y, count.y)
  }

  /// Adds what another counter has counted, in whatever order.
  ///
  /// - Parameters:
  ///   - texts: The categories behind the other counter's numbers.
  ///   - places: The place here of each of the other's places; nil if they are the same.
  /// - Complexity: O(pages of the other).
  public mutating func merge(_ other: TargetCounter, categories texts: [String], places: [Int32]? = nil) {
    let numbers = texts.map { number(ofCategories: $0) }
    for (i, one) in other.classes.enumerated() {
      var own = one
      own.categories = numbers[Int(one.categories)]
      let number = number(of: own)
      other.forEachCount(ofClass: i) { place, count, day in
        add(SIMD2(count, day), class: number, place: places.map { Int($0[place]) } ?? place)
      }
    }
  }

  /// Calls for every place with targets of a class, in order of places.
  func forEachCount(ofClass number: Int, _ body: (_ place: Int, _ count: Int32, _ day: Int32) -> Void) {
    for (page, start) in pages[number].enumerated() where start >= 0 {
      for i in 0..<TargetCounter.pageSize {
        let count = counts[Int(start) + i]
        if count.x > 0 { body(page * TargetCounter.pageSize + i, count.x, count.y) }
      }
    }
  }
}

extension TargetCounter {
  /// One count, as a file of them holds it.
  public struct Entry: Sendable, Equatable, Comparable {
    /// Household or enterprise.
    public var kind: TargetKind
    /// Number of the categories, in ``TargetCounter/categoryTexts``.
    public var categories: Int32
    /// True if the targets have coordinates.
    public var hasPoint: Bool
    /// The day of their roster visits, or the latest of them; `TargetColumns.notVisited` without.
    public var visit: Int32
    /// Number of the place.
    public var place: Int32
    /// How many targets there are.
    public var count: Int32

    /// A count.
    public init(
      kind: TargetKind, categories: Int32, hasPoint: Bool, visit: Int32, place: Int32, count: Int32
    ) {
      self.kind = kind
      self.categories = categories
      self.hasPoint = hasPoint
      self.visit = visit
      self.place = place
      self.count = count
    }

    private var key: (Int32, UInt8, Int32, Int32, Int32) {
      (place, kind.rawValue, categories, hasPoint ? 1 : 0, visit)
    }

    /// By place, then by class.
    public static func < (a: Entry, b: Entry) -> Bool { a.key < b.key }
  }

  /// The texts behind the numbers of categories.
  public var categoryTexts: [String] { categories }

  /// All counts, in the order of places. - Complexity: O(n log n) for n counts.
  public var entries: [Entry] {
    var entries: [Entry] = []
    for (number, one) in classes.enumerated() {
      forEachCount(ofClass: number) { place, count, day in
        entries.append(
          Entry(
            kind: one.kind, categories: one.categories, hasPoint: one.hasPoint,
            visit: one.visit == TargetColumns.notVisited ? TargetColumns.notVisited : day,
            place: Int32(place), count: count))
      }
    }
    return entries.sorted()
  }

  /// Adds one count.
  public mutating func add(_ entry: Entry) {
    let isVisited = entry.visit != TargetColumns.notVisited
    let number = number(
      of: Class(
        kind: entry.kind, categories: entry.categories, hasPoint: entry.hasPoint,
        visit: isVisited && !keepsDays ? TargetCounter.anyDay : entry.visit))
    add(SIMD2(entry.count, entry.visit), class: number, place: Int(entry.place))
  }
}
