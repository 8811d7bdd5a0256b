import CampaignModel

/// Turns the cells of a ``SourceTable`` into the typed columns of a `RecordTable`, column by column.
///
/// A cell that its field cannot hold rejects its row; all fields of a row are looked at, so that one look at the
/// rejects is enough to mend it.
struct Normaliser {
  private let kind: RecordKind
  private let source: SourceTable
  private let binding: ColumnBinding
  private let utcOffsetMinutes: Int
  private var rejections: [Rejection] = []
  private var isRejected: [Bool]
  private var repeats = 0
  private var nameless = 0
  private var invisible: (count: Int, row: Int, header: String)?

  private init(_ kind: RecordKind, _ source: SourceTable, _ binding: ColumnBinding, utcOffsetMinutes: Int) {
    self.kind = kind
    self.source = source
    self.binding = binding
    self.utcOffsetMinutes = utcOffsetMinutes
    isRejected = [Bool](repeating: false, count: source.rowCount)
  }

  /// Normalises a table as records of a kind.
  ///
  /// - Throws: ``InterchangeError`` if the columns do not fit the kind.
  /// - Complexity: O(bytes) expected.
  static func normalise(
    _ source: SourceTable, as kind: RecordKind, mapping: ColumnMapping?, utcOffsetMinutes: Int, sha256: String
  ) throws(InterchangeError) -> Normalised {
    guard (-1440...1440).contains(utcOffsetMinutes) else { throw .badOffset(utcOffsetMinutes) }
    if kind.geometry == .region, source.regions == nil { throw .noPolygons(source.path, kind: kind) }
    let binding = try ColumnBinding(kind, in: source, mapping: mapping)
    var normaliser = Normaliser(kind, source, binding, utcOffsetMinutes: utcOffsetMinutes)
    return normaliser.run(sha256: sha256)
  }

  private mutating func run(sha256: String) -> Normalised {
    var columns: [RecordTable.Column] = []
    for (field, column) in binding.fields {
      columns.append(RecordTable.Column(field: field, values: values(of: field, in: column)))
    }
    let points = coordinates()
    requireSubjects(columns)
    if binding.hasDerivedKeys {
      let keys = DerivedKey(kind, columns: columns, xs: points?.xs, ys: points?.ys)
        .column(rowCount: source.rowCount)
      columns.insert(RecordTable.Column(field: kind.keyField, values: .texts(keys)), at: 0)
    }
    nameByKey(&columns)
    var table = RecordTable(
      kind: kind, columns: columns, xs: points?.xs, ys: points?.ys, regions: source.regions,
      sourceRows: source.rows)
    let isRepeat = rejectDuplicates(table.keys)
    table = table.filtered { !isRejected[$0] && !isRepeat[$0] }
    rejections += source.rejections
    // Stable by hand: rows first, then the order in which fields were looked at.
    let order = rejections.indices.sorted { (rejections[$0].row, $0) < (rejections[$1].row, $1) }
    return Normalised(
      table: table, rejections: order.map { rejections[$0] }, unusedHeaders: binding.unusedHeaders,
      derivedKeys: binding.hasDerivedKeys, rowsRead: source.rowsRead, repeats: repeats, warnings: warnings(),
      sha256: sha256)
  }

  // MARK: Columns

  private mutating func values(of field: Field, in column: Int) -> RecordTable.Values {
    switch field.kind {
    case .text, .list, .date, .moment, .outcome: return .texts(texts(of: field, in: column))
    case .integer, .flag:
      var numbers: ContiguousArray<Int64> = []
      numbers.reserveCapacity(source.rowCount)
      source.forEachText(in: column) { row, text in
        let number = field.kind == .flag ? FieldText.flag(text) : FieldText.integer(text)
        numbers.append(number ?? RecordTable.noInteger)
        if number == nil { rejectUnlessBlank(row, field, column, text) }
      }
      return .integers(numbers)
    case .real:
      var numbers: ContiguousArray<Double> = []
      numbers.reserveCapacity(source.rowCount)
      source.forEachText(in: column) { row, text in
        let number = DecimalNumber.parse(text).flatMap { $0 >= 0 ? $0 : nil }
        numbers.append(number ?? .nan)
        if number == nil { rejectUnlessBlank(row, field, column, text) }
      }
      return .reals(numbers)
    }
  }

