import CampaignModel

/// Finds equal keys among the rows of a column: open addressing over row numbers, so that no key becomes a string.
///
/// Hashed with the standard library's seeded hasher, since keys come from files that anyone may have made.
struct KeyTable {
  private static let free: Int32 = -1
  private var slots: ContiguousArray<Int32>

  /// A table for so many keys.
  init(count: Int) {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    slots = ContiguousArray(repeating: KeyTable.free, count: capacity)
  }

  /// Adds the key of a row, unless an earlier row has it, which is then returned. - Complexity: O(length) expected.
  mutating func insert(_ row: Int, of keys: TextColumn) -> Int? {
    keys.withBytes(row) { key in
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(key))
      let mask = slots.count - 1
      var slot = hasher.finalize() & mask
      while slots[slot] != KeyTable.free {
        let earlier = Int(slots[slot])
        if keys.withBytes(earlier, { $0.elementsEqual(key) }) { return earlier }
        slot = (slot + 1) & mask
      }
      slots[slot] = Int32(truncatingIfNeeded: row)
      return nil
    }
  }
}
