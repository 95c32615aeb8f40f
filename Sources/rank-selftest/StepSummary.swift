import MPIRuntime
import PipelineSchedules
import Training

/// What a step on any grid came to: losses, gradients, and the experts of every token.
struct StepSummary {
  /// A layer with experts, from 0, and a microbatch by its number among all of the step.
  struct Choice: Hashable {
    let layer: Int
    let microbatch: Int
  }

  var loss = LossSums()
  /// `[parameter][element]`, summed over the ranks that hold copies.
  var gradients: [String: [Double]] = [:]
  var selections: [Choice: [Int32]] = [:]

  /// Adds what a rank has.
  mutating func add(loss: [Double], names: [String], counts: [Int], gradients values: [Float]) {
    self.loss.main += loss[0]
    self.loss.prediction += loss[1]
    self.loss.balance += loss[2]
    var start = 0
    for (name, count) in zip(names, counts) {
      if var sums = gradients.removeValue(forKey: name) {
        for place in 0..<count { sums[place] += Double(values[start + place]) }
        gradients[name] = sums
      } else {
        gradients[name] = values[start..<start + count].map(Double.init)
      }
      start += count
    }
  }

  /// Adds what a rank's log says.
  ///
  /// - Parameters:
  ///   - log: Of one step.
  ///   - layout: Of the model.
  ///   - number: A microbatch's number among all, by that on the rank.
  /// - Returns: `[choice][2 + tokens · selections]`: layer, microbatch, experts.
  static func choices(
    _ log: PassLog, _ layout: StageLayout, number: (Int) -> Int
  ) -> [[Int32]] {
    log.selections.flatMap { place, layers in
      layers.enumerated().map { index, experts in
        let layer = EqualityModel.expertLayers(before: place.stage, in: layout) + index
        return [Int32(layer), Int32(number(place.microbatch))] + experts
      }
    }
  }

  mutating func add(choices: some Collection<ArraySlice<Int32>>) {
    for choice in choices {
      let (layer, microbatch) = (choice[choice.startIndex], choice[choice.startIndex + 1])
      selections[Choice(layer: Int(layer), microbatch: Int(microbatch))] = Array(
        choice.dropFirst(2))
    }
  }

  /// The greatest |a - b| / |b| over parameters in Euclidean norms, and whose it is.
  func difference(from other: StepSummary) throws -> (value: Double, name: String) {
    try expect(gradients.keys.sorted(), is: other.gradients.keys.sorted(), "parameters")
    var worst = (value: 0.0, name: "")
    for (name, expected) in other.gradients.sorted(by: { $0.key < $1.key }) {
      let (error, size) = Self.squares(gradients[name] ?? [], expected)
      guard error > 0 else { continue }
      let value = size > 0 ? (error / size).squareRoot() : .infinity
      if value > worst.value { worst = (value, name) }
    }
    return worst
  }

  /// |a - b| / |b| of all gradients as one vector.
  func totalDifference(from other: StepSummary) -> Double {
    var (error, size) = (0.0, 0.0)
    for (name, expected) in other.gradients.sorted(by: { $0.key < $1.key }) {
      let part = Self.squares(gradients[name] ?? [], expected)
      (error, size) = (error + part.error, size + part.size)
    }
    return (error / size).squareRoot()
  }

  /// The greatest relative difference of a part of the loss.
  func lossDifference(from other: StepSummary) -> Double {
    [\LossSums.main, \.prediction, \.balance].map { part in
      ((loss[keyPath: part] - other.loss[keyPath: part]) / other.loss[keyPath: part]).magnitude
    }.max() ?? 0
  }

  /// The fewest and the most tokens that an expert of a layer gets in the step.
  func tokensOfExperts(_ model: EqualityModel) -> ClosedRange<Int> {
    var loads: [Int: [Int]] = [:]
    for (choice, experts) in selections {
      for expert in experts {
        loads[choice.layer, default: [Int](repeating: 0, count: model.experts)][Int(expert)] += 1
      }
    }
    let all = loads.values.joined()
    return (all.min() ?? 0)...(all.max() ?? 0)
  }

  /// The share of selections that are not the other's.
  func otherExperts(than other: StepSummary) throws -> Double {
    try expect(selections.count, is: other.selections.count, "routings of microbatches")
    var (different, all) = (0, 0)
    for (choice, experts) in other.selections {
      let found = selections[choice] ?? []
      try expect(found.count, is: experts.count, "selections of \(choice)")
      different += zip(found, experts).count { $0 != $1 }
      all += experts.count
    }
    return Double(different) / Double(all)
  }

  private static func squares(
    _ a: [Double], _ b: [Double]
  ) -> (error: Double, size: Double) {
    // A plain loop: without optimisation, closures over so many numbers take longer than the step.
    var (error, size) = (0.0, 0.0)
    var place = 0
    while place < b.count {
      let (found, expected) = (a[place], b[place])
      error += (found - expected) * (found - expected)
      size += expected * expected
      place += 1
    }
    return (error, size)
  }
}
