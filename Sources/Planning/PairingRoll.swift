public import CampaignModel

/// The pairs of a campaign, those that were kept and those that were found, and the contact points without one.
public struct PairingRoll: Sendable {
  /// A member with a contact point.
  public struct Pair: Sendable, Equatable {
    /// Index of the member in the campaign's.
    public var member: Int
    /// The id of a target, or the code of a village.
    public var contact: Identifier
    /// Longitude and latitude of the contact point in WGS 84 degrees; nil if it is a village or has none.
    public var place: Place?
    /// Index of the kind; nil if a kept pairing is of another one than the settings name.
    public var kind: Int?
    /// Index of the group on whose ground the contact point is, or -1.
    public var group: Int32
    /// Metres to the member's anchor; nil if the contact point has no coordinates of its own.
    public var distance: Double?
    /// False if it was paired before.
    public var isNew: Bool
  }

  /// A point in WGS 84 degrees.
  public struct Place: Sendable, Equatable {
    /// Longitude.
    public var x: Double
    /// Latitude.
    public var y: Double
  }

  /// A contact point that has nobody.
  public struct Unpaired: Sendable, Equatable {
    /// The id of a target, or the code of a village.
    public var contact: Identifier
    /// Index of the first kind that takes it.
    public var kind: Int
    /// Index of the group on whose ground it is, or -1.
    public var group: Int32
    /// Why.
    public var reason: UnpairedReason
  }

  /// One line of the summary: what became of the contact points of a kind, a group, or both.
  public struct Row: Sendable, Equatable {
    /// Index of the group; -1 for none; nil for all.
    public var group: Int32?
    /// Index of the kind; nil for all, or for pairs of other kinds than the settings name.
    public var kind: Int?
    /// Pairs that were there before.
    public var kept = 0
    /// Pairs that were found.
    public var added = 0
    /// Contact points without one, by reason.
    public var unpaired: [UnpairedReason: Int] = [:]
    /// Members who have pairs.
    public var members = 0
    /// The mean distance of a pair's contact point from the member's anchor, in metres; nil without any.
    public var meanDistance: Double?
    /// The largest of these distances.
    public var largestDistance: Double?

    /// A line without any.
    public init() {}

    /// Contact points: the sum of the others.
    public var contacts: Int { kept + added + unpaired.values.reduce(0, +) }
  }

  /// What a summary is broken down by.
  public enum Division: String, Sendable, CaseIterable { case kind, group }

  /// All pairs, by member and contact point.
  public private(set) var pairs: [Pair] = []
  /// All contact points without a pair, by id.
  public private(set) var unpaired: [Unpaired] = []
  /// Kept pairings that name a member or contact point which is not listed; they are in no other figure.
  public let unknownPairings: Int
  /// Members of no group that the plan knows: they get no contact points.
  public let membersWithoutGround: Int
  /// The sum of the found pairs' distances in decimetres.
  public let total: Int

  /// Pairs what can be paired, and lists the result. - Complexity: that of ``pair(_:)``.
  public init(_ census: PairingCensus) {
    let result = pair(census.problem)
    unknownPairings = census.unknownPairings
    membersWithoutGround = census.membersWithoutGround
    total = result.total
    for pair in census.kept { add(pair.member, pair.contact, kind: pair.kind, isNew: false, census, result) }
    let people = census.problem.people
    let contacts = census.problem.contacts
    for i in 0..<contacts.count {
      let member = Int(result.members[i])
      if member >= 0 {
        let kind = (contacts.kinds[i] & people[member].kinds).trailingZeroBitCount
        add(member, census.points[i], kind: kind, isNew: true, census, result)
      } else if let reason = result.reasons[i] {
        unpaired.append(
          Unpaired(
            contact: contacts.ids[i], kind: contacts.kinds[i].trailingZeroBitCount,
            group: census.group(of: census.points[i]), reason: reason))
      }
    }
    pairs.sort { ($0.member, $0.contact, $0.kind ?? -1) < ($1.member, $1.contact, $1.kind ?? -1) }
    unpaired.sort { $0.contact < $1.contact }
  }

  private mutating func add(
    _ member: Int, _ point: PairingCensus.Point, kind: Int?, isNew: Bool, _ census: PairingCensus,
    _ result: PairingResult
  ) {
    let targets = census.campaign.targets
    let (x, y) = census.position(of: point)
    var pair = Pair(
      member: member, contact: "", place: nil, kind: kind, group: census.group(of: point), distance: nil,
      isNew: isNew)
    var hasPlace = true
    switch point {
    case .target(let i):
      pair.contact = Identifier(targets.ids[i] ?? "")
      hasPlace = census.isPlaced[i]
      if targets.hasCoordinates(i) { pair.place = Place(x: targets.xs[i], y: targets.ys[i]) }
    case .village(let i): pair.contact = census.campaign.villages[i].code
    }
    if hasPlace, let anchor = result.anchors[member] {
      pair.distance = Double(anchor.decimetres(x: x, y: y)) / 10
    }
    pairs.append(pair)
  }

  /// The summary, with a line for all at its end: kinds in the order of the settings (those of no setting last), groups in
  /// that of their ids (none last).
  public func rows(by division: Division) -> [Row] {
    struct Key: Hashable {
      var group: Int32?
      var kind: Int?
    }
    struct Sums {
      var row = Row()
      var members: Set<Int> = []
      var distances: [Double] = []
    }
    var sums: [Key: Sums] = [:]
    var all = Sums()
    func key(_ group: Int32, _ kind: Int?) -> Key { Key(group: division == .group ? group : nil, kind: kind) }
    for pair in pairs {
      func add(to sums: inout Sums) {
        if pair.isNew { sums.row.added += 1 } else { sums.row.kept += 1 }
        sums.members.insert(pair.member)
        if let distance = pair.distance { sums.distances.append(distance) }
      }
      add(to: &all)
      add(to: &sums[key(pair.group, pair.kind), default: Sums()])
    }
    for one in unpaired {
      all.row.unpaired[one.reason, default: 0] += 1
      sums[key(one.group, one.kind), default: Sums()].row.unpaired[one.reason, default: 0] += 1
    }
    func finished(_ sums: Sums) -> Row {
      var row = sums.row
      row.members = sums.members.count
      row.largestDistance = sums.distances.max()
      if !sums.distances.isEmpty {
        row.meanDistance = sums.distances.reduce(0, +) / Double(sums.distances.count)
      }
      return row
    }
    func place(_ key: Key) -> (UInt32, Int) { (UInt32(bitPattern: key.group ?? 0), key.kind ?? .max) }
    let rows = sums.sorted { place($0.key) < place($1.key) }.map { key, sums in
      var row = finished(sums)
      (row.group, row.kind) = (key.group, key.kind)
      return row
    }
    return rows + [finished(all)]
  }
}

extension PairingCensus {
  /// The group on whose ground a contact point is, or -1.
  func group(of point: Point) -> Int32 {
    switch point {
    case .target(let i): ground.groupOfTarget(i)
    case .village(let i): ground.groupsOfVillages[i]
    }
  }
}
