import ArgumentParser
import CampaignModel
import CampaignStore
import Foundation
import TestSupport
import Testing

@testable import gridcover

/// Imports in other coordinates than WGS 84, from the file to what is said and stored.
@Suite struct ImportCoordinatesTests {
  private func withCampaign(_ body: (_ workspace: String, _ folder: URL) throws -> Void) throws {
    try TestSupport.withTemporaryFolder { folder in
      let workspace = folder.appendingPathComponent("C.gpkg").path
      let new = try NewCommand.parse([workspace, "--name", "Test"])
      try new.run()
      try body(workspace, folder)
    }
  }

  private func take(
    _ text: String, as kind: RecordKind, named name: String, crs: String? = nil, _ workspace: String,
    _ folder: URL
  ) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    let request = ImportRequest(workspace: workspace, kind: kind, file: file.path, crs: crs, gridName: "g")
    return try Pipeline.importRecords(request).text.replacingOccurrences(of: folder.path + "/", with: "")
  }

  /// A village of 2 km around 113° E, 28.2° N, in eastings without the zone's number.
  private let village = #"""
    {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4547"}},"features":[
    {"type":"Feature","properties":{"code":"V1","name":"A"},"geometry":{"type":"Polygon","coordinates":[[
    [400800,3120000],[402800,3120000],[402800,3122000],[400800,3122000],[400800,3120000]]]}}]}
    """#

  @Test func villagesAndTargetsInAZone() throws {
    try withCampaign { workspace, folder in
      let villages = try take(village, as: .villages, named: "v.geojson", workspace, folder)
      #expect(
        villages.contains(
          "note: v.geojson: converted from EPSG:4547, the file's own CRS (CGCS2000 is taken as WGS 84)"))
      let roster = try take(
        "id,village,easting,northing\n1,,401817.5588,3121010.8701\n", as: .enterprises, named: "e.csv",
        crs: "EPSG:4547", workspace,
        folder)
      #expect(roster.contains("located: 1 by their point"))
      let points = try Workspace.open(at: workspace, writable: false).read {
        try $0.targetPoints(of: .enterprise)
      }
      #expect(abs(points.xs[0] - 113) < 1e-8 && abs(points.ys[0] - 28.2) < 1e-8)
    }
  }

  @Test func pointsOfAMapService() throws {
    try withCampaign { workspace, folder in
      let said = try take(
        "id,lon,lat\n1,113.005,28.2\n2,113.006,28.2\n", as: .enterprises, named: "a.csv", crs: "gcj02",
        workspace, folder)
      #expect(said.contains("note: a.csv: gcj02: 2 points moved by up to "))
    }
  }

  @Test func pointsFarFromEveryVillageAreNamed() throws {
    try withCampaign { workspace, folder in
      _ = try take(village, as: .villages, named: "v.geojson", workspace, folder)
      let said = try take(
        "id,lon,lat\n1,113,28.2\n2,28.2,80\n3,113,30.2\n4,114.9,28.2\n", as: .enterprises, named: "e.csv",
        workspace, folder)
      #expect(
        said.contains(
          "3 points lie more than 0.5° outside all villages, the farthest in row 2 (28.2, 80.0), "))
      #expect(said.contains("is their CRS another (--crs)?"))
    }
  }

  @Test func theOtherFormOfAZoneIsRefusedWithItsCode() throws {
    try withCampaign { workspace, folder in
      let error = #expect(throws: (any Error).self) {
        try take(
          "id,x,y\n1,38401817.6,3121010.9\n", as: .enterprises, named: "e.csv", crs: "EPSG:4547", workspace,
          folder)
      }
      #expect(
        error.map { "\($0)" }?.contains("--crs EPSG:4526 (CGCS2000 / 3-degree Gauss-Kruger zone 38)") == true)
    }
  }

  @Test func refusesWhatIsNoCRS() throws {
    for (kind, crs) in [("households", "wgs"), ("households", "EPSG:999999"), ("groups", "gcj02")] {
      #expect(throws: (any Error).self) { try ImportCommand.parse(["C.gpkg", kind, "f.csv", "--crs", crs]) }
    }
    #expect(try ImportCommand.parse(["C.gpkg", "households", "f.csv", "--crs", "bd09"]).crs == "bd09")
  }
}
