import CampaignModel
import Crypto

/// Stable keys for records whose file has none.
///
/// A key is the kind's first letter in upper case, `-`, and the first 16 hexadecimal digits of SHA-256 over the
/// normalised texts of `RecordKind.keyParts`, joined by U+001F; what a row leaves out is empty. Coordinates are
/// written as the shortest decimal that reads back as the same double, so that `113.10` and `113.1` give one key.
/// Sixteen digits are 64 bits: among ten million rows, two different ones share a key with probability 3 in a million.
struct DerivedKey {
  private enum Part {
    case texts(TextColumn)
    case numbers(ContiguousArray<Double>)
    case absent
  }

  private let prefix: [UInt8]
  private let parts: [Part]

  init(
    _ kind: RecordKind, columns: [RecordTable.Column], xs: ContiguousArray<Double>?,
    ys: ContiguousArray<Double>?
  ) {
    prefix = Array(kind.rawValue.prefix(1).uppercased().utf8) + [UInt8(ascii: "-")]
    parts = kind.keyParts.map { name in
      if name == "lon" { return xs.map { Part.numbers($0) } ?? .absent }
      if name == "lat" { return ys.map { Part.numbers($0) } ?? .absent }
      guard case .texts(let texts)? = columns.first(where: { $0.field.name == name })?.values else {
        return .absent
      }
      return .texts(texts)
    }
  }

  /// The keys of all rows. - Complexity: O(bytes of the parts).
  func column(rowCount: Int) -> TextColumn {
    var column = TextColumn()
    var text: [UInt8] = []
    for row in 0..<rowCount {
      text.removeAll(keepingCapacity: true)
      for (index, part) in parts.enumerated() {
        if index > 0 { text.append(0x1F) }
        switch part {
        case .texts(let texts): texts.withBytes(row) { text.append(contentsOf: $0) }
        case .numbers(let numbers) where !numbers[row].isNaN:
          text.append(contentsOf: (numbers[row] == 0 ? 0 : numbers[row]).description.utf8)
        case .numbers, .absent: break
        }
      }
      var digest = SHA256()
      text.withUnsafeBytes { digest.update(bufferPointer: $0) }
      let key = prefix + Hexadecimal.bytes(digest.finalize().prefix(8))
      key.withUnsafeBufferPointer { column.append(utf8: $0) }
    }
    return column
  }
}
