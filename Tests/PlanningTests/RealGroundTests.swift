import CampaignModel
import Foundation
import Planning
import TestSupport
import Testing

/// Villages of a real county (352) and of a real island (7,478) with their households, borders, capacities and pins.
@Suite(.enabled(if: TestSupport.sharedFolder != nil))
struct RealGroundTests {
  private struct Villages: Decodable {
    struct Feature: Decodable { let properties: Properties }
    struct Properties: Decodable {
      let id: String
      let weight: Double
      let x_m: Double
      let y_m: Double
    }
    let features: [Feature]
  }

  private func rows(_ file: URL) throws -> [[String]] {
    try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
  }

  private func problem(_ name: String, groups: Int, constrained: Bool) throws -> AllocationProblem {
    let folder = try #require(TestSupport.sharedFolder).appendingPathComponent("data/allocation/\(name)")
    let villages = try JSONDecoder().decode(
      Villages.self, from: Data(contentsOf: folder.appendingPathComponent("units.geojson"))
    ).features.map(\.properties)
    let places = Dictionary(uniqueKeysWithValues: villages.enumerated().map { ($1.id, Int32($0)) })
    let edges = try rows(folder.appendingPathComponent("adjacency.csv")).map { row in
      AllocationProblem.Edge(
        u: try #require(places[row[0]]), v: try #require(places[row[1]]), metres: try #require(Double(row[2]))
      )
    }
    var problem = AllocationProblem(
      units: villages.map { Identifier($0.id) }, work: villages.map(\.weight), xs: villages.map(\.x_m),
      ys: villages.map(\.y_m), edges: edges, groups: (0..<groups).map { Identifier("\($0)") })
    if constrained {
      let variant = folder.appendingPathComponent("variant_constraints")
      let listed = try rows(variant.appendingPathComponent("groups.csv"))
      problem.groups = listed.map { Identifier($0[0]) }
      problem.capacities = try listed.map { try #require(Double($0[1])) }
      problem.pins = try rows(variant.appendingPathComponent("pins.csv"))
        .map { AllocationProblem.Pin(unit: Identifier($0[0]), group: Identifier($0[1])) }
    }
    return problem
  }

  @Test(arguments: [("medium", 40), ("large", 200)], [false, true])
  func areasAreConnectedAndInBalance(ground: (name: String, groups: Int), constrained: Bool) throws {
    let problem = try problem(ground.name, groups: ground.groups, constrained: constrained)
    let result = try draft(problem)
    #expect(result.shares.map(\.parts) == partsByFloodFill(problem, result.territory))
    #expect(result.shares.allSatisfy { $0.parts == 1 })
    #expect(result.largestDeviation < 0.15)
  }
}
