/// The words of a visiting campaign as values: places, targets, groups, visits, and the rows that say what is
/// covered. This module knows no file, no database and no C library; every other module speaks in its terms.
///
/// Start with ``RecordKind`` (what an office hands in, and its fields), ``RecordTable`` (rows of one kind, by
/// columns), ``TargetColumns`` and ``VisitColumns`` (what is counted), and ``CoverageRow`` (what comes out).
public enum Program {
  /// The version of gridcover, written into import logs and certificates.
  public static let version = "0.1.0"

  /// The commit from which the program was built, shortened; nil where it was built in a checkout, which may hold
  /// anything.
  public static let commit = SourceArchive.commit.hasPrefix("$") ? nil : SourceArchive.commit
}
