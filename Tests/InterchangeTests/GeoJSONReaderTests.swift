import CampaignModel
import TestSupport
import Testing

@testable import Interchange

@Suite struct GeoJSONReaderTests {
  private func feature(_ geometry: String, _ properties: String = #""code":"V1","name":"n""#) -> String {
    #"{"type":"Feature","properties":{\#(properties)},"geometry":\#(geometry)}"#
  }

  private func collection(_ features: String...) -> String {
    #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ",\n"))]}"#
  }

  private func villages(_ text: String) throws(InterchangeError) -> Normalised {
    try read(text, as: .villages, name: "v.geojson")
  }

  private let square = #"{"type":"Polygon","coordinates":[[[113,28],[114,28],[114,29],[113,28]]]}"#

  @Test func readsPolygonsAndProperties() throws {
    let hole = "[[[0,0,9],[9,0,9],[9,9,9],[0,0,9]],[[1,0.5],[2,0.5],[2,1],[1,0.5]]]"
    let result = try villages(
      collection(
        feature(square, #""code":"V1","name":"上\u6751","households":12,"extra":{"a":[1]}"#),
        feature(
          #"{"coordinates":[\#(hole),[[[20,20],[21,20],[21,21],[20,20]]]],"type":"MultiPolygon"}"#,
          #""households":null,"name":"下村","code":"0012","category":"a; b"# + #"""#)))
    let table = result.table
    #expect(table.rowCount == 2 && result.rejections.isEmpty)
    #expect(table.keys[1] == "0012" && table.texts("name")?[0] == "上村")
    #expect(table.texts("category")?[0] == nil && table.texts("category")?[1] == "a;b")
    #expect(table.regions?[0].xs == [113, 114, 114, 113])
    #expect(table.regions?[1].polygonEnds == [2, 3] && table.regions?[1].ringEnds == [4, 8, 12])
    #expect(result.unusedHeaders == ["extra"])
  }

  @Test func readsPointsAndNullGeometry() throws {
    let result = try read(
      collection(
        feature(#"{"type":"Point","coordinates":[113.5,28.25,40]}"#, #""id":1,"lon":"far""#),
        feature("null", #""id":2,"lon":"away""#)),
      as: .enterprises, name: "e.json")
    #expect(result.table.keys[0] == "1" && result.table.xs?[0] == 113.5 && result.table.ys?[0] == 28.25)
    #expect(result.table.xs?[1].isNaN == true && result.unusedHeaders == ["lon"])
  }

  @Test func takesCoordinatesFromPropertiesWhereNoFeatureHasGeometry() throws {
    let result = try read(
      collection(feature("null", #""id":"a","lon":113.5,"lat":28.5"#)), as: .enterprises, name: "e.json")
    #expect(result.table.xs?[0] == 113.5 && result.table.ys?[0] == 28.5)
  }

  @Test func letsTheUserPreferColumnsToGeometry() throws {
    let text = collection(
      feature(#"{"type":"Point","coordinates":[113,28]}"#, #""id":"a","lon":113.5,"lat":28.5"#))
    let result = try read(text, as: .enterprises, name: "e.json", columns: "lon=lon,lat=lat")
    #expect(result.table.xs == [113.5] && result.table.ys == [28.5])
  }

  @Test func readsASingleFeatureAndSequences() throws {
    #expect(try villages(feature(square)).table.rowCount == 1)
    let lines = feature(square) + "\n\u{1E}" + feature(square, #""code":"V2","name":"m""#) + "\n"
    #expect(try villages(lines).table.rowCount == 2)
  }

  @Test(arguments: [
    ("null", "wrong geometry", "expected a Polygon or MultiPolygon, found null"),
    (
      #"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#, "wrong geometry",
      "expected a Polygon or MultiPolygon with coordinates, found \"LineString\""
    ),
    (
      #"{"type":"Polygon"}"#, "wrong geometry",
      "expected a Polygon or MultiPolygon with coordinates, found no coordinates"
    ),
    (
      #"{"type":"Polygon","coordinates":[]}"#, "invalid polygon",
      "expected one ring or more, found an empty polygon"
    ),
    (
      #"{"type":"Polygon","coordinates":[[]]}"#, "invalid polygon",
      "expected a ring of 4 positions or more, found an empty ring"
    ),
    (
      #"{"type":"MultiPolygon","coordinates":[]}"#, "invalid polygon",
      "expected one polygon or more, found an empty MultiPolygon"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2]]]}"#, "invalid polygon",
      "expected a closed ring: its last position equal to its first, found first 1.0, 1.0 and last 1.0, 2.0"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[113],[113],[113],[113]]]}"#, "wrong geometry",
      "expected a position of two numbers, as [113.5, 28.2], found a position of one number"
    ),
    (#"{"type":"Polygon","coordinates":[[["1","2"]]]}"#, "not a number", "expected a number, found a string"),
    (
      #"{"type":"Polygon","coordinates":[[[1e400,2]]]}"#, "not a number",
      "expected a number that a double can hold, found \"1e400\""
    ),
    (
      #"{"type":"MultiPolygon","coordinates":[1,2]}"#, "wrong geometry",
      "expected a list of rings, found a number"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[28,113],[28,114],[29,114],[28,113]]]}"#, "out of range",
      "expected a latitude from -90 to 90; are longitude and latitude swapped?, found 113.0"
    ),
    (
      #"{"type":"Polygon","coordinates":[[[5e5,3e6],[6e5,3e6],[6e5,4e6],[5e5,3e6]]]}"#, "out of range",
      "expected a latitude from -90 to 90; such numbers are metres of a projected CRS; name it with --crs EPSG:n, "
        + "found 3000000.0"
    ),
  ])
  func rejectsAFeatureByItsGeometry(geometry: String, reason: String, sentence: String) throws {
    let result = try villages(collection(feature(square), feature(geometry, #""code":"V2","name":"m""#)))
    #expect(result.table.rowCount == 1)
    #expect(result.rejections.map(\.reason.rawValue) == [reason])
    #expect(result.rejections.map(\.sentence) == ["row 2, field geometry: \(sentence)"])
  }

  @Test func rejectsWhatIsNoFeature() throws {
    let result = try villages(
      collection(
        "null", #"{"type":"Featre","properties":{}}"#, #"{"type":"Feature","properties":[]}"#, feature(square)
      ))
    #expect(result.rejections.map(\.field) == ["feature", "type", "properties"])
    #expect(result.table.sourceRows == [4] && result.rowsRead == 4)
  }

  @Test(arguments: [
    (
      "[]",
      "outermost member: expected a GeoJSON FeatureCollection or Feature, found JSON that is not an object"
    ),
    (
      "{}",
      "outermost member: expected a GeoJSON FeatureCollection or Feature, found an object without a \"type\""
    ),
    (
      #"{"type":"Polygon","coordinates":[]}"#,
      "outermost member: expected a GeoJSON FeatureCollection or Feature, found an object of type \"Polygon\""
    ),
    (
      #"{"type":"FeatureCollection","features":{}}"#,
      "outermost member: expected a GeoJSON FeatureCollection or Feature, found a FeatureCollection without a list \"features\""
    ),
    (
      #"{"crs":{"type":"name","properties":{"name":"somewhere"}},"type":"FeatureCollection","features":[]}"#,
      "CRS: expected EPSG:4326 (WGS 84 longitude and latitude) or another EPSG code, found \"somewhere\"; "
        + "name it with --crs EPSG:n, or transform the file to EPSG:4326 first"
    ),
  ])
  func refusesOtherFiles(text: String, sentence: String) {
    #expect(complaint { () throws(InterchangeError) in try villages(text) } == "v.geojson: \(sentence)")
  }

  @Test(arguments: [#""code":"a","code":"b""#, #""code":"a"," code":"b""#])
  func refusesAPropertyThatComesTwice(properties: String) {
    let said = complaint { () throws(InterchangeError) in
      try villages(collection(feature(square, properties)))
    }
    #expect(said?.contains("expected each member once, and \"code\" comes twice before here") == true)
  }

  @Test(arguments: ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
  func takesACRSThatSaysWGS84(name: String) throws {
    let crs =
      #"{"crs":{"type":"name","properties":{"name":"\#(name)"}},"type":"FeatureCollection","features":"#
    #expect(try villages("\(crs)[\(feature(square))]}").table.rowCount == 1)
  }

  /// A file with one byte changed ends in a table or in a sentence, and no feature vanishes.
  @Test func survivesMutation() {
    var generator = SplitMix64(seed: 8)
    let text = Array(collection(feature(square), feature(square, #""code":"V2","name":"m""#)).utf8)
    for _ in 0..<5000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let i = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0...2, using: &generator) {
        case 0: bytes[i] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: i)
        default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: i)
        }
      }
      do throws(InterchangeError) {
        let result = try readRecords(
          .villages, from: InputFile(path: "v.geojson", bytes: bytes), mapping: nil, utcOffsetMinutes: 480)
        #expect(result.rowsRead == result.table.rowCount + Set(result.rejections.map(\.row)).count)
      } catch { #expect(error.description.contains("v.geojson: ")) }
    }
  }
}
