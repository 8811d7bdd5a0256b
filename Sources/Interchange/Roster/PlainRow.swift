import CampaignModel

/// One row of a roster in its plainest form, read in a single pass over its bytes.
///
/// A row is plain if every cell is what nearly all cells are: no quotes, no blanks at the ends, decimal degrees in range,
/// 0 or 1, a day as `2016-12-17`. Then it means what the long way (``CSVScanner``, ``Normaliser``) says it means, which the
/// tests hold against each other; any doubt sends the row the long way, so that there is one set of rules.
struct PlainRow {
  var x = Double.nan
  var y = Double.nan
  var category: Int32 = 0
  var visit = TargetColumns.notVisited
  var key = SourceTable.Cell.blank
  var village = SourceTable.Cell.blank

  /// Reads a row that begins at `start`.
  ///
  /// - Parameter bytes: records that end in a line end or, at the end of the file, in the slack after them.
  /// - Returns: the end of the row, after its line end; nil if it is not plain.
  @inline(__always)
  init?(
    _ bytes: UnsafePointer<UInt8>, from start: Int, roles: UnsafeBufferPointer<RosterColumns.Role>,
    delimiter: UInt8, categories: inout CategoryTexts, needsKey: Bool, end: inout Int
  ) {
    var i = start
    var hasDay = false
    var isVisited = false
    var day: Int32 = 0
    let last = roles.count - 1
    for column in 0...last {
      let begin = i
      switch roles[column] {
      case .longitude, .latitude:
        var isNegative = false
        if bytes[i] == UInt8(ascii: "-") {
          isNegative = true
          i += 1
        }
        var digits: UInt64 = 0
        let whole = i
        i = PlainRow.digits(bytes, i, &digits)
        let wholeLength = i - whole
        var fraction = 0
        if bytes[i] == UInt8(ascii: ".") {
          let point = i + 1
          i = PlainRow.digits(bytes, point, &digits)
          fraction = i - point
          if fraction == 0 { return nil }
        }
        if i > begin {
          // Nineteen digits fit into 64 bits.
          guard wholeLength > 0, wholeLength + fraction <= 19 else { return nil }
          let value = DecimalNumber.value(digits, decimals: fraction)
          if case .longitude = roles[column] {
            x = isNegative ? -value : value
          } else {
            y = isNegative ? -value : value
          }
        }
      case .key, .village:
        guard let length = PlainRow.text(bytes, i, delimiter) else { return nil }
        i += length
        let cell = SourceTable.Cell(begin..<i)
        if case .key = roles[column] { key = cell } else { village = cell }
      case .category:
        guard let length = PlainRow.text(bytes, i, delimiter) else { return nil }
        i += length
        category =
          length == 0
          ? 0 : categories.number(ofSpelling: UnsafeBufferPointer(start: bytes + begin, count: length))
      case .visited:
        if bytes[i] & 0xFE == UInt8(ascii: "0") {
          isVisited = bytes[i] == UInt8(ascii: "1")
          i += 1
        }
      case .visitedOn:
        if bytes[i] &- UInt8(ascii: "0") <= 9 {
          guard let number = PlainRow.day(bytes, i) else { return nil }
          (day, hasDay) = (number, true)
          i += 10
        }
      case .wholeNumber:
        while bytes[i] &- UInt8(ascii: "0") <= 9 { i += 1 }
        if i - begin > 18 { return nil }
      case .text:
        if bytes[i] == UInt8(ascii: "\"") { return nil }
        while bytes[i] != delimiter, bytes[i] > 0x0D || (bytes[i] != 0x0A && bytes[i] != 0x0D) { i += 1 }
      }
      // A cell that holds more than its plain form does not end here.
      if column < last {
        guard bytes[i] == delimiter else { return nil }
        i += 1
      }
    }
    // A row of blanks alone is none.
    if i - start == last { return nil }
    if bytes[i] == 0x0D { i += 1 }
    guard bytes[i] == 0x0A else { return nil }
    guard x.isNaN == y.isNaN else { return nil }
    if !x.isNaN {
      guard abs(x) <= 180, abs(y) <= 90, x != 0 || y != 0 else { return nil }
    }
    if needsKey, key.length == 0 { return nil }
    visit = isVisited ? (hasDay ? day : RosterBlock.undated) : TargetColumns.notVisited
    end = i + 1
  }

  /// Steps over digits and adds them to a number; more than 19 overflow, which the caller looks at.
  @inline(__always)
  private static func digits(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ number: inout UInt64) -> Int {
    var i = start
    while true {
      let digit = bytes[i] &- UInt8(ascii: "0")
      if digit > 9 { return i }
      number = number &* 10 &+ UInt64(digit)
      i += 1
    }
  }

  /// The length of a plain text; nil if it may have to be trimmed, unquoted, unguarded or looked at by people.
  @inline(__always)
  private static func text(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ delimiter: UInt8) -> Int? {
    var i = start
    while true {
      let byte = bytes[i]
      if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
      // Controls and quotes; and lead bytes of characters that are blank or that no one sees.
      if byte < 0x20 || byte == 0x22 || byte == 0xC2 || byte == 0xE2 || byte == 0xE3 || byte == 0xEF {
        return nil
      }
      i += 1
    }
    guard i > start else { return 0 }
    if bytes[start] == UInt8(ascii: "'") || bytes[start] == 0x20 || bytes[i - 1] == 0x20 { return nil }
    return i - start
  }

  /// The number of a day written as `2016-12-17`.
  @inline(__always)
  private static func day(_ bytes: UnsafePointer<UInt8>, _ i: Int) -> Int32? {
    guard bytes[i + 4] == 0x2D, bytes[i + 7] == 0x2D else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for k in range {
        let digit = bytes[k] &- UInt8(ascii: "0")
        if digit > 9 { return nil }
        value = value * 10 + Int(digit)
      }
      return value
    }
    guard let year = number(i..<i + 4), let month = number(i + 5..<i + 7), let day = number(i + 8..<i + 10)
    else { return nil }
    return LocalDate(year: year, month: month, day: day)?.dayNumber
  }
}
