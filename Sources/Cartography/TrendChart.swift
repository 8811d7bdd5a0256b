internal import CampaignModel

/// Bars of effective visits per day, and above them the share of targets visited so far: where it stands, where it should be, and
/// when it will be finished.
public enum TrendChart {
  /// Draws one page.
  ///
  /// - Throws: ``CartographyError`` if the picture would be too large. - Complexity: O(days).
  public static func draw(_ trend: TrendFigure, style: MapStyle) throws(CartographyError) -> [UInt8] {
    let size = style.paper.size
    let isPortrait = style.orientation == .portrait
    let canvas = try Canvas(
      width: isPortrait ? size.short : size.long, height: isPortrait ? size.long * 0.5 : size.short,
      format: style.format,
      dpi: style.dpi,
      about: DocumentNote(
        title: "\(trend.title) · \(trend.subtitle)", author: trend.title, subject: trend.subtitle,
        language: style.language), date: trend.days.last?.date)
    let edge = 26 * style.paper.enlargement
    paint(
      trend, style: style, on: canvas,
      in: Box(x: 0, y: 0, width: canvas.width, height: canvas.height).inset(edge), hasTitle: true)
    return try canvas.finished()
  }

  /// Draws into a part of a page.
  static func paint(
    _ trend: TrendFigure, style: MapStyle, on canvas: borrowing Canvas, in box: Box, hasTitle: Bool
  ) {
    TrendDrawing(trend, style, in: box, hasTitle: hasTitle).draw(on: canvas)
  }
}

/// Where days and figures lie on the page.
private struct TrendDrawing {
  let trend: TrendFigure
  let style: MapStyle
  let sizes: MarginSizes
  let box: Box
  let hasTitle: Bool
  let shares: Box
  let bars: Box
  let first: Int32
  let last: Int32
  let barTop: Double
  let barStep: Double
  private var u: Double { sizes.u }

  init(_ trend: TrendFigure, _ style: MapStyle, in box: Box, hasTitle: Bool) {
    self.trend = trend
    self.style = style
    self.box = box
    self.hasTitle = hasTitle
    sizes = MarginSizes(style)
    let u = sizes.u
    let head = (hasTitle ? 66 : 30) * u
    let plot = Box(
      x: box.x + 34 * u, y: box.y + head, width: box.width - 40 * u, height: box.height - head - 16 * u)
    shares = Box(x: plot.x, y: plot.y, width: plot.width, height: plot.height * 0.58)
    bars = Box(
      x: plot.x, y: plot.y + plot.height * 0.66, width: plot.width, height: plot.height * 0.34)
    let days =
      trend.days.map(\.date.dayNumber)
      + [trend.campaign?.lowerBound, trend.campaign?.upperBound, trend.finish, trend.finishRange?.upperBound]
      .compactMap { $0?.dayNumber }
    first = days.min() ?? 0
    // A forecast far away must not press the days that were into a corner.
    let lived = max(trend.days.last?.date.dayNumber ?? first, trend.campaign?.upperBound.dayNumber ?? first)
    let ahead = max(days.max() ?? 0, trend.fan.last?.date.dayNumber ?? 0)
    last = max(min(ahead, lived + max((lived - first) / 2, 10)), first + 1)
    let most = trend.days.map { $0.firstVisits + $0.revisits }.max() ?? 0
    barStep = Classing.axisStep(Double(max(most, 1)), count: 4)
    barTop = max((Double(most) / barStep).rounded(.up), 1) * barStep
  }

  /// The middle of a day.
  private func x(_ day: Int32) -> Double {
    shares.x + shares.width * (Double(day - first) + 0.5) / Double(last - first + 1)
  }

  private func y(share: Double) -> Double { shares.bottom - shares.height * min(max(share, 0), 1) }

  private var colours: (bar: Colour, again: Colour, line: Colour, band: Colour) {
    style.isMono
      ? (.grey(0.25), .paper, .ink, .grey(0.86))
      : (
        Palette.complete, Palette.coverage(5)[2], Palette.complete,
        Colour(lightness: 0.93, chroma: 0.045, hue: 75)
      )
  }

