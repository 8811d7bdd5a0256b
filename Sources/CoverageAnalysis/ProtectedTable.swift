internal import CampaignModel

/// Which rows, sums of parents and total of one table are withheld, so that no sum gives a small count back.
///
/// What a reader knows of withheld rows are two sums, of those expected and of those visited: over the rows of one parent
/// whose sum is told, or over those of several whose sums are not. A table is safe if
/// - each small count may be any of 1…k−1 as far as its own sum goes (an interval of sums, as in the literature), and
/// - people can be moved from row to row, or be visited in place of each other, with all sums as they are and every row still as
///   it is told: a second table with another count in that row, which the reader cannot tell from the true one. Such moves
///   are looked for one person at a time, and respect what is told beside: how many targets of all sorts a place has.
///
/// First the counts of those expected are made safe, then those of visited. Rows that hide another are those with the least
/// people: one if one is enough, else as many as it takes, less those that turn out not to be needed.
struct ProtectedTable {
  private(set) var rows: [GuardedRow]
  /// For each parent, whether its sum of those expected is withheld.
  private(set) var hidesExpected: [Bool]
  /// The same of those visited.
  private(set) var hidesVisited: [Bool]
  private(set) var hidesTotalExpected = false
  private(set) var hidesTotalVisited = false
  private let suppression: Suppression
  private let members: [[Int]]

  /// The two sums that a reader may know.
  private enum Layer { case expected, visited }

  /// More are not tried one by one: a list of candidates begins with those that cost least.
  private static let mostTried = 64

  /// - Parameter parents: for each row its parent, 0..<parentCount.
  /// - Complexity: O(rows · candidates), where few rows of a parent are needed to hide others; O(rows²) at worst.
  init(
    _ tallies: [Tally], of targets: [Tally], parents: [Int], parentCount: Int, _ suppression: Suppression
  ) {
    self.suppression = suppression
    var members = [[Int]](repeating: [], count: parentCount)
    for (row, parent) in parents.enumerated() { members[parent].append(row) }
    self.members = members
    hidesExpected = Array(repeating: false, count: parentCount)
    hidesVisited = hidesExpected
    // Without any priority target there is nothing to hide.
    let isIdle = tallies.allSatisfy { $0.expected == 0 }
    rows = tallies.indices.map {
      GuardedRow(
        tallies[$0], of: targets[$0], parent: parents[$0], isIdle ? Suppression(threshold: 0) : suppression)
    }
    guard !isIdle, suppression.threshold > 0 else { return }
    protect(.expected)
    protect(.visited)
    let silent = rows.indices.filter { hidesVisited[rows[$0].parent] }
    if hidesTotalVisited && !hidesTotalExpected && !isSafe(.visited, silent) {
      // Nothing but silence helps: no sum is told.
      hidesTotalExpected = true
      for parent in members.indices { (hidesExpected[parent], hidesVisited[parent]) = (true, true) }
    }
  }

  // MARK: From rows to parents to the total

  private mutating func protect(_ layer: Layer) {
    var closed = layer == .visited ? members.indices.filter { hidesExpected[$0] } : []
    for parent in members.indices where !closed.contains(parent) {
      let before = rows
      if isSmallSum(layer, members[parent]) || !hide(members[parent], in: members[parent], layer) {
        rows = before
        closed.append(parent)
      }
    }
    for parent in closed { close(parent, layer) }
    if isSmallSum(layer, Array(rows.indices)) || layer == .visited && hidesTotalExpected {
      return closeTotal(layer)
    }
    guard !closed.isEmpty else { return }
    let before = (rows, hidesExpected, hidesVisited)
    var further = members.indices.filter { !closed.contains($0) && people(in: members[$0]) > 0 }
      .sorted { (people(in: members[$0]), $0) > (people(in: members[$1]), $1) }
    while true {
      let pool = closed.flatMap { members[$0] }
      if closed.count > 1 && hide(pool, in: pool, layer) { return }
      guard let parent = further.popLast() else { break }
      rows = before.0
      closed.append(parent)
      close(parent, layer)
    }
    // Not even the whole campaign hides them. Without its total, each parent is as free as it was.
    (rows, hidesExpected, hidesVisited) = before
    closeTotal(layer)
  }

