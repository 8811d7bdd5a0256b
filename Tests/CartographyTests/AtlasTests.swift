import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Cartography

/// Atlases and packets as PDFs: what is on which page, read back by another program.
@Suite struct AtlasTests {
  static let groups = ["G1", "G2", "G3"]

  /// A sheet for each group of the tiny map, with `rows` rows in the list of the first.
  static func atlas(rows: Int = 2, chinese: Bool = false, name: String = "Village") -> AtlasContent {
    let columns = [
      MapList.Column(chinese ? "行政村" : "village"), MapList.Column("to go", width: 40, isFigure: true),
    ]
    let sheets = groups.map { id in
      var content = TinyMap.content(.coverage, chinese: chinese)
      for i in content.places.indices { content.places[i].isInFocus = content.places[i].group == id }
      content.subtitle = "\(id) · " + content.subtitle
      content.list = MapList(
        title: chinese ? "未全覆盖行政村" : "Villages not covered", columns: columns,
        rows: (0..<(id == "G1" ? rows : 1)).map { ["\(name)-\(id)-\($0)", "\($0 + 1)"] })
      return AtlasSheet(key: id, row: ["sheet \(id)", "9"], content: content)
    }
    return AtlasContent(
      overview: TinyMap.content(.coverage, chinese: chinese), columns: columns,
      listTitle: chinese ? "图幅" : "Sheets", sheets: sheets)
  }

