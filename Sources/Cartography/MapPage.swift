internal import CampaignModel

/// One page with a map, laid out: what a map for the wall is, and what an atlas and a packet have many of.
struct MapPage {
  let content: MapContent
  let style: MapStyle
  let composition: Composition
  let frame: MapFrame
  let circles: CircleScale
  private let theme: ThemeDrawing
  private let shapes: [PaperShape]
  private let borders: BorderLines
  private let groupOfPlace: [Int]
  private let groups: [String]
  /// Names of places in the focus for which there was no room, once it is drawn.
  private(set) var unplacedNames: [String] = []
  /// Numbers of its route for which there was no room, once it is drawn.
  private(set) var unplacedNumbers = 0

  /// Lays out a page.
  ///
  /// - Parameter isLandscape: How the sheet lies; nil as the style says.
  /// - Throws: ``CartographyError/noGround``.
  /// - Complexity: O(vertices · log vertices) of what is in sight.
  init(_ content: MapContent, style: MapStyle, isLandscape: Bool? = nil) throws(CartographyError) {
    guard let ground = MapPage.ground(of: content) else { throw .noGround }
    self.content = content
    self.style = style
    (groupOfPlace, groups) = CampaignMap.index(of: content.places.map { $0.isInFocus ? $0.group : nil })
    let isLandscape = isLandscape ?? MapPage.isLandscape(style, ground)
    let u = style.paper.enlargement

    // Shapes need the frame, the frame the margin, and the margin what the theme says of the shapes: hence the page is
    // laid out with the legend alone first, and with the table of groups, whose swatches stand on borders, at last.
    let plain = ThemeDrawing(
      content, style: style, groupOfPlace: groupOfPlace, groupColours: groups.map { _ in 0 })
    func page(_ theme: ThemeDrawing, _ table: GroupTable?) -> Composition {
      MapPage.composition(content, style, isLandscape: isLandscape, ground: ground, theme, table)
    }
    let draftTable = content.theme == .allocation ? GroupTable(rows: content.groups) : nil
    let draft = page(plain, draftTable)
    let frame = MapFrame(ground, in: draft.mapBox, margin: Composition.frameMargin * u)
    let shown = frame.ground
    shapes = content.regions.map { region in
      (region.bounds?.intersects(shown) ?? false) ? frame.shape(region) : PaperShape()
    }
    borders = BorderLines(shapes)
    var theme = plain
    var table = draftTable
    if content.theme == .allocation {
      let groupOfPlace = groupOfPlace
      let colours = GroupColouring.colours(
        count: groups.count,
        neighbours: borders.neighbours.map { (groupOfPlace[Int($0.x)], groupOfPlace[Int($0.y)]) }
          .filter { $0.0 >= 0 && $0.1 >= 0 })
      theme = ThemeDrawing(content, style: style, groupOfPlace: groupOfPlace, groupColours: colours)
      let colourOfGroup = Dictionary(zip(groups, colours), uniquingKeysWith: { first, _ in first })
      table?.swatches = content.groups.map {
        theme.swatches[colourOfGroup[$0.id] ?? theme.swatches.count - 1]
      }
    }
    self.theme = theme
    self.frame = frame
    composition = page(theme, table)
    circles = CircleScale(most: theme.circles.max() ?? 0, u: u)
  }

  /// Draws the page.
  ///
  /// - Parameters:
  ///   - page: `page 3 of 27`; nil where there is one only.
  ///   - notice: What must be seen at once, beside the title.
  mutating func draw(on canvas: borrowing Canvas, page: String? = nil, notice: String? = nil) {
    var drawing = MapDrawing(
      content: content, style: style, theme: theme, frame: frame, shapes: shapes, borders: borders,
      groupOfPlace: groupOfPlace, groups: groups, circles: circles)
    drawing.mostNumberedNames = NumberedNames.capacity(of: composition.freeBox, MarginSizes(style))
    canvas.begin(.figure)
    drawing.draw(on: canvas)
    canvas.end(.figure)
    unplacedNames = drawing.unplacedNames
    unplacedNumbers = drawing.unplacedNumbers
    composition.drawMargin(
      on: canvas, title: content.title, subtitle: content.subtitle, source: source, circles: circles,
      page: page, notice: notice ?? (content.dots.isEmpty ? nil : MapPage.personalNotice))
    if !drawing.numberedNames.isEmpty {
      let list = NumberedNames(
        drawing.numberedNames, title: style.language.word("Names by number on the map"))
      list.draw(on: canvas, in: composition.freeBox, MarginSizes(style))
    }
  }

