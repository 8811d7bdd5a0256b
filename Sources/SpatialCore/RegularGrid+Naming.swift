public import CampaignModel

extension RegularGrid {
  /// The id of a cell: shape, size and address, as `S500-E1234-N5678`; `W` and `S` for negative addresses.
  public func id(of address: CellAddress) -> Identifier {
    let column = address.column < 0 ? "W\(-address.column)" : "E\(address.column)"
    let row = address.row < 0 ? "S\(-address.row)" : "N\(address.row)"
    return Identifier("\(idPrefix)\(column)-\(row)")
  }

  /// The address in an id of this grid; nil if the id is not one that `id(of:)` writes.
  public func address(of id: Identifier) -> CellAddress? {
    guard id.text.hasPrefix(idPrefix) else { return nil }
    let parts = id.text.dropFirst(idPrefix.count).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let column = RegularGrid.number(parts[0], positive: "E", negative: "W"),
      let row = RegularGrid.number(parts[1], positive: "N", negative: "S")
    else { return nil }
    let address = CellAddress(column: column, row: row)
    // `E007` and `W0` are numbers, but no ids.
    return self.id(of: address) == id ? address : nil
  }

  /// The id of the piece of a cell in a village: `S500-E1234-N5678-990126001001`.
  public func id(of address: CellAddress, in village: Identifier) -> Identifier {
    Identifier("\(id(of: address).text)-\(village.text)")
  }

  /// The address in the id of a cell, of its piece in a village, or of a part of either that was split off (`.1`,
  /// `.2.1`); nil if the id is none of this grid.
  ///
  /// - Parameter isClipped: whether ids end in the village's code.
  public func address(of cell: GridCell, isClipped: Bool) -> (address: CellAddress, isPart: Bool)? {
    guard cell.id.text.hasPrefix(idPrefix) else { return nil }
    var name = Substring(cell.id.text)
    var rest = Substring("")
    if isClipped {
      // A village's code may hold anything, so that it is looked for as a whole.
      guard let village = cell.village?.text, let end = name.endOfColumnAndRow(after: idPrefix) else {
        return nil
      }
      let tail = name[end...]
      guard tail.hasPrefix("-\(village)") else { return nil }
      rest = tail.dropFirst(village.count + 1)
      name = name[..<end]
    } else if let dot = name.dropFirst(idPrefix.count).firstIndex(of: ".") {
      (name, rest) = (name[..<dot], name[dot...])
    }
    guard rest.isEmpty || rest.first == ".", let address = address(of: Identifier(String(name))) else {
      return nil
    }
    return (address, !rest.isEmpty)
  }

  private var idPrefix: String {
    let metres = size == size.rounded() ? "\(Int(size))" : "\(size)"
    return "\(shape == .hexagon ? "H" : "S")\(metres)-"
  }

  private static func number(_ text: Substring, positive: Character, negative: Character) -> Int? {
    guard let side = text.first, side == positive || side == negative, let value = Int(text.dropFirst()),
      abs(Double(value)) <= addressLimit
    else { return nil }
    return side == positive ? value : -value
  }

  /// What the map prints: letters from west to east (A … Z, AA …) and numbers from north to south, from 1.
  ///
  /// A cell beyond the frozen origin has `~` before its letters (the first column to the west is `~A`) or before its
  /// number (the first row to the north is `~1`), so that labels stay unique when the ground grows.
  public func label(of address: CellAddress) -> String {
    let east = address.column - labelColumn
    let south = labelRow - address.row
    let letters = east < 0 ? "~\(RegularGrid.letters(-east - 1))" : RegularGrid.letters(east)
    return letters + (south < 0 ? "~\(-south)" : "\(south + 1)")
  }

  /// The cell as a row of a workspace.
  public func cell(at address: CellAddress, village: Identifier?) -> GridCell {
    GridCell(id: id(of: address), label: label(of: address), village: village, area: area)
  }

  /// The piece of a cell in a village as a row of a workspace: its label is the cell's, and the village's name.
  public func cell(at address: CellAddress, village: Village, area: Double) -> GridCell {
    GridCell(
      id: id(of: address, in: village.code), label: "\(label(of: address)) \(village.name)",
      village: village.code,
      area: area)
  }

  /// 0 is A, 25 is Z, 26 is AA: as in a spreadsheet.
  private static func letters(_ number: Int) -> String {
    var rest = number
    var scalars: [Unicode.Scalar] = []
    while rest >= 0 {
      scalars.append(Unicode.Scalar(UInt8(65 + rest % 26)))
      rest = rest / 26 - 1
    }
    return String(String.UnicodeScalarView(scalars.reversed()))
  }
}

extension Substring {
  /// The end of `E12-N34` after a prefix.
  fileprivate func endOfColumnAndRow(after prefix: String) -> Index? {
    let numbers = dropFirst(prefix.count)
    guard let first = numbers.firstIndex(of: "-") else { return nil }
    let row = numbers[numbers.index(after: first)...]
    return row.firstIndex(of: "-") ?? row.endIndex
  }
}
