/// A calendar day at the campaign's UTC offset, as a count of days since 1970-01-01.
///
/// Proleptic Gregorian; years 0001 to 9999. Conversions follow Howard Hinnant's "chrono-Compatible Low-Level Date
/// Algorithms" (days_from_civil, civil_from_days).
public struct LocalDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let dayNumber: Int32

  /// Takes a count of days since 1970-01-01.
  public init(dayNumber: Int32) { self.dayNumber = dayNumber }

  /// Makes a day of the calendar, or nil if there is no such day (2016-02-30).
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= LocalDate.length(ofMonth: month, year: year)
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `2016-12-17` and nothing else.
  public init?(iso text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month (1...12) and day (1...31).
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthIndex = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
    let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The day as `2016-12-17`.
  public var description: String {
    let (year, month, day) = civil
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Earlier days come first.
  public static func < (a: LocalDate, b: LocalDate) -> Bool { a.dayNumber < b.dayNumber }

  static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// When a visit happened: a local day, and the second of that day where the file gives a time.
///
/// A visit without a time comes before those with one on its day; equal moments keep the order of the file.
public struct VisitMoment: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The local day.
  public let day: LocalDate
  /// Seconds since local midnight, 0..<86,400, or nil where only the day is known.
  public let second: Int32?

  /// A moment on a day.
  public init(day: LocalDate, second: Int32? = nil) {
    self.day = day
    self.second = second
  }

  /// `2016-12-17` or `2016-12-17T09:35:00`.
  public var description: String {
    guard let second else { return day.description }
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(day)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }

  /// Earlier moments come first.
  public static func < (a: VisitMoment, b: VisitMoment) -> Bool {
    (a.day, a.second ?? -1) < (b.day, b.second ?? -1)
  }
}
