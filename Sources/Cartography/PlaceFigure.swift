public import CampaignModel

/// What a map shows of one village or cell: plain values, from whatever they were counted.
public struct PlaceFigure: Sendable, Equatable {
  /// The village's code or the cell's id.
  public var code: String
  /// What is written on it; empty for nothing.
  public var name: String
  /// Its township, as people call it; borders between townships are heavier.
  public var township: String?
  /// The id of the responsible working group.
  public var group: String?
  /// Visited ÷ expected targets.
  public var tally: Tally
  /// How far it is covered.
  public var status: CoverageStatus
  /// What the theme counts here: gaps, open issues, flagged visits.
  public var count: Int
  /// False for the neighbours of what is drawn: pale, and in no figure.
  public var isInFocus: Bool

  /// A figure.
  public init(
    code: String, name: String, township: String? = nil, group: String? = nil, tally: Tally = Tally(),
    status: CoverageStatus = .empty, count: Int = 0, isInFocus: Bool = true
  ) {
    self.code = code
    self.name = name
    self.township = township
    self.group = group
    self.tally = tally
    self.status = status
    self.count = count
    self.isInFocus = isInFocus
  }
}

/// A village beneath the cells of a map.
public struct BackdropFigure: Sendable {
  /// Its township, as people call it.
  public var township: String?
  /// Its ground, in metres.
  public var region: Region
  /// What it is called, where it is a neighbour of what is drawn.
  public var name: String
  /// False for the neighbours of what is drawn, which are pale.
  public var isInFocus: Bool

  /// A figure.
  public init(township: String?, region: Region, name: String = "", isInFocus: Bool = true) {
    self.township = township
    self.region = region
    self.name = name
    self.isInFocus = isInFocus
  }
}

/// A working group as a row beside the map.
public struct GroupFigure: Sendable, Equatable {
  /// The id, which stands on its ground in large letters.
  public var id: String
  /// The name.
  public var name: String
  /// Villages or cells.
  public var places: Int
  /// Visited ÷ expected targets.
  public var tally: Tally
  /// Work in household-equivalents; nil if the plan does not say.
  public var work: Double?

  /// A figure.
  public init(id: String, name: String = "", places: Int, tally: Tally, work: Double? = nil) {
    self.id = id
    self.name = name
    self.places = places
    self.tally = tally
    self.work = work
  }
}

/// A number in large letters in the margin, with what it is and what it is of.
public struct Headline: Sendable, Equatable {
  /// `villages reached`.
  public var label: String
  /// `328 of 340 (96.5 %)`.
  public var value: String

  /// A headline.
  public init(_ label: String, _ value: String) {
    self.label = label
    self.value = value
  }
}

/// What a map is about.
public enum MapTheme: String, Sendable, CaseIterable {
  case coverage, allocation, gaps, issues, flags
  /// Plain ground, under a route.
  case ground
}

/// A household or enterprise as a dot; only if somebody asked for personal data by name.
public struct TargetDot: Sendable, Equatable {
  /// Easting in metres of the map's CRS.
  public var x: Double
  /// Northing.
  public var y: Double
  /// True after an effective visit.
  public var isVisited: Bool
  /// True for an enterprise, false for a household.
  public var isEnterprise: Bool

  /// A dot.
  public init(x: Double, y: Double, isVisited: Bool, isEnterprise: Bool = false) {
    self.x = x
    self.y = y
    self.isVisited = isVisited
    self.isEnterprise = isEnterprise
  }
}

/// The whole ground, in little, and the part of it that is drawn.
public struct LocatorFigure: Sendable {
  /// Regions in metres of the map's CRS.
  public var regions: [Region]
  /// Which of them are drawn on the map.
  public var isInFocus: [Bool]

  /// A locator.
  public init(regions: [Region], isInFocus: [Bool]) {
    self.regions = regions
    self.isInFocus = isInFocus
  }
}

/// A way from stop to stop, in the order of their numbers.
public struct MapRoute: Sendable, Equatable {
  /// One stop.
  public struct Stop: Sendable, Equatable {
    /// Easting in metres of the map's CRS.
    public var x: Double
    /// Northing.
    public var y: Double
    /// The number that its row in the list has; empty for none.
    public var number: String

    /// A stop.
    public init(x: Double, y: Double, number: String) {
      (self.x, self.y, self.number) = (x, y, number)
    }
  }

  /// Ways, each drawn for itself: days.
  public var ways: [[Stop]]
  /// What each way is called on the map; empty for none.
  public var names: [String]

  /// Ways.
  public init(ways: [[Stop]], names: [String] = []) {
    self.ways = ways
    self.names = names
  }
}

/// All that a map shows, as values. Regions and dots are in metres of one projected CRS.
public struct MapContent: Sendable {
  /// What it is about.
  public var theme: MapTheme
  /// True if places are cells, which have no township borders of their own.
  public var areCells = false
  /// The places.
  public var places: [PlaceFigure]
  /// The region of each place, in metres.
  public var regions: [Region]
  /// Responsible groups, for the table beside the map.
  public var groups: [GroupFigure] = []
  /// Ground beneath the places, for orientation where they do not cover it: the villages under cells.
  public var backdrop: [BackdropFigure] = []
  /// Households and enterprises, if they were asked for.
  public var dots: [TargetDot] = []
  /// What stands in a list beside the map; it takes the room of large figures.
  public var list: MapList?
  /// A way from target to target, drawn above all; personal data.
  public var route: MapRoute?
  /// What the map must show, in metres; nil for its places in the focus.
  public var extent: Bounds?
  /// What the small map of the whole shows; nil for the places.
  public var locator: LocatorFigure?
  /// True if `group` is the sheet of an atlas on which a place is: borders of sheets and their pages stand above the theme.
  public var showsSheets = false
  /// The campaign, or what the user calls the map.
  public var title: String
  /// The part drawn and the day.
  public var subtitle = ""
  /// Numbers with their denominators.
  public var headlines: [Headline] = []
  /// Whose map it is, for a PDF: the campaign.
  public var author = ""
  /// A remark in the margin, of three short lines at most; empty for none.
  public var note = ""
  /// Projection, source and program, in the last line of the page.
  public var source = ""
  /// The direction of true north on the map, in radians clockwise from up (minus the meridian convergence).
  public var north = 0.0
  /// The last day of the data, which dates a PDF.
  public var day: LocalDate?

  /// A map.
  public init(theme: MapTheme, title: String, places: [PlaceFigure], regions: [Region]) {
    self.theme = theme
    self.title = title
    self.places = places
    self.regions = regions
  }

  /// What a PDF of it says of itself.
  func about(_ language: MapLanguage) -> DocumentNote {
    let parts = [title, subtitle].filter { !$0.isEmpty }
    return DocumentNote(
      title: parts.joined(separator: " · "), author: author, subject: subtitle, language: language)
  }
}
