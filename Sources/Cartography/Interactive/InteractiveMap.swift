public import CampaignModel

/// What an interactive map shows: places and counts, ready to be written into its page.
///
/// Nothing here is about a person, but for ``points``, which are there only if they were asked for.
public struct InteractiveMap: Sendable {
  /// A village.
  public struct Village: Sendable {
    /// Its coverage on the last day; priority is told by ``priority`` alone.
    public var row: CoverageRow
    /// Its name in English, if there is one.
    public var nameEnglish: String?
    /// Index of its township, or -1.
    public var township: Int
    /// Index of the responsible group, or -1.
    public var group: Int
    /// True if the village must be visited first.
    public var isMustVisit: Bool
    /// What may be told of its priority targets.
    public var priority: Priority
    /// Its register on the last day: filed, resolved, escalated, overdue; nil without an issue.
    public var issues: [Int]?
    /// Its polygons.
    public var shape: QuantisedShape

    /// A village.
    public init(
      row: CoverageRow, nameEnglish: String?, township: Int, group: Int, isMustVisit: Bool,
      priority: Priority, issues: [Int]?, shape: QuantisedShape
    ) {
      self.row = row
      self.nameEnglish = nameEnglish
      self.township = township
      self.group = group
      self.isMustVisit = isMustVisit
      self.priority = priority
      self.issues = issues
      self.shape = shape
    }
  }

  /// What may be told of priority targets.
  public enum Priority: Sendable, Equatable {
    case open(Tally)
    case expected(Int)
    case withheld(isSmall: Bool)
  }

  /// A township, by its border.
  public struct Township: Sendable {
    /// Its name.
    public var name: String
    /// Its name in English, if there is one.
    public var nameEnglish: String?
    /// The outline of its villages.
    public var shape: QuantisedShape

    /// A township.
    public init(name: String, nameEnglish: String?, shape: QuantisedShape) {
      self.name = name
      self.nameEnglish = nameEnglish
      self.shape = shape
    }
  }

  /// A working group.
  public struct Group: Sendable {
    /// Its id.
    public var id: String
    /// Its name.
    public var name: String?
    /// Its leader's name.
    public var leader: String?
    /// Which of the colours of areas it has: another one than its neighbours.
    public var colour: Int

    /// A group.
    public init(id: String, name: String?, leader: String?, colour: Int) {
      self.id = id
      self.name = name
      self.leader = leader
      self.colour = colour
    }
  }

  /// A grid cell.
  public struct Cell: Sendable {
    /// Its label.
    public var label: String
    /// Index of the responsible group, or -1; by a plan of cells alone.
    public var group: Int
    /// Its polygons.
    public var shape: QuantisedShape

    /// A cell.
    public init(label: String, group: Int, shape: QuantisedShape) {
      self.label = label
      self.group = group
      self.shape = shape
    }
  }

  /// A household that is not visited, where these were asked for by name.
  public struct Point: Sendable {
    /// Its id.
    public var id: String
    /// Index of its village, or -1.
    public var village: Int
    /// Why it is not visited.
    public var reason: GapReason
    /// Longitude in steps of ``QuantisedShape/step``.
    public var x: Int
    /// Latitude likewise.
    public var y: Int

    /// A point.
    public init(id: String, village: Int, reason: GapReason, x: Int, y: Int) {
      self.id = id
      self.village = village
      self.reason = reason
      self.x = x
      self.y = y
    }
  }

  /// The figures of places on each day, as differences: for each frame, place after place, its index and numbers.
  public struct Replay: Sendable {
    /// The last day of each frame.
    public var days: [LocalDate]
    /// Households expected and visited, enterprises expected and visited, visits, open issues; the number of
    /// villages stands for what is in none.
    public var villages: [[Int]]
    /// Targets expected and visited.
    public var cells: [[Int]]

    /// A replay.
    public init(days: [LocalDate], villages: [[Int]], cells: [[Int]]) {
      self.days = days
      self.villages = villages
      self.cells = cells
    }
  }

  /// The campaign's name.
  public var title: String
  /// The language of all words.
  public var language: MapLanguage
  /// Villages, sorted by code.
  public var villages: [Village] = []
  /// Townships.
  public var townships: [Township] = []
  /// Working groups, sorted by id.
  public var groups: [Group] = []
  /// Cells of the grid that is counted.
  public var cells: [Cell] = []
  /// True if the plan shares out cells.
  public var isPlannedByCell = false
  /// Unvisited households, if they were asked for.
  public var points: [Point]?
  /// The days.
  public var replay: Replay
  /// What may be told of all priority targets.
  public var priority: Priority
  /// Targets without coordinates.
  public var missingCoordinates = 0
  /// Targets that are out of every total.
  public var excluded = 0
  /// Counts of 1…k−1 of a sensitive category are withheld; 0 withholds nothing.
  public var smallestCount: Int

  /// A map without a place.
  public init(
    title: String, language: MapLanguage, replay: Replay, priority: Priority, smallestCount: Int
  ) {
    self.title = title
    self.language = language
    self.replay = replay
    self.priority = priority
    self.smallestCount = smallestCount
  }
}
