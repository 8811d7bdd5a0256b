internal import SpatialCore

/// A colour in sRGB, each part 0...1.
public struct Colour: Equatable, Sendable {
  /// Red.
  public var red: Double
  /// Green.
  public var green: Double
  /// Blue.
  public var blue: Double
  /// 1 is opaque.
  public var alpha = 1.0

  /// A colour.
  public init(_ red: Double, _ green: Double, _ blue: Double, alpha: Double = 1) {
    (self.red, self.green, self.blue, self.alpha) = (red, green, blue, alpha)
  }

  /// A colour by lightness (0...1), chroma (0...0.3) and hue (degrees) in OKLCH, in which equal steps look equal
  /// (B. Ottosson, 2020). Parts outside of sRGB are cut off.
  public init(lightness: Double, chroma: Double, hue: Double) {
    let angle = hue * .pi / 180
    let a = chroma * Trigonometry.cos(angle)
    let b = chroma * Trigonometry.sin(angle)
    func cube(_ x: Double) -> Double { x * x * x }
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    func encoded(_ linear: Double) -> Double {
      let x = min(max(linear, 0), 1)
      let value = x <= 0.0031308 ? 12.92 * x : 1.055 * Trigonometry.power(x, 1 / 2.4) - 0.055
      // Whole steps of 1/255: what a screen shows, and short numbers in files.
      return (value * 255).rounded() / 255
    }
    self.init(
      encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s))
  }

  /// A grey: 0 is black, 1 is white.
  public static func grey(_ level: Double) -> Colour { Colour(level, level, level) }

  static let ink = Colour.grey(0.13)
  static let paper = Colour.grey(1)
  static let softInk = Colour.grey(0.38)

  /// The same colour with a share of white.
  func paled(by share: Double) -> Colour {
    Colour(
      red + (1 - red) * share, green + (1 - green) * share, blue + (1 - blue) * share, alpha: alpha)
  }

  /// Brightness as the eye has it, 0...1 (WCAG's relative luminance).
  public var luminance: Double {
    func linear(_ x: Double) -> Double {
      x <= 0.04045 ? x / 12.92 : Trigonometry.power((x + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
}

/// The colours of maps and charts, computed, not copied: ramps run evenly in lightness, so that their order is
/// kept by every kind of colour vision; what must be told apart differs in lightness as well as in hue.
public enum Palette {
  /// `count` colours from light to dark.
  ///
  /// - Parameters:
  ///   - hues: degrees in OKLCH at the light and at the dark end.
  ///   - strongest: the chroma of the dark end.
  public static func ramp(
    _ count: Int, hues: (light: Double, dark: Double), lightest: Double, darkest: Double, strongest: Double
  ) -> [Colour] {
    (0..<count).map { i in
      let t = count == 1 ? 0.5 : Double(i) / Double(count - 1)
      // The paler a colour, the less chroma sRGB has for it.
      let chroma = 0.025 + (strongest - 0.025) * t
      return Colour(
        lightness: lightest + (darkest - lightest) * t, chroma: chroma,
        hue: hues.light + (hues.dark - hues.light) * t)
    }
  }

  /// Partly covered: pale green to middle blue, on which names can still be read. Hue turns with lightness, so that neighbouring
  /// classes are told apart on a projector too.
  public static func coverage(_ count: Int) -> [Colour] {
    ramp(count, hues: (140, 254), lightest: 0.955, darkest: 0.66, strongest: 0.12)
  }

  /// Wholly covered: a step darker than the step from class to class, since it is another kind of news.
  public static let complete = Colour(lightness: 0.42, chroma: 0.11, hue: 262)

  /// A colour for each class of coverage, from none to all, on paper and on a screen.
  static var coverageClasses: [Colour] {
    [alarm] + coverage(Classing.CoverageClass.allCases.count - 2) + [complete]
  }

  /// Few to many gaps: pale yellow to red.
  public static func gaps(_ count: Int) -> [Colour] {
    ramp(count, hues: (98, 28), lightest: 0.968, darkest: 0.57, strongest: 0.155)
  }

  /// What nobody has reached: vermilion, which no kind of colour vision takes for a blue.
  public static let alarm = Colour(lightness: 0.68, chroma: 0.19, hue: 44)
  /// Issues.
  public static let issues = Colour(lightness: 0.55, chroma: 0.16, hue: 300)
  /// Flags.
  public static let flags = Colour(lightness: 0.58, chroma: 0.19, hue: 25)
  /// Ground of no concern here: the neighbours of what is drawn.
  public static let faded = Colour.grey(0.945)
  /// Ground with a place on it that counts nothing.
  public static let ground = Colour(lightness: 0.972, chroma: 0.012, hue: 95)

  /// Light colours that names can be read on; neighbours get different ones. Lightness alternates with hue.
  public static let areas: [Colour] = [
    Colour(lightness: 0.88, chroma: 0.075, hue: 150), Colour(lightness: 0.80, chroma: 0.085, hue: 65),
    Colour(lightness: 0.93, chroma: 0.075, hue: 100), Colour(lightness: 0.76, chroma: 0.075, hue: 255),
    Colour(lightness: 0.86, chroma: 0.065, hue: 330), Colour(lightness: 0.91, chroma: 0.045, hue: 220),
    Colour(lightness: 0.72, chroma: 0.075, hue: 190), Colour(lightness: 0.82, chroma: 0.02, hue: 90),
  ]
}
