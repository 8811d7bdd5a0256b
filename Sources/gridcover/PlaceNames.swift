internal import CampaignModel

/// Names as they stand on a map in a language.
extension Language {
  func name(_ village: Village) -> String {
    self == .english ? village.nameEnglish ?? village.name : village.name
  }

  /// On a map of villages the word says nothing and takes room: `Pengtian` for `Pengtian Village`.
  func shortName(_ village: Village) -> String {
    shortened(name(village), by: [" Village"])
  }

  func townshipName(_ village: Village) -> String? {
    self == .english ? village.townshipEnglish ?? village.township : village.township
  }

  /// nil where the name says no more than the id.
  func groupName(_ group: WorkingGroup) -> String? {
    let name = self == .english ? group.nameEnglish ?? group.name : group.name
    return name == group.id.text ? nil : name
  }

  /// In a list of working groups the words that all of them end in say nothing and take room.
  func shortGroupName(_ group: WorkingGroup) -> String? {
    groupName(group).map { shortened($0, by: [" Working Group", "工作组"]) }
  }

  private func shortened(_ name: String, by endings: [String]) -> String {
    for ending in endings where name.hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}

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
