internal import CampaignModel
internal import CampaignStore

/// The villages of all targets at one moment, to count later how many have moved.
///
/// Villages that go take their code from the targets in them, before these are located anew: whoever only looks at what
/// relocating wrote would not count those.
struct TargetPlaces {
  private var villageOfTarget: [TargetKind: [Int64: String?]] = [:]

  /// Notes where targets are. - Complexity: O(targets).
  init(reading reader: borrowing WorkspaceReader) throws {
    for kind in TargetKind.allCases {
      let points = try reader.targetPoints(of: kind)
      let codes = points.fids.indices.map { (points.fids[$0], points.located.villageCode[$0]) }
      villageOfTarget[kind] = Dictionary(codes, uniquingKeysWith: { first, _ in first })
    }
  }

  /// How many targets that are still there have another village now.
  func countMoved(in reader: borrowing WorkspaceReader) throws -> Int {
    let now = try TargetPlaces(reading: reader)
    return villageOfTarget.reduce(0) { sum, entry in
      sum
        + entry.value.count { fid, village in
          guard let place = now.villageOfTarget[entry.key]?[fid] else { return false }
          return place.map { Identifier($0) } != village.map { Identifier($0) }
        }
    }
  }
}