  private mutating func close(_ parent: Int, _ layer: Layer) {
    if layer == .expected { hidesExpected[parent] = true }
    hidesVisited[parent] = true
  }

  private mutating func closeTotal(_ layer: Layer) {
    if layer == .expected { hidesTotalExpected = true }
    hidesTotalVisited = true
  }

  private func people(in rows: [Int]) -> Int { rows.reduce(0) { $0 + self.rows[$1].expected } }

  /// True if a sum is itself a small count.
  private func isSmallSum(_ layer: Layer, _ list: [Int]) -> Bool {
    let visited = list.reduce(0) { $0 + rows[$1].visited }
    let expected = people(in: list)
    return layer == .expected
      ? suppression.isSmall(expected)
      : suppression.isSmall(visited) || suppression.isSmall(expected - visited)
  }

  // MARK: Rows that hide others

  /// Withholds more of some rows until all are safe; false if that is not enough.
  private mutating func hide(_ pool: [Int], in places: [Int], _ layer: Layer) -> Bool {
    if isSafe(layer, pool) { return true }
    let more: GuardedRow.Hiding = layer == .expected ? .all : .visited
    let candidates = places.filter { row in
      guard rows[row].hiding < more, rows[row].expected > 0 else { return false }
      let hidden = rows[row].hidden(more)
      return layer == .expected
        ? [(1, 0), (-1, 0), (0, 1), (0, -1)].contains { hidden.mayMove(visited: $0.0, unvisited: $0.1) }
        : hidden.mayMove(visited: 1, unvisited: -1) || hidden.mayMove(visited: -1, unvisited: 1)
    }.sorted { (rows[$0].expected, $0) < (rows[$1].expected, $1) }
    for row in candidates.prefix(Self.mostTried) {
      let before = rows[row]
      rows[row] = before.hidden(more)
      if isSafe(layer, pool) { return true }
      rows[row] = before
    }
    var added: [(row: Int, before: GuardedRow)] = []
    for row in candidates {
      added.append((row, rows[row]))
      rows[row] = rows[row].hidden(more)
      guard isSafe(layer, pool) else { continue }
      for (row, before) in added.suffix(Self.mostTried).reversed() {
        let hidden = rows[row]
        rows[row] = before
        if !isSafe(layer, pool) { rows[row] = hidden }
      }
      return true
    }
    for (row, before) in added { rows[row] = before }
    return false
  }

  // MARK: What a reader can work out

  /// True if the small counts of rows that share a sum cannot be had from it, nor those of their parents.
  private func isSafe(_ layer: Layer, _ pool: [Int]) -> Bool {
    let hidden = pool.filter { rows[$0].hiding > .nothing }
    switch layer {
    case .expected:
      let places = hidden.filter { rows[$0].hiding == .all }
      return hidesTotalExpected
        || (isWideExpected(places) && Moves(self, places, .expected).allAreHidden)
    case .visited:
      return (hidesTotalVisited || isWideVisited(hidden)) && Moves(self, hidden, .visited).allAreHidden
    }
  }

  private func isWideExpected(_ places: [Int]) -> Bool {
    let rows = places.map { self.rows[$0] }
    return isWide(rows.map { ($0.expected, $0.expectedRange) }) { rows[$0].isSmall(rows[$0].expected) }
  }

  private func isWideVisited(_ places: [Int]) -> Bool {
    let rows = places.map { self.rows[$0] }
    return [true, false].allSatisfy { ofVisited in
      func part(_ row: GuardedRow) -> Int { ofVisited ? row.visited : row.unvisited }
      return isWide(rows.map { (part($0), $0.partRange(ofVisited: ofVisited)) }) {
        rows[$0].hiding == .visited && rows[$0].isSmall(part(rows[$0]))
      }
    }
  }

  /// True if each small count may be whatever its row allows, of 1…k−1, for whoever knows the sum.
  private func isWide(_ counts: [(count: Int, range: ClosedRange<Int>)], _ isSmall: (Int) -> Bool) -> Bool {
    let sum = counts.reduce(0) { $0 + $1.count }
    let least = counts.reduce(0) { $0 + $1.range.lowerBound }
    let most = counts.reduce(0) { $0 + $1.range.upperBound }
    return counts.indices.allSatisfy { i in
      guard isSmall(i) else { return true }
      let range = counts[i].range
      return sum - (least - range.lowerBound) >= min(range.upperBound, suppression.threshold - 1)
        && sum - (most - range.upperBound) <= max(range.lowerBound, 1)
    }
  }

