import CampaignModel

/// Some rows of a roster, as columns of equal length: what coverage asks of a target.
///
/// Rows that import would reject are not among them. A block is lent for the time of one call, and filled anew after it; it
/// looks into the chunk of its thread.
public struct RosterBlock: @unchecked Sendable {
  /// Stands for a visit that the roster knows of without its day.
  public static let undated = Int32.max

  /// Longitudes in WGS 84 degrees, NaN where a row has none.
  public internal(set) var xs: ContiguousArray<Double> = []
  /// Latitudes in WGS 84 degrees, NaN where a row has none.
  public internal(set) var ys: ContiguousArray<Double> = []
  /// Categories by number, in the list of the part's reader (``RosterPart/categories``); 0 is none.
  public internal(set) var categories: ContiguousArray<Int32> = []
  /// The day number of the visit that the roster stands for, ``undated``, or `TargetColumns.notVisited`.
  public internal(set) var rosterVisits: ContiguousArray<Int32> = []
  /// The row within the chunk, from 0.
  var rows: ContiguousArray<Int32> = []
  var keys: ContiguousArray<SourceTable.Cell> = []
  var villages: ContiguousArray<SourceTable.Cell> = []
  /// The place of the block's chunk in the file.
  public internal(set) var chunk = 0
  /// The chunk that plain rows' texts are in.
  var chunkBytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// The texts of the other rows.
  var otherBytes: [UInt8] = []

  /// The length of a cell whose text is in `otherBytes` has this bit.
  static let otherBit: UInt32 = 1 << 31

  init() {}

  /// The number of rows.
  public var count: Int { xs.count }

  /// Where a row stands: its chunk, and its row in that, from 0. Earlier rows of a file come first.
  public func place(_ i: Int) -> RosterPlace { RosterPlace(chunk: Int32(chunk), row: rows[i]) }

  /// Lends the id of a row as UTF-8; empty if ids were not asked for.
  @inline(__always)
  public func withKey<R>(_ i: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    withText(keys[i], body)
  }

  /// Lends the code of the village that a row declares; empty if it declares none.
  @inline(__always)
  public func withVillage<R>(_ i: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    withText(villages[i], body)
  }

  @inline(__always)
  private func withText<R>(_ cell: SourceTable.Cell, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    let start = Int(cell.start)
    if cell.length & RosterBlock.otherBit == 0 {
      return body(UnsafeBufferPointer(rebasing: chunkBytes[start..<start + Int(cell.length)]))
    }
    let end = start + Int(cell.length & ~RosterBlock.otherBit)
    return otherBytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
  }

  mutating func removeAll() {
    xs.removeAll(keepingCapacity: true)
    ys.removeAll(keepingCapacity: true)
    categories.removeAll(keepingCapacity: true)
    rosterVisits.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    villages.removeAll(keepingCapacity: true)
    otherBytes.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  mutating func append(
    x: Double, y: Double, category: Int32, visit: Int32, row: Int32, key: SourceTable.Cell,
    village: SourceTable.Cell
  ) {
    xs.append(x)
    ys.append(y)
    categories.append(category)
    rosterVisits.append(visit)
    rows.append(row)
    keys.append(key)
    villages.append(village)
  }

  /// Keeps a text that is not in the chunk as it stands.
  mutating func keep(_ text: UnsafeBufferPointer<UInt8>) -> SourceTable.Cell {
    let start = otherBytes.count
    otherBytes.append(contentsOf: text)
    return SourceTable.Cell(
      start: UInt32(truncatingIfNeeded: start), length: UInt32(text.count) | RosterBlock.otherBit)
  }
}

/// Where a row stands in a roster that is read in chunks; its row in the file is known when all are read.
public struct RosterPlace: Sendable, Hashable, Comparable {
  /// The chunk, from 0.
  public var chunk: Int32
  /// The row in the chunk, from 0.
  public var row: Int32

  /// A place.
  public init(chunk: Int32, row: Int32) {
    self.chunk = chunk
    self.row = row
  }

  /// Earlier rows come first.
  @inline(__always)
  public static func < (a: RosterPlace, b: RosterPlace) -> Bool {
    a.chunk != b.chunk ? a.chunk < b.chunk : a.row < b.row
  }
}
