internal import Analysis
internal import ExpertParallelism
internal import Quantities
internal import Simulation
internal import TransformerModels

/// What the reports of a routing study say in common.
struct RoutingFigures: Sendable {
  /// A level of load: experts, GPUs or nodes.
  struct Level: Sendable {
    var name: String
    var statistics: LoadStatistics
    /// The same tokens without balancing.
    var unbalanced: LoadStatistics
  }

  /// Rows of one hop and direction, with their bytes.
  struct Hop: Sendable {
    var name: String
    var rows: Int
    var walkedRows: Int
    var dispatch: Bytes
    var combine: Bytes
  }

  let study: RoutingStudy

  var plan: RoutingPlan { study.plan }

  /// `[experts]`, selections over the window, and the same without balancing.
  var experts: (balanced: [Int], unbalanced: [Int]) {
    (sums(study.loads), sums(study.unbalancedLoads))
  }

  private func sums(_ loads: [[Int]]) -> [Int] {
    (0..<plan.gate.experts).map { expert in loads.reduce(0) { $0 + $1[expert] } }
  }

  /// `[gpus]`, selections of each GPU's experts.
  func gpuLoads(_ experts: [Int]) -> [Int] {
    (0..<plan.grid.ranks).map { experts[plan.grid.experts(ofRank: $0)].reduce(0, +) }
  }

  /// Experts, GPUs and nodes over the window.
  var levels: [Level] {
    let (balanced, unbalanced) = experts
    let gpus = (gpuLoads(balanced), gpuLoads(unbalanced))
    let nodes = (nodeLoads(gpus.0), nodeLoads(gpus.1))
    let pairs = [("experts", balanced, unbalanced), ("GPUs", gpus.0, gpus.1)]
    return (pairs + [("nodes", nodes.0, nodes.1)]).map { name, loads, unbalanced in
      Level(
        name: name, statistics: LoadStatistics(loads), unbalanced: LoadStatistics(unbalanced))
    }
  }

  private func nodeLoads(_ gpus: [Int]) -> [Int] {
    (0..<plan.grid.nodes).map { gpus[plan.grid.ranks(ofNode: $0)].reduce(0, +) }
  }

  /// What the wires carry in the last step: on NICs between nodes, on NVLink inside them.
  var hops: [Hop] {
    let (planned, walked) = (study.tally.traffic, study.walked)
    let onLinks = { (traffic: DispatchTraffic) in traffic.rowsInsideNodes - traffic.rowsInPlace }
    return [
      hop("NICs, between nodes", planned.rowsBetweenNodes, walked.rowsBetweenNodes),
      hop("NVLink, inside nodes", onLinks(planned), onLinks(walked)),
    ]
  }

  private func hop(_ name: String, _ rows: Int, _ walked: Int) -> Hop {
    Hop(
      name: name, rows: rows, walkedRows: walked,
      dispatch: Bytes(Int64(rows)) * study.dispatchBytesPerRow,
      combine: Bytes(Int64(rows)) * study.combineBytesPerRow)
  }

  var balanceName: String {
    switch plan.balance {
    case .none: "no balancing"
    case .bias(let gamma): "biases of speed \(gamma)"
    case .loss(let alpha): "a sequence-wise loss of factor \(alpha)"
    }
  }

  var source: String {
    switch plan.tokens {
    case .scores: "given scores, the same in every step"
    case .stream(let stream, _):
      "synthetic tokens of seed \(stream.seed), skew \(stream.skew), drift \(stream.driftSteps)"
    }
  }

  var heading: String {
    let (gate, grid) = (plan.gate, plan.grid)
    return "\(gate.selections) of \(grouped(gate.experts)) experts, in \(gate.keptGroups) of "
      + "\(gate.groups) groups, on \(grouped(grid.ranks)) GPUs of \(grouped(grid.nodes)) nodes; "
      + "\(grouped(plan.tokensPerStep)) tokens a step, \(grouped(plan.steps)) steps; \(source)"
  }

  /// The steps over which means are taken, such as `the last 20 steps`.
  var window: String { plan.window == 1 ? "the last step" : "the last \(plan.window) steps" }

