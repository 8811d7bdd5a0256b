internal import CampaignModel

/// A target in a packet: a row to tick. Personal data.
public struct PacketStop: Sendable, Equatable {
  /// What it is called: its name, else its id.
  public var name: String
  /// The village.
  public var village: String
  /// What else helps to find it and to speak with it: id, address, categories, what earlier visits came to.
  public var details: [String]
  /// Metres in a straight line from the row before; nil for the first of a day, and without coordinates.
  public var metres: Double?

  /// A stop.
  public init(name: String, village: String, details: [String], metres: Double? = nil) {
    self.name = name
    self.village = village
    self.details = details
    self.metres = metres
  }
}

/// One day of a packet.
public struct PacketDay: Sendable {
  /// `Day 2`.
  public var title: String
  /// How many targets and how far.
  public var summary: String
  /// The ground of the day with the way through it, whose numbers are those of the rows; nil where no target of the day
  /// has coordinates.
  public var map: MapContent?
  /// In visiting order.
  public var stops: [PacketStop]
  /// Targets of the day's villages that have no coordinates: their rows follow on the others.
  public var unlocated: [PacketStop]

  /// A day.
  public init(
    title: String, summary: String, map: MapContent?, stops: [PacketStop], unlocated: [PacketStop]
  ) {
    self.title = title
    self.summary = summary
    self.map = map
    self.stops = stops
    self.unlocated = unlocated
  }
}

/// What a working group carries: its ground, then a map and a list for each day.
public struct PacketContent: Sendable {
  /// The group's ground, with its figures and villages.
  public var cover: MapContent
  /// In their order.
  public var days: [PacketDay]
  /// How many blank rows each day has for households that nobody has listed.
  public var blankRows = 6
  /// The days that are drawn, from 0, without the cover; nil for all, with it. Pages keep their numbers.
  public var chosenDays: Set<Int>?

  /// A packet.
  public init(cover: MapContent, days: [PacketDay]) {
    self.cover = cover
    self.days = days
  }
}

/// Draws packets. The same content and style make the same bytes, with the same fonts.
public enum Packet {
  /// On every page, in both languages, whoever may find it.
  static let notice = "含个人信息，仅供本组走访使用，用后收回 · Personal data: for this group only, hand it back"

  /// Draws a packet as one PDF.
  ///
  /// - Throws: ``CartographyError`` if the group has no ground.
  /// - Complexity: O(vertices in sight · log vertices) for each day, and O(targets).
  public static func draw(_ packet: PacketContent, style: MapStyle) throws(CartographyError) -> DrawnPages {
    // A clipboard is held upright.
    let isLandscape = style.orientation == .landscape
    let sheet = Sheet(style, isLandscape: isLandscape, hasSubtitle: true)
    let lists = packet.days.map { PacketList($0, blankRows: packet.blankRows, on: sheet) }
    let rest = coverRest(packet.cover, style, isLandscape, sheet)
    let pageCount =
      1 + rest.pageCount
      + zip(packet.days, lists).reduce(0) { $0 + ($1.0.map == nil ? 0 : 1) + $1.1.pageCount }
    let canvas = try Canvas(
      width: sheet.size.width, height: sheet.size.height, format: .pdf,
      about: packet.cover.about(style.language), date: packet.cover.day)
    var drawn = 0
    var number = 0
    var unplaced: [String] = []
    func foot(_ canvas: borrowing Canvas) -> String {
      if drawn > 0 { canvas.beginPage(width: sheet.size.width, height: sheet.size.height) }
      drawn += 1
      number += 1
      return style.language.page(number, of: pageCount)
    }
    func drawMap(_ content: MapContent, _ canvas: borrowing Canvas) throws(CartographyError) -> Bool {
      let page = foot(canvas)
      var map = try MapPage(content, style: style, isLandscape: isLandscape)
      map.draw(on: canvas, page: page, notice: notice)
      unplaced += map.unplacedNames
      return map.lacksGlyphs(canvas)
    }
    func drawPlain(_ subtitle: String, _ canvas: borrowing Canvas, _ body: (borrowing Canvas) -> Void) {
      let page = foot(canvas)
      sheet.drawHead(on: canvas, title: packet.cover.title, subtitle: subtitle, notice: notice)
      body(canvas)
      sheet.drawFoot(on: canvas, packet.cover.source, page: page)
    }
    var lacksFont = false
    if packet.chosenDays == nil {
      lacksFont = try drawMap(packet.cover, canvas)
      for part in 0..<rest.pageCount {
        drawPlain("\(packet.cover.subtitle) · \(style.language.word("continued"))", canvas) {
          rest.draw(part, on: $0)
        }
      }
    } else {
      number = 1 + rest.pageCount
    }
    for (index, (day, list)) in zip(packet.days, lists).enumerated() {
      guard packet.chosenDays?.contains(index) ?? true else {
        number += (day.map == nil ? 0 : 1) + list.pageCount
        continue
      }
      if let map = day.map { lacksFont = try drawMap(map, canvas) || lacksFont }
      for part in 0..<list.pageCount {
        drawPlain("\(day.title) · \(day.summary)", canvas) { list.draw(part, on: $0) }
      }
      for stop in day.stops.prefix(100) where !lacksFont { lacksFont = canvas.lacksGlyphs(for: stop.name) }
    }
    var seen = Set<String>()
    return DrawnPages(
      bytes: try canvas.finished(), pageCount: drawn,
      unplacedNames: unplaced.filter { seen.insert($0).inserted }, lacksFont: lacksFont)
  }

