internal import CCairo

/// What a part of a page is, for readers that read aloud (the standard structure types of ISO 32000-1, 14.8.4).
enum StructureTag: String {
  /// All of it: begun and ended by the canvas.
  case document = "Document"
  case title = "H1"
  case heading = "H2"
  case paragraph = "P"
  case table = "Table"
  case row = "TR"
  case head = "TH"
  case cell = "TD"
  case figure = "Figure"
}

extension Canvas {
  /// Begins a part of a tagged PDF; other formats have none. Parts nest, and each ends on the page on which it begins.
  borrowing func begin(_ tag: StructureTag) {
    if format == .pdf { cairo_tag_begin(context, tag.rawValue, nil) }
  }

  /// Ends the part that was begun last.
  borrowing func end(_ tag: StructureTag) {
    if format == .pdf { cairo_tag_end(context, tag.rawValue) }
  }
}
