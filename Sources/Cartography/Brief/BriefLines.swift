internal import CampaignModel

/// One piece of a printed report that is never broken: a heading, a row, a picture.
struct BriefLine {
  /// What it is.
  enum Kind {
    case title(String, subtitle: String)
    case heading(String, number: Int)
    case text(String, TextStyle)
    case point(String)
    case figures([Brief.Figure], columns: Int)
    case caption(String)
    case row(BriefRow)
    case picture(Brief.Picture)
    case term(Brief.Term)
  }

  var kind: Kind
  /// Points.
  var height: Double
  /// Free room above, in points; none at the top of a sheet.
  var space = 0.0
  /// True if the next line must be on the same sheet.
  var staysWithNext = false
  /// True if it begins a sheet.
  var startsSheet = false
  /// What is repeated above it where a sheet begins with it: the head of its table.
  var head: [BriefLine]?
}

extension BriefLine {
  var isRow: Bool { if case .row = kind { true } else { false } }

  /// What it is in a tagged PDF.
  var tag: StructureTag? {
    switch kind {
    // These have parts of their own.
    case .title, .figures, .term: nil
    case .heading: .heading
    case .row: .row
    case .picture: .figure
    case .text, .point, .caption: .paragraph
    }
  }
}

/// A row of a table, or its head.
struct BriefRow {
  enum Kind { case head, body, total }

  var kind: Kind
  var cells: [Brief.Table.Cell]
  var columns: BriefColumns
}

/// The report as lines, measured.
struct BriefLines {
  private(set) var lines: [BriefLine] = []
  private let type: BriefType

  init(_ brief: Brief, _ type: BriefType, on canvas: borrowing Canvas) {
    self.type = type
    let (u, width) = (type.u, type.body.width)
    let titleHeight =
      canvas.measureParagraph(brief.title, width: width, lines: 3, type.title)
      + canvas.measureParagraph(brief.subtitle, width: width, lines: 3, type.subtitle) + 12 * u
    lines.append(
      BriefLine(kind: .title(brief.title, subtitle: brief.subtitle), height: titleHeight, staysWithNext: true)
    )
    for (i, section) in brief.sections.enumerated() {
      lines.append(
        BriefLine(
          kind: .heading(section.heading, number: i + 1), height: 20 * u, space: (i == 0 ? 12 : 22) * u,
          staysWithNext: true, startsSheet: section.startsSheet))
      for block in section.blocks { add(block, on: canvas) }
    }
  }

  private mutating func add(_ block: Brief.Block, on canvas: borrowing Canvas) {
    let (u, width) = (type.u, type.body.width)
    func height(_ text: String, _ style: TextStyle, inset: Double = 0) -> Double {
      canvas.measureParagraph(text, width: width - inset, style)
    }
    switch block {
    case .paragraph(let text):
      lines.append(BriefLine(kind: .text(text, type.text), height: height(text, type.text), space: 5 * u))
    case .note(let text):
      lines.append(BriefLine(kind: .text(text, type.note), height: height(text, type.note), space: 5 * u))
    case .points(let points):
      for point in points {
        lines.append(
          BriefLine(kind: .point(point), height: height(point, type.text, inset: 12 * u), space: 4 * u))
      }
    case .figures(let figures):
      let columns = BriefLines.columns(of: figures.count)
      for start in stride(from: 0, to: figures.count, by: columns) {
        let part = Array(figures[start..<min(start + columns, figures.count)])
        lines.append(
          BriefLine(
            kind: .figures(part, columns: columns), height: 64 * u, space: 8 * u,
            staysWithNext: start + columns < figures.count))
      }
    case .terms(let terms):
      for term in terms {
        let meaning = height(term.meaning, type.text, inset: BriefType.termWidth * u)
        let word = canvas.measureParagraph(
          term.word, width: (BriefType.termWidth - 14) * u, type.caption)
        lines.append(BriefLine(kind: .term(term), height: max(meaning, word) + 9 * u))
      }
    case .picture(let picture):
      let caption = height(picture.caption, type.note)
      // Beside the figures of a first sheet there is room for this much.
      let limit = type.body.height * 0.36
      lines.append(
        BriefLine(
          kind: .picture(picture),
          height: picture.height(width: width, limit: limit, enlargement: u), space: 8 * u,
          staysWithNext: true))
      lines.append(BriefLine(kind: .text(picture.caption, type.note), height: caption, space: 4 * u))
    case .table(let table): add(table, on: canvas)
    }
  }

  /// As many figures in a row as leave the fewest places empty.
  private static func columns(of count: Int) -> Int {
    func empty(_ columns: Int) -> Int { (columns - count % columns) % columns }
    return count < 4 ? max(count, 1) : empty(3) < empty(4) ? 3 : 4
  }

