internal import CampaignModel

/// Cuts the part of a region out of one convex cell where the region's border crosses the cell plainly.
///
/// K. Weiler and P. Atherton, "Hidden surface removal using polygon area sorting" (1977): the border enters the cell and
/// leaves it again; from where it leaves, the cell's own border is followed counter-clockwise to where the border
/// enters next. Crossings are computed alike for both cells and both regions that meet there, so that they are the same
/// doubles. Whatever is not plain (a vertex on the cell's border, a corner that is grazed, a ring wholly inside the
/// cell) is left to GEOS by returning nil.
struct CellClipper {
  private let cell: Region
  private let corners: [SIMD2<Double>]
  /// Nearer than this, in metres, two places are not told apart.
  private static let tolerance = 1e-6

  /// One run of the region's border inside the cell.
  private struct Chain {
    var points: [SIMD2<Double>]
    var entry: Double
    var exit: Double
  }

  /// - Parameter cell: one convex ring, counter-clockwise.
  init(_ cell: Region) {
    self.cell = cell
    corners = cell.xs.indices.dropLast().map { SIMD2(cell.xs[$0], cell.ys[$0]) }
  }

  /// The region's part of the cell; nil if it is not plain.
  ///
  /// - Parameters:
  ///   - region: a valid region, exteriors counter-clockwise and holes clockwise.
  ///   - edges: the edges that may touch the cell, in the order of the rings.
  func trace(_ region: Region, edges: [Int32]) -> Region? {
    var chains: [Chain] = []
    var open: Chain?
    guard let edges = unbroken(edges, of: region) else { return nil }
    let last = Int32(region.xs.count) - 2
    var previous: Int32 = -2
    for edge in edges {
      let k = Int(edge)
      let (a, b) = (SIMD2(region.xs[k], region.ys[k]), SIMD2(region.xs[k + 1], region.ys[k + 1]))
      // A chain that is still open must go on with the next edge.
      if open != nil && edge != previous + 1 && !(previous == last && edge == 0) { return nil }
      previous = edge
      guard let step = clip(a, b) else { return nil }
      switch step {
      case .outside: if open != nil { return nil }
      case .inside:
        // The ring begins inside the cell, or lies in it: GEOS joins its ends.
        guard open != nil else { return nil }
        open?.points.append(b)
      case .enters(let point, let place):
        guard open == nil else { return nil }
        open = Chain(points: [point, b], entry: place, exit: 0)
      case .leaves(let point, let place):
        guard var chain = open else { return nil }
        chain.points.append(point)
        chain.exit = place
        chains.append(chain)
        open = nil
      case .passes(let first, let entry, let last, let exit):
        guard open == nil else { return nil }
        chains.append(Chain(points: [first, last], entry: entry, exit: exit))
      }
    }
    guard open == nil else { return nil }
    if chains.isEmpty {
      // The border only comes near: the cell is inside as a whole, or not at all.
      let middle = corners.reduce(SIMD2(0, 0), +) / Double(corners.count)
      return region.covers(x: middle.x, y: middle.y) ? cell : Region()
    }
    return joined(chains)
  }

  /// The edges in an order in which no chain goes on past the end of the list: where the only ring begins in the cell, its
  /// last edge and its first one are consecutive. Nil if all of the ring may be in the cell.
  private func unbroken(_ edges: [Int32], of region: Region) -> [Int32]? {
    guard region.ringEnds.count == 1, edges.first == 0, edges.last == Int32(region.xs.count) - 2 else {
      return edges
    }
    guard let gap = edges.indices.dropFirst().first(where: { edges[$0] != edges[$0 - 1] + 1 }) else {
      return nil
    }
    return Array(edges[gap...] + edges[..<gap])
  }

  private enum Step {
    case outside, inside
    case enters(SIMD2<Double>, Double)
    case leaves(SIMD2<Double>, Double)
    case passes(SIMD2<Double>, Double, SIMD2<Double>, Double)
  }

