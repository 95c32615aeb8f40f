public import Analysis
internal import ExpertParallelism

/// A routing study as tables of comma-separated values, each with a header.
public struct RoutingCSV: Sendable {
  private let figures: RoutingFigures

  public init(_ study: RoutingStudy) { figures = RoutingFigures(study: study) }

  /// A row a step, from 0; the last cell is empty where it was not tried without balancing.
  public var steps: String {
    var text = "step,maxVio,gpuMaxVio,nodeMaxVio,nodesPerToken,unbalancedMaxVio\n"
    for step in figures.study.steps {
      text += "\(step.number),\(step.maxVio),\(step.gpuMaxVio),\(step.nodeMaxVio),"
      text += "\(step.nodesPerToken),\(step.unbalancedMaxVio.map { "\($0)" } ?? "")\n"
    }
    return text
  }

  /// A row an expert: selections over the last steps.
  public var experts: String {
    let (balanced, unbalanced) = figures.experts
    let grid = figures.plan.grid
    var text = "expert,gpu,node,load,unbalancedLoad\n"
    for expert in balanced.indices {
      let gpu = grid.rank(ofExpert: expert)
      text += "\(expert),\(gpu),\(grid.node(ofRank: gpu)),\(balanced[expert]),"
      text += "\(unbalanced[expert])\n"
    }
    return text
  }

  /// A row a GPU: selections over the last steps, rows of the last step's dispatch on its ports.
  public var gpus: String {
    let (balanced, unbalanced) = figures.experts
    let loads = (figures.gpuLoads(balanced), figures.gpuLoads(unbalanced))
    let (grid, ports) = (figures.plan.grid, figures.study.tally.ports)
    var text =
      "gpu,node,load,unbalancedLoad,networkRowsSent,networkRowsReceived,nodeRowsSent,"
      + "nodeRowsReceived\n"
    for gpu in 0..<grid.ranks {
      text += "\(gpu),\(grid.node(ofRank: gpu)),\(loads.0[gpu]),\(loads.1[gpu]),"
      text += "\(ports.networkSent[gpu]),\(ports.networkReceived[gpu]),"
      text += "\(ports.nodeSent[gpu]),\(ports.nodeReceived[gpu])\n"
    }
    return text
  }
}
