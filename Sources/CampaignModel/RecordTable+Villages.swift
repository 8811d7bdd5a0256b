extension RecordTable {
  /// The villages of a table of them with their polygons, sorted by code, their township and county codes derived.
  ///
  /// - Precondition: the rows are villages, with regions.
  /// - Complexity: O(n log n).
  public func villages() -> (villages: [Village], regions: [Region]) {
    let codes = keys
    let order = (0..<rowCount).map { (code: Identifier(codes[$0] ?? ""), row: $0) }.sorted {
      $0.code < $1.code
    }
    let names = [
      "name", "name_en", "township", "township_en", "township_code", "county", "county_code", "category",
    ]
    let columns = names.map { texts($0) }
    var declared: ContiguousArray<Int64>?
    if case .integers(let numbers)? = self.columns.first(where: { $0.field.name == "households" })?.values {
      declared = numbers
    }
    let villages = order.map { code, row in
      func text(_ column: Int) -> String? { columns[column].flatMap { $0.isBlank(row) ? nil : $0[row] } }
      let households = declared?[row] ?? RecordTable.noInteger
      return Village(
        code: code, name: text(0) ?? "", nameEnglish: text(1), township: text(2), townshipEnglish: text(3),
        townshipCode: text(4), county: text(5), countyCode: text(6), categories: Settings.list(text(7) ?? ""),
        declaredHouseholds: households == RecordTable.noInteger ? nil : Int(households))
    }
    let regions = regions ?? []
    return (Village.derivingCodes(villages), order.map { regions[$0.row] })
  }
}
