public import CampaignModel

/// What a file says, before anyone asks what it means: headers, cells as text, points or regions.
///
/// Cells are offsets into one block of bytes (for CSV the file itself, with doubled quotes undone in place), so that a
/// million rows cost eight bytes a cell and no strings. Rows that cannot even be split into cells are rejections and
/// not among ``rows``.
public struct SourceTable: Sendable {
  /// Where a cell's text is in ``bytes``.
  struct Cell: Sendable {
    var start: UInt32
    var length: UInt32

    static let blank = Cell(start: 0, length: 0)

    init(start: UInt32, length: UInt32) {
      self.start = start
      self.length = length
    }

    /// The range is inside a block that ``InputFile/sizeLimit`` keeps below 4 GiB.
    init(_ range: Range<Int>) {
      start = UInt32(truncatingIfNeeded: range.lowerBound)
      length = UInt32(truncatingIfNeeded: range.count)
    }

    var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
  }

  /// The most columns that are kept; no office has so many.
  static let columnLimit = 4096
  /// The most cells (rows × columns) of a format whose rows need not name every column: two gigabytes of them.
  static let cellLimit = 1 << 28
  /// The most rows that are kept, so that row numbers and a derived key for each fit into 32 bits.
  static let rowLimit = 200_000_000

  /// The file, as the user named it.
  public let path: String
  /// What the format is called in messages.
  let format: FileFormat.Readable
  /// The CRS that the file itself names, `EPSG:4547` or a PROJ or WKT text; nil if it names none.
  public internal(set) var crs: String?
  /// SHA-256 of the file, in lower-case hexadecimal.
  public internal(set) var sha256 = ""
  /// The columns' names, without blanks at the ends, in the file's order.
  public internal(set) var headers: [String] = []
  /// The number of rows that the file has, good or not.
  public internal(set) var rowsRead = 0
  /// Rows that could not be split into cells, or whose geometry cannot be used.
  public internal(set) var rejections: [Rejection] = []
  /// Rows in which every cell is blank; they are left out and not counted.
  var blankRows = 0
  /// The row of the file for each row of the table: 1 for the first after the header, or the first feature.
  var rows: ContiguousArray<Int32> = []
  /// The line of the file on which each row begins; nil for formats without lines.
  var lines: ContiguousArray<UInt32>?
  /// The texts of all cells.
  var bytes: [UInt8] = []
  /// One array of cells for each header, each as long as ``rows``.
  var cells: [ContiguousArray<Cell>] = []
  /// Points from the file's own geometry, in the file's own coordinates; NaN is none.
  var points: (xs: ContiguousArray<Double>, ys: ContiguousArray<Double>)?
  /// Polygons from the file's own geometry, in the file's own coordinates.
  var regions: [Region]?
  /// What the reader took upon itself and the user should know, a sentence each.
  var notes: [String] = []

  init(path: String, format: FileFormat.Readable) {
    self.path = path
    self.format = format
  }

  /// The number of rows that could be split into cells.
  public var rowCount: Int { rows.count }

  /// The row of the file that row `row` of the table came from, 1 for the first after the header.
  public func sourceRow(_ row: Int) -> Int { Int(rows[row]) }

  /// The line of the file on which row `row` of the table begins, if its format has lines.
  public func line(_ row: Int) -> Int? { lines.map { Int($0[row]) } }

  /// The column of that name (whatever its case), or nil. - Complexity: O(columns).
  public func column(named name: String) -> Int? {
    headers.firstIndex { HeaderNames.fold($0) == HeaderNames.fold(name) }
  }

  /// The text of a cell, without blanks at its ends.
  public func text(row: Int, column: Int) -> String {
    bytes.withUnsafeBufferPointer { all in
      let cell = cells[column][row].range
      return UTF8Text.string(UTF8Text.trimmed(UnsafeBufferPointer(rebasing: all[cell])))
    }
  }

  /// Lends the text of each cell of a column, without blanks at its ends and without a copy.
  func forEachText(in column: Int, _ body: (_ row: Int, _ text: UnsafeBufferPointer<UInt8>) -> Void) {
    bytes.withUnsafeBufferPointer { all in
      let cells = cells[column]
      for row in cells.indices {
        body(row, UTF8Text.trimmed(UnsafeBufferPointer(rebasing: all[cells[row].range])))
      }
    }
  }

  /// Reads a file of any readable format as a table; geometry is left out.
  ///
  /// - Throws: ``InterchangeError``.
  public init(reading file: InputFile, encoding: TextEncoding? = nil) throws(InterchangeError) {
    self = try SourceTable.read(file, geometry: .none, encoding: encoding)
  }

  /// Reads a file of any readable format, with the geometry that a kind of record has.
  static func read(
    _ file: InputFile, geometry: RecordKind.Geometry, encoding: TextEncoding? = nil
  ) throws(InterchangeError) -> SourceTable {
    let text = try TextDecoding.decoded(file, from: encoding)
    var table =
      switch try FileFormat.recognise(text) {
      case .csv: try CSVReader.read(text)
      case .geoJSON: try GeoJSONReader.read(text, geometry: geometry)
      case .geoPackage, .foreignLayer, .workbook:
        throw InterchangeError.unreadableFormat(file.path, found: "no text")
      }
    // The digest is of the file as it lies on the disk, not of its text.
    table.sha256 = file.sha256
    return table
  }
}
