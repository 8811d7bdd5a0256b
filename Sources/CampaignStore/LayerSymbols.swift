/// What a layer looks like in QGIS: one symbol for each rule, and a label.
///
/// Colours are those of gridcover's own maps. The store cannot see them, since maps and store never meet: they stand
/// here once more, and a test holds the two together.
struct LayerSymbols {
  /// One line of the legend.
  struct Rule {
    /// What QGIS shows.
    var label: String
    /// An expression of QGIS over the layer's columns; empty for every feature.
    var filter = ""
    /// `#rrggbb`, or nil for an outline alone.
    var fill: String?
    /// `#rrggbb` of the outline.
    var outline = "#616161"
    /// Millimetres.
    var outlineWidth = 0.1
    /// A brush of QGIS, `solid` or a pattern.
    var brush = "solid"
    /// Millimetres across, of a point.
    var size = 1.6
  }

  /// What is drawn, the first rule on top of the legend.
  var rules: [Rule]
  /// The column that is written on the map.
  var label: String?

  /// The classes of coverage, least first: the label of each, its colour, and the share in percent under which it ends.
  static let coverageClasses: [CoverageClass] = [
    ("> 0 – < 50 %", "#e8f5e5", 50), ("50 – < 75 %", "#bae3d2", 75), ("75 – < 90 %", "#86cfd0", 90),
    ("90 – < 95 %", "#5fb6d7", 95), ("95 – < 100 %", "#5c95da", 100),
  ]
  static let unvisitedColour = "#f36717"
  static let coveredColour = "#2a4a88"

  typealias CoverageClass = (label: String, colour: String, under: Int)

  /// Layers as schema 5 drew them: by that a style is known that nobody has changed since.
  static var coverageOfSchema5: LayerSymbols {
    coverage(
      [
        ("> 0 – < 25 %", "#e2fafc", 25), ("25 – < 50 %", "#bee6f2", 50), ("50 – < 75 %", "#9cd2ea", 75),
        ("75 – < 90 %", "#81bbe4", 90), ("90 – < 100 %", "#6da2de", 100),
      ], covered: "#375e95")
  }

  /// Coverage of villages or cells, households and enterprises together, in whole numbers as the printed map has it.
  static var coverage: LayerSymbols { coverage(coverageClasses, covered: coveredColour) }

  private static func coverage(_ steps: [CoverageClass], covered: String) -> LayerSymbols {
    let expected =
      #"(coalesce("households_expected", 0) + coalesce("enterprises_expected", 0))"#
    let visited = #"(coalesce("households_visited", 0) + coalesce("enterprises_visited", 0))"#
    var rules = [Rule(label: "100 % 全部走访", filter: #""status" = 'covered'"#, fill: covered)]
    var from = 0
    var classes: [Rule] = []
    for step in steps {
      classes.append(
        Rule(
          label: step.label,
          filter:
            #""status" = 'partial' AND 100 * \#(visited) >= \#(from) * \#(expected) AND 100 * \#(visited) < \#(step.under) * \#(expected)"#,
          fill: step.colour))
      from = step.under
    }
    rules += classes.reversed()
    rules.append(Rule(label: "0 % 未走访", filter: #""status" = 'unvisited'"#, fill: unvisitedColour))
    rules.append(Rule(label: "nothing expected 无应访对象", filter: #""status" = 'empty'"#, fill: "#ffffff"))
    rules.append(
      Rule(label: "excluded 免访", filter: #""status" = 'excluded'"#, fill: "#d9d9d9", brush: "diagonal_x"))
    return LayerSymbols(rules: rules)
  }

  static let villages = LayerSymbols(
    rules: [Rule(label: "village 行政村", outline: "#212121", outlineWidth: 0.26)], label: "name")

  static let cells = LayerSymbols(
    rules: [Rule(label: "cell 格网单元", outline: "#9e9e9e", outlineWidth: 0.12)])

  static let allocation = LayerSymbols(
    rules: [Rule(label: "working group 工作组", outline: "#212121", outlineWidth: 0.4)], label: "group_id")

  static let targets = LayerSymbols(rules: [
    Rule(
      label: "must be visited first 重点", filter: #"coalesce("category", '') <> ''"#, fill: "#212121",
      size: 1.8),
    Rule(label: "other 一般", filter: #"coalesce("category", '') = ''"#, fill: "#9e9e9e", size: 1.4),
  ])

  static let visits = visits(met: coveredColour)
  /// ``coverageOfSchema5``
  static let visitsOfSchema5 = visits(met: "#375e95")

  private static func visits(met: String) -> LayerSymbols {
    LayerSymbols(rules: [
      Rule(label: "met 见面", filter: #""outcome" = 'met'"#, fill: met),
      Rule(label: "not met 未见面", filter: #""outcome" <> 'met'"#, fill: unvisitedColour),
    ])
  }
}
