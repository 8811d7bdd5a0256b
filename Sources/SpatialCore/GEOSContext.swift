internal import CGEOS

/// One GEOS handle with the message of its last error.
///
/// GEOS wants one handle for each thread, so this is not `Sendable`; every operation makes its own. A class, because
/// geometries free themselves with the handle that made them and so keep it alive.
final class GEOSContext {
  let handle: GEOSContextHandle_t
  fileprivate var message = ""

  /// Throws only where memory is short.
  init() throws(SpatialError) {
    guard let handle = GEOS_init_r() else {
      throw .geos(operation: "start", message: "no memory for a context")
    }
    self.handle = handle
    let receiver = Unmanaged.passUnretained(self).toOpaque()
    _ = GEOSContext_setErrorMessageHandler_r(handle, rememberMessage, receiver)
  }

  deinit { GEOS_finish_r(handle) }

  /// The version of the library.
  static var version: String { GEOSversion().map { String(cString: $0) } ?? "unknown" }

  /// Takes over a geometry that GEOS made; throws its message where it made none.
  func take(_ geometry: OpaquePointer?, _ operation: String) throws(SpatialError) -> Geometry {
    guard let geometry else { throw failure(operation) }
    return Geometry(owning: geometry, context: self)
  }

  /// The error that GEOS reported last.
  func failure(_ operation: String) -> SpatialError {
    defer { message = "" }
    return .geos(operation: operation, message: message.isEmpty ? "no result and no message" : message)
  }

  /// A number that GEOS returns beside a status of 0 for failure.
  func measure(
    _ operation: String, _ body: (UnsafeMutablePointer<Double>) -> Int32
  ) throws(SpatialError) -> Double {
    var value = 0.0
    guard body(&value) != 0, value.isFinite else { throw failure(operation) }
    return value
  }

  /// A predicate of GEOS, which returns 2 for failure.
  func decide(_ operation: String, _ answer: CChar) throws(SpatialError) -> Bool {
    guard answer == 0 || answer == 1 else { throw failure(operation) }
    return answer == 1
  }
}

private func rememberMessage(_ text: UnsafePointer<CChar>?, _ receiver: UnsafeMutableRawPointer?) {
  guard let text, let receiver else { return }
  Unmanaged<GEOSContext>.fromOpaque(receiver).takeUnretainedValue().message = String(cString: text)
}

/// A geometry owned by Swift, freed with its context.
struct Geometry: ~Copyable {
  let pointer: OpaquePointer
  let context: GEOSContext
  private var isReleased = false

  init(owning pointer: OpaquePointer, context: GEOSContext) {
    self.pointer = pointer
    self.context = context
  }

  deinit {
    if !isReleased { GEOSGeom_destroy_r(context.handle, pointer) }
  }

  /// Hands the geometry over to GEOS, which frees it.
  consuming func release() -> OpaquePointer {
    isReleased = true
    return pointer
  }
}
