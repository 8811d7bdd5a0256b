import CampaignModel

/// Reads chunks of a roster one after another, on one thread: plain rows at once, the others as import does.
struct RosterReader: Sendable {
  /// A rejected row, whose row and line are counted within its chunk.
  struct ChunkRejection: Sendable {
    var chunk: Int
    var rejection: Rejection
  }

  /// How many rows and lines a chunk has.
  struct ChunkSize: Sendable {
    var chunk: Int
    var rows: Int
    var lines: Int
  }

  /// The most rejections that are kept to be named; all are counted.
  static let rejectionLimit = 10_000

  private let columns: RosterColumns
  private let needsKeys: Bool
  private let utcOffsetMinutes: Int
  private(set) var block = RosterBlock()
  private(set) var categories: CategoryTexts
  private(set) var sizes: [ChunkSize] = []
  private(set) var rejections: [ChunkRejection] = []
  private(set) var rejectedRows: [Rejection.Reason: Int] = [:]
  private(set) var blankRows = 0
  /// What the long way noted, a sentence each.
  private(set) var warnings: [String] = []
  /// What keeps the file from being read, in the chunk that holds it.
  private(set) var fault: (chunk: Int, cause: Fault)?

  /// Why a chunk cannot be read.
  enum Fault: Sendable {
    case csv(CSVScanner.Fault)
    case text(row: Int, line: Int, byte: Int, bytes: [UInt8])
    case other(InterchangeError)
  }

  init(_ columns: RosterColumns, needsKeys: Bool, utcOffsetMinutes: Int) {
    self.columns = columns
    self.needsKeys = needsKeys
    self.utcOffsetMinutes = utcOffsetMinutes
    categories = CategoryTexts(of: columns.kind)
  }

  /// A reader of a table that has been read in one piece.
  init(whole kind: RecordKind, _ options: RosterOptions) {
    columns = RosterColumns(wholeTableOf: kind)
    needsKeys = options.needsKeys
    utcOffsetMinutes = options.utcOffsetMinutes
    categories = CategoryTexts(of: kind)
  }

  /// Reads a chunk into ``block``; false if the file cannot be read on. - Complexity: O(bytes).
  mutating func read(_ chunk: RecordChunk) -> Bool {
    block.removeAll()
    block.chunk = chunk.number
    block.chunkBytes = UnsafeBufferPointer(chunk.bytes)
    let text = UnsafeBufferPointer(rebasing: chunk.bytes[..<chunk.count])
    if let found = UTF8Text.firstFault(in: text) {
      fault = (chunk.number, textFault(chunk, at: found.offset))
      return false
    }
    do throws(CSVScanner.Fault) {
      try readRows(chunk)
    } catch {
      fault = (chunk.number, .csv(error))
      return false
    }
    return fault == nil
  }

  private mutating func readRows(_ chunk: RecordChunk) throws(CSVScanner.Fault) {
    guard let base = chunk.bytes.baseAddress else { return }
    let bytes = UnsafePointer(base)
    let width = columns.roles.count
    let goesLongWay = columns.hasDerivedKeys && needsKeys
    let hasKeys = !columns.hasDerivedKeys
    var others = OtherRows(columns)
    var position = 0
    var row = 0
    var line = 0
    try columns.roles.withUnsafeBufferPointer { (roles) throws(CSVScanner.Fault) in
      while position < chunk.count {
        let byte = bytes[position]
        if byte == 0x0A || byte == 0x0D {
          position += byte == 0x0D && bytes[position + 1] == 0x0A ? 2 : 1
          line += 1
          continue
        }
        var end = position
        if !goesLongWay,
          let plain = PlainRow(
            bytes, from: position, roles: roles, delimiter: columns.delimiter, categories: &categories,
            needsKey: hasKeys, end: &end)
        {
          block.append(
            x: plain.x, y: plain.y, category: plain.category, visit: plain.visit,
            row: Int32(truncatingIfNeeded: row), key: plain.key, village: plain.village)
          position = end
          line += 1
          row += 1
          continue
        }
        let records = UnsafeMutableBufferPointer(rebasing: chunk.bytes[..<chunk.count])
        var scanner = CSVScanner(records, from: position, delimiter: columns.delimiter)
        do throws(CSVScanner.Fault) {
          guard try others.take(&scanner, from: records, row: row, line: line, width: width) else { break }
        } catch {
          throw error.moved(byLines: line)
        }
        if others.tookRow { row += 1 } else { blankRows += 1 }
        line += Int(scanner.line) - 1
        position = scanner.position
      }
    }
    // The last row of a file may have no line end of its own.
    sizes.append(ChunkSize(chunk: chunk.number, rows: row, lines: line))
    if !others.isEmpty { takeLongWay(others) }
  }

