public import LinearAlgebra
public import MPIRuntime

/// The errors of a precision study, the same on any number of processes.
public struct PrecisionResults: Hashable, Sendable {
  public let study: PrecisionStudy
  /// In the order of data, depths, recipes.
  public let roundings: [PrecisionStudy.Rounding]
  /// In the order of depths, promotion intervals.
  public let accumulations: [PrecisionStudy.Accumulation]

  public init(
    study: PrecisionStudy, roundings: [PrecisionStudy.Rounding],
    accumulations: [PrecisionStudy.Accumulation]
  ) {
    self.study = study
    self.roundings = roundings
    self.accumulations = accumulations
  }

  /// Works out a study, shared out over processes.
  ///
  /// - Parameters:
  ///   - study: The same on every process.
  ///   - communicator: All its processes call this, and all get everything.
  ///   - progress: Told how many of this process's parts are done.
  /// - Throws: `LinearAlgebraError` should a random number be too large, `MPIError` when MPI fails.
  /// - Complexity: O(rows · columns · sum of depths / processes)
  public init(
    _ study: PrecisionStudy, on communicator: Communicator,
    progress: (_ done: Int, _ parts: Int) -> Void = { _, _ in }
  ) throws {
    let parts = PrecisionPart.all(of: study)
    let owners = PrecisionPart.owners(of: parts, among: communicator.size)
    let mine = parts.indices.filter { owners[$0] == communicator.rank }
    var numbers: [Double] = []
    for (done, part) in mine.enumerated() {
      progress(done, mine.count)
      let errors =
        switch parts[part] {
        case .roundings(let data, let depth):
          try study.roundings(of: data, depth: depth).map(\.error)
        case .accumulations(let depth): try study.accumulations(depth: depth).map(\.error)
        }
      numbers += errors.flatMap(\.numbers)
    }
    self.init(study, parts, owners, try communicator.allGather(numbers))
  }

  /// Puts together what the processes found.
  ///
  /// - Parameters:
  ///   - study: What was worked out.
  ///   - parts: All parts in the order of results.
  ///   - owners: `[part]`
  ///   - numbers: `[process]`, the numbers of its parts one behind the other.
  private init(
    _ study: PrecisionStudy, _ parts: [PrecisionPart], _ owners: [Int], _ numbers: [[Double]]
  ) {
    var rest = numbers.map { $0[...] }
    let next = { (owner: Int, rest: inout [ArraySlice<Double>]) -> ProductError in
      let error = ProductError(numbers: rest[owner])
      rest[owner] = rest[owner].dropFirst(error.numbers.count)
      return error
    }
    var roundings: [PrecisionStudy.Rounding] = []
    var accumulations: [PrecisionStudy.Accumulation] = []
    for (part, owner) in zip(parts, owners) {
      switch part {
      case .roundings(let data, let depth):
        roundings += StudyRecipe.allCases.map {
          PrecisionStudy.Rounding(recipe: $0, data: data, depth: depth, error: next(owner, &rest))
        }
      case .accumulations(let depth):
        accumulations += PrecisionStudy.promotionIntervals(depth).map {
          PrecisionStudy.Accumulation(
            depth: depth, promotionInterval: $0, error: next(owner, &rest))
        }
      }
    }
    self.init(study: study, roundings: roundings, accumulations: accumulations)
  }

  /// The error of one recipe on one kind of data; nil at a depth that the study does not have.
  public func error(_ recipe: StudyRecipe, _ data: StudyData, depth: Int) -> ProductError? {
    roundings.first { $0.recipe == recipe && $0.data == data && $0.depth == depth }?.error
  }

  /// The error of sums of one length under one interval; nil where the study does not have it.
  public func accumulationError(depth: Int, promotionInterval: Int) -> ProductError? {
    accumulations.first { $0.depth == depth && $0.promotionInterval == promotionInterval }?.error
  }
}

extension ProductError {
  /// As messages carry it.
  fileprivate var numbers: [Double] { [relative, largest, difference, worstRowDifference] }

  fileprivate init(numbers: ArraySlice<Double>) {
    let first = numbers.startIndex
    self.init(
      relative: numbers[first], largest: numbers[first + 1], difference: numbers[first + 2],
      worstRowDifference: numbers[first + 3])
  }
}