  /// Moves of one person that leave all sums, and all that is told, as they are.
  private struct Moves {
    let table: ProtectedTable
    let places: [Int]
    let layer: Layer
    /// By sum of those expected: rows that may have one fewer, or one more, visited or not; `expected` layer: either.
    private var givers: [Int: [[Int]]] = [:]
    private var takers: [Int: [[Int]]] = [:]
    /// Rows of which one more, or one fewer, may be visited.
    private var promoters: [Int] = []
    private var demoters: [Int] = []

    init(_ table: ProtectedTable, _ places: [Int], _ layer: Layer) {
      self.table = table
      self.places = places
      self.layer = layer
      for place in places {
        let row = table.rows[place]
        for status in 0...1 {
          let (v, u) = status == 0 ? (1, 0) : (0, 1)
          if row.mayMove(visited: v, unvisited: u) {
            takers[sum(of: place), default: [[], []]][status].append(place)
          }
          if row.mayMove(visited: -v, unvisited: -u) {
            givers[sum(of: place), default: [[], []]][status].append(place)
          }
        }
        if row.mayMove(visited: 1, unvisited: -1) { promoters.append(place) }
        if row.mayMove(visited: -1, unvisited: 1) { demoters.append(place) }
      }
    }

    /// Which sum of those expected the row is part of: that of its parent, or the one of all parents that are not told.
    private func sum(of place: Int) -> Int {
      let parent = table.rows[place].parent
      return layer == .expected || table.hidesExpected[parent] ? -1 : parent
    }

    private func hasOther(_ list: [Int]?, than place: Int, outside parent: Int?) -> Bool {
      list?.contains { $0 != place && (parent == nil || table.rows[$0].parent != parent) } ?? false
    }

    /// True if people of this status can come to the row, or leave it, for another.
    private func canExchange(_ status: Int, _ place: Int, outside parent: Int? = nil) -> Bool {
      let row = table.rows[place]
      let (v, u) = status == 0 ? (1, 0) : (0, 1)
      let isFree = table.hidesTotalExpected && sum(of: place) == -1
      // Where visits have no sum, whoever comes may be of either status.
      let statuses =
        layer == .expected || table.hidesTotalVisited && table.hidesVisited[row.parent] ? [0, 1] : [status]
      return
        (row.mayMove(visited: v, unvisited: u)
        && (isFree
          || statuses.contains { hasOther(givers[sum(of: place)]?[$0], than: place, outside: parent) }))
        || (row.mayMove(visited: -v, unvisited: -u)
          && (isFree
            || statuses.contains { hasOther(takers[sum(of: place)]?[$0], than: place, outside: parent) }))
    }

    /// True if one of the row's people may be visited in place of another's, or the other way round.
    private func canSwap(_ place: Int, outside parent: Int? = nil) -> Bool {
      let row = table.rows[place]
      let isFree = table.hidesTotalVisited && table.hidesVisited[row.parent]
      return
        (row.mayMove(visited: 1, unvisited: -1)
        && (isFree || hasOther(demoters, than: place, outside: parent)))
        || (row.mayMove(visited: -1, unvisited: 1)
          && (isFree || hasOther(promoters, than: place, outside: parent)))
    }

    /// True if no small count of a row, or of a parent whose sum is withheld, has one value only.
    var allAreHidden: Bool {
      for place in places {
        let row = table.rows[place]
        if row.hiding == .all && row.isSmall(row.expected)
          && !canExchange(0, place) && !canExchange(1, place)
        {
          return false
        }
        guard layer == .visited else { continue }
        for (status, count) in [row.visited, row.unvisited].enumerated() where row.isSmall(count) {
          if !canSwap(place) && !(row.hiding == .all && canExchange(status, place)) { return false }
        }
      }
      return Dictionary(grouping: places) { table.rows[$0].parent }.allSatisfy { parent, own in
        guard table.isSmallSum(layer, table.members[parent]) else { return true }
        return own.contains { place in
          canExchange(0, place, outside: parent) || canExchange(1, place, outside: parent)
            || layer == .visited && canSwap(place, outside: parent)
        }
      }
    }
  }
}
