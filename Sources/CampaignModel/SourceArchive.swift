/// What `git archive` writes into its copy of this file (`export-subst` in `.gitattributes`), and with it whoever builds
/// from an archive: `scripts/package`, or a source package of a release. So no build needs git.
enum SourceArchive {
  static let commit = "$Format:%h$"
}
