/// A column of optional texts in one block of bytes: a million ids take 16 MB instead of 60.
///
/// Entry `i` is the UTF-8 bytes `bytes[ends[i - 1]..<ends[i]]`. A missing text is not the same as an empty one.
public struct TextColumn: Sendable, Equatable {
  private var bytes: ContiguousArray<UInt8> = []
  private var ends: ContiguousArray<UInt32> = []
  private var missing: Set<Int32> = []

  /// An empty column.
  public init() {}

  /// A column of these texts.
  public init(_ texts: some Sequence<String?>) { for text in texts { append(text) } }

  /// The number of entries.
  public var count: Int { ends.count }

  /// Adds a text, or a missing one. - Complexity: O(length) amortised.
  public mutating func append(_ text: String?) {
    if let text { bytes.append(contentsOf: text.utf8) } else { missing.insert(Int32(ends.count)) }
    ends.append(UInt32(bytes.count))
  }

  /// Adds a text given as UTF-8 that its reader has checked.
  public mutating func append(utf8: UnsafeBufferPointer<UInt8>) {
    bytes.append(contentsOf: utf8)
    ends.append(UInt32(bytes.count))
  }

  /// Adds what entry `i` of another column holds, a missing text too.
  public mutating func append(_ i: Int, of other: TextColumn) {
    if other.isMissing(i) { return append(nil) }
    other.withBytes(i) { append(utf8: $0) }
  }

  /// The text of entry `i`, or nil if it is missing.
  public subscript(i: Int) -> String? {
    isMissing(i) ? nil : String(decoding: bytes[range(i)], as: UTF8.self)
  }

  /// True if entry `i` is missing.
  public func isMissing(_ i: Int) -> Bool { !missing.isEmpty && missing.contains(Int32(i)) }

  /// True if entry `i` is missing or has no bytes.
  public func isBlank(_ i: Int) -> Bool { range(i).isEmpty }

  /// Lends the bytes of entry `i` (none if it is missing), without a copy.
  public func withBytes<R>(_ i: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    let range = range(i)
    return try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// Less than 0 if entry `a` comes before entry `b` by bytes, 0 if they are equal, else more.
  public func compareBytes(_ a: Int, _ b: Int) -> Int {
    withBytes(a) { first in
      withBytes(b) { second in
        for i in 0..<min(first.count, second.count) where first[i] != second[i] {
          return Int(first[i]) - Int(second[i])
        }
        return first.count - second.count
      }
    }
  }

  private func range(_ i: Int) -> Range<Int> { (i == 0 ? 0 : Int(ends[i - 1]))..<Int(ends[i]) }
}
