import CampaignModel
import TestSupport
import Testing

@testable import Cartography

/// Numbers of sheets: on their own ground, or led to it.
@Suite struct AreaNumbersTests {
  private let box = Box(x: 0, y: 0, width: 400, height: 400)
  private let text = TextStyle(size: 13, isStrong: true, halo: 1.6)

  /// Squares of a town of `side` metres each, side by side, in the middle of four large ones; each an area of its own.
  private func town(side: Double, columns: Int) -> [PaperShape] {
    let frame = MapFrame(
      Bounds(minX: 0, minY: 0, maxX: 4000, maxY: 4000), in: box, margin: 0)
    var regions = (0..<columns * columns).map {
      TinyMap.square(
        x: 1500 + Double($0 % columns) * side, y: 1500 + Double($0 / columns) * side, side: side)
    }
    regions += [(0.0, 0.0), (2500, 0), (0, 2500), (2500, 2500)].map {
      TinyMap.square(x: $0.0, y: $0.1, side: 1500)
    }
    return regions.map(frame.shape)
  }

  private func numbers(_ shapes: [PaperShape], obstacles: [Box] = []) throws -> AreaNumbers {
    let canvas = try Canvas(width: 400, height: 400, format: .svg)
    let areas = Areas(BorderLines(shapes), areaOfPlace: Array(shapes.indices), count: shapes.count)
    return AreaNumbers(
      shapes.indices.map { String(100 + $0) }, of: areas, text, least: 5.4, frame: box, obstacles: obstacles,
      u: 1, on: canvas)
  }

  @Test func whereThereIsRoomEachStandsOnItsOwnGround() throws {
    let shapes = town(side: 400, columns: 2)
    let numbers = try numbers(shapes)
    #expect(numbers.labels.count == 8 && numbers.leaders.isEmpty && numbers.unplaced.isEmpty)
    for label in numbers.labels {
      let own = try #require(Int(label.text).map { shapes[$0 - 100] })
      #expect(own.contains(x: label.box.midX, y: label.box.midY), "\(label.text)")
    }
  }

  /// The smaller the ground the smaller the letters; too small for any, and a line leads to it.
  @Test(arguments: [(40.0, 8), (60, 6), (90, 5), (150, 4), (25, 12)])
  func inTownNoneStandsOnAnotherOrOnAnothersGround(side: Double, columns: Int) throws {
    let shapes = town(side: side, columns: columns)
    let obstacle = Box(x: 120, y: 120, width: 20, height: 30)
    let numbers = try numbers(shapes, obstacles: [obstacle])
    #expect(
      Set(numbers.labels.map(\.text) + numbers.unplaced).count == shapes.count
        && numbers.labels.count + numbers.unplaced.count == shapes.count)
    for (i, label) in numbers.labels.enumerated() {
      #expect(box.contains(label.box) && !label.box.overlaps(obstacle))
      for other in numbers.labels[(i + 1)...] {
        #expect(!label.box.overlaps(other.box), "\(label.text) on \(other.text)")
      }
    }
    let led = numbers.labels.suffix(numbers.leaders.count)
    for (label, leader) in zip(led, numbers.leaders) {
      let own = try #require(Int(label.text).map { shapes[$0 - 100] })
      #expect(own.contains(x: leader.to.x, y: leader.to.y), "\(label.text)")
      let line = PaperLine(leader)
      for other in numbers.labels where other.text != label.text {
        #expect(!line.meets(other.box), "line of \(label.text) through \(other.text)")
      }
      for other in numbers.leaders where other.to != leader.to { #expect(!line.crosses(other)) }
    }
    for label in numbers.labels.dropLast(numbers.leaders.count) {
      let own = try #require(Int(label.text).map { shapes[$0 - 100] })
      #expect(own.contains(x: label.box.midX, y: label.box.midY), "\(label.text)")
    }
  }

  @Test func aLineIsCutWhereItLeavesItsBox() {
    let line = PaperLine(ax: 0, ay: 0, bx: 10, by: 0)
    #expect(line.leaving(Box(x: -2, y: -2, width: 4, height: 4)) == (2, 0))
    #expect(line.meets(Box(x: 4, y: -1, width: 1, height: 2)))
    #expect(!line.meets(Box(x: 4, y: 1, width: 1, height: 2)))
    #expect(!line.meets(Box(x: 11, y: -1, width: 1, height: 2)))
    #expect(line.crosses(AreaNumbers.Leader(from: (5, -1), to: (5, 1))))
    #expect(!line.crosses(AreaNumbers.Leader(from: (11, -1), to: (11, 1))))
  }
}
