internal import CampaignModel

/// A page: title on top, the map in its frame, a margin (beside a map that lies, below one that stands), and a line at the
/// foot. What is in the margin is a list of items, so that a page of an atlas puts its list of rows there.
struct Composition {
  /// One item at its place.
  struct Placed {
    var item: MarginItem
    var box: Box
  }

  let sheet: Sheet
  let mapBox: Box
  private(set) var items: [Placed]
  /// What the margin leaves free between its items and what stands at its foot.
  let freeBox: Box

  private var sizes: MarginSizes { sheet.sizes }

  /// Lays out a page.
  ///
  /// - Parameters:
  ///   - ground: what the map must show, in metres.
  ///   - items: the margin; given the map's frame, whose scale the bar needs.
  init(
    _ style: MapStyle, isLandscape: Bool, ground: Bounds, hasSubtitle: Bool, items: (MapFrame) -> [MarginItem]
  ) {
    let u = style.paper.enlargement
    sheet = Sheet(style, isLandscape: isLandscape, hasSubtitle: hasSubtitle)
    let (sizes, body, gap) = (sheet.sizes, sheet.body, sheet.gap)
    let provisional = MapFrame(ground, in: body, margin: Composition.frameMargin * u)
    if isLandscape {
      let width = min(max(body.width * 0.235, 150 * u), 190 * u)
      mapBox = Box(x: body.x, y: body.y, width: body.width - width - gap, height: body.height)
      let frame = MapFrame(ground, in: mapBox, margin: Composition.frameMargin * u)
      let list = Composition.shortened(
        Composition.tightened(items(frame)) { Composition.height($0[...], width, sizes) <= body.height },
        height: body.height, columns: 1, width: width, sizes)
      // Scale, north and locator stand at the foot of the margin, as they would below a map.
      let foot = list.firstIndex { $0.standsAtFoot } ?? list.count
      let footHeight = Composition.height(list[foot...], width, sizes)
      let top = Composition.stack(
        Array(list[..<foot]), x: mapBox.right + gap, y: body.y, width: width, sizes)
      self.items =
        top
        + Composition.stack(
          Array(list[foot...]), x: mapBox.right + gap, y: body.bottom - footHeight, width: width, sizes)
      let free = (top.last?.box.bottom ?? body.y) + sizes.gap
      freeBox = Box(
        x: mapBox.right + gap, y: free, width: width,
        height: max(0, body.bottom - footHeight - sizes.gap - free))
    } else {
      let columns = 3
      let width = (body.width - gap * Double(columns - 1)) / Double(columns)
      // A long list may take a little of the map's room before it goes on on a page of its own.
      var limit = body.height * 0.36
      func needed(_ items: [MarginItem]) -> Double {
        Composition.balanced(
          Composition.splitTables(items, columns: columns, sizes), columns: columns, width: width, sizes
        ).1
      }
      let tight = Composition.tightened(items(provisional)) { needed($0) <= limit }
      if tight.contains(where: \.isList), needed(tight) <= body.height * 0.46 { limit = body.height * 0.46 }
      let cut = Composition.cutList(tight, height: limit, columns: columns, width: width, sizes)
      let list = Composition.shortened(
        Composition.splitTables(cut, columns: columns, sizes), height: limit, columns: columns, width: width,
        sizes)
      let (parts, height) = Composition.balanced(list, columns: columns, width: width, sizes)
      mapBox = Box(x: body.x, y: body.y, width: body.width, height: body.height - height - gap)
      // The bar needs the scale of the frame as it came out.
      let frame = MapFrame(ground, in: mapBox, margin: Composition.frameMargin * u)
      // Columns of different height leave no room that is worth a list.
      freeBox = Box(x: body.x, y: body.bottom, width: 0, height: 0)
      self.items = []
      for (k, part) in parts.enumerated() {
        self.items += Composition.stack(
          part, x: body.x + Double(k) * (width + gap), y: mapBox.bottom + gap, width: width, sizes)
      }
      for i in self.items.indices {
        if case .scale(_, let north) = self.items[i].item { self.items[i].item = .scale(frame, north: north) }
      }
    }
  }

  /// Items as tight as they must be to fit, as tight as they can be if they do not.
  private static func tightened(_ items: [MarginItem], until fits: ([MarginItem]) -> Bool) -> [MarginItem] {
    guard items.contains(where: \.isList) else { return items }
    var items = items
    for step in 1...2 where !fits(items) { items = items.map { $0.tightened(step) } }
    return items
  }

  /// Free room between ground and frame on A4, in points.
  static let frameMargin = 9.0

  private static func stack(
    _ items: [MarginItem], x: Double, y: Double, width: Double, _ sizes: MarginSizes
  ) -> [Placed] {
    var top = y
    return items.map { item in
      let height = item.height(width: width, sizes)
      defer { top += height + sizes.gap }
      return Placed(item: item, box: Box(x: x, y: top, width: width, height: height))
    }
  }

  private static func height(_ items: ArraySlice<MarginItem>, _ width: Double, _ sizes: MarginSizes) -> Double
  {
    items.reduce(0) { $0 + $1.height(width: width, sizes) } + sizes.gap * Double(max(items.count - 1, 0))
  }

