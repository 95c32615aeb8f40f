import PipelineSchedules

/// A training step the usual way: one event queue for all GPUs, one event for each operator's end.
///
/// It plays 1F1B, where each forward and each backward is `layers` times attention, all-to-all, MLP,
/// all-to-all; an all-to-all starts when the last GPU of its group is there. 16 ranks, 128 lanes, 120
/// microbatches and 4 layers are 7.9 million events.
struct EventQueueStep {
  let schedule: PipelineSchedule
  /// GPUs of one pipeline rank, numbered rank by rank.
  let lanes: Int
  /// Neighbouring GPUs that exchange tokens; divides `lanes`.
  let groupSize: Int
  let layers = 4

  /// Of attention, all-to-all, MLP, all-to-all, in picoseconds.
  private static let forward: [Int64] = [400, 150, 300, 170]
  private static let backward: [Int64] = [700, 150, 600, 170]

  private struct GPU {
    var slot = 0
    /// Of the slot's operators, the one that runs or comes next.
    var operation = 0
    var isWaiting = false
    /// Inputs that arrived; they come in the order in which they are used.
    var forwards = 0
    var backwards = 0
  }

  /// When the step ends by formula: (m + p - 1) · (F + B), as transfers between stages take no time.
  ///
  /// - Source: Narayanan et al. 2021, arXiv:2104.04473, section 2.2.
  var expectedEnd: Int64 {
    let perLayer = (Self.forward + Self.backward).reduce(0, +)
    return Int64(schedule.microbatches + schedule.ranks - 1) * Int64(layers) * perLayer
  }

  /// - Returns: When the last operator ends, in picoseconds, and how many there were.
  /// - Complexity: O(operators · log GPUs)
  func run() -> (end: Int64, operators: Int) {
    var gpus = [GPU](repeating: GPU(), count: schedule.ranks * lanes)
    var queue = EventHeap(capacity: gpus.count)
    var members = [Int](repeating: 0, count: gpus.count / groupSize)
    var (now, operators) = (Int64(0), 0)
    for gpu in gpus.indices { open(gpu, at: 0, &gpus, &queue) }
    while let event = queue.pop() {
      now = event.time
      operators += 1
      let gpu = Int(event.gpu)
      gpus[gpu].operation += 1
      let operation = gpus[gpu].operation
      if operation == 4 * layers {
        close(gpu, at: now, &gpus, &queue)
      } else if operation.isMultiple(of: 2) {
        queue.push(.init(time: now + duration(gpu, gpus), gpu: event.gpu))
      } else {
        let group = gpu / groupSize
        members[group] += 1
        guard members[group] == groupSize else { continue }
        members[group] = 0
        let end = now + duration(gpu, gpus)
        for member in group * groupSize..<(group + 1) * groupSize {
          queue.push(.init(time: end, gpu: Int32(member)))
        }
      }
    }
    return (now, operators)
  }

  private func action(_ gpu: Int, _ gpus: [GPU]) -> PipelineAction? {
    let program = schedule.programs[gpu / lanes]
    guard gpus[gpu].slot < program.count, case .single(let action) = program[gpus[gpu].slot] else {
      return nil
    }
    return action
  }

  private func duration(_ gpu: Int, _ gpus: [GPU]) -> Int64 {
    let isForward = action(gpu, gpus)?.kind == .forward
    return (isForward ? Self.forward : Self.backward)[gpus[gpu].operation % 4]
  }

  /// Starts the GPU's next action, or leaves it waiting for its input.
  private func open(_ gpu: Int, at now: Int64, _ gpus: inout [GPU], _ queue: inout EventHeap) {
    guard let action = action(gpu, gpus) else { return }
    let rank = gpu / lanes
    let isThere =
      if action.kind == .forward {
        rank == 0 || gpus[gpu].forwards > action.microbatch
      } else {
        rank == schedule.ranks - 1 || gpus[gpu].backwards > action.microbatch
      }
    gpus[gpu].isWaiting = !isThere
    guard isThere else { return }
    queue.push(.init(time: now + duration(gpu, gpus), gpu: Int32(gpu)))
  }

  /// Hands on what an action made, and goes on.
  private func close(_ gpu: Int, at now: Int64, _ gpus: inout [GPU], _ queue: inout EventHeap) {
    let isForward = action(gpu, gpus)?.kind == .forward
    let receiver = isForward ? gpu + lanes : gpu - lanes
    gpus[gpu].slot += 1
    gpus[gpu].operation = 0
    if gpus.indices.contains(receiver) {
      if isForward { gpus[receiver].forwards += 1 } else { gpus[receiver].backwards += 1 }
      if gpus[receiver].isWaiting { open(receiver, at: now, &gpus, &queue) }
    }
    open(gpu, at: now, &gpus, &queue)
  }
}
