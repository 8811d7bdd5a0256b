internal import CPROJ
internal import CampaignModel

/// The way from any CRS that PROJ knows to WGS 84 longitude and latitude (degrees).
///
/// Unlike ``Projection``, whose CRS is the campaign's own, the CRS here is one that somebody's file came in: it may count
/// in degrees or feet, stand on an old datum, or be a text of WKT. Axes are always x = east and y = north, whatever the
/// CRS says, as in the files. WGS 84 and CGCS2000 are treated as one datum. PROJ never goes to the network, so that other
/// datums are changed by what is built in; ``accuracy(x:y:)`` says how well.
///
/// A class because a PROJ object belongs to one thread at a time; it is not `Sendable`.
final class SourceTransformation {
  enum Datum: Equatable {
    case wgs84, cgcs2000
    case other(String)
  }

  enum Accuracy: Equatable {
    /// Within this many metres, as EPSG says.
    case metres(Double)
    /// PROJ knows no way between the datums and leaves degrees as they are.
    case ballpark
    case unknown
  }

  /// `EPSG:4547`, or the CRS's own name in quotation marks where it has no code.
  let name: String
  /// What EPSG calls it: `CGCS2000 / 3-degree Gauss-Kruger CM 114E`.
  let title: String
  /// The EPSG code, if it has one.
  let code: Int?
  /// True if it counts in degrees (or another angle) and not along the ground.
  let isGeographic: Bool
  /// True if its degrees are WGS 84's (or CGCS2000's) already.
  let isIdentity: Bool
  /// True if it counts in metres.
  let isMetric: Bool
  let datum: Datum
  /// Where the CRS is meant to be used (WGS 84 degrees), if PROJ knows it.
  let area: Bounds?
  private let context: OpaquePointer
  private let operation: OpaquePointer

  /// Opens the way from a CRS: `EPSG:n`, WKT (also Esri's) or `+proj=…`.
  ///
  /// - Throws: ``SpatialError`` if PROJ does not know it, or it has no place on the ground.
  init(from text: String) throws(SpatialError) {
    guard let context = proj_context_create() else { throw .unknownCRS(text, message: "no memory for PROJ") }
    // PROJ would write to the terminal, and may fetch grids.
    proj_log_level(context, PJ_LOG_NONE)
    proj_context_set_enable_network(context, 0)
    do throws(SpatialError) {
      let opened = try SourceTransformation.open(text, context)
      (name, title, code, area) = (opened.name, opened.title, opened.code, opened.area)
      (isGeographic, isMetric, isIdentity) = (opened.isGeographic, opened.isMetric, opened.isIdentity)
      (datum, operation) = (opened.datum, opened.operation)
    } catch {
      proj_context_destroy(context)
      throw error
    }
    self.context = context
  }

  deinit {
    proj_destroy(operation)
    proj_context_destroy(context)
  }

  /// Changes the CRS's coordinates to degrees in place; a point without an image becomes NaN. Bits stay as they are
  /// where ``isIdentity``.
  ///
  /// - Precondition: both columns have the same length. - Complexity: O(points), about 0.3 µs a point.
  func convert(xs: inout ContiguousArray<Double>, ys: inout ContiguousArray<Double>) {
    precondition(xs.count == ys.count, "columns of different length")
    let count = xs.count
    guard count > 0, !isIdentity else { return }
    let stride = MemoryLayout<Double>.stride
    proj_errno_reset(operation)
    xs.withUnsafeMutableBufferPointer { xs in
      ys.withUnsafeMutableBufferPointer { ys in
        // Where PROJ chooses among ways point by point, a NaN would choose one.
        _ = proj_trans_generic(
          operation, PJ_FWD, xs.baseAddress, stride, count, ys.baseAddress, stride, count, nil, 0, 0, nil, 0,
          0)
        for i in 0..<count where !xs[i].isFinite || !ys[i].isFinite { (xs[i], ys[i]) = (.nan, .nan) }
      }
    }
  }

