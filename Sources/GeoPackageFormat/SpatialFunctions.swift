internal import CampaignModel
internal import GRDBSQLite

/// The SQL functions that the R-tree triggers of a GeoPackage call (`ST_MinX` … `ST_IsEmpty`).
///
/// They are registered as innocuous: they look at their argument and at nothing else.
enum SpatialFunctions {
  static func register(on handle: OpaquePointer) throws(GeoPackageError) {
    try register("ST_MinX", on: handle) { returnSide(of: $2, to: $0) { $0.minX } }
    try register("ST_MaxX", on: handle) { returnSide(of: $2, to: $0) { $0.maxX } }
    try register("ST_MinY", on: handle) { returnSide(of: $2, to: $0) { $0.minY } }
    try register("ST_MaxY", on: handle) { returnSide(of: $2, to: $0) { $0.maxY } }
    try register("ST_IsEmpty", on: handle) { context, _, values in
      guard let value = values?[0], sqlite3_value_type(value) != SQLITE_NULL else {
        return sqlite3_result_null(context)
      }
      // What cannot be read has no box, and so no place in the R-tree.
      sqlite3_result_int(context, bounds(ofValue: value) == nil ? 1 : 0)
    }
  }

  private static func register(
    _ name: String, on handle: OpaquePointer,
    _ function: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
  ) throws(GeoPackageError) {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
    let code = sqlite3_create_function_v2(handle, name, 1, flags, nil, function, nil, nil, nil)
    guard code == SQLITE_OK else {
      throw GeoPackageError(code: code, message: String(cString: sqlite3_errmsg(handle)), sql: name)
    }
  }
}

// Free functions: what C calls can capture nothing, not even a type.

private func bounds(ofValue value: OpaquePointer) -> Bounds? {
  guard let start = sqlite3_value_blob(value) else { return nil }
  return GeometryBlob.bounds(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
}

private func returnSide(
  of values: UnsafeMutablePointer<OpaquePointer?>?, to context: OpaquePointer?, _ choose: (Bounds) -> Double
) {
  guard let value = values?[0], let bounds = bounds(ofValue: value) else {
    return sqlite3_result_null(context)
  }
  sqlite3_result_double(context, choose(bounds))
}
