import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Simulation

extension TrainingStep {
  /// Memory of one GPU of each pipeline rank at its peak, against what the accelerator has.
  ///
  /// - Complexity: O(actions)
  var memory: Evaluation.Memory {
    let model = MemoryModel(costs.workload)
    let second = Set(embeddingCopies).subtracting(schedule.holders(ofStage: 0))
    let sizes = (0..<schedule.stages).map { model.activations(units(ofStage: $0)).count }
    let perRank = (0..<schedule.ranks).map { rank in
      model.use(
        heldStages: schedule.peakLiveByStage(onRank: rank, sizes: sizes).map { held in
          (units: units(ofStage: held.stage), live: held.live)
        },
        copies: schedule.copies, holdsSecondEmbedding: second.contains(rank))
    }
    return Evaluation.Memory(perRank: perRank, capacity: cluster.accelerator.memory)
  }
}
