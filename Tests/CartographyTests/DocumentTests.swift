import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import Cartography

/// What a PDF says of itself, as another program reads it.
@Suite struct DocumentTests {
  private func read(_ pdf: [UInt8], _ program: String, _ options: [String]) throws -> String {
    try #require(isInstalled(program), "poppler-utils is part of the set-up")
    return try TestSupport.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.pdf")
      try Data(pdf).write(to: file)
      let outcome = try run(program, options + [file.path] + (program == "pdftotext" ? ["-"] : []))
      // Also a damaged table of objects is said there.
      try #require(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)")
      return outcome.stdout
    }
  }

  @Test(arguments: [false, true]) func titleAuthorLanguageAndParts(isChinese: Bool) throws {
    var content = TinyMap.content(.coverage, chinese: isChinese)
    content.author = "Office"
    let style = TinyMap.style(.pdf, chinese: isChinese)
    let map = try CampaignMap.draw(content, style: style).bytes
    let about = try read(map, "pdfinfo", [])
    #expect(about.contains("Title:           \(content.title) · \(content.subtitle)"), "\(about)")
    #expect(
      about.contains("Author:          Office") && about.contains("Subject:         \(content.subtitle)"))
    #expect(about.contains("Tagged:          yes"))
    let text = String(decoding: map, as: UTF8.self)
    #expect(text.contains("/Lang (\(isChinese ? "zh-Hans" : "en"))"))
    let parts = try read(map, "pdfinfo", ["-struct-text"])
    #expect(parts.hasPrefix("Document\n") && parts.contains("Figure"))
    #expect(parts.contains("H1 (block)\n    \"\(content.title)\""), "\(parts)")
  }

  @Test func aTableIsATableOnEachOfItsPages() throws {
    let rows = (0..<90).map { ["row \($0)", "\($0)"].map { Brief.Table.Cell($0) } }
    let table = Brief.Table("All", [.init("Name"), .init("Figure", .number)], rows: rows)
    let point = "A sentence that is much longer than a line " + String(repeating: "and longer ", count: 20)
    var brief = Brief(
      title: "Report", language: .english,
      sections: [Brief.Section("s", "Heading", [.points([point]), .table(table)])])
    brief.subtitle = "a day"
    let parts = try read(try BriefSheets.pdf(brief), "pdfinfo", ["-struct-text"])
    let pages = try read(try BriefSheets.pdf(brief), "pdftotext", []).split(separator: "\u{0C}").count
    #expect(pages > 1 && parts.components(separatedBy: "Table (block)").count - 1 == pages)
    #expect(parts.contains("\"1 Heading\""), "\(parts.prefix(400))")
    // A sentence of several lines is read to its end.
    #expect(parts.contains("\"\(point.dropLast())"), "\(parts.prefix(900))")
    for row in 0..<90 { #expect(parts.contains("\"row \(row)\"")) }
  }

  @Test func namesOfTownshipsAreWordsInThePDF() throws {
    var content = TinyMap.content(.coverage)
    for i in content.places.indices { content.places[i].name = "" }
    let text = try read(try CampaignMap.draw(content, style: TinyMap.style(.pdf)).bytes, "pdftotext", [])
    #expect(text.contains("Alpha") && text.contains("Beta"), "\(text)")
  }

  @Test(arguments: [
    "", "trailer", "trailer << /Size 3 >> startxref 9", "%PDF-1.5 trailer /Size /Root /Info startxref",
  ])
  func whatIsNoPDFStaysAsItIs(text: String) {
    #expect(PDFCatalog.saying("en", in: Array(text.utf8)) == Array(text.utf8))
  }
}