  /// What an edge does in the cell; nil if it comes too near to the cell's border or a corner to be sure.
  private func clip(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Step? {
    let count = corners.count
    var (sidesA, sidesB) = (Double.infinity, Double.infinity)
    var crossings: [(place: Double, point: SIMD2<Double>, isEntry: Bool)] = []
    for side in 0..<count {
      let (c, d) = (corners[side], corners[side + 1 == count ? 0 : side + 1])
      let along = d - c
      let length = (along.x * along.x + along.y * along.y).squareRoot()
      // Metres to the left of the side: inside.
      let fromA = (along.x * (a.y - c.y) - along.y * (a.x - c.x)) / length
      let fromB = (along.x * (b.y - c.y) - along.y * (b.x - c.x)) / length
      if fromA < 0 && fromB < 0 && min(fromA, fromB) < -CellClipper.tolerance
        && max(fromA, fromB) < -CellClipper.tolerance
      {
        return .outside
      }
      (sidesA, sidesB) = (min(sidesA, fromA), min(sidesB, fromB))
      guard (fromA < 0) != (fromB < 0) else { continue }
      let point = CellClipper.crossing(a, b, c, d)
      let place = ((point.x - c.x) * along.x + (point.y - c.y) * along.y) / length
      if place < -CellClipper.tolerance || place > length + CellClipper.tolerance { continue }
      if place < CellClipper.tolerance || place > length - CellClipper.tolerance { return nil }
      crossings.append((Double(side) + place / length, point, fromA < 0))
    }
    if abs(sidesA) < CellClipper.tolerance || abs(sidesB) < CellClipper.tolerance { return nil }
    switch (sidesA > 0, sidesB > 0, crossings.count) {
    case (true, true, 0): return .inside
    case (false, false, 0): return .outside
    case (false, true, 1): return .enters(crossings[0].point, crossings[0].place)
    case (true, false, 1): return .leaves(crossings[0].point, crossings[0].place)
    case (false, false, 2):
      let first = crossings[0].isEntry ? crossings[0] : crossings[1]
      let last = crossings[0].isEntry ? crossings[1] : crossings[0]
      guard first.isEntry, !last.isEntry else { return nil }
      return .passes(first.point, first.place, last.point, last.place)
    default: return nil
    }
  }

  /// Where two segments cross, whichever way either runs: ends are put in order before anything is computed.
  private static func crossing(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>, _ d: SIMD2<Double>
  ) -> SIMD2<Double> {
    let (p, q) = (a.x, a.y) < (b.x, b.y) ? (a, b) : (b, a)
    let (r, s) = (c.x, c.y) < (d.x, d.y) ? (c, d) : (d, c)
    if r.x == s.x { return SIMD2(r.x, p.y + (q.y - p.y) * ((r.x - p.x) / (q.x - p.x))) }
    if r.y == s.y { return SIMD2(p.x + (q.x - p.x) * ((r.y - p.y) / (q.y - p.y)), r.y) }
    let (u, v) = (q - p, s - r)
    let share = ((r.x - p.x) * v.y - (r.y - p.y) * v.x) / (u.x * v.y - u.y * v.x)
    return p + share * u
  }

  /// Joins the ends of chains along the cell's border; nil if two ends are too near to each other.
  private func joined(_ chains: [Chain]) -> Region? {
    let places = (chains.map(\.entry) + chains.map(\.exit)).sorted()
    for (a, b) in zip(places, places.dropFirst()) where b - a < 1e-9 { return nil }
    var isUsed = [Bool](repeating: false, count: chains.count)
    var region = Region()
    region.reserveVertices(chains.reduce(corners.count + 1) { $0 + $1.points.count })
    for start in chains.indices where !isUsed[start] {
      var (ring, current) = ([SIMD2<Double>](), start)
      repeat {
        isUsed[current] = true
        ring += chains[current].points
        guard let next = follow(from: chains[current].exit, to: chains, into: &ring) else { return nil }
        // Ends must alternate; where they do not, a run was missed.
        if next != start && isUsed[next] { return nil }
        current = next
      } while current != start
      ring.append(ring[0])
      for point in ring { region.appendVertex(point.x, point.y) }
      region.endRing()
      guard region.signedArea(ofRing: region.ringEnds.count - 1) > 0 else { return nil }
      region.endPolygon()
    }
    return region
  }

  /// The chain that enters next after a place, counter-clockwise, with the corners on the way.
  private func follow(from exit: Double, to chains: [Chain], into ring: inout [SIMD2<Double>]) -> Int? {
    let round = Double(corners.count)
    func distance(_ place: Double) -> Double { place > exit ? place - exit : place - exit + round }
    guard let next = chains.indices.min(by: { distance(chains[$0].entry) < distance(chains[$1].entry) })
    else {
      return nil
    }
    let way = distance(chains[next].entry)
    // Another exit on the way would mean that the inside lies on the other hand.
    for chain in chains where chain.exit != exit && distance(chain.exit) < way { return nil }
    var corner = exit.rounded(.down) + 1
    while corner - exit < way {
      ring.append(corners[Int(corner) % corners.count])
      corner += 1
    }
    return next
  }
}
