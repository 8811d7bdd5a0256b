import CampaignModel

/// Days and moments as files write them, read from bytes without strings.
///
/// Days: `2016-12-17`, or `2016/12/17` where month and day may have one digit (`2016/1/5`, as Excel writes in China).
/// Moments: a day, then `T` or blanks, then `09:35` or `09:35:00` (an hour after a blank may have one digit; fractions
/// of a second are let go), then nothing, `Z`, `+08:00`, `+0800` or `+08`.
enum MomentText {
  /// Reads a day and nothing else.
  static func day(_ text: UnsafeBufferPointer<UInt8>) -> LocalDate? {
    var cursor = Cursor(text)
    guard let day = cursor.day(), cursor.isAtEnd else { return nil }
    return day
  }

  /// Reads a moment as local time at an offset from UTC; one without a zone is local already.
  static func moment(_ text: UnsafeBufferPointer<UInt8>, utcOffsetMinutes: Int) -> VisitMoment? {
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
      guard let year = number(4...4), let separator = next, separator == 0x2D || separator == 0x2F else {
        return nil
      }
      let digits = separator == 0x2F ? 1...2 : 2...2
      guard take(separator), let month = number(digits), take(separator), let day = number(digits) else {
        return nil
      }
      return LocalDate(year: year, month: month, day: day)
    }

    /// Seconds since midnight.
    mutating func time() -> Int? {
      var hourDigits = 2...2
      if next == UInt8(ascii: "T") {
        i += 1
      } else {
        guard take(0x20) else { return nil }
        while take(0x20) {}
        hourDigits = 1...2
      }
      guard let hour = number(hourDigits), hour < 24, take(0x3A), let minute = number(2...2), minute < 60
      else {
        return nil
      }
      var second = 0
      if take(0x3A) {
        guard let written = number(2...2), written < 60 else { return nil }
        second = written
        if take(0x2E) {
          guard number(1...9) != nil else { return nil }
        }
      }
      return hour * 3600 + minute * 60 + second
    }

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
