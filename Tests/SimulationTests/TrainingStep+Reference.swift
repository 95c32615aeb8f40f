import MPIRuntime
import PipelineSchedules
import Quantities
import Simulation
import Testing
import Timelines

extension TrainingStep {
  /// Expects the lane engine to agree with the reference simulator, to the picosecond: on what every
  /// GPU did and, on average, in each kind of action.
  func expectAgreement(_ note: String = "", sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let result = try simulate(on: .solo(), keeping: .everyGPU)
    let reference = ReferenceSimulator(self)
    let last = reference.finish.joined().max() ?? 0
    #expect(result.step.picoseconds > last, "\(note)", sourceLocation: sourceLocation)
    for rank in 0..<schedule.ranks {
      for lane in reference.finish[rank].indices {
        // The engine's has the wait for the reduction, the reduction and the wait for the last rank
        // on top.
        let span = result.timeline.optimizerSpans[rank]
        var expected = reference.shares[rank][lane]
        expected.optimizer.picoseconds = span.upperBound - span.lowerBound
        expected.bubble.picoseconds +=
          span.lowerBound - reference.finish[rank][lane]
          + result.step.picoseconds - span.upperBound
        #expect(
          result.gpus[rank][lane] == expected, "rank \(rank) lane \(lane) \(note)",
          sourceLocation: sourceLocation)
      }
    }
    let gpus = Int64(result.timeline.gpus)
    let mean = { (sum: VirtualTime) in
      VirtualTime(picoseconds: (sum.picoseconds + gpus / 2) / gpus)
    }
    let (ours, slow) = (result.timeline.meanActions, reference.actions)
    #expect(ours.forward == mean(slow.forward), "\(note)", sourceLocation: sourceLocation)
    #expect(ours.backward == mean(slow.backward), "\(note)", sourceLocation: sourceLocation)
    #expect(ours.weight == mean(slow.weight), "\(note)", sourceLocation: sourceLocation)
    #expect(ours.pairs == mean(slow.pairs), "\(note)", sourceLocation: sourceLocation)
  }
}
