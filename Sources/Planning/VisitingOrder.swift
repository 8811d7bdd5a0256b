import CampaignModel

/// An order in which to visit places: a round trip that is short as the crow flies.
///
/// It starts as the nearest neighbour's tour and is bettered by 2-opt moves (Croes, "A method for solving
/// traveling-salesman problems", 1958) and Or-opt moves (Or, 1976) among near places, with marks on places that are not
/// worth looking at (Bentley, "Fast algorithms for geometric traveling salesman problems", 1992); then, again and again, a
/// stretch is cut in four and joined otherwise, bettered, and kept if it is shorter (Martin, Otto and Felten,
/// "Large-step Markov chains for the traveling salesman problem", 1991).
public struct VisitingOrder: Sendable, Equatable {
  /// The places as indices, each once.
  public private(set) var places: [Int]
  /// Length of the round trip in metres, in a straight line from place to place.
  public private(set) var metres: Double

  /// Orders places.
  ///
  /// The first place is `start` if it is given, else the place after the longest leg, so that who does not come back
  /// to the beginning walks the least.
  ///
  /// - Parameters:
  ///   - xs: Eastings in metres.
  ///   - ys: Northings in metres.
  ///   - start: The place to start from, as an index.
  ///   - seed: Of the random choices; the same seed gives the same order.
  ///   - kicks: How often a stretch is joined otherwise; nil: fifty times for each place, fewer if there are thousands.
  /// - Complexity: O(n²) for n places and some ten steps of O(n) for each place, which is what a group's list bears: 200
  ///   places take milliseconds, 5,000 a second.
  public init(xs: [Double], ys: [Double], start: Int? = nil, seed: UInt64 = 1, kicks: Int? = nil) {
    var trip = RoundTrip(xs: xs, ys: ys)
    trip.better(seed: seed, kicks: kicks ?? max(200, min(50 * xs.count, 100_000_000 / max(1, xs.count))))
    metres = trip.metres
    places = trip.tour.map { Int($0) }
    guard places.count > 2 else {
      if let start, places.count == 2, places[0] != start { places.swapAt(0, 1) }
      return
    }
    let count = places.count
    let first =
      start.map { Int(trip.place[$0]) }
      ?? (0..<count).max {
        let (a, b) = (trip.leg(before: $0), trip.leg(before: $1))
        return (a, places[$1]) < (b, places[$0])
      } ?? 0
    places = Array(places[first...] + places[..<first])
    // Either way round is as short: the one that begins with the nearer place reads more naturally.
    let (next, last) = (places[1], places[count - 1])
    let (out, back) = (trip.distance(places[0], next), trip.distance(last, places[0]))
    if start != nil && (back, last) < (out, next) { places[1...].reverse() }
  }

  /// The order divided into days: stretches of about as many places, cut at a long leg where there is one near by.
  ///
  /// - Parameter xs: Eastings and northings as the order was made from.
  /// - Returns: `count` stretches, or as many as there are places; sizes differ by a fifth of a day's places at most.
  public func days(_ count: Int, xs: [Double], ys: [Double]) -> [[Int]] {
    let days = max(1, min(count, places.count))
    guard !places.isEmpty else { return [] }
    let size = Double(places.count) / Double(days)
    let slack = Int(size / 10)
    var cuts = [0]
    for day in 1..<max(days, 1) {
      let even = Int((Double(day) * size).rounded())
      let candidates = max(even - slack, cuts[day - 1] + 1)...min(even + slack, places.count - (days - day))
      let cut = candidates.max { a, b in
        func leg(_ i: Int) -> Double {
          let (u, v) = (places[i - 1], places[i])
          return ((xs[u] - xs[v]) * (xs[u] - xs[v]) + (ys[u] - ys[v]) * (ys[u] - ys[v])).squareRoot()
        }
        return (leg(a), -abs(a - even)) < (leg(b), -abs(b - even))
      }
      cuts.append(cut ?? even)
    }
    cuts.append(places.count)
    return zip(cuts, cuts.dropFirst()).map { Array(places[$0..<$1]) }
  }
}

/// A closed tour as a ring of places.
private struct RoundTrip {
  let xs: ContiguousArray<Double>
  let ys: ContiguousArray<Double>
  /// The places in order.
  private(set) var tour: ContiguousArray<Int32>
  /// Where in the tour each place is.
  private(set) var place: ContiguousArray<Int32>
  /// The nearest places of each, the nearest first, `width` for each.
  private let near: ContiguousArray<Int32>
  private let width: Int
  /// Places that may have a better neighbour.
  private var queue: [Int32] = []
  private var isQueued: ContiguousArray<Bool>

  var count: Int { tour.count }

