/// The short names of areas on a map, numbers of sheets and ids of groups: each on its own ground if that has room for it, in smaller
/// letters if need be, else beside the crowd with a line that leads to its ground. A number on another's ground would be a wrong number.
struct AreaNumbers {
  /// A name that stands off its ground: from its box to a point on the ground.
  struct Leader: Sendable {
    var from: (x: Double, y: Double)
    var to: (x: Double, y: Double)
  }

  private(set) var labels: [MapLabels.Label] = []
  private(set) var leaders: [Leader] = []
  /// Areas for whose names there was no room anywhere.
  private(set) var unplaced: [String] = []

  private let frame: Box
  private let u: Double
  private var taken: [Box]

  private struct Wish {
    var name: String
    var x: Double
    var y: Double
    var size: Double
    var fits: Bool
  }

  /// Places a name for each area, on its largest part, and on other parts that have room for it.
  ///
  /// - Parameters:
  ///   - text: The letters where there is room; `least` is the smallest size that is read with ease, in points.
  ///   - obstacles: what may not be covered.
  /// - Complexity: O(areas · (vertices + areas · candidates)).
  init(
    _ names: [String], of areas: Areas, _ text: TextStyle, least: Double, frame: Box, obstacles: [Box],
    u: Double,
    on canvas: borrowing Canvas
  ) {
    self.frame = frame
    self.u = u
    taken = obstacles
    var wishes: [Wish] = []
    var isNamed = [Bool](repeating: false, count: names.count)
    for part in areas.parts where !names[part.area].isEmpty {
      let name = names[part.area]
      let whole = canvas.measure(name, text)
      guard
        let centre = VisualCentre.find(
          part.shape, stretch: max(1, whole.width / (whole.height * Self.inkShare)), precision: 0.3)
      else { continue }
      // Capitals and figures fill this share of a line's height; the room is half of what is free from edge to edge.
      let size = min(text.size, text.size * 2 * centre.room / (whole.height * Self.inkShare))
      let fits = size >= least
      if isNamed[part.area] && size < max(least, text.size * 0.6) { continue }
      isNamed[part.area] = true
      wishes.append(Wish(name: name, x: centre.x, y: centre.y, size: max(size, least), fits: fits))
    }
    for wish in wishes where wish.fits {
      let style = sized(text, wish.size)
      let box = box(wish.name, style, x: wish.x, y: wish.y, on: canvas)
      if !frame.contains(box) || taken.contains(where: box.overlaps) { continue }
      add(wish.name, style, box)
    }
    let placed = Set(labels.map(\.text))
    lead(wishes.filter { !placed.contains($0.name) }, text, least, on: canvas)
  }

  private static let inkShare = 0.78

  private func sized(_ text: TextStyle, _ size: Double) -> TextStyle {
    var style = text
    style.size = size
    style.halo = size / 8
    return style
  }

  private func box(
    _ name: String, _ style: TextStyle, x: Double, y: Double, on canvas: borrowing Canvas
  ) -> Box {
    let size = canvas.measure(name, style)
    let height = size.height * Self.inkShare
    return Box(x: x - size.width / 2, y: y - height / 2, width: size.width, height: height)
  }

  private mutating func add(_ name: String, _ style: TextStyle, _ box: Box) {
    labels.append(MapLabels.Label(text: name, style: style, box: box))
    taken.append(box)
  }

  /// Names without room on their ground, around the middle of them all: the outermost first, each outward from the crowd as far as
  /// it must, its line through no other name and across no other line.
  private mutating func lead(
    _ wishes: [Wish], _ text: TextStyle, _ least: Double, on canvas: borrowing Canvas
  ) {
    guard !wishes.isEmpty else { return }
    let middle = (
      x: wishes.reduce(0) { $0 + $1.x } / Double(wishes.count),
      y: wishes.reduce(0) { $0 + $1.y } / Double(wishes.count)
    )
    func fromMiddle(_ wish: Wish) -> Double { PaperLine.length(wish.x - middle.x, wish.y - middle.y) }
    let targets = wishes.map { Box(x: $0.x, y: $0.y, width: 0, height: 0).inset(-0.9 * u) }
    let order = wishes.indices.sorted { (fromMiddle(wishes[$0]), $1) > (fromMiddle(wishes[$1]), $0) }
    let style = sized(text, min(max(least, 6.2 * u), text.size))
    for i in order {
      let wish = wishes[i]
      let far = fromMiddle(wish)
      let outward = far > 0 ? SIMD2(wish.x - middle.x, wish.y - middle.y) / far : SIMD2(0, -1)
      let own = box(wish.name, style, x: wish.x, y: wish.y, on: canvas)
      var others = targets
      others.remove(at: i)
      let found = way(from: own, outward, others)
      guard let (box, leader) = found else {
        unplaced.append(wish.name)
        continue
      }
      add(wish.name, style, box)
      leaders.append(leader)
    }
  }

