/// How heavy borders are, on one map.
struct MapBorders: Sendable {
  /// Between places; nil where places are too small for it.
  var place: LineStyle?
  var township: LineStyle
  var group: LineStyle
  var outer: LineStyle
  /// Around and between neighbours of what is drawn.
  var faded: LineStyle

  /// - Parameters:
  ///   - side: the mean length of a place's side on paper, in points.
  ///   - areGrouped: true if the borders of groups are what the map is about.
  init(_ style: MapStyle, side: Double, areGrouped: Bool) {
    let u = style.paper.enlargement
    let isMono = style.isMono
    let width = min(max(side * 0.02, 0.12), 0.35) * u
    place = side < 4 ? nil : LineStyle(colour: .grey(isMono ? 0 : 0.42), width: width)
    township =
      isMono
      ? LineStyle(colour: .grey(0), width: 0.8 * u, dashes: [4 * u, 1.4 * u, 0.8 * u, 1.4 * u])
      : LineStyle(colour: .grey(areGrouped ? 0.35 : 0.22), width: 0.75 * u, dashes: areGrouped ? [2.4 * u, 1.6 * u] : [])
    group = LineStyle(colour: .grey(isMono ? 0 : 0.12), width: (isMono ? 1.9 : 1.5) * u)
    outer = LineStyle(colour: .grey(isMono ? 0 : 0.12), width: 1.3 * u)
    faded = LineStyle(colour: .grey(0.78), width: 0.3 * u)
  }
}
