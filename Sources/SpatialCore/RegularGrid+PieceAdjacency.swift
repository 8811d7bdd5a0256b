public import CampaignModel

extension RegularGrid {
  /// Neighbouring cells of a grid that was clipped or has split cells, by the borders they share, sorted by `u`,
  /// then `v`.
  ///
  /// Pieces of different cells meet on the lattice only: on each side of a cell the stretches that two pieces cover from
  /// either hand are laid over each other. Pieces of one cell meet where a village's border or a cut runs through it, and
  /// are compared as ``Adjacency/shared(regions:projection:)`` does. Whole cells need no geometry.
  ///
  /// - Parameters:
  ///   - cells: cells of this grid; others have no neighbours. - regions: their polygons in WGS 84 degrees.
  ///   - isClipped: whether ids end in the village's code.
  /// - Complexity: O(cells + vertices of cut cells). - Throws: ``SpatialError`` if a polygon cannot be projected.
  public func adjacency(
    of cells: [GridCell], regions: [Region], projection: Projection, isClipped: Bool
  ) throws(SpatialError) -> [Adjacency.Edge] {
    var pieces: [CellAddress: [LatticePiece]] = [:]
    for (i, cell) in cells.enumerated() {
      guard let address = address(of: cell, isClipped: isClipped)?.address else { continue }
      let isWhole = abs(cell.area - area) < 1e-9 * area
      let metric = isWhole ? nil : try projection.forward(regions[i])
      pieces[address, default: []].append(LatticePiece(index: Int32(i), metric: metric))
    }
    var edges: [Adjacency.Edge] = []
    for (address, here) in pieces {
      if here.count > 1 { edges += try inside(here, regions: regions, projection: projection) }
      for neighbour in northAndEastNeighbours(of: address) {
        guard let there = pieces[neighbour], let side = side(between: address, and: neighbour) else {
          continue
        }
        for a in here {
          let mine = a.stretches(on: side)
          guard !mine.isEmpty else { continue }
          for b in there {
            let metres = LatticeSide.overlap(mine, b.stretches(on: side))
            if metres >= LatticeSide.shortest {
              edges.append(
                Adjacency.Edge(u: min(a.index, b.index), v: max(a.index, b.index), metres: metres))
            }
          }
        }
      }
    }
    return edges.sorted { ($0.u, $0.v) < ($1.u, $1.v) }
  }

  private func inside(
    _ pieces: [LatticePiece], regions: [Region], projection: Projection
  ) throws(SpatialError) -> [Adjacency.Edge] {
    let sorted = pieces.map(\.index).sorted()
    return try Adjacency.shared(regions: sorted.map { regions[Int($0)] }, projection: projection).map {
      Adjacency.Edge(u: sorted[Int($0.u)], v: sorted[Int($0.v)], metres: $0.metres)
    }
  }

  /// The side that two neighbouring cells share: the corners that they have in common.
  private func side(between a: CellAddress, and b: CellAddress) -> LatticeSide? {
    let (mine, theirs) = (polygon(of: a), polygon(of: b))
    var ends: [SIMD2<Double>] = []
    for i in mine.xs.indices.dropLast() {
      let corner = SIMD2(mine.xs[i], mine.ys[i])
      if theirs.xs.indices.dropLast().contains(where: { SIMD2(theirs.xs[$0], theirs.ys[$0]) == corner }) {
        ends.append(corner)
      }
    }
    return ends.count == 2 ? LatticeSide(from: ends[0], to: ends[1]) : nil
  }
}

/// A side of a cell, in metres.
private struct LatticeSide {
  let from: SIMD2<Double>
  let direction: SIMD2<Double>
  let length: Double
  /// Shorter stretches, in metres, are rounding.
  static let shortest = 0.01
  /// How far from the side, in metres, a vertex may lie that is on it: degrees and back cost some micrometres, and a
  /// chord of 500 m some millimetres.
  private static let width = 0.02

  init(from: SIMD2<Double>, to: SIMD2<Double>) {
    self.from = from
    let step = to - from
    length = (step.x * step.x + step.y * step.y).squareRoot()
    direction = step / length
  }

  /// The stretch of the side that an edge covers, in metres from its beginning; nil if it runs elsewhere.
  func stretch(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> ClosedRange<Double>? {
    let (p, q) = (a - from, b - from)
    let (offP, offQ) = (direction.x * p.y - direction.y * p.x, direction.x * q.y - direction.y * q.x)
    guard abs(offP) < LatticeSide.width, abs(offQ) < LatticeSide.width else { return nil }
    let (alongP, alongQ) = (
      direction.x * p.x + direction.y * p.y, direction.x * q.x + direction.y * q.y
    )
    let (low, high) = (max(0, min(alongP, alongQ)), min(length, max(alongP, alongQ)))
    return high - low > LatticeSide.shortest ? low...high : nil
  }

  /// The length that two lists of stretches have in common; stretches of one list do not overlap.
  static func overlap(_ a: [ClosedRange<Double>], _ b: [ClosedRange<Double>]) -> Double {
    var sum = 0.0
    for one in a {
      for other in b {
        sum += max(0, min(one.upperBound, other.upperBound) - max(one.lowerBound, other.lowerBound))
      }
    }
    return sum
  }
}

private struct LatticePiece {
  let index: Int32
  /// Nil for a whole cell.
  let metric: Region?

  func stretches(on side: LatticeSide) -> [ClosedRange<Double>] {
    guard let metric else { return [0...side.length] }
    var found: [ClosedRange<Double>] = []
    for ring in metric.ringEnds.indices {
      for k in metric.vertices(ofRing: ring).dropLast() {
        let stretch = side.stretch(
          SIMD2(metric.xs[k], metric.ys[k]), SIMD2(metric.xs[k + 1], metric.ys[k + 1]))
        if let stretch { found.append(stretch) }
      }
    }
    return found
  }
}
