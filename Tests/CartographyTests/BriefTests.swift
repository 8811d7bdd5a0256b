import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Cartography

/// The report: how it flows over sheets, and what its markup lets through.
@Suite struct BriefTests {
  /// A body of 100 points, as if the sheet began at 10.
  static let body = Box(x: 0, y: 10, width: 50, height: 100)

  static func line(_ text: String, height: Double, space: Double = 0, stays: Bool = false) -> BriefLine {
    BriefLine(kind: .text(text, TextStyle(size: 8)), height: height, space: space, staysWithNext: stays)
  }

  static func texts(_ sheets: [[BriefSheets.Placed]]) -> [[String]] {
    sheets.map { sheet in
      sheet.map { placed in
        if case .text(let text, _) = placed.line.kind { text } else { "?" }
      }
    }
  }

  @Test func aHeadingGoesWithWhatFollows() {
    let lines = [
      BriefTests.line("text", height: 75), BriefTests.line("heading", height: 15, space: 5, stays: true),
      BriefTests.line("next", height: 20),
    ]
    #expect(
      BriefTests.texts(BriefSheets.flow(lines, in: BriefTests.body)) == [["text"], ["heading", "next"]])
  }

  @Test func aTableRepeatsItsHeadAndLeavesNoRowAlone() {
    let head = BriefTests.line("head", height: 10, stays: true)
    var lines = [head]
    for i in 1...10 {
      var row = BriefTests.line("row \(i)", height: 10, stays: i == 1 || i == 9)
      row.head = [head]
      lines.append(row)
    }
    // Ten lines have room; the ninth row is kept for the tenth.
    let sheets = BriefTests.texts(BriefSheets.flow(lines, in: BriefTests.body))
    #expect(sheets == [["head"] + (1...8).map { "row \($0)" }, ["head", "row 9", "row 10"]])
  }

  @Test(arguments: 0..<40)
  func everyLineIsPlacedOnceInsideItsSheet(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let head = BriefTests.line("head", height: 6, stays: true)
    let lines = (0..<60).map { i in
      var line = BriefTests.line(
        "\(i)", height: Double(Int.random(in: 2...30, using: &random)),
        space: Double(Int.random(in: 0...6, using: &random)),
        stays: Int.random(in: 0..<3, using: &random) == 0)
      line.startsSheet = Int.random(in: 0..<15, using: &random) == 0
      if Int.random(in: 0..<2, using: &random) == 0 { line.head = [head] }
      return line
    }
    let sheets = BriefSheets.flow(lines, in: BriefTests.body)
    let texts = BriefTests.texts(sheets).flatMap { $0 }.filter { $0 != "head" }
    #expect(texts == lines.indices.map(String.init))
    for sheet in sheets {
      #expect(!sheet.isEmpty)
      for (above, below) in zip(sheet, sheet.dropFirst()) {
        #expect(below.y >= above.y + above.line.height - 1e-9)
      }
      let last = sheet.last
      #expect((last?.y ?? 0) + (last?.line.height ?? 0) <= BriefTests.body.bottom + 0.02)
    }
  }

  @Test func markupHoldsTextAsText() {
    let text = String(decoding: BriefMarkup.escaped("<b>\"A\" & 'B'</b>\u{202E}\u{0}x\ny"), as: UTF8.self)
    #expect(text == "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;x y")
  }

  @Test func aPictureHasNoStylesAndNamesOfItsOwn() throws {
    let picture = Brief.Picture(
      .map(TinyMap.content(.coverage)), caption: "", description: "six \"villages\" <b>")
    let markup = String(
      decoding: try picture.svg(width: 400, style: TinyMap.style(.svg, mono: true), name: "p7-"),
      as: UTF8.self)
    #expect(markup.hasPrefix("<svg role=\"img\" viewBox=\"0 0 400 "))
    #expect(markup.contains("<title>six &quot;villages&quot; &lt;b&gt;</title>"))
    #expect(!markup.contains("style=") && !markup.contains("<?xml"))
    let names = markup.matches(of: #/(?:id="|href="#|url\(#)([^")]*)/#).map { String($0.1) }
    #expect(names.count > 10 && names.allSatisfy { $0.hasPrefix("p7-") })
    let document = XMLNames.list(of: markup)
    #expect(
      Set(document.references).isSubset(of: Set(document.ids))
        && document.ids.count == Set(document.ids).count)
  }

  @Test func sheetsAreTheSameEachTime() throws {
    var brief = Brief(title: "试点", language: .chinese)
    brief.sections = [
      Brief.Section(
        "a", "一",
        [
          .paragraph("字"),
          .picture(.init(.map(TinyMap.content(.coverage, chinese: true)), caption: "图", description: "图")),
        ])
    ]
    #expect(try BriefSheets.pdf(brief) == BriefSheets.pdf(brief))
  }
}

/// The names that markup gives and uses.
private enum XMLNames {
  static func list(of markup: String) -> (ids: [String], references: [String]) {
    (
      markup.matches(of: #/id="([^"]*)"/#).map { String($0.1) },
      markup.matches(of: #/(?:href="#|url\(#)([^")]*)/#).map { String($0.1) }
    )
  }
}
