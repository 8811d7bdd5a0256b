import CampaignModel
import Planning
import TestSupport
import Testing

/// Reads a map of one character for each unit, north on top: a digit is its work, `.` is an empty unit, a blank is no
/// unit. Units are 100 m wide, and named by row and column: `a1` is the north-western corner.
func problem(
  _ map: String, groups: [Identifier], capacities: [Double]? = nil, pins: [AllocationProblem.Pin] = []
) -> AllocationProblem {
  var problem = AllocationProblem(
    units: [], work: [], xs: [], ys: [], edges: [], groups: groups, capacities: capacities, pins: pins)
  var placed: [SIMD2<Int>: Int32] = [:]
  for (row, line) in map.split(separator: "\n").enumerated() {
    for (column, character) in line.enumerated() where character != " " {
      let unit = Int32(problem.units.count)
      placed[SIMD2(row, column)] = unit
      problem.units.append(Identifier("\("abcdefgh".dropFirst(row).prefix(1))\(column + 1)"))
      problem.work.append(Double(character.wholeNumberValue ?? 0))
      problem.xs.append(Double(column) * 100)
      problem.ys.append(Double(-row) * 100)
      for neighbour in [SIMD2(row - 1, column), SIMD2(row, column - 1)] {
        if let other = placed[neighbour] { problem.edges.append(.init(u: other, v: unit, metres: 100)) }
      }
    }
  }
  return problem
}

/// A plan of one short round, which may fall short of what the pins make impossible: what invariants are checked on.
func draft(
  _ problem: AllocationProblem, seed: UInt64 = 1, effort: Double = 0.02
) throws(PlanningError) -> AllocationResult {
  var options = AllocationOptions()
  options.seed = seed
  options.relaxed = [.connectivity, .balance]
  options.rounds = 1
  options.effort = effort
  return try allocate(problem, options: options)
}

/// Draws who has which unit, one letter for each: `.` is nobody.
func drawing(_ problem: AllocationProblem, _ groups: [Int32]) -> String {
  var rows: [[Character]] = []
  for (unit, group) in groups.enumerated() {
    let row = Int(-problem.ys[unit] / 100)
    while rows.count <= row { rows.append([]) }
    rows[row].append(group < 0 ? "." : problem.groups[Int(group)].text.first ?? "?")
  }
  return rows.map { String($0) }.joined(separator: "\n")
}

@Suite struct AllocationOnSmallMaps {
  @Test func aRowIsCutWhereTheWorkIsHalved() throws {
    let row = problem("11114", groups: ["A", "B"])
    let result = try draft(row)
    #expect(["AAAAB", "BBBBA"].contains(drawing(row, result.groups)))
    #expect(result.shares.map(\.work) == [4, 4])
    #expect(result.largestDeviation == 0)
  }