  func draw(on canvas: borrowing Canvas) {
    if hasTitle {
      canvas.write(
        trend.title, x: box.x, y: box.y - 4 * u, width: box.width, TextStyle(size: 16 * u, isStrong: true))
      canvas.write(
        trend.subtitle, x: box.x, y: box.y + 17.5 * u, width: box.width,
        TextStyle(size: 8.6 * u, colour: .softInk))
    }
    drawFan(on: canvas)
    drawAxes(on: canvas)
    drawBars(on: canvas)
    drawPace(on: canvas)
    drawEnd(on: canvas)
    drawShare(on: canvas)
    drawFinish(on: canvas)
    drawLegend(on: canvas)
  }

  /// Where it stands on the last day.
  private var standing: (day: Int32, visited: Int)? {
    trend.days.last.map { ($0.date.dayNumber, trend.days.reduce(0) { $0 + $1.firstVisits }) }
  }

  private func share(_ visited: Int) -> Double { Double(visited) / Double(max(trend.expected, 1)) }

  /// The days ahead that are on the chart.
  private var fan: ArraySlice<TrendFigure.FanDay> { trend.fan.prefix { $0.date.dayNumber <= last } }

  private func drawFan(on canvas: borrowing Canvas) {
    guard let standing, !fan.isEmpty else { return }
    func outline() {
      canvas.move(x(standing.day), y(share: share(standing.visited)))
      for day in fan { canvas.line(x(day.date.dayNumber), y(share: share(day.high))) }
      for day in fan.reversed() { canvas.line(x(day.date.dayNumber), y(share: share(day.low))) }
      canvas.close()
    }
    outline()
    canvas.fill(colours.band)
    guard style.isMono else { return }
    outline()
    canvas.hatch(fanHatching, within: shares)
  }

  /// What tells the fan from the paper on a copy.
  private var fanHatching: Hatching {
    Hatching(pattern: .lines([45]), spacing: 4 * u, weight: 0.3 * u, colour: .grey(0.4))
  }

  /// On the line of 100 %, when all will be visited: the likely day, and the range of days around it.
  private func drawFinish(on canvas: borrowing Canvas) {
    guard let finish = trend.finish, let standing, finish.dayNumber > standing.day else { return }
    let top = shares.y
    let isBeyond = (trend.finishRange?.upperBound ?? finish).dayNumber > last
    if let range = trend.finishRange {
      // A range that goes on beyond the last day ends in an arrow, not as if it ended there.
      let from = min(x(range.lowerBound.dayNumber), shares.right - 9 * u)
      canvas.move(from, top)
      canvas.line(isBeyond ? shares.right - 5 * u : x(range.upperBound.dayNumber), top)
      canvas.stroke(LineStyle(colour: colours.line, width: 2.6 * u))
    }
    if isBeyond {
      canvas.move(shares.right + 2 * u, top)
      canvas.line(shares.right - 6 * u, top - 4 * u)
      canvas.line(shares.right - 6 * u, top + 4 * u)
      canvas.close()
      canvas.fill(colours.line)
    }
    if finish.dayNumber <= last {
      canvas.circle(x: x(finish.dayNumber), y: top, radius: 3 * u)
      canvas.fill(.paper)
      canvas.circle(x: x(finish.dayNumber), y: top, radius: 3 * u)
      canvas.stroke(LineStyle(colour: colours.line, width: 1.4 * u))
    }
    var text = sizes.body
    text.alignment = .centre
    text.isStrong = true
    text.halo = u
    let range = trend.finishRange.map { "  (\($0.lowerBound) – \($0.upperBound))" } ?? ""
    let label = "\(sizes.language.word("likely finished")) \(finish)\(range)"
    let half = canvas.measure(label, text).width / 2
    let middle = min(max(min(x(finish.dayNumber), shares.right), shares.x + half), box.right - half)
    canvas.write(label, x: middle, y: top - 14 * u, text)
  }

  private func drawAxes(on canvas: borrowing Canvas) {
    let grid = LineStyle(colour: .grey(0.84), width: 0.4 * u)
    var text = sizes.small
    text.alignment = .right
    for k in 0...4 {
      let level = y(share: Double(k) / 4)
      canvas.move(shares.x, level)
      canvas.line(shares.right, level)
      canvas.stroke(grid)
      canvas.write("\(k * 25) %", x: shares.x - 4 * u, y: level - 4.2 * u, text)
    }
    var value = 0.0
    while value <= barTop + barStep / 2 {
      let level = bars.bottom - bars.height * value / barTop
      canvas.move(bars.x, level)
      canvas.line(bars.right, level)
      canvas.stroke(grid)
      canvas.write(grouped(Int(value.rounded())), x: bars.x - 4 * u, y: level - 4.2 * u, text)
      value += barStep
    }
    for box in [shares, bars] {
      canvas.move(box.x, box.bottom)
      canvas.line(box.right, box.bottom)
      canvas.stroke(LineStyle(colour: .ink, width: 0.7 * u))
    }
    canvas.write(
      sizes.language.word("Effective visits a day"), x: bars.x, y: (shares.bottom + bars.y) / 2 - 4 * u,
      width: bars.width * 0.5,
      sizes.small)
    drawDays(on: canvas)
  }

