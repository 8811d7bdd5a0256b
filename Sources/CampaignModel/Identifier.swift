/// A village code, target id, group id or cell id: text that is compared byte by byte.
///
/// Swift compares strings by canonical equivalence (NFC and NFD spellings are equal), SQLite by bytes. An id that
/// is equal in one place and different in another would lose rows, so ids are bytes everywhere. Ids are text and
/// never numbers: `0012` is not `12`.
public struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible,
  ExpressibleByStringLiteral
{
  /// The id as it is written.
  public let text: String

  /// Takes the text as it stands.
  public init(_ text: String) { self.text = text }

  /// Takes the text as it stands.
  public init(stringLiteral value: String) { text = value }

  /// The id as it is written.
  public var description: String { text }

  /// True if both are the same bytes. - Complexity: O(length).
  public static func == (a: Identifier, b: Identifier) -> Bool {
    // Both are contiguous but for strings bridged from elsewhere, which go byte by byte.
    let isEqual = a.text.utf8.withContiguousStorageIfAvailable { left in
      b.text.utf8.withContiguousStorageIfAvailable { right in
        left.count == right.count && left.elementsEqual(right)
      }
    }
    return (isEqual ?? nil) ?? a.text.utf8.elementsEqual(b.text.utf8)
  }

  /// Orders by bytes, as SQLite's BINARY collation and C locale sorting do. - Complexity: O(length).
  public static func < (a: Identifier, b: Identifier) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}
