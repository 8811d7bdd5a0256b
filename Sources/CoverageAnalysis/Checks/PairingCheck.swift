public import CampaignModel

/// What is wrong with a campaign's list of pairings: `pair --check`.
///
/// Whoever has no contact, or several of one kind; members with more contact points than their quota, with ones outside
/// their group's ground, or without the role that the kind asks for; and names that are on no list.
public struct PairingCheck: Sendable {
  private let ledger: CampaignLedger
  private let kinds: PairingKinds
  private let pairings: [Pairing]

  /// A check of these pairings by the plan and the exclusions of the ledger.
  public init(_ ledger: CampaignLedger, kinds: PairingKinds, pairings: [Pairing]) {
    self.ledger = ledger
    self.kinds = kinds
    self.pairings = pairings.sorted { ($0.contact, $0.member, $0.id) < ($1.contact, $1.member, $1.id) }
  }

  /// All findings, by subject and id. - Complexity: O(targets + pairings · log pairings).
  public func findings() -> [Finding] {
    let campaign = ledger.campaign
    let members = Dictionary(
      campaign.members.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let contacts = Contacts(ledger, kinds: kinds, named: Set(pairings.map(\.contact)))
    var findings: [Finding] = []
    var contactsOfMember: [Identifier: Int] = [:]
    var membersOfContact: [Contacted: Set<Identifier>] = [:]
    var contacted: Set<Identifier> = []
    for pairing in pairings {
      let place = contacts.known[pairing.contact]
      let member = members[pairing.member]
      func add(_ subject: FindingSubject, detail: String? = nil) {
        var finding = Finding(subject, layer: "pairings", id: pairing.contact.text)
        finding.others = [pairing.member.text]
        finding.detail = detail ?? pairing.kind
        findings.append(finding)
      }
      if place == nil { add(.pairingOfUnknownContact) }
      guard let member else {
        add(.pairingOfUnknownMember)
        continue
      }
      contactsOfMember[member.id, default: 0] += 1
      guard let place else { continue }
      contacted.insert(pairing.contact)
      let kind = pairing.kind.flatMap { kinds.index(of: $0) }
      let name = kind.map { kinds.all[$0].name } ?? pairing.kind ?? ""
      membersOfContact[Contacted(contact: pairing.contact, kind: name, layer: place.layer), default: []]
        .insert(member.id)
      if campaign.plan != nil, let group = member.group, place.group.map({ $0 != group }) ?? true {
        add(.pairingOutsideGround, detail: place.group.map { "\($0.text) ≠ \(group.text)" })
      }
      if let kind, served(by: member) & 1 << UInt64(kind) == 0 { add(.pairingWithoutRole) }
    }
    for (contact, members) in membersOfContact where members.count > 1 {
      var finding = Finding(.severalContacts, layer: contact.layer, id: contact.contact.text)
      finding.others = members.sorted().map(\.text)
      finding.count = members.count
      finding.detail = contact.kind
      findings.append(finding)
    }
    for (id, count) in contactsOfMember {
      let quota = members[id]?.quota ?? campaign.settings.pairingQuota
      guard count > quota else { continue }
      var finding = Finding(.overQuota, layer: "members", id: id.text)
      finding.count = count
      finding.expected = quota
      findings.append(finding)
    }
    for (id, contact) in contacts.wanted where !contacted.contains(id) {
      var finding = Finding(.noContact, layer: contact.layer, id: id.text)
      finding.detail = kinds.all[contact.kind].name
      findings.append(finding)
    }
    let bySubject = Dictionary(grouping: findings, by: \.subject)
    return FindingSubject.allCases.flatMap { (bySubject[$0] ?? []).sorted(by: Finding.precedes) }
  }

  private func served(by member: Member) -> UInt64 {
    let leader = member.group.flatMap { id in ledger.campaign.groups.first { $0.id == id }?.leader }
    return kinds.served(byRoles: member.roles, isLeader: leader != nil && leader == member.name)
  }

  private struct Contacted: Hashable {
    var contact: Identifier
    var kind: String
    var layer: String
  }

  /// The contact points of a campaign: those that pairings name, and those that should have a contact.
  private struct Contacts {
    struct Known {
      var layer: String
      var group: Identifier?
    }

    struct Wanted {
      var layer: String
      var kind: Int
    }

    var known: [Identifier: Known] = [:]
    var wanted: [(id: Identifier, contact: Wanted)] = []

    init(_ ledger: CampaignLedger, kinds: PairingKinds, named: Set<Identifier>) {
      let campaign = ledger.campaign
      let targets = campaign.targets
      func group(_ index: Int32) -> Identifier? { index < 0 ? nil : campaign.groups[Int(index)].id }
      let categories = targets.categorySets.map { set in set.map { targets.categories[$0] } }
      let taking = TargetKind.allCases.map { kind in categories.map { kinds.taking(kind, categories: $0) } }
      var hasTargets = Array(repeating: false, count: campaign.villages.count)
      for i in 0..<targets.count {
        let id = Identifier(targets.ids[i] ?? "")
        let layer = (targets.kinds[i] == .household ? RecordKind.households : .enterprises).rawValue
        if named.contains(id) { known[id] = Known(layer: layer, group: group(ledger.group(ofTarget: i))) }
        if ledger.isExcluded(i) { continue }
        if targets.villages[i] >= 0 { hasTargets[Int(targets.villages[i])] = true }
        let fitting = taking[Int(targets.kinds[i].rawValue)][Int(targets.categorySet[i])]
        if fitting != 0 { wanted.append((id, Wanted(layer: layer, kind: fitting.trailingZeroBitCount))) }
      }
      let groups = ledger.groupsOfVillages
      let fitting = kinds.takingVillages
      for (i, village) in campaign.villages.enumerated() {
        let layer = RecordKind.villages.rawValue
        if named.contains(village.code) { known[village.code] = Known(layer: layer, group: group(groups[i])) }
        if fitting != 0 && hasTargets[i] {
          wanted.append((village.code, Wanted(layer: layer, kind: fitting.trailingZeroBitCount)))
        }
      }
    }
  }
}
