import CampaignModel

/// Reads comma-, tab- or semicolon-separated text (RFC 4180) as a ``SourceTable``.
///
/// The first line that is not empty holds the headers; empty lines are skipped; every row must have as many fields as
/// there are headers. Lines end in LF, CRLF or CR, also mixed.
enum CSVReader {
  /// Reads a whole file.
  ///
  /// - Throws: ``InterchangeError`` where the file is not UTF-8 text, is something else than CSV, has two columns of one
  ///   name, or a quotation mark that does not end.
  /// - Complexity: O(bytes).
  static func read(_ file: InputFile) throws(InterchangeError) -> SourceTable {
    let start = try textStart(of: file)
    var table = SourceTable(path: file.path, format: .csv)
    table.bytes = file.bytes
    // The block leaves the table while it is scanned and changed, so that it is never copied.
    var bytes: [UInt8] = []
    swap(&bytes, &table.bytes)
    try bytes.withUnsafeMutableBufferPointer { (buffer) throws(InterchangeError) in
      let delimiter = delimiter(UnsafeBufferPointer(buffer), from: start)
      var scanner = CSVScanner(buffer, from: start, delimiter: delimiter)
      do throws(CSVScanner.Fault) {
        try readHeaders(&scanner, buffer, into: &table)
      } catch { throw error.error(in: file.path) }
      try checkHeaders(table)
      do throws(CSVScanner.Fault) {
        try readRows(&scanner, into: &table)
      } catch { throw error.error(in: file.path) }
    }
    swap(&bytes, &table.bytes)
    if table.rows.count > SourceTable.rowLimit { throw .tooManyRows(file.path, limit: SourceTable.rowLimit) }
    return table
  }

  /// Checks that the file is UTF-8 text that may be CSV, and returns where it begins after a byte order mark.
  private static func textStart(of file: InputFile) throws(InterchangeError) -> Int {
    let bytes = file.bytes
    if let name = FileFormat.unreadable(bytes) { throw .notCSV(file.path, found: name) }
    let start = bytes.starts(with: UTF8Text.byteOrderMark) ? 3 : 0
    if bytes[start...].starts(with: UTF8Text.byteOrderMark) { throw .twoByteOrderMarks(file.path) }
    if let fault = bytes.withUnsafeBufferPointer({ UTF8Text.firstFault(in: $0) }) {
      throw notText(file, fault, from: start)
    }
    try checkSign(bytes, of: file.path)
    return start
  }

  /// Refuses what its first visible byte shows to be something else.
  static func checkSign(_ bytes: [UInt8], of path: String) throws(InterchangeError) {
    switch FileFormat.firstSign(bytes) {
    case UInt8(ascii: "{"): throw .notCSV(path, found: "JSON")
    case UInt8(ascii: "<"): throw .notCSV(path, found: "a web page or XML")
    case nil: throw .emptyFile(path)
    default: break
    }
  }

  /// Says where bytes are not text, by scanning the rows before them.
  private static func notText(
    _ file: InputFile, _ fault: (offset: Int, fault: UTF8Text.Fault), from start: Int
  ) -> InterchangeError {
    var copy = file.bytes
    let row = copy.withUnsafeMutableBufferPointer { buffer -> Int in
      let delimiter = delimiter(UnsafeBufferPointer(buffer), from: start)
      var scanner = CSVScanner(buffer, from: start, delimiter: delimiter)
      var fields: [SourceTable.Cell] = []
      var row = -1
      while scanner.position <= fault.offset, (try? scanner.nextRecord(into: &fields)) == true { row += 1 }
      return row
    }
    return .notUTF8(file, fault, row: row)
  }

  /// The delimiter that the header speaks for: a comma if there is one outside quotes, else a tab, else a semicolon.
  static func delimiter(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> UInt8 {
    var found: Set<UInt8> = []
    var isQuoted = false
    var hasText = false
    for byte in bytes[start...] {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted {
        if byte == 0x0A || byte == 0x0D {
          if hasText { break }
          continue
        }
        found.insert(byte)
      }
      hasText = true
    }
    return [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")].first { found.contains($0) }
      ?? UInt8(ascii: ",")
  }

  static func readHeaders(
    _ scanner: inout CSVScanner, _ buffer: UnsafeMutableBufferPointer<UInt8>, into table: inout SourceTable
  ) throws(CSVScanner.Fault) {
    var fields: [SourceTable.Cell] = []
    guard try scanner.nextRecord(into: &fields) else { return }
    table.headers = fields.map { cell in
      UTF8Text.string(
        UTF8Text.trimmed(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[cell.range])))
    }
  }

  static func checkHeaders(_ table: SourceTable) throws(InterchangeError) {
    if table.headers.count > SourceTable.columnLimit {
      throw .tooManyColumns(table.path, limit: SourceTable.columnLimit)
    }
    var first: [Identifier: Int] = [:]
    for (column, header) in table.headers.enumerated() where !header.isEmpty {
      if let earlier = first.updateValue(column, forKey: Identifier(header)) {
        throw .duplicateHeader(table.path, header: header, first: earlier + 1, second: column + 1)
      }
    }
  }

  private static func readRows(
    _ scanner: inout CSVScanner, into table: inout SourceTable
  ) throws(CSVScanner.Fault) {
    let width = table.headers.count
    var columns = [ContiguousArray<SourceTable.Cell>](repeating: [], count: width)
    var lines: ContiguousArray<UInt32> = []
    var fields: [SourceTable.Cell] = []
    fields.reserveCapacity(width)
    while try scanner.nextRecord(into: &fields), table.rows.count <= SourceTable.rowLimit {
      if fields.count == width, !fields.contains(where: { $0.length > 0 }) {
        table.blankRows += 1
        continue
      }
      table.rowsRead += 1
      if fields.count != width {
        table.rejections.append(
          Rejection(
            row: table.rowsRead, line: Int(scanner.recordLine), field: "(all)", reason: .raggedRow,
            expected: "\(width) fields, as the header has", found: "\(fields.count)"))
        continue
      }
      for column in 0..<width { columns[column].append(fields[column]) }
      table.rows.append(Int32(truncatingIfNeeded: table.rowsRead))
      lines.append(scanner.recordLine)
    }
    table.cells = columns
    table.lines = lines
  }
}

extension CSVScanner.Fault {
  /// The error, with its line counted from after `linesBefore`.
  func error(in path: String, linesBefore: Int = 0) -> InterchangeError {
    switch self {
    case .unterminatedQuote(let line): .unterminatedQuote(path, line: linesBefore + Int(line))
    case .textAfterQuote(let line): .textAfterQuote(path, line: linesBefore + Int(line))
    }
  }
}

/// Lines of a file, ended by LF, CR or CRLF.
enum LineCount {
  /// The line, from 1, on which byte `offset` stands. - Complexity: O(offset).
  static func line(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var line = 1
    for i in 0..<min(offset, bytes.count) {
      // CR counts unless an LF follows that counts itself.
      if bytes[i] == 0x0A || (bytes[i] == 0x0D && !(i + 1 < bytes.count && bytes[i + 1] == 0x0A)) {
        line += 1
      }
    }
    return line
  }
}
