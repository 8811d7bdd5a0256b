public import CampaignModel

/// Finds the region of a point, exactly, for millions of points.
///
/// Regions are closed sets: a point on a border or on the ring of a hole belongs. Where several regions contain a
/// point, the first of the list has it; callers who sort regions by code give the lowest code precedence. A part of
/// a region is filled by the even-odd rule, and a region is the union of its parts, so that invalid input has an
/// answer too; for valid regions it is what GEOS calls `covers`. A region with a coordinate that is not finite
/// contains nothing.
///
/// Shape: a uniform raster over all regions, of up to 2048 × 2048 cells. A cell's code is
/// - `-1`: no region touches the cell;
/// - `i ≥ 0`: the cell lies wholly inside region `i`, and no region before `i` touches it;
/// - `-2 - e`: the list of entries that starts at `e`, by precedence: regions that cover the cell, or whose border
///   passes through it. The list ends with the first region that covers it.
///
/// For each part of a region and each raster row that it reaches there is a *band*: the edges that touch the row. A
/// ray cast to the west from a point of the row meets no others, so an entry with a border costs a handful of edges
/// even if the region has thousands. Bands and lists are packed one after another (compressed sparse rows).
public struct RegionIndex: Sendable {
  /// One region that touches a raster cell.
  struct Entry: Sendable {
    /// The region; the highest bit marks the last entry of a list.
    var regionAndEnd: UInt32
    /// The band with the region's edges in this row, or -1: the region covers the cell.
    var band: Int32

    static let end: UInt32 = 1 << 31
    var region: Int32 { Int32(truncatingIfNeeded: regionAndEnd & ~Entry.end) }
    var isLast: Bool { regionAndEnd & Entry.end != 0 }
  }

  /// The cells' codes, the lists that some of them lead to, and the bands that entries lead to.
  struct Raster: Sendable {
    var cells: ContiguousArray<Int32> = []
    var entries: ContiguousArray<Entry> = []
    var bands: Bands

    init(vertices: ContiguousArray<SIMD2<Double>>) { bands = Bands(vertices: vertices) }
  }

  /// Edges by bands; edge `k` runs from vertex `k` to vertex `k + 1`.
  struct Bands: Sendable {
    var vertices: ContiguousArray<SIMD2<Double>> = []
    /// Band `b` is `edges[starts[b]..<starts[b + 1]]`.
    var starts: ContiguousArray<Int32> = [0]
    var edges: ContiguousArray<Int32> = []

    /// True if the part of a region whose edges in one raster row are band `b` contains a point of that row.
    @inline(__always)
    func covers(x: Double, y: Double, band b: Int) -> Bool {
      var cast = RayCast(x: x, y: y)
      for i in Int(starts[b])..<Int(starts[b + 1]) {
        let edge = Int(edges[i])
        if cast.touches(vertices[edge], vertices[edge + 1]) { return true }
      }
      return cast.isInside
    }
  }

  let frame: RasterFrame
  let raster: Raster

  /// Indexes regions; their order is their precedence.
  ///
  /// - Parameter threads: How many threads to use; the index answers the same for any number.
  /// - Complexity: O(edges · log(edges of a row) + raster cells); memory about 100 bytes an edge until the raster has
  ///   all its cells (16 MB), 40 after that.
  public init(regions: [Region], threads: Int = 1) {
    let builder = RegionIndexBuilder(regions: regions, threads: threads)
    frame = builder.frame
    raster = builder.drawn()
  }

  /// The first region that contains the point, or -1; -1 for a NaN coordinate. - Complexity: O(1) expected.
  @inline(__always)
  public func locate(x: Double, y: Double) -> Int32 {
    guard frame.contains(x: x, y: y) else { return -1 }
    let code = raster.cells[frame.row(y) * frame.columns + frame.column(x)]
    if code >= -1 { return code }
    var next = -2 - Int(code)
    while true {
      let entry = raster.entries[next]
      if entry.band < 0 || raster.bands.covers(x: x, y: y, band: Int(entry.band)) { return entry.region }
      if entry.isLast { return -1 }
      next += 1
    }
  }
}