  /// A mark for each day, week or month, as there is room; days are written as `11-21`, the first one with its year.
  private func drawDays(on canvas: borrowing Canvas) {
    var text = sizes.small
    text.alignment = .centre
    let perLabel = Int32(max((42 * u / (shares.width / Double(last - first + 1))).rounded(.up), 1))
    let step = [1, 2, 7, 14, 28, 56, 91, 182, 364].first { $0 >= perLabel } ?? max(perLabel, 364)
    for day in stride(from: first, through: last, by: Int(step)) {
      canvas.move(x(day), bars.bottom)
      canvas.line(x(day), bars.bottom + 3 * u)
      canvas.stroke(LineStyle(colour: .ink, width: 0.5 * u))
      let date = LocalDate(dayNumber: day).description
      let isNewYear =
        day == first || date.prefix(4) != LocalDate(dayNumber: day - Int32(step)).description.prefix(4)
      canvas.write(isNewYear ? date : String(date.suffix(5)), x: x(day), y: bars.bottom + 4 * u, text)
    }
  }

  private func drawBars(on canvas: borrowing Canvas) {
    let width = max(min(bars.width / Double(last - first + 1) * 0.78, 16 * u), 0.5)
    for (isAgain, colour) in [(false, colours.bar), (true, colours.again)] {
      for day in trend.days where (isAgain ? day.revisits : day.firstVisits) > 0 {
        let base = isAgain ? day.firstVisits : 0
        let count = isAgain ? day.revisits : day.firstVisits
        let scale = bars.height / barTop
        let box = Box(
          x: x(day.date.dayNumber) - width / 2, y: bars.bottom - Double(base + count) * scale, width: width,
          height: Double(count) * scale)
        canvas.rectangle(box)
        canvas.fill(colour)
        if style.isMono {
          canvas.rectangle(box)
          canvas.stroke(LineStyle(colour: .ink, width: 0.3 * u))
        }
      }
    }
  }

  private var paceLine: LineStyle {
    LineStyle(colour: .grey(0.45), width: 0.9 * u, dashes: [3 * u, 2.2 * u])
  }

  /// The middle one of all foreseen courses.
  private var courseLine: LineStyle {
    LineStyle(colour: colours.line, width: 1.1 * u, dashes: [1.2 * u, 1.8 * u])
  }

  /// An even pace from the first day to the last: nobody's plan, a line to compare with.
  private func drawPace(on canvas: borrowing Canvas) {
    guard let campaign = trend.campaign else { return }
    canvas.move(x(campaign.lowerBound.dayNumber), y(share: 0))
    canvas.line(x(campaign.upperBound.dayNumber), y(share: 1))
    canvas.stroke(paceLine)
  }

  private func drawShare(on canvas: borrowing Canvas) {
    guard trend.expected > 0, let start = trend.days.first, let end = trend.days.last else { return }
    var sum = 0
    canvas.move(max(x(start.date.dayNumber - 1), shares.x), y(share: 0))
    for day in trend.days {
      // Days without visits are level: the line steps at the days that have some.
      canvas.line(max(x(day.date.dayNumber - 1), shares.x), y(share: Double(sum) / Double(trend.expected)))
      sum += day.firstVisits
      canvas.line(x(day.date.dayNumber), y(share: Double(sum) / Double(trend.expected)))
    }
    canvas.stroke(LineStyle(colour: colours.line, width: 2 * u))
    let share = Double(sum) / Double(trend.expected)
    let (endX, endY) = (x(end.date.dayNumber), y(share: share))
    if !fan.isEmpty {
      canvas.move(endX, endY)
      for day in fan { canvas.line(x(day.date.dayNumber), y(share: self.share(day.middle))) }
      canvas.stroke(courseLine)
    }
    canvas.circle(x: endX, y: endY, radius: 2.4 * u)
    canvas.fill(colours.line)
    var text = sizes.body
    text.isStrong = true
    text.halo = 1.2 * u
    text.alignment = .right
    let label = "\(percent(share))  \(grouped(sum))/\(grouped(trend.expected))"
    let size = canvas.measure(label, text)
    // Left of the line, unless the line has only begun; where it runs into no other line.
    let left = [-size.height - 1 * u, 5 * u, -size.height - 12 * u, 16 * u].map {
      Box(x: endX - 5 * u - size.width, y: endY + $0, width: size.width, height: size.height)
    }
    let right = [3 * u, -size.height - 3 * u].map {
      Box(x: endX + 6 * u, y: endY + $0, width: size.width, height: size.height)
    }
    let boxes = (left + right).filter { shares.contains($0) }
    guard let box = boxes.first(where: { !meetsLine($0) }) ?? boxes.first else { return }
    text.alignment = .left
    canvas.write(label, x: box.x, y: box.y, text)
  }

