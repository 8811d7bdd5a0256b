internal import CampaignModel

/// How ground is covered: a colour, a pattern, or both.
struct Swatch: Equatable, Sendable {
  var colour: Colour?
  var hatching: Hatching?

  /// The same on a larger sheet.
  func enlarged(_ factor: Double) -> Swatch { Swatch(colour: colour, hatching: hatching?.enlarged(factor)) }

  /// The same so pale that points stand out on it.
  var paled: Swatch {
    var pale = Swatch(colour: colour?.paled(by: 0.7), hatching: hatching)
    if hatching?.pattern == .solid {
      // Nothing is seen on black.
      pale.hatching = nil
      pale.colour = .grey(0.72)
    } else {
      pale.hatching?.colour = .grey(0.68)
    }
    return pale
  }
}

/// One line of a legend.
enum LegendEntry: Equatable, Sendable {
  /// What follows, and at the right what the numbers below it count; empty for no numbers.
  case heading(String, counts: String)
  /// A kind of ground, and how many places are of it; nil where that is not said.
  case ground(Swatch, label: String, count: Int?)
  /// Ground that stands out by its outline.
  case outlined(LineStyle, label: String, count: Int)
  case line(LineStyle, label: String)
  /// Nested circles for round figures.
  case circles([Int], Colour)
  case dot(DotSymbol, label: String)
}

/// What is coloured by what: a theme applied to the places of one map.
struct ThemeDrawing: Sendable {
  /// All kinds of ground on the map.
  var swatches: [Swatch] = []
  /// Index of the swatch of each place, -1 outside of the focus.
  var swatchOfPlace: [Int]
  /// The figure of each place that is shown as a circle; empty for none.
  var circles: [Int] = []
  /// The colour of circles.
  var circleColour = Palette.issues
  /// Places with an outline of their own.
  var outlined: [Int] = []
  /// The style of that outline.
  var outline = LineStyle(colour: Palette.alarm, width: 1.1)
  /// What stands in the margin.
  var legend: [LegendEntry] = []
  /// True if borders of groups are drawn, and their ids written large.
  var showsGroups = false

  private init(places: Int) { swatchOfPlace = Array(repeating: -1, count: places) }
}

extension ThemeDrawing {
  /// Applies the theme of a map.
  ///
  /// - Parameters:
  ///   - groupOfPlace: index of the group of each place, or -1.
  ///   - groupColours: a number for each group, different from those of its neighbours.
  init(_ content: MapContent, style: MapStyle, groupOfPlace: [Int], groupColours: [Int]) {
    self.init(places: content.places.count)
    let unit = style.language.word(content.areCells ? "cells" : "villages")
    switch content.theme {
    case .coverage: showCoverage(content.places, style, unit: unit, hasEmpty: content.backdrop.isEmpty)
    case .gaps: showGaps(content.places, style, unit: unit)
    case .issues, .flags: showCircles(content, style, unit: unit)
    case .allocation: showGroups(content.places, style, groupOfPlace, groupColours)
    case .ground: showPlainGround(content.places, style)
    }
    if content.showsSheets { showsGroups = true }
    if !content.dots.isEmpty {
      // Points are what such a map is about: the ground steps back behind them, on the map as in the legend.
      swatches = swatches.map(\.paled)
      legend = legend.map { entry in
        guard case .ground(let swatch, let label, let count) = entry else { return entry }
        return .ground(swatch.paled, label: label, count: count)
      }
    }
    let factor = style.paper.enlargement
    swatches = swatches.map { $0.enlarged(factor) }
    legend = legend.map { entry in
      guard case .ground(let swatch, let label, let count) = entry else { return entry }
      return .ground(swatch.enlarged(factor), label: label, count: count)
    }
  }

  private mutating func showCoverage(
    _ places: [PlaceFigure], _ style: MapStyle, unit: String, hasEmpty: Bool
  ) {
    let classes = Classing.CoverageClass.allCases
    let colours = Palette.coverageClasses
    for step in classes {
      let i = step.rawValue
      if style.isMono {
        // On a copy, dark is what is still to be done: paper that stays white is finished.
        let steps = Hatching.steps
        swatches.append(
          Swatch(colour: .paper, hatching: step == .all ? nil : steps[steps.count - 1 - i]))
      } else {
        swatches.append(Swatch(colour: colours[i], hatching: nil))
      }
    }
    let (empty, excluded) = (swatches.count, swatches.count + 1)
    swatches.append(Swatch(colour: .paper, hatching: .empty))
    swatches.append(Swatch(colour: .grey(style.isMono ? 1 : 0.85), hatching: Self.excludedHatching))
    for (i, place) in places.enumerated() where place.isInFocus {
      let step = Classing.CoverageClass(visited: place.tally.visited, expected: place.tally.expected)
      swatchOfPlace[i] = step?.rawValue ?? (place.status == .excluded ? excluded : empty)
    }
    legend.append(.heading(style.language.word("Coverage"), counts: unit))
    for step in classes.reversed() {
      let meaning =
        style.isMono && step == .all
        ? "white: all visited" : style.isMono && step == .none ? "black: nobody visited" : ""
      addGround(
        step.rawValue,
        [step.label, style.language.word(meaning)].filter { !$0.isEmpty }.joined(separator: " · "))
    }
    // On a backdrop, ground without targets is what is left of it.
    if hasEmpty { addGround(empty, style.language.word("nothing expected")) }
    addGround(excluded, style.language.word("excluded"))
  }

