/// A list that belongs to a map: the sheets of an atlas, the villages of a sheet that are not covered.
///
/// It stands in the margin of the map; what has no room there goes on pages of its own.
public struct MapList: Sendable, Equatable {
  /// One column.
  public struct Column: Sendable, Equatable {
    /// What stands above it.
    public var title: String
    /// Points on A4; nil for what the other columns leave.
    public var width: Double?
    /// True for figures, which stand to the right.
    public var isFigure: Bool

    /// A column.
    public init(_ title: String, width: Double? = nil, isFigure: Bool = false) {
      self.title = title
      self.width = width
      self.isFigure = isFigure
    }
  }

  /// What the rows are.
  public var title: String
  /// From left to right; one of them without a width.
  public var columns: [Column]
  /// Texts by row, one for each column.
  public var rows: [[String]]
  /// Said in place of rows where there are none: that all is well.
  public var whenEmpty: String
  /// Rows that had no room.
  var omitted = 0
  /// True for the first part of a list that was cut, and for a whole one.
  var hasTitle = true
  /// True for small letters in close rows, which many rows need.
  var isCompact = false

  /// A list.
  public init(title: String, columns: [Column], rows: [[String]], whenEmpty: String = "") {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.whenEmpty = whenEmpty
  }

  /// The same list with other rows.
  func with(_ rows: some Sequence<[String]>, omitted: Int = 0) -> MapList {
    var list = self
    list.rows = Array(rows)
    list.omitted = omitted
    return list
  }

  /// Points from top to bottom.
  func height(_ sizes: MarginSizes) -> Double {
    let lines = max(rows.count, whenEmpty.isEmpty ? 0 : 1) + (omitted > 0 ? 1 : 0)
    return (hasTitle ? 13 * sizes.u : 0) + Double(lines) * rowHeight(sizes) + sizes.tableRow + 3 * sizes.u
  }

  /// From one row to the next, in points.
  func rowHeight(_ sizes: MarginSizes) -> Double { isCompact ? 7.9 * sizes.u : sizes.tableRow }

  /// How many rows a height has room for, with the title and the column heads.
  func rowsFitting(_ height: Double, _ sizes: MarginSizes) -> Int {
    max(1, Int((height - (hasTitle ? 13 * sizes.u : 0) - 3 * sizes.u - sizes.tableRow) / rowHeight(sizes)))
  }

  func draw(on canvas: borrowing Canvas, x: Double, y: Double, width: Double, _ sizes: MarginSizes) {
    let u = sizes.u
    var top = y
    if hasTitle {
      canvas.write(title, x: x, y: top, width: width, sizes.heading)
      top += 13 * u
    }
    let body = TextStyle(size: (isCompact ? 6.3 : 6.8) * u)
    // Figures take what they need and no more: what they leave is for names.
    let needed = columns.indices.map { k -> Double? in
      guard let most = columns[k].width else { return nil }
      guard columns[k].isFigure else { return most * u }
      let widest = rows.reduce(canvas.measure(columns[k].title, sizes.small).width) {
        max($0, canvas.measure($1.count > k ? $1[k] : "", body).width)
      }
      return k == 0 ? most * u : widest + 6 * u
    }
    let fixed = needed.reduce(0) { $0 + ($1 ?? 0) }
    let widths = needed.map { $0 ?? max(width - fixed, 20 * u) }
    let lefts = widths.indices.map { x + widths[..<$0].reduce(0, +) }
    func write(_ texts: [String], y: Double, _ style: TextStyle, _ tag: StructureTag) {
      canvas.begin(.row)
      defer { canvas.end(.row) }
      for (k, text) in texts.prefix(columns.count).enumerated() {
        var style = style
        style.alignment = columns[k].isFigure ? .right : .left
        canvas.begin(tag)
        defer { canvas.end(tag) }
        canvas.write(
          text, x: columns[k].isFigure ? lefts[k] + widths[k] : lefts[k] + (k == 0 ? 0 : 8 * u), y: y,
          width: widths[k] - (k == 0 ? 0 : columns[k].isFigure ? 2 : 8) * u, style)
      }
    }
    canvas.begin(.table)
    write(columns.map(\.title), y: top, sizes.small, .head)
    top += sizes.tableRow + u
    canvas.move(x, top)
    canvas.line(x + width, top)
    canvas.stroke(LineStyle(colour: .grey(0.4), width: 0.5 * u))
    top += 1.5 * u
    for row in rows {
      write(row, y: top, body, .cell)
      top += rowHeight(sizes)
    }
    canvas.end(.table)
    if rows.isEmpty && !whenEmpty.isEmpty {
      canvas.write(whenEmpty, x: x, y: top, width: width, body)
      top += sizes.tableRow
    }
    if omitted > 0 {
      canvas.write(
        sizes.language.continued(omitted), x: x, y: top, width: width, sizes.small)
    }
  }
}

/// A list on pages of its own: columns side by side, read down and then to the right.
struct ListPages {
  private let list: MapList
  private let rowsOfColumn: Int
  private let columns: Int
  private let sheet: Sheet

  /// - Parameter list: all its rows; those that a map's margin had room for are left out by the caller.
  init(_ list: MapList, on sheet: Sheet) {
    self.list = list
    self.sheet = sheet
    // A readable row is some 200 points wide on A4.
    columns = max(1, Int((sheet.body.width + sheet.gap) / (200 * sheet.sizes.u + sheet.gap)))
    rowsOfColumn = list.rowsFitting(sheet.body.height, sheet.sizes)
  }

  var pageCount: Int {
    let onPage = rowsOfColumn * columns
    return (list.rows.count + onPage - 1) / onPage
  }

  func draw(_ page: Int, on canvas: borrowing Canvas) {
    let width = (sheet.body.width - sheet.gap * Double(columns - 1)) / Double(columns)
    let first = page * rowsOfColumn * columns
    for k in 0..<columns {
      let start = first + k * rowsOfColumn
      guard start < list.rows.count else { return }
      let part = list.with(list.rows[start..<min(start + rowsOfColumn, list.rows.count)])
      part.draw(
        on: canvas, x: sheet.body.x + Double(k) * (width + sheet.gap), y: sheet.body.y, width: width,
        sheet.sizes)
    }
  }
}
