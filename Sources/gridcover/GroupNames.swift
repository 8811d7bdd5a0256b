internal import CampaignModel

extension Campaign {
  /// The working group that a user means: by its id, else by its name, Chinese or English, with or without the word for what it is.
  ///
  /// - Throws: `CommandError` where no group is called so, which names those whose names are most like it, and where several are.
  /// - Complexity: O(groups · letters).
  func group(called text: String, file: String) throws(CommandError) -> WorkingGroup {
    if let group = groups.first(where: { $0.id.text == text }) { return group }
    let wanted = GroupName.plain(text)
    let named = groups.filter { group in
      [group.name, group.nameEnglish].contains { $0.map { GroupName.plain($0) == wanted } ?? false }
    }
    if named.count == 1, let group = named.first { return group }
    let near = named.isEmpty ? GroupName.nearest(to: wanted, among: groups) : named
    throw .unknownName(
      named.isEmpty ? "working group" : "one working group", text,
      known: near.map {
        [$0.id.text, $0.name == $0.id.text ? nil : $0.name].compactMap { $0 }.joined(separator: " ")
      },
      file: file)
  }
}

/// How names of groups are compared.
private enum GroupName {
  /// A name without the word that all names of groups end in, and without capitals.
  static func plain(_ name: String) -> String {
    var plain = name.trimmingBlanks().lowercased()
    for ending in [" working group", "工作组"] where plain.hasSuffix(ending) && plain.count > ending.count {
      plain = String(plain.dropLast(ending.count))
    }
    return plain
  }

  /// The groups that have most pairs of letters with a name in common, the best ones first; the first groups where none has any.
  static func nearest(to wanted: String, among groups: [WorkingGroup]) -> [WorkingGroup] {
    let pairs = pairs(of: wanted)
    func likeness(_ group: WorkingGroup) -> Int {
      [group.id.text, group.name, group.nameEnglish].compactMap { $0 }
        .map { Self.pairs(of: plain($0)).intersection(pairs).count }.max() ?? 0
    }
    let rated = groups.map { (group: $0, likeness: likeness($0)) }
    let near = rated.indices.filter { rated[$0].likeness > 0 }
      .sorted { (-rated[$0].likeness, $0) < (-rated[$1].likeness, $1) }
    return near.isEmpty ? groups : near.prefix(5).map { rated[$0].group }
  }

  private static func pairs(of text: String) -> Set<String> {
    let letters = Array(text)
    guard letters.count > 1 else { return [text] }
    return Set(zip(letters, letters.dropFirst()).map { String([$0, $1]) })
  }
}
