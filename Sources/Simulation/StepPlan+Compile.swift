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
    overlap: StepConfiguration.Overlap, commitsTransfers: Bool, without whatIf: WhatIf
  ) {
    var compiler = PlanCompiler(
      schedule: schedule,
      blocks: (0..<schedule.stages).map {
        StageBlock.blocks(ofStage: $0, layout: layout, model: model)
      },
      costs: costs, overlap: overlap, skipsExchanges: whatIf.contains(.expertCommunication))
    programs = schedule.programs.indices.map { rank in
      schedule.programs[rank].map { compiler.slot($0, rank: rank) }
    }
    templates = compiler.templates
    table = compiler.table
    self.schedule = schedule
    let moves = !whatIf.contains(.pipelineCommunication)
    transferOccupancy = moves ? costs.transferOccupancy.picoseconds : 0
    transferLatency = moves ? costs.transferLatency.picoseconds : 0
    self.commitsTransfers = commitsTransfers && moves
    ignoresInputs = whatIf.contains(.bubble)
  }
}

/// A cost that a what-if takes away before the step is simulated again.
public struct WhatIf: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Expert exchanges take no time, and nobody waits for the members of a group.
  public static let expertCommunication = WhatIf(rawValue: 1)
  /// Pipeline transfers take no time.
  public static let pipelineCommunication = WhatIf(rawValue: 2)
  /// Every pipeline input is there when it is wanted.
  public static let bubble = WhatIf(rawValue: 4)
}

/// Turns slots into references to shared operator lists.
private struct PlanCompiler {
  let schedule: PipelineSchedule
  let blocks: [[StageBlock]]
  let costs: OperatorCosts
  let overlap: StepConfiguration.Overlap
  let skipsExchanges: Bool
  var templates: [[Instruction]] = []
  var table = OperatorTable()
  private var known: [Key: Int32] = [:]

  private struct Key: Hashable {
    var kinds: [PipelineAction.Kind]
    var stages: [Int]
    var edges: [Bool]
  }

  init(
    schedule: PipelineSchedule, blocks: [[StageBlock]], costs: OperatorCosts,
    overlap: StepConfiguration.Overlap, skipsExchanges: Bool
  ) {
    self.schedule = schedule
    self.blocks = blocks
    self.costs = costs
    self.overlap = overlap
    self.skipsExchanges = skipsExchanges
  }

  /// Where an action's input comes from and its output goes; -1 where that is no other rank.
  private struct Edges {
    var input: Int32 = -1
    var output: Int32 = -1
    var receiver: Int32 = -1
  }

  private func mailbox(_ direction: Direction, stage: Int, microbatch: Int) -> Int32 {
    let forward = stage * schedule.microbatches + microbatch
    let count = schedule.stages * schedule.microbatches
    return Int32(direction == .forward ? forward : count + forward)
  }

  private func edges(_ action: PipelineAction) -> Edges {
    guard action.kind != .backwardWeight else { return Edges() }
    let direction: Direction = action.kind == .forward ? .forward : .backward
    let step = direction == .forward ? 1 : -1
    let (stage, microbatch) = (action.stage, action.microbatch)
    let rank = schedule.rank(ofStage: stage, microbatch: microbatch)
    func other(_ stage: Int) -> Int? {
      guard (0..<schedule.stages).contains(stage) else { return nil }
      let there = schedule.rank(ofStage: stage, microbatch: microbatch)
      return there == rank ? nil : there
    }
    var edges = Edges()
    if other(stage - step) != nil {
      edges.input = mailbox(direction, stage: stage, microbatch: microbatch)
    }
    if let receiver = other(stage + step) {
      edges.output = mailbox(direction, stage: stage + step, microbatch: microbatch)
      edges.receiver = Int32(receiver)
    }
    return edges
  }

  mutating func slot(_ slot: ScheduleSlot, rank: Int) -> StepPlan.Slot {
    let forward = slot.actions.first { $0.kind == .forward }
    let backward = slot.actions.first { $0.kind != .forward }
    let front = forward.map(edges) ?? Edges()
    let back = backward.map(edges) ?? Edges()
    let key = Key(
      kinds: slot.actions.map(\.kind), stages: slot.actions.map(\.stage),
      edges: [front.input >= 0, front.output >= 0, back.input >= 0, back.output >= 0])
    let template = known[key] ?? compile(forward, backward, front, back)
    known[key] = template
    let counted: StepPlan.SlotClass =
      switch (forward, backward?.kind) {
      case (.some, .some): .pair
      case (_, .backwardWeight): .weight
      case (_, .some): .backward
      default: .forward
      }
    return StepPlan.Slot(
      template: template, forwardInput: front.input, backwardInput: back.input,
      forwardOutput: front.output, backwardOutput: back.output, forwardReceiver: front.receiver,
      backwardReceiver: back.receiver, counted: counted)
  }

  private mutating func compile(
    _ forward: PipelineAction?, _ backward: PipelineAction?, _ front: Edges, _ back: Edges
  ) -> Int32 {
    var first = SlotCompiler.Request()
    if let forward {
      first.forward = blocks[forward.stage]
      if front.input >= 0 { first.receives.insert(.forward) }
      if front.output >= 0 { first.sends.insert(.forward) }
    }
    var second = SlotCompiler.Request()
    if let backward {
      second.backward = blocks[backward.stage]
      second.passes =
        switch backward.kind {
        case .backwardInput: [.input]
        case .backwardWeight: [.weight]
        case .backward, .forward: [.input, .weight]
        }
      if back.input >= 0 { second.receives.insert(.backward) }
      if back.output >= 0 { second.sends.insert(.backward) }
    }
    var compiler = SlotCompiler(costs: costs, overlap: overlap, skipsExchanges: skipsExchanges)
    if forward != nil, backward != nil, overlap == .pairs {
      first.backward = second.backward
      first.passes = second.passes
      first.receives.formUnion(second.receives)
      first.sends.formUnion(second.sends)
      compiler.append(first, table: &table)
    } else {
      if forward != nil { compiler.append(first, table: &table) }
      if backward != nil { compiler.append(second, table: &table) }
    }
    templates.append(compiler.instructions)
    return Int32(templates.count - 1)
  }
}