  /// How well the datum is changed at a place of the CRS; exactly where none is.
  func accuracy(x: Double, y: Double) -> Accuracy {
    guard case .other = datum else { return .metres(0) }
    _ = proj_trans(operation, PJ_FWD, proj_coord(x, y, 0, 0))
    guard let used = proj_trans_get_last_used_operation(operation) else { return .unknown }
    defer { proj_destroy(used) }
    if proj_coordoperation_has_ballpark_transformation(context, used) != 0 { return .ballpark }
    let metres = proj_coordoperation_get_accuracy(context, used)
    return metres >= 0 ? .metres(metres) : .unknown
  }
}

// MARK: Opening

extension SourceTransformation {
  private struct Opened {
    var name: String
    var title: String
    var code: Int?
    var area: Bounds?
    var isGeographic: Bool
    var isMetric: Bool
    var isIdentity: Bool
    var datum: Datum
    var operation: OpaquePointer
  }

  private static func open(_ text: String, _ context: OpaquePointer) throws(SpatialError) -> Opened {
    let crs = try horizontal(text, context)
    defer { proj_destroy(crs) }
    // A CRS with a datum shift attached (TOWGS84) is looked at without it, and used with it.
    let plain =
      proj_get_type(crs) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(context, crs) : proj_clone(context, crs)
    defer { proj_destroy(plain) }
    let type = proj_get_type(plain)
    let isGeographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS
    guard let plain, isGeographic || type == PJ_TYPE_PROJECTED_CRS else {
      throw .notOnTheGround(shortened(text))
    }
    let unit = try unit(of: plain, text, context)
    let datum = datum(of: plain, context)
    let isShifted = proj_get_type(crs) == PJ_TYPE_BOUND_CRS && !isWorld(datum)
    guard let target = proj_create(context, datum == .cgcs2000 ? "EPSG:4490" : "EPSG:4326") else {
      throw .unknownCRS(shortened(text), message: message(context))
    }
    defer { proj_destroy(target) }
    guard let raw = proj_create_crs_to_crs_from_pj(context, isShifted ? crs : plain, target, nil, nil) else {
      throw .unknownCRS(shortened(text), message: message(context))
    }
    defer { proj_destroy(raw) }
    guard let operation = proj_normalize_for_visualization(context, raw) else {
      throw .unknownCRS(shortened(text), message: message(context))
    }
    let title = proj_get_name(plain).map { String(cString: $0) } ?? "unknown"
    let code = code(of: plain, context)
    return Opened(
      name: code.map { "EPSG:\($0)" } ?? Rejection.quote(title), title: title, code: code,
      area: area(of: plain, context), isGeographic: isGeographic, isMetric: !isGeographic && unit == 1,
      isIdentity: isGeographic && isWorld(datum) && abs(unit - .pi / 180) < 1e-12, datum: datum,
      operation: operation)
  }

  private static func isWorld(_ datum: Datum) -> Bool { datum == .wgs84 || datum == .cgcs2000 }

  /// The CRS that a text names, without heights. The caller destroys it.
  private static func horizontal(
    _ text: String, _ context: OpaquePointer
  ) throws(SpatialError) -> OpaquePointer {
    guard var crs = create(text, context) else {
      throw .unknownCRS(shortened(text), message: message(context))
    }
    if proj_get_type(crs) == PJ_TYPE_COMPOUND_CRS, let sub = proj_crs_get_sub_crs(context, crs, 0) {
      proj_destroy(crs)
      crs = sub
    }
    guard proj_is_crs(crs) != 0 else {
      proj_destroy(crs)
      throw .unknownCRS(shortened(text), message: "a name that is no CRS")
    }
    return crs
  }

  /// Opens the forms that files have. PROJ reads many more, some of which name files on this machine: texts that do are
  /// refused, and each form goes to the door that reads no other.
  private static func create(_ text: String, _ context: OpaquePointer) -> OpaquePointer? {
    let text = text.trimmed
    guard text.utf8.count <= 65_536 else { return nil }
    let folded = text.uppercased()
    if let code = epsgCode(folded) { return proj_create(context, "EPSG:\(code)") }
    if folded.namesFiles { return nil }
    if text.hasPrefix("+") {
      guard folded.contains("+PROJ="), !folded.contains("+INIT") else { return nil }
      return proj_create(context, folded.contains("+TYPE=CRS") ? text : text + " +type=crs")
    }
    guard folded.first?.isLetter == true, folded.contains("[") || folded.contains("(") else { return nil }
    return proj_create_from_wkt(context, text, nil, nil, nil)
  }

