public import CampaignModel
public import SpatialCore

/// A part of some ground, and the households in it.
public struct GroundPart: Sendable {
  /// Its polygon, in the metres of the ground that was divided.
  public var region: Region
  /// Which of the households stand in it, as indices.
  public var households: [Int]
}

/// Divides ground into parts of about as many households each, by straight cuts that go between settlements.
///
/// Recursive bisection: each cut parts the ground in two that will hold half of the parts each. Of all lines in 24
/// directions that leave both sides a number of households they can divide within the limits, the one is taken that
/// separates fewest near neighbours (a link between two houses 20 m apart weighs 0.8, 100 m 0.14), is short, and
/// halves the households well. A straight line is a border that people can find on the ground and draw on a map. The
/// result depends on nothing but the arguments.
///
/// - Every part is connected, as far as the ground is: what a line cuts off behind a bend goes to the other side.
/// - Parts have between 1 − `tolerance` and 1 + `tolerance` times their fair share of households, whenever there
///   is a cut that allows it; houses at one and the same place stay together.
/// - The parts make up the ground: their areas sum to its area.
public struct HouseholdDivision: Sendable {
  /// How far from the fair share a part may be.
  public static let tolerance = 0.2
  private let sites: HouseSites

  /// Prepares households for division.
  ///
  /// - Parameter places: their eastings and northings in metres.
  /// - Complexity: O(n √n) for n evenly spread places.
  public init(places: [SIMD2<Double>]) { sites = HouseSites(places) }

  /// How many parts there can be at most: each needs a place of its own.
  public var placeCount: Int { sites.count }

  /// Divides ground.
  ///
  /// - Parameters:
  ///   - ground: a valid region in metres; the households stand in it, or near to it.
  ///   - count: how many parts are wanted; fewer come back where the ground or the households do not allow as many.
  /// - Complexity: O(n log n log count) for n households, and O(vertices) for each cut that is tried.
  /// - Throws: `SpatialError` if the ground cannot be cut.
  public func divide(_ ground: Region, into count: Int) throws(SpatialError) -> [GroundPart] {
    let all = Array(0..<sites.count)
    let fair = Double(sites.total(all)) / Double(max(1, count))
    // Whole households: a fair share of 1.5 allows 1 and 2.
    let limits = (
      low: max(1, Int(((1 - HouseholdDivision.tolerance) * fair).rounded(.down))),
      high: max(1, Int(((1 + HouseholdDivision.tolerance) * fair).rounded(.up)))
    )
    var done: [GroundPart] = []
    var open = [(region: ground, sites: all, count: count)]
    while let next = open.popLast() {
      guard next.count > 1, let cut = try halves(next.region, next.sites, next.count, limits) else {
        done.append(
          GroundPart(region: next.region, households: next.sites.flatMap { sites.members[$0] }.sorted()))
        continue
      }
      open.append((cut.right.region, cut.right.sites, next.count - next.count / 2))
      open.append((cut.left.region, cut.left.sites, next.count / 2))
    }
    return done
  }

  private typealias Side = (region: Region, sites: [Int])

  /// The best cut that the ground allows; nil if there is none.
  private func halves(
    _ region: Region, _ members: [Int], _ count: Int, _ limits: (low: Int, high: Int)
  ) throws(SpatialError) -> (left: Side, right: Side)? {
    let (few, many) = (count / 2, count - count / 2)
    let total = sites.total(members)
    /// How many households a side has too many or too few; 0 within the limits.
    func excess(_ left: Int) -> Int {
      let right = total - left
      return max(0, few * limits.low - left) + max(0, left - few * limits.high)
        + max(0, many * limits.low - right) + max(0, right - many * limits.high)
    }
    let lines = CutLines(
      sites, members, region: region, fair: Double(total) * Double(few) / Double(count),
      range: max(1, Double(limits.high - limits.low) / 2 * Double(few)), excess: excess)
    var best: (excess: Int, cut: (left: Side, right: Side))?
    for line in lines.best {
      guard let cut = try separate(region, members, by: line) else { continue }
      let left = sites.total(cut.left.sites)
      // A side without a house cannot be divided further, and would be a cell of nobody.
      guard cut.left.sites.count >= few, cut.right.sites.count >= many else { continue }
      let excess = excess(left)
      if excess == 0 { return cut }
      if excess < best?.excess ?? .max { best = (excess, cut) }
    }
    return best?.cut
  }

  /// Cuts the ground, polygon by polygon; nil if a side of a polygon falls apart.
  private func separate(
    _ region: Region, _ members: [Int], by line: CutLine
  ) throws(SpatialError) -> (left: Side, right: Side)? {
    var isLeft = members.map { line.isLeft(sites.place($0)) }
    var (left, right) = (Region(), Region())
    for p in 0..<region.polygonCount {
      let whole = region.polygon(p)
      let cut = try whole.cut(through: line.point, along: line.direction)
      if cut.left.polygonCount == 0 || cut.right.polygonCount == 0 {
        if cut.right.polygonCount == 0 {
          left.append(whole, polygon: 0)
        } else {
          right.append(whole, polygon: 0)
        }
        continue
      }
      if cut.left.polygonCount == 1 && cut.right.polygonCount == 1 {
        left.append(cut.left, polygon: 0)
        right.append(cut.right, polygon: 0)
        continue
      }
      // What lies behind a bend goes to the side that it borders on.
      let mine = mainPolygon(of: cut.left, members), theirs = mainPolygon(of: cut.right, members)
      var (leftParts, rightParts) = ([cut.left.polygon(mine)], [cut.right.polygon(theirs)])
      for q in 0..<cut.left.polygonCount where q != mine {
        let part = cut.left.polygon(q)
        for (i, site) in members.enumerated() where isLeft[i] && part.holds(sites.place(site)) {
          isLeft[i] = false
        }
        rightParts.append(part)
      }
      for q in 0..<cut.right.polygonCount where q != theirs {
        let part = cut.right.polygon(q)
        for (i, site) in members.enumerated() where !isLeft[i] && part.holds(sites.place(site)) {
          isLeft[i] = true
        }
        leftParts.append(part)
      }
      let (newLeft, newRight) = (try Region.union(of: leftParts), try Region.union(of: rightParts))
      guard newLeft.polygonCount == 1, newRight.polygonCount == 1 else { return nil }
      left.append(newLeft, polygon: 0)
      right.append(newRight, polygon: 0)
    }
    guard !left.isEmpty, !right.isEmpty else { return nil }
    return (
      (left, members.indices.filter { isLeft[$0] }.map { members[$0] }),
      (right, members.indices.filter { !isLeft[$0] }.map { members[$0] })
    )
  }

  /// The polygon with most households, the largest of several.
  private func mainPolygon(of region: Region, _ members: [Int]) -> Int {
    let parts = (0..<region.polygonCount).map { region.polygon($0) }
    let counts = parts.map { part in
      members.reduce(0) { $0 + (part.holds(sites.place($1)) ? sites.members[$1].count : 0) }
    }
    return parts.indices.max { (counts[$0], parts[$0].area, $1) < (counts[$1], parts[$1].area, $0) } ?? 0
  }
}

extension Region {
  fileprivate func holds(_ place: SIMD2<Double>) -> Bool { covers(x: place.x, y: place.y) }
}
