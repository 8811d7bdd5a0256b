import CampaignModel
import Foundation
import TestSupport
import Testing

@testable import SpatialCore

@Suite("GCJ-02 and BD-09")
struct ChinaOffsetTests {
  private func metres(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double {
    GroundDistance.metres(fromX: a.x, y: a.y, toX: b.x, y: b.y)
  }

  @Test("published pairs, pinned")
  func pinned() {
    // From the tests of eviltransform: Shanghai and Shenzhen.
    for (wgs, gcj) in [
      ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
      ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ] {
      #expect(metres(ChinaOffset.gcj02.forward(x: wgs.0, y: wgs.1), gcj) < 0.01)
      #expect(metres(ChinaOffset.gcj02.inverse(x: gcj.0, y: gcj.1), wgs) < 0.01)
    }
  }

  @Test("inverse after forward is below a centimetre all over China", arguments: ChinaOffset.allCases)
  func roundTrip(offset: ChinaOffset) {
    var random = SplitMix64(seed: 3)
    var (worst, smallest, largest) = (0.0, Double.infinity, 0.0)
    for i in 0..<40_000 {
      // Every tenth point on the meridian of 105° and its neighbourhood, where the shift has a root of |x|.
      let x =
        i % 10 == 0
        ? 105 + Double.random(in: -1e-6...1e-6, using: &random)
        : Double.random(in: 73...135.5, using: &random)
      let place = (x: x, y: Double.random(in: 3...54, using: &random))
      let shifted = offset.forward(x: place.x, y: place.y)
      let back = offset.inverse(x: shifted.x, y: shifted.y)
      worst = max(worst, metres(back, place))
      smallest = min(smallest, metres(shifted, place))
      largest = max(largest, metres(shifted, place))
    }
    #expect(worst < 0.01)
    // The measured value; a centimetre is what is promised.
    #expect(worst < 1e-6)
    #expect(smallest > 10 && largest < 3000)
  }

  @Test("points at the sides of the rectangle come back too", arguments: ChinaOffset.allCases)
  func sides(offset: ChinaOffset) {
    let area = ChinaOffset.area
    for (x, y) in [
      (area.minX, 30), (area.maxX, 30), (100, area.minY), (100, area.maxY), (area.minX, area.minY),
      (area.maxX, area.maxY),
    ] {
      let shifted = offset.forward(x: x, y: y)
      #expect(metres(offset.inverse(x: shifted.x, y: shifted.y), (x, y)) < 0.01)
    }
  }

  @Test("outside the rectangle nothing moves", arguments: ChinaOffset.allCases)
  func outside(offset: ChinaOffset) {
    for (x, y) in [
      (139.6917, 35.6895), (-73.9857, 40.7484), (0, 0), (183, 45), (138.2, 30), (71.5, 30), (100, 0.5),
      (100, 56.5),
      (1e300, -1e300), (.infinity, 30),
    ] {
      #expect(offset.forward(x: x, y: y) == (x, y))
      #expect(offset.inverse(x: x, y: y) == (x, y))
    }
    #expect(offset.forward(x: .nan, y: 30).x.isNaN && offset.inverse(x: 113, y: .nan).y.isNaN)
  }

  @Test("all published pairs within a metre", .enabled(if: TestSupport.sharedFolder != nil))
  func sharedPairs() throws {
    let rows = try sharedRows("gcj_bd_pairs.csv")
    #expect(rows.count > 3000)
    var worst: [String: Double] = [:]
    for row in rows {
      let numbers = row[2...5].compactMap { Double($0) }
      try #require(numbers.count == 4)
      let (x, y) = (numbers[0], numbers[1])
      let found: (x: Double, y: Double)
      switch row[1] {
      case "wgs2gcj": found = ChinaOffset.gcj02.forward(x: x, y: y)
      case "gcj2wgs": found = ChinaOffset.gcj02.inverse(x: x, y: y)
      case "wgs2bd": found = ChinaOffset.bd09.forward(x: x, y: y)
      case "bd2wgs": found = ChinaOffset.bd09.inverse(x: x, y: y)
      case "gcj2bd":
        let wgs = ChinaOffset.gcj02.inverse(x: x, y: y)
        found = ChinaOffset.bd09.forward(x: wgs.x, y: wgs.y)
      case "bd2gcj":
        let wgs = ChinaOffset.bd09.inverse(x: x, y: y)
        found = ChinaOffset.gcj02.forward(x: wgs.x, y: wgs.y)
      default:
        Issue.record("an unknown operation \(row[1])")
        continue
      }
      let miss = metres(found, (numbers[2], numbers[3]))
      worst[row[1]] = max(worst[row[1]] ?? 0, miss)
      #expect(miss < 1, "\(row)")
    }
    print("published pairs, worst miss in metres:", worst.sorted { $0.key < $1.key })
  }

  @Test("the places named outside are not moved", .enabled(if: TestSupport.sharedFolder != nil))
  func sharedOutside() throws {
    for row in try sharedRows("gcj_outside_identity.csv") {
      let (x, y) = (try #require(Double(row[0])), try #require(Double(row[1])))
      for offset in ChinaOffset.allCases {
        #expect(offset.forward(x: x, y: y) == (x, y) && offset.inverse(x: x, y: y) == (x, y))
      }
    }
  }
}

/// The rows of a file of `cases/gen-crs` after its header; quoted fields keep their commas.
func sharedRows(_ name: String) throws -> [[String]] {
  let folder = try #require(TestSupport.sharedFolder)
  let text = try String(contentsOf: folder.appendingPathComponent("cases/gen-crs/\(name)"), encoding: .utf8)
  return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
    var fields = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