  @Test func anIndexAndThenASheetEach() throws {
    let drawn = try Atlas.draw(Self.atlas(), style: TinyMap.style(.pdf))
    #expect(drawn.pageCount == 4 && !drawn.lacksFont)
    let pages = try pages(of: drawn.bytes)
    try #require(pages.count == 4)
    for (i, page) in pages.enumerated() { #expect(page.contains("page \(i + 1) of 4"), "\(page)") }
    for (i, id) in Self.groups.enumerated() {
      // The index says on which page a sheet is, and there it is.
      #expect(pages[0].contains("sheet \(id)") && pages[i + 1].contains("\(id) · "))
      #expect(pages[i + 1].contains("Village-\(id)-0"))
    }
  }

  /// Close rows and a smaller locator come before a second page.
  @Test func aListIsTightenedBeforeItGoesOn() throws {
    let style = TinyMap.style(.pdf)
    var atlas = Self.atlas(rows: 24)
    for i in atlas.sheets.indices {
      let content = atlas.sheets[i].content
      atlas.sheets[i].content.locator = LocatorFigure(
        regions: content.regions, isInFocus: content.places.map(\.isInFocus))
    }
    let drawn = try Atlas.draw(atlas, style: style)
    #expect(drawn.pageCount == 4)
    let text = try pages(of: drawn.bytes).joined()
    for row in 0..<24 { #expect(text.contains("Village-G1-\(row)"), "row \(row)") }
  }

  @Test func whatHasNoRoomBesideTheMapGoesOnTheNextPage() throws {
    let drawn = try Atlas.draw(Self.atlas(rows: 150), style: TinyMap.style(.pdf))
    let pages = try pages(of: drawn.bytes)
    try #require(pages.count == drawn.pageCount && pages.count > 4)
    let words = pages.joined(separator: "\n").split(whereSeparator: \.isWhitespace).map(String.init)
    for row in 0..<150 { #expect(words.count { $0 == "Village-G1-\(row)" } == 1, "row \(row)") }
    #expect(pages[1].contains("more on the next page") && pages[2].contains("continued"))
  }

  @Test func chosenPagesKeepTheirNumbers() throws {
    let atlas = Self.atlas(rows: 150)
    let all = try Atlas.draw(atlas, style: TinyMap.style(.pdf)).pageCount
    let some = try Atlas.draw(
      atlas, style: TinyMap.style(.pdf), choice: AtlasChoice(pages: [1...1], sheets: [2]))
    let pages = try pages(of: some.bytes)
    #expect(some.pageCount == 2 && pages.first?.contains("page 1 of \(all)") == true)
    #expect(pages.last?.contains("page \(all) of \(all)") == true)
    let error = #expect(throws: CartographyError.self) {
      try Atlas.draw(atlas, style: TinyMap.style(.pdf), choice: AtlasChoice(pages: [2...99]))
    }
    #expect(
      error?.description
        == "--pages: expected pages from 1 to \(all), found 99; page 1 is the index, which has the numbers of all"
    )
  }

  @Test func theSameAtlasIsTheSameBytes() throws {
    let style = TinyMap.style(.pdf, mono: true, chinese: true)
    let first = try Atlas.draw(Self.atlas(rows: 60, chinese: true), style: style).bytes
    #expect(try Atlas.draw(Self.atlas(rows: 60, chinese: true), style: style).bytes == first)
  }

  @Test(arguments: [false, true]) func chineseIsReadBackAndFontsAreEmbedded(isMono: Bool) throws {
    let style = TinyMap.style(.pdf, mono: isMono, chinese: true)
    let atlas = try Atlas.draw(Self.atlas(chinese: true, name: "山上村"), style: style)
    var pages = try pages(of: atlas.bytes)
    for phrase in ["图幅", "sheet G1"] { #expect(pages.first?.contains(phrase) == true, "\(phrase)") }
    for phrase in ["未全覆盖行政村", "山上村-G1-1", "第 2 页，共 4 页"] {
      #expect(pages.dropFirst().first?.contains(phrase) == true, "\(phrase)")
    }
    let packet = try Packet.draw(Self.packet(name: "张三"), style: style)
    pages = try self.pages(of: packet.bytes)
    for phrase in ["张三", "东村1号", "见面", "无人", "拒访", "名册外新增户", "缺坐标对象"] {
      #expect(pages.last?.contains(phrase) == true, "\(phrase)")
    }
    try expectEmbeddedFonts(atlas.bytes)
    try expectEmbeddedFonts(packet.bytes)
  }

  @Test func everyPageOfAPacketSaysThatItIsPersonal() throws {
    let drawn = try Packet.draw(Self.packet(name: "Zhang", stops: 90), style: TinyMap.style(.pdf))
    let pages = try pages(of: drawn.bytes)
    try #require(pages.count == drawn.pageCount && pages.count > 4)
    for (i, page) in pages.enumerated() {
      #expect(page.contains("含个人信息") && page.contains("Personal data"), "page \(i + 1)")
      #expect(page.contains("page \(i + 1) of \(pages.count)"))
    }
    let words = pages.joined(separator: "\n").split(whereSeparator: \.isWhitespace).map(String.init)
    for stop in 1...90 { #expect(words.count { $0 == "Zhang-\(stop)" } == 1) }
  }

  @Test func hostileNamesDoNoHarm() throws {
    let names = [
      "<script>alert(1)</script>", "\u{202E}drawkcab", String(repeating: "村", count: 4000), "👨‍👩‍👧 👍🏽",
      "\u{0000}\n\t\u{001B}[31m", "\"'&;)(\\", "%PDF-1.4 endobj", "",
    ]
    for name in names {
      var atlas = Self.atlas(name: name)
      atlas.overview.title = name
      atlas.listTitle = name
      atlas.sheets[0].row[0] = name
      atlas.sheets[0].content.places[0].name = name
      let drawn = try Atlas.draw(atlas, style: TinyMap.style(.pdf))
      let packet = try Packet.draw(Self.packet(name: name), style: TinyMap.style(.pdf))
      #expect(try pages(of: drawn.bytes).count == 4)
      let pages = try pages(of: packet.bytes)
      #expect(pages.count == packet.pageCount)
      let text = pages.joined()
      // What would turn or hide the text beside it is gone.
      #expect(!text.unicodeScalars.contains { ["\u{202E}", "\u{001B}"].contains($0) })
      #expect(text.contains("page \(pages.count) of \(pages.count)"))
    }
  }

  /// A packet of one day with a way along a street and one target without coordinates.
  static func packet(name: String, stops: Int = 3) -> PacketContent {
    var cover = TinyMap.content(.ground)
    cover.list = MapList(title: "Villages", columns: [MapList.Column("village")], rows: [["A1"]])
    var map = cover
    map.list = nil
    map.route = MapRoute(ways: [
      (1...stops).map { MapRoute.Stop(x: 100 + Double($0) * 7, y: 500, number: String($0)) }
    ])
    let rows = (1...stops).map {
      PacketStop(
        name: "\(name)-\($0)", village: "Village A1", details: ["H\($0)", "东村1号"], metres: $0 == 1 ? nil : 7)
    }
    let day = PacketDay(
      title: "Day 1 of 1", summary: "\(stops) targets", map: map, stops: rows,
      unlocated: [PacketStop(name: "\(name)-x", village: "Village A1", details: [])])
    var packet = PacketContent(cover: cover, days: [day])
    packet.blankRows = 2
    return packet
  }

  /// The text of each page, as `pdftotext` reads it.
  private func pages(of pdf: [UInt8]) throws -> [String] {
    try #require(isInstalled("pdftotext"), "poppler-utils is part of the set-up")
    return try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.pdf")
      try Data(pdf).write(to: file)
      let outcome = try run("pdftotext", ["-layout", file.path, "-"])
      try #require(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
      return outcome.stdout.split(separator: "\u{0C}", omittingEmptySubsequences: true).map(String.init)
        .filter { !$0.allSatisfy(\.isWhitespace) }
    }
  }

  private func expectEmbeddedFonts(_ pdf: [UInt8]) throws {
    try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.pdf")
      try Data(pdf).write(to: file)
      let fonts = try run("pdffonts", [file.path]).stdout.split(separator: "\n").dropFirst(2)
      #expect(!fonts.isEmpty)
      for font in fonts { #expect(font.contains(" yes yes yes "), "\(font)") }
    }
  }
}
