/// Cairo's SVG names its surfaces by a number that counts all surfaces of the process; here they are counted from 1 in
/// each file, so that a drawing is the same however many were made before it.
enum SurfaceNumbers {
  private static let mark = Array("surface".utf8)

  /// The file with its surfaces numbered by first appearance. - Complexity: O(bytes).
  static func renumbered(_ svg: [UInt8]) -> [UInt8] {
    var numbers: [[UInt8]: Int] = [:]
    var result: [UInt8] = []
    result.reserveCapacity(svg.count)
    var i = 0
    while i < svg.count {
      // Only names: `id="surface7"`, `"#surface7"`, `url(#surface7)`. Text is never in a file of ours as text.
      let isName = svg[i] == mark[0] && i > 0 && (svg[i - 1] == 0x22 || svg[i - 1] == 0x23)
      guard isName, svg.count - i > mark.count, svg[i..<(i + mark.count)].elementsEqual(mark) else {
        result.append(svg[i])
        i += 1
        continue
      }
      i += mark.count
      let digits = Array(svg[i...].prefix { (0x30...0x39).contains($0) })
      i += digits.count
      let number = numbers[digits] ?? numbers.count + 1
      numbers[digits] = number
      result += mark
      result += String(number).utf8
    }
    return result
  }
}
