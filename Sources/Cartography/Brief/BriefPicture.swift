extension Brief.Picture {
  /// The height that suits it at a width, in points.
  ///
  /// - Parameter limit: The most that there is room for.
  func height(width: Double, limit: Double, enlargement u: Double) -> Double {
    switch kind {
    case .trend: return min(width * 0.46, limit)
    case .map(let content): return min(BriefMap.height(content, width: width, enlargement: u), limit)
    }
  }

  /// Draws it into a part of a page.
  func draw(on canvas: borrowing Canvas, in box: Box, style: MapStyle) throws(CartographyError) {
    switch kind {
    case .map(let content): try BriefMap(content, style: style, in: box).draw(on: canvas)
    case .trend(let trend): TrendChart.paint(trend, style: style, on: canvas, in: box, hasTitle: false)
    }
  }

  /// It as an `<svg>` element for the markup of a page.
  ///
  /// - Parameter name: Begins the names inside it, which no two pictures of a page may share.
  func svg(width: Double, style: MapStyle, name: String) throws(CartographyError) -> [UInt8] {
    let height = height(width: width, limit: width * 0.85, enlargement: style.paper.enlargement)
    let canvas = try Canvas(width: width, height: height, format: .svg)
    try draw(on: canvas, in: Box(x: 0, y: 0, width: width, height: height).inset(0.5), style: style)
    return InlineSVG.element(try canvas.finished(), name: name, label: description)
  }
}

/// Cairo's SVG as an element among others.
///
/// A policy that names each style sheet by its digest allows no `style="…"`; what Cairo writes there are properties that
/// have attributes of their own names (SVG 2, section 6.5). Names get a beginning of their own, since those of all
/// pictures of a page are in one list.
enum InlineSVG {
  /// - Complexity: O(bytes).
  static func element(_ file: [UInt8], name: String, label: String) -> [UInt8] {
    var markup: [UInt8] = []
    markup.reserveCapacity(file.count)
    var i = file.firstRange(of: Array("<svg".utf8))?.lowerBound ?? 0
    let head = file[i...].firstIndex(of: UInt8(ascii: ">")) ?? file.endIndex
    markup += Array("<svg role=\"img\" viewBox=\"\(viewBox(of: file[i..<head]))\">".utf8)
    markup += Array("<title>".utf8) + BriefMarkup.escaped(label) + Array("</title>".utf8)
    i = min(head + 1, file.endIndex)
    while i < file.endIndex {
      guard let mark = marks.first(where: { $0[0] == file[i] && file[i...].starts(with: $0) }) else {
        markup.append(file[i])
        i += 1
        continue
      }
      i += mark.count
      let end = file[i...].firstIndex(of: 0x22) ?? file.endIndex
      if mark == style {
        markup += attributes(of: file[i..<end], name: name)
        i = end + 1
      } else if mark == path {
        markup += mark
        appendShortened(file[i..<end], to: &markup)
        i = end
      } else {
        markup += mark + Array(name.utf8)
      }
    }
    return markup
  }

  private static let style = Array("style=\"".utf8)
  private static let path = Array(" d=\"".utf8)
  /// What is not copied as it is; the others begin or use a name.
  private static let marks = [style, path, Array("id=\"".utf8), Array("href=\"#".utf8), Array("url(#".utf8)]

  /// Numbers with two digits after the point: a hundredth of a point is finer than any screen.
  private static func appendShortened(_ path: ArraySlice<UInt8>, to markup: inout [UInt8]) {
    var digits = Int.min
    for byte in path {
      if byte == UInt8(ascii: ".") {
        digits = 0
      } else if (0x30...0x39).contains(byte) {
        digits += 1
      } else {
        digits = Int.min
      }
      if digits <= 2 { markup.append(byte) }
    }
  }

  private static func viewBox(of head: ArraySlice<UInt8>) -> String {
    let mark = Array("viewBox=\"".utf8)
    guard let start = head.firstRange(of: mark)?.upperBound, let end = head[start...].firstIndex(of: 0x22)
    else {
      return "0 0 1 1"
    }
    return String(decoding: head[start..<end], as: UTF8.self)
  }

  /// `fill:none;stroke-width:2;` as `fill="none" stroke-width="2"`.
  private static func attributes(of style: ArraySlice<UInt8>, name: String) -> [UInt8] {
    let text = String(decoding: style, as: UTF8.self).replacing("url(#", with: "url(#\(name)")
    let parts = text.split(separator: ";").compactMap { part -> String? in
      let pair = part.split(separator: ":", maxSplits: 1)
      guard pair.count == 2 else { return nil }
      return "\(pair[0].filter { $0 != " " })=\"\(pair[1])\""
    }
    return Array(parts.joined(separator: " ").utf8)
  }
}
