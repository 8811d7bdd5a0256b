internal import CCairo
internal import CPango

/// How a line of text looks. Sizes are points.
struct TextStyle: Equatable, Sendable {
  /// Where text stands in the width given to it.
  enum Alignment: Sendable { case left, centre, right }

  var size: Double
  var colour = Colour.ink
  /// Drawn a little bolder. The common Chinese faces have no bold cut, and a synthetic one cannot be embedded as a font.
  var isStrong = false
  /// Width of the light rim around letters; 0 for none.
  var halo = 0.0
  var alignment = Alignment.left
  /// Added between the lines of a paragraph, in points.
  var leading = 0.0
}

/// Pango's side of a canvas: one font map and one layout, used for every text in turn.
struct Fonts {
  /// One face for Latin and Chinese, so that a line does not change its look in the middle; then what else there may be.
  static let families = "WenQuanYi Micro Hei, Noto Sans CJK SC, Noto Sans, DejaVu Sans, sans-serif"
  let map: UnsafeMutablePointer<PangoFontMap>?
  let context: OpaquePointer?
  let layout: OpaquePointer?
  let description: OpaquePointer?

  init(_ cairo: OpaquePointer) {
    map = pango_cairo_font_map_new()
    context = pango_font_map_create_context(map)
    // Points are the unit, at any resolution.
    pango_cairo_context_set_resolution(context, 72)
    pango_context_set_round_glyph_positions(context, 0)
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    pango_cairo_context_set_font_options(context, options)
    cairo_font_options_destroy(options)
    pango_context_set_language(context, pango_language_from_string("zh-cn"))
    pango_cairo_update_context(cairo, context)
    layout = pango_layout_new(context)
    pango_layout_set_single_paragraph_mode(layout, 1)
    description = pango_font_description_new()
    pango_font_description_set_family(description, Fonts.families)
  }

  func close() {
    pango_font_description_free(description)
    for object in [layout.map(UnsafeMutableRawPointer.init), context.map(UnsafeMutableRawPointer.init)] {
      if let object { g_object_unref(object) }
    }
    if let map { g_object_unref(UnsafeMutableRawPointer(map)) }
  }
}

extension Canvas {
  /// Width and height of a line of text, in points.
  borrowing func measure(_ text: String, _ style: TextStyle) -> (width: Double, height: Double) {
    _ = lay(text, style, within: nil)
    return layoutSize()
  }

  /// Writes a line whose top is at `y`; what is wider than its room ends in an ellipsis.
  ///
  /// - Parameters:
  ///   - x: The left edge, the middle or the right edge, as the style aligns.
  ///   - width: The room; nil for as much as it takes.
  /// - Returns: The height of the line.
  @discardableResult
  borrowing func write(
    _ text: String, x: Double, y: Double, width: Double? = nil, _ style: TextStyle
  ) -> Double {
    guard lay(text, style, within: width) else { return style.size * 1.25 }
    let size = layoutSize()
    let left: Double =
      switch style.alignment {
      case .left: x
      case .centre: x - size.width / 2
      case .right: x - size.width
      }
    if style.halo > 0 {
      move(left, y)
      pango_cairo_layout_path(context, fonts.layout)
      stroke(LineStyle(colour: .paper, width: 2 * style.halo))
    }
    if style.isStrong {
      move(left, y)
      pango_cairo_layout_path(context, fonts.layout)
      stroke(LineStyle(colour: style.colour, width: style.size * 0.045))
    }
    setSource(style.colour)
    move(left, y)
    pango_cairo_show_layout(context, fonts.layout)
    forgetPath()
    return size.height
  }

  /// The height of a text in as many lines as it takes, in points.
  ///
  /// - Parameter lines: The most lines; the last one then ends in an ellipsis.
  borrowing func measureParagraph(_ text: String, width: Double, lines: Int = 1000, _ style: TextStyle)
    -> Double
  {
    guard lay(text, style, within: width, lines: lines) else { return 0 }
    return layoutSize().height
  }

