/// Finds an id's place in a column of ids, by bytes.
///
/// Open addressing with linear probing over one table of `Int32`; hashes are FNV-1a. A dictionary of strings would
/// take six times the memory for a million ids, and make a string for every look-up.
public struct IdentifierIndex: Sendable {
  private let ids: TextColumn
  private var table: ContiguousArray<Int32>
  private let mask: Int

  /// Indexes the ids; of equal ones the first is found. - Complexity: O(bytes).
  public init(_ ids: TextColumn) {
    self.ids = ids
    var capacity = 16
    while capacity < ids.count * 2 { capacity *= 2 }
    mask = capacity - 1
    table = ContiguousArray(repeating: -1, count: capacity)
    for i in 0..<ids.count where !ids.isMissing(i) {
      ids.withBytes(i) { bytes in
        let slot = slot(of: bytes)
        if table[slot] < 0 { table[slot] = Int32(i) }
      }
    }
  }

  /// Indexes identifiers.
  public init(_ ids: some Sequence<Identifier>) { self.init(TextColumn(ids.lazy.map { $0.text as String? })) }

  /// The place of an id, or -1. - Complexity: O(length) on average.
  public func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int32 { table[slot(of: bytes)] }

  /// The place of an id, or -1.
  public func place(of id: String) -> Int32 {
    var id = id
    return id.withUTF8 { place(of: $0) }
  }

  /// The slot that holds the id, or the free one where it would go; half of all slots are free.
  private func slot(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
    while table[slot] >= 0 {
      let isEqual = ids.withBytes(Int(table[slot])) { $0.elementsEqual(bytes) }
      if isEqual { break }
      slot = (slot + 1) & mask
    }
    return slot
  }
}