  private mutating func texts(of field: Field, in column: Int) -> TextColumn {
    var texts = TextColumn()
    var outcomes = OutcomeSpellings()
    let offset = utcOffsetMinutes
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 19) { buffer in
      buffer.initialize(repeating: 0)
      source.forEachText(in: column) { row, text in
        // An escape of JSON or a database can say NUL; other databases and C would end the text there.
        if source.format != .csv, text.contains(0) {
          texts.append(nil)
          return rejectUnlessBlank(row, field, column, text)
        }
        var canonical: UnsafeBufferPointer<UInt8>?
        switch field.kind {
        case .date:
          if let day = MomentText.day(text) {
            MomentText.write(day, into: buffer)
            canonical = UnsafeBufferPointer(rebasing: buffer[..<10])
          }
        case .moment:
          if let moment = MomentText.moment(text, utcOffsetMinutes: offset) {
            canonical = UnsafeBufferPointer(rebasing: buffer[..<MomentText.write(moment, into: buffer)])
          }
        case .outcome:
          if let outcome = outcomes.canonical(text) {
            outcome.withUnsafeBufferPointer { texts.append(utf8: $0) }
            return
          }
        case .list where text.contains(UInt8(ascii: ";")) || text.contains(0xEF):
          let list = Settings.list(UTF8Text.string(text)).joined(separator: ";")
          texts.append(list.isEmpty ? nil : list)
          return
        default: canonical = plainText(row, column, text)
        }
        if let canonical, !canonical.isEmpty {
          texts.append(utf8: canonical)
        } else {
          texts.append(nil)
          rejectUnlessBlank(row, field, column, text)
        }
      }
    }
    return texts
  }

  /// The text without the guard of spreadsheets; notes if it has characters that no one sees.
  private mutating func plainText(
    _ row: Int, _ column: Int, _ text: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    if UTF8Text.hasInvisible(text) {
      let header = source.headers[column]
      invisible = (
        (invisible?.count ?? 0) + 1, invisible?.row ?? source.sourceRow(row), invisible?.header ?? header
      )
    }
    return source.format.hasFormulaGuards ? FormulaGuard.removed(text) : text
  }

  /// Longitudes and latitudes, from the file's geometry or from its two columns.
  private mutating func coordinates() -> (xs: ContiguousArray<Double>, ys: ContiguousArray<Double>)? {
    guard kind.geometry == .point else { return nil }
    var points: (xs: ContiguousArray<Double>, ys: ContiguousArray<Double>)
    var headers = ("geometry", "geometry")
    // Where a file has geometry, columns of coordinates are bound only if the user says so.
    if let (longitude, latitude) = binding.coordinates {
      headers = (source.headers[longitude], source.headers[latitude])
      points = (degrees(in: longitude), degrees(in: latitude))
      for row in 0..<source.rowCount where points.xs[row].isNaN != points.ys[row].isNaN && !isRejected[row] {
        let missing = points.xs[row].isNaN ? headers.0 : headers.1
        let other = points.xs[row].isNaN ? headers.1 : headers.0
        reject(row, missing, .missingValue, "a value, as the row has one for \(other)", "nothing")
      }
    } else if let own = source.points {
      points = own
    } else {
      return nil
    }
    for row in 0..<source.rowCount where !points.xs[row].isNaN && !points.ys[row].isNaN {
      let (x, y) = (points.xs[row], points.ys[row])
      if x == 0, y == 0 {
        reject(
          row, headers.0, .outOfRange, "the place of the record, or nothing if it is unknown",
          "0, 0 (a point in the Atlantic that stands for a missing place)")
      } else if let complaint = CoordinateRange.complaint(longitude: x, latitude: y) {
        reject(
          row, complaint.isLatitude ? headers.1 : headers.0, .outOfRange, complaint.expected,
          complaint.value.description)
      }
    }
    return points
  }

  private mutating func degrees(in column: Int) -> ContiguousArray<Double> {
    var numbers: ContiguousArray<Double> = []
    numbers.reserveCapacity(source.rowCount)
    source.forEachText(in: column) { row, text in
      let number = DecimalNumber.parse(text)
      numbers.append(number ?? .nan)
      if number == nil, !text.isEmpty {
        reject(
          row, source.headers[column], .badNumber, "decimal degrees, as 113.5",
          Rejection.quote(UTF8Text.string(text)))
      }
    }
    return numbers
  }

  // MARK: Rows

  /// A recheck is of a visit or of a target: a row that names neither is of nothing.
  private mutating func requireSubjects(_ columns: [RecordTable.Column]) {
    guard kind == .rechecks else { return }
    let subjects = columns.filter { $0.field.name == "visit" || $0.field.name == "target" }
    for row in 0..<source.rowCount {
      let isNamed = subjects.contains { column in
        guard case .texts(let texts) = column.values else { return false }
        return !texts.isBlank(row)
      }
      if !isNamed { reject(row, "visit, target", .missingValue, "a visit or a target", "nothing") }
    }
  }

  /// Rejects rows whose key an earlier good row has; a visit whose key was made of what it says is a repeat instead.
  private mutating func rejectDuplicates(_ keys: TextColumn) -> [Bool] {
    var isRepeat = [Bool](repeating: false, count: source.rowCount)
    var table = KeyTable(count: source.rowCount)
    let header = binding.fields.first { $0.field == kind.keyField }.map { source.headers[$0.column] }
    for row in 0..<source.rowCount where !isRejected[row] {
      guard let earlier = table.insert(row, of: keys) else { continue }
      if kind == .visits, binding.hasDerivedKeys {
        isRepeat[row] = true
        repeats += 1
        continue
      }
      let found = header.map { _ in "\(Rejection.quote(keys[row] ?? "")) again" } ?? "the same values again"
      reject(
        row, header ?? kind.keyParts.joined(separator: ", "), .duplicateKey,
        "one row for each \(kind.keyField.name); row \(source.sourceRow(earlier)) has the same", found)
    }
    return isRepeat
  }

  private mutating func rejectUnlessBlank(
    _ row: Int, _ field: Field, _ column: Int, _ text: UnsafeBufferPointer<UInt8>
  ) {
    let header = source.headers[column]
    if !text.isEmpty {
      reject(
        row, header, FieldText.reason(field.kind), FieldText.expectation(field.kind),
        Rejection.quote(UTF8Text.string(text)))
    } else if field.presence == .required || field.presence == .derived {
      reject(row, header, .missingValue, FieldText.expectation(field.kind), "nothing")
    }
  }

  private mutating func reject(
    _ row: Int, _ field: String, _ reason: Rejection.Reason, _ expected: String, _ found: String
  ) {
    isRejected[row] = true
    rejections.append(
      Rejection(
        row: source.sourceRow(row), line: source.line(row), field: field, reason: reason, expected: expected,
        found: found))
  }

  /// Calls records without a name by their key.
  private mutating func nameByKey(_ columns: inout [RecordTable.Column]) {
    guard case .texts(let keys)? = columns.first?.values else { return }
    for i in columns.indices where columns[i].field.presence == .keyIfBlank {
      guard case .texts(let names) = columns[i].values else { continue }
      let blank = (0..<names.count).count { names.isBlank($0) && !isRejected[$0] }
      guard blank > 0 else { continue }
      nameless += blank
      columns[i].values = .texts(
        TextColumn((0..<names.count).lazy.map { names.isBlank($0) ? keys[$0] : names[$0] }))
    }
  }

  // MARK: Warnings

  private func warnings() -> [String] {
    var warnings = source.notes.map { "\(source.path): \($0)" }
    if source.rowsRead == 0 { warnings.append("\(source.path): the file has no rows") }
    if source.blankRows > 0 {
      warnings.append("\(source.path): rows without any value, left out: \(source.blankRows)")
    }
    if binding.hasDerivedKeys, source.rowCount > 0 {
      warnings.append(
        "\(source.path): there is no column \(kind.keyField.name): ids were made of "
          + "\(kind.keyParts.joined(separator: ", ")), so that a row whose values change becomes another record"
      )
    }
    if nameless > 0 {
      warnings.append(
        "\(source.path): rows without a name, called by their \(kind.keyField.name): \(nameless)")
    }
    if repeats > 0 {
      warnings.append("\(source.path): rows that repeat an earlier visit, left out: \(repeats)")
    }
    if let invisible {
      warnings.append(
        "\(source.path): values with invisible characters, kept as they are: \(invisible.count); "
          + "the first in row \(invisible.row), field \(invisible.header)")
    }
    return warnings
  }
}
