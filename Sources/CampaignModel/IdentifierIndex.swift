#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Finds an id's place in a column of ids, by bytes.
///
/// Open addressing with linear probing; hashes take eight bytes at a time. Beside a place stands half of its hash, so that other
/// ids are told apart without a look at their bytes. A dictionary of strings would take four times the memory for a million ids,
/// and make a string for every look-up.
public struct IdentifierIndex: Sendable {
  private struct Slot {
    var place: Int32
    var tag: UInt32
  }

  private let ids: TextColumn
  private var table: ContiguousArray<Slot>
  private let mask: Int

  /// Indexes the ids; of equal ones the first is found. - Complexity: O(bytes).
  public init(_ ids: TextColumn) {
    self.ids = ids
    var capacity = 16
    while capacity < ids.count * 2 { capacity *= 2 }
    mask = capacity - 1
    table = ContiguousArray(repeating: Slot(place: -1, tag: 0), count: capacity)
    for i in 0..<ids.count where !ids.isMissing(i) {
      ids.withBytes(i) { bytes in
        let hash = Self.hash(bytes)
        let slot = slot(of: bytes, hash)
        if table[slot].place < 0 { table[slot] = Slot(place: Int32(i), tag: Self.tag(hash)) }
      }
    }
  }

  /// Indexes identifiers.
  public init(_ ids: some Sequence<Identifier>) { self.init(TextColumn(ids.lazy.map { $0.text as String? })) }

  /// The place of an id, or -1. - Complexity: O(length) on average.
  public func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    table[slot(of: bytes, Self.hash(bytes))].place
  }

  /// The place of an id, or -1.
  public func place(of id: String) -> Int32 {
    var id = id
    return id.withUTF8 { place(of: $0) }
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
    var i = 0
    let raw = UnsafeRawBufferPointer(bytes)
    func mix(_ word: UInt64) {
      let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low
    }
    while i + 8 <= raw.count {
      mix(raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
      i += 8
    }
    var rest: UInt64 = 0
    while i < raw.count {
      rest = rest << 8 | UInt64(raw[i])
      i += 1
    }
    mix(rest)
    mix(hash >> 32)
    return hash
  }

  private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }

  /// The slot that holds the id, or the free one where it would go; half of all slots are free.
  private func slot(of bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    let tag = Self.tag(hash)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while table[slot].place >= 0 {
      if table[slot].tag == tag {
        let isEqual = ids.withBytes(Int(table[slot].place)) { known in
          // A buffer without bytes may have no address.
          guard known.count == bytes.count, let a = known.baseAddress, let b = bytes.baseAddress else {
            return known.count == bytes.count
          }
          return memcmp(a, b, bytes.count) == 0
        }
        if isEqual { break }
      }
      slot = (slot + 1) & mask
    }
    return slot
  }
}
