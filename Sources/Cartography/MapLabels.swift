internal import CampaignModel

/// The names on a map, placed.
struct MapLabels {
  struct Label {
    var text: String
    var style: TextStyle
    var box: Box
  }

  private(set) var labels: [Label] = []
  /// Names of places for which there was no room.
  private(set) var unplaced: [String] = []
  /// Indices of the places among the last ones placed for whose names there was no room.
  private(set) var unplacedPlaces: [Int] = []

  private var taken: [Box]
  private let frame: Box
  private let style: MapStyle

  init(frame: Box, obstacles: [Box], style: MapStyle) {
    self.frame = frame.inset(1.5)
    taken = obstacles
    self.style = style
  }

  /// Writes the short names of areas (ids of groups, numbers of sheets), with lines to those that have no room for theirs.
  ///
  /// - Parameter least: the smallest letters, in points.
  /// - Returns: The lines.
  mutating func placeNumbers(
    _ names: [String], of areas: Areas, _ text: TextStyle, least: Double, on canvas: borrowing Canvas
  ) -> [AreaNumbers.Leader] {
    let numbers = AreaNumbers(
      names, of: areas, text, least: least, frame: frame, obstacles: taken, u: style.paper.enlargement,
      on: canvas)
    labels += numbers.labels
    unplaced += numbers.unplaced
    taken += numbers.labels.map(\.box)
    return numbers.leaders
  }

  /// Writes the names of areas (townships) in the middle of each of their parts that has room for it.
  ///
  /// The largest part of an area gets its name whatever room it has, unless that is less than `leastRoom` of what the name covers:
  /// on the map of a country the names of townships would hide the ground, and none would say where it belongs.
  mutating func place(
    _ names: [String], of areas: Areas, leastRoom: Double = 0, _ text: TextStyle, on canvas: borrowing Canvas
  ) {
    var wishes: [(Labels.Wish, String)] = []
    var isNamed = [Bool](repeating: false, count: names.count)
    var tooSmall: [(area: Int, name: String)] = []
    for part in areas.parts where !names[part.area].isEmpty {
      let size = canvas.measure(names[part.area], text)
      if part.size < size.width * size.height * leastRoom {
        tooSmall.append((part.area, names[part.area]))
        continue
      }
      // A part is worth its own name if the name fits, with some ground around it.
      if isNamed[part.area] && part.size < size.width * size.height * 1.5 { continue }
      guard let centre = VisualCentre.find(part.shape, stretch: max(1, size.width / size.height)) else {
        continue
      }
      if isNamed[part.area] && centre.room * 2 < size.height { continue }
      isNamed[part.area] = true
      let shifts = [0, 0.5, -0.5, 1, -1, 1.6, -1.6]
      let candidates = shifts.flatMap { dy in
        [0, 0.3, -0.3].map { (x: centre.x + $0 * size.width, y: centre.y + dy * size.height) }
      }
      wishes.append(
        (Labels.Wish(width: size.width, height: size.height * 0.9, candidates: candidates), names[part.area]))
    }
    var isUnplaced = Set<Int>()
    for (area, name) in tooSmall where !isNamed[area] && isUnplaced.insert(area).inserted {
      unplaced.append(name)
    }
    add(wishes, text)
  }

  /// Writes names of places in or around their middle, the more important first.
  ///
  /// - Parameter radii: the circle in the middle of each place, in points; empty for none.
  mutating func place(
    _ places: [PlaceFigure], shapes: [PaperShape], order: [Int], centres: [Int: (x: Double, y: Double)],
    radii: [Double], _ text: TextStyle, on canvas: borrowing Canvas
  ) {
    var wishes: [(Labels.Wish, String)] = []
    var wishing: [Int] = []
    unplacedPlaces = []
    for i in order where !places[i].name.isEmpty {
      guard let box = shapes[i].box else {
        unplaced.append(places[i].name)
        continue
      }
      let size = canvas.measure(places[i].name, text)
      let radius = radii.isEmpty ? 0 : radii[i]
      // Nowhere near: no need to look for its middle.
      if radius == 0, size.height > box.height * 1.3 || size.width > box.width * 1.8 {
        unplaced.append(places[i].name)
        unplacedPlaces.append(i)
        continue
      }
      let candidates: [(x: Double, y: Double)]
      if radius > 0, let centre = centres[i] {
        candidates = Self.around(centre, radius, size)
      } else {
        candidates = Self.inside(shapes[i], size)
      }
      wishes.append(
        (Labels.Wish(width: size.width, height: size.height * 0.84, candidates: candidates), places[i].name))
      wishing.append(i)
    }
    unplacedPlaces += add(wishes, text).map { wishing[$0] }
  }

