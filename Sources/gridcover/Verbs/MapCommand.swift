public import ArgumentParser
internal import CampaignModel
public import Cartography
internal import Foundation
internal import Interchange

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw a map: PDF, PNG or SVG for the wall, HTML to explore.",
    discussion: """
      Themes: coverage (classes of visited ÷ expected), allocation (the ground of each working group), gaps (how many \
      targets are not yet visited), issues (open issues as circles), flags (flagged visits as circles, of 'audit'). The page has title, day, figures with their \
      denominators, legend, scale bar and true north. Nothing personal is on it unless --include households asks for the \
      points of targets, or --include leaders for the names of groups' leaders on an interactive map.

      A name that ends in .html makes an interactive map in one file that opens by double click, without network, on a \
      phone too: all themes and the grid to switch, the days to replay, villages to search, the list of gaps. It takes \
      --as-of, --title, --lang and --include; small counts of priority targets are withheld.

      --atlas makes one PDF of many pages: an index with the page of each sheet on the map and in a list, then a sheet for \
      each working group, township or village, with what is not covered there beside its map. --pages chooses some of \
      them: by number, code or name; they keep the numbers that they have in the whole atlas.

      Examples:
        gridcover map C.gpkg -o map.html
        gridcover map C.gpkg -o coverage.pdf --paper A3
        gridcover map C.gpkg -o coverage.pdf --lang zh-Hans --mono
        gridcover map C.gpkg -o plan.pdf --theme allocation --paper A2
        gridcover map C.gpkg -o G07.pdf --group G07
        gridcover map C.gpkg -o flags.pdf --theme flags
        gridcover map C.gpkg -o gaps.png --theme gaps --township 城关街道 --as-of 2016-12-17
        gridcover map C.gpkg -o gaps.pdf --theme gaps --township 城关街道 --include households --points unvisited
        gridcover map C.gpkg -o atlas.pdf --atlas township
        gridcover map C.gpkg -o again.pdf --atlas group --pages 1,7-9,G12
      """)

  enum Include: String, ExpressibleByArgument, CaseIterable { case households, leaders }
  enum Points: String, ExpressibleByArgument, CaseIterable { case all, unvisited }

  @OptionGroup var workspace: WorkspaceArgument
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write; its name ends in .pdf, .png, .svg or .html.", valueName: "FILE"))
  var output: String
  @Option(help: "coverage, allocation, gaps, issues or flags.") var theme: MapTheme = .coverage
  @Option(help: "village or cell; allocation by what the plan shares out.") var by: Plan.Unit?
  @Option(help: "Only the ground of this working group, by id or name.") var group: String?
  @Option(help: "Only this township, by name or code.") var township: String?
  @Option(help: "Only this village, by name or code.") var village: String?
  @Option(help: "A PDF of many pages: group, township or village, with a sheet for each.")
  var atlas: AtlasUnit?
  @Option(
    help: ArgumentHelp("With --atlas: only these pages, as 1,7-9 or by code or name.", valueName: "PAGES"))
  var pages: String?
  @Option(help: "Count what happened by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @Option(help: "The first line on the page; the campaign's name by default.") var title: String?
  @Option(help: "A0, A1, A2, A3 or A4.") var paper: Paper = .a4
  @Flag(help: "Lay the sheet on its longer side; by default whichever gives the larger map.")
  var landscape = false
  @Flag(help: "Stand the sheet on its shorter side.") var portrait = false
  @Option(help: "Pixels per inch of a PNG, 30 to 1200.") var dpi = 150
  @Flag(help: "Patterns for colours: a map that survives a black-and-white copier.") var mono = false
  @Flag(help: "Leave out the names of places.") var noLabels = false
  @Option(
    help:
      "households: draw the points of targets; leaders: name them (.html). The file is then readable by you alone."
  )
  var include: [Include] = []
  @Option(help: "With --include households: the points of all targets, or of unvisited ones only.")
  var points: Points?
  @Option(help: "Language of the map: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    if [group, township, village].compactMap({ $0 }).count > 1 {
      throw ValidationError("--group, --township, --village: give one of them")
    }
    if atlas != nil, group != nil || township != nil || village != nil {
      throw ValidationError("--atlas: shows all sheets; choose some of them by --pages")
    }
    if pages != nil && atlas == nil { throw ValidationError("--pages: chooses pages of an --atlas") }
    if points != nil && !include.contains(.households) {
      throw ValidationError("--points: chooses points of targets; give --include households")
    }
    if landscape && portrait { throw ValidationError("--landscape, --portrait: give one of them") }
    if !(30...1200).contains(dpi) { throw ValidationError("--dpi: expected 30 to 1200, found \(dpi)") }
    if include.contains(.leaders) && !output.lowercased().hasSuffix(".html") {
      throw ValidationError("--include leaders goes with a map in .html, which says whom to call")
    }
    if theme == .issues && by == .cell {
      throw ValidationError("--theme issues: issues are known by village; leave out --by cell")
    }
  }

  func run() throws {
    let part: MapRequest.Part =
      if let group {
        .group(group)
      } else if let township {
        .township(township)
      } else if let village {
        .village(village)
      } else {
        .all
      }
    let request = MapRequest(
      workspace: workspace.campaign, theme: theme, unit: by, part: part, asOf: asOf, title: title,
      includesTargets: include.contains(.households), includesVisited: points != .unvisited, language: lang)
    let isPersonal = !include.isEmpty
    if output.lowercased().hasSuffix(".html") {
      return try OutputFile.write(
        try Pipeline.interactiveMap(request, withLeaders: include.contains(.leaders)), to: output,
        personal: isPersonal)
    }
    if let atlas { return try drawAtlas(request, by: atlas, isPersonal: isPersonal) }
    let format = try DrawingFormat(ofFile: output, besides: [".html"])
    let map = try CampaignMap.draw(try Pipeline.mapContent(request), style: style(format))
    try OutputFile.write(map.bytes, to: output, personal: isPersonal)
    say(notes(lacksFont: map.lacksFont, unplaced: map.unplacedNames))
  }

  private func drawAtlas(_ request: MapRequest, by unit: AtlasUnit, isPersonal: Bool) throws {
    guard output.lowercased().hasSuffix(".pdf") else {
      throw CommandError.unknownExtension(path: output, expected: [".pdf"])
    }
    let (content, choice) = try Pipeline.atlas(request, by: unit, pages: pages)
    let atlas = try Atlas.draw(content, style: style(.pdf), choice: choice)
    try OutputFile.write(atlas.bytes, to: output, personal: isPersonal)
    say(notes(lacksFont: atlas.lacksFont, unplaced: atlas.unplacedNames))
  }

  private func style(_ format: DrawingFormat) -> MapStyle {
    var style = MapStyle()
    style.format = format
    style.paper = paper
    style.orientation = landscape ? .landscape : portrait ? .portrait : .auto
    style.dpi = Double(dpi)
    style.isMono = mono
    style.language = lang == .english ? .english : .chinese
    style.hasLabels = !noLabels
    return style
  }

  private func say(_ notes: [String]) {
    for note in notes { Output.say("\(output): \(note)\n") }
  }

  private func notes(lacksFont: Bool, unplaced names: [String]) -> [String] {
    var notes: [String] = []
    if lacksFont {
      notes.append("some characters are in no font of this machine; apt install fonts-wqy-microhei")
    }
    if !names.isEmpty {
      let shown = names.prefix(5).map { PlainName.shown($0) }.joined(separator: ", ")
      notes.append(
        "no room for \(counted(names.count, "name")) (\(shown)\(names.count > 5 ? " …" : "")); a larger --paper has more"
      )
    }
    return notes
  }
}

