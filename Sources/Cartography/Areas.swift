/// Places put together: the ground of a working group or a township, as the outline that its places have in common.
struct Areas {
  /// One part of an area on paper, the largest part first.
  struct Part {
    var area: Int
    var shape: PaperShape
    /// Square points.
    var size: Double
  }

  private(set) var parts: [Part] = []

  /// Joins places along their borders.
  ///
  /// - Parameters:
  ///   - areaOfPlace: index of the area to which each place belongs, or -1.
  /// - Complexity: O(pieces + rings² of an area).
  init(_ borders: BorderLines, areaOfPlace: [Int], count: Int) {
    var piecesOfArea = [[BorderLines.Piece]](repeating: [], count: count)
    for piece in borders.pieces {
      let left = areaOfPlace[Int(piece.left)]
      let right = piece.right < 0 ? -1 : areaOfPlace[Int(piece.right)]
      guard left != right else { continue }
      if left >= 0 { piecesOfArea[left].append(piece) }
      if right >= 0 && piece.isShared { piecesOfArea[right].append(piece) }
    }
    for area in 0..<count {
      let rings = BorderLines(pieces: piecesOfArea[area]).rings()
        .map { (ring: $0, size: PaperShape.area($0)) }
        .sorted { $0.size > $1.size }
      var own: [Part] = []
      for (ring, size) in rings {
        let inside = own.firstIndex {
          $0.shape.contains(x: PaperPoint.points(ring[0].x) + 0.01, y: PaperPoint.points(ring[0].y) + 0.01)
        }
        if let inside {
          // Slivers between borders that were digitised twice are no holes that a name must keep away from.
          guard size > 0.02 * own[inside].size else { continue }
          own[inside].shape.rings.append(ring)
          own[inside].shape.polygonEnds = [own[inside].shape.rings.count]
        } else {
          own.append(
            Part(area: area, shape: PaperShape(rings: [ring], polygonEnds: [1], box: nil), size: size))
        }
      }
      parts += own
    }
    parts.sort { ($0.size, -$0.area) > ($1.size, -$1.area) }
  }
}
