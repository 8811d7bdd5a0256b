public import CampaignModel
internal import Crypto

/// The SHA-256 of records as values: the same for the same records, whatever file, program or order of entry they come from.
///
/// The bytes are, for each field of which any record has a value, its name and then all values: a text as its length and its
/// UTF-8, a number as its 8 bytes, least significant first; coordinates and the corners of polygons follow. A field that is
/// empty in all records is left out, so that a later version's new fields leave old digests as they are.
public enum RecordDigest {
  /// The digest of records that are sorted by key, in lower-case hexadecimal. - Complexity: O(bytes).
  public static func sha256(of table: RecordTable) -> String {
    var digest = Digest()
    digest.append(table.kind.rawValue)
    digest.append(UInt64(table.rowCount))
    for column in table.columns {
      switch column.values {
      case .texts(let texts):
        guard (0..<texts.count).contains(where: { !texts.isBlank($0) }) else { continue }
        digest.append(column.field.name)
        for i in 0..<texts.count {
          texts.withBytes(i) { bytes in
            digest.append(UInt64(bytes.count))
            digest.append(bytes)
          }
        }
      case .integers(let numbers):
        guard numbers.contains(where: { $0 != RecordTable.noInteger }) else { continue }
        digest.append(column.field.name)
        for number in numbers { digest.append(UInt64(bitPattern: number)) }
      case .reals(let numbers):
        guard numbers.contains(where: { !$0.isNaN }) else { continue }
        digest.append(column.field.name)
        digest.append(numbers)
      }
    }
    if let xs = table.xs, let ys = table.ys {
      digest.append(xs)
      digest.append(ys)
    }
    for region in table.regions ?? [] {
      digest.append(UInt64(region.xs.count))
      digest.append(region.xs)
      digest.append(region.ys)
      for end in region.ringEnds { digest.append(UInt64(UInt32(bitPattern: end))) }
      for end in region.polygonEnds { digest.append(UInt64(UInt32(bitPattern: end))) }
    }
    return digest.finish()
  }

  /// Gathers small values to blocks, since each update has its price.
  private struct Digest {
    private var hash = SHA256()
    private var block: [UInt8] = []

    mutating func append(_ text: String) {
      append(UInt64(text.utf8.count))
      block.append(contentsOf: text.utf8)
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
      block.append(contentsOf: bytes)
      flush(at: 1 << 16)
    }

    mutating func append(_ number: UInt64) {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        block.append(UInt8(truncatingIfNeeded: number >> shift))
      }
      flush(at: 1 << 16)
    }

    mutating func append(_ numbers: ContiguousArray<Double>) {
      // All NaNs mean "missing" and are one value.
      for number in numbers { append(number.isNaN ? Double.nan.bitPattern : number.bitPattern) }
    }

    mutating func finish() -> String {
      flush(at: 0)
      return Hexadecimal.text(hash.finalize())
    }

    private mutating func flush(at size: Int) {
      guard block.count >= size, !block.isEmpty else { return }
      hash.update(data: block)
      block.removeAll(keepingCapacity: true)
    }
  }
}
