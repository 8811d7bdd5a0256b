internal import CampaignModel

/// The groups of a map, beside it: a row each, with the colour of its ground.
struct GroupTable {
  var rows: [GroupFigure]
  /// Groups that had no room.
  var omitted = 0
  /// How the ground of each row is filled.
  var swatches: [Swatch] = []
  /// True for two columns of short rows, without names: when there are many groups.
  var isCompact = false

  /// Lines from top to bottom.
  var lineCount: Int { isCompact ? (rows.count + 1) / 2 : rows.count }

  private struct Column {
    var title: String
    var width: Double
    var value: (GroupFigure) -> String
  }

  func draw(on canvas: borrowing Canvas, x: Double, y: Double, width: Double, _ sizes: MarginSizes) {
    guard isCompact else { return draw(rows[...], on: canvas, x: x, y: y, width: width, sizes) }
    let gap = 8 * sizes.u
    let half = (width - gap) / 2
    draw(rows[..<lineCount], on: canvas, x: x, y: y, width: half, sizes)
    draw(rows[lineCount...], on: canvas, x: x + half + gap, y: y, width: half, sizes)
  }

  private func draw(
    _ part: ArraySlice<GroupFigure>, on canvas: borrowing Canvas, x: Double, y: Double, width: Double,
    _ sizes: MarginSizes
  ) {
    let u = sizes.u
    let language = sizes.language
    var columns = [
      Column(title: "places", width: isCompact ? 22 : 26) { grouped($0.places) },
      Column(title: "work", width: 28) { $0.work.map { grouped(Int($0.rounded())) } ?? "–" },
      Column(title: "targets", width: 29) { grouped($0.tally.expected) },
      Column(title: "visited", width: 31) { percent($0.tally.coverage) },
    ]
    if isCompact || !rows.contains(where: { $0.work != nil }) { columns.remove(at: 1) }
    if isCompact { columns.remove(at: 0) }
    // Before there is a roster, work is all that is known.
    if rows.allSatisfy({ $0.tally.expected == 0 }) { columns.removeLast(2) }
    for k in columns.indices { columns[k].width *= u }
    let numbers = columns.reduce(0) { $0 + $1.width }
    func edge(_ k: Int) -> Double { x + width - columns[(k + 1)...].reduce(0) { $0 + $1.width } }
    var header = sizes.small
    let swatch = 9 * u
    if !part.isEmpty {
      canvas.write(language.word("Group"), x: x, y: y, header)
      header.alignment = .right
      for (k, column) in columns.enumerated() {
        canvas.write(language.word(column.title), x: edge(k), y: y, header)
      }
    }
    let top = y + sizes.tableRow + u
    canvas.move(x, top)
    canvas.line(x + width, top)
    canvas.stroke(LineStyle(colour: .grey(0.4), width: 0.5 * u))
    let name = TextStyle(size: 6.8 * u)
    let number = TextStyle(size: 6.8 * u, alignment: .right)
    let id = TextStyle(size: 6.8 * u, isStrong: true)
    for (line, row) in part.enumerated() {
      let rowY = top + 1.5 * u + Double(line) * sizes.tableRow
      let i = part.startIndex + line
      if i < swatches.count {
        let box = Box(x: x, y: rowY + 1.2 * u, width: swatch, height: 6.6 * u)
        canvas.draw(swatches[i], in: box)
        canvas.rectangle(box)
        canvas.stroke(LineStyle(colour: .grey(0.35), width: 0.35 * u))
      }
      let room = width - numbers - swatch - 5 * u
      let idWidth = min(canvas.measure(row.id, id).width, room)
      canvas.write(row.id, x: x + swatch + 4 * u, y: rowY, width: room, id)
      let nameRoom = room - idWidth - 4 * u
      if !isCompact, nameRoom > 14 * u, row.name != row.id {
        canvas.write(row.name, x: x + swatch + idWidth + 8 * u, y: rowY, width: nameRoom, name)
      }
      for (k, column) in columns.enumerated() { canvas.write(column.value(row), x: edge(k), y: rowY, number) }
    }
    if omitted > 0, part.endIndex == rows.endIndex {
      canvas.write(
        "+ \(grouped(omitted)) \(language.word("more groups"))", x: x,
        y: top + 1.5 * u + Double(part.count) * sizes.tableRow, width: width, sizes.small)
    }
  }
}
