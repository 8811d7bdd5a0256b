public import CampaignModel
internal import GeoPackageFormat

/// What `gridcover doctor` finds in a workspace's file.
public struct Examination: Sendable {
  /// The schema; nil where it cannot be read.
  public var schema: Int?
  /// What is wrong, each a sentence that says what it means and what to do.
  public var faults: [String] = []
  /// What is as it may be, but worth knowing.
  public var notes: [String] = []
  /// Views and virtual tables of others, which nothing here reads, each a sentence.
  public var strangers: [String] = []
  /// Records that were counted, by kind.
  public var counts: [(kind: RecordKind, count: Int)] = []
  /// Lines of the import log.
  public var logLines = 0
  /// Layers whose spatial index was compared with their geometry.
  public var indexedLayers = 0
  /// The kinds whose layers another program has changed since gridcover last wrote.
  public var editedOutside: [RecordKind] = []
}

extension Workspace {
  /// Looks through a file that may be damaged, of an older schema, or left in the middle of a write.
  ///
  /// Every question is asked by itself, so that one that the damage leaves unanswered does not silence the others.
  ///
  /// - Throws: ``StoreError`` if there is no file, or it is no workspace.
  /// - Complexity: reads the whole file.
  public static func examine(at path: String) throws -> Examination {
    var examination = Examination()
    let journal = FileBytes.size(of: path + "-journal") ?? 0
    let workspace: Workspace
    do {
      // What cannot be opened for a reason of the path itself is told as to any command.
      workspace = try Workspace.open(at: path, writable: false)
      examination.schema = Migration.current
    } catch StoreError.olderSchema(_, let found, let current) {
      workspace = try Workspace(path: path, access: .read)
      examination.schema = found
      examination.notes.append(
        "made by an older gridcover (schema \(found); this one has \(current)); the next command that writes brings it up to date"
      )
    } catch StoreError.geoPackage(_, .damaged(let message)) {
      examination.faults.append("the file cannot be opened, its first pages are damaged (\(message))")
      return examination
    } catch StoreError.geoPackage(_, .interruptedWrite) {
      examination.faults.append(
        "a write to it was cut short and waits to be rolled back; run doctor where you may write to the file and its folder"
      )
      return examination
    }
    if journal > 0, FileBytes.size(of: path + "-journal") ?? 0 == 0 {
      examination.notes.append(
        "a write was cut short; it was rolled back just now, and the file is as it was before it: repeat that command"
      )
    }
    do {
      try workspace.geoPackage.readDamaged { examination.examine($0) }
    } catch let error as GeoPackageError {
      examination.faults.append("\(error)")
    }
    return examination
  }
}

extension Examination {
  /// Asks every question of an open file.
  fileprivate mutating func examine(_ connection: Connection) {
    ask { $0.faults += try connection.integrityFaults().map { "pages and tables: \($0)" } }
    ask { examination in
      examination.faults += try connection.brokenReferences().map {
        "\($0.table): \($0.rows) rows refer to \($0.to) that are not there; was the file edited by another program?"
      }
    }
    for kind in RecordKind.allCases {
      ask { examination in
        let count = try connection.integer("SELECT count(*) FROM \(kind.table) NOT INDEXED") ?? 0
        examination.counts.append((kind, Int(count)))
      }
    }
    let layers = RecordKind.allCases.map(\.layer) + CampaignTables.all
    for index in layers.compactMap(\.spatialIndex) {
      ask { examination in
        let faults = try index.faults(on: connection)
        examination.faults += Examination.sentences(about: faults, of: index.table)
        examination.indexedLayers += 1
      }
    }
    ask { examination in
      for object in try connection.foreignSchemaObjects() {
        if object.kind == .trigger {
          examination.faults.append(
            "\(object.title) is neither gridcover's nor the GeoPackage standard's and may change what is written: nothing is written "
              + "to the file until it is removed (in QGIS's DB Manager or the sqlite3 shell: DROP TRIGGER NAME)"
          )
        } else {
          examination.strangers.append("\(object.title) is none of gridcover's; nothing here reads it")
        }
      }
    }
    ask { try $0.readLog(connection) }
    for kind in RecordKind.allCases { ask { try $0.readHistory(of: kind, connection) } }
    ask { examination in
      for edit in try LayerMarks.edits(on: connection) {
        examination.editedOutside.append(edit.kind)
        examination.notes.append("\(edit.line.note ?? ""); the next command that writes counts anew")
      }
    }
  }

  /// Asks one question; what stands in its way is a fault too.
  private mutating func ask(_ question: (inout Examination) throws -> Void) {
    do { try question(&self) } catch {
      let sentence =
        if case .damaged(let message)? = error as? GeoPackageError {
          "a page that is needed to read on is damaged (\(message))"
        } else { "\(error)" }
      if !faults.contains(sentence) { faults.append(sentence) }
    }
  }

  private static func sentences(about faults: SpatialIndexFaults, of layer: String) -> [String] {
    let counts = [
      (faults.missing, "have no entry, so that maps do not draw them"),
      (faults.displaced, "have an entry elsewhere"), (faults.stray, "are entries of nothing"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    var sentences: [String] = []
    if !counts.isEmpty {
      let what = counts.joined(separator: ", ")
      sentences.append(
        "layer \(layer): the spatial index is not that of its geometry: \(what); import the layer anew")
    }
    if faults.unreadable > 0 {
      sentences.append(
        "layer \(layer): \(faults.unreadable) geometries cannot be read; import these rows anew")
    }
    if let tree = faults.tree { sentences.append("layer \(layer): spatial index: \(tree)") }
    return sentences
  }

  /// A torn import leaves a line whose rows do not add up …
  private mutating func readLog(_ connection: Connection) throws {
    logLines = Int(try connection.integer("SELECT count(*) FROM import_log") ?? 0)
    var torn: [String] = []
    try connection.forEachRow(
      """
      SELECT import_id, kind, rows_read, added + changed + unchanged + rejected FROM import_log
      WHERE rows_read <> added + changed + unchanged + rejected ORDER BY import_id
      """
    ) { row in
      let (line, kind) = (row.integer(0), row.text(1) ?? "")
      torn.append(
        "log, line \(line) (\(kind)): \(row.integer(2)) rows read, \(row.integer(3)) accounted for; import that file anew"
      )
    }
    faults += torn
  }

  /// … or versions that begin or end at lines which the log does not have.
  private mutating func readHistory(of kind: RecordKind, _ connection: Connection) throws {
    let torn =
      try connection.integer(
        """
        SELECT count(*) FROM \(kind.historyTable)
        WHERE held_to NOT IN (SELECT import_id FROM import_log) OR held_from > held_to
        """) ?? 0
    guard torn > 0 else { return }
    faults.append(
      "history of \(kind.rawValue): \(torn) versions do not fit the import log: do not rely on undo and --known-at for them"
    )
  }
}
