/// A grid over the campaign's ground.
public struct Grid: Sendable, Equatable {
  /// How its cells came to be: by a rule (square, hexagon), from a file, or drawn around about as many households each.
  public enum Shape: String, Sendable, CaseIterable { case square, hexagon, file, balanced }

  /// The name by which commands speak of it.
  public var name: String
  /// The shape of its cells.
  public var shape: Shape
  /// Side of a square, or width across flats of a hexagon, in metres; 0 for cells without a rule.
  public var size: Double
  /// The CRS in whose metres the cells are drawn, `EPSG:4547`; nil for cells from a file.
  public var crs: String?
  /// True if the cells of a regular grid are cut at the villages' borders, so that each lies in one village.
  public var isClipped: Bool
  /// How many households each cell of a balanced grid is meant to have; nil for other grids.
  public var households: Int?
  /// Column that the label `A` stands for; frozen when the grid is first made, so that labels stay.
  public var labelColumn: Int
  /// Row that the label `1` stands for, counted from north to south; frozen likewise.
  public var labelRow: Int

  /// A grid.
  public init(
    name: String, shape: Shape, size: Double, crs: String?, isClipped: Bool = false, households: Int? = nil,
    labelColumn: Int = 0, labelRow: Int = 0
  ) {
    self.name = name
    self.shape = shape
    self.size = size
    self.crs = crs
    self.isClipped = isClipped
    self.households = households
    self.labelColumn = labelColumn
    self.labelRow = labelRow
  }

  /// True if a rule says which cell a point belongs to.
  public var isRegular: Bool { shape == .square || shape == .hexagon }

  /// True if each cell lies in one village, and the cells of a village make up its ground.
  public var isNested: Bool { isClipped || shape == .balanced }

  /// True if both have the same cells by the same rule; labels do not matter.
  public func isSameLattice(as other: Grid) -> Bool {
    isRegular && shape == other.shape && size == other.size && crs == other.crs
      && isClipped == other.isClipped
  }
}

/// One cell of a grid. Its polygon is kept beside it, in WGS 84.
public struct GridCell: Sendable, Equatable {
  /// Unchanged when a village is added or the extent grows.
  public var id: Identifier
  /// What the map prints.
  public var label: String
  /// The village that holds its centre, or most of it; in a nested grid the one in which it lies.
  public var village: Identifier?
  /// Area in square metres, in the grid's CRS.
  public var area: Double

  /// A cell.
  public init(id: Identifier, label: String, village: Identifier? = nil, area: Double) {
    self.id = id
    self.label = label
    self.village = village
    self.area = area
  }
}

/// A cell that is no more. Its id is never given to other ground: a drawn cell takes the next free number.
public struct RetiredCell: Sendable, Equatable {
  /// The id that it had.
  public var id: Identifier
  /// The cells that have taken its ground, most of its households first; empty if it went with its village.
  public var successors: [Identifier]

  /// A cell that is no more.
  public init(id: Identifier, successors: [Identifier]) {
    self.id = id
    self.successors = successors
  }
}
