public import ArgumentParser
internal import CampaignModel
internal import Foundation
public import Interchange

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take in a file: villages, households, groups, visits …",
    discussion: """
      CSV, GeoJSON and GeoPackage; with GDAL (apt install gdal-bin) also Excel, OpenDocument, shapefile (also zipped), \
      KML, FlatGeobuf, MapInfo, file geodatabase, and PostgreSQL as PG:…. A file is taken whole or not at all. The same file again changes \
      nothing; a row with a known id replaces the earlier one. Kinds may come in any order.

      Examples:
        gridcover import C.gpkg villages villages.geojson
        gridcover import C.gpkg households roster.csv --columns id=house_no,lon=x,lat=y
        gridcover import C.gpkg households roster.xlsx --sheet 名册
        gridcover import C.gpkg villages "PG:dbname=county" --layer public.villages
        gridcover import C.gpkg visits monday.csv --skip-rejected --rejects rejects.csv
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "\(RecordKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: RecordKind
  @Argument(help: "Files, or a database as PG:….", completion: .file()) var files: [String]
  @Option(help: ArgumentHelp("Which column holds which field.", valueName: "field=header,…"))
  var columns: ColumnMapping?
  @Option(help: ArgumentHelp("The layer to read, of a file that holds several.", valueName: "NAME"))
  var layer: String?
  @Option(help: ArgumentHelp("The sheet to read, of a workbook that holds several.", valueName: "NAME"))
  var sheet: String?
  @Flag(help: "Import the good rows although others are rejected.") var skipRejected = false
  @Option(help: ArgumentHelp("Write the rejected rows, with reasons, to this CSV.", valueName: "FILE"))
  var rejects: String?
  @Flag(help: "Mend invalid polygons (GEOS, structure method) and list the change of area.") var mend = false
  @Option(help: "Name of the grid that imported cells form; by default the file's name.") var name: String?

  func validate() throws {
    if rejects != nil && files.count > 1 { throw ValidationError("--rejects goes with one file at a time") }
  }

  func run() throws {
    for file in files {
      let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
      let summary = try Pipeline.importRecords(
        ImportRequest(
          workspace: workspace.campaign, kind: kind, file: file, mapping: columns,
          options: ReadOptions(layer: layer, sheet: sheet), mend: mend, skipRejected: skipRejected,
          rejectsFile: rejects, gridName: name ?? stem))
      try Output.print(summary.text)
    }
  }
}

extension ColumnMapping: ExpressibleByArgument {
  /// Reads `field=header,field=header`.
  public init?(argument: String) {
    guard let mapping = try? ColumnMapping(argument) else { return nil }
    self = mapping
  }
}
