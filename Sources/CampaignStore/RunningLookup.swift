internal import CampaignModel

/// Looks up runs of equal ids once: neighbouring rows mostly lie in the same village.
struct RunningLookup {
  private let index: IdentifierIndex
  private var last: [UInt8] = []
  private var place: Int32 = -1

  init(_ index: IdentifierIndex) { self.index = index }

  mutating func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    if bytes.isEmpty { return -1 }
    if last.count == bytes.count && last.elementsEqual(bytes) { return place }
    last = Array(bytes)
    place = index.place(of: bytes)
    return place
  }
}
