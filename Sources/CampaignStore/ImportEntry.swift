public import CampaignModel

/// What is known of an import before its rows are taken in: the first half of its line in the log.
public struct ImportEntry: Sendable, Equatable {
  /// When, in UTC, as `2016-12-17T09:35:00Z`.
  public var at: String
  /// What was imported: a kind of record, `cells`, `edit` …
  public var kind: String
  /// The file's name, without its folder.
  public var file: String?
  /// SHA-256 of the file, in hexadecimal.
  public var sha256: String?
  /// Rows left out, by reason.
  public var rejected: [Rejection.Reason: Int]
  /// Anything worth knowing later.
  public var note: String?

  /// The first half of a line.
  public init(
    at: String, kind: String, file: String? = nil, sha256: String? = nil,
    rejected: [Rejection.Reason: Int] = [:], note: String? = nil
  ) {
    self.at = at
    self.kind = kind
    self.file = file
    self.sha256 = sha256
    self.rejected = rejected
    self.note = note
  }
}

/// What became of the rows of an import; they add up to the rows read.
public struct ImportCounts: Sendable, Equatable {
  /// Rows of the file: the sum of all others.
  public var rowsRead: Int { added + changed + unchanged + rejected }
  /// Rows whose key was new.
  public var added = 0
  /// Rows that replaced what was known under their key.
  public var changed = 0
  /// Rows that said what was known already.
  public var unchanged = 0
  /// Rows left out.
  public var rejected = 0

  /// Counts.
  public init(added: Int = 0, changed: Int = 0, unchanged: Int = 0, rejected: Int = 0) {
    self.added = added
    self.changed = changed
    self.unchanged = unchanged
    self.rejected = rejected
  }
}

/// One line of the import log.
public struct ImportLogLine: Sendable, Equatable {
  /// The number of the import, from 1.
  public var id: Int64
  /// When, what, and from where.
  public var entry: ImportEntry
  /// What became of its rows.
  public var counts: ImportCounts
  /// The program and its version.
  public var program: String

  /// No import: what a log without lines is described by.
  public static let none = ImportLogLine(
    id: 0, entry: ImportEntry(at: "", kind: ""), counts: ImportCounts(), program: "")
}

/// Where rows of targets belong, as columns beside them.
public struct LocatedColumns: Sendable, Equatable {
  /// The code of the village; missing for none.
  public var villageCode = TextColumn()
  /// How a target came by it.
  public var locatedBy: ContiguousArray<LocatedBy> = []
  /// The id of the cell of the current grid; missing for none.
  public var cellID = TextColumn()
  /// Metres from the point to the declared village where they disagree; NaN where they do not.
  public var disagreement: ContiguousArray<Double> = []

  /// Empty columns.
  public init() {}

  /// Columns that their maker keeps equally long.
  public init(
    villageCode: TextColumn, locatedBy: ContiguousArray<LocatedBy>, cellID: TextColumn,
    disagreement: ContiguousArray<Double>
  ) {
    self.villageCode = villageCode
    self.locatedBy = locatedBy
    self.cellID = cellID
    self.disagreement = disagreement
  }

  /// The number of rows, if all columns agree on it; else nil.
  var rowCount: Int? {
    let count = locatedBy.count
    return villageCode.count == count && cellID.count == count && disagreement.count == count ? count : nil
  }

  /// Adds a row.
  public mutating func append(
    villageCode: String?, by: LocatedBy, cellID: String?, disagreement: Double = .nan
  ) {
    self.villageCode.append(villageCode)
    locatedBy.append(by)
    self.cellID.append(cellID)
    self.disagreement.append(disagreement)
  }
}

/// The grid to which imported cells belong.
public struct ImportedGrid: Sendable {
  /// The grid; it is made if there is none of its name.
  public var grid: Grid
  /// The area of each row's cell, in square metres.
  public var areas: ContiguousArray<Double>

  /// A grid and the areas of its cells.
  public init(grid: Grid, areas: ContiguousArray<Double>) {
    self.grid = grid
    self.areas = areas
  }
}
