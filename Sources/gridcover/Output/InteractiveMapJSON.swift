internal import CampaignModel
internal import Cartography
internal import Interchange

extension InteractiveMap {
  /// The data of the page as JSON: one village, cell or frame a line.
  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("title", .text(title))
    json.member("lang", .text(language.rawValue))
    writeStyle(to: &json)
    json.key("words")
    json.beginObject()
    for (key, text) in PageWords.words(language) { json.member(key, .text(text)) }
    json.endObject()
    json.write("reasons", GapReason.allCases.map { .text($0.name) })
    json.member("planned", .flag(!groups.isEmpty))
    json.member("plannedByCell", .flag(isPlannedByCell))
    json.member("hasIssues", .flag(villages.contains { $0.issues != nil }))
    json.member("missing", .integer(missingCoordinates))
    json.member("excluded", .integer(excluded))
    json.member("suppress", .integer(smallestCount))
    json.key("priority")
    json.write(priority, below: smallestCount)
    let origin = self.origin
    json.write("origin", [.integer(origin.x), .integer(origin.y)])
    json.rows("groups", groups) { group, json in
      json.member("id", .text(group.id))
      json.member("name", AttributeValue(group.name))
      json.member("leader", AttributeValue(group.leader))
      json.member("colour", .integer(group.colour))
    }
    json.rows("townships", townships) { township, json in
      json.member("name", .text(township.name))
      json.member("en", AttributeValue(township.nameEnglish))
      json.write(township.shape, from: origin)
    }
    json.rows("villages", villages) { village, json in write(village, from: origin, to: &json) }
    json.rows("cells", cells) { cell, json in
      json.member("label", .text(cell.label))
      json.member("group", .integer(cell.group))
      json.write(cell.shape, from: origin)
    }
    json.write("days", replay.days.map { .integer(Int($0.dayNumber)) })
    json.frames("frames", replay.villages)
    json.frames("cellFrames", replay.cells)
    writePoints(from: origin, to: &json)
    json.newline()
    json.endObject()
    return json.bytes
  }

  private func writeStyle(to json: inout JSONWriter) {
    let last = replay.villages.reduce(into: [Int: (gaps: Int, issues: Int)]()) { sums, frame in
      for k in stride(from: 0, to: frame.count, by: 7) where frame[k] < villages.count {
        let d = frame[(k + 1)...(k + 6)].map { $0 }
        sums[frame[k], default: (0, 0)].gaps += d[0] - d[1] + d[2] - d[3]
        sums[frame[k], default: (0, 0)].issues += d[5]
      }
    }
    let gapClasses = Classing.counts(last.values.map(\.gaps))
    let issueClasses = Classing.counts(last.values.map(\.issues))
    // An early day has gaps even where the last one has none.
    let gapEnds = gapClasses.isEmpty ? [10, 20, 50, 100, 1000] : gapClasses.map(\.upperBound)
    let issueEnds = issueClasses.isEmpty ? [1, 2, 5, 10, 100] : issueClasses.map(\.upperBound)
    func texts(_ list: [String]) -> [AttributeValue] { list.map { .text($0) } }
    json.write("breaks", PageColours.coverageBreaks.map { .integer($0) })
    json.write("classes", texts(PageColours.coverageLabels))
    json.write("gapEnds", gapEnds.map { .integer($0) })
    json.write("issueEnds", issueEnds.map { .integer($0) })
    json.key("colours")
    json.beginObject()
    json.write("coverage", texts(PageColours.coverage))
    json.write("areas", texts(PageColours.areas))
    json.write("gaps", texts(PageColours.gaps(gapEnds.count)))
    json.write("issues", texts(PageColours.issues(issueEnds.count)))
    json.member("empty", .text(PageColours.empty))
    json.member("free", .text(PageColours.free))
    json.endObject()
  }

  private func write(_ village: Village, from origin: (x: Int, y: Int), to json: inout JSONWriter) {
    let row = village.row
    json.member("code", .text(row.code))
    json.member("name", AttributeValue(row.name))
    json.member("en", AttributeValue(village.nameEnglish))
    json.member("township", .integer(village.township))
    json.member("group", .integer(village.group))
    json.member("must", .flag(village.isMustVisit))
    let reasons = GapReason.allCases.filter { row.gaps[$0, default: 0] > 0 }
      .sorted { (row.gaps[$0] ?? 0, $1) > (row.gaps[$1] ?? 0, $0) }
    json.write("reasons", reasons.flatMap { [.integer(Int($0.rawValue)), .integer(row.gaps[$0] ?? 0)] })
    json.key("priority")
    json.write(village.priority, below: smallestCount)
    json.member("last", AttributeValue(row.lastVisit.map { Int($0.dayNumber) }))
    json.member("verified", AttributeValue(row.householdsVerified))
    json.member("unproven", AttributeValue(row.householdsUnproven))
    if let issues = village.issues {
      json.write("issues", issues.map { .integer($0) })
    } else {
      json.member("issues", .none)
    }
    json.member("excluded", .integer(row.excluded))
    json.member("missing", .integer(row.missingCoordinates))
    json.write(village.shape, from: origin)
  }

  private func writePoints(from origin: (x: Int, y: Int), to json: inout JSONWriter) {
    guard let points else { return json.member("points", .none) }
    json.key("points")
    json.beginArray()
    for point in points {
      json.newline()
      json.beginArray()
      json.value(.text(point.id))
      for number in [point.village, Int(point.reason.rawValue), point.x - origin.x, point.y - origin.y] {
        json.value(.integer(number))
      }
      json.endArray()
    }
    json.endArray()
  }

  /// What coordinates are counted from, so that they are short: the first vertex.
  private var origin: (x: Int, y: Int) {
    let ring = villages.lazy.compactMap { $0.shape.polygons.first?.first }.first
    return ring.map { ($0[0], $0[1]) } ?? (0, 0)
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ name: String, _ values: [AttributeValue]) {
    key(name)
    beginArray()
    for value in values { self.value(value) }
    endArray()
  }

  fileprivate mutating func rows<Row>(
    _ name: String, _ rows: [Row], _ write: (Row, inout JSONWriter) -> Void
  ) {
    key(name)
    beginArray()
    for row in rows {
      newline()
      beginObject()
      write(row, &self)
      endObject()
    }
    endArray()
  }

  fileprivate mutating func frames(_ name: String, _ frames: [[Int]]) {
    key(name)
    beginArray()
    for frame in frames {
      newline()
      beginArray()
      for number in frame { value(.integer(number)) }
      endArray()
    }
    endArray()
  }

  fileprivate mutating func write(_ shape: QuantisedShape, from origin: (x: Int, y: Int)) {
    key("shape")
    beginArray()
    for polygon in shape.polygons {
      beginArray()
      for ring in polygon {
        beginArray()
        for (i, number) in ring.enumerated() {
          value(.integer(i == 0 ? number - origin.x : i == 1 ? number - origin.y : number))
        }
        endArray()
      }
      endArray()
    }
    endArray()
  }

  /// `[expected, visited]`, `[expected]`, `[]`, or a text that says that it is small.
  fileprivate mutating func write(_ priority: InteractiveMap.Priority, below threshold: Int) {
    beginArray()
    switch priority {
    case .open(let tally):
      value(.integer(tally.expected))
      value(.integer(tally.visited))
    case .expected(let count): value(.integer(count))
    case .withheld(let isSmall):
      if isSmall { for text in ["<", String(threshold), ""] { value(.text(text)) } }
    }
    endArray()
  }
}
