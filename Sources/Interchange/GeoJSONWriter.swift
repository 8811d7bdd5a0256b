public import CampaignModel

/// Writes features as a GeoJSON FeatureCollection (RFC 7946), one feature a line, with a bounding box.
///
/// Coordinates are WGS 84 longitude and latitude, rounded to seven decimals. Exterior rings are written
/// counter-clockwise and holes clockwise, whichever way they come (section 3.1.6).
public struct GeoJSONWriter: Sendable {
  /// The geometry of a feature, in WGS 84 degrees.
  public enum Geometry: Sendable {
    /// No place.
    case none
    /// A point.
    case point(x: Double, y: Double)
    /// A polygon, or several.
    case region(Region)
  }

  fileprivate var features: [UInt8] = []
  private var bounds: Bounds?
  private let writesFeatureBounds: Bool

  /// A writer of a collection; each feature gets a `bbox` of its own if asked for.
  public init(featureBounds: Bool = false) { writesFeatureBounds = featureBounds }

  /// Writes a feature. A geometry that is empty or not finite is null.
  ///
  /// - Complexity: O(vertices + bytes of the properties).
  public mutating func append(_ geometry: Geometry, properties: [(name: String, value: AttributeValue)]) {
    let box = GeoJSONWriter.bounds(of: geometry)
    if let box { bounds.formUnion(box) }
    if !features.isEmpty { features.append(UInt8(ascii: ",")) }
    features.append(0x0A)
    var writer = JSONWriter(appendingTo: &features)
    GeoJSONWriter.write(
      geometry, properties: properties, box: box, writesBounds: writesFeatureBounds, to: &writer)
    features = writer.takeBytes()
  }

  /// Adds the features of another writer after its own, so that threads can write pieces of one collection.
  public mutating func append(_ other: GeoJSONWriter) {
    if let box = other.bounds { bounds.formUnion(box) }
    if !features.isEmpty, !other.features.isEmpty { features.append(UInt8(ascii: ",")) }
    features += other.features
  }

  /// One feature by itself, as a line of a newline-delimited sequence has it.
  static func feature(_ geometry: Geometry, properties: [(name: String, value: AttributeValue)]) -> [UInt8] {
    var writer = JSONWriter()
    write(geometry, properties: properties, box: bounds(of: geometry), writesBounds: false, to: &writer)
    return writer.bytes
  }

  private static func write(
    _ geometry: Geometry, properties: [(name: String, value: AttributeValue)], box: Bounds?,
    writesBounds: Bool, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.member("type", .text("Feature"))
    if let box, writesBounds { writer.bounds(box) }
    writer.key("properties")
    writer.beginObject()
    for (name, value) in properties { writer.member(name, value) }
    writer.endObject()
    writer.key("geometry")
    switch geometry {
    case .point(let x, let y) where box != nil: writer.point(x, y)
    case .region(let region) where box != nil: writer.region(region)
    default: writer.value(.none)
    }
    writer.endObject()
  }

  /// The whole collection. - Complexity: O(bytes).
  public func finished() -> [UInt8] {
    var bytes = beginning
    bytes.reserveCapacity(bytes.count + features.count + 20)
    bytes += features
    bytes += GeoJSONWriter.end
    return bytes
  }

  private var beginning: [UInt8] { GeoJSONWriter.beginning(bounds) }

  fileprivate static func beginning(_ bounds: Bounds?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("type", .text("FeatureCollection"))
    if let bounds { writer.bounds(bounds) }
    return writer.bytes + Array(",\"features\":[".utf8)
  }

  fileprivate static let end = Array("\n]}\n".utf8)

  /// The box around a geometry; nil if there is none or if a coordinate is not finite.
  public static func bounds(of geometry: Geometry) -> Bounds? {
    switch geometry {
    case .none: return nil
    case .point(let x, let y):
      return x.isFinite && y.isFinite ? Bounds(minX: x, minY: y, maxX: x, maxY: y) : nil
    case .region(let region):
      // A sum is finite if all its terms are; a sum that overflows is looked at again.
      var sum = 0.0
      for i in region.xs.indices { sum += abs(region.xs[i]) + abs(region.ys[i]) }
      guard sum.isFinite || (region.xs.allSatisfy(\.isFinite) && region.ys.allSatisfy(\.isFinite)) else {
        return nil
      }
      return region.bounds
    }
  }
}

/// A collection that goes to a file as its pieces are written, so that it is never in memory whole.
public struct GeoJSONFile: Sendable {
  private var isEmpty = true

  /// Begins a collection whose features have these boxes.
  ///
  /// - Throws: ``InterchangeError`` that names the cause, such as a full disk; so do the others.
  public init(bounds: some Sequence<Bounds>, to file: inout OutputFile) throws(InterchangeError) {
    var whole: Bounds?
    for box in bounds { whole.formUnion(box) }
    try file.write(GeoJSONWriter.beginning(whole))
  }

  /// Adds the features of a writer. - Complexity: O(bytes).
  public mutating func append(
    _ piece: GeoJSONWriter, to file: inout OutputFile
  ) throws(InterchangeError) {
    if piece.features.isEmpty { return }
    if !isEmpty { try file.write([UInt8(ascii: ",")]) }
    isEmpty = false
    try file.write(piece.features)
  }

  /// Ends the collection.
  public consuming func end(in file: inout OutputFile) throws(InterchangeError) {
    try file.write(GeoJSONWriter.end)
  }
}

extension Bounds? {
  fileprivate mutating func formUnion(_ other: Bounds) {
    if self?.formUnion(other) == nil { self = other }
  }
}

extension JSONWriter {
  fileprivate mutating func bounds(_ bounds: Bounds) {
    key("bbox")
    beginArray()
    for side in [bounds.minX, bounds.minY, bounds.maxX, bounds.maxY] { coordinate(side) }
    endArray()
  }

  fileprivate mutating func point(_ x: Double, _ y: Double) {
    beginObject()
    member("type", .text("Point"))
    key("coordinates")
    position(x, y)
    endObject()
  }

  fileprivate mutating func region(_ region: Region) {
    let isMulti = region.polygonCount != 1
    beginObject()
    member("type", .text(isMulti ? "MultiPolygon" : "Polygon"))
    key("coordinates")
    if isMulti { beginArray() }
    for polygon in 0..<region.polygonCount {
      beginArray()
      for (index, ring) in region.rings(ofPolygon: polygon).enumerated() {
        self.ring(region, region.vertices(ofRing: ring), isExterior: index == 0)
      }
      endArray()
    }
    if isMulti { endArray() }
    endObject()
  }

  private mutating func ring(_ region: Region, _ vertices: Range<Int>, isExterior: Bool) {
    let area = signedArea(region, vertices)
    positions(region, vertices, isReversed: area != 0 && (area > 0) != isExterior)
  }

  /// Twice the area of a closed ring, positive if counter-clockwise; from its first vertex, to keep products small.
  private func signedArea(_ region: Region, _ vertices: Range<Int>) -> Double {
    guard let first = vertices.first else { return 0 }
    let (x0, y0) = (region.xs[first], region.ys[first])
    var area = 0.0
    for i in vertices.lowerBound..<vertices.upperBound - 1 {
      area += (region.xs[i] - x0) * (region.ys[i + 1] - y0) - (region.xs[i + 1] - x0) * (region.ys[i] - y0)
    }
    return area
  }

  private mutating func position(_ x: Double, _ y: Double) {
    beginArray()
    coordinate(x)
    coordinate(y)
    endArray()
  }
}
