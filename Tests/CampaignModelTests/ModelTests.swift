import CampaignModel
import Testing

@Suite struct ModelTests {
  @Test("Ids are bytes: composed and decomposed spellings are two ids, and 0012 is not 12")
  func identifiers() {
    #expect("\u{E9}" == "e\u{301}")
    #expect(Identifier("\u{E9}") != Identifier("e\u{301}"))
    #expect(Identifier("0012") != Identifier("12"))
    #expect(Identifier("990126101201") == Identifier("990126101201"))
    #expect(Set([Identifier("石桥"), Identifier("石桥"), Identifier("石")]).count == 2)
    #expect([Identifier("b"), "a", "é", "Z"].sorted() == ["Z", "a", "b", "é"])
  }

  @Test("Days go through the calendar and back", arguments: [-719_162, -1, 0, 59, 17_152, 2_932_896])
  func days(number: Int32) throws {
    let day = LocalDate(dayNumber: number)
    let (year, month, dayOfMonth) = day.civil
    #expect(LocalDate(year: year, month: month, day: dayOfMonth) == day)
    #expect(LocalDate(iso: day.description) == day)
  }

  @Test func knownDays() {
    #expect(LocalDate(iso: "2016-12-17")?.dayNumber == 17_152)
    #expect(LocalDate(dayNumber: 0).description == "1970-01-01")
    #expect(LocalDate(iso: "2016-02-29") != nil)
    for bad in [
      "2015-02-29", "2016-13-01", "2016-00-10", "2016-1-01", "2016/12/17", "２０１６-12-17", "0000-01-01",
    ] {
      #expect(LocalDate(iso: bad) == nil, "\(bad)")
    }
  }

  @Test("Township codes come from statistical codes only if all villages have them")
  func townshipCodes() {
    let statistical = Village(code: "990126101201", name: "a", township: "清溪镇")
    let other = Village(code: "PH071201002", name: "b", township: "清溪镇")
    #expect(Village.derivingCodes([statistical])[0].townshipKey == "990126101")
    #expect(Village.derivingCodes([statistical])[0].countyKey == "990126")
    let mixed = Village.derivingCodes([statistical, other])
    #expect(mixed[0].townshipKey == mixed[1].townshipKey)
  }

  @Test("Shares are read as percentages or fractions, and nothing else")
  func shares() {
    #expect(Settings.share("100%") == 1)
    #expect(Settings.share("30 %") == 0.3)
    #expect(Settings.share("0.3") == 0.3)
    for bad in ["", "%", "101%", "-1%", "nan", "1e-1", "1.2.3", "0x1"] {
      #expect(Settings.share(bad) == nil, "\(bad)")
    }
  }

  @Test("Every setting's default is a value that it takes")
  func defaults() {
    for bad in ["", "0x10", "1e3", "inf", "nan", "-1", "+1", ".5", "5.", "1,5", "１", " 1"] {
      #expect(Settings.number(bad) == nil, "\(bad)")
    }
    #expect(Settings.number("0.5") == 0.5)
    #expect(Settings.number("12") == 12)
    let backwards = Settings(["start": "2016-12-31", "end": "2016-01-01"])
    #expect(backwards.contradiction?.key == "end")
    #expect(Settings(["recheck_good": "50%"]).contradiction?.key == "recheck_bad")
    #expect(Settings(["recheck_good": "80%"]).contradiction == nil)
    #expect(Settings().contradiction == nil)
    for entry in Settings.entries where !entry.defaultValue.isEmpty {
      #expect(Settings.complaint(key: entry.key, value: entry.defaultValue) == nil, "\(entry.key)")
    }
    #expect(Settings.complaint(key: "effective_outcomes", value: "refused") != nil, "met always counts")
    #expect(Settings.complaint(key: "no_such", value: "1") != nil)
  }

  @Test("A text column keeps missing and empty apart")
  func textColumn() {
    let column = TextColumn(["a", nil, "", "石桥村"])
    #expect((0..<4).map { column[$0] } == ["a", nil, "", "石桥村"])
    #expect(column.isMissing(1) && !column.isMissing(2))
    #expect(column.isBlank(1) && column.isBlank(2) && !column.isBlank(3))
  }

  @Test("Filtering a table keeps all its columns together")
  func filtering() {
    let kind = RecordKind.visits
    let table = RecordTable(
      kind: kind,
      columns: [
        .init(field: kind.keyField, values: .texts(TextColumn(["a", "b", "c"]))),
        .init(field: kind.fields[6], values: .reals([1, .nan, 3])),
      ], xs: [1, 2, 3], ys: [4, 5, 6], sourceRows: [1, 2, 3])
    let kept = table.filtered { $0 != 1 }
    #expect(kept.rowCount == 2)
    #expect(kept.keys == TextColumn(["a", "c"]))
    #expect(kept.xs == [1, 3])
    #expect(kept.sourceRows == [1, 3])
  }

  @Test("Of equally many gaps the earlier reason is the dominant one; a row without gaps has none")
  func dominantReason() {
    var row = CoverageRow(level: .village, code: "v")
    #expect(row.gapReason == nil)
    row.gaps = [.refused: 2, .nobodyHome: 2, .notFound: 1]
    #expect(row.gapReason == .nobodyHome)
  }

  @Test("Outcomes are recognised in English and Chinese")
  func outcomes() {
    #expect(Outcome(recognising: "Nobody_home") == .nobodyHome)
    #expect(Outcome(recognising: "无人") == .nobodyHome)
    #expect(Outcome(recognising: "perhaps") == nil)
  }

  @Test("Values have one word each, and what is the campaign's own stays as it is")
  func valueNames() {
    #expect(ValueNames.outcome("Not at-home") == .nobodyHome && ValueNames.outcome("迁出") == .movedAway)
    #expect(ValueNames.flag(" √ ") == 1 && ValueNames.flag("-") == nil)
    #expect(ValueNames.category("五保户") == "five-guarantee" && ValueNames.category("军属") == "军属")
    #expect(ValueNames.category("—") == "" && ValueNames.issueKind("矛盾纠纷") == "dispute")
    #expect(Settings(["priority_categories": "特困;军属"]).priorityCategories == ["five-guarantee", "军属"])
  }
}
