/// The kinds of pairs that a campaign makes, in the order of its setting `pair_kinds`: who is the contact of whom.
///
/// `party member=low-income;teacher=poor student;officer=family` reads: a member with the role *party member* is the
/// contact of a household of the category *low-income*, and so on. Roles and categories are recognised in English and
/// Chinese (``ValueNames``); others are taken as they are written. Instead of a category stand the words `family` (any
/// household that has no category of another kind), `enterprise` (likewise) and `village`.
public struct PairingKinds: Sendable, Equatable {
  /// One kind of pairs.
  public struct Kind: Sendable, Equatable {
    /// What pairings of this kind are called: role and category as the setting writes them, with a dash between.
    public let name: String
    /// The role that the member must have.
    public let role: String
    /// What the contact point must be.
    public let contact: Contact
  }

  /// What a contact point must be.
  public enum Contact: Sendable, Hashable {
    /// A household or enterprise of a category.
    case category(String)
    /// A household that no kind takes by its category.
    case family
    /// An enterprise that no kind takes by its category.
    case enterprise
    /// A village.
    case village
  }

  /// The role of whoever leads a working group: listed among a member's roles, or known by the group's `leader`.
  public static let leader = "leader"

  /// So many kinds at most: a set of kinds is the bits of one word.
  public static let limit = 60

  /// All kinds, in the order in which a target is held against them.
  public let all: [Kind]

  /// Reads the value of `pair_kinds`; nil if it is not one.
  public init?(_ text: String) {
    var kinds: [Kind] = []
    for part in Settings.list(text) {
      let sides = part.split(whereSeparator: { "=＝–—".contains($0) }).map { $0.trimmingBlanks() }
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else { return nil }
      let role = ValueNames.role(sides[0])
      let contact = PairingKinds.contact(sides[1])
      if kinds.contains(where: { $0.role == role && $0.contact == contact }) { return nil }
      kinds.append(Kind(name: "\(sides[0])–\(sides[1])", role: role, contact: contact))
    }
    guard !kinds.isEmpty, kinds.count <= PairingKinds.limit else { return nil }
    all = kinds
  }

  /// The kind that a pairing's `kind` names, also in another spelling (`党员—低保户`); nil if it is none of these.
  public func index(of name: String) -> Int? {
    if let exact = all.firstIndex(where: { Identifier($0.name) == Identifier(name) }) { return exact }
    let sides = name.split(whereSeparator: { "=＝–—－:：→".contains($0) }).map { $0.trimmingBlanks() }
    if sides.count == 2 { return index(role: sides[0], contact: sides[1]) }
    guard sides.count == 1 else { return nil }
    // A hyphen may be between the sides, or part of a word (low-income): whichever makes a kind.
    return name.indices.lazy.filter { name[$0] == "-" }
      .compactMap { hyphen in
        index(
          role: name[..<hyphen].trimmingBlanks(), contact: name[name.index(after: hyphen)...].trimmingBlanks()
        )
      }.first
  }

  private func index(role: String, contact: String) -> Int? {
    let (role, contact) = (ValueNames.role(role), PairingKinds.contact(contact))
    return all.firstIndex { $0.role == role && $0.contact == contact }
  }

  /// The kinds in which a member can be the contact, as bits.
  ///
  /// - Parameter isLeader: True if the member leads a group, whatever roles are listed.
  public func served(byRoles roles: [String], isLeader: Bool) -> UInt64 {
    let roles = Set(roles.map { ValueNames.role($0) } + (isLeader ? [PairingKinds.leader] : []))
    return bits { roles.contains($0.role) }
  }

  /// The kinds that take a target, as bits: those of its categories, else the one for any such target.
  public func taking(_ kind: TargetKind, categories: [String]) -> UInt64 {
    let named = bits {
      if case .category(let category) = $0.contact { categories.contains(category) } else { false }
    }
    return named != 0 ? named : bits { $0.contact == (kind == .household ? .family : .enterprise) }
  }

  /// The kinds that take villages, as bits.
  public var takingVillages: UInt64 { bits { $0.contact == .village } }

  private func bits(_ isIn: (Kind) -> Bool) -> UInt64 {
    all.indices.reduce(0) { isIn(all[$1]) ? $0 | 1 << UInt64($1) : $0 }
  }

  private static func contact(_ text: String) -> Contact {
    switch ValueNames.contact(text) {
    case "family": .family
    case "enterprise": .enterprise
    case "village": .village
    case let category: .category(category)
    }
  }
}