  /// The first way out that is free.
  ///
  /// - Parameter others: the ground that other lines point at: no line may run over it.
  private func way(from own: Box, _ outward: SIMD2<Double>, _ others: [Box]) -> (Box, Leader)? {
    for offset in Self.ways(outward, u) {
      let box = Box(x: own.x + offset.x, y: own.y + offset.y, width: own.width, height: own.height)
      let room = Box(x: box.x - u, y: box.y - 0.6 * u, width: box.width + 2 * u, height: box.height + 1.2 * u)
      let line = PaperLine(ax: box.midX, ay: box.midY, bx: own.midX, by: own.midY)
      let isFree =
        frame.contains(room) && !taken.contains { room.overlaps($0) || line.meets($0) }
        && !others.contains { room.overlaps($0) || line.meets($0) }
        && !leaders.contains { line.crosses($0) || PaperLine($0).meets(room) }
      if isFree { return (box, Leader(from: line.leaving(box), to: (own.midX, own.midY))) }
    }
    return nil
  }

  /// Where a name may stand as seen from its ground: near ones first, then those that turn least from a direction.
  private static func ways(_ outward: SIMD2<Double>, _ u: Double) -> [SIMD2<Double>] {
    // Steps of 15°, by the tangent of their half, so that no platform's sine decides where a name stands.
    let turns = (0...8).flatMap { k -> [SIMD2<Double>] in
      let t = [0, 0.131_652, 0.267_949, 0.414_214, 0.577_350, 0.767_327, 1, 1.303_225, 1.732_051][k]
      let (cosine, sine) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
      return [sine, -sine].map {
        SIMD2(outward.x * cosine - outward.y * $0, outward.x * $0 + outward.y * cosine)
      }
    }
    return [12.0, 18, 25, 33, 42, 52, 63, 75, 88, 102].flatMap { distance in
      turns.map { $0 * distance * u }
    }
  }
}

/// A straight line on paper, in points.
struct PaperLine {
  var ax: Double
  var ay: Double
  var bx: Double
  var by: Double

  init(ax: Double, ay: Double, bx: Double, by: Double) {
    (self.ax, self.ay, self.bx, self.by) = (ax, ay, bx, by)
  }

  init(_ leader: AreaNumbers.Leader) {
    self.init(ax: leader.from.x, ay: leader.from.y, bx: leader.to.x, by: leader.to.y)
  }

  static func length(_ dx: Double, _ dy: Double) -> Double { (dx * dx + dy * dy).squareRoot() }

  /// The part of the line inside a box as shares of its length; nil if it passes by (W.-D. Liang & B. Barsky, 1984).
  private func inside(_ box: Box) -> ClosedRange<Double>? {
    var (enter, leave) = (0.0, 1.0)
    let (dx, dy) = (bx - ax, by - ay)
    for (p, q) in [(-dx, ax - box.x), (dx, box.right - ax), (-dy, ay - box.y), (dy, box.bottom - ay)] {
      if p == 0 {
        if q < 0 { return nil }
      } else if p < 0 {
        enter = max(enter, q / p)
      } else {
        leave = min(leave, q / p)
      }
    }
    return enter <= leave ? enter...leave : nil
  }

  /// True if any of it is inside a box.
  func meets(_ box: Box) -> Bool { inside(box) != nil }

  /// Where the line, which begins inside a box, leaves it.
  func leaving(_ box: Box) -> (x: Double, y: Double) {
    let t = inside(box)?.upperBound ?? 0
    return (ax + (bx - ax) * t, ay + (by - ay) * t)
  }

  func crosses(_ leader: AreaNumbers.Leader) -> Bool {
    let other = PaperLine(leader)
    func side(_ line: PaperLine, _ x: Double, _ y: Double) -> Bool {
      (line.bx - line.ax) * (y - line.ay) > (line.by - line.ay) * (x - line.ax)
    }
    return side(self, other.ax, other.ay) != side(self, other.bx, other.by)
      && side(other, ax, ay) != side(other, bx, by)
  }
}
