/// An administrative village: a named polygon with a code, inside a township.
public struct Village: Sendable, Equatable {
  /// The 12-digit statistical code, or whatever the office uses.
  public var code: Identifier
  /// The name in the office's language; names may repeat.
  public var name: String
  /// The name in English, if there is one.
  public var nameEnglish: String?
  /// The township's name.
  public var township: String?
  /// The township's name in English, if there is one.
  public var townshipEnglish: String?
  /// The township's code: given, else the first nine digits of a statistical code (``derivingCodes(_:)``).
  public var townshipCode: String?
  /// The county's name.
  public var county: String?
  /// The county's code: given, else the first six digits of a statistical code.
  public var countyCode: String?
  /// Why the village must be visited first, if it must.
  public var categories: [String]
  /// The number of households that the office declares: work for planning, never a denominator.
  public var declaredHouseholds: Int?

  /// A village.
  public init(
    code: Identifier, name: String, nameEnglish: String? = nil, township: String? = nil,
    townshipEnglish: String? = nil, townshipCode: String? = nil, county: String? = nil,
    countyCode: String? = nil, categories: [String] = [], declaredHouseholds: Int? = nil
  ) {
    self.code = code
    self.name = name
    self.nameEnglish = nameEnglish
    self.township = township
    self.townshipEnglish = townshipEnglish
    self.townshipCode = townshipCode
    self.county = county
    self.countyCode = countyCode
    self.categories = categories
    self.declaredHouseholds = declaredHouseholds
  }

  /// The villages, with township and county codes from the first nine and six digits of their own codes where these
  /// are statistical codes of twelve digits, and none of their own is given.
  ///
  /// Only if all villages have such codes: in a list that mixes them with others, one township would be known by its
  /// code in one village and by its name in the next, and so be counted as two.
  public static func derivingCodes(_ villages: [Village]) -> [Village] {
    let areStatistical = villages.allSatisfy { village in
      village.code.text.utf8.count == 12 && village.code.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
    guard areStatistical else { return villages }
    return villages.map { village in
      var village = village
      village.townshipCode = village.townshipCode ?? String(village.code.text.prefix(9))
      village.countyCode = village.countyCode ?? String(village.code.text.prefix(6))
      return village
    }
  }

  /// What tells this village's township from others: its code, else county and name; nil if neither is known.
  public var townshipKey: String? {
    townshipCode ?? township.map { name in county.map { "\($0)/\(name)" } ?? name }
  }

  /// What tells this village's county from others: its code, else its name; nil if neither is known.
  public var countyKey: String? { countyCode ?? county }
}

/// People who visit together.
public struct WorkingGroup: Sendable, Equatable {
  /// The id.
  public var id: Identifier
  /// The name.
  public var name: String?
  /// The name in English, if the list has one.
  public var nameEnglish: String?
  /// The name of its leader, who is one of its members.
  public var leader: String?
  /// The department it comes from.
  public var department: String?
  /// How many members it has: listed members, else the count its row gives.
  public var members: Int?
  /// How many days it goes out.
  public var days: Int?
  /// Codes of the villages it is tied to.
  public var hookups: [Identifier]

  /// A working group.
  public init(
    id: Identifier, name: String? = nil, nameEnglish: String? = nil, leader: String? = nil,
    department: String? = nil,
    members: Int? = nil,
    days: Int? = nil, hookups: [Identifier] = []
  ) {
    self.id = id
    self.name = name
    self.nameEnglish = nameEnglish
    self.leader = leader
    self.department = department
    self.members = members
    self.days = days
    self.hookups = hookups
  }
}

/// One person of a working group.
public struct Member: Sendable, Equatable {
  /// The id.
  public var id: Identifier
  /// The name.
  public var name: String?
  /// The id of the working group.
  public var group: Identifier?
  /// What the member is (party member, teacher …), as the list writes it.
  public var roles: [String]
  /// How many contact points the member has at most, if the list says so.
  public var quota: Int?

