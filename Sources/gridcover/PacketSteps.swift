internal import CampaignModel
internal import CampaignStore
internal import Cartography
internal import CoverageAnalysis
internal import Planning
internal import SpatialCore

/// What a packet is asked to be.
struct PacketRequest {
  var workspace: String
  /// Working groups by id or name; nil for all that have something to visit.
  var groups: [String]?
  var asOf: LocalDate?
  var round: String?
  /// Targets of a day; nil for as many as the group's members visit by the settings.
  var perDay: Int?
  /// The days that are wanted, from 1; nil for all, with the cover.
  var days: [ClosedRange<Int>]?
  var language: Language
}

extension Pipeline {
  /// Reads a campaign and lays out what groups carry: unvisited targets in visiting order, by day.
  ///
  /// - Throws: `CommandError` for a group that is not known or that has no ground, and where there is no plan.
  static func packets(_ request: PacketRequest) throws -> [(group: String, content: PacketContent)] {
    let workspace = try Workspace.open(at: request.workspace, writable: false)
    let file = request.workspace
    return try workspace.read { reader in
      let loaded = try LoadedCampaign(reading: reader, withRegions: true)
      let campaign = loaded.campaign
      guard campaign.plan != nil else { throw CommandError.needsPlan(file: file, verb: "packet") }
      let wanted = try request.groups?.map { try campaign.group(called: $0, file: file).id.text }
      let round = try RoundOption.chosen(request.round, by: campaign.settings, file: file)
      let ledger = CampaignLedger(campaign, asOf: request.asOf, round: round)
      let people = try TargetPeople(reading: reader)
      let mapRequest = MapRequest(
        workspace: file, theme: .ground, unit: .village, part: .all, asOf: request.asOf, title: nil,
        includesTargets: false, language: request.language)
      let figures = try MapFigures(mapRequest, loaded, ledger).withOutline()
      let gapsOfGroup = Dictionary(grouping: ledger.targetGaps(), by: \.group)
      return try campaign.groups.indices.compactMap { i in
        let id = campaign.groups[i].id.text
        let gaps = gapsOfGroup[Int32(i)] ?? []
        if let wanted {
          guard wanted.contains(id) else { return nil }
        } else if gaps.isEmpty {
          return nil
        }
        return (id, try PacketFigures(request, figures, people, group: i, gaps: gaps).content())
      }
    }
  }
}

/// Names and addresses of targets, which only packets look at.
private struct TargetPeople {
  struct Person {
    var name: String?
    var address: String?
  }

  private var people: [Identifier: Person] = [:]

  init(reading reader: borrowing WorkspaceReader) throws {
    for kind in [RecordKind.households, .enterprises] {
      let table = try reader.records(of: kind)
      let (keys, names, addresses) = (table.keys, table.texts("name"), table.texts("address"))
      for i in 0..<table.rowCount {
        people[Identifier(keys[i] ?? "")] = Person(name: names?[i], address: addresses?[i])
      }
    }
  }

  subscript(id: String) -> Person { people[Identifier(id)] ?? Person() }
}

/// One group's packet.
private struct PacketFigures {
  let request: PacketRequest
  let figures: MapFigures
  let people: TargetPeople
  let group: WorkingGroup
  let gaps: [TargetGap]
  /// Gaps that have coordinates, with their metres.
  private let located: [(gap: TargetGap, x: Double, y: Double)]
  private let part: MapPart
  private var campaign: Campaign { figures.campaign }
  private var language: Language { request.language }

  init(_ request: PacketRequest, _ figures: MapFigures, _ people: TargetPeople, group: Int, gaps: [TargetGap])
    throws
  {
    self.request = request
    self.figures = figures
    self.people = people
    self.group = figures.campaign.groups[group]
    self.gaps = gaps
    part = .group(self.group.id.text)
    let targets = figures.campaign.targets
    located = gaps.compactMap { gap in
      guard targets.hasCoordinates(gap.target),
        let point = figures.projection.forward(x: targets.xs[gap.target], y: targets.ys[gap.target])
      else { return nil }
      return (gap, point.x, point.y)
    }
  }

  private func words(_ english: String, _ chinese: String) -> String {
    language == .english ? english : chinese
  }

  /// Members who go out, 1 at least.
  private var members: Int {
    let listed = campaign.members.count { $0.group == group.id }
    return max(1, group.members ?? listed)
  }

  private var perDay: Int {
    request.perDay
      ?? max(1, Int((Double(members) * campaign.settings.targetsPerMemberDay).rounded(.down)))
  }

