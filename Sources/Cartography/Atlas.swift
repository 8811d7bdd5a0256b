internal import CampaignModel

/// One sheet of an atlas: a part of the ground with its map and its list.
public struct AtlasSheet: Sendable {
  /// What its places have as `group` on the overview.
  public var key: String
  /// What it is called in the list of sheets, a text for each column of the atlas's index but the page.
  public var row: [String]
  /// The map, with its list.
  public var content: MapContent

  /// A sheet.
  public init(key: String, row: [String], content: MapContent) {
    self.key = key
    self.row = row
    self.content = content
  }
}

/// An atlas: an index page (the whole ground with the sheets' borders and pages, and their list), then the sheets.
public struct AtlasContent: Sendable {
  /// The whole ground; the `group` of each place is the key of the sheet on which it is.
  public var overview: MapContent
  /// Columns of the list of sheets, without the page.
  public var columns: [MapList.Column]
  /// What the list of sheets is called.
  public var listTitle: String
  /// In their order.
  public var sheets: [AtlasSheet]

  /// An atlas.
  public init(overview: MapContent, columns: [MapList.Column], listTitle: String, sheets: [AtlasSheet]) {
    self.overview = overview
    self.columns = columns
    self.listTitle = listTitle
    self.sheets = sheets
  }
}

/// Which pages of an atlas are wanted. Pages keep the numbers that they have in the whole atlas, so that a page printed
/// anew takes the place of the old one.
public struct AtlasChoice: Sendable, Equatable {
  /// Pages by number, from 1, which is the index.
  public var pages: [ClosedRange<Int>]
  /// Sheets by their place in the atlas, with all their pages.
  public var sheets: Set<Int>

  /// A choice.
  public init(pages: [ClosedRange<Int>] = [], sheets: Set<Int> = []) {
    self.pages = pages
    self.sheets = sheets
  }

  func contains(page: Int, sheet: Int?) -> Bool {
    pages.contains { $0.contains(page) } || sheet.map { sheets.contains($0) } ?? false
  }
}

/// A drawn document of several pages.
public struct DrawnPages: Sendable {
  /// The PDF.
  public var bytes: [UInt8]
  /// How many pages are in it.
  public var pageCount: Int
  /// Names of places for which there was no room on any of its maps, each once.
  public var unplacedNames: [String]
  /// True if some character is in no font of this machine.
  public var lacksFont: Bool
}

/// Draws atlases. The same content and style make the same bytes, with the same fonts.
public enum Atlas {
  /// Draws an atlas, or some of its pages, as one PDF; all pages lie the same way.
  ///
  /// - Parameter choice: nil for all pages.
  /// - Throws: ``CartographyError`` if a sheet has no ground, or a page is chosen that there is not.
  /// - Complexity: O(vertices in sight · log vertices) for each page.
  public static func draw(
    _ atlas: AtlasContent, style: MapStyle, choice: AtlasChoice? = nil
  ) throws(CartographyError) -> DrawnPages {
    let layout = AtlasLayout(atlas, style)
    if let last = choice?.pages.map(\.upperBound).max(), last > layout.pageCount {
      throw .noSuchPage(last, last: layout.pageCount)
    }
    if choice?.pages.contains(where: { $0.lowerBound < 1 }) ?? false {
      throw .noSuchPage(0, last: layout.pageCount)
    }
    let size = layout.sheet.size
    let canvas = try Canvas(
      width: size.width, height: size.height, format: .pdf,
      about: atlas.overview.about(style.language), date: atlas.overview.day)
    var drawn = 0
    var unplaced: [String] = []
    var lacksFont = false
    for page in layout.pages where choice?.contains(page: page.number, sheet: page.sheet) ?? true {
      if drawn > 0 { canvas.beginPage(width: size.width, height: size.height) }
      drawn += 1
      let foot = style.language.page(page.number, of: layout.pageCount)
      let content = page.sheet.map { atlas.sheets[$0].content } ?? layout.overview
      if let part = page.listPage {
        layout.sheet.drawHead(
          on: canvas, title: content.title,
          subtitle: [content.subtitle, style.language.word("continued")].filter { !$0.isEmpty }
            .joined(separator: " · "))
        layout.rest(of: page.sheet).draw(part, on: canvas)
        layout.sheet.drawFoot(on: canvas, content.source, page: foot)
      } else {
        var map = try MapPage(content, style: style, isLandscape: layout.isLandscape)
        map.draw(on: canvas, page: foot)
        if page.sheet != nil { unplaced += map.unplacedNames }
        lacksFont = lacksFont || map.lacksGlyphs(canvas)
      }
    }
    var seen = Set<String>()
    return DrawnPages(
      bytes: try canvas.finished(), pageCount: drawn,
      unplacedNames: unplaced.filter { seen.insert($0).inserted }, lacksFont: lacksFont)
  }
}

/// Which page is what, before anything is drawn.
private struct AtlasLayout {
  struct Page {
    var number: Int
    /// nil for the index.
    var sheet: Int?
    /// Which page of the rest of its list it is; nil for the page with the map.
    var listPage: Int?
  }

  let atlas: AtlasContent
  let style: MapStyle
  let isLandscape: Bool
  let sheet: Sheet
  /// The overview with pages for keys.
  private(set) var overview: MapContent
  private(set) var pages: [Page] = []
  /// Rows of each sheet's list that go on pages of their own; the index comes last.
  private var overflow: [Int]

  var pageCount: Int { pages.count }

  init(_ atlas: AtlasContent, _ style: MapStyle) {
    self.atlas = atlas
    self.style = style
    // Pages that lie and pages that stand make no book: the majority decides.
    let lying = atlas.sheets.count { MapPage.isLandscape(style, $0.content) }
    isLandscape = 2 * lying >= atlas.sheets.count
    sheet = Sheet(style, isLandscape: isLandscape, hasSubtitle: true)
    overview = atlas.overview
    overview.showsSheets = true
    let columns =
      [MapList.Column(style.language.word("page"), width: 22, isFigure: true)] + atlas.columns
    overview.list = MapList(
      title: atlas.listTitle, columns: columns, rows: atlas.sheets.map { [""] + $0.row })
    let isLandscape = isLandscape
    overflow =
      (atlas.sheets.map(\.content) + [overview]).map {
        MapPage.overflow($0, style: style, isLandscape: isLandscape)
      }
    var number = 0
    func add(_ sheet: Int?, _ listPage: Int?) {
      number += 1
      pages.append(Page(number: number, sheet: sheet, listPage: listPage))
    }
    func addAll(of sheet: Int?) {
      add(sheet, nil)
      for part in 0..<rest(of: sheet).pageCount { add(sheet, part) }
    }
    addAll(of: nil)
    var pageOfKey: [String: String] = [:]
    for i in atlas.sheets.indices {
      pageOfKey[atlas.sheets[i].key] = String(number + 1)
      overview.list?.rows[i][0] = String(number + 1)
      addAll(of: i)
    }
    for i in overview.places.indices {
      overview.places[i].group = overview.places[i].group.flatMap { pageOfKey[$0] }
    }
  }

  /// The rows for which a map had no room.
  func rest(of sheet: Int?) -> ListPages {
    let list = sheet.map { atlas.sheets[$0].content.list } ?? overview.list
    let rows = list?.rows ?? []
    let left = overflow[sheet ?? atlas.sheets.count]
    return ListPages(
      (list ?? MapList(title: "", columns: [MapList.Column("")], rows: [])).with(rows.suffix(left)),
      on: self.sheet)
  }
}