  /// A member.
  public init(
    id: Identifier, name: String? = nil, group: Identifier? = nil, roles: [String] = [], quota: Int? = nil
  ) {
    self.id = id
    self.name = name
    self.group = group
    self.roles = roles
    self.quota = quota
  }
}

/// A member and one of his or her contact points, as the list of pairings has it.
public struct Pairing: Sendable, Equatable {
  /// The id of the row.
  public var id: Identifier
  /// The member's id.
  public var member: Identifier
  /// The id of a target, or the code of a village.
  public var contact: Identifier
  /// What the pair is called.
  public var kind: String?
  /// True if `pair` made it, and no list or hand has changed it since.
  public var isComputed: Bool

  /// A pairing.
  public init(
    id: Identifier, member: Identifier, contact: Identifier, kind: String? = nil, isComputed: Bool = false
  ) {
    self.id = id
    self.member = member
    self.contact = contact
    self.kind = kind
    self.isComputed = isComputed
  }
}

/// Which working group is responsible for which unit of ground.
public struct Plan: Sendable, Equatable {
  /// What is shared out.
  public enum Unit: String, Sendable, CaseIterable { case village, cell }

  /// One unit and its group.
  public struct Entry: Sendable, Equatable {
    /// The village code or cell id.
    public var unit: Identifier
    /// The group's id.
    public var group: Identifier
    /// True if a hook-up or pin fixes it.
    public var pinned: Bool
    /// True if somebody changed it by hand: `--keep` does not move it.
    public var byHand: Bool
    /// The unit's work, in household-equivalents.
    public var work: Double

    /// An entry.
    public init(
      unit: Identifier, group: Identifier, pinned: Bool = false, byHand: Bool = false, work: Double = 0
    ) {
      self.unit = unit
      self.group = group
      self.pinned = pinned
      self.byHand = byHand
      self.work = work
    }
  }

  /// The name by which commands speak of it.
  public var name: String
  /// What it shares out.
  public var unit: Unit
  /// The grid whose cells it shares out; nil for villages.
  public var grid: String?
  /// All units with a group, sorted by unit.
  public var entries: [Entry]

  /// A plan.
  public init(name: String, unit: Unit, grid: String?, entries: [Entry]) {
    self.name = name
    self.unit = unit
    self.grid = grid
    self.entries = entries
  }
}

/// One line of the issue register.
public struct Issue: Sendable, Equatable {
  /// The id.
  public var id: Identifier
  /// The target on which it was collected, if known.
  public var target: Identifier?
  /// Index of its village, by its target or its own village code; -1 if unknown.
  public var village: Int32
  /// question, suggestion, dispute …
  public var kind: String
  /// The day it was filed.
  public var filed: LocalDate
  /// The day it was handled.
  public var handled: LocalDate?
  /// The day it was resolved.
  public var resolved: LocalDate?
  /// The day it was escalated.
  public var escalated: LocalDate?
  /// The day by which it must be resolved.
  public var due: LocalDate?
  /// People involved.
  public var people: Int

  /// An issue.
  public init(
    id: Identifier, target: Identifier?, village: Int32, kind: String, filed: LocalDate, handled: LocalDate?,
    resolved: LocalDate?, escalated: LocalDate?, due: LocalDate?, people: Int
  ) {
    self.id = id
    self.target = target
    self.village = village
    self.kind = kind
    self.filed = filed
    self.handled = handled
    self.resolved = resolved
    self.escalated = escalated
    self.due = due
    self.people = people
  }
}

/// A target taken out of every total from one day to another.
public struct Exclusion: Sendable, Equatable {
  /// Row in ``TargetColumns``, or -1 if the target is not listed.
  public var target: Int32
  /// Why.
  public var reason: String
  /// The first day.
  public var from: LocalDate
  /// The last day, or nil if it is for good.
  public var to: LocalDate?
  /// Who approved it; empty if its row does not say.
  public var approvedBy: String
  /// The target's id as the exclusion has it, listed or not.
  public var targetID: Identifier

  /// An exclusion.
  public init(
    target: Int32, reason: String, from: LocalDate, to: LocalDate?, approvedBy: String = "",
    targetID: Identifier = ""
  ) {
    self.target = target
    self.reason = reason
    self.from = from
    self.to = to
    self.approvedBy = approvedBy
    self.targetID = targetID
  }

  /// True on the days from `from` to `to`.
  public func holds(on day: LocalDate) -> Bool { from <= day && (to.map { day <= $0 } ?? true) }
}
