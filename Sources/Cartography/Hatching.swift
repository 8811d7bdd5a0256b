/// Patterns that a copier keeps: lines and dots of pure black in stated distances, the same all over the page, so that two
/// neighbours of one class run into each other and two of different classes do not.
struct Hatching: Equatable, Sendable {
  enum Pattern: Equatable, Sendable {
    /// Parallel lines at these angles (degrees, counter-clockwise from the right).
    case lines([Double])
    case dots
    /// All over.
    case solid
  }

  var pattern: Pattern
  /// Distance of lines or dots, in points.
  var spacing: Double
  /// Width of lines, or diameter of dots, in points.
  var weight: Double
  var colour = Colour.grey(0)

  /// The pattern on a larger sheet.
  func enlarged(_ factor: Double) -> Hatching {
    var copy = self
    copy.spacing *= factor
    copy.weight *= factor
    return copy
  }

  /// From light to dark; each step has 1.4 to 2 times the ink of the one before, and another direction of lines: spacing alone is
  /// told apart side by side, not across a sheet.
  static let steps: [Hatching] = [
    Hatching(pattern: .lines([45]), spacing: 7, weight: 0.4),
    Hatching(pattern: .lines([0]), spacing: 4.2, weight: 0.5),
    Hatching(pattern: .lines([45, 135]), spacing: 4.8, weight: 0.55),
    Hatching(pattern: .lines([90]), spacing: 2.8, weight: 1),
    Hatching(pattern: .lines([45, 135]), spacing: 3.8, weight: 1.4),
    Hatching(pattern: .solid, spacing: 1, weight: 1, colour: .grey(0.12)),
  ]

  /// Areas side by side that need no order.
  static let areas: [Hatching?] = [
    nil, Hatching(pattern: .lines([45]), spacing: 5, weight: 0.35),
    Hatching(pattern: .dots, spacing: 4, weight: 0.9),
    Hatching(pattern: .lines([0]), spacing: 4, weight: 0.35),
    Hatching(pattern: .lines([135]), spacing: 5, weight: 0.35),
    Hatching(pattern: .lines([90]), spacing: 4, weight: 0.35),
    Hatching(pattern: .lines([45, 135]), spacing: 6, weight: 0.35),
    Hatching(pattern: .lines([0, 90]), spacing: 6, weight: 0.35),
  ]

  /// Empty ground: nothing is expected there.
  static let empty = Hatching(pattern: .dots, spacing: 5, weight: 0.7, colour: .grey(0.45))
}

extension Canvas {
  /// Covers the inside of the current path with a pattern, and forgets the path.
  ///
  /// - Parameter box: Bounds of the path, on which lines are drawn. - Complexity: O(area of the box / spacing).
  borrowing func hatch(_ hatching: Hatching, within box: Box) {
    if hatching.pattern == .solid { return fill(hatching.colour) }
    save()
    clip()
    switch hatching.pattern {
    case .solid: break
    case .lines(let angles):
      for angle in angles { drawLines(hatching, angle: angle, box) }
    case .dots: drawDots(hatching, box)
    }
    restore()
  }

  private borrowing func drawLines(_ hatching: Hatching, angle: Double, _ box: Box) {
    let (c, s) = (Trigonometry.cos(angle * .pi / 180), -Trigonometry.sin(angle * .pi / 180))
    // Lines are counted from the page's corner along their normal, wherever the box is.
    let corners = [(box.x, box.y), (box.right, box.y), (box.x, box.bottom), (box.right, box.bottom)]
    let across = corners.map { $0.0 * -s + $0.1 * c }
    let along = corners.map { $0.0 * c + $0.1 * s }
    guard let low = across.min(), let high = across.max(), let from = along.min(), let to = along.max() else {
      return
    }
    var k = (low / hatching.spacing).rounded(.up)
    while k * hatching.spacing <= high {
      let d = k * hatching.spacing
      move(from * c - d * s, from * s + d * c)
      line(to * c - d * s, to * s + d * c)
      k += 1
    }
    stroke(LineStyle(colour: hatching.colour, width: hatching.weight))
  }

  private borrowing func drawDots(_ hatching: Hatching, _ box: Box) {
    let step = hatching.spacing
    var row = (box.y / step).rounded(.down)
    while row * step <= box.bottom {
      // Every other row is shifted by half a step.
      let shift = Int(row) % 2 == 0 ? 0 : step / 2
      var x = (box.x / step).rounded(.down) * step + shift
      while x <= box.right {
        // A point drawn with a round pen is a dot, in fewer bytes than a circle.
        move(x, row * step)
        line(x, row * step)
        x += step
      }
      row += 1
    }
    stroke(LineStyle(colour: hatching.colour, width: hatching.weight))
  }
}
