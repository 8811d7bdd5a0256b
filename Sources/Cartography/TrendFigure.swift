public import CampaignModel

/// A campaign day by day, as values.
public struct TrendFigure: Sendable {
  /// What was done on one day.
  public struct Day: Sendable, Equatable {
    /// The day.
    public var date: LocalDate
    /// Targets effectively visited for the first time.
    public var firstVisits: Int
    /// Visits to targets that were visited before.
    public var revisits: Int

    /// A day.
    public init(_ date: LocalDate, firstVisits: Int, revisits: Int) {
      self.date = date
      self.firstVisits = firstVisits
      self.revisits = revisits
    }
  }

  /// The campaign, or what it is called here.
  public var title: String
  /// The part and the day.
  public var subtitle = ""
  /// Days with visits, in order; others count as none.
  public var days: [Day]
  /// The denominator of the share.
  public var expected: Int
  /// The first and the last day of the campaign, between which the expected pace runs; nil if they are not set.
  public var campaign: ClosedRange<LocalDate>?
  /// The day on which all will be visited, as far as can be foreseen; nil for no forecast.
  public var finish: LocalDate?
  /// The range of that day that holds four courses out of five; nil if it has no end.
  public var finishRange: ClosedRange<LocalDate>?
  /// The days ahead, in order: between which shares four courses out of five lie.
  public var fan: [FanDay] = []

  /// One day ahead.
  public struct FanDay: Sendable, Equatable {
    /// The day, at its end.
    public var date: LocalDate
    /// Targets visited by then in one course out of ten or fewer.
    public var low: Int
    /// In the middle course.
    public var middle: Int
    /// Visited by then in all but one course out of ten.
    public var high: Int

    /// A day ahead.
    public init(_ date: LocalDate, low: Int, middle: Int, high: Int) {
      (self.date, self.low, self.middle, self.high) = (date, low, middle, high)
    }
  }

  /// A trend.
  public init(title: String, days: [Day], expected: Int) {
    self.title = title
    self.days = days
    self.expected = expected
  }
}