  private static let excludedHatching = Hatching(
    pattern: .lines([45, 135]), spacing: 3, weight: 0.3, colour: .grey(0.5))

  private mutating func showGaps(_ places: [PlaceFigure], _ style: MapStyle, unit: String) {
    let focus = places.indices.filter { places[$0].isInFocus }
    let classes = Classing.counts(focus.map { places[$0].count }, limit: 5)
    let colours = Palette.gaps(max(classes.count, 1))
    let none = 0
    let empty = 1
    swatches = [
      Swatch(colour: style.isMono ? .paper : .grey(1), hatching: nil),
      Swatch(colour: .paper, hatching: .empty),
    ]
    for k in classes.indices {
      swatches.append(
        style.isMono
          ? Swatch(colour: .paper, hatching: Hatching.steps[min(k, Hatching.steps.count - 1)])
          : Swatch(colour: colours[k], hatching: nil))
    }
    for i in focus {
      let place = places[i]
      if place.count > 0, let k = classes.firstIndex(where: { $0.contains(place.count) }) {
        swatchOfPlace[i] = 2 + k
      } else {
        swatchOfPlace[i] = place.status == .empty || place.status == .excluded ? empty : none
      }
      if place.status == .unvisited { outlined.append(i) }
    }
    outline = LineStyle(
      colour: style.isMono ? .grey(0) : Colour(0.45, 0, 0.35), width: style.isMono ? 2 : 1.4)
    legend.append(.heading(style.language.word("Targets not yet visited"), counts: unit))
    for (k, range) in classes.enumerated().reversed() {
      addGround(2 + k, "\(grouped(range.lowerBound)) – \(grouped(range.upperBound))")
    }
    addGround(none, style.language.word("no gap"))
    addGround(empty, style.language.word("nothing expected"))
    if !outlined.isEmpty {
      legend.append(
        .outlined(outline, label: style.language.word("not visited at all"), count: outlined.count))
    }
  }

  private mutating func showCircles(_ content: MapContent, _ style: MapStyle, unit: String) {
    circleColour = style.isMono ? .grey(0.2) : content.theme == .issues ? Palette.issues : Palette.flags
    swatches = [Swatch(colour: style.isMono ? .paper : Palette.ground, hatching: nil)]
    for (i, place) in content.places.enumerated() where place.isInFocus { swatchOfPlace[i] = 0 }
    circles = content.places.map { $0.isInFocus ? max($0.count, 0) : 0 }
    legend.append(
      .heading(
        style.language.word(content.theme == .issues ? "Open issues per place" : "Flagged visits per place"),
        counts: unit))
    let largest = circles.max() ?? 0
    if largest > 0 {
      let round = [largest, largest / 3, largest / 10].map(Classing.rounded).map { min($0, largest) }
      legend.append(.circles(Array(Set(round.filter { $0 > 0 })).sorted(by: >), circleColour))
    }
    let without = content.places.indices.count { content.places[$0].isInFocus && circles[$0] == 0 }
    legend.append(
      .ground(swatches[0], label: style.language.word("none"), count: without))
  }

  private mutating func showGroups(
    _ places: [PlaceFigure], _ style: MapStyle, _ groupOfPlace: [Int], _ groupColours: [Int]
  ) {
    showsGroups = true
    let kinds = max((groupColours.max() ?? 0) + 1, 1)
    swatches = (0..<kinds).map { k in
      style.isMono
        ? Swatch(colour: .paper, hatching: Hatching.areas[k % Hatching.areas.count])
        : Swatch(colour: Palette.areas[k % Palette.areas.count], hatching: nil)
    }
    swatches.append(Swatch(colour: .paper, hatching: .empty))
    for i in places.indices where places[i].isInFocus {
      swatchOfPlace[i] = groupOfPlace[i] < 0 ? kinds : groupColours[groupOfPlace[i]]
    }
    if count(kinds) > 0 { addGround(kinds, style.language.word("no group")) }
  }

  private mutating func showPlainGround(_ places: [PlaceFigure], _ style: MapStyle) {
    swatches = [Swatch(colour: style.isMono ? .paper : Palette.ground, hatching: nil)]
    for i in places.indices where places[i].isInFocus { swatchOfPlace[i] = 0 }
  }

  private func count(_ swatch: Int) -> Int { swatchOfPlace.count { $0 == swatch } }

  /// A class in which nothing falls is no line of the legend.
  private mutating func addGround(_ swatch: Int, _ label: String) {
    let count = count(swatch)
    if count > 0 { legend.append(.ground(swatches[swatch], label: label, count: count)) }
  }
}
