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
