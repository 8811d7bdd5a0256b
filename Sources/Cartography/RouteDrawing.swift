/// A route on a map: a line from stop to stop with arrowheads, a dot at each stop, its number beside it.
struct RouteDrawing {
  /// Stops that lie upon one another on paper, as one dot: houses of one yard, flats of one building.
  private struct Dot {
    var x: Double
    var y: Double
    var text: String
    var isStart: Bool
  }

  private let ways: [[(x: Double, y: Double)]]
  private let dots: [Dot]
  private let names: [(text: String, x: Double, y: Double)]
  private let style: MapStyle
  private let frame: Box
  /// Where numbers stand; nil for those without room.
  private var numbers: [Box?] = []

  private var u: Double { style.paper.enlargement }
  private var text: TextStyle {
    TextStyle(size: 5.9 * u, colour: .ink, isStrong: true, halo: 0.9 * u)
  }
  private var nameText: TextStyle {
    TextStyle(size: 11 * u, colour: .ink, isStrong: true, halo: 1.4 * u)
  }

  init(_ route: MapRoute, frame: MapFrame, style: MapStyle) {
    self.style = style
    self.frame = frame.box
    let u = style.paper.enlargement
    var dots: [Dot] = []
    ways = route.ways.map { way in
      var last: Int?
      return way.enumerated().map { i, stop in
        let (x, y) = frame.place(x: stop.x, y: stop.y)
        if let k = last, abs(dots[k].x - x) + abs(dots[k].y - y) < 2.4 * u {
          let first = dots[k].text.split(separator: "–").first.map(String.init) ?? stop.number
          dots[k].text = stop.number.isEmpty ? "" : "\(first)–\(stop.number)"
        } else {
          last = dots.count
          dots.append(Dot(x: x, y: y, text: stop.number, isStart: i == 0))
        }
        return (x, y)
      }
    }
    self.dots = dots
    names = zip(route.names, ways).compactMap { name, way in
      guard !name.isEmpty, !way.isEmpty else { return nil }
      // The middle stop is on the way, wherever that turns.
      let middle = way[way.count / 2]
      return (name, middle.x, middle.y)
    }
  }

  /// Dots and numbers, which names of places keep away from.
  mutating func place(on canvas: borrowing Canvas) -> [Box] {
    let radius = 2.7 * u
    var obstacles = dots.filter { !$0.text.isEmpty }.map { around($0.x, $0.y, radius) }
    let big = names.map { name in
      let size = canvas.measure(name.text, nameText)
      return Box(
        x: name.x - size.width / 2, y: name.y - size.height / 2, width: size.width, height: size.height)
    }
    obstacles += big
    let wishes = dots.map { dot in
      guard !dot.text.isEmpty else { return Labels.Wish(width: 0, height: 0, candidates: []) }
      let size = canvas.measure(dot.text, text)
      let height = size.height * 0.72
      let (dx, dy) = (radius + size.width / 2 + 0.4 * u, radius + height / 2)
      let near = [
        (dx, 0), (-dx, 0), (0, -dy), (0, dy), (dx * 0.8, -dy * 0.8), (-dx * 0.8, -dy * 0.8),
        (dx * 0.8, dy * 0.8), (-dx * 0.8, dy * 0.8),
      ]
      return Labels.Wish(
        width: size.width, height: height,
        candidates: (near + near.map { ($0.0 * 1.7, $0.1 * 1.7) }).map { (dot.x + $0.0, dot.y + $0.1) })
    }
    numbers = Labels.place(wishes, within: frame.inset(1), obstacles: obstacles, gap: 0.2)
    return obstacles + numbers.compactMap { $0 }
  }

  /// Numbers that found no room.
  var unplaced: Int { zip(dots, numbers).count { !$0.0.text.isEmpty && $0.1 == nil } }

  func drawWays(on canvas: borrowing Canvas) {
    for (k, way) in ways.enumerated() where way.count > 1 {
      let colour = colour(k)
      canvas.move(way[0].x, way[0].y)
      for point in way.dropFirst() { canvas.line(point.x, point.y) }
      // On a copier lines are told apart by their dashes.
      let dashes: [[Double]] = style.isMono && ways.count > 1 ? [[], [3, 1.5], [1, 1.2]] : [[]]
      canvas.stroke(
        LineStyle(colour: colour, width: 0.9 * u, dashes: dashes[k % dashes.count].map { $0 * u }))
      if names.isEmpty {
        for (a, b) in zip(way, way.dropFirst()) { drawArrow(from: a, to: b, colour, on: canvas) }
      }
    }
    for dot in dots {
      if dot.text.isEmpty {
        canvas.circle(x: dot.x, y: dot.y, radius: 0.8 * u)
        canvas.fill(.ink)
        continue
      }
      canvas.circle(x: dot.x, y: dot.y, radius: (dot.isStart ? 2.6 : 1.5) * u)
      canvas.fill(dot.isStart ? .ink : .paper)
      canvas.circle(x: dot.x, y: dot.y, radius: (dot.isStart ? 2.6 : 1.5) * u)
      canvas.stroke(LineStyle(colour: .ink, width: 0.7 * u))
    }
  }

  func drawNumbers(on canvas: borrowing Canvas) {
    for (dot, box) in zip(dots, numbers) {
      guard let box else { continue }
      var style = text
      style.alignment = .centre
      let height = canvas.measure(dot.text, style).height
      canvas.write(dot.text, x: box.midX, y: box.midY - height / 2, style)
    }
    for name in names {
      var style = nameText
      style.alignment = .centre
      let height = canvas.measure(name.text, style).height
      canvas.write(name.text, x: name.x, y: name.y - height / 2, style)
    }
  }

  private func around(_ x: Double, _ y: Double, _ radius: Double) -> Box {
    Box(x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius)
  }

  private func colour(_ way: Int) -> Colour {
    if style.isMono { return .grey(0.25) }
    let hues = [257.0, 44, 150, 320, 90, 200]
    return Colour(lightness: 0.52, chroma: 0.13, hue: hues[way % hues.count])
  }

  /// An arrowhead in the middle of a leg that is long enough for it.
  private func drawArrow(
    from a: (x: Double, y: Double), to b: (x: Double, y: Double), _ colour: Colour,
    on canvas: borrowing Canvas
  ) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 14 * u else { return }
    let (ex, ey) = (dx / length, dy / length)
    let (x, y) = (a.x + dx * 0.55, a.y + dy * 0.55)
    let (long, wide) = (3.2 * u, 1.5 * u)
    canvas.move(x + ex * long / 2, y + ey * long / 2)
    canvas.line(x - ex * long / 2 - ey * wide, y - ey * long / 2 + ex * wide)
    canvas.line(x - ex * long / 2 + ey * wide, y - ey * long / 2 - ex * wide)
    canvas.close()
    canvas.fill(colour)
  }
}
