internal import CPROJ
public import CampaignModel

/// The way from WGS 84 longitude and latitude (degrees) to a projected CRS in metres, and back, by PROJ.
///
/// Axes are x = east and y = north in both, whatever the CRS itself says. Where the CRS stands on WGS 84 or CGCS2000
/// no datum is changed: the two are treated as equal (they differ by centimetres), which also makes the result the
/// same on every machine, whatever grids are installed. PROJ never goes to the network.
///
/// A class because a PROJ object belongs to one thread at a time; it is not `Sendable`. Make another for another
/// thread: that takes some milliseconds.
public final class Projection {
  /// The CRS as it was named: `EPSG:4547`, or a PROJ string `+proj=…`.
  public let crs: String
  private let context: OpaquePointer
  private let operation: OpaquePointer

  /// Opens the way to a CRS.
  ///
  /// - Throws: ``SpatialError`` if PROJ does not know it, or it is not a projected CRS in metres.
  public init(crs: String) throws(SpatialError) {
    guard let context = proj_context_create() else { throw .unknownCRS(crs, message: "no memory for PROJ") }
    do throws(SpatialError) {
      operation = try Projection.operation(to: crs, context)
    } catch {
      proj_context_destroy(context)
      throw error
    }
    self.crs = crs
    self.context = context
  }

  deinit {
    proj_destroy(operation)
    proj_context_destroy(context)
  }

  /// The version of the library.
  static var version: String { String(cString: proj_info().version) }

  /// The point in metres, or nil if it has no image.
  public func forward(x: Double, y: Double) -> (x: Double, y: Double)? { transform(PJ_FWD, x, y) }

  /// The point in WGS 84 degrees, or nil if it has none.
  public func inverse(x: Double, y: Double) -> (x: Double, y: Double)? { transform(PJ_INV, x, y) }

  /// Changes degrees to metres in place; a point without an image becomes NaN.
  ///
  /// - Precondition: both columns have the same length. - Complexity: O(points), about 0.2 µs a point.
  public func forward(xs: inout ContiguousArray<Double>, ys: inout ContiguousArray<Double>) {
    transform(PJ_FWD, &xs, &ys)
  }

  /// Changes metres to degrees in place; a point without one becomes NaN.
  ///
  /// - Precondition: both columns have the same length. - Complexity: O(points).
  public func inverse(xs: inout ContiguousArray<Double>, ys: inout ContiguousArray<Double>) {
    transform(PJ_INV, &xs, &ys)
  }

  /// The region in metres, vertex by vertex: edges between vertices stay straight, so densify first where that
  /// matters. - Throws: ``SpatialError/outsideProjection(_:x:y:)`` with the first vertex that has no image.
  public func forward(_ region: Region) throws(SpatialError) -> Region {
    try transform(PJ_FWD, region)
  }

  /// The region in degrees, vertex by vertex. - Throws: as ``forward(_:)``.
  public func inverse(_ region: Region) throws(SpatialError) -> Region {
    try transform(PJ_INV, region)
  }

  private func transform(_ direction: PJ_DIRECTION, _ region: Region) throws(SpatialError) -> Region {
    var (xs, ys) = (region.xs, region.ys)
    transform(direction, &xs, &ys)
    if let bad = xs.indices.first(where: { xs[$0].isNaN || ys[$0].isNaN }) {
      throw .outsideProjection(crs, x: region.xs[bad], y: region.ys[bad])
    }
    return region.withCoordinates(xs: xs, ys: ys)
  }

  private func transform(_ direction: PJ_DIRECTION, _ x: Double, _ y: Double) -> (x: Double, y: Double)? {
    guard x.isFinite, y.isFinite else { return nil }
    proj_errno_reset(operation)
    let result = proj_trans(operation, direction, proj_coord(x, y, 0, 0))
    return result.xy.x.isFinite && result.xy.y.isFinite ? (result.xy.x, result.xy.y) : nil
  }