  /// The villages for which the cover has no room.
  private static func coverRest(
    _ cover: MapContent, _ style: MapStyle, _ isLandscape: Bool, _ sheet: Sheet
  ) -> ListPages {
    let left = MapPage.overflow(cover, style: style, isLandscape: isLandscape)
    let list = cover.list ?? MapList(title: "", columns: [MapList.Column("")], rows: [])
    return ListPages(list.with(list.rows.suffix(left)), on: sheet)
  }
}

/// The rows of one day, page by page.
struct PacketList {
  private enum Line {
    case stop(PacketStop, number: Int)
    case heading(String)
    case blank
    case nothing
  }

  private let lines: [Line]
  private let sheet: Sheet
  private let rowsOfPage: Int

  private var u: Double { sheet.sizes.u }
  private var rowHeight: Double { 25.5 * u }
  private var headHeight: Double { 15 * u }

  init(_ day: PacketDay, blankRows: Int, on sheet: Sheet) {
    self.sheet = sheet
    var lines: [Line] = day.stops.enumerated().map { .stop($1, number: $0 + 1) }
    if !day.unlocated.isEmpty {
      lines.append(.heading(sheet.sizes.language.word("without coordinates: ask in the village")))
      lines += day.unlocated.enumerated().map { .stop($1, number: day.stops.count + $0 + 1) }
    }
    rowsOfPage = max(1, Int((sheet.body.height - 15 * sheet.sizes.u) / (25.5 * sheet.sizes.u)))
    // Blank rows fill a sheet, and do not begin another one where half of them have room.
    let room = (rowsOfPage - lines.count % rowsOfPage) % rowsOfPage - 1
    let blank = room >= (blankRows + 1) / 2 ? min(room, blankRows) : blankRows
    if blank > 0 {
      // A heading at the foot of a sheet would have nothing under it.
      if room == 0 { lines.append(.nothing) }
      lines.append(.heading(sheet.sizes.language.word("households that are on no list")))
      lines += Array(repeating: .blank, count: blank)
    }
    self.lines = lines
  }

  var pageCount: Int { (lines.count + rowsOfPage - 1) / rowsOfPage }

  private var boxes: [(title: String, width: Double)] {
    [("met", 30), ("nobody home", 44), ("refused", 34), ("other", 34)].map { ($0.0, $0.1 * u) }
  }
  private var noteWidth: Double { 104 * u }
  private var metresWidth: Double { 34 * u }
  private var numberWidth: Double { 24 * u }

  /// Left edges: number, text, metres, boxes, note.
  private var textWidth: Double {
    sheet.body.width - numberWidth - metresWidth - boxes.reduce(0) { $0 + $1.width } - noteWidth
  }

