#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The few functions that the C library has and Swift's has not.
enum Trigonometry {
  static func sin(_ x: Double) -> Double { sinDouble(x) }
  static func cos(_ x: Double) -> Double { cosDouble(x) }
  static func power(_ x: Double, _ y: Double) -> Double { powDouble(x, y) }
  static func log10(_ x: Double) -> Double { log10Double(x) }
}

private func sinDouble(_ x: Double) -> Double { sin(x) }
private func cosDouble(_ x: Double) -> Double { cos(x) }
private func powDouble(_ x: Double, _ y: Double) -> Double { pow(x, y) }
private func log10Double(_ x: Double) -> Double { log10(x) }
