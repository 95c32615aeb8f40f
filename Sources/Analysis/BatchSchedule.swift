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
        while done < min(ramp.tokens, tokens) {
          let grown = Double(ramp.from) + Double(ramp.to - ramp.from) * done / ramp.tokens
          let sequences = max(unit, Int(grown) / unit * unit)
          add(sequences, steps: 1)
          done += Double(sequences) * length
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
