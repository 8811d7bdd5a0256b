import Foundation
import TestSupport
import Testing

/// `export all`: the copy for sharing holds nobody's data, in no page of the file.
@Suite struct SharingTests {
  /// A mark in every text that is about a person; enough of it to be found in any encoding of the file.
  private func plant(_ desk: Desk) throws {
    let files = [
      "households":
        "id,name,village,lon,lat,category,address\nQXQ1,QXQname,990199001001,113.001,28.001,low-income,QXQaddress\n",
      "groups": "id,name,leader,members\nG1,first,QXQleader,2\nG2,second,QXQleader,2\n",
      "members": "id,name,group\nQXQM,QXQmember,G1\n",
      "visits": "id,target,date,group,member,outcome,note\nQXQV,QXQ1,2016-12-01,G1,QXQM,met,QXQnote\n",
      "issues": "id,target,kind,filed,text\nQXQI,QXQ1,dispute,2016-12-02,QXQtext\n",
      "exclusions": "target,reason,from,approved_by\nQXQ1,QXQreason,2016-12-20,QXQoffice\n",
      "pairings": "member,contact,kind\nQXQM,QXQ1,officer–family\n",
      "rechecks": "target,date,result,checked_by,note\nQXQ1,2016-12-03,confirmed,QXQchecker,QXQnote\n",
    ]
    for (kind, text) in files.sorted(by: { $0.key < $1.key }) {
      try desk.write(text, "planted.csv")
      try desk.does("import c.gpkg \(kind) planted.csv")
    }
  }

  @Test func holdsNothingPersonal() throws {
    try Desk.lend { desk in
      try plant(desk)
      try desk.does("grid c.gpkg square --size 500")
      try desk.does("allocate c.gpkg --relax balance")
      let said = try desk.does("export c.gpkg all -o share.gpkg")
      #expect(said.hasSuffix("nobody's data\n"), "\(said)")
      let bytes = try desk.bytes("share.gpkg")
      #expect(bytes.range(of: Data("QXQ".utf8)) == nil)
      for name in Sheet(try desk.text("households.csv")).column("name") {
        #expect(bytes.range(of: Data(name.utf8)) == nil, "\(name)")
      }
      // The marks are there to be found: the same search in the workspace finds them.
      #expect(try desk.bytes("c.gpkg").range(of: Data("QXQname".utf8)) != nil)
    }
  }

  @Test func holdsThePlacesAndFigures() throws {
    guard isThere("ogrinfo") else { return }
    try Desk.lend { desk in
      try desk.does("allocate c.gpkg")
      try desk.does("export c.gpkg all -o share.gpkg")
      let layers = try run("ogrinfo", ["-q", "share.gpkg"], in: desk.folder).stdout
      for layer in ["villages", "enterprises", "groups", "plan", "coverage"] {
        #expect(layers.contains(": \(layer) "), "\(layers)")
      }
      let groups = try run("ogrinfo", ["-q", "share.gpkg", "groups"], in: desk.folder).stdout
      #expect(groups.contains("教育局工作组") && !groups.contains("leader"))
    }
  }

  @Test func withholdsSmallCountsOfCoverage() throws {
    try Desk.lend { desk in
      try desk.does("export c.gpkg coverage -o told.csv")
      let told = Sheet(try desk.text("told.csv"))
      // Two low-income and disabled households in the first village, one in the third: all below five.
      #expect(
        told.column("priority_expected") == ["", "", "", ""] || told.column("suppressed").contains("1"))
      #expect(!told.column("priority_expected").contains { ["1", "2", "3", "4"].contains($0) })
      try desk.does("export c.gpkg coverage -o whole.csv --include households")
      #expect(Sheet(try desk.text("whole.csv")).column("priority_expected") == ["2", "0", "1", "0"])
      #expect(try desk.mode("whole.csv") == "600")
    }
  }

  @Test func withPeopleIsForTheOwnerAlone() throws {
    try Desk.lend { desk in
      let said = try desk.does("export c.gpkg all -o whole.gpkg --include households")
      #expect(said.contains("households 7") && said.hasSuffix("readable by you alone\n"), "\(said)")
      #expect(try desk.mode("whole.gpkg") == "600")
      #expect(try desk.bytes("whole.gpkg").range(of: Data("张三".utf8)) != nil)
    }
  }

  @Test func isAGeoPackage() throws {
    try Desk.lend { desk in
      let said = try desk.refuses("export c.gpkg all -o all.csv")
      #expect(said == "all.csv: expected a name that ends in .gpkg")
    }
  }
}
