import TestSupport
import Testing

@testable import Interchange

@Suite struct DecimalNumberTests {
  @Test(arguments: [
    ("0", 0), ("-1", -1), ("+1.5", 1.5), ("113.50", 113.5), ("1e3", 1000), ("1E-2", 0.01), ("007", 7),
    ("123.96604199600006", 123.96604199600006), ("9007199254740993", 9_007_199_254_740_992),
    ("0.1", 0.1), ("1e22", 1e22), ("1e23", 1e23), ("123456789012345678901234567890", 1.2345678901234568e29),
    ("1e-400", 0), ("1e-99999999999999999999", 0),
  ])
  func readsNumbers(text: String, value: Double) {
    #expect(DecimalNumber.parse(text) == value)
  }

  @Test(arguments: [
    "", "-", ".", "5.", ".5", "1e", "1e+", "nan", "inf", "infinity", "0x71", "1,130.5", "1 2", "１１３", "1_000",
    "1e400", "--1", "1.2.3", "113°", "1e999999999999999999999", "1\0",
  ])
  func refusesWhatIsNoNumber(text: String) {
    #expect(DecimalNumber.parse(text) == nil)
  }

  @Test func readsBackWhatItWrites() {
    var generator = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      if value.isFinite { #expect(DecimalNumber.parse(value.description) == value) }
    }
  }

  @Test func agreesWithTheStandardLibraryNearTheFastPathsEdges() {
    var generator = SplitMix64(seed: 2)
    for _ in 0..<20_000 {
      let digits = generator.next() >> UInt64.random(in: 0...40, using: &generator)
      let exponent = Int.random(in: -30...30, using: &generator)
      let text = "\(digits)e\(exponent)"
      #expect(DecimalNumber.parse(text) == Double(text))
    }
  }

  @Test(arguments: [
    (113.0, "113"), (0, "0"), (-0.0, "0"), (0.00000004, "0"), (0.00000005, "0.0000001"), (-0.5, "-0.5"),
    (123.96604199600006, "123.966042"), (-0.0000123, "-0.0000123"), (28.00000019, "28.0000002"),
    (500_000.25, "500000.25"), (1e300, "1e+300"),
  ])
  func writesCoordinates(value: Double, text: String) {
    var bytes: [UInt8] = []
    NumberText.appendCoordinate(value, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }
}