  /// The code in `EPSG:4547`, or in the URN or address that OGC makes of it; the text is in upper case.
  private static func epsgCode(_ text: String) -> Int32? {
    let prefixes = ["EPSG:", "URN:OGC:DEF:CRS:EPSG:", "HTTP://WWW.OPENGIS.NET/DEF/CRS/EPSG/"]
    guard prefixes.contains(where: text.hasPrefix) else { return nil }
    guard let last = text.split(whereSeparator: { $0 == ":" || $0 == "/" }).last, last.utf8.count <= 9,
      last.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let code = Int32(last), code > 0
    else { return nil }
    return code
  }

  /// The code that the CRS says, or that of the EPSG's which is surely the same.
  private static func code(of crs: OpaquePointer, _ context: OpaquePointer) -> Int? {
    if let authority = proj_get_id_auth_name(crs, 0), String(cString: authority) == "EPSG",
      let code = proj_get_id_code(crs, 0)
    {
      return Int(String(cString: code))
    }
    var confidences: UnsafeMutablePointer<Int32>?
    guard let candidates = proj_identify(context, crs, "EPSG", nil, &confidences) else { return nil }
    defer {
      proj_list_destroy(candidates)
      proj_int_list_destroy(confidences)
    }
    guard proj_list_get_count(candidates) > 0, let confidence = confidences?[0], confidence >= 90,
      let first = proj_list_get(context, candidates, 0)
    else { return nil }
    defer { proj_destroy(first) }
    return proj_get_id_code(first, 0).flatMap { Int(String(cString: $0)) }
  }

  private static func datum(of crs: OpaquePointer, _ context: OpaquePointer) -> Datum {
    let datum = proj_crs_get_datum_forced(context, crs)
    defer { proj_destroy(datum) }
    let name = datum.flatMap { proj_get_name($0) }.map { String(cString: $0) } ?? "unknown"
    switch name {
    case "World Geodetic System 1984": return .wgs84
    case "China 2000": return .cgcs2000
    default: return .other(name)
    }
  }

  /// Radians or metres in one of the CRS's units.
  private static func unit(
    of crs: OpaquePointer, _ text: String, _ context: OpaquePointer
  ) throws(SpatialError) -> Double {
    let system = proj_crs_get_coordinate_system(context, crs)
    defer { proj_destroy(system) }
    var factor = 0.0
    guard let system,
      proj_cs_get_axis_info(context, system, 0, nil, nil, nil, &factor, nil, nil, nil) != 0
    else { throw .unknownCRS(shortened(text), message: message(context)) }
    return factor
  }

  private static func area(of crs: OpaquePointer, _ context: OpaquePointer) -> Bounds? {
    var area = Bounds(minX: 0, minY: 0, maxX: 0, maxY: 0)
    guard
      proj_get_area_of_use(context, crs, &area.minX, &area.minY, &area.maxX, &area.maxY, nil) != 0,
      area.minX >= -180, area.minY >= -90
    else { return nil }
    // Across the 180th meridian the east lies west of the west; a box cannot say that.
    return area.minX <= area.maxX ? area : nil
  }

  private static func message(_ context: OpaquePointer) -> String { Projection.message(context) }

  /// A text of WKT as it fits into a sentence.
  private static func shortened(_ text: String) -> String {
    text.utf8.count <= 40 && !text.contains(where: \.isNewline) ? text : Rejection.quote(text)
  }
}

extension String {
  /// Without blanks and line ends at its ends, as `.prj` files have them.
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true || text.last == "\0" { text.removeLast() }
    return String(text)
  }

  /// True if a CRS in this text (in upper case) would have PROJ open a grid file; `@null` is none, and stands in every
  /// Web Mercator that GDAL writes.
  fileprivate var namesFiles: Bool {
    let grids = ["GRIDS=", "PARAMETERFILE", "+FILE=", "+TABLE="]
    return grids.contains { mark in
      var rest = self[...]
      while let place = rest.firstRange(of: mark) {
        rest = rest[place.upperBound...]
        // A list of grids may begin with it.
        guard rest.hasPrefix("@NULL") else { return true }
        if let next = rest.dropFirst(5).first, next != " ", next != "\"" { return true }
      }
      return false
    }
  }
}
