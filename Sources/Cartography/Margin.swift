internal import CampaignModel

/// One thing in the margin of a map: knows how high it is at a width, and draws itself.
enum MarginItem {
  case headlines([Headline])
  case legend([LegendEntry])
  case table(GroupTable)
  /// The same as ``headlines(_:)`` in a line each, where a list needs the room.
  case figures([Headline])
  case list(MapList)
  /// Scale bar with the north arrow beside it.
  case scale(MapFrame, north: Double)
  /// Where the drawn part lies in the whole: shapes fitted to a square, and which of them are drawn; small where a list needs
  /// the room.
  case locator(regions: [Region], isInFocus: [Bool], isSmall: Bool = false)
  /// A remark of three lines at most.
  case note(String)
}

/// Sizes of what stands in the margin, in points.
struct MarginSizes {
  let u: Double
  let language: MapLanguage
  let isMono: Bool

  init(_ style: MapStyle) {
    u = style.paper.enlargement
    language = style.language
    isMono = style.isMono
  }

  var value: TextStyle { TextStyle(size: 11.5 * u, isStrong: true) }
  var body: TextStyle { TextStyle(size: 7.2 * u) }
  var small: TextStyle { TextStyle(size: 6.4 * u, colour: .softInk) }
  var heading: TextStyle { TextStyle(size: 8 * u, isStrong: true) }
  var row: Double { 11.2 * u }
  var tableRow: Double { 9.6 * u }
  var gap: Double { 11 * u }
}

extension MarginItem {
  /// True for what tells where and how large the map is, not what is on it.
  var standsAtFoot: Bool {
    switch self {
    case .scale, .locator: true
    case .headlines, .figures, .legend, .table, .list, .note: false
    }
  }

  func height(width: Double, _ sizes: MarginSizes) -> Double {
    let u = sizes.u
    switch self {
    case .headlines(let headlines): return Double(headlines.count) * 26 * u
    case .figures(let headlines): return Double(headlines.count) * 12.5 * u
    case .list(let list): return list.height(sizes)
    case .legend(let entries): return entries.reduce(0) { $0 + MarginItem.height($1, width, sizes) }
    case .table(let table):
      return Double(table.lineCount + 1 + (table.omitted > 0 ? 1 : 0)) * sizes.tableRow + 3 * u
    case .scale: return 34 * u
    case .locator(_, _, let isSmall): return (isSmall ? 52 * u : min(width * 0.62, 110 * u)) + 10 * u
    case .note: return 27 * u
    }
  }

  private static func height(_ entry: LegendEntry, _ width: Double, _ sizes: MarginSizes) -> Double {
    switch entry {
    case .heading: 14 * sizes.u
    case .circles(let values, _): values.isEmpty ? 0 : 2 * CircleScale.largest * sizes.u + 11 * sizes.u
    case .ground, .outlined, .line, .dot: sizes.row
    }
  }

  /// The same in less room, which a list is given before it is cut: closer rows, then a smaller locator.
  func tightened(_ step: Int) -> MarginItem {
    switch self {
    case .list(var list) where step >= 1:
      list.isCompact = true
      return .list(list)
    case .locator(let regions, let isInFocus, _) where step >= 2:
      return .locator(regions: regions, isInFocus: isInFocus, isSmall: true)
    default: return self
    }
  }

  /// Draws the item with its left upper corner at a place.
  func draw(
    on canvas: borrowing Canvas, x: Double, y: Double, width: Double, circles: CircleScale,
    _ sizes: MarginSizes
  ) {
    switch self {
    case .headlines(let headlines):
      for (i, headline) in headlines.enumerated() {
        let top = y + Double(i) * 26 * sizes.u
        canvas.write(headline.value, x: x, y: top, width: width, sizes.value)
        canvas.write(headline.label, x: x, y: top + 13.5 * sizes.u, width: width, sizes.small)
      }
    case .figures(let headlines):
      let value = TextStyle(size: 8 * sizes.u, isStrong: true, alignment: .right)
      for (i, headline) in headlines.enumerated() {
        let top = y + Double(i) * 12.5 * sizes.u
        let room = canvas.measure(headline.value, value).width
        canvas.write(headline.value, x: x + width, y: top, width: width, value)
        canvas.write(
          headline.label, x: x, y: top + 1.2 * sizes.u, width: max(width - room - 4 * sizes.u, 20 * sizes.u),
          sizes.small)
      }
    case .list(let list): list.draw(on: canvas, x: x, y: y, width: width, sizes)
    case .legend(let entries):
      var top = y
      for entry in entries {
        MarginItem.draw(entry, on: canvas, x: x, y: top, width: width, circles, sizes)
        top += MarginItem.height(entry, width, sizes)
      }
    case .table(let table): table.draw(on: canvas, x: x, y: y, width: width, sizes)
    case .scale(let frame, let north):
      let arrow = 20 * sizes.u
      ScaleBar(frame, room: width - arrow - 12 * sizes.u).draw(on: canvas, x: x, y: y + 3 * sizes.u, sizes)
      NorthArrow.draw(
        on: canvas, x: x + width - arrow / 2, y: y + 15 * sizes.u, height: 26 * sizes.u, angle: north, sizes)
    case .locator(let regions, let isInFocus, _):
      Locator.draw(
        regions, isInFocus, on: canvas,
        box: Box(x: x, y: y, width: width, height: height(width: width, sizes) - 10 * sizes.u), sizes)
    case .note(let text): canvas.writeParagraph(text, x: x, y: y, width: width, lines: 3, sizes.small)
    }
  }

