internal import CampaignModel

/// What is inside the frame of a map, from the ground up: areas, patterns, borders, symbols, names.
struct MapDrawing {
  let content: MapContent
  let style: MapStyle
  let theme: ThemeDrawing
  let frame: MapFrame
  let shapes: [PaperShape]
  let borders: BorderLines
  let groupOfPlace: [Int]
  let groups: [String]
  let circles: CircleScale
  private(set) var unplacedNames: [String] = []

  init(
    content: MapContent, style: MapStyle, theme: ThemeDrawing, frame: MapFrame, shapes: [PaperShape],
    borders: BorderLines, groupOfPlace: [Int], groups: [String], circles: CircleScale
  ) {
    self.content = content
    self.style = style
    self.theme = theme
    self.frame = frame
    self.shapes = shapes
    self.borders = borders
    self.groupOfPlace = groupOfPlace
    self.groups = groups
    self.circles = circles
  }

  private var u: Double { style.paper.enlargement }

  /// Draws the map and its frame.
  mutating func draw(on canvas: borrowing Canvas) {
    canvas.save()
    canvas.rectangle(frame.box)
    canvas.clip()
    drawGround(on: canvas)
    drawBorders(on: canvas)
    drawDots(on: canvas)
    let centres = drawCircles(on: canvas)
    drawLabels(on: canvas, centres)
    canvas.restore()
    canvas.rectangle(frame.box)
    canvas.stroke(LineStyle(colour: .ink, width: 0.8 * u))
  }

  private func drawGround(on canvas: borrowing Canvas) {
    for region in content.backdrop { canvas.add(frame.shape(region)) }
    if !content.backdrop.isEmpty { canvas.fill(Palette.ground) }
    let isFine = side < 4
    for swatch in -1..<theme.swatches.count {
      var box: Box?
      var members: [Int] = []
      for i in shapes.indices where theme.swatchOfPlace[i] == swatch {
        guard let own = shapes[i].box else { continue }
        box = box.map { $0.union(own) } ?? own
        members.append(i)
      }
      guard let box else { continue }
      let colour = swatch < 0 ? Palette.faded : theme.swatches[swatch].colour
      if let colour {
        for i in members { canvas.add(shapes[i]) }
        canvas.fill(colour)
        if isFine {
          // Without borders over them, seams between areas would shine through.
          for i in members { canvas.add(shapes[i]) }
          canvas.stroke(LineStyle(colour: colour, width: 0.2))
        }
      }
      if swatch >= 0, let hatching = theme.swatches[swatch].hatching {
        for i in members { canvas.add(shapes[i]) }
        canvas.hatch(hatching, within: box.intersection(frame.box))
      }
    }
  }

  /// The mean side of a place of the focus, in points.
  private var side: Double {
    let sizes = shapes.indices.filter { content.places[$0].isInFocus }.map { shapes[$0].area }
    return sizes.isEmpty ? 0 : (sizes.reduce(0, +) / Double(sizes.count)).squareRoot()
  }

  private func drawBorders(on canvas: borrowing Canvas) {
    let weights = MapBorders(style, side: side, areGrouped: theme.showsGroups)
    let isInFocus = content.places.map(\.isInFocus)
    let township = CampaignMap.index(of: content.places.map(\.township)).ofPlace
    func kind(_ piece: BorderLines.Piece) -> Int {
      let (left, right) = (Int(piece.left), Int(piece.right))
      let isLeftIn = isInFocus[left]
      guard right >= 0 else { return isLeftIn ? 4 : 0 }
      if isLeftIn != isInFocus[right] { return 4 }
      if !isLeftIn { return 0 }
      if theme.showsGroups && groupOfPlace[left] != groupOfPlace[right] { return 3 }
      return township[left] != township[right] ? 2 : 1
    }
    let kinds = borders.pieces.map(kind)
    let styles: [LineStyle?] = [weights.faded, weights.place, weights.township, weights.group, weights.outer]
    for (k, line) in styles.enumerated() {
      guard let line else { continue }
      let lines = borders.lines { kinds[$0] == k }
      if k >= 2 && style.isMono && k != 4 {
        // A light rim parts the line from the patterns beside it.
        canvas.add(lines)
        canvas.stroke(LineStyle(colour: .paper, width: line.width + 1.6 * u))
      }
      canvas.add(lines)
      canvas.stroke(line)
    }
    if !content.backdrop.isEmpty {
      canvas.add(BorderLines(content.backdrop.map(frame.shape)).lines { _ in true })
      canvas.stroke(LineStyle(colour: .grey(0.3), width: 0.35 * u))
    }
    for i in theme.outlined { canvas.add(shapes[i]) }
    if !theme.outlined.isEmpty {
      var line = theme.outline
      line.width *= u
      canvas.stroke(line)
    }
  }