  private mutating func add(_ table: Brief.Table, on canvas: borrowing Canvas) {
    let (u, width) = (type.u, type.body.width)
    let columns = BriefColumns(table, width: width, type, on: canvas)
    func line(_ kind: BriefRow.Kind, _ cells: [Brief.Table.Cell]) -> BriefLine {
      let row = BriefRow(kind: kind, cells: cells, columns: columns)
      return BriefLine(kind: .row(row), height: columns.height(of: row, type, on: canvas))
    }
    var caption = BriefLine(
      kind: .caption(table.caption),
      height: canvas.measureParagraph(table.caption, width: width, type.caption) + 3 * u, space: 13 * u,
      staysWithNext: true)
    var head = line(.head, table.columns.map { Brief.Table.Cell($0.title) })
    head.staysWithNext = true
    lines += [caption, head]
    caption.space = 0
    let repeated = [caption, head]
    for (i, row) in table.rows.enumerated() {
      var line = line(.body, row)
      // The first three rows stay with their head, the last three with each other, and a sum with the row above it.
      let isLast = i == table.rows.count - 1
      line.staysWithNext =
        !isLast && (i < 2 || i >= table.rows.count - 3) || isLast && table.total != nil
      line.head = repeated
      lines.append(line)
    }
    if let total = table.total {
      var line = line(.total, total)
      line.head = repeated
      lines.append(line)
    }
    if !table.note.isEmpty {
      lines[lines.count - 1].staysWithNext = true
      let height = canvas.measureParagraph(table.note, width: width, type.note)
      lines.append(BriefLine(kind: .text(table.note, type.note), height: height, space: 4 * u))
    }
  }
}

extension BriefType {
  /// Points on A4 for the words of a list of terms.
  static let termWidth = 132.0
}

extension BriefLine {
  /// Draws it with its top at `y`.
  func draw(on canvas: borrowing Canvas, at y: Double, _ type: BriefType) throws(CartographyError) {
    let (u, x, width) = (type.u, type.body.x, type.body.width)
    switch kind {
    case .title(let title, let subtitle):
      let titleHeight = canvas.measureParagraph(title, width: width, lines: 3, type.title)
      canvas.begin(.title)
      canvas.writeParagraph(title, x: x, y: y, width: width, lines: 3, type.title)
      canvas.end(.title)
      canvas.begin(.paragraph)
      canvas.writeParagraph(
        subtitle, x: x, y: y + titleHeight + 3 * u, width: width, lines: 3, type.subtitle)
      canvas.end(.paragraph)
      canvas.move(x, y + height)
      canvas.line(x + width, y + height)
      canvas.stroke(LineStyle(colour: type.strong, width: 2 * u))
    case .heading(let heading, let number):
      var style = type.heading
      style.colour = type.strong
      // The blank parts number and heading for who hears them.
      canvas.write("\(number) ", x: x, y: y, style)
      let indent = canvas.measure(String(number), style).width + 7 * u
      canvas.write(heading, x: x + indent, y: y, width: width - indent, type.heading)
    case .text(let text, let style): canvas.writeParagraph(text, x: x, y: y, width: width, style)
    case .point(let text):
      let box = Box(x: x + 1 * u, y: y + 4.4 * u, width: 3.6 * u, height: 3.6 * u)
      canvas.rectangle(box)
      canvas.fill(type.strong)
      canvas.writeParagraph(text, x: x + 12 * u, y: y, width: width - 12 * u, type.text)
    case .figures(let figures, let columns):
      let gap = 8 * u
      let room = (width - gap * Double(columns - 1)) / Double(columns)
      for (i, figure) in figures.enumerated() {
        figure.draw(
          on: canvas, in: Box(x: x + Double(i) * (room + gap), y: y, width: room, height: height), type)
      }
    case .caption(let text): canvas.writeParagraph(text, x: x, y: y, width: width, type.caption)
    case .row(let row): row.draw(on: canvas, x: x, y: y, height: height, type)
    case .picture(let picture):
      try picture.draw(on: canvas, in: Box(x: x, y: y, width: width, height: height), style: type.style)
    case .term(let term):
      let room = BriefType.termWidth * u
      canvas.begin(.paragraph)
      canvas.writeParagraph(term.word, x: x, y: y + 4 * u, width: room - 14 * u, type.caption)
      canvas.end(.paragraph)
      canvas.begin(.paragraph)
      canvas.writeParagraph(term.meaning, x: x + room, y: y + 4 * u, width: width - room, type.text)
      canvas.end(.paragraph)
      canvas.move(x, y + height)
      canvas.line(x + width, y + height)
      canvas.stroke(LineStyle(colour: .grey(0.86), width: 0.4 * u))
    }
  }
}

extension Brief.Figure {
  fileprivate func draw(on canvas: borrowing Canvas, in box: Box, _ type: BriefType) {
    let u = type.u
    canvas.rectangle(box)
    canvas.fill(type.tint)
    canvas.rectangle(Box(x: box.x, y: box.y, width: 3 * u, height: box.height))
    canvas.fill(type.strong)
    canvas.begin(.paragraph)
    defer { canvas.end(.paragraph) }
    let (x, room) = (box.x + 11 * u, box.width - 16 * u)
    canvas.write("\(label) ", x: x, y: box.y + 6 * u, width: room, TextStyle(size: 8 * u, colour: .softInk))
    // A long one is made to fit: half a number would be a wrong number.
    var style = type.value
    let width = canvas.measure(value, style).width
    if width > room { style.size *= max(room / width, 0.4) }
    canvas.write(
      "\(value) ", x: x, y: box.y + 17 * u + (type.value.size - style.size) * 0.8, width: room, style)
    canvas.writeParagraph(
      detail, x: x, y: box.y + 41 * u, width: room, lines: 2, TextStyle(size: 7.6 * u))
  }
}
