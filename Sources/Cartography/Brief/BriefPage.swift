/// A report as one HTML file: no script, nothing to fetch, the pictures inline.
///
/// The content security policy (W3C CSP 3) names the one style sheet by its SHA-256 and allows nothing else, so that a name
/// which got into the markup could neither run nor ask the network for anything.
public enum BriefPage {
  /// The width of a picture, in points; the browser makes it as wide as the page.
  static let pictureWidth = 640.0

  /// Puts the page together.
  ///
  /// - Parameter sha256: The digest of bytes.
  /// - Throws: ``CartographyError`` if a picture cannot be drawn. - Complexity: O(bytes).
  public static func html(_ brief: Brief, sha256: ([UInt8]) -> [UInt8]) throws(CartographyError) -> [UInt8] {
    let styles = styleSheet(brief.paper)
    var page = BriefMarkup()
    page.raw(
      "<!DOCTYPE html>\n<html lang=\"\(brief.language.rawValue)\"\(brief.isMono ? " class=\"mono\"" : "")>\n")
    page.raw("<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"")
    page.raw("default-src 'none'; style-src 'sha256-\(Base64.text(sha256(styles)))'; img-src data:; ")
    page.raw("base-uri 'none'; form-action 'none'\">\n")
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
    page.raw(
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"gridcover\">\n")
    page.element("title", brief.title, end: "\n")
    page.raw("<link rel=\"icon\" href=\"data:,\">\n<style>")
    page.bytes += styles
    page.raw("</style>\n</head>\n<body>\n<header>\n")
    page.element("h1", brief.title, end: "\n")
    page.element("p", class: "subtitle", brief.subtitle, end: "\n")
    page.raw("</header>\n<nav aria-label=\"\(brief.language.word("Contents"))\">\n<ol>\n")
    for section in brief.sections {
      page.raw("<li><a href=\"#\(section.id)\">")
      page.text(section.heading)
      page.raw("</a></li>\n")
    }
    page.raw("</ol>\n</nav>\n<main>\n")
    var pictures = 0
    for (number, section) in brief.sections.enumerated() {
      page.raw("<section id=\"\(section.id)\" aria-labelledby=\"\(section.id)-heading\"")
      page.raw(section.startsSheet ? " class=\"sheet\">\n" : ">\n")
      page.raw("<h2 id=\"\(section.id)-heading\"><span class=\"number\">\(number + 1)</span> ")
      page.text(section.heading)
      page.raw("</h2>\n")
      for block in section.blocks { try write(block, of: brief, to: &page, pictures: &pictures) }
      page.raw("</section>\n")
    }
    page.raw("</main>\n<footer>\n")
    page.element("p", brief.source, end: "\n")
    page.raw("</footer>\n</body>\n</html>\n")
    return page.bytes
  }

  private static func styleSheet(_ paper: Paper) -> [UInt8] {
    let text = String(decoding: PackageResources.brief_css, as: UTF8.self)
    return Array(text.replacing("A4 /* the paper */", with: paper.rawValue).utf8)
  }

  private static func write(
    _ block: Brief.Block, of brief: Brief, to page: inout BriefMarkup, pictures: inout Int
  ) throws(CartographyError) {
    switch block {
    case .paragraph(let text): page.element("p", text, end: "\n")
    case .note(let text): page.element("p", class: "note", text, end: "\n")
    case .points(let points):
      page.raw("<ul class=\"points\">\n")
      for point in points { page.element("li", point, end: "\n") }
      page.raw("</ul>\n")
    case .figures(let figures):
      page.raw("<dl class=\"figures\">\n")
      for figure in figures {
        page.raw("<div>")
        page.element("dt", figure.label)
        page.element("dd", class: "value", figure.value)
        if !figure.detail.isEmpty { page.element("dd", figure.detail) }
        page.raw("</div>\n")
      }
      page.raw("</dl>\n")
    case .terms(let terms):
      page.raw("<dl class=\"terms\">\n")
      for term in terms {
        page.raw("<div>")
        page.element("dt", term.word)
        page.element("dd", term.meaning)
        page.raw("</div>\n")
      }
      page.raw("</dl>\n")
    case .table(let table): write(table, to: &page)
    case .picture(let picture):
      pictures += 1
      var style = MapStyle()
      style.format = .svg
      style.isMono = brief.isMono
      style.language = brief.language
      page.raw("<figure>\n<div class=\"scroll\" tabindex=\"0\">")
      page.bytes += try picture.svg(width: pictureWidth, style: style, name: "p\(pictures)-")
      page.raw("</div>\n")
      page.element("figcaption", picture.caption, end: "\n")
      page.raw("</figure>\n")
    }
  }

  private static func write(_ table: Brief.Table, to page: inout BriefMarkup) {
    page.raw("<div class=\"scroll\" tabindex=\"0\">\n<table>\n")
    page.element("caption", table.caption, end: "\n")
    page.raw("<thead>\n<tr>")
    for column in table.columns {
      page.raw(column.kind == .text ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"number\">")
      page.text(column.title)
      page.raw("</th>")
    }
    page.raw("</tr>\n</thead>\n<tbody>\n")
    for row in table.rows { write(row, of: table, to: &page) }
    page.raw("</tbody>\n")
    if let total = table.total {
      page.raw("<tfoot>\n")
      write(total, of: table, to: &page)
      page.raw("</tfoot>\n")
    }
    page.raw("</table>\n</div>\n")
    if !table.note.isEmpty { page.element("p", class: "note", table.note, end: "\n") }
  }

  /// True for a text that stands in one line wherever it stands: a date is not to be broken at its hyphens.
  private static func isShort(_ cell: Brief.Table.Cell) -> Bool { cell.text.unicodeScalars.count <= 32 }

  private static func write(_ row: [Brief.Table.Cell], of table: Brief.Table, to page: inout BriefMarkup) {
    page.raw("<tr>")
    for (i, (cell, column)) in zip(row, table.columns).enumerated() {
      switch (i, column.kind) {
      case (0, _):
        page.element("th", attributes: "scope=\"row\"\(isShort(cell) ? " class=\"short\"" : "")", cell.text)
      case (_, .text):
        page.element("td", attributes: isShort(cell) ? "class=\"short\"" : "", cell.text)
      case (_, .number): page.element("td", class: "number", cell.text)
      case (_, .share):
        page.raw("<td class=\"number share\">")
        page.text(cell.text)
        if let share = cell.share {
          let width = Double(Int((min(max(share, 0), 1) * 1000).rounded())) / 10
          page.raw(
            "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">")
          page.raw(
            "<rect width=\"100\" height=\"10\" class=\"all\"/><rect width=\"\(width)\" height=\"10\"/></svg>")
        }
        page.raw("</td>")
      }
    }
    page.raw("</tr>\n")
  }
}

/// Markup in the making. What comes from data goes through ``text(_:)``; ``raw(_:)`` is for words of this file alone.
struct BriefMarkup {
  var bytes: [UInt8] = []

  mutating func raw(_ markup: String) { bytes += markup.utf8 }

  mutating func text(_ text: String) { bytes += BriefMarkup.escaped(text) }

  mutating func element(_ name: String, attributes: String = "", _ text: String, end: String = "") {
    raw(attributes.isEmpty ? "<\(name)>" : "<\(name) \(attributes)>")
    self.text(text)
    raw("</\(name)>\(end)")
  }

  mutating func element(_ name: String, class classes: String, _ text: String, end: String = "") {
    element(name, attributes: "class=\"\(classes)\"", text, end: end)
  }

  /// Text as it may stand in markup and between quotes, without characters that steer the text beside it.
  static func escaped(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in PlainText.cleaned(text, longest: 4000).utf8 {
      switch byte {
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
