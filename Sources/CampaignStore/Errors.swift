public import GeoPackageFormat

/// Why a workspace cannot be made, opened, read or written.
public enum StoreError: Error, Equatable {
  /// There is something at the path of a new workspace.
  case exists(path: String)
  /// There is nothing at the path.
  case notFound(path: String)
  /// The path is a folder's.
  case isFolder(path: String)
  /// A system call failed; with its own words.
  case system(path: String, doing: String, reason: String)
  /// A file of another format.
  case notAGeoPackage(path: String)
  /// A GeoPackage that gridcover did not make.
  case notAWorkspace(path: String)
  /// The schema is newer than this program.
  case newerSchema(path: String, found: Int, readable: Int)
  /// The schema is older than this program, and the file was opened to be read.
  case olderSchema(path: String, found: Int, current: Int)
  /// SQLite refused.
  case geoPackage(path: String, GeoPackageError)
  /// A value in the file that no import writes: somebody edited it.
  case badValue(layer: String, id: String, field: String, expected: String, found: String)
  /// A grid or plan that is not there.
  case unknownName(what: String, name: String, known: [String])
  /// A grid or plan of this name is there, and replacing was not asked for.
  case nameTaken(what: String, name: String)
  /// Columns that must have one entry for each row do not.
  case unequalColumns(what: String, expected: Int, found: Int)
  /// What was written is not what is there, in rows.
  case otherRowCount(layer: String, expected: Int, found: Int)
  /// The file holds triggers that neither gridcover nor the GeoPackage standard puts there.
  case foreignTriggers(path: String, names: [String])
  /// There is no import that could be undone.
  case nothingToUndo
  /// The log has no line of this number.
  case unknownImport(Int64, last: Int64)
  /// A line of the log that is no import of rows.
  case notAnImport(Int64, kind: String)
  /// The import has been undone.
  case alreadyUndone(Int64, by: Int64)
  /// A later import has touched the same rows; with how many, and some of their keys.
  case laterChange(Int64, later: Int64, kind: String, count: Int, keys: [String])
}

extension StoreError: CustomStringConvertible {
  /// One sentence: what was expected, what was found, and what to do.
  public var description: String {
    switch self {
    case .exists(let path): "\(path): there is a file already; choose another name"
    case .notFound(let path): "\(path): no such file; gridcover new makes a workspace"
    case .isFolder(let path): "\(path): expected a workspace file, found a folder"
    case .system(let path, let doing, let reason): "\(path): cannot \(doing): \(reason)"
    case .notAGeoPackage(let path):
      "\(path): expected a workspace (GeoPackage), found a file of another format; gridcover import takes data files"
    case .notAWorkspace(let path):
      """
      \(path): expected a workspace, found a GeoPackage that gridcover did not make; make one with gridcover new \
      and import this file into it
      """
    case .newerSchema(let path, let found, let readable):
      "\(path): made by a newer gridcover (schema \(found); this one reads to \(readable)); update gridcover"
    case .olderSchema(let path, let found, let current):
      """
      \(path): made by an older gridcover (schema \(found); this one has \(current)); run a command that writes to \
      it once, to bring it up to date
      """
    case .geoPackage(let path, let error): "\(path): \(error)"
    case .badValue(let layer, let id, let field, let expected, let found):
      "layer \(layer), id \(id), field \(field): expected \(expected), found \(found); correct it and run again"
    case .unknownName(let what, let name, let known):
      known.isEmpty
        ? "no \(what) \"\(name)\": the workspace has none yet"
        : "no \(what) \"\(name)\": the workspace has \(known.joined(separator: ", "))"
    case .nameTaken("snapshot", let name):
      "there is a snapshot \"\(name)\" already, and what is frozen stays; choose another name"
    case .nameTaken(let what, let name):
      "there is a \(what) \"\(name)\" already; give --replace to make it anew, or --name for another one"
    case .unequalColumns(let what, let expected, let found):
      "\(what): expected one entry for each of \(expected) rows, found \(found)"
    case .otherRowCount(let layer, let expected, let found):
      """
      layer \(layer): expected \(expected) rows after writing, found \(found); something in the file changes what is written \
      (gridcover doctor looks for it); nothing was changed
      """
    case .foreignTriggers(let path, let names):
      """
      \(path): expected no trigger but those of gridcover and of the GeoPackage standard, found \(names.joined(separator: ", ")), \
      which would change what is written; remove it in QGIS's DB Manager or the sqlite3 shell: DROP TRIGGER NAME
      """
    case .nothingToUndo:
      "there is no import to undo; gridcover log lists them, and --import N undoes an undo"
    case .unknownImport(let id, let last):
      "there is no import \(id): the log has 1 to \(last); gridcover log lists them"
    case .notAnImport(let id, let kind):
      """
      line \(id) of the log is no import but "\(kind)", which cannot be undone; make the grid or plan anew, or correct \
      what was edited
      """
    case .alreadyUndone(let id, let undo):
      "import \(id) has been undone already, by line \(undo); --import \(undo) brings it back"
    case .laterChange(let id, let later, let kind, let count, let keys):
      """
      import \(id) cannot be undone: import \(later) has since touched \(count) of its \(kind) \
      (\(keys.joined(separator: ", "))\(count > keys.count ? " …" : "")); undo import \(later) first
      """
    }
  }
}
