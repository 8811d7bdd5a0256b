/// Rows of one kind after normalising: typed, trimmed, with canonical dates and outcomes, column by column.
///
/// Columns exist for the fields that the file has; a field that is absent leaves what the workspace knows unchanged, a
/// field that is there and empty clears it. All columns, `sourceRows` and the geometry have `rowCount` entries.
public struct RecordTable: Sendable {
  /// One column of values.
  public enum Values: Sendable {
    /// Texts, lists joined by `;`, days as `2016-12-17`, moments as `2016-12-17T09:35:00`, outcomes.
    case texts(TextColumn)
    /// Whole numbers and flags (0 and 1); ``RecordTable/noInteger`` is missing.
    case integers(ContiguousArray<Int64>)
    /// Decimal numbers; NaN is missing.
    case reals(ContiguousArray<Double>)
  }

  /// A field that the file has, with its values.
  public struct Column: Sendable {
    /// The field.
    public let field: Field
    /// Its value in every row.
    public var values: Values

    /// A column of a field.
    public init(field: Field, values: Values) {
      self.field = field
      self.values = values
    }
  }

  /// Stands for a missing whole number.
  public static let noInteger = Int64.min

  /// The kind of all rows.
  public let kind: RecordKind
  /// The fields that the file has, in the kind's order; the key is always the first.
  public var columns: [Column]
  /// Longitudes, NaN where a row has none; nil if the file has no coordinates at all.
  public var xs: ContiguousArray<Double>?
  /// Latitudes, NaN where a row has none; nil if the file has no coordinates at all.
  public var ys: ContiguousArray<Double>?
  /// Polygons of villages and cells; nil for other kinds, or if the file has none.
  public var regions: [Region]?
  /// The row of the file that each record came from: 1 for the first row after the header, or the first feature.
  public var sourceRows: ContiguousArray<Int32>

  /// The number of rows.
  public var rowCount: Int { sourceRows.count }

  /// A table of columns that its maker keeps equally long.
  public init(
    kind: RecordKind, columns: [Column], xs: ContiguousArray<Double>? = nil,
    ys: ContiguousArray<Double>? = nil, regions: [Region]? = nil, sourceRows: ContiguousArray<Int32>
  ) {
    self.kind = kind
    self.columns = columns
    self.xs = xs
    self.ys = ys
    self.regions = regions
    self.sourceRows = sourceRows
  }

  /// The keys of all rows.
  public var keys: TextColumn {
    guard case .texts(let keys)? = columns.first?.values else { return TextColumn() }
    return keys
  }

  /// The texts of a field, or nil if the file has no such text field.
  public func texts(_ name: String) -> TextColumn? {
    guard case .texts(let texts)? = columns.first(where: { $0.field.name == name })?.values else {
      return nil
    }
    return texts
  }

  /// The rows for which `keep` is true, in the same order.
  public func filtered(_ keep: (Int) -> Bool) -> RecordTable {
    let rows = (0..<rowCount).filter(keep)
    if rows.count == rowCount { return self }
    var copy = self
    copy.columns = columns.map { column in
      switch column.values {
      case .texts(let texts):
        Column(field: column.field, values: .texts(TextColumn(rows.lazy.map { texts[$0] })))
      case .integers(let numbers):
        Column(field: column.field, values: .integers(ContiguousArray(rows.map { numbers[$0] })))
      case .reals(let numbers):
        Column(field: column.field, values: .reals(ContiguousArray(rows.map { numbers[$0] })))
      }
    }
    copy.xs = xs.map { xs in ContiguousArray(rows.map { xs[$0] }) }
    copy.ys = ys.map { ys in ContiguousArray(rows.map { ys[$0] }) }
    copy.regions = regions.map { regions in rows.map { regions[$0] } }
    copy.sourceRows = ContiguousArray(rows.map { sourceRows[$0] })
    return copy
  }
}