  private mutating func takeLongWay(_ others: OtherRows) {
    do throws(InterchangeError) {
      let normalised = try Normaliser.normalise(
        others.finished(), as: columns.kind, mapping: columns.mapping, utcOffsetMinutes: utcOffsetMinutes,
        conversion: nil, looksForDuplicates: false)
      append(normalised.table)
      for (reason, count) in Rejection.countByReason(normalised.rejections) {
        rejectedRows[reason, default: 0] += count
      }
      for rejection in normalised.rejections.prefix(max(0, RosterReader.rejectionLimit - rejections.count)) {
        rejections.append(ChunkRejection(chunk: block.chunk, rejection: rejection))
      }
    } catch {
      fault = (block.chunk, .other(error))
    }
  }

  /// Adds rows that went the long way to the block.
  mutating func append(_ table: RecordTable) {
    let keys = table.keys
    let villages = table.texts("village")
    let categoryTexts = table.texts("category")
    let days = table.texts("visited_on")
    var flags: ContiguousArray<Int64>?
    if case .integers(let numbers)? = table.columns.first(where: { $0.field.name == "visited" })?.values {
      flags = numbers
    }
    for i in 0..<table.rowCount {
      let isVisited = flags.map { $0[i] == 1 } ?? false
      let day = days.flatMap { $0[i] }.flatMap { LocalDate(iso: $0) }?.dayNumber
      let category = categoryTexts?.withBytes(i) { categories.number(ofText: Array($0)) } ?? 0
      let key = needsKeys ? keys.withBytes(i) { block.keep($0) } : .blank
      let village = villages?.withBytes(i) { block.keep($0) } ?? .blank
      block.append(
        x: table.xs?[i] ?? .nan, y: table.ys?[i] ?? .nan, category: category,
        visit: isVisited ? day ?? RosterBlock.undated : TargetColumns.notVisited,
        row: table.sourceRows[i] - 1, key: key, village: village)
    }
  }

  private func textFault(_ chunk: RecordChunk, at offset: Int) -> Fault {
    let records = UnsafeMutableBufferPointer(rebasing: chunk.bytes[..<chunk.count])
    let line = LineCount.line(of: offset, in: UnsafeBufferPointer(records))
    let bytes = Array(records)
    var scanner = CSVScanner(records, from: 0, delimiter: columns.delimiter)
    var fields: [SourceTable.Cell] = []
    var row = 0
    while scanner.position <= offset, (try? scanner.nextRecord(into: &fields)) == true { row += 1 }
    return .text(row: row, line: line, byte: offset, bytes: bytes)
  }
}

extension CSVScanner.Fault {
  /// The same fault, with its line counted from further back.
  fileprivate func moved(byLines lines: Int) -> CSVScanner.Fault {
    switch self {
    case .unterminatedQuote(let line): .unterminatedQuote(line: line + UInt32(truncatingIfNeeded: lines))
    case .textAfterQuote(let line): .textAfterQuote(line: line + UInt32(truncatingIfNeeded: lines))
    }
  }
}

/// Rows of a chunk that are not plain, gathered as a table of their own.
private struct OtherRows {
  private var table: SourceTable
  private var lines: ContiguousArray<UInt32> = []
  private var fields: [SourceTable.Cell] = []
  /// False if the record that was read last is of blanks alone, and so no row.
  private(set) var tookRow = false

  init(_ columns: RosterColumns) {
    table = SourceTable(path: columns.path, format: .csv)
    table.headers = columns.headers
    table.cells = [ContiguousArray<SourceTable.Cell>](repeating: [], count: columns.headers.count)
  }

  var isEmpty: Bool { table.rowsRead == 0 }

  /// Takes the scanner's next record; false if there is none.
  mutating func take(
    _ scanner: inout CSVScanner, from bytes: UnsafeMutableBufferPointer<UInt8>, row: Int, line: Int,
    width: Int
  ) throws(CSVScanner.Fault) -> Bool {
    guard try scanner.nextRecord(into: &fields) else { return false }
    tookRow = fields.count != width || fields.contains { $0.length > 0 }
    guard tookRow else { return true }
    table.rowsRead += 1
    let recordLine = line + Int(scanner.recordLine)
    if fields.count != width {
      table.rejections.append(
        Rejection(
          row: row + 1, line: recordLine, field: "(all)", reason: .raggedRow,
          expected: "\(width) fields, as the header has", found: "\(fields.count)"))
      return true
    }
    for column in 0..<width {
      let start = table.bytes.count
      table.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[fields[column].range]))
      table.cells[column].append(SourceTable.Cell(start..<table.bytes.count))
    }
    table.rows.append(Int32(truncatingIfNeeded: row + 1))
    lines.append(UInt32(truncatingIfNeeded: recordLine))
    return true
  }

  consuming func finished() -> SourceTable {
    table.lines = lines
    return table
  }
}
