internal import CampaignModel

/// Goes through the visits of an audit and flags them: each alone, and beside the others of the same person.
///
/// A person is a member; for a fix or a note of a visit that names none, its group. Visits of neither are looked at alone.
struct FlagFinder {
  private let campaign: Campaign
  private let visits: VisitColumns
  private let places: VisitPlaces
  private let rules: AuditRules
  private let isInScope: (Int) -> Bool
  private(set) var flags: ContiguousArray<VisitFlags>
  /// For each visit flagged as too fast, the speed in km/h that it would have taken; infinite in no time.
  private(set) var speeds: [Int32: Double] = [:]
  private(set) var otherGround = VisitAudit.OtherGround()

  /// Finds all flags.
  ///
  /// - Parameters:
  ///   - groups: Index of the group responsible for each target, or -1.
  ///   - isInScope: Whether a visit is looked at; the others are not there at all.
  /// - Complexity: O(visits · log visits).
  init(
    _ places: VisitPlaces, _ rules: AuditRules, groups: ContiguousArray<Int32>,
    isInScope: @escaping (Int) -> Bool
  ) {
    campaign = places.campaign
    visits = places.campaign.visits
    self.places = places
    self.rules = rules
    self.isInScope = isInScope
    flags = ContiguousArray(repeating: [], count: visits.count)
    flagEach()
    flagOtherGround(groups)
    let members = rowsOfPersons { visits.members[$0] }
    for rows in members {
      flagSpeeds(rows)
      flagSameTimes(rows)
    }
    let groupCount = Int32(clamping: campaign.members.count)
    let persons = rowsOfPersons { i in
      visits.members[i] >= 0 ? visits.members[i] : visits.groups[i] >= 0 ? groupCount + visits.groups[i] : -1
    }
    for rows in persons {
      flagSameSpots(rows)
      flagSameNotes(rows)
    }
  }

  private mutating func flag(_ i: Int32, _ flag: VisitFlag) { flags[Int(i)].insert(VisitFlags(flag)) }

  // MARK: Each visit alone

  private mutating func flagEach() {
    let rounds = campaign.settings.rounds
    let first = campaign.settings.start?.dayNumber ?? .min
    let last = campaign.settings.end?.dayNumber ?? .max
    for i in 0..<visits.count where isInScope(i) {
      let day = visits.days[i]
      let isInRound =
        rounds.isEmpty
        || rounds.contains { $0.start.dayNumber <= day && day <= $0.end?.dayNumber ?? .max }
      if day < first || day > last || !isInRound { flag(Int32(i), .outsideDates) }
      if let hours = rules.hours, let second = time(i), !hours.contains(second) {
        flag(Int32(i), .outsideHours)
      }
      if let limit = rules.distance, let distance = places.distance(i), distance > limit {
        flag(Int32(i), .farFromTarget)
      }
    }
  }

  /// The second of a visit's day. Midnight is what a spreadsheet makes of a day without a time.
  private func time(_ i: Int) -> Int32? { visits.seconds[i] > 0 ? visits.seconds[i] : nil }

  private mutating func flagOtherGround(_ groups: ContiguousArray<Int32>) {
    guard let limit = rules.otherGround, campaign.plan != nil else { return }
    var outside: [Int32] = []
    for i in 0..<visits.count where isInScope(i) && visits.targets[i] >= 0 && visits.groups[i] >= 0 {
      let responsible = groups[Int(visits.targets[i])]
      guard responsible >= 0 else { continue }
      otherGround.judged += 1
      if responsible != visits.groups[i] { outside.append(Int32(i)) }
    }
    otherGround.outside = outside.count
    otherGround.isFlagged = Double(outside.count) <= limit * Double(otherGround.judged)
    if otherGround.isFlagged { for i in outside { flag(i, .otherGround) } }
  }

  // MARK: Visits of one person

  /// The rows of each person, in the order in which the visits happened; a counting sort.
  private func rowsOfPersons(_ person: (Int) -> Int32) -> [ArraySlice<Int32>] {
    var ends: [Int] = []
    var numbers = ContiguousArray<Int32>(repeating: -1, count: visits.count)
    for i in 0..<visits.count where isInScope(i) {
      let number = person(i)
      guard number >= 0 else { continue }
      numbers[i] = number
      while ends.count <= Int(number) { ends.append(0) }
      ends[Int(number)] += 1
    }
    var sum = 0
    for number in ends.indices { (ends[number], sum) = (sum, sum + ends[number]) }
    var rows = [Int32](repeating: 0, count: sum)
    let starts = ends
    for i in numbers.indices where numbers[i] >= 0 {
      rows[ends[Int(numbers[i])]] = Int32(i)
      ends[Int(numbers[i])] += 1
    }
    return zip(starts, ends).compactMap { $0 < $1 ? rows[$0..<$1] : nil }
  }

