import CampaignModel
import GeoPackageFormat
import TestSupport
import Testing

@testable import CampaignStore

@Suite("Reading") struct ReadingTests {
  @Test("villages come by code, with names and polygons") func villages() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let layer = try workspace.read { try $0.villages() }
    #expect(layer.villages.map(\.code) == ["110101001001", "110101001002"])
    #expect(layer.villages[0].name == "西村" && layer.villages[0].countyCode == "110101")
    #expect(layer.regions == [square(0, 0), square(1, 0)])
  }

  @Test("groups count their listed members, else the count they give") func groups() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let groups = try workspace.read { try $0.groups() }
    #expect(groups.map(\.id) == ["g1", "g2"])
    #expect(groups.map(\.members) == [2, 5])
    #expect(groups[0].hookups == ["110101001001"])
    #expect(try workspace.read { try $0.members() }.map(\.name) == ["王", "李"])
  }

  @Test("targets come by kind and id, with village, categories and the roster's visit") func targets() throws
  {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let targets = try workspace.read { try $0.targets(villages: try $0.villages().villages, cells: []) }
    #expect(targets.ids.texts == ["h1", "h2", "h3", "e1"])
    #expect(targets.kinds == [.household, .household, .household, .enterprise])
    #expect(targets.villages == [1, 0, 0, -1])
    #expect(targets.locatedBy == [.geometry, .declared, .geometry, .none])
    #expect(targets.xs[0] == 1.5 && targets.ys[2] == 0.5 && !targets.hasCoordinates(1))
    #expect(targets.categories == ["低保", "残疾"])
    #expect(targets.categorySets == [[], [0], [0, 1]])
    #expect(targets.categorySet == [1, 0, 2, 0])
    // 20:00 UTC on the 16th is the 17th at +08:00.
    let day = try #require(LocalDate(iso: "2016-12-17")).dayNumber
    let none = TargetColumns.notVisited
    #expect(targets.rosterVisits == [day, none, none, none])
  }

  @Test("a roster's visit keeps its day when the row is corrected later") func rosterDay() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    func days() throws -> ContiguousArray<Int32> {
      try workspace.read { try $0.targets(villages: [], cells: []) }.rosterVisits
    }
    let before = try days()
    try workspace.write { writer in
      try writer.apply(
        table(.households, ["id", "name", "visited"], [["h1", "甲二", "1"], ["h2", "乙", "1"]]),
        log: entry(.households, at: "2017-01-01T00:00:00Z"))
    }
    let after = try days()
    #expect(after[0] == before[0])
    #expect(after[1] == LocalDate(iso: "2017-01-01")?.dayNumber)
    try workspace.write { writer in
      try writer.apply(
        table(.households, ["id", "visited", "visited_on"], [["h1", "1", "2016-12-01"], ["h2", "", ""]]),
        log: entry(.households))
    }
    #expect(
      try days().prefix(2)
        == [LocalDate(iso: "2016-12-01")?.dayNumber, TargetColumns.notVisited].compactMap { $0 }[...])
  }

  @Test("visits come in the order in which they happened") func visits() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let visits = try workspace.read { reader in
      try reader.visits(
        targets: try reader.targets(villages: [], cells: []), groups: try reader.groups(),
        members: try reader.members())
    }
    #expect(visits.ids.texts == ["v3", "v2", "v1", "v4"])
    #expect(visits.targets == [-1, 2, 2, 3])
    #expect(visits.seconds == [86_399, -1, 32_400, 32_400])
    // v2 names no group: it is its member's. v1 names one, and that counts.
    #expect(visits.groups == [-1, 0, 1, 0])
    #expect(visits.members == [-1, 1, 0, -1])
    #expect(visits.outcomes == [.nobodyHome, .refused, .met, .met])
    #expect(visits.batchNames == ["一", "二"])
    #expect(visits.batches == [0, -1, 1, 1])
  }

  @Test("a date that somebody typed in is named, not guessed") func editedVisit() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    try workspace.write { try $0.connection.execute("UPDATE visits SET date = '18.12.2016' WHERE id = 'v1'") }
    let error = StoreError.badValue(
      layer: "visits", id: "v1", field: "date",
      expected: "a day or a day and time, as 2016-12-17T09:35:00", found: "\"18.12.2016\"")
    #expect(throws: error) {
      try workspace.read { try $0.visits(targets: TargetColumns(), groups: [], members: []) }
    }
  }

  @Test("issues lie in their target's village, else in their own") func issues() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let issues = try workspace.write { writer in
      try writer.apply(
        table(
          .issues, ["id", "target", "village", "kind", "filed", "resolved", "people"],
          [
            ["i2", "h1", "110101001001", "dispute", "2016-12-18", "2016-12-20", "4"],
            ["i1", "", "110101001001", "question", "2016-12-19", "", ""],
            ["i3", "x", "", "question", "2016-12-19", "", ""],
          ]), log: entry(.issues))
      let villages = try writer.current.villages().villages
      return try writer.current.issues(
        villages: villages, targets: try writer.current.targets(villages: villages, cells: []))
    }
    #expect(issues.map(\.id) == ["i1", "i2", "i3"])
    #expect(issues.map(\.village) == [0, 1, -1])
    #expect(issues[1].resolved == LocalDate(iso: "2016-12-20") && issues[1].people == 4)
  }

  @Test("exclusions point at their target") func exclusions() throws {
    let folder = try TemporaryFolder()
    let workspace = try smallCampaign(at: folder.file("c.gpkg"))
    let exclusions = try workspace.write { writer in
      try writer.apply(
        table(
          .exclusions, ["id", "target", "reason", "from", "to", "approved_by"],
          [
            ["x1", "h2", "迁出", "2016-12-01", "", "王"], ["x2", "gone", "死亡", "2016-12-01", "2016-12-31", "王"],
          ]),
        log: entry(.exclusions))
      return try writer.current.exclusions(targets: try writer.current.targets(villages: [], cells: []))
    }
    #expect(exclusions.map(\.target) == [-1, 1])
    #expect(exclusions[0].to == LocalDate(iso: "2016-12-31") && exclusions[1].to == nil)
  }

  @Test("every kind's records come back as they went in", arguments: RecordKind.allCases)
  func roundTrip(kind: RecordKind) throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(at: folder.file("c.gpkg"))
    let headers = kind.fields.map(\.name) + (kind.geometry == .point ? ["lon", "lat"] : [])
    let rows = ["1", "2", "3"].map { n in
      kind.fields.map { field in
        switch field.kind {
        case .integer, .real: n
        case .flag: n == "2" ? "1" : "0"
        case .date: "2016-12-0\(n)"
        case .moment: "2016-12-0\(n)T10:00:00"
        case .outcome: "met"
        default: field.presence == .optional && n == "2" ? "" : "\(field.name) \(n) 村"
        }
      } + (kind.geometry == .point ? ["11\(n).1", "3\(n).7"] : [])
    }
    let regions = kind.geometry == .region ? [square(0, 0), square(5, 5, side: 0.1), Region()] : nil
    let given = table(kind, headers, rows, regions: regions)
    let grid = ImportedGrid(grid: Grid(name: "f", shape: .file, size: 0, crs: nil), areas: [1, 2, 3])
    let back = try workspace.write { writer in
      let counts = try writer.apply(given, grid: kind == .cells ? grid : nil, log: entry(kind))
      #expect(counts == ImportCounts(added: 3))
      #expect(
        try writer.apply(given, grid: kind == .cells ? grid : nil, log: entry(kind))
          == ImportCounts(unchanged: 3))
      return try writer.current.records(of: kind)
    }
    #expect(back.rowCount == 3 && back.columns.count == given.columns.count)
    for (a, b) in zip(given.columns, back.columns) {
      switch (a.values, b.values) {
      case (.texts(let a), .texts(let b)): #expect(a == b)
      case (.integers(let a), .integers(let b)): #expect(a == b)
      case (.reals(let a), .reals(let b)): #expect(a == b)
      default: Issue.record("other type of column \(a.field.name)")
      }
    }
    #expect(back.xs == given.xs && back.ys == given.ys && back.regions == given.regions)
  }

  @Test("the order of a file's rows leaves no trace", arguments: [3, 4])
  func shuffled(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: seed)
    let rows = (0..<500).map { i in
      ["h\(i)", "\(100 + i)", "30", ["低保", "", "残疾;低保", "低保;残疾"][i % 4], i % 5 == 0 ? "1" : "0"]
    }
    var columns: [TargetColumns] = []
    for name in ["a.gpkg", "b.gpkg"] {
      let workspace = try Workspace.create(at: folder.file(name))
      let order = name == "a.gpkg" ? rows : rows.shuffled(using: &random)
      try workspace.write {
        try $0.apply(
          table(.households, ["id", "lon", "lat", "category", "visited"], order), log: entry(.households))
      }
      columns.append(try workspace.read { try $0.targets(villages: [], cells: []) })
    }
    #expect(columns[0].ids.texts.compactMap { $0 } == rows.map { $0[0] }.sorted())
    #expect(columns[0].ids == columns[1].ids && columns[0].xs == columns[1].xs)
    #expect(
      columns[0].categorySets == [[], [0], [0, 1]] && columns[0].categorySets == columns[1].categorySets)
    #expect(columns[0].categorySet == columns[1].categorySet)
    #expect(columns[0].rosterVisits == columns[1].rosterVisits)
    for i in 0..<500 { #expect(columns[0].ids[i] == "h\(Int(columns[0].xs[i]) - 100)") }
  }
}
