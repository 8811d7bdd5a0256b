internal import CampaignModel

/// A map as a picture among text: the ground, its legend at the right, scale and north below that; no title of its own.
struct BriefMap {
  private let content: MapContent
  private let style: MapStyle
  private let frame: MapFrame
  private let legend: [MarginItem]
  private let legendBox: Box
  private let theme: ThemeDrawing

  /// Lays out a map in a part of a page.
  ///
  /// - Throws: ``CartographyError/noGround``. - Complexity: O(places).
  init(_ content: MapContent, style: MapStyle, in box: Box) throws(CartographyError) {
    guard let ground = BriefMap.ground(of: content) else { throw .noGround }
    let u = style.paper.enlargement
    self.content = content
    self.style = style
    let groups = CampaignMap.index(of: content.places.map { $0.isInFocus ? $0.group : nil })
    theme = ThemeDrawing(
      content, style: style, groupOfPlace: groups.ofPlace, groupColours: groups.names.map { _ in 0 })
    let side = BriefMap.legendWidth * u
    let mapBox = Box(x: box.x, y: box.y, width: box.width - side - BriefMap.gap * u, height: box.height)
    legendBox = Box(x: mapBox.right + BriefMap.gap * u, y: box.y, width: side, height: box.height)
    frame = MapFrame(ground, in: mapBox, margin: Composition.frameMargin * u)
    var entries = theme.legend
    if Set(content.places.compactMap(\.township)).count > 1 {
      let borders = MapBorders(style, side: 10, areGrouped: false)
      entries.append(.line(borders.township, label: style.language.word("township border")))
    }
    legend = [.legend(entries), .scale(frame, north: content.north)]
  }

  private static let legendWidth = 138.0
  private static let gap = 12.0

  /// The height at which the ground fills a picture of a width.
  static func height(_ content: MapContent, width: Double, enlargement u: Double) -> Double {
    guard let ground = ground(of: content) else { return 0 }
    let inside = width - (legendWidth + gap + 2 * Composition.frameMargin) * u
    let ratio = (ground.maxY - ground.minY) / max(ground.maxX - ground.minX, 1e-9)
    return max(inside * min(ratio, 3) + 2 * Composition.frameMargin * u, 190 * u)
  }

  /// Draws it. - Complexity: O(vertices · log vertices) for borders, and O(names) for labels.
  func draw(on canvas: borrowing Canvas) {
    let sizes = MarginSizes(style)
    let shapes = content.regions.map { frame.shape($0) }
    var drawing = MapDrawing(
      content: content, style: style, theme: theme, frame: frame, shapes: shapes,
      borders: BorderLines(shapes),
      groupOfPlace: content.places.map { _ in -1 }, groups: [], circles: CircleScale(most: 0, u: sizes.u))
    drawing.draw(on: canvas)
    func draw(_ item: MarginItem, at y: Double) {
      item.draw(
        on: canvas, x: legendBox.x, y: y, width: legendBox.width, circles: CircleScale(most: 0, u: sizes.u),
        sizes)
    }
    draw(legend[0], at: legendBox.y)
    draw(legend[1], at: legendBox.bottom - legend[1].height(width: legendBox.width, sizes))
  }

  /// The box around what is shown, in metres.
  private static func ground(of content: MapContent) -> Bounds? {
    var sum: Bounds?
    for bounds in content.regions.lazy.compactMap(\.bounds) {
      sum?.formUnion(bounds)
      sum = sum ?? bounds
    }
    return sum
  }
}