  /// True if the line of shares, the expected pace or the middle course runs through a box.
  private func meetsLine(_ box: Box) -> Bool {
    var lines: [[(x: Double, y: Double)]] = []
    if let campaign = trend.campaign {
      lines.append([
        (x(campaign.lowerBound.dayNumber), y(share: 0)), (x(campaign.upperBound.dayNumber), y(share: 1)),
      ])
    }
    var sum = 0
    lines.append(
      trend.days.flatMap { day in
        let before = (x: max(x(day.date.dayNumber - 1), shares.x), y: y(share: share(sum)))
        sum += day.firstVisits
        return [before, (x: x(day.date.dayNumber), y: y(share: share(sum)))]
      })
    lines.append(fan.map { (x($0.date.dayNumber), y(share: share($0.middle))) })
    let room = Box(x: box.x, y: box.y, width: box.width, height: box.height).inset(-1.5 * u)
    return lines.contains { line in
      zip(line, line.dropFirst()).contains { a, b in
        // Steps of a point are finer than any box.
        let steps = max(Int(max(abs(b.x - a.x), abs(b.y - a.y))), 1)
        return (0...steps).contains { k in
          let t = Double(k) / Double(steps)
          return room.contains(Box(x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, width: 0, height: 0))
        }
      }
    }
  }

  private func drawEnd(on canvas: borrowing Canvas) {
    guard let end = trend.campaign?.upperBound else { return }
    let edge = x(end.dayNumber) + shares.width / Double(last - first + 1) / 2
    canvas.move(edge, shares.y)
    canvas.line(edge, bars.bottom)
    canvas.stroke(LineStyle(colour: style.isMono ? .ink : Palette.alarm, width: 1.1 * u))
    var text = sizes.small
    text.colour = style.isMono ? .ink : Colour(lightness: 0.52, chroma: 0.16, hue: 40)
    text.halo = u
    let label = "\(sizes.language.word("campaign ends")) \(end)"
    let fits = edge + canvas.measure(label, text).width + 3 * u < box.right
    text.alignment = fits ? .left : .right
    canvas.write(label, x: fits ? edge + 3 * u : edge - 3 * u, y: (shares.bottom + bars.y) / 2 - 4 * u, text)
  }

  private func drawLegend(on canvas: borrowing Canvas) {
    var x = shares.x
    let y = box.y + (hasTitle ? 34 : 0) * u
    let language = sizes.language
    func write(_ label: String) {
      canvas.write(language.word(label), x: x + 19 * u, y: y, sizes.body)
      x += 19 * u + canvas.measure(language.word(label), sizes.body).width + 16 * u
    }
    func swatch(_ colour: Colour, _ hatching: Hatching? = nil) {
      let patch = Box(x: x, y: y + 1.5 * u, width: 14 * u, height: 7 * u)
      canvas.draw(Swatch(colour: colour, hatching: hatching), in: patch)
      canvas.rectangle(patch)
      canvas.stroke(LineStyle(colour: .grey(0.35), width: 0.35 * u))
    }
    func line(_ style: LineStyle) {
      canvas.move(x, y + 5 * u)
      canvas.line(x + 14 * u, y + 5 * u)
      canvas.stroke(style)
    }
    line(LineStyle(colour: colours.line, width: 2 * u))
    write("visited so far")
    if trend.campaign != nil {
      line(paceLine)
      write("even pace")
    }
    if !trend.fan.isEmpty {
      line(courseLine)
      write("likely course")
      swatch(colours.band, style.isMono ? fanHatching : nil)
      write("forecast, 80 % range")
    }
    swatch(colours.bar)
    write("first visits")
    swatch(colours.again)
    write("revisits")
  }
}