  /// Writes numbers on places for whose names there is no room, from 1, those first that are farther up on the sheet.
  ///
  /// - Returns: The places that have one, in the order of their numbers. - Complexity: O(places · candidates).
  mutating func placeNumbers(
    of order: [Int], shapes: [PaperShape], _ text: TextStyle, on canvas: borrowing Canvas
  ) -> [Int] {
    let size = canvas.measure(order.count < 10 ? "0" : "00", text)
    let ink = (width: size.width, height: size.height * 0.72)
    let wishes = order.map { i in
      Labels.Wish(width: ink.width, height: ink.height, candidates: Self.inside(shapes[i], ink))
    }
    let boxes = Labels.place(wishes, within: frame, obstacles: taken)
    let placed = order.indices.compactMap { k in boxes[k].map { (place: order[k], box: $0) } }
      .sorted { ($0.box.midY, $0.box.midX) < ($1.box.midY, $1.box.midX) }
    for (k, entry) in placed.enumerated() {
      labels.append(Label(text: String(k + 1), style: text, box: entry.box))
      taken.append(entry.box)
    }
    return placed.map(\.place)
  }

  /// - Returns: The indices of the wishes that had no room.
  @discardableResult
  private mutating func add(_ wishes: [(wish: Labels.Wish, name: String)], _ text: TextStyle) -> [Int] {
    var left: [Int] = []
    let boxes = Labels.place(wishes.map(\.wish), within: frame, obstacles: taken)
    for (i, box) in boxes.enumerated() {
      guard let box else {
        unplaced.append(wishes[i].name)
        left.append(i)
        continue
      }
      labels.append(Label(text: wishes[i].name, style: text, box: box))
      taken.append(box)
    }
    return left
  }

  /// Below, above, right and left of a circle, then at its corners.
  private static func around(
    _ centre: (x: Double, y: Double), _ radius: Double, _ size: (width: Double, height: Double)
  ) -> [(x: Double, y: Double)] {
    let (dx, dy) = (radius + size.width / 2 + 1, radius + size.height / 2)
    return [
      (0, dy), (0, -dy), (dx, 0), (-dx, 0), (dx * 0.8, dy * 0.8), (-dx * 0.8, dy * 0.8),
      (dx * 0.8, -dy * 0.8), (-dx * 0.8, -dy * 0.8),
    ]
    .map { (centre.x + $0.0, centre.y + $0.1) }
  }

  /// Around the visual centre: first where the whole name lies on its own ground, then where most of it does.
  private static func inside(_ shape: PaperShape, _ size: (width: Double, height: Double)) -> [(
    x: Double, y: Double
  )] {
    guard let centre = VisualCentre.find(shape, stretch: max(1, size.width / size.height)) else { return [] }
    var whole: [(x: Double, y: Double)] = []
    var most: [(x: Double, y: Double)] = []
    for dy in [0, 0.45, -0.45, 0.9, -0.9, 1.4, -1.4] {
      for dx in [0, 0.2, -0.2, 0.4, -0.4] {
        let (x, y) = (centre.x + dx * size.width, centre.y + dy * size.height)
        let inside = [-0.48, -0.24, 0, 0.24, 0.48].count { shape.contains(x: x + $0 * size.width, y: y) }
        if inside == 5 { whole.append((x, y)) } else if inside >= 3 && dx == 0 { most.append((x, y)) }
      }
    }
    return whole + most
  }
}
