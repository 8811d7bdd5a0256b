/// A table that other programs list: a layer of features, or a table of attributes.
///
/// Every such table has an integer key, mostly `fid`; a layer of features has its geometry in `geom`.
public struct LayerDefinition: Sendable {
  /// The geometry of a layer, always in WGS 84 longitude and latitude.
  public enum Geometry: String, Sendable {
    case none = ""
    case point = "POINT"
    case multiPolygon = "MULTIPOLYGON"
  }

  /// One column, with its type and constraints as SQL has them.
  public struct Column: Sendable, Equatable {
    /// The name, unquoted.
    public var name: String
    /// `TEXT NOT NULL` …
    public var declaration: String

    /// A column.
    public init(_ name: String, _ declaration: String) {
      self.name = name
      self.declaration = declaration
    }
  }

  /// The table's name.
  public var name: String
  /// What QGIS shows as the layer's title; unique in the file.
  public var identifier: String
  /// One line about it.
  public var description: String
  /// Its geometry.
  public var geometry: Geometry
  /// The integer key that the standard asks for; `fid` in every layer of features.
  public var key: String
  /// All columns but the key and `geom`.
  public var columns: [Column]
  /// Constraints of the table (`UNIQUE (…)`), as SQL has them.
  public var constraints: [String]

  /// A layer or table of attributes.
  public init(
    name: String, identifier: String, description: String, geometry: Geometry = .none, key: String = "fid",
    columns: [Column], constraints: [String] = []
  ) {
    self.name = name
    self.identifier = identifier
    self.description = description
    self.geometry = geometry
    self.key = key
    self.columns = columns
    self.constraints = constraints
  }

  /// The spatial index of the layer; nil for a table of attributes.
  public var spatialIndex: SpatialIndex? { geometry == .none ? nil : SpatialIndex(table: name) }

  /// The statement that makes the table under `name`, without making it known.
  public func creation(of table: String) -> String {
    var parts = ["\(quotedIdentifier(key)) INTEGER PRIMARY KEY NOT NULL"]
    if geometry != .none { parts.append("geom \(geometry.rawValue)") }
    parts += columns.map { "\(quotedIdentifier($0.name)) \($0.declaration)" } + constraints
    return "CREATE TABLE \(quotedIdentifier(table)) (\(parts.joined(separator: ", ")))"
  }
}

extension Connection {
  /// Makes a layer's table, enters it into the GeoPackage's contents, and indexes its geometry.
  public func create(_ layer: LayerDefinition) throws(GeoPackageError) {
    try execute(layer.creation(of: layer.name))
    let isLayer = layer.geometry != .none
    try execute(
      "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, ?, ?, ?, ?)",
      .text(layer.name), .text(isLayer ? "features" : "attributes"), .text(layer.identifier),
      .text(layer.description), isLayer ? .integer(Int64(GeoPackageFormat.wgs84)) : .integer(0))
    guard let index = layer.spatialIndex else { return }
    try execute(
      "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", .text(layer.name),
      .text(layer.geometry.rawValue), .integer(Int64(GeoPackageFormat.wgs84)))
    try index.create(on: self)
  }

  /// Notes in the contents that a table has changed, now.
  public func touch(_ table: String) throws(GeoPackageError) {
    try execute(
      "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?",
      .text(table))
  }
}
