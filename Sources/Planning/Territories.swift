/// Who has which unit, with the sums per group from which the cost of a plan and of each shift follow in the time that it
/// takes to look at a unit's neighbours.
struct Territories: Sendable {
  /// Sums over the units of one group.
  struct Sums: Sendable {
    var load = 0.0
    var units = 0
    var unitsWithWork = 0
    var mass = 0.0
    var x = 0.0
    var y = 0.0
    var squares = 0.0
    var area = 0.0
    var outline = 0.0

    /// Sum of mass × square distance to the centre of mass, in m².
    var inertia: Double { mass > 0 ? max(0, squares - (x * x + y * y) / mass) : 0 }
  }

  let ground: Ground
  /// Group of each unit.
  private(set) var owner: ContiguousArray<Int32>
  private(set) var sums: ContiguousArray<Sums>
  /// The units of each group that touch another group, in no particular order.
  private(set) var border: ContiguousArray<ContiguousArray<Int32>>
  /// Place of each unit in its group's border, -1 inside.
  private var placeInBorder: ContiguousArray<Int32>
  /// How many neighbours of a unit belong to others.
  private var foreign: ContiguousArray<Int32>
  /// Marks of the searches for connections.
  private var mark: ContiguousArray<Int32>
  private var search: Int32 = 0
  private var queue: ContiguousArray<Int32> = []

  /// - Parameter owner: the group of each unit, none negative.
  init(_ ground: Ground, owner: ContiguousArray<Int32>) {
    self.ground = ground
    self.owner = owner
    sums = ContiguousArray(repeating: Sums(), count: ground.shares.count)
    border = ContiguousArray(repeating: [], count: ground.shares.count)
    placeInBorder = ContiguousArray(repeating: -1, count: owner.count)
    foreign = ContiguousArray(repeating: 0, count: owner.count)
    mark = foreign
    for u in owner.indices {
      let g = Int(owner[u])
      var touch = Touch()
      for place in ground.graph.row(u) {
        if owner[Int(ground.graph.neighbours[place])] == owner[u] {
          touch.ownMetres += ground.graph.metres[place] / 2
        } else {
          foreign[u] += 1
        }
      }
      add(u, to: &sums[g], touch.ownMetres)
      if foreign[u] > 0 { enterBorder(Int32(u)) }
    }
  }

  // MARK: Sums

  /// What a unit has in common with the group it leaves and the one it comes to.
  struct Touch {
    var ownMetres = 0.0
    var ownCount = 0
    var otherMetres = 0.0
    var otherCount = 0
  }

  /// - Parameter shifted: a unit that is taken to belong to group `now` already.
  @inline(__always)
  func touch(_ u: Int, own: Int32, other: Int32, shifted: Int32 = -1, now: Int32 = -1) -> Touch {
    var touch = Touch()
    for place in ground.graph.row(u) {
      let v = ground.graph.neighbours[place]
      let g = v == shifted ? now : owner[Int(v)]
      if g == own {
        touch.ownMetres += ground.graph.metres[place]
        touch.ownCount += 1
      } else if g == other {
        touch.otherMetres += ground.graph.metres[place]
        touch.otherCount += 1
      }
    }
    return touch
  }

  @inline(__always)
  func add(_ u: Int, to sums: inout Sums, _ metres: Double) { change(&sums, u, 1, metres) }

  @inline(__always)
  func remove(_ u: Int, from sums: inout Sums, _ metres: Double) { change(&sums, u, -1, metres) }

  @inline(__always)
  private func change(_ sums: inout Sums, _ u: Int, _ sign: Double, _ metres: Double) {
    let unit = ground.units[u]
    sums.load += sign * unit.work
    sums.units += sign > 0 ? 1 : -1
    if unit.work > 0 { sums.unitsWithWork += sign > 0 ? 1 : -1 }
    sums.mass += sign * unit.mass
    sums.x += sign * unit.mass * unit.x
    sums.y += sign * unit.mass * unit.y
    sums.squares += sign * unit.mass * (unit.x * unit.x + unit.y * unit.y)
    sums.area += sign * unit.area
    sums.outline += sign * (unit.outline - 2 * metres)
  }

  // MARK: Changes

  /// Gives a unit to another group.
  mutating func shift(_ u: Int, to receiver: Int32) {
    let donor = owner[u]
    let touch = touch(u, own: donor, other: receiver)
    remove(u, from: &sums[Int(donor)], touch.ownMetres)
    add(u, to: &sums[Int(receiver)], touch.otherMetres)
    if placeInBorder[u] >= 0 { leaveBorder(Int32(u)) }
    owner[u] = receiver
    var others: Int32 = 0
    for place in ground.graph.row(u) {
      let v = ground.graph.neighbours[place]
      let g = owner[Int(v)]
      if g == donor {
        foreign[Int(v)] += 1
        if foreign[Int(v)] == 1 { enterBorder(v) }
      } else if g == receiver {
        foreign[Int(v)] -= 1
        if foreign[Int(v)] == 0 { leaveBorder(v) }
      }
      if g != receiver { others += 1 }
    }
    foreign[u] = others
    if others > 0 { enterBorder(Int32(u)) }
  }

