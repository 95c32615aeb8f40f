import CostModels
import PipelineSchedules
import Quantities
import TransformerModels

extension StepPlan {
  /// Lists the operators of every slot; slots that do the same share one list.
  ///
  /// - Complexity: O(slots + distinct slots · blocks)
  init(
    schedule: PipelineSchedule, layout: StageLayout, model: Architecture, costs: OperatorCosts,
    overlap: StepConfiguration.Overlap, commitsTransfers: Bool, without whatIf: WhatIf,
    scales: CostScales
  ) {
    var compiler = PlanCompiler(
      schedule: schedule,
      blocks: (0..<schedule.stages).map {
        StageBlock.blocks(ofStage: $0, layout: layout, model: model)
      },
      costs: costs, overlap: overlap,
      exchanges: whatIf.contains(.expertCommunication)
        ? .absent : whatIf.contains(.exposedExpertCommunication) ? .hidden : .listed,
      scales: scales)
    programs = schedule.programs.map { program in
      var slots: [Slot] = []
      slots.reserveCapacity(program.count)
      for slot in program { slots.append(compiler.slot(slot)) }
      return slots
    }
    templates = compiler.templates
    table = compiler.table
    self.schedule = schedule
    let moves = !whatIf.contains(.pipelineCommunication)
    transferOccupancy = moves ? costs.transferOccupancy.scaled(by: scales.transfer).picoseconds : 0
    transferLatency = moves ? costs.transferLatency.picoseconds : 0
    self.commitsTransfers = commitsTransfers && moves && !whatIf.contains(.bubble)
    ignoresInputs = whatIf.contains(.bubble)
  }
}
