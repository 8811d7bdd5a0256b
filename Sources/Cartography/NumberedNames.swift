/// Names of places for which there was no room on the map: a number stands there in their stead, and the names in the free
/// room of the margin.
///
/// What is left out of a map for want of room is the town, where places are small, and where the gaps are often largest.
struct NumberedNames {
  private let names: [String]
  private let title: String

  /// - Parameter names: in the order of their numbers, from 1.
  init(_ names: [String], title: String) {
    self.names = names
    self.title = title
  }

  private static let rowHeight = 8.6
  private static let columns = 2

  /// How many names a box has room for.
  static func capacity(of box: Box, _ sizes: MarginSizes) -> Int {
    max(0, Int((box.height - 14 * sizes.u) / (rowHeight * sizes.u))) * columns
  }

  /// Writes the names in two columns, down and then to the right.
  func draw(on canvas: borrowing Canvas, in box: Box, _ sizes: MarginSizes) {
    let u = sizes.u
    canvas.begin(.paragraph)
    defer { canvas.end(.paragraph) }
    canvas.write(title, x: box.x, y: box.y, width: box.width, sizes.heading)
    let rows = (names.count + Self.columns - 1) / Self.columns
    let width = box.width / Double(Self.columns)
    var figure = TextStyle(size: 6.6 * u, isStrong: true)
    figure.alignment = .right
    for (i, name) in names.enumerated() {
      let x = box.x + Double(i / max(rows, 1)) * width
      let y = box.y + 13 * u + Double(i % max(rows, 1)) * Self.rowHeight * u
      canvas.write(String(i + 1), x: x + 11 * u, y: y, figure)
      canvas.write(name, x: x + 14 * u, y: y, width: width - 16 * u, TextStyle(size: 6.6 * u))
    }
  }
}