  func content() throws -> PacketContent {
    var ground = figures.content(of: part)
    let hasGround = ground.places.contains { $0.isInFocus }
    // A plan of cells may give a group a corner of villages that are mostly others'.
    if !hasGround {
      let own = Set(gaps.map { Int($0.village) })
      for i in ground.places.indices { ground.places[i].isInFocus = own.contains(figures.villageOfPlace[i]) }
    }
    guard ground.places.contains(where: \.isInFocus) else {
      throw CommandError.groupWithoutGround(group.id.text, file: request.workspace)
    }
    ground = figures.near(ground)
    let xs = located.map(\.x)
    let ys = located.map(\.y)
    let dayCount = max(1, (gaps.count + perDay - 1) / perDay)
    let order = VisitingOrder(xs: xs, ys: ys)
    var days = order.days(dayCount, xs: xs, ys: ys)
    if days.isEmpty && !gaps.isEmpty { days = [[]] }
    let unlocated = self.unlocated(days)
    let title = "\(figures.name(of: part) ?? "") · \(words("visiting packet", "走访任务包"))"
    let contents = days.indices.map { day($0, days[$0], unlocated[$0], of: days.count, ground, title) }
    if let last = request.days?.map(\.upperBound).max(), last > days.count {
      throw CommandError.noSuchDay(last, of: days.count, group: group.id.text, file: request.workspace)
    }
    var packet = PacketContent(
      cover: cover(ground, title, days, contents.map(\.metres)), days: contents.map(\.day))
    packet.chosenDays = request.days.map { days in Set(days.flatMap { $0.map { $0 - 1 } }) }
    return packet
  }

  /// Targets without coordinates go to the day that has most of their village's, else to the last.
  private func unlocated(_ days: [[Int]]) -> [[TargetGap]] {
    var shares: [Int32: [Int]] = [:]
    for (day, stops) in days.enumerated() {
      for stop in stops {
        shares[located[stop].gap.village, default: Array(repeating: 0, count: days.count)][day] += 1
      }
    }
    var parts = [[TargetGap]](repeating: [], count: days.count)
    let targets = campaign.targets
    for gap in gaps where !targets.hasCoordinates(gap.target) {
      let counts = shares[gap.village] ?? []
      let day = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? days.count - 1
      parts[day].append(gap)
    }
    return parts
  }

  private func day(
    _ index: Int, _ order: [Int], _ unlocated: [TargetGap], of count: Int, _ ground: MapContent,
    _ title: String
  ) -> (day: PacketDay, metres: Double) {
    var metres = 0.0
    let stops = order.indices.map { i in
      let here = located[order[i]]
      var leg: Double?
      if i > 0 {
        let last = located[order[i - 1]]
        leg = Length.between(last.x, last.y, here.x, here.y)
      }
      metres += leg ?? 0
      return stop(here.gap, metres: leg)
    }
    let name = words("Day \(index + 1) of \(count)", "第 \(index + 1) 天，共 \(count) 天")
    let total = stops.count + unlocated.count
    let summary =
      words("\(counted(total, "target")), ", "\(grouped(total)) 个对象，") + way(metres)
    var map: MapContent?
    if !order.isEmpty {
      var content = ground
      content.title = title
      content.subtitle = "\(name) · \(summary)"
      content.headlines = []
      let points = order.map { located[$0] }
      content.route = MapRoute(ways: [
        points.enumerated().map { MapRoute.Stop(x: $1.x, y: $1.y, number: String($0 + 1)) }
      ])
      content.extent = Length.extent(points.map { ($0.x, $0.y) })
      content.north = figures.trueNorth(content)
      content.locator = LocatorFigure(
        regions: ground.regions,
        isInFocus: ground.places.indices.map { i in
          ground.places[i].isInFocus
            && points.contains { $0.gap.village >= 0 && code($0.gap.village) == ground.places[i].code }
        })
      map = figures.near(content)
    }
    return (
      PacketDay(
        title: name, summary: summary, map: map, stops: stops,
        unlocated: unlocated.map { stop($0, metres: nil) }), metres
    )
  }

  private func code(_ village: Int32) -> String { campaign.villages[Int(village)].code.text }

  /// `3.2 km as the crow flies, about 4.5 km on the ground`.
  private func way(_ length: Double) -> String {
    let factor = campaign.settings.detourFactor
    return words(
      "\(metres(length)) in a straight line, about \(metres(length * factor)) on the ground",
      "直线距离 \(metres(length))，实际约 \(metres(length * factor))")
  }

  private func stop(_ gap: TargetGap, metres: Double?) -> PacketStop {
    let targets = campaign.targets
    let id = targets.ids[gap.target] ?? ""
    let person = people[id]
    let categories = targets.categorySets[Int(targets.categorySet[gap.target])].map {
      language.word(targets.categories[$0])
    }
    var history = ""
    if gap.visits > 0 {
      history = [
        language.word(gap.reason.name), gap.lastVisit?.description,
        words("\(counted(gap.visits, "visit"))", "走访 \(gap.visits) 次"),
      ].compactMap { $0 }.joined(separator: " ")
    }
    return PacketStop(
      name: person.name.flatMap { $0.isEmpty ? nil : $0 } ?? id,
      village: gap.village < 0 ? "" : language.shortName(campaign.villages[Int(gap.village)]),
      details: [
        person.name == nil ? "" : id,
        targets.kinds[gap.target] == .enterprise ? language.word("enterprise") : "",
        person.address ?? "", categories.joined(separator: ", "), history,
      ], metres: metres)
  }

