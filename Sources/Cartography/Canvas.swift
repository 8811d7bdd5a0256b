internal import CCairo
internal import CPango
internal import CampaignModel

/// The kinds of file that a drawing can be.
public enum DrawingFormat: String, Sendable, CaseIterable { case pdf, png, svg }

/// What a PDF says of itself, for windows, lists of files and readers that read aloud.
struct DocumentNote: Sendable {
  var title = ""
  /// Whose it is: the campaign.
  var author = ""
  /// What it shows, of which part and day.
  var subject = ""
  var language = MapLanguage.english
}

/// A sheet of paper to draw on: PDF, SVG or PNG through one interface.
///
/// Lengths are points (1/72 inch), x to the right and y down. All drawing is by values: no setting outlives its call but
/// what ``save()`` and ``restore()`` bracket. The same calls make the same bytes: the date of a PDF is the one given,
/// what Cairo numbers by a count kept for the whole process is numbered anew, and glyphs are never hinted.
///
/// Cairo is called here and in `Canvas+Text`, nowhere else.
struct Canvas: ~Copyable {
  /// Points.
  let width: Double
  /// Points.
  let height: Double
  /// What comes out.
  let format: DrawingFormat
  let surface: OpaquePointer
  let context: OpaquePointer
  let fonts: Fonts
  /// In which a PDF is to be read aloud.
  private let language: MapLanguage
  private let sink: UnsafeMutablePointer<[UInt8]>

  /// Pixels of the largest picture: 400 MB of memory.
  static let pixelLimit = 100_000_000

  /// A white sheet.
  ///
  /// - Parameters:
  ///   - width: Points.
  ///   - height: Points.
  ///   - dpi: Pixels per inch of a PNG; the other formats have none.
  ///   - about: What a PDF says of itself.
  ///   - date: The day that a PDF says it was made: that of its data, so that the same data make the same bytes.
  /// - Throws: ``CartographyError`` if the picture is too large, or memory is short.
  init(
    width: Double, height: Double, format: DrawingFormat, dpi: Double = 150,
    about: DocumentNote = DocumentNote(), date: LocalDate? = nil
  ) throws(CartographyError) {
    let scale = dpi / 72
    let (columns, rows) = (Int((width * scale).rounded()), Int((height * scale).rounded()))
    if format == .png, columns > 32_000 || rows > 32_000 || columns * rows > Canvas.pixelLimit {
      throw .tooManyPixels(width: columns, height: rows, limit: Canvas.pixelLimit)
    }
    let sink = UnsafeMutablePointer<[UInt8]>.allocate(capacity: 1)
    sink.initialize(to: [])
    let surface: OpaquePointer? =
      switch format {
      case .pdf: cairo_pdf_surface_create_for_stream(appendBytes, sink, width, height)
      case .svg: cairo_svg_surface_create_for_stream(appendBytes, sink, width, height)
      case .png: cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
      }
    guard let surface, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
      let context = cairo_create(surface)
    else {
      sink.deinitialize(count: 1)
      sink.deallocate()
      throw .cairo("no surface")
    }
    if format == .pdf {
      for (kind, text) in [
        (CAIRO_PDF_METADATA_TITLE, about.title), (CAIRO_PDF_METADATA_AUTHOR, about.author),
        (CAIRO_PDF_METADATA_SUBJECT, about.subject),
      ] where !text.isEmpty {
        cairo_pdf_surface_set_metadata(surface, kind, PlainText.cleaned(text))
      }
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "gridcover")
      let day = date?.description ?? "2000-01-01"
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "\(day)T00:00:00Z")
    }
    if format == .svg { cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT) }
    if format == .png {
      cairo_set_source_rgb(context, 1, 1, 1)
      cairo_paint(context)
      cairo_scale(context, scale, scale)
    }
    self.width = width
    self.height = height
    self.format = format
    language = about.language
    self.surface = surface
    self.context = context
    self.sink = sink
    fonts = Fonts(context)
    if format == .pdf { cairo_tag_begin(context, StructureTag.document.rawValue, nil) }
  }

  deinit {
    fonts.close()
    cairo_destroy(context)
    cairo_surface_destroy(surface)
    sink.deinitialize(count: 1)
    sink.deallocate()
  }

  /// Ends a page of a PDF and begins another one of a size in points.
  borrowing func beginPage(width: Double, height: Double) {
    cairo_show_page(context)
    cairo_pdf_surface_set_size(surface, width, height)
  }

  /// The file's bytes. - Throws: ``CartographyError/cairo(_:)`` if anything has failed since the beginning.
  consuming func finished() throws(CartographyError) -> [UInt8] {
    if format == .pdf { cairo_tag_end(context, StructureTag.document.rawValue) }
    try check(cairo_status(context))
    if format == .png {
      cairo_surface_flush(surface)
      try check(cairo_surface_write_to_png_stream(surface, appendBytes, sink))
    } else {
      cairo_surface_finish(surface)
      try check(cairo_surface_status(surface))
    }
    switch format {
    case .svg: return SurfaceNumbers.renumbered(sink.pointee)
    case .pdf: return PDFCatalog.saying(language.rawValue, in: sink.pointee)
    case .png: return sink.pointee
    }
  }

  private borrowing func check(_ status: cairo_status_t) throws(CartographyError) {
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .cairo(String(cString: cairo_status_to_string(status)))
    }
  }
}

