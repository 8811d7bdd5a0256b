public import CampaignModel
public import SpatialCore

/// All that a campaign has to pair: who serves what, what has a contact already, and what is still to be paired.
public struct PairingCensus: Sendable {
  /// What else the census must know of a campaign than its lists.
  public struct Ground: Sendable {
    /// The kinds of pairs.
    public var kinds: PairingKinds
    /// Whether there is a plan: without one any member may be paired with any contact point.
    public var hasPlan: Bool
    /// The group responsible for each target, or -1.
    public var groupOfTarget: @Sendable (Int) -> Int32
    /// The group responsible for each village, or -1.
    public var groupsOfVillages: [Int32]
    /// Whether a target counts (it does not while it is excluded).
    public var isExpected: @Sendable (Int) -> Bool
    /// Whether a target is of a priority category.
    public var isPriority: @Sendable (Int) -> Bool
    /// For each village a point on its surface, in metres of the campaign's CRS; nil if it has no polygon.
    public var surfacePoints: [(x: Double, y: Double)?]

    /// The ground of a campaign.
    public init(
      kinds: PairingKinds, hasPlan: Bool, groupOfTarget: @escaping @Sendable (Int) -> Int32,
      groupsOfVillages: [Int32], isExpected: @escaping @Sendable (Int) -> Bool,
      isPriority: @escaping @Sendable (Int) -> Bool, surfacePoints: [(x: Double, y: Double)?]
    ) {
      self.kinds = kinds
      self.hasPlan = hasPlan
      self.groupOfTarget = groupOfTarget
      self.groupsOfVillages = groupsOfVillages
      self.isExpected = isExpected
      self.isPriority = isPriority
      self.surfacePoints = surfacePoints
    }
  }

  /// A member and a contact point that are paired already, as indices.
  struct Kept {
    var member: Int
    var contact: Point
    var kind: Int?
  }

  /// A target or village as a contact point.
  enum Point: Hashable {
    case target(Int)
    case village(Int)
  }

  let campaign: Campaign
  let ground: Ground
  /// Easting and northing of each target, in metres; where it has no good point, those of its village's centre.
  private(set) var xs: ContiguousArray<Double>
  private(set) var ys: ContiguousArray<Double>
  /// Whether a target stands where it stands, and not at its village's centre.
  private(set) var isPlaced: [Bool]
  /// The centre of each village's targets, else a point on its surface.
  private(set) var centres: [(x: Double, y: Double)]
  private(set) var hasTargets: [Bool]
  private(set) var kept: [Kept] = []
  /// Kept pairings that name a member or contact point which is not listed.
  private(set) var unknownPairings = 0
  /// Members of no group that the plan knows.
  private(set) var membersWithoutGround = 0
  /// What is still to be paired, and the point that each of its contacts is.
  private(set) var problem = PairingProblem(people: [], contacts: PairingProblem.Contacts())
  private(set) var points: [Point] = []

  /// Takes a campaign's census.
  ///
  /// - Parameter pairings: those that are kept: their contact points have a contact, and count in the members' quotas.
  /// - Complexity: O(targets + pairings), and that of projecting the targets.
  public init(_ campaign: Campaign, ground: Ground, pairings: [Pairing], projection: Projection) {
    self.campaign = campaign
    self.ground = ground
    let targets = campaign.targets
    (xs, ys) = (targets.xs, targets.ys)
    projection.forward(xs: &xs, ys: &ys)
    // A point outside every village is not trusted: its target counts for the declared village and stands there.
    let trustsAll = campaign.settings.locateRule == .declared
    isPlaced = zip(zip(xs, ys), targets.locatedBy).map { point, locatedBy in
      point.0.isFinite && point.1.isFinite && (trustsAll || locatedBy == .geometry)
    }
    hasTargets = Array(repeating: false, count: campaign.villages.count)
    centres = []
    placeVillages()
    keep(pairings)
    listPeople()
    listTargets()
    listVillages()
  }

  private mutating func placeVillages() {
    let targets = campaign.targets
    var sums = Array(repeating: (x: 0.0, y: 0.0, count: 0.0), count: campaign.villages.count)
    var all = (x: 0.0, y: 0.0, count: 0.0)
    for i in 0..<targets.count where ground.isExpected(i) {
      let village = Int(targets.villages[i])
      if village >= 0 { hasTargets[village] = true }
      guard isPlaced[i] else { continue }
      all = (all.x + xs[i], all.y + ys[i], all.count + 1)
      if village >= 0 {
        sums[village] = (sums[village].x + xs[i], sums[village].y + ys[i], sums[village].count + 1)
      }
    }
    let middle = all.count > 0 ? (x: all.x / all.count, y: all.y / all.count) : (x: 0, y: 0)
    centres = sums.indices.map { i in
      sums[i].count > 0
        ? (sums[i].x / sums[i].count, sums[i].y / sums[i].count) : ground.surfacePoints[i] ?? middle
    }
    for i in 0..<targets.count where !isPlaced[i] {
      let village = Int(targets.villages[i])
      (xs[i], ys[i]) = village >= 0 ? centres[village] : middle
    }
  }

