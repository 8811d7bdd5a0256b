internal import CampaignModel

/// Townships as they are written across a map: without the word for what they are, where no two become alike by that.
///
/// The heavier border and the larger letters say that it is a township; `Meiyuan Township` hides twice the ground that `Meiyuan` does.
struct TownshipLabels {
  private let language: Language
  private let isShort: Bool

  /// - Complexity: O(villages).
  init(_ villages: [Village], _ language: Language) {
    self.language = language
    let names = Set(villages.compactMap { language.townshipName($0) })
    isShort = Set(names.map(Self.shortened)).count == names.count
  }

  subscript(village: Village) -> String? {
    language.townshipName(village).map { isShort ? Self.shortened($0) : $0 }
  }

  private static func shortened(_ name: String) -> String {
    for word in [" Township", " Subdistrict", " Town"] where name.hasSuffix(word) && name.count > word.count {
      return String(name.dropLast(word.count))
    }
    return name
  }
}
