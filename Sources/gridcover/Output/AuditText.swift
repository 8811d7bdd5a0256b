internal import CampaignModel
internal import CoverageAnalysis

/// An audit as tables for a terminal: what is claimed and what that is worth, and each flag with its threshold.
struct AuditText {
  let ledger: CampaignLedger
  let language: Language

  private var campaign: Campaign { ledger.campaign }
  private var settings: Settings { ledger.campaign.settings }

  func rows(_ rows: [AuditRow], _ total: AuditRow, _ level: AuditLevel) -> String {
    let hasClaims = level != .member
    var headers = [level.rawValue, "name"]
    if hasClaims { headers += ["claimed", "verified", "unproven", "doubtful", "verified share"] }
    headers += ["visits", "with fix", "flagged"]
    var table = TextTable(
      headers.enumerated().map { (language.word($1), $0 < 2 ? .left : .right) })
    func add(_ row: AuditRow, _ code: String) {
      let claims = row.households + row.enterprises
      var cells = [code, row.name ?? ""]
      if hasClaims {
        cells += [claims.claimed, claims.verified, claims.unproven, claims.doubtful].map(grouped)
        cells.append(percent(claims.claimed == 0 ? nil : Double(claims.verified) / Double(claims.claimed)))
      }
      table.add(cells + [row.visits, row.withFix, row.flagged].map(grouped))
    }
    for row in rows {
      let isIdle = row.visits == 0 && row.households.claimed + row.enterprises.claimed == 0
      if isIdle && (row.code == CoverageRow.noneCode || level == .member) { continue }
      add(row, language.word(row.code))
    }
    if level != .campaign { add(AuditRow(total), language.word("total")) }
    return table.text + flags(total) + notes()
  }

  /// The flags with how many visits have them, and from where on.
  private func flags(_ total: AuditRow) -> String {
    var table = TextTable([
      (language.word("flag"), .left), (language.word("visits"), .right), (language.word("threshold"), .left),
    ])
    for flag in VisitFlag.allCases {
      table.add([
        language.word(flag.name), grouped(total.byFlag[Int(flag.rawValue)]), threshold(flag),
      ])
    }
    return "\n" + table.text
  }

  /// The settings that decide on a flag, as they are typed.
  private func threshold(_ flag: VisitFlag) -> String {
    let keys =
      switch flag {
      case .farFromTarget: ["audit_distance_m", "audit_accuracy_m"]
      case .tooFast: ["audit_speed_kmh"]
      case .sameTime: ["audit_same_time"]
      case .sameSpot: ["audit_same_spot"]
      case .otherGround: ["audit_other_ground"]
      case .outsideDates: ["start", "end", "rounds"]
      case .outsideHours: ["audit_hours"]
      case .sameNote: ["audit_same_note", "audit_note_length"]
      }
    return keys.filter { !settings[$0].isEmpty }.map { "\($0)=\(settings[$0])" }.joined(separator: " ")
  }

  private func notes() -> String {
    var notes: [String] = []
    if let round = ledger.round { notes.append("\(language.word("round")) \(round.title)") }
    if let ground = ledger.audit?.otherGround, !ground.isFlagged {
      let share = "\(grouped(ground.outside))/\(grouped(ground.judged))"
      notes.append(
        language == .english
          ? "\(share) visits were made on the ground of other groups: the plan is not the one by which they went, and none is flagged for it"
          : "\(share) 户次在他组责任片内：现行分片方案与实际走访不符，故不以此存疑")
    }
    return notes.map { $0 + "\n" }.joined()
  }

  func visits(_ visits: [FlaggedVisit]) -> String {
    guard !visits.isEmpty else { return language.word("no visit is flagged") + "\n" }
    let headers = [
      "visit", "date", "flags", "target", "village", "group", "member", "distance", "speed km/h",
    ]
    var table = TextTable(
      headers.map { (language.word($0), $0 == "distance" || $0 == "speed km/h" ? .right : .left) })
    for visit in visits {
      let values = Dictionary(
        visit.attributes(in: campaign).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
      func text(_ name: String) -> String {
        switch values[name] {
        case .text(let text): text
        case .integer(let number): grouped(number)
        default: ""
        }
      }
      table.add([
        text("visit"), text("date"), visit.flags.list.map { language.word($0.name) }.joined(separator: "; "),
        text("target"), text("village_name"), text("group"), text("member"),
        visit.distance.map(metres) ?? "", text("speed_kmh"),
      ])
    }
    let count = visits.count
    return table.text
      + (language == .english ? "\(counted(count, "flagged visit"))\n" : "存疑走访 \(grouped(count)) 户次\n")
  }
}

extension AuditRow {
  /// The row of the whole, without its name.
  fileprivate init(_ total: AuditRow) {
    self = total
    name = nil
  }
}