  /// Dots of targets, thinned to one of a kind in each half millimetre.
  private func drawDots(on canvas: borrowing Canvas) {
    guard !content.dots.isEmpty else { return }
    let size = 0.5 * 72 / 25.4 * u
    for visited in [true, false] {
      var seen = Set<SIMD2<Int32>>()
      for dot in content.dots where dot.isVisited == visited {
        let (x, y) = frame.place(x: dot.x, y: dot.y)
        guard x.isFinite, y.isFinite, frame.box.contains(Box(x: x, y: y, width: 0, height: 0)) else { continue }
        guard seen.insert(SIMD2(Int32(x / size), Int32(y / size))).inserted else { continue }
        canvas.circle(x: x, y: y, radius: (visited ? 0.5 : 0.75) * u)
      }
      if visited {
        canvas.fill(.grey(0.2))
      } else {
        canvas.stroke(LineStyle(colour: style.isMono ? .ink : Palette.alarm, width: 0.45 * u))
      }
    }
  }

  /// - Returns: The middle of each place that has a circle.
  private func drawCircles(on canvas: borrowing Canvas) -> [Int: (x: Double, y: Double)] {
    var centres: [Int: (x: Double, y: Double)] = [:]
    let order = theme.circles.indices.filter { theme.circles[$0] > 0 }
      .sorted { (theme.circles[$0], -$0) > (theme.circles[$1], -$1) }
    let colour = theme.circleColour
    for i in order {
      guard let centre = VisualCentre.find(shapes[i], stretch: 1) else { continue }
      centres[i] = (centre.x, centre.y)
      let radius = circles.radius(theme.circles[i])
      canvas.circle(x: centre.x, y: centre.y, radius: radius)
      canvas.fill(Colour(colour.red, colour.green, colour.blue, alpha: style.isMono ? 0.45 : 0.72))
      canvas.circle(x: centre.x, y: centre.y, radius: radius)
      canvas.stroke(LineStyle(colour: .paper, width: 0.7 * u))
    }
    return centres
  }

  private mutating func drawLabels(on canvas: borrowing Canvas, _ centres: [Int: (x: Double, y: Double)]) {
    let radii = theme.circles.isEmpty ? [] : theme.circles.map(circles.radius)
    let obstacles = centres.map { i, centre in
      Box(x: centre.x - radii[i] * 0.85, y: centre.y - radii[i] * 0.85, width: radii[i] * 1.7, height: radii[i] * 1.7)
    }
    var labels = MapLabels(frame: frame.box, obstacles: obstacles, style: style)
    if theme.showsGroups {
      let areas = Areas(borders, areaOfPlace: groupOfPlace, count: groups.count)
      let text = TextStyle(size: 12 * u, isStrong: true, halo: 1.5 * u)
      labels.place(groups, of: areas, text, on: canvas)
    }
    if style.hasLabels {
      let (townshipOfPlace, townships) = CampaignMap.index(
        of: content.places.map { $0.isInFocus ? $0.township : nil })
      if townships.count > 1 && !theme.showsGroups {
        let areas = Areas(borders, areaOfPlace: townshipOfPlace, count: townships.count)
        let text = TextStyle(
          size: 8.4 * u, colour: style.isMono ? .ink : .grey(0.2), isStrong: true, halo: 1.1 * u, spacing: 0.9 * u)
        labels.place(townships, of: areas, text, on: canvas)
      }
      let before = labels.unplaced.count
      // Larger figures first, then more targets, then more ground.
      let areas = shapes.map(\.area)
      let places = content.places
      let order = places.indices.filter { places[$0].isInFocus }.sorted {
        (places[$0].count, places[$0].tally.expected, areas[$0], $1)
          > (places[$1].count, places[$1].tally.expected, areas[$1], $0)
      }
      labels.place(
        content.places, shapes: shapes, order: order, centres: centres, radii: radii,
        TextStyle(size: 6.1 * u, colour: style.isMono ? .ink : .grey(0.16), halo: 0.75 * u), on: canvas)
      unplacedNames = Array(labels.unplaced.dropFirst(before))
    }
    // Small names first, so that a large one is never under the rim of a small one.
    for label in labels.labels.reversed() {
      var text = label.style
      text.alignment = .centre
      let height = canvas.measure(label.text, label.style).height
      canvas.write(label.text, x: label.box.midX, y: label.box.midY - height / 2, text)
    }
  }

}

extension Box {
  func union(_ other: Box) -> Box {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return Box(x: left, y: top, width: max(right, other.right) - left, height: max(bottom, other.bottom) - top)
  }

  func intersection(_ other: Box) -> Box {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return Box(
      x: left, y: top, width: max(0, min(right, other.right) - left),
      height: max(0, min(bottom, other.bottom) - top))
  }
}
