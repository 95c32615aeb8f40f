import PipelineSchedules

/// Where the inputs of actions come from and their outputs go, as numbers of mailboxes.
struct TransferRoutes {
  /// Of one action; -1 where nothing crosses from or to another rank.
  struct Route {
    var input: Int32 = -1
    var output: Int32 = -1
    var receiver: Int32 = -1
  }

  let schedule: PipelineSchedule

  /// - Complexity: O(1)
  func route(of action: PipelineAction) -> Route {
    guard action.kind != .backwardWeight else { return Route() }
    let direction: Direction = action.kind == .forward ? .forward : .backward
    let step = direction == .forward ? 1 : -1
    let (stage, microbatch) = (action.stage, action.microbatch)
    let rank = schedule.rank(ofStage: stage, microbatch: microbatch)
    var route = Route()
    if let sender = self.rank(stage - step, microbatch), sender != rank {
      route.input = mailbox(direction, stage, microbatch)
    }
    if let receiver = self.rank(stage + step, microbatch), receiver != rank {
      route.output = mailbox(direction, stage + step, microbatch)
      route.receiver = Int32(receiver)
    }
    return route
  }

  private func rank(_ stage: Int, _ microbatch: Int) -> Int? {
    guard stage >= 0, stage < schedule.stages else { return nil }
    return schedule.rank(ofStage: stage, microbatch: microbatch)
  }

  private func mailbox(_ direction: Direction, _ stage: Int, _ microbatch: Int) -> Int32 {
    let forward = stage * schedule.microbatches + microbatch
    let count = schedule.stages * schedule.microbatches
    return Int32(direction == .forward ? forward : count + forward)
  }
}
