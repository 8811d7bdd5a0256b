import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Cartography

@Suite struct CanvasTests {
  @Test func hostileTextIsJustText() {
    #expect(PlainText.cleaned("<script>&\"'</script>") == "<script>&\"'</script>")
    #expect(PlainText.cleaned("a\u{202E}b\u{200B}c\u{0000}d\u{001B}[31m") == "abcd[31m")
    #expect(PlainText.cleaned("first\nsecond\u{2028}third") == "first second third")
    #expect(PlainText.cleaned(String(repeating: "长", count: 5000)).count == PlainText.longest)
    #expect(PlainText.cleaned("") == "")
  }

  @Test(arguments: DrawingFormat.allCases)
  func theSameMapIsTheSameBytes(format: DrawingFormat) throws {
    let content = TinyMap.content(.coverage, chinese: true)
    let first = try CampaignMap.draw(content, style: TinyMap.style(format, chinese: true)).bytes
    _ = try CampaignMap.draw(TinyMap.content(.gaps), style: TinyMap.style(format))
    let second = try CampaignMap.draw(content, style: TinyMap.style(format, chinese: true)).bytes
    #expect(first == second && first.count > 1000)
  }

  @Test func aPDFIsDatedByItsData() throws {
    let bytes = try CampaignMap.draw(TinyMap.content(.coverage), style: TinyMap.style(.pdf)).bytes
    #expect(Data(bytes).range(of: Data("/CreationDate (20161230000000Z".utf8)) != nil)
  }

  @Test func aPictureThatIsTooLargeIsRefused() {
    var style = TinyMap.style(.png)
    style.paper = .a0
    style.dpi = 1200
    let error = #expect(throws: CartographyError.self) {
      try CampaignMap.draw(TinyMap.content(.coverage), style: style)
    }
    #expect(
      error?.description
        == "the picture: expected at most 100 million pixels, found 56173 × 39732; give a smaller --dpi or --paper, "
        + "or write .pdf or .svg, which have no pixels")
  }

  @Test func withoutGroundThereIsNoMap() {
    let content = MapContent(theme: .coverage, title: "", places: [], regions: [])
    let error = #expect(throws: CartographyError.self) { try CampaignMap.draw(content, style: MapStyle()) }
    #expect(
      error?.description
        == "the map: expected at least one place with a polygon, found none; import villages first")
  }

  @Test func numbersOfSurfacesBeginAtOne() {
    let svg = Array("<g id=\"surface12\"/><use href=\"#surface15\"/><g id=\"surface12\"/> surface9".utf8)
    #expect(
      String(decoding: SurfaceNumbers.renumbered(svg), as: UTF8.self)
        == "<g id=\"surface1\"/><use href=\"#surface2\"/><g id=\"surface1\"/> surface9")
  }

  @Test func hostileNamesMakeAMap() throws {
    var content = TinyMap.content(.coverage)
    let names = [
      "<script>alert(1)</script>", "\u{202E}abc", String(repeating: "村", count: 400), "👨‍👩‍👧", "\u{0000}\n\t",
      "\"'&;",
    ]
    for i in names.indices { content.places[i].name = names[i] }
    content.title = "</svg><script>\u{202E}"
    for format in DrawingFormat.allCases {
      let map = try CampaignMap.draw(content, style: TinyMap.style(format))
      // A title is data in a PDF; in an SVG nothing of ours is text.
      if format == .svg { #expect(Data(map.bytes).range(of: Data("<script".utf8)) == nil) }
    }
  }

  @Test func chineseCanBeReadBackFromAPDF() throws {
    guard isInstalled("pdftotext"), isInstalled("pdffonts") else {
      print("skipped: pdftotext is not installed")
      return
    }
    let map = try CampaignMap.draw(
      TinyMap.content(.allocation, chinese: true), style: TinyMap.style(.pdf, chinese: true))
    #expect(!map.lacksFont && map.unplacedNames.isEmpty)
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("map.pdf")
      try Data(map.bytes).write(to: file)
      let text = try run("pdftotext", [file.path, "-"]).stdout
      for phrase in ["试点走访", "东门村", "石桥村", "一组", "工作组", "责任区界", "已走访行政村"] {
        #expect(text.contains(phrase), "\(phrase)")
      }
      let fonts = try run("pdffonts", [file.path]).stdout.split(separator: "\n").dropFirst(2)
      #expect(!fonts.isEmpty)
      for font in fonts { #expect(font.contains(" yes yes yes "), "\(font)") }
    }
  }
}
