import ClusterModels
import Simulation

/// How many steps of which batch a phase takes.
struct BatchSchedule: Hashable {
  struct Part: Hashable {
    /// Sequences per step.
    var sequences: Int
    var steps: Int
  }

  /// Growing batches first, in the order in which they are trained.
  private(set) var parts: [Part] = []

  /// Works out the steps: the last one of a phase in tokens counts whole, GPU-hours have none.
  ///
  /// A ramp is linear in tokens and rounded down to multiples of 2 · data · microbatch, so that
  /// both directions of DualPipe get the same number of microbatches.
  init(_ phase: TrainingRun.Phase) {
    switch phase.amount {
    case .gpuHours: break
    case .steps(let steps): add(phase.step.sequences, steps: steps)
    case .tokens(let tokens):
      let length = Double(phase.step.sequenceLength)
      var done = 0.0
      if let ramp = phase.batchRamp {
        let unit = 2 * phase.step.parallelism.data * phase.step.microbatch
        let end = min(ramp.tokens, tokens)
        while done < end {
          let sequences = max(unit, Int(ramp.sequences(after: done)) / unit * unit)
          // As many steps as begin before the batch grows, at once: a ramp may have billions.
          let next = min(end, ramp.tokens(until: Double(sequences + unit)))
          let perStep = Double(sequences) * length
          let steps = max(1, ((next - done) / perStep).rounded(.up))
          add(sequences, steps: Int(steps))
          done += steps * perStep
        }
      }
      let rest = (tokens - done) / (Double(phase.step.sequences) * length)
      if rest > 0 { add(phase.step.sequences, steps: Int(rest.rounded(.up))) }
    }
  }

  private mutating func add(_ sequences: Int, steps: Int) {
    if let last = parts.last, last.sequences == sequences {
      parts[parts.count - 1].steps += steps
    } else {
      parts.append(Part(sequences: sequences, steps: steps))
    }
  }
}

extension TrainingRun.BatchRamp {
  /// The batch once `done` tokens are trained.
  fileprivate func sequences(after done: Double) -> Double {
    Double(from) + Double(to - from) * done / tokens
  }

  /// When the batch comes to `sequences`, in tokens; never where it does not grow.
  fileprivate func tokens(until sequences: Double) -> Double {
    to > from ? (sequences - Double(from)) / Double(to - from) * tokens : .infinity
  }
}
