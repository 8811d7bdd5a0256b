public import CampaignModel

/// What the coordinates of a file are: WGS 84, GCJ-02, BD-09, or those of a CRS that PROJ knows.
///
/// | said | taken as |
/// |---|---|
/// | nothing | WGS 84 longitude and latitude |
/// | EPSG:4326 | unchanged, bit by bit |
/// | EPSG:4490 (CGCS2000) | WGS 84, unchanged, and said so: the two differ by centimetres |
/// | any other CRS | converted by PROJ; where it stands on another datum, with what PROJ has built in |
/// | gcj02, bd09 | shifted back (``ChinaOffset``) |
///
/// The user's word goes before the file's own. Axes are x = east and y = north in every case, whatever the CRS says of
/// their order. Make one for each file: it holds a PROJ object, which belongs to one task.
public struct SourceCoordinates {
  enum System {
    case wgs84
    case shifted(ChinaOffset)
    case crs(SourceTransformation)
  }

  let system: System
  /// What the file says, where the user said something else.
  private let overruled: String?
  private let isFromFile: Bool

  /// Takes the user's word, else the file's, else WGS 84.
  ///
  /// - Parameters:
  ///   - option: What `--crs` says: `EPSG:n`, `gcj02` or `bd09`, in any case.
  ///   - fileCRS: What the file says: `EPSG:n`, WKT or `+proj=…`.
  /// - Throws: ``SpatialError`` if that is not the CRS of places on the ground, or PROJ does not know it.
  public init(option: String?, fileCRS: String?) throws(SpatialError) {
    if let option {
      let system = try SourceCoordinates.system(option: option)
      let ofFile: SourceTransformation? =
        if let fileCRS { try? SourceTransformation(from: fileCRS) } else { nil }
      let nameOfFile = ofFile?.name ?? fileCRS.map { Rejection.quote($0) }
      self.system = system
      overruled = nameOfFile == SourceCoordinates.name(system) ? nil : nameOfFile
      isFromFile = false
    } else if let fileCRS {
      let transformation = try SourceTransformation(from: fileCRS)
      let isPlain = transformation.isIdentity && transformation.datum == .wgs84
      system = isPlain ? .wgs84 : .crs(transformation)
      overruled = nil
      isFromFile = true
    } else {
      system = .wgs84
      overruled = nil
      isFromFile = false
    }
  }

  /// `EPSG:4547`, `gcj02`, `EPSG:4326`.
  public var name: String { SourceCoordinates.name(system) }

  private static func name(_ system: System) -> String {
    switch system {
    case .wgs84: "EPSG:4326"
    case .shifted(let offset): offset.rawValue
    case .crs(let transformation): transformation.name
    }
  }

  private static func system(option: String) throws(SpatialError) -> System {
    let folded = option.lowercased()
    if let offset = ChinaOffset(rawValue: folded.filter { $0 != "-" }) { return .shifted(offset) }
    guard folded.hasPrefix("epsg:") else { throw .badCRSName(Rejection.quote(option)) }
    let transformation = try SourceTransformation(from: option)
    return transformation.isIdentity && transformation.datum == .wgs84 ? .wgs84 : .crs(transformation)
  }
}

// MARK: Conversion

extension SourceCoordinates {
  /// The way to WGS 84, with what is to be told of it.
  ///
  /// Polygons are converted vertex by vertex. Edges stay straight between them, so that villages which share vertices go
  /// on sharing them; the middle of an edge then lies beside its image by about L² · tan(latitude) ⁄ 8R at most: a
  /// centimetre for an edge of 1 km, a metre for 10 km.
  public var conversion: CoordinateConversion {
    CoordinateConversion(name: name, numberExpected: numberExpected, isIdentity: isIdentity) {
      (xs, ys) throws(CoordinateConversion.Refusal) in try convert(&xs, &ys)
    }
  }

  /// True if coordinates stay as they are, bit by bit.
  public var isIdentity: Bool {
    switch system {
    case .wgs84: true
    case .shifted: false
    case .crs(let transformation): transformation.isIdentity
    }
  }

  /// True if the numbers are degrees.
  var isInDegrees: Bool {
    if case .crs(let transformation) = system { return transformation.isGeographic }
    return true
  }

  private var numberExpected: String {
    if isInDegrees { return "decimal degrees, as 113.5" }
    if case .crs(let transformation) = system, transformation.isMetric {
      return "metres, as 401817.56"
    }
    return "a number"
  }

  private func convert(
    _ xs: inout ContiguousArray<Double>, _ ys: inout ContiguousArray<Double>
  ) throws(CoordinateConversion.Refusal) -> [String] {
    let (rawXs, rawYs) = (xs, ys)
    switch system {
    case .wgs84: break
    case .shifted(let offset):
      for i in xs.indices { (xs[i], ys[i]) = offset.inverse(x: xs[i], y: ys[i]) }
    case .crs(let transformation): transformation.convert(xs: &xs, ys: &ys)
    }
    let fit = SourceFit(self, rawXs: rawXs, rawYs: rawYs, xs: xs, ys: ys)
    if let refusal = fit.refusal() { throw refusal }
    var notes: [String] = []
    if let overruled {
      notes.append("the file says \(overruled); its coordinates are taken as \(name), as --crs says")
    }
    if let note = whatWasDone(rawXs, rawYs, xs, ys) { notes.append(note) }
    if let note = fit.strayNote() { notes.append(note) }
    return notes
  }

  private func whatWasDone(
    _ rawXs: ContiguousArray<Double>, _ rawYs: ContiguousArray<Double>, _ xs: ContiguousArray<Double>,
    _ ys: ContiguousArray<Double>
  ) -> String? {
    switch system {
    case .wgs84: return nil
    case .shifted(let offset):
      var (moved, farthest) = (0, 0.0)
      for i in xs.indices where rawXs[i] != xs[i] || rawYs[i] != ys[i] {
        guard xs[i].isFinite, ys[i].isFinite else { continue }
        moved += 1
        farthest = max(
          farthest, GroundDistance.metres(fromX: rawXs[i], y: rawYs[i], toX: xs[i], y: ys[i]))
      }
      return "\(offset.rawValue): \(SourceFit.count(moved)) moved by up to \(SourceFit.whole(farthest)) m; "
        + "published descriptions differ by up to \(ChinaOffset.agreement) m"
    case .crs(let transformation):
      if transformation.isIdentity { return "CGCS2000 (\(name)) is taken as WGS 84" }
      let source = isFromFile ? "\(name), the file's own CRS" : name
      let remark: String
      switch transformation.datum {
      case .wgs84: remark = ""
      case .cgcs2000: remark = " (CGCS2000 is taken as WGS 84)"
      case .other(let datum):
        let first = rawXs.indices.first { !xs[$0].isNaN && !ys[$0].isNaN }
        guard let first else { return nil }
        switch transformation.accuracy(x: rawXs[first], y: rawYs[first]) {
        case .metres(let metres):
          remark =
            "; the change of datum from \(datum) is good to about \(SourceFit.whole(metres.rounded(.up))) m"
        case .ballpark:
          remark =
            "; PROJ knows no change of datum from \(datum) here and made none: points may be a hundred metres off"
        case .unknown: remark = "; how good the change of datum from \(datum) is, is not known"
        }
      }
      return "converted from \(source)\(remark)"
    }
  }
}
