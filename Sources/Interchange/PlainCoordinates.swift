import CampaignModel
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The coordinates of polygons as nearly all programs write them, read in one pass over their bytes.
///
/// Plain coordinates are brackets, commas, blanks and decimal numbers to the end of their geometry, in rings that are closed.
/// What is read so is what ``JSONScanner`` and ``GeometryText`` read; where a byte is anything else they read the file from
/// its beginning, and say what is wrong with it.
struct PlainCoordinates {
  private let bytes: UnsafePointer<UInt8>
  private var i: Int
  private let end: Int
  private var xs: ContiguousArray<Double> = []
  private var ys: ContiguousArray<Double> = []
  private var ringEnds: ContiguousArray<Int32> = []
  private var polygonEnds: ContiguousArray<Int32> = []

  /// Where the coordinates of a row's geometry are.
  struct Place {
    var row: Int
    var isMulti: Bool
    var range: Range<Int>
  }

  /// The end of coordinates that begin at `start`, if they are the last member of their geometry: its closing brace.
  static func end(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress,
      let brace = memchr(base + start, Int32(UInt8(ascii: "}")), bytes.count - start)
    else { return nil }
    let end = UnsafeRawPointer(brace) - UnsafeRawPointer(base)
    // A quotation mark before the brace begins another member.
    return memchr(base + start, Int32(UInt8(ascii: "\"")), end - start) == nil ? end : nil
  }

  /// Reads the polygons at all places; nil if one of them is not plain.
  ///
  /// - Complexity: O(bytes), shared by as many threads as the machine has.
  static func regions(at places: [Place], in bytes: UnsafeBufferPointer<UInt8>) -> [Region]? {
    let pieceCount = min(places.count, 64)
    guard pieceCount > 0 else { return [] }
    let pieces = Mutex([[Region]](repeating: [], count: pieceCount))
    let isPlain = Atomic(true)
    nonisolated(unsafe) let bytes = bytes
    DispatchQueue.concurrentPerform(iterations: pieceCount) { piece in
      guard let base = bytes.baseAddress, isPlain.load(ordering: .relaxed) else { return }
      var reader = PlainCoordinates(base)
      var regions: [Region] = []
      let rows = (places.count * piece / pieceCount)..<(places.count * (piece + 1) / pieceCount)
      regions.reserveCapacity(rows.count)
      for place in places[rows] {
        guard let region = reader.read(place) else { return isPlain.store(false, ordering: .relaxed) }
        regions.append(region)
      }
      pieces.withLock { [regions] in $0[piece] = regions }
    }
    return isPlain.load(ordering: .relaxed) ? pieces.withLock { Array($0.joined()) } : nil
  }

  private init(_ bytes: UnsafePointer<UInt8>) {
    self.bytes = bytes
    (i, end) = (0, 0)
  }

  private mutating func read(_ place: Place) -> Region? {
    xs.removeAll(keepingCapacity: true)
    ys.removeAll(keepingCapacity: true)
    ringEnds.removeAll(keepingCapacity: true)
    polygonEnds.removeAll(keepingCapacity: true)
    i = place.range.lowerBound
    // The byte at the upper bound is a brace, which ends every loop below.
    guard place.isMulti ? list({ $0.polygon() }) : polygon() else { return nil }
    skipBlanks()
    guard i == place.range.upperBound else { return nil }
    return Region(
      xs: ContiguousArray(xs[...]), ys: ContiguousArray(ys[...]), ringEnds: ContiguousArray(ringEnds[...]),
      polygonEnds: ContiguousArray(polygonEnds[...]))
  }

  /// Reads `[item, …]` with one item or more; false if it is not plain.
  @inline(__always)
  private mutating func list(_ item: (inout PlainCoordinates) -> Bool) -> Bool {
    guard take(UInt8(ascii: "[")) else { return false }
    while true {
      guard item(&self) else { return false }
      skipBlanks()
      let next = bytes[i]
      i += 1
      if next == UInt8(ascii: "]") { return true }
      guard next == UInt8(ascii: ",") else { return false }
    }
  }

  private mutating func polygon() -> Bool {
    guard list({ $0.ring() }) else { return false }
    polygonEnds.append(Int32(truncatingIfNeeded: ringEnds.count))
    return true
  }

  private mutating func ring() -> Bool {
    let start = xs.count
    guard list({ $0.position() }) else { return false }
    let last = xs.count - 1
    guard last - start >= 3, xs[start] == xs[last], ys[start] == ys[last] else { return false }
    ringEnds.append(Int32(truncatingIfNeeded: xs.count))
    return true
  }

  @inline(__always)
  private mutating func position() -> Bool {
    guard take(UInt8(ascii: "[")), let x = number(), take(UInt8(ascii: ",")), let y = number() else {
      return false
    }
    xs.append(x)
    ys.append(y)
    skipBlanks()
    while bytes[i] == UInt8(ascii: ",") {
      i += 1
      guard number() != nil else { return false }
      skipBlanks()
    }
    guard bytes[i] == UInt8(ascii: "]") else { return false }
    i += 1
    return true
  }

  @inline(__always)
  private mutating func number() -> Double? {
    skipBlanks()
    let start = i
    var isNegative = false
    if bytes[i] == UInt8(ascii: "-") {
      isNegative = true
      i += 1
    }
    var digits: UInt64 = 0
    let whole = i
    takeDigits(&digits)
    // JSON has no number without a digit before its point, and none with a zero before them.
    guard i > whole, bytes[whole] != UInt8(ascii: "0") || i == whole + 1 else { return nil }
    var length = i - whole
    var decimals = 0
    if bytes[i] == UInt8(ascii: ".") {
      i += 1
      let point = i
      takeDigits(&digits)
      decimals = i - point
      guard decimals > 0 else { return nil }
      length += decimals
    }
    if bytes[i] | 0x20 == UInt8(ascii: "e") { return nil }
    // Nineteen digits fit into 64 bits.
    guard length <= 19 else {
      return DecimalNumber.parse(UnsafeBufferPointer(start: bytes + start, count: i - start))
    }
    let value = DecimalNumber.value(digits, decimals: decimals)
    return isNegative ? -value : value
  }

  @inline(__always)
  private mutating func takeDigits(_ number: inout UInt64) {
    while true {
      let digit = bytes[i] &- UInt8(ascii: "0")
      if digit > 9 { return }
      number = number &* 10 &+ UInt64(digit)
      i += 1
    }
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard bytes[i] == byte else { return false }
    i += 1
    return true
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while bytes[i] <= 0x20, bytes[i] == 0x20 || bytes[i] == 0x0A || bytes[i] == 0x0D || bytes[i] == 0x09 {
      i += 1
    }
  }
}