  /// Cuts a list into columns, in order, so that the highest is as low as can be. - Complexity: O(items³).
  private static func balanced(
    _ items: [MarginItem], columns: Int, width: Double, _ sizes: MarginSizes
  ) -> ([[MarginItem]], Double) {
    var best: (cuts: [Int], height: Double) = ([items.count, items.count], .infinity)
    for first in 0...items.count {
      for second in first...items.count {
        let parts = [items[..<first], items[first..<second], items[second...]]
        let highest = parts.map { height($0, width, sizes) }.max() ?? 0
        if highest < best.height { best = ([first, second], highest) }
      }
    }
    let (a, b) = (best.cuts[0], best.cuts[1])
    return ([Array(items[..<a]), Array(items[a..<b]), Array(items[b...])], best.height)
  }

  /// Rows of lists that had no room beside the map.
  var omittedRows: Int {
    items.reduce(0) { sum, placed in
      if case .list(let list) = placed.item { return sum + list.omitted }
      return sum
    }
  }

  /// A long table becomes several, one for a column.
  private static func splitTables(_ items: [MarginItem], columns: Int, _ sizes: MarginSizes) -> [MarginItem] {
    items.flatMap { item -> [MarginItem] in
      let count = rows(item)
      guard count > 8 else { return [item] }
      let size = (count + columns - 2) / max(columns - 1, 1)
      return stride(from: 0, to: count, by: size).map { start in
        item.part(start..<min(start + size, count), isFirst: start == 0)
      }
    }
  }

  /// Takes rows off the end of a list until its columns fit. - Complexity: O(rows · items³).
  private static func cutList(
    _ items: [MarginItem], height limit: Double, columns: Int, width: Double, _ sizes: MarginSizes
  ) -> [MarginItem] {
    let isList = items.firstIndex { if case .list = $0 { true } else { false } }
    guard let at = isList, case .list(let list) = items[at] else { return items }
    var items = items
    let most = Int(limit / list.rowHeight(sizes)) * columns
    for count in stride(from: min(list.rows.count, most), through: 3, by: -1) {
      items[at] = .list(list.with(list.rows.prefix(count), omitted: list.rows.count - count))
      let split = splitTables(items, columns: columns, sizes)
      if balanced(split, columns: columns, width: width, sizes).1 <= limit { break }
    }
    return items
  }

  /// Takes rows off tables until all fits, and says how many.
  private static func shortened(
    _ items: [MarginItem], height limit: Double, columns: Int, width: Double, _ sizes: MarginSizes
  ) -> [MarginItem] {
    var items = items
    func total() -> Double {
      columns == 1
        ? height(items[...], width, sizes) : balanced(items, columns: columns, width: width, sizes).1
    }
    while total() > limit {
      let longest = items.indices.max { rows(items[$0]) < rows(items[$1]) }
      guard let longest, rows(items[longest]) > 3 else { break }
      if case .list = items[longest] {
        // In columns a list was cut before it was split, so that none of it is left out in its middle.
        guard columns == 1 else { break }
        items[longest] = items[longest].withoutLastRow
      } else if case .table(var table) = items[longest], columns == 1, !table.isCompact {
        table.isCompact = true
        items[longest] = .table(table)
      } else {
        items[longest] = items[longest].withoutLastRow
      }
    }
    return items
  }

  private static func rows(_ item: MarginItem) -> Int {
    switch item {
    case .table(let table): table.rows.count
    case .list(let list): list.rows.count
    default: 0
    }
  }

  /// Writes title, margin and foot.
  func drawMargin(
    on canvas: borrowing Canvas, title: String, subtitle: String, source: String, circles: CircleScale,
    page: String? = nil, notice: String? = nil
  ) {
    sheet.drawHead(on: canvas, title: title, subtitle: subtitle, notice: notice)
    for placed in items {
      placed.item.draw(
        on: canvas, x: placed.box.x, y: placed.box.y, width: placed.box.width, circles: circles, sizes)
    }
    sheet.drawFoot(on: canvas, source, page: page)
  }
}

extension MarginItem {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }

  /// Some rows of a table or list.
  fileprivate func part(_ rows: Range<Int>, isFirst: Bool) -> MarginItem {
    switch self {
    case .table(let table):
      return .table(
        GroupTable(
          rows: Array(table.rows[rows]), omitted: rows.upperBound == table.rows.count ? table.omitted : 0,
          swatches: Array(table.swatches.prefix(rows.upperBound).dropFirst(rows.lowerBound))))
    case .list(let list):
      var part = list.with(list.rows[rows], omitted: rows.upperBound == list.rows.count ? list.omitted : 0)
      part.hasTitle = isFirst
      return .list(part)
    default: return self
    }
  }

  fileprivate var withoutLastRow: MarginItem {
    switch self {
    case .table(var table):
      table.rows.removeLast()
      table.omitted += 1
      return .table(table)
    case .list(let list): return .list(list.with(list.rows.dropLast(), omitted: list.omitted + 1))
    default: return self
    }
  }
}
