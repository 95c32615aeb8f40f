import CostModels
import PipelineSchedules

/// Turns slots into references to shared operator lists: slots that do the same share one.
struct PlanCompiler {
  let routes: TransferRoutes
  let blocks: [[StageBlock]]
  let costs: OperatorCosts
  let overlap: StepConfiguration.Overlap
  let exchanges: SlotCompiler.Exchanges
  private(set) var templates: [[Instruction]] = []
  private(set) var table = OperatorTable()
  private var known: [Int: Int32] = [:]

  init(
    schedule: PipelineSchedule, blocks: [[StageBlock]], costs: OperatorCosts,
    overlap: StepConfiguration.Overlap, exchanges: SlotCompiler.Exchanges, scales: CostScales
  ) {
    table.scales = scales
    routes = TransferRoutes(schedule: schedule)
    self.blocks = blocks
    self.costs = costs
    self.overlap = overlap
    self.exchanges = exchanges
  }

  /// - Complexity: O(1) for a slot that is like one before, else O(blocks of its stages)
  mutating func slot(_ slot: ScheduleSlot) -> StepPlan.Slot {
    let (forward, backward) = slot.byDirection
    var (front, back) = (TransferRoutes.Route(), TransferRoutes.Route())
    if let forward { front = routes.route(of: forward) }
    if let backward { back = routes.route(of: backward) }
    let key = key(forward, backward, front, back)
    let template: Int32
    if let shared = known[key] {
      template = shared
    } else {
      template = compile(forward, backward, front, back)
      known[key] = template
    }
    return StepPlan.Slot(
      template: template, forward: forward, backward: backward, front: front, back: back)
  }

  /// Stages, kinds and edges in one number: two slots of the same key run the same operators.
  private func key(
    _ forward: PipelineAction?, _ backward: PipelineAction?, _ front: TransferRoutes.Route,
    _ back: TransferRoutes.Route
  ) -> Int {
    let kind =
      switch backward?.kind {
      case .backward: 1
      case .backwardInput: 2
      case .backwardWeight: 3
      default: 0
      }
    var key = ((forward?.stage ?? -1) + 1) * (blocks.count + 1) + (backward?.stage ?? -1) + 1
    key = key * 4 + kind
    for box in [front.input, front.output, back.input, back.output] {
      key = key * 2 + (box >= 0 ? 1 : 0)
    }
    return key
  }

  private mutating func compile(
    _ forward: PipelineAction?, _ backward: PipelineAction?, _ front: TransferRoutes.Route,
    _ back: TransferRoutes.Route
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
    var compiler = SlotCompiler(costs: costs, overlap: overlap, exchanges: exchanges)
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
