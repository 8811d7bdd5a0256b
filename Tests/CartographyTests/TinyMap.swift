import CampaignModel

@testable import Cartography

/// Six villages of 1 km in two rows, with two townships and three groups; small enough to be seen through.
///
///     A1 | A2 | B1        north row: townships A, A, B
///     A3 | A4 | B2        south row
enum TinyMap {
  static let names = ["A1": "东门村", "A2": "西门村", "B1": "柳树村", "A3": "石桥村", "A4": "白沙村", "B2": "林场"]

  static func content(_ theme: MapTheme, chinese: Bool = false) -> MapContent {
    let rows: [(String, Int, Int, Tally, CoverageStatus, String?, Int)] = [
      ("A1", 0, 1, Tally(expected: 10, visited: 10), .covered, "G1", 0),
      ("A2", 1, 1, Tally(expected: 20, visited: 7), .partial, "G1", 13),
      ("B1", 2, 1, Tally(expected: 8, visited: 0), .unvisited, "G2", 8),
      ("A3", 0, 0, Tally(expected: 100, visited: 99), .partial, "G3", 1),
      ("A4", 1, 0, Tally(expected: 40, visited: 24), .partial, "G3", 16),
      ("B2", 2, 0, Tally(), .empty, nil, 0),
    ]
    let places = rows.map { code, _, _, tally, status, group, count in
      PlaceFigure(
        code: code, name: chinese ? names[code] ?? code : "Village \(code)",
        township: code.hasPrefix("A") ? (chinese ? "城关镇" : "Alpha") : (chinese ? "双江乡" : "Beta"),
        group: group,
        tally: tally, status: status, count: count)
    }
    let regions = rows.map { square(x: Double($0.1) * 1000, y: Double($0.2) * 1000, side: 1000) }
    var content = MapContent(
      theme: theme, title: chinese ? "试点走访" : "Pilot", places: places, regions: regions)
    content.subtitle = chinese ? "截至 2016-12-30" : "as of 2016-12-30"
    content.headlines = [Headline(chinese ? "已走访行政村" : "villages reached", "4 / 5 (80.0 %)")]
    content.source = "EPSG:4547"
    content.day = LocalDate(iso: "2016-12-30")
    if theme == .allocation {
      content.groups = [
        GroupFigure(id: "G1", name: "一组", places: 2, tally: Tally(expected: 30, visited: 17), work: 30),
        GroupFigure(id: "G2", name: "二组", places: 1, tally: Tally(expected: 8, visited: 0), work: 8),
        GroupFigure(id: "G3", name: "三组", places: 2, tally: Tally(expected: 140, visited: 123), work: 140),
      ]
    }
    return content
  }

  static func square(x: Double, y: Double, side: Double) -> Region {
    Region(exterior: [(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
  }

  static func style(_ format: DrawingFormat, mono: Bool = false, chinese: Bool = false) -> MapStyle {
    var style = MapStyle()
    style.format = format
    style.isMono = mono
    style.language = chinese ? .chinese : .english
    style.dpi = 72
    return style
  }
}
