internal import LinearAlgebra

/// A part of a precision study that one process works out alone.
enum PrecisionPart: Hashable, Sendable {
  case roundings(StudyData, depth: Int)
  case accumulations(depth: Int)

  /// All parts of a study: roundings in the order of data and depths, then accumulations.
  static func all(of study: PrecisionStudy) -> [PrecisionPart] {
    StudyData.allCases.flatMap { data in
      study.depths.map { PrecisionPart.roundings(data, depth: $0) }
    } + study.depths.map { PrecisionPart.accumulations(depth: $0) }
  }

  /// Work, in products of two numbers of about the same cost.
  var cost: Int {
    switch self {
    case .roundings(_, let depth): 2 * depth
    case .accumulations(let depth): 3 * depth
    }
  }

  /// Hands out parts, the largest first, each to the process with the least to do.
  ///
  /// - Returns: `[part]`, the rank that works it out.
  static func owners(of parts: [PrecisionPart], among processes: Int) -> [Int] {
    var owners = [Int](repeating: 0, count: parts.count)
    var loads = [Int](repeating: 0, count: processes)
    for part in parts.indices.sorted(by: { (-parts[$0].cost, $0) < (-parts[$1].cost, $1) }) {
      let owner = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
      owners[part] = owner
      loads[owner] += parts[part].cost
    }
    return owners
  }
}
