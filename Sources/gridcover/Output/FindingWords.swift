internal import CoverageAnalysis

extension FindingSubject {
  /// What was found, as a heading.
  func title(in language: Language) -> String { language == .english ? rawValue : chinese.title }

  /// What to do about it, in one line.
  func advice(in language: Language) -> String { language == .english ? english : chinese.advice }

  private var english: String {
    switch self {
    case .invalidPolygon: "correct it in QGIS, or import the villages again with --mend"
    case .noPolygon: "ask for its boundary: until then its targets count by their declared village"
    case .overlap: "draw one border; until then a point in both belongs to the lower code"
    case .gap: "a lake or a reserve may stay; else draw the border: a point in it belongs to no village"
    case .overlapSliver: "borders drawn twice; harmless unless targets stand on them"
    case .gapSliver: "borders drawn twice; harmless unless targets stand on them"
    case .mended: "look at it in QGIS if its area changed by more than a trifle"
    case .unmapped: "import its polygon, or correct the code in the roster (count: targets that declare it)"
    case .withoutTargets: "get its roster; if nobody lives there, declare 0 households"
    case .householdCount: "ask which is right: part of a roster may be missing, or be listed twice"
    case .disagreement:
      "locate_by in the settings says which counts; the farthest are mostly swapped digits or a wrong village"
    case .unknownVillage: "correct the code in the roster; its point counts meanwhile, if it has one"
    case .nowhere: "correct coordinates or village: it counts for the campaign and for no place"
    case .missingCoordinates: "it counts for its declared village; take a fix at the next visit"
    case .samePoint:
      "addresses geocoded to a village's centre; fine for a block of flats (same_point_targets)"
    case .duplicate: "most likely listed twice: drop one from the roster"
    case .namesake: "namesakes, or one household listed twice"
    case .near: "neighbours, a block of flats, or listed twice (duplicate_distance_m)"
    case .groupWithoutMembers: "import its members, or a count in the list of groups: no members, no capacity"
    case .groupWithoutAllocation: "allocate again, or drop the group"
    case .unknownHookUp: "correct the code in the list of groups: allocate refuses it"
    case .memberOfUnknownGroup: "import the group, or correct the member's row"
    case .allocationToUnknownGroup: "import the group, or allocate again: nobody is responsible"
    case .allocationOfUnknownUnit: "allocate again: the village or cell is gone"
    case .unlisted: "add the target to the roster, or correct the visit: it counts for no place"
    case .visitOfUnknownGroup: "import the group, or correct the visit"
    case .visitOfUnknownMember: "import the member, or correct the visit"
    case .visitOutsideDates: "correct the date, or the campaign's start and end in the settings"
    case .noContact:
      "gridcover pair says why: no member of that role, quotas that are full, or ground of no group"
    case .severalContacts: "keep one of the members: the household should know whom to call"
    case .overQuota: "hand some contact points to others, or raise the quota in the list of members"
    case .pairingOutsideGround: "pair it with a member of the group whose ground it is"
    case .pairingWithoutRole: "correct the member's roles or the pairing's kind"
    case .pairingOfUnknownMember: "import the member, or correct the pairing: this contact point has nobody"
    case .pairingOfUnknownContact: "add the target to the roster, or correct the pairing"
    }
  }

  private var chinese: (title: String, advice: String) {
    switch self {
    case .invalidPolygon: ("无效多边形", "在 QGIS 中改正，或用 --mend 重新导入行政村")
    case .noPolygon: ("行政村无边界", "索取边界；此前该村对象按申报村计入")
    case .overlap: ("行政村重叠", "改为一条边界；此前两村重叠处的点归代码较小的村")
    case .gap: ("行政村之间有空隙", "湖泊、林场可保留；否则补画边界：其中的点不属于任何村")
    case .overlapSliver: ("狭长重叠", "边界重复绘制所致；其上无对象则无碍")
    case .gapSliver: ("狭长空隙", "边界重复绘制所致；其上无对象则无碍")
    case .mended: ("导入时已修复的多边形", "面积变化较大的，请在 QGIS 中查看")
    case .unmapped: ("在册而无边界的行政村", "导入其边界，或改正名册中的代码（数量为申报该村的对象数）")
    case .withoutTargets: ("有边界而不在册的行政村", "索取名册；确无住户的，申报户数填 0")
    case .householdCount: ("名册与申报户数不符", "核实哪一个正确：名册可能缺漏或重复")
    case .disagreement: ("坐标不在申报村内", "以何为准由设置 locate_by 决定；相距最远的多为数字颠倒或村名填错")
    case .unknownVillage: ("申报村不存在", "改正名册中的代码；有坐标的暂以坐标为准")
    case .nowhere: ("不在任何行政村", "改正坐标或村代码：只计入全活动，不计入任何地方")
    case .missingCoordinates: ("缺坐标", "计入申报村；下次走访时定位")
    case .samePoint: ("多个对象坐标相同", "多为按村中心定位的地址；楼房属正常（same_point_targets）")
    case .duplicate: ("同名同址", "很可能重复登记：从名册中删去一条")
    case .namesake: ("同村同名", "同名的人，或同一户重复登记")
    case .near: ("与另一对象相距很近", "邻居、楼房，或重复登记（duplicate_distance_m）")
    case .groupWithoutMembers: ("工作组无成员", "导入成员，或在工作组表中填人数：无人则无力走访")
    case .groupWithoutAllocation: ("工作组未分片", "重新分片，或删去该组")
    case .unknownHookUp: ("挂钩村不存在", "改正工作组表中的代码：分片时不予接受")
    case .memberOfUnknownGroup: ("成员所属工作组不存在", "导入该组，或改正成员所在组")
    case .allocationToUnknownGroup: ("分片给不存在的工作组", "导入该组，或重新分片：目前无人负责")
    case .allocationOfUnknownUnit: ("分片单元不存在", "重新分片：该村或格网单元已不存在")
    case .unlisted: ("走访对象不在名册", "把对象加入名册，或改正走访记录：不计入任何地方")
    case .visitOfUnknownGroup: ("走访的工作组不存在", "导入该组，或改正走访记录")
    case .visitOfUnknownMember: ("走访人员不存在", "导入该人员，或改正走访记录")
    case .visitOutsideDates: ("走访日期不在活动期内", "改正日期，或在设置中改正活动起止日期")
    case .noContact: ("无联系人", "gridcover pair 说明原因：组内无此身份的人、名额已满，或不在任何工作组责任区")
    case .severalContacts: ("同类联系人重复", "只留一人：让群众知道该找谁")
    case .overQuota: ("结对数超过名额", "把部分联系点转给他人，或在成员表中提高名额")
    case .pairingOutsideGround: ("联系点不在本组责任区", "改由责任区所属工作组的成员结对")
    case .pairingWithoutRole: ("成员身份与结对类别不符", "改正成员身份或结对类别")
    case .pairingOfUnknownMember: ("结对成员不存在", "导入该成员，或改正结对表：该联系点目前无人联系")
    case .pairingOfUnknownContact: ("结对对象不存在", "把对象加入名册，或改正结对表")
    }
  }
}