  init(xs: [Double], ys: [Double]) {
    (self.xs, self.ys) = (ContiguousArray(xs), ContiguousArray(ys))
    let count = xs.count
    width = min(10, max(0, count - 1))
    var near: ContiguousArray<Int32> = []
    near.reserveCapacity(count * width)
    var squares = ContiguousArray(repeating: 0.0, count: count)
    for u in 0..<count {
      for v in 0..<count {
        squares[v] = (xs[u] - xs[v]) * (xs[u] - xs[v]) + (ys[u] - ys[v]) * (ys[u] - ys[v])
      }
      near += RoundTrip.smallest(width, of: squares, except: u)
    }
    self.near = near
    isQueued = ContiguousArray(repeating: false, count: count)
    tour = []
    place = ContiguousArray(repeating: 0, count: count)
    startAtNearestNeighbours()
  }

  private static func smallest(_ width: Int, of squares: ContiguousArray<Double>, except u: Int) -> [Int32] {
    var kept: [(square: Double, place: Int32)] = []
    for v in squares.indices where v != u {
      if kept.count == width, squares[v] >= kept[width - 1].square { continue }
      let i = kept.firstIndex { squares[v] < $0.square } ?? kept.count
      kept.insert((squares[v], Int32(v)), at: i)
      if kept.count > width { kept.removeLast() }
    }
    return kept.map(\.place)
  }

  private mutating func startAtNearestNeighbours() {
    var left = Array(xs.indices)
    guard var here = left.first else { return }
    left.removeFirst()
    tour.append(Int32(here))
    while !left.isEmpty {
      let next =
        left.indices.min { (distance(here, left[$0]), left[$0]) < (distance(here, left[$1]), left[$1]) } ?? 0
      here = left.remove(at: next)
      tour.append(Int32(here))
    }
    for (i, u) in tour.enumerated() { place[Int(u)] = Int32(i) }
  }

  func distance(_ u: Int, _ v: Int) -> Double {
    let (dx, dy) = (xs[u] - xs[v], ys[u] - ys[v])
    return (dx * dx + dy * dy).squareRoot()
  }

  /// The leg that ends at the place in position `i` of the tour.
  func leg(before i: Int) -> Double { distance(Int(tour[i == 0 ? count - 1 : i - 1]), Int(tour[i])) }

  var metres: Double { tour.indices.reduce(0) { $0 + leg(before: $1) } }

  private func next(_ u: Int) -> Int { Int(tour[Int(place[u]) + 1 == count ? 0 : Int(place[u]) + 1]) }
  private func previous(_ u: Int) -> Int { Int(tour[place[u] == 0 ? count - 1 : Int(place[u]) - 1]) }

  // MARK: - Moves

  /// Betters the tour as long as a step is worth it.
  mutating func better(seed: UInt64, kicks: Int) {
    guard count > 8 else { return betterFew() }
    for u in tour { enqueue(Int(u)) }
    _ = settle()
    var random = SeededGenerator(seed: seed)
    // What a kick costs grows with the tour, so that long tours get fewer of them.
    for _ in 0..<kicks { kick(&random) }
  }

  /// Of eight places all 2,520 round trips are looked at.
  private mutating func betterFew() {
    guard count > 3 else { return }
    var best = (metres: metres, tour: Array(tour))
    func extend(_ path: [Int32], _ left: [Int32], _ length: Double) {
      guard length < best.metres else { return }
      if left.isEmpty {
        let closed = length + distance(Int(path[count - 1]), Int(path[0]))
        if closed < best.metres { best = (closed, path) }
      }
      for u in left {
        extend(path + [u], left.filter { $0 != u }, length + distance(Int(path[path.count - 1]), Int(u)))
      }
    }
    extend([0], Array(1..<Int32(count)), 0)
    tour = ContiguousArray(best.tour)
    for (i, u) in tour.enumerated() { place[Int(u)] = Int32(i) }
  }

  private mutating func enqueue(_ u: Int) {
    guard !isQueued[u] else { return }
    isQueued[u] = true
    queue.append(Int32(u))
  }

  /// Makes moves that shorten the tour until there is none among near places.
  ///
  /// - Returns: by how much the tour became shorter.
  private mutating func settle() -> Double {
    var gain = 0.0
    var at = 0
    while at < queue.count {
      let u = Int(queue[at])
      at += 1
      isQueued[u] = false
      while let gained = betterAt(u) { gain += gained }
      // The queue would grow with every move; what is done goes.
      if at > 4 * count {
        queue.removeFirst(at)
        at = 0
      }
    }
    queue.removeAll(keepingCapacity: true)
    return gain
  }

  private static let least = 1e-7

  private mutating func betterAt(_ u: Int) -> Double? { twoOpt(at: u) ?? orOpt(at: u) }

  /// Takes the legs after (or before) two places out and joins the places.
  private mutating func twoOpt(at u: Int) -> Double? {
    for isForward in [true, false] {
      let after = isForward ? next(u) : previous(u)
      let leg = distance(u, after)
      for i in u * width..<(u + 1) * width {
        let v = Int(near[i])
        let joined = distance(u, v)
        if joined >= leg { break }
        let beyond = isForward ? next(v) : previous(v)
        if v == after || beyond == u { continue }
        let gain = leg + distance(v, beyond) - joined - distance(after, beyond)
        guard gain > RoundTrip.least else { continue }
        if isForward { reverse(after, v) } else { reverse(v, after) }
        for touched in [u, v, after, beyond] { enqueue(touched) }
        return gain
      }
    }
    return nil
  }