  /// Writes a text whose top is at `y` in as many lines as it takes, broken where its language breaks lines.
  ///
  /// - Parameters:
  ///   - x: The left edge of its room.
  ///   - lines: The most lines; the last one then ends in an ellipsis.
  borrowing func writeParagraph(
    _ text: String, x: Double, y: Double, width: Double, lines: Int = 1000, _ style: TextStyle
  ) {
    guard lay(text, style, within: width, lines: lines) else { return }
    // A blank at which a line is broken has no glyph, only a text beside it, and readers of tagged PDFs stop there: hence each
    // line is written for itself, with its blank.
    if format == .pdf, let rows = brokenLines(PlainText.cleaned(text, longest: 4000)) {
      for row in rows {
        let bare = String(row.text.reversed().drop { $0 == " " }.reversed())
        guard lay(style.alignment == .left ? row.text : bare, style, within: nil) else { continue }
        let room = width - layoutSize().width
        let indent = style.alignment == .left ? 0 : style.alignment == .right ? room : room / 2
        showLayout(x: x + indent, y: y + row.top, style)
      }
    } else {
      showLayout(x: x, y: y, style)
    }
  }

  private borrowing func showLayout(x: Double, y: Double, _ style: TextStyle) {
    if style.isStrong {
      move(x, y)
      pango_cairo_layout_path(context, fonts.layout)
      stroke(LineStyle(colour: style.colour, width: style.size * 0.045))
    }
    setSource(style.colour)
    move(x, y)
    pango_cairo_show_layout(context, fonts.layout)
    forgetPath()
  }

  /// The lines of the text that is laid out, and how far below its top each is; nil if there is one only, or an ellipsis.
  private borrowing func brokenLines(_ text: String) -> [(text: String, top: Double)]? {
    let count = pango_layout_get_line_count(fonts.layout)
    guard count > 1, pango_layout_is_ellipsized(fonts.layout) == 0 else { return nil }
    let bytes = Array(text.utf8)
    return (0..<count).compactMap { k in
      guard let line = pango_layout_get_line_readonly(fonts.layout, k)?.pointee else { return nil }
      let (start, length) = (Int(line.start_index), Int(line.length))
      guard start >= 0, length >= 0, start + length <= bytes.count else { return nil }
      var place = PangoRectangle()
      pango_layout_index_to_pos(fonts.layout, line.start_index, &place)
      // Pango counts the blank to no line.
      let end =
        start + length < bytes.count && bytes[start + length] == 0x20 ? start + length + 1 : start + length
      return (String(decoding: bytes[start..<end], as: UTF8.self), Double(place.y) / Double(PANGO_SCALE))
    }
  }

  /// True if some character of the text is in no font of this machine.
  borrowing func lacksGlyphs(for text: String) -> Bool {
    _ = lay(text, TextStyle(size: 10), within: nil)
    return pango_layout_get_unknown_glyphs_count(fonts.layout) > 0
  }

  private borrowing func layoutSize() -> (width: Double, height: Double) {
    var (width, height): (Int32, Int32) = (0, 0)
    pango_layout_get_size(fonts.layout, &width, &height)
    return (Double(width) / Double(PANGO_SCALE), Double(height) / Double(PANGO_SCALE))
  }

  /// - Returns: False if nothing is left to show.
  private borrowing func lay(
    _ text: String, _ style: TextStyle, within width: Double?, lines: Int = 1
  ) -> Bool {
    var text = PlainText.cleaned(text, longest: lines == 1 ? PlainText.longest : 4000)
    pango_font_description_set_absolute_size(fonts.description, style.size * Double(PANGO_SCALE))
    pango_layout_set_font_description(fonts.layout, fonts.description)
    let room = width.map { Int32(max(1, $0 * Double(PANGO_SCALE))) } ?? -1
    pango_layout_set_width(fonts.layout, room)
    pango_layout_set_ellipsize(fonts.layout, width == nil ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END)
    pango_layout_set_height(fonts.layout, -Int32(lines))
    pango_layout_set_wrap(fonts.layout, PANGO_WRAP_WORD_CHAR)
    pango_layout_set_spacing(fonts.layout, lines == 1 ? 0 : Int32(style.leading * Double(PANGO_SCALE)))
    let alignments: [TextStyle.Alignment: PangoAlignment] = [
      .centre: PANGO_ALIGN_CENTER, .right: PANGO_ALIGN_RIGHT,
    ]
    pango_layout_set_alignment(
      fonts.layout, lines == 1 ? PANGO_ALIGN_LEFT : alignments[style.alignment] ?? PANGO_ALIGN_LEFT)
    if text.isEmpty {
      pango_layout_set_text(fonts.layout, "", 0)
    } else {
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          pango_layout_set_text(fonts.layout, $0.baseAddress, Int32($0.count))
        }
      }
    }
    return !text.isEmpty
  }
}
