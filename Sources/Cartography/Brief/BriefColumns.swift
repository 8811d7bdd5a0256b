/// Where the columns of a printed table stand: as wide as what is in them, and no wider, so that the eye finds its row.
struct BriefColumns {
  let kinds: [Brief.Table.Kind]
  /// The width of each column, without the gap after it, in points.
  let widths: [Double]
  let gap: Double

  /// The width of the bars in a column of shares, in points.
  private let barWidth: Double

  /// How wide a bar is, and how narrow where names need its room, in points on A4.
  private static let barWidths = (most: 46.0, least: 20.0)
  /// The most lines of a cell.
  private static let lines = 4

  init(_ table: Brief.Table, width: Double, _ type: BriefType, on canvas: borrowing Canvas) {
    let u = type.u
    kinds = table.columns.map(\.kind)
    gap = 11 * u
    var strong = type.cell
    strong.isStrong = true
    var widths: [Double] = []
    for (i, column) in table.columns.enumerated() {
      var most = table.total.map { canvas.measure($0[i].text, strong).width } ?? 0
      for row in table.rows { most = max(most, canvas.measure(row[i].text, type.cell).width) }
      if column.kind == .share { most += BriefColumns.barWidths.most * u + 6 * u }
      // A head may take two lines; its longest word may not be broken.
      let head = canvas.measure(column.title, type.head).width
      let words = column.title.split(separator: " ").map { canvas.measure(String($0), type.head).width }
      widths.append(max(most, min(head, max(words.max() ?? 0, head * 0.58))) + 0.5 * u)
    }
    let room = width - gap * Double(widths.count - 1)
    // Where there is not room enough, the widest texts give way to what all can have.
    let isText = kinds.map { $0 == .text }
    // Bars first: they only say what the number beside them says.
    let bars = kinds.count { $0 == .share }
    let lack = (widths.reduce(0, +) - room) / Double(max(bars, 1))
    let (most, least) = BriefColumns.barWidths
    let lost = min(max(lack, 0), (most - least) * u)
    barWidth = most * u - lost
    for i in widths.indices where kinds[i] == .share { widths[i] -= lost }
    let fixed = widths.indices.reduce(0.0) { $0 + (isText[$1] ? 0 : widths[$1]) }
    var limit = widths.max() ?? 0
    func texts(_ limit: Double) -> Double {
      widths.indices.reduce(0.0) { $0 + (isText[$1] ? min(widths[$1], limit) : 0) }
    }
    if fixed + texts(limit) > room {
      var (low, high) = (0.0, limit)
      for _ in 0..<40 {
        limit = (low + high) / 2
        if fixed + texts(limit) > room { high = limit } else { low = limit }
      }
      limit = max(low, 30 * u)
    }
    for i in widths.indices where isText[i] { widths[i] = min(widths[i], limit) }
    // A little more air where there is much.
    let rest = room - widths.reduce(0, +)
    let share = min(max(rest, 0) / Double(max(widths.count, 1)), 14 * u)
    self.widths = widths.map { $0 + share }
  }

  func height(of row: BriefRow, _ type: BriefType, on canvas: borrowing Canvas) -> Double {
    let style = row.kind == .head ? type.head : type.cell
    var most = 0.0
    for (i, cell) in row.cells.enumerated() {
      let lines = row.kind == .head || kinds[i] == .text ? BriefColumns.lines : 1
      most = max(most, canvas.measureParagraph(cell.text, width: widths[i], lines: lines, style))
    }
    return most + (row.kind == .head ? 6 : 6.4) * type.u
  }

  fileprivate func draw(
    _ row: BriefRow, on canvas: borrowing Canvas, x: Double, y: Double, height: Double, _ type: BriefType
  ) {
    let u = type.u
    var left = x
    for (i, cell) in row.cells.enumerated() {
      let tag = row.kind == .head ? StructureTag.head : .cell
      canvas.begin(tag)
      defer {
        canvas.end(tag)
        left += widths[i] + gap
      }
      var style = row.kind == .head ? type.head : type.cell
      style.isStrong = row.kind == .total
      if kinds[i] == .text {
        let top = row.kind == .head ? y + height - 4 * u - headHeight(cell.text, i, type, canvas) : y + 3 * u
        canvas.writeParagraph(cell.text, x: left, y: top, width: widths[i], lines: BriefColumns.lines, style)
        continue
      }
      style.alignment = .right
      let bar = kinds[i] == .share ? barWidth : 0
      let room = bar > 0 ? widths[i] - bar - 6 * u : widths[i]
      if row.kind == .head {
        // The head of a number stands above the number, not above its bar.
        let width = bar > 0 ? widths[i] : room
        if bar > 0 { style.alignment = .left }
        let top = y + height - 4 * u - headHeight(cell.text, i, type, canvas)
        canvas.writeParagraph(cell.text, x: left, y: top, width: width, lines: BriefColumns.lines, style)
      } else {
        canvas.write(cell.text, x: left + room, y: y + 3 * u, width: room, style)
      }
      if let share = cell.share, bar > 0 {
        let track = Box(x: left + room + 6 * u, y: y + 4.6 * u, width: bar, height: 6 * u)
        canvas.rectangle(track)
        canvas.fill(type.track)
        canvas.rectangle(
          Box(x: track.x, y: track.y, width: bar * min(max(share, 0), 1), height: track.height))
        canvas.fill(type.bar)
      }
    }
    let width = widths.reduce(0, +) + gap * Double(widths.count - 1)
    let isHead = row.kind == .head
    let level = row.kind == .total ? y : y + height
    canvas.move(x, level)
    canvas.line(x + width, level)
    canvas.stroke(
      isHead || row.kind == .total
        ? LineStyle(colour: .grey(0.3), width: 0.8 * u) : LineStyle(colour: .grey(0.86), width: 0.4 * u))
  }

  private func headHeight(
    _ text: String, _ column: Int, _ type: BriefType, _ canvas: borrowing Canvas
  ) -> Double {
    canvas.measureParagraph(text, width: widths[column], lines: BriefColumns.lines, type.head)
  }
}

extension BriefRow {
  func draw(on canvas: borrowing Canvas, x: Double, y: Double, height: Double, _ type: BriefType) {
    columns.draw(self, on: canvas, x: x, y: y, height: height, type)
  }
}
