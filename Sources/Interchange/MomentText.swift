import CampaignModel

/// Days and moments as files write them, read from bytes without strings.
///
/// Days: `2016-12-17`, `2016/12/17`, `2016.12.17` and `2016年12月17日`, where month and day may have one digit;
/// `20161217`; and Excel's day numbers. Moments: a day, then `T` or blanks (after 日 also neither), then `09:35`,
/// `09:35:00` or `9时35分` (after `T` the hour has two digits; fractions of a second are let go), with 上午 or 下午 before
/// it or `AM` or `PM` behind it; then nothing, `Z`, `+08:00`, `+0800` or `+08`. What ends in its year, as 12/17/2016, is
/// refused: half of the world reads another day there.
enum MomentText {
  /// Excel's day numbers in its 1900 system, which are read as days: 1970-01-01 to 2119-01-11.
  ///
  /// A number counts days since 1899-12-30 (ECMA-376 part 1, 18.17.4.1; Excel's 1900-02-29, which never was, lies before).
  private static let dayNumbers = 25_569..<80_001

  /// Reads a day; a time behind it is let go.
  static func day(_ text: UnsafeBufferPointer<UInt8>, utcOffsetMinutes: Int = 0) -> LocalDate? {
    moment(text, utcOffsetMinutes: utcOffsetMinutes)?.day
  }

  /// Reads a day as ``day(_:utcOffsetMinutes:)-(UnsafeBufferPointer<UInt8>,_)`` does.
  static func day(_ text: String) -> LocalDate? { Array(text.utf8).withUnsafeBufferPointer { day($0) } }

  /// Reads a moment as local time at an offset from UTC; one without a zone is local already.
  static func moment(_ text: UnsafeBufferPointer<UInt8>, utcOffsetMinutes: Int) -> VisitMoment? {
    if let moment = dayNumber(text) { return moment }
    var cursor = Cursor(text)
    guard let day = cursor.day() else { return nil }
    if cursor.isAtEnd { return VisitMoment(day: day) }
    guard let second = cursor.time() else { return nil }
    var shifted = second
    if !cursor.isAtEnd {
      guard let zone = cursor.zone() else { return nil }
      shifted += (utcOffsetMinutes - zone) * 60
    }
    guard cursor.isAtEnd else { return nil }
    let days = shifted >= 0 ? shifted / 86_400 : -((86_399 - shifted) / 86_400)
    let local = LocalDate(dayNumber: day.dayNumber + Int32(truncatingIfNeeded: days))
    // A zone may lead out of the calendar's years; there is no text for such a day.
    guard (1...9999).contains(local.civil.year) else { return nil }
    return VisitMoment(day: local, second: Int32(truncatingIfNeeded: shifted - days * 86_400))
  }

  /// True if the text is one of Excel's day numbers, whole (a day) or with a fraction (a moment).
  static func isDayNumber(_ text: UnsafeBufferPointer<UInt8>) -> Bool { dayNumber(text) != nil }

  private static func dayNumber(_ text: UnsafeBufferPointer<UInt8>) -> VisitMoment? {
    guard text.count >= 5, text[..<5].allSatisfy({ $0 &- 0x30 <= 9 }),
      text.count == 5 || text[5] == UInt8(ascii: "."), let number = DecimalNumber.parse(text)
    else { return nil }
    // Five digits and a decimal point keep the number small; one in scientific notation might still be anything.
    guard number < 1e6, dayNumbers.contains(Int(number)) else { return nil }
    // The nearest second: a double of this size holds a moment to a microsecond.
    let seconds = Int((number * 86_400).rounded())
    let day = LocalDate(dayNumber: Int32(truncatingIfNeeded: seconds / 86_400 - dayNumbers.lowerBound))
    let isWhole = number == number.rounded(.down)
    return VisitMoment(day: day, second: isWhole ? nil : Int32(truncatingIfNeeded: seconds % 86_400))
  }

  /// True if the text is three numbers of which the last is a year, as 12/17/2016 or 17.12.2016.
  static func endsInYear(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var cursor = Cursor(text)
    return cursor.skipDayThatEndsInYear()
  }

  /// What may stand between year, month and day: `-`, `/` or `.`, the same twice.
  private static let separators: [UInt8] = [0x2D, 0x2E, 0x2F]

  /// Writes `2016-12-17` into the start of a buffer of 19 bytes or more.
  static func write(_ day: LocalDate, into buffer: UnsafeMutableBufferPointer<UInt8>) {
    let (year, month, dayOfMonth) = day.civil
    write(year / 100, into: buffer, at: 0)
    write(year % 100, into: buffer, at: 2)
    buffer[4] = UInt8(ascii: "-")
    write(month, into: buffer, at: 5)
    buffer[7] = UInt8(ascii: "-")
    write(dayOfMonth, into: buffer, at: 8)
  }

  /// Writes `2016-12-17` or `2016-12-17T09:35:00`, and returns its length.
  static func write(_ moment: VisitMoment, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    write(moment.day, into: buffer)
    guard let second = moment.second.map({ Int($0) }) else { return 10 }
    buffer[10] = UInt8(ascii: "T")
    write(second / 3600, into: buffer, at: 11)
    buffer[13] = UInt8(ascii: ":")
    write(second / 60 % 60, into: buffer, at: 14)
    buffer[16] = UInt8(ascii: ":")
    write(second % 60, into: buffer, at: 17)
    return 19
  }

