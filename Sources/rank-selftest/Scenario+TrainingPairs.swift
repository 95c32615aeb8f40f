import MPIRuntime
import PipelineSchedules
import Training

extension Scenario {
  /// On two pipeline ranks.
  static let trainingPairs = [
    Scenario("training-pairs") { world in
      for name in ["1f1b-overlap", "interleaved-1f1b-overlap", "dualpipe", "dualpipev"] {
        let model = EqualityModel(microbatches: 2 * world.size)
        let schedule = try ScheduleCatalog.schedule(
          named: name, ranks: 2, microbatches: model.microbatches / (world.size / 2))
        guard let layout = model.layout(stages: schedule.stages) else {
          throw Unexpected(description: "no layout of \(schedule.stages) stages")
        }
        let step = try TrainedStep(schedule, model, layout, on: world)
        try step.play()
        var pairs = 0
        for case .pair(let forward, let backward) in schedule.programs[step.grid.pipelineRank]
        where [forward, backward].allSatisfy({ EqualityModel.hasExperts($0.stage, in: layout) }) {
          try expectCovered(forward, by: backward, step.log)
          try expectCovered(backward, by: forward, step.log)
          pairs += 1
        }
        let all = try world.allReduce([Int64(pairs)], .sum)
        try expect(all != [0], is: true, "pairs of \(name) whose stages have experts")
        try step.close()
      }
    }
  ]

  /// Between the start of a pass's first dispatch and its end the other pass computed.
  private static func expectCovered(
    _ action: PipelineAction, by other: PipelineAction, _ log: PassLog
  ) throws {
    func place(_ action: PipelineAction) -> PassLog.Place {
      PassLog.Place(
        stage: action.stage, microbatch: action.microbatch, isForward: action.kind == .forward)
    }
    let (pass, cover) = (place(action), place(other))
    let events = log.events
    guard
      let start = events.firstIndex(where: { $0 == (pass, .dispatchStarted) }),
      let end = events[start...].firstIndex(where: { $0 == (pass, .dispatchFinished) })
    else { throw Unexpected(description: "\(action) dispatched nothing") }
    let between = events[start..<end]
    guard let began = between.firstIndex(where: { $0 == (cover, .segmentBegan) }),
      between[began...].contains(where: { $0 == (cover, .segmentEnded) })
    else {
      throw Unexpected(
        description: "nothing of \(other) was computed under the dispatch of \(action)")
    }
  }
}