  func draw(_ page: Int, on canvas: borrowing Canvas) {
    let body = sheet.body
    let sizes = sheet.sizes
    var right = sizes.small
    right.alignment = .right
    var middle = sizes.small
    middle.alignment = .centre
    let metresX = body.x + numberWidth + textWidth + metresWidth
    canvas.write(sizes.language.word("target"), x: body.x + numberWidth, y: body.y, sizes.small)
    canvas.write(sizes.language.word("m on"), x: metresX, y: body.y, right)
    var x = metresX
    for box in boxes {
      canvas.write(
        sizes.language.word(box.title), x: x + box.width / 2, y: body.y, width: box.width - 2 * u, middle)
      x += box.width
    }
    canvas.write(sizes.language.word("date, member, notes"), x: x + 4 * u, y: body.y, sizes.small)
    drawRule(y: body.y + 11 * u, width: 0.8, on: canvas)
    for (i, line) in lines.dropFirst(page * rowsOfPage).prefix(rowsOfPage).enumerated() {
      let top = body.y + headHeight + Double(i) * rowHeight
      switch line {
      case .heading(let text):
        canvas.write(text, x: body.x, y: top + rowHeight - 13 * u, width: body.width, sizes.heading)
      case .nothing: continue
      case .stop(let stop, let number): draw(stop, number, y: top, on: canvas)
      case .blank:
        for dy in [0.48, 0.95] {
          canvas.move(body.x + numberWidth, top + rowHeight * dy - 2 * u)
          canvas.line(metresX - metresWidth, top + rowHeight * dy - 2 * u)
          canvas.stroke(LineStyle(colour: .grey(0.55), width: 0.4 * u, dashes: [1.2 * u, 1.8 * u]))
        }
        canvas.write("+", x: body.x + 14 * u, y: top + 3 * u, sizes.heading)
        drawBoxes(y: top, on: canvas)
      }
      drawRule(y: top + rowHeight - 1.5 * u, width: 0.25, on: canvas)
    }
  }

  private func draw(_ stop: PacketStop, _ number: Int, y: Double, on canvas: borrowing Canvas) {
    let sizes = sheet.sizes
    let left = sheet.body.x + numberWidth
    var strong = TextStyle(size: 8.6 * u, isStrong: true)
    var right = TextStyle(size: 7 * u, alignment: .right)
    let villageWidth = min(canvas.measure(stop.village, right).width + 2 * u, textWidth * 0.42)
    canvas.write(stop.name, x: left, y: y + 0.5 * u, width: textWidth - villageWidth - 6 * u, strong)
    canvas.write(stop.village, x: left + textWidth - 4 * u, y: y + 1.6 * u, width: villageWidth, right)
    canvas.write(
      stop.details.filter { !$0.isEmpty }.joined(separator: " · "), x: left, y: y + 12.2 * u,
      width: textWidth - 4 * u, sizes.small)
    strong.alignment = .right
    canvas.write(String(number), x: left - 6 * u, y: y + 0.5 * u, strong)
    if let metres = stop.metres {
      right.colour = .softInk
      canvas.write(grouped(Int(metres.rounded())), x: left + textWidth + metresWidth, y: y + 1.6 * u, right)
    }
    drawBoxes(y: y, on: canvas)
  }

  private func drawBoxes(y: Double, on canvas: borrowing Canvas) {
    var x = sheet.body.x + numberWidth + textWidth + metresWidth
    let side = 9.5 * u
    for box in boxes {
      canvas.rectangle(
        Box(x: x + (box.width - side) / 2, y: y + (rowHeight - 3 * u - side) / 2, width: side, height: side))
      canvas.stroke(LineStyle(colour: .ink, width: 0.7 * u))
      x += box.width
    }
  }

  private func drawRule(y: Double, width: Double, on canvas: borrowing Canvas) {
    canvas.move(sheet.body.x, y)
    canvas.line(sheet.body.right, y)
    canvas.stroke(LineStyle(colour: .grey(0.4), width: width * u))
  }
}
