internal import CampaignModel

/// A sheet of paper with its title, its foot and the room between them: what all pages of one document have in common.
struct Sheet {
  let size: (width: Double, height: Double)
  let sizes: MarginSizes
  /// Free room at the edges, in points.
  let edge: Double
  /// Between columns.
  let gap: Double
  /// Between title and foot.
  let body: Box

  init(_ style: MapStyle, isLandscape: Bool, hasSubtitle: Bool) {
    let u = style.paper.enlargement
    let paper = style.paper.size
    size = isLandscape ? (paper.long, paper.short) : (paper.short, paper.long)
    sizes = MarginSizes(style)
    edge = 26 * u
    gap = 14 * u
    let title = (hasSubtitle ? 38 : 26) * u
    body = Box(
      x: edge, y: edge + title, width: size.width - 2 * edge, height: size.height - 2 * edge - title - 12 * u)
  }

  /// Writes what stands above the body.
  ///
  /// - Parameter notice: What must be seen at once, above the title.
  func drawHead(on canvas: borrowing Canvas, title: String, subtitle: String, notice: String? = nil) {
    let u = sizes.u
    let width = size.width - 2 * edge
    canvas.begin(.title)
    canvas.write(title, x: edge, y: edge - 4 * u, width: width, TextStyle(size: 16 * u, isStrong: true))
    canvas.end(.title)
    if let notice {
      let style = TextStyle(
        size: 7 * u, colour: sizes.isMono ? .ink : Palette.alarm, isStrong: true, alignment: .right)
      canvas.begin(.paragraph)
      defer { canvas.end(.paragraph) }
      canvas.write(notice, x: edge + width, y: edge - 13 * u, width: width, style)
    }
    if !subtitle.isEmpty {
      canvas.begin(.paragraph)
      defer { canvas.end(.paragraph) }
      canvas.write(
        subtitle, x: edge, y: edge + 17.5 * u, width: width, TextStyle(size: 8.6 * u, colour: .softInk))
    }
  }

  /// Writes what stands below it.
  ///
  /// - Parameter page: `page 3 of 27`, at the right; nil where there is one page only.
  func drawFoot(on canvas: borrowing Canvas, _ text: String, page: String? = nil) {
    let u = sizes.u
    let y = size.height - edge - 6 * u
    var room = 0.0
    if let page {
      let style = TextStyle(size: 8 * u, isStrong: true, alignment: .right)
      room = canvas.measure(page, style).width + 12 * u
      canvas.write(page, x: size.width - edge, y: y - 2 * u, style)
    }
    canvas.write(
      text, x: edge, y: y, width: size.width - 2 * edge - room, TextStyle(size: 6 * u, colour: .softInk))
  }
}