extension MapTheme: ExpressibleByArgument {
  /// The themes as they are typed.
  public static var allValueStrings: [String] { offered.map(\.rawValue) }

  /// Reads a theme that is one of its own; plain ground lies under other things.
  public init?(argument: String) {
    guard let theme = MapTheme.offered.first(where: { $0.rawValue == argument }) else { return nil }
    self = theme
  }

  private static let offered: [MapTheme] = [.coverage, .allocation, .gaps, .issues, .flags]
}

extension AtlasUnit: ExpressibleByArgument {}

extension DrawingFormat {
  /// The format that a file's name asks for.
  ///
  /// - Parameter others: The other names that the verb takes.
  /// - Throws: ``CommandError/unknownExtension(path:expected:)``.
  init(ofFile path: String, besides others: [String] = []) throws {
    guard path.contains("."), let end = path.split(separator: ".").last,
      let format = DrawingFormat(rawValue: end.lowercased())
    else {
      throw CommandError.unknownExtension(
        path: path, expected: DrawingFormat.allCases.map { ".\($0.rawValue)" } + others)
    }
    self = format
  }
}

extension Paper: ExpressibleByArgument {
  /// Reads `A3` or `a3`.
  public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

/// A name from data, as a line on a terminal may show it.
private enum PlainName {
  static func shown(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.filter { $0.properties.generalCategory != .control }.prefix(40)))
  }
}
