import CampaignModel
import TestSupport
import Testing

@testable import Cartography

/// Small maps of all themes, as SVG: read the difference, and look at the picture, before you record them anew.
@Suite struct MapGoldenTests {
  @Test(arguments: MapTheme.allCases, [false, true])
  func mapsStayAsTheyAre(theme: MapTheme, mono: Bool) throws {
    // English in colour, Chinese for the copier.
    let map = try CampaignMap.draw(
      TinyMap.content(theme, chinese: mono), style: TinyMap.style(.svg, mono: mono, chinese: mono))
    #expect(map.unplacedNames.isEmpty && !map.lacksFont)
    try expectGolden(
      SVGOutline.text(map.bytes), "\(theme.rawValue)-\(mono ? "mono-zh" : "colour-en").svg.txt")
  }

  @Test func aPartLeavesItsNeighboursPale() throws {
    var content = TinyMap.content(.coverage)
    for i in content.places.indices { content.places[i].isInFocus = content.places[i].group == "G3" }
    let map = try CampaignMap.draw(content, style: TinyMap.style(.svg))
    try expectGolden(SVGOutline.text(map.bytes), "part.svg.txt")
  }

  /// Names of townships that are smaller than the names would only hide the ground.
  @Test(arguments: [(4, true), (60, false)])
  func aTownshipHasItsNameWhereThereIsRoom(side: Int, isNamed: Bool) throws {
    func letters(_ township: (Int, Int) -> String) throws -> Int {
      let squares = (0..<side * side).map { (x: $0 % side, y: $0 / side) }
      let places = squares.map { x, y in
        PlaceFigure(
          code: "\(x)-\(y)", name: "", township: township(x / 2, y / 2), group: nil,
          tally: Tally(expected: 2, visited: 1), status: .partial)
      }
      let content = MapContent(
        theme: .coverage, title: "", places: places,
        regions: squares.map { TinyMap.square(x: Double($0.x) * 1000, y: Double($0.y) * 1000, side: 1000) })
      let map = try CampaignMap.draw(content, style: TinyMap.style(.svg))
      return String(decoding: map.bytes, as: UTF8.self).split(separator: "\n").count { $0.contains("<use ") }
    }
    // Names that only blanks are, are names without letters.
    let without = try letters { x, y in String(repeating: " ", count: 1 + x + side * y) }
    let with = try letters { x, y in "Riverbend Township \(x)-\(y)" }
    #expect((with > without) == isNamed)
  }

  @Test(arguments: [false, true])
  func trendsStayAsTheyAre(mono: Bool) throws {
    let start = LocalDate(iso: "2016-12-01")?.dayNumber ?? 0
    var trend = TrendFigure(
      title: mono ? "试点走访" : "Pilot",
      days: (0..<10).map {
        .init(LocalDate(dayNumber: start + $0), firstVisits: Int(10 + $0 * 3), revisits: Int($0))
      }, expected: 400)
    trend.campaign = LocalDate(dayNumber: start)...LocalDate(dayNumber: start + 20)
    trend.finish = LocalDate(dayNumber: start + 16)
    trend.finishRange = LocalDate(dayNumber: start + 14)...LocalDate(dayNumber: start + 19)
    trend.fan = (0..<10).map { day in
      let date = LocalDate(dayNumber: start + 10 + Int32(day))
      return .init(
        date, low: 235 + 17 * day, middle: min(235 + 24 * day, 400), high: min(235 + 33 * day, 400))
    }
    let bytes = try TrendChart.draw(trend, style: TinyMap.style(.svg, mono: mono, chinese: mono))
    try expectGolden(SVGOutline.text(bytes), "trend-\(mono ? "mono-zh" : "colour-en").svg.txt")
  }
}

/// An SVG without the outlines of letters, which belong to the fonts of a machine: what is left is drawn by us.
enum SVGOutline {
  static func text(_ bytes: [UInt8]) -> String {
    var lines: [Substring] = []
    var isGlyph = false
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      if line.contains("<symbol") || line.contains("<g id=\"glyph") { isGlyph = true }
      // Rims and strong strokes of letters are paths with curves; only circles of ours have curves too, and few.
      let curves = line.count { $0 == "C" }
      if !isGlyph && curves <= 4 { lines.append(line) }
      if line.contains("</symbol") || isGlyph && line == "</g>" { isGlyph = false }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
