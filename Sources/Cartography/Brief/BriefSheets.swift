internal import CampaignModel

/// A report on sheets of paper, as PDF.
///
/// It is laid out first and drawn afterwards, since each foot says how many sheets there are. The flow knows three rules:
/// what belongs together stays together (a heading and what follows it, a caption and its table), the head of a
/// table is repeated on each sheet, and no row or line is left alone.
public enum BriefSheets {
  /// Draws all sheets.
  ///
  /// - Throws: ``CartographyError`` if a picture cannot be drawn. - Complexity: O(blocks), and that of each picture.
  public static func pdf(_ brief: Brief) throws(CartographyError) -> [UInt8] {
    let type = BriefType(brief)
    let canvas = try Canvas(
      width: type.size.short, height: type.size.long, format: .pdf,
      about: DocumentNote(
        title: "\(brief.title) · \(brief.subtitle)", author: brief.title, subject: brief.subtitle,
        language: brief.language), date: brief.day)
    let lines = BriefLines(brief, type, on: canvas).lines
    let sheets = flow(lines, in: type.body)
    for (number, sheet) in sheets.enumerated() {
      if number > 0 { canvas.beginPage(width: type.size.short, height: type.size.long) }
      for (i, placed) in sheet.enumerated() {
        let isRow = placed.line.isRow
        if isRow && (i == 0 || !sheet[i - 1].line.isRow) { canvas.begin(.table) }
        if case .heading(let heading, _) = placed.line.kind {
          canvas.addOutlineEntry(heading, sheet: number + 1)
        }
        if let tag = placed.line.tag { canvas.begin(tag) }
        try placed.line.draw(on: canvas, at: placed.y, type)
        if let tag = placed.line.tag { canvas.end(tag) }
        if isRow && (i == sheet.count - 1 || !sheet[i + 1].line.isRow) { canvas.end(.table) }
      }
      drawEdges(of: brief, type, sheet: number + 1, of: sheets.count, on: canvas)
    }
    return try canvas.finished()
  }

  /// A line at its place on a sheet.
  struct Placed {
    var line: BriefLine
    var y: Double
  }

  /// Distributes lines over sheets.
  ///
  /// - Complexity: O(lines).
  static func flow(_ lines: [BriefLine], in body: Box) -> [[Placed]] {
    var sheets: [[Placed]] = [[]]
    var y = body.y
    var i = 0
    while i < lines.count {
      // What must stay together: up to the first line that lets the next one go.
      var end = i
      while end + 1 < lines.count, lines[end].staysWithNext, !lines[end + 1].startsSheet { end += 1 }
      let isFirst = sheets[sheets.count - 1].isEmpty
      let room = lines[i...end].reduce(0.0) { $0 + $1.height + $1.space } - (isFirst ? lines[i].space : 0)
      if !isFirst && (lines[i].startsSheet || y + room > body.bottom + 0.01) {
        sheets.append([])
        y = body.y
        if let head = lines[i].head {
          for line in head {
            sheets[sheets.count - 1].append(Placed(line: line, y: y))
            y += line.height
          }
        }
      }
      for line in lines[i...end] {
        // A chain that is longer than a sheet breaks where it must.
        let space = sheets[sheets.count - 1].isEmpty ? 0 : line.space
        if y + space + line.height > body.bottom + 0.01, !sheets[sheets.count - 1].isEmpty {
          sheets.append([])
          y = body.y
        } else {
          y += space
        }
        sheets[sheets.count - 1].append(Placed(line: line, y: y))
        y += line.height
      }
      i = end + 1
    }
    return sheets
  }

  private static func drawEdges(
    of brief: Brief, _ type: BriefType, sheet: Int, of count: Int, on canvas: borrowing Canvas
  ) {
    let u = type.u
    let body = type.body
    var right = type.small
    right.alignment = .right
    if sheet > 1 {
      canvas.write(brief.title, x: body.x, y: body.y - 25 * u, width: body.width * 0.55, type.small)
      if let day = brief.day {
        canvas.write("\(brief.language.word("as of")) \(day)", x: body.right, y: body.y - 25 * u, right)
      }
      canvas.move(body.x, body.y - 12 * u)
      canvas.line(body.right, body.y - 12 * u)
      canvas.stroke(LineStyle(colour: .grey(0.8), width: 0.5 * u))
    }
    let foot = type.size.long - 32 * u
    canvas.write(brief.source, x: body.x, y: foot, width: body.width * 0.8, type.small)
    canvas.write("\(sheet) / \(count)", x: body.right, y: foot, right)
  }
}

/// Sizes of letters and of the sheet of a printed report, in points.
struct BriefType {
  let u: Double
  let size: (short: Double, long: Double)
  /// Where text stands.
  let body: Box
  let style: MapStyle
  let isMono: Bool

  init(_ brief: Brief) {
    u = brief.paper.enlargement
    size = brief.paper.size
    isMono = brief.isMono
    body = Box(x: 52 * u, y: 58 * u, width: size.short - 104 * u, height: size.long - 112 * u)
    var style = MapStyle()
    style.paper = brief.paper
    style.isMono = brief.isMono
    style.language = brief.language
    self.style = style
  }

  /// The colour of what leads the eye.
  var strong: Colour { isMono ? .grey(0.13) : Palette.complete }
  var bar: Colour { isMono ? .grey(0.35) : Colour(lightness: 0.6, chroma: 0.1, hue: 255) }
  var track: Colour { .grey(0.9) }
  var tint: Colour { isMono ? .grey(0.955) : Colour(lightness: 0.972, chroma: 0.01, hue: 255) }

  var title: TextStyle { TextStyle(size: 22 * u, isStrong: true, leading: 2 * u) }
  var subtitle: TextStyle { TextStyle(size: 10 * u, colour: .softInk, leading: 2 * u) }
  var heading: TextStyle { TextStyle(size: 14 * u, isStrong: true) }
  var text: TextStyle { TextStyle(size: 9.6 * u, leading: 3.2 * u) }
  var note: TextStyle { TextStyle(size: 8 * u, colour: .softInk, leading: 2.4 * u) }
  var caption: TextStyle { TextStyle(size: 9 * u, isStrong: true, leading: 2 * u) }
  var cell: TextStyle { TextStyle(size: 8.4 * u, leading: 1.4 * u) }
  var head: TextStyle { TextStyle(size: 7.8 * u, colour: .softInk, leading: 1 * u) }
  var small: TextStyle { TextStyle(size: 7 * u, colour: .softInk) }
  var value: TextStyle { TextStyle(size: 18 * u, isStrong: true) }
}
