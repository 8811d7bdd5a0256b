public import ArgumentParser
internal import CampaignModel
internal import Foundation
public import Interchange
internal import SpatialCore

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take in a file: villages, households, groups, visits …",
    discussion: """
      CSV, GeoJSON and GeoPackage; with GDAL (apt install gdal-bin) also Excel, OpenDocument, shapefile (also zipped), \
      KML, FlatGeobuf, MapInfo, file geodatabase, and PostgreSQL as PG:…. Headers may be Chinese or English; what was \
      recognised is printed. Coordinates are WGS 84, unless the file or --crs says otherwise; they are kept in WGS 84. \
      A file is taken whole or not at all. The same file again changes \
      nothing; a row with a known id replaces the earlier one. Kinds may come in any order.

      Examples:
        gridcover import C.gpkg villages villages.geojson
        gridcover import C.gpkg households roster.csv --columns id=house_no,lon=x,lat=y
        gridcover import C.gpkg households survey.csv --crs EPSG:4547 --columns lon=easting,lat=northing
        gridcover import C.gpkg enterprises amap.csv --crs gcj02
        gridcover import C.gpkg households roster.xlsx --sheet 名册
        gridcover import C.gpkg villages "PG:dbname=county" --layer public.villages
        gridcover import C.gpkg visits monday.csv --skip-rejected --rejects rejects.csv
        gridcover import C.gpkg households roster-2017.csv --replace --dry-run
      """)

  @OptionGroup var workspace: WorkspaceArgument
  @Argument(help: "\(RecordKind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: RecordKind
  @Argument(help: "Files, or a database as PG:….", completion: .file()) var files: [String]
  @Option(help: ArgumentHelp("Which column holds which field.", valueName: "field=header,…"))
  var columns: ColumnMapping?
  @Option(
    help: ArgumentHelp(
      "utf-8, gb18030 (also gbk, gb2312) or big5; UTF-16 is known by its byte order mark.", valueName: "E"))
  var encoding: TextEncoding?
  @Option(
    help: ArgumentHelp(
      "What the coordinates are, before what the file says; gcj02: AMap, Tencent, WeChat; bd09: Baidu.",
      valueName: "EPSG:n|gcj02|bd09"))
  var crs: String?
  @Option(help: ArgumentHelp("The layer to read, of a file that holds several.", valueName: "NAME"))
  var layer: String?
  @Option(help: ArgumentHelp("The sheet to read, of a workbook that holds several.", valueName: "NAME"))
  var sheet: String?
  @Flag(help: "Import the good rows although others are rejected.") var skipRejected = false
  @Option(help: ArgumentHelp("Write the rejected rows, with reasons, to this CSV.", valueName: "FILE"))
  var rejects: String?
  @Flag(help: "Mend invalid polygons (GEOS, structure method) and list the change of area.") var mend = false
  @Flag(
    help:
      "The file is the full list: what it no longer has is withdrawn, out of every total, and kept in history."
  )
  var replace = false
  @Option(
    help: ArgumentHelp("Write the withdrawn records to this CSV, which import takes back.", valueName: "FILE")
  )
  var withdrawn: String?
  @Flag(help: "Say what would change, and change nothing.") var dryRun = false
  @Option(help: "Name of the grid that imported cells form; by default the file's name.") var name: String?

  func validate() throws {
    if rejects != nil && files.count > 1 { throw ValidationError("--rejects goes with one file at a time") }
    if replace && files.count > 1 {
      throw ValidationError(
        "--replace goes with one file at a time: the second would withdraw what the first has")
    }
    if replace && skipRejected {
      throw ValidationError(
        "--replace needs every row, and --skip-rejected leaves some out: their records would be withdrawn")
    }
    if withdrawn != nil && !replace { throw ValidationError("--withdrawn goes with --replace") }
    if let crs { try validate(crs: crs) }
  }

  private func validate(crs: String) throws {
    if kind.geometry == .none {
      throw ValidationError("\(kind.rawValue) have no coordinates; leave --crs \(crs) away")
    }
    do throws(SpatialError) {
      _ = try SourceCoordinates(option: crs, fileCRS: nil)
    } catch { throw ValidationError(error.description) }
  }

  func run() throws {
    try OutputFile.check([rejects, withdrawn].compactMap(\.self), reading: [workspace.campaign] + files)
    for file in files {
      let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
      let summary = try Pipeline.importRecords(
        ImportRequest(
          workspace: workspace.campaign, kind: kind, file: file, mapping: columns, crs: crs,
          options: ReadOptions(layer: layer, sheet: sheet, encoding: encoding), mend: mend,
          skipRejected: skipRejected, rejectsFile: rejects, isFullList: replace, withdrawnFile: withdrawn,
          isDryRun: dryRun, gridName: name ?? stem))
      try Output.print(summary.text)
      if let refusal = summary.refusal { throw refusal }
    }
  }
}

extension TextEncoding: ExpressibleByArgument {
  /// Reads `gb18030`, `GBK`, `utf8` …
  public init?(argument: String) { self.init(named: argument) }
}

extension ColumnMapping: ExpressibleByArgument {
  /// Reads `field=header,field=header`.
  public init?(argument: String) {
    guard let mapping = try? ColumnMapping(argument) else { return nil }
    self = mapping
  }
}
