internal import CampaignModel
internal import SpatialCore

/// Where the rows of a roster say they belong and where they are, as indices of villages, and the counts that follow.
struct Roster {
  /// The places of one kind of target.
  struct Places {
    /// Index of the declared village; -1 where the row declares none or one that is not mapped.
    var declared: ContiguousArray<Int32> = []
    /// Index of the village in which the target is located, or -1.
    var located: ContiguousArray<Int32> = []
  }

  /// A village that targets declare and the map does not have.
  struct Unmapped {
    var targets = 0
    var firstTarget = ""
  }

  /// The places of each kind of target, in the order of the check's.
  private(set) var places: [Places] = []
  /// For each village, the households that are located in it.
  private(set) var households: [Int]
  /// For each village, whether a target declares it or is located in it.
  private(set) var isListed: [Bool]
  private(set) var unmapped: [Identifier: Unmapped] = [:]

  /// Reads all rows once. - Complexity: O(targets).
  init(_ check: DataCheck) {
    let indexOfCode = Dictionary(
      check.villages.enumerated().map { ($1.code, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    households = Array(repeating: 0, count: check.villages.count)
    isListed = Array(repeating: false, count: check.villages.count)
    for targets in check.targets {
      var places = Places()
      var declared = CodeLookup(indexOfCode)
      var located = CodeLookup(indexOfCode)
      for i in targets.xs.indices {
        let claim = declared.index(of: targets.declaredVillages, i)
        places.declared.append(claim ?? -1)
        places.located.append(located.index(of: targets.locatedVillages, i) ?? -1)
        if claim == -1, let code = targets.declaredVillages[i] {
          unmapped[Identifier(code), default: Unmapped(firstTarget: targets.ids[i] ?? "")].targets += 1
        }
        for village in [places.declared[i], places.located[i]] where village >= 0 {
          isListed[Int(village)] = true
        }
        if targets.kind == .household, places.located[i] >= 0 { households[Int(places.located[i])] += 1 }
      }
      self.places.append(places)
    }
  }
}

/// Looks up codes in a column; runs of the same code, which is how rosters come, cost one comparison of bytes.
private struct CodeLookup {
  private let indexOfCode: [Identifier: Int32]
  private var last: [UInt8] = []
  private var lastIndex: Int32?

  init(_ indexOfCode: [Identifier: Int32]) { self.indexOfCode = indexOfCode }

  /// The index of the code in row `i`: -1 if it is unknown, nil if the row has none.
  mutating func index(of column: TextColumn, _ i: Int) -> Int32? {
    if column.withBytes(i, { $0.elementsEqual(last) }) { return lastIndex }
    last = column.withBytes(i) { Array($0) }
    lastIndex = last.isEmpty ? nil : indexOfCode[Identifier(String(decoding: last, as: UTF8.self))] ?? -1
    return lastIndex
  }
}

extension DataCheck {
  /// The list of villages against the map, and declared households against the roster.
  func villageFindings(_ roster: Roster) -> [Finding] {
    guard !villages.isEmpty else { return [] }
    var findings = roster.unmapped.map { code, unmapped in
      var finding = Finding(.unmapped, layer: "villages", id: code.text)
      finding.count = unmapped.targets
      finding.others = [unmapped.firstTarget]
      return finding
    }
    guard targets.contains(where: { !$0.xs.isEmpty }) else { return findings }
    let hasHouseholds = targets.contains { $0.kind == .household && !$0.xs.isEmpty }
    for (i, village) in villages.enumerated() {
      let declared = village.declaredHouseholds
      if !roster.isListed[i] {
        if declared == 0 { continue }
        var finding = Finding(.withoutTargets, layer: "villages", id: village.code.text)
        finding.count = 0
        finding.expected = declared
        finding.place = place(ofVillage: i)
        findings.append(finding)
      } else if hasHouseholds, let declared {
        let difference = roster.households[i] - declared
        guard Double(abs(difference)) > settings.declaredDifference * Double(declared) else { continue }
        var finding = Finding(.householdCount, layer: "villages", id: village.code.text)
        finding.count = roster.households[i]
        finding.expected = declared
        finding.change = declared > 0 ? Double(difference) / Double(declared) : nil
        finding.place = place(ofVillage: i)
        findings.append(finding)
      }
    }
    return findings
  }

  private func place(ofVillage i: Int) -> Finding.Place {
    guard regions.indices.contains(i), let inside = try? regions[i].pointOnSurface() else { return .none }
    return .region(regions[i], x: inside.x, y: inside.y)
  }
}
