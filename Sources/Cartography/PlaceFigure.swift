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
public enum MapTheme: String, Sendable, CaseIterable { case coverage, allocation, gaps, issues, flags }

/// A household or enterprise as a dot; only if somebody asked for personal data by name.
public struct TargetDot: Sendable, Equatable {
  /// Easting in metres of the map's CRS.
  public var x: Double
  /// Northing.
  public var y: Double
  /// True after an effective visit.
  public var isVisited: Bool

  /// A dot.
  public init(x: Double, y: Double, isVisited: Bool) {
    self.x = x
    self.y = y
    self.isVisited = isVisited
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
  /// Ground beneath the places, for orientation where they do not cover it: villages under cells. In metres.
  public var backdrop: [Region] = []
  /// Households and enterprises, if they were asked for.
  public var dots: [TargetDot] = []
  /// The campaign, or what the user calls the map.
  public var title: String
  /// The part drawn and the day.
  public var subtitle = ""
  /// Numbers with their denominators.
  public var headlines: [Headline] = []
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
}