  @Test func fourGroupsOnASquareGetAQuarterEach() throws {
    let square = problem("1111\n1111\n1111\n1111", groups: ["A", "B", "C", "D"])
    let result = try draft(square)
    let drawn = drawing(square, result.groups).split(separator: "\n").map(Array.init)
    for (row, column) in [(0, 0), (0, 2), (2, 0), (2, 2)] {
      let corner = drawn[row][column]
      #expect(
        [drawn[row][column + 1], drawn[row + 1][column], drawn[row + 1][column + 1]]
          .allSatisfy { $0 == corner })
    }
    #expect(result.shares.allSatisfy { $0.work == 4 && $0.parts == 1 })
  }

  @Test func sharesFollowCapacity() throws {
    let row = problem("11111111", groups: ["A", "B"], capacities: [3, 1])
    let result = try draft(row)
    #expect(result.shares.map(\.work) == [6, 2])
    #expect(result.shares.map(\.target) == [6, 2])
  }

  @Test func anEmptyUnitIsNoTaskButCarriesConnections() throws {
    let row = problem("2.2..4", groups: ["A", "B"])
    let result = try draft(row)
    #expect(["A.A..B", "B.B..A"].contains(drawing(row, result.groups)))
    #expect(result.shares.map(\.parts) == [1, 1])
    #expect(!result.territory.contains(-1))
    #expect(result.notes.contains("3 units have no work: they are no tasks, and only carry connections"))
  }

  @Test func pinsStayWhereTheyArePut() throws {
    let pins: [AllocationProblem.Pin] = [.init(unit: "a1", group: "B"), .init(unit: "d4", group: "A")]
    let square = problem("1111\n1111\n1111\n1111", groups: ["A", "B"], pins: pins)
    let drawn = drawing(square, try draft(square).groups)
    #expect(drawn.first == "B")
    #expect(drawn.last == "A")
  }

  @Test func pinsWithOneFreeUnitBetweenThemAreJoined() throws {
    let pins: [AllocationProblem.Pin] = [.init(unit: "a1", group: "B"), .init(unit: "c1", group: "B")]
    let square = problem("111\n111\n111", groups: ["A", "B"], pins: pins)
    let result = try draft(square)
    #expect(result.shares.map(\.parts) == [1, 1])
    #expect(result.groups[3] == 1)
  }

  @Test func scatteredPinsAreNamedAsParts() throws {
    let pins: [AllocationProblem.Pin] = [
      .init(unit: "a1", group: "A"), .init(unit: "a3", group: "B"), .init(unit: "a5", group: "A"),
    ]
    let row = problem("11111", groups: ["A", "B"], pins: pins)
    let result = try draft(row)
    #expect(result.shares.map(\.parts) == [2, 1])
    #expect(result.shares[0].detached.count == 1)
    #expect(result.notes.contains { $0.hasPrefix("group A has 2 parts; apart from its main part lie") })
  }

  @Test func whatPinsMakeImpossibleIsNamed() throws {
    let pins: [AllocationProblem.Pin] = [
      .init(unit: "a1", group: "A"), .init(unit: "a3", group: "B"), .init(unit: "a4", group: "B"),
    ]
    let row = problem("11442", groups: ["A", "B"], pins: pins)
    let result = try draft(row)
    #expect(result.shares.map(\.work) == [2, 10])
    #expect(abs(result.deviationFromPins - 2.0 / 3) < 1e-12)
    for note in [
      "no plan that keeps the pins can bring the largest deviation below 66.7 %",
      """
      pins alone leave group A 66.7 % below its fair share: others' pins enclose the ground that it can reach; move a \
      hook-up
      """,
      "pins alone give group B 33.3 % more than its fair share",
    ] {
      #expect(result.notes.contains(note))
    }
  }

  @Test func anIslandIsLinkedAndNamed() throws {
    let islands = problem("11 11", groups: ["A"])
    let result = try draft(islands)
    #expect(result.groups == [0, 0, 0, 0])
    #expect(result.addedLinks.map { [$0.u, $0.v] } == [[1, 2]])
    #expect(result.addedLinks.map(\.metres) == [200])
    #expect(result.shares[0].parts == 2)
    #expect(result.notes.contains { $0.hasPrefix("units a2 and a4 do not touch and were linked over 200 m") })
  }

  @Test func aGivenLinkIsAConnection() throws {
    var islands = problem("11 11", groups: ["A"])
    islands.edges.append(.init(u: 1, v: 2, metres: 0))
    let result = try draft(islands)
    #expect(result.addedLinks.isEmpty)
    #expect(result.shares[0].parts == 1)
  }

  @Test func aPinnedEmptyUnitKeepsItsGroup() throws {
    let row = problem("11.", groups: ["A", "B"], pins: [.init(unit: "a3", group: "B")])
    #expect(drawing(row, try draft(row).groups) == "ABB")
  }

  @Test func asManyGroupsAsUnitsGetOneEach() throws {
    let row = problem("1913", groups: ["A", "B", "C", "D"])
    #expect(Set(try draft(row).groups).count == 4)
  }
}

