import Testing

@testable import SpatialCore

@Suite("SpatialError")
struct SpatialErrorTests {
  @Test("says what was expected, what was found and what to do")
  func wording() {
    #expect(
      SpatialError.notMetric("EPSG:2263", unit: "US survey foot").description
        == "CRS EPSG:2263: expected a projected CRS in metres, found the unit US survey foot; "
        + "name another with --crs, or auto")
    #expect(
      SpatialError.cellSize(0).description
        == "grid: expected a size from 1 to 1000000 metres, found 0.0; give another --size")
    #expect(
      SpatialError.geos(operation: "union", message: "TopologyException").description
        == "union: expected a geometry that GEOS can work on, found TopologyException; "
        + "check the polygon, or import it with --mend")
  }
}
