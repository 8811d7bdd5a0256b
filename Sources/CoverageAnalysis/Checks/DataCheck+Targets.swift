internal import CampaignModel
internal import SpatialCore

extension DataCheck {
  /// Each target against the map.
  func targetFindings(_ targets: Targets, _ places: Roster.Places) -> [Finding] {
    var findings: [Finding] = []
    for i in targets.xs.indices {
      func add(_ subject: FindingSubject, distance: Double? = nil) {
        var finding = finding(subject, targets, i)
        finding.distance = distance
        findings.append(finding)
      }
      if !targets.disagreements[i].isNaN { add(.disagreement, distance: targets.disagreements[i]) }
      if !villages.isEmpty, places.declared[i] < 0, !targets.declaredVillages.isBlank(i) {
        add(.unknownVillage)
      }
      if places.located[i] < 0 { add(.nowhere) }
      if targets.xs[i].isNaN { add(.missingCoordinates) }
    }
    return findings
  }

  /// Targets that may be listed twice: by name and place, by distance, and by coordinates that many share.
  func duplicateFindings(
    _ targets: Targets, _ places: Roster.Places, in projection: Projection
  ) -> [Finding] {
    var findings = nameFindings(targets, places)
    var crowdOfTarget: [Int32: Int32] = [:]
    for site in NearPoints.sites(xs: targets.xs, ys: targets.ys) where site.count > settings.samePointLimit {
      for target in site { crowdOfTarget[target] = site[0] }
      var finding = finding(.samePoint, targets, Int(site[0]))
      finding.count = site.count
      finding.expected = settings.samePointLimit
      findings.append(finding)
    }
    var (eastings, northings) = (targets.xs, targets.ys)
    projection.forward(xs: &eastings, ys: &northings)
    let neighbours = NearPoints.earlierNeighbours(
      xs: eastings, ys: northings, within: settings.duplicateDistance)
    for neighbour in neighbours {
      // A crowd at one point is one finding, and not one for each of its targets.
      if let crowd = crowdOfTarget[neighbour.point], crowd == crowdOfTarget[neighbour.earlier] { continue }
      var finding = finding(.near, targets, Int(neighbour.point))
      finding.others = [targets.ids[Int(neighbour.earlier)] ?? ""]
      finding.distance = neighbour.metres
      findings.append(finding)
    }
    return findings
  }

  private func nameFindings(_ targets: Targets, _ places: Roster.Places) -> [Finding] {
    let reach = settings.duplicateDistance
    return Namesakes(targets, places).pairs { a, b in
      // What tells two rows of the same name apart: their addresses, or points that are not near each other.
      let addresses = targets.addresses
      if !addresses.isBlank(a), !addresses.isBlank(b), !addresses.isSame(a, b) { return false }
      guard !targets.xs[a].isNaN, !targets.xs[b].isNaN else { return true }
      let metres = GroundDistance.metres(
        fromX: targets.xs[a], y: targets.ys[a], toX: targets.xs[b], y: targets.ys[b])
      return metres <= reach
    }.map { pair in
      var finding = finding(pair.isSamePlace ? .duplicate : .namesake, targets, pair.row)
      finding.others = [targets.ids[pair.earlier] ?? ""]
      return finding
    }
  }

  private func finding(_ subject: FindingSubject, _ targets: Targets, _ i: Int) -> Finding {
    var finding = Finding(subject, layer: targets.layer, id: targets.ids[i] ?? "")
    finding.declaredVillage = targets.declaredVillages.isBlank(i) ? nil : targets.declaredVillages[i]
    finding.locatedVillage = targets.locatedVillages.isBlank(i) ? nil : targets.locatedVillages[i]
    if !targets.xs[i].isNaN { finding.place = .point(x: targets.xs[i], y: targets.ys[i]) }
    return finding
  }
}

/// Targets of the same name in the same village.
private struct Namesakes {
  /// A row and an earlier one of its name.
  struct Pair {
    var row: Int
    var earlier: Int
    /// True if nothing tells the two apart.
    var isSamePlace: Bool
  }

  private let targets: DataCheck.Targets
  /// Rows with a name and a village, with a hash of both, in order of hash and row.
  private let rows: [(hash: UInt64, row: Int32)]
  private let villages: ContiguousArray<Int32>
  /// With how many earlier rows of its name a row is compared: a roster on which all have one name stays linear.
  private static let crowd = 32

  init(_ targets: DataCheck.Targets, _ places: Roster.Places) {
    let villages = ContiguousArray(zip(places.located, places.declared).map { $0 >= 0 ? $0 : $1 })
    var rows: [(hash: UInt64, row: Int32)] = []
    for i in villages.indices where villages[i] >= 0 && !targets.names.isBlank(i) {
      // FNV-1a over the village's index and the bytes of the name.
      var hash = (0xCBF2_9CE4_8422_2325 ^ UInt64(UInt32(bitPattern: villages[i]))) &* 0x100_0000_01B3
      targets.names.withBytes(i) { bytes in
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      }
      rows.append((hash, Int32(i)))
    }
    rows.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    self.targets = targets
    self.villages = villages
    self.rows = rows
  }

  /// Each row that has an earlier namesake, with the first one that is at the same place, else the first of all.
  ///
  /// - Complexity: O(n log n).
  func pairs(isSamePlace: (Int, Int) -> Bool) -> [Pair] {
    var pairs: [Pair] = []
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count, rows[end].hash == rows[start].hash { end += 1 }
      for k in start + 1..<max(end, start + 1) {
        let row = Int(rows[k].row)
        var first: Int?
        var same: Int?
        for other in rows[start..<min(k, start + Namesakes.crowd)] where isNamesake(Int(other.row), of: row) {
          if first == nil { first = Int(other.row) }
          if same == nil, isSamePlace(Int(other.row), row) { same = Int(other.row) }
        }
        if let earlier = same ?? first {
          pairs.append(Pair(row: row, earlier: earlier, isSamePlace: same != nil))
        }
      }
      start = end
    }
    return pairs
  }

  private func isNamesake(_ a: Int, of b: Int) -> Bool {
    villages[a] == villages[b] && targets.names.isSame(a, b)
  }
}

extension TextColumn {
  /// True if two entries are the same bytes.
  fileprivate func isSame(_ a: Int, _ b: Int) -> Bool {
    withBytes(a) { left in withBytes(b) { left.elementsEqual($0) } }
  }
}