@Suite struct AllocationErrors {
  private func message(_ problem: AllocationProblem) -> String {
    do {
      _ = try draft(problem)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func moreGroupsThanUnitsWithWork() {
    #expect(
      message(problem("1.1", groups: ["A", "B", "C"]))
        == """
        groups: expected at most one for each unit with work, found 3 groups for 2 such units; take fewer groups or \
        smaller units
        """)
    let pinned = problem(
      "11", groups: ["A", "B"], pins: [.init(unit: "a1", group: "A"), .init(unit: "a2", group: "A")])
    #expect(
      message(pinned)
        == """
        groups: expected at most one for each unit with work, found 2 groups for 2 such units (2 of them pinned); take \
        fewer groups or smaller units
        """)
  }

  @Test func pinsThatDoNotFit() {
    #expect(
      message(problem("11", groups: ["A"], pins: [.init(unit: "z9", group: "A")]))
        == """
        pin of unit "z9" to group "A": expected a unit of this plan, found none with that id; correct the unit or remove \
        the pin
        """)
    #expect(
      message(problem("11", groups: ["A"], pins: [.init(unit: "a1", group: "Q")]))
        == """
        pin of unit "a1" to group "Q": expected a group of this campaign, found none with that id; correct the group or \
        remove the pin
        """)
    let twice: [AllocationProblem.Pin] = [.init(unit: "a1", group: "B"), .init(unit: "a1", group: "A")]
    #expect(
      message(problem("11", groups: ["A", "B"], pins: twice))
        == #"pins of unit "a1": expected one group, found "A" and "B"; remove one of the two pins"#)
  }

  @Test func theSamePinTwiceIsOnePin() throws {
    let twice: [AllocationProblem.Pin] = [.init(unit: "a1", group: "B"), .init(unit: "a1", group: "B")]
    #expect(try draft(problem("11", groups: ["A", "B"], pins: twice)).groups == [1, 0])
  }

  @Test(arguments: [Double.nan, .infinity, -1, 1e13])
  func workThatIsNoWork(_ value: Double) {
    var row = problem("11", groups: ["A"])
    row.work[1] = value
    #expect(throws: PlanningError.self) { try draft(row) }
  }

  @Test func badInputIsNamed() {
    var row = problem("11", groups: ["A"])
    row.xs[1] = .infinity
    #expect(message(row) == #"unit "a2", field x: expected metres from -1e9 to 1e9, found inf"#)
    row = problem("11", groups: ["A"])
    row.edges.append(.init(u: 0, v: 2, metres: 1))
    #expect(message(row) == "edge 2: expected indices of units from 0 to 1, found 2")
    row = problem("11", groups: ["A"])
    row.edges[0].metres = -.infinity
    #expect(message(row) == "edge 1: expected a length from 0 to 1e9 metres, found -inf")
    row = problem("11", groups: ["A"])
    row.units[1] = "a1"
    #expect(message(row) == #"unit "a1": expected once, found twice; give each unit its own id"#)
    #expect(
      message(problem("11", groups: ["A", "A"]))
        == #"group "A": expected once, found twice; give each group its own id"#)
    #expect(
      message(problem("11", groups: ["A"], capacities: [0]))
        == """
        group "A", capacity: expected more than 0 and at most 1e12, found 0.0; correct its members and days
        """)
    #expect(
      message(problem("11", groups: []))
        == "groups: expected at least one working group, found none; import groups or ask for --groups K")
    #expect(
      message(problem("..", groups: ["A"]))
        == """
        units: expected at least one with work, found none among 2; import households, or villages with declared counts
        """)
    row = problem("11", groups: ["A"])
    row.ys.removeLast()
    #expect(message(row) == "column ys: expected 2 entries, one for each unit or group, found 1")
  }
}
