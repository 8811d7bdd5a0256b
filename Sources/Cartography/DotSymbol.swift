/// How a household or an enterprise is drawn as a point, the same on the map and in its legend: a household round, an
/// enterprise square; small and grey after an effective visit, large and with a light rim before.
struct DotSymbol: Equatable, Sendable {
  var isVisited: Bool
  var isEnterprise: Bool
  var colour: Colour

  /// What it is called.
  var name: String {
    "\(isEnterprise ? "enterprises" : "households") \(isVisited ? "visited" : "not visited")"
  }

  /// All symbols of a map, in the order in which they are drawn: what is to be done above what is done.
  static func all(_ style: MapStyle) -> [DotSymbol] {
    [true, false].flatMap { isVisited in
      [false, true].map { isEnterprise in
        DotSymbol(
          isVisited: isVisited, isEnterprise: isEnterprise,
          colour: isVisited ? .grey(0.45) : style.isMono ? .ink : Palette.flags)
      }
    }
  }

  /// True for a point that is drawn with it.
  func shows(_ dot: TargetDot) -> Bool { dot.isVisited == isVisited && dot.isEnterprise == isEnterprise }

  /// Draws it at each place.
  ///
  /// - Parameter radius: of an unvisited one, in points. - Complexity: O(places).
  func draw(_ places: [(x: Double, y: Double)], radius: Double, on canvas: borrowing Canvas) {
    guard !places.isEmpty else { return }
    let radius = isVisited ? radius * 0.55 : radius
    if !isVisited {
      for place in places { add(place, radius + max(radius * 0.4, 0.5), to: canvas) }
      canvas.fill(.paper)
    }
    for place in places { add(place, radius, to: canvas) }
    canvas.fill(colour)
  }

  private func add(_ place: (x: Double, y: Double), _ radius: Double, to canvas: borrowing Canvas) {
    guard isEnterprise else { return canvas.circle(x: place.x, y: place.y, radius: radius) }
    // As much ink as the circle has.
    let half = radius * 0.9
    canvas.rectangle(Box(x: place.x - half, y: place.y - half, width: 2 * half, height: 2 * half))
  }
}