  /// Moves up to three places in a row to between two others, the same way round or reversed.
  private mutating func orOpt(at u: Int) -> Double? {
    // The stretch begins at u and runs forward, or ends at u and runs back.
    for isForward in [true, false] {
      var end = u
      for length in 1...min(3, count - 3) {
        if length > 1 { end = isForward ? next(end) : previous(end) }
        let (first, last) = isForward ? (u, end) : (end, u)
        let (before, after) = (previous(first), next(last))
        let saved = distance(before, first) + distance(last, after) - distance(before, after)
        guard saved > RoundTrip.least else { continue }
        for i in u * width..<(u + 1) * width {
          let v = Int(near[i])
          let joined = distance(u, v)
          if joined >= saved { break }
          if isWithin(v, first: first, length: length) { continue }
          // u comes to stand beside v: on its far side, or on its near side.
          for isAfter in [true, false] {
            let w = isAfter ? next(v) : previous(v)
            if isWithin(w, first: first, length: length) { continue }
            let gain = saved + distance(v, w) - joined - distance(end, w)
            guard gain > RoundTrip.least else { continue }
            let (left, isUFirst) = isAfter ? (v, true) : (w, false)
            move(first: first, length: length, after: left, reversed: (first == u) != isUFirst)
            for touched in [u, end, v, w, before, after] { enqueue(touched) }
            return gain
          }
        }
      }
    }
    return nil
  }

  private func isWithin(_ v: Int, first: Int, length: Int) -> Bool {
    let ahead = Int(place[v]) - Int(place[first])
    return (ahead < 0 ? ahead + count : ahead) < length
  }

  /// Turns the stretch from `a` on to `b` round, or all the rest, which makes the same ring.
  private mutating func reverse(_ a: Int, _ b: Int) {
    var (i, j) = (Int(place[a]), Int(place[b]))
    var inner = (j - i + count) % count + 1
    if 2 * inner > count {
      (i, j) = ((j + 1) % count, (i - 1 + count) % count)
      inner = count - inner
    }
    for _ in 0..<inner / 2 {
      tour.swapAt(i, j)
      place[Int(tour[i])] = Int32(i)
      place[Int(tour[j])] = Int32(j)
      i = i + 1 == count ? 0 : i + 1
      j = j == 0 ? count - 1 : j - 1
    }
  }

  /// Moves a stretch to behind a place outside it.
  private mutating func move(first: Int, length: Int, after left: Int, reversed: Bool) {
    let i = Int(place[first])
    var stretch = (0..<length).map { tour[(i + $0) % count] }
    if reversed { stretch.reverse() }
    let ahead = (Int(place[left]) - (i + length - 1) + 2 * count) % count
    var at: Int
    if 2 * ahead <= count - length {
      for t in 0..<ahead { put(tour[(i + length + t) % count], at: (i + t) % count) }
      at = (i + ahead) % count
    } else {
      let behind = count - length - ahead
      for t in 0..<behind {
        put(tour[(i - 1 - t + 2 * count) % count], at: (i + length - 1 - t + 2 * count) % count)
      }
      at = (i - behind + count) % count
    }
    for u in stretch {
      put(u, at: at)
      at = at + 1 == count ? 0 : at + 1
    }
  }

  private mutating func put(_ u: Int32, at i: Int) {
    tour[i] = u
    place[Int(u)] = Int32(i)
  }

  /// Cuts a short stretch in four, joins it otherwise, betters what is around, and keeps it if the tour became shorter.
  private mutating func kick(_ random: inout SeededGenerator) {
    let (oldTour, oldPlace) = (tour, place)
    let reach = min(50, (count - 2) / 2)
    let start = random.index(below: count)
    let lengths = (0..<2).map { _ in 1 + random.index(below: reach) }
    let length = lengths[0] + lengths[1]
    let stretch = (0..<length).map { tour[(start + $0) % count] }
    let ends = [
      start - 1, start, start + lengths[0] - 1, start + lengths[0], start + length - 1, start + length,
    ]
    .map { Int(tour[($0 + count) % count]) }
    // Two neighbouring stretches change places: a double bridge.
    for (t, u) in (stretch[lengths[0]...] + stretch[..<lengths[0]]).enumerated() {
      put(u, at: (start + t) % count)
    }
    let cost =
      distance(ends[0], ends[3]) + distance(ends[4], ends[1]) + distance(ends[2], ends[5])
      - distance(ends[0], ends[1]) - distance(ends[2], ends[3]) - distance(ends[4], ends[5])
    for u in ends { enqueue(u) }
    if settle() - cost < RoundTrip.least { (tour, place) = (oldTour, oldPlace) }
  }
}
