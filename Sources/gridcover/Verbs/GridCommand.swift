internal import ArgumentParser
internal import CampaignModel

struct GridCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grid", abstract: "Lay a square or hexagonal grid over the villages.",
    discussion: """
      Cells are anchored at the origin of the campaign's CRS, so that a cell keeps its id when villages are added. The CRS \
      is chosen at the first grid or allocate and then stays.

      Example: gridcover grid C.gpkg square --size 500
      """)

  enum Shape: String, ExpressibleByArgument, CaseIterable { case square, hexagon }

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "square or hexagon.") var shape: Shape
  @Option(help: ArgumentHelp("Side of a square, or width across flats of a hexagon.", valueName: "METRES"))
  var size: Double
  @Option(help: "Name of the grid; by default its shape and size.") var name: String?
  @Flag(help: "Make a grid anew although a plan shares out its cells.") var replace = false

  func validate() throws {
    guard size.isFinite, (1...1_000_000).contains(size) else {
      throw ValidationError("--size: expected metres from 1 to 1000000, found \(size)")
    }
  }

  func run() throws {
    let digits = size == size.rounded() ? "\(Int(size))" : "\(size)"
    let summary = try Pipeline.makeGrid(
      workspace.campaign, shape: shape == .square ? .square : .hexagon, size: size,
      name: name ?? "\(shape.rawValue)-\(digits)", replace: replace)
    var lines = [
      "grid \(summary.grid.name): \(grouped(summary.cells)) cells of \(metres(size))"
        + (summary.cellsWithTargets.map { ", \(grouped($0)) of them with targets" } ?? "")
    ]
    if summary.cellsWithTargets == nil, let counted = summary.countedGrid {
      lines.append("  coverage still counts the cells of grid \(counted), which the plan in force shares out")
    }
    lines.append(
      "  CRS \(summary.crs)\(summary.crsWasFixed ? ", chosen for these villages and fixed from now on" : "")")
    if summary.removed > 0 || summary.added < summary.cells {
      lines.append("  \(grouped(summary.added)) cells are new, \(grouped(summary.removed)) are gone")
    }
    for (plan, units) in summary.droppedUnits {
      let names = units.prefix(10).map(\.text).joined(separator: ", ") + (units.count > 10 ? " …" : "")
      lines.append("  plan \(plan): \(grouped(units.count)) cells are gone from it: \(names)")
    }
    try Output.print(lines.joined(separator: "\n") + "\n")
  }
}
