import CampaignModel
import Testing

@Suite("Kinds of pairs") struct PairingKindTests {
  private let standard = Settings().pairingKinds

  @Test("the setting's default is six kinds, and names what lists of pairings call them")
  func standardKinds() throws {
    let kinds = try #require(standard)
    #expect(
      kinds.all.map(\.name) == [
        "party member–low-income household", "female member–left-behind child", "teacher–poor student",
        "technician–farming entrepreneur", "officer–family", "department–village",
      ])
    #expect(
      kinds.all.map(\.role) == ["party member", "female", "teacher", "technician", "officer", "leader"])
    #expect(kinds.all[0].contact == .category("low-income") && kinds.all[5].contact == .village)
  }

  @Test(
    "a kind is known in other spellings",
    arguments: [
      ("party member–low-income household", 0), ("Party Member - low income", 0), ("党员—低保户", 0),
      ("妇女干部-留守儿童", 1),
      ("教师–贫困学生", 2), ("技术员=致富带头人", 3), ("驻村干部–农户", 4), ("部门–行政村", 5),
    ])
  func spellings(name: String, index: Int) throws {
    let kinds = try #require(standard)
    #expect(kinds.index(of: name) == index)
  }

  @Test func unknownKinds() throws {
    let kinds = try #require(standard)
    for name in ["", "friend", "doctor–low-income", "party member–village", "–", "a–b–c"] {
      #expect(kinds.index(of: name) == nil, "\(name)")
    }
  }

  @Test(
    "a household is taken by its categories, and by family only without",
    arguments: [
      (["low-income"], [0]), (["low-income", "left-behind child"], [0, 1]), (["disabled"], [4]), ([], [4]),
    ])
  func households(categories: [String], kinds: [Int]) throws {
    let standard = try #require(standard)
    #expect(standard.taking(.household, categories: categories) == kinds.reduce(0) { $0 | 1 << UInt64($1) })
  }

  @Test func enterprises() throws {
    let kinds = try #require(standard)
    #expect(kinds.taking(.enterprise, categories: []) == 0)
    #expect(kinds.taking(.enterprise, categories: ["farming entrepreneur"]) == 1 << 3)
    let all = try #require(PairingKinds("干部=企业"))
    #expect(all.taking(.enterprise, categories: ["x"]) == 1 && all.taking(.household, categories: []) == 0)
  }

  @Test func members() throws {
    let kinds = try #require(standard)
    #expect(kinds.served(byRoles: ["中共党员", "女"], isLeader: false) == 0b11)
    #expect(kinds.served(byRoles: [], isLeader: true) == 1 << 5)
    #expect(kinds.served(byRoles: ["组长"], isLeader: false) == 1 << 5)
  }

  @Test(arguments: ["", ";", "officer", "officer=", "=family", "officer=family;干部=农户", "a=b=c"])
  func refusals(value: String) {
    #expect(PairingKinds(value) == nil)
    #expect(
      Settings.complaint(key: "pair_kinds", value: value)
        == "role=category, separated by ;, each once and 60 at most")
  }
}
