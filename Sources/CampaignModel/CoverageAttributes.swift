/// A value of a row that is handed out: to a terminal, CSV, JSON, GeoJSON or a layer of the workspace.
public enum AttributeValue: Sendable, Equatable {
  case none
  case text(String)
  case integer(Int)
  /// A decimal number; one that is not finite is written as nothing.
  case real(Double)
  /// True or false; in CSV `1` or `0`.
  case flag(Bool)

  /// The text, or none.
  public init(_ text: String?) { self = text.map { .text($0) } ?? .none }

  /// The number, or none.
  public init(_ number: Int?) { self = number.map { .integer($0) } ?? .none }

  /// The number, or none.
  public init(_ number: Double?) { self = number.map { .real($0) } ?? .none }

  /// True or false, or none.
  public init(_ flag: Bool?) { self = flag.map { .flag($0) } ?? .none }

  /// A share rounded to six decimals, so that files stay readable and the same everywhere; or none.
  public init(share: Double?) { self = share.map { .real(($0 * 1e6).rounded() / 1e6) } ?? .none }
}

/// A named value.
public struct Attribute: Sendable, Equatable {
  /// The column's name.
  public let name: String
  /// The value.
  public let value: AttributeValue

  /// A named value.
  public init(_ name: String, _ value: AttributeValue) {
    self.name = name
    self.value = value
  }
}

extension CoverageRow {
  /// The row's columns, the same names in the same order in every format.
  ///
  /// After the fixed columns come marks (`excluded`, `missing_coordinates`), and those that only some levels have.
  public var attributes: [Attribute] {
    let counted = level.hasExpected
    func tally(_ names: TallyColumns, _ tally: Tally) -> [Attribute] {
      [
        Attribute(names.expected, counted ? .integer(tally.expected) : .none),
        Attribute(names.visited, counted ? .integer(tally.visited) : .none),
        Attribute(names.coverage, AttributeValue(share: counted ? tally.coverage : nil)),
      ]
    }
    var list = [
      Attribute("level", .text(level.rawValue)), Attribute("code", .text(code)),
      Attribute("name", AttributeValue(name)), Attribute("township", AttributeValue(township)),
      Attribute("group", AttributeValue(group)),
    ]
    list += tally(.households, households)
    list += tally(.enterprises, enterprises)
    list += tally(.priority, priority)
    list += [
      Attribute("visits", .integer(visits)),
      Attribute("last_visit", AttributeValue(lastVisit?.description)),
      Attribute("status", AttributeValue(status?.rawValue)),
      Attribute("target_met", targetMet.map { .flag($0) } ?? .none),
      Attribute("gap_reason", AttributeValue(gapReason?.name)),
      Attribute("households_verified", AttributeValue(householdsVerified)),
      Attribute("households_unproven", AttributeValue(householdsUnproven)),
      Attribute("excluded", counted ? .integer(excluded) : .none),
      Attribute("missing_coordinates", counted ? .integer(missingCoordinates) : .none),
    ]
    if level == .group { list.append(Attribute("visits_by_members", AttributeValue(visitsByMembers))) }
    if !counted { list.append(Attribute("targets_visited", AttributeValue(targetsVisited))) }
    if level == .category {
      list += [
        Attribute("target_share", AttributeValue(share: targetShare)),
        Attribute("targets_needed", .integer(missedShares.reduce(0) { $0 + $1.needed })),
      ]
    }
    if level.isOverlapping { list.append(Attribute("overlapping", .flag(true))) }
    return list
  }

  /// How many gaps there are for each reason, as columns `gaps_never_visited` and so on.
  public var gapAttributes: [Attribute] {
    CoverageRow.gapColumns.map { Attribute($0.name, .integer(gaps[$0.reason, default: 0])) }
  }

  /// The names of these columns, made once.
  private static let gapColumns = GapReason.allCases.map { reason in
    (reason: reason, name: "gaps_" + reason.name.replacing(" ", with: "_"))
  }
}

/// The names of a tally's columns, made once: a country has a million of them to write.
private struct TallyColumns {
  let expected, visited, coverage: String

  private init(_ name: String) {
    (expected, visited, coverage) = ("\(name)_expected", "\(name)_visited", "\(name)_coverage")
  }

  static let households = TallyColumns("households")
  static let enterprises = TallyColumns("enterprises")
  static let priority = TallyColumns("priority")
}

extension MissedShare {
  /// The share's columns.
  public var attributes: [Attribute] {
    [
      Attribute("share", .text(name)), Attribute("asked", AttributeValue(share: share)),
      Attribute("expected", .integer(tally.expected)), Attribute("visited", .integer(tally.visited)),
      Attribute("needed", .integer(needed)),
    ]
  }
}

extension TargetGap {
  /// The columns of a list of gaps, without values.
  public static let columns: [Attribute] = [
    "target", "kind", "village", "village_name", "township", "cell", "group", "category", "gap_reason",
    "visits",
    "last_visit", "missing_coordinates",
  ].map { Attribute($0, .none) }

  /// The gap's columns: no name and no address, since a list of gaps travels.
  public func attributes(in campaign: Campaign) -> [Attribute] {
    let village = village >= 0 ? campaign.villages[Int(village)] : nil
    let categories = campaign.targets.categorySets[Int(campaign.targets.categorySet[target])]
      .map { campaign.targets.categories[$0] }
    return [
      Attribute("target", AttributeValue(campaign.targets.ids[target])),
      Attribute("kind", .text(campaign.targets.kinds[target].name)),
      Attribute("village", AttributeValue(village?.code.text)),
      Attribute("village_name", AttributeValue(village?.name)),
      Attribute("township", AttributeValue(village?.township)),
      Attribute("cell", AttributeValue(cell >= 0 ? campaign.cells[Int(cell)].id.text : nil)),
      Attribute("group", AttributeValue(group >= 0 ? campaign.groups[Int(group)].id.text : nil)),
      Attribute("category", AttributeValue(categories.isEmpty ? nil : categories.joined(separator: ";"))),
      Attribute("gap_reason", .text(reason.name)), Attribute("visits", .integer(visits)),
      Attribute("last_visit", AttributeValue(lastVisit?.description)),
      Attribute("missing_coordinates", .flag(!campaign.targets.hasCoordinates(target))),
    ]
  }
}
