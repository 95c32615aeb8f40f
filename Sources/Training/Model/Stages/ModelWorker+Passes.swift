public import LinearAlgebra

extension ModelWorker {
  public func forward(
    stage: Int, microbatch: Int, input: Matrix?
  ) throws -> any StagePass {
    guard stages.contains(stage), let tokens = microbatches[microbatch] else {
      throw TrainingError(
        code: .outOfOrder,
        detail: "stage \(stage), microbatch \(microbatch); stages \(stages) and microbatches "
          + "\(microbatches.keys.sorted()) are here")
    }
    let place = Place(stage: stage, microbatch: microbatch)
    guard journeys[place] == nil else {
      throw TrainingError(
        code: .outOfOrder,
        detail: "stage \(stage), microbatch \(microbatch): a second forward before its backward")
    }
    try check(input, isNeeded: stage > 0, "input", place)
    let journey = Journey(units[stage], context(tokens))
    journeys[place] = journey
    return ForwardPass(journey, input: input, isLast: stage == units.count - 1) { [weak self] in
      journey.state = .forwardDone
      self?.losses[place] = journey.context.loss
    }
  }

  public func backward(
    stage: Int, microbatch: Int, gradient: Matrix?, passes: Set<BackwardPass>
  ) throws -> any StagePass {
    let place = Place(stage: stage, microbatch: microbatch)
    let needed: Journey.State = passes == [.weight] ? .inputDone : .forwardDone
    guard let journey = journeys[place], journey.state == needed, !passes.isEmpty else {
      let state = journeys[place].map { "\($0.state)" } ?? "no forward"
      throw TrainingError(
        code: .outOfOrder,
        detail: "stage \(stage), microbatch \(microbatch): passes "
          + "\(passes.map(\.rawValue).sorted()) after \(state); \(needed) is needed")
    }
    if passes == [.weight] {
      return WeightPass(journey) { [weak self] in self?.journeys[place] = nil }
    }
    try check(gradient, isNeeded: stage < units.count - 1, "gradient", place)
    journey.state = .backward
    return BackwardStagePass(
      journey, gradient: gradient, isFirst: stage == 0, computesWeights: passes.contains(.weight)
    ) { [weak self] in
      journey.state = .inputDone
      if passes.contains(.weight) { self?.journeys[place] = nil }
    }
  }

  private func check(
    _ matrix: Matrix?, isNeeded: Bool, _ role: String, _ place: Place
  ) throws(TrainingError) {
    let expected = isNeeded ? "\(boundaryShape.rows) x \(boundaryShape.columns)" : "none"
    let found = matrix.map { "\($0.rows) x \($0.columns)" } ?? "none"
    guard found == expected else {
      throw TrainingError(
        code: .shapesDisagree,
        detail: "stage \(place.stage), microbatch \(place.microbatch): \(role) \(found), "
          + "\(expected) is needed")
    }
  }
}
