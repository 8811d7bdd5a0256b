internal import CampaignModel

/// A drawn map: the file's bytes, and what could not be shown.
public struct DrawnMap: Sendable {
  /// The file.
  public var bytes: [UInt8]
  /// Names of places in the focus for which there was no room, the more important first.
  public var unplacedNames: [String]
  /// True if some character is in no font of this machine.
  public var lacksFont: Bool
  /// The scale: 1 to this.
  public var scaleDenominator: Double
}

/// Draws a campaign's map. The same content and style make the same bytes, with the same fonts.
public enum CampaignMap {
  /// Draws one page.
  ///
  /// - Throws: ``CartographyError`` if there is no ground to draw, or the picture would be too large.
  /// - Complexity: O(vertices · log vertices) for borders, and O(names) for labels.
  public static func draw(_ content: MapContent, style: MapStyle) throws(CartographyError) -> DrawnMap {
    guard let ground = bounds(of: content) else { throw .noGround }
    let (groupOfPlace, groups) = index(of: content.places.map { $0.isInFocus ? $0.group : nil })
    let isLandscape = isLandscape(style, ground)
    let u = style.paper.enlargement

    // Shapes need the frame, the frame the margin, and the margin what the theme says of the shapes: hence the page is
    // laid out with the legend alone first, and with the table of groups, whose swatches stand on borders, at last.
    let plain = ThemeDrawing(
      content, style: style, groupOfPlace: groupOfPlace, groupColours: groups.map { _ in 0 })
    func page(_ theme: ThemeDrawing, _ table: GroupTable?) -> Composition {
      Composition(style, isLandscape: isLandscape, ground: ground, hasSubtitle: !content.subtitle.isEmpty) { frame in
        margin(content, style, theme, table, frame)
      }
    }
    let draftTable = content.theme == .allocation ? GroupTable(rows: content.groups) : nil
    let draft = page(plain, draftTable)
    let frame = MapFrame(ground, in: draft.mapBox, margin: Composition.frameMargin * u)
    let shown = frame.ground
    let shapes = content.regions.map { region in
      (region.bounds?.intersects(shown) ?? false) ? frame.shape(region) : PaperShape()
    }
    let borders = BorderLines(shapes)
    var theme = plain
    var table = draftTable
    if content.theme == .allocation {
      let colours = GroupColouring.colours(
        count: groups.count,
        neighbours: borders.neighbours.map { (groupOfPlace[Int($0.x)], groupOfPlace[Int($0.y)]) }
          .filter { $0.0 >= 0 && $0.1 >= 0 })
      theme = ThemeDrawing(content, style: style, groupOfPlace: groupOfPlace, groupColours: colours)
      let colourOfGroup = Dictionary(zip(groups, colours), uniquingKeysWith: { first, _ in first })
      table?.swatches = content.groups.map { theme.swatches[colourOfGroup[$0.id] ?? theme.swatches.count - 1] }
    }
    let composition = page(theme, table)

    let canvas = try Canvas(
      width: composition.page.width, height: composition.page.height, format: style.format, dpi: style.dpi,
      title: content.title, date: content.day)
    let circles = CircleScale(most: theme.circles.max() ?? 0, u: u)
    var drawing = MapDrawing(
      content: content, style: style, theme: theme, frame: frame, shapes: shapes, borders: borders,
      groupOfPlace: groupOfPlace, groups: groups, circles: circles)
    drawing.draw(on: canvas)
    composition.drawMargin(
      on: canvas, title: content.title, subtitle: content.subtitle, source: source(content, style, drawing),
      circles: circles)
    let lacksFont = lacksGlyphs(content, canvas)
    return DrawnMap(
      bytes: try canvas.finished(), unplacedNames: drawing.unplacedNames, lacksFont: lacksFont,
      scaleDenominator: frame.denominator)
  }

  private static func bounds(of content: MapContent) -> Bounds? {
    var sum: Bounds?
    for (i, region) in content.regions.enumerated() where content.places[i].isInFocus {
      guard let bounds = region.bounds else { continue }
      sum?.formUnion(bounds)
      sum = sum ?? bounds
    }
    return sum
  }

  /// The distinct names, sorted by bytes, and which one each place has (-1: none).
  static func index(of names: [String?]) -> (ofPlace: [Int], names: [String]) {
    let distinct = Set(names.compactMap { $0.map { Identifier($0) } }).sorted()
    let indexOfName = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return (names.map { $0.flatMap { indexOfName[Identifier($0)] } ?? -1 }, distinct.map(\.text))
  }

  private static func isLandscape(_ style: MapStyle, _ ground: Bounds) -> Bool {
    switch style.orientation {
    case .portrait: return false
    case .landscape: return true
    case .auto:
      // What the margin leaves of the sheet: about three quarters of its width, or two thirds of its height.
      let size = style.paper.size
      let lying = Box(x: 0, y: 0, width: size.long * 0.72, height: size.short * 0.84)
      let standing = Box(x: 0, y: 0, width: size.short * 0.91, height: size.long * 0.66)
      return MapFrame.scale(of: ground, in: lying, margin: 0)
        >= MapFrame.scale(of: ground, in: standing, margin: 0)
    }
  }

  private static func margin(
    _ content: MapContent, _ style: MapStyle, _ theme: ThemeDrawing, _ table: GroupTable?, _ frame: MapFrame
  ) -> [MarginItem] {
    var items: [MarginItem] = []
    if !content.headlines.isEmpty { items.append(.headlines(content.headlines)) }
    var legend = theme.legend
    let lines = MapBorders(style, side: 10, areGrouped: theme.showsGroups)
    if theme.showsGroups { legend.append(.line(lines.group, label: style.language.word("group border"))) }
    if Set(content.places.compactMap(\.township)).count > 1 {
      legend.append(.line(lines.township, label: style.language.word("township border")))
    }
    if content.places.contains(where: { !$0.isInFocus }) {
      legend.append(
        .ground(Swatch(colour: Palette.faded), label: style.language.word("neighbouring ground"), count: nil))
    }
    if !content.dots.isEmpty {
      legend.append(.dot(.ink, isFilled: true, label: style.language.word("households visited")))
      legend.append(
        .dot(Palette.alarm, isFilled: false, label: style.language.word("households not visited")))
    }
    if !legend.isEmpty { items.append(.legend(legend)) }
    if let table { items.append(.table(table)) }
    items.append(.scale(frame, north: content.north))
    if content.places.contains(where: { !$0.isInFocus }) {
      items.append(.locator(regions: content.regions, isInFocus: content.places.map(\.isInFocus)))
    }
    return items
  }

  private static func source(_ content: MapContent, _ style: MapStyle, _ drawing: MapDrawing) -> String {
    let missing = drawing.unplacedNames.count
    guard missing > 0 else { return content.source }
    let note = style.language.word("names not shown for want of room")
    return (content.source.isEmpty ? "" : content.source + " · ")
      + "\(grouped(missing))\(style.language == .english ? " " : "")\(note)"
  }

  private static func lacksGlyphs(_ content: MapContent, _ canvas: borrowing Canvas) -> Bool {
    // Names of one campaign are written in one script, so that a few hundred of them say enough.
    let texts = [content.title, content.subtitle] + content.headlines.map(\.label) + content.places.prefix(300).map(\.name)
    for text in texts where canvas.lacksGlyphs(for: text) { return true }
    return false
  }
}
