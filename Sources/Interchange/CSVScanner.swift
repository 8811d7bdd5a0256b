/// Splits bytes into records and fields by RFC 4180, without a string for any of them.
///
/// The bytes are changed where a quoted field holds doubled quotes: the field is shortened in place, which is safe as
/// the scanner never looks back. A quotation mark inside a field that does not begin with one stands for itself.
struct CSVScanner {
  /// What no record can be made of.
  enum Fault: Error {
    /// A quote opened on this line and did not close.
    case unterminatedQuote(line: UInt32)
    /// Something other than a delimiter or a line end follows a closing quote.
    case textAfterQuote(line: UInt32)
  }

  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let delimiter: UInt8
  /// The next byte to look at.
  private(set) var position: Int
  /// The line on which the last record began, from 1.
  private(set) var recordLine: UInt32 = 1
  /// The line of the next byte, from 1.
  private(set) var line: UInt32 = 1

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  /// A scanner of the bytes from `start` on. The buffer must outlive it.
  init(_ bytes: UnsafeMutableBufferPointer<UInt8>, from start: Int, delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    position = start
  }

  /// Reads the next record that is not an empty line; false at the end. - Complexity: O(bytes of the record).
  mutating func nextRecord(into fields: inout [SourceTable.Cell]) throws(Fault) -> Bool {
    fields.removeAll(keepingCapacity: true)
    while position < bytes.count, isLineEnd(bytes[position]) { takeLineEnd() }
    guard position < bytes.count else { return false }
    recordLine = line
    while true {
      if position < bytes.count, bytes[position] == CSVScanner.quote {
        fields.append(try quotedField())
      } else {
        fields.append(plainField())
      }
      guard position < bytes.count else { return true }
      if bytes[position] == delimiter {
        position += 1
      } else {
        takeLineEnd()
        return true
      }
    }
  }

  private mutating func plainField() -> SourceTable.Cell {
    let start = position
    var i = position
    while i < bytes.count {
      let byte = bytes[i]
      if byte == delimiter || isLineEnd(byte) { break }
      i += 1
    }
    position = i
    return SourceTable.Cell(start..<i)
  }

  private mutating func quotedField() throws(Fault) -> SourceTable.Cell {
    let openingLine = line
    position += 1
    let start = position
    var end = start
    while true {
      guard position < bytes.count else { throw .unterminatedQuote(line: openingLine) }
      let byte = bytes[position]
      if byte == CSVScanner.quote {
        position += 1
        guard position < bytes.count, bytes[position] == CSVScanner.quote else { break }
      } else if byte == CSVScanner.lineFeed
        || (byte == CSVScanner.carriageReturn && !isLineFeed(at: position + 1))
      {
        line &+= 1
      }
      if end != position { bytes[end] = byte }
      end += 1
      position += 1
    }
    guard position == bytes.count || bytes[position] == delimiter || isLineEnd(bytes[position]) else {
      throw .textAfterQuote(line: line)
    }
    return SourceTable.Cell(start..<end)
  }

  private mutating func takeLineEnd() {
    position += bytes[position] == CSVScanner.carriageReturn && isLineFeed(at: position + 1) ? 2 : 1
    line &+= 1
  }

  private func isLineFeed(at i: Int) -> Bool { i < bytes.count && bytes[i] == CSVScanner.lineFeed }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn
  }
}