  /// On a sheet with points, in both languages, whoever may find it.
  static let personalNotice = "含个人信息，仅限工作使用，用后收回 · Personal data: for work only, hand it back"

  /// Rows of the page's list that have no room beside its map. - Complexity: O(places), without any shape.
  static func overflow(_ content: MapContent, style: MapStyle, isLandscape: Bool) -> Int {
    guard content.list != nil, let ground = ground(of: content) else { return 0 }
    let (groupOfPlace, groups) = CampaignMap.index(of: content.places.map { $0.isInFocus ? $0.group : nil })
    let theme = ThemeDrawing(
      content, style: style, groupOfPlace: groupOfPlace, groupColours: groups.map { _ in 0 })
    let table = content.theme == .allocation ? GroupTable(rows: content.groups) : nil
    return composition(content, style, isLandscape: isLandscape, ground: ground, theme, table).omittedRows
  }

  /// What the map must show: the content's own extent, else its places in the focus.
  private static func ground(of content: MapContent) -> Bounds? {
    if let extent = content.extent { return extent }
    var sum: Bounds?
    for (i, region) in content.regions.enumerated() where content.places[i].isInFocus {
      guard let bounds = region.bounds else { continue }
      sum?.formUnion(bounds)
      sum = sum ?? bounds
    }
    return sum
  }

  /// True if the map is larger on a sheet that lies.
  static func isLandscape(_ style: MapStyle, _ content: MapContent) -> Bool {
    ground(of: content).map { isLandscape(style, $0) } ?? false
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

  private static func composition(
    _ content: MapContent, _ style: MapStyle, isLandscape: Bool, ground: Bounds, _ theme: ThemeDrawing,
    _ table: GroupTable?
  ) -> Composition {
    Composition(style, isLandscape: isLandscape, ground: ground, hasSubtitle: !content.subtitle.isEmpty) {
      frame in
      margin(content, style, theme, table, frame)
    }
  }

  private static func margin(
    _ content: MapContent, _ style: MapStyle, _ theme: ThemeDrawing, _ table: GroupTable?, _ frame: MapFrame
  ) -> [MarginItem] {
    var items: [MarginItem] = []
    // A list needs the room that large figures take.
    if !content.headlines.isEmpty {
      items.append(content.list == nil ? .headlines(content.headlines) : .figures(content.headlines))
    }
    var legend = theme.legend
    let lines = MapBorders(style, side: 10, areGrouped: theme.showsGroups)
    if theme.showsGroups {
      let label = content.showsSheets ? "sheet border" : "group border"
      legend.append(.line(lines.group, label: style.language.word(label)))
    }
    if Set(content.places.compactMap { $0.isInFocus ? $0.township : nil }).count > 1 {
      legend.append(.line(lines.township, label: style.language.word("township border")))
    }
    if content.places.contains(where: { !$0.isInFocus })
      || content.backdrop.contains(where: { !$0.isInFocus })
    {
      legend.append(
        .ground(Swatch(colour: Palette.faded), label: style.language.word("neighbouring ground"), count: nil))
    }
    for symbol in DotSymbol.all(style) where content.dots.contains(where: symbol.shows) {
      legend.append(.dot(symbol, label: style.language.word(symbol.name)))
    }
    if !content.note.isEmpty { items.append(.note(content.note)) }
    if !legend.isEmpty { items.append(.legend(legend)) }
    if let table { items.append(.table(table)) }
    if let list = content.list { items.append(.list(list)) }
    items.append(.scale(frame, north: content.north))
    if let locator = content.locator {
      items.append(.locator(regions: locator.regions, isInFocus: locator.isInFocus))
    } else if content.places.contains(where: { !$0.isInFocus }) {
      items.append(.locator(regions: content.regions, isInFocus: content.places.map(\.isInFocus)))
    }
    return items
  }

  private var source: String {
    let space = style.language == .english ? " " : ""
    var parts = content.source.isEmpty ? [] : [content.source]
    for (count, note) in [
      (unplacedNames.count, "names not shown for want of room"),
      (unplacedNumbers, "numbers not shown for want of room"),
    ] where count > 0 {
      parts.append("\(grouped(count))\(space)\(style.language.word(note))")
    }
    return parts.joined(separator: " · ")
  }

  /// True if some character on the page is in no font of this machine.
  func lacksGlyphs(_ canvas: borrowing Canvas) -> Bool {
    // Names of one campaign are written in one script, so that a few hundred of them say enough.
    let texts =
      [content.title, content.subtitle] + content.headlines.map(\.label)
      + content.places.prefix(300).map(\.name)
    for text in texts where canvas.lacksGlyphs(for: text) { return true }
    return false
  }
}
