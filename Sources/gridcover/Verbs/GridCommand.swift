internal import ArgumentParser
internal import CampaignModel
internal import SpatialCore

struct GridCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid", abstract: "Divide the ground into grid cells, or split cells.",
    discussion: """
      square, hexagon: a regular grid of --size metres. Cells are anchored at the origin of the campaign's CRS, so that a \
      cell keeps its id when villages are added. The CRS is chosen at the first grid or allocate and then stays. With \
      --clip villages, cells are cut at the villages' borders and each piece lies in one village.

      balanced: management grids (责任网格) of about --households each, nested in villages, cut between settlements. Codes \
      are the village's 12 digits and a serial of 3, in bands from north to south, each from west to east; a code that a plan has used is never used \
      again.

      split: parts a cell that is too dense, by households. Plans are kept: parts have the group of the whole.

      Examples:
        gridcover grid C.gpkg square --size 500
        gridcover grid C.gpkg hexagon --size 800 --clip villages
        gridcover grid C.gpkg balanced --households 100
        gridcover grid C.gpkg split 990126001001003 --into 3 --replace
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case square, hexagon, balanced, split }
  enum Place: String, ExpressibleByArgument, CaseIterable { case villages }
  enum Nest: String, ExpressibleByArgument, CaseIterable { case village }

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "square, hexagon, balanced or split.") var kind: Kind
  @Argument(help: "The cells to split.") var cells: [String] = []
  @Option(help: ArgumentHelp("Side of a square, or width across flats of a hexagon.", valueName: "METRES"))
  var size: PlainNumber?
  @Option(help: "villages: cut cells at the villages' borders.") var clip: Place?
  @Option(help: "How many households a management grid is meant to have.") var households: Int?
  @Option(help: "village: where management grids are nested; nothing else is possible.") var within: Nest?
  @Option(help: "In how many parts a cell is split.") var into: Int?
  @Option(help: "Name of the grid; by default its kind and size, for split the grid that is counted.")
  var name: String?
  @Flag(help: "Make a grid anew, or split its cells, although a plan shares them out.") var replace = false

  private var isRegular: Bool { kind == .square || kind == .hexagon }

  func validate() throws {
    if isRegular {
      guard let size else { throw ValidationError("\(kind.rawValue): expected --size METRES, found none") }
      guard RegularGrid.sizes.contains(size.value) else {
        throw ValidationError("--size: expected metres from 1 to 1000000, found \(size.text)")
      }
    }
    if kind == .balanced {
      guard let households else { throw ValidationError("balanced: expected --households N, found none") }
      guard (1...1_000_000).contains(households) else {
        throw ValidationError("--households: expected 1 to 1000000, found \(households)")
      }
    }
    if kind == .split {
      guard !cells.isEmpty else { throw ValidationError("split: expected the ids of cells, found none") }
      if let into, !(2...100).contains(into) {
        throw ValidationError("--into: expected 2 to 100 parts, found \(into)")
      }
    }
    try refuse(size != nil && !isRegular, "--size")
    try refuse(clip != nil && !isRegular, "--clip")
    try refuse((households != nil || within != nil) && kind != .balanced, "--households")
    try refuse(into != nil && kind != .split, "--into")
    if kind != .split, let cell = cells.first {
      throw ValidationError("\(kind.rawValue): expected no cells, found \(cell); split takes them")
    }
  }

  private func refuse(_ isWrong: Bool, _ option: String) throws {
    if isWrong { throw ValidationError("\(option): it does not go with \(kind.rawValue); leave it out") }
  }

  func run() throws {
    let unit = size.map { $0.value == $0.value.rounded() ? "\(Int($0.value))" : "\($0.value)" } ?? ""
    switch kind {
    case .square, .hexagon:
      let suffix = clip == nil ? "" : "-villages"
      try make(
        .regular(kind == .square ? .square : .hexagon, size: size?.value ?? 0, isClipped: clip != nil),
        name: "\(kind.rawValue)-\(unit)\(suffix)")
    case .balanced: try make(.balanced(households: households ?? 0), name: "balanced-\(households ?? 0)")
    case .split: try split()
    }
  }

  private func make(_ cells: GridRequest.Cells, name usual: String) throws {
    let summary = try Pipeline.makeGrid(
      workspace.campaign, GridRequest(cells: cells, name: name ?? usual, replace: replace))
    let what =
      switch cells {
      case .regular(_, let size, let isClipped):
        " of \(metres(size))\(isClipped ? ", cut at the villages' borders" : "")"
      case .balanced(let households): " of about \(counted(households, "household"))"
      }
    var lines = [
      "grid \(summary.grid.name): \(counted(summary.cells, "cell"))\(what)"
        + (summary.cellsWithTargets.map { ", \(grouped($0)) of them with targets" } ?? "")
    ]
    if summary.cellsWithTargets == nil, let counted = summary.countedGrid {
      lines.append("  coverage still counts the cells of grid \(counted), which the plan in force shares out")
    }
    lines += summary.notes.map { "  \($0)" }
    if let used = summary.cellsWithTargets, used < summary.cells, summary.grid.shape == .balanced {
      lines.append("  \(counted(summary.cells - used, "cell")) without a target: kept apart, nobody's task")
    }
    lines.append(
      "  CRS \(summary.crs)\(summary.crsWasFixed ? ", chosen for these villages and fixed from now on" : "")")
    if summary.removed > 0 || summary.added < summary.cells {
      lines.append("  new cells: \(grouped(summary.added)), gone: \(grouped(summary.removed))")
    }
    lines += summary.changes.lines.map { "  \($0)" }
    try Output.print(lines.joined(separator: "\n") + "\n")
  }

  private func split() throws {
    var seen: Set<String> = []
    let summary = try Pipeline.splitCells(
      workspace.campaign, cells.filter { seen.insert($0).inserted }.map { Identifier($0) }, into: into ?? 2,
      name: name, replace: replace)
    var lines = ["grid \(summary.grid.name): \(counted(summary.splits.count, "cell")) split, the others stay"]
    for split in summary.splits {
      let parts = split.parts.map { "\($0.id) (\(counted($0.households, "household")))" }
      lines.append("  \(split.cell) → \(parts.joined(separator: ", "))")
    }
    lines += summary.changes.lines.map { "  \($0)" }
    try Output.print(lines.joined(separator: "\n") + "\n")
  }
}