  private static func draw(
    _ entry: LegendEntry, on canvas: borrowing Canvas, x: Double, y: Double, width: Double,
    _ circles: CircleScale,
    _ sizes: MarginSizes
  ) {
    let u = sizes.u
    let box = Box(x: x, y: y + 1.2 * u, width: 17 * u, height: 8.2 * u)
    let textX = box.right + 5 * u
    let countWidth = 26 * u
    func text(_ label: String, count: Int?) {
      canvas.write(
        label, x: textX, y: y, width: width - (textX - x) - (count == nil ? 0 : countWidth), sizes.body)
      if let count {
        var style = sizes.body
        style.alignment = .right
        style.colour = count == 0 ? .grey(0.6) : .softInk
        canvas.write(grouped(count), x: x + width, y: y, style)
      }
    }
    switch entry {
    case .heading(let title, let counts):
      var right = sizes.small
      right.alignment = .right
      let room = counts.isEmpty ? 0 : canvas.measure(counts, right).width + 6 * u
      canvas.write(title, x: x, y: y, width: width - room, sizes.heading)
      if room > 0 { canvas.write(counts, x: x + width, y: y + 1.4 * u, right) }
    case .ground(let swatch, let label, let count):
      canvas.draw(swatch, in: box)
      canvas.rectangle(box)
      canvas.stroke(LineStyle(colour: .grey(0.35), width: 0.35 * u))
      text(label, count: count)
    case .outlined(let line, let label, let count):
      canvas.rectangle(box.inset(line.width / 2))
      canvas.stroke(line)
      text(label, count: count)
    case .line(let line, let label):
      canvas.move(box.x, box.midY)
      canvas.line(box.right, box.midY)
      canvas.stroke(line)
      text(label, count: nil)
    case .dot(let symbol, let label):
      symbol.draw([(box.midX, box.midY)], radius: 2 * u, on: canvas)
      text(label, count: nil)
    case .circles(let values, let colour):
      guard let most = values.first else { return }
      let bottom = y + 2 * CircleScale.largest * u + 3 * u
      let widest = circles.radius(most)
      var lowest = -Double.infinity
      for value in values {
        let radius = circles.radius(value)
        canvas.circle(x: x + widest, y: bottom - radius, radius: radius)
        canvas.fill(Colour(colour.red, colour.green, colour.blue, alpha: 0.25))
        canvas.circle(x: x + widest, y: bottom - radius, radius: radius)
        canvas.stroke(LineStyle(colour: colour, width: 0.6 * u))
        let top = bottom - 2 * radius
        // Figures of small circles move down, so that none stands upon another.
        let textTop = max(top - 4.6 * u, lowest)
        lowest = textTop + 8.6 * u
        canvas.move(x + widest, top)
        canvas.line(x + 2 * widest + 2 * u, top)
        canvas.line(x + 2 * widest + 7 * u, textTop + 4.6 * u)
        canvas.stroke(LineStyle(colour: .grey(0.5), width: 0.3 * u))
        canvas.write(grouped(value), x: x + 2 * widest + 9 * u, y: textTop, sizes.body)
      }
    }
  }
}

/// Areas of circles in proportion to figures.
struct CircleScale {
  /// Radius of the largest circle on A4, in points.
  static let largest = 11.0
  let most: Int
  let u: Double

  /// Points; at least a dot, so that no figure is lost.
  func radius(_ value: Int) -> Double {
    guard value > 0, most > 0 else { return 0 }
    return max(CircleScale.largest * u * (Double(value) / Double(most)).squareRoot(), 1.1 * u)
  }
}

extension Canvas {
  /// Fills a box as ground is filled.
  borrowing func draw(_ swatch: Swatch, in box: Box) {
    if let colour = swatch.colour {
      rectangle(box)
      fill(colour)
    }
    if let hatching = swatch.hatching {
      rectangle(box)
      hatch(hatching, within: box)
    }
  }
}