/// Cairo hands over bytes as they come.
private let appendBytes: cairo_write_func_t = { sink, bytes, count in
  guard let sink, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
  sink.assumingMemoryBound(to: [UInt8].self).pointee
    .append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
  return CAIRO_STATUS_SUCCESS
}

extension Canvas {
  /// Adds an entry to the table of contents that a reader shows beside a PDF.
  ///
  /// - Parameter sheet: The number of the sheet that it leads to, from 1.
  borrowing func addOutlineEntry(_ title: String, sheet: Int) {
    guard format == .pdf else { return }
    cairo_pdf_surface_add_outline(
      surface, CAIRO_PDF_OUTLINE_ROOT, PlainText.cleaned(title), "page=\(sheet) pos=[0.0 0.0]",
      CAIRO_PDF_OUTLINE_FLAG_OPEN)
  }
}

// MARK: - Paths, fills and lines

extension Canvas {
  /// Puts the state (clip and transformation) aside.
  borrowing func save() { cairo_save(context) }

  /// Takes it back.
  borrowing func restore() { cairo_restore(context) }

  borrowing func move(_ x: Double, _ y: Double) { cairo_move_to(context, x, y) }

  borrowing func line(_ x: Double, _ y: Double) { cairo_line_to(context, x, y) }

  borrowing func close() { cairo_close_path(context) }

  borrowing func rectangle(_ box: Box) { cairo_rectangle(context, box.x, box.y, box.width, box.height) }

  borrowing func circle(x: Double, y: Double, radius: Double) {
    cairo_new_sub_path(context)
    cairo_arc(context, x, y, radius, 0, 2 * .pi)
    cairo_close_path(context)
  }

  /// Fills the path, holes by the even-odd rule, and forgets it.
  borrowing func fill(_ colour: Colour) {
    setSource(colour)
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
    cairo_fill(context)
  }

  /// Draws along the path, and forgets it.
  borrowing func stroke(_ line: LineStyle) {
    setSource(line.colour)
    cairo_set_line_width(context, line.width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, line.dashes.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, line.dashes, Int32(line.dashes.count), 0)
    cairo_stroke(context)
  }

  /// Draws only inside the path until ``restore()``.
  borrowing func clip() {
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD)
    cairo_clip(context)
  }

  borrowing func forgetPath() { cairo_new_path(context) }

  borrowing func setSource(_ colour: Colour) {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, colour.alpha)
  }
}

/// A rectangle on paper, in points.
struct Box: Equatable, Sendable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }
  var midX: Double { x + width / 2 }
  var midY: Double { y + height / 2 }

  func inset(_ by: Double) -> Box {
    Box(x: x + by, y: y + by, width: max(0, width - 2 * by), height: max(0, height - 2 * by))
  }

  /// True if both share more than an edge.
  func overlaps(_ other: Box) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }

  func contains(_ other: Box) -> Bool {
    x <= other.x && y <= other.y && other.right <= right && other.bottom <= bottom
  }
}

/// A line: width and dashes in points.
struct LineStyle: Equatable, Sendable {
  var colour: Colour
  var width: Double
  var dashes: [Double] = []
}
