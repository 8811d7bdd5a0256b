internal import CCairo
internal import CPango

/// The libraries that draw, for bug reports: letters may fall differently with another version.
public enum DrawingLibraries {
  /// The version of Cairo in use.
  public static var cairoVersion: String { String(cString: cairo_version_string()) }
  /// The version of Pango in use.
  public static var pangoVersion: String { String(cString: pango_version_string()) }
}
