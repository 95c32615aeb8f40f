public import Analysis
internal import ExpertParallelism
public import Quantities
internal import Simulation

/// A routing study as one JSON document.
public struct RoutingJSON: Sendable {
  private let figures: RoutingFigures

  public init(_ study: RoutingStudy) { figures = RoutingFigures(study: study) }

  /// Members `format`, `plan`, `maxVio`, `unbalancedMaxVio`, `steps`, `loads`, `traffic`,
  /// `redundancy` where it was asked for, and `effect`.
  public var document: JSONText {
    let study = figures.study
    var members: [JSONText.Member] = [
      .init("format", .integer(1)), .init("plan", plan),
      .init("window", .integer(study.plan.window)), .init("maxVio", .number(study.finalMaxVio)),
      .init("unbalancedMaxVio", .number(study.unbalancedMaxVio)),
      .init("steps", .array(study.steps.map(entry))), .init("loads", loads),
      .init("traffic", traffic),
    ]
    if let redundancy = study.redundancy { members.append(.init("redundancy", entry(redundancy))) }
    members.append(.init("effect", effect))
    return .object(members)
  }

  private var plan: JSONText {
    let (gate, grid) = (figures.plan.gate, figures.plan.grid)
    return [
      "experts": .integer(gate.experts), "groups": .integer(gate.groups),
      "keptGroups": .integer(gate.keptGroups), "selections": .integer(gate.selections),
      "ranks": .integer(grid.ranks), "ranksPerNode": .integer(grid.ranksPerNode),
      "tokens": .integer(figures.plan.tokensPerStep), "balance": .string(figures.balanceName),
      "source": .string(figures.source),
    ]
  }

  private func entry(_ step: RoutingStep) -> JSONText {
    [
      "maxVio": .number(step.maxVio), "gpuMaxVio": .number(step.gpuMaxVio),
      "nodeMaxVio": .number(step.nodeMaxVio), "nodesPerToken": .number(step.nodesPerToken),
      "unbalancedMaxVio": step.unbalancedMaxVio.map(JSONText.number) ?? .null,
    ]
  }

  private var loads: JSONText {
    let (balanced, unbalanced) = figures.experts
    let list = { (loads: [Int]) in JSONText.array(loads.map(JSONText.integer)) }
    return [
      "experts": list(balanced), "gpus": list(figures.gpuLoads(balanced)),
      "unbalancedExperts": list(unbalanced),
    ]
  }

  private var traffic: JSONText {
    let (study, hops) = (figures.study, figures.hops)
    return [
      "nodesPerToken": .number(study.tally.nodesPerToken),
      "gpusPerToken": .number(study.tally.ranksPerToken),
      "dispatchBytesPerRow": .integer(study.dispatchBytesPerRow),
      "combineBytesPerRow": .integer(study.combineBytesPerRow),
      "wires": .array(
        hops.map { hop in
          [
            "name": .string(hop.name), "rows": .integer(hop.rows),
            "countedRows": .integer(hop.walkedRows),
            "dispatchBytes": .integer(Int(hop.dispatch.count)),
            "combineBytes": .integer(Int(hop.combine.count)),
          ]
        }),
      "countedRowsAgree": .bool(study.rowsAgree),
    ]
  }

  private func entry(_ redundancy: RedundancyStudy) -> JSONText {
    let entry = { (result: RedundancyStudy.Case) -> JSONText in
      ["eachOnce": .number(result.consecutive), "withCopies": .number(result.redundant)]
    }
    let shape = redundancy.shape
    return [
      "slots": .integer(shape.slots), "gpus": .integer(shape.gpus),
      "nodes": .integer(shape.nodes), "greatestOverMean": entry(redundancy.balanced),
      "unbalancedGreatestOverMean": entry(redundancy.unbalanced),
    ]
  }

  private var effect: JSONText {
    let effect = figures.study.effect
    let entry = { (simulated: RoutingEffect.Case) -> JSONText in
      [
        "skew": .number(simulated.spread.skew), "maxVio": .number(simulated.spread.maxVio),
        "stepSeconds": .number(simulated.step.seconds),
        "increase": .number(effect.increase(of: simulated)),
      ]
    }
    return [
      "scenario": .string(effect.scenario.name),
      "schedule": .string(effect.scenario.step.schedule),
      "evenStepSeconds": .number(effect.even.seconds), "measured": entry(effect.measured),
      "unbalanced": entry(effect.unbalanced),
    ]
  }
}