  private func transform(
    _ direction: PJ_DIRECTION, _ xs: inout ContiguousArray<Double>, _ ys: inout ContiguousArray<Double>
  ) {
    precondition(xs.count == ys.count, "columns of different length")
    let count = xs.count
    guard count > 0 else { return }
    let stride = MemoryLayout<Double>.stride
    proj_errno_reset(operation)
    xs.withUnsafeMutableBufferPointer { xs in
      ys.withUnsafeMutableBufferPointer { ys in
        _ = proj_trans_generic(
          operation, direction, xs.baseAddress, stride, count, ys.baseAddress, stride, count, nil, 0, 0, nil,
          0, 0)
        for i in 0..<count where !xs[i].isFinite || !ys[i].isFinite { (xs[i], ys[i]) = (.nan, .nan) }
      }
    }
  }
}

extension Projection {
  private static func operation(to crs: String, _ context: OpaquePointer) throws(SpatialError)
    -> OpaquePointer
  {
    // PROJ would write to the terminal, and may fetch grids.
    proj_log_level(context, PJ_LOG_NONE)
    proj_context_set_enable_network(context, 0)
    guard let definition = definition(of: crs) else { throw .unknownCRS(crs, message: "something else") }
    guard let target = proj_create(context, definition) else {
      throw .unknownCRS(crs, message: message(context))
    }
    defer { proj_destroy(target) }
    try checkUnit(of: target, crs, context)
    // From the CRS's own base where it is as good as WGS 84: no datum shift, and a fifth of the time to set up.
    let base = proj_crs_get_geodetic_crs(context, target)
    defer { proj_destroy(base) }
    let isSameDatum = base.map { isWGS84(proj_get_name($0)) } ?? false
    let wgs84 = isSameDatum ? nil : proj_create(context, "EPSG:4326")
    defer { proj_destroy(wgs84) }
    guard let raw = proj_create_crs_to_crs_from_pj(context, wgs84 ?? base, target, nil, nil) else {
      throw .unknownCRS(crs, message: message(context))
    }
    defer { proj_destroy(raw) }
    guard let operation = proj_normalize_for_visualization(context, raw) else {
      throw .unknownCRS(crs, message: message(context))
    }
    return operation
  }

  /// PROJ reads many more forms, some of which name files; two are enough.
  private static func definition(of crs: String) -> String? {
    if crs.uppercased().hasPrefix("EPSG:"), let code = Int32(crs.dropFirst(5)), code > 0 {
      return "EPSG:\(code)"
    }
    guard crs.hasPrefix("+proj="), !crs.contains("grids="), !crs.contains("+init") else { return nil }
    return crs.contains("+type=crs") ? crs : crs + " +type=crs"
  }

  private static func isWGS84(_ name: UnsafePointer<CChar>?) -> Bool {
    guard let name else { return false }
    let text = String(cString: name)
    return text == "WGS 84" || text == "China Geodetic Coordinate System 2000"
  }

  private static func checkUnit(
    of target: OpaquePointer, _ crs: String, _ context: OpaquePointer
  ) throws(SpatialError) {
    let type = proj_get_type(target)
    guard type == PJ_TYPE_PROJECTED_CRS else { throw .notProjected(crs, kind: kind(type)) }
    let system = proj_crs_get_coordinate_system(context, target)
    defer { proj_destroy(system) }
    guard let system else { throw .unknownCRS(crs, message: message(context)) }
    for axis: Int32 in 0..<2 {
      var factor = 0.0
      var unit: UnsafePointer<CChar>?
      guard proj_cs_get_axis_info(context, system, axis, nil, nil, nil, &factor, &unit, nil, nil) != 0 else {
        throw .unknownCRS(crs, message: message(context))
      }
      if factor != 1 { throw .notMetric(crs, unit: unit.map { String(cString: $0) } ?? "unknown") }
    }
  }

  private static func kind(_ type: PJ_TYPE) -> String {
    switch type {
    case PJ_TYPE_GEOGRAPHIC_2D_CRS, PJ_TYPE_GEOGRAPHIC_3D_CRS: "a CRS in degrees"
    case PJ_TYPE_GEOCENTRIC_CRS: "a geocentric CRS"
    case PJ_TYPE_VERTICAL_CRS: "a vertical CRS"
    case PJ_TYPE_COMPOUND_CRS: "a compound CRS"
    case PJ_TYPE_BOUND_CRS: "a CRS bound to a datum shift"
    default: "another kind of CRS"
    }
  }

  static func message(_ context: OpaquePointer) -> String {
    let code = proj_context_errno(context)
    guard code != 0, let text = proj_context_errno_string(context, code) else {
      return "a name it does not know"
    }
    return "the error \(String(cString: text))"
  }
}