  private mutating func keep(_ pairings: [Pairing]) {
    guard !pairings.isEmpty else { return }
    let members = Dictionary(
      campaign.members.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let wanted = Set(pairings.map(\.contact))
    var pointOfID: [Identifier: Point] = [:]
    for (i, village) in campaign.villages.enumerated() { pointOfID[village.code] = .village(i) }
    for i in 0..<campaign.targets.count {
      let id = Identifier(campaign.targets.ids[i] ?? "")
      if wanted.contains(id) { pointOfID[id] = .target(i) }
    }
    for pairing in pairings {
      guard let member = members[pairing.member], let point = pointOfID[pairing.contact] else {
        unknownPairings += 1
        continue
      }
      kept.append(
        Kept(member: member, contact: point, kind: pairing.kind.flatMap { ground.kinds.index(of: $0) }))
    }
  }

  private mutating func listPeople() {
    let groupOfID = Dictionary(
      campaign.groups.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var sums = Array(repeating: (x: 0.0, y: 0.0, count: 0), count: campaign.members.count)
    for pair in kept {
      let (x, y) = position(of: pair.contact)
      let sum = sums[pair.member]
      sums[pair.member] = (sum.x + x, sum.y + y, sum.count + 1)
    }
    for (member, sum) in zip(campaign.members, sums) {
      let group = member.group.flatMap { groupOfID[$0] }
      let leader = group.flatMap { campaign.groups[$0].leader }
      let isLeader = leader != nil && leader == member.name
      if ground.hasPlan && group == nil { membersWithoutGround += 1 }
      let count = Double(sum.count)
      problem.people.append(
        PairingProblem.Person(
          id: member.id, pool: ground.hasPlan ? Int32(group ?? -1) : 0,
          kinds: ground.kinds.served(byRoles: member.roles, isLeader: isLeader),
          quota: max(0, (member.quota ?? campaign.settings.pairingQuota) - sum.count),
          centre: sum.count > 0 ? (sum.x / count, sum.y / count) : nil))
    }
  }

  private mutating func listTargets() {
    let targets = campaign.targets
    let taken = Set(kept.map(\.contact))
    let categories = targets.categorySets.map { set in set.map { targets.categories[$0] } }
    // Each set of categories is held against the kinds once for households and once for enterprises.
    let taking = TargetKind.allCases.map { kind in
      categories.map { ground.kinds.taking(kind, categories: $0) }
    }
    let general =
      ground.kinds.taking(.household, categories: []) | ground.kinds.taking(.enterprise, categories: [])
    for i in 0..<targets.count where ground.isExpected(i) && !taken.contains(.target(i)) {
      let kinds = taking[Int(targets.kinds[i].rawValue)][Int(targets.categorySet[i])]
      guard kinds != 0 else { continue }
      let isNamed = kinds & general == 0
      let turn: UInt8 = ground.isPriority(i) ? (isNamed ? 0 : 1) : (isNamed ? 2 : 3)
      points.append(.target(i))
      problem.contacts.append(
        Identifier(targets.ids[i] ?? ""), pool: ground.hasPlan ? ground.groupOfTarget(i) : 0, kinds: kinds,
        turn: turn, x: xs[i], y: ys[i])
    }
  }

  private mutating func listVillages() {
    let kinds = ground.kinds.takingVillages
    guard kinds != 0 else { return }
    let taken = Set(kept.map(\.contact))
    let hooked = Set(campaign.groups.flatMap(\.hookups))
    for (i, village) in campaign.villages.enumerated() where hasTargets[i] && !taken.contains(.village(i)) {
      let isFirst = hooked.contains(village.code) || !village.categories.isEmpty
      points.append(.village(i))
      problem.contacts.append(
        village.code, pool: ground.hasPlan ? ground.groupsOfVillages[i] : 0, kinds: kinds,
        turn: isFirst ? 0 : 2, x: centres[i].x, y: centres[i].y)
    }
  }

  /// Where a contact point is, in metres.
  func position(of point: Point) -> (x: Double, y: Double) {
    switch point {
    case .target(let i): (xs[i], ys[i])
    case .village(let i): centres[i]
    }
  }
}
