internal import CampaignModel

extension DataCheck {
  /// Groups, members and the plan against each other and the map.
  func groupFindings() -> [Finding] {
    var findings: [Finding] = []
    let known = Set(groups.map(\.id))
    let codes = Set(villages.map(\.code))
    let busy = Set(plan?.entries.map(\.group) ?? [])
    // `allocate --groups K` makes a plan for groups that nobody lists; the list is then no measure of it.
    let isPlanOfListedGroups = !busy.isDisjoint(with: known)
    for group in groups {
      func add(_ subject: FindingSubject, others: [String] = []) {
        var finding = Finding(subject, layer: "working_groups", id: group.id.text)
        finding.others = others
        findings.append(finding)
      }
      if (group.members ?? 0) == 0 { add(.groupWithoutMembers) }
      if isPlanOfListedGroups && !busy.contains(group.id) { add(.groupWithoutAllocation) }
      if codes.isEmpty { continue }
      for village in group.hookups where !codes.contains(village) {
        add(.unknownHookUp, others: [village.text])
      }
    }
    guard !known.isEmpty else { return findings }
    for member in members {
      guard let group = member.group, !known.contains(group) else { continue }
      var finding = Finding(.memberOfUnknownGroup, layer: "members", id: member.id.text)
      finding.others = [group.text]
      findings.append(finding)
    }
    guard let plan else { return findings }
    let units = plan.unit == .village ? codes : cells
    for entry in plan.entries {
      func add(_ subject: FindingSubject) {
        var finding = Finding(subject, layer: "allocation", id: entry.unit.text)
        finding.others = [entry.group.text]
        findings.append(finding)
      }
      if isPlanOfListedGroups && !known.contains(entry.group) { add(.allocationToUnknownGroup) }
      if !units.contains(entry.unit) { add(.allocationOfUnknownUnit) }
    }
    return findings
  }

  /// Visits against the rosters, the groups and the campaign's dates.
  func visitFindings() -> [Finding] {
    // Groups that only the plan knows are known.
    let groups = Set(self.groups.map(\.id)).union(plan?.entries.map(\.group) ?? [])
    let members = Set(self.members.map(\.id))
    let (start, end) = (settings.start, settings.end)
    var findings: [Finding] = []
    for i in visits.isListed.indices {
      func add(_ subject: FindingSubject, others: [String] = [], detail: String? = nil) {
        var finding = Finding(subject, layer: "visits", id: visits.ids[i] ?? "")
        finding.others = others
        finding.detail = detail
        findings.append(finding)
      }
      if !visits.isListed[i] { add(.unlisted, others: [visits.targets[i] ?? ""]) }
      if let group = visits.groups.id(i), !groups.isEmpty, !groups.contains(group) {
        add(.visitOfUnknownGroup, others: [group.text])
      }
      if let member = visits.members.id(i), !members.isEmpty, !members.contains(member) {
        add(.visitOfUnknownMember, others: [member.text])
      }
      guard start != nil || end != nil else { continue }
      let text = visits.dates[i] ?? ""
      let day = LocalDate(iso: text.prefix(10))
      let isInside = day.map { (start ?? $0) <= $0 && $0 <= (end ?? $0) } ?? false
      if !isInside { add(.visitOutsideDates, detail: text) }
    }
    return findings
  }
}

extension TextColumn {
  /// The id in row `i`; nil where there is none.
  fileprivate func id(_ i: Int) -> Identifier? { isBlank(i) ? nil : self[i].map { Identifier($0) } }
}
