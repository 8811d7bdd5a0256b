public import CampaignModel
public import SpatialCore

/// All that `check` looks at, as values; ``findings(in:)`` is what it finds.
///
/// The map is held against itself (``VillageTopology``), the lists against the map, against each other, and against the
/// campaign's dates. Where a list is empty altogether nothing is said to be missing from it: kinds may be imported in
/// any order.
public struct DataCheck: Sendable {
  /// The targets of one kind as columns of equal length.
  public struct Targets: Sendable {
    /// The layer's name.
    public var layer: String
    /// The kind of all of them.
    public var kind: TargetKind
    /// Ids as they are written.
    public var ids = TextColumn()
    /// Longitude in WGS 84 degrees; NaN is missing.
    public var xs: ContiguousArray<Double> = []
    /// Latitude in WGS 84 degrees; NaN is missing.
    public var ys: ContiguousArray<Double> = []
    /// The village code that the row declares.
    public var declaredVillages = TextColumn()
    /// The code of the village in which the target is located.
    public var locatedVillages = TextColumn()
    /// Metres from the point to the declared village where they disagree; NaN where they do not.
    public var disagreements: ContiguousArray<Double> = []
    /// Names; they are compared, and in no finding.
    public var names = TextColumn()
    /// Addresses, likewise.
    public var addresses = TextColumn()

    /// Empty columns.
    public init(layer: String, kind: TargetKind) {
      self.layer = layer
      self.kind = kind
    }
  }

  /// What visits refer to, as columns of equal length.
  public struct Visits: Sendable {
    /// Ids as they are written.
    public var ids = TextColumn()
    /// The targets' ids.
    public var targets = TextColumn()
    /// Whether the target is on a roster.
    public var isListed: [Bool] = []
    /// Day, or day and time: `2016-12-17T09:35:00`.
    public var dates = TextColumn()
    /// The groups' ids; missing where none is named.
    public var groups = TextColumn()
    /// The members' ids; missing where none is named.
    public var members = TextColumn()

    /// Empty columns.
    public init() {}
  }

  /// A polygon that an import has made valid.
  public struct Mending: Sendable, Equatable {
    /// The village's code.
    public var village: Identifier
    /// What was wrong, and where.
    public var defect: String
    /// The change of its area as a share of what it was before.
    public var areaChange: Double

    /// A mending.
    public init(village: Identifier, defect: String, areaChange: Double) {
      self.village = village
      self.defect = defect
      self.areaChange = areaChange
    }
  }

  /// The campaign's rules.
  public var settings: Settings
  /// Villages, sorted by code.
  public var villages: [Village] = []
  /// The polygon of each village in WGS 84; empty where there is none.
  public var regions: [Region] = []
  /// Polygons that hold as an import has mended them.
  public var mendings: [Mending] = []
  /// Households and enterprises.
  public var targets: [Targets] = []
  /// The listed working groups.
  public var groups: [WorkingGroup] = []
  /// The listed members.
  public var members: [Member] = []
  /// The plan that says who is responsible, if there is one.
  public var plan: Plan?
  /// The cells of the plan's grid, if it shares out cells.
  public var cells: Set<Identifier> = []
  /// Visits.
  public var visits = Visits()

  /// A check of nothing yet.
  public init(settings: Settings) { self.settings = settings }

  /// All findings: by subject, the largest first, then by id.
  ///
  /// - Parameter projection: the campaign's, for areas and distances.
  /// - Complexity: O(targets · log targets + visits) and that of ``VillageTopology/flaws(regions:projection:)``.
  /// - Throws: `SpatialError` if a village lies outside the projection.
  public func findings(in projection: Projection) throws(SpatialError) -> [Finding] {
    var findings = try mapFindings(in: projection)
    let roster = Roster(self)
    findings += villageFindings(roster)
    for (targets, places) in zip(targets, roster.places) {
      findings += targetFindings(targets, places)
      findings += duplicateFindings(targets, places, in: projection)
    }
    findings += groupFindings()
    findings += visitFindings()
    let bySubject = Dictionary(grouping: findings, by: \.subject)
    return FindingSubject.allCases.flatMap { (bySubject[$0] ?? []).sorted(by: Finding.precedes) }
  }
}
