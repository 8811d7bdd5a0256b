public import CampaignModel
import Dispatch
import Synchronization

/// What one reader of a roster has made of its chunks.
public struct RosterPart<State: Sendable>: Sendable {
  /// What the caller made of the blocks.
  public var state: State
  /// The categories behind ``RosterBlock/categories``, each in its own words, several by `;`.
  public var categories: [String]
}

/// A roster that has been read to its end.
public struct RosterReading<State: Sendable>: Sendable {
  /// One part for each thread. Which chunks a part has depends on chance: what is made of parts must not.
  public var parts: [RosterPart<State>] = []
  /// The rows that the file has, good or not; empty ones do not count.
  public var rowsRead = 0
  /// Rows that are rejected, by their first reason.
  public var rejectedRows: [Rejection.Reason: Int] = [:]
  /// The first of the rejections, by row; ten thousand and more are not all kept.
  public var rejections: [Rejection] = []
  /// The headers that were taken for a field though they are not its name.
  public var recognised: [(field: String, header: String)] = []
  /// The headers that speak of no field of the kind.
  public var unusedHeaders: [String] = []
  /// What the user should know though nothing is wrong, a sentence each.
  public var warnings: [String] = []
  /// The row of the file before each chunk's first.
  fileprivate var rowsBefore: [Int] = []

  /// The row of the file at a place, from 1.
  public func row(at place: RosterPlace) -> Int { rowsBefore[Int(place.chunk)] + Int(place.row) + 1 }
}

/// How a roster is read.
public struct RosterOptions: Sendable {
  /// The user's word on columns, before recognised names.
  public var mapping: ColumnMapping?
  /// True if ids are looked at; a file without ids then has them made of other fields, which takes time.
  public var needsKeys = false
  /// Minutes to add to UTC to get local time.
  public var utcOffsetMinutes = 480
  /// How many threads read chunks at the same time.
  public var threads = 1

  /// Options, none by default.
  public init() {}
}

/// Reads a roster of households or enterprises in chunks, in memory that does not grow with it.
///
/// CSV in UTF-8, packed by gzip or Zstandard or not, from a file or from standard input (`-`), is read as it comes:
/// each thread takes the next chunk of whole records, and rows become columns without a string for any field. All else
/// (GeoJSON, GeoPackage, workbooks, other encodings, survey exports) is read whole, as import reads it, and handed on as
/// one block. Rows are taken and rejected by the rules of import, but for those that need memory of other rows: ids
/// are not looked at for duplicates.
///
/// - Parameters:
///   - start: The state with which a thread begins.
///   - take: Takes a block of rows into a state.
/// - Throws: ``InterchangeError``, where the file as a whole cannot be taken; the first fault in the file's order.
/// - Complexity: O(bytes); memory about 25 MB for each thread.
public func readRoster<State: Sendable>(
  _ kind: RecordKind, from path: String, options: RosterOptions, start: @Sendable () -> State,
  take: @Sendable (inout State, RosterBlock) -> Void
) throws(InterchangeError) -> RosterReading<State> {
  guard let opened = try RosterStream(kind, path, mapping: options.mapping) else {
    return try readWhole(kind, from: path, options: options, start: start, take: take)
  }
  let (columns, binding) = (opened.columns, opened.binding)
  let threads = max(1, options.threads)
  let chunks = Mutex(Source(chunks: opened.chunks))
  let results = Mutex([(RosterReader, State)]())
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    var reader = RosterReader(
      columns, needsKeys: options.needsKeys, utcOffsetMinutes: options.utcOffsetMinutes)
    var state = start()
    let chunk = RecordChunk(capacity: RecordChunks.size)
    while chunks.withLock({ $0.fill(chunk) }) {
      guard reader.read(chunk) else {
        chunks.withLock { $0.isStopped = true }
        break
      }
      take(&state, reader.block)
    }
    results.withLock { [reader, state] in $0.append((reader, state)) }
  }
  if let error = chunks.withLock({ $0.error }) { throw error }
  let readers = results.withLock { $0 }
  var reading = try RosterReading<State>(readers, columns, linesBefore: opened.headerLines)
  reading.recognised = binding.recognised
  reading.unusedHeaders = binding.unusedHeaders
  return reading
}

/// The chunks that are still to be read, behind a lock.
private struct Source: ~Copyable {
  var chunks: RecordChunks
  var isStopped = false
  var error: InterchangeError?

