internal import CampaignModel
internal import SpatialCore

/// The borders between places, each drawn once: which two places a piece of border parts decides how heavy it is.
struct BorderLines {
  /// A straight piece of border between two places; `right` is -1 where there is only `left`.
  struct Piece: Sendable {
    var start: PaperPoint
    var end: PaperPoint
    var left: Int32
    var right: Int32
    /// False if it stands in the outline of `left` alone, and `right` has a border of its own beside it.
    var isShared = true
  }

  private(set) var pieces: [Piece] = []

  /// Finds the pieces by sorting. A piece that stands in one outline only, because a neighbour's border was digitised anew or has a
  /// vertex less, belongs to the two places on its two sides.
  ///
  /// - Complexity: O(vertices · log vertices).
  init(_ shapes: [PaperShape]) {
    var sides: [Side] = []
    sides.reserveCapacity(shapes.reduce(0) { $0 + $1.rings.reduce(0) { $0 + $1.count } })
    for (i, shape) in shapes.enumerated() {
      for ring in shape.rings {
        for k in 1..<max(ring.count, 1) {
          let (a, b) = (ring[k - 1].key, ring[k].key)
          sides.append(Side(low: min(a, b), high: max(a, b), place: Int32(i)))
        }
      }
    }
    sides.sort { ($0.low, $0.high, $0.place) < ($1.low, $1.high, $1.place) }
    var single: [Int] = []
    var i = 0
    while i < sides.count {
      var end = i + 1
      while end < sides.count, sides[end].low == sides[i].low, sides[end].high == sides[i].high { end += 1 }
      let (first, last) = (sides[i].place, sides[end - 1].place)
      // A place that runs along a piece twice has no border there, but a spike too thin to be seen.
      if end - i == 1 || first != last {
        if first == last { single.append(pieces.count) }
        pieces.append(
          Piece(
            start: Side.point(sides[i].low), end: Side.point(sides[i].high), left: first,
            right: first == last ? -1 : last, isShared: first != last))
      }
      i = end
    }
    lookBehind(single, shapes)
  }

  /// Pieces as they are.
  init(pieces: [Piece]) { self.pieces = pieces }

  private struct Side {
    var low: UInt64
    var high: UInt64
    var place: Int32

    static func point(_ key: UInt64) -> PaperPoint {
      PaperPoint(
        x: Int32(bitPattern: UInt32(key >> 32)), y: Int32(bitPattern: UInt32(truncatingIfNeeded: key)))
    }
  }

  /// How far beside a piece its other owner is looked for: 0.2 mm.
  private static let reach = 4.0

  private mutating func lookBehind(_ single: [Int], _ shapes: [PaperShape]) {
    guard !single.isEmpty else { return }
    let index = RegionIndex(
      regions: shapes.map { shape in
        var region = Region()
        var start = 0
        for end in shape.polygonEnds {
          for ring in shape.rings[start..<end] {
            for point in ring { region.appendVertex(Double(point.x), Double(point.y)) }
            region.endRing()
          }
          region.endPolygon()
          start = end
        }
        return region
      })
    for i in single {
      let piece = pieces[i]
      let (x, y) = (
        (Double(piece.start.x) + Double(piece.end.x)) / 2, (Double(piece.start.y) + Double(piece.end.y)) / 2
      )
      let (dx, dy) = (Double(piece.end.x - piece.start.x), Double(piece.end.y - piece.start.y))
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      let (nx, ny) = (-dy / length * Self.reach, dx / length * Self.reach)
      for sign in [1.0, -1.0] {
        let other = index.locate(x: x + sign * nx, y: y + sign * ny)
        if other >= 0 && other != piece.left { pieces[i].right = other }
      }
    }
  }

  /// Pairs of places that share a border.
  var neighbours: Set<SIMD2<Int32>> {
    var pairs = Set<SIMD2<Int32>>()
    for piece in pieces where piece.right >= 0 {
      pairs.insert(SIMD2(min(piece.left, piece.right), max(piece.left, piece.right)))
    }
    return pairs
  }

  /// The pieces (by index) that a rule wants, joined end to end into lines as long as can be.
  ///
  /// - Complexity: O(pieces).
  func lines(where isWanted: (Int) -> Bool) -> [[PaperPoint]] {
    let wanted = pieces.indices.filter(isWanted)
    var atPoint: [UInt64: [Int32]] = [:]
    for i in wanted {
      atPoint[pieces[i].start.key, default: []].append(Int32(i))
      atPoint[pieces[i].end.key, default: []].append(Int32(i))
    }
    var isDrawn = [Bool](repeating: false, count: pieces.count)
    var lines: [[PaperPoint]] = []

    func follow(from start: PaperPoint, along first: Int) {
      var line = [start]
      var (i, point) = (first, start)
      while !isDrawn[i] {
        isDrawn[i] = true
        point = pieces[i].start == point ? pieces[i].end : pieces[i].start
        line.append(point)
        let here = atPoint[point.key] ?? []
        guard here.count == 2, let next = here.first(where: { !isDrawn[Int($0)] }) else { break }
        i = Int(next)
      }
      lines.append(line)
    }
    // Lines begin at ends and crossings; what is left after that is rings.
    for i in wanted {
      for point in [pieces[i].start, pieces[i].end] where !isDrawn[i] && atPoint[point.key]?.count != 2 {
        follow(from: point, along: i)
      }
    }
    for i in wanted where !isDrawn[i] { follow(from: pieces[i].start, along: i) }
    return lines
  }
}

extension BorderLines {
  /// All pieces as closed rings, for pieces that surround an area: each point is then the end of an even number of
  /// them, and a walk over pieces not yet walked ends where it began. Where the area touches itself in a point, a
  /// ring may cross itself, which the even-odd rule does not mind.
  ///
  /// - Complexity: O(pieces).
  func rings() -> [[PaperPoint]] {
    var atPoint: [UInt64: [Int32]] = [:]
    for (i, piece) in pieces.enumerated() {
      atPoint[piece.start.key, default: []].append(Int32(i))
      atPoint[piece.end.key, default: []].append(Int32(i))
    }
    var isWalked = [Bool](repeating: false, count: pieces.count)
    var rings: [[PaperPoint]] = []
    for first in pieces.indices where !isWalked[first] {
      let start = pieces[first].start
      var ring = [start]
      var (i, point) = (first, start)
      while true {
        isWalked[i] = true
        point = pieces[i].start == point ? pieces[i].end : pieces[i].start
        ring.append(point)
        guard point != start, let next = atPoint[point.key]?.first(where: { !isWalked[Int($0)] }) else {
          break
        }
        i = Int(next)
      }
      if ring.last != start { ring.append(start) }
      if ring.count > 3 { rings.append(ring) }
    }
    return rings
  }
}

extension Canvas {
  /// Adds lines to the path; a line that ends where it begins is closed.
  borrowing func add(_ lines: [[PaperPoint]]) {
    for points in lines where points.count > 1 {
      move(PaperPoint.points(points[0].x), PaperPoint.points(points[0].y))
      for point in points.dropFirst() { line(PaperPoint.points(point.x), PaperPoint.points(point.y)) }
      if points.first == points.last { close() }
    }
  }
}
