internal import ArgumentParser
internal import CampaignModel
internal import Cartography
internal import Foundation
internal import Interchange

struct PacketCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "packet",
    abstract: "What a working group carries: its map, and its targets in visiting order, day by day.",
    discussion: """
      One PDF: the group's ground with its days, then for each day a map with the numbered way and a list with boxes to \
      tick, blank rows for households that nobody has listed, and who has no coordinates. A day has as many targets as the \
      group's members visit by the setting targets_per_member_day, or --per-day. Ways are short, not the shortest; lengths \
      are in a straight line, and on the ground by the setting detour_factor.

      A packet holds names and addresses: it says so on each page, and is readable by you alone.

      Examples:
        gridcover packet C.gpkg --group G07 -o G07.pdf
        gridcover packet C.gpkg --group G07 -o G07.pdf --per-day 30 --lang zh-Hans --mono
        gridcover packet C.gpkg --group 县财政局 -o tomorrow.pdf --days 1 --lang zh-Hans
        gridcover packet C.gpkg --all -o packets
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Option(help: "The working group, by id or name.") var group: String?
  @Flag(help: "A packet for each working group that has something to visit.") var all = false
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The PDF to write; with --all the folder for packets, which is made if it is not there.",
      valueName: "FILE"))
  var output: String
  @Option(help: "Targets of a day; by default members × the setting targets_per_member_day.") var perDay: Int?
  @Option(
    name: [.customLong("days"), .customLong("day")],
    help: ArgumentHelp(
      "Only the pages of these days, as 1 or 2,4-5: what is needed tomorrow.", valueName: "DAYS"))
  var days: DayList?
  @Option(help: "Leave out what was visited by the end of this day, as 2016-12-17.") var asOf: LocalDate?
  @OptionGroup var round: RoundOption
  @Option(help: "A0, A1, A2, A3 or A4.") var paper: Paper = .a4
  @Flag(help: "Lay the sheets on their longer side.") var landscape = false
  @Flag(help: "Patterns for colours: pages that survive a black-and-white copier.") var mono = false
  @Option(help: "Language of the packet: en or zh-Hans.") var lang: Language = .english

  func validate() throws {
    if (group == nil) != all {
      throw ValidationError("--group, --all: give one of them")
    }
    if days != nil && all { throw ValidationError("--days: chooses days of one --group; leave --all out") }
    if let perDay, !(1...10_000).contains(perDay) {
      throw ValidationError("--per-day: expected 1 to 10000, found \(perDay)")
    }
  }

  func run() throws {
    if !all && !output.lowercased().hasSuffix(".pdf") && output != "-" {
      throw CommandError.unknownExtension(path: output, expected: [".pdf"])
    }
    let packets = try Pipeline.packets(
      PacketRequest(
        workspace: workspace.campaign, groups: group.map { [$0] }, asOf: asOf, round: round.round,
        perDay: perDay, days: days?.ranges, language: lang))
    var style = MapStyle()
    style.paper = paper
    style.orientation = landscape ? .landscape : .portrait
    style.isMono = mono
    style.language = lang == .english ? .english : .chinese
    if all { try makeFolder() }
    var names = Set<String>()
    for packet in packets {
      let drawn = try Packet.draw(packet.content, style: style)
      var path = output
      if all {
        var name = PacketCommand.fileName(packet.group)
        while !names.insert(name).inserted { name += "_" }
        path = "\(output)/\(name).pdf"
      }
      try OutputFile.write(drawn.bytes, to: path, personal: true)
      if drawn.lacksFont {
        Output.say(
          "\(path): some characters are in no font of this machine; apt install fonts-wqy-microhei\n")
      }
    }
  }

  /// Days as they are typed: `2,4-5`.
  struct DayList: ExpressibleByArgument {
    var ranges: [ClosedRange<Int>] = []

    init?(argument: String) {
      for part in argument.split(whereSeparator: { ",，".contains($0) }) {
        let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
          first >= 1, first <= last, last <= 10_000
        else { return nil }
        ranges.append(first...last)
      }
      if ranges.isEmpty { return nil }
    }
  }

  /// A new folder is its owner's alone; one that is there keeps its rights, and its files have their own.
  private func makeFolder() throws {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: output, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw CommandError.noFolder(path: output) }
      return
    }
    do {
      try manager.createDirectory(
        atPath: output, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch { throw CommandError.noFolder(path: output) }
  }

  /// An id as the name of a file: an id is data, and may be `../x`.
  static func fileName(_ id: String) -> String {
    let kept = id.unicodeScalars.prefix(60).map { scalar -> Character in
      let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
      return isPlain ? Character(scalar) : "_"
    }
    return kept.isEmpty ? "_" : String(kept)
  }
}
