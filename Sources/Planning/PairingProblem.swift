public import CampaignModel

/// Who is to be paired with what: contact points and members, each in the pool of the working group whose ground it is.
///
/// Lengths are metres in the campaign's CRS. Kinds of pairs are bits, in the order of ``PairingKinds/all``.
public struct PairingProblem: Sendable {
  /// A member who can take contact points.
  public struct Person: Sendable, Equatable {
    /// The id.
    public var id: Identifier
    /// The pool whose contact points may be his or hers.
    public var pool: Int32
    /// The kinds that the member's roles serve.
    public var kinds: UInt64
    /// How many contact points may still be added.
    public var quota: Int
    /// The centre of the contact points that the member has already; nil if there are none.
    public var centre: (x: Double, y: Double)?

    /// A member.
    public init(
      id: Identifier, pool: Int32, kinds: UInt64, quota: Int, centre: (x: Double, y: Double)? = nil
    ) {
      self.id = id
      self.pool = pool
      self.kinds = kinds
      self.quota = quota
      self.centre = centre
    }

    /// True if all that they are is the same.
    public static func == (a: Person, b: Person) -> Bool {
      a.id == b.id && a.pool == b.pool && a.kinds == b.kinds && a.quota == b.quota
        && a.centre?.x == b.centre?.x
        && a.centre?.y == b.centre?.y
    }
  }

  /// Contact points that have no contact yet, as columns of equal length.
  public struct Contacts: Sendable {
    /// Ids of targets and codes of villages.
    public var ids: [Identifier] = []
    /// The pool whose members may be the contact; -1 is none.
    public var pools: ContiguousArray<Int32> = []
    /// The kinds that take it.
    public var kinds: ContiguousArray<UInt64> = []
    /// Its turn where quotas do not serve all: 0 before 1 before 2 before 3.
    public var turns: ContiguousArray<UInt8> = []
    /// Easting.
    public var xs: ContiguousArray<Double> = []
    /// Northing.
    public var ys: ContiguousArray<Double> = []

    /// No contact points.
    public init() {}

    /// The number of contact points.
    public var count: Int { ids.count }

    /// Adds a contact point.
    public mutating func append(
      _ id: Identifier, pool: Int32, kinds: UInt64, turn: UInt8, x: Double, y: Double
    ) {
      ids.append(id)
      pools.append(pool)
      self.kinds.append(kinds)
      turns.append(turn)
      xs.append(x)
      ys.append(y)
    }
  }

  /// The last turn.
  public static let lastTurn: UInt8 = 3

  /// Members, each id once.
  public var people: [Person]
  /// Contact points.
  public var contacts: Contacts

  /// A problem.
  public init(people: [Person], contacts: Contacts) {
    self.people = people
    self.contacts = contacts
  }
}

/// Why a contact point has nobody.
public enum UnpairedReason: String, Sendable, CaseIterable {
  /// It lies in no group's ground.
  case outsideEveryArea = "outside every group's area"
  /// No member of the group has a role that its kinds ask for.
  case noMemberOfThatRole = "no member of that role in the group"
  /// All members of the group who could take it have as many as they may.
  case quotaExhausted = "quota exhausted"
}

/// Who is paired with what.
public struct PairingResult: Sendable, Equatable {
  /// For each contact point the index of its member, or -1.
  public var members: ContiguousArray<Int32>
  /// For each contact point without a member the reason.
  public var reasons: [Int: UnpairedReason]
  /// The middle of each member's contact points, from which distances are taken; nil for one who has and gets none.
  public var anchors: [Anchor?]
  /// The sum of distances between contact points and their members' anchors, in decimetres: the least for these anchors.
  public var total: Int
  /// How often anchors were moved, in the pool where it was most.
  public var rounds: Int

  /// A point from which a member's distances are taken, in metres of the campaign's CRS.
  public struct Anchor: Sendable, Equatable {
    /// Easting.
    public var x: Double
    /// Northing.
    public var y: Double

    /// A point.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }

    /// Whole decimetres to a point: the cost of a pair.
    func decimetres(x: Double, y: Double) -> Int {
      let (dx, dy) = (x - self.x, y - self.y)
      return Int((((dx * dx + dy * dy).squareRoot()) * 10).rounded())
    }
  }
}