  var headline: String {
    let mean = fixed(study.finalMaxVio, decimals: 3)
    let other = fixed(study.unbalancedMaxVio, decimals: 3)
    guard plan.balance != .none else {
      return
        "Without balancing the fullest expert has \(fixed(study.finalMaxVio + 1, decimals: 2)) "
        + "times the mean load: MaxVio is \(mean) in the mean of \(window)."
    }
    return "With \(balanceName) MaxVio is \(mean) in the mean of \(window); the same tokens "
      + "without balancing have \(other)."
  }

  var traffic: String {
    let tally = study.tally
    let agreement =
      study.rowsAgree
      ? "Counted token by token they are exactly these."
      : "Counted token by token they are NOT these: \(study.walked)."
    return "A token reaches \(fixed(tally.nodesPerToken, decimals: 4)) nodes and "
      + "\(fixed(tally.ranksPerToken, decimals: 4)) GPUs on average. The rows are those of the "
      + "dispatch layouts. " + agreement
  }

  /// How the stream's loads become the simulation's routing.
  var mapping: String {
    let spread = study.effect.measured.spread
    var text =
      "Measured over \(window): the loads added up over the steps have a MaxVio of "
      + "\(fixed(spread.maxVio, decimals: 4)), which is what lasts; around that an expert's load "
      + "changes from step to step with a deviation of \(fixed(spread.skew, decimals: 4)) of its "
      + "logarithm. The simulation draws loads with these two numbers, as routing: {balance: "
      + "sampled, skew: \(fixed(spread.skew, decimals: 4)), maxVio: "
      + "\(fixed(spread.maxVio, decimals: 4))} would, for every layer, microbatch and expert group."
    let tokens = study.scenarioTokens
    if tokens != plan.tokensPerStep || experts.balanced.count != scenarioExperts {
      text +=
        " A step of the stream has \(grouped(plan.tokensPerStep)) tokens for "
        + "\(grouped(plan.gate.experts)) experts, a microbatch of an expert group of the scenario "
        + "\(grouped(tokens)) for \(grouped(scenarioExperts)): fewer tokens scatter more."
    } else {
      text += " A step of the stream has as many tokens as a microbatch of an expert group."
    }
    return text
  }

  private var scenarioExperts: Int { study.effect.scenario.model.experts?.routed ?? 0 }

  /// The simulated steps: name, skew, MaxVio, seconds, more than even.
  var effectRows: [[String]] {
    let effect = study.effect
    let figures = Figures(longest: max(effect.unbalanced.step.seconds, effect.even.seconds))
    let row = { (name: String, simulated: RoutingEffect.Case) in
      [
        name, fixed(simulated.spread.skew, decimals: 4),
        fixed(simulated.spread.maxVio, decimals: 4), figures.seconds(simulated.step.seconds),
        figures.seconds(simulated.step.seconds - effect.even.seconds),
        percent(effect.increase(of: simulated), decimals: 2),
      ]
    }
    let even = ["even loads", "0", "0", figures.seconds(effect.even.seconds), "", ""]
    let balanced = plan.balance == .none ? [] : [row("as balanced here", effect.measured)]
    return [even] + balanced + [row("without balancing", effect.unbalanced)]
  }

  var redundancySentence: String? {
    study.redundancy.map { redundancy in
      let shape = redundancy.shape
      return "\(grouped(shape.slots - shape.experts)) copies of hot experts on "
        + "\(grouped(shape.gpus)) GPUs of \(grouped(shape.nodes)) nodes, \(shape.slotsPerGPU) "
        + "experts each, placed by the steps before the last and judged by the last. The greatest "
        + "load of a GPU over the mean:"
    }
  }

  /// Name, without copies, with them.
  var redundancyRows: [[String]] {
    guard let redundancy = study.redundancy else { return [] }
    let row = { (name: String, result: RedundancyStudy.Case) in
      [
        name, fixed(result.consecutive, decimals: 3), fixed(result.redundant, decimals: 3),
        percent(1 - result.redundant / result.consecutive),
      ]
    }
    let balanced = plan.balance == .none ? [] : [row("as balanced here", redundancy.balanced)]
    return balanced + [row("without balancing", redundancy.unbalanced)]
  }
}
