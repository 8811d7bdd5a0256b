internal import CampaignModel
internal import CampaignStore
internal import CoverageAnalysis
internal import Foundation
internal import Interchange

/// A statement of every figure of a campaign, with all that is needed to make it again: the day, the line of the log, the
/// rules, the plan, and digests of the files and of the records themselves.
struct Certificate: Decodable, Equatable {
  /// The version of this format.
  static let format = 1

  struct File: Decodable, Equatable {
    var line: Int
    var kind: String
    var file: String
    var sha256: String
  }

  struct Records: Decodable, Equatable {
    var kind: String
    var rows: Int
    var sha256: String
  }

  struct SharedOut: Decodable, Equatable {
    var name: String
    var unit: String
    var grid: String?
    /// Units with their group, sorted by unit.
    var entries: [[String]]
  }

  var gridcoverCertificate: Int
  var program: String
  var campaign: String
  /// The path of the workspace from the certificate's folder.
  var workspace: String
  var asOf: String?
  var knownAtLine: Int
  var settings: [String: String]
  var plan: SharedOut?
  var grid: String?
  var files: [File]
  var records: [Records]
  var unlistedVisits: Int
  /// The rows of each level, each by its columns.
  var levels: [String: [[String: CertifiedValue]]]

  /// The levels of partitions, whose rows add up to the campaign.
  static let levels: [CoverageLevel] = [.campaign, .county, .township, .village, .group, .cell]

  enum CodingKeys: String, CodingKey {
    case gridcoverCertificate = "gridcover_certificate"
    case program, campaign, workspace
    case asOf = "as_of"
    case knownAtLine = "known_at_line"
    case settings, plan, grid, files, records
    case unlistedVisits = "unlisted_visits"
    case levels
  }

  /// The rules by which its figures are made again.
  var rules: RulesInForce {
    RulesInForce(
      settings: settings,
      plan: plan.map { plan in
        Plan(
          name: plan.name, unit: Plan.Unit(rawValue: plan.unit) ?? .village, grid: plan.grid,
          entries: plan.entries.filter { $0.count == 2 }.map {
            Plan.Entry(unit: Identifier($0[0]), group: Identifier($0[1]))
          })
      }, grid: grid)
  }

  /// Reads a certificate.
  init(readingFrom path: String) throws {
    let file = try InputFile(path)
    guard
      let head = try? JSONDecoder().decode([String: CertifiedValue].self, from: Data(file.bytes)),
      let format = head[CodingKeys.gridcoverCertificate.rawValue]
    else { throw CertificateError.notACertificate(path: path) }
    guard format.isSame(as: .integer(Certificate.format)) else {
      throw CertificateError.otherFormat(path: path, known: Certificate.format)
    }
    do { self = try JSONDecoder().decode(Certificate.self, from: Data(file.bytes)) } catch {
      throw CertificateError.notACertificate(path: path)
    }
  }
}

/// A value of a certificate; numbers are numbers, whether they are written with a fraction or not.
struct CertifiedValue: Decodable, Equatable {
  var value: AttributeValue

  init(_ value: AttributeValue) { self.value = value }

  init(from decoder: any Decoder) throws {
    guard let single = try? decoder.singleValueContainer(), !single.decodeNil() else {
      value = .none
      return
    }
    if let flag = try? single.decode(Bool.self) {
      value = .flag(flag)
    } else if let number = try? single.decode(Int.self) {
      value = .integer(number)
    } else if let number = try? single.decode(Double.self) {
      value = .real(number)
    } else {
      // What is no plain value belongs to another part of the certificate.
      value = AttributeValue(try? single.decode(String.self))
    }
  }

  func isSame(as other: AttributeValue) -> Bool {
    switch (value, other) {
    case (.integer(let a), .real(let b)), (.real(let b), .integer(let a)): Double(a) == b
    default: value == other
    }
  }
}

/// Why a certificate cannot be read or written.
enum CertificateError: Error, Equatable {
  case notACertificate(path: String)
  case otherFormat(path: String, known: Int)
  case noWorkspace(path: String, workspace: String)
}

extension CertificateError: CustomStringConvertible {
  var description: String {
    switch self {
    case .notACertificate(let path):
      """
      \(path): expected a certificate, found another file; gridcover coverage CAMPAIGN --certificate FILE writes one
      """
    case .otherFormat(let path, let known):
      "\(path), field gridcover_certificate: expected \(known), found another version of certificates; update gridcover"
    case .noWorkspace(let path, let workspace):
      "\(path), field workspace: there is no file \(workspace); name it with --campaign FILE"
    }
  }
}