  mutating func fill(_ chunk: RecordChunk) -> Bool {
    if isStopped { return false }
    do throws(InterchangeError) {
      if try chunks.fill(chunk) { return true }
    } catch { self.error = error }
    isStopped = true
    return false
  }
}

extension RosterReading {
  fileprivate init(
    _ readers: [(RosterReader, State)], _ columns: RosterColumns, linesBefore: Int
  ) throws(InterchangeError) {
    let sizes = readers.flatMap { $0.0.sizes }.sorted { $0.chunk < $1.chunk }
    var linesOfChunk: [Int] = []
    var lines = linesBefore
    for size in sizes {
      rowsBefore.append(rowsRead)
      linesOfChunk.append(lines)
      rowsRead += size.rows
      lines += size.lines
    }
    // Every chunk before a fault has been read, since chunks are handed out in order.
    if let fault = readers.compactMap({ $0.0.fault }).min(by: { $0.chunk < $1.chunk }) {
      let before = sizes.prefix { $0.chunk < fault.chunk }
      throw fault.cause.error(
        in: columns.path, rowsBefore: before.reduce(0) { $0 + $1.rows },
        linesBefore: linesBefore + before.reduce(0) { $0 + $1.lines })
    }
    var blankRows = 0
    var translations: Set<String> = []
    for (reader, state) in readers {
      parts.append(RosterPart(state: state, categories: reader.categories.texts))
      blankRows += reader.blankRows
      translations.formUnion(reader.categories.translations)
      for (reason, count) in reader.rejectedRows { rejectedRows[reason, default: 0] += count }
      for found in reader.rejections {
        var rejection = found.rejection
        rejection.row += rowsBefore[found.chunk]
        rejection.line = rejection.line.map { $0 + linesOfChunk[found.chunk] }
        rejections.append(rejection)
      }
    }
    // Those of one row stay in the order in which its fields were looked at.
    let order = rejections.indices.sorted { (rejections[$0].row, $0) < (rejections[$1].row, $1) }
    rejections = order.prefix(RosterReader.rejectionLimit).map { rejections[$0] }
    if rowsRead == 0 { warnings.append("\(columns.path): the file has no rows") }
    if blankRows > 0 {
      warnings.append("\(columns.path): rows without any value, left out: \(blankRows)")
    }
    if !translations.isEmpty {
      let words = translations.map { Identifier($0) }.sorted().map(\.text)
      let shown = words.prefix(12).joined(separator: ", ") + (words.count > 12 ? " …" : "")
      warnings.append("\(columns.path): values of category read as \(shown)")
    }
  }
}

extension RosterReader.Fault {
  fileprivate func error(in path: String, rowsBefore: Int, linesBefore: Int) -> InterchangeError {
    switch self {
    case .csv(let fault): fault.error(in: path, linesBefore: linesBefore)
    case .other(let error): error
    case .text(let row, let line, let byte, let bytes):
      .notUTF8(
        path, row: rowsBefore + row, line: linesBefore + line, byte: byte,
        found: UnknownText(in: bytes, at: byte))
    }
  }
}

/// Reads a roster that is no plain CSV in one piece.
private func readWhole<State: Sendable>(
  _ kind: RecordKind, from path: String, options: RosterOptions, start: @Sendable () -> State,
  take: @Sendable (inout State, RosterBlock) -> Void
) throws(InterchangeError) -> RosterReading<State> {
  var source = try readSource(kind, from: path)
  try SurveyExport.recognise(&source, as: kind, mapping: options.mapping)
  let normalised = try Normaliser.normalise(
    source, as: kind, mapping: options.mapping, utcOffsetMinutes: options.utcOffsetMinutes, conversion: nil,
    looksForDuplicates: false)
  var reader = RosterReader(whole: kind, options)
  reader.append(normalised.table)
  var state = start()
  take(&state, reader.block)
  var reading = RosterReading<State>()
  reading.parts = [RosterPart(state: state, categories: reader.categories.texts)]
  reading.rowsRead = normalised.rowsRead
  reading.rejections = Array(normalised.rejections.prefix(RosterReader.rejectionLimit))
  for (reason, count) in Rejection.countByReason(normalised.rejections) {
    reading.rejectedRows[reason] = count
  }
  reading.recognised = normalised.recognised
  reading.unusedHeaders = normalised.unusedHeaders
  reading.warnings = normalised.warnings
  reading.rowsBefore = [0]
  return reading
}
