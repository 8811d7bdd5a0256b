/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): the same numbers for the
/// same seed on every machine, which the system's generator does not promise.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<count, by Lemire's multiplication; its bias of count / 2⁶⁴ does not matter here.
  mutating func index(below count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: count)).high)
  }

  /// A number that is above 1, 2, 3 … with the chance of ½, ¼, ⅛ …, and evenly spread between: the exponential
  /// distribution of mean 1.5, nearly, without a logarithm.
  mutating func halvingNumber() -> Double {
    let bits = next() | 1
    let whole = bits.leadingZeroBitCount
    // The bits after the first 1.
    let fraction = (bits << UInt64(whole)) << 1
    return Double(whole) + Double(fraction >> 11) * 0x1p-53
  }
}
