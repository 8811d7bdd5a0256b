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
  /// Villages beneath cells, and the borders between them.
  private let backdrop: [PaperShape]
  private let backdropBorders: BorderLines
  fileprivate(set) var unplacedNames: [String] = []
  /// Names of which the map has the number, from 1, in this order.
  fileprivate(set) var numberedNames: [String] = []
  /// For how many of them there is room beside the map.
  var mostNumberedNames = 0
  /// The way from target to target, if the map has one.
  private var route: RouteDrawing?

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
    backdrop = content.backdrop.map { frame.shape($0.region) }
    backdropBorders = BorderLines(backdrop)
    route = content.route.map { RouteDrawing($0, frame: frame, style: style) }
  }

  /// Areas whose number or id found no room.
  private var unplacedAreas = 0

  /// Numbers of a route, of sheets or of groups that found no room.
  var unplacedNumbers: Int { (route?.unplaced ?? 0) + unplacedAreas }

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
    route?.drawWays(on: canvas)
    drawLabels(on: canvas, centres)
    route?.drawNumbers(on: canvas)
    canvas.restore()
    canvas.rectangle(frame.box)
    canvas.stroke(LineStyle(colour: .ink, width: 0.8 * u))
  }

  private func drawGround(on canvas: borrowing Canvas) {
    for isInFocus in backdrop.isEmpty ? [] : [false, true] {
      for (figure, shape) in zip(content.backdrop, backdrop) where figure.isInFocus == isInFocus {
        canvas.add(shape)
      }
      canvas.fill(!isInFocus ? Palette.faded : style.isMono ? .paper : Palette.ground)
    }
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
    let areOnBackdrop = !backdrop.isEmpty
    func kind(_ piece: BorderLines.Piece) -> Int {
      let (left, right) = (Int(piece.left), Int(piece.right))
      if areOnBackdrop {
        // Townships and the outer border are drawn as the villages have them.
        let isBorder = theme.showsGroups && right >= 0 && groupOfPlace[left] != groupOfPlace[right]
        return isBorder ? 3 : isInFocus[left] || right >= 0 && isInFocus[right] ? 1 : 0
      }
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
      // The outline of an islet must not be darker than all its ground.
      let islets = k < 3 ? [] : lines.filter { $0.first == $0.last && PaperShape.area($0) < 40 * u * u }
      canvas.add(k < 3 ? lines : lines.filter { $0.first != $0.last || PaperShape.area($0) >= 40 * u * u })
      canvas.stroke(line)
      canvas.add(islets)
      canvas.stroke(LineStyle(colour: line.colour, width: line.width * 0.3))
    }
    drawBackdropBorders(weights, on: canvas)
    for i in theme.outlined { canvas.add(shapes[i]) }
    if !theme.outlined.isEmpty {
      var line = theme.outline
      line.width *= u
      canvas.stroke(line)
    }
  }

  private func drawBackdropBorders(_ weights: MapBorders, on canvas: borrowing Canvas) {
    guard !backdrop.isEmpty else { return }
    let township = CampaignMap.index(of: content.backdrop.map(\.township)).ofPlace
    let pieces = backdropBorders.pieces
    canvas.add(backdropBorders.lines { pieces[$0].right >= 0 })
    canvas.stroke(LineStyle(colour: .grey(0.35), width: 0.3 * u))
    canvas.add(
      backdropBorders.lines { i in
        pieces[i].right >= 0 && township[Int(pieces[i].left)] != township[Int(pieces[i].right)]
      })
    canvas.stroke(weights.township)
    let isInFocus = content.backdrop.map(\.isInFocus)
    canvas.add(
      backdropBorders.lines { i in
        let (left, right) = (Int(pieces[i].left), Int(pieces[i].right))
        return right < 0 ? isInFocus[left] : isInFocus[left] != isInFocus[right]
      })
    canvas.stroke(weights.outer)
  }

  /// Dots of targets, thinned to one of a kind in each half millimetre, as large as their crowd allows.
  private func drawDots(on canvas: borrowing Canvas) {
    guard !content.dots.isEmpty else { return }
    let size = 0.5 * 72 / 25.4 * u
    let open = max(content.dots.count { !$0.isVisited }, 1)
    let ground = theme.swatchOfPlace.indices.reduce(0) {
      $0 + (theme.swatchOfPlace[$1] < 0 ? 0 : shapes[$1].area)
    }
    let radius = min(max((ground / Double(open)).squareRoot() * 0.09, 0.9 * u), 2.2 * u)
    for symbol in DotSymbol.all(style) {
      var seen = Set<SIMD2<Int32>>()
      var places: [(x: Double, y: Double)] = []
      for dot in content.dots where symbol.shows(dot) {
        let (x, y) = frame.place(x: dot.x, y: dot.y)
        guard x.isFinite, y.isFinite, frame.box.contains(Box(x: x, y: y, width: 0, height: 0)) else {
          continue
        }
        guard seen.insert(SIMD2(Int32(x / size), Int32(y / size))).inserted else { continue }
        places.append((x, y))
      }
      symbol.draw(places, radius: radius, on: canvas)
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
      Box(
        x: centre.x - radii[i] * 0.85, y: centre.y - radii[i] * 0.85, width: radii[i] * 1.7,
        height: radii[i] * 1.7)
    }
    let stops = route?.place(on: canvas) ?? []
    var labels = MapLabels(frame: frame.box, obstacles: obstacles + stops, style: style)
    if theme.showsGroups {
      let areas = Areas(borders, areaOfPlace: groupOfPlace, count: groups.count)
      // Pages of a few sheets are read from afar; those of hundreds of villages must fit into them.
      let room = (frame.box.width * frame.box.height / Double(max(groups.count, 1))).squareRoot()
      let size = content.showsSheets ? min(max(room * 0.16, 6 * u), 13 * u) : 12 * u
      let text = TextStyle(size: size, isStrong: true, halo: size / 8)
      let leaders = labels.placeNumbers(groups, of: areas, text, least: min(5.4 * u, size), on: canvas)
      unplacedAreas = labels.unplaced.count
      draw(leaders, on: canvas)
    }
    if style.hasLabels {
      // On large ground the names of villages find room anywhere but in their middle, those of townships need not have it.
      let areLarge = side > 60
      if !areLarge { placeTownships(&labels, on: canvas) }
      placeNames(&labels, centres, radii, on: canvas)
      if areLarge { placeTownships(&labels, on: canvas) }
      placeNeighbours(&labels, on: canvas)
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

// MARK: - Names

extension MapDrawing {
  private func draw(_ leaders: [AreaNumbers.Leader], on canvas: borrowing Canvas) {
    for rim in [true, false] {
      for leader in leaders {
        canvas.move(leader.from.x, leader.from.y)
        canvas.line(leader.to.x, leader.to.y)
        canvas.stroke(LineStyle(colour: rim ? .paper : .ink, width: (rim ? 1.7 : 0.55) * u))
        canvas.circle(x: leader.to.x, y: leader.to.y, radius: (rim ? 1.7 : 1.1) * u)
        canvas.fill(rim ? .paper : .ink)
      }
    }
  }

  /// Larger where there is room: 6 to 10 points on A4, 8 at least on A3.
  private var nameSize: Double {
    let least = 6.1 * style.paper.nameEnlargement
    return min(max(side * 0.085 * u, least), max(10 * u, least))
  }

  private func placeTownships(_ labels: inout MapLabels, on canvas: borrowing Canvas) {
    guard !theme.showsGroups else { return }
    let isOnBackdrop = !backdrop.isEmpty
    let (ofPlace, names) = CampaignMap.index(
      of: isOnBackdrop
        ? content.backdrop.map(\.township) : content.places.map { $0.isInFocus ? $0.township : nil })
    guard names.count > 1 else { return }
    let areas = Areas(isOnBackdrop ? backdropBorders : borders, areaOfPlace: ofPlace, count: names.count)
    let text = TextStyle(
      size: max(8.4 * u, nameSize * 1.15), colour: style.isMono ? .ink : .grey(0.2), isStrong: true,
      halo: 1.1 * u)
    labels.place(names, of: areas, leastRoom: 0.5, text, on: canvas)
  }

  private mutating func placeNames(
    _ labels: inout MapLabels, _ centres: [Int: (x: Double, y: Double)], _ radii: [Double],
    on canvas: borrowing Canvas
  ) {
    let before = labels.unplaced.count
    // Larger figures first, then more targets, then more ground.
    let areas = shapes.map(\.area)
    let places = content.places
    let order = places.indices.filter { places[$0].isInFocus }.sorted {
      (places[$0].count, places[$0].tally.expected, areas[$0], $1)
        > (places[$1].count, places[$1].tally.expected, areas[$1], $0)
    }
    labels.place(
      places, shapes: shapes, order: order, centres: centres, radii: radii,
      TextStyle(
        size: nameSize, colour: style.isMono ? .ink : .grey(0.16),
        halo: (style.isMono ? 0.2 : 0.12) * nameSize), on: canvas)
    // The labels of cells are for pointing at; nobody misses one.
    guard !content.areCells else { return }
    let written = Set(labels.unplacedPlaces)
    unplacedNames = Array(labels.unplaced.dropFirst(before))
    // The legend of numbers belongs to maps for the wall; a sheet with a list of its own has names in that.
    guard content.list == nil, mostNumberedNames > 0 else { return }
    let left = order.filter { written.contains($0) }.prefix(mostNumberedNames)
    let placed = labels.placeNumbers(
      of: Array(left), shapes: shapes,
      TextStyle(size: max(nameSize * 0.8, 5.6 * u), colour: .ink, isStrong: true, halo: 0.14 * nameSize),
      on: canvas)
    numberedNames = placed.map { places[$0].name }
    let isNumbered = Set(placed)
    unplacedNames = order.filter { written.contains($0) && !isNumbered.contains($0) }.map { places[$0].name }
  }

  /// The names of neighbours, pale, where they are in sight.
  private func placeNeighbours(_ labels: inout MapLabels, on canvas: borrowing Canvas) {
    let isOnBackdrop = !backdrop.isEmpty
    guard isOnBackdrop || !content.areCells else { return }
    let places =
      isOnBackdrop
      ? content.backdrop.map { PlaceFigure(code: "", name: $0.name, isInFocus: $0.isInFocus) }
      : content.places
    let shapes = isOnBackdrop ? backdrop : shapes
    let order = places.indices.filter { !places[$0].isInFocus && shapes[$0].box != nil }
    labels.place(
      places, shapes: shapes, order: order, centres: [:], radii: [],
      TextStyle(size: 6.1 * u, colour: .grey(0.5)), on: canvas)
  }
}

extension Box {
  func union(_ other: Box) -> Box {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return Box(
      x: left, y: top, width: max(right, other.right) - left, height: max(bottom, other.bottom) - top)
  }

  func intersection(_ other: Box) -> Box {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return Box(
      x: left, y: top, width: max(0, min(right, other.right) - left),
      height: max(0, min(bottom, other.bottom) - top))
  }
}
