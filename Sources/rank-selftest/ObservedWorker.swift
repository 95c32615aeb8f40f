import LinearAlgebra
import Training

/// A worker whose passes are written to a log.
final class ObservedWorker: StageWorker {
  private let worker: any StageWorker
  private let log: PassLog

  init(_ worker: any StageWorker, _ log: PassLog) {
    self.worker = worker
    self.log = log
  }

  var boundaryShape: (rows: Int, columns: Int) { worker.boundaryShape }

  var wait: PassWait? { worker.wait }

  func forward(stage: Int, microbatch: Int, input: Matrix?) throws -> any StagePass {
    ObservedPass(
      try worker.forward(stage: stage, microbatch: microbatch, input: input),
      PassLog.Place(stage: stage, microbatch: microbatch, isForward: true), log)
  }

  func backward(
    stage: Int, microbatch: Int, gradient: Matrix?, passes: Set<BackwardPass>
  ) throws -> any StagePass {
    ObservedPass(
      try worker.backward(
        stage: stage, microbatch: microbatch, gradient: gradient, passes: passes),
      PassLog.Place(stage: stage, microbatch: microbatch, isForward: false), log)
  }
}

private final class ObservedPass: StagePass {
  private let pass: any StagePass
  private let place: PassLog.Place
  private let log: PassLog
  private var segments = 0

  init(_ pass: any StagePass, _ place: PassLog.Place, _ log: PassLog) {
    self.pass = pass
    self.place = place
    self.log = log
  }

  var output: Matrix? { pass.output }

  func advance() throws -> Bool {
    try log.begin(place, segment: segments)
    segments += 1
    defer { log.end(place) }
    return try pass.advance()
  }
}