  private func cover(_ ground: MapContent, _ title: String, _ days: [[Int]], _ lengths: [Double])
    -> MapContent
  {
    var content = ground
    content.title = title
    content.subtitle = [
      campaign.settings.name, figures.asOf.map { "\(language.word("as of")) \($0)" },
      words("targets not yet visited, in visiting order", "尚未走访对象，按走访顺序"),
    ].compactMap { $0 }.joined(separator: " · ")
    let households = gaps.count { campaign.targets.kinds[$0.target] == .household }
    let total = lengths.reduce(0, +)
    let factor = campaign.settings.detourFactor
    let rate = request.perDay == nil
    let pace =
      rate
      ? words(
        "\(members) × \(campaign.settings["targets_per_member_day"]) = \(perDay)",
        "\(members) 人 × \(campaign.settings["targets_per_member_day"]) = \(perDay)") : grouped(perDay)
    content.headlines =
      [
        Headline(words("households to visit", "待访户"), grouped(households)),
        Headline(words("enterprises to visit", "待访企业"), grouped(gaps.count - households)),
        Headline(
          rate ? words("members × targets = a day", "每日对象数 · 人 × 个") : words("targets a day", "每日对象数"), pace),
        Headline(words("days needed at that", "照此所需天数"), grouped(days.count)),
      ]
      + (group.days.map { [Headline(words("days the group has, by its list", "工作组名单所列天数"), grouped($0))] }
        ?? [])
      + [
        Headline(words("straight line", "直线距离"), metres(total)),
        Headline(
          words(
            "× \(campaign.settings["detour_factor"]) on the ground",
            "× \(campaign.settings["detour_factor"]) 实际约"),
          metres(total * factor)),
      ]
    content.route = MapRoute(
      ways: days.map { $0.map { MapRoute.Stop(x: located[$0].x, y: located[$0].y, number: "") } },
      names: days.indices.map { String($0 + 1) })
    if days.count > 1 {
      content.note = words(
        "Days have about as many targets each. They are cut where it is far to the next target, so that their ways differ in length.",
        "各天对象数大致相同；在相距较远处分天，因此各天路程长短不一。")
    }
    content.list = villages(days)
    let own = campaign.villages.indices.filter { i in
      let main = figures.groupsOfVillages[i]
      return main >= 0 && campaign.groups[Int(main)].id == group.id
    }
    content.locator = LocatorFigure(
      regions: figures.outline + own.map { figures.villageRegions[$0] },
      isInFocus: figures.outline.map { _ in false } + own.map { _ in true })
    return content
  }

  /// The villages with something to visit, and on which days.
  private func villages(_ days: [[Int]]) -> MapList {
    var daysOfVillage: [Int32: [Int]] = [:]
    for (day, stops) in days.enumerated() {
      for village in Set(stops.map { located[$0].gap.village }) {
        daysOfVillage[village, default: []].append(day + 1)
      }
    }
    let byVillage = Dictionary(grouping: gaps, by: \.village)
    let rows = byVillage.keys.sorted { UInt32(bitPattern: $0) < UInt32(bitPattern: $1) }.map { village in
      [
        village < 0 ? language.word("(none)") : language.shortName(campaign.villages[Int(village)]),
        grouped(byVillage[village]?.count ?? 0),
        (daysOfVillage[village] ?? []).map(String.init).joined(separator: ", "),
      ]
    }
    return MapList(
      title: words("Villages", "行政村"),
      columns: [
        MapList.Column(words("village", "行政村")),
        MapList.Column(words("to visit", "待访"), width: 30, isFigure: true),
        MapList.Column(words("on day", "第几天"), width: 62),
      ], rows: rows, whenEmpty: words("nothing is left to visit", "已无待访对象"))
  }
}

/// Lengths in metres of the campaign's CRS.
private enum Length {
  static func between(_ ax: Double, _ ay: Double, _ bx: Double, _ by: Double) -> Double {
    ((ax - bx) * (ax - bx) + (ay - by) * (ay - by)).squareRoot()
  }

  /// Ground around points: 250 m at least, so that one house has its surroundings.
  static func extent(_ points: [(x: Double, y: Double)]) -> Bounds? {
    guard let first = points.first else { return nil }
    var bounds = Bounds(minX: first.x, minY: first.y, maxX: first.x, maxY: first.y)
    for point in points { bounds.extend(x: point.x, y: point.y) }
    let room = max(250, 0.04 * max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY))
    return Bounds(
      minX: bounds.minX - room, minY: bounds.minY - room, maxX: bounds.maxX + room, maxY: bounds.maxY + room)
  }
}
