import CampaignModel

/// A roster whose header has been read, ready to be read on in chunks.
struct RosterStream: ~Copyable {
  let columns: RosterColumns
  let binding: ColumnBinding
  /// The lines up to the end of the header.
  let headerLines: Int
  let chunks: RecordChunks

  /// The bytes that are read to find the header.
  private static let headSize = 1 << 20

  /// Opens a roster; nil if it is something else than plain CSV in UTF-8, which must be read whole.
  ///
  /// - Throws: ``InterchangeError`` where there is nothing to read, or the header does not fit the kind.
  init?(_ kind: RecordKind, _ path: String, mapping: ColumnMapping?) throws(InterchangeError) {
    if DatabaseAddress.isAddress(path) { return nil }
    if path != "-" {
      // A shapefile, a folder, a workbook: what is not text by its first bytes or its name.
      if !ByteStream.isPacked(path), try SourceKind(of: path) != .text { return nil }
    }
    var stream = try ByteStream(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: RosterStream.headSize, alignment: 16)
    defer { buffer.deallocate() }
    let count = try stream.fill(buffer)
    var head = [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    guard RosterStream.isPlainCSV(head) else {
      if path == "-" || stream.packing != nil {
        throw .notStreamed(path, found: "something else")
      }
      return nil
    }
    try CSVReader.checkSign(head, of: path)
    var start = head.starts(with: UTF8Text.byteOrderMark) ? 3 : 0
    if head[start...].starts(with: UTF8Text.byteOrderMark) { throw .twoByteOrderMarks(path) }
    var header = SourceTable(path: path, format: .csv)
    let delimiter = head.withUnsafeBufferPointer { CSVReader.delimiter($0, from: start) }
    var lines = 0
    try head.withUnsafeMutableBufferPointer { (buffer) throws(InterchangeError) in
      var scanner = CSVScanner(buffer, from: start, delimiter: delimiter)
      do throws(CSVScanner.Fault) {
        try CSVReader.readHeaders(&scanner, buffer, into: &header)
      } catch { throw error.error(in: path) }
      start = scanner.position
      lines = Int(scanner.line) - 1
    }
    // What follows the header is looked at in its chunk, where its row is known.
    if let fault = head.withUnsafeBufferPointer({ UTF8Text.firstFault(in: $0) }), fault.offset < start {
      throw .notUTF8(InputFile(path: path, bytes: head), fault, row: 0)
    }
    try CSVReader.checkHeaders(header)
    if SurveyExport.isExport(header.headers) { return nil }
    binding = try Normaliser.binding(of: header, as: kind, mapping: mapping)
    columns = RosterColumns(kind, header: header, binding: binding, mapping: mapping, delimiter: delimiter)
    headerLines = lines
    chunks = RecordChunks(stream, beginning: Array(head[start...]), delimiter: delimiter)
  }

  private static func isPlainCSV(_ head: [UInt8]) -> Bool {
    if FileFormat.unreadable(head) != nil { return false }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return false }
    switch FileFormat.firstSign(head) {
    case UInt8(ascii: "{"), UInt8(ascii: "["), 0x1E: return false
    default: return true
    }
  }
}
