public import CampaignModel

/// One thing in a campaign's data that somebody should look at.
///
/// It names records by code or id and never by name: a list of findings travels.
public struct Finding: Sendable, Equatable {
  /// Where it is, in WGS 84 degrees.
  public enum Place: Sendable, Equatable {
    /// It has no place.
    case none
    /// A point: of a target, or one that many share.
    case point(x: Double, y: Double)
    /// An area, with a point inside it.
    case region(Region, x: Double, y: Double)
  }

  /// What is wrong.
  public var subject: FindingSubject
  /// The layer of the record, as QGIS shows it: `villages`, `households`, `allocation` …
  public var layer: String
  /// The record's code or id.
  public var id: String
  /// The codes or ids of the other records concerned.
  public var others: [String] = []
  /// The village code that a target declares.
  public var declaredVillage: String?
  /// The code of the village in which a target is located.
  public var locatedVillage: String?
  /// Square metres, of overlaps and gaps.
  public var area: Double?
  /// Mean width in metres, of overlaps and gaps.
  public var width: Double?
  /// Metres to the declared village, or to the other target.
  public var distance: Double?
  /// How many there are.
  public var count: Int?
  /// How many there should be.
  public var expected: Int?
  /// A change or difference as a share of what it was or should be: -0.25 is a quarter less.
  public var change: Double?
  /// What else there is to say: a polygon's defect, a visit's date.
  public var detail: String?
  /// Where it is.
  public var place = Place.none

  /// A finding on one record.
  public init(_ subject: FindingSubject, layer: String, id: String) {
    self.subject = subject
    self.layer = layer
    self.id = id
  }

  /// The columns of a finding, the same in every format. Coordinates are given for areas alone: the point of a target is
  /// personal data, and goes out only with the geometry of GeoJSON, which is asked for by name.
  public var attributes: [Attribute] {
    var inside: (x: Double, y: Double)?
    if case .region(_, let x, let y) = place { inside = (x, y) }
    return [
      Attribute("finding", .text(subject.rawValue)),
      Attribute("severity", .text(subject.severity.rawValue)),
      Attribute("layer", .text(layer)), Attribute("id", .text(id)),
      Attribute("others", AttributeValue(others.isEmpty ? nil : others.joined(separator: ";"))),
      Attribute("declared_village", AttributeValue(declaredVillage)),
      Attribute("located_village", AttributeValue(locatedVillage)),
      Attribute("area_m2", AttributeValue(area.map { rounded($0, 10) })),
      Attribute("width_m", AttributeValue(width.map { rounded($0, 100) })),
      Attribute("distance_m", AttributeValue(distance.map { rounded($0, 10) })),
      Attribute("count", AttributeValue(count)), Attribute("expected", AttributeValue(expected)),
      Attribute("change", AttributeValue(share: change)),
      Attribute("lon", AttributeValue(inside.map { rounded($0.x, 1e7) })),
      Attribute("lat", AttributeValue(inside.map { rounded($0.y, 1e7) })),
      Attribute("detail", AttributeValue(detail)),
    ]
  }

  private func rounded(_ value: Double, _ steps: Double) -> Double { (value * steps).rounded() / steps }

  /// Orders findings of one subject: the largest area, distance and count first (of targets close to each other the
  /// closest), then by layer, id and others.
  static func precedes(_ a: Finding, _ b: Finding) -> Bool {
    if a.area != b.area { return (a.area ?? 0) > (b.area ?? 0) }
    if a.distance != b.distance {
      let (left, right) = (a.distance ?? 0, b.distance ?? 0)
      return a.subject == .near ? left < right : left > right
    }
    if a.count != b.count { return (a.count ?? 0) > (b.count ?? 0) }
    if a.layer != b.layer { return a.layer < b.layer }
    if a.id != b.id { return Identifier(a.id) < Identifier(b.id) }
    return a.others.lexicographicallyPrecedes(b.others) { Identifier($0) < Identifier($1) }
  }
}

/// What a finding is about, in the order in which findings are listed: the map first, since the rest stands on it.
public enum FindingSubject: String, CaseIterable, Sendable {
  case invalidPolygon = "invalid polygon"
  case noPolygon = "village without a polygon"
  case overlap = "villages overlap"
  case gap = "gap between villages"
  case overlapSliver = "sliver of an overlap"
  case gapSliver = "sliver of a gap"
  case mended = "polygon mended at import"

  case unmapped = "village listed but not mapped"
  case withoutTargets = "village mapped but not listed"
  case householdCount = "roster and declared households differ"

  case disagreement = "point outside the declared village"
  case unknownVillage = "declared village is unknown"
  case nowhere = "in no known village"
  case missingCoordinates = "missing coordinates"
  case samePoint = "many targets at one point"
  case duplicate = "same name and place"
  case namesake = "same name in one village"
  case near = "close to another target"

  case groupWithoutMembers = "working group without members"
  case groupWithoutAllocation = "working group without allocation"
  case unknownHookUp = "hook-up to an unknown village"
  case memberOfUnknownGroup = "member of an unknown group"
  case allocationToUnknownGroup = "allocation to an unknown group"
  case allocationOfUnknownUnit = "allocation of an unknown unit"

  case unlisted = "visit to an unlisted target"
  case visitOfUnknownGroup = "visit of an unknown group"
  case visitOfUnknownMember = "visit of an unknown member"
  case visitOutsideDates = "visit outside the campaign's dates"

  case noContact = "without a contact"
  case severalContacts = "several contacts of one kind"
  case overQuota = "member over quota"
  case pairingOutsideGround = "contact point outside the group's area"
  case pairingWithoutRole = "member without the role of the kind"
  case pairingOfUnknownMember = "pairing of an unknown member"
  case pairingOfUnknownContact = "pairing with an unknown contact point"

  /// Whether something has to be done.
  public enum Severity: String, Sendable {
    /// Figures or plans are wrong, or may be, until it is put right.
    case problem
    /// Worth a look; often as it should be.
    case note
  }

  /// Whether something has to be done.
  public var severity: Severity {
    switch self {
    case .overlapSliver, .gapSliver, .mended, .namesake, .near: .note
    default: .problem
    }
  }
}
