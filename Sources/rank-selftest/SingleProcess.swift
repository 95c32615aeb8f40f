import LinearAlgebra
import Training

/// The oracle: all stages and all microbatches of the step, one microbatch after the other in one
/// process, without executor and messages.
enum SingleProcess {
  static func step(_ model: EqualityModel) throws -> StepSummary {
    guard let layout = model.layout(stages: 1) else {
      throw Unexpected(description: "no layout of one stage")
    }
    let log = PassLog()
    let exchange = ObservedExchange(LocalExpertExchange(experts: model.experts), log)
    let worker = try model.worker(layout, stages: [0], exchange: exchange)
    var microbatches: [Int: Microbatch] = [:]
    for number in 0..<model.microbatches { microbatches[number] = try model.microbatch(number) }
    try worker.begin(microbatches, tokensOfStep: model.tokensOfStep)
    let observed = ObservedWorker(worker, log)
    for number in 0..<model.microbatches {
      try play(observed.forward(stage: 0, microbatch: number, input: nil))
      try play(
        observed.backward(
          stage: 0, microbatch: number, gradient: nil, passes: [.input, .weight]))
    }
    var summary = StepSummary()
    summary.add(
      loss: [worker.loss.main, worker.loss.prediction, worker.loss.balance],
      names: worker.parameters.map(\.name),
      counts: worker.parameters.map(\.gradient.values.count),
      gradients: worker.parameters.flatMap(\.gradient.values))
    summary.add(choices: StepSummary.choices(log, layout) { $0 }.map { $0[...] })
    return summary
  }

  private static func play(_ pass: any StagePass) throws {
    while try pass.advance() {}
  }
}
