public import ArgumentParser
internal import CampaignModel
public import Planning

/// The shapes of arguments that `allocate` alone has.
extension AllocationMode: ExpressibleByArgument {}

/// `--relax connectivity,balance`.
struct RelaxList: ExpressibleByArgument {
  let relaxations: [Relaxation]

  init?(argument: String) {
    let names = argument.split(separator: ",").map { $0.trimmingBlanks() }
    relaxations = names.compactMap { Relaxation(rawValue: $0) }
    if names.isEmpty || relaxations.count != names.count { return nil }
  }

  static var allValueStrings: [String] { Relaxation.allCases.map(\.rawValue) }
}

/// `5%` or `0.05`.
struct Share: ExpressibleByArgument {
  let value: Double

  init(_ value: Double) { self.value = value }

  init?(argument: String) {
    guard let share = Settings.share(argument) else { return nil }
    value = share
  }

  var defaultValueDescription: String { percent(value) }
}

/// `12` or `0.5`, as the settings have numbers: nothing else that the standard library takes for one, such as `0x10` or `inf`.
struct PlainNumber: ExpressibleByArgument {
  let value: Double
  /// As the user wrote it.
  let text: String

  init?(argument: String) {
    guard let number = Settings.number(argument) else { return nil }
    (value, text) = (number, argument)
  }
}

extension UnitPair: ExpressibleByArgument {
  /// Reads `A=B`.
  init?(argument: String) {
    guard let sides = sides(of: argument), sides.0 != sides.1 else { return nil }
    self.init(first: sides.0, second: sides.1)
  }
}

/// `--move UNIT=GROUP`.
struct Move: ExpressibleByArgument {
  let unit: Identifier
  let group: Identifier

  init?(argument: String) {
    guard let sides = sides(of: argument) else { return nil }
    (unit, group) = sides
  }
}

/// Both sides of the first `=`, neither of them blank.
private func sides(of argument: String) -> (Identifier, Identifier)? {
  guard let sign = argument.firstIndex(of: "=") else { return nil }
  let left = argument[..<sign].trimmingBlanks()
  let right = argument[argument.index(after: sign)...].trimmingBlanks()
  return left.isEmpty || right.isEmpty ? nil : (Identifier(left), Identifier(right))
}