  /// Flags visits to which nobody can come from the one before.
  ///
  /// Of two such visits the one is to blame that does not fit its other neighbour either, while the two beside it fit each
  /// other; both, if that does not tell them apart. So one far-off visit does not take its honest neighbours with it.
  private mutating func flagSpeeds(_ rows: ArraySlice<Int32>) {
    guard let limit = rules.speed else { return }
    var steps: [Step] = []
    steps.reserveCapacity(rows.count)
    for row in rows {
      if let second = time(Int(row)), let place = places.place(Int(row)) {
        steps.append(
          Step(row: row, second: Int64(visits.days[Int(row)]) * 86_400 + Int64(second), place: place))
      }
    }
    func fails(_ a: Int, _ b: Int) -> Bool {
      a >= 0 && b < steps.count
        && steps[a].metres(to: steps[b]) > limit / 3.6 * steps[a].seconds(to: steps[b])
    }
    for k in steps.indices.dropLast() where fails(k, k + 1) {
      let isFirst = k > 0 && fails(k - 1, k) && !fails(k - 1, k + 1)
      let isSecond = k + 2 < steps.count && fails(k + 1, k + 2) && !fails(k, k + 2)
      let speed = steps[k].metres(to: steps[k + 1]) / steps[k].seconds(to: steps[k + 1]) * 3.6
      for (at, isBlamed) in [(k, isFirst || !isSecond), (k + 1, isSecond || !isFirst)] where isBlamed {
        flag(steps[at].row, .tooFast)
        speeds[steps[at].row] = max(speed, speeds[steps[at].row] ?? 0)
      }
    }
  }

  private struct Step {
    var row: Int32
    var second: Int64
    var place: VisitPlaces.Place

    func metres(to other: Step) -> Double { place.metres(to: other.place) }

    /// The most seconds that can lie between two visits: a time in whole minutes may be up to a minute off.
    func seconds(to other: Step) -> Double {
      let slack: Int64 = second % 60 == 0 || other.second % 60 == 0 ? 60 : 1
      return Double(other.second - second + slack)
    }
  }

  private mutating func flagSameTimes(_ rows: ArraySlice<Int32>) {
    guard let limit = rules.sameTime else { return }
    let found = runs(rows, limit) { a, b in
      visits.days[Int(a)] == visits.days[Int(b)] && visits.seconds[Int(a)] == visits.seconds[Int(b)]
        && visits.seconds[Int(a)] > 0
    } door: {
      Door(target: visits.targets[Int($0)], row: $0)
    }
    for row in found { flag(row, .sameTime) }
  }

  private mutating func flagSameSpots(_ rows: ArraySlice<Int32>) {
    guard let limit = rules.sameSpot else { return }
    let (xs, ys) = (places.evidence.xs, places.evidence.ys)
    let sorted = rows.filter { !xs[Int($0)].isNaN && !ys[Int($0)].isNaN }.sorted { a, b in
      let (a, b) = (Int(a), Int(b))
      return xs[a] != xs[b] ? xs[a] < xs[b] : ys[a] != ys[b] ? ys[a] < ys[b] : a < b
    }
    let found = runs(sorted[...], limit) { a, b in
      xs[Int(a)] == xs[Int(b)] && ys[Int(a)] == ys[Int(b)]
    } door: { row in
      // Flats of one house are one door: their visits are honestly made from one spot.
      let target = Int(visits.targets[Int(row)])
      guard target >= 0, campaign.targets.hasCoordinates(target) else {
        return Door(target: visits.targets[Int(row)], row: row)
      }
      return Door(x: campaign.targets.xs[target], y: campaign.targets.ys[target])
    }
    for row in found { flag(row, .sameSpot) }
  }

  private mutating func flagSameNotes(_ rows: ArraySlice<Int32>) {
    guard let limit = rules.sameNote, rows.count >= limit else { return }
    let notes = places.evidence.notes
    var noted: [(hash: UInt64, row: Int32)] = []
    for row in rows where !notes.isBlank(Int(row)) {
      notes.withBytes(Int(row)) { bytes in
        // Bytes that go on a character do not count.
        guard bytes.count(where: { $0 & 0xC0 != 0x80 }) >= rules.noteLength else { return }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        noted.append((hash, row))
      }
    }
    guard noted.count >= limit else { return }
    func precedes(_ a: Int32, _ b: Int32) -> Bool {
      notes.withBytes(Int(a)) { a in notes.withBytes(Int(b)) { a.lexicographicallyPrecedes($0) } }
    }
    // By hash, and where that is equal by text, so that one text is one run whatever hashes do.
    noted.sort { a, b in
      if a.hash != b.hash { return a.hash < b.hash }
      if precedes(a.row, b.row) { return true }
      return precedes(b.row, a.row) ? false : a.row < b.row
    }
    let found = runs(noted.map(\.row)[...], limit) { a, b in
      notes.withBytes(Int(a)) { a in notes.withBytes(Int(b)) { a.elementsEqual($0) } }
    } door: {
      Door(target: visits.targets[Int($0)], row: $0)
    }
    for row in found { flag(row, .sameNote) }
  }

  /// The rows of those runs of like rows that are of enough different doors.
  private func runs(
    _ rows: ArraySlice<Int32>, _ limit: Int, isSame: (Int32, Int32) -> Bool, door: (Int32) -> Door
  ) -> [Int32] {
    var found: [Int32] = []
    var start = rows.startIndex
    while start < rows.endIndex {
      var end = start + 1
      while end < rows.endIndex, isSame(rows[start], rows[end]) { end += 1 }
      if end - start >= limit, Set(rows[start..<end].map(door)).count >= limit {
        found += rows[start..<end]
      }
      start = end
    }
    return found
  }

  /// What tells one visited door from another.
  private struct Door: Hashable {
    var target: Int32 = -1
    var row: Int32 = -1
    var x = 0.0
    var y = 0.0

    /// A target; visits to different unlisted targets cannot be told from visits to one, and count as different.
    init(target: Int32, row: Int32) {
      self.target = target
      self.row = target < 0 ? row : -1
    }

    init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
  }
}