  private mutating func enterBorder(_ u: Int32) {
    let g = Int(owner[Int(u)])
    placeInBorder[Int(u)] = Int32(border[g].count)
    border[g].append(u)
  }

  private mutating func leaveBorder(_ u: Int32) {
    let g = Int(owner[Int(u)])
    let place = Int(placeInBorder[Int(u)])
    placeInBorder[Int(u)] = -1
    guard let last = border[g].popLast(), last != u else { return }
    border[g][place] = last
    placeInBorder[Int(last)] = Int32(place)
  }

  // MARK: Connections

  /// True if the rest of its group hangs together without unit `u`.
  ///
  /// Neighbours that are linked around `u` settle most cases; else the group is searched.
  /// - Parameters:
  ///   - extra: a unit that is taken to belong to the group already, or -1.
  ///   - gone: a unit that is taken to have left the group, or -1.
  /// - Complexity: O(neighbours), at worst O(units of the group).
  mutating func isConnected(without u: Int, extra: Int32 = -1) -> Bool {
    let own = owner[u]
    let row = ground.graph.row(u)
    if row.count <= 64 {
      var mine: UInt64 = 0
      for (bit, place) in row.enumerated() {
        let v = ground.graph.neighbours[place]
        if owner[Int(v)] == own || v == extra { mine |= 1 << UInt64(bit) }
      }
      if mine & (mine &- 1) == 0 { return true }
      var reached = mine & (~mine &+ 1)
      var pending = reached
      while pending != 0 {
        let bit = pending.trailingZeroBitCount
        pending &= pending - 1
        let next = ground.links[row.lowerBound + bit] & mine & ~reached
        reached |= next
        pending |= next
      }
      if reached == mine { return true }
    }
    return isConnectedBySearch(without: u, extra: extra)
  }

  private mutating func isConnectedBySearch(without u: Int, extra: Int32) -> Bool {
    let own = owner[u]
    beginSearch()
    mark[u] = search
    var wanted = 0
    queue.removeAll(keepingCapacity: true)
    for place in ground.graph.row(u) {
      let v = ground.graph.neighbours[place]
      guard owner[Int(v)] == own || v == extra else { continue }
      wanted += 1
      if queue.isEmpty {
        queue.append(v)
        mark[Int(v)] = search
      }
    }
    var next = 0
    // `wanted` counts neighbours of `u` that are still to be met; the first is met already.
    wanted -= 1
    while next < queue.count && wanted > 0 {
      let unit = Int(queue[next])
      next += 1
      for place in ground.graph.row(unit) {
        let v = ground.graph.neighbours[place]
        guard mark[Int(v)] < search, owner[Int(v)] == own || v == extra else { continue }
        mark[Int(v)] = search
        queue.append(v)
        if ground.isNeighbour(v, of: u) { wanted -= 1 }
      }
    }
    return wanted <= 0
  }

  /// A unit, and after it the units that its group would lose touch with if it went: all parts without pins, or all but the
  /// one with the most work if none has pins; nil if pins would lose touch with each other.
  ///
  /// - Complexity: O(units of the group).
  mutating func cutOff(by u: Int) -> ContiguousArray<Int32>? {
    let own = owner[u]
    beginSearch()
    mark[u] = search
    var branch: ContiguousArray<Int32> = [Int32(truncatingIfNeeded: u)]
    var pinned = false
    var heaviest = (work: -1.0, units: 0..<0)
    for place in ground.graph.row(u) {
      let first = ground.graph.neighbours[place]
      guard owner[Int(first)] == own, mark[Int(first)] < search else { continue }
      let start = branch.count
      var (work, hasPin) = (0.0, false)
      mark[Int(first)] = search
      branch.append(first)
      var next = start
      while next < branch.count {
        let unit = Int(branch[next])
        next += 1
        work += ground.units[unit].work
        hasPin = hasPin || ground.units[unit].pin >= 0
        for place in ground.graph.row(unit) {
          let v = ground.graph.neighbours[place]
          guard owner[Int(v)] == own, mark[Int(v)] < search else { continue }
          mark[Int(v)] = search
          branch.append(v)
        }
      }
      if hasPin {
        if pinned { return nil }
        pinned = true
        branch.removeSubrange(start...)
      } else if work > heaviest.work {
        heaviest = (work, start..<branch.count)
      }
    }
    if !pinned { branch.removeSubrange(heaviest.units) }
    return branch
  }

  private mutating func beginSearch() {
    if search > Int32.max - 4 {
      for i in mark.indices { mark[i] = 0 }
      search = 0
    }
    search += 1
  }
}
