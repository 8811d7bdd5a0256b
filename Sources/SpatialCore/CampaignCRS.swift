public import CampaignModel

/// Chooses the CRS in which a campaign's grids, lengths and areas are made, where the user names none.
public enum CampaignCRS {
  /// The CRS for places in these bounds (WGS 84 degrees): a name that ``Projection`` reads.
  ///
  /// | width | in China | elsewhere |
  /// |---|---|---|
  /// | up to 6° | CGCS2000 / 3-degree Gauss–Krüger, nearest central meridian | WGS 84 / UTM |
  /// | wider | Albers, parallels 25° and 47°, central meridian 105° E | Lambert azimuthal equal-area at the centre |
  ///
  /// A centre midway between two meridians takes the eastern one. Beyond 84° of latitude, where UTM ends, it is
  /// Lambert's at any width. The exceptions of UTM around Norway are left out: the plain zone serves as well here.
  public static func automatic(for bounds: Bounds) -> String {
    let x = clamped((bounds.minX + bounds.maxX) / 2, 180)
    let y = clamped((bounds.minY + bounds.maxY) / 2, 90)
    let isNarrow = bounds.maxX - bounds.minX <= 6
    if ChinaOutline.contains(x: x, y: y) {
      guard isNarrow else {
        return "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m +no_defs"
      }
      // EPSG:4534 is the zone of 75° E, EPSG:4554 that of 135° E.
      let zone = min(max(Int((x / 3 + 0.5).rounded(.down)), 25), 45)
      return "EPSG:\(4534 + zone - 25)"
    }
    guard isNarrow, abs(y) <= 84 else {
      let (lat, lon) = (Int(y.rounded()), Int(x.rounded()))
      return "+proj=laea +lat_0=\(lat) +lon_0=\(lon) +datum=WGS84 +units=m +no_defs"
    }
    let zone = min(Int(((x + 180) / 6).rounded(.down)) + 1, 60)
    return "EPSG:\((y < 0 ? 32_700 : 32_600) + zone)"
  }

  private static func clamped(_ value: Double, _ limit: Double) -> Double {
    value.isNaN ? 0 : min(max(value, -limit), limit)
  }
}

/// Where the national 3-degree zones are in use, drawn by hand to some ten kilometres.
///
/// It chooses a map projection and is no statement on any border. A place on the wrong side of it still gets a
/// projection that serves it well.
enum ChinaOutline {
  /// True on the land, Hainan and Taiwan.
  static func contains(x: Double, y: Double) -> Bool { outline.covers(x: x, y: y) }

  // From the Pamirs along the northern land border, down the coast, and back along the southern border.
  private static let outline = Region(exterior: [
    (73.4, 39.4), (74.0, 40.1), (75.5, 40.6), (76.6, 40.4), (78.1, 41.2), (80.1, 42.0), (80.2, 43.1),
    (80.4, 44.6), (82.4, 45.2), (82.3, 45.6), (83.0, 47.2), (85.5, 47.1), (85.6, 48.3), (87.0, 49.2),
    (87.8, 49.2), (90.0, 47.9), (91.0, 46.7), (90.7, 45.4), (91.5, 45.1), (95.3, 44.3), (96.4, 42.8),
    (101.8, 42.5), (105.0, 41.6), (109.4, 42.4), (111.8, 43.7), (111.6, 44.3), (113.6, 44.8), (115.9, 45.6),
    (117.4, 46.5), (119.9, 46.7), (118.5, 47.9), (115.6, 47.8), (116.2, 49.8), (117.8, 49.5), (119.3, 50.3),
    (120.9, 53.2), (123.6, 53.6), (125.6, 53.0), (127.5, 50.3), (129.5, 49.5), (130.9, 48.9), (130.9, 47.8),
    (132.5, 47.8), (134.2, 48.45), (134.8, 48.4), (133.2, 45.1), (131.9, 45.3), (131.0, 44.9), (131.3, 43.5),
    (130.6, 42.5),
    (129.7, 42.5), (129.0, 42.1), (128.1, 42.0), (126.9, 41.8), (126.0, 40.9), (124.4, 40.1), (124.2, 39.7),
    (123.5, 38.0), (123.5, 28.0), (122.4, 25.4), (122.2, 24.0), (121.2, 21.6), (117.5, 20.5), (112.0, 19.0),
    (110.5, 17.9), (108.5, 18.2), (108.4, 20.0), (108.1, 21.5), (107.3, 21.7), (106.7, 22.0), (106.6, 22.4),
    (106.7, 22.9), (105.4, 23.35), (104.8, 23.0), (104.0, 22.51), (102.5, 22.75), (101.7, 22.5),
    (101.8, 21.2),
    (101.1, 21.5), (100.2, 21.4), (99.2, 22.0), (99.4, 23.0), (98.8, 23.3), (97.6, 23.8), (97.6, 24.8),
    (98.6, 26.0), (98.6, 27.6), (97.4, 28.3), (96.3, 28.4), (95.4, 29.1), (94.6, 29.3), (93.3, 28.6),
    (92.0, 27.8),
    (91.6, 27.8), (90.4, 28.1), (89.6, 28.2), (89.2, 27.8), (89.0, 27.35), (88.9, 27.28), (88.8, 27.4),
    (88.8, 27.95), (88.6, 28.1), (88.1, 27.95), (86.9, 28.0), (86.0, 27.97), (85.2, 28.4), (84.2, 28.95),
    (83.4, 29.5), (82.1, 30.3), (81.2, 30.1), (80.1, 30.7), (79.0, 31.3), (78.7, 31.6), (78.8, 32.5),
    (79.4, 32.8),
    (78.9, 33.5), (78.2, 34.5), (77.8, 35.5), (76.0, 36.1), (75.8, 36.8), (74.6, 37.2), (74.9, 37.6),
    (74.7, 38.4),
    (73.8, 38.6), (73.4, 39.4),
  ])
}