  private static func write(_ value: Int, into buffer: UnsafeMutableBufferPointer<UInt8>, at i: Int) {
    buffer[i] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / 10 % 10)
    buffer[i + 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10)
  }

  /// A place in a text that moves on by what it reads.
  private struct Cursor {
    private let text: UnsafeBufferPointer<UInt8>
    private var i = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    var isAtEnd: Bool { i == text.count }

    private var next: UInt8? { i < text.count ? text[i] : nil }

    mutating func day() -> LocalDate? {
      let start = i
      if let digits = number(8...8) {
        // Eight digits and no more.
        if let next, next &- 0x30 <= 9 { return nil }
        return LocalDate(year: digits / 10_000, month: digits / 100 % 100, day: digits % 100)
      }
      i = start
      guard let year = number(4...4) else { return nil }
      if take("年") {
        guard let month = number(1...2), take("月"), let day = number(1...2), take("日") || take("号") else {
          return nil
        }
        return LocalDate(year: year, month: month, day: day)
      }
      guard let separator = next, MomentText.separators.contains(separator), take(separator),
        let month = number(1...2), take(separator), let day = number(1...2)
      else { return nil }
      return LocalDate(year: year, month: month, day: day)
    }

    mutating func skipDayThatEndsInYear() -> Bool {
      guard number(1...2) != nil, let separator = next, MomentText.separators.contains(separator),
        take(separator), number(1...2) != nil, take(separator)
      else { return false }
      return number(4...4) != nil
    }

    /// Seconds since midnight.
    mutating func time() -> Int? {
      var hourDigits = 2...2
      if next == UInt8(ascii: "T") {
        i += 1
      } else {
        let isAfterSign = i > 0 && text[i - 1] >= 0x80
        guard take(0x20) || isAfterSign else { return nil }
        while take(0x20) {}
        hourDigits = 1...2
      }
      let half: Half? = take("上午") ? .first : take("下午") ? .second : nil
      while half != nil, take(0x20) {}
      guard let hour = number(hourDigits), let rest = minutesAndSeconds() else { return nil }
      guard let half = half ?? halfBehind() else { return hour < 24 ? hour * 3600 + rest : nil }
      // Noon is 12 in the second half and midnight 12 in the first; 下午15:00 is said as well, and means 15.
      guard half == .second || hour <= 12, hour < 24 else { return nil }
      let isLate = half == .second && hour < 12
      return (half == .first && hour == 12 ? 0 : hour + (isLate ? 12 : 0)) * 3600 + rest
    }

    private enum Half { case first, second }

    /// The seconds after a full hour: `:05`, `:05:30` or `时5分`.
    private mutating func minutesAndSeconds() -> Int? {
      if take("时") || take("点") {
        guard let minute = number(1...2), minute < 60, take("分") else { return nil }
        return minute * 60
      }
      guard takeColon(), let minute = number(2...2), minute < 60 else { return nil }
      guard takeColon() else { return minute * 60 }
      guard let second = number(2...2), second < 60 else { return nil }
      if take(0x2E) {
        guard number(1...9) != nil else { return nil }
      }
      return minute * 60 + second
    }

    /// `AM` or `PM`, in any case, with or without a blank before it.
    private mutating func halfBehind() -> Half? {
      let start = i
      _ = take(0x20)
      for (letter, half) in [(UInt8(ascii: "a"), Half.first), (UInt8(ascii: "p"), .second)] {
        guard let next, next | 0x20 == letter, i + 1 < text.count, text[i + 1] | 0x20 == UInt8(ascii: "m")
        else { continue }
        i += 2
        return half
      }
      i = start
      return nil
    }

    private mutating func takeColon() -> Bool { take(0x3A) || take("：") }

    /// Minutes that local time is ahead of UTC.
    mutating func zone() -> Int? {
      if take(UInt8(ascii: "Z")) { return 0 }
      let isBehind = next == 0x2D
      guard take(0x2B) || take(0x2D), let hours = number(2...2), hours <= 14 else { return nil }
      var minutes = 0
      if !isAtEnd {
        _ = take(0x3A)
        guard let written = number(2...2), written < 60 else { return nil }
        minutes = written
      }
      return (hours * 60 + minutes) * (isBehind ? -1 : 1)
    }

    /// Goes on over a text, if it is next.
    private mutating func take(_ expected: StaticString) -> Bool {
      let count = expected.utf8CodeUnitCount
      guard i + count <= text.count else { return false }
      let isNext = expected.withUTF8Buffer { text[i..<i + count].elementsEqual($0) }
      if isNext { i += count }
      return isNext
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard next == byte else { return false }
      i += 1
      return true
    }

    /// A number of so many digits, at most nine.
    private mutating func number(_ count: ClosedRange<Int>) -> Int? {
      let start = i
      var value = 0
      while i - start < count.upperBound, let digit = next, digit &- 0x30 <= 9 {
        value = value * 10 + Int(digit - 0x30)
        i += 1
      }
      return i - start >= count.lowerBound ? value : nil
    }
  }
}
