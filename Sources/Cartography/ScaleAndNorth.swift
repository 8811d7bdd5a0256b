internal import CampaignModel

/// A scale bar of a round number of kilometres or metres, in four parts.
struct ScaleBar {
  /// Metres.
  let length: Double
  private let frame: MapFrame

  /// The longest bar of 1, 2, 3, 4 or 5 times a power of ten that fits into the room (points).
  init(_ frame: MapFrame, room: Double) {
    self.frame = frame
    let most = max(room, 10) / frame.scale
    let power = Trigonometry.power(10, Trigonometry.log10(most).rounded(.down))
    length = ([5.0, 4, 3, 2, 1].first { $0 * power <= most } ?? 1) * power
  }

  func draw(on canvas: borrowing Canvas, x: Double, y: Double, _ sizes: MarginSizes) {
    let u = sizes.u
    let width = length * frame.scale
    let barY = y + 10 * u
    let parts = 4
    for k in 0..<parts {
      let box = Box(x: x + width * Double(k) / Double(parts), y: barY, width: width / Double(parts), height: 3.2 * u)
      canvas.rectangle(box)
      canvas.fill(k % 2 == 0 ? .ink : .paper)
      canvas.rectangle(box)
      canvas.stroke(LineStyle(colour: .ink, width: 0.45 * u))
    }
    let isLong = length >= 1000
    func label(_ metres: Double) -> String {
      let value = isLong ? metres / 1000 : metres
      return value == value.rounded() ? String(Int(value)) : String(value)
    }
    var style = sizes.small
    style.colour = .ink
    canvas.write("0", x: x, y: y, style)
    style.alignment = .centre
    canvas.write(label(length / 2), x: x + width / 2, y: y, style)
    canvas.write("\(label(length)) \(isLong ? "km" : "m")", x: x + width, y: y, style)
    style.alignment = .left
    style.colour = .softInk
    canvas.write("1 : \(grouped(Int(frame.denominator.rounded())))", x: x, y: barY + 6 * u, style)
  }
}

/// An arrow to true north: the map's own up differs from it away from the central meridian.
enum NorthArrow {
  /// - Parameter angle: radians clockwise from up.
  static func draw(
    on canvas: borrowing Canvas, x: Double, y: Double, height: Double, angle: Double, _ sizes: MarginSizes
  ) {
    let (c, s) = (Trigonometry.cos(angle), Trigonometry.sin(angle))
    func point(_ dx: Double, _ dy: Double) -> (Double, Double) { (x + dx * c - dy * s, y + dx * s + dy * c) }
    let (half, wide) = (height * 0.36, height * 0.2)
    func path(_ points: [(Double, Double)]) {
      for (i, p) in points.enumerated() {
        let at = point(p.0, p.1)
        if i == 0 { canvas.move(at.0, at.1) } else { canvas.line(at.0, at.1) }
      }
      canvas.close()
    }
    let base = half * 0.55
    path([(0, -half), (wide, half), (0, base)])
    canvas.fill(.ink)
    path([(0, -half), (-wide, half), (0, base)])
    canvas.stroke(LineStyle(colour: .ink, width: 0.5 * sizes.u))
    var style = sizes.body
    style.alignment = .centre
    style.isStrong = true
    let top = point(0, -half - 4.5 * sizes.u)
    canvas.write(sizes.language.word("N"), x: top.0, y: top.1 - 4.5 * sizes.u, style)
  }
}

/// A small map of all the ground, on which the part drawn stands out.
enum Locator {
  static func draw(
    _ regions: [Region], _ isInFocus: [Bool], on canvas: borrowing Canvas, box: Box, _ sizes: MarginSizes
  ) {
    var all: Bounds?
    for region in regions {
      guard let bounds = region.bounds else { continue }
      all?.formUnion(bounds)
      all = all ?? bounds
    }
    guard let all else { return }
    let frame = MapFrame(all, in: box, margin: 2)
    for focus in [false, true] {
      for (i, region) in regions.enumerated() where isInFocus[i] == focus { canvas.add(frame.shape(region)) }
      canvas.fill(focus ? (sizes.isMono ? .grey(0.1) : Palette.alarm) : .grey(0.82))
    }
  }
}
