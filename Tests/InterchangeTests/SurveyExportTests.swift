import CampaignModel
import Testing

@testable import Interchange

/// Exports of a visit form, as KoboToolbox and ODK Central write them.
@Suite struct SurveyExportTests {
  @Test func readsKoboCSV() throws {
    let result = try read(
      """
      start;end;visit/target;visit/outcome;home;_home_latitude;_home_longitude;_home_altitude;_home_precision;_id;_uuid;_submission_time
      2016-12-17T09:30:00.000+08:00;2016-12-17T09:35:00.000+08:00;h1;met;28.2 113.5 0 5;28.2;113.5;0;5;101;u-1;2016-12-19T02:00:00
      2016-12-17T10:00:00.000+08:00;2016-12-17T10:01:00.000+08:00;h2;refused;;;;;;102;u-2;2016-12-19T02:00:01

      """, as: .visits)
    #expect(result.rejections.isEmpty)
    #expect(result.table.keys == TextColumn(["101", "102"]))
    #expect(result.table.texts("target") == TextColumn(["h1", "h2"]))
    #expect(result.table.texts("date") == TextColumn(["2016-12-17T09:35:00", "2016-12-17T10:01:00"]))
    #expect(result.table.xs?[0] == 113.5 && result.table.ys?[0] == 28.2 && result.table.xs?[1].isNaN == true)
    #expect(
      result.warnings == [
        "f.csv: read as an export of KoboToolbox: target is visit/target, outcome is visit/outcome, id is _id, "
          + "date is end, lon is _home_longitude, lat is _home_latitude, accuracy is _home_precision"
      ])
  }

  @Test func readsCentralCSV() throws {
    let result = try read(
      """
      SubmissionDate,visit-target,visit-outcome,visit-place-Latitude,visit-place-Longitude,visit-place-Altitude,visit-place-Accuracy,meta-instanceID,KEY
      2016-12-17T16:35:00.000Z,h1,met,28.2,113.5,0,4.9,uuid:1,uuid:1

      """, as: .visits)
    #expect(result.rejections.isEmpty && result.table.keys == TextColumn(["uuid:1"]))
    // Sixteen hours UTC is past midnight at +08:00.
    #expect(result.table.texts("date") == TextColumn(["2016-12-18T00:35:00"]))
    #expect(result.table.xs?[0] == 113.5)
  }

  @Test func readsGeolocationAsLatitudeFirst() throws {
    let result = try read(
      """
      {"type":"FeatureCollection","features":[
      {"type":"Feature","geometry":null,"properties":{"_id":7,"_uuid":"u","visit/target":"h1","visit/outcome":"met",
       "_submission_time":"2016-12-17T16:35:00","_geolocation":[28.2,113.5]}},
      {"type":"Feature","geometry":null,"properties":{"_id":8,"_uuid":"v","visit/target":"h2","visit/outcome":"met",
       "_submission_time":"2016-12-17T01:00:00","_geolocation":[null,null]}}]}
      """, as: .visits, name: "f.geojson")
    #expect(result.rejections.isEmpty && result.table.keys == TextColumn(["7", "8"]))
    #expect(result.table.xs?[0] == 113.5 && result.table.ys?[0] == 28.2 && result.table.xs?[1].isNaN == true)
    // KoboToolbox's time of submission is in UTC.
    #expect(result.table.texts("date") == TextColumn(["2016-12-18T00:35:00", "2016-12-17T09:00:00"]))
  }

  @Test func leavesTheUsersWordAndOtherFilesAlone() throws {
    let mapped = try read(
      "_id,_uuid,end,a/target,a/outcome\n1,u,2016-12-17,h1,met\n", as: .visits,
      columns: "id=_uuid,target=a/target")
    #expect(mapped.table.keys == TextColumn(["u"]) && mapped.rejections.isEmpty)
    #expect(
      complaint { () throws(InterchangeError) in
        try read("a/target,date,outcome\nh1,2016-12-17,met\n", as: .visits)
      }?.contains("need a column target") == true)
    #expect(
      complaint { () throws(InterchangeError) in
        try read("_id,_uuid,end,a/target,b/target,outcome\n1,u,2016-12-17,h1,h2,met\n", as: .visits)
      }
        == "f.csv: header: both \"a/target\" and \"b/target\" mean the field target; say which with --columns "
        + "target=a/target")
  }
}
